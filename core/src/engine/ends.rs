//! How edits end: who is told, what is kept, and what is stored of an edit that made no version.

use super::EngineError;
use super::active::ActiveEdit;
use super::actor::{Actor, Job, Then};
use super::world::World;
use crate::protocol::{
    Attempt, EditPhase, EditResult, EditStatus, ErrorReport, Notice, Reply, SessionStatus, VersionInfo,
};
use crate::workflow::design::{EditPlace, Ending, Intention, Rejection};

/// How many results of ended edits are kept for those who ask again with the same id.
const RESULTS_KEPT: usize = 256;

/// The end of an edit, of which no more is known yet.
pub(super) fn ended(edit: &str, status: EditStatus) -> EditResult {
    EditResult {
        edit_id: edit.to_owned(),
        status,
        new_version: None,
        patch: None,
        changes_summary: String::new(),
        processing_time_ms: 0.0,
        error: None,
        question: None,
        attempts: Vec::new(),
        held: String::new(),
    }
}

impl Actor {
    pub(super) fn time_of(&self, edit: &str, now: u64) -> f64 {
        let began = match (&self.active, self.state.open.get(edit)) {
            (Some(active), _) if active.edit == edit => active.started_at,
            (_, Some(open)) => open.at,
            _ => now,
        };
        now.saturating_sub(began) as f64
    }

    /// An edit is over (or waits for an answer): tell everybody who waits for it.
    pub(super) fn finish(&mut self, result: EditResult, world: &mut World) {
        let edit = result.edit_id.clone();
        self.leave_joint(&edit, world);
        if result.status != EditStatus::Clarify {
            self.forget_images(&edit);
        }
        world.notice(Notice::Edit {
            session_id: self.session(),
            edit: self.ended_view(&result, world),
        });
        if self.active.as_ref().is_some_and(|active| active.edit == edit)
            && let Some(active) = self.active.take()
        {
            active.stop(&self.session(), result.status, world);
        }
        for ticket in self.tickets.remove(&edit).unwrap_or_default() {
            world.done(
                ticket,
                Reply::Edit {
                    result: result.clone(),
                },
            );
        }
        self.results_order.retain(|known| *known != edit);
        self.results_order.push_back(edit.clone());
        self.results.insert(edit, result);
        if self.results_order.len() > RESULTS_KEPT
            && let Some(oldest) = self.results_order.pop_front()
        {
            self.results.remove(&oldest);
            self.answered.retain(|known| *known != oldest);
        }
    }

    /// What is remembered of an edit that made no version.
    pub(super) fn ending(&self, edit: &str) -> Option<&Ending> {
        self.state.endings.iter().rfind(|ending| ending.edit == edit)
    }

    /// What was asked for, and of which nodes. Of what became a version only the words are kept.
    pub(super) fn wish_of(&self, edit: &str) -> (&str, &[String]) {
        if let Some(active) = self.active.as_ref().filter(|active| active.edit == edit) {
            return (&active.prompt, &active.selection);
        }
        if let Some(open) = self.state.open.get(edit) {
            return (&open.prompt, &open.target);
        }
        if let Some(ending) = self.ending(edit) {
            return (&ending.prompt, &ending.target);
        }
        let of_version = |version: &&VersionInfo| version.edit_id.as_deref() == Some(edit);
        let version = self.state.versions.iter().rev().find(of_version);
        (version.map_or("", |version| &version.prompt), &[])
    }

    pub(super) fn edit_refused(
        &mut self,
        edit: &str,
        intention: &Intention,
        rejection: Rejection,
        world: &mut World,
    ) {
        let came_late = matches!(
            rejection,
            Rejection::DuplicateEdit { .. } | Rejection::UnknownEdit { .. }
        );
        if came_late && self.is_of_others(edit, world) {
            // Two tabs took it up, answered it or ended it; the other one was faster, and who waits here is told how it ends.
            self.book_active(edit);
            if let Some(active) = self.active.take_if(|active| active.edit == edit) {
                active.stop(&self.session(), EditStatus::Failed, world);
            }
            return;
        }
        let place = self.state.open.get(edit).map(|open| &open.place);
        if matches!(rejection, Rejection::NotActive { .. }) && matches!(place, Some(EditPlace::Asking { .. }))
        {
            self.active.take_if(|active| active.edit == edit);
            return self.ask_still(edit, &rejection.into(), world);
        }
        let open = self.state.open.contains_key(edit);
        let may_rerun = self
            .active
            .as_ref()
            .is_some_and(|active| active.edit == edit && !active.reran);
        if rejection == Rejection::Conflict && open && may_rerun {
            if let Some(active) = &mut self.active {
                active.reran = true;
            }
            let owner = world.config.peer.clone();
            self.enqueue(
                Intention::Resume {
                    edit: edit.to_owned(),
                    from: owner.clone(),
                    owner,
                },
                Then::Edit {
                    edit: edit.to_owned(),
                },
            );
            return;
        }
        let held = match &rejection {
            Rejection::AllHeldBack { held } | Rejection::ForReview { held } => held.clone(),
            _ => String::new(),
        };
        let status = match rejection {
            Rejection::Conflict | Rejection::Patch(_) => EditStatus::Failed,
            _ => EditStatus::Rejected,
        };
        let error = EngineError::Rejected(rejection).report();
        if open && !matches!(intention, Intention::End { .. }) {
            self.end_edit_holding(edit, None, status, Some(error), held, world);
        } else {
            self.finish_unstored(edit, status, error, world);
        }
    }

