//! The engine itself: who gets which input.

use super::actor::{Actor, session_of};
use super::chore::{After, Chores};
use super::compress::LEAST_PACKED;
use super::opening::Opening;
use super::world::{Wait, World};
use super::{
    EffectResult, EngineConfig, EngineError, Input, InputKind, Outputs, ProviderConfig, StoreFaultKind,
    StoredRecord, Timestamp,
};
use crate::model::{Policy, Price};
use crate::protocol::{Notice, Reply};
use crate::sorted::SortedMap;

/// The engine. See the [module's](super) contract.
#[derive(Debug)]
pub struct Engine {
    pub(super) world: World,
    pub(super) sessions: SortedMap<String, Actor>,
    pub(super) opening: SortedMap<String, Vec<Opening>>,
    pub(super) chores: Chores,
    /// Sessions that ended here before all of them could be stored, as they were
    pub(super) overtaken: SortedMap<String, Vec<StoredRecord>>,
    /// The store refused something for want of room since it was last made
    is_full: bool,
    made_room_at: Option<Timestamp>,
    /// Records stored since then
    stored_since: u64,
}

/// Room is not made again within this time, in milliseconds, unless there is more that can be packed.
const ROOM_AGAIN_MS: u64 = 60_000;

impl Engine {
    /// An engine without sessions.
    pub fn new(config: EngineConfig) -> Self {
        Self {
            world: World::new(config),
            sessions: SortedMap::new(),
            opening: SortedMap::new(),
            chores: Chores::default(),
            overtaken: SortedMap::new(),
            is_full: false,
            made_room_at: None,
            stored_since: 0,
        }
    }

    /// From now on another provider is asked. Calls under way go on with the old one.
    pub fn set_provider(&mut self, provider: ProviderConfig) {
        self.set_providers(provider, Vec::new());
    }

    /// The same, with those that answer when it cannot, in order.
    pub fn set_providers(&mut self, provider: ProviderConfig, fallbacks: Vec<ProviderConfig>) {
        self.world.config.provider = provider;
        self.world.config.fallbacks = fallbacks;
        self.world.desk.reset();
        for actor in self.sessions.values_mut() {
            actor.batch_refused.clear();
        }
    }

    /// From now on other limits hold for model calls.
    pub fn set_policy(&mut self, policy: Policy) {
        self.world.config.policy = policy;
    }

    /// From now on calls cost what this table says; what ended keeps its cost.
    pub fn set_prices(&mut self, prices: Vec<Price>) {
        self.world.config.prices = prices;
    }

    /// Takes one input; everything that it leads to comes back at once.
    pub fn step(&mut self, input: Input) -> Outputs {
        if self.world.begin(input.at, input.entropy) {
            for actor in self.sessions.values_mut() {
                actor.tell_retry(&mut self.world);
            }
        }
        match input.kind {
            InputKind::Command { ticket, command } => self.command(ticket, command),
            InputKind::Effect { id, result } => self.effect(id, result),
            InputKind::StreamChanged { stream, next_seq } => self.stream_changed(&stream, next_seq),
            InputKind::Wake => self.wake(false),
            InputKind::Online => self.wake(true),
            InputKind::StoreNearlyFull => self.chores.make_room(None, &mut self.world),
        }
        self.make_room();
        if !self.chores.is_making_room() {
            for actor in self.sessions.values_mut() {
                actor.try_less(&mut self.world);
            }
        }
        self.close_idle();
        for actor in self.sessions.values_mut() {
            actor.tell_run_out(&mut self.world);
            if let Some(timer) = actor.timer(&self.world) {
                self.world.wake_at(timer);
            }
        }
        self.world.end()
    }

    fn chore_done(&mut self, chore: u64, mut result: EffectResult) -> After {
        if let EffectResult::Listed { heads } = &mut result {
            self.chores.as_shown(chore, heads, &self.sessions);
        }
        let after = self.chores.take(chore, result, &mut self.world);
        if let Some(packed) = self.chores.packed.take()
            && let Some(actor) = self.sessions.get_mut(&packed.session)
        {
            actor.packed(&packed.records, &self.world);
        }
        after
    }

    /// A store that refused for want of room gets some, if that was not tried with the same records a moment ago.
    fn make_room(&mut self) {
        // What is refused meanwhile may be stored when it is over.
        if self.chores.is_making_room() || !std::mem::take(&mut self.is_full) {
            return;
        }
        let is_long_ago = |at| self.world.now >= at + ROOM_AGAIN_MS;
        let mut due = self.stored_since >= LEAST_PACKED as u64 || self.made_room_at.is_none_or(is_long_ago);
        for actor in self.sessions.values_mut() {
            due |= actor.takes_last_chance();
        }
        if due {
            self.made_room_at = Some(self.world.now);
            self.stored_since = 0;
            self.chores.make_room(None, &mut self.world);
        }
    }

