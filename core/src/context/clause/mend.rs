//! Words whose sense is not the one that they have alone: mistyped ones, names that look like verbs, verbs that stand where only a noun can.

use super::names::scene_has_name;
use super::reword::put;
use crate::context::lexicon::{self, Act, Attr, Det, Prep, Pron, Sense, class};
use crate::context::reference::is_property;
use crate::context::scene::Scene;
use crate::context::token::{Kind, Token, stem};
use crate::context::word_list::listed;
use crate::sorted::Gather;

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
            // "the x on the banner": the sign that closes it.
            None if listed("x|cross", &token.text) && noun_place && !scene.knows(&token.text) => {
                let is_sign = |at: &usize| scene.get(*at).is_some_and(|n| n.is(class::ICON | class::BUTTON));
                let signs = scene.posting("close").into_iter().map(|(at, _)| at);
                let signs: Vec<usize> = signs.filter(is_sign).gather();
                if let Some(token) = tokens.get_mut(at).filter(|_| !signs.is_empty()) {
                    token.kind = Kind::Named(signs);
                }
                continue;
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
            // "category bars": they are no chart.
            Some(Sense::Chart("bar"))
                if previous.is_none() && at > 0 && scene.nodes.iter().any(|n| n.is(class::PROGRESS)) =>
            {
                Some(("bars", Sense::Class(class::PROGRESS)))
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
        // "the values in the summary", where some are called so.
        (Some(Sense::Attr(Attr::Label | Attr::Value)), "labels" | "values")
            if matches!(next_sense, Some(Sense::Prep(Prep::In | Prep::On | Prep::Of))) =>
        {
            matches!(before, Some(Sense::Det(_))) && is_known()
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
        // "mark Olive as adopted", "delete the lime": what is called so.
        (Some(Sense::Colour(_)), _) => {
            let taken = tokens
                .iter()
                .any(|t| matches!(t.sense, Some(Sense::Act(Act::Remove | Act::Duplicate))));
            let it = before == Some(Sense::Det(Det::The)) && next.is_none() && taken;
            matches!(before, Some(Sense::Act(_))) && is_written_large(tokens, at) && is_shown(token, scene)
                || it && is_known()
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
        (Some(Sense::Attr(_)), "room" | "rooms") => {
            let noun_place = matches!(
                before,
                Some(
                    Sense::Det(_)
                        | Sense::Ordinal(_)
                        | Sense::Count(_)
                        | Sense::Prep(Prep::Owner)
                        | Sense::Colour(_)
                )
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
    // ", i already like this song"
    let likes = says(
        at + 1 + usize::from(says(at + 1, "already|also|really")),
        "like|love|hate",
    );
    if at > 0 && says(at, "i|we|they") && likes {
        return true;
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
    // "my girl at the front desk can not read them"
    if says(at, "our|my") {
        const FAILS: &str = "not|cannot|cant|couldnt|dont|doesnt|hardly|barely";
        const TO_DO: &str = "read|see|find|tell|understand|spot|notice|reach|hit|tap";
        let clause = tokens.iter().skip(at);
        let clause = clause.take_while(|t| !matches!(t.kind, Kind::Comma | Kind::Stop));
        let mut fails = false;
        for token in clause {
            if fails && listed(TO_DO, &token.text) {
                return true;
            }
            fails = listed(FAILS, &token.text);
        }
    }
    // "our testers keep missing it"
    let at = at + usize::from(says(at, "our|my|the|some|most|all|many"));
    says(at, PEOPLE) && says(at + 1, DO)
}
