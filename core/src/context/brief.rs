//! What a model is told about one edit, before it is put into any provider's words.

use crate::context::{Interaction, Understanding};
use crate::document::Document;

/// How the first fault begins when the last answer broke off after some ops: those are in the document already, and only the rest
/// is asked for.
pub const BROKE_OFF: &str = "The answer broke off after";

/// Everything that a model may know about an edit. Text in it is masked: no personal data of the prompt is inside.
/// HTTP providers get it as text (see [`crate::context`]), the embedded model as it is.
#[derive(Clone, Debug)]
pub struct EditBrief {
    /// Whether this makes the first version: then `document` is an empty screen.
    pub create: bool,
    /// The masked prompt is `understanding.guard.masked`. The engine clears `guard.placeholders[..].text` here.
    pub understanding: Understanding,
    /// Requests that are answered in the same call, each on what the one before it left. Nothing in them is masked.
    pub also: Vec<Understanding>,
    /// The head it applies to
    pub document: Document,
    /// Nodes the app passed as the target
    pub selection: Vec<String>,
    /// The last interactions, oldest first, at most 10
    pub recent: Vec<Interaction>,
    /// One line each for what is older
    pub older: Vec<String>,
    /// The document before the last interaction, where this edit says that it was about the wrong thing
    pub before: Option<Document>,
    /// For a repair call: the answer that was refused, and why
    pub faults: Vec<String>,
}
