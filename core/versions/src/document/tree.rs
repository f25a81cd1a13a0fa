//! The document: a value within its limits, its nodes indexed by id.

use std::sync::Arc;

use super::{
    Limits,
    error::DocumentError,
    index::{Index, Slot, visit_nodes},
    node::{NodeRef, Nodes, child_list},
    object::Object,
    pointer,
    value::{Text, Value},
};

/// A document: any JSON value, its nodes indexed by id. Cheap to clone; versions share what did not change.
#[derive(Clone, Debug)]
pub struct Document {
    root: Value,
    index: Arc<Index>,
}

impl Document {
    /// Makes a document of a value.
    ///
    /// # Errors
    /// When the value is beyond `limits` or two nodes have the same id.
    pub fn new(root: Value, limits: &Limits) -> Result<Self, DocumentError> {
        check_limits(&root, limits)?;
        // A node has about ten values; where there are none, there is no list of children either.
        let nodes = if root.get("children").is_some() {
            root.value_count() / 10
        } else {
            0
        };
        let mut index = Index::with_capacity(nodes);
        visit_nodes(&root, None, 0, &mut |id, _, anchor, place| {
            let slot = Slot {
                anchor: anchor.cloned(),
                hint: place as u32,
            };
            if index.set(id.clone(), slot) {
                Ok(())
            } else {
                Err(duplicate(&root, id))
            }
        })?;
        Ok(Self {
            root,
            index: Arc::new(index),
        })
    }

    /// Reads a document from JSON text.
    ///
    /// # Errors
    /// As [`Value::parse`] and [`Document::new`].
    pub fn parse(text: &str, limits: &Limits) -> Result<Self, DocumentError> {
        Self::new(Value::parse(text, limits)?, limits)
    }

    /// The screen that a new design starts from: one node `root` of type `screen` without content.
    pub fn empty_screen() -> Self {
        let empty = || Value::Object(Object::default());
        let root = Value::object([
            ("id", Value::from("root")),
            ("type", Value::from("screen")),
            ("name", Value::from("Screen")),
            ("layout", empty()),
            ("style", empty()),
            ("props", empty()),
            ("children", Value::array::<Value>([])),
        ]);
        let mut index = Index::default();
        index.set(
            "root".into(),
            Slot {
                anchor: None,
                hint: 0,
            },
        );
        Self {
            root,
            index: Arc::new(index),
        }
    }

    pub(crate) fn from_parts(root: Value, index: Arc<Index>) -> Self {
        Self { root, index }
    }

    pub(crate) fn into_parts(self) -> (Value, Arc<Index>) {
        (self.root, self.index)
    }

    /// The whole tree.
    pub fn root(&self) -> &Value {
        &self.root
    }

    /// The node with this id.
    pub fn node(&self, id: &str) -> Option<NodeRef<'_>> {
        let place = find(&self.root, &self.index, id)?;
        let (id, kind) = place.value.node_identity()?;
        Some(NodeRef {
            value: place.value,
            id,
            kind,
            parent: place.anchor,
            index: place.index,
            depth: place.depth,
        })
    }

    /// Whether there is a node with this id.
    pub fn has_node(&self, id: &str) -> bool {
        self.index.get(id).is_some()
    }

    /// How many nodes there are.
    pub fn node_count(&self) -> usize {
        self.index.len()
    }

    /// All nodes in document order: each before those below it.
    pub fn nodes(&self) -> Nodes<'_> {
        Nodes::of(self)
    }

    /// The nodes above a node, the nearest first. Empty for the root and for unknown ids.
    pub fn ancestors(&self, id: &str) -> Vec<NodeRef<'_>> {
        let mut above = Vec::new();
        let mut next = self.index.get(id).and_then(|slot| slot.anchor.as_ref());
        while let Some(node) = next.and_then(|id| self.node(id)) {
            next = node.parent;
            above.push(node);
        }
        above
    }

    /// The JSON Pointer of a node from the root.
    pub fn path_of(&self, id: &str) -> Option<String> {
        let place = find(&self.root, &self.index, id)?;
        Some(route_pointer(&self.root, &place.route))
    }

    /// The hash of the whole tree: the checksum of a version.
    pub fn hash(&self) -> u128 {
        self.root.hash()
    }

    /// Bytes as minified JSON.
    pub fn json_len(&self) -> usize {
        self.root.json_len()
    }

    /// How many JSON values it holds.
    pub fn value_count(&self) -> usize {
        self.root.value_count()
    }

    /// Levels of arrays and objects.
    pub fn depth(&self) -> usize {
        self.root.depth()
    }

    /// Minified JSON, keys in their order.
    pub fn to_json(&self) -> String {
        self.root.to_json()
    }
}

/// Equal as JSON: the order of keys does not matter.
impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.root == other.root
    }
}

impl Eq for Document {}

/// Where a node was found.
pub(crate) struct Place<'a> {
    pub(crate) value: &'a Value,
    /// Positions from the root
    pub(crate) route: Vec<usize>,
    pub(crate) anchor: Option<&'a Text>,
    pub(crate) index: usize,
    pub(crate) depth: usize,
}

