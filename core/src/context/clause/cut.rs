//! Cuts a prompt where both sides can be carried out.

use super::{AS_THE_NTH, Piece, having};
use crate::context::guard::commands;
use crate::context::lexicon::{self, Act, Attr, Det, Lang, Prep, Pron, Rel, Sense};
use crate::context::token::{Kind, Token, stem};
use crate::context::wish;
use crate::context::word_list::listed;
use crate::sorted::Gather;

pub(super) fn split(text: &str, tokens: Vec<Token>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for sentence in tokens.split(|t| t.kind == Kind::Stop) {
        let span = match (sentence.first(), sentence.last()) {
            (Some(first), Some(last)) => first.span.start..last.span.end,
            _ => continue,
        };
        let around = sentence_around(text, span.start);
        if commands(&without_quotes(text, around, sentence)) && !sentence.is_empty() {
            continue;
        }
        let (prefix, body) = prefix(sentence);
        let mut last: Option<Vec<Token>> = None;
        for segment in soft_split(body) {
            // "green please, pink is too much"
            if last.is_some() && complains(&segment) {
                continue;
            }
            match &mut last {
                Some(previous) if !complete(previous) || !stands_alone(previous, &segment) => {
                    previous.extend(separator(sentence, &segment));
                    previous.extend(segment);
                }
                Some(previous) => {
                    pieces.push(Piece {
                        tokens: std::mem::replace(previous, segment),
                        prefix: prefix.clone(),
                    });
                }
                None => last = Some(segment),
            }
        }
        if let Some(tokens) = last {
            pieces.push(Piece { tokens, prefix });
        }
    }
    run_on(pieces)
}

/// Whether a segment only says that there is too much of a colour.
fn complains(segment: &[Token]) -> bool {
    first_meaning(segment).is_some_and(|first| matches!(first.sense, Some(Sense::Colour(_))))
        && segment.iter().any(|token| token.is(Sense::Modal))
        && segment
            .iter()
            .any(|token| token.is(Sense::Too) || token.text.starts_with("too "))
}

/// The separator that stood before a segment, put back when both are one clause after all.
pub(super) fn separator(sentence: &[Token], segment: &[Token]) -> Vec<Token> {
    let Some(start) = segment.first().map(|t| t.span.start) else {
        return Vec::new();
    };
    sentence
        .iter()
        .rfind(|t| t.span.start < start && (t.kind == Kind::Comma || t.is(Sense::And) || t.is(Sense::Then)))
        .cloned()
        .into_iter()
        .gather()
}

/// The words of a sentence that are said to us: what is quoted is data.
pub(super) fn without_quotes(text: &str, around: &str, sentence: &[Token]) -> String {
    let start = around.as_ptr() as usize - text.as_ptr() as usize;
    let end = start + around.len();
    let mut out = String::new();
    let mut at = start;
    for token in sentence {
        if matches!(token.kind, Kind::Quoted(_)) && token.span.start >= at {
            out.push_str(text.get(at..token.span.start.min(end)).unwrap_or_default());
            at = token.span.end;
        }
    }
    out.push_str(text.get(at..end).unwrap_or_default());
    out
}

pub(super) fn sentence_around(text: &str, at: usize) -> &str {
    let base = text.as_ptr() as usize;
    crate::context::guard::sentences(text)
        .into_iter()
        .find(|s| {
            let start = s.as_ptr() as usize - base;
            at >= start && at <= start + s.len()
        })
        .unwrap_or_default()
}

