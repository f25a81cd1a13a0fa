//! Sentences said in a roundabout way: what is so and what is not, a reason before a wish, the rest of a list. They are put into the words
//! that are read everywhere else.

use crate::context::lexicon::{Act, Attr, Class, Det, Dim, Place, Prep, Pron, Rel, Sense, class};
use crate::context::scene::Scene;
use crate::context::token::{self, Kind, Token, stem};
use crate::context::wish;
use crate::context::word_list::listed;
use crate::document::{Object, Value};
use crate::letters;
use crate::sorted::Gather;

/// The tokens of a prompt, sentence by sentence in plainer words.
pub(super) fn reworded(text: &str, tokens: Vec<Token>, scene: &Scene<'_>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut complaints = Vec::new();
    let tokens = mixed_colours(text, tokens);
    for sentence in tokens.split_inclusive(|t| t.kind == Kind::Stop) {
        let (words, stop) = match sentence.split_last() {
            Some((stop, words)) if stop.kind == Kind::Stop => (words, Some(stop)),
            _ => (sentence, None),
        };
        let words = about_it(without_reason(&forbidden(words)));
        // "Five cards is too many for a phone. Keep the first two."
        if stop.is_some() && only_complains(&words) {
            complaints.extend(words);
            continue;
        }
        let said = corrected(text, &words, scene)
            .or_else(|| chosen(&words, scene))
            .or_else(|| all_but(&words, &complaints, scene))
            .or_else(|| everywhere(text, &words))
            .or_else(|| from_to(text, &words, scene))
            .or_else(|| moved(&words))
            .or_else(|| starred(&words))
            .unwrap_or(words);
        out.extend(phrases(said));
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

/// Whether a sentence only says that there are too many of something.
fn only_complains(tokens: &[Token]) -> bool {
    let many =
        |pair: &[Token]| matches!(pair, [too, many] if too.is(Sense::Too) && listed("many|few", &many.text));
    let wishes =
        |t: &Token| wish::carries_value(t) || matches!(t.sense, Some(Sense::Act(_) | Sense::Vague(_)));
    tokens.windows(2).any(many) && !tokens.iter().any(wishes)
}

/// The text that tokens stand for, as typed.
fn typed<'t>(text: &'t str, tokens: &[Token]) -> &'t str {
    let span = tokens.first().zip(tokens.last());
    let range = span.map(|(first, last)| first.span.start..last.span.end);
    range.and_then(|range| text.get(range)).unwrap_or_default()
}

