//! Nodes: looking at them and walking over them.

use super::{
    tree::Document,
    value::{Text, Value},
};

/// A node of a document: an object with a string `id` and `type`, reached through `children` from the root.
#[derive(Clone, Copy, Debug)]
pub struct NodeRef<'a> {
    /// The object
    pub value: &'a Value,
    /// Its `id`
    pub id: &'a Text,
    /// Its `type`
    pub kind: &'a Text,
    /// The id of the nearest node above
    pub parent: Option<&'a Text>,
    /// Its place in the list it is in
    pub index: usize,
    /// How many nodes are above it
    pub depth: usize,
}

impl<'a> NodeRef<'a> {
    /// The nodes directly below, in order.
    pub fn children(&self) -> Nodes<'a> {
        Nodes {
            deep: false,
            stack: vec![Level {
                items: child_list(self.value),
                next: 0,
                anchor: Some(self.id),
                depth: self.depth + 1,
            }],
        }
    }

    /// This node and all below it, in document order.
    pub fn subtree(&self) -> Nodes<'a> {
        Nodes {
            deep: true,
            stack: vec![Level {
                items: std::slice::from_ref(self.value),
                next: 0,
                anchor: self.parent,
                depth: self.depth,
            }],
        }
    }

    /// Its `name`.
    pub fn name(&self) -> Option<&'a str> {
        self.value.get("name")?.as_str()
    }

    /// A field of it by JSON Pointer, for example `/style/background`.
    pub fn field(&self, pointer: &str) -> Option<&'a Value> {
        self.value.pointer(pointer)
    }

    /// The texts that its `props` hold, with their keys, in order.
    pub fn texts(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        self.value
            .get("props")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(|props| props.iter())
            .filter_map(|(key, value)| Some((&**key, value.as_str()?)))
    }

    /// The text a person sees on it: `text`, `label`, `title`, `placeholder`, `value` or `alt` of its `props`.
    pub fn text(&self) -> Option<&'a str> {
        let props = self.value.get("props")?;
        ["text", "label", "title", "placeholder", "value", "alt"]
            .iter()
            .find_map(|key| props.get(key)?.as_str().filter(|text| !text.is_empty()))
    }
}

pub(crate) fn child_list(value: &Value) -> &[Value] {
    value
        .get("children")
        .and_then(Value::as_array)
        .unwrap_or_default()
}

/// Nodes in document order. Objects that are no nodes are passed through: the nodes in their `children` count.
#[derive(Clone, Debug)]
pub struct Nodes<'a> {
    /// Whether to go on below the nodes found
    deep: bool,
    stack: Vec<Level<'a>>,
}

#[derive(Clone, Debug)]
struct Level<'a> {
    items: &'a [Value],
    next: usize,
    anchor: Option<&'a Text>,
    depth: usize,
}

impl<'a> Nodes<'a> {
    pub(crate) fn of(document: &'a Document) -> Self {
        Self {
            deep: true,
            ..Self::top(document)
        }
    }

    /// The nodes that no node is above, in order.
    pub fn top(document: &'a Document) -> Self {
        Self {
            deep: false,
            stack: vec![Level {
                items: std::slice::from_ref(document.root()),
                next: 0,
                anchor: None,
                depth: 0,
            }],
        }
    }
}

impl<'a> Iterator for Nodes<'a> {
    type Item = NodeRef<'a>;

    fn next(&mut self) -> Option<NodeRef<'a>> {
        loop {
            let level = self.stack.last_mut()?;
            let index = level.next;
            let (parent, depth) = (level.anchor, level.depth);
            let Some(value) = level.items.get(index) else {
                self.stack.pop();
                continue;
            };
            level.next += 1;
            let identity = value.node_identity();
            let items = child_list(value);
            if !items.is_empty() && (self.deep || identity.is_none()) {
                self.stack.push(Level {
                    items,
                    next: 0,
                    anchor: identity.map_or(parent, |(id, _)| Some(id)),
                    depth: depth + usize::from(identity.is_some()),
                });
            }
            if let Some((id, kind)) = identity {
                return Some(NodeRef {
                    value,
                    id,
                    kind,
                    parent,
                    index,
                    depth,
                });
            }
        }
    }
}
