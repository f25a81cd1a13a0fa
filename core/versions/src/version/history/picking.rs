//! One change of many: taken back, taken over, found.

use super::History;
use crate::document::{Document, Value, pointer};
use crate::version::data_diff::{paired, token};
use crate::version::diff::diff_by_field;
use crate::version::error::VersionError;
use crate::version::merge::{Merged, Policy, merge};
use crate::version::op::{CHILDREN, Op, Patch};
use crate::version::rebase::{RebaseError, Rebased, rebase};

/// Why one version cannot be taken over alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PickError {
    /// It cannot be had
    #[error(transparent)]
    Version(#[from] VersionError),
    /// It no longer fits
    #[error(transparent)]
    Rebase(#[from] RebaseError),
}

impl History {
    /// Takes one version back and leaves those after it, on the document `head` that comes from it: what undoes a revert is the
    /// revert of the version that it made. It is a merge: what was changed again since stays as it is, and is listed as conflicts.
    ///
    /// # Errors
    /// As [`History::at`].
    pub fn revert(&self, version: u32, head: &Document) -> Result<Merged, VersionError> {
        let after = self.at(version)?;
        let before = self.at(self.parent(version).unwrap_or_default())?;
        Ok(merge(&after, head, &before, Policy::Ours))
    }

    /// The patch that makes the change of one version, of whatever branch, on another document.
    ///
    /// # Errors
    /// [`PickError`]
    pub fn cherry_pick(&self, version: u32, head: &Document) -> Result<Rebased, PickError> {
        let above = self.parent(version).unwrap_or_default();
        let unknown = VersionError::UnknownVersion { number: version };
        let patch = self.patch(version).ok_or(unknown)?;
        let before = self.at(above)?;
        // What is stored may write an object whole, with fields that were never changed.
        let is_whole = |op: &Op| {
            matches!(
                op,
                Op::Set {
                    value: Value::Object(_),
                    ..
                }
            )
        };
        let patch = match patch.ops.iter().any(is_whole) {
            true => diff_by_field(&before, &self.at(version)?),
            false => patch,
        };
        Ok(rebase(&patch, &before, head)?)
    }

    /// What is at `path` of a node (`None`: of the root value) in a version.
    pub fn look(&self, number: u32, id: Option<&str>, path: &str) -> Option<Value> {
        let document = self.at(number).ok()?;
        match id {
            Some(id) => document.node(id)?.value.pointer(path).cloned(),
            None => document.root().pointer(path).cloned(),
        }
    }

    /// The version on the way to `number` that last changed what is at `path` of a node (`None`: of the root value).
    pub fn blame(&self, number: u32, id: Option<&str>, path: &str) -> Option<u32> {
        Some(self.trace(number, id, path)?.0)
    }

    /// The same, and the path there: the place of an item in a list is another one where others came or went before it.
    pub fn trace(&self, number: u32, id: Option<&str>, path: &str) -> Option<(u32, String)> {
        let now = self.look(number, id, path)?;
        let mut path = path.to_owned();
        let found = self.line(number).find(|version| {
            let above = self.parent(*version).unwrap_or_default();
            // Most versions say by their patch that they have nothing to do with it.
            let may = above == 0
                || self
                    .patch(*version)
                    .is_none_or(|patch| concerns(&patch, id, &path));
            if !may {
                return false;
            }
            let before = self.place_in(*version, above, id, &path);
            match before.filter(|before| self.look(above, id, before).as_ref() == Some(&now)) {
                Some(before) => {
                    path = before;
                    false
                }
                None => true,
            }
        });
        Some((found?, path))
    }

    /// The path in one version of what is at `path` in another, if it is there: items of lists are paired as the difference pairs them.
    pub fn place_in(&self, number: u32, other: u32, id: Option<&str>, path: &str) -> Option<String> {
        let (here, there) = (self.at(number).ok()?, self.at(other).ok()?);
        let holder = |document: &Document| match id {
            Some(id) => document.node(id).map(|node| node.value.clone()),
            None => Some(document.root().clone()),
        };
        let (here, there) = (holder(&here)?, holder(&there)?);
        let (mut here, mut there) = (&here, &there);
        let mut place = String::new();
        for step in pointer::tokens(path)? {
            let mut twin = step.clone();
            if let (Some(items), Some(others)) = (here.as_array(), there.as_array()) {
                let at = step.parse().ok().filter(|_| here.step(&step).is_some())?;
                twin = twin_of(at, items, others)?.to_string().into();
            }
            pointer::push_token(&mut place, &twin);
            (here, there) = (here.step(&step)?, there.step(&twin)?);
        }
        Some(place)
    }
}

/// The place in another list of the item at a place.
fn twin_of(at: usize, items: &[Value], others: &[Value]) -> Option<usize> {
    let pairs = paired(others, items);
    if let Some((twin, _)) = pairs.iter().find(|(_, own)| *own == at) {
        return Some(*twin);
    }
    // One that changed places.
    let wanted = token(items.get(at)?);
    let is_free = |place: &usize| !pairs.iter().any(|(twin, _)| twin == place);
    let alike = others
        .iter()
        .enumerate()
        .filter(|(_, other)| token(other) == wanted);
    alike.map(|(place, _)| place).find(is_free)
}

/// Whether a patch may change what is at a path of a node.
fn concerns(patch: &Patch, id: Option<&str>, path: &str) -> bool {
    let meets = |of: &Option<crate::document::Text>, at: &str| {
        let apart = |a: &str, b: &str| !a.starts_with(b) && !b.starts_with(a);
        match (of, id) {
            (Some(of), Some(id)) if **of == *id => !apart(at, path),
            // Another node: only if it is replaced whole, or its children are.
            (Some(_), Some(_)) => at.is_empty() || at.starts_with(CHILDREN) || at == "/id",
            (None, None) => !apart(at, path),
            _ => true,
        }
    };
    patch.ops.iter().any(|op| match op {
        Op::Set { id, path, .. } | Op::Text { id, path, .. } => meets(id, path),
        // An item that goes makes all behind it move up.
        Op::Unset { id, path } => match path.rsplit_once('/') {
            Some((list, item)) if item.bytes().all(|digit| digit.is_ascii_digit()) => meets(id, list),
            _ => meets(id, path),
        },
        Op::Insert {
            parent, path, node, ..
        } => meets(parent, path) || id.is_some() && node.node_identity().is_some(),
        Op::Remove { .. } | Op::Move { .. } => id.is_none() || path.is_empty() || path.starts_with(CHILDREN),
    })
}
