//! Telephone numbers: known by their shape alone, so what stands around them weighs.

use super::number::NUMBER_WORDS;
use super::{Scan, joins};
use crate::context::word_list::listed;
use crate::sorted::Gather;

const PHONE_WORDS: &str = "phone|tel|telephone|mobile|cell|cellphone|whatsapp|fax|call|sms|dial|ring|telefon|telefonnummer|handy|\
    handynummer|mobil|rufnummer|telefono|teléfono|téléphone|telefone|móvil|celular|cellulare|portable|\
    telefoon|hotline|phonenumber";

/// Groups of digits that are looked at: more have no two telephone numbers in a row.
const MOST_GROUPS: usize = 20;

/// A row of groups of digits, as telephone numbers are written.
struct Row<'a> {
    groups: Vec<&'a str>,
    /// Where each of them ends, with a bracket that closes behind it
    ends: Vec<usize>,
    starts: Vec<usize>,
    /// Other groups follow
    is_cut: bool,
}

impl Scan<'_> {
    pub(super) fn phone(&self, at: usize) -> Option<usize> {
        self.phone_before(at, true)
    }

    /// The number itself if a row of digits is one, else the part of it up to a blank. `others`: that part rather ends where another
    /// number begins.
    fn phone_before(&self, at: usize, others: bool) -> Option<usize> {
        let first = self.char(at)?;
        if !(first.is_ascii_digit() || first == '+' || first == '(') || self.is_within(at, first) {
            return None;
        }
        let row = self.row(at);
        let end = *row.ends.last()?;
        // No telephone number is shorter, and most numbers in a design are.
        if row.groups.iter().map(|group| group.len()).sum::<usize>() < 7 {
            return None;
        }
        let words = self.words_before(at, 3);
        if words.iter().take(2).any(|w| listed(NUMBER_WORDS, w)) && first != '+' {
            return None;
        }
        let named = words.iter().any(|w| listed(PHONE_WORDS, w));
        let count = row.groups.len();
        let fits = |count: usize| {
            let (Some(groups), Some(end)) = (
                row.groups.get(..count),
                count.checked_sub(1).and_then(|at| row.ends.get(at)),
            ) else {
                return false;
            };
            // A card in it is no part of a telephone number.
            has_shape(groups, self.slice(at, *end), named)
                && !row
                    .starts
                    .iter()
                    .take(count)
                    .skip(1)
                    .any(|start| self.card(*start).is_some())
        };
        let is_marked = matches!(first, '+' | '(');
        let goes_on = |c: char| joins(c) || !is_marked && matches!(c, '%' | '€' | '$' | '£');
        let digit_behind = self.char(end + 1).is_some_and(|c| c.is_ascii_digit());
        let whole = !row.is_cut
            && !self.joined_after(end).is_some_and(goes_on)
            // Times and ratios; a field that is called so has something else behind it.
            && !(self.char(end) == Some(':') && digit_behind)
            && fits(count);
        // The digits before a comma may be those of a price.
        if whole && !(self.char(end) == Some(',') && digit_behind) {
            return Some(self.without_bracket(at, end));
        }
        let shorter = |sign: fn(char) -> bool| {
            let mut longest = None;
            for count in (1..count).rev() {
                let (Some(end), Some(start)) = (row.ends.get(count - 1), row.starts.get(count)) else {
                    continue;
                };
                let gap = self.slice(*end, *start);
                if !gap.contains(sign)
                    || !fits(count)
                    || !stands_out(&row, count, self.slice(at, *end), named)
                {
                    continue;
                }
                let next = self.run(*end, |c| matches!(c, ' ' | '/' | '\u{a0}' | '\u{202f}'));
                if !others || self.begins_number(next) {
                    return Some(*end);
                }
                longest = longest.or(Some(*end));
            }
            longest
        };
        shorter(|c| matches!(c, ' ' | '\u{a0}' | '\u{202f}'))
            .or_else(|| shorter(|c| c == '/'))
            .or(whole.then_some(end))
            .map(|end| self.without_bracket(at, end))
    }

    /// Whether a number of somebody begins here that would be torn apart if it were taken for the end of the one before it.
    fn begins_number(&self, at: usize) -> bool {
        self.card(at)
            .or_else(|| self.social_security(at))
            .or_else(|| self.phone_before(at, false))
            .is_some()
    }

    /// Whether what stands before makes this the rest of something else: a name, a price, a longer number, the path of an address.
    fn is_within(&self, at: usize, first: char) -> bool {
        let Some(before) = self.joined_before(at) else {
            return false;
        };
        if first == '+' {
            return joins(before) || before == '+';
        }
        let is_price = |c: char| matches!(c, '$' | '€' | '£' | '¥');
        joins(before)
            || matches!(before, '#' | '.' | '/' | '-' | '+' | '$' | '€' | '£')
            || before == ':' && !self.words_before(at, 1).iter().any(|w| listed(PHONE_WORDS, w))
            || before == ' ' && at >= 2 && self.before(at - 1).is_some_and(is_price)
    }

    /// Digits with up to three separators in a row: "+1 (555) 010-9999", "030 / 123 45 67".
    fn row(&self, at: usize) -> Row<'_> {
        let is_separator = |c: char| {
            matches!(
                c,
                ' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}' | '\u{2011}' | '\u{2013}' | '\u{202f}'
            )
        };
        let mut row = Row {
            groups: Vec::new(),
            ends: Vec::new(),
            starts: Vec::new(),
            is_cut: false,
        };
        let mut from = at + usize::from(self.char(at) == Some('+'));
        loop {
            let start = self.run(from, is_separator);
            let end = self.run(start, |c| c.is_ascii_digit());
            if end == start || start - from > 3 {
                return row;
            }
            if row.groups.len() == MOST_GROUPS {
                row.is_cut = true;
                return row;
            }
            row.groups.push(self.slice(start, end));
            row.starts.push(start);
            row.ends.push(end + usize::from(self.char(end) == Some(')')));
            from = end;
        }
    }

    /// A bracket that closes behind a number and was opened before it is none of it.
    fn without_bracket(&self, at: usize, end: usize) -> usize {
        let closes = self.before(end) == Some(')') && !self.slice(at, end).contains('(');
        end - usize::from(closes)
    }
}

