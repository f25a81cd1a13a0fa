//! Sentences that say in a roundabout way which thing is meant, and what is to be done to it.

use super::{put, put_text};
use crate::context::lexicon::{Act, Class, Det, Prep, Sense, class};
use crate::context::scene::Scene;
use crate::context::token::{self, Kind, Token, stem};
use crate::context::wish;
use crate::context::word_list::listed;
use crate::sorted::Gather;

/// "Departures shouldn't be the open tab, Arrivals should": the one that should is chosen.
pub(super) fn chosen(tokens: &[Token], scene: &Scene<'_>) -> Option<Vec<Token>> {
    let (last, rest) = tokens.split_last()?;
    let not = rest.iter().position(|t| t.is(Sense::Not))?;
    let comma = rest
        .iter()
        .rposition(|t| t.kind == Kind::Comma)
        .filter(|comma| *comma > not && not > 0)?;
    let name = rest
        .get(comma + 1..)
        .filter(|name| !name.is_empty() && last.is(Sense::Modal))?;
    let first = name.first()?;
    let said = name.iter().map(|t| t.text.as_str()).gather().join(" ");
    let select = put("select", Sense::Act(Act::Select), first);
    if let Some(choice) = option(scene, &said, first) {
        return Some(vec![select, choice]);
    }
    let known = |t: &Token| matches!(t.kind, Kind::Named(_)) || scene.knows(&stem(&t.text));
    name.iter()
        .all(known)
        .then(|| std::iter::once(select).chain(name.iter().cloned()).collect())
}

/// The option of a list that is called so.
pub(super) fn option(scene: &Scene<'_>, said: &str, at: &Token) -> Option<Token> {
    let (nodes, option) = scene.option(&token::words(said).join(" "))?;
    let kind = Kind::Choice(nodes, option.to_owned());
    Some(Token {
        kind,
        ..put_text(option, at)
    })
}

/// "Keep the first three and drop the rest": all but those are dropped.
pub(super) fn all_but(tokens: &[Token], before: &[Token], scene: &Scene<'_>) -> Option<Vec<Token>> {
    let keep = tokens
        .iter()
        .position(|t| !matches!(t.sense, Some(Sense::Fluff)))?;
    if let Some(said) = only(tokens.get(keep..)?, scene) {
        return Some(said);
    }
    let verb = tokens.get(keep).filter(|t| listed("keep|leave", &t.text))?;
    let out = |t: &Token| matches!(t.sense, Some(Sense::Act(Act::Remove | Act::Hide)));
    let drop = tokens.iter().position(out).filter(|drop| *drop > keep)?;
    let rest = tokens.get(drop + 1..).filter(|rest| !rest.is_empty())?;
    if !rest.iter().all(|t| {
        listed(
            "the|all|rest|other|others|ones|remaining|everything|else",
            &t.text,
        )
    }) {
        return None;
    }
    let kept = tokens.get(keep + 1..drop)?;
    let ends = |t: &Token| t.kind == Kind::Comma || t.is(Sense::And) || t.is(Sense::Then);
    let kept = kept.get(..kept.iter().rposition(|t| !ends(t))? + 1)?;
    let named = |t: &&Token| {
        matches!(t.sense, Some(Sense::Class(_)))
            || t.kind == Kind::Word && t.sense.is_none() && scene.knows(&stem(&t.text))
    };
    let noun = kept.iter().find(named).or_else(|| before.iter().find(named))?;
    let mut said = vec![
        tokens.get(drop)?.clone(),
        put("all", Sense::Det(Det::All), verb),
        noun.clone(),
        put("except", Sense::Except, verb),
    ];
    said.extend_from_slice(kept);
    Some(said)
}

/// "I want four products instead of six": the last two go, or two more come.
pub(super) fn so_many(tokens: &[Token]) -> Option<Vec<Token>> {
    let count = |t: &Token| match (&t.kind, t.sense) {
        (Kind::Number(many, ""), _) => Some(*many),
        (_, Some(Sense::Count(many))) => Some(f64::from(many)),
        _ if t.text == "two" => Some(2.0),
        _ => None,
    };
    let not = tokens.iter().position(|t| t.is(Sense::Not))?;
    let [had] = tokens.get(not + 1..)? else {
        return None;
    };
    let number = tokens
        .iter()
        .position(|t| count(t).is_some())
        .filter(|number| *number < not)?;
    let (many, noun) = (tokens.get(number)?, tokens.get(number + 1..not)?);
    let led = tokens.get(..number)?;
    let wants = |t: &Token| {
        t.is(Sense::Fluff)
            || matches!(
                t.sense,
                Some(Sense::Act(Act::Make | Act::Show | Act::Use | Act::Change))
            )
    };
    // How many columns or rows there are is how things stand.
    let things = |t: &Token| stem(&t.text) != t.text && !listed("columns|rows|lines|stars|words", &t.text);
    if led.is_empty() || !led.iter().all(wants) || !noun.last().is_some_and(things) {
        return None;
    }
    let (now, was) = (count(many)?, count(had)?);
    let mut said = Vec::new();
    if now < was {
        said.push(put("remove", Sense::Act(Act::Remove), many));
        said.push(put("all", Sense::Det(Det::All), many));
        said.extend_from_slice(noun);
        said.push(put("except", Sense::Except, many));
        said.push(put("the", Sense::Det(Det::The), many));
        said.push(put("first", Sense::Ordinal(1), many));
        said.push(many.clone());
        return Some(said);
    }
    said.push(put("add", Sense::Act(Act::Add), many));
    said.push(Token {
        kind: Kind::Number(now - was, ""),
        ..put("", Sense::Fluff, many)
    });
    said.extend_from_slice(noun);
    Some(said)
}

