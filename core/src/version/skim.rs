//! The difference of two JSON texts that are mostly the same, without reading what is the same.
//!
//! Both texts are skimmed: checked and cut into fields and items, without a value being made. What is equal as text on both sides
//! becomes a stub; only what differs is read. The two trees that come of it are compared as documents are. A stub holds a
//! number that JSON cannot have, so one that got into an op is found, and then both texts are read whole. So is whatever the
//! skimmer does not understand, invalid JSON above all.

use std::collections::{HashMap, HashSet};

use super::{diff::diff, foreign::diff_foreign, op::Op, op::Patch};
use crate::document::{Document, DocumentError, Limits, Text, Value};

/// Levels that are skimmed.
const DEPTH: usize = 128;
/// Digits of a number that is certainly one.
const DIGITS: usize = 15;

/// What leads from one document to another, both as JSON text.
///
/// # Errors
/// As [`Document::parse`], for the first text that is none. Two nodes of one id are not looked for where both texts are the same.
pub fn diff_texts(before: &str, after: &str, limits: &Limits) -> Result<Patch, DocumentError> {
    if let Some(patch) = skimmed(before, after, limits) {
        return Ok(patch);
    }
    let (before, after) = (Document::parse(before, limits)?, Document::parse(after, limits)?);
    Ok(diff_foreign(&before, &after))
}

fn skimmed(before: &str, after: &str, limits: &Limits) -> Option<Patch> {
    if before.len().max(after.len()) > limits.document_bytes {
        return None;
    }
    let blanks = [' ', '\n', '\r', '\t'];
    let (before, after) = (before.trim_matches(blanks), after.trim_matches(blanks));
    for text in [before, after] {
        let mut skim = Skim::of(text, limits);
        skim.value(0)?;
        if skim.at != text.len() {
            return None;
        }
    }
    if before == after {
        return Some(Patch::default());
    }
    let (a, b) = pair(before, after, limits, 0)?;
    let patch = diff(&Document::new(a, limits).ok()?, &Document::new(b, limits).ok()?);
    // Where nodes go and others come, they may be the same under other ids: that takes all of both.
    let goes = patch.ops.iter().any(|op| matches!(op, Op::Remove { .. }));
    let comes = patch.ops.iter().any(|op| matches!(op, Op::Insert { .. }));
    (!(goes && comes) && !patch.ops.iter().any(has_stub)).then_some(patch)
}

fn has_stub(op: &Op) -> bool {
    match op {
        Op::Set { value, .. } => holds_stub(value),
        Op::Insert { node, .. } => holds_stub(node),
        _ => false,
    }
}

/// Whether something in a value was not read.
pub(super) fn holds_stub(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_nan(),
        Value::Array(array) => array.items().iter().any(holds_stub),
        Value::Object(object) => object.iter().any(|(_, value)| holds_stub(value)),
        _ => false,
    }
}

/// What stands for a field that is the same on both sides.
fn same() -> Value {
    Value::Number(f64::NAN)
}

fn read(text: &str, limits: &Limits) -> Option<Value> {
    Value::parse(text, limits).ok()
}

/// What stands for an item that both lists have: enough of it to know it by.
fn item_stub(text: &str, limits: &Limits) -> Option<Value> {
    if !text.starts_with(['{', '[']) {
        return read(text, limits);
    }
    let mut fields: Vec<(Text, Value)> = Vec::new();
    if text.starts_with('{') {
        for (key, value) in Skim::of(text, limits).fields()? {
            if matches!(key, "id" | "type") && value.starts_with('"') {
                fields.push((key.into(), read(value, limits)?));
            }
        }
    }
    if fields.len() < 2 {
        fields.push(("text".into(), text.into()));
    }
    fields.push(("".into(), same()));
    Some(Value::object(fields))
}

/// Two different values, read where they differ.
fn pair(a: &str, b: &str, limits: &Limits, depth: usize) -> Option<(Value, Value)> {
    if depth > DEPTH {
        return None;
    }
    match (a.as_bytes().first()?, b.as_bytes().first()?) {
        (b'{', b'{') => objects(a, b, limits, depth),
        (b'[', b'[') => arrays(a, b, limits, depth),
        _ => Some((read(a, limits)?, read(b, limits)?)),
    }
}

fn objects(a: &str, b: &str, limits: &Limits, depth: usize) -> Option<(Value, Value)> {
    let (fields_a, fields_b) = (Skim::of(a, limits).fields()?, Skim::of(b, limits).fields()?);
    let there: HashMap<&str, &str> = fields_b.iter().copied().collect();
    let known: HashSet<&str> = fields_a.iter().map(|(key, _)| *key).collect();
    if there.len() != fields_b.len() || known.len() != fields_a.len() {
        // Of equal keys the last one counts: rare enough to be read.
        return None;
    }
    let mut made_b: HashMap<&str, Value> = HashMap::new();
    let mut made_a: Vec<(Text, Value)> = Vec::with_capacity(fields_a.len());
    for (key, value) in fields_a {
        let made = match there.get(key) {
            Some(twin) if *twin == value => {
                let stub = if matches!(key, "id" | "type") {
                    read(value, limits)?
                } else {
                    same()
                };
                made_b.insert(key, stub.clone());
                stub
            }
            Some(twin) => {
                let (made, twin) = pair(value, twin, limits, depth + 1)?;
                made_b.insert(key, twin);
                made
            }
            None => read(value, limits)?,
        };
        made_a.push((key.into(), made));
    }
    let mut fields: Vec<(Text, Value)> = Vec::with_capacity(fields_b.len());
    for (key, value) in fields_b {
        let made = match made_b.remove(key) {
            Some(made) => made,
            None => read(value, limits)?,
        };
        fields.push((key.into(), made));
    }
    Some((Value::object(made_a), Value::object(fields)))
}

