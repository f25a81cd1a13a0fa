//! Asking the model about the edit in work, and what its answer leads to.

use super::actor::{Actor, Then};
use super::call::{Call, Connection, Heard};
use super::desk::Turn;
use super::images::images_of;
use super::joint::{Joint, part_of, points_elsewhere};
use super::prepare::{
    MAX_REPAIRS, Prepared, after, cache_key, is_personal, masked, named_before, prepare, without_secrets,
};
use super::world::{Wait, World};
use super::{EffectId, EffectKind, EngineError, ModelFailure, ModelSignal, ProviderConfig, Timestamp};
use crate::context::{BROKE_OFF, EditBrief, Targets, Understanding};
use crate::document::Document;
use crate::model::policy::OFFLINE_POLL_MS;
use crate::model::retry::{self, RetryDecision};
use crate::model::{ModelError, ModelErrorCode, Parameter, Spending};
use crate::protocol::{EditPhase, EditStatus, Notice};
use crate::version::{Op, Patch};
use crate::workflow::design::{Draft, Hold, Intention, Window};

/// What an attempt came to whose answer could not be used.
const UNUSABLE: &str = "edit.invalid-answer";

/// How often an edit is taken up again after its owner vanished.
const MAX_RESUMES: u8 = 2;

/// What a model is told that came to no end.
const SHORTER: &str = " Send the ops that are needed and no others, each as short as it can be.";

