//! What can be read of loaded sessions at any time, without an effect.

use super::view::ending_view;
use super::{Engine, EngineError};
use crate::context::PromptReport;
use crate::document::Document;
use crate::protocol::{EditView, SessionMetrics, SessionView, VersionInfo};
use crate::version::{Patch, Verified, describe, diff};
use crate::workflow::design::{DesignState, Rejection};

impl Engine {
    fn state(&self, session: &str) -> Result<&DesignState, EngineError> {
        match self.sessions.get(session) {
            Some(actor) => Ok(&actor.state),
            None => Err(EngineError::NotOpen {
                session: session.to_owned(),
            }),
        }
    }

    /// The ids of all loaded sessions.
    pub fn loaded(&self) -> impl Iterator<Item = &str> {
        self.sessions.keys().map(String::as_str)
    }

    /// The session as it is now. `now` is for its TTL.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`]
    pub fn view(&self, session: &str, now: u64) -> Result<SessionView, EngineError> {
        match self.sessions.get(session) {
            Some(actor) => Ok(actor.view(now)),
            None => Err(EngineError::NotOpen {
                session: session.to_owned(),
            }),
        }
    }

    /// The document at the head of the current branch; an empty screen before the first version.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`]
    pub fn document(&self, session: &str) -> Result<Document, EngineError> {
        Ok(self.state(session)?.document())
    }

    /// Versions with a number above `after`, oldest first.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`]
    pub fn versions(&self, session: &str, after: u32) -> Result<&[VersionInfo], EngineError> {
        let versions = &self.state(session)?.versions;
        let start = versions.partition_point(|version| version.number <= after);
        Ok(versions.get(start..).unwrap_or_default())
    }

    /// The last fifty edits, of all visits, that ended without a version, oldest first.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`]
    pub fn endings(&self, session: &str) -> Result<Vec<EditView>, EngineError> {
        Ok(self.state(session)?.endings.iter().map(ending_view).collect())
    }

    /// The document as it was.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`], [`Rejection::UnknownVersion`]
    pub fn at(&self, session: &str, version: u32) -> Result<Document, EngineError> {
        let document = self.state(session)?.document_at(version);
        Ok(document.ok_or(Rejection::UnknownVersion { version })?)
    }

    /// What leads from one version to another, and the same in words.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`], [`Rejection::UnknownVersion`]
    pub fn diff(&self, session: &str, from: u32, to: u32) -> Result<(Patch, String), EngineError> {
        let (before, after) = (self.at(session, from)?, self.at(session, to)?);
        let patch = diff(&before, &after);
        let words = describe(&patch, &before, &after);
        Ok((patch, words))
    }

    /// Reads every version and holds it against its stamp.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`]
    pub fn verify(&self, session: &str) -> Result<Verified, EngineError> {
        Ok(self.state(session)?.history.verify())
    }

    /// Figures of a session.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`]
    pub fn metrics(&self, session: &str) -> Result<SessionMetrics, EngineError> {
        Ok(self.state(session)?.metrics())
    }

    /// What was told to a model about an edit of this visit; `None` if nothing was.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`]
    pub fn prompt_report(&self, session: &str, edit: &str) -> Result<Option<&PromptReport>, EngineError> {
        match self.sessions.get(session) {
            Some(actor) => Ok(actor.report(edit)),
            None => Err(EngineError::NotOpen {
                session: session.to_owned(),
            }),
        }
    }
}
