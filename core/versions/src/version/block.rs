//! Many versions as one piece: one document, and what leads from it to all the others.
//!
//! ```text
//! form=5 | count | per version: step from the number before, step back to the parent, link | 8 bytes of stamp each |
//! the document of the last version and the patches of the others, newest first, as one coded tape
//! ```
//! The last version is the one that is whole, so opening costs one document however many versions there are. The others
//! hang on each other by links: 0 is a patch on the parent, n a patch that leads back from the version n higher.

use std::sync::{Mutex, OnceLock};

use super::{codec::Reader, codec::Stamp, error::VersionError, op::Patch, tape::Tape};
use crate::document::{Document, Limits, Value};

const BLOCK: u8 = 5;
/// Versions of one block at most.
const MOST: u32 = 1 << 20;

/// A version as it stands in a block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) number: u32,
    pub(super) parent: u32,
    /// The version that its patch starts from; its own number: it is whole
    pub(super) from: u32,
    pub(super) stamp: Stamp,
}

/// Versions as they are stored; they are read from the newest on, as far back as is wanted.
pub(super) struct Block {
    bytes: Box<[u8]>,
    /// Newest first
    patches: Box<[OnceLock<Patch>]>,
    read: Mutex<Read>,
}

/// How far a block was read.
#[derive(Default)]
struct Read {
    /// Behind the document or the last patch; none before anything was read, and when all was
    tape: Option<Box<Tape>>,
    patches: usize,
    failed: Option<VersionError>,
}

impl std::fmt::Debug for Block {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Block({} bytes)", self.bytes.len())
    }
}

/// Packs versions, oldest first, the last one whole.
pub(super) fn pack(links: &[Link], document: &Document, patch: impl Fn(u32) -> Option<Patch>) -> Vec<u8> {
    let mut head = Tape::write(vec![BLOCK], false);
    // Writing cannot fail.
    let _ = head.number(0, links.len() as u32);
    let mut before = 0;
    for link in links {
        let _ = head.number(0, link.number.wrapping_sub(before));
        let _ = head.number(0, link.number.wrapping_sub(link.parent));
        let back = if link.from == link.parent {
            0
        } else {
            link.from.wrapping_sub(link.number)
        };
        let _ = head.number(0, back);
        before = link.number;
    }
    let mut bytes = head.into_bytes();
    for link in links {
        bytes.extend(link.stamp.0);
    }
    let mut tape = Tape::write(bytes, true);
    let _ = tape.root(document.root());
    for link in links.iter().rev().skip(1) {
        let _ = tape.patch(&patch(link.number).unwrap_or_default());
    }
    tape.into_bytes()
}

fn corrupt(what: &'static str) -> VersionError {
    VersionError::Corrupt { what }
}

/// Reads what [`pack`] wrote, but for its documents and patches.
pub(super) fn unpack(bytes: &[u8]) -> Result<(Vec<Link>, Block), VersionError> {
    let (form, rest) = bytes.split_first().ok_or_else(|| corrupt("it ends too early"))?;
    if *form != BLOCK {
        return Err(VersionError::UnknownForm { form: *form });
    }
    let mut head = Reader { bytes: rest };
    let mut number = || u32::try_from(head.number()?).map_err(|_| corrupt("a number is too large"));
    let count = number()?;
    if count == 0 || count > MOST {
        return Err(corrupt("it holds no versions, or too many"));
    }
    let mut links: Vec<Link> = Vec::with_capacity((count as usize).min(rest.len()));
    let mut before = 0_u32;
    for place in 1..=count {
        let step = number()?;
        let own = before.checked_add(step).filter(|_| step > 0);
        let own = own.ok_or_else(|| corrupt("its numbers do not rise"))?;
        let parent = own.checked_sub(number()?).filter(|parent| *parent < own);
        let parent = parent.ok_or_else(|| corrupt("a version has no parent"))?;
        let back = number()?;
        let from = match back {
            _ if place == count => own,
            0 => parent,
            back => match own.wrapping_add(back) {
                // What it came from was lost: it is whole.
                0 => 0,
                later if later > own => later,
                _ => return Err(corrupt("a version hangs on nothing")),
            },
        };
        links.push(Link {
            number: own,
            parent,
            from,
            stamp: Stamp::default(),
        });
        before = own;
    }
    let mut rest = head.bytes;
    for link in &mut links {
        let (stamp, behind) = rest
            .split_first_chunk::<8>()
            .ok_or_else(|| corrupt("it ends too early"))?;
        link.stamp = Stamp(*stamp);
        rest = behind;
    }
    let block = Block {
        bytes: rest.into(),
        patches: links.iter().skip(1).map(|_| OnceLock::new()).collect(),
        read: Mutex::default(),
    };
    Ok((links, block))
}

