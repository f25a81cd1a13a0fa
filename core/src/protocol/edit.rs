//! Edits in work, and what became of them.

use serde::{Deserialize, Serialize};

use super::model::{Asking, Attempt};
use super::session::SessionState;
use crate::context::{Candidate, Intent};

/// How far an edit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum EditPhase {
    /// Waits for edits before it
    Queued,
    /// Being stored before the model is asked
    Accepted,
    /// The model was asked
    Waiting,
    /// The model thinks, and what it thinks is paid for
    Thinking,
    /// The answer is coming in
    Streaming,
    /// The answer was refused; the model is asked to mend it
    Repairing,
    /// The version is being stored
    Committing,
    /// A question is open
    Clarifying,
    /// Over: see the result
    Ended,
}

/// An edit that has not ended, or just did.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EditView {
    pub edit_id: String,
    pub prompt: String,
    /// The nodes that were pointed at when it was asked for
    pub target: Vec<String>,
    pub phase: EditPhase,
    pub types: Vec<Intent>,
    /// What the words were taken to mean
    pub candidates: Vec<Candidate>,
    /// Ops that came in so far
    pub ops_received: u32,
    /// How often the model was asked to mend its answer
    pub repairs: u8,
    pub started_at: f64,
    /// Once a model was asked
    pub asking: Option<Box<Asking>>,
    /// When `phase` is `ended`
    pub result: Option<EditResult>,
}

/// How an edit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum EditStatus {
    /// A version was made, or the prompt was about the session and was answered
    Committed,
    /// A question is open: answer it, and the same edit goes on
    Clarify,
    /// It asks for nothing that can be done here
    Rejected,
    /// Something broke; the last version stands
    Failed,
    /// Stopped by the person
    Cancelled,
}

/// The end of an edit.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EditResult {
    pub edit_id: String,
    pub status: EditStatus,
    pub new_version: Option<u32>,
    /// The change as a JSON list of ops
    pub patch: Option<String>,
    pub changes_summary: String,
    pub processing_time_ms: f64,
    pub error: Option<ErrorReport>,
    pub question: Option<Question>,
    /// The model calls that led to this; empty where the first one did, or nobody was asked
    pub attempts: Vec<Attempt>,
    /// Changes beyond what was meant that were not made but can be accepted, as a JSON list of ops; empty: none
    pub held: String,
}

/// Asked when it is too close to call which node is meant.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Question {
    pub text: String,
    /// In the order in which an answer counts them (`the second one`), also those that are gone
    pub candidates: Vec<Candidate>,
    /// The ids of those that are not there any more: no answer can mean them
    pub gone: Vec<String>,
    /// The version that it was asked about: on a later one it may mean something else
    pub version: u32,
}

/// A question that was answered, by a node or in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Answered {
    pub question: String,
    pub node_id: Option<String>,
    pub text: Option<String>,
}

/// An error as apps see it, everywhere the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ErrorReport {
    /// `area.what`, for ever
    #[cfg_attr(feature = "ts", ts(type = "BozzettoErrorCode | (string & {})"))]
    pub code: String,
    pub message: String,
    pub recoverable: bool,
    #[serde(default)]
    pub suggested_action: Option<String>,
    /// `preserved`, `corrupted` or `recovered`
    #[serde(default)]
    pub session_state: Option<SessionState>,
    /// For the person who debugs: the failure below this one, without secrets
    #[serde(default)]
    pub cause: Option<String>,
    /// In so many milliseconds the same can work; not there where that is not known
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub retry_after_ms: Option<f64>,
}
