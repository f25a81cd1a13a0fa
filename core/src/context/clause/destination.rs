//! Where something goes: beside what, and into what.

use super::Roles;
use super::acting::nearest;
use crate::context::lexicon::{Act, Place, class};
use crate::context::reference::{Focus, Found, Hits, Need, keep};
use crate::context::scene::{Node, Scene};
use crate::context::token::stem;
use crate::context::wish::{Change, Np, Wish};
use crate::context::word_list::listed;
use crate::sorted::Gather;

/// Anchors, destinations and models are targets too.
pub(super) fn destinations(wish: &Wish, focus: &mut Focus<'_, '_>, roles: &mut Roles, hits: &mut Hits) {
    focus.said.insert(0, roles.objects.clone());
    let scene_of = focus.scene;
    let mut alternatives: Vec<Hits> = Vec::new();
    for anchor in &wish.anchors {
        let mut anchor = anchor.clone();
        if anchor.ordinals.len() > 1 {
            anchor.plural = false;
        }
        let mut all = focus.alternatives(&anchor);
        let found = match focus.anchored(&anchor, Need::Block) {
            Found::Nodes(list, _) | Found::Tie(list)
                if leads_there(wish, &list, &anchor, scene_of, roles) =>
            {
                all.retain(|(at, _)| !in_a_menu(scene_of, *at));
                let kind = wish
                    .objects
                    .first()
                    .map_or(0, |np| np.head & class::CONTAINER & !class::ANY);
                let alike = keep(&all, &|(at, _)| scene_of.get(*at).is_some_and(|n| n.is(kind)));
                let holds = keep(&all, &|(at, _)| {
                    scene_of.get(*at).is_some_and(|n| !n.children.is_empty())
                });
                let best = [&alike, &holds, &all]
                    .into_iter()
                    .find_map(|list| list.first().copied());
                // A part of the page goes beside a part of it, and there is none.
                let is_part = wish.objects.iter().any(is_a_part);
                match best {
                    Some(best) => Found::Nodes(vec![best], "what the menu leads to"),
                    None if is_part && wish.act == Some(Act::Add) => Found::Missing,
                    None => Found::Nodes(list, "the best fit"),
                }
            }
            found => found,
        };
        match found {
            Found::Nodes(list, _) => {
                let many = anchor.plural || anchor.all;
                let near = near_moved(focus.scene, all.clone(), roles, many);
                let list = if near.len() == 1 {
                    near
                } else {
                    near_moved(focus.scene, list, roles, many)
                };
                roles.anchors.extend(list.iter().map(|(at, _)| *at));
                alternatives.push(all);
            }
            Found::Tie(list) => {
                if let Some(first) = roles.objects.first()
                    && let Some(at) =
                        nearest(focus.scene, &list, *first).or_else(|| list.first().map(|(at, _)| *at))
                {
                    roles.anchors.push(at);
                }
            }
            Found::Missing => {}
        }
    }
    if let Some(dest) = &wish.dest {
        roles.dest = around(focus.scene, dest, wish, roles)
            .or_else(|| destination(focus, dest, wish.act == Some(Act::Add)));
    }
    if let Some(model) = &wish.model
        && let Found::Nodes(list, _) | Found::Tie(list) = focus.resolve(model, Need::Any)
    {
        roles.model = list.first().map(|(at, _)| *at);
    }
    if !focus.said.is_empty() {
        focus.said.remove(0);
    }
    // "between features and testimonials": of things with one name, those that stand side by side.
    if let ([a, b], [first, second]) = (roles.anchors.as_slice(), alternatives.as_slice()) {
        let parent = |at: usize| focus.scene.get(at).and_then(|n| n.parent);
        if parent(*a) != parent(*b)
            && let Some(pair) = first
                .iter()
                .flat_map(|(x, _)| second.iter().map(move |(y, _)| (*x, *y)))
                .find(|(x, y)| x != y && parent(*x) == parent(*y))
        {
            roles.anchors = vec![pair.0, pair.1];
        }
    }
    for at in roles.anchors.iter().chain(&roles.dest).chain(&roles.model) {
        if !hits.iter().any(|(o, _)| o == at) {
            hits.push((*at, 0.8));
        }
    }
}

/// Whether a node is a link or a tab that leads to what it is called.
fn in_a_menu(scene: &Scene<'_>, at: usize) -> bool {
    let menu = class::NAV | class::NAV_ITEM | class::TAB;
    std::iter::once(at)
        .chain(scene.ancestors(at))
        .any(|at| scene.get(at).is_some_and(|node| node.is(menu)))
}

