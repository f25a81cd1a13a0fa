//! Asking the model about the edit in work, and what its answer leads to.

use super::actor::{Actor, Then};
use super::call::{Call, Heard};
use super::world::{Wait, World};
use super::{EffectKind, EngineConfig, EngineError, ModelCall, ModelSignal, ProviderConfig};
use crate::context::{EditBrief, Interaction, Placeholder, PromptReport, Understanding, build_prompt, mask};
use crate::document::write_string;
use crate::model::retry::{self, RetryDecision};
use crate::model::{ModelError, ModelRequest, Provider};
use crate::protocol::{EditPhase, EditStatus, Notice};
use crate::workflow::design::{Draft, Intention};

/// How often a model is asked to mend an answer.
const MAX_REPAIRS: u8 = 2;
/// How often an edit is taken up again after its owner vanished.
const MAX_RESUMES: u8 = 2;
/// The longest answer asked for.
const MAX_OUTPUT_TOKENS: u32 = 16_000;

impl Actor {
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

    pub(super) fn call_model(&mut self, world: &mut World) {
        let Some(active) = &mut self.active else { return };
        let Some(document) = self.state.document_at(active.base) else {
            return;
        };
        let mut placeholders = active.understanding.guard.placeholders.clone();
        let brief = EditBrief {
            create: active.create,
            understanding: without_secrets(&active.understanding),
            document: document.clone(),
            selection: active.selection.clone(),
            recent: masked(self.state.window.recent(), &mut placeholders),
            older: self.state.window.older(),
            faults: active.faults.clone(),
        };
        let prepared = prepare(&world.config, active.provider.take(), brief, &mut placeholders);
        let (call, report) = match prepared {
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
        self.keep_report(&edit, report);
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
}

/// Models see masked words only: what was typed stays behind.
fn without_secrets(understanding: &Understanding) -> Understanding {
    let mut told = understanding.clone();
    for placeholder in &mut told.guard.placeholders {
        placeholder.text.clear();
    }
    told
}

fn masked(mut recent: Vec<Interaction>, placeholders: &mut Vec<Placeholder>) -> Vec<Interaction> {
    for interaction in &mut recent {
        interaction.prompt = mask(&interaction.prompt, placeholders);
    }
    recent
}

type Prepared = (ModelCall, Option<Provider>, PromptReport);

/// Puts a brief into the words of the provider. Whatever is personal in them is masked, also what the document says.
fn prepare(
    config: &EngineConfig,
    adapted: Option<Provider>,
    brief: EditBrief,
    placeholders: &mut Vec<Placeholder>,
) -> Result<Prepared, ModelError> {
    let provider = match &config.provider {
        ProviderConfig::Http(provider) => adapted.or_else(|| Some(provider.clone())),
        _ => None,
    };
    let structured = provider.as_ref().is_none_or(Provider::structured);
    let prompt = build_prompt(&brief, &config.budget, structured).masked(placeholders);
    let report = prompt.report();
    if let Some(provider) = provider {
        let request = provider.request(&ModelRequest {
            system: &prompt.system,
            user: &prompt.user,
            schema: structured.then_some(prompt.schema),
            max_output_tokens: MAX_OUTPUT_TOKENS,
        })?;
        return Ok((ModelCall::Http(request), Some(provider), report));
    }
    let call = match &config.provider {
        ProviderConfig::App { name } => {
            let mut request = String::from("{\"system\":");
            write_string(&mut request, &prompt.system);
            request.push_str(",\"prompt\":");
            write_string(&mut request, &prompt.user);
            request.push_str(",\"schema\":");
            request.push_str(prompt.schema);
            request.push_str(if brief.create {
                ",\"create\":true}"
            } else {
                ",\"create\":false}"
            });
            ModelCall::App {
                name: name.clone(),
                request,
            }
        }
        _ => ModelCall::Embedded(Box::new(brief)),
    };
    Ok((call, None, report))
}
