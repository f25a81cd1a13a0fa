//! The native shell and the suites that drive the engine through it.

pub mod answer;
pub mod batch;
pub mod chat;
pub mod create;
pub mod design;
pub mod eval;
pub mod faults;
pub mod fuzz;
pub mod language;
pub mod page;
pub mod replay_server;
pub mod shell;
pub mod speech;
pub mod speed;
