//! The workflows. Each is a typed state machine: `decide(state, intention) -> events`, `evolve(state, event)`.

pub mod design;