    fn effect(&mut self, id: u64, result: EffectResult) {
        // A result that nobody waits for is late or repeated; acting on it could do a thing twice.
        let Some(wait) = self.world.waiting_for(id) else {
            return;
        };
        self.is_full |=
            matches!(&result, EffectResult::StoreFailed(fault) if fault.kind == StoreFaultKind::Quota);
        match wait {
            Wait::Open { session } => self.opened(session, result),
            Wait::Append { session } => {
                let is_stored = matches!(result, EffectResult::Appended { .. });
                let there = match self.sessions.get_mut(&session) {
                    Some(actor) => {
                        let before = actor.next_seq;
                        let there = actor.stored(result, &mut self.world);
                        self.stored_since += actor.next_seq.saturating_sub(before);
                        there
                    }
                    None => true,
                };
                self.forget_unless(there, session);
                if is_stored {
                    self.hurry();
                }
            }
            Wait::CatchUp { session, is_all } => {
                let caught_up = match self.sessions.get_mut(&session) {
                    Some(actor) => actor.caught_up(result, is_all, &mut self.world),
                    None => Ok(()),
                };
                match caught_up {
                    Err(error @ (EngineError::Unreadable(_) | EngineError::Overtaken(_))) => {
                        self.give_up(session, &error);
                    }
                    caught_up => self.forget_unless(caught_up.is_ok(), session),
                }
            }
            Wait::Model { session } => {
                if let (EffectResult::Model(signal), Some(actor)) = (result, self.sessions.get_mut(&session))
                {
                    actor.hear(id, signal, &mut self.world);
                }
            }
            Wait::Peer { session, peer } => {
                if let (EffectResult::Peer { alive }, Some(actor)) = (result, self.sessions.get_mut(&session))
                {
                    actor.peer_found(&peer, alive, &mut self.world);
                }
            }
            Wait::Chore { chore } => match self.chore_done(chore, result) {
                After::Nothing => {}
                After::Forget(session) => {
                    self.forget(&session);
                    self.hurry();
                }
                After::Spare(session) => self.spare(&session),
                After::Erase(ticket, user, sessions) => self.erase_all(ticket, &user, sessions),
                After::Roomier => {
                    self.is_full = false;
                    self.hurry();
                }
                After::Export(export, stored) => self.export(export, stored),
                After::Adopt {
                    session,
                    user,
                    records,
                    ticket,
                } => self.adopt_import(&session, user, records, ticket),
            },
            Wait::Nobody => {}
        }
    }

    /// What could not be stored may be stored now.
    fn hurry(&mut self) {
        for actor in self.sessions.values_mut() {
            actor.hurry(&mut self.world);
        }
    }

    fn forget_unless(&mut self, there: bool, session: String) {
        if !there {
            self.forget(&session);
            self.world.notice(Notice::Deleted { session_id: session });
        }
    }

    /// A session is gone: whoever waits for something of it is told.
    fn forget(&mut self, session: &str) {
        self.overtaken.remove(session);
        if let Some(actor) = self.sessions.remove(session) {
            actor.abandon(&EngineError::Deleted, &mut self.world);
        }
    }

    /// A session is there, but not for this engine any more.
    fn give_up(&mut self, session_id: String, error: &EngineError) {
        if let Some(actor) = self.sessions.remove(&session_id) {
            if let Some(records) = actor.unsaved_records() {
                self.overtaken.insert(session_id.clone(), records);
            }
            actor.abandon(error, &mut self.world);
        }
        let error = error.report();
        self.world.notice(Notice::Ended { session_id, error });
    }

    fn stream_changed(&mut self, stream: &str, next_seq: u64) {
        let Some(session) = session_of(stream) else {
            return;
        };
        if let Some(actor) = self.sessions.get_mut(session) {
            actor.stream_changed(next_seq, &mut self.world);
        } else if let Some(opening) = self.opening.get_mut(session).and_then(|all| all.first_mut()) {
            opening.hears(next_seq);
        }
    }

    fn wake(&mut self, online: bool) {
        for actor in self.sessions.values_mut() {
            actor.woken(online, &mut self.world);
        }
    }

    fn close_idle(&mut self) {
        let mut closed = Vec::new();
        let is_making_room = self.chores.is_making_room();
        for actor in self.sessions.values_mut().filter(|actor| actor.is_closing()) {
            if !actor.wind_up(&mut self.world) || (is_making_room && actor.closes_for_room()) {
                continue;
            }
            if actor.is_only_here() {
                let versions = actor.unsaved_versions();
                for ticket in std::mem::take(&mut actor.closing.tickets) {
                    self.world.refuse(ticket, EngineError::NotSaved { versions });
                }
            } else {
                closed.push(actor.session());
            }
        }
        for session in closed {
            for ticket in self
                .sessions
                .remove(&session)
                .into_iter()
                .flat_map(|actor| actor.closing.tickets)
            {
                self.world.done(ticket, Reply::Nothing);
            }
        }
    }
}
