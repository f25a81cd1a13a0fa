//! What can be read of loaded sessions at any time, without an effect.

use super::actor::Actor;
use super::view::ending_view;
use super::{Engine, EngineError};
use crate::context::PromptReport;
use crate::document::{Document, Limits};
use crate::protocol::{
    EditEstimate, EditView, HeldChange, HistoryReport, MergeChoice, MergePolicy, MergePreview, SentCall,
    SessionMetrics, SessionView, StagedPart, VersionInfo, VersionKind,
};
use crate::version::{Patch, Staged, split, stage};
use crate::workflow::design::{DesignState, Held, Rejection, merged, offered};

impl Engine {
    pub(super) fn actor(&self, session: &str) -> Result<&Actor, EngineError> {
        self.sessions.get(session).ok_or_else(|| EngineError::NotOpen {
            session: session.to_owned(),
        })
    }

    fn state(&self, session: &str) -> Result<&DesignState, EngineError> {
        Ok(&self.actor(session)?.state)
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
        Ok(self.actor(session)?.view(now, &self.world))
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
        let state = self.state(session)?;
        let views = state.endings.iter().map(|ending| ending_view(ending, state));
        Ok(views.collect())
    }

    /// The document as it was.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`], [`Rejection::UnknownVersion`]
    pub fn at(&self, session: &str, version: u32) -> Result<Document, EngineError> {
        let document = self.state(session)?.document_at(version);
        Ok(document.ok_or(Rejection::UnknownVersion { version })?)
    }

    /// Reads every version, holds it against its stamp, and says what the history takes.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`]
    pub fn verify(&self, session: &str) -> Result<HistoryReport, EngineError> {
        let history = &self.state(session)?.history;
        let (found, size) = (history.verify(), history.size());
        Ok(HistoryReport {
            versions: found.versions,
            damaged: found.damaged,
            mended: found.mended,
            change_bytes: size.changes as f64,
            keyframe_bytes: size.keyframes as f64,
            packed_bytes: size.packed as f64,
        })
    }

    /// The version that gave what is at `path` of the node `id` (`None`: of the root value) in `version` its value. One that only brought
    /// back or over what another version had made (undo, redo, rollback, revert, merge) is not meant, but that other one.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`]
    pub fn blame(
        &self,
        session: &str,
        version: u32,
        id: Option<&str>,
        path: &str,
    ) -> Result<Option<u32>, EngineError> {
        // As tolerant as ops are: a path may lack its slash.
        let path = match path {
            path if path.is_empty() || path.starts_with('/') => path.to_owned(),
            path => format!("/{path}"),
        };
        let state = self.state(session)?;
        let history = &state.history;
        let mut found = history.trace(version, id, &path);
        while let Some((number, path)) = &found {
            let number = *number;
            let about = state.version(number);
            let from = about.and_then(|about| match (about.kind, about.of?) {
                (VersionKind::Undo | VersionKind::Revert, of) => history.parent(of),
                (VersionKind::Redo | VersionKind::Rollback | VersionKind::Merge, of) => Some(of),
                _ => None,
            });
            // Each is of an earlier version.
            let from = from.filter(|from| *from < number).and_then(|from| {
                let place = history.place_in(number, from, id, path)?;
                let value = history.look(from, id, &place);
                (value.is_some() && value == history.look(number, id, path)).then_some((from, place))
            });
            match from {
                Some((from, place)) => found = history.trace(from, id, &place),
                None => break,
            }
        }
        Ok(found.map(|(number, _)| number))
    }

    /// What a merge of a branch into the current one would come to, with these choices.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`], [`Rejection::UnknownBranch`], [`Rejection::UnknownVersion`], [`Rejection::Choice`]
    pub fn merge_preview(
        &self,
        session: &str,
        branch: &str,
        policy: MergePolicy,
        choices: Vec<MergeChoice>,
    ) -> Result<MergePreview, EngineError> {
        let state = self.state(session)?;
        let choices = MergeChoice::pairs(choices);
        let merged = merged(state, branch, policy.into(), &choices, self.limits())?;
        Ok(MergePreview::new(merged, &state.document()))
    }