    /// Stops what is under way in a session that is to have this status. A question waits for one that is set aside.
    pub(super) fn stop_work(&mut self, status: SessionStatus, world: &mut World) {
        for edit in self.open_edits(world) {
            if status != SessionStatus::Paused || edit.phase != EditPhase::Clarifying {
                self.cancel(&edit.edit_id, world);
            }
        }
    }

    /// Whether another engine works on an edit, or it is over.
    pub(super) fn is_of_others(&self, edit: &str, world: &World) -> bool {
        match self.state.open.get(edit) {
            Some(open) => open.owner != world.config.peer,
            None => self.results.contains_key(edit) || self.state.ended.contains_key(edit),
        }
    }

    /// Takes back that an edit is to be queued. `true`: too late, something of it is stored or under way.
    pub(super) fn is_stored_or_about_to(&mut self, edit: &str) -> bool {
        let queues =
            |job: &Job| matches!(&job.intention, Intention::Queue { request, .. } if request.edit == edit);
        self.queue.retain(|job| !queues(job));
        self.state.open.contains_key(edit) || self.flight.as_ref().is_some_and(|flight| queues(&flight.job))
    }

    /// Ends an edit that cannot be begun; what is stored of it gets an end that is stored.
    pub(super) fn refuse_edit(&mut self, edit: &str, error: EngineError, world: &mut World) {
        let error = error.report();
        if self.state.open.contains_key(edit) {
            self.end_edit(edit, None, EditStatus::Rejected, Some(error), world);
        } else {
            self.finish_unstored(edit, EditStatus::Rejected, error, world);
        }
    }

    /// Ends an edit by an event.
    pub(super) fn end_edit(
        &mut self,
        edit: &str,
        request: Option<crate::workflow::design::Request>,
        status: EditStatus,
        error: Option<ErrorReport>,
        world: &mut World,
    ) {
        self.end_edit_holding(edit, request, status, error, String::new(), world);
    }

    pub(super) fn end_edit_holding(
        &mut self,
        edit: &str,
        request: Option<crate::workflow::design::Request>,
        status: EditStatus,
        error: Option<ErrorReport>,
        held: String,
        world: &mut World,
    ) {
        let ms = self.time_of(edit, world.now) as u32;
        let end = Intention::End {
            edit: edit.to_owned(),
            request,
            status,
            summary: String::new(),
            ms,
            error: error.map(Box::new),
            spent: self
                .active
                .as_ref()
                .filter(|active| active.edit == edit)
                .map(|active| active.spent)
                .unwrap_or_default(),
            attempts: self.attempts_of(edit),
            held,
        };
        self.enqueue(
            end,
            Then::Edit {
                edit: edit.to_owned(),
            },
        );
    }

    /// Ends an edit of which nothing was stored, and nothing is to be.
    pub(super) fn finish_unstored(
        &mut self,
        edit: &str,
        status: EditStatus,
        error: ErrorReport,
        world: &mut World,
    ) {
        self.book_active(edit);
        let mut result = ended(edit, status);
        result.processing_time_ms = self.time_of(edit, world.now);
        result.error = Some(error);
        result.attempts = self.attempts_of(edit);
        self.finish(result, world);
    }

    /// What was tried for the edit in work.
    pub(super) fn attempts_of(&self, edit: &str) -> Vec<Attempt> {
        let active = self.active.as_ref().filter(|active| active.edit == edit);
        active.map(ActiveEdit::told_attempts).unwrap_or_default()
    }
}
