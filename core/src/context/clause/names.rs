//! The words of a prompt against those of the document: names joined, typing errors mended, texts as they stand.

use super::reword::{put, reworded};
use crate::context::lexicon::{Act, Attr, Det, Lang, Prep, Pron, Rel, Sense, class};
use crate::context::reference::is_property;
use crate::context::scene::Scene;
use crate::context::token::{Kind, Token, stem};
use crate::context::word_list::listed;
use crate::context::{lexicon, token};
use crate::sorted::Gather;

/// Tokens of a text, with names of the document joined.
pub(crate) fn tokens(text: &str, scene: &Scene<'_>) -> Vec<Token> {
    let tokens = token::tokenize(text, &|piece| scene.find(piece), &|tokens| {
        join_names(tokens, scene)
    });
    literals(text, reworded(text, mend(name_ends(tokens), scene), scene))
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

/// "Spent and Left should swap places": no place, where something is called so.
fn is_one_of_a_pair(tokens: &[Token], at: usize) -> bool {
    let sense = |at: usize| tokens.get(at).and_then(|t| lexicon::sense(&t.text, Lang::En));
    let and = |at: usize| sense(at) == Some(Sense::And);
    matches!(sense(at), Some(Sense::Place(_)))
        && (at > 0 && and(at - 1) || and(at + 1))
        && (0..tokens.len()).any(|at| sense(at) == Some(Sense::Act(Act::Swap)))
}

/// Joins the longest runs of words that are the whole name, text or option of a node.
pub(super) fn join_names(tokens: Vec<Token>, scene: &Scene<'_>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let mut phrase = String::new();
        let mut hit: Option<(usize, Kind)> = None;
        for more in 0..8 {
            let Some(token) = tokens.get(at + more) else { break };
            let piece = match &token.kind {
                Kind::Word if !token.text.contains(':') => token.text.split(' ').map(stem).gather().join(" "),
                Kind::Word | Kind::Number(_, "") => token::words(&token.text).join(" "),
                _ => break,
            };
            if more > 0 {
                phrase.push(' ');
            }
            phrase.push_str(&piece);
            let several = more > 0 || piece.contains(' ') || is_one_of_a_pair(&tokens, at);
            if several && let Some(nodes) = scene.named(&phrase) {
                hit = Some((more + 1, Kind::Named(nodes)));
            } else if hit.as_ref().is_none_or(|(count, _)| *count <= more)
                && let Some((nodes, option)) = scene.option(&phrase)
                && (several
                    || (!scene_has_name(scene, &piece) && lexicon::sense(&token.text, Lang::En).is_none()))
                && scene.named(&phrase).is_none()
            {
                hit = Some((more + 1, Kind::Choice(nodes, option.to_owned())));
            }
        }
        let Some(first) = tokens.get(at) else { break };
        // A name that is also a command, at the start and followed by nothing that is done to it, stays a command.
        let command = |count: usize| {
            // "swap cancel and create account"
            let pairs = |t: &Token| {
                matches!(
                    lexicon::sense(&t.text, Lang::En),
                    Some(Sense::Act(Act::Swap) | Sense::Rel(Rel::Between) | Sense::Same)
                )
            };
            if at > 0 && tokens.iter().take(at).any(pairs) {
                return false;
            }
            let verb = matches!(
                lexicon::sense(&first.text, Lang::En),
                Some(Sense::Act(
                    Act::Remove | Act::Add | Act::Duplicate | Act::Hide | Act::Swap | Act::Change | Act::Make
                ))
            );
            let starts = at == 0
                || tokens
                    .get(at - 1)
                    .is_some_and(|t| matches!(t.kind, Kind::Comma | Kind::Stop) || t.text == "and");
            let alone = tokens
                .get(at + count)
                .is_none_or(|t| matches!(t.kind, Kind::Stop | Kind::Comma));
            verb && starts && alone
        };
        match hit {
            Some((count, kind)) if !command(count) => {
                let mut joined = first.clone();
                joined.text = (at..at + count)
                    .filter_map(|i| tokens.get(i))
                    .map(|t| t.text.as_str())
                    .gather()
                    .join(" ");
                joined.span.end = tokens.get(at + count - 1).map_or(joined.span.end, |t| t.span.end);
                joined.kind = kind;
                out.push(joined);
                at += count;
            }
            _ => {
                out.push(first.clone());
                at += 1;
            }
        }
    }
    out
}

