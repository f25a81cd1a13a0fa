//! Questions that were answered, by a click or in words.

use super::cut::split;
use super::destination::destinations;
use super::names::tokens;
use super::{Outcome, Reading, Roles, Setting, finish};
use crate::context::lexicon::{Act, Dim, Pron, Sense, class};
use crate::context::reference::{Focus, Found, Hits, Need, all_at, best_of, nodes_of};
use crate::context::scene::Scene;
use crate::context::token::{Kind, Token, stem};
use crate::context::wish::{Change, Slot, Wish};
use crate::context::{token, wish};
use crate::letters;
use crate::sorted::Gather;

/// A question that was answered: by a click, or in words.
pub(super) fn settled(
    outcome: Outcome,
    wish: &Wish,
    focus: &mut Focus<'_, '_>,
    setting: &Setting<'_, '_>,
    (alone, reply): (bool, &str),
    need: Need,
    roles: &mut Roles,
) -> Outcome {
    // What others left of what was offered is no choice: the answer may mean what is gone.
    let outcome = match outcome {
        Outcome::Resolved(hits, _) if !reply.is_empty() && setting.is_left_of_offered(&hits) => {
            Outcome::Tie(hits, "Which one do you mean?".to_owned())
        }
        outcome => outcome,
    };
    // Of several parts, one that names nothing is not what was asked about.
    let open = match &outcome {
        Outcome::Tie(..) => true,
        Outcome::Nothing(_) => alone,
        Outcome::Resolved(..) => false,
    };
    let chosen = match (&outcome, setting.fixed.is_empty()) {
        (_, false) if open => Some(setting.fixed.clone()),
        (Outcome::Tie(hits, _), true) if !reply.is_empty() => {
            let mut list = setting.offered.clone();
            if list.is_empty() {
                list = nodes_of(hits).into_iter().map(Some).gather();
            }
            answered(reply, &list, wish, focus, need)
        }
        _ => None,
    };
    let Some(chosen) = chosen.filter(|chosen| !chosen.is_empty()) else {
        return outcome;
    };
    roles.objects.clone_from(&chosen);
    if chosen.len() == 1 {
        roles.exact.clone_from(&chosen);
    }
    if wish.act == Some(Act::Add) {
        roles.dest = chosen.first().copied();
    }
    let mut hits: Hits = all_at(&chosen, 0.95);
    destinations(wish, focus, roles, &mut hits);
    Outcome::Resolved(hits, CHOSEN)
}

/// Why nodes are meant that a question was answered with.
pub(crate) const CHOSEN: &str = "the answer";

/// What an answer means that is no change by itself, where the question was what a text should be, or by what to sort.
pub(super) fn completed(wish: &Wish, asked: &Reading, reply: &str) -> Option<Wish> {
    let span = wish.span.start..wish.span.start + reply.len();
    let said = asked.wish.act;
    if said == Some(Act::Sort) && wish.act.is_none() {
        return Some(Wish {
            span,
            act: said,
            about_order: Some((reply.to_owned(), true)),
            ..Wish::default()
        });
    }
    if wish.says_what() {
        return None;
    }
    let quoted = reply.strip_prefix(['"', '“', '„', '«', '\'', '‘']);
    let quoted = quoted.and_then(|text| text.strip_suffix(['"', '”', '“', '»', '\'', '’']));
    let longer = |change: &Change| matches!(change, Change::Scale(Dim::Length, ..));
    let of_text = matches!(said, Some(Act::Lengthen | Act::Rename | Act::Replace))
        || asked.wish.changes.iter().any(longer)
        || said == Some(Act::Change) && reply.starts_with(letters::is_upper) && !asked.wish.says_what();
    let text = quoted.or(Some(reply).filter(|_| of_text))?;
    Some(Wish {
        span,
        act: said.filter(|act| *act == Act::Rename).or(Some(Act::Change)),
        changes: vec![Change::Text(Slot::Main, text.to_owned())],
        ..Wish::default()
    })
}

/// What an answer asks for besides choosing: `the second one, and make it red too`.
pub(super) fn also(
    reply: &str,
    at: usize,
    readings: &mut Vec<Reading>,
    focus: &mut Focus<'_, '_>,
    setting: &Setting<'_, '_>,
) {
    let chosen = readings.iter().find_map(|reading| match &reading.outcome {
        Outcome::Resolved(hits, CHOSEN) => Some((hits.clone(), reading.objects.clone())),
        _ => None,
    });
    let Some((hits, objects)) = chosen else { return };
    for piece in split(reply, tokens(reply, focus.scene)) {
        let mut wish = wish::read(reply, &piece.tokens);
        let made = matches!(wish.act, Some(Act::Make | Act::Change | Act::Use))
            && wish.objects.iter().any(|np| np.pron.is_some());
        if !made || wish.changes.is_empty() {
            continue;
        }
        wish.span = wish.span.start + at..wish.span.end + at;
        wish.too = false;
        let roles = Roles {
            objects: objects.clone(),
            ..Roles::default()
        };
        let outcome = Outcome::Resolved(hits.clone(), CHOSEN);
        readings.push(finish(wish, outcome, setting, None, roles, focus));
    }
}

