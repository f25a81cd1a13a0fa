//! Patches turned round and put together.

use super::{diff::diff, editor::advance, editor::apply, error::PatchError, op::Patch};
use crate::document::{Document, Limits};

/// The patch that takes a patch back, exactly. `before` is the document it applies to.
///
/// # Errors
/// When the patch does not apply to `before`.
pub fn invert(patch: &Patch, before: &Document, limits: &Limits) -> Result<Patch, PatchError> {
    Ok(apply(before, patch, limits)?.inverse)
}

/// One patch that does what several do in a row: what they undo of each other is gone from it. `before` is the document
/// that the first applies to.
///
/// # Errors
/// The first op that does not apply, counted through all patches.
pub fn squash(patches: &[Patch], before: &Document, limits: &Limits) -> Result<Patch, PatchError> {
    let chain: Patch = patches
        .iter()
        .flat_map(|patch| patch.ops.iter().cloned())
        .collect::<Vec<_>>()
        .into();
    let after = advance(before.clone(), &chain, limits)?;
    let net = diff(before, &after);
    // A chain that is already terse also keeps what a diff does not see: the order of keys.
    let shorter = chain.to_value().json_len() <= net.to_value().json_len();
    Ok(if shorter { chain } else { net })
}
