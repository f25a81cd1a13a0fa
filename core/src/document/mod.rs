//! The document: a persistent (structurally shared) JSON tree, its nodes, and the limits it must keep.

mod value;

pub use value::{Object, Text, Value};

/// A document: a value with its nodes indexed by id. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Document {
    root: Value,
}

impl Document {
    /// The whole tree.
    pub fn root(&self) -> &Value {
        &self.root
    }
}
