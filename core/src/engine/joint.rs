//! One model call for several edits: those of a batch that fit together are asked for at once, and each part of the answer is
//! heard when the turn of its edit has come, as if that had been asked alone. So versions stay one for each edit, in order.
//!
//! An edit whose part does not come, or cannot be used, is asked for alone.

use super::active::CANCELLED;
use super::actor::Actor;
use super::call::{Call, Connection, Heard};
use super::prepare::{is_personal, without_secrets};
use super::told::Told;
use super::world::World;
use super::{EffectId, EngineConfig, ModelFailure, ModelSignal, ProviderConfig, Timestamp};
use crate::context::{Placeholder, PromptReport, ShownNodes, Targets, Understanding};
use crate::document::Document;
use crate::model::answer::{AnswerSplitter, Piece};
use crate::model::{ModelError, ModelErrorCode, Price, Provider, Spending, Usage};
use crate::protocol::EditPhase;
use crate::workflow::design::{EditPlace, Intention};

/// Edits in one call.
const MOST_EDITS: usize = 8;
/// Nodes that they may mean together: all of those are told in full.
const MOST_TARGETS: usize = 40;
/// Words that point at what an edit before is about to make: what they mean is known only then.
const POINTING: &[&str] = &[
    "it", "its", "that", "this", "them", "these", "those", "they", "their", "same", "again", "also", "too",
    "then", "new", "last", "other", "previous", "undo", "redo", "back",
];

/// A call for several edits.
#[derive(Debug)]
pub(super) struct Joint {
    connection: Connection,
    place: usize,
    provider: Option<Provider>,
    report: PromptReport,
    placeholders: Vec<Placeholder>,
    shown: Option<ShownNodes>,
    splitter: AnswerSplitter,
    parts: Vec<Part>,
    /// The call ended; in what, if in a failure
    ended: Option<Option<ModelError>>,
}

/// What came for one of the edits.
#[derive(Debug)]
struct Part {
    edit: String,
    /// `false`: the edit ended, or is asked for alone
    wanted: bool,
    text: String,
    /// How much of the text was heard
    heard: usize,
    whole: bool,
}

impl Joint {
    pub(super) fn new(
        connection: Connection,
        place: usize,
        provider: Option<Provider>,
        report: PromptReport,
        placeholders: Vec<Placeholder>,
        shown: Option<ShownNodes>,
        edits: impl Iterator<Item = String>,
    ) -> Self {
        let part = |edit| Part {
            edit,
            wanted: true,
            text: String::new(),
            heard: 0,
            whole: false,
        };
        let parts: Vec<Part> = edits.map(part).collect();
        Self {
            connection,
            place,
            provider,
            report,
            placeholders,
            shown,
            splitter: AnswerSplitter::new(parts.len()),
            parts,
            ended: None,
        }
    }

    /// Whether this is the call of an effect.
    pub(super) fn is_of(&self, effect: EffectId) -> bool {
        self.connection.effect == effect
    }

    fn part(&mut self, edit: &str) -> Option<&mut Part> {
        self.parts
            .iter_mut()
            .find(|part| part.wanted && part.edit == edit)
    }

    fn take(&mut self, pieces: Vec<Piece>) {
        for piece in pieces {
            match piece {
                Piece::Text(number, text) => {
                    if let Some(part) = self.parts.get_mut(number) {
                        part.text.push_str(&text);
                    }
                }
                Piece::End(number) => {
                    if let Some(part) = self.parts.get_mut(number) {
                        part.whole = true;
                    }
                }
            }
        }
    }

