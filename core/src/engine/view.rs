//! What apps are shown of a session.

use super::actor::{Actor, stream_of};
use super::ends::ended;
use super::world::World;
use crate::journal::Event;
use crate::json;
use crate::protocol::{
    BranchInfo, EditPhase, EditResult, EditStatus, EditView, Question, SaveStatus, SessionStatus,
    SessionSummary, SessionView, VersionKind,
};
use crate::sorted::sort_by;
use crate::workflow::design::{Decision, DesignState, EditPlace, Ending, OpenEdit, is_woken};

impl Actor {
    /// The session without its document and its versions.
    pub(super) fn view(&self, now: u64, world: &World) -> SessionView {
        let state = &self.state;
        let branch = state.branches.get(&state.branch);
        SessionView {
            session_id: state.session.clone(),
            user_id: state.user.clone(),
            initial_prompt: state.prompt.clone(),
            status: state.status_at(now),
            current_version: state.head(),
            total_versions: state.versions.len() as u32,
            branch: state.branch.clone(),
            branches: state
                .branches
                .iter()
                .map(|(name, branch)| BranchInfo {
                    name: name.clone(),
                    head: branch.head,
                })
                .collect(),
            created_at: state.created_at as f64,
            last_activity: state.last_activity as f64,
            expires_at: state.expires_at().map(|at| at as f64),
            can_undo: branch.is_some_and(|branch| !branch.undo.is_empty()),
            can_redo: branch.is_some_and(|branch| !branch.redo.is_empty()),
            save: self.save_status(),
            open_edits: self.open_edits(world),
            rating: state.rating,
            held_ops: state
                .held
                .iter()
                .filter(|held| held.branch == state.branch)
                .map(|held| held.patch.ops.len() as u32)
                .sum(),
        }
    }

    /// Says so once the time of the session is over, or somebody gave it more.
    pub(super) fn tell_run_out(&mut self, world: &mut World) {
        let ran_out = self.state.status_at(world.now) == SessionStatus::Expired;
        if std::mem::replace(&mut self.ran_out, ran_out) != ran_out {
            self.tell_view(world);
        }
    }

    fn save_status(&self) -> SaveStatus {
        match (self.unsaved_error(), self.is_storing()) {
            (Some(error), _) => SaveStatus::NotSaved {
                error,
                versions: self.unsaved_versions(),
            },
            (None, true) => SaveStatus::Saving,
            (None, false) => SaveStatus::Saved,
        }
    }

    pub(super) fn open_edits(&self, world: &World) -> Vec<EditView> {
        let mut open: Vec<&OpenEdit> = self.state.open.values().collect();
        let turn = |open: &OpenEdit| match open.place {
            EditPlace::Queued { turn, .. } => turn,
            _ => 0,
        };
        sort_by(&mut open, |a, b| {
            (a.at, turn(a), &a.edit).cmp(&(b.at, turn(b), &b.edit))
        });
        let mut views: Vec<EditView> = open
            .into_iter()
            .filter_map(|open| self.edit_view(&open.edit, world))
            .collect();
        let beginning = self.active.as_ref().map(|active| &active.edit);
        for edit in beginning
            .into_iter()
            .chain(self.waiting.iter().map(|waiting| waiting.edit()))
        {
            if !views.iter().any(|view| view.edit_id == *edit) {
                views.extend(self.edit_view(edit, world));
            }
        }
        views
    }

    /// An edit that has not ended.
    pub(super) fn edit_view(&self, edit: &str, world: &World) -> Option<EditView> {
        if let Some(active) = self.active.as_ref().filter(|active| active.edit == edit) {
            return Some(active.view(world));
        }
        if let Some(waiting) = self.waiting.iter().find(|waiting| waiting.edit() == edit) {
            let stored = self.state.open.get(edit);
            let prompt = waiting.prompt().or(stored.map(|open| open.prompt.as_str()));
            let target = waiting.target().or(stored.map(|open| open.target.as_slice()));
            return Some(EditView {
                edit_id: edit.to_owned(),
                prompt: prompt.unwrap_or_default().to_owned(),
                target: target.unwrap_or_default().to_vec(),
                phase: EditPhase::Queued,
                types: Vec::new(),
                candidates: Vec::new(),
                ops_received: 0,
                repairs: 0,
                started_at: waiting.asked_at() as f64,
                asking: None,
                result: None,
            });
        }
        let open = self.state.open.get(edit)?;
        let phase = match &open.place {
            EditPlace::Queued { .. } => EditPhase::Queued,
            EditPlace::Working => EditPhase::Waiting,
            EditPlace::Asking { .. } => EditPhase::Clarifying,
        };
        let known = self.results.get(edit).cloned();
        let question = self.question_of(open);
        let candidates = question.as_ref().map(|question| question.candidates.clone());
        // A question outlives the visit in which it was put, and what is there of what it offers changes.
        let result = match question {
            Some(question) => Some(EditResult {
                question: Some(question),
                ..known.unwrap_or_else(|| ended(edit, EditStatus::Clarify))
            }),
            None => known,
        };
        Some(EditView {
            edit_id: edit.to_owned(),
            prompt: open.prompt.clone(),
            target: open.target.clone(),
            phase,
            types: open.types.clone(),
            candidates: candidates.unwrap_or_default(),
            ops_received: 0,
            repairs: 0,
            started_at: open.at as f64,
            asking: None,
            result,
        })
    }

