//! From a prompt to what it says: the guard, the words about the session, the clauses and what they speak of.

use crate::context::guard::{PromptError, guard};
use crate::context::session_words::session_request;
use crate::context::understanding::{Interaction, Targets, Understanding};
use crate::document::{Document, Limits};

/// A question that was open, and what the person said to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clarified {
    /// Ids of the nodes that were offered
    pub candidates: Vec<String>,
    /// What came back
    pub answer: Answer,
}

/// The answer to a clarification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The node that was clicked
    Node(String),
    /// Words: `the blue one`, `second`, `both`
    Text(String),
}

/// Finds out what a prompt says about a document.
///
/// # Errors
/// [`PromptError`] for an empty or an oversized prompt.
pub fn understand(
    prompt: &str,
    _document: &Document,
    _recent: &[Interaction],
    selection: &[String],
    _clarification: Option<&Clarified>,
    limits: &Limits,
) -> Result<Understanding, PromptError> {
    let guard = guard(prompt, limits)?;
    let session = session_request(&guard.masked);
    let candidates = selection
        .iter()
        .map(|id| crate::context::Candidate {
            id: id.clone(),
            score: 1.0,
            reason: "selected".into(),
        })
        .collect();
    Ok(Understanding {
        guard,
        session,
        clauses: Vec::new(),
        intents: Vec::new(),
        targets: Targets::Resolved { candidates },
    })
}
