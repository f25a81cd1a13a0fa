//! The interaction window: what was asked and done before, newest kept first, in a bounded number of tokens.

use super::budget::one_line;
use super::token_estimate::estimate_tokens;
use super::understanding::{Intent, Interaction};
use crate::sorted::Gather;

/// How many interactions a model is told of one by one.
const WINDOW: usize = 10;

/// Letters of a prompt and of a summary in the window.
const PROMPT: usize = 240;
const SUMMARY: usize = 160;
const OLDER: usize = 120;
const TARGETS: usize = 6;

/// Lines, oldest first, and how many were left out.
pub(super) fn recent(interactions: &[Interaction], budget: u32) -> (String, u32) {
    let skipped = interactions.len().saturating_sub(WINDOW);
    let lines = interactions.iter().skip(skipped).map(line).gather();
    let (text, dropped) = newest(lines, budget);
    (text, dropped + u32::try_from(skipped).unwrap_or(u32::MAX))
}

/// The same for what is older: one short line each.
pub(super) fn older(lines: &[String], budget: u32) -> (String, u32) {
    newest(
        lines
            .iter()
            .map(|line| format!("- {}", one_line(line, OLDER)))
            .gather(),
        budget,
    )
}

fn line(interaction: &Interaction) -> String {
    let mut line = format!(
        "- v{}: \"{}\"",
        interaction.version,
        one_line(&interaction.prompt, PROMPT)
    );
    let types: Vec<_> = interaction
        .types
        .iter()
        .map(|intent| intent_word(*intent))
        .gather();
    if !types.is_empty() {
        line.push_str(&format!(" ({})", types.join(", ")));
    }
    if !interaction.targets.is_empty() {
        let targets: Vec<_> = interaction
            .targets
            .iter()
            .take(TARGETS)
            .map(|id| one_line(id, 64))
            .gather();
        line.push_str(&format!(" on {}", targets.join(", ")));
        let more = interaction.targets.len().saturating_sub(TARGETS);
        if more > 0 {
            line.push_str(&format!(" and {more} more"));
        }
    }
    if !interaction.summary.is_empty() {
        line.push_str(&format!(": {}", one_line(&interaction.summary, SUMMARY)));
    }
    line
}

fn newest(lines: Vec<String>, budget: u32) -> (String, u32) {
    let mut left = budget;
    let fit = lines
        .iter()
        .rev()
        .take_while(|line| {
            let tokens = estimate_tokens(line) + 1;
            let fits = tokens <= left;
            left = left.saturating_sub(tokens);
            fits
        })
        .count();
    let dropped = lines.len() - fit;
    let mut text = String::new();
    for line in lines.iter().skip(dropped) {
        text.push_str(line);
        text.push('\n');
    }
    (text, u32::try_from(dropped).unwrap_or(u32::MAX))
}

pub(super) fn intent_word(intent: Intent) -> &'static str {
    match intent {
        Intent::Modify => "modify",
        Intent::Add => "add",
        Intent::Remove => "remove",
        Intent::Style => "style",
        Intent::Layout => "layout",
    }
}
