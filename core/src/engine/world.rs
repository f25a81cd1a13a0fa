//! What every part of the engine shares within one step: the moment, the settings, and what goes out.

use super::desk::Desk;
use super::{Effect, EffectId, EffectKind, EngineConfig, EngineError, Outputs, ProviderConfig, Timestamp};
use crate::protocol::{Notice, Reply};
use crate::sorted::SortedMap;

/// Whom the results of an effect are for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wait {
    /// A session is being loaded
    Open { session: String },
    /// A session's record, or the backlog of its records, is being stored
    Append { session: String },
    /// What another tab stored is being read, or the stream from its beginning
    CatchUp { session: String, is_all: bool },
    /// A model answers
    Model { session: String },
    /// Is this engine, the owner of an edit, still there?
    Peer { session: String, peer: String },
    /// Everything else: see [`super::chore`]
    Chore { chore: u64 },
    /// The result is of no interest
    Nobody,
}

/// Shared by all parts of a step.
#[derive(Debug)]
pub(super) struct World {
    pub(super) config: EngineConfig,
    pub(super) desk: Desk,
    /// Never runs backwards: where the clock was set back, this is so far ahead of it
    pub(super) now: Timestamp,
    ahead: u64,
    entropy: [u8; 32],
    drawn: u8,
    next_effect: EffectId,
    waits: SortedMap<EffectId, Wait>,
    out: Outputs,
}

impl World {
    pub(super) fn new(config: EngineConfig) -> Self {
        Self {
            config,
            desk: Desk::default(),
            now: 0,
            ahead: 0,
            entropy: [0; 32],
            drawn: 0,
            next_effect: 1,
            waits: SortedMap::new(),
            out: Outputs::default(),
        }
    }

    /// Begins a step. `true`: the clock was set back since the one before.
    pub(super) fn begin(&mut self, at: Timestamp, entropy: [u8; 32]) -> bool {
        let clock = self.now.saturating_sub(self.ahead);
        let passed = at.checked_sub(clock);
        match passed {
            // Half as fast until the clock has made up for it: timers go off, and what is stored gets its right time again.
            Some(passed) => self.ahead -= self.ahead.min(passed / 2),
            None => self.ahead = self.now.saturating_sub(at),
        }
        self.now = at.saturating_add(self.ahead);
        self.entropy = entropy;
        self.drawn = 0;
        passed.is_none()
    }

    /// Ends a step.
    pub(super) fn end(&mut self) -> Outputs {
        self.out.wake_at = self.out.wake_at.map(|at| self.by_clock(at));
        std::mem::take(&mut self.out)
    }

    /// When a moment to come is there by the clock of the shell.
    pub(super) fn by_clock(&self, at: Timestamp) -> Timestamp {
        let wait = at.saturating_sub(self.now);
        at.saturating_sub(self.ahead) + wait.min(self.ahead)
    }

    /// The name of the provider at a place.
    pub(super) fn name_of(&self, place: usize) -> String {
        let provider = self.config.provider_at(place);
        provider.map_or("", ProviderConfig::name).to_owned()
    }

    /// The model that the provider at a place asks for; empty for the embedded model and functions of the app.
    pub(super) fn model_of(&self, place: usize) -> String {
        match self.config.provider_at(place) {
            Some(ProviderConfig::Http(provider)) => provider.model.clone(),
            _ => String::new(),
        }
    }

    /// A call that was taken from these buckets was not made after all.
    pub(super) fn put_back(&mut self, payers: &[String]) {
        let per_hour = self.config.policy.calls_per_hour;
        self.desk.buckets.put_back(payers, per_hour);
    }

    /// Asks the shell for something.
    pub(super) fn emit(&mut self, kind: EffectKind, wait: Wait) -> EffectId {
        let id = self.next_effect;
        self.next_effect += 1;
        if wait != Wait::Nobody {
            self.waits.insert(id, wait);
        }
        self.out.effects.push(Effect { id, kind });
        id
    }

    /// Whom a result is for; a result of a kind that comes once ends the wait.
    pub(super) fn waiting_for(&mut self, id: EffectId) -> Option<Wait> {
        match self.waits.get(&id) {
            Some(Wait::Model { .. }) => self.waits.get(&id).cloned(),
            _ => self.waits.remove(&id),
        }
    }

    /// What was asked of the shell for a session and has not come to its end, in order.
    pub(super) fn under_way(&self, about: &str) -> impl Iterator<Item = (EffectId, &'static str)> {
        self.waits.iter().filter_map(move |(id, wait)| {
            let (session, name) = match wait {
                Wait::Append { session } => (session, "store.append"),
                Wait::Open { session } | Wait::CatchUp { session, .. } => (session, "store.load"),
                Wait::Model { session } => (session, "model.call"),
                Wait::Peer { session, .. } => (session, "peer.ask"),
                Wait::Chore { .. } | Wait::Nobody => return None,
            };
            (session == about).then_some((*id, name))
        })
    }

    /// Nothing more is wanted of an effect.
    pub(super) fn forget(&mut self, id: EffectId) {
        self.waits.remove(&id);
    }

    pub(super) fn notice(&mut self, notice: Notice) {
        self.out.notices.push(notice);
    }

    pub(super) fn done(&mut self, ticket: u64, reply: Reply) {
        self.notice(Notice::Done { ticket, reply });
    }

    pub(super) fn refuse(&mut self, ticket: u64, error: impl Into<EngineError>) {
        self.notice(Notice::Refused {
            ticket,
            error: error.into().report(),
        });
    }

    /// The shell is to come back at this moment, or earlier.
    pub(super) fn wake_at(&mut self, at: Timestamp) {
        self.out.wake_at = Some(self.out.wake_at.map_or(at, |other| other.min(at)));
    }

    /// 128 fresh bits as 32 hexadecimal digits. A step has two; any further one is made of these, and another one.
    pub(super) fn fresh_id(&mut self) -> String {
        let start = usize::from(self.drawn % 2) * 16;
        let round = self.drawn / 2;
        self.drawn = self.drawn.wrapping_add(1);
        self.entropy
            .iter()
            .skip(start)
            .take(16)
            .map(|byte| format!("{:02x}", byte ^ round))
            .collect()
    }

    /// A number from 0 to 1 for jitter.
    pub(super) fn fraction(&self) -> f64 {
        f64::from(self.entropy.last().copied().unwrap_or(0)) / 255.0
    }
}
