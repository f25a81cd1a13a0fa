//! Numbers of people and of their accounts, each with the check that its kind has.

use super::{Scan, is_word, joins};
use crate::context::word_list::listed;

/// Signs that are looked at to tell a short number from a long one.
const LONGEST_SHORT: usize = 48;

/// Digits of a card at most.
const LONGEST_CARD: usize = 19;

/// After these a long number is a business number, whatever it looks like.
pub(super) const NUMBER_WORDS: &str = "order|invoice|ticket|sku|id|isbn|ean|article|item|version|serial|tracking|booking|customer|ref|\
    reference|bestellung|rechnung|commande|pedido|ordine|revenue|total|price";

const IBAN_COUNTRIES: &str = "AD AE AL AT AZ BA BE BG BH BR BY CH CR CY CZ DE DK DO EE EG ES FI FO FR GB GE GI GL GR GT \
     HR HU IE IL IQ IS IT JO KW KZ LB LC LI LT LU LV LY MC MD ME MK MR MT MU NL NO PK PL PS PT QA RO RS RU SA SC SD SE SI \
     SK SM ST SV TL TN TR UA VA VG XK";

impl Scan<'_> {
    /// Whether the number at `at` and those behind it have too few digits for a telephone, dots or colons for a network address.
    pub(super) fn is_short_number(&self, at: usize) -> bool {
        let (mut digits, mut dots, mut colons) = (0, 0, 0);
        for at in at..at + LONGEST_SHORT {
            match self.char(at) {
                Some('0'..='9') => digits += 1,
                Some('.') => dots += 1,
                Some(':') => colons += 1,
                Some(' ' | '-' | '/' | '(' | ')' | '+') => {}
                Some(c) if c.is_ascii_hexdigit() || !c.is_ascii() && !c.is_alphanumeric() => {}
                // Here it ends.
                _ => return true,
            }
            if digits >= 7 || dots >= 3 || colons >= 2 {
                return false;
            }
        }
        // What is longer is for those to tell who know where it ends.
        false
    }

    /// Two letters and two digits, maybe with a blank between.
    pub(super) fn has_iban_start(&self, at: usize) -> bool {
        let letter = |at: usize| self.char(at).is_some_and(|c| c.is_ascii_alphabetic());
        let digit = |at: usize| self.char(at).is_some_and(|c| c.is_ascii_digit());
        let check = at + 2 + usize::from(matches!(self.char(at + 2), Some(' ' | '\u{a0}')));
        letter(at) && letter(at + 1) && digit(check) && digit(check + 1)
    }

    /// A social security number of the United States: areas, groups and serial numbers that are never given out are none.
    pub(super) fn social_security(&self, at: usize) -> Option<usize> {
        let within = |c: char| joins(c) || matches!(c, '-' | '.' | '#' | '+' | '/');
        if self.joined_before(at).is_some_and(within) {
            return None;
        }
        // Nine digits, or groups of three, two and four: another number may stand behind them.
        let digits = |from: usize, count: usize| {
            let end = self.run(from, |c| c.is_ascii_digit());
            (end == from + count).then_some(end)
        };
        let (sign, end) = match digits(at, 9) {
            Some(end) => (None, end),
            None => {
                let sign = self.char(digits(at, 3)?)?;
                let group = digits(at + 4, 2).filter(|end| self.char(*end) == Some(sign))?;
                (Some(sign), digits(group + 1, 4)?)
            }
        };
        let is_bare = sign.is_none();
        let (area, serial) = (self.slice(at, at + 3), self.slice(end - 4, end));
        let group = self.slice(
            end - if is_bare { 6 } else { 7 },
            end - if is_bare { 4 } else { 5 },
        );
        let follows = self.joined_after(end).is_some_and(|c| {
            joins(c) || c == '-' || c == '.' && self.char(end + 1).is_some_and(|c| c.is_ascii_digit())
        });
        let mut words = self.words_before(at, 4);
        let has = |word: &str| words.iter().any(|w| w == word);
        let label = has("ssn") || has("socialsecuritynumber") || has("social") && has("security");
        words.truncate(2);
        let named = label || words.iter().any(|w| listed("social|security", w)) && !is_bare;
        let other = words.iter().any(|w| listed(NUMBER_WORDS, w));
        (matches!(sign, None | Some('-' | ' ' | '.'))
            && !follows
            && (named || sign == Some('-') && !other)
            && !matches!(area, "000" | "666")
            && !area.starts_with('9')
            && group != "00"
            && serial != "0000")
            .then_some(end)
    }

    pub(super) fn iban(&self, at: usize) -> Option<usize> {
        if !self.starts_word(at) {
            return None;
        }
        if !self.has_iban_start(at) {
            return None;
        }
        let country: String = self.slice(at, at + 2).to_ascii_uppercase();
        if country.len() != 2 || !IBAN_COUNTRIES.split(' ').any(|c| c == country) {
            return None;
        }
        let mut compact: Vec<char> = Vec::new();
        let mut cursor = at;
        let mut best = None;
        while compact.len() < 34 {
            match self.char(cursor) {
                Some(c) if c.is_ascii_alphanumeric() => compact.push(c.to_ascii_uppercase()),
                Some(' ' | '\u{a0}' | '-')
                    if (compact.len().is_multiple_of(4) || compact.len() == 2)
                        && self.char(cursor + 1).is_some_and(|c| c.is_ascii_alphanumeric()) => {}
                _ => break,
            }
            cursor += 1;
            let ends = !self.char(cursor).is_some_and(|c| c.is_ascii_alphanumeric());
            if ends && compact.len() >= 15 && mod97(&compact) == Some(1) {
                best = Some(cursor);
            }
        }
        best
    }

    /// A card number: the longest row of digits from here that is one and ends where a group ends. What stands behind it, such as the date it
    /// is good for, is left alone.
    pub(super) fn card(&self, at: usize) -> Option<usize> {
        let within = |c: char| c.is_ascii_digit() || matches!(c, '_' | '#' | '.' | '+');
        if !self.char(at)?.is_ascii_digit() || self.joined_before(at).is_some_and(within) {
            return None;
        }
        let is_digit = |at: usize| self.char(at).is_some_and(|c| c.is_ascii_digit());
        let blank = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}');
        let mut digits = Vec::new();
        let mut groups = vec![0];
        let mut cursor = at;
        let mut best = None;
        while digits.len() <= LONGEST_CARD {
            match self.char(cursor) {
                Some(c) if let Some(digit) = c.to_digit(10) => {
                    digits.push(digit);
                    groups.last_mut().into_iter().for_each(|group| *group += 1);
                    cursor += 1;
                    // A sign that parts its own groups parts no other number from it.
                    let joined = |c: char| {
                        matches!(c, '-' | '.') && is_digit(cursor + 1) && self.slice(at, cursor).contains(c)
                    };
                    let ends = !is_digit(cursor) && !self.char(cursor).is_some_and(joined);
                    if ends && is_grouped(&groups) && card_network(&digits) && luhn(&digits) {
                        best = Some((cursor, digits.len()));
                    }
                }
                Some(c) if (blank(c) || matches!(c, '-' | '.')) && is_digit(cursor + 1) => {
                    groups.push(0);
                    cursor += 1;
                }
                _ => break,
            }
        }
        let (end, count) = best?;
        // A word may be glued to it; the letters of a longer number are none.
        let packed = |c: char| is_word(c) || c == '-';
        let mut start = at;
        while at - start < 30 && self.before(start).is_some_and(packed) {
            start -= 1;
        }
        let before = self.slice(start, at);
        let after = self.slice(end, self.run(end, packed).min(end + 30));
        let is_word_glued = |glued: &str| {
            count >= 15
                && glued.chars().all(char::is_alphabetic)
                && !glued.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        let alone = |glued: &str| glued.chars().all(|c| matches!(c, '-' | '_')) || is_word_glued(glued);
        let numbered =
            |glued: &str| glued.starts_with('-') && glued.chars().all(|c| c == '-' || c.is_ascii_digit());
        (alone(before) && (alone(after) || numbered(after))).then_some(end)
    }
}

