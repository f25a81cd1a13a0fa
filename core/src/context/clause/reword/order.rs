//! Places in a row that are told by counting: the third of them, one before the other, all of them in turn.

use super::{put, wishes};
use crate::context::lexicon::{Act, Det, Prep, Pron, Rel, Sense};
use crate::context::scene::Scene;
use crate::context::token::{Kind, Token, stem};
use crate::context::word_list::listed;
use crate::sorted::Gather;

/// What an ordinal is called that tells where something goes, and not which one is meant.
pub(crate) const AS_THE_NTH: &str = "as the nth";

fn ends_a_part(token: &Token) -> bool {
    token.kind == Kind::Comma || token.is(Sense::And) || token.is(Sense::Then)
}

/// "Energy should be the first tab", "make Profile the third one": where it goes, part by part.
pub(super) fn placed(tokens: &[Token], scene: &Scene<'_>) -> Option<Vec<Token>> {
    let mut said = Vec::with_capacity(tokens.len());
    let mut any = false;
    for part in tokens.split_inclusive(ends_a_part) {
        let (words, end) = match part.split_last() {
            Some((end, words)) if ends_a_part(end) => (words, Some(end)),
            _ => (part, None),
        };
        match made_the_nth(words, scene) {
            Some(moved) => {
                any = true;
                said.extend(moved);
            }
            None => said.extend_from_slice(words),
        }
        said.extend(end.cloned());
    }
    any.then_some(said)
}

fn made_the_nth(part: &[Token], scene: &Scene<'_>) -> Option<Vec<Token>> {
    let verb = part.iter().position(|t| !t.is(Sense::Fluff))?;
    let (thing, counted) = match part.get(verb)?.sense {
        Some(Sense::Act(act @ (Act::Make | Act::Move | Act::Use))) => {
            let rest = part.get(verb + 1..)?;
            let at = (1..rest.len()).find(|at| counted_place(rest.get(*at..), act, scene).is_some())?;
            rest.split_at_checked(at)?
        }
        _ => {
            let should = part.iter().position(|t| t.is(Sense::Modal))?;
            (part.get(..should)?, part.get(should + 1..)?)
        }
    };
    let act = match part.get(verb)?.sense {
        Some(Sense::Act(act)) => act,
        _ => Act::Make,
    };
    let (nth, at, within) = counted_place(Some(counted), act, scene)?;
    let other = |t: &Token| wishes(t) || matches!(t.sense, Some(Sense::Rel(_) | Sense::Say));
    let is_thing = |t: &Token| !other(t) || scene.knows(&stem(&t.text)) && thing.len() == 1;
    // "make a copy of the first card"
    let ends = thing
        .last()
        .is_some_and(|t| t.sense.is_none() || matches!(t.sense, Some(Sense::Class(_) | Sense::Pron(_))))
        || thing.len() == 1;
    if !ends || !thing.iter().all(is_thing) || within.iter().any(other) {
        return None;
    }
    let mut said = vec![put("move", Sense::Act(Act::Move), at)];
    said.extend_from_slice(thing);
    // "Rooms": what is called so, and no measure.
    if let ([name], Some(last)) = (thing, said.last_mut())
        && scene.knows(&stem(&name.text))
    {
        last.sense = None;
    }
    said.push(put(AS_THE_NTH, Sense::Ordinal(nth), at));
    said.extend_from_slice(within);
    Some(said)
}

