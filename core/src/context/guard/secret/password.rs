//! Passwords: known by the word before them alone, so what follows has to look like one.

use std::ops::Range;

use super::super::hostile::decode_base64;
use super::{Scan, is_word, last_word};
use crate::context::lexicon::{Lang, sense};
use crate::context::understanding::SecretKind;
use crate::context::word_list::{any_of, listed};
use crate::letters;

/// What the value behind it is to stay secret; a longer name may end in it.
const PASSWORD_WORDS: &str =
    "password|passwort|passwd|passphrase|passcode|kennwort|contraseña|senha|wachtwoord";

/// The same, but only as words of their own.
const PASSWORD_SHORT: &str = "pw|pwd|pass|passe";

/// The same in languages of which the words in this file know nothing: what follows has to look like one.
const PASSWORD_ELSEWHERE: &str = "пароль|парола|hasło|heslo|lösenord|adgangskode|passord|salasana|jelszó|lozinka|şifre|密码|密碼|パスワード|비밀번호";

/// These stand for nothing else, so a password may follow without a sign between them.
const PASSWORD_BARE: &str = "pw|pwd|passwd";

/// What is said between the word and the value that it has.
const HAS_VALUE: &str = "is|ist|lautet|est|es|è|é";

/// What leads from the word to whom or what it opens: `the password for the guest network is`.
const LEADS_ON: &str = "for|of|to|on|für|von|vom|zum|zur|pour|de|del|du|des|da|do|para|per|della|van|voor";

/// Words of whom or what it opens at most.
const MOST_OPENED: usize = 4;

/// Values of a field for a password that are none.
const NO_PASSWORD: &str = "required|optional|hidden|visible|string|disabled|enabled|password|passwort|correct|incorrect|invalid|\
    missing|forgotten|placeholder";

/// Words of a passphrase at most.
const MOST_WORDS: usize = 12;

/// Words that sentences have and hints about passwords, but passwords made of words rarely.
const SAID_OF_ONE: &str = "a|an|the|of|for|to|in|on|at|as|and|or|but|not|no|with|without|from|by|is|are|was|be|must|should|can|\
    cannot|will|may|has|have|your|my|our|their|its|this|that|it|you|we|they|if|when|than|only|also|again|once|least|most|more|too|all|\
    min|max|minimum|maximum|characters|chars|letters|digits|symbols|numbers|long|short|strong|weak|medium|enter|choose|confirm|repeat|reset|\
    change|forgot|please|required|optional|hidden|visible|valid|invalid|wrong|missing|match|show|hide|new|old|current|field|password|der|die|\
    das|ein|und|oder|mit|nicht|mindestens|zeichen|ist|bitte|le|la|et|ou|au|moins|el|y|o|con|al|menos|e|non|almeno|de|het|een|en|van|met";

