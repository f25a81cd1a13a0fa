//! What is known about an edit before a model sees it: guard, intent, references, prompt.

mod brief;
mod understanding;

pub use brief::EditBrief;
pub use understanding::{
    Candidate, Clause, GuardReport, Intent, Interaction, Placeholder, SecretKind, SessionRequest, Targets,
    Understanding,
};
