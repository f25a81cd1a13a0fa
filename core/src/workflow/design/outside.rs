//! Which parts of a change go beyond what the words meant.

use super::intention::Draft;
use crate::context::Intent;
use crate::document::{Document, Value};
use crate::sorted::SortedSet;
use crate::version::{Op, Patch, diff};

/// The list of a node's children.
const CHILDREN: &str = "/children";

/// What of a change nobody asked for.
#[derive(Debug, Default)]
pub(super) struct Outside {
    /// The change, in ops that each name the one node they are about
    pub(super) patch: Patch,
    /// Places in it of the ops that go beyond what was meant
    pub(super) places: Vec<usize>,
    /// The nodes that those are about
    pub(super) ids: Vec<String>,
}

impl Outside {
    /// Judges each op by the node whose content it changes. Inside are the meant nodes and all below them; of what is around
    /// them only their places: that they move, go, are replaced, or get a neighbour where the words ask for something new.
    pub(super) fn of(patch: &Patch, draft: &Draft, before: &Document, after: &Document) -> Self {
        if draft.meant.is_empty() {
            return Self::default();
        }
        let patch = told_apart(patch, before, after);
        let mut scope = Scope::new(draft, before, after);
        let (mut places, mut ids, mut seen) = (Vec::new(), Vec::new(), SortedSet::new());
        for (place, op) in patch.ops.iter().enumerate() {
            if scope.has(op) {
                continue;
            }
            places.push(place);
            let id = subject(op, before);
            if seen.insert(id.clone()) {
                ids.push(id);
            }
        }
        Self { patch, places, ids }
    }

    /// Beyond what was meant is also whatever takes away, when little is left.
    pub(super) fn add_removals(&mut self, patch: &Patch, before: &Document, after: &Document) {
        if self.patch.ops.is_empty() {
            self.patch = told_apart(patch, before, after);
        }
        let empties = |op: &Op| {
            let nodes = op
                .id()
                .and_then(|id| Some((before.node(id)?.value, after.node(id)?.value)));
            takes_content(op) && nodes.is_some_and(|(before, after)| is_emptied(before, after))
        };
        let removes = |op: &Op| matches!(op, Op::Remove { .. }) || leads_through_nodes(op) || empties(op);
        let ops = self.patch.ops.iter().enumerate();
        let places = ops.filter(|(_, op)| removes(op)).map(|(place, _)| place);
        self.places.extend(places);
    }
}

/// What leads through nodes by place, or replaces them whole, is told apart by what came of it.
fn told_apart(patch: &Patch, before: &Document, after: &Document) -> Patch {
    match patch.ops.iter().any(leads_through_nodes) {
        true => diff(before, after),
        false => patch.clone(),
    }
}

/// What was asked for.
struct Scope<'a> {
    draft: &'a Draft,
    before: &'a Document,
    after: &'a Document,
    /// Parents of meant nodes; one for each of theirs that is gone
    replaceable: Vec<String>,
    parents: Vec<String>,
}

impl<'a> Scope<'a> {
    fn new(draft: &'a Draft, before: &'a Document, after: &'a Document) -> Self {
        let parents = |gone: bool| -> Vec<String> {
            let meant = draft.meant.iter();
            meant
                .filter(|id| !gone || after.node(id).is_none())
                .filter_map(|id| before.node(id)?.parent.map(|parent| parent.to_string()))
                .collect()
        };
        Self {
            draft,
            before,
            after,
            replaceable: parents(true),
            parents: parents(false),
        }
    }

    fn has(&mut self, op: &Op) -> bool {
        match op {
            Op::Insert {
                parent: Some(parent),
                path,
                node,
                ..
            } => {
                self.is_inside(parent)
                    || &**path == CHILDREN
                        && node
                            .node_identity()
                            .is_some_and(|(id, _)| self.may_come(id, parent))
            }
            Op::Move { id, parent, .. } => {
                self.is_inside(id)
                    || self.is_inside(parent) && self.asks_for(&[Intent::Add, Intent::Layout])
                    || self.asks_for(&[Intent::Layout])
                        && (self.stays_beside(id, parent) || self.is_mostly_meant(id))
            }
            Op::Remove { id } => self.is_inside(id),
            Op::Set { id, path, .. } | Op::Unset { id, path } | Op::Text { id, path, .. } => {
                let lays_out = path.starts_with("/layout") && self.asks_for(&[Intent::Layout]);
                id.as_ref().is_some_and(|id| {
                    self.is_inside(id) || lays_out && self.parents.iter().any(|parent| **parent == **id)
                })
            }
            Op::Insert { parent: None, .. } => false,
        }
    }

    /// Whether the words want one of these; of words that were not understood nobody knows.
    fn asks_for(&self, intents: &[Intent]) -> bool {
        self.draft.types.is_empty() || self.draft.types.iter().any(|asked| intents.contains(asked))
    }

    /// Whether a node only changes places among the siblings of a meant one.
    fn stays_beside(&self, id: &str, parent: &str) -> bool {
        let before = self.before.node(id).and_then(|node| node.parent);
        before.is_some_and(|before| **before == *parent) && self.parents.iter().any(|known| known == parent)
    }

