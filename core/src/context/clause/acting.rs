//! What a change is done to, and where it goes.

use super::destination::destinations;
use super::value_place::{shows_the_like, where_it_is_offered, where_others_say_so, where_the_like_is};
use super::{Outcome, Roles, question};
use crate::context::lexicon::{Act, Attr, Dim, Look, Place, Pron, State, Vague, class};
use crate::context::reference::{BY_ID, EXACT, Focus, Found, Hits, Need, all_at, is_property, nodes_of};
use crate::context::scene::Scene;
use crate::context::token::{self, stem};
use crate::context::understanding::Interaction;
use crate::context::wish::{Change, Np, Wish};
use crate::sorted::Gather;

pub(super) fn acting(
    wish: &Wish,
    focus: &mut Focus<'_, '_>,
    need: Need,
    _prior: Option<&Interaction>,
    scope_nodes: &[usize],
    roles: &mut Roles,
) -> Outcome {
    let scene = focus.scene;
    let mut hits: Hits = Vec::new();
    let mut reason = "the best fit";
    let objects: &[Np] = &wish.objects;
    let vague = wish.changes.iter().any(|c| matches!(c, Change::Vague(_)));
    let everything = objects
        .iter()
        .any(|o| o.pron == Some(Pron::Everything) || o.head & class::WHOLE != 0);
    // What names nothing here but something else does: "make the hero pop": only the first that means something.
    let mut missing: Option<String> = None;
    let mut contradicts = false;
    for (index, object) in objects.iter().enumerate() {
        // "mark the family room as sold out": what it shall say.
        if index > 0 && wish.act == Some(Act::Mark) {
            break;
        }
        let mut object = object.clone();
        // "badge colours", "placeholders: from A to B": of all of them.
        if (wish.attr_plural || wish.values.len() == 2) && !object.definite {
            object.plural = true;
        }
        if object.scope.is_none()
            && !scope_nodes.is_empty()
            && wish.scope.is_some()
            && object.pron.is_none_or(|p| p == Pron::One)
        {
            object.scope = wish.scope.clone().map(Box::new);
        }
        // "swap maths and art on thursday": both are there.
        if wish.act == Some(Act::Swap) && object.scope.is_none() && object.pron.is_none() {
            object.scope = objects.last().and_then(|last| last.scope.clone());
        }
        if object.pron == Some(Pron::Everything) && object.scope.is_none() {
            object.scope = wish.scope.clone().map(Box::new);
        }
        if object.head_word == "text" && object.scope.is_some() {
            object.plural = true;
            object.head |= class::TEXTUAL;
        }
        // "green instead of purple", where something is selected or was spoken of: that.
        let spoken_of = !focus.selection.is_empty() || !focus.said.is_empty() || !focus.recent.is_empty();
        if object.is_of_a_colour() && object.span.is_empty() && spoken_of {
            continue;
        }
        let bare_pron = object.pron.is_some() && object.is_bare() && object.scope.is_none();
        let limited = object.near.is_some() || !object.except.is_empty();
        if object.pron == Some(Pron::Everything) && object.scope.is_none() && !limited
            || (object.head & class::WHOLE != 0 && object.words.is_empty())
        {
            let cramped = wish.changes.iter().any(|c| {
                matches!(
                    c,
                    Change::Vague(Vague::Cramped | Vague::Sparse)
                        | Change::Scale(Dim::Gap | Dim::Padding, ..)
                )
            });
            let root = if cramped { dominant(scene) } else { 0 };
            if scene.nodes.is_empty() {
                return Outcome::Nothing("the document has no elements".to_owned());
            }
            match able(wish, scene, &[root]) {
                Some(able) if able.is_empty() => {
                    return Outcome::Nothing("there is nothing here that can be so".to_owned());
                }
                Some(able) => hits.extend(all_at(&able, 0.9)),
                None => hits.push((root, 0.9)),
            }
            reason = "the whole design";
            continue;
        }
        // What goes must be what was named: a word that means nothing here may be the one that counts.
        let goes = matches!(wish.act, Some(Act::Remove | Act::Hide));
        if goes
            && object.quoted.is_none()
            && object.named.is_empty()
            && object.words.iter().any(|word| {
                let related = object.head == 0 && !object.definite && !scene.knows(word);
                !is_property(word) && scene.fit(word).is_none()
                    || related && !is_property(word) && scene.nearest(word).is_none()
            })
        {
            missing.get_or_insert(object.shown());
            continue;
        }
        // "the divider and everything below it"
        let spoken_of = object.near.is_some() && !hits.is_empty();
        if spoken_of {
            focus.said.insert(0, nodes_of(&hits));
        }
        let found = focus.resolve(&object, need);
        if spoken_of {
            focus.said.remove(0);
        }
        match found {
            Found::Nodes(list, _) if goes && list.iter().all(|(_, score)| *score < 0.5) => {
                missing.get_or_insert(object.shown());
            }
            Found::Nodes(list, why) => {
                // Words without any hold in a clause that has its target are talk.
                if index > 0
                    && object.head == 0
                    && !object.definite
                    && list.first().is_some_and(|(_, s)| *s < 0.6)
                    && !matches!(wish.act, Some(Act::Swap))
                {
                    roles.unclear = true;
                    continue;
                }
                reason = why;
                if matches!(why, EXACT | BY_ID) {
                    roles.exact.extend(list.iter().map(|(at, _)| *at));
                }
                let mut able = match object.pron {
                    Some(Pron::Everything) => self::able(wish, scene, &nodes_of(&list)),
                    _ => None,
                };
                // "everything in the list": by its title.
                if able.as_ref().is_some_and(Vec::is_empty) {
                    let above = list.iter().filter_map(|(at, _)| scene.get(*at)?.parent);
                    able = self::able(wish, scene, &above.gather());
                }
                let list = able.map_or(list, |able| all_at(&able, 0.9));
                for hit in list {
                    if !hits.iter().any(|(at, _)| *at == hit.0) {
                        hits.push(hit);
                    }
                }
                focus.last = Some(object.clone());
            }
            Found::Tie(list) => {
                roles.unclear = true;
                if bare_pron {
                    continue;
                }
                // What comes after a resolved one: the nearest to it.
                if let Some((first, _)) = hits.first() {
                    let first = *first;
                    let near = nearest(scene, &list, first);
                    if let Some(at) = near {
                        hits.push((at, 0.6));
                        continue;
                    }
                }
                // "the pumpkin should be 500 g": the one of them that shows the like.
                if let Some(told) = shows_the_like(wish, scene, &list) {
                    hits.push((told, 0.7));
                    reason = "what shows the like";
                    continue;
                }
                // "guests can no longer park here, so take that amenity off": what else is said tells which.
                if let Some(told) = focus.told_apart(&list, &object, wish) {
                    hits.push((told, 0.7));
                    reason = "what the rest of the words fit";
                    continue;
                }
                // Vague wishes are not worth a question when one stands out; a plain change of a thing with nothing said is.
                roles.objects = nodes_of(&list);
                return Outcome::Tie(widen(wish, &object, list, focus), question(scene, &object));
            }
            Found::Missing => {
                if let Some(table) = table_of(&object, focus) {
                    hits.push((table, 0.8));
                    continue;
                }
                roles.unclear = true;
                if object.is_bare() && object.pron.is_some() {
                    contradicts = true;
                    continue;
                }
                missing.get_or_insert(object.shown());
            }
        }
    }
    // "newest first as the default sorting": where that can be chosen.
    if hits.is_empty() && missing.is_some() && objects.iter().all(|o| o.head == 0) {
        hits = all_at(&wish.offering, 0.7);
        reason = "the one that offers it";
    }
    if hits.is_empty() && !objects.is_empty() && missing.is_some() && !everything {
        // "make the text to something new": with a selection, unknown words are no reference.
        let shown = missing.unwrap_or_default();
        let talk = objects.iter().all(|o| !o.definite && o.head == 0 && !o.all);
        let known = !focus.selection.is_empty()
            || !focus.said.is_empty()
            || (!focus.recent.is_empty() && wish.says_what());
        // What is not there is removed by nobody, whatever was spoken of before.
        let goes = matches!(wish.act, Some(Act::Remove | Act::Hide));
        if goes || !(talk && known && wish.says_what()) {
            let reason = match shown.as_str() {
                "" => "there is nothing like that here".to_owned(),
                shown => {
                    let last = shown.split(' ').next_back().unwrap_or_default();
                    let is = if stem(last) == last { "is" } else { "are" };
                    format!("there {is} no {shown} here")
                }
            };
            return Outcome::Nothing(reason);
        }
    }
    if hits.is_empty() {
        if !wish.says_what()
            && wish.attrs.is_empty()
            && !matches!(wish.act, Some(Act::Change | Act::Make | Act::Move | Act::Rename))
        {
            return Outcome::Nothing("no design change was asked for".to_owned());
        }
        let inherited: Option<Vec<usize>> = if !scope_nodes.is_empty() {
            Some(scope_nodes.to_vec())
        } else {
            focus
                .said
                .first()
                .cloned()
                .or_else(|| (!focus.selection.is_empty()).then(|| focus.selection.clone()))
                .or_else(|| {
                    let last = focus.recent.iter().find(|r| !r.is_empty());
                    last.filter(|last| !is_of_the_page(wish, scene, last)).cloned()
                })
        };
        // Something was there, and is gone.
        match inherited {
            Some(list) => {
                hits = all_at(&list, 0.85);
                let fitting = fit_pronoun(focus, &hits, need);
                if !fitting.is_empty() {
                    hits = fitting;
                }
                reason = if focus.selection.is_empty() {
                    "what was spoken of last"
                } else {
                    "the selection"
                };
            }
            None => {
                let by_need = only_fit(scene, need);
                if let Some(at) = by_need {
                    hits.push((at, 0.7));
                    reason = "the only one that has it";
                } else if vague
                    || wish.changes.iter().any(|c| {
                        matches!(
                            c,
                            Change::Scale(Dim::Gap | Dim::Padding, ..)
                                | Change::Colour(Some(Attr::Background), _)
                                | Change::Font(_)
                                | Change::Look(Look::Serif, _)
                        )
                    }) && !contradicts
                        && !scene.nodes.is_empty()
                {
                    hits.push((0, 0.5));
                    reason = "the whole design";
                } else if scene.nodes.is_empty() {
                    return Outcome::Resolved(Vec::new(), "the whole document");
                } else if let Some(list) = candidates_for(scene, need) {
                    return Outcome::Tie(list, "Which element do you mean?".to_owned());
                } else if wish.says_what() {
                    return Outcome::Tie(focus.foremost(), "Which element do you mean?".to_owned());
                } else {
                    return Outcome::Nothing("it is not clear which element is meant".to_owned());
                }
            }
        }
    }
    if !wish.says_what() && wish.act.is_none() && wish.attrs.is_empty() {
        // "the middle car is sold out, drop it": that is what is spoken of.
        focus.said.insert(0, nodes_of(&hits));
        return Outcome::Nothing("no design change was asked for".to_owned());
    }
    // Underspecified: "change the price" says neither which nor what.
    if wish.act == Some(Act::Change)
        && !wish.says_what()
        && wish.attrs.is_empty()
        // "the title and the subtitle" says which.
        && let [object] = objects
    {
        let all = widen(wish, object, hits.clone(), focus);
        if all.len() > 1 {
            return Outcome::Tie(all, question(scene, object));
        }
    }
    where_the_like_is(wish, scene, &mut hits);
    where_others_say_so(wish, scene, &mut hits);
    where_it_is_offered(wish, scene, &mut hits);
    // "Biscuit is 5 years old": what is called so still is, and where its age stands is not said.
    let still_so = |(at, _): &(usize, f32)| {
        // A field is called so, and shows something else.
        let shown = scene.get(*at).filter(|node| node.is(class::TEXTUAL));
        let own = shown
            .and_then(|node| node.caption())
            .map(|(_, text)| token::fold(text));
        let said = |np: &Np| {
            own.as_deref()
                .is_some_and(|own| own == token::fold(&np.raw.join(" ")))
        };
        objects.iter().any(|np| !np.definite && said(np))
    };
    if wish.tells && hits.iter().all(still_so) {
        return Outcome::Nothing("it is not said where that stands".to_owned());
    }
    // "the living room should start with Eco", which is offered elsewhere: that is no name for its title.
    let misplaced = |at: &usize| {
        let titles = scene.get(*at).is_some_and(|node| node.is(class::HEADING));
        titles && !wish.offering.is_empty() && !wish.offering.contains(at)
    };
    let names = matches!(wish.act, Some(Act::Rename | Act::Replace));
    if !names && nodes_of(&hits).iter().any(misplaced) {
        let offered = all_at(&wish.offering, 0.5);
        return Outcome::Tie(offered, "Which one do you mean?".to_owned());
    }
    roles.objects = nodes_of(&hits);
    destinations(wish, focus, roles, &mut hits);
    to_the_side(wish, scene, roles, &mut hits);
    whole_rows(wish, scene, roles, &mut hits);
    Outcome::Resolved(hits, reason)
}

