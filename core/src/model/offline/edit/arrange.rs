//! Places and order.

use crate::context::clause::Reading;
use crate::context::lexicon::{Act, Look, Place, Rel, class};
use crate::context::reference::first_number;
use crate::context::token::fold;
use crate::context::wish::Change;
use crate::document::Value;
use crate::sorted::Gather;
use crate::sorted::{sort_by, sort_by_key};

use super::desk::{Child, Desk};

fn done(desk: &mut Desk<'_, '_>, at: usize, what: &str) {
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
    if desk.scene.inside(b, a) {
        return Err("One is inside the other: which two should change places?".to_owned());
    }
    let (Some(pa), Some(pb), Some(ia), Some(ib)) =
        (desk.parent(a), desk.parent(b), desk.index(a), desk.index(b))
    else {
        return Err("Which two should change places?".to_owned());
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
    Ok(())
}

pub(super) fn move_things(desk: &mut Desk<'_, '_>, reading: &Reading) -> Result<(), String> {
    let wish = &reading.wish;
    let before = desk.is_untouched();
    let place = wish.changes.iter().find_map(|c| match c {
        Change::Place(p) => Some(*p),
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
        for at in &objects {
            to_place(desk, *at, place, reading.dest);
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
        if !matches!(change, Change::Place(_)) {
            super::look::apply(desk, reading, change);
        }
    }
    if before && desk.is_untouched() {
        return Err("It is there already. Where should it go?".to_owned());
    }
    Ok(())
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
        _ => index_at(desk, parent, Some(node), place).unwrap_or(usize::MAX),
    };
    desk.move_to(node, parent, index);
    done(desk, at, "moved");
}

/// The index of an end of a part, without what moves there: inside of the header and the footer, unless it is one itself.
pub(super) fn index_at(
    desk: &mut Desk<'_, '_>,
    parent: usize,
    moved: Option<usize>,
    place: Place,
) -> Option<usize> {
    let rest: Vec<Child> = desk
        .children(parent)
        .into_iter()
        .filter(|c| moved.is_none_or(|moved| *c != Child::Old(moved)))
        .gather();
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

/// Puts the parts of a list in order: by a word's rank, by number, by text.
pub(super) fn sort(desk: &mut Desk<'_, '_>, reading: &Reading) -> Result<(), String> {
    let scene = desk.scene;
    let mut list = reading.objects.first().copied();
    if reading.objects.len() > 1 {
        list = list.and_then(|at| desk.parent(at));
    }
    // A section holds its list somewhere inside.
    let parent = list.and_then(|at| {
        let end = scene.get(at)?.end;
        (at..end).max_by_key(|n| {
            let node = scene.get(*n);
            let kind = node
                .and_then(|n| n.children.first())
                .and_then(|c| scene.get(*c))
                .map(|c| c.kind);
            let alike = node.map_or(0, |n| {
                n.children
                    .iter()
                    .filter(|c| scene.get(**c).map(|c| c.kind) == kind)
                    .count()
            });
            (alike, usize::MAX - *n)
        })
    });
    let Some(parent) = parent else {
        return Err("What should be sorted?".to_owned());
    };
    let text = fold(
        &reading
            .wish
            .about_order
            .as_ref()
            .map(|(t, _)| t.clone())
            .unwrap_or_default(),
    );
    let table = list.and_then(|at| {
        let is_table = |n: &usize| scene.get(*n).is_some_and(|n| n.is(class::TABLE));
        let end = scene.get(at)?.end;
        (at..end)
            .find(|n| is_table(n) && scene.get(*n).is_some_and(|n| n.prop("rows").is_some()))
            .filter(|n| {
                is_table(&at)
                    || is_table(n) && reading.wish.objects.iter().any(|o| o.head & class::TABLE != 0)
            })
    });
    if let Some(table) = table {
        return sort_rows(desk, table, &text);
    }
    let children: Vec<usize> = scene.get(parent).map(|n| n.children.clone()).unwrap_or_default();
    let texts = |at: usize| -> Vec<String> {
        let end = scene.get(at).map_or(at, |n| n.end);
        (at..end)
            .filter_map(|n| scene.get(n))
            .flat_map(|n| {
                ["text", "label", "title", "value"]
                    .into_iter()
                    .filter_map(|k| n.prop(k).and_then(Value::as_str))
            })
            .map(fold)
            .gather()
    };
    const RANKS: &[&[&str]] = &[
        &["urgent", "critical", "high", "medium", "normal", "low"],
        &[
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
        ],
        &[
            "today",
            "tomorrow",
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "next week",
        ],
        &["open", "in progress", "shipped", "paid", "done"],
    ];
    let rank_of = |ranks: &[&str], at: usize| -> Option<f64> {
        texts(at)
            .iter()
            .find_map(|t| ranks.iter().position(|r| r == t))
            .map(|p| p as f64)
    };
    let ranks = RANKS.iter().find(|ranks| {
        children.iter().filter(|c| rank_of(ranks, **c).is_some()).count() * 2 > children.len()
            && (ranks.iter().any(|r| text.contains(r))
                || text.contains("priority")
                || text.contains("day")
                || text.contains("due")
                || text.contains("date")
                || text.contains("status"))
    });
    let named = ranks.and_then(|ranks| ranks.iter().find(|r| text.contains(**r)));
    let last =
        text.contains("last") || text.contains("bottom") || text.contains("end") || text.contains("down");
    let alphabet = text.contains("alphab")
        || text.contains("name")
        || text.contains("a-z")
        || text.contains("a to z")
        || text.contains("title");
    let down = is_down(&text);
    let mut keyed: Vec<(usize, f64, String)> = children
        .iter()
        .map(|at| {
            let own = texts(*at);
            let rank = ranks.and_then(|r| rank_of(r, *at));
            let number = own
                .iter()
                .find(|t| t.contains(['€', '$', '£']))
                .or_else(|| own.iter().find(|t| t.starts_with(|c: char| c.is_ascii_digit())));
            let number = number.and_then(|t| first_number(t));
            let key = if alphabet {
                0.0
            } else {
                rank.or(number).unwrap_or(0.0)
            };
            (*at, key, own.first().cloned().unwrap_or_default())
        })
        .gather();
    // "low last" and "high first" agree with the rank; "low first" turns it round.
    let flip = match named {
        Some(name) => {
            let low =
                ranks.is_some_and(|r| r.iter().position(|x| x == name).is_some_and(|p| p * 2 >= r.len()));
            low != last && r_is_order(name)
        }
        None => down,
    };
    if keyed.iter().all(|k| k.1 == 0.0) {
        sort_by(&mut keyed, |a, b| a.2.cmp(&b.2));
        if down {
            keyed.reverse();
        }
    } else {
        sort_by(&mut keyed, |a, b| {
            if flip {
                b.1.total_cmp(&a.1)
            } else {
                a.1.total_cmp(&b.1)
            }
        });
    }
    let before = desk.is_untouched();
    for (index, (at, ..)) in keyed.iter().enumerate() {
        if desk.index(*at) != Some(index) {
            desk.move_to(*at, parent, index);
        }
    }
    if before && desk.is_untouched() {
        return Err("It is in that order already. By what should it be sorted?".to_owned());
    }
    done(desk, parent, "sorted");
    Ok(())
}

/// Whether the greatest comes first.
fn is_down(text: &str) -> bool {
    [
        "desc",
        "highest",
        "expensive first",
        "newest",
        "best",
        "largest",
        "most",
        "z to a",
        "z-a",
        "reverse",
    ]
    .iter()
    .any(|w| text.contains(w))
}

/// Puts the rows of a table in the order of the column that is named.
fn sort_rows(desk: &mut Desk<'_, '_>, table: usize, text: &str) -> Result<(), String> {
    let list = |key: &str| -> Vec<Value> {
        let value = desk.scene.get(table).and_then(|n| n.prop(key));
        value
            .and_then(Value::as_array)
            .map(<[Value]>::to_vec)
            .unwrap_or_default()
    };
    let columns = list("columns");
    let column = columns.iter().position(|column| {
        let name = column.as_str().map(fold).unwrap_or_default();
        !name.is_empty() && text.contains(name.as_str())
    });
    let Some(column) = column else {
        let names: Vec<&str> = columns.iter().filter_map(Value::as_str).gather();
        return Err(format!(
            "By which column should it be sorted: {}?",
            names.join(", ")
        ));
    };
    let mut rows: Vec<(String, Value)> = list("rows")
        .into_iter()
        .map(|row| {
            let cell = row.as_array().and_then(|row| row.get(column));
            let shown = cell.map(|cell| cell.as_str().map_or_else(|| cell.to_json(), str::to_owned));
            (fold(&shown.unwrap_or_default()), row)
        })
        .gather();
    let numbers = rows.iter().all(|(cell, _)| {
        first_number(cell).is_some() && cell.chars().filter(|c| c.is_alphabetic()).count() < 4
    });
    sort_by(&mut rows, |a, b| {
        if numbers {
            first_number(&a.0)
                .unwrap_or(0.0)
                .total_cmp(&first_number(&b.0).unwrap_or(0.0))
        } else {
            a.0.cmp(&b.0)
        }
    });
    if is_down(text) {
        rows.reverse();
    }
    let before = desk.is_untouched();
    desk.set(
        table,
        "/props/rows",
        Value::array(rows.into_iter().map(|(_, row)| row)),
    );
    if before && desk.is_untouched() {
        return Err("It is in that order already. By what should it be sorted?".to_owned());
    }
    done(desk, table, "sorted");
    Ok(())
}

/// Whether a rank word names an end of its order.
fn r_is_order(name: &str) -> bool {
    !matches!(name, "medium" | "normal")
}
