//! Where nodes come to stand in their lists when only some ops of a patch are made.
//!
//! In each list every place that some node has at some time is kept in one order, also when nobody stands there any more. Whichever
//! ops are made, the nodes then stand in that order; so an op can be told the index that is right beside those alone that are made.

use crate::hashing::{Map, Set};

use super::{
    editor::clamp_index,
    op::{CHILDREN, Op},
};
use crate::document::{Document, Text, Value};

/// A place that a node has in a list at some time.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
struct Spot {
    list: u32,
    /// Among those of the list, from the left
    rank: u32,
}

/// A list as it was when it was first seen.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    /// How many ops had been made before
    begun: usize,
    /// What stood there, from the left; nodes by id
    first: Vec<(Option<Text>, Spot)>,
}

/// All places in the lists that a patch puts nodes into, or takes them from.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Order {
    lists: Vec<Seen>,
    /// Where an op puts a node, by the op's place; rising
    placed: Vec<(usize, Spot)>,
}

/// Notes the places while the ops of a patch are made one after the other.
#[derive(Default)]
pub(super) struct Places {
    lists: Vec<Row>,
    /// The lists as they are counted now, by the node they are of
    open: Map<Text, usize>,
    placed: Vec<(usize, usize, usize)>,
}

/// The places of one list: each knows the next one, and so a new one is put in without moving the others.
struct Row {
    begun: usize,
    /// What stood there at first, nodes by id: theirs are the first places
    first: Vec<Option<Text>>,
    next: Vec<Option<usize>>,
    previous: Vec<Option<usize>>,
    head: Option<usize>,
    tail: Option<usize>,
    /// Where a node was put last
    last: Map<Text, usize>,
    /// The places of what is no node; these stay as they are
    plain: Vec<usize>,
}

impl Row {
    fn new(begun: usize, first: Vec<Option<Text>>) -> Row {
        let mut row = Row {
            begun,
            first: Vec::new(),
            next: Vec::new(),
            previous: Vec::new(),
            head: None,
            tail: None,
            last: Map::default(),
            plain: Vec::new(),
        };
        for id in &first {
            row.put(id.clone(), None);
        }
        row.first = first;
        row
    }

    /// Makes a place before another, or behind all of them.
    fn put(&mut self, id: Option<Text>, before: Option<usize>) -> usize {
        let place = self.next.len();
        let previous = match before {
            Some(before) => self.previous.get(before).copied().flatten(),
            None => self.tail,
        };
        self.next.push(before);
        self.previous.push(previous);
        match before.and_then(|before| self.previous.get_mut(before)) {
            Some(slot) => *slot = Some(place),
            None => self.tail = Some(place),
        }
        match previous.and_then(|previous| self.next.get_mut(previous)) {
            Some(slot) => *slot = Some(place),
            None => self.head = Some(place),
        }
        match id {
            Some(id) => {
                self.last.insert(id, place);
            }
            None => self.plain.push(place),
        }
        place
    }

    /// The rank of each place.
    fn ranks(&self) -> Vec<u32> {
        let mut ranks = vec![0; self.next.len()];
        let mut at = self.head;
        let mut rank = 0;
        while let Some(place) = at {
            if let Some(slot) = ranks.get_mut(place) {
                *slot = rank;
            }
            rank += 1;
            at = self.next.get(place).copied().flatten();
        }
        ranks
    }
}

/// Whether an op puts a node into the children of another, and so can be told another index.
pub(super) fn puts_node(op: &Op) -> Option<(&Text, &Text)> {
    match op {
        Op::Insert {
            parent: Some(parent),
            path,
            node,
            ..
        } if &**path == CHILDREN => Some((node.node_identity()?.0, parent)),
        Op::Move { id, parent, .. } => Some((id, parent)),
        _ => None,
    }
}

impl Places {
    /// To be told of each list before an op puts a node into it or takes one from it; `made` ops were made before.
    pub(super) fn see(&mut self, of: &Text, made: usize, document: &Document) {
        if self.open.contains_key(of) {
            return;
        }
        let list = children(document, of);
        let row = Row::new(made, list.iter().map(|item| id_of(item).cloned()).collect());
        self.open.insert(of.clone(), self.lists.len());
        self.lists.push(row);
    }

    /// What an op put into a list of nodes, when it is made.
    pub(super) fn put(&mut self, id: &Text, of: &Text, place: usize, after: &Document) {
        let Some(&at) = self.open.get(of) else { return };
        let Some(row) = self.lists.get_mut(at) else { return };
        let list = children(after, of);
        let behind = after.node(id).map_or(list.len(), |node| node.index + 1);
        let next = list.get(behind).and_then(|next| match id_of(next) {
            Some(id) => row.last.get(id).copied(),
            None => {
                let all = list.get(..behind).unwrap_or_default().iter();
                row.plain
                    .get(all.filter(|item| id_of(item).is_none()).count())
                    .copied()
            }
        });
        let spot = row.put(Some(id.clone()), next);
        self.placed.push((place, at, spot));
    }

