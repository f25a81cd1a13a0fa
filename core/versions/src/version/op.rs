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
        /// The node; `None`: the root value
        id: Option<Text>,
        /// From the node
        path: Text,
        /// What comes there
        value: Value,
        /// A new field comes before the field of this name (wire: left out when it comes last). So an undone `unset`
        /// puts a field back where it was. A field that is there keeps its place.
        before: Option<Text>,
    },
    /// Removes a field. At an array element: takes it out.
    Unset {
        /// The node; `None`: the root value
        id: Option<Text>,
        /// From the node
        path: Text,
    },
    /// Puts `node` into the list at `path` (wire: left out when it is `/children`) of node `parent`, making the list
    /// when it is missing. `index` -1 or beyond the end means last. The wire field is `node` for a node, `value` for
    /// other data.
    Insert {
        /// The node that has the list; `None`: the root value
        parent: Option<Text>,
        /// From that node to the list
        path: Text,
        /// Where in the list; -1 is last
        index: i64,
        /// What is put in
        node: Value,
    },
    /// Removes a node and all below it.
    Remove {
        /// The node
        id: Text,
    },
    /// Moves a node; `index` counts after the node was taken out; -1 or beyond the end means last.
    Move {
        /// The node
        id: Text,
        /// Among whose children
        parent: Text,
        /// Where among them; -1 is last
        index: i64,
    },
    /// Replaces `delete` UTF-16 code units at `at` in the string at `path` by `insert`.
    Text {
        /// The node; `None`: the root value
        id: Option<Text>,
        /// From the node to the text
        path: Text,
        /// UTF-16 units before the change
        at: u32,
        /// UTF-16 units to take out
        delete: u32,
        /// What comes in their place
        insert: Text,
    },
}

/// The list that `insert` and `move` put nodes into.
pub(crate) const CHILDREN: &str = "/children";

impl Op {
    /// Sets a field of a node.
    pub fn set(id: impl Into<Text>, path: impl Into<Text>, value: impl Into<Value>) -> Self {
        Self::Set {
            id: Some(id.into()),
            path: path.into(),
            value: value.into(),
            before: None,
        }
    }

    /// Sets something by its path from the root.
    pub fn set_at(path: impl Into<Text>, value: impl Into<Value>) -> Self {
        Self::Set {
            id: None,
            path: path.into(),
            value: value.into(),
            before: None,
        }
    }

    /// Removes a field of a node.
    pub fn unset(id: impl Into<Text>, path: impl Into<Text>) -> Self {
        Self::Unset {
            id: Some(id.into()),
            path: path.into(),
        }
    }

    /// Puts a node among the children of another.
    pub fn insert(parent: impl Into<Text>, index: i64, node: impl Into<Value>) -> Self {
        Self::Insert {
            parent: Some(parent.into()),
            path: CHILDREN.into(),
            index,
            node: node.into(),
        }
    }

    /// Removes a node.
    pub fn remove(id: impl Into<Text>) -> Self {
        Self::Remove { id: id.into() }
    }

    /// Moves a node to a place among the children of another.
    pub fn move_to(id: impl Into<Text>, parent: impl Into<Text>, index: i64) -> Self {
        Self::Move {
            id: id.into(),
            parent: parent.into(),
            index,
        }
    }

    /// The node that the op names: the changed one, or the parent of an insertion. `None` is the root value.
    pub fn id(&self) -> Option<&Text> {
        match self {
            Self::Set { id, .. } | Self::Unset { id, .. } | Self::Text { id, .. } => id.as_ref(),
            Self::Insert { parent, .. } => parent.as_ref(),
            Self::Remove { id } | Self::Move { id, .. } => Some(id),
        }
    }
}

/// An ordered list of ops, applied all or none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patch {
    /// In the order of application.
    pub ops: Vec<Op>,
}

impl Patch {
    /// A patch of these ops.
    pub fn new(ops: impl IntoIterator<Item = Op>) -> Self {
        Self {
            ops: ops.into_iter().collect(),
        }
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty()
    }
}

impl From<Vec<Op>> for Patch {
    fn from(ops: Vec<Op>) -> Self {
        Self { ops }
    }
}
