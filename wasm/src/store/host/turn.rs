//! Whose turn it is to put a session's records elsewhere.
//!
//! A host has no locks, and writes whatever it is told. Two windows that both read a head and both write it lose what the first one
//! wrote. So the one that packs says so under a key of its own, waits until whoever was writing has seen it or has finished, and looks
//! whether it is still the one (Fischer's way to exclude each other by time). Who appends looks at that key and waits.
//! A window that was killed keeps its turn until the time it wrote there.
//!
//! The value: whose turn (8 bytes), until when (8, milliseconds since 1970, little endian). On a host without room for it
//! everything goes on without: what is written at the same time is then found by looking again.

use bozzetto_core::engine::StoreFaultKind;

use super::super::StoreResult;
use super::HostStore;
use crate::sleep::sleep;

/// How long one turn lasts at most, in milliseconds.
const LASTS: f64 = 3_000.0;
/// After so long in one turn, in milliseconds, others are let in.
const LETS_IN: f64 = 500.0;
/// How long an append may take after it has looked, in milliseconds, on a host that answers at once.
const APPEND: f64 = 100.0;
/// How many messages an append takes, with as many to spare.
const MESSAGES: f64 = 10.0;
/// Between two looks whether another window's turn is over, in milliseconds.
const LOOK: f64 = 20.0;

/// A turn that was taken.
pub(super) struct Turn {
    key: String,
    owner: [u8; 8],
    since: f64,
}

impl Turn {
    /// Whether it has lasted so long that others wait.
    pub(super) fn lets_in(&self) -> bool {
        !(0.0..LETS_IN).contains(&(js_sys::Date::now() - self.since))
    }
}

impl HostStore {
    /// Waits until it is this window's turn. `None`: there is no room to say so.
    pub(super) async fn take_turn(&self, stream: &str) -> StoreResult<Option<Turn>> {
        let key = format!("t/{stream}");
        let owner = js_sys::Math::random().to_le_bytes();
        loop {
            self.wait_for_turn(stream).await?;
            let since = js_sys::Date::now();
            let value = [owner, (since + LASTS).to_le_bytes()].concat();
            match self.values.set(&key, &value).await {
                Err(fault) if fault.kind == StoreFaultKind::Quota => return Ok(None),
                done => done?,
            }
            let message = js_sys::Date::now() - since;
            sleep((message * MESSAGES).clamp(APPEND, LASTS / 2.0)).await;
            if self.values.get(&key).await?.is_some_and(|now| now == value) {
                return Ok(Some(Turn { key, owner, since }));
            }
        }
    }

    /// Takes another turn, once those who waited for the end of the last one have had the time to see it.
    pub(super) async fn take_next_turn(&self, stream: &str) -> StoreResult<Option<Turn>> {
        sleep(APPEND).await;
        self.take_turn(stream).await
    }

    /// Lets the others go on.
    pub(super) async fn end_turn(&self, turn: &Turn) -> StoreResult<()> {
        match self.values.get(&turn.key).await? {
            Some(now) if now.starts_with(&turn.owner) => self.values.remove(&turn.key).await,
            _ => Ok(()),
        }
    }

    /// Waits while it is another window's turn, as long as one can last.
    pub(super) async fn wait_for_turn(&self, stream: &str) -> StoreResult<()> {
        let key = format!("t/{stream}");
        let mut waited = 0.0;
        while waited < LASTS && self.is_turn(&key).await? {
            sleep(LOOK).await;
            waited += LOOK;
        }
        Ok(())
    }

    /// Removes what a window left that was killed in its turn.
    pub(super) async fn forget_turn(&self, key: &str) -> StoreResult<()> {
        match self.is_turn(key).await? {
            true => Ok(()),
            false => self.values.remove(key).await,
        }
    }

    async fn is_turn(&self, key: &str) -> StoreResult<bool> {
        let value = self.values.get(key).await?;
        let until = value.as_deref().and_then(<[u8]>::last_chunk);
        Ok(until.is_some_and(|until| f64::from_le_bytes(*until) > js_sys::Date::now()))
    }
}
