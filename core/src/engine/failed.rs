//! What follows when a model failed: another try, another provider, a wait for the network, or the end of the edit.

use super::actor::Actor;
use super::world::World;
use super::{EngineError, ModelFailure, ProviderConfig};
use crate::context::BROKE_OFF;
use crate::model::ModelErrorCode::{
    BadUrl, Blind, Config, ContentFiltered, Length, NoImages, Offline, Refused, TargetsTooLarge,
};
use crate::model::policy::OFFLINE_POLL_MS;
use crate::model::retry::{self, RetryDecision};
use crate::model::{ModelError, ModelErrorCode, Parameter};
use crate::protocol::{EditPhase, EditStatus, Notice};
use crate::version::Patch;

/// What a model is told that came to no end.
const SHORTER: &str = " Send the ops that are needed and no others, each as short as it can be.";

impl Actor {
    /// The edit in work ends with this.
    pub(super) fn fail_edit(&mut self, error: EngineError, world: &mut World) {
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

    /// The call of the edit in work failed with this.
    pub(super) fn model_failed(&mut self, mut error: ModelError, world: &mut World) {
        let fraction = (world.fraction() * 1023.0) as u64;
        self.note_attempt(Some(error.code.as_str()), world);
        let Some(active) = &mut self.active else { return };
        let had_ops = active.ops_received > 0;
        active.call = None;
        let breaker = world.desk.breaker(active.place);
        match error.code {
            _ if error.retryable => {}
            // It was not asked.
            Offline | Config | BadUrl | NoImages | Blind | TargetsTooLarge => breaker.give_back(world.now),
            // Who refuses is there.
            _ => breaker.succeeded(),
        }
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
        if error.code == ModelErrorCode::TooLarge && !std::mem::replace(&mut active.tight, true) {
            return self.call_model(world);
        }
        if error.code == ModelErrorCode::Offline {
            return self.offline(error, world);
        }
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
    pub(super) fn next_provider(&mut self, error: ModelError, world: &mut World) {
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
    pub(super) fn tell_edit(&mut self, phase: EditPhase, world: &mut World) {
        if let Some(active) = &mut self.active {
            active.phase = phase;
            world.notice(Notice::Edit {
                session_id: self.state.session.clone(),
                edit: active.view(world),
            });
        }
    }
}
