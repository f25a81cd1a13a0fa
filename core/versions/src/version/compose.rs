//! Patches turned round and put together.

use super::{editor::advance, editor::apply, error::PatchError, key_order::diff_in_order, op::Patch};
use crate::document::{Document, Limits};

/// The patch that takes a patch back, exactly. `before` is the document it applies to.
///
/// # Errors
/// When the patch does not apply to `before`.
pub fn invert(patch: &Patch, before: &Document, limits: &Limits) -> Result<Patch, PatchError> {
    Ok(apply(before, patch, limits)?.inverse)
}

/// One patch that does what several do in a row, to the order of keys: what they undo of each other is gone from it. `before` is the document
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
    let net = diff_in_order(before, &after);
    // Of a chain that is terse nothing would be gone.
    let shorter = chain.to_value().json_len() <= net.to_value().json_len();
    Ok(if shorter { chain } else { net })
}
