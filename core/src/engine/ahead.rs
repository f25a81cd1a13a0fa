//! Model calls for edits whose turn has not come: those of a batch that do not speak of each other are asked together.
//!
//! What such a call says is kept until its edit is the one in work; then it is heard as if it had just been asked, and its change
//! is rebased on what was committed meanwhile, as with any edit that another one overtook. Versions stay one for each edit, in order.

use super::actor::Actor;
use super::ask::{masked, prepare, without_secrets};
use super::call::Call;
use super::world::{Wait, World};
use super::{EffectKind, ModelSignal, ProviderConfig};
use crate::context::{EditBrief, PromptReport, Targets};
use crate::model::Provider;
use crate::protocol::EditPhase;
use crate::workflow::design::EditPlace;

/// Calls for waiting edits at the same time.
const MOST: usize = 3;
/// Bytes of an answer that are kept for its turn.
const MOST_BYTES: usize = 4 << 20;
/// Words that may point at what an edit before is about to make.
const POINTING: &[&str] = &[
    "it", "its", "that", "this", "them", "these", "those", "they", "their", "same", "again", "also", "too",
    "then", "new", "last", "other", "previous", "undo", "redo", "back",
];

/// A call made before the turn of its edit.
#[derive(Debug)]
pub(super) struct Ahead {
    edit: String,
    base: u32,
    place: usize,
    provider: Option<Provider>,
    report: PromptReport,
    call: Call,
    heard: Vec<ModelSignal>,
    size: usize,
}

impl Actor {
    /// These edits, whose commands came before, do not depend on each other.
    pub(super) fn batch(&mut self, edits: Vec<String>, world: &mut World) {
        self.batch.extend(edits);
        self.call_ahead(world);
    }

    /// Asks for edits of a batch that wait, while the one in work is being asked for.
    pub(super) fn call_ahead(&mut self, world: &mut World) {
        let Some(active) = self
            .active
            .as_ref()
            .filter(|active| active.call.is_some() && !active.create)
        else {
            return;
        };
        let (place, adapted) = (active.place, active.provider.clone());
        let Some(chosen) = world.config.provider_at(place).cloned() else {
            return;
        };
        self.batch.retain(|edit| {
            self.state.open.contains_key(edit) || self.waiting.iter().any(|waiting| waiting.edit() == edit)
        });
        for edit in self.batch.clone() {
            if self.ahead.len() >= MOST || chosen == ProviderConfig::Offline {
                return;
            }
            // Nothing is asked for an edit that is not stored.
            let Some(open) = self.state.open.get(&edit) else {
                continue;
            };
            let waits = matches!(open.place, EditPlace::Queued { base: None, .. });
            if !waits || self.ahead.iter().any(|ahead| ahead.edit == edit) || points_elsewhere(&open.prompt) {
                continue;
            }
            let base = self.state.head();
            let Ok(understanding) = self.understand_new(&open.prompt, &open.target, base, false, world)
            else {
                continue;
            };
            let sure =
                matches!(&understanding.targets, Targets::Resolved { candidates } if !candidates.is_empty());
            if !sure || understanding.session.is_some() {
                continue;
            }
            let payers = self.payers();
            let costs = !chosen.is_free();
            if costs
                && world
                    .desk
                    .buckets
                    .take(&payers, world.config.policy.calls_per_hour, world.now)
                    .is_err()
            {
                return;
            }
            let document = self.state.document();
            let mut placeholders = understanding.guard.placeholders.clone();
            let brief = EditBrief {
                create: false,
                understanding: without_secrets(&understanding),
                document: document.clone(),
                selection: open.target.clone(),
                recent: masked(self.state.window.recent(), &mut placeholders),
                older: self.state.window.older(),
                faults: Vec::new(),
            };
            let Ok(prepared) = prepare(&world.config, place, adapted.clone(), 0, brief, &mut placeholders)
            else {
                return;
            };
            let session = self.state.session.clone();
            let effect = world.emit(EffectKind::CallModel(prepared.call), Wait::Model { session });
            let provider = prepared.provider;
            let mut call = Call::new(
                effect,
                world.now,
                provider.clone(),
                document,
                placeholders,
                &world.config.limits,
            );
            call.estimate = prepared.report.total_tokens;
            self.ahead.push(Ahead {
                edit,
                base,
                place,
                provider,
                report: prepared.report,
                call,
                heard: Vec::new(),
                size: 0,
            });
        }
    }

    /// A sign for a call of a waiting edit. `Some(signal)`: it is for another call.
    pub(super) fn hear_ahead(
        &mut self,
        effect: u64,
        signal: ModelSignal,
        world: &mut World,
    ) -> Option<ModelSignal> {
        let Some(at) = self.ahead.iter().position(|ahead| ahead.call.effect == effect) else {
            return Some(signal);
        };
        let ahead = self.ahead.get_mut(at)?;
        if let ModelSignal::Chunk(bytes) = &signal {
            ahead.size += bytes.len();
        }
        ahead.call.heard_at = world.now;
        ahead.heard.push(signal);
        if ahead.size > MOST_BYTES {
            self.ahead.remove(at).call.cut_off(world);
        }
        None
    }

    /// The edit in work is asked for: was it already? Then its answer so far is heard.
    pub(super) fn take_up_ahead(&mut self, world: &mut World) -> bool {
        let Some(active) = &mut self.active else {
            return false;
        };
        let Some(at) = self.ahead.iter().position(|ahead| ahead.edit == active.edit) else {
            return false;
        };
        let ahead = self.ahead.remove(at);
        let first = active.tries == 0 && active.repairs == 0 && !active.reran;
        if !first || ahead.place != active.place {
            ahead.call.cut_off(world);
            return false;
        }
        active.base = ahead.base;
        active.provider = ahead.provider;
        active.asked = world
            .config
            .provider_at(ahead.place)
            .map_or("", ProviderConfig::name)
            .to_owned();
        active.called_at.get_or_insert(ahead.call.made_at);
        active.tries = 1;
        let effect = ahead.call.effect;
        active.call = Some(ahead.call);
        let edit = active.edit.clone();
        self.keep_report(&edit, ahead.report);
        self.set_phase(EditPhase::Waiting, world);
        for signal in ahead.heard {
            self.take(effect, signal, world);
        }
        true
    }

    /// An edit is over, or all are: nobody will hear what was asked for it ahead.
    pub(super) fn drop_ahead(&mut self, edit: Option<&str>, world: &mut World) {
        for at in (0..self.ahead.len()).rev() {
            let over = self
                .ahead
                .get(at)
                .is_some_and(|ahead| edit.is_none_or(|edit| ahead.edit == edit));
            if over {
                self.ahead.remove(at).call.cut_off(world);
            }
        }
    }
}

fn points_elsewhere(prompt: &str) -> bool {
    prompt
        .split(|letter: char| !letter.is_alphanumeric())
        .any(|word| {
            POINTING
                .iter()
                .any(|pointing| word.eq_ignore_ascii_case(pointing))
        })
}