    /// Divides what the call took: the prompt evenly, the answer by the length of the parts.
    fn divide(&self, price: Option<&Price>) -> Vec<(String, Spending)> {
        let Usage {
            input,
            output,
            cached_input,
            cache_write,
            reasoning,
        } = self.connection.usage;
        let count = self.parts.len() as u64;
        let length: usize = self.parts.iter().map(|part| part.text.len()).sum();
        let (mut at, mut written) = (0, 0);
        let mut shares = Vec::new();
        for part in &self.parts {
            let share = |all: Option<u64>, from: u64, to: u64, of: u64| {
                let up_to = |place: u64| {
                    (u128::from(all.unwrap_or(0)) * u128::from(place) / u128::from(of.max(1))) as u64
                };
                all.map(|_| up_to(to) - up_to(from))
            };
            let even = |all| share(all, at, at + 1, count);
            let by_length = |all| match length {
                0 => even(all),
                _ => share(all, written, written + part.text.len() as u64, length as u64),
            };
            let usage = Usage {
                input: even(input),
                output: by_length(output),
                cached_input: even(cached_input),
                cache_write: even(cache_write),
                reasoning: by_length(reasoning),
            };
            shares.push((part.edit.clone(), Spending::of(&usage, price)));
            at += 1;
            written += part.text.len() as u64;
        }
        shares
    }
}

impl Actor {
    /// These edits, whose commands came before, may be asked for together.
    pub(super) fn batch(&mut self, edits: Vec<String>) {
        self.batch.extend(edits);
        self.batch_refused.clear();
    }

    /// Whether edits that may be asked for together with the one in work are still on their way to the store. Nothing is asked
    /// for an edit that is not stored.
    pub(super) fn waits_for_batch(&mut self) -> bool {
        self.batch.retain(|edit| {
            self.state.open.contains_key(edit)
                || self.waiting.iter().any(|waiting| waiting.edit() == edit)
                || self.active.as_ref().is_some_and(|active| active.edit == *edit)
        });
        let in_batch = |edit: &String| self.batch.contains(edit);
        self.active.as_ref().is_some_and(|active| in_batch(&active.edit))
            && self.pending().any(
                |intention| matches!(intention, Intention::Queue { request, .. } if in_batch(&request.edit)),
            )
    }

    /// The edits behind the one in work that can be asked for in the same call.
    pub(super) fn companions(&self, chosen: &ProviderConfig, world: &World) -> Vec<(String, Understanding)> {
        let mut companions = Vec::new();
        let Some(active) = &self.active else {
            return companions;
        };
        let alone = active.create
            || active.alone
            || active.reran
            || !active.faults.is_empty()
            || !active.done.ops.is_empty()
            || !active.selection.is_empty()
            || active.images > 0
            || matches!(
                chosen,
                ProviderConfig::Offline | ProviderConfig::App { batches: false, .. }
            )
            || world.desk.answers_one_by_one(active.place);
        if alone || !self.batch.contains(&active.edit) || !together(&active.understanding, &active.prompt) {
            return companions;
        }
        let base = self.state.head();
        let mut targets = active.meant().len();
        for waiting in &self.waiting {
            let edit = waiting.edit();
            let Some(open) = self.state.open.get(edit).filter(|_| self.batch.contains(edit)) else {
                break;
            };
            if !matches!(open.place, EditPlace::Queued { base: None, .. })
                || !open.target.is_empty()
                || open.images > 0
            {
                break;
            }
            let Ok(understood) = self.understand_new(&open.prompt, &[], base, false, world) else {
                break;
            };
            if let Targets::Resolved { candidates } = &understood.targets {
                targets += candidates.len();
            }
            if companions.len() + 1 >= MOST_EDITS
                || targets > MOST_TARGETS
                || points_elsewhere(&open.prompt)
                || !together(&understood, &open.prompt)
            {
                break;
            }
            companions.push((edit.clone(), without_secrets(&understood)));
        }
        companions
    }

    /// A sign of the joint call.
    pub(super) fn hear_joint(&mut self, signal: ModelSignal, world: &mut World) {
        let last = matches!(signal, ModelSignal::Finished | ModelSignal::Failed { .. });
        let Some(joint) = &mut self.joint else { return };
        let limits = &world.config.limits;
        let said = joint.connection.hear(signal, world.now, limits);
        let mut pieces = joint.splitter.push(&said.text);
        if let Some(Ok(())) = said.end {
            if !joint.splitter.found() {
                pieces = joint.splitter.push(&joint.connection.for_tools);
            }
            pieces.extend(joint.splitter.finish());
        }
        joint.take(pieces);
        if let Some(end) = said.end {
            let failure = end.err();
            if !last {
                joint.connection.cut_off(world);
            }
            let code = failure.as_ref().map(|error| error.code.as_str());
            self.joint_ended(failure, code, world);
        }
        self.feed(world);
    }

