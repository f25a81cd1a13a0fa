//! What somebody wants of a session, before it is checked against the state.
//!
//! An intention holds no conclusion about the head: when an append meets a conflict, the same intention is decided once more.

use crate::context::{Candidate, Intent};
use crate::document::Document;
use crate::model::Spending;
use crate::protocol::{Attempt, EditStatus, ErrorReport, SentCall, SessionStatus};
use crate::version::{Patch, Policy};

/// An edit as it was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The app's id of it
    pub edit: String,
    /// As typed
    pub prompt: String,
    /// Selected nodes
    pub target: Vec<String>,
    /// The engine that will work on it
    pub owner: String,
    /// What it was taken for
    pub types: Vec<Intent>,
    /// It makes a design of its own: there was none when it was asked for
    pub create: bool,
    /// How many images the model is shown
    pub images: u32,
}

/// When a change beyond what was meant is held back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hold {
    /// Never
    #[default]
    Nothing,
    /// Where it takes most of the design away, which nobody asked for: an answer that is a part where the whole was wanted
    Sweeping,
    /// Always
    All,
    /// The whole change, also what was asked for: somebody looks at it first
    Everything,
}

/// A change that a model made on a version, to be committed there or on what the head is by then.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The edit it comes from
    pub edit: String,
    /// The version it was made on
    pub base: u32,
    /// The change
    pub patch: Patch,
    /// Why a part of what was asked for is not in it
    pub left: String,
    /// Nodes that the words were understood to mean
    pub meant: Vec<String>,
    /// What goes beyond them is held back instead of made
    pub hold: Hold,
    /// What the edit was taken for
    pub types: Vec<Intent>,
    /// Milliseconds from the request to the end of the answer
    pub ms: u32,
    /// Who answered
    pub provider: String,
    /// What its calls took
    pub spent: Spending,
    /// Nobody was asked: the answer was kept
    pub from_cache: bool,
    /// Its calls, where the first one was not enough
    pub attempts: Vec<Attempt>,
}

/// What a session begins with.
#[derive(Clone, Debug)]
pub enum First {
    /// A document, which is its first version
    Document(Document),
    /// An edit that makes one of the prompt; from here on it is never forgotten
    Edit {
        /// Its id
        edit: String,
        /// The engine that will work on it
        owner: String,
        /// How many images the model is to be shown
        images: u32,
    },
}

/// What somebody wants.
#[derive(Clone, Debug)]
pub enum Intention {
    /// A new session, with its first version or the edit that is to make it
    Create {
        session: String,
        user: Option<String>,
        prompt: String,
        ttl_ms: Option<u64>,
        first: First,
    },
    /// A model call that was sent is to be on record
    Log(SentCall),
    /// What calls of edits took that no version and no end of an edit will say
    Spend(Vec<(String, Spending)>),
    /// An edit waits until those before it are over
    Queue { request: Request, base: Option<u32> },
    /// A model is to be asked
    Request(Request),
    /// A question is to be put, about a new edit or one that is open
    Ask {
        request: Request,
        question: String,
        candidates: Vec<Candidate>,
    },
    /// A question was answered
    Answer {
        edit: String,
        owner: String,
        node: Option<String>,
        text: Option<String>,
    },
    /// An edit whose owner is gone goes on here; or it runs once more on a new head
    Resume {
        edit: String,
        from: String,
        owner: String,
    },
    /// An edit ends without a version; `request` is set if it was not accepted before, or ends here only if nobody else works on it
    End {
        edit: String,
        request: Option<Request>,
        status: EditStatus,
        summary: String,
        ms: u32,
        error: Option<Box<ErrorReport>>,
        spent: Spending,
        attempts: Vec<Attempt>,
        /// Changes that were held back and can be accepted, as a JSON list of ops
        held: String,
    },
    /// Parts of what an edit held back are made, or left out for good; `None`: all of them
    Settle {
        edit: String,
        accept: bool,
        parts: Option<Vec<u32>>,
    },
    /// A model's change becomes a version
    Commit(Box<Draft>),
    /// The app's own change becomes a version
    Apply {
        patch: Patch,
        /// What it was made on
        base: Document,
        summary: String,
    },
    /// The latest version that is not undone is taken back; `also` so many right before it, with which it is told as one
    Undo {
        edit: Option<String>,
        prompt: String,
        also: u32,
    },
    /// The latest undone version is brought again; `also` as with undo
    Redo {
        edit: Option<String>,
        prompt: String,
        also: u32,
    },
    /// The document as it was at a version becomes the newest
    Rollback {
        version: u32,
        edit: Option<String>,
        prompt: String,
    },
    /// A name for a version
    CreateBranch { version: u32, name: String },
    /// Work goes on elsewhere
    SwitchBranch { name: String },
    /// What a branch changed since it left is brought here; `choices` are conflicts by their keys, and whose side is taken there
    Merge {
        name: String,
        policy: Policy,
        choices: Vec<(String, Policy)>,
    },
    /// One version is taken back, those after it stay
    Revert {
        version: u32,
        edit: Option<String>,
        prompt: String,
    },
    /// The change of a version is made once more, here
    CherryPick { version: u32 },
    /// The status changes
    SetStatus { status: SessionStatus },
    /// A satisfaction score
    Rate { score: u8 },
}

/// What is asked for by itself, not by the words of an edit.
impl Intention {
    /// One step back
    pub fn undo() -> Self {
        Self::Undo {
            edit: None,
            prompt: String::new(),
            also: 0,
        }
    }

    /// One step forth
    pub fn redo() -> Self {
        Self::Redo {
            edit: None,
            prompt: String::new(),
            also: 0,
        }
    }

    /// Back to a version
    pub fn rollback(version: u32) -> Self {
        Self::Rollback {
            version,
            edit: None,
            prompt: String::new(),
        }
    }

    /// One version taken back
    pub fn revert(version: u32) -> Self {
        Self::Revert {
            version,
            edit: None,
            prompt: String::new(),
        }
    }
    /// Whether who wants it knows at once what will be shown then, before it is stored. What edits come to nobody knows ahead.
    pub fn is_seen_ahead(&self) -> bool {
        match self {
            Self::Apply { .. }
            | Self::CreateBranch { .. }
            | Self::SwitchBranch { .. }
            | Self::Merge { .. }
            | Self::CherryPick { .. }
            | Self::Settle { accept: true, .. } => true,
            Self::Undo { edit, .. }
            | Self::Redo { edit, .. }
            | Self::Rollback { edit, .. }
            | Self::Revert { edit, .. } => edit.is_none(),
            _ => false,
        }
    }
}
