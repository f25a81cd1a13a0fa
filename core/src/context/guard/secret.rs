//! Finds personal data and keys in a text. Each kind has a check of its own, since a false alarm changes what is asked.

mod address;
mod key;
mod number;
mod password;
mod phone;

use crate::letters;
use crate::sorted::Gather;
use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;

use crate::context::understanding::SecretKind;
use crate::context::word_list::listed;

/// Short for words before a number, with a dot.
const NUMBERS_FOLLOW: &str = "no|nr|num|tel|ph|fax|mob|acc|acct|kto|cc";

/// Signs in a row that may still be something to hide.
const LONGEST: usize = 4096;

/// What is to be hidden, in order, without overlaps.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, SecretKind)> {
    let plain = without_escapes(text);
    let text = &*plain;
    if !may_hold(text) {
        return Vec::new();
    }
    let chars: Vec<(usize, char)> = text.char_indices().gather();
    let scan = Scan {
        text,
        chars: &chars,
        hidden: Cell::new(0),
    };
    let says_password = (0..text.len()).any(|at| begins_password(text.as_bytes(), at));
    let has_login = text.contains("://") && text.contains('@');
    let mut found: Vec<(Range<usize>, SecretKind)> = Vec::new();
    let mut at = 0;
    let mut packed = 0..0;
    while let Some(c) = scan.char(at) {
        if at >= packed.end {
            packed = at..scan.run(at, is_packed);
        }
        let end = packed.end.max(at);
        // Most places cannot be the start of anything, and that is seen at a glance.
        let can_start = match c {
            // Within an image as text nothing starts; at every slash of it to look for its end would take for ever.
            _ if at > packed.start && end - packed.start > LONGEST => false,
            '+' | '(' | '0'..='9' => true,
            ':' => scan.char(at + 1) == Some(':'),
            '-' | '_' | '.' | '/' | '=' | '~' => scan.starts_word(at),
            c => is_word(c) && scan.starts_word(at),
        };
        let said = match can_start {
            true if says_password => scan.said_secret(at),
            _ => None,
        };
        let login = || Some((scan.login(at)?, SecretKind::Password));
        if let Some((value, kind)) = said.or_else(|| (can_start && has_login).then(login)?) {
            found.push((scan.offset(value.start)..scan.offset(value.end), kind));
            at = value.end;
            continue;
        }
        let is_plain = || match c {
            '0'..='9' => scan.is_short_number(at) && scan.is_plain(at, end),
            c => c.is_alphanumeric() && scan.is_plain(at, end),
        };
        if !can_start || is_plain() {
            // Nothing starts within a word, or within a number.
            let goes_on = |next: char| match c.is_ascii_digit() {
                true => next.is_ascii_digit(),
                false => c.is_ascii() && next.is_ascii_alphabetic(),
            };
            at += 1;
            while can_start && at < end && scan.char(at).is_some_and(goes_on) {
                at += 1;
            }
            continue;
        }
        let hit = scan
            .key(at)
            .map(|end| (end, SecretKind::ApiKey))
            .or_else(|| scan.email(at).map(|end| (end, SecretKind::Email)))
            .or_else(|| scan.iban(at).map(|end| (end, SecretKind::Iban)))
            .or_else(|| scan.card(at).map(|end| (end, SecretKind::Card)))
            .or_else(|| scan.social_security(at).map(|end| (end, SecretKind::Ssn)))
            .or_else(|| scan.network_address(at).map(|end| (end, SecretKind::Ip)))
            .or_else(|| scan.phone(at).map(|end| (end, SecretKind::Phone)));
        match hit {
            Some((end, kind)) if end > at => {
                found.push((scan.offset(at)..scan.offset(end), kind));
                scan.hidden.set(end + 1);
                at = end;
            }
            _ => at += 1,
        }
    }
    found
}