/// "Only show the first three cards", "keep only Home and About": the others go.
fn only(tokens: &[Token], scene: &Scene<'_>) -> Option<Vec<Token>> {
    let [first, second, kept @ ..] = tokens else {
        return None;
    };
    let verbs = "show|keep|leave|display";
    let verb = match (first.text.as_str(), second.text.as_str()) {
        ("only", verb) if listed(verbs, verb) => second,
        (verb, "only") if listed(verbs, verb) => first,
        _ => return None,
    };
    let kind = |t: &&Token| {
        let named = matches!(t.kind, Kind::Named(_));
        let last = t.text.rsplit(' ').next().unwrap_or_default();
        named && stem(last) != last
            || t.kind == Kind::Word
                && stem(&t.text) != t.text
                && (matches!(t.sense, Some(Sense::Class(_)))
                    || t.sense.is_none() && scene.knows(&stem(&t.text)))
    };
    // Of what kind the others are must be said.
    let noun = kept.iter().rfind(kind)?;
    let counted = |t: &Token| {
        matches!(
            t.sense,
            Some(Sense::Ordinal(_) | Sense::Count(_) | Sense::Det(Det::Both))
        )
    };
    if !kept.iter().any(counted) || kept.iter().any(wish::carries_value) {
        return None;
    }
    let mut said = vec![
        put("remove", Sense::Act(Act::Remove), verb),
        put("all", Sense::Det(Det::All), verb),
    ];
    let described = kept
        .iter()
        .skip_while(|t| counted(t) || t.is(Sense::Det(Det::The)));
    said.extend(described.take_while(|t| t.span.start <= noun.span.start).cloned());
    said.push(put("except", Sense::Except, verb));
    said.extend_from_slice(kept);
    Some(said)
}

/// "Into the archive with it".
pub(super) fn moved(tokens: &[Token]) -> Option<Vec<Token>> {
    let into = tokens.iter().position(|t| !t.is(Sense::Fluff))?;
    let with = tokens.iter().position(|t| t.is(Sense::Prep(Prep::With)))?;
    let verb = tokens.get(into).filter(|t| t.is(Sense::Prep(Prep::Into)))?;
    let thing = tokens.get(with + 1..).filter(|thing| !thing.is_empty())?;
    let place = tokens.get(into..with)?;
    let verb = std::iter::once(put("move", Sense::Act(Act::Move), verb));
    Some(verb.chain(thing.iter().chain(place).cloned()).collect())
}

/// "2nd review only 3 stars": that is its rating.
pub(super) fn starred(tokens: &[Token]) -> Option<Vec<Token>> {
    let [before @ .., number, stars] = tokens else {
        return None;
    };
    let stars_are = matches!(stars.sense, Some(Sense::Class(bits)) if bits & class::RATING != 0)
        && stars.text.starts_with("star");
    let plain = |t: &Token| {
        let acts = matches!(t.sense, Some(Sense::Act(act)) if !matches!(act, Act::Make | Act::Change));
        !acts && !wish::carries_value(t)
    };
    if !stars_are || !matches!(number.kind, Kind::Number(_, "")) || !before.iter().all(plain) {
        return None;
    }
    let led = |t: &&Token| {
        matches!(
            t.sense,
            Some(Sense::Modal | Sense::Act(_) | Sense::Fluff | Sense::Prep(Prep::To))
        )
    };
    let of: Vec<Token> = before
        .iter()
        .filter(|t| !led(t) && t.text != "only")
        .cloned()
        .gather();
    let mut said = vec![
        put("set", Sense::Act(Act::Change), number),
        put("the", Sense::Det(Det::The), number),
        put("rating", Sense::Class(class::RATING as Class), number),
    ];
    if !of.is_empty() {
        said.push(put("of", Sense::Prep(Prep::Of), number));
        said.extend(of);
    }
    said.push(put("to", Sense::Prep(Prep::To), number));
    said.push(number.clone());
    Some(said)
}

/// "The footer mail link": a kind of frame before a name tells where that is.
pub(super) fn within(tokens: Vec<Token>, scene: &Scene<'_>) -> Vec<Token> {
    const FRAMES: Class = class::HEADER | class::FOOTER | class::SIDEBAR | class::NAV | class::FORM;
    const PARTS: Class = class::LINK | class::BUTTON | class::ICON | class::IMAGE;
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        if let Kind::Named(nodes) = &token.kind
            && let [node] = nodes.as_slice()
            && let Some(Sense::Class(frame)) = out.last().and_then(|last| last.sense)
            && frame & FRAMES != 0
            && scene
                .ancestors(*node)
                .any(|above| scene.get(above).is_some_and(|n| n.is(frame & FRAMES)))
        {
            out.pop();
        }
        // "the message box": what is written into, where that is called so.
        let field = |word: &str| {
            scene
                .nodes
                .iter()
                .any(|n| n.is(class::FIELD) && n.is_called(&stem(word)))
        };
        if token.text == "box" && out.last().is_some_and(|last| field(&last.text)) {
            out.push(put("field", Sense::Class(class::FIELD), &token));
            continue;
        }
        // "the footer link": one of those in it, and not the footer.
        if let (Some(Sense::Class(part)), Some(Sense::Class(kind))) =
            (token.sense, out.last().and_then(|last| last.sense))
            && part & PARTS != 0
            && scene.nodes.iter().any(|node| node.is(kind & FRAMES))
            && let Some(frame) = out.pop()
        {
            out.push(token);
            out.push(put("in", Sense::Prep(Prep::In), &frame));
            out.push(put("the", Sense::Det(Det::The), &frame));
            out.push(frame);
            continue;
        }
        out.push(token);
    }
    out
}
