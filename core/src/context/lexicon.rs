//! What words mean for an edit. One table of English words and phrases; other languages are led back to it word by word.

mod english;
mod foreign;
mod kinds;
mod sense;
mod spelt;

use crate::sorted::Gather;
use crate::sorted::{SortedMap, sort_by};
use std::sync::OnceLock;

use crate::context::token::{self, Kind, Token};
use crate::context::word_list::listed;
pub(crate) use sense::{
    Act, Attr, Class, Det, Dim, Extent, Lang, Look, Pick, Place, Prep, Pron, Rel, Sense, State, Vague, class,
};

struct Table {
    english: SortedMap<&'static str, Sense>,
    foreign: SortedMap<(Lang, String), &'static str>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut english = Vec::new();
        for (sense, list) in english::SENSES {
            for word in list.split('|') {
                english.push((word, *sense));
            }
        }
        for (name, hex) in colours() {
            english.push((name, Sense::Colour(hex)));
        }
        for (list, bits) in kinds::CLASSES {
            for word in list.split('|') {
                english.push((word, Sense::Class(*bits)));
            }
        }
        let mut foreign = Vec::new();
        for (lang, list) in foreign::WORDS {
            for line in list.split('|') {
                let Some((from, to)) = line.split_once('=') else {
                    continue;
                };
                for word in from.split('/') {
                    foreign.push(((*lang, token::fold(word.trim())), to.trim()));
                }
            }
        }
        // A map keeps the last of equal words, and here the first one counts.
        Table {
            english: english.into_iter().rev().collect(),
            foreign: foreign.into_iter().rev().collect(),
        }
    })
}

/// The hex colours by name.
pub(crate) fn colours() -> impl Iterator<Item = (&'static str, &'static str)> {
    kinds::COLOURS
        .split('|')
        .filter_map(|one| one.split_at_checked(one.find('#')?))
}

/// What kind of node a type name of a document stands for.
pub(crate) fn class_of_type(kind: &str) -> Class {
    let parts = token::name_parts(kind);
    let joined: String = token::fold(kind)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    let direct = kinds::TYPES
        .iter()
        .find(|(names, _)| names.split('|').any(|n| n == joined))
        .map(|(_, bits)| *bits);
    direct
        .or_else(|| {
            // `primaryButton`, `CardView`: the last known part says what it is.
            parts.iter().rev().find_map(|part| {
                kinds::TYPES
                    .iter()
                    .find(|(names, _)| names.split('|').any(|n| n == part))
                    .map(|(_, bits)| *bits)
            })
        })
        .unwrap_or(0)
}

/// Other words that a word of a prompt may stand for in a document.
pub(crate) fn related(word: &str) -> impl Iterator<Item = &'static str> {
    let mut lines = kinds::RELATED.split('|').filter_map(|line| line.split_once(' '));
    let of_word = lines.find(|(from, _)| *from == word);
    of_word.map_or("", |(_, to)| to).split_whitespace()
}

/// The sense of one word or phrase.
pub(crate) fn sense(word: &str, lang: Lang) -> Option<Sense> {
    let table = table();
    if lang != Lang::En
        && let Some(english) = table.foreign.get(&(lang, word.to_owned()))
    {
        return table.english.get(english).copied();
    }
    table.english.get(word).copied()
}

