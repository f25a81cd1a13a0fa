//! Asking the model about the edit in work: what it is shown, which provider is asked, and what needs no asking.

use super::actor::Actor;
use super::call::{Call, Connection};
use super::desk::Turn;
use super::images::images_of;
use super::joint::{Joint, part_of, points_elsewhere};
use super::prepare::{
    CallOf, Prepared, after, cache_key, is_personal, masked, named_before, prepare, without_secrets,
};
use super::world::{Wait, World};
use super::{EffectKind, EngineError, ProviderConfig, Timestamp};
use crate::context::{EditBrief, Targets, Understanding};
use crate::document::Document;
use crate::model::{ModelError, ModelErrorCode};
use crate::protocol::{EditPhase, EditStatus};
use crate::workflow::design::Draft;

/// How often an edit is taken up again after its owner vanished.
const MAX_RESUMES: u8 = 2;

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
        let known = self.active.as_ref().filter(|active| active.edit == edit);
        if known.is_none() && open.resumed > MAX_RESUMES {
            let error = EngineError::Interrupted.report();
            return self.end_edit(edit, None, EditStatus::Failed, Some(error), world);
        }
        // What it meant may not be what it means on what others made meanwhile.
        if known.is_none_or(|active| active.reran) && !self.read_again(&open, world) {
            return;
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

    pub(super) fn is_in_batch(&self) -> bool {
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
        let is_undone = |number| self.state.version(number).is_some_and(|version| version.undone);
        let (recent, older) = past.map(|past| past.told(is_undone)).unwrap_or_default();
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
            older,
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
            &CallOf {
                session: &self.state.session,
                place,
                repairs: active.repairs,
                tight: active.tight,
            },
            active.provider.take().or(known),
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
        active.is_probe = world.desk.breaker(place).is_probing();
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
}
