//! Places and order.

use crate::context::clause::Reading;
use crate::context::lexicon::{Act, Look, Place, Rel, class};
use crate::context::scene::Node;
use crate::context::wish::Change;
use crate::document::Value;
use crate::sorted::Gather;
use crate::sorted::sort_by_key;

use super::desk::{Child, Desk};

pub(super) fn done(desk: &mut Desk<'_, '_>, at: usize, what: &str) {
    let name = desk.scene.title(at);
    desk.done.push(format!("{name} {what}"));
}

/// Brothers are put into a part of their own, where the first of them was.
pub(super) fn wrap(desk: &mut Desk<'_, '_>, reading: &Reading) -> Result<(), String> {
    let mut things = reading.objects.clone();
    sort_by_key(&mut things, |at| *at);
    things.dedup();
    let Some(first) = things.first().copied().filter(|at| *at > 0) else {
        return Err("What should be put together?".to_owned());
    };
    let Some(parent) = desk.parent(first) else {
        return Err("What should be put together?".to_owned());
    };
    if things.iter().any(|at| desk.parent(*at) != Some(parent)) {
        return Err(
            "They are in different parts. Which of them should be moved to the others first?".to_owned(),
        );
    }
    let row = reading
        .wish
        .changes
        .contains(&Change::Look(Look::Horizontal, true));
    let (kind, name) = match reading.wish.tail.as_str() {
        "card" | "tile" => ("card", "Card"),
        "section" => ("section", "Section"),
        "form" => ("form", "Form"),
        "row" | "line" => ("row", "Row"),
        _ if row => ("row", "Row"),
        _ => ("frame", "Group"),
    };
    let gap = desk.number(parent, "/layout/gap").unwrap_or(8.0);
    let direction = if kind == "row" { "row" } else { "column" };
    let mut layout = vec![("direction", Value::from(direction)), ("gap", Value::Number(gap))];
    let mut style = Vec::new();
    if kind == "card" {
        layout.push(("padding", Value::Number(16.0)));
        style = vec![
            ("background", Value::from("#ffffff")),
            ("borderColor", Value::from("#e5e7eb")),
            ("borderWidth", Value::Number(1.0)),
            ("radius", Value::Number(8.0)),
        ];
    }
    let id = desk.fresh(name);
    let around = Value::object([
        ("id", Value::from(id.as_str())),
        ("type", Value::from(kind)),
        ("name", Value::from(name)),
        ("layout", Value::object(layout)),
        ("style", Value::object(style)),
        ("props", Value::object::<&str, Value>([])),
        ("children", Value::array::<Value>([])),
    ]);
    let index = desk.index(first).unwrap_or(usize::MAX);
    desk.insert(parent, index, &around);
    for at in &things {
        desk.move_into(*at, &id);
    }
    done(desk, first, "and what belongs to it put together");
    Ok(())
}

/// "Back far left, next far right", where they are the first and the last of a row: they are put to its ends. Whether that is all that is asked.
pub(super) fn to_both_ends(desk: &mut Desk<'_, '_>, readings: &[Reading]) -> bool {
    let [left, right] = readings else { return false };
    let put = |reading: &Reading, place: Place| {
        let only = matches!(reading.wish.changes.as_slice(), [Change::Place(own)] if *own == place);
        match reading.objects.as_slice() {
            [at] if only && reading.wish.refused.is_none() => Some(*at),
            _ => None,
        }
    };
    let (Some(first), Some(last)) = (put(left, Place::Left), put(right, Place::Right)) else {
        return false;
    };
    let Some(row) = desk.parent(first).filter(|row| desk.scene.is_row(*row)) else {
        return false;
    };
    let ends = desk.scene.get(row).map(|node| node.children.as_slice());
    if !matches!(ends, Some([start, .., end]) if *start == first && *end == last) {
        return false;
    }
    desk.set(row, "/layout/justify", "between");
    done(desk, row, "spread");
    true
}

