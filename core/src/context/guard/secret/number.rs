//! Numbers of people and of their accounts, each with the check that its kind has.

use super::{Scan, is_word};
use crate::context::word_list::listed;
use crate::sorted::Gather;

/// Signs that are looked at to tell a short number from a long one.
const LONGEST_SHORT: usize = 48;

const PHONE_WORDS: &str = "phone|tel|telephone|mobile|cell|cellphone|whatsapp|fax|call|sms|dial|ring|telefon|telefonnummer|handy|\
    handynummer|mobil|rufnummer|telefono|teléfono|téléphone|telefone|móvil|celular|cellulare|portable|\
    telefoon|hotline|phonenumber";

/// After these a long number is a business number, whatever it looks like.
const NUMBER_WORDS: &str = "order|invoice|ticket|sku|id|isbn|ean|article|item|version|serial|tracking|booking|customer|ref|\
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

    /// Two letters and two digits.
    pub(super) fn has_iban_start(&self, at: usize) -> bool {
        let letter = |at: usize| self.char(at).is_some_and(|c| c.is_alphabetic());
        let digit = |at: usize| self.char(at).is_some_and(|c| c.is_ascii_digit());
        letter(at) && letter(at + 1) && digit(at + 2) && digit(at + 3)
    }

    /// A social security number of the United States: areas, groups and serial numbers that are never given out are none.
    pub(super) fn social_security(&self, at: usize) -> Option<usize> {
        if self
            .before(at)
            .is_some_and(|c| is_word(c) || matches!(c, '-' | '.' | '#' | '+' | '/'))
        {
            return None;
        }
        let (end, digits) = self.digits(at, |c| matches!(c, '-' | ' ' | '.'));
        let shown = self.slice(at, end);
        let (area, rest) = shown.split_at_checked(3)?;
        let is_bare = shown.len() == 9;
        let (group, serial, sign) = match is_bare {
            true => (rest.get(..2)?, rest.get(2..)?, ""),
            false => (rest.get(1..3)?, rest.get(4..)?, rest.get(..1)?),
        };
        let grouped = digits.len() == 9
            && (is_bare || shown.len() == 11 && rest.get(3..4) == Some(sign))
            && [area, group, serial]
                .iter()
                .all(|part| part.bytes().all(|b| b.is_ascii_digit()));
        let follows = self.char(end).is_some_and(|c| {
            is_word(c) || c == '-' || c == '.' && { self.char(end + 1).is_some_and(|c| c.is_ascii_digit()) }
        });
        let mut words = self.words_before(at, 4);
        let has = |word: &str| words.iter().any(|w| w == word);
        let label = has("ssn") || has("socialsecuritynumber") || has("social") && has("security");
        words.truncate(2);
        let named = label || words.iter().any(|w| listed("social|security", w)) && !is_bare;
        let other = words.iter().any(|w| listed(NUMBER_WORDS, w));
        (grouped
            && !follows
            && (named || sign == "-" && !other)
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
                    if compact.len().is_multiple_of(4)
                        && self.char(cursor + 1).is_some_and(|c| c.is_ascii_alphanumeric()) => {}
                _ => break,
            }
            cursor += 1;
            let ends = !self.char(cursor).is_some_and(|c| c.is_alphanumeric());
            if ends && compact.len() >= 15 && mod97(&compact) == Some(1) {
                best = Some(cursor);
            }
        }
        best
    }

    /// A run of digits with single separators: where it ends and its digits.
    pub(super) fn digits(&self, at: usize, is_separator: impl Fn(char) -> bool) -> (usize, Vec<u32>) {
        let mut digits = Vec::new();
        let mut cursor = at;
        let mut end = at;
        while let Some(c) = self.char(cursor) {
            if let Some(d) = c.to_digit(10) {
                digits.push(d);
                cursor += 1;
                end = cursor;
            } else if is_separator(c) && self.char(cursor + 1).is_some_and(|c| c.is_ascii_digit()) {
                cursor += 1;
            } else {
                break;
            }
        }
        (end, digits)
    }

    pub(super) fn card(&self, at: usize) -> Option<usize> {
        if !self.char(at)?.is_ascii_digit()
            || self
                .before(at)
                .is_some_and(|c| c.is_ascii_digit() || matches!(c, '_' | '#' | '.' | '+'))
        {
            return None;
        }
        let separator = |c: char| matches!(c, ' ' | '-' | '.' | '\u{a0}' | '\u{2009}' | '\u{202f}');
        let (end, digits) = self.digits(at, separator);
        // A word may be glued to it; the letters of a longer number are none.
        let packed = |c: char| is_word(c) || c == '-';
        let mut start = at;
        while at - start < 30 && self.before(start).is_some_and(packed) {
            start -= 1;
        }
        let before = self.slice(start, at);
        let after = self.slice(end, self.run(end, packed).min(end + 30));
        let is_word_glued = |glued: &str| {
            digits.len() >= 15
                && glued.chars().all(char::is_alphabetic)
                && !glued.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        if [before, after]
            .iter()
            .any(|glued| !glued.is_empty() && !is_word_glued(glued))
        {
            return None;
        }
        let shown = self.slice(at, end);
        let groups: Vec<usize> = shown.split(|c: char| !c.is_ascii_digit()).map(str::len).gather();
        let grouped = groups.len() == 1
            || groups == [4, 6, 5]
            || groups == [4, 6, 4]
            || (groups.iter().rev().skip(1).all(|g| *g == 4) && groups.last().is_some_and(|g| *g <= 4));
        (grouped && card_network(&digits) && luhn(&digits)).then_some(end)
    }

    pub(super) fn phone(&self, at: usize) -> Option<usize> {
        let first = self.char(at)?;
        if !(first.is_ascii_digit() || first == '+' || first == '(') {
            return None;
        }
        if let Some(before) = self.before(at)
            && (before.is_alphanumeric()
                || matches!(before, '_' | '#' | '.' | '/' | '-' | '+' | '$' | '€' | '£' | '(')
                || (before == ':' && !self.words_before(at, 1).iter().any(|w| listed(PHONE_WORDS, w)))
                || (before == ' '
                    && at >= 2
                    && self
                        .before(at - 1)
                        .is_some_and(|c| matches!(c, '$' | '€' | '£' | '¥'))))
            && before != '('
        {
            return None;
        }
        // Digits with up to two separators in a row: "+1 (555) 010-9999", "030 / 123 45 67".
        let mut cursor = at;
        let mut end = at;
        let mut groups: Vec<String> = Vec::new();
        let mut gap = true;
        let mut gaps = 0;
        let mut separators = String::new();
        while let Some(c) = self.char(cursor) {
            if c.is_ascii_digit() {
                if gap {
                    groups.push(String::new());
                }
                if let Some(group) = groups.last_mut() {
                    group.push(c);
                }
                gap = false;
                gaps = 0;
                cursor += 1;
                end = cursor;
                if self.char(cursor) == Some(')') {
                    end = cursor + 1;
                }
            } else if (c == '+' && cursor == at)
                || (matches!(
                    c,
                    ' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}' | '\u{2011}' | '\u{2013}' | '\u{202f}'
                ) && gaps < 3)
            {
                if c != '+' {
                    separators.push(c);
                }
                gap = true;
                gaps += 1;
                cursor += 1;
            } else {
                break;
            }
        }
        let goes_on = |c: char| {
            c.is_alphanumeric()
                || matches!(c, '%' | '_' | '€' | '$' | '£')
                // Times and ratios; a field that is called so has something else behind it.
                || c == ':' && self.char(end + 1).is_some_and(|c| c.is_ascii_digit())
        };
        let ends_clean = !self.char(end).is_some_and(goes_on);
        if !ends_clean {
            return None;
        }
        if self.char(end.wrapping_sub(1)) == Some(')')
            && !groups.is_empty()
            && !self.slice(at, end).contains('(')
        {
            end -= 1;
        }
        let lengths: Vec<usize> = groups.iter().map(String::len).gather();
        let total: usize = lengths.iter().sum();
        // No telephone number is shorter, and most numbers in a design are.
        if total < 7
            || groups
                .iter()
                .all(|group| group.bytes().all(|digit| digit == b'0'))
        {
            return None;
        }
        let leading = groups.first().map(String::as_str).unwrap_or_default();
        if is_date(&groups) || is_dotted(&groups, &separators) {
            return None;
        }
        let words = self.words_before(at, 3);
        if words.iter().take(2).any(|w| listed(NUMBER_WORDS, w)) && first != '+' {
            return None;
        }
        let context = words.iter().any(|w| listed(PHONE_WORDS, w));
        let international =
            (first == '+' || leading.starts_with("00")) && (8..=15).contains(&total) && lengths.len() <= 8;
        let american = matches!(lengths.as_slice(), [3, 3, 4] | [1, 3, 3, 4])
            && (lengths.len() == 3 || leading == "1")
            && !separators.contains('/');
        let national = leading.starts_with('0')
            && leading.len() > 1
            && (9..=12).contains(&total)
            && lengths.iter().all(|l| *l >= 2)
            && (lengths.len() > 1 || (matches!(total, 10 | 11) && leading != "0123456789"));
        let local = context
            && (7..=15).contains(&total)
            && lengths.len() <= 6
            && (lengths.len() > 1 || total >= 9)
            && lengths.iter().all(|l| *l >= 2);
        (international || american || national || local || is_foreign(&groups, self.slice(at, end)))
            .then_some(end)
    }
}