/// Whether nothing but a look comes from here to the end of the part: `red`, `a bit bigger`.
fn has_a_look(tokens: &[Token], from: usize) -> bool {
    let part: Vec<&Token> = tokens
        .iter()
        .skip(from)
        .take_while(|t| !matches!(t.kind, Kind::Comma | Kind::Stop) && !t.is(Sense::And))
        .gather();
    let look = |t: &&Token| {
        matches!(t.kind, Kind::Hex(_))
            || matches!(
                t.sense,
                Some(
                    Sense::Colour(_) | Sense::Shade(_) | Sense::Look(_) | Sense::More(..) | Sense::Amount(_)
                )
            )
    };
    !part.is_empty() && part.iter().all(look)
}

pub(super) fn scene_has_name(scene: &Scene<'_>, word: &str) -> bool {
    scene.posting(word).iter().any(|(_, field)| {
        matches!(
            field,
            crate::context::vocabulary::Field::Name
                | crate::context::vocabulary::Field::Text
                | crate::context::vocabulary::Field::Id
        )
    })
}

/// Whether a word that has a sense of its own is the name of something where it stands.
fn is_a_name(tokens: &[Token], at: usize, scene: &Scene<'_>) -> bool {
    let Some(token) = tokens.get(at) else { return false };
    let before = at
        .checked_sub(1)
        .and_then(|at| tokens.get(at))
        .and_then(|t| t.sense);
    let next = tokens.get(at + 1);
    let next_sense = next.and_then(|next| next.sense);
    let is_known = || scene_has_name(scene, &stem(&token.text));
    match (token.sense, token.text.as_str()) {
        // "the plus icon"
        (Some(Sense::And), "plus") => {
            matches!(next_sense, Some(Sense::Class(_)))
                || matches!(before, Some(Sense::Det(_)))
                // "plus and minus as circles"
                || next.is_some_and(|next| next.is(Sense::And)) && before.is_none()
        }
        // "hide the like counts"
        (Some(Sense::Same), "like") => {
            matches!(before, Some(Sense::Det(_)))
                && matches!(next_sense, None | Some(Sense::Class(_)))
                && next.is_some_and(|next| next.kind == Kind::Word)
                && is_known()
        }
        // "swap home and away"
        (Some(Sense::Act(Act::Remove)), "away") => {
            matches!(before, Some(Sense::And | Sense::Det(_))) && is_known()
        }
        // "write: ..." adds a text; "write me a poem" asks for something else.
        (Some(Sense::Act(Act::Add)), "write") => {
            !next.is_some_and(|next| matches!(next.kind, Kind::Colon | Kind::Quoted(_)))
        }
        // "save and discard belong on the left": what belongs there is no verb.
        (Some(Sense::Act(_)), _)
            if next.is_some_and(|next| {
                listed(
                    "belong|belongs|goes|comes|sits|should|should be|must|must be|is|are",
                    &next.text,
                )
            }) =>
        {
            is_known()
        }
        // "turn push on", "replace Send": a second verb that the document knows as a name.
        (Some(Sense::Act(_)), _) => {
            let led = matches!(
                before,
                Some(
                    Sense::Act(_)
                        | Sense::Same
                        | Sense::Rel(_)
                        | Sense::Prep(Prep::As | Prep::Of | Prep::With | Prep::In | Prep::On | Prep::From)
                )
            );
            led && !matches!(next_sense, Some(Sense::Det(_) | Sense::Pron(_))) && is_known()
        }
        // "the label is hard to read", where some are called so; "the label to Send" is what is written on something.
        (Some(Sense::Attr(Attr::Label)), _) => {
            let what_for = matches!(
                next_sense,
                Some(Sense::Prep(_) | Sense::Say | Sense::Saying | Sense::Class(_))
            );
            let value = next.is_some_and(|next| !matches!(next.kind, Kind::Word));
            matches!(before, Some(Sense::Det(_) | Sense::Ordinal(_) | Sense::Colour(_)))
                && !what_for
                && !value
                && is_known()
        }
        // "5 High Street": a capital within a sentence, before a word with a capital that means nothing.
        (Some(Sense::More(..) | Sense::Shade(_) | Sense::Look(_) | Sense::Vague(_)), _)
            if next.is_some_and(|next| next.capital && next.kind == Kind::Word && next.sense.is_none())
                && is_written_large(tokens, at) =>
        {
            true
        }
        // "all high priority badges", where that is what some of them say.
        (Some(Sense::More(..)), "high" | "low" | "big" | "small" | "large")
            if next.is_some_and(|next| {
                next.kind == Kind::Word && matches!(next_sense, None | Some(Sense::Class(class::BADGE)))
            }) && matches!(before, Some(Sense::Det(_) | Sense::Act(_)))
                && is_shown(token, scene) =>
        {
            true
        }
        // "the priority to High", where that is what some of them say.
        (Some(Sense::More(..) | Sense::State(..)), _) => {
            let led = matches!(before, Some(Sense::Prep(Prep::To) | Sense::Say | Sense::Saying));
            let is_measured = matches!(token.sense, Some(Sense::More(..)));
            let becomes = is_measured && before == Some(Sense::Modal) && is_written_large(tokens, at);
            // "change the status to High": with a capital it is what it says.
            let written = is_measured
                && before == Some(Sense::Prep(Prep::To))
                && next.is_none()
                && is_written_large(tokens, at);
            written || (led || becomes) && token.capital && is_shown(token, scene)
        }
        // "the room" is one where the document speaks of rooms; else there is more room, or less.
        (Some(Sense::Attr(_)), "room") => {
            let noun_place = matches!(
                before,
                Some(Sense::Det(_) | Sense::Ordinal(_) | Sense::Prep(Prep::Owner) | Sense::Colour(_))
            );
            noun_place && is_known()
        }
        _ => false,
    }
}