/// Two things change places; one thing with two parts has them changed.
pub(super) fn swap(desk: &mut Desk<'_, '_>, reading: &Reading) -> Result<(), String> {
    let mut pair: Vec<usize> = reading.objects.clone();
    for anchor in reading.anchors.iter().chain(&reading.dest) {
        if pair.len() < 2 && !pair.contains(anchor) {
            pair.push(*anchor);
        }
    }
    // "swap the image and the text": the texts are in a part beside the image.
    if let [first, rest @ ..] = pair.as_slice()
        && let [text, _, ..] = rest
        && let Some(part) = desk.parent(*text)
        && rest.iter().all(|at| desk.parent(*at) == Some(part))
        && desk.parent(part) == desk.parent(*first)
    {
        pair = vec![*first, part];
    }
    if let [only] = pair.as_slice() {
        // Where two were named and one was not found, what is in the other one stays as it is.
        if reading.wish.objects.len() > 1 {
            return Err("Which two should change places?".to_owned());
        }
        let children: Vec<usize> = desk
            .scene
            .get(*only)
            .map(|n| n.children.clone())
            .unwrap_or_default();
        if children.len() < 2 {
            return Err("What should it be swapped with?".to_owned());
        }
        if children.len() > 2 {
            for (index, child) in children.iter().rev().enumerate() {
                desk.move_to(*child, *only, index);
            }
            done(desk, *only, "reversed");
            return Ok(());
        }
        pair = children;
    }
    let [a, b] = pair.as_slice() else {
        return Err("Which two should change places?".to_owned());
    };
    let (a, b) = if a < b { (*a, *b) } else { (*b, *a) };
    // "swap steps and ingredients": of a list in a box and a box beside that, the boxes.
    let holds = |at: usize| desk.scene.get(at).is_some_and(|n| !n.children.is_empty());
    let beside = |at: usize, other: usize| {
        let mut boxes = std::iter::once(at).chain(desk.scene.ancestors(at));
        let found = boxes.find(|at| desk.parent(*at) == desk.parent(other))?;
        // A link in the header is not the header.
        let is_frame_of_page =
            |node: &Node<'_>| node.is(class::HEADER | class::FOOTER | class::NAV | class::SIDEBAR);
        let stands_for_it = found == at || !desk.scene.get(found).is_some_and(is_frame_of_page);
        (found != other && stands_for_it).then_some(found)
    };
    let (a, b) = match (beside(a, b), beside(b, a)) {
        (Some(a), _) if holds(a) && holds(b) => (a, b),
        (_, Some(b)) if holds(a) && holds(b) => (a, b),
        _ => (a, b),
    };
    if desk.scene.inside(b, a) {
        return Err("One is inside the other: which two should change places?".to_owned());
    }
    let (pa, pb) = (desk.parent(a), desk.parent(b));
    // "swap the map and the form": what stands with its title alone goes with that.
    if pa != pb && holds(a) != holds(b) {
        let whole = |at: usize, other: usize| {
            let meeting = desk.scene.meeting(at, other)?;
            let mut at = at;
            while desk.parent(at)? != meeting {
                at = frame_of(desk, at)?;
            }
            Some(at)
        };
        return match (whole(a, b), whole(b, a)) {
            (Some(first), Some(second)) if (first, second) != (a, b) => {
                exchange(desk, first, second);
                Ok(())
            }
            _ => Err("Which two should change places?".to_owned()),
        };
    }
    exchange(desk, a, b);
    Ok(())
}

/// Puts two things where the other one was.
fn exchange(desk: &mut Desk<'_, '_>, a: usize, b: usize) {
    let (Some(pa), Some(pb), Some(ia), Some(ib)) =
        (desk.parent(a), desk.parent(b), desk.index(a), desk.index(b))
    else {
        return;
    };
    if pa == pb {
        let (low, high, first, second) = if ia < ib { (ia, ib, a, b) } else { (ib, ia, b, a) };
        desk.move_to(second, pa, low);
        if high - low > 1 {
            desk.move_to(first, pa, high);
        }
    } else {
        desk.move_to(a, pb, ib);
        desk.move_to(b, pa, ia);
    }
    done(desk, a, "and the other changed places");
}

