//! The events: what happened, for ever. Names on disk are `area.past/version`.

use serde::{Deserialize, Serialize};

use crate::context::{Candidate, Intent};
use crate::model::Spending;
use crate::protocol::{Attempt, EditStatus, ErrorReport, SentCall, SessionStatus, VersionKind};
use crate::workflow::design::MAIN_BRANCH;

/// One thing that happened in a session. Written as its name around its data: `{"session.rated/1":{"score":4}}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The session began. Once more in a copy, behind what it was copied with.
    #[serde(rename = "session.created/1")]
    SessionCreated {
        session: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user: Option<String>,
        prompt: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ttl_ms: Option<u64>,
        /// The session it is a copy of
        #[serde(default, skip_serializing_if = "Option::is_none")]
        copy_of: Option<String>,
    },
    /// The app set the status, or the TTL ran out.
    #[serde(rename = "session.status-set/1")]
    StatusSet { status: SessionStatus },
    /// A person said how content they are.
    #[serde(rename = "session.rated/1")]
    Rated { score: u8 },
    /// An edit was asked for while another one was in work; from here on it is never forgotten.
    #[serde(rename = "edit.queued/1")]
    EditQueued {
        edit: String,
        /// Empty: what the session was created with
        prompt: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        target: Vec<String>,
        /// The version the person saw, if the app said so; else it is the head when its turn comes
        #[serde(default, skip_serializing_if = "Option::is_none")]
        base: Option<u32>,
        /// The engine that will work on it
        owner: String,
        /// How many images the model is to be shown; they are kept by its owner alone
        #[serde(default, skip_serializing_if = "is_zero")]
        images: u32,
    },
    /// An edit was begun; from here on it is never forgotten.
    #[serde(rename = "edit.requested/1")]
    EditRequested {
        edit: String,
        /// Empty: what it was queued with
        #[serde(default, skip_serializing_if = "String::is_empty")]
        prompt: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        target: Vec<String>,
        /// The head it was made on
        base: u32,
        #[serde(default = "main_branch", skip_serializing_if = "is_main_branch")]
        branch: String,
        /// The engine that works on it
        owner: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        types: Vec<Intent>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        create: bool,
        /// As above
        #[serde(default, skip_serializing_if = "is_zero")]
        images: u32,
    },
    /// Another engine took over an edit whose owner is gone, or a model is asked once more.
    #[serde(rename = "edit.resumed/1")]
    EditResumed { edit: String, owner: String },
    /// It was too close to call what is meant.
    #[serde(rename = "edit.asked/1")]
    EditAsked {
        edit: String,
        question: String,
        candidates: Vec<Candidate>,
    },
    /// The question was answered, by a node or by words.
    #[serde(rename = "edit.answered/1")]
    EditAnswered {
        edit: String,
        owner: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        node: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// An edit ended without a version.
    #[serde(rename = "edit.ended/1")]
    EditEnded {
        edit: String,
        status: EditStatus,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        summary: String,
        ms: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<ErrorReport>,
        /// What its calls took, as a version has it
        #[serde(default, skip_serializing_if = "Option::is_none")]
        input_tokens: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        output_tokens: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cached: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cost: Option<f64>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attempts: Vec<Attempt>,
    },
    /// A version was made. The change is in the record's delta or keyframe section. Ends the edit it came from.
    #[serde(rename = "version.committed/1")]
    VersionCommitted {
        number: u32,
        parent: u32,
        #[serde(default = "main_branch", skip_serializing_if = "is_main_branch")]
        branch: String,
        kind: VersionKind,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        edit: Option<String>,
        /// Empty: what the edit was requested with, if it came from one
        #[serde(default, skip_serializing_if = "String::is_empty")]
        prompt: String,
        summary: String,
        /// Empty: what the edit was requested as, if it came from one
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        types: Vec<Intent>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        targets: Vec<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        outside: Vec<String>,
        /// Changes that were held back, as a JSON list of ops
        #[serde(default, skip_serializing_if = "String::is_empty")]
        held: String,
        ms: u32,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        provider: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        input_tokens: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        output_tokens: Option<u32>,
        /// Of the input tokens: read from the provider's cache. Its name is short because it is spelled.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cached: Option<u32>,
        /// By the prices of that day
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cost: Option<f64>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        from_cache: bool,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attempts: Vec<Attempt>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<u32>,
        /// The user as whom the session was open where it was made: only that of the session itself, with whom it is erased
        #[serde(default, skip_serializing_if = "Option::is_none")]
        author: Option<String>,
    },
    /// What an edit holds back from now on, as a JSON list of ops; empty: nothing any more. A version says by itself what its edit held
    /// back at first.
    #[serde(rename = "edit.held/1")]
    EditHeld {
        edit: String,
        held: String,
        /// Some of it was accepted
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        made: bool,
    },
    /// What calls of an edit took that neither its version nor its end can say: it went on, was asked for with others, or was over before.
    #[serde(rename = "edit.spent/1")]
    EditSpent {
        edit: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        input_tokens: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        output_tokens: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cached: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cost: Option<f64>,
    },
    /// A request was sent to a model server, and the call ended. What it said is not here.
    #[serde(rename = "model.called/1")]
    ModelCalled {
        edit: String,
        at: u64,
        provider: String,
        name: String,
        server: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        input_tokens: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        output_tokens: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    /// A name was given to a version, and work goes on there.
    #[serde(rename = "branch.created/1")]
    BranchCreated { name: String, version: u32 },
    /// Work goes on at another branch.
    #[serde(rename = "branch.switched/1")]
    BranchSwitched { name: String },
}

impl Event {
    /// What calls of an edit took, as an event.
    pub fn of_spending(edit: &str, spent: &Spending) -> Self {
        Self::EditSpent {
            edit: edit.to_owned(),
            input_tokens: spent.input_tokens,
            output_tokens: spent.output_tokens,
            cached: spent.cached_input_tokens,
            cost: spent.cost,
        }
    }

    /// What it says that calls took.
    pub fn spending(&self) -> Option<Spending> {
        match self {
            Self::EditSpent {
                input_tokens,
                output_tokens,
                cached,
                cost,
                ..
            }
            | Self::EditEnded {
                input_tokens,
                output_tokens,
                cached,
                cost,
                ..
            }
            | Self::VersionCommitted {
                input_tokens,
                output_tokens,
                cached,
                cost,
                ..
            } => Some(Spending {
                input_tokens: *input_tokens,
                output_tokens: *output_tokens,
                cached_input_tokens: *cached,
                cost: *cost,
            }),
            _ => None,
        }
    }

    /// Who made the version, if it is one and says so.
    pub fn author(&self) -> Option<&str> {
        match self {
            Self::VersionCommitted { author, .. } => author.as_deref(),
            _ => None,
        }
    }

    /// Says who made the version, if it is one.
    pub fn set_author(&mut self, by: Option<&String>) {
        if let Self::VersionCommitted { author, .. } = self {
            *author = by.cloned();
        }
    }

    /// A line of the audit log as an event.
    pub fn of_call(call: &SentCall) -> Self {
        Self::ModelCalled {
            edit: call.edit_id.clone(),
            at: call.at as u64,
            provider: call.provider.clone(),
            name: call.model.clone(),
            server: call.server.clone(),
            input_tokens: call.input_tokens,
            output_tokens: call.output_tokens,
            error: call.error.clone(),
        }
    }

    /// The line of the audit log that it is, if it is one.
    pub fn as_call(&self) -> Option<SentCall> {
        match self {
            Self::ModelCalled {
                edit,
                at,
                provider,
                name,
                server,
                input_tokens,
                output_tokens,
                error,
            } => Some(SentCall {
                at: *at as f64,
                edit_id: edit.clone(),
                provider: provider.clone(),
                model: name.clone(),
                server: server.clone(),
                input_tokens: *input_tokens,
                output_tokens: *output_tokens,
                error: error.clone(),
            }),
            _ => None,
        }
    }
}

fn main_branch() -> String {
    MAIN_BRANCH.to_owned()
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

fn is_main_branch(name: &str) -> bool {
    name == MAIN_BRANCH
}
