//! The terse language: one op per line, for providers that do not force JSON.
//!
//! ```text
//! ID.FIELD VALUE               title.text "Hello"
//! set ID PATH VALUE            set title /props/text "Hello"
//! unset ID PATH                unset title /style/color
//! insert PARENT INDEX NODE     insert form 2 {"id":"phone","type":"input"}
//! insert PARENT PATH INDEX VALUE
//! remove ID
//! move ID PARENT INDEX
//! question TEXT
//! summary TEXT
//! ```
//! `ID` is bare or a JSON string; `.` is the document itself. `INDEX` -1 or `last` means last. `VALUE` is JSON; what is no JSON
//! is taken as text up to the end of the line. An object or a list may go on over more lines. `ID.FIELD` is short for `ID PATH` where
//! the node of a wireframe has the field in one of its parts: it halves what a restyle costs.

use super::field::{is_text, path_of_field};
use super::growing::Field;
use super::op::rooted;
use crate::document::{Limits, Text, Value};
use crate::model::partial_json::{JsonCutter, Part};
use crate::version::Op;

/// The first words of the language.
const VERBS: [&str; 7] = ["set", "unset", "insert", "remove", "move", "question", "summary"];

/// Letters of an id that can stand in `ID.FIELD` in quotes.
const LONGEST_ID: usize = 200;

/// What a line says.
#[derive(Clone, Debug)]
pub(super) enum Line {
    /// Not of the language: prose
    Prose,
    Op(Op),
    Question(String),
    Summary(String),
    /// An op whose value is no JSON though it starts like it
    Broken(String),
    /// An op whose value goes on in the next line
    Open(Head, JsonCutter),
}

/// An op that waits for its value.
#[derive(Clone, Debug)]
pub(super) enum Head {
    Set {
        id: Option<Text>,
        path: Text,
    },
    Insert {
        parent: Option<Text>,
        path: Text,
        index: i64,
    },
}

impl Head {
    /// Whether it sets a field that can only be a text.
    fn is_of_text(&self) -> bool {
        matches!(self, Self::Set { path, .. } if is_text(path))
    }

    /// The op with its value.
    pub(super) fn with(self, value: Value) -> Op {
        match self {
            Self::Set { id, path } => Op::Set {
                id,
                path,
                value,
                before: None,
            },
            Self::Insert { parent, path, index } => Op::Insert {
                parent,
                path,
                index,
                node: value,
            },
        }
    }
}

/// Whether a line, as far as it is known, may be of the language.
pub(super) fn may_be(line: &str) -> bool {
    let line = bare(line);
    let verb = |verb: &&str| line.strip_prefix(*verb).is_some_and(|rest| rest.starts_with(' '));
    VERBS.iter().any(verb) || short_place(line).is_some()
}

/// Whether a line is an op in words that are not of this language: `delete ID`, `replace ID /path VALUE`, `add ID -1 {..}`; or the verb
/// of one that breaks off there. A sentence has more words, and begins with a capital.
pub(super) fn is_of_another_language(line: &str) -> bool {
    let line = bare(line);
    const OTHERS: [&str; 9] = [
        "delete", "add", "replace", "update", "change", "append", "create", "put", "rename",
    ];
    let mut words = line.split_whitespace();
    let Some(verb) = words.next() else { return false };
    let rest: Vec<&str> = words.take(3).collect();
    match rest.as_slice() {
        [] => VERBS.contains(&verb),
        _ if !OTHERS.contains(&verb) => false,
        [_] => true,
        [_, place, ..] => {
            place.starts_with(['/', '-', '{', '"']) || place.bytes().all(|byte| byte.is_ascii_digit())
        }
    }
}

/// Whether a line has something where `ID.FIELD` would be, though it is none: another name, or an id with blanks that is not in quotes.
pub(super) fn seems_to_be(line: &str) -> bool {
    let line = bare(line);
    let is_name = |name: &str| name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    let mut words = line.split(' ');
    let first = words.next().and_then(|word| word.rsplit_once('.'));
    let other = first.is_some_and(|(id, name)| !id.is_empty() && is_name(name)) && line.contains(' ');
    other || words.take(3).any(|word| short_place(word).is_some())
}

