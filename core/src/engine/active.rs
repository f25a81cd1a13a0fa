//! The one edit in work: from its words to a change that can be committed.

use super::actor::{Actor, Then, Waiting};
use super::call::{Call, Heard};
use super::world::{Wait, World};
use super::{EffectKind, EngineError, ModelCall, ModelSignal, ProviderConfig, Timestamp};
use crate::context::{
    Answer, Clarified, EditBrief, Intent, SessionRequest, Targets, Understanding, build_prompt, guard,
    understand,
};
use crate::model::retry::{self, RetryDecision};
use crate::model::{ModelError, ModelRequest, Provider};
use crate::protocol::{EditPhase, EditStatus, EditView, Notice};
use crate::version::describe;
use crate::workflow::design::{Draft, Intention, OpenEdit, Request};

/// How often a model is asked to mend an answer.
const MAX_REPAIRS: u8 = 2;
/// How often an edit is taken up again after its owner vanished.
const MAX_RESUMES: u8 = 2;
/// The longest answer asked for.
const MAX_OUTPUT_TOKENS: u32 = 16_000;

/// An edit in work.
#[derive(Debug)]
pub(super) struct ActiveEdit {
    pub(super) edit: String,
    pub(super) prompt: String,
    pub(super) started_at: Timestamp,
    pub(super) phase: EditPhase,
    /// It met a conflict once and is being run once more
    pub(super) reran: bool,
    /// The version that the answer will be made on
    base: u32,
    understanding: Understanding,
    selection: Vec<String>,
    create: bool,
    provider: Option<Provider>,
    call: Option<Call>,
    tries: u32,
    repairs: u8,
    faults: Vec<String>,
    retry_at: Option<Timestamp>,
    cancelled: bool,
    previewed: bool,
    ops_received: u32,
    input_tokens: Option<u32>,
    output_tokens: Option<u32>,
}

impl ActiveEdit {
    pub(super) fn view(&self) -> EditView {
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
            result: None,
        }
    }

    /// Lets go of what is under way.
    pub(super) fn stop(self, session: &str, status: EditStatus, world: &mut World) {
        if let Some(call) = &self.call {
            world.forget(call.effect);
            world.emit(EffectKind::CancelModel { call: call.effect }, Wait::Nobody);
        }
        if self.previewed && status != EditStatus::Committed {
            world.notice(Notice::PreviewReset {
                session_id: session.to_owned(),
                edit_id: self.edit,
            });
        }
    }

    fn request(&self, owner: &str) -> Request {
        Request {
            edit: self.edit.clone(),
            prompt: self.prompt.clone(),
            target: self.selection.clone(),
            owner: owner.to_owned(),
            types: self.understanding.intents.clone(),
            create: self.create,
        }
    }

    /// The nodes that the words mean.
    fn meant(&self) -> Vec<String> {
        match &self.understanding.targets {
            Targets::Resolved { candidates } => {
                candidates.iter().map(|candidate| candidate.id.clone()).collect()
            }
            _ => Vec::new(),
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
        candidates: Vec<crate::context::Candidate>,
    },
    /// Nothing to do
    Nothing { reason: String },
}

fn way(understanding: &Understanding) -> Way {
    match &understanding.targets {
        Targets::Resolved { .. } => Way::Model,
        Targets::Ambiguous { question, candidates } => Way::Question {
            question: question.clone(),
            candidates: candidates.clone(),
        },
        Targets::Nothing { reason } => Way::Nothing {
            reason: reason.clone(),
        },
    }
}