/// `left panel: ...`, `on the detail screen, ...`: words that hold for all that follows.
pub(super) fn prefix(sentence: &[Token]) -> (Option<Vec<Token>>, &[Token]) {
    let Some(colon) = sentence.iter().position(|t| t.kind == Kind::Colon) else {
        return (None, sentence);
    };
    let (head, tail) = sentence.split_at(colon);
    let tail = tail.get(1..).unwrap_or_default();
    // "send button: ..." sends nothing.
    let mut head = head.to_vec();
    for at in 1..head.len() {
        if let Some((verb, [noun, ..])) = head.split_at_mut_checked(at)
            && let Some(verb) = verb.last_mut()
            && matches!(verb.sense, Some(Sense::Act(_)))
            && matches!(noun.sense, Some(Sense::Class(_)))
        {
            verb.sense = None;
        }
    }
    let named = !head.is_empty()
        && head.iter().all(|t| {
            !matches!(
                t.sense,
                Some(
                    Sense::Act(_)
                        | Sense::Modal
                        | Sense::Say
                        | Sense::Saying
                        | Sense::Attr(
                            Attr::Placeholder
                                | Attr::Label
                                | Attr::Value
                                | Attr::Href
                                | Attr::Alt
                                | Attr::Background
                                | Attr::Colour
                                | Attr::Dim(_)
                        )
                )
            ) && !matches!(t.kind, Kind::Comma)
        });
    let values = tail.first().is_some_and(|t| {
        matches!(
            t.sense,
            Some(
                Sense::Act(_)
                    | Sense::Colour(_)
                    | Sense::More(..)
                    | Sense::Look(_)
                    | Sense::NoLook(_)
                    | Sense::Vague(_)
                    | Sense::Shade(_)
                    | Sense::Grow(_)
                    | Sense::Amount(_)
                    | Sense::Attr(_)
                    | Sense::State(..)
                    | Sense::Det(_)
                    | Sense::Fluff
                    | Sense::Place(_)
                    | Sense::Not
                    | Sense::No
                    | Sense::Pron(_)
            )
        ) || matches!(t.kind, Kind::Hex(_))
    });
    // "first section: heading should be ..."
    let says = |t: &Token| matches!(t.sense, Some(Sense::Modal | Sense::Say));
    let becomes = |t: &Token| {
        matches!(t.kind, Kind::Quoted(_))
            || matches!(
                t.sense,
                Some(Sense::State(..) | Sense::Look(_) | Sense::Colour(_) | Sense::More(..))
            )
    };
    let told = tail.first().is_some_and(|first| {
        !first.capital
            && first.kind == Kind::Word
            && match first.sense {
                Some(Sense::Class(_)) => tail.iter().take(5).any(says),
                None => tail.get(1).is_some_and(says) && tail.get(2).is_some_and(becomes),
                _ => false,
            }
    });
    if named && (values || told) {
        (Some(head), tail)
    } else {
        (None, sentence)
    }
}

/// Cuts at commas, "and" and "then"; what does not stand alone is joined again.
pub(super) fn soft_split(tokens: &[Token]) -> Vec<Vec<Token>> {
    let mut out = Vec::new();
    let mut current: Vec<Token> = Vec::new();
    for token in tokens {
        let cut = token.kind == Kind::Comma
            || token.is(Sense::And)
            || token.is(Sense::Then)
            || token.is(Sense::Act(Act::Repeat)) && !current.is_empty();
        if cut {
            if !current.is_empty() {
                out.push(std::mem::take(&mut current));
            }
            if token.is(Sense::Act(Act::Repeat)) {
                current.push(token.clone());
            }
            continue;
        }
        current.push(token.clone());
    }
    if !current.is_empty() {
        out.push(current);
    }
    out
}

pub(super) fn first_meaning(tokens: &[Token]) -> Option<&Token> {
    tokens
        .iter()
        .find(|t| !matches!(t.sense, Some(Sense::Fluff | Sense::Then | Sense::And)))
}

/// Whether the words so far ask for something that can be carried out.
pub(super) fn complete(tokens: &[Token]) -> bool {
    let Some(first) = first_meaning(tokens) else {
        return false;
    };
    // A remark, or "no": it ends by itself.
    if first.is(Sense::Remark) {
        return true;
    }
    let acts = tokens.iter().any(|t| {
        matches!(
            t.sense,
            Some(Sense::Act(
                Act::Remove
                    | Act::Hide
                    | Act::Duplicate
                    | Act::Add
                    | Act::Swap
                    | Act::Tick
                    | Act::Untick
                    | Act::Select
                    | Act::Shorten
                    | Act::Sort
                    | Act::Repeat
                    | Act::Show
            ))
        )
    });
    let valued = tokens.iter().any(|t| {
        wish::carries_value(t)
            || matches!(t.kind, Kind::Quoted(_) | Kind::Literal(_))
            || t.text == AS_THE_NTH
            || matches!(
                t.sense,
                Some(Sense::Say | Sense::Rel(_) | Sense::Grow(_) | Sense::Remark)
            )
    });
    let between_open = tokens.iter().any(|t| t.is(Sense::Rel(Rel::Between)))
        && !tokens.iter().any(|t| t.is(Sense::And))
        && tokens
            .last()
            .is_some_and(|_| !tokens.iter().any(|t| matches!(t.sense, Some(Sense::More(..)))));
    // "swap German and Art on Thursday": what it changes places with is to come.
    let pair_open = first.is(Sense::Act(Act::Swap)) && !tokens.iter().any(is_of_two);
    let between_open = between_open || pair_open;
    let to_text = tokens.iter().any(|t| {
        matches!(
            t.sense,
            Some(Sense::Prep(Prep::To)) | Some(Sense::Prep(Prep::With)) | Some(Sense::Prep(Prep::In))
        )
    }) || tokens.iter().any(|t| t.kind == Kind::Arrow);
    let change = tokens.iter().any(|t| matches!(t.sense, Some(Sense::Act(_))));
    let arrow = tokens.iter().position(|t| t.kind == Kind::Arrow);
    let led_on = arrow.is_some_and(|at| at > 0 && at + 1 < tokens.len());
    let nouns = tokens.len() > usize::from(acts);
    (acts && nouns && !between_open)
        || (valued && !between_open)
        || (change && to_text)
        || led_on
        || tokens.iter().any(|t| matches!(t.sense, Some(Sense::Modal))) && tokens.len() > 3
}