    /// When the joint call has taken, or been silent for, too long.
    pub(super) fn joint_patience(&self, config: &EngineConfig) -> Option<Timestamp> {
        let joint = self.joint.as_ref().filter(|joint| joint.ended.is_none())?;
        let Connection {
            made_at, heard_at, ..
        } = joint.connection;
        let deadline = made_at.saturating_add(config.policy.deadline_ms);
        Some(deadline.min(heard_at.saturating_add(config.policy.silence_ms)))
    }

    /// It has.
    pub(super) fn give_up_joint(&mut self, world: &mut World) {
        let Some(joint) = &mut self.joint else { return };
        let deadline = joint
            .connection
            .made_at
            .saturating_add(world.config.policy.deadline_ms);
        let error = match joint.connection.failed(ModelFailure::Timeout) {
            _ if deadline <= world.now => ModelError::new(ModelErrorCode::Deadline),
            error => error,
        };
        joint.connection.cut_off(world);
        let code = error.code.as_str();
        self.joint_ended(Some(error), Some(code), world);
        self.feed(world);
    }

    fn joint_ended(&mut self, failure: Option<ModelError>, code: Option<&str>, world: &mut World) {
        let Some(mut joint) = self.joint.take() else {
            return;
        };
        world.forget(joint.connection.effect);
        joint.connection.close();
        let price = joint
            .provider
            .as_ref()
            .and_then(|provider| Price::of(&world.config.prices, &provider.model).cloned());
        // What each took is stored at once, whatever becomes of the edit; only that in work says it with its version.
        let mut shares = joint.divide(price.as_ref());
        if let Some(active) = &mut self.active {
            for (part, (edit, spent)) in joint.parts.iter().zip(&mut shares) {
                if part.wanted && *edit == active.edit {
                    active.spent.add(&std::mem::take(spent));
                }
            }
        }
        self.book(shares);
        let edits: Vec<String> = joint.parts.iter().map(|part| part.edit.clone()).collect();
        let told = Told {
            provider: joint.provider.as_ref(),
            place: joint.place,
            edits: &edits,
            estimate: joint.report.total_tokens,
            tries: 1,
            repair: 0,
            error: code,
        };
        self.tell_call(&joint.connection, told, world);
        if code.is_none() {
            world.desk.breaker(joint.place).succeeded();
            if !joint.splitter.found() {
                world.desk.note_one_by_one(joint.place);
            }
        }
        joint.ended = Some(failure);
        self.joint = Some(joint);
    }

    /// The edit in work hears what came for it.
    fn feed(&mut self, world: &mut World) {
        let limits = world.config.limits.clone();
        let (Some(joint), Some(active)) = (&mut self.joint, &mut self.active) else {
            return;
        };
        let ended = joint.ended.clone();
        let Some(part) = joint.part(&active.edit) else {
            return;
        };
        let Some(call) = active.call.as_mut().filter(|call| call.connection.is_none()) else {
            return;
        };
        let text = part.text.get(part.heard..).unwrap_or_default().to_owned();
        part.heard = part.text.len();
        let heard = call.hear_text(&text);
        let Some(failure) = ended else {
            return self.heard(heard, world);
        };
        let whole = part.whole;
        part.wanted = false;
        self.forget_unwanted();
        self.heard(heard, world);
        let Some(active) = &mut self.active else { return };
        let Some(call) = &mut active.call else { return };
        match failure {
            _ if whole => {
                let heard = call.end("", &limits);
                self.heard(heard, world);
            }
            Some(error) => self.heard(Heard::Failed(error), world),
            // The others may have been answered, this one was not.
            None => {
                active.call = None;
                active.alone = true;
                active.tries = active.tries.saturating_sub(1);
                self.call_model(world);
            }
        }
    }

