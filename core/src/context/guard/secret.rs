//! Finds personal data and keys in a text. Each kind has a check of its own, since a false alarm changes what is asked.

mod address;
mod password;

use crate::letters;
use crate::sorted::Gather;
use crate::sorted::sort_by;
use std::borrow::Cow;
use std::ops::Range;

use crate::context::understanding::SecretKind;
use crate::context::word_list::{any_of, listed};

/// Signs in a row that may still be something to hide.
const LONGEST: usize = 4096;

/// Signs that are looked at to tell a short number from a long one.
const LONGEST_SHORT: usize = 48;

/// What is to be hidden, in order, without overlaps.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, SecretKind)> {
    let plain = without_escapes(text);
    let text = &*plain;
    if !may_hold(text) {
        return Vec::new();
    }
    let chars: Vec<(usize, char)> = text.char_indices().gather();
    let scan = Scan { text, chars: &chars };
    let says_password = (0..text.len()).any(|at| begins_password(text.as_bytes(), at));
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
        if can_start
            && says_password
            && let Some(value) = scan.password(at)
        {
            found.push((
                scan.offset(value.start)..scan.offset(value.end),
                SecretKind::Password,
            ));
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
                false => next.is_ascii_alphabetic(),
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

/// Whether a word for passwords may begin here.
fn begins_password(bytes: &[u8], at: usize) -> bool {
    let word = |start: &str| {
        let there = bytes.get(at..at + start.len());
        there.is_some_and(|there| there.eq_ignore_ascii_case(start.as_bytes()))
    };
    match bytes.get(at).map_or(0, |byte| byte | 0x20) {
        b'p' => word("pass") || word("pw"),
        b'k' => word("kennwort"),
        b'c' => word("contrase"),
        b's' => word("senha"),
        b'w' => word("wachtwoord"),
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
}

const KEY_PREFIXES: &[(&str, usize)] = &[
    ("sk-proj-", 16),
    ("sk-ant-", 16),
    ("sk-or-", 16),
    ("sk-", 20),
    ("sk_live_", 10),
    ("sk_test_", 10),
    ("pk_live_", 10),
    ("pk_test_", 10),
    ("rk_live_", 10),
    ("rk_test_", 10),
    ("whsec_", 16),
    ("AIza", 30),
    ("ghp_", 20),
    ("gho_", 20),
    ("ghu_", 20),
    ("ghs_", 20),
    ("ghr_", 20),
    ("github_pat_", 20),
    ("glpat-", 16),
    ("gldt-", 16),
    ("xoxa-", 10),
    ("xoxb-", 10),
    ("xoxe-", 10),
    ("xoxp-", 10),
    ("xoxr-", 10),
    ("xoxs-", 10),
    ("xapp-", 10),
    ("AKIA", 16),
    ("ASIA", 16),
    ("npm_", 30),
    ("hf_", 20),
    ("gsk_", 20),
    ("ya29.", 20),
    ("SG.", 30),
    ("dop_v1_", 30),
    ("xai-", 20),
    ("pplx-", 20),
    ("nvapi-", 20),
    ("r8_", 20),
    ("shpat_", 20),
    ("glsa_", 20),
    ("figd_", 20),
    ("pypi-", 30),
    ("dckr_pat_", 20),
];

/// Addresses that anybody who knows them may write to.
const HOOKS: &str = "hooks.slack.com/services/|hooks.slack.com/workflows/|hooks.slack.com/triggers/|discord.com/api/webhooks/|\
    discordapp.com/api/webhooks/|hooks.zapier.com/hooks/catch/";

/// So begin only keys: what follows may be short, or a stand-in that shows where a key goes.
const ISSUED: &str = "ghp_|gho_|ghu_|ghs_|ghr_|github_pat_|glpat-|sk_live_|sk_test_|rk_live_|rk_test_|npm_|hf_|xoxa-|xoxb-|xoxe-|xoxp-|xoxr-|xoxs-";

const KEY_WORDS: &str = "key|keys|token|tokens|secret|secrets|apikey|bearer|basic|credential|credentials|schlüssel|geheimnis|clé|jeton|\
    clave|chiave|segredo|sleutel";

const PHONE_WORDS: &str = "phone|tel|telephone|mobile|cell|cellphone|whatsapp|fax|call|sms|dial|ring|telefon|telefonnummer|handy|\
    handynummer|mobil|rufnummer|telefono|teléfono|téléphone|telefone|móvil|celular|cellulare|portable|\
    telefoon|hotline|phonenumber";

/// After these a long number is a business number, whatever it looks like.
const NUMBER_WORDS: &str = "order|invoice|ticket|sku|id|isbn|ean|article|item|version|serial|tracking|booking|customer|ref|\
    reference|bestellung|rechnung|commande|pedido|ordine|revenue|total|price";

const IBAN_COUNTRIES: &str = "AD AE AL AT AZ BA BE BG BH BR BY CH CR CY CZ DE DK DO EE EG ES FI FO FR GB GE GI GL GR GT \
     HR HU IE IL IQ IS IT JO KW KZ LB LC LI LT LU LV LY MC MD ME MK MR MT MU NL NO PK PL PS PT QA RO RS RU SA SC SD SE SI \
     SK SM ST SV TL TN TR UA VA VG XK";

/// A file name such as `logo@2x.png` is no address.
const FILE_ENDINGS: &str = "png|jpg|jpeg|svg|gif|webp|avif|pdf|css|js|ts|json|mp4|html";

impl Scan<'_> {
    /// Whether what begins with a letter at `at`, packed up to `end`, is too short for a key and shows no other kind.
    fn is_plain(&self, at: usize, end: usize) -> bool {
        end - at < 14
            && !matches!(
                self.char(end),
                Some('@' | '＠' | '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
            )
            && !self.has_iban_start(at)
            && self.spelled_email(end).is_none()
            && self.issued_key(at).is_none()
            && !self.slice(at, end + 1).ends_with(':')
    }

    /// Whether the number at `at` and those behind it have too few digits for a telephone, dots or colons for a network address.
    fn is_short_number(&self, at: usize) -> bool {
        let (mut digits, mut dots, mut colons) = (0, 0, 0);
        // What is longer is for those to tell who know where it ends.
        let shown = (at..at + LONGEST_SHORT).map_while(|at| self.char(at));
        let mut goes_on = false;
        for c in shown {
            goes_on = true;
            match c {
                '0'..='9' => digits += 1,
                '.' => dots += 1,
                ':' => colons += 1,
                _ if c.is_ascii_hexdigit() || !c.is_ascii() && !c.is_alphanumeric() => {}
                ' ' | '-' | '/' | '(' | ')' | '+' => {}
                _ => {
                    goes_on = false;
                    break;
                }
            }
            if digits >= 7 || dots >= 3 || colons >= 2 {
                return false;
            }
        }
        !goes_on || self.char(at + LONGEST_SHORT).is_none()
    }

    /// Two letters and two digits.
    fn has_iban_start(&self, at: usize) -> bool {
        let letter = |at: usize| self.char(at).is_some_and(|c| c.is_alphabetic());
        let digit = |at: usize| self.char(at).is_some_and(|c| c.is_ascii_digit());
        letter(at) && letter(at + 1) && digit(at + 2) && digit(at + 3)
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
        let start = self.offset(at);
        let from = at.saturating_sub(60);
        self.text
            .get(self.offset(from)..start)
            .unwrap_or_default()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .rev()
            .take(count)
            .map(letters::lowered)
            .gather()
    }

    fn starts_word(&self, at: usize) -> bool {
        !self.before(at).is_some_and(is_word)
    }

    /// Where a key ends that begins as only keys do: eight signs and more, which are no words in small letters.
    fn issued_key(&self, at: usize) -> Option<usize> {
        let end = self.run(at, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        // The shortest beginning and eight signs; hardly a word is as long.
        if end < at + 11 {
            return None;
        }
        let body = ISSUED
            .split('|')
            .find_map(|prefix| self.slice(at, end).strip_prefix(prefix))?;
        let shows = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase();
        (body.len() >= 8 && body.chars().any(shows)).then_some(end)
    }

    fn key(&self, at: usize) -> Option<usize> {
        if !self.starts_word(at) || !self.char(at)?.is_ascii() {
            return None;
        }
        if let Some(end) = self.issued_key(at) {
            return Some(end);
        }
        if self.char(at) == Some('-')
            && self.slice(at, at + 11) == "-----BEGIN "
            && self.slice(at, at + 40).contains("PRIVATE KEY")
        {
            let whole = self.slice(at, self.chars.len());
            let close = whole
                .find("-----END")
                .and_then(|from| {
                    whole
                        .get(from + 8..)?
                        .find("-----")
                        .map(|more| from + 8 + more + 5)
                })
                .unwrap_or(whole.len());
            return Some(at + whole.get(..close)?.chars().count());
        }
        // In the query of an address the signs of base64 are escaped.
        let in_query = self.before(at) == Some('=');
        let token_char = |c: char| {
            c.is_ascii_alphanumeric()
                || matches!(c, '_' | '-' | '.' | '+' | '/' | '=' | '~')
                || c == '%' && in_query
        };
        let mut end = self.run(at, token_char);
        if end - at < 14 {
            return None;
        }
        while end > at
            && self
                .before(end)
                .is_some_and(|c| matches!(c, '.' | '-' | '/' | '='))
        {
            if self.before(end) == Some('=') && end - at > 20 {
                break;
            }
            end -= 1;
        }
        let token = self.slice(at, end);
        let count = end - at;
        if count < 14 {
            return None;
        }
        let is_hook = |start: &str| {
            let rest = token.strip_prefix(start);
            rest.is_some_and(|rest| rest.len() >= 16 && rest.contains(|c: char| c.is_ascii_digit()))
        };
        if any_of(HOOKS, &is_hook) {
            return Some(end);
        }
        for (prefix, least) in KEY_PREFIXES {
            if let Some(body) = token.strip_prefix(prefix) {
                let body_len = body
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
                    .count();
                let digit = body.chars().any(|c| c.is_ascii_digit());
                let upper_only = !prefix.starts_with('A')
                    || prefix.len() > 4
                    || *prefix == "AIza"
                    || body
                        .chars()
                        .take(16)
                        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
                let runs = body.split(['-', '_', '.']).map(str::len).max().unwrap_or(0);
                if body_len >= *least && (digit || mixed_case(body)) && upper_only && runs >= 10 {
                    return Some(at + prefix.len() + body_len);
                }
            }
        }
        if token.starts_with("eyJ") && token.split('.').count() == 3 && token.split('.').all(|p| p.len() >= 4)
        {
            return Some(end);
        }
        let named = self.words_before(at, 3);
        let signed = matches!(self.before(at), Some('=' | '"' | '\''))
            && named.first().is_some_and(|w| listed("sig|signature", w));
        let near = signed
            || named.first().is_some_and(|w| listed(KEY_WORDS, w))
            || (named.get(1).is_some_and(|w| listed(KEY_WORDS, w))
                && named.first().is_some_and(|w| {
                    matches!(
                        w.as_str(),
                        "is" | "to" | "as" | "value" | "ist" | "est" | "es" | "e" | "auf" | "with"
                    )
                }));
        (near && count >= 16 && (looks_random(token) || looks_encoded(token))).then_some(end)
    }

    fn email(&self, at: usize) -> Option<usize> {
        // What nobody sees hides nothing.
        let unseen = |c: char| matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}');
        let local =
            |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'') || unseen(c);
        let first = self.char(at)?;
        if !first.is_alphanumeric()
            || self
                .before(at)
                .is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '+' | '%'))
        {
            return None;
        }
        let at_sign = self.run(at, local);
        // Addresses within addresses are escaped.
        let escaped = (at + 1..at_sign.min(at + 65)).find(|place| self.slice(*place, place + 3) == "%40");
        let (at_sign, host) = match escaped {
            Some(place) => (place, place + 3),
            None => (at_sign, at_sign + 1),
        };
        if at_sign - at > 64 {
            return None;
        }
        if escaped.is_none() && !matches!(self.char(at_sign), Some('@' | '＠')) {
            return self.spelled_email(at_sign);
        }
        let mut end = self.run(host, |c| c.is_alphanumeric() || matches!(c, '-' | '.'));
        while end > host && self.before(end).is_some_and(|c| matches!(c, '.' | '-')) {
            end -= 1;
        }
        let domain = letters::lowered(self.slice(host, end));
        let (host, ending) = domain.rsplit_once('.')?;
        let ending_ok = ending.chars().count() >= 2 && ending.chars().all(char::is_alphabetic);
        let file = listed(FILE_ENDINGS, ending)
            && host.chars().next().is_some_and(|c| c.is_ascii_digit())
            && host.ends_with('x');
        (ending_ok && !file && host.split('.').all(|label| !label.is_empty())).then_some(end)
    }

    /// A social security number of the United States: areas, groups and serial numbers that are never given out are none.
    fn social_security(&self, at: usize) -> Option<usize> {
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

    fn iban(&self, at: usize) -> Option<usize> {
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
    fn digits(&self, at: usize, is_separator: impl Fn(char) -> bool) -> (usize, Vec<u32>) {
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

    fn card(&self, at: usize) -> Option<usize> {
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

    fn phone(&self, at: usize) -> Option<usize> {
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
        (international || american || national || local).then_some(end)
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii() && c.is_alphanumeric()
}

/// Keys and the part of an address before its sign have no others.
fn is_packed(c: char) -> bool {
    is_word(c) || matches!(c, '-' | '.' | '+' | '/' | '=' | '~' | '%' | '\'')
}

fn mixed_case(token: &str) -> bool {
    token.chars().any(|c| c.is_ascii_lowercase()) && token.chars().any(|c| c.is_ascii_uppercase())
}

/// Letters and digits mixed well beyond what words, dates or file names show.
fn looks_random(token: &str) -> bool {
    let letters = token.chars().filter(char::is_ascii_alphabetic).count();
    let digits = token.chars().filter(char::is_ascii_digit).count();
    let mut seen: Vec<char> = token.chars().gather();
    sort_by(&mut seen, |a, b| a.cmp(b));
    seen.dedup();
    letters >= 4 && digits >= 3 && seen.len() >= 9 && !token.contains("//") && {
        let switches = token
            .as_bytes()
            .windows(2)
            .filter(|pair| matches!(pair, [a, b] if a.is_ascii_digit() != b.is_ascii_digit()))
            .count();
        switches >= 3 || mixed_case(token)
    }
}

/// Capitals and small letters by turns, and a digit: bytes as base64 may show no more.
fn looks_encoded(token: &str) -> bool {
    let rises = |pair: &[u8]| matches!(pair, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase());
    let turns = token.as_bytes().windows(2).filter(|pair| rises(pair)).count();
    turns >= 4 && token.bytes().any(|byte| byte.is_ascii_digit()) && !token.contains("//")
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
