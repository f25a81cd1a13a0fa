//! Sessions that are closed: soon, and nothing is lost that was stored or is about to be.
//!
//! A call that is under way may go on for a moment, because its answer is paid for. No server is asked anything new. What is not over then
//! is let go of: it stays unfinished in the store, and goes on when somebody opens the session, here or in another tab.
//!
//! What the store refuses is only here. So the session stays, without work of its own, until that is stored or somebody opens it again.

use super::actor::{Actor, Then, Waiting};
use super::backlog::Backlog;
use super::world::World;
use super::{EngineError, ProviderConfig, Timestamp};
use crate::protocol::EditStatus;
use crate::workflow::design::Intention;

/// How long calls that are under way may go on, in milliseconds.
const GRACE_MS: u64 = 2_000;

/// How far the closing of a session is.
#[derive(Debug, Default)]
pub(super) struct Closing {
    /// Who wants it
    pub(super) tickets: Vec<u64>,
    /// When calls under way are cut off
    until: Option<Timestamp>,
    /// Its edits were let go of
    released: bool,
    /// Room was made for it, and nothing of it could be stored since
    pub(super) made_room: bool,
}

impl Actor {
    /// Somebody wants the session to be closed.
    pub(super) fn close(&mut self, ticket: u64, world: &mut World) {
        self.closing.tickets.push(ticket);
        self.closing.until.get_or_insert(world.now + GRACE_MS);
        // The last chance of what could not be stored.
        self.hurry(world);
    }

    /// Somebody opened it again before it was closed.
    pub(super) fn stay_open(&mut self, world: &mut World) -> Vec<u64> {
        let closing = std::mem::take(&mut self.closing);
        if closing.until.is_some() {
            self.queue
                .retain(|job| !matches!(&job.intention, Intention::Resume { owner, .. } if owner.is_empty()));
            let me = world.config.peer.clone();
            self.take_over(&me);
            self.take_over("");
            self.pump(world);
        }
        closing.tickets
    }

    pub(super) fn is_closing(&self) -> bool {
        self.closing.until.is_some()
    }

    /// When calls under way are to be cut off.
    pub(super) fn closing_at(&self, now: Timestamp) -> Option<Timestamp> {
        self.closing.until.filter(|until| *until > now)
    }

    /// Whether a model may be asked. For a session that is being closed no server is: the answer would come too late, and cost.
    pub(super) fn may_ask(&self, world: &World) -> bool {
        let place = self.active.as_ref().map_or(0, |active| active.place);
        let is_free = || {
            let chosen = world.config.provider_at(place);
            chosen.is_some_and(ProviderConfig::is_free)
        };
        self.closing
            .until
            .is_none_or(|until| until > world.now && is_free())
    }

    /// Whether what it has not stored waits for room.
    pub(super) fn closes_for_room(&self) -> bool {
        self.is_closing() && self.backlog.as_ref().is_some_and(Backlog::lacks_room)
    }

    /// Whether room is to be made for it now or never. Asked again it is so only once some of it was stored.
    pub(super) fn takes_last_chance(&mut self) -> bool {
        self.closes_for_room() && !std::mem::replace(&mut self.closing.made_room, true)
    }

    /// Lets go of what cannot be waited for. `true`: nothing is under way any more.
    pub(super) fn wind_up(&mut self, world: &mut World) -> bool {
        let may_ask = self.may_ask(world);
        let is_over = self.closing_at(world.now).is_none();
        if !may_ask {
            // What is stored of these is enough to go on with.
            let open = &self.state.open;
            self.waiting.retain(|waiting| match waiting {
                Waiting::New { edit, .. } => !open.contains_key(edit),
                Waiting::Answer { .. } => true,
                Waiting::Resume { .. } => false,
            });
        }
        let is_storing = self.is_storing() || !self.queue.is_empty();
        if let Some(active) = self.active.as_ref().filter(|_| !is_storing) {
            let edit = active.edit.clone();
            let is_called = active.call.is_some();
            if is_called && is_over {
                if let Some(call) = &active.call {
                    call.cut_off(world);
                }
                self.call_ended(Some(EngineError::Suspended.code()), world);
                self.drop_joint(world);
            }
            if is_over || !(is_called || may_ask) {
                self.suspend(&edit, world);
            }
        }
        self.pump(world);
        if !self.is_idle() {
            return false;
        }
        if !std::mem::replace(&mut self.closing.released, true) {
            self.release(world);
            self.pump(world);
        }
        self.is_idle()
    }

    /// Those who wait for an edit are told that it does not go on here.
    fn suspend(&mut self, edit: &str, world: &mut World) {
        let error = EngineError::Suspended.report();
        self.finish_unstored(edit, EditStatus::Failed, error, world);
        // It is not how the edit ends.
        self.results.remove(edit);
    }

    /// Gives up what this engine was to do, so that others need not wait until it is gone.
    fn release(&mut self, world: &mut World) {
        let me = world.config.peer.clone();
        let mine: Vec<String> = self
            .state
            .unfinished()
            .into_iter()
            .filter(|open| open.owner == me)
            .map(|open| open.edit.clone())
            .collect();
        for edit in mine {
            self.suspend(&edit, world);
            let release = Intention::Resume {
                edit,
                from: me.clone(),
                owner: String::new(),
            };
            self.enqueue(release, Then::Nothing);
        }
    }
}
