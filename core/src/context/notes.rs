//! What is found out about a node once and kept with it for as long as it stays as it is: versions share unchanged nodes, so
//! an edit works these out for the nodes that changed, not for the document.

use std::sync::OnceLock;

use crate::context::guard::{commands_the_model, is_personal, plays_a_role};
use crate::context::token_estimate::estimate_tokens;
use crate::context::vocabulary::Told;
use crate::document::{NodeRef, Object, Value};

/// Bytes of the shortest text that is looked at for orders to the model.
const SHORTEST_ORDER: usize = 12;

/// Kept with a node. Everything in it follows from the node's own fields.
#[derive(Default)]
pub(crate) struct Notes {
    pub(crate) told: OnceLock<Told>,
    /// Its line in an outline, with all fields
    pub(crate) full: OnceLock<Line>,
    /// The same with only its text
    pub(crate) short: OnceLock<Line>,
    orders: OnceLock<bool>,
}

/// A line of an outline without its indent.
pub(crate) struct Line {
    pub(crate) text: String,
    /// About how many it has
    pub(crate) tokens: u32,
    /// There is personal data in it
    pub(crate) personal: bool,
}

impl Line {
    pub(crate) fn new(text: String) -> Self {
        Self {
            tokens: estimate_tokens(&text),
            personal: is_personal(&text),
            text,
        }
    }
}

impl Notes {
    /// The notes of a node.
    pub(crate) fn of(node: &Value) -> Option<&Self> {
        node.as_object().and_then(Object::derived)
    }

    /// Whether something that is written on the node looks as if it spoke to the model: a text, its id, the name of a field.
    pub(crate) fn orders(&self, node: &NodeRef<'_>) -> bool {
        *self
            .orders
            .get_or_init(|| own_fields(node).any(|(name, value)| gives_orders(name) || orders_within(value)))
    }
}

/// The fields of a node, those aside that hold nodes of their own.
pub(super) fn own_fields<'a>(node: &NodeRef<'a>) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
    let fields = node
        .value
        .as_object()
        .into_iter()
        .flat_map(|object| object.iter());
    fields
        .map(|(name, value)| (&**name, value))
        .filter(|(name, value)| {
            let nodes = |list: &[Value]| list.iter().all(|child| child.get("id").is_some());
            *name != "children" || !value.as_array().is_some_and(nodes)
        })
}

/// Whether a text looks as if it spoke to the model.
pub(super) fn gives_orders(text: &str) -> bool {
    // Labels are too short to give an order, and most texts are labels.
    text.len() >= SHORTEST_ORDER && (plays_a_role(text) || commands_the_model(text))
}

/// The same of any text in a value.
fn orders_within(value: &Value) -> bool {
    match value {
        Value::String(text) => gives_orders(text),
        Value::Array(list) => list.items().iter().any(orders_within),
        Value::Object(object) => object
            .iter()
            .any(|(name, value)| gives_orders(name) || orders_within(value)),
        _ => false,
    }
}
