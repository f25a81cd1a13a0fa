//! Edits: from the clauses of a prompt to ops on the document.

use crate::context::EditBrief;
use crate::model::offline::OfflineAnswer;

/// Turns what was understood into ops.
pub fn answer_edit(_brief: &EditBrief) -> OfflineAnswer {
    OfflineAnswer {
        question: Some("Which element do you mean, and what should change?".into()),
        ..OfflineAnswer::default()
    }
}
