//! A prompt as tokens: words, marks, quotes, placeholders, each with its place in the prompt.

use crate::letters;
use crate::sorted::Gather;
use std::ops::Range;

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// Lower case, accents gone
    Word(String),
    /// Text in quotation marks, without them
    Quote(String),
    /// A placeholder of the guard, with its brackets
    Secret(String),
    Comma,
    Colon,
    Stop,
    Open,
    Close,
}

/// A piece of the prompt.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Bytes of the prompt
    pub(super) range: Range<usize>,
}

impl Token {
    /// The folded word; empty for anything else.
    pub(super) fn word(&self) -> &str {
        if let Kind::Word(word) = &self.kind {
            word
        } else {
            ""
        }
    }
}

/// Lower case without accents, so that `Menü`, `menu` and `MENU` are one word.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().map(letters::lower) {
        match c {
            'à'..='å' | 'ā' => folded.push('a'),
            'è'..='ë' => folded.push('e'),
            'ì'..='ï' => folded.push('i'),
            'ò'..='ö' | 'ø' => folded.push('o'),
            'ù'..='ü' => folded.push('u'),
            'ç' => folded.push('c'),
            'ñ' => folded.push('n'),
            'ß' => folded.push_str("ss"),
            '’' => folded.push('\''),
            '\u{300}'..='\u{36f}' => {}
            c => folded.push(c),
        }
    }
    folded
}

/// Splits a prompt into tokens.
pub(super) fn tokenize(prompt: &str) -> Vec<Token> {
    let chars: Vec<(usize, char)> = prompt.char_indices().gather();
    let at = |i: usize| chars.get(i).map(|&(_, c)| c);
    let byte = |i: usize| chars.get(i).map_or(prompt.len(), |&(byte, _)| byte);
    let text = |from: usize, to: usize| prompt.get(byte(from)..byte(to)).unwrap_or_default();
    let mut tokens = Vec::new();
    let mut i = 0;
    while let Some(c) = at(i) {
        let from = i;
        i += 1;
        let before_word = from > 0 && at(from - 1).is_some_and(char::is_alphanumeric);
        let closing = match c {
            '"' => Some("\""),
            '“' | '„' => Some("”“\""),
            '«' => Some("»"),
            '‘' => Some("’"),
            '\'' if !before_word => Some("'"),
            _ => None,
        };
        if let Some(closing) = closing
            && let Some(end) = (i..chars.len()).take(200).find(|&end| {
                at(end).is_some_and(|c| closing.contains(c))
                    && !(c == '\'' && at(end + 1).is_some_and(char::is_alphanumeric))
            })
        {
            i = end + 1;
            tokens.push(Token {
                kind: Kind::Quote(text(from + 1, end).trim().to_owned()),
                range: byte(from)..byte(i),
            });
            continue;
        }
        if c == '['
            && let Some(end) = (i..chars.len()).take(24).find(|&end| at(end) == Some(']'))
            && text(i, end)
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        {
            i = end + 1;
            let kind = Kind::Secret(text(from, i).to_owned());
            tokens.push(Token {
                kind,
                range: byte(from)..byte(i),
            });
            continue;
        }
        let next_is_digit = at(i).is_some_and(|c| c.is_ascii_digit());
        let mark = match c {
            ',' | '、' | '，' => Some(Kind::Comma),
            ';' | '!' | '?' | '\n' | '。' => Some(Kind::Stop),
            '.' => Some(Kind::Stop),
            ':' | '：' => Some(Kind::Colon),
            '(' => Some(Kind::Open),
            ')' => Some(Kind::Close),
            '&' | '+' => Some(Kind::Word("and".to_owned())),
            '/' if at(i) == Some(' ') && from > 0 && at(from - 1) == Some(' ') => {
                Some(Kind::Word("and".to_owned()))
            }
            '|' | '•' | '*' => Some(Kind::Comma),
            _ => None,
        };
        if let Some(kind) = mark {
            tokens.push(Token {
                kind,
                range: byte(from)..byte(i),
            });
            continue;
        }
        if !(c.is_alphanumeric() || (matches!(c, '€' | '$' | '£' | '#') && next_is_digit)) {
            // A dash between blanks parts like a comma.
            if matches!(c, '–' | '—' | '-') && at(i) == Some(' ') && from > 0 && at(from - 1) == Some(' ')
            {
                tokens.push(Token {
                    kind: Kind::Comma,
                    range: byte(from)..byte(i),
                });
            }
            continue;
        }
        while let Some(c) = at(i) {
            let glued = match c {
                '\'' | '’' => at(i + 1).is_some_and(char::is_alphabetic),
                '.' | '/' | ',' | ':' => {
                    at(i - 1).is_some_and(|c| c.is_ascii_digit())
                        && at(i + 1).is_some_and(|c| c.is_ascii_digit())
                }
                '%' | '€' | '°' => true,
                c => c.is_alphanumeric(),
            };
            if !glued {
                break;
            }
            i += 1;
            // French and Italian elisions are words of their own: l'email, d'inscription, dell'hotel.
            if matches!(c, '\'' | '’') && i - from <= 5 && at(i + 1).is_some_and(char::is_alphabetic) {
                break;
            }
        }
        let mut word = fold(text(from, i));
        if word.ends_with('\'') {
            word.pop();
        }
        tokens.push(Token {
            kind: Kind::Word(word),
            range: byte(from)..byte(i),
        });
    }
    tokens
}