/// Whether a word says that there are two or more, or which the second one is.
fn is_of_two(token: &Token) -> bool {
    let last = token.text.rsplit(' ').next().unwrap_or_default();
    let plural =
        token.kind == Kind::Word && !matches!(token.sense, Some(Sense::Act(_))) && stem(last) != last;
    plural
        || matches!(
            token.sense,
            Some(
                Sense::And
                    | Sense::Prep(Prep::With | Prep::For)
                    | Sense::Rel(_)
                    | Sense::Count(_)
                    | Sense::Det(Det::Both | Det::All)
                    | Sense::Pron(_)
            )
        )
}

/// "Spent and Left should swap places": no place, where something is called so.
pub(super) fn is_one_of_a_pair(tokens: &[Token], at: usize) -> bool {
    let sense = |at: usize| tokens.get(at).and_then(|t| lexicon::sense(&t.text, Lang::En));
    let and = |at: usize| sense(at) == Some(Sense::And);
    matches!(
        sense(at),
        Some(Sense::Place(_) | Sense::Vague(_) | Sense::Look(_) | Sense::Colour(_))
    ) && (at > 0 && and(at - 1) || and(at + 1))
        && (0..tokens.len()).any(|at| sense(at) == Some(Sense::Act(Act::Swap)))
}

