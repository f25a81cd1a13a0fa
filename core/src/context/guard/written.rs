//! Placeholders that a model wrote in another way than it was told them: `[email_1]`, `EMAIL_1`, `\\[EMAIL_1\\]`.

use std::ops::Range;

use super::STEMS;
use crate::context::understanding::Placeholder;
use crate::context::word_list::listed;

/// The name of a placeholder in a text, in any case.
struct Written<'a> {
    name: &'a str,
    /// Where it is, with the brackets that it has
    range: Range<usize>,
    bracketed: bool,
}

fn written(text: &str) -> impl Iterator<Item = Written<'_>> {
    text.match_indices('_').filter_map(move |(sign, _)| {
        let (before, behind) = (text.get(..sign)?, text.get(sign + 1..)?);
        let letters = before
            .bytes()
            .rev()
            .take_while(u8::is_ascii_alphabetic)
            .take(9)
            .count();
        let digits = behind.bytes().take_while(u8::is_ascii_digit).take(10).count();
        let range = sign - letters..sign + 1 + digits;
        let name = text.get(range.clone())?;
        let (before, behind) = (text.get(..range.start)?, text.get(range.end..)?);
        let joins = |letter: char| letter.is_alphanumeric() || letter == '_';
        let stem = before.len()..sign;
        if !(1..10).contains(&digits)
            || !listed(STEMS, &text.get(stem)?.to_ascii_uppercase())
            || before.ends_with(joins)
            || behind.starts_with(joins)
        {
            return None;
        }
        let open = ["\\[", "[", "［"].into_iter().find(|open| before.ends_with(open));
        let close = ["\\]", "]", "］"]
            .into_iter()
            .find(|close| behind.starts_with(close));
        Some(match (open, close) {
            (Some(open), Some(close)) => Written {
                name,
                range: range.start - open.len()..range.end + close.len(),
                bracketed: true,
            },
            _ => Written {
                name,
                range,
                bracketed: false,
            },
        })
    })
}

/// Names in a text that look like those of placeholders, and are not written as those are.
pub(crate) fn other_spellings(text: &str) -> impl Iterator<Item = &str> {
    let exact = |one: &Written<'_>| {
        text.get(one.range.clone()) == Some(&*format!("[{}]", one.name.to_ascii_uppercase()))
    };
    written(text).filter(move |one| !exact(one)).map(|one| one.name)
}

/// As [`unmask`](super::unmask), also where the case or the brackets are not as they were told. A name that is `typed` in the request in
/// that way is what it is, and so is one in small letters that stands alone: fields and nodes are called so.
pub(crate) fn unmask_written(
    text: &str,
    placeholders: &[Placeholder],
    typed: &dyn Fn(&str) -> bool,
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for one in written(text) {
        let token = format!("[{}]", one.name.to_ascii_uppercase());
        let Some(known) = placeholders.iter().find(|known| known.token == token) else {
            continue;
        };
        let exact = text.get(one.range.clone()) == Some(&*token);
        let meant = one.bracketed || token.contains(one.name) || text.contains(char::is_whitespace);
        if one.range.start >= at && (exact || meant && !typed(one.name)) {
            out.push_str(text.get(at..one.range.start).unwrap_or_default());
            out.push_str(&known.text);
            at = one.range.end;
        }
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}