pub(super) fn move_things(desk: &mut Desk<'_, '_>, reading: &Reading) -> Result<(), String> {
    let wish = &reading.wish;
    let before = desk.is_untouched();
    let place = wish.changes.iter().find_map(|c| match c {
        Change::Place(p) => Some(*p),
        _ => None,
    });
    let nth = wish.changes.iter().find_map(|c| match c {
        Change::Nth(nth) => Some(*nth),
        _ => None,
    });
    let mut objects = reading.objects.clone();
    objects.retain(|o| !reading.anchors.contains(o) || reading.objects.len() == 1);
    // All that a row shows moves as the row.
    let frames: Vec<usize> = objects
        .iter()
        .map(|at| frame_of(desk, *at).unwrap_or(*at))
        .gather();
    if let ([first, _, ..], true) = (frames.as_slice(), wish.rel.is_some())
        && let Some(row) = desk.parent(*first)
        && desk.parent(row).is_some()
        && frames.iter().all(|at| desk.parent(*at) == Some(row))
        && desk
            .scene
            .get(row)
            .is_some_and(|n| n.children.len() == frames.len())
        && !reading
            .anchors
            .iter()
            .any(|anchor| desk.scene.inside(*anchor, row))
    {
        objects = vec![row];
    }
    if let (Some(rel), Some(anchor)) = (wish.rel, reading.anchors.first().copied()) {
        beside(desk, &objects, rel, anchor, reading.anchors.get(1).copied());
    } else if let Some(place) = place {
        let sideways = matches!(place, Place::Left | Place::Right) && reading.dest.is_none();
        if let Some(row) = whole_row(desk, &objects).filter(|_| sideways) {
            align(desk, row, place);
        } else {
            // What goes to the front keeps its order.
            if matches!(place, Place::First | Place::Top | Place::Left) {
                objects.reverse();
            }
            for at in &objects {
                let dest = list_in(desk, reading.dest, *at);
                to_place(desk, *at, place, dest);
            }
        }
    } else if let Some(nth) = nth {
        for (more, at) in (0..).zip(&objects) {
            to_nth(desk, *at, nth + more)?;
        }
    } else if let Some(dest) = reading.dest {
        let inner = desk
            .scene
            .get(dest)
            .is_some_and(|n| n.is(class::CONTAINER) || !n.children.is_empty());
        for at in &objects {
            if inner {
                desk.move_to(*at, dest, usize::MAX);
            } else if let (Some(parent), Some(index)) = (desk.parent(dest), desk.index(dest)) {
                desk.move_to(*at, parent, index + 1);
            }
            done(desk, *at, "moved");
        }
    } else {
        return Err("Where should it go?".to_owned());
    }
    for change in &wish.changes {
        if !matches!(change, Change::Place(_) | Change::Nth(_)) {
            super::look::apply(desk, reading, change);
        }
    }
    if before && desk.is_untouched() {
        return Err("It is there already. Where should it go?".to_owned());
    }
    Ok(())
}

/// Where in what is named something has its like, else that itself; nothing where that holds nothing.
pub(super) fn list_in(desk: &Desk<'_, '_>, dest: Option<usize>, item: usize) -> Option<usize> {
    let node = desk.scene.get(dest?)?;
    let moved = desk.scene.get(item)?;
    let like = |at: &usize| {
        let children = desk
            .scene
            .get(*at)
            .map_or(&[][..], |node| node.children.as_slice());
        children
            .iter()
            .any(|at| desk.scene.get(*at).is_some_and(|node| node.kind == moved.kind))
    };
    let inside = desk.scene.inside(item, dest?) || moved.children.is_empty();
    let list = (dest?..node.end).find(like).filter(|_| !inside);
    let holds = node.is(class::CONTAINER) || !node.children.is_empty();
    list.or(dest.filter(|_| holds))
}

/// The row that several things are all of.
fn whole_row(desk: &Desk<'_, '_>, things: &[usize]) -> Option<usize> {
    let row = desk.parent(*things.first()?)?;
    let all = &desk.scene.get(row)?.children;
    let fits = things.len() > 1 && all.len() == things.len() && all.iter().all(|at| things.contains(at));
    (fits && desk.scene.is_row(row)).then_some(row)
}

/// Several things side by side, or one below the other: what stands with others is put together, and nothing else turns.
pub(super) fn turn(desk: &mut Desk<'_, '_>, reading: &Reading) -> Result<(), String> {
    let across = reading
        .wish
        .changes
        .contains(&Change::Look(Look::Horizontal, true));
    let first = reading.objects.first().and_then(|at| desk.parent(*at));
    if first.is_some_and(|parent| desk.scene.is_row(parent) == across) {
        return Err("They are so already. What should be different?".to_owned());
    }
    wrap(desk, reading)
}

