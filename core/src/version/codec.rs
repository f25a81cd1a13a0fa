//! Versions as bytes. The forms are for ever: a new one gets a new number, the old ones stay readable.
//!
//! Delta: form 1, checksum (16 bytes), number of ops, ops. An op is one byte (its kind in the low three bits, flags
//! above), then its fields in the order of the wire form. Keyframe: form 2, checksum, JSON text. Numbers are LEB128,
//! signed ones zigzag; texts have their length in front; values are JSON text.

use super::{
    error::{OpError, VersionError},
    op::{CHILDREN, Op, Patch},
};
use crate::document::{Document, Limits, Text, Value};

const DELTA: u8 = 1;
const KEYFRAME: u8 = 2;

const SET: u8 = 0;
const UNSET: u8 = 1;
const INSERT: u8 = 2;
const REMOVE: u8 = 3;
const MOVE: u8 = 4;
const TEXT: u8 = 5;
/// The op names a node.
const HAS_ID: u8 = 1 << 3;
/// `set` has a `before`; `insert` has a path.
const HAS_MORE: u8 = 1 << 4;

/// A stored patch.
#[derive(Clone, Debug, PartialEq)]
pub struct Delta {
    /// Leads from the parent to this version
    pub patch: Patch,
    /// The hash of the document it leads to: compare it after applying the patch
    pub checksum: u128,
}

impl Delta {
    /// Whether this is the document that the delta was made for.
    ///
    /// # Errors
    /// [`VersionError::Checksum`] if not.
    pub fn check(&self, after: &Document) -> Result<(), VersionError> {
        if after.hash() == self.checksum {
            Ok(())
        } else {
            Err(VersionError::Checksum)
        }
    }
}

/// A version as a patch on its parent.
pub fn encode_delta(patch: &Patch, after: &Document) -> Vec<u8> {
    let mut out = Writer { bytes: vec![DELTA] };
    out.bytes.extend(after.hash().to_le_bytes());
    out.number(patch.ops.len() as u64);
    patch.ops.iter().for_each(|op| out.op(op));
    out.bytes
}

/// Reads a patch written by [`encode_delta`].
///
/// # Errors
/// [`VersionError`]; never panics, whatever the bytes.
pub fn decode_delta(bytes: &[u8], limits: &Limits) -> Result<Delta, VersionError> {
    let mut reader = Reader::open(bytes, DELTA)?;
    let checksum = reader.checksum()?;
    let count = reader.number()?;
    if count > limits.ops as u64 {
        return Err(OpError::TooManyOps { limit: limits.ops }.at(limits.ops).into());
    }
    // Every op has at least two bytes, so what is reserved is bounded by what is there.
    let mut ops = Vec::with_capacity((count as usize).min(reader.bytes.len() / 2));
    for _ in 0..count {
        ops.push(reader.op(limits)?);
    }
    reader.end()?;
    Ok(Delta {
        patch: ops.into(),
        checksum,
    })
}

/// A version as a whole document.
pub fn encode_keyframe(document: &Document) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(17 + document.json_len());
    bytes.push(KEYFRAME);
    bytes.extend(document.hash().to_le_bytes());
    bytes.extend(document.to_json().into_bytes());
    bytes
}

/// Reads a document written by [`encode_keyframe`] and checks it.
///
/// # Errors
/// [`VersionError`]; never panics, whatever the bytes.
pub fn decode_keyframe(bytes: &[u8], limits: &Limits) -> Result<Document, VersionError> {
    let mut reader = Reader::open(bytes, KEYFRAME)?;
    let checksum = reader.checksum()?;
    let document = Document::new(Value::parse_bytes(reader.bytes, limits)?, limits)?;
    if document.hash() != checksum {
        return Err(VersionError::Checksum);
    }
    Ok(document)
}

struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)) as u64);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend(text.as_bytes());
    }

    fn value(&mut self, value: &Value) {
        self.text(&value.to_json());
    }

    fn head(&mut self, kind: u8, id: Option<&Text>, more: bool) {
        let has_id = if id.is_some() { HAS_ID } else { 0 };
        let has_more = if more { HAS_MORE } else { 0 };
        self.bytes.push(kind | has_id | has_more);
        id.into_iter().for_each(|id| self.text(id));
    }

    fn op(&mut self, op: &Op) {
        match op {
            Op::Set {
                id,
                path,
                value,
                before,
            } => {
                self.head(SET, id.as_ref(), before.is_some());
                self.text(path);
                self.value(value);
                before.iter().for_each(|before| self.text(before));
            }
            Op::Unset { id, path } => {
                self.head(UNSET, id.as_ref(), false);
                self.text(path);
            }
            Op::Insert {
                parent,
                path,
                index,
                node,
            } => {
                let has_path = &**path != CHILDREN;
                self.head(INSERT, parent.as_ref(), has_path);
                if has_path {
                    self.text(path);
                }
                self.signed(*index);
                self.value(node);
            }
            Op::Remove { id } => self.head(REMOVE, Some(id), false),
            Op::Move { id, parent, index } => {
                self.head(MOVE, Some(id), false);
                self.text(parent);
                self.signed(*index);
            }
            Op::Text {
                id,
                path,
                at,
                delete,
                insert,
            } => {
                self.head(TEXT, id.as_ref(), false);
                self.text(path);
                self.number(u64::from(*at));
                self.number(u64::from(*delete));
                self.text(insert);
            }
        }
    }
}

/// What is left to be read.
struct Reader<'a> {
    bytes: &'a [u8],
}

fn short() -> VersionError {
    VersionError::Corrupt {
        what: "it ends too early",
    }
}

impl<'a> Reader<'a> {
    fn open(bytes: &'a [u8], form: u8) -> Result<Self, VersionError> {
        match bytes.split_first() {
            Some((first, bytes)) if *first == form => Ok(Self { bytes }),
            Some((first, _)) => Err(VersionError::UnknownForm { form: *first }),
            None => Err(short()),
        }
    }

    fn end(&self) -> Result<(), VersionError> {
        if self.bytes.is_empty() {
            Ok(())
        } else {
            Err(VersionError::Corrupt {
                what: "something is behind its end",
            })
        }
    }

    fn byte(&mut self) -> Result<u8, VersionError> {
        let (first, rest) = self.bytes.split_first().ok_or_else(short)?;
        self.bytes = rest;
        Ok(*first)
    }

    fn checksum(&mut self) -> Result<u128, VersionError> {
        let (bytes, rest) = self.bytes.split_first_chunk::<16>().ok_or_else(short)?;
        self.bytes = rest;
        Ok(u128::from_le_bytes(*bytes))
    }

    fn number(&mut self) -> Result<u64, VersionError> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                break;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(VersionError::Corrupt {
            what: "a number is too long",
        })
    }

    fn signed(&mut self) -> Result<i64, VersionError> {
        let number = self.number()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    fn count(&mut self) -> Result<u32, VersionError> {
        u32::try_from(self.number()?).map_err(|_| VersionError::Corrupt {
            what: "a number is too large",
        })
    }

    fn str(&mut self) -> Result<&'a str, VersionError> {
        let length = usize::try_from(self.number()?).map_err(|_| short())?;
        let (text, rest) = self.bytes.split_at_checked(length).ok_or_else(short)?;
        self.bytes = rest;
        std::str::from_utf8(text).map_err(|_| VersionError::Corrupt {
            what: "a text is not UTF-8",
        })
    }

    fn text(&mut self) -> Result<Text, VersionError> {
        self.str().map(Text::from)
    }

    fn value(&mut self, limits: &Limits) -> Result<Value, VersionError> {
        Ok(Value::parse(self.str()?, limits)?)
    }

    fn op(&mut self, limits: &Limits) -> Result<Op, VersionError> {
        let head = self.byte()?;
        let (kind, more) = (head & 7, head & HAS_MORE != 0);
        let id = if head & HAS_ID != 0 {
            Some(self.text()?)
        } else {
            None
        };
        let no_id = VersionError::Corrupt {
            what: "an op lacks its node",
        };
        Ok(match kind {
            SET => Op::Set {
                id,
                path: self.text()?,
                value: self.value(limits)?,
                before: if more { Some(self.text()?) } else { None },
            },
            UNSET => Op::Unset {
                id,
                path: self.text()?,
            },
            INSERT => Op::Insert {
                parent: id,
                path: if more { self.text()? } else { CHILDREN.into() },
                index: self.signed()?,
                node: self.value(limits)?,
            },
            REMOVE => Op::Remove { id: id.ok_or(no_id)? },
            MOVE => Op::Move {
                id: id.ok_or(no_id)?,
                parent: self.text()?,
                index: self.signed()?,
            },
            TEXT => Op::Text {
                id,
                path: self.text()?,
                at: self.count()?,
                delete: self.count()?,
                insert: self.text()?,
            },
            _ => {
                return Err(VersionError::Corrupt {
                    what: "an op of an unknown kind",
                });
            }
        })
    }
}