    /// What an edit asks, if it does.
    pub(super) fn question_of(&self, open: &OpenEdit) -> Option<Question> {
        let EditPlace::Asking {
            question,
            candidates,
            version,
        } = &open.place
        else {
            return None;
        };
        let document = self.document_for(open);
        let mut gone = Vec::new();
        for candidate in candidates {
            if document.node(&candidate.id).is_none() {
                gone.push(candidate.id.clone());
            }
        }
        Some(Question {
            text: question.clone(),
            candidates: candidates.clone(),
            gone,
            version: *version,
        })
    }

    /// An edit that just ended.
    pub(super) fn ended_view(&self, result: &EditResult, world: &World) -> EditView {
        let (prompt, target) = self.wish_of(&result.edit_id);
        let active = self.active.as_ref();
        let active = active.filter(|active| active.edit == result.edit_id);
        let before = active.map(|active| active.view(world));
        let version = result.new_version.and_then(|number| self.state.version(number));
        EditView {
            edit_id: result.edit_id.clone(),
            prompt: prompt.to_owned(),
            target: target.to_vec(),
            phase: EditPhase::Ended,
            types: version
                .map(|version| version.types.clone())
                .or(before.as_ref().map(|view| view.types.clone()))
                .or_else(|| Some(self.ending(&result.edit_id)?.types.clone()))
                .unwrap_or_default(),
            candidates: result
                .question
                .as_ref()
                .map(|question| question.candidates.clone())
                .unwrap_or_default(),
            ops_received: before.as_ref().map_or(0, |view| view.ops_received),
            repairs: before.as_ref().map_or(0, |view| view.repairs),
            started_at: before.as_ref().map_or(world.now as f64, |view| view.started_at),
            asking: before.and_then(|view| view.asking),
            result: Some(result.clone()),
        }
    }
}

/// An edit of this or an earlier visit that made no version.
pub(super) fn ending_view(ending: &Ending, state: &DesignState) -> EditView {
    let mut result = ended(&ending.edit, ending.status);
    result.changes_summary.clone_from(&ending.summary);
    result.processing_time_ms = f64::from(ending.ms);
    result.error.clone_from(&ending.error);
    result.attempts.clone_from(&ending.attempts);
    result.held = state.held_by(&ending.edit);
    EditView {
        edit_id: ending.edit.clone(),
        prompt: ending.prompt.clone(),
        target: ending.target.clone(),
        phase: EditPhase::Ended,
        types: ending.types.clone(),
        candidates: Vec::new(),
        ops_received: 0,
        repairs: 0,
        started_at: ending.at as f64,
        asking: None,
        result: Some(result),
    }
}

/// The line of the session list for a session as it is.
pub(super) fn line_of(state: &DesignState) -> (String, Vec<u8>) {
    let summary = summary_after(state, &Decision::default(), state.last_activity);
    (stream_of(&state.session), json::to_text(&summary).into_bytes())
}

/// The line of the session list, as it will be once a decision is stored.
pub(super) fn summary_after(state: &DesignState, decision: &Decision, at: u64) -> SessionSummary {
    let mut summary = SessionSummary {
        session_id: state.session.clone(),
        user_id: state.user.clone(),
        initial_prompt: state.prompt.clone(),
        status: state.status,
        current_version: state.head(),
        created_at: state.created_at as f64,
        last_activity: at.max(state.last_activity) as f64,
        expires_at: None,
        tally: state.tally.clone(),
    };
    for event in &decision.events {
        summary.tally.count(event, at);
    }
    let mut branch = state.branch.as_str();
    let mut ttl = state.ttl_ms;
    for event in &decision.events {
        match event {
            Event::SessionCreated {
                session,
                user,
                prompt,
                ttl_ms,
                ..
            } => {
                summary.session_id.clone_from(session);
                summary.user_id.clone_from(user);
                summary.initial_prompt.clone_from(prompt);
                summary.created_at = at as f64;
                ttl = *ttl_ms;
            }
            Event::StatusSet { status } => summary.status = *status,
            Event::EditRequested { .. } if is_woken(summary.status, state.versions.is_empty()) => {
                summary.status = SessionStatus::Active;
            }
            Event::VersionCommitted {
                number,
                branch: on,
                kind,
                ..
            } if (on == branch || *kind == VersionKind::Create) => {
                summary.current_version = *number;
            }
            Event::BranchCreated { name, version } => {
                branch = name;
                summary.current_version = *version;
            }
            Event::BranchSwitched { name } => {
                branch = name;
                summary.current_version = state.head_of(name);
            }
            _ => {}
        }
    }
    summary.expires_at = ttl.map(|ttl| summary.last_activity + ttl as f64);
    summary
}
