//! Wishes that name what is written somewhere: the old words and the new ones.

use super::sentence::option;
use super::{put, put_text, typed};
use crate::context::lexicon::{Act, Attr, Det, Prep, Sense};
use crate::context::scene::Scene;
use crate::context::token::{Kind, Token};
use crate::context::word_list::listed;
use crate::document::{Object, Value};
use crate::letters;
use crate::sorted::Gather;

/// What kind of value stands somewhere; only one of the same kind can take its place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Quoted,
    Digits,
    Name,
}

/// The value that tokens begin with, its kind, and how many tokens it is.
fn value(text: &str, tokens: &[Token]) -> Option<(String, Shape, usize)> {
    let first = tokens.first()?;
    match &first.kind {
        Kind::Quoted(said) | Kind::Literal(said) => return Some((said.clone(), Shape::Quoted, 1)),
        Kind::Number(_, unit) if !unit.is_empty() => return None,
        Kind::Word | Kind::Number(..) | Kind::Named(_) | Kind::Choice(..) => {}
        _ => return None,
    }
    let own = typed(text, tokens.get(..1)?);
    let has_digits = own.chars().any(|c| c.is_ascii_digit());
    let is_name = |t: &Token| t.capital && (t.sense.is_none() || matches!(t.kind, Kind::Named(_)));
    let mut count = 1;
    if has_digits {
        while tokens.get(count).is_some_and(|next| {
            tokens
                .get(count - 1)
                .is_some_and(|t| t.span.end == next.span.start)
                && next.kind != Kind::Comma
        }) {
            count += 1;
        }
    } else if is_name(first) {
        while tokens.get(count).is_some_and(is_name) {
            count += 1;
        }
    } else {
        return None;
    }
    let shape = if has_digits { Shape::Digits } else { Shape::Name };
    Some((typed(text, tokens.get(..count)?).to_owned(), shape, count))
}

/// Whether words stand in a text, not within other words.
fn stands_in(own: &str, said: &str) -> bool {
    let (own, said) = (letters::lowered(own), letters::lowered(said));
    let free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    own.match_indices(said.as_str()).any(|(at, found)| {
        let (before, rest) = (
            own.get(..at).unwrap_or_default(),
            own.get(at + found.len()..).unwrap_or_default(),
        );
        free(before.chars().next_back()) && free(rest.chars().next())
    })
}

/// The nodes that show these words, what is written before what only describes a picture.
fn showing(scene: &Scene<'_>, said: &str) -> Vec<usize> {
    let written = |at: &usize| {
        let caption = scene.get(*at).and_then(|node| node.caption());
        caption.is_some_and(|(_, own)| stands_in(own, said))
    };
    let nodes: Vec<usize> = (0..scene.nodes.len()).filter(written).gather();
    if !nodes.is_empty() {
        return nodes;
    }
    let shows = |at: &usize| {
        let props = scene.get(*at).and_then(|node| node.value.get("props"));
        let fields = props
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(Object::iter);
        let mut texts = fields.filter_map(|(_, value)| value.as_str());
        texts.any(|own| stands_in(own, said))
    };
    (0..scene.nodes.len()).filter(shows).gather()
}

