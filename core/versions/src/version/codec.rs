//! Versions as bytes. The forms are for ever: a new one gets a new number, the old ones stay readable.
//!
//! - Form 1, delta: checksum (16 bytes), number of ops, ops. An op is one byte (its kind in the low three bits, flags
//!   above), then its fields in the order of the wire form. Numbers are LEB128, signed ones zigzag; texts have their length
//!   in front; values are JSON text. No longer written.
//! - Form 2, keyframe: checksum, JSON text. No longer written.
//! - Form 3, delta: stamp (8 bytes), the patch as a plain [`Tape`].
//! - Form 4, keyframe: checksum (16 bytes), the root as a coded [`Tape`].

use super::{
    error::{OpError, VersionError},
    op::{CHILDREN, Op, Patch},
    tape::Tape,
};
use crate::document::{Document, Limits, Text, Value, hash_words};

const OLD_DELTA: u8 = 1;
const OLD_KEYFRAME: u8 = 2;
const DELTA: u8 = 3;
const KEYFRAME: u8 = 4;

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

/// What is kept of a version to know it again: of its document, its number, and the stamp of its parent, so that the stamps
/// of a history are a chain. It finds damage; it is no signature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp(
    /// Bytes, so that what holds a stamp need not begin at every eighth byte: histories hold many
    pub [u8; 8],
);

impl Stamp {
    /// The stamp of a version whose document has this hash.
    pub fn of(parent: Self, number: u32, hash: u128) -> Self {
        let words = [
            parent.number(),
            u64::from(number),
            hash as u64,
            (hash >> 64) as u64,
        ];
        Self((hash_words(&words) as u64).to_le_bytes())
    }

    /// The same as a number, for who writes it as text.
    pub fn number(self) -> u64 {
        u64::from_le_bytes(self.0)
    }
}

/// What a stored patch must lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// A document of this hash: form 1
    Document(u128),
    /// A version of this stamp
    Stamp(Stamp),
}

/// A stored patch.
#[derive(Clone, Debug, PartialEq)]
pub struct Delta {
    /// Leads from the parent to this version
    pub patch: Patch,
    /// What it leads to
    pub check: Check,
}

impl Delta {
    /// Whether this is the document that the delta was made for, as version `number` on a parent of that stamp.
    ///
    /// # Errors
    /// [`VersionError::Checksum`] if not.
    pub fn check(&self, parent: Stamp, number: u32, after: &Document) -> Result<(), VersionError> {
        let fits = match self.check {
            Check::Document(hash) => after.hash() == hash,
            Check::Stamp(stamp) => Stamp::of(parent, number, after.hash()) == stamp,
        };
        if fits { Ok(()) } else { Err(VersionError::Checksum) }
    }
}

/// A version as a patch on its parent.
pub fn encode_delta(patch: &Patch, stamp: Stamp) -> Vec<u8> {
    let mut bytes = vec![DELTA];
    bytes.extend(stamp.0);
    bytes.extend(patch_bytes(patch));
    bytes
}

/// A patch on its own.
pub(super) fn patch_bytes(patch: &Patch) -> Vec<u8> {
    // Most patches are no longer than this.
    let mut tape = Tape::write(Vec::with_capacity(128), false);
    // Writing cannot fail.
    let _ = tape.patch(patch);
    tape.into_bytes()
}

/// Reads what [`patch_bytes`] wrote.
pub(super) fn read_patch(bytes: &[u8]) -> Result<Patch, VersionError> {
    read_patch_within(bytes, &Limits::unlimited())
}

fn read_patch_within(bytes: &[u8], limits: &Limits) -> Result<Patch, VersionError> {
    let mut tape = Tape::read(bytes, false, limits);
    let patch = tape.patch(&Patch::default())?;
    tape.end()?;
    Ok(patch)
}

/// Whether a stored version is of the forms of this release, so that it can be kept as it is.
pub fn is_current(delta: Option<&[u8]>, keyframe: Option<&[u8]>) -> bool {
    delta.is_none_or(|bytes| split_delta(bytes).is_ok())
        && keyframe.is_none_or(|bytes| keyframe_hash(bytes).is_ok())
        && (delta.is_some() || keyframe.is_some())
}

/// The stamp and the patch of a delta, unread.
pub(super) fn split_delta(bytes: &[u8]) -> Result<(Stamp, &[u8]), VersionError> {
    let rest = Reader::open(bytes, DELTA)?.bytes;
    let (stamp, patch) = rest.split_first_chunk::<8>().ok_or_else(short)?;
    Ok((Stamp(*stamp), patch))
}

/// The hash that a keyframe says its document has.
pub(super) fn keyframe_hash(bytes: &[u8]) -> Result<u128, VersionError> {
    Reader::open(bytes, KEYFRAME)?.checksum()
}

/// Reads a patch written by [`encode_delta`], of this or an earlier release.
///
/// # Errors
/// [`VersionError`]; never panics, whatever the bytes.
pub fn decode_delta(bytes: &[u8], limits: &Limits) -> Result<Delta, VersionError> {
    if bytes.first() == Some(&DELTA) {
        let (stamp, patch) = split_delta(bytes)?;
        return Ok(Delta {
            patch: read_patch_within(patch, limits)?,
            check: Check::Stamp(stamp),
        });
    }
    let mut reader = Reader::open(bytes, OLD_DELTA)?;
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
        check: Check::Document(checksum),
    })
}

/// A version as a whole document.
pub fn encode_keyframe(document: &Document) -> Vec<u8> {
    let mut bytes = vec![KEYFRAME];
    bytes.extend(document.hash().to_le_bytes());
    let mut tape = Tape::write(bytes, true);
    // Writing cannot fail.
    let _ = tape.root(document.root());
    tape.into_bytes()
}

/// Reads a document written by [`encode_keyframe`], of this or an earlier release, and checks it.
///
/// # Errors
/// [`VersionError`]; never panics, whatever the bytes.
pub fn decode_keyframe(bytes: &[u8], limits: &Limits) -> Result<Document, VersionError> {
    let is_old = bytes.first() == Some(&OLD_KEYFRAME);
    let mut reader = Reader::open(bytes, if is_old { OLD_KEYFRAME } else { KEYFRAME })?;
    let checksum = reader.checksum()?;
    let root = if is_old {
        Value::parse_bytes(reader.bytes, limits)?
    } else {
        let mut tape = Tape::read(reader.bytes, true, limits);
        let root = tape.root(&Value::Null)?;
        tape.end()?;
        root
    };
    let document = Document::new(root, limits)?;
    if document.hash() != checksum {
        return Err(VersionError::Checksum);
    }
    Ok(document)
}

/// What is left to be read.
pub(super) struct Reader<'a> {
    pub(super) bytes: &'a [u8],
}

pub(super) use super::bits::short;

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

    pub(super) fn number(&mut self) -> Result<u64, VersionError> {
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
