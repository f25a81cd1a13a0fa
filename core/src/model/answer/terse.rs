//! The terse language: one op per line, for providers that do not force JSON.
//!
//! ```text
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
//! is taken as text up to the end of the line. An object or a list may go on over more lines.

use super::op::rooted;
use crate::document::{Limits, Text, Value};
use crate::model::partial_json::{JsonCutter, Part};
use crate::version::Op;

/// The first words of the language.
const VERBS: [&str; 7] = ["set", "unset", "insert", "remove", "move", "question", "summary"];

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
    VERBS
        .iter()
        .any(|verb| line.strip_prefix(verb).is_some_and(|rest| rest.starts_with(' ')))
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

/// Reads a whole line.
pub(super) fn read(line: &str, limits: &Limits) -> Line {
    parse(bare(line), limits).unwrap_or(Line::Prose)
}

fn parse(line: &str, limits: &Limits) -> Option<Line> {
    let (verb, rest) = line.split_once(' ')?;
    let mut words = Words { rest, limits };
    match verb {
        "question" => return Some(Line::Question(rest.trim().to_owned())),
        "summary" => return Some(Line::Summary(rest.trim().to_owned())),
        "set" => {
            let id = words.id()?;
            let path = words.path()?;
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
        "unset" => Op::Unset {
            id: words.id()?,
            path: words.path()?,
        },
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
            let mut parts = Vec::new();
            let end = JsonCutter::new(false).push(rest, &mut parts).ok()??;
            let (word, rest) = rest.split_at_checked(end)?;
            self.rest = rest;
            return Value::parse(word, self.limits).ok()?.as_text().cloned();
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
            let value = Value::parse(text, self.limits).unwrap_or_else(|_| Value::from(text));
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
