//! Wishes that name what is written somewhere: the old words and the new ones.

use super::sentence::option;
use super::{put, put_text, typed};
use crate::context::lexicon::{Act, Attr, Det, Prep, Sense};
use crate::context::scene::Scene;
use crate::context::token::{Kind, Token, stem};
use crate::context::word_list::listed;
use crate::context::{like, wish};
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
                || listed("am|pm|uhr", &next.text)
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

/// What is said until it is told what is no longer so; nothing where more than a value is asked for.
fn told_so(tokens: &[Token]) -> Option<&[Token]> {
    let not = tokens.iter().position(|t| t.is(Sense::Not));
    let said = tokens.get(..not.unwrap_or(tokens.len()))?;
    let verb = said.iter().any(|t| matches!(t.sense, Some(Sense::Act(_))));
    let asks = |t: &Token| {
        let quoted = matches!(t.kind, Kind::Quoted(_) | Kind::Literal(_) | Kind::Slash);
        let offered = matches!(t.kind, Kind::Choice(..)) || t.text == "on";
        let acts = matches!(t.sense, Some(Sense::Act(act)) if !matches!(act, Act::Make | Act::Change));
        quoted || acts || !offered && wish::carries_value(t) || t.is(Sense::Prep(Prep::To)) && verb
    };
    let ends = |t: &Token| t.is(Sense::Fluff) || t.kind == Kind::Comma || t.text == "now";
    let said = said.get(..said.iter().rposition(|t| !ends(t))? + 1)?;
    (!said.iter().any(asks)).then_some(said)
}

/// "6 servings instead of 4", "make it 500 g flour": words that are all of a text but for its number name that text.
pub(super) fn counted_so(text: &str, tokens: &[Token], scene: &Scene<'_>) -> Option<Vec<Token>> {
    let said = told_so(tokens)?;
    let number =
        |t: &Token| !matches!(t.kind, Kind::Ordinal(_)) && t.text.starts_with(|c: char| c.is_ascii_digit());
    let from = said.iter().position(number)?;
    let known =
        |t: &Token| matches!(t.kind, Kind::Named(_)) || t.sense.is_none() && scene.knows(&stem(&t.text));
    let (before, value) = (said.get(..from)?, said.get(from..)?);
    let new = typed(text, value);
    let given = like::Given::new(new);
    let captions = scene.nodes.iter().filter_map(|node| node.caption());
    let mut texts = captions
        .map(|(_, own)| own)
        .filter(|own| given.is_all_but_value(own));
    let (old, None) = (texts.next()?, texts.next()) else {
        return None;
    };
    let first = value.first()?;
    // "the second dish is 6 pieces, not 4": that is the number it has.
    let no_longer = tokens.get(said.len()..).unwrap_or_default();
    let had = no_longer
        .iter()
        .any(|t| matches!(t.kind, Kind::Number(..)) && old.split(' ').any(|own| own == t.text));
    let placed = said.iter().any(|t| matches!(t.sense, Some(Sense::Rel(_))));
    (old != new && !placed && (had || !before.iter().any(known))).then(|| {
        vec![
            put("change", Sense::Act(Act::Change), first),
            put_text(old, first),
            put("to", Sense::Prep(Prep::To), first),
            put_text(new, first),
        ]
    })
}

