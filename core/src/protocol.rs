//! Every type that crosses to JavaScript, and nothing else. TypeScript types are generated from this file.
//!
//! Field names are camelCase on the other side. Documents cross as JSON text, ops as JSON text lists: see
//! [`crate::version::Op`] for their form.

use serde::{Deserialize, Serialize};

use crate::context::{Candidate, Intent};

/// What an app can ask of the engine. Tagged by its key (`{"design.undo": {"sessionId": ..}}`): a tag among the fields
/// would cost a buffer for any value and a second reader for every field.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all_fields = "camelCase")]
pub enum Command {
    /// A new session. With `document` (JSON text) version 1 is that document and no model is called; else the prompt
    /// is sent to the model, whose answer becomes version 1. Reply: [`Reply::Session`] as soon as it is stored;
    /// the first edit then goes on by itself under `edit_id`.
    #[serde(rename = "session.create")]
    CreateSession {
        prompt: String,
        #[serde(default)]
        user_id: Option<String>,
        #[serde(default)]
        document: Option<String>,
        #[serde(default)]
        ttl_ms: Option<f64>,
        /// Made by the caller, 1 to 64 characters of `A-Za-z0-9_-`; the same id twice is answered once.
        edit_id: String,
        /// Shown to the model that makes version 1: as in `design.edit`
        #[serde(default)]
        images: Vec<String>,
    },
    /// Loads a session and keeps it up to date. Reply: [`Reply::Session`].
    #[serde(rename = "session.open")]
    OpenSession {
        session_id: String,
        #[serde(default)]
        user_id: Option<String>,
    },
    /// Forgets a loaded session (it stays stored). Reply: [`Reply::Nothing`].
    #[serde(rename = "session.close")]
    CloseSession { session_id: String },
    /// Reply: [`Reply::Nothing`]
    #[serde(rename = "session.complete")]
    CompleteSession { session_id: String },
    /// `status` is `active`, `paused` or `abandoned`. Reply: [`Reply::Nothing`]
    #[serde(rename = "session.set-status")]
    SetStatus {
        session_id: String,
        status: SessionStatus,
    },
    /// A satisfaction score from 1 to 5. Reply: [`Reply::Nothing`]
    #[serde(rename = "session.rate")]
    RateSession { session_id: String, score: u8 },
    /// Removes a session for good. Reply: [`Reply::Nothing`]
    #[serde(rename = "session.delete")]
    DeleteSession { session_id: String },
    /// Reply: [`Reply::Sessions`], last active first.
    #[serde(rename = "session.list")]
    ListSessions {
        #[serde(default)]
        user_id: Option<String>,
        #[serde(default)]
        status: Option<SessionStatus>,
    },
    /// Figures over all sessions, or those of a user. Reply: [`Reply::Analytics`].
    #[serde(rename = "session.analytics")]
    Analytics {
        #[serde(default)]
        user_id: Option<String>,
    },
    /// Marks sessions past their TTL as expired. Reply: [`Reply::Count`].
    #[serde(rename = "session.cleanup-expired")]
    CleanupExpired,
    /// With `salvage`, what can be read of a damaged session is written anew, so that it can be imported. Reply:
    /// [`Reply::Exported`].
    #[serde(rename = "session.export")]
    ExportSession {
        session_id: String,
        #[serde(default)]
        salvage: bool,
    },
    /// Reads an export; a session of the same id is never overwritten: the copy gets a new id. Reply: [`Reply::Session`].
    #[serde(rename = "session.import")]
    ImportSession {
        /// Does not cross as JSON: the shell puts it in.
        #[serde(skip_deserializing)]
        #[cfg_attr(feature = "ts", ts(type = "Uint8Array"))]
        bytes: Vec<u8>,
        #[serde(default)]
        user_id: Option<String>,
    },
    /// A part of a file under an id of the caller's choice; the first part begins it. Everything is checked as it comes.
    /// Reply: [`Reply::Count`], the versions so far. What is wrong ends it.
    #[serde(rename = "import.part")]
    ImportPart {
        import_id: String,
        /// Does not cross as JSON: the shell puts it in.
        #[serde(skip_deserializing)]
        #[cfg_attr(feature = "ts", ts(type = "Uint8Array"))]
        bytes: Vec<u8>,
    },
    /// That was all of the file: it is stored. Reply: [`Reply::Session`], as for `session.import`.
    #[serde(rename = "import.end")]
    ImportEnd {
        import_id: String,
        #[serde(default)]
        user_id: Option<String>,
    },
    /// Nothing more will come: what has come is forgotten. Reply: [`Reply::Nothing`].
    #[serde(rename = "import.cancel")]
    ImportCancel { import_id: String },
    /// Removes all sessions of a user. Reply: [`Reply::Count`].
    #[serde(rename = "user.erase")]
    EraseUser { user_id: String },
    /// One edit in words. Reply: [`Reply::Edit`] when it ended, however it ended.
    #[serde(rename = "design.edit")]
    EditDesign {
        session_id: String,
        edit_id: String,
        prompt: String,
        /// Ids of selected nodes
        #[serde(default)]
        target: Vec<String>,
        /// The version the person saw; default: the head
        #[serde(default)]
        base_version: Option<u32>,
        /// Shown to the model, kept until the edit is over and never stored: `data:image/png;base64,...`, at most 8 of 3.75 MB each and
        /// 12 MB in all
        #[serde(default)]
        images: Vec<String>,
    },
    /// These edits, whose commands came before, may be asked for in one model call where they fit. Each still makes its own
    /// version, in order. Reply: [`Reply::Nothing`].
    #[serde(rename = "design.batch")]
    BatchEdits {
        session_id: String,
        edit_ids: Vec<String>,
    },
    /// Answers a clarification: with a node id, or in words. The same edit goes on. Reply: [`Reply::Edit`].
    #[serde(rename = "design.answer")]
    AnswerClarification {
        session_id: String,
        edit_id: String,
        #[serde(default)]
        node_id: Option<String>,
        #[serde(default)]
        text: Option<String>,
    },
    /// Stops an edit; it ends as `cancelled` unless it was committed already. Reply: [`Reply::Nothing`].
    #[serde(rename = "design.cancel")]
    CancelEdit { session_id: String, edit_id: String },
    /// A change made by the app itself, as a JSON list of ops. Reply: [`Reply::Version`].
    #[serde(rename = "design.apply")]
    ApplyOps {
        session_id: String,
        ops: String,
        summary: String,
    },
    /// Makes parts of what an edit held back (default: all), with those that they need; the rest stays offered. Reply:
    /// [`Reply::Version`]
    #[serde(rename = "design.accept-held")]
    AcceptHeld {
        session_id: String,
        edit_id: String,
        #[serde(default)]
        parts: Option<Vec<u32>>,
    },
    /// Leaves parts of what an edit held back out for good (default: all), with those that need them. Reply: [`Reply::Nothing`]
    #[serde(rename = "design.reject-held")]
    RejectHeld {
        session_id: String,
        edit_id: String,
        #[serde(default)]
        parts: Option<Vec<u32>>,
    },
    /// Reply: [`Reply::Version`]
    #[serde(rename = "design.rollback")]
    Rollback { session_id: String, version: u32 },
    /// Reply: [`Reply::Version`]
    #[serde(rename = "design.undo")]
    Undo { session_id: String },
    /// Reply: [`Reply::Version`]
    #[serde(rename = "design.redo")]
    Redo { session_id: String },
    /// Makes a branch at a version and goes there. Reply: [`Reply::Nothing`]
    #[serde(rename = "design.branch")]
    CreateBranch {
        session_id: String,
        version: u32,
        name: String,
    },
    /// Goes to a branch. Reply: [`Reply::Nothing`]
    #[serde(rename = "design.switch-branch")]
    SwitchBranch { session_id: String, name: String },
    /// Brings what a branch changed into the current one. Where both changed the same, `policy` decides; `other` are places in
    /// the conflicts of the preview where the other side is taken. Reply: [`Reply::Version`]
    #[serde(rename = "design.merge")]
    MergeBranch {
        session_id: String,
        name: String,
        #[serde(default)]
        policy: MergePolicy,
        #[serde(default)]
        other: Vec<u32>,
    },
    /// Packs old versions together, all but the `keep_recent` latest. Nothing is lost; they are read when they are asked for.
    /// Reply: [`Reply::Count`], the versions packed.
    #[serde(rename = "session.compress")]
    CompressOldVersions { session_id: String, keep_recent: u32 },
    /// Packs old versions of all sessions, all but the ten latest of each. The engine does it by itself when the store refuses for want
    /// of room, and when the shell says that it is nearly full. Reply: [`Reply::Count`], the versions packed.
    #[serde(rename = "store.make-room")]
    MakeRoom,
    /// Takes one version back and leaves those after it. Reply: [`Reply::Version`]
    #[serde(rename = "design.revert")]
    RevertVersion { session_id: String, version: u32 },
    /// Makes the change of one version, of any branch, on the current one. Reply: [`Reply::Version`]
    #[serde(rename = "design.cherry-pick")]
    CherryPick { session_id: String, version: u32 },
}

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
    pub kind: MergeConflictKind,
    /// The node; null: the root value
    pub id: Option<String>,
    /// From the node; empty: the node itself
    pub path: String,
    /// Of nodes in two places: the node above, on each side
    pub base: Option<String>,
    pub ours: Option<String>,
    pub theirs: Option<String>,
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
    /// Places of its ops
    pub ops: Vec<u32>,
    /// Parts that it needs
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

