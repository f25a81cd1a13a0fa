//! The one edit in work: from its words to a change that can be committed.

use super::actor::{Actor, Then, Waiting};
use super::call::Call;
use super::ends::ended;
use super::world::World;
use super::{EngineConfig, EngineError, ProviderConfig, Timestamp};
use crate::context::{Answer, Candidate, Clarified, Intent, SessionRequest, Targets, Understanding};
use crate::context::{dismisses, guard, understand};
use crate::model::offline::says_something;
use crate::model::{ModelError, ModelErrorCode, Policy, Provider, Spending};
use crate::protocol::{Asking, Attempt, EditPhase, EditStatus, EditView, Notice};
use crate::version::{Patch, describe};
use crate::workflow::design::{EditPlace, Hold, Intention, OpenEdit, Rejection, Request};

/// What a call that was cut off at the wish of the person failed of.
pub(super) const CANCELLED: &str = "edit.cancelled";

/// An edit in work.
#[derive(Debug)]
pub(super) struct ActiveEdit {
    pub(super) edit: String,
    pub(super) prompt: String,
    pub(super) started_at: Timestamp,
    pub(super) phase: EditPhase,
    /// It met a conflict once and is being run once more
    pub(super) reran: bool,
    /// It is asked for once the others of its batch are stored
    pub(super) held: bool,
    /// It is asked for alone, though it is one of a batch
    pub(super) alone: bool,
    /// The version that the answer will be made on
    pub(super) base: u32,
    pub(super) understanding: Understanding,
    pub(super) selection: Vec<String>,
    pub(super) create: bool,
    /// How many images the model is shown
    pub(super) images: u32,
    /// The place of the provider that is asked: 0, or that of a fallback
    pub(super) place: usize,
    /// Its name, as versions have it
    pub(super) asked: String,
    /// That provider without what it refused, once it refused something
    pub(super) provider: Option<Provider>,
    /// When its first call was made; waiting for a network starts it anew
    pub(super) called_at: Option<Timestamp>,
    /// There is no network: it goes on when there is one
    pub(super) offline: bool,
    /// The last failure of a call
    pub(super) cause: Option<ModelError>,
    pub(super) cache_key: Option<u128>,
    pub(super) call: Option<Call>,
    pub(super) tries: u32,
    pub(super) repairs: u8,
    pub(super) faults: Vec<String>,
    /// What came of an answer that broke off
    pub(super) done: Patch,
    pub(super) retry_at: Option<Timestamp>,
    pub(super) cancelled: bool,
    pub(super) previewed: bool,
    pub(super) ops_received: u32,
    /// What its calls took that ended, and is to be said with its version or its end
    pub(super) spent: Spending,
    /// What they took that is stored already: before a question, in another visit, in a call for several edits
    pub(super) spent_before: Spending,
    /// Nobody was asked: the answer was kept
    pub(super) from_cache: bool,
    /// What was tried, when the last of it was over, and when the call under way was made
    attempts: Vec<Attempt>,
    idle_since: Timestamp,
    call_made_at: Option<Timestamp>,
}

/// So many attempts are told of an edit, the latest.
const ATTEMPTS_KEPT: usize = 24;

impl ActiveEdit {
    fn new(
        edit: String,
        prompt: String,
        started_at: Timestamp,
        base: u32,
        understanding: Understanding,
    ) -> Self {
        Self {
            edit,
            prompt,
            started_at,
            phase: EditPhase::Accepted,
            reran: false,
            held: false,
            alone: false,
            base,
            understanding,
            selection: Vec::new(),
            create: false,
            images: 0,
            place: 0,
            asked: String::new(),
            provider: None,
            called_at: None,
            offline: false,
            cause: None,
            cache_key: None,
            call: None,
            tries: 0,
            repairs: 0,
            faults: Vec::new(),
            done: Patch::default(),
            retry_at: None,
            cancelled: false,
            previewed: false,
            ops_received: 0,
            spent: Spending::default(),
            spent_before: Spending::default(),
            from_cache: false,
            attempts: Vec::new(),
            idle_since: started_at,
            call_made_at: None,
        }
    }

    /// A call is made.
    pub(super) fn call_began(&mut self, at: Timestamp) {
        self.call_made_at = Some(at);
    }

    /// A call ended, or was not made.
    pub(super) fn note_attempt(&mut self, model: String, error: Option<&str>, now: Timestamp) {
        let made_at = self.call_made_at.take();
        let offline = |error: Option<&str>| error == Some(ModelErrorCode::Offline.as_str());
        let still = self.attempts.last().is_some_and(|last| {
            offline(error) && offline(last.error.as_deref()) && last.provider == self.asked
        });
        if still {
            // Looking for a network is a part of waiting for it.
            return;
        }
        if self.attempts.len() == ATTEMPTS_KEPT {
            self.attempts.remove(0);
        }
        let since = |from: Timestamp, to: Timestamp| to.saturating_sub(from) as f64;
        self.attempts.push(Attempt {
            provider: self.asked.clone(),
            model,
            error: error.map(str::to_owned),
            waited_ms: since(self.idle_since, made_at.unwrap_or(now)),
            duration_ms: made_at.map(|made_at| since(made_at, now)),
        });
        self.idle_since = now;
    }