/// Whether groups are those of a telephone number. `named`: a word for one stands before it.
fn has_shape(groups: &[&str], shown: &str, named: bool) -> bool {
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).gather();
    let total: usize = lengths.iter().sum();
    let leading = groups.first().copied().unwrap_or_default();
    let is_zero = |group: &&str| group.bytes().all(|digit| digit == b'0');
    if total < 7 || groups.iter().all(is_zero) || is_date(groups) || is_dotted(groups, shown) {
        return false;
    }
    // An area code has no second zero; a country code has no third one.
    let prefix = leading.strip_prefix("00");
    let abroad = shown.starts_with('+') || prefix.is_some_and(|rest| !rest.starts_with('0'));
    let international = abroad && (8..=15).contains(&total) && lengths.len() <= 8;
    let american = matches!(lengths.as_slice(), [3, 3, 4] | [1, 3, 3, 4])
        && (lengths.len() == 3 || leading == "1")
        && !shown.contains('/');
    // Pairs of digits are the numbers of France, or those of a list.
    let pairs = lengths.iter().all(|length| *length == 2);
    let national = leading.starts_with('0')
        && prefix.is_none()
        && leading.len() > 1
        && (9..=12).contains(&total)
        && lengths.iter().all(|l| *l >= 2)
        && (!pairs || total == 10 && !shown.contains('/') && !counts_up(groups))
        && (lengths.len() > 1 || (matches!(total, 10 | 11) && leading != "0123456789"));
    let local = named
        && (7..=15).contains(&total)
        && lengths.len() <= 6
        && (lengths.len() > 1 || total >= 9)
        && lengths.iter().all(|l| *l >= 2);
    international || american || national || local || is_foreign(groups, shown)
}

/// Whether the first groups of a row are a number for themselves, not the beginning of a list of numbers.
fn stands_out(row: &Row<'_>, count: usize, shown: &str, named: bool) -> bool {
    let is_open = shown.contains('(') && !shown.contains(')');
    let signs = shown.contains(['+', '-', '.', '/', '(']);
    let ends_like_next = match (row.groups.get(count - 1), row.groups.get(count)) {
        (Some(last), Some(next)) => last.len() == next.len() && !next.starts_with('0'),
        _ => false,
    };
    let is_list = ends_like_next || row.groups.get(..count).is_some_and(counts_up);
    let leads = shown.starts_with('0') && (count <= 2 || !is_list);
    !is_open && (named || signs || leads)
}

/// Numbers as only Brazil and Russia write them: `(11) 98765-4321`, `8 (912) 345-67-89`.
fn is_foreign(groups: &[&str], shown: &str) -> bool {
    let year = |text: &str| matches!(text.get(..2), Some("19" | "20"));
    match groups {
        [area, number, rest] => {
            let whole = area.len() == 2 && matches!(number.len(), 4 | 5) && rest.len() == 4;
            let years = number.len() == 4 && year(number) && year(rest);
            let bracketed = shown.starts_with('(') && shown.contains(')');
            // Without brackets only the numbers of mobiles: few ZIP codes begin so.
            let mobile = number.len() == 5
                && matches!(number.get(..2), Some("96" | "97" | "98" | "99"))
                && shown.get(2..3) == Some(" ");
            whole && !years && (bracketed || mobile) && shown.contains('-')
        }
        ["8", area, a, b, c] => {
            let lengths = (area.len(), a.len(), b.len(), c.len());
            lengths == (3, 3, 2, 2) && area.starts_with(['3', '4', '8', '9']) && !shown.contains(['.', '/'])
        }
        _ => false,
    }
}

fn is_date(groups: &[&str]) -> bool {
    let number = |at: usize| groups.get(at).and_then(|g| g.parse::<u32>().ok()).unwrap_or(9999);
    let length = |at: usize| groups.get(at).map_or(0, |group| group.len());
    let year = |at: usize| length(at) == 4 && (1900..=2100).contains(&number(at));
    groups.len() >= 3
        && ((year(0) && number(1) <= 12 && number(2) <= 31)
            || (year(2) && number(0) <= 31 && number(1) <= 31 && length(0) <= 2 && length(1) <= 2))
}

/// Network addresses and version numbers: short groups with dots only. Five pairs that do not count up are a number of France.
fn is_dotted(groups: &[&str], shown: &str) -> bool {
    let others = |c: char| !c.is_ascii_digit() && c != '.';
    let french = groups.len() == 5 && groups.iter().all(|group| group.len() == 2);
    groups.len() >= 3
        && shown.contains('.')
        && !shown.contains(others)
        && groups.iter().all(|g| g.len() <= 3)
        && !french
}

/// Whether numbers follow each other at the same small distance.
fn counts_up(groups: &[&str]) -> bool {
    let numbers: Vec<i32> = groups.iter().filter_map(|group| group.parse().ok()).gather();
    let mut steps = numbers.iter().zip(numbers.iter().skip(1)).map(|(a, b)| b - a);
    let first = steps.next();
    first.is_some_and(|first| (1..=10).contains(&first) && steps.all(|step| step == first))
}