    /// Whether most of what a node holds, in bytes, is meant: the section of a table is moved for the table. A table is one node
    /// as well as many.
    fn is_mostly_meant(&self, id: &str) -> bool {
        let size = |id: &str| self.before.node(id).map_or(0, |node| node.value.json_len());
        let inner = self.draft.meant.iter().filter(|meant| {
            let around = self.before.ancestors(meant);
            // Of nested ones the outer one counts.
            around.iter().any(|above| &**above.id == id)
                && !around.iter().any(|above| self.is_meant(above.id))
        });
        let meant: usize = inner.map(|meant| size(meant)).sum();
        meant * 2 > size(id)
    }

    fn is_meant(&self, id: &str) -> bool {
        self.draft.meant.iter().any(|meant| meant == id)
    }

    /// Whether a node is a meant one, below one, or new where something may come.
    fn is_inside(&self, id: &str) -> bool {
        let below = |document: &Document| document.ancestors(id).iter().any(|above| self.is_meant(above.id));
        if self.is_meant(id) || below(self.before) {
            return true;
        }
        if self.before.node(id).is_some() {
            return false;
        }
        // What came and went again changes nothing.
        let Some(node) = self.after.node(id) else {
            return true;
        };
        let around = self.after.ancestors(id);
        let new = std::iter::once(id).chain(around.iter().map(|above| &**above.id));
        below(self.after)
            || self.asks_for(&[Intent::Add])
                && new
                    .take_while(|id| self.before.node(id).is_none())
                    .filter_map(|id| self.after.node(id)?.parent)
                    .chain(node.parent)
                    .any(|parent| self.parents.iter().any(|known| **known == **parent))
            || self.is_around_meant(id)
    }

    /// Whether a node may be put among the children of one that was not meant.
    fn may_come(&mut self, id: &str, parent: &str) -> bool {
        if self.before.node(id).is_none() && self.is_inside(id) {
            return true;
        }
        // In the place of a meant node that is gone.
        let place = self.replaceable.iter().position(|known| known == parent);
        place.map(|place| self.replaceable.swap_remove(place)).is_some()
    }

    /// Whether it is a new box that meant nodes were put into.
    fn is_around_meant(&self, id: &str) -> bool {
        self.asks_for(&[Intent::Add, Intent::Layout])
            && self
                .draft
                .meant
                .iter()
                .any(|meant| self.after.ancestors(meant).iter().any(|above| &**above.id == id))
    }
}

/// Most of a design that was taken away: half of its nodes, and at least three.
pub(super) struct Swept {
    /// How many nodes are gone or empty, of how many
    pub(super) gone: usize,
    pub(super) all: usize,
    /// Some of them are there, without anything in them
    pub(super) emptied: bool,
    /// There is no more than half of it. One that came back with as much that is new was drawn anew, not taken away.
    pub(super) little_is_left: bool,
}

impl Swept {
    /// `None`: most of it is there.
    pub(super) fn of(patch: &Patch, before: &Document, after: &Document) -> Option<Self> {
        let takes = |op: &Op| matches!(op, Op::Remove { .. }) || leads_through_nodes(op) || takes_content(op);
        if !patch.ops.iter().any(takes) {
            return None;
        }
        let (mut removed, mut emptied) = (0, 0);
        for node in before.nodes() {
            match after.node(node.id) {
                None => removed += 1,
                Some(after) => emptied += usize::from(is_emptied(node.value, after.value)),
            }
        }
        let (all, gone) = (before.node_count(), removed + emptied);
        (gone >= 3 && gone * 2 >= all).then(|| Self {
            gone,
            all,
            emptied: emptied > 0,
            little_is_left: after.node_count().saturating_sub(emptied) * 2 <= all,
        })
    }
}

/// Whether an op can be one of those that leave a node empty.
fn takes_content(op: &Op) -> bool {
    match op {
        Op::Unset { .. } => true,
        Op::Set { value, .. } => is_hollow(value),
        Op::Text { insert, .. } => insert.is_empty(),
        _ => false,
    }
}

/// Whether a node had something in it that a person sees, and has nothing any more.
fn is_emptied(before: &Value, after: &Value) -> bool {
    let content = |node: &Value| {
        let mut fields = node.as_object().into_iter().flat_map(|object| object.iter());
        fields
            .any(|(name, value)| !matches!(&**name, "id" | "type" | "name" | "children") && !is_hollow(value))
    };
    content(before) && !content(after)
}

/// Whether there is nothing in a value, however it is wrapped.
fn is_hollow(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.items().iter().all(is_hollow),
        Value::Object(object) => object.iter().all(|(_, value)| is_hollow(value)),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn leads_through_nodes(op: &Op) -> bool {
    match op {
        Op::Set { id, path, .. } | Op::Unset { id, path } | Op::Text { id, path, .. } => {
            id.is_none()
                || path.is_empty()
                || path.starts_with(CHILDREN)
                || matches!(&**path, "/id" | "/type")
        }
        Op::Insert { parent, path, .. } => {
            parent.is_none() || path.starts_with(CHILDREN) && &**path != CHILDREN
        }
        Op::Remove { .. } | Op::Move { .. } => false,
    }
}

/// The node that an op is about; of an insertion, what is put in.
fn subject(op: &Op, before: &Document) -> String {
    let inserted = match op {
        Op::Insert { node, .. } => node.node_identity().map(|(id, _)| id),
        _ => None,
    };
    let root = before.root().node_identity().map(|(id, _)| id);
    let id = inserted.or(op.id()).or(root);
    id.map(|id| id.to_string()).unwrap_or_default()
}