    /// What was tried, if that was more than one call which was answered.
    pub(super) fn told_attempts(&self) -> Vec<Attempt> {
        match self.attempts.as_slice() {
            [Attempt { error: None, .. }] => Vec::new(),
            all => all.to_vec(),
        }
    }

    pub(super) fn view(&self) -> EditView {
        let mut spent = self.spent_before;
        spent.add(&self.spent);
        EditView {
            edit_id: self.edit.clone(),
            prompt: self.prompt.clone(),
            phase: self.phase,
            types: self.understanding.intents.clone(),
            candidates: match &self.understanding.targets {
                Targets::Resolved { candidates } | Targets::Ambiguous { candidates, .. } => {
                    candidates.clone()
                }
                Targets::Nothing { .. } => Vec::new(),
            },
            ops_received: self.ops_received,
            repairs: self.repairs,
            started_at: self.started_at as f64,
            asking: self.called_at.or(self.retry_at).map(|_| {
                Box::new(Asking {
                    provider: self.asked.clone(),
                    tries: self.tries,
                    retry_at: self.retry_at.map(|at| at as f64),
                    cause: self
                        .cause
                        .as_ref()
                        .map(|cause| EngineError::Model(cause.clone()).report()),
                    attempts: self.told_attempts(),
                    input_tokens: spent
                        .input_tokens
                        .unwrap_or(0)
                        .saturating_add(self.call.as_ref().map_or(0, |call| call.estimate)),
                    output_tokens: spent.output_tokens.unwrap_or(0),
                    cost: spent.cost,
                })
            }),
            result: None,
        }
    }

    /// Lets go of what is under way.
    pub(super) fn stop(self, session: &str, status: EditStatus, world: &mut World) {
        if let Some(call) = &self.call {
            call.cut_off(world);
        }
        if self.previewed && status != EditStatus::Committed {
            world.notice(Notice::PreviewReset {
                session_id: session.to_owned(),
                edit_id: self.edit,
            });
        }
    }

    pub(super) fn request(&self, owner: &str) -> Request {
        Request {
            edit: self.edit.clone(),
            prompt: self.prompt.clone(),
            target: self.selection.clone(),
            owner: owner.to_owned(),
            types: self.understanding.intents.clone(),
            create: self.create,
            images: self.images,
        }
    }

    /// When the call under way has taken, or been silent for, too long.
    pub(super) fn patience(&self, policy: &Policy) -> Option<Timestamp> {
        let call = self.call.as_ref()?;
        let deadline = self.deadline(policy);
        Some(
            deadline.min(
                call.connection
                    .as_ref()?
                    .heard_at
                    .saturating_add(policy.silence_ms),
            ),
        )
    }

    pub(super) fn deadline(&self, policy: &Policy) -> Timestamp {
        let began = self.called_at.unwrap_or(self.started_at);
        began.saturating_add(policy.deadline_ms)
    }

    /// The nodes that the words mean, and the selection: what somebody points at is never beyond what they asked for.
    pub(super) fn meant(&self) -> Vec<String> {
        let mut meant: Vec<String> = match &self.understanding.targets {
            Targets::Resolved { candidates } => {
                candidates.iter().map(|candidate| candidate.id.clone()).collect()
            }
            _ => Vec::new(),
        };
        for selected in &self.selection {
            if !meant.contains(selected) {
                meant.push(selected.clone());
            }
        }
        meant
    }

    /// Whether nothing but those nodes can be meant.
    fn is_sure(&self) -> bool {
        match &self.understanding.targets {
            Targets::Resolved { .. } => self.understanding.sure,
            _ => !self.selection.is_empty() && !self.understanding.intents.contains(&Intent::Add),
        }
    }

