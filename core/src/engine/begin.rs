//! An edit whose turn has come: from its words to a model, a question, or the end.

use super::active::{ActiveEdit, CANCELLED};
use super::actor::{Actor, Then, Waiting};
use super::ends::ended;
use super::world::World;
use super::{EngineConfig, EngineError, Timestamp};
use crate::context::{Answer, Candidate, Clarified, Intent, SessionRequest, Targets, Understanding};
use crate::context::{dismisses, guard, means_gone, one_line, understand};
use crate::document::Document;
use crate::model::Spending;
use crate::model::offline::says_something;
use crate::protocol::{EditPhase, EditStatus, Notice};
use crate::version::describe;
use crate::workflow::design::{Branch, EditPlace, Intention, OpenEdit, Rejection, Request};

/// Characters of a question at most: it may quote what a node says, or be a model's.
const LONGEST_QUESTION: usize = 300;

/// What came of the words.
enum Way {
    /// Ask the model
    Model,
    /// Ask the person
    Question {
        question: String,
        candidates: Vec<Candidate>,
    },
    /// Nothing to do
    Nothing { reason: String },
}

/// Whether a model is asked what to do.
pub(super) fn asks_a_model(understanding: &Understanding, config: &EngineConfig) -> bool {
    let understands = !config.is_embedded(0);
    match &understanding.targets {
        Targets::Resolved { .. } => true,
        Targets::Nothing { .. } => understands && !understanding.guard.injection,
        Targets::Ambiguous { .. } => false,
    }
}

/// A model may understand what the rules here do not: only where there is none, or where the words speak to it and not of the
/// design, nothing found means nothing to do.
fn way(understanding: &Understanding, config: &EngineConfig) -> Way {
    match &understanding.targets {
        _ if asks_a_model(understanding, config) => Way::Model,
        Targets::Ambiguous { question, candidates } => Way::Question {
            question: question.clone(),
            candidates: candidates.clone(),
        },
        Targets::Nothing { reason } => Way::Nothing {
            reason: reason.clone(),
        },
        // Never without a model.
        Targets::Resolved { .. } => Way::Model,
    }
}