/// A token that stands for words that were not typed, at the place of one that was.
fn put(word: &str, sense: Sense, at: &Token) -> Token {
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

/// "Lösche den Titel nicht": what is not to be done is said at the end. "Not the title, the subtitle should be red": the second is meant.
fn forbidden(tokens: &[Token]) -> Vec<Token> {
    let parts = tokens.split_inclusive(|t| t.kind == Kind::Comma);
    let mut out = Vec::with_capacity(tokens.len());
    let count = tokens.iter().filter(|t| t.kind == Kind::Comma).count();
    for (at, part) in parts.enumerate() {
        let (said, comma) = match part.split_last() {
            Some((comma, said)) if comma.kind == Kind::Comma => (said, Some(comma)),
            _ => (part, None),
        };
        match said {
            [verb, thing @ .., not]
                if matches!(verb.sense, Some(Sense::Act(_))) && not.is(Sense::Not) && !thing.is_empty() =>
            {
                out.push(not.clone());
                out.push(verb.clone());
                out.extend_from_slice(thing);
                out.extend(comma.cloned());
            }
            [not, thing @ ..]
                if at == 0
                    && count > 0
                    && not.is(Sense::Not)
                    && not.text == "not"
                    && thing
                        .first()
                        .is_some_and(|t| matches!(t.sense, Some(Sense::Det(_))))
                    && !thing.iter().any(wishes) => {}
            _ => out.extend_from_slice(part),
        }
    }
    out
}

/// "It is finished, so into the archive with it": the wish, about the thing that the reason is about.
fn without_reason(tokens: &[Token]) -> Vec<Token> {
    let so = tokens
        .windows(2)
        .position(|pair| matches!(pair, [comma, so] if comma.kind == Kind::Comma && so.text == "so"));
    let Some((reason, wish)) = so.and_then(|at| tokens.split_at_checked(at)) else {
        return tokens.to_vec();
    };
    let wish = wish.get(2..).unwrap_or_default();
    let wishes = |t: &Token| {
        wish::carries_value(t)
            && !matches!(t.sense, Some(Sense::State(..) | Sense::Place(_)))
            && !matches!(t.kind, Kind::Secret(_))
            || matches!(
                t.sense,
                Some(Sense::Act(_) | Sense::Vague(_) | Sense::Too | Sense::Rel(_) | Sense::Remark)
            )
    };
    let wanted = |t: &Token| {
        matches!(
            t.sense,
            Some(Sense::Act(_) | Sense::Modal | Sense::Vague(_) | Sense::Prep(Prep::Into))
        ) || wish::carries_value(t)
    };
    if reason.iter().any(wishes) || !wish.iter().any(wanted) {
        return tokens.to_vec();
    }
    let thing: Vec<Token> = reason
        .iter()
        .take_while(|t| matches!(t.kind, Kind::Named(_) | Kind::Word))
        .take_while(|t| !matches!(t.sense, Some(Sense::Modal | Sense::Place(_) | Sense::Pron(_))))
        .cloned()
        .gather();
    let mut out = Vec::with_capacity(wish.len() + thing.len());
    for token in wish {
        match token.sense {
            Some(Sense::Pron(Pron::It)) if !thing.is_empty() => out.extend_from_slice(&thing),
            _ if !thing.is_empty() && listed("its|their", &token.text) => {
                out.extend_from_slice(&thing);
                out.push(put("'s", Sense::Prep(Prep::Owner), token));
            }
            _ => out.push(token.clone()),
        }
    }
    out
}

/// "That toggle only confuses people, out with it": what is said of a thing before something is done to it.
fn about_it(tokens: Vec<Token>) -> Vec<Token> {
    let comma = tokens.iter().position(|t| t.kind == Kind::Comma);
    let Some((remark, [_, wish @ ..])) = comma.and_then(|at| tokens.split_at_checked(at)) else {
        return tokens;
    };
    let [verb, it] = wish else { return tokens };
    let says_more = |t: &Token| {
        wish::carries_value(t)
            || !matches!(t.kind, Kind::Word | Kind::Named(_))
            || matches!(
                t.sense,
                Some(
                    Sense::Act(_)
                        | Sense::Vague(_)
                        | Sense::Modal
                        | Sense::Too
                        | Sense::Remark
                        | Sense::Rel(_)
                )
            )
    };
    let head = remark
        .iter()
        .position(|t| matches!(t.kind, Kind::Named(_)) || matches!(t.sense, Some(Sense::Class(_))));
    match head {
        Some(head)
            if matches!(verb.sense, Some(Sense::Act(_)))
                && it.is(Sense::Pron(Pron::It))
                && !remark.iter().any(says_more) =>
        {
            let thing = remark.iter().take(head + 1).cloned();
            std::iter::once(verb.clone()).chain(thing).collect()
        }
        _ => tokens,
    }
}

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
fn corrected(text: &str, tokens: &[Token], scene: &Scene<'_>) -> Option<Vec<Token>> {
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
    let ahead = || {
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

/// The option of a list that is called so.
fn option(scene: &Scene<'_>, said: &str, at: &Token) -> Option<Token> {
    let (nodes, option) = scene.option(&token::words(said).join(" "))?;
    let kind = Kind::Choice(nodes, option.to_owned());
    Some(Token {
        kind,
        ..put_text(option, at)
    })
}

/// "Departures shouldn't be the open tab, Arrivals should": the one that should is chosen.
fn chosen(tokens: &[Token], scene: &Scene<'_>) -> Option<Vec<Token>> {
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

/// "Keep the first three and drop the rest": all but those are dropped.
fn all_but(tokens: &[Token], before: &[Token], scene: &Scene<'_>) -> Option<Vec<Token>> {
    let keep = tokens
        .iter()
        .position(|t| !matches!(t.sense, Some(Sense::Fluff)))?;
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

/// "Wherever it says A it has to say B".
fn everywhere(text: &str, tokens: &[Token]) -> Option<Vec<Token>> {
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
fn from_to(text: &str, tokens: &[Token], scene: &Scene<'_>) -> Option<Vec<Token>> {
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

/// "Into the archive with it".
fn moved(tokens: &[Token]) -> Option<Vec<Token>> {
    let into = tokens.iter().position(|t| !t.is(Sense::Fluff))?;
    let with = tokens.iter().position(|t| t.is(Sense::Prep(Prep::With)))?;
    let verb = tokens.get(into).filter(|t| t.is(Sense::Prep(Prep::Into)))?;
    let thing = tokens.get(with + 1..).filter(|thing| !thing.is_empty())?;
    let place = tokens.get(into..with)?;
    let verb = std::iter::once(put("move", Sense::Act(Act::Move), verb));
    Some(verb.chain(thing.iter().chain(place).cloned()).collect())
}

/// "2nd review only 3 stars": that is its rating.
fn starred(tokens: &[Token]) -> Option<Vec<Token>> {
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

/// Fonts that are spoken of by name alone.
const FONTS: &str = "arial|helvetica|georgia|verdana|tahoma|garamond|futura|roboto|inter|lato|poppins|montserrat|raleway|merriweather|\
    lora|nunito|courier|consolas|palatino|baskerville|didot|bodoni|calibri|cambria|optima|rockwell|oswald|playfair";

/// Whether a word says that all of a kind are meant.
fn is_all(token: &Token) -> bool {
    matches!(
        token.sense,
        Some(Sense::Det(Det::All | Det::Every) | Sense::Pron(Pron::Everything))
    ) || token.is(Sense::Act(Act::Remove)) && token.text.ends_with(" all")
}

/// Whether a word asks for something.
fn wishes(token: &Token) -> bool {
    wish::carries_value(token) || matches!(token.sense, Some(Sense::Act(_) | Sense::Modal | Sense::Vague(_)))
}

fn is_colour(token: &Token) -> bool {
    matches!(token.kind, Kind::Hex(_)) || matches!(token.sense, Some(Sense::Colour(_)))
}

/// Whether a word means what is written on something.
fn is_lettering(token: &Token) -> bool {
    listed(
        "text|label|labels|letters|lettering|writing|words|font|type",
        &token.text,
    )
}

/// Turns of phrase of a few words.
fn phrases(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let start = tokens.iter().position(|t| !t.is(Sense::Fluff));
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let next = tokens.get(at + 1);
        let before = out.last().and_then(|t| t.sense);
        at += 1;
        match token.sense {
            // "cards in the middle column": which column, and not where they go.
            Some(Sense::Place(place))
                if token.text.starts_with("in the ")
                    && next.is_some_and(|next| matches!(next.sense, Some(Sense::Class(_)))) =>
            {
                out.push(put("in", Sense::Prep(Prep::In), token));
                out.push(put("the", Sense::Det(Det::The), token));
                let word = token.text.trim_start_matches("in the ").to_owned();
                out.push(put(&word, Sense::Place(place), token));
            }
            // "warm this up": it goes nowhere.
            Some(Sense::Place(Place::Up | Place::Down))
                if matches!(before, Some(Sense::Pron(_) | Sense::Det(Det::This)))
                    && out
                        .iter()
                        .rev()
                        .nth(1)
                        .is_some_and(|t| matches!(t.sense, Some(Sense::Vague(_) | Sense::Shade(_)))) => {}
            // "guests up to 4"
            Some(Sense::Place(Place::Up))
                if next.is_some_and(|next| next.is(Sense::Prep(Prep::To)))
                    && tokens
                        .get(at + 1)
                        .is_some_and(|t| matches!(t.kind, Kind::Number(..))) => {}
            // "this needs more air": it does.
            Some(Sense::Det(Det::This))
                if next.is_some_and(|next| next.text == "needs")
                    && tokens
                        .get(at + 1)
                        .is_some_and(|t| matches!(t.sense, Some(Sense::Vague(_) | Sense::More(..)))) =>
            {
                out.push(put("this", Sense::Pron(Pron::This), token));
                at += 1;
            }
            // "put the line in italics": it goes nowhere.
            Some(Sense::Act(Act::Move))
                if token.text == "put"
                    && tokens
                        .last()
                        .is_some_and(|t| matches!(t.sense, Some(Sense::Look(_)))) =>
            {
                out.push(put("make", Sense::Act(Act::Make), token));
            }
            // "could it sit first in that group"
            Some(Sense::Ordinal(1))
                if token.text == "first"
                    && next.is_none_or(|next| {
                        next.kind == Kind::Comma
                            || matches!(next.sense, Some(Sense::Prep(Prep::In | Prep::Of)))
                    })
                    && out.iter().any(|t| t.is(Sense::Act(Act::Move)))
                    && !matches!(before, Some(Sense::Det(_))) =>
            {
                out.push(put("first", Sense::Place(Place::First), token));
            }
            // "soll 4 sein"
            _ if at == tokens.len()
                && listed("sein|be|werden|heissen", &token.text)
                && out.iter().any(|t| t.is(Sense::Modal)) => {}
            // "remove all but the card"
            Some(Sense::Act(Act::Remove | Act::Hide))
                if token.text.ends_with(" all")
                    && next.is_some_and(|next| next.is(Sense::Except) || next.text == "but") =>
            {
                out.push(token.clone());
                out.push(put("everything", Sense::Pron(Pron::Everything), token));
            }
            // "all links but Contact"
            Some(Sense::And)
                if token.text == "but"
                    && out.iter().any(is_all)
                    && next.is_some()
                    && (!tokens.iter().skip(at).any(wishes)
                        || tokens.last().is_some_and(|t| t.is(Sense::Pron(Pron::One)))) =>
            {
                out.push(put("except", Sense::Except, token));
                // "the High one": what it says, and no measure.
                for named in tokens.iter().skip(at) {
                    let plain = named.capital && !matches!(named.sense, Some(Sense::Pron(_)));
                    let sense = named.sense.filter(|_| !plain);
                    out.push(Token {
                        sense,
                        ..named.clone()
                    });
                }
                at = tokens.len();
            }
            // "delete the header but keep the logo"
            Some(Sense::Act(Act::Make))
                if listed("keep|leave|spare", &token.text)
                    && out
                        .iter()
                        .any(|t| matches!(t.sense, Some(Sense::Act(Act::Remove | Act::Hide))))
                    && !tokens.iter().skip(at).any(wishes) =>
            {
                while out
                    .last()
                    .is_some_and(|t| t.kind == Kind::Comma || t.is(Sense::And))
                {
                    out.pop();
                }
                out.push(put("except", Sense::Except, token));
            }
            // "ne supprime pas": the verb is what is not.
            Some(Sense::Act(_))
                if next.is_some_and(|next| next.is(Sense::Not))
                    && out.last().is_some_and(|t| t.text == "ne") =>
            {
                out.pop();
                out.push(put("not", Sense::Not, token));
                out.push(token.clone());
                at += 1;
            }
            // "label the button 'Pay'"
            Some(Sense::Attr(Attr::Label))
                if Some(at - 1) == start
                    && next.is_some_and(|next| matches!(next.sense, Some(Sense::Det(_))))
                    && tokens.last().is_some_and(|t| matches!(t.kind, Kind::Quoted(_))) =>
            {
                out.push(put("rename", Sense::Act(Act::Rename), token));
                out.extend(
                    tokens
                        .get(at..tokens.len() - 1)
                        .unwrap_or_default()
                        .iter()
                        .cloned(),
                );
                out.push(put("to", Sense::Prep(Prep::To), token));
                at = tokens.len() - 1;
            }
            // "every heading in Georgia"
            Some(Sense::Prep(Prep::In))
                if next.is_some_and(|next| next.capital && listed(FONTS, &next.text)) =>
            {
                out.push(put("font", Sense::Attr(Attr::Font), token));
                out.push(put("to", Sense::Prep(Prep::To), token));
            }
            // "black with white text", "yellow letters"
            _ if is_colour(token)
                && next.is_some_and(|next| next.is(Sense::Prep(Prep::With)))
                && tokens.get(at + 1).is_some_and(is_colour)
                && tokens.get(at + 2).is_some_and(is_lettering) =>
            {
                out.push(token.clone());
                out.push(put("background", Sense::Attr(Attr::Background), token));
                out.push(put("and", Sense::And, token));
                out.extend(tokens.get(at + 1).cloned());
                out.push(put("text color", Sense::Attr(Attr::TextColour), token));
                at += 3;
            }
            _ if is_colour(token)
                && next.is_some_and(|next| {
                    is_lettering(next) && !matches!(next.sense, Some(Sense::Class(_)) | None)
                })
                && tokens
                    .get(at + 1)
                    .is_none_or(|t| t.kind == Kind::Comma || t.is(Sense::And)) =>
            {
                out.push(token.clone());
                out.push(put("text color", Sense::Attr(Attr::TextColour), token));
                at += 1;
            }
            // "20 px apart"
            None if matches!(token.kind, Kind::Number(..))
                && next.is_some_and(|next| next.text == "apart") =>
            {
                out.push(put("gap", Sense::Attr(Attr::Dim(Dim::Gap)), token));
                out.push(token.clone());
                at += 1;
            }
            // "12 px between them"
            None if matches!(token.kind, Kind::Number(..))
                && next.is_some_and(|next| next.is(Sense::Rel(Rel::Between)))
                && tokens.get(at + 1).is_some_and(|t| t.is(Sense::Pron(Pron::Them))) =>
            {
                out.push(put("gap", Sense::Attr(Attr::Dim(Dim::Gap)), token));
                out.push(token.clone());
                at += 2;
            }
            // "the second one from the bottom"
            Some(Sense::Prep(Prep::From))
                if next.is_some_and(|next| {
                    next.is(Sense::Place(Place::Bottom)) || listed("end|back", &next.text)
                }) || next.is_some_and(|next| matches!(next.sense, Some(Sense::Det(_))))
                    && tokens
                        .get(at + 1)
                        .is_some_and(|t| listed("end|back|bottom", &t.text)) =>
            {
                let counted = out.iter_mut().rev().take(4).find_map(|t| match &mut t.sense {
                    Some(Sense::Ordinal(nth)) if *nth > 0 => Some(nth),
                    _ => None,
                });
                match counted {
                    Some(nth) => {
                        *nth = -*nth;
                        at += if next.is_some_and(|next| matches!(next.sense, Some(Sense::Det(_)))) {
                            2
                        } else {
                            1
                        };
                    }
                    None => out.push(token.clone()),
                }
            }
            _ => out.push(token.clone()),
        }
    }
    out
}
