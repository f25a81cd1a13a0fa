//! What is decided: events, and the version among them.

use super::{DesignState, Rejection};
use crate::context::Intent;
use crate::document::Document;
use crate::journal::Event;
use crate::model::Spending;
use crate::protocol::{Attempt, VersionKind};
use crate::version::{Patch, Stamp, Standing};

/// A version's change and its document.
#[derive(Clone, Debug)]
pub struct Made {
    /// From the parent
    pub patch: Patch,
    /// What came of it
    pub document: Document,
}

/// Where the document of a version comes from.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// It was just made, or made again
    Made(&'a Made),
    /// It was made again after its parent was lost; the stamp is the stored one
    AfterLoss(&'a Made, Stamp, Standing),
    /// It is in the history already, packed with others
    Packed,
    /// It is stored, and read when it is asked for
    Stored {
        /// What [`crate::version::encode_delta`] wrote
        delta: Option<&'a [u8]>,
        /// What [`crate::version::encode_keyframe`] wrote
        keyframe: Option<&'a [u8]>,
    },
}

/// Events that belong together, and the version among them, if there is one.
#[derive(Clone, Debug, Default)]
pub struct Decision {
    /// In order; one record
    pub events: Vec<Event>,
    /// Set when `events` holds a version
    pub made: Option<Made>,
}

impl From<Event> for Decision {
    fn from(event: Event) -> Self {
        Self {
            events: vec![event],
            made: None,
        }
    }
}

/// What is to be said of a new version besides its place.
#[derive(Default)]
pub(super) struct Version {
    pub(super) kind: VersionKind,
    pub(super) edit: Option<String>,
    pub(super) prompt: String,
    pub(super) summary: String,
    pub(super) types: Vec<Intent>,
    pub(super) targets: Vec<String>,
    pub(super) outside: Vec<String>,
    pub(super) held: String,
    pub(super) ms: u32,
    pub(super) provider: String,
    pub(super) spent: Spending,
    pub(super) from_cache: bool,
    pub(super) attempts: Vec<Attempt>,
    pub(super) of: Option<u32>,
}

impl Version {
    pub(super) fn into_event(self, number: u32, parent: u32, branch: &str) -> Event {
        Event::VersionCommitted {
            number,
            parent,
            branch: branch.to_owned(),
            kind: self.kind,
            edit: self.edit,
            prompt: self.prompt,
            summary: self.summary,
            types: self.types,
            targets: self.targets,
            outside: self.outside,
            held: self.held,
            ms: self.ms,
            provider: self.provider,
            input_tokens: self.spent.input_tokens,
            output_tokens: self.spent.output_tokens,
            cached: self.spent.cached_input_tokens,
            cost: self.spent.cost,
            from_cache: self.from_cache,
            attempts: self.attempts,
            of: self.of,
            // It is said where it is stored.
            author: None,
        }
    }
}

/// A version of which nothing is known any more but what it is.
pub(crate) fn unsaid(number: u32, parent: u32, branch: &str) -> Event {
    let about = Version {
        summary: "What was said of it is lost".to_owned(),
        ..Version::default()
    };
    about.into_event(number, parent, branch)
}

/// A version on the current branch.
pub(super) fn version(state: &DesignState, made: Made, about: Version) -> Result<Decision, Rejection> {
    if made.patch.ops.is_empty() {
        return Err(Rejection::NoChange);
    }
    recorded(state, made, about)
}

/// The same, whether it changes anything or not.
pub(super) fn recorded(state: &DesignState, made: Made, about: Version) -> Result<Decision, Rejection> {
    let event = about.into_event(state.next_version, state.head(), &state.branch);
    Ok(Decision {
        events: vec![event],
        made: Some(made),
    })
}