/// "dark mode", "use a serif font": said of the page, whatever was changed last. A background is that of what has one.
fn is_of_the_page(wish: &Wish, scene: &Scene<'_>, last: &[usize]) -> bool {
    let is_text = |at: &usize| scene.get(*at).is_some_and(|node| node.is(class::TEXTUAL));
    wish.changes.iter().any(|change| match change {
        Change::Vague(Vague::Dark | Vague::Light) | Change::Font(_) | Change::Look(Look::Serif, _) => true,
        Change::Colour(Some(Attr::Background), _) => last.iter().all(is_text),
        _ => false,
    })
}

/// "the second row of the transactions": the one table in what is named.
fn table_of(object: &Np, focus: &Focus<'_, '_>) -> Option<usize> {
    let part = object
        .scope
        .as_deref()
        .filter(|_| object.head & class::TABLE_ROW != 0)?;
    let scene = focus.scene;
    let (Found::Nodes(parts, _) | Found::Tie(parts)) = focus.resolve(part, Need::Any) else {
        return None;
    };
    let around = |at: usize| match scene.get(at) {
        Some(node) if node.children.is_empty() => scene.ancestors(at).take(2).last().unwrap_or(at),
        _ => at,
    };
    let part = around(parts.first()?.0);
    let inside = |at: &usize| scene.get(*at).is_some_and(|node| node.prop("rows").is_some());
    let mut tables = (part..scene.get(part)?.end).filter(inside);
    tables.next().filter(|_| tables.next().is_none())
}

