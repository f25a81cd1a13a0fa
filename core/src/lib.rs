//! The engine behind Bozzetto: describe a design, look, ask for a change, compare, go back.
//!
//! Pure Rust. Nothing in here reads a clock, draws a random number, opens a file or a socket: time and entropy
//! arrive with every [`engine::Input`], and everything that touches the world leaves as an [`engine::Effect`] for a
//! shell to carry out. So a whole run can be recorded, replayed and simulated.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::unreachable,
        clippy::todo,
        clippy::unimplemented,
        clippy::string_slice
    )
)]

pub mod context;
pub mod engine;
pub mod journal;
pub mod json;
pub mod model;
pub mod protocol;
pub mod workflow;

use bozzetto_versions::letters;
pub use bozzetto_versions::{document, sorted, version};