/// Whether a word has a capital that it does not owe to its place: the others around it have none.
fn is_written_large(tokens: &[Token], at: usize) -> bool {
    let ends = |t: &Token| matches!(t.kind, Kind::Stop | Kind::Colon);
    let (before, after) = tokens.split_at(at.min(tokens.len()));
    let sentence = before
        .iter()
        .rev()
        .take_while(|t| !ends(t))
        .chain(after.iter().take_while(|t| !ends(t)));
    let begins = before.last().is_none_or(ends);
    let mut small = sentence.filter(|t| t.kind == Kind::Word && !t.capital);
    !begins && tokens.get(at).is_some_and(|t| t.capital) && small.next().is_some()
}

/// Whether something here shows this word and no other.
fn is_shown(token: &Token, scene: &Scene<'_>) -> bool {
    scene.named(&stem(&token.text)).is_some()
}

/// "make the priority of the second task High": behind the thing, what it shall say, where others say that.
fn becomes(tokens: &[Token], at: usize, scene: &Scene<'_>) -> bool {
    let Some((before, [token, after @ ..])) = tokens.split_at_checked(at) else {
        return false;
    };
    let part = before
        .rsplit(|t| matches!(t.kind, Kind::Stop | Kind::Comma) || t.is(Sense::And) || t.is(Sense::Then))
        .next()
        .unwrap_or_default();
    let makes = |t: &Token| matches!(t.sense, Some(Sense::Act(Act::Make | Act::Mark))) || t.text == "set";
    let thing = |t: &Token| {
        matches!(t.kind, Kind::Named(_) | Kind::Id(_))
            || t.kind == Kind::Word && matches!(t.sense, None | Some(Sense::Class(_) | Sense::Pron(_)))
    };
    let says = match token.sense {
        Some(Sense::More(..)) => true,
        // Two words with capitals are one name.
        None => token.kind == Kind::Word && part.last().is_some_and(|t| !t.capital),
        _ => false,
    };
    says && is_written_large(tokens, at)
        && part.iter().any(makes)
        && part.last().is_some_and(thing)
        && after
            .first()
            .is_none_or(|t| matches!(t.kind, Kind::Stop | Kind::Comma) || t.is(Sense::And))
        && is_shown(token, scene)
}

/// "add a size select", "add social links to the footer": what is added, and not what is done.
fn is_added(tokens: &[Token], at: usize) -> bool {
    let noun =
        |t: &Token| t.kind == Kind::Word && matches!(t.sense, None | Some(Sense::Attr(_) | Sense::Class(_)));
    let before = tokens.get(..at).unwrap_or_default();
    let words = before.iter().rev().take_while(|t| noun(t)).count();
    let led = before
        .iter()
        .rev()
        .skip(words)
        .find(|t| !matches!(t.sense, Some(Sense::Det(_) | Sense::Colour(_) | Sense::Count(_))));
    words > 0 && led.is_some_and(|t| t.is(Sense::Act(Act::Add)))
}