/// "The second lesson is in room 11", "Dr Weber is free on Monday", "Rent 850 of 850": where texts show the like of it, it becomes that.
pub(super) fn told_of(text: &str, tokens: &[Token], scene: &Scene<'_>) -> Option<Vec<Token>> {
    const VERBS: &str =
        "is now|are now|ist|sind|moved to|now|runs|takes|lasts|starts|ends|opens|closes|has|have|costs";
    const STATES: &str = "sold out|fully booked|booked out|out of stock|full|taken|booked|reserved|unavailable|on sale|cancelled|delayed|overdue|paid";
    let said = told_so(tokens)?;
    let is =
        |t: &Token| t.is(Sense::Modal) || t.kind == Kind::Colon || listed(VERBS, &t.text) || t.text == "was";
    let known =
        |t: &Token| matches!(t.kind, Kind::Named(_) | Kind::Ordinal(_)) || scene.knows(&stem(&t.text));
    let verb = said.iter().position(is);
    // "Lidl was -45.10": what the row of a table shows.
    let row = |t: &Token| {
        let of_a_table = |at: &usize| scene.get(*at).is_some_and(|node| node.prop("rows").is_some());
        matches!(&t.kind, Kind::Choice(nodes, _) if nodes.iter().all(of_a_table))
    };
    let article = |t: &&Token| matches!(t.sense, Some(Sense::Det(_)));
    if let Some(verb) = verb
        && let (thing, Some(shown)) = (said.get(..verb)?, said.get(verb + 1..))
        && let Some(first) = shown.iter().find(|t| !article(t))
        && thing.iter().any(row)
    {
        let mut told = vec![put("change", Sense::Act(Act::Change), first)];
        told.extend_from_slice(thing);
        let shown = shown.get(shown.iter().take_while(article).count()..)?;
        told.extend([
            put("to", Sense::Prep(Prep::To), first),
            put_text(typed(text, shown), first),
        ]);
        return Some(told);
    }
    // "the double room is sold out": so it is marked.
    let so = verb.map(|verb| (verb, typed(text, said.get(verb + 1..).unwrap_or_default())));
    if let Some((verb, _)) = so.filter(|(_, so)| listed(STATES, &letters::lowered(so))) {
        let (thing, words) = (said.get(..verb)?, said.get(verb + 1..)?);
        let first = words.first()?;
        let mut marked = vec![put("mark", Sense::Act(Act::Mark), first)];
        marked.extend_from_slice(thing);
        marked.push(put("as", Sense::Prep(Prep::As), first));
        marked.extend_from_slice(words);
        return thing.iter().any(known).then_some(marked);
    }
    for from in verb.map_or(1, |verb| verb + 1)..said.len() {
        let (thing, value) = (said.get(..verb.unwrap_or(from))?, said.get(from..)?);
        let (new, first) = (typed(text, value), value.first()?);
        let between = said.get(verb.map_or(from, |verb| verb + 1)..from)?;
        let led = |t: &Token| matches!(t.sense, Some(Sense::Prep(_) | Sense::Fluff));
        // A word alone, as days are, or all from a number on.
        let begins = text
            .get(..first.span.start)
            .is_some_and(|before| before.ends_with(' '));
        let counts = matches!(first.sense, Some(Sense::Count(_) | Sense::Pron(_)));
        let whole = new.contains(|c: char| c.is_ascii_digit()) || value.len() == 1;
        if !begins
            || counts
            || !whole
            || value
                .iter()
                .any(|t| t.text == "," || verb.is_none() && t.kind == Kind::Arrow)
        {
            continue;
        }
        let goes_on = text.trim_start().to_ascii_lowercase().starts_with("and ");
        let given = like::Given::new(new);
        let bare = given.is_bare() && (verb.is_none() && !goes_on || !between.iter().all(led));
        let act = |t: &Token| matches!(t.sense, Some(Sense::Act(_)));
        let mut captions = scene.nodes.iter().filter_map(|node| node.caption());
        let placed = |t: &Token| matches!(t.sense, Some(Sense::Rel(_)));
        if bare
            || said.iter().take(from).any(placed)
            || !thing.iter().any(known)
            || !captions.any(|(_, own)| given.in_place(own).is_some())
        {
            continue;
        }
        let mut said = vec![put("change", Sense::Act(Act::Change), first)];
        said.extend(thing.iter().filter(|t| !act(t)).cloned());
        said.extend([put("to", Sense::Prep(Prep::To), first), put_text(new, first)]);
        return Some(said);
    }
    None
}