/// The first and the last number of a block of which this is the front, as far as it is whole: the last one at least.
pub(super) fn claimed(front: &[u8]) -> Option<(u32, u32)> {
    let (form, rest) = front.split_first()?;
    let mut head = Reader { bytes: rest };
    let mut number = || u32::try_from(head.number().ok()?).ok();
    let count = number().filter(|count| *form == BLOCK && *count > 0 && *count <= MOST)?;
    let (mut first, mut last) = (None, 0_u32);
    for place in 0..count {
        let Some(step) = number() else {
            // Numbers rise.
            last = last.checked_add(count - place)?;
            break;
        };
        last = last.checked_add(step).filter(|_| step > 0)?;
        first = first.or(Some(last));
        let _links = (number(), number());
    }
    Some((first?, last))
}

/// What a block may come to: more than any honest one does, less than what a few hostile bytes could be blown up to.
fn bounds() -> Limits {
    Limits {
        values: 20_000_000,
        ops: 20_000_000,
        document_bytes: 1 << 28,
        ..Limits::unlimited()
    }
}

impl Block {
    /// The document of its last version, unchecked.
    pub(super) fn document(&self) -> Result<Document, VersionError> {
        let (tape, root) = self.begin()?;
        if let Ok(mut read) = self.read.lock()
            && read.tape.is_none()
            && read.patches == 0
        {
            read.tape = Some(tape);
        }
        Ok(Document::new(root, &bounds())?)
    }

    /// Reads the document.
    fn begin(&self) -> Result<(Box<Tape>, Value), VersionError> {
        let mut tape = Box::new(Tape::read(&self.bytes, true, &bounds()));
        let root = tape.root(&Value::Null)?;
        Ok((tape, root))
    }

    /// The patch of the n-th version from the end, the last one being the 0th and having none. Those behind it are read first,
    /// once.
    pub(super) fn patch(&self, place: usize) -> Result<&Patch, VersionError> {
        let none = || corrupt("a version has no patch");
        let at = place.checked_sub(1).ok_or_else(none)?;
        let wanted = self.patches.get(at).ok_or_else(none)?;
        if wanted.get().is_none() {
            let mut read = self.read.lock().map_err(|_| none())?;
            while read.patches <= at {
                if let Some(error) = &read.failed {
                    return Err(error.clone());
                }
                if let Err(error) = self.next(&mut read) {
                    read.tape = None;
                    read.failed = Some(error);
                }
            }
        }
        wanted.get().ok_or_else(none)
    }

    /// Reads one more patch.
    fn next(&self, read: &mut Read) -> Result<(), VersionError> {
        let mut tape = match read.tape.take() {
            Some(tape) => tape,
            None => self.begin()?.0,
        };
        let patch = tape.patch(&Patch::default())?;
        if let Some(place) = self.patches.get(read.patches) {
            let _ = place.set(patch);
        }
        read.patches += 1;
        if read.patches < self.patches.len() {
            read.tape = Some(tape);
        }
        Ok(())
    }

    /// Bytes it takes.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }
}
