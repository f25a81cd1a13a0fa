//! A wireframe by its nodes: order, parents, subtrees.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// One node of a [`Tree`].
pub struct Node<'a> {
    /// Its id
    pub id: &'a str,
    /// The node with all below it
    pub value: &'a Value,
    /// Position of the parent in [`Tree::nodes`]; `None` for the root
    pub parent: Option<usize>,
    /// Position among its siblings
    pub index: usize,
    /// How many nodes stand beside it, itself included
    pub siblings: usize,
}

/// The nodes of a document in document order (depth first).
pub struct Tree<'a> {
    nodes: Vec<Node<'a>>,
    by_id: HashMap<&'a str, usize>,
}

impl<'a> Tree<'a> {
    /// Reads a wireframe. What has no `id` is no node; the first of two nodes of one id counts.
    pub fn new(root: &'a Value) -> Self {
        let mut tree = Self {
            nodes: Vec::new(),
            by_id: HashMap::new(),
        };
        tree.walk(root, None, 0, 1);
        tree
    }

    fn walk(&mut self, value: &'a Value, parent: Option<usize>, index: usize, siblings: usize) {
        let Some(id) = value.get("id").and_then(Value::as_str) else {
            return;
        };
        let at = self.nodes.len();
        self.nodes.push(Node {
            id,
            value,
            parent,
            index,
            siblings,
        });
        self.by_id.entry(id).or_insert(at);
        let children = children(value);
        for (index, child) in children.iter().enumerate() {
            self.walk(child, Some(at), index, children.len());
        }
    }

    /// All nodes in document order.
    pub fn nodes(&self) -> &[Node<'a>] {
        &self.nodes
    }

    /// Where a node stands in document order.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// A node by its id.
    pub fn get(&self, id: &str) -> Option<&Node<'a>> {
        self.position(id).map(|at| &self.nodes[at])
    }

    /// The id of a node's parent.
    pub fn parent_of(&self, id: &str) -> Option<&'a str> {
        self.get(id)?.parent.map(|at| self.nodes[at].id)
    }

    /// Whether `id` lies below `ancestor`. A node is not inside of itself.
    pub fn is_inside(&self, id: &str, ancestor: &str) -> bool {
        let mut at = self.get(id).and_then(|node| node.parent);
        while let Some(parent) = at {
            if self.nodes[parent].id == ancestor {
                return true;
            }
            at = self.nodes[parent].parent;
        }
        false
    }
}

/// The children of a node.
pub fn children(node: &Value) -> &[Value] {
    node.get("children")
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// A node's fields without its children.
pub fn own_fields(node: &Value) -> Map<String, Value> {
    let mut fields = node.as_object().cloned().unwrap_or_default();
    fields.remove("children");
    fields
}

/// Every string in a value, in order.
pub fn strings<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Value::Object(fields) => fields.values().for_each(|item| strings(item, found)),
        _ => {}
    }
}

/// Equality as JSON means it: `1` and `1.0` are one number, the order of fields does not count.
pub fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => same_fields(a, b),
        _ => a == b,
    }
}

/// [`same`] for the fields of two objects.
pub fn same_fields(a: &Map<String, Value>, b: &Map<String, Value>) -> bool {
    a.len() == b.len()
        && a.iter()
            .all(|(key, value)| b.get(key).is_some_and(|other| same(value, other)))
}