/// "It leaves at 09:20, not 09:12", "it isn't Ilse who teaches it, it's Jonas": what is written there is changed, where that is one place.
pub(super) fn corrected(text: &str, tokens: &[Token], scene: &Scene<'_>) -> Option<Vec<Token>> {
    let not = tokens.iter().position(|t| t.is(Sense::Not))?;
    let (before, after) = (tokens.get(..not)?, tokens.get(not + 1..)?);
    let other = |t: &Token| {
        let says = matches!(
            t.sense,
            Some(Sense::Act(
                Act::Change | Act::Make | Act::Replace | Act::Rename | Act::Show | Act::Select
            ))
        );
        !says && matches!(t.sense, Some(Sense::Act(_)))
            || matches!(
                t.sense,
                Some(
                    Sense::Colour(_)
                        | Sense::More(..)
                        | Sense::Rel(_)
                        | Sense::Look(_)
                        | Sense::Attr(Attr::Dim(_))
                )
            )
            || matches!(t.kind, Kind::Hex(_))
    };
    if tokens.iter().any(other) {
        return None;
    }
    let (old, shape, length) = value(text, after)?;
    let alike = |from: &[Token]| value(text, from).filter(|(_, own, _)| *own == shape);
    // "write Welcome back instead of Overview": all that stands behind the verb.
    let written = || {
        let verb = before.iter().position(|t| !t.is(Sense::Fluff))?;
        let words = before.get(verb + 1..).filter(|_| {
            before
                .get(verb)
                .is_some_and(|t| listed("write|put|say|use", &t.text))
        })?;
        let plain =
            |t: &Token| t.kind == Kind::Word && !matches!(t.sense, Some(Sense::Prep(_) | Sense::Det(_)));
        let (_, _, count) = alike(words)?;
        (shape == Shape::Name && count < words.len() && words.iter().all(plain))
            .then(|| (typed(text, words).to_owned(), shape, words.len()))
    };
    let ahead = || {
        if let Some(written) = written() {
            return Some(written);
        }
        (0..before.len()).rev().find_map(|at| {
            // All of a name, not its end.
            let inner = at
                .checked_sub(1)
                .and_then(|at| alike(before.get(at..)?))
                .is_some_and(|(_, _, count)| count > 1);
            if inner { None } else { alike(before.get(at..)?) }
        })
    };
    let behind = || {
        let rest = after.get(length..)?;
        let comma = rest.iter().position(|t| t.kind == Kind::Comma)?;
        let lead = |t: &&Token| listed("its|it|is|but|rather|should be|now", &t.text);
        let skipped = rest.iter().skip(comma + 1).take_while(lead).count();
        alike(rest.get(comma + 1 + skipped..)?)
    };
    // What comes behind "B, not A" is another wish.
    let (new, rest) = match ahead() {
        Some((new, _, _)) => (new, after.get(length..).unwrap_or_default()),
        None => (behind()?.0, &[][..]),
    };
    let with_rest = |mut said: Vec<Token>| {
        said.extend_from_slice(rest);
        Some(said)
    };
    let verb = tokens.first()?;
    if let Some(choice) = option(scene, &new, verb)
        && option(scene, &old, verb).is_some()
    {
        return with_rest(vec![put("select", Sense::Act(Act::Select), verb), choice]);
    }
    // A number alone stands for how many there are just as well.
    let mut places = showing(scene, &old);
    if old.len() < 3 && shape == Shape::Digits {
        places.retain(|at| {
            scene
                .get(*at)
                .and_then(|node| node.caption())
                .is_some_and(|(_, own)| own == old)
        });
    }
    let [place] = places.as_slice() else {
        return None;
    };
    let parent = |at: usize| scene.get(at).and_then(|node| node.parent);
    if let [other] = showing(scene, &new).as_slice()
        && parent(*other) == parent(*place)
    {
        return with_rest(vec![
            put("select", Sense::Act(Act::Select), verb),
            put_text(&new, verb),
        ]);
    }
    with_rest(vec![
        put("change", Sense::Act(Act::Change), verb),
        put_text(&old, verb),
        put("to", Sense::Prep(Prep::To), verb),
        put_text(&new, verb),
    ])
}

/// "Wherever it says A it has to say B".
pub(super) fn everywhere(text: &str, tokens: &[Token]) -> Option<Vec<Token>> {
    let at = tokens
        .iter()
        .position(|t| t.is(Sense::Act(Act::Replace)) && t.text.starts_with("where"))?;
    let rest = tokens.get(at + 1..)?;
    let say = rest
        .iter()
        .position(|t| matches!(t.sense, Some(Sense::Say | Sense::Saying)))?;
    let old = rest.get(..say)?;
    let leads = |t: &Token| {
        t.kind == Kind::Comma
            || matches!(
                t.sense,
                Some(Sense::Pron(_) | Sense::Modal | Sense::Fluff | Sense::Det(_))
            )
    };
    let old = old.get(..old.iter().rposition(|t| !leads(t))? + 1)?;
    let new = rest.get(say + 1..).filter(|new| !new.is_empty())?;
    let said = |tokens: &[Token]| match tokens {
        [
            Token {
                kind: Kind::Quoted(said),
                ..
            },
        ] => said.clone(),
        tokens => typed(text, tokens).to_owned(),
    };
    let verb = tokens.get(at)?;
    Some(vec![
        put("replace", Sense::Act(Act::Replace), verb),
        put("all", Sense::Det(Det::All), verb),
        put_text(&said(old), old.first()?),
        put("with", Sense::Prep(Prep::With), verb),
        put_text(&said(new), new.first()?),
    ])
}