/// Whether a segment can be a clause of its own.
pub(super) fn stands_alone(before: &[Token], tokens: &[Token]) -> bool {
    let led = before
        .iter()
        .any(|t| t.kind == Kind::Arrow || t.is(Sense::Prep(Prep::To)));
    let Some(first) = first_meaning(tokens) else {
        return false;
    };
    // "swap maths and art": the other one of the two.
    let opens_a_pair = |t: &Token| matches!(t.sense, Some(Sense::And | Sense::Prep(Prep::With)));
    let asks = |t: &Token| {
        matches!(t.sense, Some(Sense::Act(_) | Sense::Modal)) || wish::carries_value(t) && t.text != "on"
    };
    if first_meaning(before).is_some_and(|t| t.is(Sense::Act(Act::Swap)))
        && !before.iter().any(opens_a_pair)
        && !tokens.iter().any(asks)
    {
        return false;
    }
    // "add a line, say "Fri 22 May"": what it says.
    let adds = before.iter().any(|t| t.is(Sense::Act(Act::Add)));
    if adds && matches!(first.sense, Some(Sense::Say | Sense::Saying)) {
        return false;
    }
    if having::is_one_more(before, tokens) {
        return false;
    }
    // "sort the cars by price, cheapest first": in which order.
    let orders = |t: &Token| {
        listed(
            "cheapest|lowest|highest|newest|oldest|latest|youngest|smallest|biggest|largest|shortest|longest|earliest",
            t.text.split(' ').next().unwrap_or_default(),
        )
    };
    if before.iter().any(|t| t.is(Sense::Act(Act::Sort)))
        && tokens.first().is_some_and(orders)
        && !tokens
            .iter()
            .any(|t| matches!(t.sense, Some(Sense::Act(_) | Sense::Modal)))
    {
        return false;
    }
    // "my number, +44 ...": what it is.
    if let [value] = tokens
        && matches!(value.kind, Kind::Secret(_))
        && !before.iter().any(|t| matches!(t.kind, Kind::Secret(_)))
    {
        return false;
    }
    // "title = Mine, yours": of a list of values only another thing begins something new.
    let is_thing = |t: &Token| {
        matches!(t.kind, Kind::Named(_))
            || matches!(
                t.sense,
                Some(Sense::Class(_) | Sense::Attr(_) | Sense::Act(_) | Sense::Modal)
            )
    };
    let lists_values =
        before.iter().any(|t| t.kind == Kind::Arrow) && !tokens.iter().any(|t| t.kind == Kind::Arrow);
    if lists_values && !tokens.iter().any(is_thing) {
        return false;
    }
    // "it is called "A" now, not "B"": which one it is.
    if first.is(Sense::Not)
        && tokens
            .iter()
            .skip_while(|t| !t.is(Sense::Not))
            .nth(1)
            .is_some_and(|t| matches!(t.kind, Kind::Quoted(_)))
    {
        return false;
    }
    // "add a book: "Kindred", available": what comes after the colon is about the new one.
    let lists =
        before.iter().any(|t| t.is(Sense::Act(Act::Add))) && before.iter().any(|t| t.kind == Kind::Colon);
    if lists
        && !tokens.iter().any(|t| {
            matches!(
                t.sense,
                Some(Sense::Act(_) | Sense::Modal | Sense::Det(_) | Sense::Pron(_))
            )
        })
    {
        return false;
    }
    if matches!(first.sense, Some(Sense::Act(_) | Sense::Remark)) {
        return tokens.len() > 1 || matches!(first.sense, Some(Sense::Remark));
    }
    let values = tokens.iter().any(|t| {
        wish::carries_value(t)
            || matches!(t.kind, Kind::Quoted(_) | Kind::Literal(_))
            || matches!(
                t.sense,
                Some(Sense::Say | Sense::Too | Sense::Grow(_) | Sense::Modal | Sense::Remark | Sense::Not)
            )
            || t.kind == Kind::Arrow
            || led && t.is(Sense::Prep(Prep::To))
    });
    values || tokens.iter().any(|t| matches!(t.sense, Some(Sense::Act(_)))) && tokens.len() > 2
}

/// "add a phone field. It goes under the name": where the new thing goes.
fn gives_place(before: &[Token], tokens: &[Token]) -> bool {
    let place = |t: &&Token| matches!(t.sense, Some(Sense::Rel(_) | Sense::Prep(Prep::In | Prep::Into)));
    let led = |t: &&Token| {
        matches!(
            t.sense,
            Some(
                Sense::Fluff
                    | Sense::Modal
                    | Sense::Pron(Pron::It)
                    | Sense::Act(Act::Move)
                    | Sense::And
                    | Sense::Then
            )
        )
    };
    let mut rest = tokens.iter().skip_while(led);
    before.iter().any(|t| t.is(Sense::Act(Act::Add)))
        && !before.iter().any(|t| place(&t))
        && rest.next().is_some_and(|t| place(&t))
        && !rest.any(wish::carries_value)
}

/// "price in red and bold the old one crossed out": values that come before the next thing belong to the one before.
pub(super) fn run_on(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for piece in pieces {
        if let Some(previous) = out.last_mut()
            && gives_place(&previous.tokens, &piece.tokens)
        {
            previous.tokens.extend(piece.tokens);
            continue;
        }
        let values = piece
            .tokens
            .iter()
            .take_while(|t| {
                matches!(
                    t.sense,
                    Some(Sense::Look(_) | Sense::Colour(_) | Sense::More(..) | Sense::Amount(_))
                )
            })
            .count();
        let rest = piece.tokens.get(values..).unwrap_or_default();
        let noun_next = rest
            .first()
            .is_some_and(|t| matches!(t.sense, Some(Sense::Det(_))));
        let valued_after = rest.iter().any(wish::carries_value);
        if values > 0
            && noun_next
            && valued_after
            && let Some(previous) = out.last_mut()
            && previous
                .tokens
                .first()
                .is_some_and(|t| !matches!(t.sense, Some(Sense::Act(_))))
        {
            let (head, tail) = piece.tokens.split_at(values);
            previous.tokens.extend(head.iter().cloned());
            out.push(Piece {
                tokens: tail.to_vec(),
                prefix: piece.prefix,
            });
            continue;
        }
        out.push(piece);
    }
    out
}
