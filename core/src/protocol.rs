//! Every type that crosses to JavaScript, and nothing else. TypeScript types are generated from here.
//!
//! Field names are camelCase on the other side. Documents cross as JSON text, ops as JSON text lists: see
//! [`crate::version::Op`] for their form.

mod edit;
mod history;
mod model;
mod session;

use serde::{Deserialize, Serialize};

pub use edit::{Answered, EditPhase, EditResult, EditStatus, EditView, ErrorReport, Question};
pub use history::{
    BranchInfo, HeldChange, HistoryReport, MergeChoice, MergeConflict, MergeConflictKind, MergePolicy,
    MergePreview, StagedPart, VersionInfo, VersionKind,
};
pub use model::{Asking, Attempt, EditEstimate, ModelCallReport, SentCall};
pub use session::{
    Analytics, EventLine, EventLog, RunningEffect, SaveStatus, SessionMetrics, SessionState, SessionStatus,
    SessionSummary, SessionView, Tally,
};

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
    /// `status` is `paused`, `abandoned`, or `active` to go on. Edits under way are cancelled. Reply: [`Reply::Nothing`]
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
    /// Marks sessions as expired whose TTL is over at `now` (default: when it is carried out). Reply: [`Reply::Count`].
    #[serde(rename = "session.cleanup-expired")]
    CleanupExpired {
        #[serde(default)]
        now: Option<f64>,
    },
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
    /// Makes parts of what an edit held back, by number (default: all), with those that they need; the rest stays offered. Reply:
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
    /// Brings what a branch changed into the current one. Where both changed the same, `policy` decides, or `choices` do for conflicts of
    /// the preview. Reply: [`Reply::Version`]
    #[serde(rename = "design.merge")]
    MergeBranch {
        session_id: String,
        name: String,
        #[serde(default)]
        policy: MergePolicy,
        #[serde(default)]
        choices: Vec<MergeChoice>,
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
        /// It is a text that is still being written, as far as it has come: more of it may follow, and then the op itself
        growing: bool,
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
    /// A session is there, but nothing more can be asked of it here.
    Ended { session_id: String, error: ErrorReport },
    /// Something went wrong that belongs to no command.
    Warning {
        session_id: Option<String>,
        error: ErrorReport,
    },
}