/// "turn everything off", "make everything required": all that can be so in these parts. `None` where no state is asked for.
fn able(wish: &Wish, scene: &Scene<'_>, parts: &[usize]) -> Option<Vec<usize>> {
    let acts = matches!(wish.act, Some(Act::Tick | Act::Untick | Act::Select));
    let state = wish.changes.iter().find_map(|change| match change {
        Change::State(state, _) => Some(*state),
        _ => None,
    });
    let fits = |at: &usize| {
        let node = scene.get(*at);
        node.is_some_and(|node| match state {
            Some(State::Required) => node.is(class::FIELD | class::CHECKABLE),
            Some(State::Disabled) => node.is(class::FIELD | class::CHECKABLE | class::BUTTON),
            _ => node.prop("checked").is_some(),
        })
    };
    if !acts && !matches!(state, Some(State::On | State::Required | State::Disabled)) {
        return None;
    }
    let inside = parts
        .iter()
        .flat_map(|at| *at..scene.get(*at).map_or(*at, |node| node.end));
    Some(inside.filter(fits).gather())
}

/// "put the photo on the right side": the column it is in moves, and the other one makes room.
pub(super) fn to_the_side(wish: &Wish, scene: &Scene<'_>, roles: &mut Roles, hits: &mut Hits) {
    let side = wish
        .changes
        .iter()
        .any(|c| matches!(c, Change::Place(Place::Left | Place::Right)));
    let ([at], true) = (
        roles.objects.as_slice(),
        side && wish.act == Some(Act::Move) && roles.dest.is_none(),
    ) else {
        return;
    };
    let mut column = *at;
    while let Some(parent) = scene.get(column).and_then(|n| n.parent) {
        let several = scene.get(parent).is_some_and(|n| n.children.len() > 1);
        if scene.is_row(parent) && several {
            let others: Vec<usize> = scene.get(parent).map(|n| n.children.clone()).unwrap_or_default();
            if column != *at {
                *hits = vec![(column, 0.85)];
                hits.extend(
                    others
                        .iter()
                        .filter(|o| **o != column && others.len() == 2)
                        .map(|o| (*o, 0.7)),
                );
                roles.objects = vec![column];
            }
            return;
        }
        column = parent;
    }
}

