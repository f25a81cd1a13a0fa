//! The difference of documents without a common history: nodes whose ids are other ones are found again by what they are.

use super::{diff::diff, editor::advance, op::Op, op::Patch, reconcile::reconcile};
use crate::document::{Document, Limits, Text, Value};

/// What leads from one document to another that somebody else made. Nodes are matched by id, then by content, then by likeness of
/// type, name, text and place; one that only got another id is given it. Of the ways that lead there the shortest is taken.
pub fn diff_foreign(a: &Document, b: &Document) -> Patch {
    let by_id = diff(a, b);
    let goes = by_id.ops.iter().any(|op| matches!(op, Op::Remove { .. }));
    let comes = by_id.ops.iter().any(|op| matches!(op, Op::Insert { .. }));
    let whole = by_id
        .ops
        .iter()
        .any(|op| matches!(op, Op::Set { path, .. } if path.is_empty()));
    if !(goes && comes || whole) {
        return by_id;
    }
    match by_likeness(a, b) {
        Some(patch) if weight(&patch) < weight(&by_id) => patch,
        _ => by_id,
    }
}

fn weight(patch: &Patch) -> usize {
    patch.to_compact_json().len()
}

/// Renames first, then goes on by id.
fn by_likeness(a: &Document, b: &Document) -> Option<Patch> {
    let matched = reconcile(a, b.root().clone());
    let mut ops: Vec<Op> = Vec::new();
    renames(&matched, b.root(), &mut |old, new| {
        if a.has_node(old) && !b.has_node(old) && !a.has_node(new) {
            ops.push(Op::set(old.clone(), "/id", new.clone()));
        }
    });
    if ops.is_empty() {
        return None;
    }
    let renamed = Patch::from(ops);
    let limits = Limits::unlimited();
    let between = advance(a.clone(), &renamed, &limits).ok()?;
    let mut ops = renamed.ops;
    ops.extend(diff(&between, b).ops);
    let patch = Patch::from(ops);
    let made = advance(a.clone(), &patch, &limits).ok()?;
    (made.hash() == b.hash()).then_some(patch)
}

/// Walks two trees of the same shape.
fn renames(old: &Value, new: &Value, found: &mut impl FnMut(&Text, &Text)) {
    if let (Some((a, _)), Some((b, _))) = (old.node_identity(), new.node_identity())
        && a != b
    {
        found(a, b);
    }
    let children = |value: &'_ Value| {
        value
            .get("children")
            .and_then(Value::as_array)
            .map(<[Value]>::to_vec)
    };
    if let (Some(a), Some(b)) = (children(old), children(new)) {
        for (a, b) in a.iter().zip(&b) {
            renames(a, b, found);
        }
    }
}
