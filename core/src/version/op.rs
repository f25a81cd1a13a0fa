//! One change to a document, and ordered lists of them.

use crate::document::{Text, Value};

/// One change. Ops name nodes by id, so they survive other edits; inside a node a JSON Pointer (RFC 6901) leads on.
///
/// Wire form (what models write, what is stored, what JavaScript gets): an object with `op` and the fields below,
/// for example `{"op":"set","id":"title","path":"/props/text","value":"Hello"}`. `id: None` is the root value, whatever
/// it is; its wire form leaves `id` out. That is how documents without nodes are changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// Sets a field, making the objects on the way. An empty `path` replaces the node itself.
    Set {
        id: Option<Text>,
        path: Text,
        value: Value,
    },
    /// Removes a field. At an array element: takes it out.
    Unset { id: Option<Text>, path: Text },
    /// Puts `node` into the list at `path` (wire: left out when it is `/children`) of node `parent`.
    /// `index` -1 or beyond the end means last. The wire field is `node` for a node, `value` for other data.
    Insert {
        parent: Option<Text>,
        path: Text,
        index: i64,
        node: Value,
    },
    /// Removes a node and all below it.
    Remove { id: Text },
    /// Moves a node; `index` counts after the node was taken out; -1 means last.
    Move { id: Text, parent: Text, index: i64 },
    /// Replaces `delete` UTF-16 code units at `at` in the string at `path` by `insert`.
    Text {
        id: Option<Text>,
        path: Text,
        at: u32,
        delete: u32,
        insert: Text,
    },
}

/// An ordered list of ops, applied all or none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patch {
    /// In the order of application.
    pub ops: Vec<Op>,
}
