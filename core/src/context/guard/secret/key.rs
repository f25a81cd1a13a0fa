//! Keys and tokens: by how they begin, or by the word before them.

use super::{Scan, last_word};
use crate::context::word_list::{any_of, listed};
use crate::letters;
use crate::sorted::{Gather, sort_by};

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

/// What has a key, where both are written as one word in small letters.
const HAVE_KEYS: &str = "access|account|admin|app|auth|client|encryption|master|private|refresh|secret|service|session|shared|signing|storage|\
    subscription|user";

/// What such a word behind these names is no secret: it tells things in a list, in a design or in a file of one apart.
const OPENS_NOTHING: &str = "cell|child|col|color|colour|column|component|data|design|field|file|font|foreign|group|hot|icon|index|item|label|\
    layer|list|message|name|node|option|parent|primary|radius|react|row|series|shadow|short|size|sort|spacing|style|tab|text|theme|\
    translation|type|value|variant|x|y";

/// Whether what is called so is a key: `key`, `accessKey`, `accesskey`. Names with underscores come here as their last word.
fn names_key(name: &str) -> bool {
    let whole = letters::lowered(name);
    let (before, last) = last_word(name);
    let of_what = letters::lowered(last_word(before).1);
    listed(KEY_WORDS, &whole)
        || !before.is_empty()
            && listed(KEY_WORDS, &letters::lowered(last))
            && !listed(OPENS_NOTHING, &of_what)
        || any_of("key|token|secret", &|last| {
            whole
                .strip_suffix(last)
                .is_some_and(|what| listed(HAVE_KEYS, what))
        })
}

impl Scan<'_> {
    /// Where a key ends that begins as only keys do: eight signs and more, which are no words in small letters.
    pub(super) fn issued_key(&self, at: usize) -> Option<usize> {
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

    pub(super) fn key(&self, at: usize) -> Option<usize> {
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
        let mut names = self.names_before(at);
        let near = signed
            || names.next().is_some_and(names_key)
            || (names.next().is_some_and(names_key)
                && named.first().is_some_and(|w| {
                    matches!(
                        w.as_str(),
                        "is" | "to" | "as" | "value" | "ist" | "est" | "es" | "e" | "auf" | "with"
                    )
                }));
        (near && count >= 16 && (looks_random(token) || looks_encoded(token))).then_some(end)
    }
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
