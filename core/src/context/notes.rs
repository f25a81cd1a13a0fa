//! What is found out about a node once and kept with it for as long as it stays as it is: versions share unchanged nodes, so
//! an edit works these out for the nodes that changed, not for the document.

use std::sync::OnceLock;

use crate::context::budget::estimate_tokens;
use crate::context::guard::{commands_the_model, is_personal};
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

    /// Whether a text on the node looks as if it spoke to the model.
    pub(crate) fn orders(&self, node: &NodeRef<'_>) -> bool {
        // Labels are too short to give an order, and most texts are labels.
        let order = |text: &str| text.len() >= SHORTEST_ORDER && commands_the_model(text);
        *self.orders.get_or_init(|| {
            let texts = node.texts().map(|(_, text)| text);
            texts.chain(node.name()).any(order)
        })
    }
}