/// Whether a part of a page is spoken of.
fn is_a_part(np: &Np) -> bool {
    let part = class::SECTION | class::CARD | class::TABLE | class::CHART | class::ROW | class::LIST;
    np.head & part & !class::ANY != 0
        || np
            .words
            .iter()
            .any(|word| listed("section|card|table|chart|row|list", word))
}

/// "a pricing section after the features": not the link that leads to them, unless links are spoken of, or moved.
fn leads_there(wish: &Wish, list: &Hits, anchor: &Np, scene: &Scene<'_>, roles: &Roles) -> bool {
    let links = class::LINK | class::NAV_ITEM | class::TAB | class::NAV | class::BUTTON | class::ICON;
    let of_menus = |np: &Np| np.head & links & !class::ANY != 0;
    list.iter().all(|(at, _)| in_a_menu(scene, *at))
        && !of_menus(anchor)
        && anchor.scope.is_none()
        && anchor.ordinals.is_empty()
        && !wish.objects.iter().any(of_menus)
        && wish.dest.is_none()
        && !roles.objects.iter().any(|at| in_a_menu(scene, *at))
        && (!roles.objects.is_empty() || wish.objects.iter().any(is_a_part))
}

/// "left of Save in the panel", "to the beginning of the row": what is named by its kind alone is what the thing is in already.
fn around(scene: &Scene<'_>, dest: &Np, wish: &Wish, roles: &Roles) -> Option<usize> {
    let kind = stem(&dest.head_word);
    let bare = dest.is_plain() && dest.words.iter().all(|word| *word == kind);
    let is_an_end = |change: &Change| matches!(change, Change::Place(Place::First | Place::Last));
    let inside = match roles.anchors.first() {
        Some(anchor) => Some(anchor),
        None if wish.rel.is_some() || wish.changes.iter().any(is_an_end) => roles.objects.first(),
        None => None,
    };
    if !bare || dest.indefinite || kind.is_empty() {
        return None;
    }
    scene.ancestors(*inside?).find(|at| {
        let fits = |node: &Node<'_>| node.is(dest.head & !class::ANY) || node.is_called(&kind);
        scene.get(*at).is_some_and(fits) || (dest.head & class::ROW != 0 && scene.is_row(*at))
    })
}

/// What something is put into: a part that holds others, unless a thing of its own is named.
pub(super) fn destination(focus: &Focus<'_, '_>, dest: &Np, adds: bool) -> Option<usize> {
    let first = |found: Found| match found {
        // "to the exhibitions": where all of them stand.
        Found::Nodes(list, _) if dest.plural && list.len() > 1 => {
            let mut rows = list
                .iter()
                .map(|(at, _)| focus.scene.get(*at).and_then(|node| node.parent));
            let row = rows.next().flatten();
            match rows.all(|other| other == row) {
                true => row,
                false => list.first().map(|(at, _)| *at),
            }
        }
        Found::Nodes(list, _) | Found::Tie(list) => list.first().map(|(at, _)| *at),
        Found::Missing => None,
    };
    let plain = first(focus.resolve(dest, Need::Any));
    let holds = |at: usize| {
        focus
            .scene
            .get(at)
            .is_some_and(|n| n.is(class::CONTAINER) || !n.children.is_empty())
    };
    // "add 2 cards to the features": not beside the link that leads there.
    let leads = |at: usize| {
        let node = focus.scene.get(at);
        dest.definite && node.is_some_and(|n| n.is(class::LINK | class::NAV_ITEM | class::TAB))
    };
    match plain {
        Some(at) if adds && leads(at) => first(focus.resolve(dest, Need::Block)).or(plain),
        Some(at) if holds(at) || adds => Some(at),
        _ => first(focus.resolve(dest, Need::Container)).or(plain),
    }
}

/// Of several things with the same name, the one beside what is moved.
pub(super) fn near_moved(scene: &Scene<'_>, list: Hits, roles: &Roles, many: bool) -> Hits {
    let Some(parent) = roles
        .objects
        .first()
        .and_then(|at| scene.get(*at))
        .map(|n| n.parent)
    else {
        return list;
    };
    let brothers: Hits = keep(&list, &|(at, _)| {
        scene.get(*at).is_some_and(|n| n.parent == parent)
    });
    if brothers.len() == 1 {
        return brothers;
    }
    if many && list.len() > 1 {
        // Several anchors in one row: the row is beside what is moved.
        let row = list
            .iter()
            .filter_map(|(at, _)| {
                std::iter::successors(Some(*at), |a| scene.get(*a).and_then(|n| n.parent))
                    .find(|a| scene.get(*a).is_some_and(|n| n.parent == parent))
            })
            .gather();
        if let Some(first) = row.first()
            && row.iter().all(|r| r == first)
        {
            return vec![(*first, 0.8)];
        }
    }
    list
}