/// The node and the path that `ID.FIELD` stands for, and what is after it.
fn short_place(text: &str) -> Option<(Text, Text, &str)> {
    let (quoted, rest) = match text.starts_with('"') {
        true => {
            // A text may begin so as well, and is asked about at every bracket in it.
            let most = text
                .char_indices()
                .nth(LONGEST_ID)
                .map_or(text.len(), |(at, _)| at);
            let (id, _) = quoted(text.get(..most)?)?;
            text.split_at_checked(id.len())?
        }
        false => ("", text),
    };
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let (word, rest) = rest.split_at_checked(end)?;
    let (before, name) = word.rsplit_once('.')?;
    let (part, path) = path_of_field(name)?;
    // Who knows the long way writes both: `ID.style.color`.
    let id = before
        .strip_suffix(part)
        .and_then(|id| id.strip_suffix('.'))
        .unwrap_or(before);
    let id = match (quoted, id) {
        ("", "") => return None,
        ("", id) => id.into(),
        (quoted, "") => text_of(quoted)?,
        _ => return None,
    };
    Some((id, path, rest))
}

/// The JSON string at the start, and the rest.
fn quoted(line: &str) -> Option<(&str, &str)> {
    let end = JsonCutter::new(false).push(line, &mut Vec::new()).ok()??;
    line.split_at_checked(end)
}

fn text_of(json: &str) -> Option<Text> {
    Value::parse(json, &Limits::default()).ok()?.as_text().cloned()
}

/// Without what lists and code spans put around it.
fn bare(line: &str) -> &str {
    let line = line.trim();
    let line = line
        .strip_prefix("- ")
        .or_else(|| line.strip_prefix("* "))
        .unwrap_or(line);
    line.trim_start().trim_matches('`')
}

/// Where in a line the text begins, behind its quotation mark, that is the value of its op; of a line that may still grow.
pub(super) fn text_start(line: &str, limits: &Limits) -> Option<usize> {
    let (_, value) = place_and_value(line, limits)?;
    let text = value.strip_prefix('"')?;
    Some(line.len() - text.len())
}

/// What the text of a line is the value of, which begins at `start`, if that is read on a node.
pub(super) fn field_before(line: &str, start: usize, limits: &Limits) -> Option<Field> {
    let (field, _) = place_and_value(line.get(..start)?, limits)?;
    is_text(&field.1).then_some(field)
}

/// What a line sets, and its value as far as it has come.
fn place_and_value<'a>(line: &'a str, limits: &'a Limits) -> Option<(Field, &'a str)> {
    let line = line.trim_start();
    let line = line
        .strip_prefix("- ")
        .or_else(|| line.strip_prefix("* "))
        .unwrap_or(line);
    let line = line.trim_start().trim_start_matches('`');
    let mut words = Words { rest: line, limits };
    let field = match short_place(line) {
        Some((id, path, rest)) => {
            words.rest = rest;
            (Some(id), path)
        }
        None => {
            words.rest = line.strip_prefix("set ")?;
            words.place()?
        }
    };
    Some((field, unassigned(words.rest)))
}

/// Without the sign that the languages have before a value which models know best.
fn unassigned(rest: &str) -> &str {
    let rest = rest.trim_start();
    rest.strip_prefix("= ")
        .or_else(|| rest.strip_prefix(": "))
        .unwrap_or(rest)
        .trim_start()
}

/// Without the single quotes around all of it, as other languages have them.
fn unquoted(text: &str) -> &str {
    let inside = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
    inside.filter(|inside| !inside.contains('\'')).unwrap_or(text)
}

/// Reads a whole line.
pub(super) fn read(line: &str, limits: &Limits) -> Line {
    parse(bare(line), limits).unwrap_or(Line::Prose)
}

