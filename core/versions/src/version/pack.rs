//! A history as one file: blocks of versions, each with a document of its own, and what it takes to mend damage.
//!
//! ```text
//! form=6 | guarded (see `guard`): per block its length (u32, little endian), its bytes (see `block`), its length again; oldest first
//! ```
//! Blocks are found from both ends, so that one whose length is damaged takes along no others.
//!
//! So what a version costs to read, and what damage beyond mending can cost, is bounded by a block, however long the history
//! is. Form 5 was one block with a CRC-32 behind it; it is read, and no longer written.

use std::ops::Range;

use super::error::VersionError;
use crate::checksum::{crc32, flipped_bit};
use crate::guard::{Guarded, guard, guarded, sound};

const FORM: u8 = 6;
const OLD_FORM: u8 = 5;
/// What the changes of a block weigh, as a multiple of its document.
const CHANGES_PER_DOCUMENT: usize = 2;
/// What a change weighs, about.
const CHANGE: usize = 40;
/// So many bytes of parity say that nothing is missing in front of them.
const KNOWN_BY: usize = 16;
const LEAST: usize = 32;
const MOST: usize = 512;

fn corrupt(what: &'static str) -> VersionError {
    VersionError::Corrupt { what }
}

/// Packs versions, by number, whose documents weigh about `whole` bytes.
pub(super) fn pack(
    numbers: &[u32],
    whole: usize,
    block: impl Fn(u32, u32) -> Result<Vec<u8>, VersionError>,
) -> Result<Vec<u8>, VersionError> {
    let most = (CHANGES_PER_DOCUMENT * whole / CHANGE).clamp(LEAST, MOST);
    let blocks = numbers.len().div_ceil(most).max(1);
    let mut bytes = vec![FORM];
    for numbers in numbers.chunks(numbers.len().div_ceil(blocks).max(1)) {
        if let (Some(first), Some(last)) = (numbers.first(), numbers.last()) {
            let block = block(*first, *last)?;
            let length = (block.len() as u32).to_le_bytes();
            bytes.extend(length);
            bytes.extend(block);
            bytes.extend(length);
        }
    }
    guard(&mut bytes, 1);
    Ok(bytes)
}

/// The blocks of what [`pack`] wrote.
pub(super) fn unpack(bytes: &[u8]) -> Result<Vec<&[u8]>, VersionError> {
    let unfit = corrupt("its checksum does not fit");
    match bytes.split_first() {
        None => Err(corrupt("it ends too early")),
        Some((&FORM, inner)) => match sound(inner).map(split) {
            Some((blocks, true)) if !blocks.is_empty() => Ok(blocks),
            Some(_) => Err(corrupt("a block is cut")),
            None => Err(unfit),
        },
        Some((&OLD_FORM, _)) => match bytes.split_last_chunk::<4>() {
            Some((body, sum)) if crc32(body) == u32::from_le_bytes(*sum) => Ok(vec![body]),
            _ => Err(unfit),
        },
        Some((form, _)) => Err(VersionError::UnknownForm { form: *form }),
    }
}

/// A block of damaged bytes.
pub(super) struct Left {
    pub(super) bytes: Vec<u8>,
    /// Nothing of it was hit
    pub(super) is_sound: bool,
    /// Bytes in front of the first one that was hit, as far as that is known
    pub(super) whole: usize,
}

/// The blocks that are left of damaged bytes, and whether that is all of them as they were.
pub(super) fn salvage(bytes: &[u8]) -> (Vec<Left>, bool) {
    let all = |blocks: Vec<&[u8]>, is_sound: bool| {
        let left = blocks.into_iter().map(|bytes| Left {
            bytes: bytes.to_vec(),
            is_sound,
            whole: if is_sound { bytes.len() } else { 0 },
        });
        (left.collect(), is_sound)
    };
    if let Ok(blocks) = unpack(bytes) {
        return all(blocks, true);
    }
    let inner = bytes.get(1..).unwrap_or_default();
    // The first byte may be what was damaged.
    let guarded = guarded(inner);
    if let Some(Guarded::Sound(inner) | Guarded::Mended(inner)) = &guarded
        && let (blocks, true) = split(inner)
    {
        return all(blocks, true);
    }
    if let Some(block) = mended_old(bytes) {
        return all(vec![&block], true);
    }
    if bytes.first() == Some(&OLD_FORM) {
        let body = bytes.split_last_chunk::<4>().map_or(bytes, |(body, _)| body);
        return all(vec![body], false);
    }
    let (inner, lost) = match guarded {
        // Where nothing fits, what is left is as long as guarded bytes by chance.
        Some(Guarded::Damaged(whole, lost)) if lost.iter().map(Range::len).sum::<usize>() == whole.len() => {
            return cut(inner);
        }
        Some(Guarded::Damaged(inner, lost)) => (inner, lost),
        Some(Guarded::Sound(inner) | Guarded::Mended(inner)) => (inner, Vec::new()),
        None => return cut(inner),
    };
    let mut at = 0;
    let left = split(&inner).0.into_iter().map(|bytes| {
        // Where there may be more there is nothing.
        let lengths = if bytes.is_empty() { 0 } else { 8 };
        let range = at..at + bytes.len() + lengths;
        at = range.end;
        let hits = lost
            .iter()
            .filter(|lost| lost.start < range.end && range.start < lost.end);
        let first = hits.map(|lost| lost.start.saturating_sub(range.start + 4)).min();
        Left {
            bytes: bytes.to_vec(),
            is_sound: first.is_none() && !bytes.is_empty(),
            whole: first.unwrap_or(bytes.len()),
        }
    });
    (left.collect(), false)
}