/// Numbers as only Brazil and Russia write them: `(11) 98765-4321`, `8 (912) 345-67-89`.
fn is_foreign(groups: &[String], shown: &str) -> bool {
    let groups: Vec<&str> = groups.iter().map(String::as_str).gather();
    let year = |text: &str| matches!(text.get(..2), Some("19" | "20"));
    match groups.as_slice() {
        [area, number, rest] => {
            let whole = area.len() == 2 && matches!(number.len(), 4 | 5) && rest.len() == 4;
            let years = number.len() == 4 && year(number) && year(rest);
            whole && !years && shown.starts_with('(') && shown.contains(')') && shown.contains('-')
        }
        ["8", area, a, b, c] => {
            let lengths = (area.len(), a.len(), b.len(), c.len());
            lengths == (3, 3, 2, 2) && area.starts_with(['3', '4', '8', '9']) && !shown.contains(['.', '/'])
        }
        _ => false,
    }
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

fn is_date(groups: &[String]) -> bool {
    let number = |at: usize| groups.get(at).and_then(|g| g.parse::<u32>().ok()).unwrap_or(9999);
    let length = |at: usize| groups.get(at).map_or(0, String::len);
    let year = |at: usize| length(at) == 4 && (1900..=2100).contains(&number(at));
    groups.len() >= 3
        && ((year(0) && number(1) <= 12 && number(2) <= 31)
            || (year(2) && number(0) <= 31 && number(1) <= 31 && length(0) <= 2 && length(1) <= 2))
}

/// Network addresses and version numbers: four or more short groups with dots only.
fn is_dotted(groups: &[String], separators: &str) -> bool {
    !separators.is_empty()
        && separators.chars().all(|c| c == '.')
        && groups.len() >= 3
        && groups.iter().all(|g| g.len() <= 3)
}
