//! Changes to a document and their history: ops, patches, diff, versions.

mod align;
mod codec;
mod data_diff;
mod diff;
mod editor;
mod error;
mod history;
mod op;
mod place;
mod wire;

pub use codec::{Delta, decode_delta, decode_keyframe, encode_delta, encode_keyframe};
pub use diff::diff;
pub use editor::{Applied, Editor, apply};
pub use error::{OpError, PatchError, VersionError};
pub use history::History;
pub use op::{Op, Patch};
mod shim; // until the real ones land
pub use shim::*;
