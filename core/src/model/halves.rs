//! Letters beyond the first 65,536 that a server cut in two: `..\ud83d"` in one event, `"\udeb2..` in a later one.
//!
//! Servers that count in UTF-16 send their pieces so. Each half alone is no letter and would be lost as JSON is read, so it is taken
//! over to the event with the other half before.

use std::borrow::Cow;

/// Bytes of an escape such as `\ud83d`.
const ESCAPE: usize = 6;

/// The first half of a letter whose second half has not come.
#[derive(Clone, Debug, Default)]
pub(super) struct Halves {
    first: Option<[u8; ESCAPE]>,
}

/// The number of an escape that these bytes begin with.
fn escaped(bytes: &[u8]) -> Option<u32> {
    let digits = bytes.strip_prefix(b"\\u")?.first_chunk::<4>()?;
    digits.iter().try_fold(0, |number, digit| {
        Some(number * 16 + char::from(*digit).to_digit(16)?)
    })
}

impl Halves {
    /// The JSON of an event with the half that the events before left over, and without the one that it leaves over itself.
    pub(super) fn join<'a>(&mut self, json: &'a [u8]) -> Cow<'a, [u8]> {
        let is_half = |pair: &[u8; ESCAPE]| matches!(pair, [b'\\', b'u', b'd' | b'D', ..]);
        if !json
            .windows(ESCAPE)
            .filter_map(|bytes| bytes.first_chunk())
            .any(is_half)
        {
            return Cow::Borrowed(json);
        }
        let mut out = Vec::with_capacity(json.len() + ESCAPE);
        let mut at = 0;
        while let Some(rest) = json.get(at..).filter(|rest| !rest.is_empty()) {
            let number = escaped(rest);
            let length = match (number, rest) {
                (Some(_), _) => ESCAPE,
                (None, [b'\\', _, ..]) => 2,
                _ => 1,
            };
            let next = rest.get(length..).unwrap_or_default();
            let piece = rest.get(..length).unwrap_or_default();
            at += length;
            match number {
                Some(0xd800..=0xdbff) if next.starts_with(b"\"") => self.first = piece.first_chunk().copied(),
                Some(0xdc00..=0xdfff) if out.ends_with(b"\"") => {
                    out.extend(self.first.take().into_iter().flatten());
                    out.extend(piece);
                }
                _ => out.extend(piece),
            }
        }
        Cow::Owned(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// MOD-22
    #[test]
    fn halves_come_together() {
        let joined = |events: &[&str]| {
            let mut halves = Halves::default();
            let texts = events
                .iter()
                .map(|event| String::from_utf8(halves.join(event.as_bytes()).into_owned()).unwrap());
            texts.collect::<Vec<_>>()
        };
        assert_eq!(
            joined(&[
                r#"{"t":"Go \ud83d"}"#,
                r#"{"ping":1}"#,
                r#"{"t":"\uDEB2 \ud83d\ude00"}"#
            ]),
            [
                r#"{"t":"Go "}"#,
                r#"{"ping":1}"#,
                r#"{"t":"\ud83d\uDEB2 \ud83d\ude00"}"#
            ]
        );
        // No halves, or none that were cut apart.
        for whole in [
            r#"{"t":"\\ud83d"}"#,
            r#"{"t":"\ud83d\ude00"}"#,
            r#"{"t":"a\udeb2"}"#,
            r#"{"t":"\n\\"}"#,
            "",
            "\\u",
            "\\ud8",
        ] {
            assert_eq!(joined(&[whole]), [whole], "{whole}");
        }
    }
}
