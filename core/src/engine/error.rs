//! Every error that leaves the engine: one place where codes, words and advice stand side by side.

use crate::context::{PromptError, mask, one_line};
use crate::document::DocumentError;
use crate::engine::{StoreFault, StoreFaultKind};
use crate::journal::JournalError;
use crate::letters;
use crate::model::ModelError;
use crate::protocol::{ErrorReport, SessionState, SessionStatus};
use crate::version::{ChoiceError, PatchError, VersionError};
use crate::workflow::design::Rejection;

/// Anything that can go wrong, by whose doing: a caller's mistake, a rule of the workflow, or the world.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    // Misuse: the caller can know better.
    /// The session was not opened, or was closed.
    #[error("the session {session} is not open")]
    NotOpen { session: String },
    /// An id that is not 1 to 64 characters of `A-Za-z0-9_-`.
    #[error("an edit id is 1 to 64 characters of A-Z, a-z, 0-9, _ and -")]
    EditId,
    /// An image that cannot be shown to a model.
    #[error("{what}")]
    Image { what: &'static str },
    /// A command field that cannot be.
    #[error("{what}")]
    Argument { what: &'static str },

    // Rejections: the rules say no.
    /// Refused by the workflow.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// There is no such session.
    #[error("there is no session {}", one_line(session, 64))]
    UnknownSession { session: String },
    /// The session is somebody else's.
    #[error("the session belongs to another user")]
    Forbidden,
    /// A node that the edit was to be about is not in the document.
    #[error("there is no part with the id {} in the document", one_line(id, 64))]
    TargetGone { id: String },
    /// The words mean nothing in this document.
    #[error("{reason}")]
    NothingMeant { reason: String },
    /// The prompt cannot be taken.
    #[error(transparent)]
    Prompt(#[from] PromptError),

    // Faults: the world, or data.
    /// The document is refused.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// Ops are refused.
    #[error(transparent)]
    Patch(#[from] PatchError),
    /// Stored bytes cannot be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Some versions could not be read and were left out.
    #[error("{versions} of the stored versions could not be read and were set aside")]
    SetAside { versions: u32 },
    /// Records were damaged and could be put right, or versions were made without one before them that was lost.
    #[error("{records} damaged records of the session were put right as far as they could be")]
    Mended { records: u32 },
    /// A version cannot be had.
    #[error(transparent)]
    Version(#[from] VersionError),
    /// A session whose beginning cannot be read.
    #[error("the stored session cannot be read: {0}")]
    Unreadable(JournalError),
    /// The same where edits could not be stored before somebody newer went on.
    #[error(
        "a newer version of this app went on with the session, and what could not be saved before is only here"
    )]
    Overtaken(JournalError),
    /// The store could not do it.
    #[error("{}", store_words(.0.kind))]
    Store(StoreFault),
    /// The session was deleted by somebody else meanwhile.
    #[error("the session was deleted")]
    Deleted,
    /// It was closed, and not all of it could be stored.
    #[error("the session is not saved; versions that are only in memory: {versions}")]
    NotSaved { versions: u32 },
    /// The imported file is none of ours or was changed.
    #[error("the file cannot be imported: {what}")]
    Import { what: String },
    /// The imported file is of a later release.
    #[error("the file cannot be imported: {what} is newer than this app")]
    ImportNewer { what: String },
    /// The imported file is larger than what is read.
    #[error("the file cannot be imported: more than {limit} bytes are not read")]
    ImportTooLarge { limit: usize },
    /// A part of a file that is not being imported: it was never begun, ended, or was lost with a crash.
    #[error("this import is not under way")]
    ImportUnknown,
    /// Something of a session that is to be exported is lost.
    #[error("the session cannot be exported as it is: something of it is damaged")]
    ExportDamaged,
    /// The model call failed.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The provider said when it can be asked again, and there is no other one.
    #[error("the provider ({provider}) asked to be left alone for now")]
    Unavailable {
        provider: String,
        wait_ms: u64,
        cause: ModelError,
    },
    /// The session was closed before the edit was over.
    #[error("the session was closed before the edit was over")]
    Suspended,
    /// The limit of model calls is used up.
    #[error("this user or session has used up its model calls; there will be another one in {} s", wait_ms.div_ceil(1000))]
    RateLimited { wait_ms: u64 },
    /// The model's answer stayed unusable.
    #[error("the model's answer could not be used")]
    Answer { what: String },
    /// The page was closed while the edit ran, and again when it was taken up.
    #[error("the edit was interrupted")]
    Interrupted,
}

fn store_words(kind: StoreFaultKind) -> &'static str {
    match kind {
        StoreFaultKind::Quota => "there is no room left to save",
        StoreFaultKind::Unavailable => "there is no place to save here",
        StoreFaultKind::Blocked => "another tab keeps the store busy with an older version of this app",
        StoreFaultKind::Lost => "the connection to the store was lost",
        StoreFaultKind::Failed => "the store failed",
    }
}

impl EngineError {
    /// The code, for ever.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotOpen { .. } => "session.not-open",
            Self::EditId => "edit.bad-id",
            Self::Argument { .. } => "command.bad-argument",
            Self::Image { .. } => "edit.bad-image",
            Self::Rejected(rejection) => rejection.code(),
            Self::UnknownSession { .. } => "session.unknown",
            Self::Forbidden => "session.forbidden",
            Self::TargetGone { .. } => "edit.target-gone",
            Self::NothingMeant { .. } => "edit.nothing-meant",
            Self::Prompt(error) => error.code(),
            Self::Document(error) => error.code(),
            Self::Patch(error) => error.code(),
            Self::Journal(error) => error.code(),
            Self::SetAside { .. } => "session.versions-set-aside",
            Self::Mended { .. } => "session.mended",
            Self::Version(error) => error.code(),
            Self::Unreadable(JournalError::Corrupt { .. }) => "session.corrupt",
            Self::Unreadable(error) | Self::Overtaken(error) => error.code(),
            Self::Store(fault) => match fault.kind {
                StoreFaultKind::Quota => "store.quota",
                StoreFaultKind::Unavailable => "store.unavailable",
                StoreFaultKind::Blocked => "store.blocked",
                StoreFaultKind::Lost => "store.lost",
                StoreFaultKind::Failed => "store.failed",
            },
            Self::Deleted => "session.deleted",
            Self::NotSaved { .. } => "session.not-saved",
            Self::Import { .. } => "import.invalid",
            Self::ImportNewer { .. } => "import.newer-version",
            Self::ImportTooLarge { .. } => "import.too-large",
            Self::ImportUnknown => "import.unknown",
            Self::ExportDamaged => "export.damaged",
            Self::Model(error) => error.code.as_str(),
            Self::Unavailable { .. } => "provider.unavailable",
            Self::Suspended => "edit.suspended",
            Self::RateLimited { .. } => "edit.rate-limited",
            Self::Answer { .. } => "edit.invalid-answer",
            Self::Interrupted => "edit.interrupted",
        }
    }

    /// Whether the same can work later or in another way without a change of the program.
    pub fn recoverable(&self) -> bool {
        !matches!(
            self,
            Self::NotOpen { .. }
                | Self::EditId
                | Self::Argument { .. }
                | Self::Forbidden
                | Self::Deleted
                | Self::UnknownSession { .. }
                | Self::Unreadable(_)
                | Self::Overtaken(_)
        )
    }

    /// What a person or a program can do now.
    pub fn suggested_action(&self) -> &'static str {
        match self {
            Self::NotOpen { .. } => "Open the session first.",
            Self::EditId => "Make a new id for every edit, for example a UUID.",
            Self::Argument { .. } => "Correct the argument.",
            Self::Image { .. } => "Show another image, a smaller one, or fewer.",
            Self::Rejected(rejection) => rejection.suggested_action(),
            Self::UnknownSession { .. } => "List the sessions and open one of them.",
            Self::Forbidden => "Open it as the user it belongs to.",
            Self::TargetGone { .. } => "Select another part, or none, and send the prompt again.",
            Self::NothingMeant { .. } => "Name a part of the design and what should change about it.",
            Self::Prompt(PromptError::Empty) => "Say what is to be made or changed.",
            Self::Prompt(_) => "Write the wish in fewer or other words.",
            Self::Document(error) if error.path().is_none() => "Give a smaller document, or raise the limit.",
            Self::Document(_) => "Correct the document at the place that is named and try again.",
            Self::Patch(_) => "Correct the op that is named and try again.",
            Self::Journal(JournalError::NewerFormat { .. } | JournalError::UnknownEvent { .. })
            | Self::Unreadable(JournalError::NewerFormat { .. } | JournalError::UnknownEvent { .. }) => {
                "Update the app: a newer version of it wrote this."
            }
            Self::Journal(_) => "Export what is left of the session and import an earlier export.",
            Self::Unreadable(_) => "Import an earlier export of the session.",
            Self::Overtaken(_) => {
                "Export the session before you leave: the file holds what was not saved. Update the app then."
            }
            Self::SetAside { .. } => "Go on from the version that is shown; it is the last good one.",
            Self::Version(VersionError::UnknownVersion { .. }) => "Choose a version from the history.",
            Self::Version(_) => "Open it with `salvage` and see what is left.",
            Self::Mended { .. } => "Look whether the design is as it should be, and export it.",
            Self::Store(fault) => match fault.kind {
                StoreFaultKind::Quota => "Export the session or delete old ones; saving resumes by itself.",
                StoreFaultKind::Unavailable => {
                    "Export the session before you leave: it lives in this tab only."
                }
                StoreFaultKind::Blocked => "Close other tabs of this app; saving resumes by itself.",
                StoreFaultKind::Lost | StoreFaultKind::Failed => "Wait a moment; saving resumes by itself.",
            },
            Self::Deleted => "Open another session.",
            Self::NotSaved { .. } => {
                "Export the session, or delete others; it stays here and saving resumes by itself."
            }
            Self::Import { .. } => "Export the session again and import that file.",
            Self::ImportNewer { .. } => "Load the newest version of this app and import the file there.",
            Self::ImportTooLarge { .. } => "Import a file of fewer versions, or raise the limit.",
            Self::ImportUnknown => "Import the file again, from its beginning.",
            Self::ExportDamaged => "Export it with `salvage`: everything that can be read is written anew.",
            Self::Model(error) => error.code.suggested_action(),
            Self::Unavailable { .. } => "Try again later, or choose another provider.",
            Self::Suspended => "Open the session again: where it is stored, the edit goes on.",
            Self::RateLimited { .. } => "Wait until then and send the prompt again.",
            Self::Answer { .. } => "Say it in other words, or use another model.",
            Self::Interrupted => "Send the prompt again.",
        }
    }

    /// What became of the session.
    pub fn session_state(&self) -> Option<SessionState> {
        match self {
            Self::NotOpen { .. } | Self::UnknownSession { .. } | Self::Forbidden | Self::Deleted => None,
            Self::SetAside { .. } | Self::Mended { .. } => Some(SessionState::Recovered),
            Self::Unreadable(JournalError::Corrupt { .. }) => Some(SessionState::Corrupted),
            _ => Some(SessionState::Preserved),
        }
    }

    /// As apps see it.
    pub fn report(&self) -> ErrorReport {
        let message = self.to_string();
        let sentence = letters::capitalised(&message);
        ErrorReport {
            code: self.code().to_owned(),
            message: if sentence.ends_with(['.', '?', '!']) {
                sentence
            } else {
                sentence + "."
            },
            recoverable: self.recoverable(),
            suggested_action: Some(match self {
                Self::Model(error) => error.suggested_action(),
                Self::Unavailable { wait_ms, .. } => {
                    let seconds = wait_ms.div_ceil(1000);
                    format!("Try again in {seconds} s, or choose another provider.")
                }
                _ => self.suggested_action().to_owned(),
            }),
            session_state: self.session_state(),
            cause: match self {
                Self::Store(fault) if !fault.detail.is_empty() => Some(fault.detail.clone()),
                Self::Model(error) => error.reason().map(str::to_owned),
                Self::Unavailable { cause, .. } => Some(cause.to_string()),
                // What comes after its first sentence is said to the model, and what is quoted there are its own words.
                Self::Answer { what } => {
                    let what = without_quotations(what);
                    let end = what.find(". ").map_or(what.len(), |at| at + 1);
                    what.get(..end).map(|what| mask(what, &mut Vec::new()))
                }
                _ => None,
            },
            retry_after_ms: match self {
                Self::RateLimited { wait_ms } | Self::Unavailable { wait_ms, .. } => Some(*wait_ms as f64),
                Self::Model(error) => error.retry_after_ms.filter(|wait| wait.is_finite()),
                _ => None,
            },
        }
    }
}

