//! How much of what a model is told.

/// Token budgets of the parts of a prompt. Estimates, see [`estimate_tokens`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenBudget {
    /// A document up to this size goes in whole.
    pub whole_document: u32,
    /// Of a larger one: the targets and what is around them
    pub document: u32,
    /// The targets' own fields go in whatever `document` says, up to this; beyond it long texts in them are clipped
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
}

/// About how many tokens a text comes to with today's tokenisers: four letters to a token in English, fewer where digits and
/// punctuation are dense, about two in other alphabets, one or more for each ideograph or emoji. Meant for budgets, not for bills.
pub fn estimate_tokens(text: &str) -> u32 {
    let hundredths: u64 = text
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b' ' => 22,
            _ if byte.is_ascii() => 38,
            // Within a character
            0x80..=0xbf => 0,
            // First bytes of characters up to U+02FF, up to U+2FFF, up to U+FFFF, of all others
            0xc0..=0xcb => 45,
            0xcc..=0xe2 => 55,
            0xe3..=0xef => 110,
            _ => 220,
        })
        .sum();
    u32::try_from(hundredths.div_ceil(100)).unwrap_or(u32::MAX)
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
    fn ctx_8_estimates() {
        let near = |text: &str, tokens: u32| {
            let estimate = estimate_tokens(text);
            assert!(
                estimate.abs_diff(tokens) <= tokens.div_ceil(3),
                "{text}: {estimate}"
            );
        };
        near("the quick brown fox jumps over the lazy dog", 9);
        near("{\"id\":\"submit\",\"style\":{\"background\":\"#16a34a\"}}", 18);
        near("наименование", 6);
        near("設計を変更する", 8);
        assert_eq!(estimate_tokens(""), 0);
    }

    /// CTX-8
    #[test]
    fn ctx_8_clipping() {
        assert_eq!(clip("abc", 3), "abc");
        assert_eq!(clip("äbcd", 3), "äbc…");
        assert_eq!(one_line("a\nb\u{2028}c", 9), "a b c");
    }
}
