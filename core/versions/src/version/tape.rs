//! Values, ops and texts as a stream of symbols, each in the context of the key it stands under.
//!
//! What comes again is named, not spelled: strings, words of longer texts, and the keys of objects. In the coded form this is
//! what the adaptive bits learn from: a colour costs a few bits because it stands under a key that mostly has
//! colours. Writing and reading are one code; what is written is returned, what is handed over is ignored when reading.

use std::sync::Arc;

use crate::hashing::Map;

use super::{
    bits::Bits,
    error::VersionError,
    names::{Names, Vocabulary},
    op::{CHILDREN, Op, Patch},
};
use crate::document::{Limits, Object, Text, Value};

// Contexts below 64 are fixed; keys have theirs from a hash.
const SHAPE: u32 = 2;
const KEYS: u32 = 3;
const KEY: u32 = 4;
const WORDS: u32 = 5;
const WORD: u32 = 6;
const SPELL: u32 = 7;
const PREFIX: u32 = 8;
const COUNTER: u32 = 9;
const LENGTH: u32 = 10;
const OPS: u32 = 11;
const ID: u32 = 12;
const INDEX: u32 = 13;
const RANGE: u32 = 14;
const INSERTED: u32 = 15;
const ROOT: u32 = 16;
const OP: u32 = 24;
const PATH: u32 = 32;

// Kinds of values. Strings that are named come behind.
const NULL: u32 = 0;
const FALSE: u32 = 1;
const TRUE: u32 = 2;
const WHOLE: u32 = 3;
const DECIMAL: u32 = 4;
const DOUBLE: u32 = 5;
const ARRAY: u32 = 6;
const OBJECT: u32 = 7;
const STRING: u32 = 8;
// How strings are written.
const SPELLED: u32 = 0;
const COUNTED: u32 = 1;
const NAMED: u32 = 2;

// Kinds of ops, and what else is there.
const SET: u32 = 0;
const UNSET: u32 = 1;
const INSERT: u32 = 2;
const REMOVE: u32 = 3;
const MOVE: u32 = 4;
const TEXT: u32 = 5;
const HAS_ID: u32 = 1 << 3;
/// `set` has a `before`; `insert` has a path.
const HAS_MORE: u32 = 1 << 4;

/// Bytes of a string that is worth a name.
const NAMEABLE: usize = 48;
/// Hexadecimal digits at the end of an id that was drawn.
const HEX: usize = 32;

/// The keys of an object, each with its context.
type Shape = Arc<[(Text, u32)]>;

/// A value as bytes. Strings that are `known` to the reader, too, are named.
pub fn value_bytes(value: &Value, known: &'static Vocabulary) -> Vec<u8> {
    written(value, known, false)
}

/// Reads what [`value_bytes`] wrote.
pub fn read_value(bytes: &[u8], known: &'static Vocabulary, limits: &Limits) -> Result<Value, VersionError> {
    read(bytes, known, limits, false)
}

/// A large value as bytes, coded.
pub fn coded_value_bytes(value: &Value, known: &'static Vocabulary) -> Vec<u8> {
    written(value, known, true)
}

/// Reads what [`coded_value_bytes`] wrote.
pub fn read_coded_value(
    bytes: &[u8],
    known: &'static Vocabulary,
    limits: &Limits,
) -> Result<Value, VersionError> {
    read(bytes, known, limits, true)
}

fn written(value: &Value, known: &'static Vocabulary, coded: bool) -> Vec<u8> {
    let mut tape = Tape::write(Vec::new(), coded).knowing(known);
    // Writing cannot fail.
    let _ = tape.root(value);
    tape.into_bytes()
}

fn read(
    bytes: &[u8],
    known: &'static Vocabulary,
    limits: &Limits,
    coded: bool,
) -> Result<Value, VersionError> {
    let mut tape = Tape::read(bytes, coded, limits).knowing(known);
    let value = tape.root(&Value::Null)?;
    tape.end()?;
    Ok(value)
}

/// See the module.
pub(super) struct Tape {
    bits: Bits,
    strings: Names,
    words: Names,
    shapes: Vec<Shape>,
    shape_numbers: Map<u32, u32>,
    /// The last number behind each prefix of an id
    counters: Map<Text, u32>,
    last_op: u32,
    empty: Text,
    depth: usize,
    /// What may still be made when reading
    values_left: usize,
    keys_left: usize,
    ops_left: usize,
    bytes_left: usize,
    max_depth: usize,
}

fn too_large() -> VersionError {
    VersionError::Corrupt {
        what: "it is larger than what can have been written",
    }
}