/// What comes back for a command.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Reply {
    /// Done
    Nothing,
    /// A session is loaded
    Session { session: SessionView },
    /// The sessions asked for
    Sessions { sessions: Vec<SessionSummary> },
    /// An edit ended
    Edit { result: EditResult },
    /// A version was made
    Version { version: VersionInfo },
    /// How many
    Count { count: u32 },
    /// Figures over sessions
    Analytics { analytics: Analytics },
    /// A portable file
    Exported {
        /// Does not cross as JSON: the shell puts it in.
        #[serde(skip_serializing)]
        #[cfg_attr(feature = "ts", ts(type = "Uint8Array"))]
        bytes: Vec<u8>,
    },
}

/// What the shell is told to show. Nothing in here has to be polled.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Notice {
    /// The command with this ticket is done.
    Done {
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        ticket: u64,
        reply: Reply,
    },
    /// The command with this ticket was refused or failed.
    Refused {
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        ticket: u64,
        error: ErrorReport,
    },
    /// Something about an edit changed: its phase, its understanding.
    Edit { session_id: String, edit: EditView },
    /// Ops of an edit that is streaming, as a JSON list: apply them to the preview, which starts as version `base`.
    Preview {
        session_id: String,
        edit_id: String,
        base: u32,
        ops: String,
    },
    /// The preview of this edit is void: forget its ops.
    PreviewReset { session_id: String, edit_id: String },
    /// A version was made, here or in another tab. `ops` (JSON list) lead from the version `from` (the parent, or what was
    /// shown before) to it, when `shown` says that this session's current branch moved; else `ops` is empty.
    Version {
        session_id: String,
        version: VersionInfo,
        from: u32,
        ops: String,
        shown: bool,
    },
    /// The document shown is another one (branch switched, session recovered): read it anew.
    Reset { session_id: String },
    /// Anything else of the session's view changed.
    Session { session: SessionView },
    /// A model call ended.
    ModelCall { call: Box<ModelCallReport> },
    /// A session is gone.
    Deleted { session_id: String },
    /// Something went wrong that belongs to no command.
    Warning {
        session_id: Option<String>,
        error: ErrorReport,
    },
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
    pub completed: u32,
    pub edits: u32,
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

