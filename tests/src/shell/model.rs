//! Models for tests: the embedded one, and those that answer as a test says.

use bozzetto_core::engine::{ModelCall, ModelSignal};
use bozzetto_core::model::offline;

/// What a model does when it is called.
#[derive(Clone, Debug)]
pub enum Reaction {
    /// Answers with text, in small chunks
    Text(String),
    /// Gives exactly these signs
    Signals(Vec<ModelSignal>),
    /// Says nothing, for ever
    Silence,
}

/// Answers model calls.
pub trait Model {
    /// One call.
    fn answer(&mut self, call: &ModelCall) -> Reaction;
}

/// The embedded offline model, as every shell runs it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Embedded;

impl Model for Embedded {
    fn answer(&mut self, call: &ModelCall) -> Reaction {
        match call {
            ModelCall::Embedded(brief) => Reaction::Text(offline::answer(brief)),
            ModelCall::Http(_) | ModelCall::App { .. } => {
                panic!("the engine is not set to the embedded model")
            }
        }
    }
}

/// A model that says nothing, for ever.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Model for Silent {
    fn answer(&mut self, _: &ModelCall) -> Reaction {
        Reaction::Silence
    }
}

/// A model that answers as a function says.
pub struct Scripted<F>(pub F);

impl<F: FnMut(&ModelCall) -> Reaction> Model for Scripted<F> {
    fn answer(&mut self, call: &ModelCall) -> Reaction {
        (self.0)(call)
    }
}

/// The text with which a model answers with these ops (a JSON list).
pub fn ops_answer(ops: &str) -> Reaction {
    Reaction::Text(format!(r#"{{"ops":{ops},"question":null,"summary":"done"}}"#))
}
