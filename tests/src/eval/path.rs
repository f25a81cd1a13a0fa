//! The way that a case goes through the product.

use serde_json::Value;

use super::case::Case;

/// Who answers as the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider {
    /// The embedded interpreter
    Offline,
    /// The scripted answers of the cases, masked as a model would have to write them
    Gold,
}

/// How an edit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// A version was made
    Committed,
    /// A question is open
    Clarify,
    /// Refused, or failed
    Rejected,
}

/// What one run of a case showed.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// How it ended
    pub end: End,
    /// Why it was refused or failed; the question when one is open
    pub said: String,
    /// The document before the edit (after the setup)
    pub before: Value,
    /// The document after it
    pub after: Value,
    /// Intents that were found
    pub types: Vec<String>,
    /// The resolved set, or the candidates of the question
    pub targets: Vec<String>,
    /// Everything that was sent to a model, as text
    pub sent: Vec<String>,
    /// The prompt after the guard, and what the guard replaced: kind and text
    pub masked: String,
    /// What was replaced
    pub replaced: Vec<(String, String)>,
    /// The prompt with the originals put back
    pub restored: String,
    /// Commands to the model were found
    pub injection: bool,
    /// A script or a `javascript:` address was found
    pub unsafe_request: bool,
}

/// Runs cases.
pub trait Path {
    /// Runs a case to its first end.
    ///
    /// # Errors
    /// What broke outside of the product: a document that is not there, an op that is none.
    fn run(&mut self, case: &Case, document: Option<&str>) -> Result<Outcome, String>;

    /// Answers the question of the case that ran last; the same edit goes on.
    ///
    /// # Errors
    /// As [`Path::run`].
    fn answer(&mut self, text: &str, gold: &[Value]) -> Result<Outcome, String>;
}

/// Replaces texts inside of every string of a value.
pub fn replace_all(value: &Value, pairs: &[(String, String)]) -> Value {
    match value {
        Value::String(text) => {
            let mut text = text.clone();
            for (from, to) in pairs {
                text = text.replace(from.as_str(), to);
            }
            Value::String(text)
        }
        Value::Array(items) => Value::Array(items.iter().map(|item| replace_all(item, pairs)).collect()),
        Value::Object(fields) => Value::Object(
            fields
                .iter()
                .map(|(key, item)| (key.clone(), replace_all(item, pairs)))
                .collect(),
        ),
        other => other.clone(),
    }
}
