//! Two branches become one: what both changed differently is said, not lost.

use super::{
    diff::diff,
    editor::advance,
    error::PatchError,
    op::{Op, Patch},
    rebase::carry,
};
use crate::document::{Document, Limits, Text, Value};

/// Whose change counts where both changed the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// Theirs: they come later
    #[default]
    Theirs,
    /// Ours
    Ours,
}

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
    /// What was there before both; for nodes that only changed their place, the node above
    pub base: Option<Value>,
    /// What we made of it
    pub ours: Option<Value>,
    /// What they made of it
    pub theirs: Option<Value>,
}

/// Two sides put together.
#[derive(Clone, Debug)]
pub struct Merged {
    /// Leads from our document to the result
    pub patch: Patch,
    /// The result
    pub document: Document,
    /// Where the policy decided; empty: both policies lead to the same document
    pub conflicts: Vec<Conflict>,
    /// Leads from the result to what the other policy would have made: its ops are the other choices
    pub other: Patch,
}

/// Puts together what two sides made of one document. It always comes to something: where both changed the same, the policy
/// decides and the conflict is listed.
///
/// `merge(base, a, b, Ours)` is the document of `merge(base, b, a, Theirs)`; merged with what changed nothing, or with itself, a
/// side is itself.
pub fn merge(base: &Document, ours: &Document, theirs: &Document, policy: Policy) -> Merged {
    let alone = |document: &Document| Merged {
        patch: diff(ours, document),
        document: document.clone(),
        conflicts: Vec::new(),
        other: Patch::default(),
    };
    if ours.hash() == theirs.hash() || base.hash() == theirs.hash() {
        return alone(ours);
    }
    if base.hash() == ours.hash() {
        return alone(theirs);
    }
    // Each side's change carried over the other's: the later one wins.
    let theirs_win = carry(&diff(base, theirs), base, ours);
    let ours_win = carry(&diff(base, ours), base, theirs);
    let (chosen, other) = match policy {
        Policy::Theirs => (theirs_win, ours_win),
        Policy::Ours => (ours_win, theirs_win),
    };
    let switch = diff(&chosen, &other);
    let conflicts = switch
        .ops
        .iter()
        .map(|op| conflict(op, base, ours, theirs))
        .collect();
    Merged {
        patch: diff(ours, &chosen),
        document: chosen,
        conflicts,
        other: switch,
    }
}

fn conflict(op: &Op, base: &Document, ours: &Document, theirs: &Document) -> Conflict {
    let (kind, id, path): (_, Option<Text>, Text) = match op {
        Op::Set { id, path, .. } | Op::Unset { id, path } | Op::Text { id, path, .. } => {
            (ConflictKind::Field, id.clone(), path.clone())
        }
        Op::Insert {
            parent, path, node, ..
        } => match node.node_identity() {
            Some((id, _)) => (ConflictKind::Presence, Some(id.clone()), "".into()),
            None => (ConflictKind::Field, parent.clone(), path.clone()),
        },
        Op::Remove { id } => (ConflictKind::Presence, Some(id.clone()), "".into()),
        Op::Move { id, .. } => (ConflictKind::Place, Some(id.clone()), "".into()),
    };
    let look = |document: &Document| match (&id, kind) {
        (Some(id), ConflictKind::Place) => document.node(id)?.parent.map(Value::from),
        (Some(id), _) => document.node(id)?.value.pointer(&path).cloned(),
        (None, _) => document.root().pointer(&path).cloned(),
    };
    Conflict {
        kind,
        base: look(base),
        ours: look(ours),
        theirs: look(theirs),
        id,
        path,
    }
}

/// Takes some of the other choices: `taken` are places in [`Merged::conflicts`]. Those that others depend on come along as
/// far as they apply.
///
/// # Errors
/// When a choice does not apply without another one that was not taken.
pub fn resolve(merged: &Merged, taken: &[usize], limits: &Limits) -> Result<Document, PatchError> {
    let ops = merged.other.ops.iter().enumerate();
    let ops = ops
        .filter(|(place, _)| taken.contains(place))
        .map(|(_, op)| op.clone());
    advance(&merged.document, &Patch::new(ops), limits)
}