impl Tape {
    fn new(bits: Bits, limits: &Limits) -> Self {
        Self {
            bits,
            strings: Names::default(),
            words: Names::default(),
            shapes: Vec::new(),
            shape_numbers: Map::default(),
            counters: Map::default(),
            last_op: 0,
            empty: "".into(),
            depth: 0,
            values_left: limits.values,
            // Every key that is told once has a value at least once.
            keys_left: limits.values,
            ops_left: limits.ops,
            bytes_left: limits.document_bytes,
            max_depth: limits.max_depth(),
        }
    }

    /// Writes behind some bytes.
    pub(super) fn write(bytes: Vec<u8>, coded: bool) -> Self {
        Self::new(Bits::write(bytes, coded), &Limits::unlimited())
    }

    /// Reads bytes; what they lead to stays within the limits.
    pub(super) fn read(bytes: &[u8], coded: bool, limits: &Limits) -> Self {
        Self::new(Bits::read(bytes, coded), limits)
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bits.into_bytes()
    }

    /// Whether all was read.
    pub(super) fn end(&self) -> Result<(), VersionError> {
        self.bits.end()
    }

    /// What both sides know from the start.
    fn knowing(mut self, known: &'static Vocabulary) -> Self {
        self.strings = Names::after(Some(known));
        self
    }

    /// A number in a context of its own.
    pub(super) fn number(&mut self, context: u32, number: u32) -> Result<u32, VersionError> {
        self.bits.number(context, number)
    }

    /// A count of things that each take at least one symbol.
    fn count(&mut self, context: u32, count: usize) -> Result<usize, VersionError> {
        let count = self.bits.number(context, count as u32)? as usize;
        if count > self.values_left {
            return Err(too_large());
        }
        Ok(count)
    }

    /// A value that stands on its own.
    pub(super) fn root(&mut self, value: &Value) -> Result<Value, VersionError> {
        self.value(ROOT, false, value)
    }

    fn value(&mut self, context: u32, is_id: bool, value: &Value) -> Result<Value, VersionError> {
        let writing = self.bits.is_writing();
        let symbol = match value {
            _ if !writing => 0,
            Value::Null => NULL,
            Value::Bool(false) => FALSE,
            Value::Bool(true) => TRUE,
            Value::Number(number) => number_kind(*number).0,
            Value::Array(_) => ARRAY,
            Value::Object(_) => OBJECT,
            Value::String(text) => STRING + self.text_symbol(text, is_id),
        };
        self.values_left = self.values_left.checked_sub(1).ok_or_else(too_large)?;
        let symbol = self.bits.number(context, symbol)?;
        let inner = context.wrapping_mul(3).wrapping_add(64);
        Ok(match symbol {
            NULL => Value::Null,
            FALSE => Value::Bool(false),
            TRUE => Value::Bool(true),
            WHOLE | DECIMAL | DOUBLE => self.quantity(symbol, inner, value)?,
            ARRAY => {
                let items = value.as_array().unwrap_or_default();
                let count = self.count(inner.wrapping_add(LENGTH), items.len())?;
                self.deeper()?;
                let mut list = Vec::with_capacity(if writing { 0 } else { count.min(64) });
                for at in 0..count {
                    let item = self.value(inner, false, items.get(at).unwrap_or(&Value::Null))?;
                    if !writing {
                        list.push(item);
                    }
                }
                self.depth -= 1;
                if writing { Value::Null } else { list.into() }
            }
            OBJECT => {
                self.deeper()?;
                let object = self.object(inner, value.as_object())?;
                self.depth -= 1;
                object
            }
            string => Value::String(self.text_rest(string - STRING, inner, value.as_text())?),
        })
    }

    fn deeper(&mut self) -> Result<(), VersionError> {
        self.depth += 1;
        if self.depth > self.max_depth {
            Err(too_large())
        } else {
            Ok(())
        }
    }

    fn quantity(&mut self, kind: u32, context: u32, value: &Value) -> Result<Value, VersionError> {
        let number = value.as_f64().unwrap_or(0.0);
        if kind == DOUBLE {
            let mut bits = number.to_bits().to_le_bytes();
            for byte in &mut bits {
                *byte = self.bits.byte(RANGE + 1, *byte)?;
            }
            return Ok(f64::from_le_bytes(bits).into());
        }
        let (_, digits, whole) = number_kind(number);
        let whole = self.bits.signed(context, whole)?;
        let digits = if kind == DECIMAL {
            self.bits.number(context + 1, digits)?
        } else {
            0
        };
        Ok((f64::from(whole) / 10_f64.powi(digits.min(9) as i32)).into())
    }

