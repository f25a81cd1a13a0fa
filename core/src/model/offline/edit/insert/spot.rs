//! Where in the document something new is put.

use super::super::arrange::spot;
use super::super::desk::{Child, Desk};
use super::Spot;
use crate::context::clause::Reading;
use crate::context::lexicon;
use crate::context::lexicon::{Class, Place, class};
use crate::context::wish::{Change, Np};
use crate::sorted::Gather;

pub(super) fn follow(desk: &mut Desk<'_, '_>, reading: &Reading, id: &str) -> Option<Spot> {
    let parents: Vec<usize> = reading
        .anchors
        .iter()
        .flat_map(|a| desk.parent(*a))
        .chain(reading.dest)
        .chain(reading.anchors.iter().flat_map(|a| desk.scene.ancestors(*a)))
        .chain(0..desk.scene.nodes.len())
        .gather();
    parents.into_iter().find_map(|parent| {
        let index = desk
            .children(parent)
            .iter()
            .position(|c| matches!(c, Child::New(new) if new == id))?;
        Some(Spot {
            parent,
            index: index + 1,
        })
    })
}

pub(super) fn find_spot(desk: &mut Desk<'_, '_>, reading: &Reading, np: &Np) -> Option<Spot> {
    let wish = &reading.wish;
    let scene = desk.scene;
    let at_index = |desk: &mut Desk<'_, '_>, parent: usize, anchor: usize, after: bool| -> Option<Spot> {
        let index = desk
            .children(parent)
            .iter()
            .position(|c| *c == Child::Old(anchor))?;
        Some(Spot {
            parent,
            index: index + usize::from(after),
        })
    };
    if let Some(anchor) = reading.anchors.first().copied() {
        let rel = wish.rel.unwrap_or(lexicon::Rel::After);
        let section = np.head & (class::SECTION | class::HEADER | class::FOOTER) != 0;
        let mut anchor = anchor;
        if section && rel != lexicon::Rel::Between {
            // A section stands among sections.
            while let Some(parent) = desk.parent(anchor) {
                if parent == 0
                    || scene
                        .get(anchor)
                        .is_some_and(|n| n.is(class::SECTION | class::HEADER | class::FOOTER))
                {
                    break;
                }
                anchor = parent;
            }
        }
        let (parent, anchor, after) = spot(desk, rel, anchor, reading.anchors.get(1).copied())?;
        return at_index(desk, parent, anchor, after);
    }
    let mut parent = reading.dest.or_else(|| reading.objects.first().copied())?;
    let leaf = scene
        .get(parent)
        .is_some_and(|n| n.children.is_empty() && !n.is(class::CONTAINER));
    if leaf {
        let above = desk.parent(parent)?;
        return at_index(desk, above, parent, true);
    }
    // A thing for a list inside: "add a card to the features section".
    let own = |at: usize| {
        scene.get(at).map_or(0, |n| {
            n.children
                .iter()
                .filter(|c| fits(scene.get(**c).map_or(0, |n| n.class), np))
                .count()
        })
    };
    let places = wish.changes.iter().filter_map(|c| match c {
        Change::Place(place) => Some(*place),
        _ => None,
    });
    // "at the top right": the side counts, where things stand side by side.
    let side = places
        .clone()
        .find(|place| matches!(place, Place::Left | Place::Right));
    let place = side.filter(|_| scene.is_row(parent)).or(places.clone().next());
    let in_a_corner = side.is_some() && places.count() > 1;
    if own(parent) == 0 && np.head & !class::ANY != 0 && !in_a_corner {
        let end = scene.get(parent).map_or(parent, |n| n.end);
        if let Some(inner) = (parent + 1..end)
            .filter(|n| own(*n) > 0)
            .max_by_key(|n| (own(*n), usize::MAX - *n))
        {
            parent = inner;
        }
    }
    if let Some(place) = place {
        let first = matches!(place, Place::First | Place::Top | Place::Left | Place::Up);
        return Some(Spot {
            parent,
            index: if first { 0 } else { usize::MAX },
        });
    }
    if let Some(ordinal) = np.ordinals.first()
        && *ordinal > 0
    {
        let index = usize::try_from(*ordinal - 1).unwrap_or(0);
        return Some(Spot { parent, index });
    }
    // After the last of its kind, so before buttons at the end.
    let children = desk.children(parent);
    let same = children.iter().rposition(|c| match c {
        Child::Old(at) => fits(scene.get(*at).map_or(0, |n| n.class), np) && np.head & !class::ANY != 0,
        Child::New(_) => false,
    });
    let mut index = same.map_or(usize::MAX, |i| i + 1);
    if same.is_none() && np.head & (class::FIELD | class::CHECKABLE) != 0 {
        // Fields come before the buttons of a form.
        let button = children.iter().position(|c| match c {
            Child::Old(at) => scene.get(*at).is_some_and(|n| {
                n.is(class::BUTTON)
                    || n.children
                        .iter()
                        .any(|c| scene.get(*c).is_some_and(|n| n.is(class::BUTTON)))
            }),
            Child::New(_) => false,
        });
        index = button.unwrap_or(usize::MAX);
    }
    if np.head & class::SECTION != 0 && parent == 0 {
        let footer = children
            .iter()
            .position(|c| matches!(c, Child::Old(at) if scene.get(*at).is_some_and(|n| n.is(class::FOOTER))));
        index = footer.unwrap_or(usize::MAX);
    }
    Some(Spot { parent, index })
}

pub(super) fn fits(class: Class, np: &Np) -> bool {
    class & np.head & !class::ANY != 0
}

pub(super) fn desk_distance(list: &[usize], at: usize, index: usize) -> usize {
    list.iter()
        .position(|o| *o == at)
        .map_or(usize::MAX, |p| p.abs_diff(index.min(list.len())))
}

/// Neighbours that are all of one kind are the model of what comes next.
pub(super) fn uniform(desk: &Desk<'_, '_>, list: &[usize]) -> Option<usize> {
    let last = list.last().copied()?;
    let kind = desk.scene.get(last)?.kind;
    let alike = list
        .iter()
        .filter(|at| desk.scene.get(**at).is_some_and(|n| n.kind == kind))
        .count();
    (alike * 2 >= list.len() && alike > 1).then_some(last)
}

/// The row around a toggle whose label stands beside it, unless it goes into such a row.
pub(super) fn labelled_row(desk: &Desk<'_, '_>, at: usize, spot: &Spot, wanted: Class) -> usize {
    let scene = desk.scene;
    let Some(parent) = scene.get(at).and_then(|n| n.parent) else {
        return at;
    };
    let row = wanted & (class::TOGGLE | class::CHECKBOX) != 0
        && parent != spot.parent
        && scene.is_row(parent)
        && scene.get(parent).is_some_and(|n| {
            n.children.len() == 2
                && n.children
                    .iter()
                    .any(|c| scene.get(*c).is_some_and(|n| n.is(class::TEXT)))
        });
    if row { parent } else { at }
}