impl Scan<'_> {
    /// What is to stay secret behind a word that begins at `at` and says so.
    pub(super) fn said_secret(&self, at: usize) -> Option<(Range<usize>, SecretKind)> {
        let word_end = self.run(at, |c| is_word(c) || c == '-');
        let name = self.slice(at, word_end);
        if letters::lowered(name) == "basic" {
            return Some((self.basic(word_end)?, SecretKind::ApiKey));
        }
        Some((self.password(name, word_end)?, SecretKind::Password))
    }

    /// Name and password as they are sent, behind `Basic`.
    fn basic(&self, word_end: usize) -> Option<Range<usize>> {
        let from = self.run(word_end, char::is_whitespace);
        let end = self.run(from, |c| {
            c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=')
        });
        let sent = self.slice(from, end);
        let is_login = sent.len() >= 8 && decode_base64(sent).is_some_and(|login| login.contains(':'));
        is_login.then_some(from..end)
    }

    /// The value behind a word for passwords.
    fn password(&self, name: &str, word_end: usize) -> Option<Range<usize>> {
        let word = letters::lowered(name);
        let short = letters::lowered(last_word(name.rsplit(['_', '-']).next().unwrap_or_default()).1);
        let short = &*short;
        let is_secret = short == "secret";
        let elsewhere = any_of(PASSWORD_ELSEWHERE, &|one| word.ends_with(one));
        if !is_secret
            && !elsewhere
            && !listed(PASSWORD_SHORT, short)
            && !any_of(PASSWORD_WORDS, &|one| word.ends_with(one))
        {
            return None;
        }
        let blanks = |at: usize| self.run(at, char::is_whitespace);
        let mut from = blanks(word_end + usize::from(is_quote(self.char(word_end))));
        if self.char(from) == Some(',') {
            // A field that is called so, and then its value.
            let key = blanks(from + 1);
            let key = key + usize::from(is_quote(self.char(key)));
            let key_end = self.run(key, is_word);
            if self.slice(key, key_end) != "value" {
                return None;
            }
            from = blanks(key_end + usize::from(is_quote(self.char(key_end))));
        }
        let (mut is_far, mut is_bare) = (false, false);
        let tight = self.char(from) == Some('=');
        let dash = from > word_end && matches!(self.char(from), Some('-' | '–' | '—'));
        if tight || dash || matches!(self.char(from), Some(':' | '：')) {
            from = blanks(from + 1);
        } else {
            let verb_end = self.run(from, char::is_alphabetic);
            let verb = letters::lowered(self.slice(from, verb_end));
            if listed(LEADS_ON, &verb) {
                from = self.behind_what_it_opens(verb_end)?;
                is_far = true;
            } else if listed(HAS_VALUE, &verb) && self.char(verb_end) != Some(':') {
                from = blanks(verb_end);
            } else if listed(PASSWORD_BARE, short) && from > word_end {
                is_bare = true;
            } else {
                return None;
            }
        }
        let is_quoted = is_quote(self.char(from));
        from = blanks(from + usize::from(is_quoted));
        if is_quoted && let Some(end) = self.quoted_password(from) {
            return Some(from..end);
        }
        let mut end = self.run(from, |c| {
            // Sentences of East Asia have no blanks.
            let in_sentence = elsewhere && matches!(c, '\u{2e80}'..='\u{d7ff}' | '，' | '；');
            !c.is_whitespace()
                && !matches!(c, '"' | '`' | '“' | '”' | '<' | '>')
                && !in_sentence
                && !c.is_control()
        });
        while end > from
            && self
                .before(end)
                .is_some_and(|c| matches!(c, '.' | ',' | ';' | ':' | ')' | '}' | ']' | '\'' | '’'))
        {
            end -= 1;
        }
        let value = self.slice(from, end);
        if is_secret {
            return (end - from >= 8 && is_password(value, false) && is_mixed(value)).then_some(from..end);
        }
        if is_bare {
            return is_no_name(value).then_some(from..end);
        }
        if is_password(value, tight && !elsewhere) {
            return Some(from..end);
        }
        if is_far {
            return None;
        }
        // A hint in a language that is not known looks like several words, too.
        match elsewhere {
            true => None,
            false => self.passphrase(from).map(|end| from..end),
        }
    }

    /// Where the value begins, behind whom or what the password opens and a sign or verb.
    fn behind_what_it_opens(&self, at: usize) -> Option<usize> {
        let blanks = |at: usize| self.run(at, |c| matches!(c, ' ' | '\u{a0}'));
        let mut at = blanks(at);
        for count in 0..=MOST_OPENED {
            let end = self.run(at, |c| c.is_alphanumeric() || matches!(c, '-' | '_' | '\'' | '’'));
            let is_verb = listed(HAS_VALUE, &letters::lowered(self.slice(at, end)));
            if end == at || count == MOST_OPENED && !is_verb {
                return None;
            }
            at = blanks(end);
            if count > 0 && is_verb {
                return Some(at);
            }
            if matches!(self.char(at), Some(':' | '=' | '：')) {
                return Some(blanks(at + 1));
            }
        }
        None
    }

    /// The end of a password in quotes that has blanks in it: letters, digits and signs, and no words that are said of one.
    fn quoted_password(&self, from: usize) -> Option<usize> {
        let end = self.run(from, |c| !is_quote(Some(c)) && !c.is_control());
        let value = self.slice(from, end);
        let is_closed = is_quote(self.char(end));
        let is_said = |word: &str| {
            let word = letters::lowered(word.trim_matches(|c: char| !c.is_alphanumeric()));
            listed(SAID_OF_ONE, &word) || sense(&word, Lang::En).is_some()
        };
        (is_closed
            && (8..=64).contains(&(end - from))
            && value.contains(' ')
            && value.split(' ').count() <= 4
            && is_mixed(value)
            && is_password(value, false)
            && !value.split(' ').any(is_said))
        .then_some(end)
    }

    /// The end of a password of several words: words that neither speak of passwords nor hold a sentence together, up to one that does, or
    /// to the end of the line or of what is quoted.
    fn passphrase(&self, from: usize) -> Option<usize> {
        let (mut at, mut end, mut count, mut plain) = (from, from, 0, 0);
        let mut rest_is_said = false;
        while count < MOST_WORDS {
            let word_end = self.run(at, char::is_alphanumeric);
            let word = letters::lowered(self.slice(at, word_end));
            if !(2..=14).contains(&word.chars().count()) && !word.bytes().all(|byte| byte.is_ascii_digit()) {
                break;
            }
            if word.is_empty() {
                break;
            }
            if listed(SAID_OF_ONE, &word) {
                rest_is_said = true;
                break;
            }
            plain += usize::from(sense(&word, Lang::En).is_some());
            (count, end) = (count + 1, word_end);
            if !matches!(self.char(word_end), Some(' ' | '-' | '_'))
                || !self.char(word_end + 1).is_some_and(char::is_alphanumeric)
            {
                break;
            }
            at = word_end + 1;
        }
        let least = if rest_is_said { 4 } else { 3 };
        (count >= least && plain * 4 <= count).then_some(end)
    }
}