    /// What is in a node was replaced, or all names may be others: its list is looked at again.
    pub(super) fn forget(&mut self, of: Option<&Text>) {
        match of {
            Some(of) => {
                self.open.remove(of);
            }
            None => self.open.clear(),
        }
    }

    pub(super) fn into_order(self) -> Order {
        let ranks: Vec<Vec<u32>> = self.lists.iter().map(Row::ranks).collect();
        let spot = |list: usize, place: usize| {
            let rank = ranks.get(list).and_then(|ranks| ranks.get(place));
            Spot {
                list: list as u32,
                rank: rank.copied().unwrap_or_default(),
            }
        };
        let placed = self
            .placed
            .iter()
            .map(|(op, list, place)| (*op, spot(*list, *place)));
        let placed = placed.collect();
        let lists = self.lists.into_iter().enumerate().map(|(list, row)| {
            let first = row.first.into_iter().enumerate();
            Seen {
                begun: row.begun,
                first: first.map(|(place, id)| (id, spot(list, place))).collect(),
            }
        });
        Order {
            lists: lists.collect(),
            placed,
        }
    }
}

impl Order {
    /// The ops at the places `wanted`, to be made when those at the places `made` are made: each puts its node where it stands in the
    /// whole, as seen by those that are there. In time proportional to these ops and the lists that they put something into.
    pub(super) fn fit(&self, ops: &[Op], made: &[usize], wanted: &[usize]) -> Vec<Op> {
        let own = |place: usize| {
            let at = self.placed.binary_search_by_key(&place, |(op, _)| *op).ok()?;
            self.placed.get(at).map(|(_, spot)| *spot)
        };
        let lists: Set<u32> = wanted
            .iter()
            .filter_map(|place| Some(own(*place)?.list))
            .collect();
        // Who stands where, and the ranks of each list that are taken, rising.
        let mut spots: Map<&Text, Vec<Spot>> = Map::default();
        let mut taken: Map<u32, Vec<u32>> = Map::default();
        for list in &lists {
            let seen = self.lists.get(*list as usize);
            for (id, spot) in seen.iter().flat_map(|seen| &seen.first) {
                if let Some(id) = id {
                    spots.entry(id).or_default().push(*spot);
                }
                taken.entry(*list).or_default().push(spot.rank);
            }
        }
        let mut out = Vec::with_capacity(wanted.len());
        let steps = made.iter().map(|place| (place, false));
        for (place, is_wanted) in steps.chain(wanted.iter().map(|place| (place, true))) {
            let Some(op) = ops.get(*place) else { continue };
            let moved = match op {
                Op::Remove { id } => Some(id),
                op => puts_node(op).map(|(id, _)| id),
            };
            let leaves = moved.and_then(|id| spots.get_mut(id));
            // What was there before the list was seen is nothing to it.
            let was_seen = |list: u32| {
                self.lists
                    .get(list as usize)
                    .is_some_and(|seen| seen.begun <= *place)
            };
            for spot in leaves
                .into_iter()
                .flat_map(|spots| spots.extract_if(.., |spot| was_seen(spot.list)))
            {
                if let Some(ranks) = taken.get_mut(&spot.list)
                    && let Ok(at) = ranks.binary_search(&spot.rank)
                {
                    ranks.remove(at);
                }
            }
            let to = own(*place).filter(|spot| lists.contains(&spot.list));
            let mut index = None;
            if let (Some(spot), Some(id)) = (to, moved) {
                let ranks = taken.entry(spot.list).or_default();
                let at = ranks.partition_point(|rank| *rank < spot.rank);
                index = Some((at, ranks.len()));
                ranks.insert(at, spot.rank);
                spots.entry(id).or_default().push(spot);
            }
            if is_wanted {
                out.push(match index {
                    Some((at, length)) => at_index(op, at, length),
                    None => op.clone(),
                });
            }
        }
        out
    }
}

/// The op with another index, where its own means another place in a list of this length.
fn at_index(op: &Op, at: usize, length: usize) -> Op {
    let mut op = op.clone();
    if let Op::Insert { index, .. } | Op::Move { index, .. } = &mut op
        && clamp_index(*index, length) != at
    {
        *index = at as i64;
    }
    op
}

fn children<'a>(document: &'a Document, of: &str) -> &'a [Value] {
    let list = document
        .node(of)
        .and_then(|node| node.value.get("children")?.as_array());
    list.unwrap_or_default()
}

fn id_of(item: &Value) -> Option<&Text> {
    item.node_identity().map(|(id, _)| id)
}
