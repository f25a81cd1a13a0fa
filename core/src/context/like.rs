//! Values of one kind: where in a text another value can stand, so that the words and units around it stay.

use std::ops::Range;

use crate::context::token::{fold, stem};
use crate::context::word_list::listed;
use crate::letters;

/// Words one of which can take the place of another.
const KINDS: &[&str] = &[
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow|tonight",
    "mon|tue|wed|thu|fri|sat|sun",
    "january|february|march|april|may|june|july|august|september|october|november|december",
    "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|heute|morgen",
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche",
    "red|green|blue|yellow|black|white|orange|purple",
    "daily|weekly|monthly|yearly",
    "morning|afternoon|evening|night",
    "one|two|three|four|five|six|seven|eight|nine|ten",
    "low|medium|normal|high|urgent|critical",
];

#[derive(Clone, PartialEq)]
enum What {
    Number,
    Time,
    Money,
    /// A word of this kind
    Of(usize),
    Word(String),
}

struct Piece {
    what: What,
    at: Range<usize>,
}

/// What a text is made of. Signs that only part it are left out, and words between two numbers that make a range of them.
fn pieces(text: &str) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let digit = c.is_ascii_digit();
        let mut end = start + c.len_utf8();
        if digit || c.is_alphabetic() {
            while let Some((at, next)) = rest.peek().copied() {
                let after = text.get(at + 1..).and_then(|after| after.chars().next());
                let inner = matches!(next, '.' | ',' | ':') && after.is_some_and(|c| c.is_ascii_digit());
                let goes_on = if digit {
                    next.is_ascii_digit() || inner
                } else {
                    next.is_alphabetic() || matches!(next, '²' | '³')
                };
                if !goes_on {
                    break;
                }
                rest.next();
                end = at + next.len_utf8();
            }
        } else if !matches!(c, '€' | '$' | '£' | '%' | '×' | '°') {
            continue;
        }
        let word = fold(text.get(start..end).unwrap_or_default());
        // "€ 39 per day" is "€ 39 / day".
        if listed("per|a|an|each|pro", &word) {
            continue;
        }
        let what = match word.as_str() {
            word if digit && word.contains(':') => What::Time,
            _ if digit => What::Number,
            "€" | "$" | "£" | "euro" | "euros" | "eur" | "dollars" | "usd" | "pounds" | "gbp" => {
                What::Money
            }
            "×" => What::Word("x".to_owned()),
            word => match KINDS.iter().position(|kind| listed(kind, word)) {
                Some(kind) => What::Of(kind),
                None => What::Word(stem(word)),
            },
        };
        let number = |piece: Option<&Piece>| {
            piece.is_some_and(|piece| matches!(piece.what, What::Number | What::Time))
        };
        let before = out.len().wrapping_sub(1);
        // "6 euros" is "€ 6".
        if what == What::Money && number(out.last()) {
            out.insert(before, Piece { what, at: start..end });
            continue;
        }
        let range = matches!(out.last(), Some(Piece { what: What::Word(word), .. }) if listed("to|until|bis|and|till", word));
        if digit && range && number(out.get(before.wrapping_sub(1))) {
            out.pop();
        }
        out.push(Piece { what, at: start..end });
    }
    out
}

fn fits(old: &What, new: &What, counted: bool) -> bool {
    match (old, new) {
        // "min" and "minutes"
        (What::Word(old), What::Word(new)) => {
            old == new || counted && (old.starts_with(new.as_str()) || new.starts_with(old.as_str()))
        }
        _ => old == new,
    }
}

/// Whether a word is a day of the week.
pub(crate) fn is_day(word: &str) -> bool {
    KINDS.iter().take(2).any(|kind| listed(kind, word)) && !listed("today|tomorrow|tonight", word)
}

/// Whether a text shows a number, and little else.
pub(crate) fn is_numeric(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    digits > 0 && letters <= digits.max(3)
}

/// Whether a text is a number alone, or an amount of money.
pub(crate) fn is_bare(text: &str) -> bool {
    are_bare(&pieces(text))
}

