//! What a prompt was understood to say, before any model is asked.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// What kind of change is wanted. An edit can have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Intent {
    /// Text, value or state
    Modify,
    /// Something new; also duplicate and wrap
    Add,
    /// Something goes
    Remove,
    /// Colour, font, radius, shadow, emphasis
    Style,
    /// Position, order, size, spacing, alignment
    Layout,
}

/// What is hidden from models by the guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SecretKind {
    /// An e-mail address
    Email,
    /// A telephone number
    Phone,
    /// A payment card number that passes the Luhn check
    Card,
    /// An IBAN that passes its check
    Iban,
    /// An API key or token
    ApiKey,
    /// The value behind the word for a password
    Password,
    /// A social security number of the United States
    Ssn,
    /// An IPv4 or IPv6 address
    Ip,
    /// No secret: the long id of a node, which would cost a model many tokens
    NodeId,
}

/// A piece of the prompt that was replaced before it leaves the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// What stands in the masked prompt, for example `[EMAIL_1]`. Stable: the same text gets the same token.
    pub token: String,
    /// What it is
    pub kind: SecretKind,
    /// What was typed
    pub text: String,
}

/// What the guard made of the prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GuardReport {
    /// The prompt as models may see it: control characters gone, personal data replaced.
    pub masked: String,
    /// What was replaced, in order of appearance.
    pub placeholders: Vec<Placeholder>,
    /// The text tries to command the model instead of describing a change.
    pub injection: bool,
    /// The text asks for a script or a `javascript:` address.
    pub unsafe_request: bool,
}

/// A node that a reference may mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Candidate {
    /// The node
    pub id: String,
    /// 0 to 1, comparable within one reference
    pub score: f32,
    /// Why, in words that can be shown: `the only button`, `named in the last edit`
    pub reason: String,
}

impl Candidate {
    /// What it is called: reasons begin with that.
    pub(crate) fn name(&self) -> &str {
        self.reason.split(": ").next().unwrap_or_default()
    }

    /// What it alone is called: of those with one name, its text.
    pub(crate) fn own_words(&self) -> &str {
        self.name()
            .split(['“', '”'])
            .nth(1)
            .unwrap_or_else(|| self.name())
    }
}

/// What the references of a clause or of a whole prompt came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Targets {
    /// These nodes are meant, all of them, best first.
    Resolved { candidates: Vec<Candidate> },
    /// One of several is meant and it is too close to call.
    Ambiguous {
        question: String,
        candidates: Vec<Candidate>,
    },
    /// Nothing in the document is meant: a missing thing, or no design request at all.
    Nothing { reason: String },
}

/// One part of a prompt that asks for one change: `center the title` in `center the title and make the button red`.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// Byte range in [`GuardReport::masked`]
    pub span: Range<usize>,
    /// Intents with a confidence from 0 to 1, surest first
    pub intents: Vec<(Intent, f32)>,
    /// What it speaks of
    pub targets: Targets,
    /// Nothing else can be meant: it is the selection, the answer to a question, or named in full (by its text, name, kind or id)
    /// while nothing else comes near, and the words leave nothing open. Never where something is added.
    pub sure: bool,
}

/// Words about the session itself, answered without a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionRequest {
    /// `undo that`, `undo the last 2 changes`
    Undo { count: u32 },
    /// `redo`
    Redo { count: u32 },
    /// `go back to version 3`
    Rollback { version: u32 },
    /// `undo change 3`: that one alone
    Revert { version: u32 },
    /// `what changed since version 2?`, `compare 2 and 5`; `to: None` is the current one
    WhatChanged { from: Option<u32>, to: Option<u32> },
    /// `what changed in the last two versions?`
    LatestChanges { count: u32 },
    /// `switch to main`, `merge dark into main`: a branch is chosen where they are listed
    Branches,
}

/// Everything found out about a prompt.
#[derive(Clone, Debug, PartialEq)]
pub struct Understanding {
    /// The prompt after the guard
    pub guard: GuardReport,
    /// Set when the prompt is about the session: then nothing else is.
    pub session: Option<SessionRequest>,
    /// The parts, in order
    pub clauses: Vec<Clause>,
    /// All intents of all parts, without repeats
    pub intents: Vec<Intent>,
    /// All references of all parts together
    pub targets: Targets,
    /// All parts are [sure](Clause::sure), and there are no words besides that might ask for more
    pub sure: bool,
    /// Where the answer to a clarification stands in [`GuardReport::masked`], if it was given in words
    pub answer: Option<Range<usize>>,
    /// The nodes that a question was answered with
    pub settled: Vec<String>,
    /// A part says that the edit before was about the wrong thing
    pub corrects: bool,
}

/// An earlier edit, as the context window keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Interaction {
    /// As typed
    pub prompt: String,
    /// What it was taken for
    pub types: Vec<Intent>,
    /// The nodes it touched or spoke of; they may be gone by now
    pub targets: Vec<String>,
    /// What it did, in words
    pub summary: String,
    /// The version it made
    pub version: u32,
}
