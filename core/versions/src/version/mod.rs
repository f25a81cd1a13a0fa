//! Changes to a document and their history: ops, patches, diff, versions.

mod align;
mod bits;
mod block;
mod codec;
mod compose;
mod conflict;
mod content;
mod data_diff;
mod describe;
mod diff;
mod editor;
mod error;
mod exchange;
mod fields;
mod foreign;
mod history;
mod json_patch;
mod key_order;
mod merge;
mod mirror;
mod names;
mod op;
mod pack;
mod place;
mod rebase;
mod reconcile;
mod skim;
mod staged;
mod tape;
mod text_changes;
mod validate;
mod wire;

pub use codec::{
    Check, Delta, Stamp, decode_delta, decode_keyframe, encode_delta, encode_keyframe, is_current,
};
pub use compose::{invert, squash};
pub use conflict::{Conflict, ConflictKind};
pub use describe::{describe, describe_first};
pub use diff::diff;
pub use editor::{Applied, Editor, advance, apply};
pub use error::{OpError, PatchError, VersionError};
pub use exchange::{from_merge_patch, from_spec_stream, to_merge_patch, to_spec_stream};
pub use foreign::diff_foreign;
pub use history::{History, HistorySize, PickError, Standing, Verified};
pub use json_patch::{from_json_patch, to_json_patch};
pub use key_order::diff_in_order;
pub use merge::{ChoiceError, Merged, Policy, merge, merge_with, resolve};
pub use mirror::update;
pub use names::Vocabulary;
pub use op::{Op, Patch};
pub use rebase::{RebaseError, Rebased, rebase};
pub use reconcile::{reconcile, reconcile_shown};
pub use skim::diff_texts;
pub use staged::{Part, Staged, Subject, split, stage, subject_of};
pub use tape::{coded_value_bytes, read_coded_value, read_value, value_bytes};
pub use validate::{Fault, is_wireframe, validate, validate_op};
