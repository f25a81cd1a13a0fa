//! Where nodes come to stand in their lists when only some ops of a patch are made.
//!
//! In each list every place that some node has at some time is kept in one order, also when nobody stands there any more. Whichever
//! ops are made, the nodes then stand in that order; so an op can be told the index that is right beside those alone that are made.

use crate::hashing::Map;

use super::{
    editor::clamp_index,
    op::{CHILDREN, Op},
};
use crate::document::{Document, Text, Value};

/// A place that something has in a list at some time.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Spot {
    list: usize,
    /// Among those of the list, in the order of their making; when all are made, from the left
    place: usize,
}

/// A list as it was when it was first seen.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    /// How many ops had been made before
    begun: usize,
    /// Who stood there, and where; what is no node has no number
    first: Vec<(Option<usize>, Spot)>,
}

/// What an op does to the place of a node.
#[derive(Clone, Debug, PartialEq)]
struct Step {
    /// The place of the op in the patch
    op: usize,
    /// The node that leaves where it stands, by number
    node: usize,
    /// Where it stands then; `None`: nowhere, or in no list of nodes
    to: Option<Spot>,
}

/// All places in the lists that a patch puts nodes into, or takes them from.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Order {
    lists: Vec<Seen>,
    /// In the order of the ops
    steps: Vec<Step>,
    /// How many nodes have a number
    nodes: usize,
}

/// Notes the places while the ops of a patch are made one after the other.
#[derive(Default)]
pub(super) struct Places {
    rows: Vec<Row>,
    /// The lists as they are counted now, by the node they are of
    open: Map<Text, usize>,
    numbers: Map<Text, usize>,
    /// Where each node stands, as far as that is known, by number
    stands: Vec<Option<Spot>>,
    order: Order,
}

/// The places of one list: each knows its neighbours, and so a new one is put in without moving the others.
#[derive(Default)]
struct Row {
    next: Vec<Option<usize>>,
    previous: Vec<Option<usize>>,
    last: Option<usize>,
    /// The places of what is no node; these stay as they are
    plain: Vec<usize>,
}

impl Row {
    /// Makes a place before another, or behind all of them.
    fn put(&mut self, before: Option<usize>) -> usize {
        let place = self.next.len();
        let previous = match before {
            Some(before) => self.previous.get(before).copied().flatten(),
            None => self.last,
        };
        self.next.push(before);
        self.previous.push(previous);
        match before.and_then(|before| self.previous.get_mut(before)) {
            Some(slot) => *slot = Some(place),
            None => self.last = Some(place),
        }
        if let Some(slot) = previous.and_then(|previous| self.next.get_mut(previous)) {
            *slot = Some(place);
        }
        place
    }

    /// How many places are before each.
    fn ranks(&self) -> Vec<usize> {
        let mut ranks = vec![0; self.next.len()];
        let (mut at, mut rank) = (self.last, self.next.len());
        while let Some(place) = at {
            rank = rank.saturating_sub(1);
            if let Some(slot) = ranks.get_mut(place) {
                *slot = rank;
            }
            at = self.previous.get(place).copied().flatten();
        }
        ranks
    }
}