    fn object(&mut self, context: u32, object: Option<&Object>) -> Result<Value, VersionError> {
        let writing = self.bits.is_writing();
        let (number, fingerprint) = match object.filter(|_| writing) {
            Some(object) => self.shape_of(object),
            None => (0, 0),
        };
        let number = self.bits.number(context.wrapping_add(SHAPE), number)?;
        let shape = match number.checked_sub(1) {
            Some(known) => self.shapes.get(known as usize).cloned(),
            None => Some(self.new_shape(object, fingerprint)?),
        };
        let shape = shape.ok_or(VersionError::Corrupt {
            what: "it names what is not there",
        })?;
        let mut fields = Vec::with_capacity(if writing { 0 } else { shape.len() });
        for (at, (key, context)) in shape.iter().enumerate() {
            let known = object.and_then(|object| object.entries().get(at));
            let value = known.map_or(&Value::Null, |(_, value)| value);
            let value = self.value(*context, &**key == "id", value)?;
            if !writing {
                fields.push((key.clone(), value));
            }
        }
        if writing {
            return Ok(Value::Null);
        }
        Ok(Object::from_fields(fields).into())
    }

    /// The number of the keys of an object, from 1; 0 when they are new. And what they are found by.
    fn shape_of(&self, object: &Object) -> (u32, u32) {
        let print = object.keys().fold(1, |print, key| hash(print, key));
        let known = self.shape_numbers.get(&print).copied().filter(|number| {
            let shape = self.shapes.get(*number as usize);
            shape.is_some_and(|shape| {
                shape.len() == object.len() && shape.iter().zip(object.keys()).all(|((a, _), b)| a == b)
            })
        });
        (known.map_or(0, |number| number + 1), print)
    }

    fn new_shape(&mut self, object: Option<&Object>, fingerprint: u32) -> Result<Shape, VersionError> {
        let keys = object.map(Object::entries).unwrap_or_default();
        let count = self.count(KEYS, keys.len())?;
        self.keys_left = self.keys_left.checked_sub(count).ok_or_else(too_large)?;
        let mut shape = Vec::with_capacity(count.min(64));
        for at in 0..count {
            let key = self.text(KEY, false, keys.get(at).map(|(key, _)| key))?;
            let context = key_context(&key);
            shape.push((key, context));
        }
        if self.bits.is_writing() {
            self.shape_numbers.insert(fingerprint, self.shapes.len() as u32);
        }
        let shape = Shape::from(shape);
        self.shapes.push(shape.clone());
        Ok(shape)
    }

    /// A string of any kind.
    pub(super) fn text(
        &mut self,
        context: u32,
        is_id: bool,
        text: Option<&Text>,
    ) -> Result<Text, VersionError> {
        let symbol = match text.filter(|_| self.bits.is_writing()) {
            Some(text) => self.text_symbol(text, is_id),
            None => 0,
        };
        let symbol = self.bits.number(context, symbol)?;
        self.text_rest(symbol, context.wrapping_add(1 << 20), text)
    }

    fn text_symbol(&self, text: &Text, is_id: bool) -> u32 {
        match self.strings.number_of(text) {
            Some(number) => NAMED + number,
            None if is_id && self.bits.is_coded() && counter(text).is_some() => COUNTED,
            None => SPELLED,
        }
    }

    fn text_rest(&mut self, symbol: u32, context: u32, text: Option<&Text>) -> Result<Text, VersionError> {
        let text = text.unwrap_or(&self.empty).clone();
        let writing = self.bits.is_writing();
        match symbol {
            SPELLED => {
                let spelled = if self.bits.is_coded() {
                    self.in_words(context, &text)?
                } else {
                    let made = self.spell(&text)?;
                    if writing { text } else { made.into() }
                };
                if spelled.len() <= NAMEABLE {
                    self.strings.add(&spelled, writing);
                }
                Ok(spelled)
            }
            COUNTED => {
                let (prefix, number) = counter(&text).unwrap_or_default();
                let prefix = self.text(PREFIX, false, Some(&prefix.into()))?;
                let last = self.counters.get(&prefix).copied().unwrap_or(0) as i32;
                let number = last.wrapping_add(self.bits.signed(COUNTER, number.wrapping_sub(last))?);
                self.counters.insert(prefix.clone(), number as u32);
                Ok(if writing {
                    text
                } else {
                    format!("{prefix}{number}").into()
                })
            }
            named => self.strings.get(named - NAMED),
        }
    }

