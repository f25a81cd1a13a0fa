//! What a prompt must pass before anything else sees it: size, stray characters, personal data, commands to the model.

mod hostile;
mod roles;
mod secret;
mod written;

pub(crate) use hostile::{commands_the_model, sentence_commands as commands, sentences};
pub(crate) use roles::plays_a_role;
pub(crate) use written::{other_spellings, unmask_written};

use std::fmt::Write as _;
use std::ops::Range;

use crate::context::understanding::{GuardReport, Placeholder, SecretKind};
use crate::context::word_list::listed;
use crate::document::Limits;

/// Why a prompt is refused before anything is done with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PromptError {
    /// Nothing is left once blanks and invisible characters are gone.
    #[error("the prompt is empty")]
    Empty,
    /// Longer than [`Limits::prompt_bytes`].
    #[error("the prompt has {bytes} bytes, at most {limit} are allowed")]
    TooLong {
        /// Size of the prompt
        bytes: usize,
        /// The limit
        limit: usize,
    },
}

impl PromptError {
    /// The code that crosses to JavaScript.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "prompt.empty",
            Self::TooLong { .. } => "prompt.too-long",
        }
    }
}

/// Checks and cleans a prompt: invisible control characters go, personal data is replaced by placeholders, attempts to
/// command the model and requests for scripts are flagged.
///
/// # Errors
/// [`PromptError::TooLong`] over the limit, [`PromptError::Empty`] when nothing visible is left.
pub fn guard(prompt: &str, limits: &Limits) -> Result<GuardReport, PromptError> {
    guard_beside(prompt, &|_| false, limits)
}

/// The same, beside texts that may hold what looks like a placeholder: none is given out that is `taken`.
pub(crate) fn guard_beside(
    prompt: &str,
    taken: &dyn Fn(&str) -> bool,
    limits: &Limits,
) -> Result<GuardReport, PromptError> {
    check_length(prompt, limits)?;
    let clean = strip_invisible(prompt);
    if clean.trim().is_empty() {
        return Err(PromptError::Empty);
    }
    let mut placeholders = Vec::new();
    let masked = mask_beside(&clean, taken, &mut placeholders);
    Ok(GuardReport {
        injection: hostile::commands_the_model(&clean),
        unsafe_request: hostile::asks_for_code(&clean),
        masked,
        placeholders,
    })
}

/// Whether a text is no longer than a prompt may be.
///
/// # Errors
/// [`PromptError::TooLong`]
pub(crate) fn check_length(text: &str, limits: &Limits) -> Result<(), PromptError> {
    let (bytes, limit) = (text.len(), limits.prompt_bytes);
    if bytes > limit {
        return Err(PromptError::TooLong { bytes, limit });
    }
    Ok(())
}

/// Puts what was typed back in place of its placeholders. Brackets that are not in the list stay as they are.
pub fn unmask(text: &str, placeholders: &[Placeholder]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['[', '%']) {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let known = placeholders
            .iter()
            .find_map(|p| Some((p, behind(&p.token, tail)?)));
        match known {
            Some((known, behind)) => {
                out.push_str(&known.text);
                rest = behind;
            }
            None => {
                let (sign, behind) = tail.split_at_checked(1).unwrap_or((tail, ""));
                out.push_str(sign);
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    out
}

/// What follows a placeholder at the start of a text, if it is there: as it is, or with its brackets as bytes, as addresses have them.
fn behind<'a>(token: &str, text: &'a str) -> Option<&'a str> {
    text.strip_prefix(token).or_else(|| {
        let inside = token.strip_prefix('[')?.strip_suffix(']')?;
        text.strip_prefix("%5B")?
            .strip_prefix(inside)?
            .strip_prefix("%5D")
    })
}

/// Removes what a person cannot see but a model would read: controls, direction overrides, zero-width characters
/// (joiners stay, emoji and Indic scripts need them) and tag characters.
fn strip_invisible(prompt: &str) -> String {
    prompt
        .chars()
        .filter_map(|c| match c {
            '\n' | '\t' => Some(c),
            '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
            _ if c.is_control() => None,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' => None,
            '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' => None,
            '\u{e0000}'..='\u{e007f}' => None,
            _ => Some(c),
        })
        .collect::<String>()
        .replace("\n\n\n", "\n\n")
}