impl Actor {
    /// The turn of an edit has come.
    pub(super) fn begin(&mut self, waiting: Waiting, world: &mut World) {
        match waiting {
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
            Waiting::Resume { edit, .. } => {
                let owner = world.config.peer.clone();
                self.enqueue(
                    Intention::Resume {
                        edit: edit.clone(),
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
        let base = base
            .filter(|version| self.state.version(*version).is_some())
            .unwrap_or(self.state.head());
        let understanding = match self.understand_new(&prompt, &selection, base, create, world) {
            Ok(understanding) => understanding,
            Err(error) => {
                return self.finish_unstored(&edit, EditStatus::Rejected, error.report(), world);
            }
        };
        if let Some(request) = understanding.session.clone() {
            return self.answer_about_session(edit, prompt, &request, world);
        }
        let active = ActiveEdit {
            edit: edit.clone(),
            prompt,
            started_at: at,
            phase: EditPhase::Accepted,
            reran: false,
            base,
            understanding,
            selection,
            create,
            provider: None,
            call: None,
            tries: 0,
            repairs: 0,
            faults: Vec::new(),
            retry_at: None,
            cancelled: false,
            previewed: false,
            ops_received: 0,
            input_tokens: None,
            output_tokens: None,
        };
        world.notice(Notice::Edit {
            session_id: self.session(),
            edit: active.view(),
        });
        let request = active.request(&world.config.peer);
        let next = way(&active.understanding);
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

    fn understand_new(
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
                intents: vec![Intent::Add],
                targets: Targets::Resolved {
                    candidates: Vec::new(),
                },
                answer: None,
            });
        }
        let document = self
            .state
            .document_at(base)
            .unwrap_or_else(|| self.state.document());
        Ok(understand(
            prompt,
            &document,
            &self.state.window.recent(),
            selection,
            None,
            limits,
        )?)
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
        let offered = match &open.place {
            crate::workflow::design::EditPlace::Asking { candidates, .. } => {
                candidates.iter().map(|candidate| candidate.id.clone()).collect()
            }
            crate::workflow::design::EditPlace::Working => Vec::new(),
        };
        let understanding = match self.understand_open(&open, offered, node.clone(), text.clone(), world) {
            Ok(understanding) => understanding,
            Err(error) => return self.finish_unstored(edit, EditStatus::Rejected, error.report(), world),
        };
        let next = way(&understanding);
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

    fn understand_open(
        &self,
        open: &OpenEdit,
        offered: Vec<String>,
        node: Option<String>,
        text: Option<String>,
        world: &World,
    ) -> Result<Understanding, EngineError> {
        if open.create {
            return self.understand_new(&open.prompt, &[], open.base, true, world);
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

    fn take_up(&self, open: &OpenEdit, understanding: Understanding, at: Timestamp) -> ActiveEdit {
        ActiveEdit {
            edit: open.edit.clone(),
            prompt: open.prompt.clone(),
            started_at: at,
            phase: EditPhase::Accepted,
            reran: open.resumed > 0,
            base: self.state.head_of(&open.branch),
            understanding,
            selection: open.target.clone(),
            create: open.create,
            provider: None,
            call: None,
            tries: 0,
            repairs: 0,
            faults: Vec::new(),
            retry_at: None,
            cancelled: false,
            previewed: false,
            ops_received: 0,
            input_tokens: None,
            output_tokens: None,
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
                let from = from.unwrap_or_else(|| self.state.version(to).map_or(0, |version| version.parent));
                let unknown = [from, to]
                    .into_iter()
                    .find(|number| *number != 0 && self.state.version(*number).is_none());
                if let Some(version) = unknown {
                    let error =
                        EngineError::Rejected(crate::workflow::design::Rejection::UnknownVersion { version });
                    return self.finish_unstored(&edit, EditStatus::Rejected, error.report(), world);
                }
                let (Some(before), Some(after)) = (self.state.document_at(from), self.state.document_at(to))
                else {
                    return;
                };
                let patch = crate::version::diff(&before, &after);
                let summary = if patch.ops.is_empty() {
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
                };
                let end = Intention::End {
                    edit,
                    request: Some(request),
                    status: EditStatus::Committed,
                    summary,
                    ms: 0,
                    error: None,
                };
                self.enqueue(end, then);
            }
        }
    }

    /// The edit is stored as accepted: now the model may be asked.
    pub(super) fn ask_model(&mut self, edit: &str, world: &mut World) {
        let Some(open) = self.state.open.get(edit).cloned() else {
            return;
        };
        if self.active.as_ref().is_none_or(|active| active.edit != edit) {
            // It was taken over: nothing of it is in memory yet.
            if open.resumed > MAX_RESUMES {
                let error = EngineError::Interrupted.report();
                return self.end_edit(edit, None, EditStatus::Failed, Some(error), world);
            }
            let answer = open.answer.clone();
            let (offered, node, text) = match answer {
                Some(answer) => (
                    answer
                        .candidates
                        .iter()
                        .map(|candidate| candidate.id.clone())
                        .collect(),
                    answer.node,
                    answer.text,
                ),
                None => (Vec::new(), None, None),
            };
            match self.understand_open(&open, offered, node, text, world) {
                Ok(understanding) => self.active = Some(self.take_up(&open, understanding, world.now)),
                Err(error) => {
                    return self.end_edit(edit, None, EditStatus::Failed, Some(error.report()), world);
                }
            }
        }
        let head = self.state.head_of(&open.branch);
        if let Some(active) = &mut self.active {
            if active.cancelled {
                return self.end_edit(edit, None, EditStatus::Cancelled, None, world);
            }
            if active.reran {
                active.base = head;
            }
        }
        self.call_model(world);
    }

    fn call_model(&mut self, world: &mut World) {
        let Some(active) = &mut self.active else { return };
        let Some(document) = self.state.document_at(active.base) else {
            return;
        };
        let brief = EditBrief {
            create: active.create,
            understanding: without_secrets(&active.understanding),
            document: document.clone(),
            selection: active.selection.clone(),
            recent: masked(self.state.window.recent(), world),
            older: self.state.window.older(),
            faults: active.faults.clone(),
        };
        let (call, report) = match prepare(&world.config.provider, active.provider.take(), brief, world) {
            Ok((call, provider, report)) => {
                active.provider = provider;
                (call, report)
            }
            Err(error) => {
                let edit = active.edit.clone();
                let error = EngineError::Model(error).report();
                return self.end_edit(&edit, None, EditStatus::Failed, Some(error), world);
            }
        };
        active.tries += 1;
        active.retry_at = None;
        active.ops_received = 0;
        let provider = active.provider.clone();
        let placeholders = active.understanding.guard.placeholders.clone();
        let effect = world.emit(
            EffectKind::CallModel(call),
            Wait::Model {
                session: self.state.session.clone(),
            },
        );
        active.call = Some(Call::new(
            effect,
            provider,
            document,
            placeholders,
            &world.config.limits,
        ));
        let edit = active.edit.clone();
        if let Some(report) = report {
            self.keep_report(&edit, report);
        }
        self.set_phase(EditPhase::Waiting, world);
    }

    /// A sign from the model that was asked.
    pub(super) fn hear(&mut self, effect: u64, signal: ModelSignal, world: &mut World) {
        let Some(active) = &mut self.active else { return };
        let Some(call) = active.call.as_mut().filter(|call| call.effect == effect) else {
            return;
        };
        let ends = matches!(signal, ModelSignal::Finished | ModelSignal::Failed { .. });
        let heard = call.hear(signal, &world.config.limits);
        let new_ops = call.take_new_ops();
        if !new_ops.ops.is_empty() {
            active.previewed = true;
            active.ops_received += new_ops.ops.len() as u32;
            world.notice(Notice::Preview {
                session_id: self.state.session.clone(),
                edit_id: active.edit.clone(),
                base: active.base,
                ops: new_ops.to_json(),
            });
        }
        if ends {
            world.forget(effect);
        }
        match heard {
            Heard::More { streaming } => {
                if streaming {
                    self.set_phase(EditPhase::Streaming, world);
                }
            }
            Heard::Failed(error) => self.model_failed(error, world),
            Heard::Answer { patch, usage } => {
                active.input_tokens = usage.0;
                active.output_tokens = usage.1;
                self.answered(patch, world);
            }
            Heard::Question { text, candidates } => {
                let request = active.request(&world.config.peer);
                active.call = None;
                let edit = active.edit.clone();
                let ask = Intention::Ask {
                    request,
                    question: text,
                    candidates,
                };
                self.enqueue(ask, Then::Edit { edit });
            }
            Heard::Nothing { said } => {
                active.call = None;
                let edit = active.edit.clone();
                let error = match said {
                    Some(reason) => EngineError::NothingMeant { reason },
                    None => EngineError::Rejected(crate::workflow::design::Rejection::NoChange),
                };
                self.end_edit(&edit, None, EditStatus::Rejected, Some(error.report()), world);
            }
            Heard::Unusable { faults } => self.repair(faults, world),
        }
        self.pump(world);
    }

    fn answered(&mut self, patch: crate::version::Patch, world: &mut World) {
        let Some(active) = &mut self.active else { return };
        active.call = None;
        let edit = active.edit.clone();
        let draft = Draft {
            edit: edit.clone(),
            base: active.base,
            patch,
            meant: active.meant(),
            types: active.understanding.intents.clone(),
            ms: world.now.saturating_sub(active.started_at) as u32,
            provider: world.config.provider.name().to_owned(),
            input_tokens: active.input_tokens,
            output_tokens: active.output_tokens,
        };
        self.set_phase(EditPhase::Committing, world);
        self.enqueue(Intention::Commit(Box::new(draft)), Then::Edit { edit });
    }

    fn reset_preview(&mut self, world: &mut World) {
        if let Some(active) = &mut self.active
            && std::mem::take(&mut active.previewed)
        {
            world.notice(Notice::PreviewReset {
                session_id: self.state.session.clone(),
                edit_id: active.edit.clone(),
            });
        }
    }

    fn repair(&mut self, faults: Vec<String>, world: &mut World) {
        let Some(active) = &mut self.active else { return };
        active.call = None;
        let edit = active.edit.clone();
        let hopeless = matches!(world.config.provider, ProviderConfig::Offline);
        if active.repairs >= MAX_REPAIRS || hopeless {
            let what = faults.first().cloned().unwrap_or_default();
            let error = EngineError::Answer { what }.report();
            return self.end_edit(&edit, None, EditStatus::Failed, Some(error), world);
        }
        active.repairs += 1;
        active.tries = 0;
        active.faults = faults;
        self.reset_preview(world);
        self.set_phase(EditPhase::Repairing, world);
        self.call_model(world);
    }

    fn model_failed(&mut self, error: ModelError, world: &mut World) {
        let fraction = (world.fraction() * 1023.0) as u64;
        let Some(active) = &mut self.active else { return };
        let had_ops = active.ops_received > 0;
        active.call = None;
        let edit = active.edit.clone();
        let plainer = match (&active.provider, error.refused) {
            (Some(provider), Some(refused)) => provider.without(refused),
            _ => None,
        };
        if plainer.is_some() {
            active.provider = plainer;
            active.tries = active.tries.saturating_sub(1);
            return self.call_model(world);
        }
        // A cut stream is asked again only if nothing of it was usable: else the parts that came are mended.
        if had_ops {
            return self.repair(vec![error.to_string()], world);
        }
        match retry::decide(&error, active.tries, fraction) {
            RetryDecision::Retry { after_ms } => {
                active.retry_at = Some(world.now + after_ms);
                self.set_phase(EditPhase::Waiting, world);
            }
            RetryDecision::GiveUp => {
                let error = EngineError::Model(error).report();
                self.end_edit(&edit, None, EditStatus::Failed, Some(error), world);
            }
        }
    }

    /// When this session wants to be woken.
    pub(super) fn timer(&self) -> Option<Timestamp> {
        let retry = self.active.as_ref().and_then(|active| active.retry_at);
        let flush = self
            .backlog
            .as_ref()
            .filter(|backlog| !backlog.is_flushing())
            .map(|backlog| backlog.retry_at);
        retry.into_iter().chain(flush).min()
    }

    /// Time has passed.
    pub(super) fn woken(&mut self, world: &mut World) {
        self.flush(world);
        if self
            .active
            .as_ref()
            .and_then(|active| active.retry_at)
            .is_some_and(|at| at <= world.now)
        {
            self.call_model(world);
        }
        self.pump(world);
    }

    /// The person wants an edit to stop. `false`: there is no such edit.
    pub(super) fn cancel(&mut self, edit: &str, world: &mut World) -> bool {
        if let Some(index) = self.waiting.iter().position(|waiting| waiting.edit() == edit) {
            let stored = self.state.open.contains_key(edit);
            self.waiting.remove(index);
            if stored {
                self.end_edit(edit, None, EditStatus::Cancelled, None, world);
            } else {
                let result = crate::protocol::EditResult {
                    edit_id: edit.to_owned(),
                    status: EditStatus::Cancelled,
                    new_version: None,
                    patch: None,
                    changes_summary: String::new(),
                    processing_time_ms: 0.0,
                    error: None,
                    question: None,
                };
                self.finish(result, world);
            }
            return true;
        }
        if let Some(active) = self.active.as_mut().filter(|active| active.edit == edit) {
            active.cancelled = true;
            active.retry_at = None;
            let running = active.call.take();
            if let Some(call) = running {
                world.forget(call.effect);
                world.emit(EffectKind::CancelModel { call: call.effect }, Wait::Nobody);
                self.end_edit(edit, None, EditStatus::Cancelled, None, world);
            } else if self.state.open.contains_key(edit) && self.phase_is(EditPhase::Waiting) {
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

    fn phase_is(&self, phase: EditPhase) -> bool {
        self.active.as_ref().is_some_and(|active| active.phase == phase)
    }
}

/// Models see masked words only: what was typed stays behind.
fn without_secrets(understanding: &Understanding) -> Understanding {
    let mut told = understanding.clone();
    for placeholder in &mut told.guard.placeholders {
        placeholder.text.clear();
    }
    told
}

fn masked(mut recent: Vec<crate::context::Interaction>, world: &World) -> Vec<crate::context::Interaction> {
    for interaction in &mut recent {
        if let Ok(report) = guard(&interaction.prompt, &world.config.limits) {
            interaction.prompt = report.masked;
        }
    }
    recent
}

type Prepared = (ModelCall, Option<Provider>, Option<crate::context::PromptReport>);

/// Puts a brief into the words of the provider.
fn prepare(
    config: &ProviderConfig,
    adapted: Option<Provider>,
    brief: EditBrief,
    world: &World,
) -> Result<Prepared, ModelError> {
    let provider = match config {
        ProviderConfig::Http(provider) => adapted.or_else(|| Some(provider.clone())),
        _ => None,
    };
    let structured = provider.as_ref().is_none_or(Provider::structured);
    let prompt = build_prompt(&brief, &world.config.budget, structured);
    let report = Some(prompt.report());
    if let Some(provider) = provider {
        let request = provider.request(&ModelRequest {
            system: &prompt.system,
            user: &prompt.user,
            schema: structured.then_some(prompt.schema),
            max_output_tokens: MAX_OUTPUT_TOKENS,
        })?;
        return Ok((ModelCall::Http(request), Some(provider), report));
    }
    match config {
        ProviderConfig::App { name } => {
            let request = serde_json::json!({
                "system": prompt.system,
                "prompt": prompt.user,
                "schema": serde_json::from_str::<serde_json::Value>(prompt.schema).unwrap_or_default(),
                "create": brief.create,
            });
            Ok((
                ModelCall::App {
                    name: name.clone(),
                    request: request.to_string(),
                },
                None,
                report,
            ))
        }
        _ => Ok((ModelCall::Embedded(Box::new(brief)), None, report)),
    }
}
