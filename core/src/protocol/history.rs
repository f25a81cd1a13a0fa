//! Versions, merges and what a change consists of.

use serde::{Deserialize, Serialize};

use super::edit::Answered;
use super::model::Attempt;
use crate::context::Intent;
use crate::document::{Document, Value};
use crate::version::{Conflict, ConflictKind, Merged, Policy, describe};

/// Whose change counts where both sides changed the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum MergePolicy {
    /// The branch that is merged in: it comes later
    #[default]
    Theirs,
    /// The current branch
    Ours,
}

/// Whose side is taken in one conflict of a merge.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MergeChoice {
    /// Of the conflict
    pub key: String,
    pub side: MergePolicy,
}

impl From<MergePolicy> for Policy {
    fn from(policy: MergePolicy) -> Self {
        match policy {
            MergePolicy::Theirs => Self::Theirs,
            MergePolicy::Ours => Self::Ours,
        }
    }
}

impl MergeChoice {
    /// As a merge takes them.
    pub fn pairs(choices: Vec<Self>) -> Vec<(String, Policy)> {
        let pairs = choices.into_iter();
        pairs.map(|choice| (choice.key, choice.side.into())).collect()
    }
}

/// What a merge would come to.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MergePreview {
    /// From the current document, as a JSON list
    pub ops: String,
    pub summary: String,
    pub conflicts: Vec<MergeConflict>,
}

/// One thing that two branches disagree about. Values are JSON text.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MergeConflict {
    /// To choose by: the same whatever the policy, and as long as neither side changes
    pub key: String,
    pub kind: MergeConflictKind,
    /// The node; null: the root value
    pub id: Option<String>,
    /// From the node; empty: the node itself
    pub path: String,
    /// Of a place: the node above (`parent`), where among its children (`index`), and behind which of them (`after`)
    pub base: Option<String>,
    pub ours: Option<String>,
    pub theirs: Option<String>,
}

impl From<Conflict> for MergeConflict {
    fn from(conflict: Conflict) -> Self {
        let text = |value: &Option<Value>| value.as_ref().map(Value::to_json);
        Self {
            key: conflict.key(),
            kind: match conflict.kind {
                ConflictKind::Field => MergeConflictKind::Field,
                ConflictKind::Presence => MergeConflictKind::Presence,
                ConflictKind::Place => MergeConflictKind::Place,
            },
            path: conflict.path.to_string(),
            base: text(&conflict.base),
            ours: text(&conflict.ours),
            theirs: text(&conflict.theirs),
            id: conflict.id.map(|id| id.to_string()),
        }
    }
}

impl MergePreview {
    /// What a merge into a document comes to.
    pub fn new(merged: Merged, ours: &Document) -> Self {
        Self {
            ops: merged.patch.to_json(),
            summary: describe(&merged.patch, ours, &merged.document),
            conflicts: merged.conflicts.into_iter().map(MergeConflict::from).collect(),
        }
    }
}

/// What two branches disagree about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum MergeConflictKind {
    /// Both changed a field
    Field,
    /// A node is there on one side only
    Presence,
    /// A node is in two places
    Place,
}

/// A change taken apart.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StagedPart {
    /// Its place among the parts; of what is held back a number of its own, rising, which stays when others are accepted or rejected
    pub number: u32,
    /// Places of its ops
    pub ops: Vec<u32>,
    /// Numbers of the parts that it needs
    pub needs: Vec<u32>,
    pub summary: String,
}

/// What a check of all versions found.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct HistoryReport {
    pub versions: u32,
    /// Versions that cannot be had, or are not what they were
    pub damaged: Vec<u32>,
    /// Versions made without one before them that was lost
    pub mended: Vec<u32>,
    /// Bytes of changes, each on its own
    pub change_bytes: f64,
    /// Bytes of whole documents
    pub keyframe_bytes: f64,
    /// Bytes of versions that are packed together
    pub packed_bytes: f64,
}

/// A named head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct BranchInfo {
    pub name: String,
    pub head: u32,
}

/// Who made a version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum VersionKind {
    /// The first
    Create,
    /// An edit in words
    #[default]
    Edit,
    /// The app's own ops
    Apply,
    Undo,
    Redo,
    Rollback,
    Merge,
    /// One version taken back, those after it left
    Revert,
    /// The change of a version of another branch
    CherryPick,
}

/// What is known about a version without its document.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct VersionInfo {
    pub number: u32,
    /// 0 for the first
    pub parent: u32,
    pub branch: String,
    pub kind: VersionKind,
    /// The user as whom the session was open where it was made; null where nobody said so, and where the session is nobody's
    pub author: Option<String>,
    /// The edit it came from
    pub edit_id: Option<String>,
    /// As typed; empty where no words led to it
    pub prompt: String,
    /// What was asked about it, and what was answered, if anything was
    pub answered: Option<Answered>,
    pub summary: String,
    pub types: Vec<Intent>,
    /// Nodes it touched
    pub targets: Vec<String>,
    /// Ids touched outside of what the prompt was understood to mean
    pub outside: Vec<String>,
    /// Changes beyond that were not made but held back at first, as a JSON list of ops; empty: none. What of them is still offered is
    /// asked for by itself.
    pub held: String,
    pub at: f64,
    pub processing_time_ms: f64,
    /// Which provider answered; empty where none was asked
    pub provider: String,
    /// Of all calls of its edit, those that failed or had to be mended among them; null where no provider counted
    pub input_tokens: Option<u32>,
    pub output_tokens: Option<u32>,
    /// Of the input: read from the provider's cache
    pub cached_input_tokens: Option<u32>,
    /// By the prices of that day; null where there was none
    pub cost: Option<f64>,
    /// The answer was kept from an equal request on an equal document: nobody was asked for it
    pub from_cache: bool,
    /// The model calls that led to it; empty where the first one did
    pub attempts: Vec<Attempt>,
    /// The version that this one takes back, brings back or goes back to
    pub of: Option<u32>,
    /// Set when an `undo` took this version back and no `redo` brought it again
    pub undone: bool,
}

/// What an edit changed beyond what was meant: not made, but offered.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct HeldChange {
    pub edit_id: String,
    /// The version that the edit made of the rest; null: there was no rest
    pub version: Option<u32>,
    /// A JSON list, of those ops that apply to the document as it is
    pub ops: String,
    /// The same taken apart
    pub parts: Vec<StagedPart>,
}
