//! Takes what was hidden from a model out of a message about its answer: that goes back to it, into logs, and is stored.

use crate::context::Placeholder;
use crate::document::pointer;
use crate::sorted::sort_by;

/// So many letters of it that end a quotation are told by nobody.
const LEAST_TOLD: usize = 3;

/// A message with placeholders in place of what they stand for, however that is written there: plainly, as a key in a pointer, either of them
/// in a quotation, or cut off by its end.
pub(super) fn hidden<'a>(message: String, personal: impl Iterator<Item = &'a Placeholder>) -> String {
    let mut spellings: Vec<(String, &str)> = Vec::new();
    for known in personal.filter(|known| !known.text.is_empty()) {
        let mut key = String::new();
        pointer::push_token(&mut key, &known.text);
        for text in [known.text.clone(), key.split_off(1)] {
            spellings.push((quoted(&text), &known.token));
            spellings.push((text, &known.token));
        }
    }
    // One may be a part of another.
    sort_by(&mut spellings, |(a, _), (b, _)| b.len().cmp(&a.len()));
    let message = spellings
        .iter()
        .fold(message, |message, (text, token)| message.replace(text, token));
    let mut pieces = message.split('"').peekable();
    let mut out = String::with_capacity(message.len());
    while let Some(piece) = pieces.next() {
        let cut = |(text, token): &(String, &'a str)| Some((start_at_the_end(piece, text)?, *token));
        match spellings.iter().filter_map(cut).min() {
            Some((at, token)) => {
                out.push_str(piece.get(..at).unwrap_or_default());
                out.push_str(token);
            }
            None => out.push_str(piece),
        }
        if pieces.peek().is_some() {
            out.push('"');
        }
    }
    out
}

/// As messages quote it.
fn quoted(text: &str) -> String {
    let quoted = format!("{text:?}");
    quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()
}

/// Where the beginning of a text begins that ends a piece.
fn start_at_the_end(piece: &str, text: &str) -> Option<usize> {
    let starts = text.char_indices().skip(LEAST_TOLD);
    let ends = starts.filter_map(|(end, _)| piece.strip_suffix(text.get(..end)?));
    ends.map(str::len).min()
}
