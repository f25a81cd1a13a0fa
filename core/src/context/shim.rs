//! Stands in for the context builder until it is there.
#![allow(missing_docs)]
use super::*;
#[derive(Clone, Debug, Default)]
pub struct TokenBudget;
#[derive(Clone, Debug, Default)]
pub struct PromptReport {
    pub system: String,
    pub user: String,
    pub schema: &'static str,
}
pub fn build_prompt(b: &EditBrief, _t: &TokenBudget) -> PromptReport {
    PromptReport {
        user: b.understanding.guard.masked.clone(),
        schema: "{}",
        ..Default::default()
    }
}