/// "remove the breadcrumb", where it was asked what should be darker: not to be done to what it names.
fn is_another_wish(read: &Wish, wish: &Wish) -> bool {
    let names = |wish: &Wish| {
        let mut objects = wish.objects.iter();
        objects.any(|np| np.pron.is_none() && !(np.words.is_empty() && np.named.is_empty()))
    };
    let other = match read.act {
        Some(Act::Remove | Act::Hide | Act::Move | Act::Duplicate | Act::Swap | Act::Rename) => {
            read.act != wish.act
        }
        Some(Act::Make | Act::Change) => !read.changes.is_empty() && read.changes != wish.changes,
        _ => false,
    };
    other && names(read)
}

/// The place of what a lone number or ordinal means in a list of so many.
fn place_of(read: &Wish, answer: &str, count: usize) -> Option<usize> {
    let np = read.objects.first().or(read.scope.as_ref());
    let folded = token::fold(answer);
    let said = np.and_then(|np| np.ordinals.first().copied()).or_else(|| {
        let number = folded.trim_matches(|c: char| !c.is_alphanumeric());
        number.trim_start_matches("number ").parse::<i32>().ok()
    })?;
    if np.is_some_and(|np| !np.words.is_empty() || !np.named.is_empty()) {
        return None;
    }
    match usize::try_from(said) {
        Ok(said) => said.checked_sub(1),
        Err(_) => count.checked_sub(said.unsigned_abs() as usize),
    }
}

/// The place of what an answer in words means that counts: `the first one`, `3`.
pub(crate) fn place_said(answer: &str, scene: &Scene<'_>, count: usize) -> Option<usize> {
    let piece = split(answer, tokens(answer, scene)).into_iter().next()?;
    place_of(&wish::read(answer, &piece.tokens), answer, count)
}

/// Which of the offered nodes an answer in words means. They are counted as they were offered, also where some are gone.
pub(super) fn answered(
    answer: &str,
    offered: &[Option<usize>],
    wish: &Wish,
    focus: &Focus<'_, '_>,
    need: Need,
) -> Option<Vec<usize>> {
    let scene = focus.scene;
    let piece = split(answer, tokens(answer, scene)).into_iter().next()?;
    let read = wish::read(answer, &piece.tokens);
    if is_another_wish(&read, wish) {
        return None;
    }
    let there: Vec<usize> = offered.iter().copied().flatten().gather();
    let folded = token::fold(answer);
    let all = read
        .objects
        .iter()
        .any(|o| o.all || o.pron == Some(Pron::Them) || o.pron == Some(Pron::Everything))
        || [
            "all", "both", "every", "alle", "beide", "tous", "todos", "tutti", "each",
        ]
        .contains(&folded.trim_matches(|c: char| !c.is_alphanumeric()));
    if all {
        let apart = told_apart(&piece.tokens, &there, scene);
        return Some(apart.unwrap_or(there));
    }
    if let Some(place) = place_of(&read, answer, offered.len()) {
        return offered.get(place).copied().flatten().map(|at| vec![at]);
    }
    let offered = there.as_slice();
    let mut np = read
        .objects
        .first()
        .cloned()
        .or_else(|| read.scope.clone())
        .unwrap_or_default();
    if np.place.is_none()
        && let Some(place) = read.changes.iter().find_map(|c| match c {
            Change::Place(p) => Some(*p),
            _ => None,
        })
    {
        np.place = Some(place);
    }
    if np.colour.is_none()
        && let Some(Change::Colour(_, wish::Paint::Hex(hex))) =
            read.changes.iter().find(|c| matches!(c, Change::Colour(..)))
    {
        np.colour = Some(hex.clone());
    }
    // Of the offered ones, those that fit best.
    let mut scored: Vec<(usize, f32)> = all_at(offered, 0.0);
    for word in &np.words {
        if let Some(fit) = scene.fit(word) {
            for (at, score) in &mut scored {
                *score += fit.get(*at).copied().unwrap_or(0.0);
            }
        }
    }
    for (at, score) in &mut scored {
        let Some(node) = scene.get(*at) else { continue };
        if np.named.contains(at) {
            *score += 1.2;
        } else if np
            .named
            .iter()
            .any(|n| scene.inside(*at, *n) || scene.inside(*n, *at))
        {
            *score += 0.8;
        }
        if np.id == Some(*at) {
            *score += 3.0;
        }
        if np.head & !class::ANY != 0 && node.is(np.head) {
            *score += 0.3;
        } else if np.head & !class::ANY != 0 {
            let word = stem(&np.head_word);
            if node.is_called(&word)
                || scene
                    .ancestors(*at)
                    .any(|a| scene.get(a).is_some_and(|n| n.is(np.head) || n.is_called(&word)))
            {
                *score += 0.25;
            }
        }
        if let Some(quoted) = &np.quoted
            && node
                .caption()
                .is_some_and(|(_, t)| token::fold(t) == token::fold(quoted))
        {
            *score += 1.0;
        }
        if let Some(colour) = &np.colour {
            let own = node
                .style("background")
                .or_else(|| node.style("color"))
                .and_then(crate::document::Value::as_str);
            if own.is_some_and(|own| crate::context::paint::same_family(own, colour)) {
                *score += 1.0;
            }
        }
    }
    if let Some(scope) = np.scope.as_deref().or(read.scope.as_ref())
        && let Found::Nodes(list, _) | Found::Tie(list) = focus.resolve(scope, Need::Container)
    {
        for (at, score) in &mut scored {
            if list.iter().any(|(s, _)| scene.inside(*at, *s)) {
                *score += 1.0;
            }
        }
    }
    let top = best_of(&scored);
    let mut best: Vec<usize> = scored
        .iter()
        .filter(|(_, s)| *s > 0.2 && *s >= top - 0.05)
        .map(|(at, _)| *at)
        .gather();
    if best.is_empty() {
        best = offered.to_vec();
    }
    if best.len() > 1
        && np
            .picks
            .iter()
            .any(|p| matches!(p, crate::context::lexicon::Pick::Main))
    {
        // The main one: not one of several alike, then the most prominent.
        return Some(vec![focus.most_prominent(&best)]);
    }
    if best.len() > 1
        && let Some(place) = np.place
    {
        let list: Hits = all_at(&best, 1.0);
        let placed = focus.placed(place, list);
        return Some(placed.into_iter().map(|(at, _)| at).gather());
    }
    if best.len() > 1
        && let Found::Nodes(list, _) = focus.resolve(&np, need)
    {
        let inner: Vec<usize> = offered
            .iter()
            .copied()
            .filter(|at| list.iter().any(|(o, _)| scene.inside(*at, *o)))
            .gather();
        if !inner.is_empty() && inner.len() < offered.len() {
            return Some(inner);
        }
        // "standard double", where the prices of all rooms were offered: the one that stands with it.
        let kind = |at: &usize| scene.get(*at).map(|n| n.kind);
        let alike = offered
            .iter()
            .all(|at| kind(at) == offered.first().and_then(kind));
        let apart = told_apart(&piece.tokens, offered, scene);
        if inner.is_empty() && alike && apart.as_ref().is_some_and(|apart| apart.len() < offered.len()) {
            return apart;
        }
        if inner.is_empty() && !np.is_bare() {
            return Some(list.into_iter().map(|(at, _)| at).gather());
        }
    }
    if best.len() < offered.len() || best.len() == 1 {
        return Some(best);
    }
    told_apart(&piece.tokens, offered, scene)
}

