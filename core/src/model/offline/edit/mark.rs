//! "Mark the family room as sold out": what an item is by now is seen on its badge, or it cannot be pressed any more.

use crate::context::lexicon::{State, class};
use crate::context::scene::Node;
use crate::context::token::{fold, words};
use crate::context::word_list::listed;
use crate::document::Value;
use crate::letters::capitalised;
use crate::sorted::Gather;

use super::arrange::done;
use super::content::set_state;
use super::desk::{Desk, with};
use super::insert::badge;

/// Shows what became of an item.
pub(super) fn mark(desk: &mut Desk<'_, '_>, at: usize, said: &str) {
    const GONE: &str =
        "taken|booked|full|sold out|fully booked|unavailable|reserved|closed|occupied|not available";
    const STATUS: &str = "status|state|availability|available|free|last|left|few|loan|open|new|soon|stock|sold|booked|reserved|pending|draft|paid";
    let scene = desk.scene;
    let Some(node) = scene.get(at) else { return };
    let state = fold(said);
    let gone = listed(GONE, &state);
    if node.is(class::BUTTON | class::CHECKABLE | class::FIELD) && node.children.is_empty() {
        if gone || listed("free|available", &state) {
            set_state(desk, at, State::Disabled, gone);
            done(desk, at, "marked");
        }
        return;
    }
    if as_its_like(desk, at, &state) {
        return;
    }
    let item = item_of(desk, at);
    let end = scene.get(item).map_or(item, |node| node.end);
    // What says how it is, and not what it is about.
    let is_status = |at: &usize| {
        scene.get(*at).is_some_and(|node| {
            let tells = |text: &str| words(text).iter().any(|word| listed(STATUS, word));
            let own = node.caption().map_or("", |(_, own)| own);
            node.is(class::BADGE) && (tells(node.name) || tells(own))
        })
    };
    let text = capitalised(said);
    let known: Vec<usize> = (item..end).filter(is_status).gather();
    if let [only] = known.as_slice() {
        desk.set(*only, "/props/text", text.as_str());
        done(desk, item, "marked");
        return;
    }
    // Where its brothers have theirs, else behind its title.
    let brothers = scene.get(item).and_then(|node| node.parent);
    let inner = brothers.map_or(0..0, |list| list..scene.get(list).map_or(list, |node| node.end));
    let badges =
        || (0..scene.nodes.len()).filter(|at| scene.get(*at).is_some_and(|node| node.is(class::BADGE)));
    let model = badges().find(|at| inner.contains(at)).or_else(|| badges().next());
    let own = |at: usize| scene.get(at).map(|node| (node.kind, node.name));
    let beside = model.filter(|model| inner.contains(model)).and_then(|model| {
        let around = desk.parent(model)?;
        let place = (item..end).find(|at| own(*at) == own(around))?;
        Some((place, desk.index(model)?))
    });
    let title = (item..end).find(|at| scene.get(*at).is_some_and(|node| node.is(class::TEXTUAL)));
    let behind = title.and_then(|title| Some((desk.parent(title)?, desk.index(title)? + 1)));
    let (parent, index) = beside.or(behind).unwrap_or((item, usize::MAX));
    let new = badge(desk, model, &text);
    desk.insert(
        parent,
        index,
        &with(&new, &["props", "text"], text.as_str().into()),
    );
    done(desk, item, "marked");
}

/// "A1 is taken now", where others of its kind are: it has their state, and looks as they do.
fn as_its_like(desk: &mut Desk<'_, '_>, at: usize, state: &str) -> bool {
    let scene = desk.scene;
    let Some(node) = scene.get(at).filter(|node| node.prop("state").is_some()) else {
        return false;
    };
    let is_so = |other: &&Node<'_>| {
        let own = other.prop("state").and_then(Value::as_str);
        other.kind == node.kind && own.is_some_and(|own| fold(own) == state)
    };
    let Some(model) = scene.nodes.iter().find(is_so) else {
        return false;
    };
    if let Some(own) = model.prop("state").and_then(Value::as_str) {
        desk.set(at, "/props/state", own);
    }
    for look in ["background", "color", "borderColor", "opacity"] {
        if let (Some(value), Some(own)) = (model.style(look), node.style(look))
            && value != own
        {
            desk.set(at, &format!("/style/{look}"), value.clone());
        }
    }
    done(desk, at, "marked");
    true
}

/// The one of several that are alike in which something is, else what is around it.
fn item_of(desk: &Desk<'_, '_>, at: usize) -> usize {
    let scene = desk.scene;
    let kind = |at: usize| scene.get(at).map(|node| node.kind);
    let holds = |at: usize| scene.get(at).is_some_and(|node| !node.children.is_empty());
    let repeated = |at: &usize| {
        let brothers = desk.parent(*at).and_then(|list| scene.get(list));
        let alike = |list: &[usize]| list.iter().filter(|other| kind(**other) == kind(*at)).count();
        let card = scene
            .get(*at)
            .is_some_and(|node| node.is(class::CARD | class::ITEM));
        holds(*at) && (card || brothers.is_some_and(|list| alike(&list.children) > 1))
    };
    let mut above = std::iter::once(at).chain(scene.ancestors(at));
    let around = if holds(at) { Some(at) } else { desk.parent(at) };
    above.find(repeated).or(around).unwrap_or(at)
}