/// The language whose words a text uses most; English when in doubt.
pub(crate) fn language(text: &str) -> Lang {
    if text.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}')) {
        return Lang::Ja;
    }
    let folded = token::fold(text);
    let table = table();
    let mut hits: SortedMap<Lang, i32> = SortedMap::new();
    let mut quoted = false;
    for word in folded.split(|c: char| !(c.is_alphanumeric() || c == '"' || c == '“' || c == '”')) {
        if word.contains(['"', '“', '”']) {
            quoted = !quoted && word.matches(['"', '“', '”']).count() % 2 == 1;
            continue;
        }
        if word.is_empty() || quoted {
            continue;
        }
        if let Some(sense) = table.english.get(word) {
            // Nouns of screens are the same in many languages and say little.
            let weight = if matches!(sense, Sense::Class(_) | Sense::Colour(_)) {
                1
            } else {
                3
            };
            *hits.or_default(Lang::En) += weight;
        }
        for lang in [Lang::De, Lang::Fr, Lang::Es, Lang::It, Lang::Pt, Lang::Nl] {
            if table.foreign.contains_key(&(lang, word.to_owned())) {
                *hits.or_default(lang) += 3;
            }
        }
    }
    let english = hits.get(&Lang::En).copied().unwrap_or(0);
    hits.iter()
        .filter(|(lang, count)| *lang != Lang::En && *count > english)
        .max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)))
        .map_or(Lang::En, |(lang, _)| *lang)
}

/// Cuts Japanese text, which has no blanks, at the words that are known; each with its length in characters.
pub(crate) fn segment(run: &str) -> Vec<(String, usize)> {
    let table = table();
    let chars: Vec<char> = run.chars().gather();
    let mut out: Vec<(String, usize)> = Vec::new();
    let mut unknown = String::new();
    let mut at = 0;
    while at < chars.len() {
        let hit = (1..=10.min(chars.len() - at)).rev().find_map(|count| {
            let piece: String = chars.iter().skip(at).take(count).collect();
            let key = (Lang::Ja, token::fold(&piece));
            table.foreign.contains_key(&key).then_some((piece, count))
        });
        match hit {
            Some(found) => {
                flush(&mut unknown, &mut out);
                at += found.1;
                out.push(found);
            }
            None => {
                unknown.extend(chars.get(at));
                at += 1;
            }
        }
    }
    flush(&mut unknown, &mut out);
    out
}

fn flush(unknown: &mut String, out: &mut Vec<(String, usize)>) {
    if !unknown.is_empty() {
        let count = unknown.chars().count();
        out.push((std::mem::take(unknown), count));
    }
}

/// Longest phrase of the table, in words.
const LONGEST: usize = 5;

/// What the longest known phrase from a token on means, how many tokens it has, and where it ends.
fn longest_phrase<T>(
    tokens: &[Token],
    at: usize,
    between: &str,
    known: impl Fn(&str) -> Option<T>,
) -> Option<(T, usize, usize)> {
    let words = tokens.get(at..)?.iter().take(LONGEST);
    let mut phrase = String::new();
    let mut hit = None;
    for (more, word) in words.take_while(|token| token.kind == Kind::Word).enumerate() {
        if more > 0 {
            phrase.push_str(between);
        }
        phrase.push_str(&word.text);
        if let Some(meaning) = known(&phrase) {
            hit = Some((meaning, more + 1, word.span.end));
        }
    }
    hit
}

/// Joins phrases and gives every word its sense.
pub(crate) fn give_senses(tokens: Vec<Token>) -> Vec<Token> {
    let table = table();
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if token.kind != Kind::Word {
            out.push(token.clone());
            at += 1;
            continue;
        }
        let hit = longest_phrase(&tokens, at, " ", |phrase| {
            let sense = table.english.get(phrase).copied().or_else(|| {
                // "tab bars": a kind of thing in two words, several of them.
                plural_class(phrase).filter(|sense| {
                    let several = class::CONTAINER | class::PROGRESS;
                    let holds = matches!(sense, Sense::Class(kind) if kind & several != 0);
                    holds && phrase.contains(' ')
                })
            })?;
            Some((sense, phrase.to_owned()))
        });
        let mut token = token.clone();
        match hit {
            Some(((sense, phrase), count, end)) => {
                token.sense = Some(sense);
                token.text = phrase;
                token.span.end = end;
                at += count;
            }
            None => {
                token.sense = plural_class(&token.text);
                at += 1;
            }
        }
        out.push(token);
    }
    out
}

/// `cards` for `card`.
fn plural_class(word: &str) -> Option<Sense> {
    let single = token::stem(word);
    (single != word)
        .then(|| table().english.get(single.as_str()).copied())
        .flatten()
        .filter(|sense| matches!(sense, Sense::Class(_) | Sense::Attr(_)))
}

