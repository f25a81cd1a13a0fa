//! Sentences said in a roundabout way: what is so and what is not, a reason before a wish, the rest of a list. They are put into the words
//! that are read everywhere else.

mod order;
mod phrase;
mod reason;
mod sentence;
mod terse;
mod written;

use crate::context::lexicon::Sense;
use crate::context::scene::Scene;
use crate::context::token::{Kind, Token};
use crate::context::wish;
use crate::context::word_list::listed;
use crate::sorted::Gather;
pub(crate) use order::AS_THE_NTH;
use order::{in_turn, placed};
pub(crate) use phrase::ALSO_HAS;
use phrase::phrases;
use reason::{about_it, forbidden, only_complains, without_reason};
use sentence::{all_but, chosen, moved, so_many, starred, within};
use terse::{days, priced, sentences};
use written::{corrected, counted_so, everywhere, from_to, told, told_of};

/// The tokens of a prompt, sentence by sentence in plainer words.
pub(super) fn reworded(text: &str, tokens: Vec<Token>, scene: &Scene<'_>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut complaints = Vec::new();
    let tokens = mixed_colours(text, tokens);
    if let Some(said) = sentences(text, &tokens, scene) {
        return said;
    }
    for sentence in tokens.split_inclusive(|t| t.kind == Kind::Stop) {
        let (words, stop) = match sentence.split_last() {
            Some((stop, words)) if stop.kind == Kind::Stop => (words, Some(stop)),
            _ => (sentence, None),
        };
        let words = days(about_it(without_reason(&forbidden(words))));
        // "Five cards is too many for a phone. Keep the first two."
        if stop.is_some() && only_complains(&words) {
            complaints.extend(words);
            continue;
        }
        let said = counted_so(text, &words, scene)
            .or_else(|| so_many(&words))
            .or_else(|| corrected(text, &words, scene))
            .or_else(|| chosen(&words, scene))
            .or_else(|| all_but(&words, &complaints, scene))
            .or_else(|| everywhere(text, &words))
            .or_else(|| from_to(text, &words, scene))
            .or_else(|| moved(&words))
            .or_else(|| starred(&words))
            .or_else(|| placed(&words, scene))
            .or_else(|| in_turn(&words, scene))
            .or_else(|| priced(text, &words, scene))
            .or_else(|| told(text, &words, scene))
            .or_else(|| told_of(text, &words, scene))
            .unwrap_or(words);
        out.extend(phrases(&within(said, scene)));
        out.extend(stop.cloned());
    }
    out
}

/// `rgb(255, 0, 10)` is a colour.
fn mixed_colours(text: &str, tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut end = 0;
    for token in tokens {
        if token.span.start < end {
            continue;
        }
        let mixed = listed("rgb|rgba", &token.text).then(|| {
            let rest = text.get(token.span.end..)?;
            let inner = rest.trim_start().strip_prefix('(')?.split(')').next()?;
            let parts = inner.split([',', ' ', '/']).filter(|part| !part.is_empty());
            let shares: Vec<u8> = parts.take(3).filter_map(|part| part.parse().ok()).gather();
            let [red, green, blue] = shares.as_slice() else {
                return None;
            };
            let hex = format!("#{red:02x}{green:02x}{blue:02x}");
            Some((hex, token.span.end + rest.find(')')? + 1))
        });
        match mixed.flatten() {
            Some((hex, close)) => {
                end = close;
                let span = token.span.start..close;
                out.push(Token {
                    kind: Kind::Hex(hex.clone()),
                    text: hex,
                    sense: None,
                    span,
                    ..token
                });
            }
            None => out.push(token),
        }
    }
    out
}

/// The text that tokens stand for, as typed.
fn typed<'t>(text: &'t str, tokens: &[Token]) -> &'t str {
    let span = tokens.first().zip(tokens.last());
    let range = span.map(|(first, last)| first.span.start..last.span.end);
    range.and_then(|range| text.get(range)).unwrap_or_default()
}

/// A token that stands for words that were not typed, at the place of one that was.
pub(super) fn put(word: &str, sense: Sense, at: &Token) -> Token {
    Token {
        kind: Kind::Word,
        text: word.to_owned(),
        sense: Some(sense),
        capital: false,
        span: at.span.clone(),
    }
}

fn put_text(said: &str, at: &Token) -> Token {
    Token {
        kind: Kind::Quoted(said.to_owned()),
        text: said.to_owned(),
        sense: None,
        capital: false,
        span: at.span.clone(),
    }
}

/// Whether a word asks for something.
fn wishes(token: &Token) -> bool {
    wish::carries_value(token) || matches!(token.sense, Some(Sense::Act(_) | Sense::Modal | Sense::Vague(_)))
}

/// "replace Need help? with Support": the mark belongs to the name before it.
pub(super) fn name_ends(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut iter = tokens.into_iter().peekable();
    while let Some(token) = iter.next() {
        let mark = token.kind == Kind::Stop && matches!(token.text.as_str(), "?" | "!" | ".");
        let named = matches!(out.last().map(|t| &t.kind), Some(Kind::Named(_)));
        let goes_on = iter.peek().is_some_and(|t| {
            matches!(
                t.sense,
                Some(
                    Sense::Prep(_)
                        | Sense::Modal
                        | Sense::Say
                        | Sense::Rel(_)
                        | Sense::Colour(_)
                        | Sense::Class(_)
                )
            ) && !t.capital
        });
        if mark && named && goes_on {
            continue;
        }
        out.push(token);
    }
    out
}