    /// The edit in work is to be asked for: was it already?
    pub(super) fn take_up_joint(&mut self, world: &mut World) -> bool {
        let Some(active) = &mut self.active else {
            return false;
        };
        let Some(joint) = self.joint.as_mut() else {
            return false;
        };
        if joint.part(&active.edit).is_none() {
            return false;
        }
        let lost = joint.ended.is_some() && joint.part(&active.edit).is_some_and(|part| !part.whole);
        let first = active.tries == 0 && active.repairs == 0 && !active.reran;
        let Some(document) = self.state.document_at(active.base).filter(|_| first && !lost) else {
            let edit = active.edit.clone();
            self.leave_joint(&edit, world);
            return false;
        };
        active.place = joint.place;
        active.provider.clone_from(&joint.provider);
        active.asked = world
            .config
            .provider_at(joint.place)
            .map_or("", ProviderConfig::name)
            .to_owned();
        active.called_at.get_or_insert(joint.connection.made_at);
        active.call_began(joint.connection.made_at);
        active.tries = 1;
        // A part of an answer is kept as the answer to its edit alone, on the document that it comes to.
        let personal = joint.placeholders.iter().any(is_personal);
        active.cache_key = active.cache_key.filter(|_| !personal);
        active.hidden.clone_from(&joint.placeholders);
        active.call = Some(part_of(joint, document, world));
        let (edit, report) = (active.edit.clone(), joint.report.clone());
        self.keep_report(&edit, report);
        self.set_phase(EditPhase::Waiting, world);
        self.feed(world);
        true
    }

    /// An edit is over, or asked for alone: its part of a joint call is of no interest.
    pub(super) fn leave_joint(&mut self, edit: &str, world: &mut World) {
        if let Some(part) = self.joint.as_mut().and_then(|joint| joint.part(edit)) {
            part.wanted = false;
            self.drop_joint_unless_wanted(world);
        }
    }

    /// Nobody hears the joint call any more.
    pub(super) fn drop_joint(&mut self, world: &mut World) {
        for part in self.joint.iter_mut().flat_map(|joint| &mut joint.parts) {
            part.wanted = false;
        }
        self.drop_joint_unless_wanted(world);
    }

    fn drop_joint_unless_wanted(&mut self, world: &mut World) {
        let unwanted = |joint: &&Joint| joint.parts.iter().all(|part| !part.wanted);
        if let Some(joint) = self.joint.as_ref().filter(unwanted)
            && joint.ended.is_none()
        {
            joint.connection.cut_off(world);
            self.joint_ended(None, Some(CANCELLED), world);
        }
        self.forget_unwanted();
    }

    fn forget_unwanted(&mut self) {
        self.joint
            .take_if(|joint| joint.ended.is_some() && joint.parts.iter().all(|part| !part.wanted));
    }
}

/// The part of the edit in work, as a call.
pub(super) fn part_of(joint: &Joint, document: Document, world: &World) -> Call {
    let mut call = Call::new(None, document, joint.placeholders.clone(), &world.config.limits);
    call.shown = Some(joint.report.placeholders());
    call.nodes.clone_from(&joint.shown);
    call.estimate = joint.report.total_tokens / u32::try_from(joint.parts.len().max(1)).unwrap_or(1);
    call
}

/// Whether a request can be told beside others: it is about nodes that are there, and nothing in it has to be hidden or
/// guarded against.
fn together(understood: &Understanding, prompt: &str) -> bool {
    let resolved = matches!(&understood.targets, Targets::Resolved { candidates } if !candidates.is_empty());
    resolved
        && understood.session.is_none()
        && understood.answer.is_none()
        && understood.guard.placeholders.is_empty()
        && !understood.guard.injection
        && !prompt.is_empty()
}

pub(super) fn points_elsewhere(prompt: &str) -> bool {
    prompt
        .split(|letter: char| !letter.is_alphanumeric())
        .any(|word| {
            POINTING
                .iter()
                .any(|pointing| word.eq_ignore_ascii_case(pointing))
        })
}