/// `the third tab`, `as the last one in the list`, `to second place`, `to position 2`: the place, its word, and what it is in.
fn counted_place<'t>(
    tokens: Option<&'t [Token]>,
    act: Act,
    scene: &Scene<'_>,
) -> Option<(i32, &'t Token, &'t [Token])> {
    let tokens = tokens?;
    let is_place = |t: &Token| listed("place|position|spot|slot", &t.text);
    let (lead, rest) = match tokens {
        [lead, rest @ ..] if matches!(lead.sense, Some(Sense::Prep(Prep::As | Prep::To))) => {
            (lead.sense, rest)
        }
        _ => (None, tokens),
    };
    let to = lead == Some(Sense::Prep(Prep::To));
    if let [word, number, within @ ..] = rest
        && let Kind::Number(nth, "") = number.kind
        && to
        && is_place(word)
        && is_within(within)
    {
        return Some((nth as i32, number, within));
    }
    let rest = match rest {
        [the, rest @ ..] if the.is(Sense::Det(Det::The)) => rest,
        _ if to => rest,
        _ => return None,
    };
    let [counted, kind @ ..] = rest else { return None };
    let nth = match (&counted.kind, counted.sense) {
        (Kind::Ordinal(nth), _) => *nth,
        (_, Some(Sense::Ordinal(nth))) => nth,
        _ => return None,
    };
    let is_kind = |t: &Token| {
        stem(&t.text) == t.text
            && match t.sense {
                Some(Sense::Class(_) | Sense::Pron(Pron::One)) => true,
                _ if is_place(t) => true,
                _ => t.kind == Kind::Word && t.sense.is_none() && scene.knows(&stem(&t.text)),
            }
    };
    let words = kind.iter().take_while(|t| is_kind(t)).count();
    let (kind, within) = kind.split_at_checked(words)?;
    let moves = act == Act::Move;
    // "to the third column" is where it is put in.
    let fits = match lead {
        None => !moves,
        Some(_) if to => kind.iter().any(is_place),
        Some(_) => true,
    };
    (fits && matches!(words, 1 | 2) && is_within(within)).then_some((nth, counted, within))
}

fn is_within(tokens: &[Token]) -> bool {
    tokens
        .first()
        .is_none_or(|t| matches!(t.sense, Some(Sense::Prep(Prep::In | Prep::Of))))
}

/// "Name first, then e-mail": which comes before which. Of three and more each gets its place.
pub(super) fn in_turn(tokens: &[Token], scene: &Scene<'_>) -> Option<Vec<Token>> {
    let at = tokens.iter().position(|t| t.is(Sense::Ordinal(1)))?;
    let is_led = |t: &Token| ends_a_part(t) || t.is(Sense::Fluff);
    let next_ends = tokens.get(at + 1).is_some_and(is_led);
    if at > 0 && !next_ends {
        return None;
    }
    let rest = tokens
        .iter()
        .filter(|t| !t.is(Sense::Fluff) && !t.is(Sense::Ordinal(1)));
    let rest: Vec<Token> = rest.cloned().gather();
    let things: Vec<&[Token]> = rest.split(ends_a_part).filter(|thing| !thing.is_empty()).gather();
    let is_word = |t: &Token| {
        matches!(t.kind, Kind::Named(_))
            || matches!(t.sense, Some(Sense::Det(_) | Sense::Class(_)))
            || t.kind == Kind::Word && (t.sense.is_none() || t.capital)
    };
    let is_known = |thing: &[Token]| {
        let plain = |t: &&Token| !matches!(t.sense, Some(Sense::Det(_) | Sense::Class(_)));
        let mut words = thing.iter().filter(|t| t.kind == Kind::Word).filter(plain);
        words.all(|t| scene.knows(&stem(&t.text)))
    };
    let is_told = things.len() > 1 && tokens.iter().any(|t| t.is(Sense::Then));
    if !is_told || !things.iter().all(|thing| thing.iter().all(is_word)) {
        return None;
    }
    let word = tokens.get(at)?;
    let verb = put("move", Sense::Act(Act::Move), word);
    // All of them or none: what is not here is asked for.
    if let Some(unknown) = things.iter().find(|thing| !is_known(thing)) {
        let mut said = vec![verb];
        said.extend(unknown.iter().map(|t| Token {
            sense: None,
            ..t.clone()
        }));
        said.push(put(AS_THE_NTH, Sense::Ordinal(1), word));
        return Some(said);
    }
    if let [first, second] = things.as_slice() {
        let mut said = vec![verb];
        said.extend_from_slice(first);
        said.push(put("before", Sense::Rel(Rel::Before), word));
        said.extend_from_slice(second);
        return Some(said);
    }
    let mut said = Vec::new();
    for (nth, thing) in (1..).zip(things) {
        said.push(verb.clone());
        said.extend_from_slice(thing);
        said.push(put(AS_THE_NTH, Sense::Ordinal(nth), word));
        said.push(Token {
            kind: Kind::Stop,
            text: ".".to_owned(),
            sense: None,
            ..word.clone()
        });
    }
    Some(said)
}