/// Where in which parent something stands above, below or beside an anchor: in a row "below" means below the row.
pub(super) fn spot(
    desk: &mut Desk<'_, '_>,
    rel: Rel,
    anchor: usize,
    second: Option<usize>,
) -> Option<(usize, usize, bool)> {
    let scene = desk.scene;
    let mut anchor = anchor;
    if rel == Rel::Between
        && let Some(second) = second
    {
        let (mut a, mut b) = (anchor.min(second), anchor.max(second));
        let meeting = scene.meeting(a, b)?;
        let lift = |mut at: usize| {
            while let Some(parent) = scene.get(at).and_then(|n| n.parent) {
                if parent == meeting {
                    break;
                }
                at = parent;
            }
            at
        };
        (a, b) = (lift(a), lift(b));
        let parent = desk.parent(a)?;
        let _ = b;
        return Some((parent, a, true));
    }
    let vertical = matches!(rel, Rel::Above | Rel::Below);
    let horizontal = matches!(rel, Rel::LeftOf | Rel::RightOf);
    // Climb out of a row that runs the other way.
    while let Some(parent) = desk.parent(anchor) {
        let row = scene.is_row(parent);
        let several = scene.get(parent).is_some_and(|n| n.children.len() > 1);
        let other_way = vertical && row || horizontal && !row;
        let grand = scene.get(parent).and_then(|n| n.parent);
        if other_way && several && vertical && grand.is_some_and(|g| !scene.is_row(g)) {
            anchor = parent;
        } else {
            break;
        }
    }
    let parent = desk.parent(anchor)?;
    let after = !matches!(rel, Rel::Above | Rel::Before | Rel::LeftOf);
    Some((parent, anchor, after))
}

/// What is around something and, but for titles, around nothing else.
fn frame_of(desk: &Desk<'_, '_>, at: usize) -> Option<usize> {
    let above = desk.parent(at)?;
    let mut beside = desk.scene.get(above)?.children.iter().filter(|c| **c != at);
    beside
        .all(|c| desk.scene.get(*c).is_some_and(|n| n.is(class::TEXTUAL)))
        .then_some(above)
}

/// A table or a chart is seen with the frame and the title it has: what stands above or below it stands outside of them.
fn framed(desk: &Desk<'_, '_>, moved: usize, anchor: usize) -> Option<(usize, usize)> {
    const BLOCK: u64 = class::TABLE | class::CHART | class::CONTAINER;
    let scene = desk.scene;
    if !scene.get(moved)?.is(BLOCK) || !scene.get(anchor)?.is(BLOCK) {
        return None;
    }
    let meeting = scene.meeting(moved, anchor)?;
    let mut moved = moved;
    while desk.parent(moved)? != meeting {
        moved = frame_of(desk, moved)?;
    }
    let mut anchor = anchor;
    while desk.parent(anchor)? != meeting {
        anchor = desk.parent(anchor)?;
    }
    Some((moved, anchor))
}

fn beside(desk: &mut Desk<'_, '_>, objects: &[usize], rel: Rel, anchor: usize, second: Option<usize>) {
    let outside = match objects {
        [only] if matches!(rel, Rel::Above | Rel::Below | Rel::Before | Rel::After) => {
            framed(desk, *only, anchor)
        }
        _ => None,
    };
    let outer = outside.map(|(moved, _)| [moved]);
    let objects = outer.as_ref().map_or(objects, |one| one.as_slice());
    let anchor = outside.map_or(anchor, |(_, anchor)| anchor);
    let first = objects.first().copied();
    // Brothers keep to their own list even in a row.
    let brothers = first.is_some_and(|f| desk.parent(f) == desk.parent(anchor));
    let target = if brothers && rel != Rel::Between {
        desk.parent(anchor)
            .map(|p| (p, anchor, !matches!(rel, Rel::Above | Rel::Before | Rel::LeftOf)))
    } else {
        spot(desk, rel, anchor, second)
    };
    let Some((parent, anchor, after)) = target else {
        return;
    };
    let mut follow = anchor;
    for (count, at) in objects.iter().enumerate() {
        if *at == anchor || desk.scene.inside(anchor, *at) {
            continue;
        }
        let list: Vec<Child> = desk
            .children(parent)
            .into_iter()
            .filter(|c| *c != Child::Old(*at))
            .gather();
        let Some(index) = list.iter().position(|c| *c == Child::Old(follow)) else {
            continue;
        };
        let after = after || count > 0;
        desk.move_to(*at, parent, index + usize::from(after));
        follow = *at;
        done(desk, *at, "moved");
    }
}

