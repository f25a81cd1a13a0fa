//! Addresses of machines, and those of people that are spelled in words.

use std::ops::Range;

use super::{Scan, escaped_at, is_unspaced, joins};
use crate::context::word_list::listed;
use crate::letters;
use crate::sorted::Gather;

/// After these a number with dots is a version or a chapter.
const VERSION_WORDS: &str =
    "version|v|ver|release|build|firmware|chrome|firefox|edge|safari|section|chapter|abschnitt|kapitel|sdk";

const ADDRESS_WORDS: &str =
    "ip|ips|ipv4|host|server|nameserver|resolver|router|proxy|firewall|address|adresse|dns|gateway|ping|ssh";

/// What an address that is spelled in words may end in.
const SPELLED_ENDINGS: &str =
    "com|org|net|io|de|fr|es|it|uk|eu|ch|at|nl|be|dev|app|edu|gov|info|co|us|ai|example";

/// Before an `@` between blanks these are no names: "find us @ shop.com".
const MEETS: &str = "us|me|it|now|here|today|live|online|meet|visit|shop|order|more|read|see|watch|join|find|available|only|sale|free|out|and|work";

/// A file name such as `logo@2x.png` is no address.
const FILE_ENDINGS: &str = "png|jpg|jpeg|svg|gif|webp|avif|pdf|css|js|ts|json|mp4|html";

/// Names and hosts with more are none, and not worth the time.
const MOST_DOTS: usize = 8;