impl Actor {
    /// The turn of an edit has come.
    pub(super) fn begin(&mut self, waiting: Waiting, world: &mut World) {
        match waiting {
            // Another tab took the queued words up.
            Waiting::New { edit, .. }
                if self.state.is_begun(&edit) || self.state.ended.contains_key(&edit) => {}
            Waiting::New {
                edit,
                prompt,
                target,
                base,
                create,
                at,
            } => {
                self.begin_new(edit, prompt, target, base, create, at, world);
            }
            Waiting::Answer { edit, node, text, at } => self.begin_answered(&edit, node, text, at, world),
            Waiting::Resume { edit, from, .. } => {
                let owner = world.config.peer.clone();
                let open = self.state.open.get(&edit);
                // It may be this engine's by now: taken up while nothing could be stored, and what it made did not fit.
                let from = match open {
                    Some(open) if open.owner == owner => owner.clone(),
                    _ => from,
                };
                let Some(open) = open.filter(|open| self.may_take(open, &from, &owner)).cloned() else {
                    return;
                };
                self.results.remove(&edit);
                if let EditPlace::Queued { base, .. } = open.place {
                    if self.lacks_images(&open) {
                        return self.refuse_edit(&edit, EngineError::Interrupted, world);
                    }
                    self.begin_new(edit, open.prompt, open.target, base, open.create, open.at, world);
                    return;
                }
                self.enqueue(
                    Intention::Resume {
                        edit: edit.clone(),
                        from,
                        owner,
                    },
                    Then::Edit { edit },
                );
            }
        }
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "the fields of one request, taken apart right here"
    )]
    fn begin_new(
        &mut self,
        edit: String,
        prompt: String,
        selection: Vec<String>,
        base: Option<u32>,
        create: bool,
        at: Timestamp,
        world: &mut World,
    ) {
        // Where there is nothing yet, whatever is asked for is the first version.
        let create = create || self.state.versions.is_empty();
        let base = match create {
            true => 0,
            false => base.unwrap_or(self.state.head()),
        };
        let understanding = match self.understand_new(&prompt, &selection, base, create, world) {
            Ok(understanding) => understanding,
            Err(error) => return self.refuse_edit(&edit, error, world),
        };
        if let Some(request) = understanding.session.clone() {
            return self.answer_about_session(edit, prompt, &request, world);
        }
        let active = ActiveEdit {
            selection,
            create,
            images: self.images_of(&edit).len() as u32,
            spent_before: self
                .state
                .open
                .get(&edit)
                .map(|open| open.spent)
                .unwrap_or_default(),
            ..ActiveEdit::new(edit.clone(), prompt, at, base, understanding)
        };
        world.notice(Notice::Edit {
            session_id: self.session(),
            edit: active.view(world),
        });
        let request = active.request(&world.config.peer);
        let next = way(&active.understanding, &world.config);
        self.active = Some(active);
        match next {
            Way::Model => self.enqueue(Intention::Request(request), Then::Edit { edit }),
            Way::Question { question, candidates } => self.ask_person(request, question, candidates),
            Way::Nothing { reason } => {
                let error = EngineError::NothingMeant { reason }.report();
                self.end_edit(&edit, Some(request), EditStatus::Rejected, Some(error), world);
            }
        }
    }

    pub(super) fn understand_new(
        &self,
        prompt: &str,
        selection: &[String],
        base: u32,
        create: bool,
        world: &World,
    ) -> Result<Understanding, EngineError> {
        let limits = &world.config.limits;
        if create {
            return Ok(Understanding {
                guard: guard(prompt, limits)?,
                session: None,
                clauses: Vec::new(),
                sure: false,
                intents: vec![Intent::Add],
                targets: Targets::Resolved {
                    candidates: Vec::new(),
                },
                answer: None,
                settled: Vec::new(),
                corrects: false,
            });
        }
        let document = if base == self.state.head() {
            self.state.document()
        } else {
            self.state
                .document_at(base)
                .ok_or(Rejection::UnknownVersion { version: base })?
        };
        let understanding = understand(
            prompt,
            &document,
            &self.state.window.recent(),
            selection,
            None,
            limits,
        )?;
        // Without its target an edit would be about something that nobody meant.
        match selection.iter().find(|id| document.node(id).is_none()) {
            Some(id) if understanding.session.is_none() => Err(EngineError::TargetGone { id: id.clone() }),
            _ => Ok(understanding),
        }
    }

    fn begin_answered(
        &mut self,
        edit: &str,
        node: Option<String>,
        text: Option<String>,
        at: Timestamp,
        world: &mut World,
    ) {
        let Some(open) = self.state.open.get(edit).cloned() else {
            return;
        };
        // Somebody else may have answered first.
        let EditPlace::Asking { candidates, .. } = &open.place else {
            return;
        };
        let said = text.as_deref().unwrap_or_default();
        // Where something is called "Nothing", that may be it.
        let named = |candidate: &Candidate| candidate.reason.split(": ").any(|name| name == said.trim());
        if node.is_none() && dismisses(said) && !candidates.iter().any(named) {
            return self.end_edit(edit, None, EditStatus::Cancelled, None, world);
        }
        let understanding = match self.understand_open(&open, candidates, node.clone(), text.clone(), world) {
            Ok(understanding) => understanding,
            // No other answer would help.
            Err(error @ EngineError::TargetGone { .. }) if !self.is_aimed(&open) => {
                return self.refuse_edit(edit, error, world);
            }
            Err(error) => return self.ask_still(edit, &error, world),
        };
        let next = way(&understanding, &world.config);
        let active = self.take_up(&open, understanding, at);
        let request = active.request(&world.config.peer);
        self.active = Some(active);
        let owner = world.config.peer.clone();
        let then = Then::Edit {
            edit: edit.to_owned(),
        };
        match next {
            Way::Model => self.enqueue(
                Intention::Answer {
                    edit: edit.to_owned(),
                    owner,
                    node,
                    text,
                },
                then,
            ),
            Way::Question { question, candidates } => self.ask_person(request, question, candidates),
            Way::Nothing { reason } => {
                let error = EngineError::NothingMeant { reason }.report();
                self.end_edit(edit, Some(request), EditStatus::Rejected, Some(error), world);
            }
        }
    }

    pub(super) fn understand_open(
        &self,
        open: &OpenEdit,
        offered: &[Candidate],
        node: Option<String>,
        text: Option<String>,
        world: &World,
    ) -> Result<Understanding, EngineError> {
        if open.create {
            let prompt = match text {
                Some(text) if says_something(&open.prompt) => format!("{}\n{text}", open.prompt),
                Some(text) => text,
                None => open.prompt.clone(),
            };
            return self.understand_new(&prompt, &[], open.base, true, world);
        }
        let document = self.document_for(open);
        let mut aims = open.target.iter().chain(&node);
        if let Some(id) = aims.find(|id| document.node(id).is_none()) {
            return Err(EngineError::TargetGone { id: id.clone() });
        }
        if let Some(id) = text
            .as_ref()
            .and_then(|text| means_gone(text, offered, &document))
        {
            return Err(EngineError::TargetGone { id: id.to_owned() });
        }
        let answer = match (node, text) {
            (Some(node), _) => Some(Answer::Node(node)),
            (None, Some(text)) => Some(Answer::Text(text)),
            (None, None) => None,
        };
        let clarified = answer.map(|answer| Clarified {
            candidates: offered.iter().map(|candidate| candidate.id.clone()).collect(),
            answer,
        });
        let recent = self.state.window.recent();
        Ok(understand(
            &open.prompt,
            &document,
            &recent,
            &open.target,
            clarified.as_ref(),
            &world.config.limits,
        )?)
    }

    /// An answer is refused, and the question stays open.
    pub(super) fn ask_still(&mut self, edit: &str, error: &EngineError, world: &mut World) {
        for ticket in self.tickets.remove(edit).unwrap_or_default() {
            world.refuse(ticket, error.clone());
        }
        self.answered.retain(|known| known != edit);
        if let Some(edit) = self.edit_view(edit, world) {
            let session_id = self.session();
            world.notice(Notice::Edit { session_id, edit });
        }
    }

    /// The document that an open edit is made on.
    pub(super) fn document_for(&self, open: &OpenEdit) -> Document {
        let head = self.state.head_of(&open.branch);
        self.state
            .document_at(head)
            .unwrap_or_else(|| self.state.document())
    }

    /// Whether all that was pointed at is there.
    fn is_aimed(&self, open: &OpenEdit) -> bool {
        let document = self.document_for(open);
        open.target.iter().all(|id| document.node(id).is_some())
    }

    pub(super) fn take_up(&self, open: &OpenEdit, understanding: Understanding, at: Timestamp) -> ActiveEdit {
        let base = match open.create {
            true => 0,
            false => self.state.head_of(&open.branch),
        };
        ActiveEdit {
            reran: open.resumed > 0,
            selection: open.target.clone(),
            create: open.create,
            images: open.images,
            spent_before: open.spent,
            ..ActiveEdit::new(open.edit.clone(), open.prompt.clone(), at, base, understanding)
        }
    }

    /// The words of an edit that was taken over, or did not fit, are read on the document as it is now. `false`: no model is to be asked.
    pub(super) fn read_again(&mut self, open: &OpenEdit, world: &mut World) -> bool {
        let (offered, node, text) = match open.answer.clone() {
            Some((offered, answered)) => (offered, answered.node_id, answered.text),
            None => (Vec::new(), None, None),
        };
        let understanding = match self.understand_open(open, &offered, node, text, world) {
            Ok(understanding) => understanding,
            Err(error) => {
                self.refuse_edit(&open.edit, error, world);
                return false;
            }
        };
        let next = way(&understanding, &world.config);
        match self.active.as_mut().filter(|active| active.edit == open.edit) {
            Some(active) => active.understanding = understanding,
            None => {
                let asked_at = open.at;
                self.active = Some(ActiveEdit {
                    asked_at,
                    ..self.take_up(open, understanding, world.now)
                });
            }
        }
        let Some(active) = &self.active else { return false };
        let is_cancelled = active.cancelled;
        match next {
            Way::Question { question, candidates } if !is_cancelled => {
                let request = active.request(&world.config.peer);
                self.ask_person(request, question, candidates);
                false
            }
            Way::Nothing { reason } if !is_cancelled => {
                self.refuse_edit(&open.edit, EngineError::NothingMeant { reason }, world);
                false
            }
            _ => true,
        }
    }

    /// A question is put before the edit goes on.
    pub(super) fn ask_person(&mut self, request: Request, question: String, candidates: Vec<Candidate>) {
        let question = one_line(&question, LONGEST_QUESTION);
        let edit = request.edit.clone();
        self.book_active(&edit);
        let ask = Intention::Ask {
            request,
            question,
            candidates,
        };
        self.enqueue(ask, Then::Edit { edit });
    }

    /// Words about the session are answered from the session.
    fn answer_about_session(
        &mut self,
        edit: String,
        prompt: String,
        request: &SessionRequest,
        world: &mut World,
    ) {
        let then = Then::Edit { edit: edit.clone() };
        let named = Some(edit.clone());
        match *request {
            SessionRequest::Undo { count } => {
                let also = self.steps(count, |branch| branch.undo.len());
                let undo = Intention::Undo {
                    edit: named,
                    prompt,
                    also,
                };
                self.enqueue(undo, then);
            }
            SessionRequest::Redo { count } => {
                let also = self.steps(count, |branch| branch.redo.len());
                let redo = Intention::Redo {
                    edit: named,
                    prompt,
                    also,
                };
                self.enqueue(redo, then);
            }
            SessionRequest::Revert { version } => {
                let revert = Intention::Revert {
                    version,
                    edit: named,
                    prompt,
                };
                self.enqueue(revert, then);
            }
            SessionRequest::Rollback { version } => {
                self.enqueue(
                    Intention::Rollback {
                        version,
                        edit: named,
                        prompt,
                    },
                    then,
                );
            }
            SessionRequest::WhatChanged { from, to } => {
                let to = to.unwrap_or(self.state.head());
                let from = from.unwrap_or_else(|| self.before(to, 1));
                self.tell_changes(edit, prompt, from, to, world);
            }
            SessionRequest::LatestChanges { count } => {
                let to = self.state.head();
                self.tell_changes(edit, prompt, self.before(to, count), to, world);
            }
            SessionRequest::Branches => {
                let reason = "Branches are made, chosen and merged in the history, not by words.".to_owned();
                self.refuse_edit(&edit, EngineError::NothingMeant { reason }, world);
            }
        }
    }

    /// How many steps come before the last of `count`, as far as there are any.
    fn steps(&self, count: u32, there: impl Fn(&Branch) -> usize) -> u32 {
        let branch = self.state.branches.get(&self.state.branch);
        let there = branch.map_or(0, there).min(100) as u32;
        count.min(there).saturating_sub(1)
    }

    /// The version so many before another one. The first version came of nothing that anybody saw.
    fn before(&self, version: u32, count: u32) -> u32 {
        let mut at = version;
        for _ in 0..count {
            match self.state.version(at) {
                Some(known) if known.parent > 0 => at = known.parent,
                _ => break,
            }
        }
        at
    }

    /// Answers what is different between two versions.
    fn tell_changes(&mut self, edit: String, prompt: String, from: u32, to: u32, world: &mut World) {
        let (Some(before), Some(after)) = (self.state.document_at(from), self.state.document_at(to)) else {
            let version = if self.state.document_at(from).is_some() {
                to
            } else {
                from
            };
            let error = EngineError::Rejected(Rejection::UnknownVersion { version });
            return self.refuse_edit(&edit, error, world);
        };
        let patch = crate::version::diff(&before, &after);
        let summary = if from == to && to == 1 {
            "This is the first version: nothing changed yet.".to_owned()
        } else if patch.ops.is_empty() {
            format!("Nothing changed between version {from} and version {to}.")
        } else {
            format!(
                "From version {from} to version {to}: {}",
                describe(&patch, &before, &after)
            )
        };
        let request = Request {
            edit: edit.clone(),
            prompt,
            target: Vec::new(),
            owner: world.config.peer.clone(),
            types: Vec::new(),
            create: false,
            images: 0,
        };
        let then = Then::Edit { edit: edit.clone() };
        let end = Intention::End {
            edit,
            request: Some(request),
            status: EditStatus::Committed,
            summary,
            ms: 0,
            error: None,
            spent: Spending::default(),
            attempts: Vec::new(),
            held: String::new(),
        };
        self.enqueue(end, then);
    }

    /// When this session wants to be woken.
    pub(super) fn timer(&self, world: &World) -> Option<Timestamp> {
        let active = self.active.as_ref();
        let retry = active.and_then(|active| active.retry_at);
        let patience = active.and_then(|active| active.patience(&world.config.policy));
        let flush = self
            .backlog
            .as_ref()
            .filter(|backlog| !backlog.is_flushing() && self.removals == 0)
            .map(|backlog| backlog.retry_at);
        let joint = self.joint_patience(&world.config);
        let look = self.look_at(&world.config.peer);
        let closing = self.closing_at(world.now);
        let runs_out = self.state.runs_out_at().filter(|_| !self.ran_out);
        let moments = [retry, patience, flush, joint, look, closing, runs_out];
        moments.into_iter().flatten().min()
    }

    /// Time has passed, or there is a network again.
    pub(super) fn woken(&mut self, online: bool, world: &mut World) {
        self.flush(world);
        let now = world.now;
        let due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
        if due(self.look_at(&world.config.peer)) {
            self.look_for_peers(world);
        }
        if due(self.joint_patience(&world.config)) {
            self.give_up_joint(world);
        }
        if let Some(active) = &self.active {
            if due(active.retry_at) || (online && active.offline) {
                self.call_model(world);
            } else if due(active.patience(&world.config.policy)) {
                self.give_up_waiting(world);
            }
        }
        self.pump(world);
    }

    /// The person wants an edit to stop. `false`: there is no such edit.
    pub(super) fn cancel(&mut self, edit: &str, world: &mut World) -> bool {
        let ends =
            |intention: &Intention| matches!(intention, Intention::End { edit: ended, .. } if ended == edit);
        if self.pending().any(ends) {
            return true;
        }
        if let Some(index) = self.waiting.iter().position(|waiting| waiting.edit() == edit) {
            self.waiting.remove(index);
            if self.is_stored_or_about_to(edit) {
                self.end_edit(edit, None, EditStatus::Cancelled, None, world);
            } else {
                let result = ended(edit, EditStatus::Cancelled);
                self.finish(result, world);
            }
            return true;
        }
        if let Some(active) = self.active.as_mut().filter(|active| active.edit == edit) {
            active.cancelled = true;
            active.retry_at = None;
            if let Some(call) = &active.call {
                call.cut_off(world);
                self.note_attempt(Some(CANCELLED), world);
                self.call_ended(Some(CANCELLED), world);
                self.leave_joint(edit, world);
                self.end_edit(edit, None, EditStatus::Cancelled, None, world);
            } else if self.state.open.contains_key(edit)
                && (active.held || active.phase == EditPhase::Waiting)
            {
                active.held = false;
                self.end_edit(edit, None, EditStatus::Cancelled, None, world);
            }
            return true;
        }
        if self.state.open.contains_key(edit) {
            self.end_edit(edit, None, EditStatus::Cancelled, None, world);
            return true;
        }
        self.results.contains_key(edit) || self.state.ended.contains_key(edit)
    }
}