/// The node that an op puts into the children of another, and that other: such an op can be told another index.
pub(super) fn puts_node(op: &Op) -> Option<(&Text, &Text)> {
    match op {
        Op::Insert {
            parent: Some(parent),
            path,
            node,
            ..
        } if &**path == CHILDREN => Some((id_of(node)?, parent)),
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
        let list = self.rows.len();
        self.open.insert(of.clone(), list);
        let (mut row, mut first) = (Row::default(), Vec::new());
        for item in children(document, of) {
            let place = row.put(None);
            let number = id_of(item).map(|id| self.number(id));
            match number.and_then(|number| self.stands.get_mut(number)) {
                Some(stands) => *stands = Some(Spot { list, place }),
                None => row.plain.push(place),
            }
            first.push((number, Spot { list, place }));
        }
        self.rows.push(row);
        self.order.lists.push(Seen { begun: made, first });
    }

    /// What an op did to the place of a node, when it is made.
    pub(super) fn note(&mut self, op: &Op, place: usize, after: &Document) {
        let (id, of) = match (op, puts_node(op)) {
            (Op::Remove { id }, _) => (id, None),
            (_, Some((id, of))) => (id, self.open.get(of).copied().zip(Some(of))),
            _ => return,
        };
        let node = self.number(id);
        let to = of.and_then(|(list, of)| {
            let next = self.behind(id, list, children(after, of), after);
            let place = self.rows.get_mut(list)?.put(next);
            Some(Spot { list, place })
        });
        if let Some(stands) = self.stands.get_mut(node) {
            *stands = to;
        }
        let op = place;
        self.order.steps.push(Step { op, node, to });
    }

    /// The place of what stands right behind a node.
    fn behind(&self, id: &Text, list: usize, items: &[Value], after: &Document) -> Option<usize> {
        let at = after.node(id)?.index + 1;
        match id_of(items.get(at)?) {
            Some(id) => {
                let spot = self.stands.get(*self.numbers.get(id)?).copied().flatten();
                spot.filter(|spot| spot.list == list).map(|spot| spot.place)
            }
            None => {
                let before = items.iter().take(at).filter(|item| id_of(item).is_none());
                self.rows.get(list)?.plain.get(before.count()).copied()
            }
        }
    }

    fn number(&mut self, id: &Text) -> usize {
        if let Some(number) = self.numbers.get(id) {
            return *number;
        }
        self.numbers.insert(id.clone(), self.stands.len());
        self.stands.push(None);
        self.stands.len() - 1
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
        let ranks: Vec<Vec<usize>> = self.rows.iter().map(Row::ranks).collect();
        let mut order = self.order;
        order.nodes = self.stands.len();
        let seen = order.lists.iter_mut().flat_map(|list| &mut list.first);
        let first = seen.map(|(_, spot)| spot);
        for spot in first.chain(order.steps.iter_mut().filter_map(|step| step.to.as_mut())) {
            let rank = ranks.get(spot.list).and_then(|ranks| ranks.get(spot.place));
            spot.place = rank.copied().unwrap_or_default();
        }
        order
    }
}

impl Order {
    /// The ops at the places `wanted`, to be made when those at the places `made` are made, both rising: each puts its node where it
    /// stands in the whole, as seen by those that are there. In time proportional to these ops and to the lists of the whole patch.
    pub(super) fn fit(&self, ops: &[Op], made: &[usize], wanted: &[usize]) -> Vec<Op> {
        // Where each node stands, and which places of each list are taken, rising.
        let mut stands: Vec<Vec<Spot>> = vec![Vec::new(); self.nodes];
        let mut taken: Vec<Vec<usize>> = Vec::new();
        for list in &self.lists {
            for (node, spot) in &list.first {
                if let Some(stands) = node.and_then(|node| stands.get_mut(node)) {
                    stands.push(*spot);
                }
            }
            taken.push(list.first.iter().map(|(_, spot)| spot.place).collect());
        }
        let mut out = Vec::with_capacity(wanted.len());
        for (at, place) in made.iter().chain(wanted).enumerate() {
            let Some(op) = ops.get(*place) else { continue };
            let step = self.steps.binary_search_by_key(place, |step| step.op);
            let index = step.ok().and_then(|step| {
                let step = self.steps.get(step)?;
                let stands = stands.get_mut(step.node)?;
                // What a list was before it was seen is nothing to it.
                let later = |spot: &Spot| self.lists.get(spot.list).is_some_and(|list| list.begun > *place);
                for spot in stands.iter().filter(|spot| !later(spot)) {
                    if let Some(taken) = taken.get_mut(spot.list)
                        && let Ok(at) = taken.binary_search(&spot.place)
                    {
                        taken.remove(at);
                    }
                }
                stands.retain(later);
                let to = step.to?;
                stands.push(to);
                let taken = taken.get_mut(to.list)?;
                let at = taken.partition_point(|place| *place < to.place);
                taken.insert(at, to.place);
                Some((at, taken.len() - 1))
            });
            if at >= made.len() {
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