impl Scan<'_> {
    pub(super) fn email(&self, at: usize) -> Option<usize> {
        // What nobody sees hides nothing.
        let unseen = |c: char| matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}');
        let local = |c: char| {
            c.is_alphanumeric() || matches!(c, '.' | '．' | '_' | '%' | '+' | '-' | '\'') || unseen(c)
        };
        let first = self.char(at)?;
        let within = |c: char| c.is_alphanumeric() && !is_unspaced(c) || matches!(c, '+' | '%');
        if !first.is_alphanumeric()
            || self.before(at).is_some_and(within)
            || self.joined_before(at) == Some('_')
        {
            return None;
        }
        let at_sign = self.run(at, local);
        let name = self.slice(at, at_sign);
        // Words before it that no blank parts from it
        if is_unspaced(first) && name.contains(|c: char| c.is_ascii_alphanumeric()) {
            return None;
        }
        // Addresses within addresses are escaped.
        let escaped = (at + 1..at_sign.min(at + 65)).find(|place| self.slice(*place, place + 3) == "%40");
        let is_apart = self.slice(at_sign, at_sign + 3) == " @ ";
        let (at_sign, host) = match escaped {
            Some(place) => (place, place + 3),
            None if is_apart => (at_sign, at_sign + 3),
            None => {
                let written = escaped_at(self.slice(at_sign, at_sign + 8));
                (at_sign, at_sign + written.unwrap_or(1))
            }
        };
        if at_sign - at > 64 || is_apart && listed(MEETS, &letters::lowered(name)) {
            return None;
        }
        if escaped.is_none() && host == at_sign + 1 && !matches!(self.char(at_sign), Some('@' | '＠')) {
            return self.spelled_email(at_sign);
        }
        let of_host = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '．');
        let mut end = self.run(host, of_host);
        if self.char(end) == Some('。') && !self.slice(host, end).contains('.') {
            end = self.run(end + 1, of_host);
        }
        let spaced = self.run(host, |c| of_host(c) && !is_unspaced(c));
        [spaced, end]
            .into_iter()
            .find_map(|end| self.host_end(host, end, is_apart))
    }

    /// Where the host of an e-mail address ends that goes up to `end` at most. `known`: it has to end as most do.
    fn host_end(&self, from: usize, mut end: usize, known: bool) -> Option<usize> {
        while end > from && self.before(end).is_some_and(|c| matches!(c, '.' | '．' | '-')) {
            end -= 1;
        }
        let domain = letters::lowered(self.slice(from, end)).replace(['．', '。'], ".");
        let (host, ending) = domain.rsplit_once('.')?;
        let ending_ok = ending.chars().count() >= 2
            && ending.chars().all(char::is_alphabetic)
            && (!known || listed(SPELLED_ENDINGS, ending));
        let file = listed(FILE_ENDINGS, ending)
            && host.chars().next().is_some_and(|c| c.is_ascii_digit())
            && host.ends_with('x');
        (ending_ok && !file && host.split('.').all(|label| !label.is_empty())).then_some(end)
    }

    /// Where a sign ends that is spelled as a word (`(at)`, `[dot]`, ` at `), and whether it stands in brackets.
    fn spelled_sign(&self, at: usize, word: &str) -> Option<(usize, bool)> {
        let blanks = |at: usize| self.run(at, |c| c == ' ');
        let from = blanks(at);
        let bracketed = matches!(self.char(from)?, '(' | '[' | '{' | '<');
        let start = if bracketed { blanks(from + 1) } else { from };
        let close = start + word.chars().count();
        let spelled = self.slice(start, close);
        if start == at || !spelled.eq_ignore_ascii_case(word) {
            return None;
        }
        let end = blanks(close);
        match bracketed {
            true => matches!(self.char(end), Some(')' | ']' | '}' | '>')).then(|| (blanks(end + 1), true)),
            false => (end > close).then_some((end, false)),
        }
    }

    /// `jane (at) firm (dot) example`, from the end of the name on.
    pub(super) fn spelled_email(&self, name_end: usize) -> Option<usize> {
        let mut name_end = name_end;
        for _ in 0..MOST_DOTS {
            let Some((next, true)) = self.spelled_sign(name_end, "dot") else {
                break;
            };
            name_end = self.run(next, |c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        }
        let sign = self
            .spelled_sign(name_end, "at")
            .or_else(|| self.spelled_sign(name_end, "ät"));
        let (mut at, bracketed) = sign?;
        let label = |from: usize| self.run(from, |c| c.is_alphanumeric() || c == '-');
        let (mut dots, mut plain) = (0, false);
        let mut end = label(at);
        while end > at && dots < MOST_DOTS {
            let dot = ["dot", "punkt", "."]
                .iter()
                .find_map(|word| self.spelled_sign(end, word))
                .filter(|(_, in_brackets)| bracketed || *in_brackets || dots == 0);
            let next = match dot {
                Some((next, in_brackets)) => {
                    plain |= !in_brackets;
                    next
                }
                None if bracketed && self.char(end) == Some('.') => end + 1,
                None => break,
            };
            if label(next) == next {
                break;
            }
            dots += 1;
            at = next;
            end = label(next);
        }
        let ending = letters::lowered(self.slice(at, end));
        // "look at polka dot dresses": words without brackets mean an address only with an ending that is one.
        let known = bracketed && !plain || listed(SPELLED_ENDINGS, &ending);
        (dots > 0 && ending.chars().count() >= 2 && ending.chars().all(char::is_alphabetic) && known)
            .then_some(end)
    }

    /// An IPv4 or IPv6 address; versions, chapters, times, and the addresses of the own machine are none.
    pub(super) fn network_address(&self, at: usize) -> Option<usize> {
        if self
            .joined_before(at)
            .is_some_and(|c| joins(c) || matches!(c, '.' | ':' | '-' | '+'))
        {
            return None;
        }
        let end = self.run(at, |c| c.is_ascii_hexdigit() || matches!(c, '.' | ':'));
        // Behind a dash may be where a range of them ends.
        let is_range = || {
            let last = self.run(end + 1, |c| c.is_ascii_digit() || c == '.');
            of_dotted_quad(self.slice(end + 1, last)).is_some()
        };
        let goes_on = |c: char| joins(c) || c == '-' && !is_range();
        if self.joined_after(end).is_some_and(goes_on) {
            return None;
        }
        let shown = self.slice(at, end);
        if shown.contains("::") || shown.split(':').count() == 8 {
            let address = shown.trim_end_matches('.');
            let address = match address.strip_suffix(':') {
                Some(before) if !before.ends_with(':') => before,
                _ => address,
            };
            let groups: Vec<&str> = address.split(':').filter(|group| !group.is_empty()).gather();
            let sound = address.matches("::").count() <= 1
                && !address.contains(":::")
                && groups.iter().enumerate().all(|(at, group)| {
                    let last = at + 1 == groups.len();
                    group.len() <= 4 && !group.contains('.') || last && of_dotted_quad(group).is_some()
                })
                && (groups.len() == 8 || address.contains("::") && groups.len() < 8)
                && (groups.len() > 2 || groups.len() == 2 && groups.iter().any(|group| group.len() > 2))
                && address.bytes().any(|byte| byte.is_ascii_digit());
            return sound.then_some(at + address.len());
        }
        let address = shown.split(':').next().unwrap_or_default().trim_end_matches('.');
        let first = of_dotted_quad(address)?;
        let mut words = self.words_before(at, 4);
        let has = |words: &[String], list: &str| words.iter().any(|word| listed(list, word));
        // "8.8.4.4 is our DNS"
        let behind = self.slice(at + address.len(), at + address.len() + 30);
        let said = behind
            .split(|c: char| !c.is_alphanumeric())
            .find(|word| !word.is_empty() && !listed("is|our|my|the|a|as", word));
        let said = said.is_some_and(|word| listed(ADDRESS_WORDS, &letters::lowered(word)));
        // The host of an address is no version.
        let host = at > 2 && self.slice(at - 3, at) == "://";
        let named = address.len() > 7 || said || has(&words, ADDRESS_WORDS);
        words.truncate(2);
        let meant = host || named && !has(&words, VERSION_WORDS);
        (meant && !matches!(first, 0 | 127 | 255)).then_some(at + address.len())
    }

    /// The password in an address whose scheme begins at `at`: `postgres://user:password@host`.
    pub(super) fn login(&self, at: usize) -> Option<Range<usize>> {
        let scheme_end = self.run(at, |c| c.is_ascii_alphanumeric());
        let from = scheme_end + 3;
        if self.slice(scheme_end, from) != "://" {
            return None;
        }
        let user_end = self.run(from, |c| !ends_login(c) && c != ':');
        if self.char(user_end) != Some(':') {
            return None;
        }
        let value = user_end + 1;
        // It may have that sign in it; the host has none.
        let mut end = self.run(value, |c| !ends_login(c));
        while end > value && self.char(end) != Some('@') {
            end -= 1;
        }
        let shown = self.slice(value, end);
        let is_template = shown.starts_with(['{', '[']) || shown.starts_with("${");
        (shown.contains(char::is_alphanumeric) && !is_template).then_some(value..end)
    }
}

/// What neither a name nor a password before a host has.
fn ends_login(c: char) -> bool {
    c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'' | '`' | '<' | '>' | '\\')
}

/// The first of four numbers below 256 with dots between.
fn of_dotted_quad(text: &str) -> Option<u8> {
    let number = |group: &str| {
        let plain = group.len() <= 3 && (group == "0" || !group.starts_with('0'));
        group.parse::<u8>().ok().filter(|_| plain)
    };
    let parts: Vec<Option<u8>> = text.split('.').map(number).gather();
    match parts.as_slice() {
        [Some(first), Some(_), Some(_), Some(_)] => Some(*first),
        _ => None,
    }
}