/// Finds a node: up over the anchors in the index, then down through the tree.
pub(crate) fn find<'a>(root: &'a Value, index: &'a Index, id: &str) -> Option<Place<'a>> {
    let slot = index.get(id)?;
    let mut route = Vec::with_capacity(ROUTE);
    let (value, at, depth) = descend(root, index, id, slot, &mut route)?;
    Some(Place {
        value,
        route,
        anchor: slot.anchor.as_ref(),
        index: at,
        depth,
    })
}

/// Room for a way to what is inside of a node some levels down: two steps from a node to one below it.
const ROUTE: usize = 24;

/// The node's value, its place among its siblings and how many nodes are above it. It goes as deep as the document.
fn descend<'a>(
    root: &'a Value,
    index: &Index,
    id: &str,
    slot: &Slot,
    route: &mut Vec<usize>,
) -> Option<(&'a Value, usize, usize)> {
    let (above, depth) = match &slot.anchor {
        Some(anchor) => {
            let (value, _, depth) = descend(root, index, anchor, index.get(anchor)?, route)?;
            (value, depth + 1)
        }
        None if is_node(root, id) => return Some((root, 0, 0)),
        None => (root, 0),
    };
    let (value, at) = find_below(above, id, slot.hint as usize, route)?;
    Some((value, at, depth))
}

fn is_node(value: &Value, id: &str) -> bool {
    value.node_identity().is_some_and(|(own, _)| &**own == id)
}

/// The node `id` whose nearest node above is `value` (or is none, as `value` is): its value and its place.
fn find_below<'a>(
    value: &'a Value,
    id: &str,
    hint: usize,
    route: &mut Vec<usize>,
) -> Option<(&'a Value, usize)> {
    let object = value.as_object()?;
    // Mostly the last field, and searched for on every way through the tree.
    let list_at = match object.entries() {
        [before @ .., (last, _)] if &**last == "children" => before.len(),
        _ => object.position("children")?,
    };
    let list = value.child(list_at)?.as_array()?;
    // Siblings that came or went have moved it by a few places at most: search outwards from the hint.
    let start = hint.min(list.len());
    for step in 0..=list.len() {
        for at in [start.checked_add(step), start.checked_sub(step + 1)] {
            let at = at.unwrap_or(usize::MAX);
            if let Some(child) = list.get(at).filter(|child| is_node(child, id)) {
                route.push(list_at);
                route.push(at);
                return Some((child, at));
            }
        }
    }
    for (at, child) in list.iter().enumerate() {
        if child.node_identity().is_none() && child.as_object().is_some() {
            let length = route.len();
            route.extend([list_at, at]);
            if let Some(found) = find_below(child, id, hint, route) {
                return Some(found);
            }
            route.truncate(length);
        }
    }
    None
}

/// A route as a JSON Pointer.
pub(crate) fn route_pointer(root: &Value, route: &[usize]) -> String {
    let mut out = String::new();
    let mut value = root;
    for at in route {
        match value {
            Value::Object(object) => {
                if let Some((key, _)) = object.entries().get(*at) {
                    pointer::push_token(&mut out, key);
                }
            }
            _ => pointer::push_token(&mut out, &at.to_string()),
        }
        match value.child(*at) {
            Some(child) => value = child,
            None => break,
        }
    }
    out
}

/// The error for an id that two nodes below `root` have.
fn duplicate(root: &Value, id: &str) -> DocumentError {
    fn search(value: &Value, id: &str, path: &str, found: &mut Vec<String>) {
        if is_node(value, id) {
            found.push(path.to_owned());
        }
        for (at, child) in child_list(value).iter().enumerate() {
            if found.len() < 2 {
                search(child, id, &format!("{path}/children/{at}"), found);
            }
        }
    }
    let mut found = Vec::new();
    search(root, id, "", &mut found);
    let mut found = found.into_iter();
    DocumentError::DuplicateId {
        id: id.to_owned(),
        first: found.next().unwrap_or_default(),
        second: found.next().unwrap_or_default(),
    }
}

/// Checks what the weight of a tree tells.
pub fn check_limits(root: &Value, limits: &Limits) -> Result<(), DocumentError> {
    let weight = root.weight();
    let (bytes, values, depth) = (
        weight.json as usize,
        weight.values as usize,
        weight.depth as usize,
    );
    if depth > limits.max_depth() {
        return Err(DocumentError::TooDeep {
            limit: limits.max_depth(),
            path: String::new(),
        });
    }
    if bytes > limits.document_bytes {
        return Err(DocumentError::TooLarge {
            bytes,
            limit: limits.document_bytes,
        });
    }
    if values > limits.values {
        return Err(DocumentError::TooManyValues { limit: limits.values });
    }
    if weight.longest as usize > limits.string_bytes {
        return Err(DocumentError::StringTooLong {
            bytes: weight.longest as usize,
            limit: limits.string_bytes,
            path: String::new(),
        });
    }
    Ok(())
}
