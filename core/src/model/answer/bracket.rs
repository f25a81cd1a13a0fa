//! Whether a bracket in an answer begins JSON or belongs to prose.

/// The fields by which an object is known to be an answer, though they are not in quotation marks.
const BARE: [&str; 4] = ["ops", "op", "document", "nodes"];

/// `line`: what stands before the bracket in its line; `held`: the bracket, and blanks and letters behind it that left the question open.
/// `None`: `next` leaves it open, too.
pub(super) fn begins_json(line: &str, held: &str, next: char) -> Option<bool> {
    let is_object = held.starts_with('{');
    let behind = held.get(1..).unwrap_or_default().trim_start();
    let may_hold_comment = matches!(line.trim_end().as_bytes().last(), None | Some(b':'));
    match (behind, next) {
        (_, ' ' | '\n' | '\r' | '\t') if behind != "/" => None,
        ("", '"' | '\'') if is_object => Some(true),
        ("", '{') if !is_object => Some(true),
        ("", ']') if !is_object => Some(line.trim().is_empty()),
        ("", '/') if may_hold_comment => None,
        ("/", '/' | '*') => Some(true),
        (word, ':') if is_object => Some(BARE.contains(&word.trim_end())),
        (word, next) if is_object && next.is_ascii_lowercase() => {
            let goes_on = |bare: &&str| bare.strip_prefix(word).is_some_and(|rest| rest.starts_with(next));
            match BARE.iter().any(goes_on) {
                true => None,
                false => Some(false),
            }
        }
        _ => Some(false),
    }
}

/// The same for JSON that was written once more as a text.
pub(super) fn begins_quoted(held: &str, next: char) -> bool {
    next == '\\' || held.starts_with('[') && next == '{'
}
