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
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Capital,
    Digit,
    Blank,
    LineEnd,
    Sign,
    /// Alphabets with words between blanks: so much for each letter
    Foreign(u32),
    /// Tokens of their own: so much each
    Single(u32),
}

fn class_of(letter: char) -> Class {
    match letter {
        'a'..='z' | '\u{c0}'..='\u{2ff}' => Class::Letter,
        'A'..='Z' => Class::Capital,
        '0'..='9' => Class::Digit,
        ' ' => Class::Blank,
        '\t' | '\n' | '\r' => Class::LineEnd,
        '\0'..='\u{7f}' => Class::Sign,
        '\u{80}'..='\u{bf}' | '\u{2000}'..='\u{2e7f}' => Class::Single(100),
        // Cyrillic and Arabic are more often in what tokenisers learn from than Greek, Hebrew and others.
        '\u{400}'..='\u{52f}' | '\u{600}'..='\u{6ff}' => Class::Foreign(18),
        '\u{300}'..='\u{8ff}' => Class::Foreign(27),
        // Scripts of India and South-East Asia
        '\u{900}'..='\u{1fff}' => Class::Single(44),
        '\u{2e80}'..='\u{33ff}' | '\u{f900}'..='\u{ffff}' => Class::Single(73),
        '\u{3400}'..='\u{abff}' => Class::Single(80),
        '\u{ac00}'..='\u{f8ff}' => Class::Single(78),
        '\u{10000}'.. => Class::Single(160),
    }
}

/// About how many tokens a text comes to with today's tokenisers: a word with the blank before it, three digits, a run of signs are one
/// each, long words and accents more; an ideograph most of one, an emoji one or two. Meant for budgets, not for bills: mostly within a
/// quarter of OpenAI's, random letters (base64) a third too few.
pub fn estimate_tokens(text: &str) -> u32 {
    let mut hundredths = 0u64;
    let mut before = Class::Sign;
    let mut run = 0u32;
    for letter in text.chars() {
        let class = class_of(letter);
        // A capital begins a word, unless it goes on with one of capitals.
        let goes_on = class == before || (class == Class::Letter && before == Class::Capital);
        run = if goes_on { run.saturating_add(1) } else { 1 };
        let cost = match class {
            Class::Letter | Class::Capital => {
                let accent = if letter.is_ascii() { 0 } else { cost::ACCENT };
                accent
                    + match run {
                        1 => cost::WORD,
                        2..=4 => 0,
                        5..=8 => cost::LONG,
                        _ => cost::LONGER,
                    }
            }
            Class::Digit if run == 1 && before == Class::Blank => cost::BLANK + cost::DIGITS,
            Class::Digit if run % 3 == 1 => cost::DIGITS,
            Class::Blank if run == 2 => cost::BLANK,
            Class::LineEnd if run == 1 => cost::LINE_END,
            Class::Digit | Class::Blank | Class::LineEnd => 0,
            Class::Sign if run == 1 => cost::SIGN,
            Class::Sign => cost::SIGN_AFTER_SIGN,
            Class::Foreign(letter) if run == 1 => cost::FOREIGN_WORD + letter,
            Class::Foreign(letter) => letter,
            Class::Single(each) => each,
        };
        hundredths += u64::from(cost);
        before = class;
    }
    u32::try_from(hundredths.div_ceil(100)).unwrap_or(u32::MAX)
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
