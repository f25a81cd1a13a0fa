//! The one edit in work: from its words to a change that can be committed.

use super::call::Call;
use super::world::World;
use super::{EngineConfig, EngineError, Timestamp};
use crate::context::{Intent, Placeholder, Targets, Understanding};
use crate::model::{ModelError, ModelErrorCode, Policy, Price, Provider, Spending, Usage};
use crate::protocol::{Asking, Attempt, EditPhase, EditStatus, EditView, Notice};
use crate::version::Patch;
use crate::workflow::design::{Hold, Request};

/// What a call that was cut off at the wish of the person failed of.
pub(super) const CANCELLED: &str = "edit.cancelled";

/// An edit in work.
#[derive(Debug)]
pub(super) struct ActiveEdit {
    pub(super) edit: String,
    pub(super) prompt: String,
    pub(super) started_at: Timestamp,
    /// When it was asked for, in whatever visit
    pub(super) asked_at: Timestamp,
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
    /// The call under way is to find out whether its provider is well again
    pub(super) is_probe: bool,
    /// The prompt was longer than the model takes: it gets half as much of everything that can be left out
    pub(super) tight: bool,
    pub(super) faults: Vec<String>,
    /// What stood for hidden text in the last call
    pub(super) hidden: Vec<Placeholder>,
    /// What came of an answer that broke off
    pub(super) done: Patch,
    pub(super) retry_at: Option<Timestamp>,
    pub(super) cancelled: bool,
    pub(super) previewed: bool,
    pub(super) ops_received: u32,
    /// When it was told last how much of the answer came
    pub(super) coming_told: Timestamp,
    /// What its calls took that ended, and is to be said with its version or its end
    pub(super) spent: Spending,
    /// What they took that is stored already: before a question, in another visit, in a call for several edits
    pub(super) spent_before: Spending,
    /// Nobody was asked: the answer was kept
    pub(super) from_cache: bool,
    /// What was tried, when the last of it was over, and when the call under way was made
    pub(super) attempts: Vec<Attempt>,
    pub(super) idle_since: Timestamp,
    pub(super) call_made_at: Option<Timestamp>,
}

/// So many attempts are told of an edit, the latest.
const ATTEMPTS_KEPT: usize = 24;

impl ActiveEdit {
    pub(super) fn new(
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
            asked_at: started_at,
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
            is_probe: false,
            tight: false,
            faults: Vec::new(),
            hidden: Vec::new(),
            done: Patch::default(),
            retry_at: None,
            cancelled: false,
            previewed: false,
            ops_received: 0,
            coming_told: started_at,
            spent: Spending::default(),
            spent_before: Spending::default(),
            from_cache: false,
            attempts: Vec::new(),
            idle_since: started_at,
            call_made_at: None,
        }
    }

    /// From now on another provider is asked: what the one before refused and how often it was asked says nothing about this one.
    pub(super) fn turn_to(&mut self, place: usize) {
        self.place = place;
        self.provider = None;
        (self.tries, self.repairs) = (0, 0);
        self.tight = false;
        // It would be the answer of another one.
        self.cache_key = None;
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

    pub(super) fn view(&self, world: &World) -> EditView {
        let mut spent = self.spent_before;
        spent.add(&self.spent);
        EditView {
            edit_id: self.edit.clone(),
            prompt: self.prompt.clone(),
            target: self.selection.clone(),
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
            started_at: self.asked_at as f64,
            asking: self.called_at.or(self.retry_at).map(|_| {
                Box::new(Asking {
                    provider: self.asked.clone(),
                    tries: self.tries,
                    retry_at: self.retry_at.map(|at| world.by_clock(at) as f64),
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
                    coming_tokens: self.call.as_ref().map_or(0, |call| call.came.tokens()),
                    coming_cost: self.coming_cost(world),
                })
            }),
            result: None,
        }
    }

    /// About what the call under way costs by now.
    fn coming_cost(&self, world: &World) -> Option<f64> {
        let call = self.call.as_ref()?;
        let model = world.model_of(self.place);
        let price = Price::of(&world.config.prices, &model).filter(|_| !model.is_empty())?;
        Some(price.cost(&Usage {
            input: Some(call.estimate.into()),
            output: Some(call.came.tokens().into()),
            ..Usage::default()
        }))
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
        if config.policy.review {
            return Hold::Everything;
        }
        match config.policy.hold_outside {
            Some(true) => Hold::All,
            Some(false) => Hold::Nothing,
            None if config.is_embedded(self.place) => Hold::Nothing,
            None if self.is_sure() => Hold::All,
            None => Hold::Sweeping,
        }
    }
}