fn are_bare(pieces: &[Piece]) -> bool {
    pieces
        .iter()
        .all(|piece| matches!(piece.what, What::Number | What::Money))
        && pieces.iter().filter(|piece| piece.what == What::Number).count() == 1
}

/// A value as somebody gives it: `200 ml`, `High`. Made once for all texts that it could stand in.
pub(crate) struct Given<'a> {
    said: &'a str,
    pieces: Vec<Piece>,
    has_value: bool,
    has_digits: bool,
}

impl<'a> Given<'a> {
    pub(crate) fn new(said: &'a str) -> Self {
        let pieces = pieces(said);
        let digits = |piece: &Piece| matches!(piece.what, What::Number | What::Time);
        let has_digits = pieces.iter().any(digits);
        let has_value = has_digits || pieces.iter().any(|piece| matches!(piece.what, What::Of(_)));
        Self {
            said,
            pieces,
            has_value,
            has_digits,
        }
    }

    /// Whether it is a number alone, or an amount of money.
    pub(crate) fn is_bare(&self) -> bool {
        are_bare(&self.pieces)
    }

    /// The old text with this value where the like of it stands: `400 ml coconut milk` and `200 ml`. A text that only has a value in
    /// it is no such value.
    pub(crate) fn in_place(&self, old: &str) -> Option<String> {
        let said = self.pieces.as_slice();
        // Most that is said, and most that it could be put in, is ruled out without a look at the words.
        if !self.has_value || self.has_digits && !old.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let had = pieces(old);
        let named = said.len() == 2 || said.len() == had.len();
        let leads = said
            .first()
            .is_some_and(|first| !matches!(first.what, What::Word(_)) || named);
        if !leads {
            return None;
        }
        let fit = |window: &[Piece]| {
            let mut counted = false;
            window.iter().zip(said).all(|(old, new)| {
                let fits = fits(&old.what, &new.what, counted);
                counted = new.what == What::Number;
                fits
            })
        };
        let mut places = had.windows(said.len()).filter(|window| fit(window));
        let place = places.next()?;
        // "Tuesday to Friday": which of them is not said. Of "64 of 90" it is the first.
        let either = matches!(
            said,
            [Piece {
                what: What::Of(_),
                ..
            }]
        ) && places.next().is_some();
        (!either).then(|| exchanged(old, place, self.said, said))
    }

    /// Whether a text has the same words, and another number.
    pub(crate) fn is_all_but_value(&self, old: &str) -> bool {
        if !self.has_value {
            return false;
        }
        let had = pieces(old);
        had.len() == self.pieces.len() && had.len() > 1 && !are_bare(&had) && self.in_place(old).is_some()
    }
}

fn exchanged(old: &str, place: &[Piece], new: &str, said: &[Piece]) -> String {
    let mut out = old.to_owned();
    let mut pairs: Vec<(&Piece, &Piece)> = place.iter().zip(said).collect();
    pairs.retain(|(old, new)| match (&old.what, &new.what) {
        (What::Word(old), What::Word(new)) => old == new,
        (What::Money, _) => false,
        _ => true,
    });
    for (was, now) in pairs.iter().rev() {
        let own = old.get(was.at.clone()).unwrap_or_default();
        let next = new.get(now.at.clone()).unwrap_or_default();
        let next = if letters::is_capitalised(own) {
            letters::capitalised(next)
        } else if was.what == What::Number && has_cents(own) && !has_cents(next) {
            format!("{next}.00")
        } else if fold(own) == fold(next) || !own.starts_with(char::is_alphanumeric) {
            own.to_owned()
        } else {
            next.to_owned()
        };
        out.replace_range(was.at.clone(), &next);
    }
    out
}

/// Whether a number has two places behind the point.
pub(crate) fn has_cents(number: &str) -> bool {
    number.rsplit_once('.').is_some_and(|(_, cents)| cents.len() == 2)
}

/// Whether an amount of money is in a text.
pub(crate) fn has_money(text: &str) -> bool {
    text.contains(['€', '$', '£'])
}