/// Whether somebody is said to do something, or a colour to do it to them.
fn starts_a_remark(tokens: &[Token], at: usize, scene: &Scene<'_>) -> bool {
    const PEOPLE: &str = "people|users|customers|clients|visitors|guests|patients|members|readers|shoppers|folks|mother|mum|mom|\
        father|boss|legal|marketing|kids|colleagues|students|parents|team|testers|stakeholders|managers|investors|reviewers|everyone|everybody|\
        nobody|someone|somebody|buyers|residents|drivers|teachers|pupils";
    const DO: &str = "know|knows|think|thinks|told|tells|said|says|like|likes|love|loves|hate|hates|want|wants|ask|asks|asked|\
        complain|complains|complained|cant|can|dont|never|always|keep|keeps|find|forget|miss|expect|prefer|wont";
    let begins = |at: usize| {
        at.checked_sub(1)
            .and_then(|at| tokens.get(at))
            .is_none_or(|before| {
                matches!(before.kind, Kind::Comma | Kind::Stop)
                    || matches!(before.sense, Some(Sense::And | Sense::Remark))
            })
    };
    let says = |at: usize, list: &str| tokens.get(at).is_some_and(|t| listed(list, &t.text));
    let Some(token) = tokens.get(at).filter(|_| begins(at)) else {
        return false;
    };
    // "we don't charge VAT, take that row off"
    let goes_on = || {
        let mut later = tokens.iter().skip_while(|t| t.span.start <= token.span.start);
        later.any(|t| matches!(t.kind, Kind::Comma | Kind::Stop))
            && later.any(|t| matches!(t.sense, Some(Sense::Act(_))))
    };
    if says(at, "we|i|they|nobody")
        && says(at + 1, "dont|never|cant|wont|didnt")
        && !says(at + 2, "need|want|like")
    {
        return goes_on();
    }
    if matches!(token.sense, Some(Sense::Colour(_))) {
        let verb = tokens.get(at + 1);
        return at > 0
            && verb.is_some_and(|t| {
                t.sense.is_none()
                    && t.kind == Kind::Word
                    && t.text.ends_with('s')
                    && !scene.knows(&stem(&t.text))
            })
            && tokens.get(at + 2).is_some_and(|t| t.kind == Kind::Word);
    }
    // ", it puts people off": what it does now.
    let does = |t: &Token| {
        t.kind == Kind::Word
            && t.sense.is_none()
            && t.text.ends_with('s')
            && !t.text.ends_with("ss")
            && !scene.knows(&stem(&t.text))
    };
    let somebody = token.is(Sense::Pron(Pron::It)) || listed("he|she|that|this", &token.text);
    if at > 0 && somebody && tokens.get(at + 1).is_some_and(does) {
        return true;
    }
    // "our testers keep missing it"
    let at = at + usize::from(says(at, "our|my|the|some|most|all|many"));
    says(at, PEOPLE) && says(at + 1, DO)
}