    /// A text as the words it is made of.
    fn in_words(&mut self, context: u32, text: &Text) -> Result<Text, VersionError> {
        let writing = self.bits.is_writing();
        let words: Vec<&str> = if writing {
            words(text).collect()
        } else {
            Vec::new()
        };
        let count = self.count(context.wrapping_add(WORDS), words.len())?;
        let mut found = String::new();
        for at in 0..count {
            let word = words.get(at).copied().unwrap_or_default();
            let known = self.words.number_of(word).map_or(0, |number| number + 1);
            let word = match self.bits.number(WORD, known)?.checked_sub(1) {
                Some(known) => self.words.get(known)?,
                None => {
                    let made = self.spell(word)?;
                    let word: Text = if writing { word.into() } else { made.into() };
                    self.words.add(&word, writing);
                    word
                }
            };
            if !writing {
                self.bytes_left = self.bytes_left.checked_sub(word.len()).ok_or_else(too_large)?;
                found.push_str(&word);
            }
        }
        Ok(if writing { text.clone() } else { found.into() })
    }

    /// A text byte by byte. What is written is not made again.
    fn spell(&mut self, text: &str) -> Result<String, VersionError> {
        // The random ends of ids, two digits in a byte.
        let packed = text.len().checked_sub(HEX).and_then(|at| hex(text.get(at..)?));
        let head = (text.len() as u32) << 1 | u32::from(packed.is_some());
        let head = self.bits.number(SPELL, head)?;
        let (length, is_packed) = ((head >> 1) as usize, head & 1 == 1);
        self.bytes_left = self.bytes_left.checked_sub(length).ok_or_else(too_large)?;
        let mut bytes = Vec::new();
        let mut before = 0_u8;
        let plain = if is_packed {
            length.saturating_sub(HEX)
        } else {
            length
        };
        for at in 0..plain {
            before = self.bits.byte(
                256 + u32::from(before),
                text.as_bytes().get(at).copied().unwrap_or(0),
            )?;
            if !self.bits.is_writing() {
                bytes.push(before);
            }
        }
        for at in 0..if is_packed { HEX / 2 } else { 0 } {
            let byte = packed.as_ref().and_then(|packed| packed.get(at)).copied();
            let byte = self.bits.byte(RANGE + 1, byte.unwrap_or(0))?;
            if !self.bits.is_writing() {
                bytes.extend(format!("{byte:02x}").into_bytes());
            }
        }
        String::from_utf8(bytes).map_err(|_| VersionError::Corrupt {
            what: "a text is not UTF-8",
        })
    }

    /// A patch.
    pub(super) fn patch(&mut self, patch: &Patch) -> Result<Patch, VersionError> {
        let count = self.bits.number(OPS, patch.ops.len() as u32)? as usize;
        self.ops_left = self.ops_left.checked_sub(count).ok_or_else(too_large)?;
        let mut ops = Vec::with_capacity(count.min(64));
        for at in 0..count {
            ops.push(self.op(patch.ops.get(at))?);
        }
        Ok(ops.into())
    }

    fn op(&mut self, op: Option<&Op>) -> Result<Op, VersionError> {
        let head = op.map_or(0, head);
        let head = self.bits.number(OP + self.last_op, head)?;
        let kind = head & 7;
        self.last_op = kind;
        let id = op.and_then(Op::id);
        let id = if head & HAS_ID != 0 {
            Some(self.text(ID, true, id)?)
        } else {
            None
        };
        let no_id = VersionError::Corrupt {
            what: "an op lacks its node",
        };
        let more = head & HAS_MORE != 0;
        let path = match op {
            Some(
                Op::Set { path, .. }
                | Op::Unset { path, .. }
                | Op::Insert { path, .. }
                | Op::Text { path, .. },
            ) => Some(path),
            _ => None,
        };
        Ok(match kind {
            SET => {
                let (value, before) = match op {
                    Some(Op::Set { value, before, .. }) => (value, before.as_ref()),
                    _ => (&Value::Null, None),
                };
                let path = self.text(PATH + kind, false, path)?;
                let key = path.rsplit('/').next().unwrap_or_default();
                let new = self.value(key_context(key), key == "id", value)?;
                let before = if more {
                    Some(self.text(KEY, false, before)?)
                } else {
                    None
                };
                Op::Set {
                    id,
                    path,
                    value: if self.bits.is_writing() {
                        value.clone()
                    } else {
                        new
                    },
                    before,
                }
            }
            UNSET => Op::Unset {
                id,
                path: self.text(PATH + kind, false, path)?,
            },
            INSERT => {
                let (index, node) = match op {
                    Some(Op::Insert { index, node, .. }) => (*index, node),
                    _ => (0, &Value::Null),
                };
                let path = if more {
                    self.text(PATH + kind, false, path)?
                } else {
                    CHILDREN.into()
                };
                let index = self.index(index)?;
                let new = self.value(INSERTED, false, node)?;
                Op::Insert {
                    parent: id,
                    path,
                    index,
                    node: if self.bits.is_writing() { node.clone() } else { new },
                }
            }
            REMOVE => Op::Remove { id: id.ok_or(no_id)? },
            MOVE => {
                let (parent, index) = match op {
                    Some(Op::Move { parent, index, .. }) => (Some(parent), *index),
                    _ => (None, 0),
                };
                Op::Move {
                    id: id.ok_or(no_id)?,
                    parent: self.text(ID, true, parent)?,
                    index: self.index(index)?,
                }
            }
            TEXT => {
                let (at, delete, insert) = match op {
                    Some(Op::Text {
                        at, delete, insert, ..
                    }) => (*at, *delete, Some(insert)),
                    _ => (0, 0, None),
                };
                Op::Text {
                    id,
                    path: self.text(PATH + kind, false, path)?,
                    at: self.bits.number(RANGE, at)?,
                    delete: self.bits.number(RANGE, delete)?,
                    insert: self.text(PATH + 7, false, insert)?,
                }
            }
            _ => {
                return Err(VersionError::Corrupt {
                    what: "an op of an unknown kind",
                });
            }
        })
    }