    /// A change of the current document taken apart: `ops` is a JSON list.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`], [`EngineError::Patch`]
    pub fn stage(&self, session: &str, ops: &str) -> Result<Vec<StagedPart>, EngineError> {
        let patch = Patch::parse(ops, self.limits())?;
        let staged = stage(&patch, &self.state(session)?.document(), self.limits())?;
        Ok(parts_of(&staged, None))
    }

    /// The ops of some parts of a change, numbered as by [`Engine::stage`], and of all that they need: a JSON list, as `ops`.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`], [`EngineError::Patch`], [`Rejection::UnknownPart`]
    pub fn take_parts(&self, session: &str, ops: &str, parts: &[u32]) -> Result<String, EngineError> {
        let patch = Patch::parse(ops, self.limits())?;
        let staged = split(&patch, &self.state(session)?.document(), self.limits())?;
        let places: Vec<usize> = parts.iter().map(|part| *part as usize).collect();
        let is_there = |place: &usize| *place < staged.parts.len();
        match parts.iter().zip(&places).find(|(_, place)| !is_there(place)) {
            Some((part, _)) => Err(Rejection::UnknownPart { part: *part }.into()),
            None => Ok(staged.take(&places).to_json()),
        }
    }

    /// What edits held back that can be accepted on the current branch as it is now, oldest first.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`]
    pub fn held(&self, session: &str) -> Result<Vec<HeldChange>, EngineError> {
        let state = self.state(session)?;
        let document = state.document();
        let here = state.held.iter().filter(|held| held.branch == state.branch);
        let changes = here.filter_map(|held| {
            let offered = offered(held, &document, self.limits())?;
            let staged = stage(&offered.patch, &document, self.limits()).ok()?;
            Some(HeldChange {
                edit_id: held.edit.clone(),
                version: held.version,
                ops: staged.patch.to_json(),
                parts: parts_of(&staged, Some(held)),
            })
        });
        Ok(changes.collect())
    }

    fn limits(&self) -> &Limits {
        &self.world.config.limits
    }

    /// Figures of a session.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`]
    pub fn metrics(&self, session: &str) -> Result<SessionMetrics, EngineError> {
        Ok(self.state(session)?.metrics())
    }

    /// What an edit in these words would take. Nothing is asked, stored or counted.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`], and why the edit would be refused at once
    pub fn estimate(
        &self,
        session: &str,
        prompt: &str,
        target: &[String],
    ) -> Result<EditEstimate, EngineError> {
        self.actor(session)?.estimate(prompt, target, &self.world)
    }

    /// The audit log of a session: what was sent where and when, oldest first, at most the last ten thousand.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`]
    pub fn audit_log(&self, session: &str) -> Result<&[SentCall], EngineError> {
        Ok(self.state(session)?.sent.latest())
    }

    /// What was told to a model about an edit of this visit, in the latest call; `None` if nothing was.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`]
    pub fn prompt_report(&self, session: &str, edit: &str) -> Result<Option<&PromptReport>, EngineError> {
        Ok(self.actor(session)?.reports(edit).next_back())
    }

    /// What was told in each call for an edit of this visit, oldest first. Calls in a row that were told the same are there once; of all
    /// edits together the latest 32 are kept.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`]
    pub fn prompt_reports(&self, session: &str, edit: &str) -> Result<Vec<&PromptReport>, EngineError> {
        Ok(self.actor(session)?.reports(edit).collect())
    }
}

/// What has no number of its own goes by its place.
fn parts_of(staged: &Staged, held: Option<&Held>) -> Vec<StagedPart> {
    let mut parts: Vec<StagedPart> = Vec::new();
    for (place, part) in staged.parts.iter().enumerate() {
        let number = held.and_then(|held| held.number_of(staged, part));
        let mut made = StagedPart {
            number: number.unwrap_or(place as u32),
            ops: Vec::new(),
            needs: Vec::new(),
            summary: part.summary.clone(),
        };
        made.ops.extend(part.ops.iter().map(|place| *place as u32));
        for need in &part.needs {
            // What a part needs comes before it.
            made.needs.extend(parts.get(*need).map(|need| need.number));
        }
        parts.push(made);
    }
    parts
}
