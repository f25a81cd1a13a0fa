//! How much of what a model is told.

/// Token budgets of the parts of a prompt. Estimates, see [`estimate_tokens`](super::estimate_tokens).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenBudget {
    /// A document up to this size goes in whole.
    pub whole_document: u32,
    /// Of a larger one: the targets and what is around them
    pub document: u32,
    /// The targets' own fields go in whatever `document` says, up to this; an edit of more is refused
    pub targets: u32,
    /// The last interactions
    pub recent: u32,
    /// One line each for what is older
    pub older: u32,
    /// What the words were taken to mean
    pub candidates: u32,
    /// What was wrong with a refused answer
    pub faults: u32,
}

impl Default for TokenBudget {
    fn default() -> Self {
        Self {
            whole_document: 4_000,
            document: 2_000,
            targets: 16_000,
            recent: 800,
            older: 200,
            candidates: 400,
            faults: 800,
        }
    }
}

impl TokenBudget {
    /// The same budget in tokens of the estimate, where so many tokens of a provider come to a hundred of those.
    pub fn weighed(&self, weight: u32) -> Self {
        let share = |tokens: u32| (u64::from(tokens) * 100 / u64::from(weight.max(1))) as u32;
        Self {
            whole_document: share(self.whole_document),
            document: share(self.document),
            targets: share(self.targets),
            recent: share(self.recent),
            older: share(self.older),
            candidates: share(self.candidates),
            faults: share(self.faults),
        }
    }

    /// Half of everything, but for the targets: without them nothing can be asked.
    pub fn tight(&self) -> Self {
        Self {
            targets: self.targets,
            ..self.weighed(200)
        }
    }
}

/// The start of a text, at most `longest` letters, with a mark where the rest is missing.
pub(super) fn clip(text: &str, longest: usize) -> String {
    if text.len() <= longest {
        return text.to_owned();
    }
    let mut letters = text.char_indices();
    match letters.nth(longest) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
    }
}

/// Text of others on one line: no line of it can look like one of ours.
pub(crate) fn one_line(text: &str, longest: usize) -> String {
    let text = clip(text, longest);
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text;
    }
    text.replace(
        |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}'),
        " ",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CTX-8
    #[test]
    fn ctx_8_clipping() {
        assert_eq!(clip("abc", 3), "abc");
        assert_eq!(clip("äbcd", 3), "äbc…");
        assert_eq!(one_line("a\nb\u{2028}c", 9), "a b c");
    }
}