/// The text with line breaks in place of escapes, so that `\nanna@firma.de` in a document written as JSON does not begin with an `n`. Every
/// other sign stays where it was. Quotes stay before their blank: they tell where a value ends.
fn without_escapes(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let (blanks, length) = match after.as_bytes() {
            [b'"', ..] => ("\" ", 1),
            [b'n' | b't' | b'r' | b'b' | b'f' | b'\\' | b'/', ..] => ("\n\n", 1),
            [b'u', a, b, c, d, ..] if [a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()) => {
                ("      ", 5)
            }
            _ => ("\\", 0),
        };
        out.push_str(blanks);
        rest = after.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Whether a word for passwords, or what is sent with one, may begin here.
fn begins_password(bytes: &[u8], at: usize) -> bool {
    let word = |start: &str| {
        let there = bytes.get(at..at + start.len());
        there.is_some_and(|there| there.eq_ignore_ascii_case(start.as_bytes()))
    };
    match bytes.get(at).map_or(0, |byte| byte | 0x20) {
        b'p' => word("pass") || word("pw"),
        b'k' => word("kennwort"),
        b'c' => word("contrase"),
        b's' => word("senha") || word("secret") || word("salasana"),
        b'w' => word("wachtwoord"),
        b'b' => word("basic "),
        b'h' => word("hasł") || word("HASŁ") || word("heslo"),
        b'l' => word("lösenord") || word("LÖSENORD") || word("lozinka"),
        b'j' => word("jelsz"),
        b'a' => word("adgangskode"),
        // Letters that are not of ASCII: their first byte, with that bit set.
        0xf0 => word("парол") || word("Парол") || word("ПАРОЛ"),
        0xe5 => word("şifre") || word("Şifre") || word("ŞİFRE") || word("密码") || word("密碼"),
        0xe3 => word("パスワード"),
        0xeb => word("비밀번호"),
        _ => false,
    }
}

/// Whether a text may hold something to hide: an address has its sign, a number at least seven digits with nothing but signs
/// and blanks between them (so has every account number), a key at least fourteen signs in a row with digits among the letters
/// or, between slashes and the like, with letters of both cases; a network address three dots between digits or two colons; a
/// password comes after its word, and a spelled address has its `at` in brackets or its `dot` between blanks.
fn may_hold(text: &str) -> bool {
    const DIGIT: u8 = 1;
    const LOWER: u8 = 2;
    const UPPER: u8 = 4;
    let mut digits = 0;
    let (mut run, mut in_run) = (0, 0);
    let (mut part, mut in_part) = (0, 0);
    let (mut dots, mut colons, mut before) = (0, 0, 0);
    for (at, byte) in text.bytes().enumerate() {
        dots = match byte {
            b'.' => dots + 1,
            b'0'..=b'9' => dots,
            _ => 0,
        };
        colons = match byte {
            b':' => colons + 1,
            byte if byte.is_ascii_hexdigit() => colons,
            _ => 0,
        };
        let word = |start: &str| {
            let there = text.as_bytes().get(at..at + start.len());
            there.is_some_and(|there| there.eq_ignore_ascii_case(start.as_bytes()))
        };
        let hint = match byte | 0x20 {
            _ if begins_password(text.as_bytes(), at) => true,
            b'p' => word("punkt"),
            b's' => word("sk_") || word("ssn"),
            b'g' => word("gh") || word("glpat-"),
            b'r' => word("rk_"),
            b'n' => word("npm_"),
            b'h' => word("hf_"),
            b'x' => word("xox"),
            b'd' => matches!(before, b' ' | b'(' | b'[' | b'{') && word("dot"),
            b'a' => matches!(before, b'(' | b'[' | b'{') && word("at"),
            0xe3 => matches!(before, b'(' | b'[' | b'{') && word("ät"),
            b'&' => escaped_at(text.get(at..).unwrap_or_default()).is_some(),
            _ => false,
        };
        before = byte;
        if hint || dots == 3 || colons == 2 {
            return true;
        }
        if byte.is_ascii_digit() {
            digits += 1;
        } else if !matches!(byte, b' ' | b'(' | b')' | b'+' | b'-' | b'.' | b'/' | 0x80..) {
            digits = 0;
        }
        let kind = match byte {
            b'@' => return true,
            b'%' if word("%40") => return true,
            0xef if word("＠") => return true,
            b'0'..=b'9' => DIGIT,
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            _ => 0,
        };
        let in_key = kind > 0 || matches!(byte, b'_' | b'-' | b'.');
        (part, in_part) = if in_key {
            (part + 1, in_part | kind)
        } else {
            (0, 0)
        };
        let goes_on = in_key || matches!(byte, b'+' | b'/' | b'=' | b'~' | b'%');
        (run, in_run) = if goes_on { (run + 1, in_run | kind) } else { (0, 0) };
        if digits == 7
            || run >= 14 && in_run & DIGIT != 0 && in_run != DIGIT
            || part >= 14 && in_part & (LOWER | UPPER) == LOWER | UPPER
        {
            return true;
        }
    }
    text.contains("-----BEGIN ")
}

struct Scan<'a> {
    text: &'a str,
    chars: &'a [(usize, char)],
    /// Behind the sign that follows the last that was found
    hidden: Cell<usize>,
}