fn to_place(desk: &mut Desk<'_, '_>, at: usize, place: Place, dest: Option<usize>) {
    let scene = desk.scene;
    let Some(own) = desk.parent(at) else { return };
    let mut node = at;
    let mut parent = own;
    if let Some(dest) = dest {
        if scene.inside(at, dest) {
            // Within the part that is named, the level at which it has brothers.
            while let Some(above) = desk.parent(node) {
                if above == dest || scene.get(above).is_some_and(|n| n.children.len() > 1) {
                    break;
                }
                node = above;
            }
            parent = desk.parent(node).unwrap_or(own);
            if desk.parent(at) != Some(dest)
                && scene.get(dest).is_some_and(|d| d.children.contains(&own))
                && scene.get(own).is_some_and(|n| n.children.len() == 1)
            {
                parent = dest;
            }
        } else {
            parent = dest;
        }
    } else if matches!(place, Place::Left | Place::Right) && !scene.is_row(own) {
        // To the side: the column it is in goes there.
        let mut climb = at;
        while let Some(above) = desk.parent(climb) {
            if scene.is_row(above) && scene.get(above).is_some_and(|n| n.children.len() > 1) {
                node = climb;
                parent = above;
                break;
            }
            climb = above;
        }
        if !scene.is_row(parent) {
            align(desk, at, place);
            return;
        }
    } else if scene.get(at).is_some_and(|n| n.is(class::TABLE | class::CHART)) {
        // It goes where it goes with its frame and its title, as far as there is something to go past.
        while let Some(frame) = frame_of(desk, node).filter(|frame| desk.parent(*frame).is_some()) {
            node = frame;
        }
        parent = desk.parent(node).unwrap_or(own);
    }
    if place == Place::Center {
        align(desk, at, place);
        return;
    }
    let index = match place {
        Place::Up => desk.index(node).unwrap_or(0).saturating_sub(1),
        Place::Down => desk.index(node).unwrap_or(0) + 1,
        _ => index_at(desk, parent, node, Some(node), place).unwrap_or(usize::MAX),
    };
    desk.move_to(node, parent, index);
    done(desk, at, "moved");
}

/// Makes something the third, the last of its brothers of one kind; what stands alone goes with what is around it.
fn to_nth(desk: &mut Desk<'_, '_>, at: usize, nth: i32) -> Result<(), String> {
    let kind = |at: usize| desk.scene.get(at).map(|node| node.kind);
    let mut moved = at;
    let (parent, alike) = loop {
        let Some(parent) = desk.parent(moved) else {
            return Err("What should it be counted among?".to_owned());
        };
        let mut rest = desk.children(parent);
        rest.retain(|child| *child != Child::Old(moved));
        let is_alike = |child: &Child| matches!(child, Child::Old(at) if kind(*at) == kind(moved));
        let places = rest.iter().enumerate().filter(|(_, child)| is_alike(child));
        let alike: Vec<usize> = places.map(|(place, _)| place).gather();
        if !alike.is_empty() {
            break (parent, alike);
        }
        moved = parent;
    };
    let before = match usize::try_from(nth) {
        Ok(nth) => nth.checked_sub(1),
        Err(_) => (alike.len() + 1).checked_sub(nth.unsigned_abs() as usize),
    };
    let index = match before {
        Some(before) if before < alike.len() => alike.get(before).copied(),
        Some(before) if before == alike.len() => alike.last().map(|last| last + 1),
        _ => None,
    };
    let Some(index) = index else {
        return Err(format!("There are only {} of them.", alike.len() + 1));
    };
    desk.move_to(moved, parent, index);
    done(desk, at, "moved");
    Ok(())
}

/// The index of an end of a part, without what moves there: inside of the header and the footer, unless it is one itself.
pub(super) fn index_at(
    desk: &mut Desk<'_, '_>,
    parent: usize,
    item: usize,
    moved: Option<usize>,
    place: Place,
) -> Option<usize> {
    let rest: Vec<Child> = desk
        .children(parent)
        .into_iter()
        .filter(|c| moved.is_none_or(|moved| *c != Child::Old(moved)))
        .gather();
    // An item is the first or the last of its like: what stands above or below those stays there.
    let kind = |at: usize| desk.scene.get(at).map(|node| node.kind);
    let item = desk
        .scene
        .get(item)
        .filter(|node| !node.children.is_empty() && !node.is(class::SECTION | class::HEADER | class::FOOTER));
    // Rows of a page are alike only where they hold the like.
    let first = |at: usize| Some(desk.scene.get(*desk.scene.get(at)?.children.first()?)?.name);
    let held = item.and_then(|node| Some(desk.scene.get(*node.children.first()?)?.name));
    let card = item.is_some_and(|node| node.is(class::CARD | class::ITEM));
    let alike = |child: &Child| match child {
        Child::Old(at) => kind(*at) == item.map(|node| node.kind) && (card || first(*at) == held),
        Child::New(_) => false,
    };
    let ends = match place {
        Place::First | Place::Top => rest.iter().position(alike),
        Place::Last | Place::Bottom => rest.iter().rposition(alike).map(|last| last + 1),
        _ => None,
    };
    if item.is_some() && ends.is_some() {
        return ends;
    }
    let last = rest.len().saturating_sub(1);
    let is_edge = |at: usize| {
        let node = desk.scene.get(at);
        node.is_some_and(|n| n.is(class::HEADER | class::FOOTER))
    };
    let at_edge = |place: usize| matches!(rest.get(place), Some(Child::Old(at)) if is_edge(*at));
    let inside = !moved.is_some_and(is_edge);
    match place {
        Place::First | Place::Top if inside => Some(usize::from(at_edge(0))),
        Place::First | Place::Top | Place::Left => Some(0),
        Place::Last | Place::Bottom if inside && at_edge(last) => Some(last),
        Place::Last | Place::Bottom | Place::Right => Some(usize::MAX),
        Place::Up | Place::Down | Place::Center => None,
    }
}

