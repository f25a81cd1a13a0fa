//! What the model says about the edit in work, and what it leads to: previews, a version, a question, or a request to mend the answer.

use super::actor::{Actor, Then};
use super::call::Heard;
use super::prepare::{MAX_REPAIRS, after};
use super::world::World;
use super::{EffectId, EngineError, ModelSignal};
use crate::document::Document;
use crate::model::{ModelError, ModelErrorCode, Spending};
use crate::protocol::{EditPhase, EditStatus, Notice};
use crate::version::{Op, Patch};
use crate::workflow::design::{Draft, Hold, Intention, Rejection};

/// What an attempt came to whose answer could not be used.
const UNUSABLE: &str = "edit.invalid-answer";

impl Actor {
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
        let is_too_large = call.is_too_large;
        if !new_ops.ops.is_empty() {
            active.previewed = true;
            active.ops_received += new_ops.ops.len() as u32;
            world.notice(Notice::Preview {
                session_id: self.state.session.clone(),
                edit_id: active.edit.clone(),
                base: active.base,
                ops: new_ops.to_json(),
                growing: false,
            });
        }
        if matches!(heard, Heard::More { .. })
            && let Some(op) = call.take_growing()
        {
            active.previewed = true;
            world.notice(Notice::Preview {
                session_id: self.state.session.clone(),
                edit_id: active.edit.clone(),
                base: active.base,
                ops: Patch::new([op]).to_json(),
                growing: true,
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
            Heard::More { coming } => {
                if let Some(phase) = coming {
                    self.tell_coming(phase, world);
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
                self.ask_person(request, text, candidates);
            }
            Heard::Nothing { said } => {
                active.call = None;
                let edit = active.edit.clone();
                let error = match said {
                    Some(reason) => EngineError::NothingMeant { reason },
                    None => EngineError::Rejected(Rejection::NoChange),
                };
                self.end_edit(&edit, None, EditStatus::Rejected, Some(error.report()), world);
            }
            Heard::Unusable { faults } => {
                active.done = Patch::default();
                let what = faults.first().cloned().unwrap_or_default();
                let error = match is_too_large {
                    true => EngineError::Model(ModelError::new(ModelErrorCode::AnswerTooLarge)),
                    false => EngineError::Answer { what },
                };
                self.repair(faults, error, world);
            }
        }
    }

    fn answered(&mut self, patch: Patch, left: String, world: &mut World) {
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

    pub(super) fn reset_preview(&mut self, world: &mut World) {
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
    pub(super) fn repair(&mut self, faults: Vec<String>, error: EngineError, world: &mut World) {
        self.repair_after(0, faults, error, world);
    }

    /// The same after a pause, in milliseconds: a provider that broke needs time.
    pub(super) fn repair_after(
        &mut self,
        pause: u64,
        faults: Vec<String>,
        error: EngineError,
        world: &mut World,
    ) {
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
}