/// Gives mistyped words the sense they were meant to have, unless the document knows them; and takes back the senses of
/// verbs that stand where only a noun can.
pub(super) fn mend(mut tokens: Vec<Token>, scene: &Scene<'_>) -> Vec<Token> {
    let mut split_off = Vec::new();
    let mut led = Vec::new();
    let mut what_for = Vec::new();
    for at in 0..tokens.len() {
        let previous = at
            .checked_sub(1)
            .and_then(|p| tokens.get(p))
            .and_then(|t| t.sense);
        let Some(token) = tokens.get(at) else { break };
        if token.kind != Kind::Word {
            continue;
        }
        let noun_place = matches!(
            previous,
            Some(Sense::Det(_) | Sense::Ordinal(_) | Sense::Prep(Prep::Owner) | Sense::Colour(_))
        );
        let off = || {
            let mut later = tokens.iter().skip(at + 1);
            later.any(|t| listed("off|out|off of|out of", &t.text))
        };
        let out = || {
            tokens
                .iter()
                .skip(at + 1)
                .any(|t| listed("out|out of|away", &t.text))
        };
        if becomes(&tokens, at, scene) {
            led.push(at);
            if let Some(token) = tokens.get_mut(at) {
                token.sense = None;
            }
            continue;
        }
        if is_a_name(&tokens, at, scene) {
            if let Some(token) = tokens.get_mut(at) {
                token.sense = None;
            }
            continue;
        }
        let mended = match token.sense {
            // "the currency select"
            Some(Sense::Act(Act::Select))
                if token.text == "select"
                    && at > 1
                    && previous.is_none()
                    && tokens
                        .get(at - 2)
                        .is_some_and(|t| matches!(t.sense, Some(Sense::Det(_)))) =>
            {
                Some(("select", Sense::Class(class::SELECT)))
            }
            // "the text in there"
            Some(Sense::Fluff)
                if matches!(token.text.as_str(), "there" | "here")
                    && matches!(previous, Some(Sense::Prep(Prep::In | Prep::On))) =>
            {
                Some(("it", Sense::Pron(Pron::It)))
            }
            // "up there should be 9": that is no wish for something new.
            Some(Sense::Act(Act::Add))
                if token.text.starts_with("there ")
                    && tokens
                        .get(at + 1)
                        .is_some_and(|t| matches!(t.kind, Kind::Number(..)))
                    && tokens.get(at + 2).is_none_or(|t| t.kind != Kind::Word) =>
            {
                Some(("should be", Sense::Modal))
            }
            // "dark text obviously"
            None if token.text.len() > 4
                && token.text.ends_with("ly")
                && !token.capital
                && !matches!(
                    previous,
                    Some(Sense::Prep(_) | Sense::Say | Sense::Saying | Sense::Det(_))
                )
                && !scene.knows(&token.text)
                && tokens.get(at + 1).is_none_or(|t| {
                    t.kind != Kind::Word || !matches!(t.sense, None | Some(Sense::Class(_)))
                }) =>
            {
                Some(("really", Sense::Fluff))
            }
            // "people know", "red scares people": how things are.
            Some(Sense::Colour(_) | Sense::Fluff | Sense::Det(_)) | None
                if starts_a_remark(&tokens, at, scene) =>
            {
                Some(("because", Sense::Remark))
            }
            // "take that amenity off the list"
            None if token.text == "take" && off() => Some(("take", Sense::Act(Act::Remove))),
            // "throw the tags out", "leave the logo out"
            None | Some(Sense::Act(Act::Make)) if listed("throw|leave", &token.text) && out() => {
                Some(("remove", Sense::Act(Act::Remove)))
            }
            None => {
                let root = stem(&token.text);
                let name = token.capital && at > 0;
                if scene.knows(&root) || is_property(&token.text) {
                    None
                } else {
                    let near_here = scene.nearest(&root);
                    lexicon::mended(&token.text).filter(|(known, sense)| {
                        near_here.is_none_or(|near| known.len() == token.text.len() || near == stem(known))
                            && (!name || matches!(sense, Sense::Class(_) | Sense::Attr(_)))
                    })
                }
            }
            // "a switch", "quotes switch": a thing, since nothing is switched.
            Some(Sense::Act(Act::Change))
                if token.text == "switch"
                    && at > 0
                    && !matches!(
                        previous,
                        Some(Sense::Fluff | Sense::And | Sense::Then | Sense::Modal)
                    )
                    && tokens
                        .get(at - 1)
                        .is_some_and(|t| !matches!(t.kind, Kind::Colon | Kind::Comma | Kind::Stop)) =>
            {
                Some(("toggle", Sense::Class(class::TOGGLE)))
            }
            // "Suspend amber, Delete red": what is done to it follows, so it is the name of a button.
            Some(Sense::Act(_)) if has_a_look(&tokens, at + 1) => {
                if let Some(nodes) = scene.named(&stem(&token.text))
                    && let Some(token) = tokens.get_mut(at)
                {
                    token.kind = Kind::Named(nodes);
                    token.sense = None;
                }
                continue;
            }
            // Soft words for texts, where they are the name of something else.
            Some(Sense::Class(class::TEXT)) => {
                let named = scene.named(&stem(&token.text)).unwrap_or_default();
                if !named.is_empty()
                    && named
                        .iter()
                        .all(|at| scene.get(*at).is_some_and(|n| !n.is(class::TEXT)))
                    && let Some(token) = tokens.get_mut(at)
                {
                    token.kind = Kind::Named(named);
                    token.sense = None;
                }
                continue;
            }
            // "one more set": a thing, where there are such.
            Some(Sense::Act(_))
                if matches!(previous, Some(Sense::Det(Det::More | Det::Another)))
                    && scene.knows(&stem(&token.text)) =>
            {
                if let Some(token) = tokens.get_mut(at) {
                    token.sense = None;
                }
                continue;
            }
            Some(Sense::Act(_)) if noun_place || is_added(&tokens, at) => match token.text.as_str() {
                "switch" => Some(("toggle", Sense::Class(class::TOGGLE))),
                "select" => Some(("select", Sense::Class(class::SELECT))),
                "link to" | "links to" if is_added(&tokens, at) => {
                    split_off.push(at);
                    Some(("links", Sense::Class(class::LINK)))
                }
                // "add a link to the imprint": what it is for.
                "link to" => {
                    if previous == Some(Sense::Det(Det::A)) {
                        what_for.push(at);
                    }
                    Some(("link", Sense::Class(class::LINK)))
                }
                "check" => Some(("checkbox", Sense::Class(class::CHECKBOX | class::ICON))),
                _ => None,
            },
            _ => None,
        };
        if let Some((known, sense)) = mended
            && let Some(token) = tokens.get_mut(at)
        {
            token.text = known.to_owned();
            token.sense = Some(sense);
        }
    }
    // "add social links to the footer"
    for at in split_off.into_iter().rev() {
        if let Some(link) = tokens.get_mut(at) {
            let mut to = Token {
                text: "to".to_owned(),
                sense: Some(Sense::Prep(Prep::To)),
                ..link.clone()
            };
            link.span.end -= " to".len();
            to.span.start = link.span.end + 1;
            tokens.insert(at + 1, to);
        }
    }
    for at in what_for.into_iter().rev() {
        if let Some(link) = tokens.get_mut(at) {
            link.span.end -= " to".len();
            let mut why = put("for", Sense::Prep(Prep::For), link);
            why.span.start = link.span.end + 1;
            // "add a link to the footer": where it goes.
            let mut after = tokens.iter().skip(at + 1);
            let part = after.find(|t| !matches!(t.sense, Some(Sense::Det(_))));
            let is_part = matches!(part.and_then(|t| t.sense), Some(Sense::Class(kind)) if kind & class::CONTAINER != 0);
            if is_part && !after.any(|t| matches!(t.sense, Some(Sense::Prep(_)))) {
                why.sense = Some(Sense::Prep(Prep::To));
            }
            tokens.insert(at + 1, why);
        }
    }
    for at in led.into_iter().rev() {
        if let Some(word) = tokens.get(at) {
            let to = put("to", Sense::Prep(Prep::To), word);
            tokens.insert(at, to);
        }
    }
    // "link the X to Y"
    if let Some(first) = tokens.iter().position(|t| !t.is(Sense::Fluff))
        && tokens.get(first).is_some_and(|t| t.text == "link")
        && matches!(
            tokens.get(first + 1).and_then(|t| t.sense),
            Some(Sense::Det(_) | Sense::Pron(_))
        )
        && let Some(token) = tokens.get_mut(first)
    {
        token.sense = Some(Sense::Act(Act::Link));
    }
    tokens
}