impl Scan<'_> {
    /// Whether what begins with a letter at `at`, packed up to `end`, is too short for a key and shows no other kind.
    fn is_plain(&self, at: usize, end: usize) -> bool {
        end - at < 14
            && !matches!(
                self.char(end),
                Some('@' | '＠' | '&' | '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
            )
            && !self.has_iban_start(at)
            && self.slice(end, end + 3) != " @ "
            && self.spelled_email(end).is_none()
            && self.issued_key(at).is_none()
            && !self.slice(at, end + 1).ends_with(':')
    }

    fn char(&self, at: usize) -> Option<char> {
        self.chars.get(at).map(|(_, c)| *c)
    }

    fn before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|at| self.char(at))
    }

    fn offset(&self, at: usize) -> usize {
        self.chars.get(at).map_or(self.text.len(), |(offset, _)| *offset)
    }

    fn slice(&self, from: usize, to: usize) -> &str {
        self.text
            .get(self.offset(from)..self.offset(to))
            .unwrap_or_default()
    }

    fn run(&self, from: usize, test: impl Fn(char) -> bool) -> usize {
        let mut at = from;
        while self.char(at).is_some_and(&test) {
            at += 1;
        }
        at
    }

    /// The `count` words before `at`, nearest first, lower case.
    fn words_before(&self, at: usize, count: usize) -> Vec<String> {
        self.names_before(at).take(count).map(letters::lowered).gather()
    }

    /// The words before `at` as they are written, nearest first.
    fn names_before(&self, at: usize) -> impl Iterator<Item = &str> {
        let start = self.offset(at);
        let from = at.saturating_sub(60);
        self.text
            .get(self.offset(from)..start)
            .unwrap_or_default()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .rev()
    }

    /// Whether something may begin here. Letters that are not of ASCII have keys, accounts and addresses behind them without a blank, in
    /// scripts that have none and elsewhere.
    fn starts_word(&self, at: usize) -> bool {
        match self.char(at) {
            Some(c) if c.is_ascii() => match self.before(at) {
                Some('_') => self.joined_before(at) != Some('_'),
                before => !before.is_some_and(joins),
            },
            _ => !self.before(at).is_some_and(is_word),
        }
    }

    /// What stands before a number or an address, as far as both may be one: no letters that are not of ASCII, no underscores that set it in
    /// italics or bold, no dot of "No.", no dash that begins a line, and no sign between it and what was found before.
    fn joined_before(&self, at: usize) -> Option<char> {
        let mut from = at;
        while at - from < 3 && self.before(from) == Some('_') {
            from -= 1;
        }
        match self.before(from)? {
            c if from < at && joins(c) => Some('_'),
            c if !c.is_ascii() && c.is_alphanumeric() => None,
            '/' | '-' if self.hidden.get() == from => None,
            '.' if self
                .words_before(at, 1)
                .first()
                .is_some_and(|word| listed(NUMBERS_FOLLOW, word)) =>
            {
                None
            }
            '-' if self.before(from - 1).is_none_or(|c| matches!(c, '\n' | '"')) => None,
            c => Some(c),
        }
    }

    /// The same behind it.
    fn joined_after(&self, end: usize) -> Option<char> {
        let from = self.run(end, |c| c == '_');
        match self.char(from)? {
            c if from > end && (joins(c) || from - end > 3) => Some('_'),
            c if !c.is_ascii() && c.is_alphanumeric() => None,
            '-' if !self.char(from + 1).is_some_and(joins) => None,
            c => Some(c),
        }
    }
}

/// What makes one number or name of two.
fn joins(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Letters of scripts that have no blanks between words, or endings that are written together with what they belong to.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// A name in camel case as what stands before its last word, and that word. A name of one word has nothing before it.
fn last_word(name: &str) -> (&str, &str) {
    let mut begins = 0;
    let mut before: Option<char> = None;
    let mut letters = name.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let rises = before.is_some_and(|before| !before.is_uppercase());
        let falls = letters.peek().is_some_and(|(_, next)| next.is_lowercase());
        if c.is_uppercase() && before.is_some() && (rises || falls) {
            begins = at;
        }
        before = Some(c);
    }
    name.split_at_checked(begins).unwrap_or(("", name))
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii() && c.is_alphanumeric()
}

/// How long the sign of an address is that a text begins with, written as HTML may write it.
fn escaped_at(text: &str) -> Option<usize> {
    let written = ["&#64;", "&#x40;", "&commat;"];
    let known = written.iter().find(|known| text.starts_with(**known))?;
    Some(known.len())
}

/// Keys and the part of an address before its sign have no others.
fn is_packed(c: char) -> bool {
    is_word(c) || matches!(c, '-' | '.' | '．' | '+' | '/' | '=' | '~' | '%' | '\'')
}