/// A number in figures or words of five languages, up to 60.
pub(super) fn count_of(word: &str) -> Option<u32> {
    if let Ok(number) = word.parse::<u32>() {
        return (1..=60).contains(&number).then_some(number);
    }
    const WORDS: &[(&str, u32)] = &[
        ("two zwei deux dos due couple pair", 2),
        ("three drei trois tres tre", 3),
        ("four vier quatre cuatro quattro", 4),
        ("five funf fuenf cinq cinco cinque", 5),
        ("six sechs seis sei", 6),
        ("seven sieben sept siete sette", 7),
        ("eight acht huit ocho otto", 8),
        ("nine neun neuf nueve nove", 9),
        ("ten zehn dix diez dieci", 10),
        ("twelve dozen zwolf douze doce dodici", 12),
    ];
    WORDS
        .iter()
        .find(|(words, _)| words.split(' ').any(|one| one == word))
        .map(|&(_, number)| number)
}

/// `3/10` as its two numbers.
pub(super) fn fraction(word: &str) -> Option<(u32, u32)> {
    let (part, whole) = word.split_once('/')?;
    let (part, whole) = (part.parse().ok()?, whole.parse().ok()?);
    (part <= whole && whole > 0).then_some((part, whole))
}

/// How many of `words` from `at` on a keyword of one or more words matches; 0 when it does not. The last word of the
/// keyword may be a stem of five or more letters.
pub(super) fn matches_at(words: &[String], at: usize, keyword: &str) -> usize {
    let mut length = 0;
    let mut parts = keyword.split(' ').peekable();
    while let Some(part) = parts.next() {
        let Some(word) = words.get(at + length) else {
            return 0;
        };
        let stem = parts.peek().is_none() && part.len() >= 5 && word.starts_with(part);
        if word != part && !stem {
            return 0;
        }
        length += 1;
    }
    length
}

/// Every word with a capital, except small ones.
pub(super) fn title_case(text: &str) -> String {
    let words: Vec<String> = text
        .split_whitespace()
        .enumerate()
        .map(|(i, word)| {
            let small = [
                "a", "an", "the", "of", "and", "in", "on", "for", "de", "la", "le", "und", "di", "with",
                "from",
            ];
            if i > 0 && small.contains(&word) {
                word.to_owned()
            } else {
                letters::capitalised(word)
            }
        })
        .gather();
    words.join(" ")
}

/// Rough singular of an English plural.
pub(super) fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    for ending in ["ches", "shes", "sses", "xes"] {
        if word.ends_with(ending) {
            return word.strip_suffix("es").unwrap_or(word).to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(prompt: &str) -> Vec<String> {
        tokenize(prompt)
            .into_iter()
            .map(|token| token.word().to_owned())
            .filter(|word| !word.is_empty())
            .collect()
    }

    #[test]
    fn splits_words_marks_and_quotes() {
        let tokens = tokenize("Quiz, “Who am I?” 3/10: l'âge (x) [EMAIL_1]");
        let kinds: Vec<Kind> = tokens.into_iter().map(|token| token.kind).collect();
        let word = |text: &str| Kind::Word(text.to_owned());
        assert_eq!(
            kinds,
            [
                word("quiz"),
                Kind::Comma,
                Kind::Quote("Who am I?".to_owned()),
                word("3/10"),
                Kind::Colon,
                word("l"),
                word("age"),
                Kind::Open,
                word("x"),
                Kind::Close,
                Kind::Secret("[EMAIL_1]".to_owned()),
            ]
        );
        assert_eq!(
            words("today's e-mail sign-up"),
            ["today's", "e", "mail", "sign", "up"]
        );
        assert_eq!(words("it's 'quoted'"), ["it's"]);
        assert_eq!(words("$29.99 and €5"), ["$29.99", "and", "€5"]);
    }

    #[test]
    fn odd_input_never_breaks() {
        for prompt in [
            "",
            "\"",
            "'",
            "“",
            "[",
            "[[[",
            "a'",
            "👩‍👩‍👧 ü",
            "\u{0}\u{202e}",
            "-",
            " - ",
            "((((",
            "1/0",
            "12,",
        ] {
            tokenize(prompt);
        }
        assert_eq!(fraction("1/0"), None);
        assert_eq!(fraction("24/7"), None);
        assert_eq!(fraction("3/10"), Some((3, 10)));
    }

    #[test]
    fn keywords_match_words_and_long_stems() {
        let words = words("Registrierungsformular mit Passwort");
        assert_eq!(matches_at(&words, 0, "registrier"), 1);
        assert_eq!(matches_at(&words, 2, "pass"), 0);
        assert_eq!(matches_at(&words, 1, "mit passwort"), 2);
    }

    #[test]
    fn singulars_are_good_enough() {
        for (plural, one) in [
            ("dishes", "dish"),
            ("stories", "story"),
            ("cards", "card"),
            ("class", "class"),
            ("bus", "bus"),
        ] {
            assert_eq!(singular(plural), one);
        }
    }
}