fn arrays(a: &str, b: &str, limits: &Limits, depth: usize) -> Option<(Value, Value)> {
    let (items_a, items_b) = (Skim::of(a, limits).items()?, Skim::of(b, limits).items()?);
    let in_a: HashSet<&str> = items_a.iter().copied().collect();
    let in_b: HashSet<&str> = items_b.iter().copied().collect();
    // What is left over is met by its id, or in a list that kept its length by its place.
    let id = |text: &str| -> Option<Text> {
        let fields = Skim::of(text, limits).fields()?;
        let (_, id) = fields.into_iter().find(|(key, _)| *key == "id")?;
        read(id, limits)?.as_text().cloned()
    };
    let mut by_id: HashMap<Text, usize> = HashMap::new();
    for (at, item) in items_b.iter().enumerate() {
        if !in_a.contains(item)
            && let Some(id) = id(item)
        {
            by_id.insert(id, at);
        }
    }
    let mut made_b: Vec<Option<Value>> = vec![None; items_b.len()];
    let mut made_a: Vec<Value> = Vec::with_capacity(items_a.len());
    for (at, item) in items_a.iter().enumerate() {
        if in_b.contains(item) {
            made_a.push(item_stub(item, limits)?);
            continue;
        }
        let twin = match id(item) {
            Some(id) => by_id.get(&id).copied(),
            None => Some(at).filter(|_| items_a.len() == items_b.len()),
        };
        let free = twin.filter(|twin| {
            let waits = items_b.get(*twin).is_some_and(|twin| !in_a.contains(twin));
            waits && made_b.get(*twin) == Some(&None)
        });
        let made = match free.and_then(|twin| Some((twin, items_b.get(twin)?))) {
            Some((twin, text)) => {
                let (made, other) = pair(item, text, limits, depth + 1)?;
                if let Some(slot) = made_b.get_mut(twin) {
                    *slot = Some(other);
                }
                made
            }
            None => read(item, limits)?,
        };
        made_a.push(made);
    }
    let mut list: Vec<Value> = Vec::with_capacity(items_b.len());
    for (item, made) in items_b.iter().zip(made_b) {
        list.push(match made {
            Some(made) => made,
            None if in_a.contains(item) => item_stub(item, limits)?,
            None => read(item, limits)?,
        });
    }
    Some((made_a.into(), list.into()))
}

/// A reader that makes nothing. It understands less than all of JSON, and nothing that is none.
struct Skim<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    values_left: usize,
    string_bytes: usize,
}

impl<'a> Skim<'a> {
    fn of(text: &'a str, limits: &Limits) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            values_left: limits.values,
            string_bytes: limits.string_bytes,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        self.values_left = self.values_left.checked_sub(1)?;
        if depth > DEPTH {
            return None;
        }
        match self.peek()? {
            b'"' => self.string(),
            b'{' => self.each(b'}', |skim| {
                skim.string()?;
                skim.space();
                skim.take(b':')?;
                skim.space();
                skim.value(depth + 1)
            }),
            b'[' => self.each(b']', |skim| skim.value(depth + 1)),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'n' => self.word(b"null"),
            _ => self.number(),
        }
    }

    /// What stands between brackets, one after the other.
    fn each(&mut self, end: u8, mut one: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.at += 1;
        self.space();
        if self.take(end).is_some() {
            return Some(());
        }
        loop {
            one(self)?;
            self.space();
            if self.take(end).is_some() {
                return Some(());
            }
            self.take(b',')?;
            self.space();
        }
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        self.bytes
            .get(self.at..)?
            .starts_with(word)
            .then(|| self.at += word.len())
    }

    fn string(&mut self) -> Option<()> {
        self.take(b'"')?;
        let start = self.at;
        let rest = self.bytes.get(start..)?;
        let mut escaped = false;
        for (length, byte) in rest.iter().enumerate() {
            match byte {
                _ if escaped => {
                    // `\u` can be half of a character.
                    if !matches!(byte, b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') {
                        return None;
                    }
                    escaped = false;
                }
                b'"' => {
                    self.at = start + length + 1;
                    return (length <= self.string_bytes).then_some(());
                }
                b'\\' => escaped = true,
                0..0x20 => return None,
                _ => {}
            }
        }
        None
    }

    fn number(&mut self) -> Option<()> {
        let start = self.at;
        let _ = self.take(b'-');
        let first = self.at;
        self.digits()?;
        if self.bytes.get(first) == Some(&b'0') && self.at - first > 1 {
            return None;
        }
        if self.take(b'.').is_some() {
            self.digits()?;
        }
        (self.at - start <= DIGITS && !matches!(self.peek(), Some(b'e' | b'E'))).then_some(())
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    /// The fields of an object: keys without their quotes, values as they stand.
    fn fields(mut self) -> Option<Vec<(&'a str, &'a str)>> {
        let text = self.text;
        let mut fields = Vec::new();
        if self.peek()? != b'{' {
            return None;
        }
        self.each(b'}', |skim| {
            let start = skim.at;
            skim.string()?;
            let key = text.get(start + 1..skim.at.checked_sub(1)?)?;
            skim.space();
            skim.take(b':')?;
            skim.space();
            let start = skim.at;
            skim.value(0)?;
            fields.push((key, text.get(start..skim.at)?));
            (!key.contains('\\')).then_some(())
        })?;
        Some(fields)
    }

    /// The items of an array, as they stand.
    fn items(mut self) -> Option<Vec<&'a str>> {
        let text = self.text;
        let mut items = Vec::new();
        self.each(b']', |skim| {
            let start = skim.at;
            skim.value(0)?;
            items.push(text.get(start..skim.at)?);
            Some(())
        })?;
        Some(items)
    }
}