pub(super) fn fit_pronoun(focus: &Focus<'_, '_>, hits: &Hits, need: Need) -> Hits {
    let np = Np {
        pron: Some(Pron::It),
        ..Np::default()
    };
    let _ = hits;
    match focus.resolve(&np, need) {
        Found::Nodes(list, _) => list,
        _ => Vec::new(),
    }
}

/// The one node on which the change makes sense: `placeholder: "..."` with a single field.
pub(super) fn only_fit(scene: &Scene<'_>, need: Need) -> Option<usize> {
    let class = match need {
        Need::Placeholder => class::FIELD,
        Need::Chart => class::CHART,
        Need::Options => class::SELECT,
        Need::Check => class::CHECKABLE,
        _ => return None,
    };
    let mut list = scene.nodes.iter().enumerate().filter(|(_, n)| n.is(class));
    let only = list.next()?.0;
    list.next().is_none().then_some(only)
}

pub(super) fn candidates_for(scene: &Scene<'_>, need: Need) -> Option<Hits> {
    let class = match need {
        Need::Placeholder | Need::Required => class::FIELD,
        Need::Chart => class::CHART,
        Need::Options => class::SELECT,
        Need::Check => class::CHECKABLE,
        Need::Active => class::TAB | class::NAV_ITEM,
        _ => return None,
    };
    let list: Hits = scene
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, n)| n.is(class))
        .map(|(at, _)| (at, 0.5))
        .take(8)
        .gather();
    (list.len() > 1).then_some(list)
}

