//! What is known about an edit before a model sees it: guard, intent, references, prompt.

mod brief;
mod clause;
mod guard;
mod lexicon;
mod paint;
mod reference;
mod scene;
mod session_words;
mod token;
mod understand;
mod understanding;
mod wish;

pub use brief::EditBrief;
pub use guard::{PromptError, guard, unmask};
pub use understand::{Answer, Clarified, understand};
pub use understanding::{
    Candidate, Clause, GuardReport, Intent, Interaction, Placeholder, SecretKind, SessionRequest, Targets,
    Understanding,
};
mod shim;
pub use shim::*;