/// A named head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct BranchInfo {
    pub name: String,
    pub head: u32,
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
    /// The session goes on in memory; saves resume by themselves
    NotSaved { error: ErrorReport },
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
    /// The edit it came from
    pub edit_id: Option<String>,
    /// As typed; empty where no words led to it
    pub prompt: String,
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

/// A model call that was made for an edit, or was due and left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// Whom it asked, as versions name it
    pub provider: String,
    /// Its model; empty for the embedded model and functions of the app
    pub model: String,
    /// The code of what went wrong; null: it was answered
    #[serde(default)]
    pub error: Option<String>,
    /// How long was waited before it, after the attempt before it: a pause, or a network that was away
    pub waited_ms: f64,
    /// How long it took; null: it was not made, because that provider had failed a moment ago (`error` says of what)
    #[serde(default)]
    pub duration_ms: Option<f64>,
}

/// Whom an edit asks, and how that goes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Asking {
    /// Who is asked now: the provider, or a fallback
    pub provider: String,
    /// How often it was asked
    pub tries: u32,
    /// When it will be asked again, while that is being waited for
    pub retry_at: Option<f64>,
    /// Why the last call failed, of this edit or, where this one finds out whether the provider is well again, of one before
    pub cause: Option<ErrorReport>,
    /// What was tried before
    pub attempts: Vec<Attempt>,
    /// Tokens of all calls of this edit that ended, and an estimate of what the one under way was sent
    pub input_tokens: u32,
    pub output_tokens: u32,
    /// What the calls that ended cost, where the app gave prices
    pub cost: Option<f64>,
}

