//! Why an intention is refused: expected, harmless, nothing was changed.

use crate::protocol::SessionStatus;
use crate::version::{ChoiceError, PatchError};

/// A refusal by the rules of the workflow.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// Work on a session that has ended.
    #[error("the session is {}", word(*.status))]
    NotActive {
        /// What it is
        status: SessionStatus,
    },
    /// There is no such version, or it could not be read from the store.
    #[error("there is no version {version}")]
    UnknownVersion {
        /// As asked for
        version: u32,
    },
    /// A version with which everything began has no change that could be made or taken back.
    #[error("version {version} is where the design begins, no change")]
    FirstVersion {
        /// As asked for
        version: u32,
    },
    /// No version is left to take back.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// No undone version is left to bring again.
    #[error("there is nothing to redo")]
    NothingToRedo,
    /// The change would leave the document as it is.
    #[error("this would change nothing")]
    NoChange,
    /// What is to be brought is there.
    #[error("{what} is here already")]
    HereAlready {
        /// A version or a branch, in words
        what: String,
    },
    /// What a version changed is not there any more.
    #[error("what version {version} changed is gone from here, or is as it was before it")]
    ChangeGone {
        /// As asked for
        version: u32,
    },
    /// What a version changed has another value by now.
    #[error("what version {version} changed was changed again since")]
    ChangedSince {
        /// As asked for
        version: u32,
    },
    /// The change of a version is not part of the branch any more.
    #[error("version {version} is not on this branch, or was taken back already")]
    TakenBack {
        /// As asked for
        version: u32,
    },
    /// All of the change goes beyond what the words named, and such changes are held back.
    #[error("the answer changes only what was not named, and waits to be accepted")]
    AllHeldBack {
        /// The change, as a JSON list of ops
        held: String,
    },
    /// The app wants every change to be looked at before it is made.
    #[error("the change waits to be accepted, part by part")]
    ForReview {
        /// The change, as a JSON list of ops
        held: String,
    },
    /// Nothing of the edit is held back on this branch, or it no longer fits the document.
    #[error("nothing of the edit {:?} is held back that could be made now", start(.edit))]
    NothingHeld {
        /// As asked for
        edit: String,
    },
    /// What is held back has no such part, or no longer.
    #[error("there is no part {part} in what is held back, or it is settled already")]
    UnknownPart {
        /// As asked for
        part: u32,
    },
    /// No branch has this name.
    #[error("there is no branch {:?}", start(.name))]
    UnknownBranch {
        /// As asked for
        name: String,
    },
    /// A branch has this name already, or it cannot be one.
    #[error("{:?} cannot be the name of a new branch", start(.name))]
    BranchName {
        /// As asked for
        name: String,
    },
    /// No open edit has this id.
    #[error("there is no open edit {:?}", start(.edit))]
    UnknownEdit {
        /// As asked for
        edit: String,
    },
    /// An edit with this id is under way or has ended.
    #[error("the edit {:?} was already asked for", start(.edit))]
    DuplicateEdit {
        /// As asked for
        edit: String,
    },
    /// The ops do not apply.
    #[error("the change does not apply: {0}")]
    Patch(PatchError),
    /// Another edit came first and this one no longer fits.
    #[error("another edit came first, and this one no longer fits the document")]
    Conflict,
    /// A choice is about something on which the branches agree, or the choices cannot all be.
    #[error("{0}")]
    Choice(#[from] ChoiceError),
    /// A satisfaction score is 1 to 5.
    #[error("a score is a whole number from 1 to 5")]
    Score,
}

/// The start of what was given, enough to know it again: it may be of any length, and a message is for people.
fn start(given: &str) -> String {
    const LONGEST: usize = 64;
    let mut letters = given.chars();
    let mut start: String = letters.by_ref().take(LONGEST).collect();
    if letters.next().is_some() {
        start.push('…');
    }
    start
}

fn word(status: SessionStatus) -> &'static str {
    match status {
        SessionStatus::Active => "active",
        SessionStatus::Paused => "paused",
        SessionStatus::Completed => "completed",
        SessionStatus::Abandoned => "abandoned",
        SessionStatus::Expired => "expired",
    }
}