/// Those of several nodes that have most of an answer's words on them, in them, or around them where none of the others is; `None`
/// where no word tells them apart.
fn told_apart(tokens: &[Token], offered: &[usize], scene: &Scene<'_>) -> Option<Vec<usize>> {
    let alone = |at: usize| {
        let others = move |above: &usize| {
            let mut others = offered.iter().filter(|other| **other != at);
            !others.any(|other| scene.inside(*other, *above))
        };
        scene.ancestors(at).take_while(others).last().unwrap_or(at)
    };
    let around: Vec<usize> = offered.iter().map(|at| alone(*at)).gather();
    let mut scored: Hits = all_at(offered, 0.0);
    for token in tokens {
        let spots = spots(token, scene);
        let says = |above: &usize| spots.iter().any(|at| scene.inside(*at, *above));
        // What is on them counts before what is around them.
        for within in [offered, &around] {
            let hits = within.iter().filter(|above| says(above)).count();
            if hits == 0 || hits == offered.len() {
                continue;
            }
            for ((_, score), above) in scored.iter_mut().zip(within) {
                if says(above) {
                    *score += 1.0 / hits as f32;
                }
            }
            break;
        }
    }
    let top = best_of(&scored);
    let best = scored.iter().filter(|(_, score)| *score >= top - 0.01);
    (top > 0.0).then(|| best.map(|(at, _)| *at).gather())
}

/// Where a word stands that is no mere form of the sentence.
fn spots(token: &Token, scene: &Scene<'_>) -> Vec<usize> {
    let words = match (&token.kind, token.sense) {
        (Kind::Named(nodes), _) => return nodes.clone(),
        (Kind::Number(..), _) => vec![token.text.clone()],
        (
            Kind::Word,
            None | Some(Sense::Act(_) | Sense::Class(_) | Sense::Attr(_) | Sense::State(..) | Sense::Pick(_)),
        ) => {
            let mut forms = Vec::new();
            for word in token.text.split([' ', '-', '\'']) {
                forms.push(stem(word));
                // "sharing" for "share"
                if let Some(verb) = word.strip_suffix("ing").filter(|verb| verb.len() > 2) {
                    forms.extend([verb.to_owned(), format!("{verb}e")]);
                }
            }
            forms
        }
        _ => return Vec::new(),
    };
    let words = words.iter().filter(|word| !matches!(&***word, "one" | "s"));
    let found = words.flat_map(|word| scene.posting(word));
    found.map(|(at, _)| at).gather()
}
