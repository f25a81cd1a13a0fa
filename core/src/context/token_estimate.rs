//! About how many tokens a text comes to.

/// Costs in hundredths of a token, fitted to OpenAI's `o200k` over documents, code, prose, ids and twenty languages (`tests/js/oracles`).
mod cost {
    pub(super) const WORD: u32 = 82;
    /// Each letter of a word from the fifth on, and from the ninth on
    pub(super) const LONG: u32 = 22;
    pub(super) const LONGER: u32 = 45;
    pub(super) const ACCENT: u32 = 40;
    /// Up to three digits; they do not share a token with the blank before them
    pub(super) const DIGITS: u32 = 110;
    pub(super) const BLANK: u32 = 90;
    pub(super) const LINE_END: u32 = 50;
    pub(super) const SIGN: u32 = 75;
    pub(super) const SIGN_AFTER_SIGN: u32 = 4;
    /// A word in another alphabet, beside its letters
    pub(super) const FOREIGN_WORD: u32 = 64;
}

/// What tokenisers cut texts at: a run of one of these is a token or a few.
mod class {
    pub(super) const LETTER: u8 = 0;
    pub(super) const CAPITAL: u8 = 1;
    pub(super) const DIGIT: u8 = 2;
    pub(super) const BLANK: u8 = 3;
    pub(super) const LINE_END: u8 = 4;
    pub(super) const SIGN: u8 = 5;
    /// Alphabets with words between blanks
    pub(super) const FOREIGN: u8 = 6;
    /// Tokens of their own
    pub(super) const SINGLE: u8 = 7;
}

/// The class of a letter by its first byte in UTF-8, and what each such letter costs by itself; `None` within a letter.
fn class_of(byte: u8) -> Option<(u8, u32)> {
    use class::*;
    Some(match byte {
        b'a'..=b'z' => (LETTER, 0),
        b'A'..=b'Z' => (CAPITAL, 0),
        b'0'..=b'9' => (DIGIT, 0),
        b' ' => (BLANK, 0),
        b'\t' | b'\n' | b'\r' => (LINE_END, 0),
        0..=0x7f => (SIGN, 0),
        0x80..=0xbf => return None,
        // To U+00BF, and the Latin letters to U+02FF
        0xc0..=0xc2 => (SINGLE, 100),
        0xc3..=0xcb => (LETTER, cost::ACCENT),
        // Cyrillic and Arabic are more often in what tokenisers learn from than Greek, Hebrew and others to U+07FF.
        0xd0..=0xd4 | 0xd8..=0xdb => (FOREIGN, 18),
        0xcc..=0xdf => (FOREIGN, 27),
        // Scripts of India and South-East Asia, to U+1FFF
        0xe0 | 0xe1 => (SINGLE, 44),
        // Signs to U+2FFF, kana and wide signs to U+3FFF, ideographs to U+9FFF, Hangul, wide letters
        0xe2 => (SINGLE, 100),
        0xe3 | 0xef => (SINGLE, 73),
        0xe4..=0xe9 => (SINGLE, 80),
        0xea..=0xee => (SINGLE, 78),
        // Emoji and the rest
        0xf0.. => (SINGLE, 160),
    })
}

/// About how many tokens a text comes to with today's tokenisers: a word with the blank before it, three digits, a run of signs are one
/// each, long words and accents more; an ideograph most of one, an emoji one or two. Meant for budgets, not for bills: mostly within a
/// quarter of OpenAI's, random letters (base64) a third too few.
pub fn estimate_tokens(text: &str) -> u32 {
    let mut count = TokenCount::default();
    count.push(text);
    count.tokens()
}

/// The same for a text that comes piece by piece, however it is cut.
#[derive(Clone, Copy, Debug)]
pub struct TokenCount {
    hundredths: u64,
    before: u8,
    run: u32,
}

impl Default for TokenCount {
    fn default() -> Self {
        Self {
            hundredths: 0,
            before: class::SIGN,
            run: 0,
        }
    }
}

impl TokenCount {
    /// More of the text.
    pub fn push(&mut self, text: &str) {
        use class::*;
        for (class, each) in text.bytes().filter_map(class_of) {
            let before = std::mem::replace(&mut self.before, class);
            // A capital begins a word, unless it goes on with one of capitals.
            let goes_on = class == before || (class == LETTER && before == CAPITAL);
            self.run = if goes_on { self.run.saturating_add(1) } else { 1 };
            let shared = match (class, self.run) {
                (LETTER | CAPITAL, 1) => cost::WORD,
                (LETTER | CAPITAL, 2..=4) => 0,
                (LETTER | CAPITAL, 5..=8) => cost::LONG,
                (LETTER | CAPITAL, _) => cost::LONGER,
                (DIGIT, 1) if before == BLANK => cost::BLANK + cost::DIGITS,
                (DIGIT, run) if run % 3 == 1 => cost::DIGITS,
                (BLANK, 2) => cost::BLANK,
                (LINE_END, 1) => cost::LINE_END,
                (SIGN, 1) => cost::SIGN,
                (SIGN, _) => cost::SIGN_AFTER_SIGN,
                (FOREIGN, 1) => cost::FOREIGN_WORD,
                _ => 0,
            };
            self.hundredths += u64::from(shared + each);
        }
    }

    /// What all of it comes to so far.
    pub fn tokens(&self) -> u32 {
        u32::try_from(self.hundredths.div_ceil(100)).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CTX-8: beside what `o200k` counts.
    #[test]
    fn ctx_8_estimates() {
        for (text, tokens) in [
            ("the quick brown fox jumps over the lazy dog", 9),
            ("{\"id\":\"submit\",\"style\":{\"background\":\"#16a34a\"}}", 15),
            ("padding:12px 16px;border-radius:8px;color:#16a34a", 18),
            ("3f2504e0-4f89-41d3-9a0c-0305e82c3301", 27),
            ("Füge unter der E-Mail-Adresse ein Feld hinzu", 10),
            (
                "Настройки учётной записи, уведомления, безопасность, способы оплаты",
                14,
            ),
            ("メールアドレスの下に電話番号の欄を追加してください", 15),
            ("把提交按钮移到右下角，背景改成暖色", 14),
        ] {
            let estimate = estimate_tokens(text);
            assert!(
                estimate.abs_diff(tokens) <= tokens.div_ceil(4),
                "{text}: {estimate}"
            );
        }
        assert_eq!(estimate_tokens(""), 0);
    }

    /// CTX-8: a part costs no more than the whole and its own start.
    #[test]
    fn ctx_8_estimates_grow_with_the_text() {
        let text = "Größe: 12,5 px – наименование 設計 🎉 aB3\n\n  end";
        let mut last = 0;
        for (at, _) in text.char_indices() {
            let estimate = estimate_tokens(text.get(..at).unwrap());
            assert!(estimate >= last, "{at}");
            last = estimate;
        }
    }
}