/// The known word that a mistyped one was meant to be.
pub(crate) fn mended(word: &str) -> Option<(&'static str, Sense)> {
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().gather();
        sort_by(&mut letters, |a, b| a.cmp(b));
        letters
    };
    let own = letters(word);
    if own.len() < 4 || listed(spelt::RIGHT, word) {
        return None;
    }
    // Short words are one letter from many others: there only turned letters count.
    let near = |known: &str, sense: &Sense| {
        // What changes the looks of something must be nearly what was typed: "Stripe" is not "strike".
        let strict = matches!(sense, Sense::Look(_) | Sense::NoLook(_) | Sense::State(..));
        if own.len() == 4 || strict && known.len() == word.len() {
            known.len() == word.len() && letters(known) == own
        } else {
            known.len() >= 5 && token::nearly(word, known)
        }
    };
    table()
        .english
        .iter()
        .filter(|(known, sense)| {
            // Nearly all are longer or shorter by more than two letters, which no typing error makes: before anything is taken apart.
            if known.len().abs_diff(own.len()) > 2 {
                return false;
            }
            let meant = !matches!(
                sense,
                Sense::Fluff
                    | Sense::Remark
                    | Sense::Vague(_)
                    | Sense::Saying
                    | Sense::Say
                    | Sense::Modal
                    | Sense::Amount(_)
                    | Sense::Prep(_)
                    | Sense::Same
            );
            // Nor does "stripe" strip anything: only the plain words for it are taken for mistyped.
            let meant = meant && (!matches!(sense, Sense::Act(Act::Remove | Act::Hide)) || known.len() > 5);
            meant && !known.contains(' ') && near(known, sense)
        })
        .min_by_key(|(known, _)| (known.len().abs_diff(word.len()), known.len()))
        .map(|(known, sense)| (*known, *sense))
}

pub(crate) fn translate(tokens: Vec<Token>, lang: Lang) -> Vec<Token> {
    if lang == Lang::En {
        return tokens;
    }
    let table = table();
    let mut out = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if token.kind != Kind::Word {
            out.push(token.clone());
            at += 1;
            continue;
        }
        let between = if lang == Lang::Ja { "" } else { " " };
        let hit = longest_phrase(&tokens, at, between, |phrase| {
            table.foreign.get(&(lang, phrase.to_owned())).copied()
        });
        if hit.is_none()
            && let Some(english) = compound(&token.text, lang)
        {
            for word in english.split(' ') {
                out.push(Token {
                    text: word.to_owned(),
                    ..token.clone()
                });
            }
            at += 1;
            continue;
        }
        match hit {
            Some((english, count, end)) => {
                for word in english.split(' ').filter(|w| !w.is_empty()) {
                    let mut token = token.clone();
                    // "buttons" are several in every language.
                    if token::stem(&token.text) != word {
                        token.text = word.to_owned();
                    }
                    token.span.end = end;
                    out.push(token);
                }
                at += count;
            }
            None => {
                out.push(token.clone());
                at += 1;
            }
        }
    }
    out
}

/// German and Dutch put nouns together: `Passwortfeld` is `password field`.
fn compound(word: &str, lang: Lang) -> Option<String> {
    if !matches!(lang, Lang::De | Lang::Nl) || word.len() < 8 {
        return None;
    }
    let table = table();
    let get = |part: &str| table.foreign.get(&(lang, part.to_owned())).copied();
    (3..word.len().saturating_sub(2)).find_map(|cut| {
        let (head, tail) = word.split_at_checked(cut)?;
        let tail = get(tail)?;
        let known = get(head)
            .or_else(|| get(head.strip_suffix('s')?))
            .map(str::to_owned);
        let head = match known {
            Some(known) => known,
            None if matches!(table.english.get(tail), Some(Sense::Class(_))) => head.to_owned(),
            None => return None,
        };
        Some(format!("{head} {tail}"))
    })
}
