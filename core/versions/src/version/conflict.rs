//! What two sides of a merge disagree about, point by point.

use super::op::{Op, Patch};
use crate::document::{Document, Text, Value};
use crate::hashing::Map;

/// What two sides disagree about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConflictKind {
    /// Both changed a field, or one changed what the other removed
    Field,
    /// A node is there on one side only
    Presence,
    /// A node is in two places
    Place,
}

/// One thing that the two sides disagree about.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// What it is about
    pub kind: ConflictKind,
    /// The node; `None`: the root value
    pub id: Option<Text>,
    /// From the node; empty: the node itself
    pub path: Text,
    /// What was there before both. Of a place: the node above (`parent`), where among its children (`index`), and behind which (`after`)
    pub base: Option<Value>,
    /// What we made of it
    pub ours: Option<Value>,
    /// What they made of it
    pub theirs: Option<Value>,
}

impl Conflict {
    /// What it is called by: the same for both policies, and as long as neither side changes.
    pub fn key(&self) -> String {
        let kind = match self.kind {
            ConflictKind::Field => "field",
            ConflictKind::Presence => "presence",
            ConflictKind::Place => "place",
        };
        format!("{kind}:{}:{}", self.id.as_deref().unwrap_or_default(), self.path)
    }
}

/// What one choice is about: kind, node, path.
pub(super) type Point = (ConflictKind, Option<Text>, Text);

/// What an op on a field is about.
pub(super) fn field(op: &Op) -> Point {
    let path = match op {
        Op::Set { path, .. } | Op::Unset { path, .. } => path.clone(),
        _ => "".into(),
    };
    (ConflictKind::Field, op.id().cloned(), path)
}

/// The points that two documents differ in, in the order of the patch between them, each with its ops. Ops on one text belong together,
/// and those on a list whose items have no ids: half of them would make what nobody wrote.
pub(super) fn points(switch: &Patch, from: &Document) -> Vec<(Point, Vec<usize>)> {
    let is_list = |id: &Option<Text>, path: &str| {
        let holder = match id {
            Some(id) => from.node(id).map(|node| node.value),
            None => Some(from.root()),
        };
        holder
            .and_then(|holder| holder.pointer(path))
            .is_some_and(|value| value.as_array().is_some())
    };
    let lists: Vec<(&Option<Text>, &str)> = switch
        .ops
        .iter()
        .filter_map(|op| match op {
            Op::Insert {
                parent, path, node, ..
            } if node.node_identity().is_none() => Some((parent, &**path)),
            Op::Unset { id, path } => {
                let (list, _) = path.rsplit_once('/')?;
                is_list(id, list).then_some((id, list))
            }
            _ => None,
        })
        .collect();
    let field = |of: &Option<Text>, path: &Text| {
        let within = |(id, list): &&(&Option<Text>, &str)| {
            let rest = path.strip_prefix(*list);
            *id == of && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let outermost = lists.iter().filter(within).min_by_key(|(_, list)| list.len());
        let path = outermost.map_or_else(|| path.clone(), |(_, list)| (*list).into());
        (ConflictKind::Field, of.clone(), path)
    };
    let mut points: Vec<(Point, Vec<usize>)> = Vec::new();
    // Of the fields.
    let mut places: Map<Text, usize> = Map::default();
    for (at, op) in switch.ops.iter().enumerate() {
        let point = match op {
            Op::Set { id, path, .. } | Op::Unset { id, path } | Op::Text { id, path, .. } => field(id, path),
            Op::Insert {
                parent, path, node, ..
            } => match node.node_identity() {
                Some((id, _)) => (ConflictKind::Presence, Some(id.clone()), "".into()),
                None => field(parent, path),
            },
            Op::Remove { id } => (ConflictKind::Presence, Some(id.clone()), "".into()),
            Op::Move { id, .. } => (ConflictKind::Place, Some(id.clone()), "".into()),
        };
        let known = match &point {
            (ConflictKind::Field, id, path) => {
                let name = format!("{}:{path}", id.as_deref().unwrap_or_default());
                *places.entry(name.into()).or_insert(points.len())
            }
            _ => points.len(),
        };
        match points.get_mut(known) {
            Some((_, ops)) => ops.push(at),
            None => points.push((point, vec![at])),
        }
    }
    points
}

/// What was there before both, and what the two sides made of a point. Of a place it is where the node is if that side wins: what it was in may
/// be gone. Of a text it is what is there if that side wins: what the other one wrote elsewhere in it stays.
pub(super) fn conflict(
    (kind, id, path): Point,
    [base, ours, theirs]: [&Document; 3],
    [ours_win, theirs_win]: [&Document; 2],
) -> Conflict {
    let field = |document: &Document| match &id {
        Some(id) => document.node(id)?.value.pointer(&path).cloned(),
        None => document.root().pointer(&path).cloned(),
    };
    let look = |document: &Document, outcome: &Document| match (&id, kind) {
        (Some(id), ConflictKind::Place) => place(outcome, id),
        _ => match [field(document), field(outcome)] {
            [Some(Value::String(_)), Some(text @ Value::String(_))] => Some(text),
            [value, _] => value,
        },
    };
    Conflict {
        kind,
        base: look(base, base),
        ours: look(ours, ours_win),
        theirs: look(theirs, theirs_win),
        id,
        path,
    }
}

/// Where a node is; `None`: nowhere, or at the top.
fn place(document: &Document, id: &str) -> Option<Value> {
    let node = document.node(id)?;
    let parent = node.parent?;
    let siblings = document.node(parent)?.value.get("children")?.as_array()?;
    let before = node.index.checked_sub(1).and_then(|before| siblings.get(before));
    let after = before
        .and_then(|sibling| sibling.node_identity())
        .map(|(id, _)| id);
    Some(Value::object([
        ("parent", Value::from(parent)),
        ("index", Value::from(node.index as f64)),
        ("after", Value::from(after)),
    ]))
}
