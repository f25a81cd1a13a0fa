//! Scores edits in words: labelled cases, the predicates that a person would insist on, and the figures of a run.
//!
//! Documents are plain `serde_json` values here, on purpose not the engine's own: the check must not share a mistake
//! with what it checks.

pub mod case;
pub mod colour;
pub mod direct;
pub mod names;
pub mod native;
pub mod path;
pub mod predicate;
pub mod run;
pub mod tree;

pub use tree::Tree;