/// All that a word may mean, for a question: what bears the word in its name counts too.
pub(super) fn widen(wish: &Wish, np: &Np, hits: Hits, focus: &Focus<'_, '_>) -> Hits {
    if wish.says_what() || np.words.len() + usize::from(np.head != 0) != 1 {
        return hits;
    }
    let word = np.words.first().cloned().unwrap_or_else(|| stem(&np.head_word));
    let scene = focus.scene;
    let kind_of = |at: usize| scene.get(at).map(|n| n.class);
    let first = hits.first().and_then(|(at, _)| kind_of(*at));
    let mut all = hits.clone();
    for (at, node) in scene.nodes.iter().enumerate() {
        if node.is_called(&word) && Some(node.class) == first && !all.iter().any(|(o, _)| *o == at) {
            all.push((at, 0.5));
        }
    }
    all
}

pub(super) fn nearest(scene: &Scene<'_>, list: &Hits, to: usize) -> Option<usize> {
    let depth = |at: usize| {
        scene
            .meeting(at, to)
            .and_then(|m| scene.get(m))
            .map_or(0, |n| n.depth)
    };
    let best = list.iter().map(|(at, _)| depth(*at)).max()?;
    let mut near = list.iter().filter(|(at, _)| depth(*at) == best && *at != to);
    let only = near.next()?.0;
    near.next().is_none().then_some(only)
}