fn align(desk: &mut Desk<'_, '_>, at: usize, place: Place) {
    let scene = desk.scene;
    let Some(node) = scene.get(at) else { return };
    let (text, cross) = match place {
        Place::Left | Place::First => ("left", "start"),
        Place::Right | Place::Last => ("right", "end"),
        _ => ("center", "center"),
    };
    if node.is(class::TEXTUAL) && node.children.is_empty() {
        desk.set(at, "/style/textAlign", text);
    } else if !node.children.is_empty() {
        if scene.is_row(at) {
            desk.set(at, "/layout/justify", cross);
        } else {
            desk.set(at, "/layout/align", cross);
            for child in &node.children {
                if scene
                    .get(*child)
                    .is_some_and(|n| n.is(class::HEADING | class::TEXT))
                {
                    desk.set(*child, "/style/textAlign", text);
                }
            }
        }
    } else {
        desk.set(at, "/layout/alignSelf", cross);
    }
    done(desk, at, "aligned");
}

/// Places that go with other changes, or stand alone without a verb of moving.
pub(super) fn places(desk: &mut Desk<'_, '_>, reading: &Reading) {
    let list: Vec<Place> = reading
        .wish
        .changes
        .iter()
        .filter_map(|c| match c {
            Change::Place(p) => Some(*p),
            _ => None,
        })
        .gather();
    let Some(first) = list.first().copied() else {
        return;
    };
    let sticky = reading
        .wish
        .changes
        .iter()
        .any(|c| matches!(c, Change::Look(Look::Sticky, true)));
    let scene = desk.scene;
    for at in reading.objects.clone() {
        let Some(node) = scene.get(at) else { continue };
        if sticky {
            desk.set(at, "/layout/anchor", anchor_name(&list).as_str());
            continue;
        }
        let vertical = list.iter().any(|p| matches!(p, Place::Top | Place::Bottom));
        let sideways = list.iter().any(|p| matches!(p, Place::Left | Place::Right));
        if vertical && sideways {
            // A corner: pinned there.
            desk.set(at, "/layout/position", "absolute");
            desk.set(at, "/layout/anchor", anchor_name(&list).as_str());
            desk.set(
                at,
                "/layout/alignSelf",
                if list.contains(&Place::Right) {
                    "end"
                } else {
                    "start"
                },
            );
            done(desk, at, "pinned to a corner");
            continue;
        }
        match first {
            Place::First | Place::Last | Place::Top | Place::Bottom | Place::Up | Place::Down => {
                to_place(desk, at, first, reading.dest)
            }
            Place::Left | Place::Right => {
                let in_row = node.parent.is_some_and(|p| scene.is_row(p));
                let aligned = reading.wish.act == Some(Act::Align) || node.is(class::TEXTUAL) && !in_row;
                if aligned
                    || (!node.children.is_empty() && scene.is_row(at) && reading.wish.act != Some(Act::Move))
                {
                    align(desk, at, first);
                } else if in_row {
                    to_place(desk, at, first, reading.dest);
                } else {
                    align(desk, at, first);
                }
            }
            Place::Center => align(desk, at, Place::Center),
        }
    }
}

fn anchor_name(list: &[Place]) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for place in list {
        parts.push(match place {
            Place::Top | Place::Up | Place::First => "top",
            Place::Bottom | Place::Down | Place::Last => "bottom",
            Place::Left => "left",
            Place::Right => "right",
            Place::Center => "center",
        });
    }
    sort_by_key(&mut parts, |p| !matches!(*p, "top" | "bottom"));
    parts.join("-")
}
