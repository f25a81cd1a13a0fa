//! What is known about an edit before a model sees it: guard, intent, references, prompt.

mod brief;
pub(crate) mod clause;
mod guard;
pub(crate) mod lexicon;
pub(crate) mod paint;
pub(crate) mod reference;
pub(crate) mod scene;
mod session_words;
pub(crate) mod token;
mod understand;
mod understanding;
pub(crate) mod wish;

pub use brief::EditBrief;
pub use guard::{PromptError, guard, unmask};
pub use understand::{Answer, Clarified, understand};
pub use understanding::{
    Candidate, Clause, GuardReport, Intent, Interaction, Placeholder, SecretKind, SessionRequest, Targets,
    Understanding,
};
mod shim;
pub use shim::*;