    /// Whether what an answer changes beyond them is held back: as the app wants it, else where they are sure, or where it is most of the design.
    /// The embedded model changes what its own rules say.
    pub(super) fn holds(&self, config: &EngineConfig) -> Hold {
        let is_embedded = matches!(
            config.provider_at(self.place),
            None | Some(ProviderConfig::Offline)
        );
        match config.policy.hold_outside {
            Some(true) => Hold::All,
            Some(false) => Hold::Nothing,
            None if is_embedded => Hold::Nothing,
            None if self.is_sure() => Hold::All,
            None => Hold::Sweeping,
        }
    }
}

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
    let understands = !matches!(config.provider_at(0), None | Some(ProviderConfig::Offline));
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
                    // Where there is nothing yet, it is the edit that makes the first version.
                    let create = self.state.versions.is_empty();
                    self.begin_new(edit, open.prompt, open.target, base, create, open.at, world);
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
        let base = base.unwrap_or(self.state.head());
        // Where there is nothing yet, whatever is asked for is the first version.
        let create = create || self.state.versions.is_empty();
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
            edit: active.view(),
        });
        let request = active.request(&world.config.peer);
        let next = way(&active.understanding, &world.config);
        self.active = Some(active);
        match next {
            Way::Model => self.enqueue(Intention::Request(request), Then::Edit { edit }),
            Way::Question { question, candidates } => {
                self.enqueue(
                    Intention::Ask {
                        request,
                        question,
                        candidates,
                    },
                    Then::Edit { edit },
                );
            }
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
        let candidates = match &open.place {
            EditPlace::Asking { candidates, .. } => candidates.as_slice(),
            EditPlace::Working | EditPlace::Queued { .. } => &[],
        };
        let said = text.as_deref().unwrap_or_default();
        // Where something is called "Nothing", that may be it.
        let named = |candidate: &Candidate| candidate.reason.split(": ").any(|name| name == said.trim());
        if node.is_none() && dismisses(said) && !candidates.iter().any(named) {
            return self.end_edit(edit, None, EditStatus::Cancelled, None, world);
        }
        let offered = candidates.iter().map(|candidate| candidate.id.clone()).collect();
        let understanding = match self.understand_open(&open, offered, node.clone(), text.clone(), world) {
            Ok(understanding) => understanding,
            Err(error) => return self.finish_unstored(edit, EditStatus::Rejected, error.report(), world),
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
            Way::Question { question, candidates } => {
                self.enqueue(
                    Intention::Ask {
                        request,
                        question,
                        candidates,
                    },
                    then,
                );
            }
            Way::Nothing { reason } => {
                let error = EngineError::NothingMeant { reason }.report();
                self.end_edit(edit, None, EditStatus::Rejected, Some(error), world);
            }
        }
    }

    pub(super) fn understand_open(
        &self,
        open: &OpenEdit,
        offered: Vec<String>,
        node: Option<String>,
        text: Option<String>,
        world: &World,
    ) -> Result<Understanding, EngineError> {
        if open.create && self.state.versions.is_empty() {
            let prompt = match text {
                Some(text) if says_something(&open.prompt) => format!("{}\n{text}", open.prompt),
                Some(text) => text,
                None => open.prompt.clone(),
            };
            return self.understand_new(&prompt, &[], open.base, true, world);
        }
        let answer = match (node, text) {
            (Some(node), _) => Some(Answer::Node(node)),
            (None, Some(text)) => Some(Answer::Text(text)),
            (None, None) => None,
        };
        let clarified = answer.map(|answer| Clarified {
            candidates: offered,
            answer,
        });
        let document = self.state.document();
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

    pub(super) fn take_up(&self, open: &OpenEdit, understanding: Understanding, at: Timestamp) -> ActiveEdit {
        let base = self.state.head_of(&open.branch);
        ActiveEdit {
            reran: open.resumed > 0,
            selection: open.target.clone(),
            create: open.create && self.state.versions.is_empty(),
            images: open.images,
            spent_before: open.spent,
            ..ActiveEdit::new(open.edit.clone(), open.prompt.clone(), at, base, understanding)
        }
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
                for _ in 1..count.clamp(1, 100) {
                    self.enqueue_quietly(Intention::Undo {
                        edit: None,
                        prompt: String::new(),
                    });
                }
                self.enqueue(Intention::Undo { edit: named, prompt }, then);
            }
            SessionRequest::Redo { count } => {
                for _ in 1..count.clamp(1, 100) {
                    self.enqueue_quietly(Intention::Redo {
                        edit: None,
                        prompt: String::new(),
                    });
                }
                self.enqueue(Intention::Redo { edit: named, prompt }, then);
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
                let head = self.state.head();
                let to = to.unwrap_or(head);
                // The first version came of nothing that anybody saw.
                let before = || self.state.version(to).map_or(0, |version| version.parent);
                let from = from.unwrap_or_else(|| before().max(to.min(1)));
                let (Some(before), Some(after)) = (self.state.document_at(from), self.state.document_at(to))
                else {
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
        }
    }

    /// When this session wants to be woken.
    pub(super) fn timer(&self, world: &World) -> Option<Timestamp> {
        let active = self.active.as_ref();
        let retry = active.and_then(|active| active.retry_at);
        let patience = active.and_then(|active| active.patience(&world.config.policy));
        let flush = self
            .backlog
            .as_ref()
            .filter(|backlog| !backlog.is_flushing())
            .map(|backlog| backlog.retry_at);
        let joint = self.joint_patience(&world.config);
        let look = self.look_at(&world.config.peer);
        let closing = self.closing_at(world.now);
        let moments = [retry, patience, flush, joint, look, closing];
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