impl Actor {
    /// The edit is stored as accepted: now the model may be asked.
    pub(super) fn ask_model(&mut self, edit: &str, world: &mut World) {
        let Some(open) = self.state.open.get(edit).cloned() else {
            return;
        };
        if self.lacks_images(&open) {
            let error = EngineError::Interrupted.report();
            return self.end_edit(edit, None, EditStatus::Failed, Some(error), world);
        }
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
            if active.reran && !active.create {
                active.base = head;
            }
        }
        self.call_model(world);
    }

    pub(super) fn call_model(&mut self, world: &mut World) {
        if !self.may_ask(world) {
            return;
        }
        let held = self.waits_for_batch();
        if let Some(active) = &mut self.active {
            active.held = held;
        }
        if held {
            return;
        }
        let (document, brief) = match self.brief(world) {
            Some(known) => known,
            None => return,
        };
        let key = self.cache_key(&brief, world);
        if let Some(active) = &mut self.active {
            active.cache_key = key;
        }
        if self.take_up_joint(world) || self.answer_from_cache(&document, world) {
            return;
        }
        while let Some(error) = self.refused_before() {
            let Some(active) = &mut self.active else { return };
            active.asked = world.name_of(active.place);
            active.note_attempt(world.model_of(active.place), Some(error.code.as_str()), world.now);
            if world.config.provider_at(active.place + 1).is_none() {
                return self.fail_edit(EngineError::Model(error), world);
            }
            active.turn_to(active.place + 1);
        }
        self.make_call(document, brief, world);
    }

    /// What the provider that is to be asked refused another edit of the batch for, if that holds for all.
    fn refused_before(&self) -> Option<ModelError> {
        let place = self.active.as_ref()?.place;
        let (_, error) = self.batch_refused.iter().find(|(known, _)| *known == place)?;
        self.is_in_batch().then(|| error.clone())
    }

    fn is_in_batch(&self) -> bool {
        let active = self.active.as_ref();
        active.is_some_and(|active| self.batch.contains(&active.edit))
    }

    /// What is known about the edit in work, and the document it is about. Nothing in it is masked yet.
    fn brief(&mut self, world: &World) -> Option<(Document, EditBrief)> {
        let active = self.active.as_mut()?;
        let document = match self.state.document_at(active.base) {
            Some(document) => document,
            None => {
                // The version was never stored, and what others stored came in its place.
                active.base = self.state.head();
                self.state.document()
            }
        };
        // A design of its own leans on nothing that was done to another one.
        let past = Some(&self.state.window).filter(|_| !active.create);
        let recent = past.map(Window::recent).unwrap_or_default();
        // What it did to the wrong thing is taken back, so it has to be the last that was done.
        let mistaken = recent.last().map(|last| last.version);
        let mistaken = mistaken.filter(|version| active.understanding.corrects && *version == active.base);
        let before = mistaken
            .and_then(|version| self.state.history.parent(version))
            .and_then(|parent| self.state.document_at(parent));
        let brief = EditBrief {
            before,
            create: active.create,
            understanding: without_secrets(&active.understanding),
            also: Vec::new(),
            document: after(&document, &active.done, &world.config),
            selection: active.selection.clone(),
            recent,
            older: past.map(Window::older).unwrap_or_default(),
            faults: active.faults.clone(),
        };
        Some((document, brief))
    }

    /// What this has in common with requests that have the same answer. What had to be mended has nothing.
    fn cache_key(&self, brief: &EditBrief, world: &World) -> Option<u128> {
        let active = self.active.as_ref()?;
        let fresh = active.faults.is_empty() && active.done.ops.is_empty();
        let chosen = world.config.provider_at(active.place).filter(|_| fresh)?;
        let resolved = matches!(&brief.understanding.targets, Targets::Resolved { .. });
        let leans = !resolved || points_elsewhere(&active.prompt);
        let images = images_of(&self.images, &active.edit);
        cache_key(chosen, brief, images, leans, self.state.user.as_deref())
    }

    /// The same was answered before: nobody has to be asked.
    fn answer_from_cache(&mut self, document: &Document, world: &mut World) -> bool {
        let Some(active) = &mut self.active else {
            return false;
        };
        let is_kept = world.config.policy.cache_bytes > 0;
        let key = active.cache_key.filter(|_| is_kept);
        let Some(ops) = key.and_then(|key| world.desk.cache.get(key)) else {
            return false;
        };
        active.asked = world.name_of(active.place);
        active.from_cache = true;
        active.retry_at = None;
        let mut call = Call::new(None, document.clone(), Vec::new(), &world.config.limits);
        let heard = call.end(&ops, &world.config.limits);
        active.call = Some(call);
        self.heard(heard, world);
        true
    }

    /// An answer became a version: it is one for equal requests, too. One that was refused or held back would be so again.
    pub(super) fn keep_answer(&self, draft: &Draft, world: &mut World) {
        let active = self.active.as_ref().filter(|active| active.edit == draft.edit);
        if let Some(key) = active.and_then(|active| active.cache_key)
            && !draft.from_cache
        {
            let limit = world.config.policy.cache_bytes;
            world.desk.cache.put(key, draft.patch.to_json(), limit);
        }
    }

    fn make_call(&mut self, document: Document, mut brief: EditBrief, world: &mut World) {
        let payers = self.payers();
        let Some(active) = &mut self.active else { return };
        let place = match world.desk.turn(&world.config, active.place, &payers, world.now) {
            Turn::Ask(place) => place,
            Turn::Limited(until) => {
                let wait_ms = until.saturating_sub(world.now);
                return self.fail_edit(EngineError::RateLimited { wait_ms }, world);
            }
            Turn::Unavailable(until, place) => return self.unavailable(until, place, world),
            Turn::Nobody => {
                let error = active.cause.take();
                let error = error.unwrap_or_else(|| ModelError::new(ModelErrorCode::Overloaded));
                return self.fail_edit(EngineError::Model(error), world);
            }
        };
        self.pass_over(place, world);
        let Some(active) = &mut self.active else { return };
        if place != active.place {
            active.turn_to(place);
        }
        active.asked = world.name_of(place);
        active.offline = false;
        active.from_cache = false;
        if active.cause.is_none() {
            // This call is to find out whether it is well again.
            active.cause = world.desk.breaker(place).cause().cloned();
        }
        active.called_at.get_or_insert(world.now);
        let companions = match world.config.provider_at(place) {
            Some(chosen) => self.companions(chosen, world),
            None => Vec::new(),
        };
        let (edits, also): (Vec<String>, Vec<Understanding>) = companions.into_iter().unzip();
        let Some(active) = &mut self.active else { return };
        let mut placeholders = active.understanding.guard.placeholders.clone();
        for known in named_before(&active.hidden, &brief) {
            if placeholders.iter().all(|given| given.token != known.token) {
                placeholders.push(known);
            }
        }
        brief.also = also;
        brief.recent = masked(brief.recent, &document, &mut placeholders);
        let known = match world.config.provider_at(place) {
            Some(ProviderConfig::Http(configured)) => world.desk.adapted(place, configured),
            _ => None,
        };
        let prepared = prepare(
            &world.config,
            place,
            active.provider.take().or(known),
            active.repairs,
            brief,
            images_of(&self.images, &active.edit),
            &mut placeholders,
        );
        let Prepared {
            call,
            provider,
            report,
            shown,
        } = match prepared {
            Ok(prepared) => prepared,
            Err(error) => {
                world.put_back(&payers);
                return self.model_failed(error, world);
            }
        };
        active.provider = provider;
        active.tries += 1;
        active.retry_at = None;
        active.ops_received = 0;
        // What is personal is not kept.
        active.cache_key = active.cache_key.filter(|_| !placeholders.iter().any(is_personal));
        active.call_began(world.now);
        active.hidden.clone_from(&placeholders);
        let session = self.state.session.clone();
        let effect = world.emit(EffectKind::CallModel(call), Wait::Model { session });
        let connection = Connection::new(effect, world.now, active.provider.clone());
        let edit = active.edit.clone();
        let call = if edits.is_empty() {
            let mut call = Call::new(Some(connection), document, placeholders, &world.config.limits);
            call.go_on_after(&active.done);
            call.estimate = report.total_tokens;
            // The embedded model reads the document itself, not the prompt.
            let is_embedded = world.config.is_embedded(place);
            call.shown = (!is_embedded).then(|| report.placeholders());
            call.nodes = shown.filter(|_| !is_embedded);
            call
        } else {
            let edits = [edit.clone()].into_iter().chain(edits);
            let provider = active.provider.clone();
            let joint = Joint::new(
                connection,
                place,
                provider,
                report.clone(),
                placeholders,
                shown,
                edits,
            );
            let call = part_of(&joint, document, world);
            self.joint = Some(joint);
            call
        };
        active.call = Some(call);
        self.keep_report(&edit, report);
        self.set_phase(EditPhase::Waiting, world);
    }

    /// Providers before `place` that would have been asked, but failed a moment ago.
    fn pass_over(&mut self, place: usize, world: &mut World) {
        let Some(active) = &mut self.active else { return };
        for passed in active.place..place {
            active.asked = world.name_of(passed);
            let cause = world
                .desk
                .breaker(passed)
                .cause()
                .map(|cause| cause.code.as_str());
            let limited = EngineError::RateLimited { wait_ms: 0 }.code();
            active.note_attempt(world.model_of(passed), Some(cause.unwrap_or(limited)), world.now);
        }
    }

    /// Nobody may be asked before a moment that the provider named.
    fn unavailable(&mut self, until: Timestamp, place: usize, world: &mut World) {
        let Some(active) = &mut self.active else { return };
        let cause = world.desk.breaker(place).cause().cloned();
        let cause = cause.unwrap_or_else(|| ModelError::new(ModelErrorCode::RateLimited));
        active.asked = world.name_of(place);
        active.note_attempt(world.model_of(place), Some(cause.code.as_str()), world.now);
        let error = EngineError::Unavailable {
            provider: active.asked.clone(),
            wait_ms: until.saturating_sub(world.now),
            cause,
        };
        self.fail_edit(error, world);
    }

    /// Whose calls these are.
    pub(super) fn payers(&self) -> Vec<String> {
        let user = self.state.user.iter().map(|user| format!("user:{user}"));
        user.chain([format!("session:{}", self.state.session)]).collect()
    }

    fn fail_edit(&mut self, error: EngineError, world: &mut World) {
        let Some(active) = &mut self.active else { return };
        let edit = active.edit.clone();
        self.end_edit(&edit, None, EditStatus::Failed, Some(error.report()), world);
    }

    /// The call under way takes too long, or says nothing.
    pub(super) fn give_up_waiting(&mut self, world: &mut World) {
        let Some(active) = &mut self.active else { return };
        let over = active.deadline(&world.config.policy) <= world.now;
        let Some(call) = &mut active.call else { return };
        let Some(connection) = &mut call.connection else {
            return;
        };
        connection.cut_off(world);
        let error = connection.failed(ModelFailure::Timeout);
        active.done = call.take_accepted();
        let error = match error {
            _ if over => ModelError::new(ModelErrorCode::Deadline),
            error => error,
        };
        self.call_ended(Some(error.code.as_str()), world);
        if over {
            self.note_attempt(Some(error.code.as_str()), world);
            return self.fail_edit(EngineError::Model(error), world);
        }
        self.model_failed(error, world);
    }

    /// The call under way came to this.
    pub(super) fn note_attempt(&mut self, error: Option<&str>, world: &World) {
        if let Some(active) = &mut self.active {
            active.note_attempt(world.model_of(active.place), error, world.now);
        }
    }

    /// A sign from the model that was asked.
    pub(super) fn hear(&mut self, effect: u64, signal: ModelSignal, world: &mut World) {
        if self.joint.as_ref().is_some_and(|joint| joint.is_of(effect)) {
            self.hear_joint(signal, world);
        } else {
            self.take(effect, signal, world);
        }
        self.pump(world);
    }

    fn take(&mut self, effect: EffectId, signal: ModelSignal, world: &mut World) {
        let Some(active) = &mut self.active else { return };
        let Some(call) = active.call.as_mut().filter(|call| call.is_of(effect)) else {
            return;
        };
        let ends = matches!(signal, ModelSignal::Finished | ModelSignal::Failed { .. });
        let heard = call.hear(signal, world.now, &world.config.limits);
        if ends {
            world.forget(effect);
        } else if !matches!(heard, Heard::More { .. }) {
            // What is still to come cannot matter.
            call.cut_off(world);
        }
        self.heard(heard, world);
    }

    /// What came for the edit in work, and what follows from it.
    pub(super) fn heard(&mut self, heard: Heard, world: &mut World) {
        let Some(active) = &mut self.active else { return };
        let Some(call) = &mut active.call else { return };
        if call.takes_back() {
            active.ops_received = 0;
            self.reset_preview(world);
        }
        let Some(active) = &mut self.active else { return };
        let Some(call) = &mut active.call else { return };
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
        let error = match &heard {
            Heard::More { .. } => None,
            Heard::Failed(error) => Some(error.code.as_str()),
            _ => {
                if call.connection.is_some() {
                    world.desk.breaker(active.place).succeeded();
                }
                None
            }
        };
        if matches!(heard, Heard::Failed(_)) {
            active.done = call.take_accepted();
        }
        let from_cache = active.from_cache;
        if !matches!(heard, Heard::More { .. }) {
            self.call_ended(error, world);
        }
        // Failures are noted where it is decided what follows.
        match &heard {
            Heard::More { .. } | Heard::Failed(_) => {}
            _ if from_cache => {}
            Heard::Unusable { .. } => self.note_attempt(Some(UNUSABLE), world),
            _ => self.note_attempt(None, world),
        }
        let Some(active) = &mut self.active else { return };
        match heard {
            Heard::More { streaming } => {
                if streaming {
                    self.set_phase(EditPhase::Streaming, world);
                }
            }
            Heard::Failed(error) => self.model_failed(error, world),
            Heard::Answer { patch, left } => {
                // If it has to be run again, then from the start.
                active.done = Patch::default();
                active.faults.clear();
                self.answered(patch, left.unwrap_or_default(), world);
            }
            Heard::Question { text, candidates } => {
                let request = active.request(&world.config.peer);
                active.call = None;
                let edit = active.edit.clone();
                self.book_active(&edit);
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
            Heard::Unusable { faults } => {
                active.done = Patch::default();
                let what = faults.first().cloned().unwrap_or_default();
                self.repair(faults, EngineError::Answer { what }, world);
            }
        }
    }

    fn answered(&mut self, patch: crate::version::Patch, left: String, world: &mut World) {
        let Some(active) = &mut self.active else { return };
        active.call = None;
        let edit = active.edit.clone();
        let (hold, meant) = (active.holds(&world.config), active.meant());
        // What is held back may be anything; what is made stays a design.
        let touches_root = patch.ops.iter().any(|op| {
            matches!(op, Op::Set { path, .. } | Op::Unset { path, .. } if matches!(&**path, "" | "/id" | "/type"))
        });
        let is_node = |document: &Document| document.root().node_identity().is_some();
        if touches_root
            && (hold != Hold::All || meant.is_empty())
            && let Some(base) = self.state.document_at(active.base)
            && is_node(&base)
            && !is_node(&after(&base, &patch, &world.config))
        {
            let what =
                "The root of the document is a node with `id` and `type`, and has to stay one.".to_owned();
            return self.repair(vec![what.clone()], EngineError::Answer { what }, world);
        }
        let draft = Draft {
            edit: edit.clone(),
            base: active.base,
            patch,
            left,
            meant,
            hold,
            types: active.understanding.intents.clone(),
            ms: world.now.saturating_sub(active.started_at) as u32,
            provider: active.asked.clone(),
            spent: Spending {
                // Nobody counted anything, but it is known to have cost nothing.
                cost: active.spent.cost.or(active.from_cache.then_some(0.0)),
                ..active.spent
            },
            from_cache: active.from_cache,
            attempts: active.told_attempts(),
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

    /// Shows the model what is wrong with its answer. `error`: what it comes to if that has been done often enough.
    fn repair(&mut self, faults: Vec<String>, error: EngineError, world: &mut World) {
        self.repair_after(0, faults, error, world);
    }

    /// The same after a pause, in milliseconds: a provider that broke needs time.
    fn repair_after(&mut self, pause: u64, faults: Vec<String>, error: EngineError, world: &mut World) {
        let Some(active) = &mut self.active else { return };
        active.call = None;
        let edit = active.edit.clone();
        let is_hopeless = world.config.is_embedded(active.place);
        if active.repairs >= MAX_REPAIRS || is_hopeless {
            return match error {
                EngineError::Model(error) => self.next_provider(error, world),
                error => self.end_edit(&edit, None, EditStatus::Failed, Some(error.report()), world),
            };
        }
        active.repairs += 1;
        active.tries = 0;
        active.faults = faults;
        active.retry_at = (pause > 0).then(|| world.now + pause);
        let waits = active.retry_at.is_some();
        if active.done.ops.is_empty() {
            self.reset_preview(world);
        }
        self.set_phase(EditPhase::Repairing, world);
        match waits {
            true => self.tell_edit(EditPhase::Waiting, world),
            false => self.call_model(world),
        }
    }

    fn model_failed(&mut self, mut error: ModelError, world: &mut World) {
        let fraction = (world.fraction() * 1023.0) as u64;
        self.note_attempt(Some(error.code.as_str()), world);
        let Some(active) = &mut self.active else { return };
        let had_ops = active.ops_received > 0;
        active.call = None;
        let plainer = match (&active.provider, error.refused) {
            (Some(provider), Some(refused)) => provider.without(refused),
            _ => None,
        };
        if let Some(plainer) = plainer {
            // The next edit need not find it out again, and what was refused was no answer that anybody has to pay for.
            world.desk.adapt(active.place, plainer.clone());
            active.provider = Some(plainer);
            active.tries = active.tries.saturating_sub(1);
            world.put_back(&self.payers());
            return self.call_model(world);
        }
        if error.refused == Some(Parameter::OutputTokens) {
            // Not even a short answer has room beside the prompt.
            error = error.with_code(ModelErrorCode::TooLarge);
        }
        if error.code == ModelErrorCode::Offline {
            return self.offline(error, world);
        }
        use ModelErrorCode::{ContentFiltered, Length, Refused};
        // Who refused once refuses again; somebody else may do it.
        if matches!(error.code, Refused | ContentFiltered) {
            return self.next_provider(error, world);
        }
        // A cut stream is asked again only if nothing of it was usable: else the parts that came are mended.
        let round = (u32::from(active.repairs) + 1).min(retry::MAX_TRIES - 1);
        let pause = match retry::decide(&error, round, fraction) {
            RetryDecision::Retry { after_ms } => Some(after_ms),
            RetryDecision::GiveUp => (!error.retryable).then_some(0),
        };
        if had_ops
            && !active.done.ops.is_empty()
            && let Some(pause) = pause
        {
            let count = active.done.ops.len();
            let fault = format!("{BROKE_OFF} {count} ops: {error}");
            return self.repair_after(pause, vec![fault], EngineError::Model(error), world);
        }
        // Nothing of it can be used: asked to be short it may come to its end, but what is too long twice stays so.
        if error.code == Length {
            if active.faults.iter().any(|fault| fault.ends_with(SHORTER)) {
                return self.next_provider(error, world);
            }
            let fault = format!("{error}{SHORTER}");
            return self.repair(vec![fault], EngineError::Model(error), world);
        }
        let breaker = world.desk.breaker(active.place);
        let tries = if breaker.is_probing() {
            retry::MAX_TRIES
        } else {
            active.tries
        };
        let decision = retry::decide(&error, tries, fraction);
        active.cause = Some(error.clone());
        match decision {
            RetryDecision::Retry { after_ms }
                if world.now + after_ms < active.deadline(&world.config.policy)
                    && !(after_ms > retry::LONGEST_BACK_OFF_MS
                        && world.desk.is_ready(&world.config, active.place + 1, world.now)) =>
            {
                active.retry_at = Some(world.now + after_ms);
                self.tell_edit(EditPhase::Waiting, world);
            }
            _ => {
                if error.retryable {
                    world.desk.breaker(active.place).failed(&error, world.now);
                }
                self.next_provider(error, world);
            }
        }
    }

    /// A provider failed for good: the next one is asked, if there is one and it may be.
    fn next_provider(&mut self, error: ModelError, world: &mut World) {
        let in_batch = self.is_in_batch();
        let Some(active) = &mut self.active else { return };
        if in_batch && error.code.is_of_settings() {
            // The others need not be refused one by one.
            self.batch_refused.push((active.place, error.clone()));
        }
        let next = active.place + 1;
        if error.code.is_final() || world.config.provider_at(next).is_none() {
            return self.fail_edit(EngineError::Model(error), world);
        }
        active.turn_to(next);
        active.faults.clear();
        active.done = Patch::default();
        active.cause = Some(error);
        self.reset_preview(world);
        self.call_model(world);
    }

    /// There is no network: somebody who needs none answers, or the edit waits for it.
    fn offline(&mut self, error: ModelError, world: &mut World) {
        let Some(active) = &mut self.active else { return };
        let local = (active.place + 1..)
            .map_while(|place| world.config.provider_at(place).map(|provider| (place, provider)))
            .find(|(_, provider)| !matches!(provider, ProviderConfig::Http(_)));
        active.cause = Some(error);
        active.turn_to(local.as_ref().map_or(0, |(place, _)| *place));
        active.done = Patch::default();
        active.faults.clear();
        if local.is_some() {
            return self.call_model(world);
        }
        active.offline = true;
        active.called_at = None;
        active.retry_at = Some(world.now + OFFLINE_POLL_MS);
        self.reset_preview(world);
        self.tell_edit(EditPhase::Waiting, world);
    }

    /// The clock was set back: when somebody is asked again is told as it is by the clock now.
    pub(super) fn tell_retry(&mut self, world: &mut World) {
        let waiting = self.active.as_ref().filter(|active| active.retry_at.is_some());
        if let Some(phase) = waiting.map(|active| active.phase) {
            self.tell_edit(phase, world);
        }
    }

    /// Shows how the edit stands, also when its phase stays the same.
    fn tell_edit(&mut self, phase: EditPhase, world: &mut World) {
        if let Some(active) = &mut self.active {
            active.phase = phase;
            world.notice(Notice::Edit {
                session_id: self.state.session.clone(),
                edit: active.view(world),
            });
        }
    }
}