fn stem(kind: SecretKind) -> &'static str {
    match kind {
        SecretKind::Email => "EMAIL",
        SecretKind::Phone => "PHONE",
        SecretKind::Card => "CARD",
        SecretKind::Iban => "IBAN",
        SecretKind::ApiKey => "KEY",
        SecretKind::Password => "PASSWORD",
        SecretKind::Ssn => "SSN",
        SecretKind::Ip => "IP",
        SecretKind::NodeId => "NODE",
    }
}

/// All that a placeholder may begin with.
const STEMS: &str = "EMAIL|PHONE|CARD|IBAN|KEY|PASSWORD|SSN|IP|NODE";

/// Whether a placeholder stands for what has no place in a design, whatever was asked for.
pub(crate) fn is_unfit(placeholder: &str) -> bool {
    ["[CARD_", "[KEY_", "[PASSWORD_", "[SSN_"]
        .iter()
        .any(|start| placeholder.starts_with(start))
}

/// How long the placeholder is that a text begins with: `[EMAIL_1]`, whether it was given out or not.
pub(crate) fn placeholder_at(text: &str) -> Option<usize> {
    let (inside, _) = text.strip_prefix('[')?.split_once(']')?;
    let (stem, number) = inside.split_once('_')?;
    let counts = !number.is_empty() && number.len() < 10 && number.bytes().all(|byte| byte.is_ascii_digit());
    (counts && listed(STEMS, stem)).then_some(inside.len() + 2)
}

/// The placeholders that stand in a text, in order.
pub(crate) fn placeholders_in(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('[').filter_map(move |(at, _)| {
        let rest = text.get(at..)?;
        rest.get(..placeholder_at(rest)?)
    })
}

/// Whether [`mask`] would find something in a text.
pub(crate) fn is_personal(text: &str) -> bool {
    !secret::find(text).is_empty()
}

/// Replaces personal data in a text by placeholders. What is in the list already gets the same token again; what is new is
/// added to it. So several texts of one request share their placeholders.
pub fn mask(text: &str, placeholders: &mut Vec<Placeholder>) -> String {
    mask_beside(text, &|_| false, placeholders)
}

/// The same beside other texts: no placeholder is given out that is `taken`.
pub(crate) fn mask_beside(
    text: &str,
    taken: &dyn Fn(&str) -> bool,
    placeholders: &mut Vec<Placeholder>,
) -> String {
    let all = 0..text.len();
    let taken = |token: &str| text.contains(token) || taken(token);
    mask_within(text, std::slice::from_ref(&all), &taken, placeholders)
}

/// The same for a text of which only these ranges, in order, may have personal data; `taken` looks through the text as well.
pub(crate) fn mask_within(
    text: &str,
    ranges: &[Range<usize>],
    taken: &dyn Fn(&str) -> bool,
    placeholders: &mut Vec<Placeholder>,
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let found = ranges.iter().flat_map(|range| {
        let start = range.start;
        secret::find(text.get(range.clone()).unwrap_or_default())
            .into_iter()
            .map(move |(found, kind)| (start + found.start..start + found.end, kind))
    });
    for (range, kind) in found {
        let Some(secret) = text.get(range.clone()) else {
            continue;
        };
        out.push_str(text.get(at..range.start).unwrap_or_default());
        at = range.end;
        if let Some(known) = placeholders.iter().find(|p| p.text == secret && p.kind == kind) {
            out.push_str(&known.token);
            continue;
        }
        // A number that somebody typed in brackets is skipped, so that typed text is never taken for a placeholder.
        let mut number = 1 + placeholders.iter().filter(|p| p.kind == kind).count();
        let token = loop {
            let mut token = String::new();
            let _ = write!(token, "[{}_{number}]", stem(kind));
            if !taken(&token) && placeholders.iter().all(|p| p.token != token) {
                break token;
            }
            number += 1;
        };
        out.push_str(&token);
        placeholders.push(Placeholder {
            token,
            kind,
            text: secret.to_owned(),
        });
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests;
