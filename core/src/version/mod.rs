//! Changes to a document and their history: ops, patches, diff, versions.

mod op;

pub use op::{Op, Patch};