/// The blocks of guarded bytes that are not as long as what was written: they were cut, and begin as they were.
fn cut(inner: &[u8]) -> (Vec<Left>, bool) {
    let (mut whole, mut rest) = (Vec::new(), inner);
    while let Some((block, after)) = first_block(rest) {
        whole.push(block);
        rest = after;
    }
    let mut again = inner.get(..inner.len() - rest.len()).unwrap_or_default().to_vec();
    guard(&mut again, 0);
    // Only of what they are made again from something is missing.
    let is_all = !whole.is_empty() && rest.len() >= KNOWN_BY && again.starts_with(inner);
    let blocks = if is_all { whole } else { split(inner).0 };
    let left = |bytes: &[u8]| Left {
        bytes: bytes.to_vec(),
        is_sound: is_all,
        whole: bytes.len(),
    };
    let mut left: Vec<Left> = blocks.into_iter().map(left).collect();
    if !is_all {
        // Nobody knows what else was behind them.
        left.push(Left {
            bytes: Vec::new(),
            is_sound: false,
            whole: 0,
        });
    }
    (left, is_all)
}

/// The block of an old file in which one bit was flipped.
fn mended_old(bytes: &[u8]) -> Option<Vec<u8>> {
    let (body, sum) = bytes.split_last_chunk::<4>()?;
    let place = flipped_bit(crc32(body) ^ u32::from_le_bytes(*sum), bytes.len())?;
    let mut body = body.to_vec();
    if let Some(byte) = body.get_mut(place / 8) {
        *byte ^= 1 << (place % 8);
    }
    (body.first() == Some(&OLD_FORM)).then_some(body)
}

/// Blocks, from the front and then from the back as far as they are found, and whether that is all. An empty one stands for those
/// of which nobody knows how many they are.
fn split(mut rest: &[u8]) -> (Vec<&[u8]>, bool) {
    let mut blocks = Vec::new();
    while let Some((block, after)) = first_block(rest) {
        blocks.push(block);
        rest = after;
    }
    let is_all = rest.is_empty();
    let mut behind = Vec::new();
    while let Some((before, block)) = last_block(rest) {
        behind.push(block);
        rest = before;
    }
    let length = |bytes: Option<&[u8; 4]>| bytes.map(|bytes| u32::from_le_bytes(*bytes) as usize);
    let (first, last) = (length(rest.first_chunk()), length(rest.last_chunk()));
    if let (Some(first), Some(last), Some(cut)) = (
        first,
        last,
        rest.len().checked_sub(4).and_then(|end| rest.get(4..end)),
    ) {
        // What is between them may be a block whose lengths are damaged, or the beginning of one that was cut.
        let two = first.checked_add(last).and_then(|both| both.checked_add(8));
        if two == Some(cut.len()) && first > 0 && last > 0 {
            // Two that were hit where they meet.
            blocks.extend(cut.get(..first));
            blocks.extend(cut.get(first + 8..));
        } else {
            blocks.push(cut);
            if first != cut.len() && last != cut.len() {
                // Or there are more in it.
                blocks.push(&[]);
            }
        }
    } else if !rest.is_empty() {
        blocks.push(&[]);
    }
    blocks.extend(behind.into_iter().rev());
    (blocks, is_all)
}

fn first_block(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (block, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    let (again, rest) = rest.split_first_chunk::<4>()?;
    (again == length).then_some((block, rest))
}

fn last_block(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (rest, length) = bytes.split_last_chunk::<4>()?;
    let at = rest.len().checked_sub(u32::from_le_bytes(*length) as usize)?;
    let (rest, block) = rest.split_at_checked(at)?;
    let (rest, again) = rest.split_last_chunk::<4>()?;
    (again == length).then_some((rest, block))
}
