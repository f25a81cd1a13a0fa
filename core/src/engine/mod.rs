//! The engine: one function in, one structure out. `Engine::step(Input) -> Outputs`.

mod effect;

pub use effect::{
    Durability, Effect, EffectId, EffectKind, EffectResult, HttpRequest, ModelCall, ModelFailure,
    ModelSignal, StoreFault, StoreFaultKind, StoredRecord,
};

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