/// The part of a screen that holds most of it.
pub(super) fn dominant(scene: &Scene<'_>) -> usize {
    let mut at = 0;
    while let Some(node) = scene.get(at) {
        let size = (node.end - at) as f32;
        let next = node
            .children
            .iter()
            .copied()
            .find(|c| scene.get(*c).is_some_and(|n| (n.end - c) as f32 > size * 0.6));
        match next {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}

/// Some changes of several things are changes of what holds them: the space between, where a row begins.
pub(super) fn whole_rows(wish: &Wish, scene: &Scene<'_>, roles: &mut Roles, hits: &mut Hits) {
    let gap = wish.changes.iter().any(|c| {
        matches!(
            c,
            Change::Scale(Dim::Gap, ..) | Change::Exact(Dim::Gap, ..) | Change::Without(Dim::Gap)
        )
    }) && wish.act != Some(Act::Move);
    let aligned = wish.act != Some(Act::Move)
        && wish.changes.iter().any(|c| {
            matches!(c, Change::Place(Place::Left | Place::Right | Place::Center))
                || matches!(c, Change::Look(Look::Horizontal | Look::Vertical, _))
        });
    if !(gap || aligned) || roles.objects.len() < 2 || wish.act == Some(Act::Wrap) {
        return;
    }
    let parent = roles
        .objects
        .first()
        .and_then(|at| scene.get(*at))
        .and_then(|n| n.parent);
    let Some(parent) = parent else { return };
    // "more space between the cards", in several rows of them
    let mut rows: Vec<usize> = Vec::new();
    for at in &roles.objects {
        let row = scene.get(*at).and_then(|n| n.parent);
        rows.extend(row.filter(|row| !rows.contains(row)));
    }
    let several = |row: &usize| {
        let parts = roles.objects.iter();
        parts
            .filter(|at| scene.get(**at).and_then(|n| n.parent) == Some(*row))
            .count()
            > 1
    };
    if gap && rows.len() > 1 && rows.iter().all(several) {
        hits.retain(|(at, _)| !roles.objects.contains(at));
        hits.splice(0..0, all_at(&rows, 0.85));
        roles.objects = rows;
        return;
    }
    let together = roles
        .objects
        .iter()
        .all(|at| scene.get(*at).is_some_and(|n| n.parent == Some(parent)));
    if !together {
        return;
    }
    let all_texts = roles
        .objects
        .iter()
        .all(|at| scene.get(*at).is_some_and(|n| n.is(class::TEXTUAL)));
    if aligned && !gap && all_texts {
        return;
    }
    // "the two buttons side by side", where more stands with them: those two, and not all of it.
    let turned = wish
        .changes
        .iter()
        .any(|c| matches!(c, Change::Look(Look::Horizontal | Look::Vertical, _)));
    let stays = |at: &usize| {
        let text = scene
            .get(*at)
            .is_some_and(|node| node.is(class::HEADING | class::TEXT));
        !text && !roles.objects.contains(at)
    };
    if turned
        && scene
            .get(parent)
            .is_some_and(|node| node.children.iter().any(stays))
    {
        return;
    }
    hits.retain(|(at, _)| !roles.objects.contains(at));
    hits.insert(0, (parent, 0.85));
    roles.objects = vec![parent];
}
