//! Changes to a document and their history: ops, patches, diff, versions.

mod align;
mod data_diff;
mod diff;
mod editor;
mod error;
mod op;
mod place;
mod wire;

pub use diff::diff;
pub use editor::{Applied, Editor, apply};
pub use error::{OpError, PatchError};
pub use op::{Op, Patch};
mod shim; // until the real ones land
pub use shim::*;