    /// A place in a list. All that means "last" is one.
    fn index(&mut self, index: i64) -> Result<i64, VersionError> {
        let index = i32::try_from(index).unwrap_or(-1);
        Ok(self.bits.signed(INDEX, index)?.into())
    }
}

fn head(op: &Op) -> u32 {
    let (kind, more) = match op {
        Op::Set { before, .. } => (SET, before.is_some()),
        Op::Unset { .. } => (UNSET, false),
        Op::Insert { path, .. } => (INSERT, &**path != CHILDREN),
        Op::Remove { .. } => (REMOVE, false),
        Op::Move { .. } => (MOVE, false),
        Op::Text { .. } => (TEXT, false),
    };
    let id = if op.id().is_some() { HAS_ID } else { 0 };
    kind | id | if more { HAS_MORE } else { 0 }
}

/// How a number is written: its kind, the digits behind its point, and it without the point.
fn number_kind(number: f64) -> (u32, u32, i32) {
    const MOST: f64 = 1e9;
    let mut scaled = number;
    for digits in 0..=4 {
        // Only what comes back bit for bit.
        let whole = scaled as i32;
        let back = f64::from(whole) / 10_f64.powi(digits);
        if scaled.abs() < MOST && back.to_bits() == number.to_bits() {
            return (if digits == 0 { WHOLE } else { DECIMAL }, digits as u32, whole);
        }
        scaled = number * 10_f64.powi(digits + 1);
    }
    (DOUBLE, 0, 0)
}

/// FNV-1a, to find and to tell contexts apart; nothing relies on it.
fn hash(seed: u32, text: &str) -> u32 {
    let start = seed ^ 0x811c_9dc5;
    let sum = text.bytes().fold(start, |sum, byte| {
        (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    (sum ^ 0xff).wrapping_mul(0x0100_0193)
}

fn key_context(key: &str) -> u32 {
    hash(0, key) | 1 << 16
}

/// A text whose end is a number without leading zeros: what comes before it, and it.
fn counter(text: &str) -> Option<(&str, i32)> {
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (prefix, digits) = text.split_at_checked(text.len() - digits)?;
    let fits = (1..=8).contains(&digits.len()) && (digits == "0" || !digits.starts_with('0'));
    Some((prefix, digits.parse().ok().filter(|_| fits)?))
}

/// The bytes that lower-case hexadecimal digits stand for.
fn hex(digits: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, _) = digits.as_bytes().as_chunks::<2>();
    pairs
        .iter()
        .map(|[a, b]| Some(digit(*a)? << 4 | digit(*b)?))
        .collect()
}

/// Cuts before every run of signs that follows letters: `a word`, `/path`, `-17`.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let is_letter = |byte: u8| byte >= 0x80 || byte.is_ascii_alphanumeric();
        let mut met_letter = false;
        let cut = rest.bytes().position(|byte| {
            let ends = met_letter && !is_letter(byte);
            met_letter |= is_letter(byte);
            ends
        });
        let (word, behind) = rest.split_at_checked(cut.unwrap_or(rest.len()))?;
        rest = behind;
        Some(word)
    })
}
