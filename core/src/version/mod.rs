//! Changes to a document and their history: ops, patches, diff, versions.

mod align;
mod codec;
mod content;
mod data_diff;
mod diff;
mod editor;
mod error;
mod history;
mod op;
mod place;
mod rebase;
mod validate;
mod wire;

pub use codec::{Delta, decode_delta, decode_keyframe, encode_delta, encode_keyframe};
pub use diff::diff;
pub use editor::{Applied, Editor, apply};
pub use error::{OpError, PatchError, VersionError};
pub use history::History;
pub use op::{Op, Patch};
pub use rebase::{RebaseError, Rebased, rebase};
pub use validate::{Fault, is_wireframe, validate, validate_op};
mod shim;
pub use shim::*;