/// A model call that ended, for meters, logs and traces: what was sent where and when, without the content.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ModelCallReport {
    pub session_id: String,
    pub edit_id: String,
    /// Other edits that were asked for in the same call, see `editBatch`
    pub with_edits: Vec<String>,
    /// As versions and the audit log name it: the kind of the provider, or the name of a function of the app
    pub provider: String,
    /// The same as the OpenTelemetry conventions name it (`gen_ai.provider.name`)
    pub gen_ai_provider_name: String,
    /// The model asked for; empty for functions of the app
    pub model: String,
    /// Where the request really went: scheme, host and port; empty where it did not leave the page
    pub server: String,
    pub started_at: f64,
    pub duration_ms: f64,
    /// Until the first text of the answer
    pub first_chunk_ms: Option<f64>,
    /// What the prompt was estimated to come to
    pub estimated_tokens: u32,
    /// All of the prompt, also what came from the provider's cache
    pub input_tokens: Option<u32>,
    /// All that was written, also thoughts
    pub output_tokens: Option<u32>,
    pub cached_input_tokens: Option<u32>,
    pub cache_write_tokens: Option<u32>,
    pub reasoning_tokens: Option<u32>,
    /// The provider's own word for the end
    pub finish_reason: Option<String>,
    /// The code of what went wrong
    pub error: Option<String>,
    /// Which try it was, from 1
    pub tries: u32,
    /// Which repair it was; 0: none
    pub repair: u8,
    /// By the prices of the app
    pub cost: Option<f64>,
}

/// A line of the audit log: a request that was sent to a model server, without what it said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SentCall {
    /// When it was made
    pub at: f64,
    /// The edit that it was made for; of several, the first
    pub edit_id: String,
    /// As versions name it
    pub provider: String,
    pub model: String,
    /// Where it went: scheme, host and port
    pub server: String,
    pub input_tokens: Option<u32>,
    pub output_tokens: Option<u32>,
    /// The code of what went wrong
    pub error: Option<String>,
}

/// What an edit would take, by estimates.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EditEstimate {
    /// Who would be asked first: the provider, as versions name it; empty: nobody, the words are about the session or not clear
    pub provider: String,
    /// Its model; empty for the embedded model and functions of the app
    pub model: String,
    /// Of the prompt. A provider's cache may make a part of it cheaper.
    pub input_tokens: u32,
    /// Of the answer: the mean of the latest edits of the session, else what a small change takes
    pub output_tokens: u32,
    /// By the prices; null where there is none
    pub cost: Option<f64>,
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

/// Asked when it is too close to call which node is meant.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Question {
    pub text: String,
    pub candidates: Vec<Candidate>,
}

/// An error as apps see it, everywhere the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ErrorReport {
    /// `area.what`, for ever
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