/// `to: ...`, `should say: ...`: what follows to the end of the line is text as it stands.
pub(super) fn literals(text: &str, tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let opens = token.kind == Kind::Colon
            && matches!(
                out.last().and_then(|t| t.sense),
                Some(Sense::Prep(Prep::To) | Sense::Say | Sense::Saying)
            );
        let next = tokens.get(at + 1);
        // "add a line below it: Lost something? Write to us": all of it is what the line says.
        let said_line = token.kind == Kind::Colon
            && out.iter().any(|t| t.is(Sense::Act(Act::Add)))
            && out
                .iter()
                .any(|t| listed("line|note|sentence|paragraph|footnote|disclaimer|hint", &t.text))
            && tokens.iter().skip(at).any(|t| t.kind == Kind::Stop);
        let placeholder = token.kind == Kind::Colon
            && out.last().is_some_and(|t| t.is(Sense::Attr(Attr::Placeholder)))
            && next.is_some_and(|t| t.capital);
        if (opens || placeholder || said_line)
            && next.is_some_and(|t| !matches!(t.kind, Kind::Quoted(_) | Kind::Secret(_)))
        {
            let mut end = at + 1;
            while tokens.get(end).is_some_and(|t| t.text != "\n") {
                end += 1;
            }
            let start = next.map_or(0, |t| t.span.start);
            let stop = tokens.get(end).map_or(text.len(), |t| t.span.start);
            let literal = text.get(start..stop).unwrap_or_default().trim().to_owned();
            let mut joined = token.clone();
            joined.kind = Kind::Literal(literal.clone());
            joined.text = literal;
            joined.span = start..stop;
            out.push(joined);
            at = end;
            continue;
        }
        out.push(token.clone());
        at += 1;
    }
    out
}