fn parse(line: &str, limits: &Limits) -> Option<Line> {
    if let Some((id, path, rest)) = short_place(line) {
        let rest = unassigned(rest);
        return Words { rest, limits }.value(Head::Set { id: Some(id), path });
    }
    let (verb, rest) = line.split_once(' ')?;
    let mut words = Words { rest, limits };
    match verb {
        "question" => return Some(Line::Question(rest.trim().to_owned())),
        "summary" => return Some(Line::Summary(rest.trim().to_owned())),
        "set" => {
            let (id, path) = words.place()?;
            return words.value(Head::Set { id, path });
        }
        "insert" => {
            let parent = words.id()?;
            let path = words.path().unwrap_or_else(|| "/children".into());
            let index = words.index().unwrap_or(-1);
            return words.value(Head::Insert { parent, path, index });
        }
        _ => {}
    }
    let op = match verb {
        "unset" => {
            let (id, path) = words.place()?;
            Op::Unset { id, path }
        }
        "remove" => Op::Remove { id: words.id()?? },
        "move" => Op::Move {
            id: words.id()??,
            parent: words.id()??,
            index: words.index()?,
        },
        _ => return None,
    };
    words.rest.trim().is_empty().then_some(Line::Op(op))
}

struct Words<'a> {
    rest: &'a str,
    limits: &'a Limits,
}

impl Words<'_> {
    /// The next word, which may be a JSON string.
    fn word(&mut self) -> Option<Text> {
        let rest = self.rest.trim_start();
        if rest.starts_with('"') {
            let (word, rest) = quoted(rest)?;
            self.rest = rest;
            return text_of(word);
        }
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (word, rest) = rest.split_at_checked(end).filter(|(word, _)| !word.is_empty())?;
        self.rest = rest;
        Some(word.into())
    }

    /// `Some(None)` is the document itself.
    fn id(&mut self) -> Option<Option<Text>> {
        self.word().map(|id| (!matches!(&*id, "" | ".")).then_some(id))
    }

    /// A node and a path in it, in the long or the short way.
    fn place(&mut self) -> Option<(Option<Text>, Text)> {
        if let Some((id, path, rest)) = short_place(self.rest.trim_start()) {
            self.rest = rest;
            return Some((Some(id), path));
        }
        Some((self.id()?, self.path()?))
    }

    fn path(&mut self) -> Option<Text> {
        let rest = self.rest.trim_start();
        let path = rest.starts_with('/') || rest.starts_with("\"/");
        path.then(|| self.word().map(rooted))?
    }

    fn index(&mut self) -> Option<i64> {
        let before = self.rest;
        let word = self.word()?;
        let index = match &*word {
            "last" | "end" => Some(-1),
            "first" => Some(0),
            number => number.parse().ok(),
        };
        if index.is_none() {
            self.rest = before;
        }
        index
    }

    fn value(self, head: Head) -> Option<Line> {
        let text = self.rest.trim();
        let mut letters = text.chars();
        let first = letters.next()?;
        let second = letters.find(|letter| !letter.is_whitespace());
        let json = matches!(
            (first, second),
            ('"', _)
                | ('{', None | Some('"' | '}'))
                | (
                    '[',
                    None | Some('{' | '[' | ']' | '"' | '-' | '0'..='9' | 't' | 'f' | 'n')
                )
        );
        if !json {
            // "price.text 24.50" is what shall be read there, to the last nought.
            let value = match Value::parse(text, self.limits) {
                Ok(Value::Number(_) | Value::Bool(_)) if head.is_of_text() => Value::from(text),
                Ok(value) => value,
                Err(_) => Value::from(unquoted(text)),
            };
            return Some(Line::Op(head.with(value)));
        }
        let mut cutter = JsonCutter::new(false);
        let mut parts = Vec::new();
        Some(match cutter.push(text, &mut parts) {
            Ok(None) if first != '"' => Line::Open(head, cutter),
            // A quoted word and more after it is a text that happens to start with a quotation mark.
            Ok(Some(end)) if first == '"' && end < text.len() => Line::Op(head.with(Value::from(text))),
            Ok(Some(_)) => match parts.pop() {
                Some(Part::Root(json) | Part::Item(json)) => match Value::parse(&json, self.limits) {
                    Ok(value) => Line::Op(head.with(value)),
                    Err(error) => Line::Broken(format!("its value is broken JSON: {error}")),
                },
                None => return None,
            },
            Ok(None) | Err(_) => Line::Broken("its value is broken JSON".into()),
        })
    }
}