/// A message with `"…"` for each quotation in it.
fn without_quotations(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let mut letters = message.chars();
    while let Some(letter) = letters.next() {
        out.push(letter);
        if letter != '"' {
            continue;
        }
        out.push('…');
        while let Some(inner) = letters.next() {
            match inner {
                '\\' => _ = letters.next(),
                '"' => break,
                _ => {}
            }
        }
        out.push('"');
    }
    out
}

impl Rejection {
    /// The code, for ever.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotActive { status } => match status {
                SessionStatus::Expired => "session.expired",
                SessionStatus::Paused => "session.paused",
                _ => "session.ended",
            },
            Self::UnknownVersion { .. } => "version.unknown",
            Self::FirstVersion { .. } => "version.first",
            Self::NothingToUndo => "version.nothing-to-undo",
            Self::NothingToRedo => "version.nothing-to-redo",
            Self::NoChange
            | Self::HereAlready { .. }
            | Self::ChangeGone { .. }
            | Self::ChangedSince { .. }
            | Self::TakenBack { .. } => "edit.no-change",
            Self::AllHeldBack { .. } => "edit.outside",
            Self::ForReview { .. } => "edit.review",
            Self::NothingHeld { .. } => "edit.nothing-held",
            Self::UnknownPart { .. } => "edit.unknown-part",
            Self::UnknownBranch { .. } => "branch.unknown",
            Self::BranchName { .. } => "branch.bad-name",
            Self::UnknownEdit { .. } => "edit.unknown",
            Self::DuplicateEdit { .. } => "edit.duplicate",
            Self::Patch(error) => error.code(),
            Self::Conflict => "edit.conflict",
            Self::Choice(ChoiceError::Unknown { .. }) => "merge.unknown-conflict",
            Self::Choice(_) => "merge.choices-clash",
            Self::Score => "session.bad-score",
        }
    }

    /// What a person or a program can do now.
    pub fn suggested_action(&self) -> &'static str {
        match self {
            Self::NotActive {
                status: SessionStatus::Paused,
            } => "Resume the session, then do it again.",
            Self::NotActive { .. } => "Start a new session from its document.",
            Self::FirstVersion { .. } => "Choose a later version, or roll back to another one.",
            Self::UnknownVersion { .. } => "Choose a version from the history.",
            Self::NothingToUndo | Self::NothingToRedo => "Choose a version from the history to go to.",
            Self::NoChange => "Ask for something that is not so yet.",
            Self::HereAlready { .. } => "Nothing is left to do. Take it back first to bring it anew.",
            Self::ChangeGone { .. } => "Bring back first what it changed, or choose another version.",
            Self::ChangedSince { .. } => {
                "Take back first the later version that changed it again, or roll back."
            }
            Self::TakenBack { .. } => "Choose another version; what took this one back can be taken back.",
            Self::AllHeldBack { .. } => {
                "Look at what was held back and accept or reject it, or name or select what may be changed."
            }
            Self::ForReview { .. } => "Accept what should be made, and reject the rest.",
            Self::NothingHeld { .. } => "Look at what is held back now.",
            Self::UnknownPart { .. } => {
                "Look at what is still held back: each part has its number, which stays."
            }
            Self::UnknownBranch { .. } => "Choose one of the branches of this session.",
            Self::BranchName { .. } => "Choose a name of 1 to 64 characters that no branch has.",
            Self::UnknownEdit { .. } => "Send the prompt as a new edit.",
            Self::DuplicateEdit { .. } => "Make a new id for every edit, for example a UUID.",
            Self::Patch(_) => "Correct the op that is named and try again.",
            Self::Conflict => "Look at the newest version and send the prompt again.",
            Self::Choice(ChoiceError::Unknown { .. }) => {
                "Preview the merge again and choose among its conflicts, by their `key`."
            }
            Self::Choice(_) => "Decide what belongs together for the same side.",
            Self::Score => "Give a whole number from 1 to 5.",
        }
    }
}
