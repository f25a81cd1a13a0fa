//! What is known about an edit before a model sees it: guard, intent, references, prompt.

mod brief;
mod budget;
pub(crate) mod clause;
pub(crate) mod guard;
mod known_lines;
pub(crate) mod lexicon;
pub(crate) mod like;
mod notes;
mod outline;
pub(crate) mod paint;
mod path_outline;
mod prompt;
pub(crate) mod reference;
pub(crate) mod scene;
mod session_words;
mod short_ids;
pub(crate) mod token;
mod token_estimate;
mod understand;
mod understanding;
mod vocabulary;
mod window;
pub(crate) mod wish;
pub(crate) mod word_list;

pub use brief::{BROKE_OFF, EditBrief};
pub use budget::TokenBudget;
pub(crate) use budget::one_line;
pub use guard::{PromptError, guard, mask, unmask};
pub(crate) use guard::{check_length, is_unfit, mask_beside, placeholders_in, unmask_written};
pub use outline::{Outline, ShownAs, ShownNodes, outline};
pub use prompt::{Prompt, PromptReport, Section, build_prompt, build_prompt_in};
pub(crate) use session_words::dismisses;
pub use token_estimate::{TokenCount, estimate_tokens};
pub(crate) use understand::means_gone;
pub use understand::{Answer, Clarified, understand};
pub use understanding::{
    Candidate, Clause, GuardReport, Intent, Interaction, Placeholder, SecretKind, SessionRequest, Targets,
    Understanding,
};