fn is_quote(c: Option<char>) -> bool {
    matches!(c, Some('"' | '\'' | '`' | '“' | '„' | '‘' | '”' | '’'))
}

/// Whether what follows without a sign between is a password, not the name of a part (`pwd Field2`) or a word with a number (`pwd step2`).
fn is_no_name(value: &str) -> bool {
    let word = letters::lowered(value.trim_end_matches(|c: char| !c.is_alphabetic()));
    let has = |is: fn(char) -> bool| value.contains(is);
    is_password(value, false)
        && has(char::is_alphabetic)
        && has(|c| c.is_ascii_digit())
        && (has(char::is_uppercase) || is_mixed(value))
        && sense(&word, Lang::En).is_none()
}

/// Letters, digits and signs that no word or number has: secrets are not only passwords.
fn is_mixed(value: &str) -> bool {
    let has = |is: fn(char) -> bool| value.contains(is);
    has(char::is_alphabetic)
        && has(|c| c.is_ascii_digit())
        && has(|c| matches!(c, '!' | '@' | '#' | '$' | '^' | '&' | '*' | '?' | '~'))
}

/// Whether a value could be a password rather than a word about one: not a size, a colour or a template, and more than a word.
/// `tight`: it was said with an equals sign, as in the settings of a program.
fn is_password(value: &str, tight: bool) -> bool {
    let count = value.chars().count();
    let all = |is: fn(&char) -> bool| value.chars().filter(is).count();
    let letters = all(|c| c.is_alphabetic());
    let digits = all(char::is_ascii_digit);
    let signs = all(|c| matches!(c, '!' | '@' | '#' | '$' | '%' | '^' | '&' | '*' | '?' | '~' | '+'));
    let unit = value.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let is_size = digits > 0 && listed("px|rem|em|pt|%|vh|vw|ms|ch|chars", unit);
    let is_colour = value
        .strip_prefix('#')
        .is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let inner = value.chars().zip(value.chars().skip(1));
    let camel = inner
        .filter(|(a, b)| a.is_lowercase() && b.is_uppercase())
        .count();
    let word = tight && letters == count && !listed(NO_PASSWORD, &letters::lowered(value));
    (6..=128).contains(&count)
        && !value.starts_with(['[', '{', '(', '/', '<'])
        && !value.starts_with("${")
        && !value.contains("://")
        && !is_size
        && !is_colour
        && (letters > 0 && digits + signs > 0 || digits == count || camel > 0 && count > 7 || word)
}
