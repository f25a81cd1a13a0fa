//! Sessions, alone and all of them.

use serde::{Deserialize, Serialize};

#[cfg(doc)]
use super::Command;
use super::edit::{EditView, ErrorReport};
use super::history::BranchInfo;
use crate::context::Intent;

/// The state of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum SessionStatus {
    /// In work
    Active,
    /// Set aside by the app
    Paused,
    /// Done
    Completed,
    /// Given up
    Abandoned,
    /// Past its TTL
    Expired,
}

/// A session without its document and its versions, which are asked for by themselves.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    /// `ses_` and 32 hexadecimal digits
    pub session_id: String,
    pub user_id: Option<String>,
    pub initial_prompt: String,
    pub status: SessionStatus,
    /// The head of the current branch; 0 before the first version
    pub current_version: u32,
    /// How many versions there are on all branches
    pub total_versions: u32,
    /// The current branch
    pub branch: String,
    pub branches: Vec<BranchInfo>,
    pub created_at: f64,
    pub last_activity: f64,
    pub expires_at: Option<f64>,
    pub can_undo: bool,
    pub can_redo: bool,
    pub save: SaveStatus,
    /// Edits that have not ended, oldest first, those waiting for an answer included
    pub open_edits: Vec<EditView>,
    /// A satisfaction score, if given
    pub rating: Option<u8>,
    /// How many ops that edits held back are still offered on this branch; some may not fit any more
    pub held_ops: u32,
}

/// A line of the session list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SessionSummary {
    pub session_id: String,
    pub user_id: Option<String>,
    pub initial_prompt: String,
    pub status: SessionStatus,
    pub current_version: u32,
    pub created_at: f64,
    pub last_activity: f64,
    pub expires_at: Option<f64>,
    /// Counted for [`Command::Analytics`]
    #[serde(default)]
    pub tally: Tally,
}

/// What is counted of a session.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Tally {
    /// Versions that an edit in words made, the first one apart
    #[serde(default)]
    pub edits: u32,
    /// The same by day, counted from 1970-01-01 UTC; the last 400 days on which there were any
    #[serde(default)]
    pub days: Vec<(u32, u32)>,
    /// Tokens of all its edits, also of those that made no version
    #[serde(default)]
    pub input_tokens: f64,
    #[serde(default)]
    pub output_tokens: f64,
    #[serde(default)]
    pub cached_input_tokens: f64,
    /// What they cost, as far as there were prices
    #[serde(default)]
    pub cost: Option<f64>,
    /// A satisfaction score, if given
    #[serde(default)]
    pub rating: Option<u8>,
}

/// Figures over all stored sessions.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Analytics {
    pub sessions: u32,
    /// Of these: those that have a version
    pub created: u32,
    /// And those whose first version failed, was refused or cancelled
    pub failed_creations: u32,
    /// Those that have a version, of all that had or missed their first one, 0 to 1
    pub creation_success: Option<f64>,
    pub completed: u32,
    /// Those completed, of all that have a version, 0 to 1
    pub completion_rate: Option<f64>,
    pub edits: u32,
    /// By the sessions that have a version
    pub edits_per_session: Option<f64>,
    /// `analytics:edits:{date}`: edits by day (`2026-11-21`, UTC), oldest first
    pub edits_by_date: Vec<(String, u32)>,
    pub input_tokens: f64,
    pub output_tokens: f64,
    pub cached_input_tokens: f64,
    /// What they cost, as far as there were prices
    pub cost: Option<f64>,
    /// The mean of the scores given
    pub satisfaction: Option<f64>,
    pub ratings: u32,
}

/// A page of the log of a session, and what is under way for it. It crosses as JSON text.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct EventLog {
    /// How many records there are in all
    pub total: u32,
    /// Oldest first
    pub events: Vec<EventLine>,
    /// Effects that have not come to their end
    pub running: Vec<RunningEffect>,
}

/// Something that happened, without what was said.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct EventLine {
    /// Of its record, from 0; what happened together has one
    pub number: u32,
    pub at: f64,
    /// `area.past/version`
    pub name: String,
    /// The version that it made
    pub version: Option<u32>,
}

/// What the engine asked of what is around it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RunningEffect {
    pub id: f64,
    /// `store.append`, `store.load`, `model.call` or `peer.ask`
    pub name: String,
}

/// Whether what is shown is also stored.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SaveStatus {
    /// Everything is stored
    Saved,
    /// An append is under way
    Saving,
    /// The session goes on in memory; saves resume by themselves. So many versions of it are nowhere else
    NotSaved { error: ErrorReport, versions: u32 },
}

/// What became of the session when something went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum SessionState {
    /// As it was
    Preserved,
    /// Something stored cannot be read
    Corrupted,
    /// Something could not be read and was set aside; the last good version is shown
    Recovered,
}

/// Figures of one session.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SessionMetrics {
    pub total_edits: u32,
    pub duration_minutes: f64,
    /// Edits by intent
    pub edit_types: Vec<(Intent, u32)>,
    pub mean_processing_ms: f64,
    pub p50_processing_ms: f64,
    pub p95_processing_ms: f64,
    pub input_tokens: u32,
    pub output_tokens: u32,
    pub cached_input_tokens: u32,
    /// What its edits cost, also those that made no version, as far as there were prices
    pub cost: Option<f64>,
    pub satisfaction: Option<u8>,
}
