//! The engine: one function in, one structure out. `Engine::step(Input) -> Outputs`.
//!
//! The contract for shells:
//! 1. Send every input to [`Engine::step`], one at a time, with the time and 32 fresh random bytes.
//! 2. Carry out all effects in order, show all notices in order, and come back at `wake_at`.
//! 3. Report every result of an effect under its id. Late, repeated and unknown results are ignored.
//!
//! Nothing else has to be polled. The engine holds no callback and no handle of the outside, so it can be dropped at any
//! moment: what was acknowledged by the store is there when the session is opened again, and edits that had not ended are
//! taken up by whoever opens it.

mod active;
mod actor;
mod ask;
mod backlog;
mod begin;
mod call;
mod chore;
mod closing;
mod command;
mod compress;
mod config;
mod desk;
mod earlier;
mod effect;
mod ends;
mod error;
mod estimate;
mod failed;
mod heard;
mod hide;
mod images;
mod joint;
mod kept;
mod log;
mod opening;
mod others;
mod peers;
mod prepare;
mod query;
mod rebase;
mod record;
mod restorer;
mod session_file;
mod step;
mod steps;
mod told;
mod unshown;
mod view;
mod world;

pub use config::{EngineConfig, ProviderConfig};
pub use effect::{
    AppReport, Durability, Effect, EffectId, EffectKind, EffectResult, Endpoint, HttpRequest, ModelCall,
    ModelFailure, ModelSignal, StoreFault, StoreFaultKind, StoredRecord,
};
pub use error::EngineError;
pub use record::{is_packed, tell_the_same};
pub use step::Engine;

use crate::protocol::{Command, Notice};

/// Milliseconds since 1970-01-01 UTC.
pub type Timestamp = u64;

/// One thing that happened outside.
#[derive(Clone, Debug)]
pub struct Input {
    /// Now
    pub at: Timestamp,
    /// Fresh random bits for this step, from a CSPRNG in production, from a seed in tests
    pub entropy: [u8; 32],
    /// What happened
    pub kind: InputKind,
}

/// What can happen outside.
#[derive(Clone, Debug)]
pub enum InputKind {
    /// The app wants something. The answer comes as [`Notice::Done`] with the same ticket.
    Command { ticket: u64, command: Command },
    /// A shell reports on an effect.
    Effect { id: EffectId, result: EffectResult },
    /// Another tab appended to a stream.
    StreamChanged { stream: String, next_seq: u64 },
    /// The time named by [`Outputs::wake_at`] has come.
    Wake,
    /// The machine has a network again: what waited for one goes on.
    Online,
    /// The store has little room left: old versions of all sessions are packed.
    StoreNearlyFull,
}

/// Everything that one step leads to.
#[derive(Clone, Debug, Default)]
pub struct Outputs {
    /// To be carried out, in this order
    pub effects: Vec<Effect>,
    /// To be shown, in this order
    pub notices: Vec<Notice>,
    /// When to send [`InputKind::Wake`]; `None`: not needed. Replaces what an earlier step said.
    pub wake_at: Option<Timestamp>,
}