/// How the digits of a card are grouped.
fn is_grouped(groups: &[usize]) -> bool {
    matches!(groups, [_] | [4, 6, 5] | [4, 6, 4])
        || groups
            .split_last()
            .is_some_and(|(last, others)| *last <= 4 && others.iter().all(|group| *group == 4))
}

fn mod97(compact: &[char]) -> Option<u32> {
    let (head, tail) = compact.split_at_checked(4)?;
    tail.iter().chain(head).try_fold(0u32, |sum, c| {
        let value = c.to_digit(36)?;
        Some(if value > 9 {
            (sum * 100 + value) % 97
        } else {
            (sum * 10 + value) % 97
        })
    })
}

fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, d)| match (at % 2, d * 2) {
            (0, _) => *d,
            (_, doubled) if doubled > 9 => doubled - 9,
            (_, doubled) => doubled,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Whether the first digits and the length belong to a card network.
fn card_network(digits: &[u32]) -> bool {
    let head = |count: usize| digits.iter().take(count).fold(0, |sum, d| sum * 10 + d);
    let four = head(4);
    match digits.len() {
        // Maestro, and Mir
        12..=19 if matches!(four, 5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761..=6763) => true,
        16..=19 if matches!(four, 2200..=2204) => true,
        13 => head(1) == 4,
        14 => matches!(head(2), 36 | 38 | 39) || (300..=305).contains(&head(3)),
        15 => matches!(head(2), 34 | 37),
        16 => {
            head(1) == 4
                || (51..=55).contains(&head(2))
                || (2221..=2720).contains(&four)
                || four == 6011
                || matches!(head(2), 65 | 62)
                || (644..=649).contains(&head(3))
                || (3528..=3589).contains(&four)
        }
        17..=19 => head(1) == 4 && digits.len() == 19 || head(2) == 62,
        _ => false,
    }
}
