//! The embedded model: answers every edit without network or key, by rules. Deterministic.

mod create;
mod edit;

use crate::context::EditBrief;
use crate::document::write_string;

pub use create::answer_create;
pub(crate) use create::says_something;
pub use edit::answer_edit;

/// What the embedded model has to say: the same that any model answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OfflineAnswer {
    /// Ops in wire form, in order
    pub ops: Vec<String>,
    /// Set when something has to be asked first; then there are no ops
    pub question: Option<String>,
    /// What was done, in words
    pub summary: String,
}

impl OfflineAnswer {
    /// `{"ops":[...],"question":null|string,"summary":string}`
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"ops\":[");
        out.push_str(&self.ops.join(","));
        out.push_str("],\"question\":");
        match &self.question {
            Some(question) => write_string(&mut out, question),
            None => out.push_str("null"),
        }
        out.push_str(",\"summary\":");
        write_string(&mut out, &self.summary);
        out.push('}');
        out
    }
}

/// Answers one edit, or the request for a first version, as JSON text.
pub fn answer(brief: &EditBrief) -> String {
    let answer = if brief.create {
        answer_create(brief)
    } else {
        answer_edit(brief)
    };
    answer.to_json()
}
