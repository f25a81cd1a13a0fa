//! JSON text on its way to where it is only parsed.

/// Of so many bytes at most one letter may be beyond ASCII: more escapes cost more than they save.
const RARELY: usize = 32;

/// The same JSON with the letters beyond ASCII escaped, if they are few; else as it was.
///
/// A JavaScript engine keeps a text of ASCII in one byte for each letter. One long dash doubles the whole text, and it takes a third
/// longer to decode and parse.
pub fn in_ascii(json: String) -> String {
    // Each of them begins with such a byte.
    let beyond = json.bytes().filter(|byte| *byte >= 0xc0).count();
    if beyond == 0 || beyond > json.len() / RARELY {
        return json;
    }
    let mut out = String::with_capacity(json.len() + beyond * 10);
    let mut rest = json.as_str();
    while let Some(at) = rest.find(|letter: char| !letter.is_ascii()) {
        let (before, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let mut letters = tail.chars();
        if let Some(letter) = letters.next() {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                out.push_str("\\u");
                for shift in [12, 8, 4, 0] {
                    out.extend(char::from_digit(u32::from(*unit >> shift & 15), 16));
                }
            }
        }
        rest = letters.as_str();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Limits, Value};

    /// API-52: the same JSON, in ASCII where that is shorter to read.
    #[test]
    fn api_52_few_letters_are_escaped() {
        let padding = "plain ".repeat(40);
        let limits = Limits::default();
        for letters in [
            "–",
            "é",
            "\u{7f}\u{80}",
            "😀",
            "\u{2028}\\n\\\"",
            "\u{ffff}\u{10ffff}",
            "",
        ] {
            let json = format!(r#"{{"a {letters}":["{padding}{letters}"]}}"#);
            let escaped = in_ascii(json.clone());
            assert!(escaped.is_ascii(), "{escaped}");
            assert_eq!(Value::parse(&escaped, &limits), Value::parse(&json, &limits));
        }
        let many = format!(r#"["{}"]"#, "漢字".repeat(40));
        assert_eq!(in_ascii(many.clone()), many);
    }
}