/// "Change the price from 129 to 99 euros": the number that is written somewhere.
pub(super) fn from_to(text: &str, tokens: &[Token], scene: &Scene<'_>) -> Option<Vec<Token>> {
    let from = tokens.iter().position(|t| t.is(Sense::Prep(Prep::From)))?;
    let verb = tokens.iter().find(|t| t.is(Sense::Act(Act::Change)))?;
    let (old, shape, count) = value(text, tokens.get(from + 1..)?)?;
    let [to, new @ ..] = tokens.get(from + 1 + count..)? else {
        return None;
    };
    let (new, own, length) = value(text, new)?;
    let rest = tokens.get(from + 2 + count + length..)?;
    let unit = |t: &Token| listed("euro|euros|eur|dollars|dollar|usd|pounds|gbp|percent", &t.text);
    let one_place = showing(scene, &old).len() == 1;
    if !to.is(Sense::Prep(Prep::To))
        || shape != Shape::Digits
        || own != shape
        || !rest.iter().all(unit)
        || !one_place
    {
        return None;
    }
    Some(vec![
        verb.clone(),
        put_text(&old, verb),
        to.clone(),
        put_text(&new, to),
    ])
}

/// "Intro: We open at nine.": a sentence behind a colon is what a text says, whatever its words mean elsewhere.
pub(super) fn told(text: &str, tokens: &[Token], scene: &Scene<'_>) -> Option<Vec<Token>> {
    let [thing, colon, words @ ..] = tokens else {
        return None;
    };
    let Kind::Named(nodes) = &thing.kind else {
        return None;
    };
    let [node] = nodes.as_slice() else { return None };
    let (_, old) = scene.get(*node)?.caption()?;
    let first = words.first()?;
    let is_sentence = words.len() > 2 && first.capital && first.kind == Kind::Word;
    if colon.kind != Kind::Colon || !is_sentence {
        return None;
    }
    let mut new = typed(text, words).to_owned();
    if old.ends_with('.') && !new.ends_with('.') {
        new.push('.');
    }
    Some(vec![
        put("change", Sense::Act(Act::Change), colon),
        thing.clone(),
        put("to", Sense::Prep(Prep::To), colon),
        put_text(&new, first),
    ])
}

/// "The second lesson is in room 11": where others say `Room 4` it says so, and room is no space.
pub(super) fn numbered(tokens: &[Token], scene: &Scene<'_>) -> Option<Vec<Token>> {
    let is = tokens
        .iter()
        .position(|t| listed("is|are|ist|sind|moved to|now", &t.text))?;
    let (thing, rest) = (tokens.get(..is)?, tokens.get(is + 1..)?);
    let leads = |t: &&Token| matches!(t.sense, Some(Sense::Prep(Prep::In | Prep::On) | Sense::Fluff));
    let rest = rest.get(rest.iter().take_while(leads).count()..)?;
    let [word, number, after @ ..] = rest else {
        return None;
    };
    if !after.iter().all(|t| t.is(Sense::Fluff)) {
        return None;
    }
    let Kind::Number(_, "") = number.kind else {
        return None;
    };
    let says_so = |own: &&str| {
        let Some((name, digits)) = own.rsplit_once(' ') else {
            return false;
        };
        letters::lowered(name) == letters::lowered(&word.text)
            && !digits.is_empty()
            && digits.bytes().all(|c| c.is_ascii_digit())
    };
    let mut texts = scene
        .nodes
        .iter()
        .filter_map(|node| node.caption())
        .map(|(_, own)| own);
    let name = texts.find(says_so)?.rsplit_once(' ')?.0;
    let mut said = vec![put("change", Sense::Act(Act::Change), word)];
    said.extend_from_slice(thing);
    said.push(put("to", Sense::Prep(Prep::To), word));
    said.push(put_text(&format!("{name} {}", number.text), number));
    (!thing.is_empty()).then_some(said)
}
