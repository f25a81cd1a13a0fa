//! What says where the records of a stream are.

use bozzetto_core::journal::{sealed, unsealed};
use bozzetto_core::sorted::SortedMap;

/// More than one bit away from those before it.
const FORMAT: u8 = 4;
/// Without checks.
const UNCHECKED: u8 = 2;
/// Without generations as well.
const OLDEST: u8 = 1;
/// Bytes before the segments: format, next number, count.
const FRONT: usize = 13;
/// Bytes that each segment takes in a header.
const EACH: usize = 16;
/// Bytes of a check.
const CHECK: usize = 4;
/// Records that may be missing from a stream without making its numbers incredible.
pub(super) const MOST_MISSING: u64 = 1 << 16;
/// The size of a segment whose value is the one from before or the one from after.
pub(super) const CHANGING: u32 = u32::MAX;

/// What stands before the head of the engine.
#[derive(Default)]
pub(super) struct Header {
    pub(super) next_seq: u64,
    pub(super) segments: Vec<Segment>,
    pub(super) head: Vec<u8>,
    /// Bytes that it takes on the host now
    pub(super) stored: usize,
    /// It was damaged, and made again from the segments
    pub(super) is_remade: bool,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) struct Segment {
    pub(super) first_seq: u64,
    /// [`CHANGING`] while other records are put in place of those in it
    pub(super) bytes: u32,
    /// How often its records were given another key
    pub(super) generation: u32,
}

impl Segment {
    pub(super) fn key(&self, stream: &str) -> String {
        match self.generation {
            0 => format!("s/{stream}/{}", self.first_seq),
            generation => format!("s/{stream}/{}.{generation}", self.first_seq),
        }
    }

    /// What of its value the header speaks of. Behind that, in the last one, is what was never acknowledged.
    pub(super) fn spoken_of<'a>(&self, value: &'a [u8], is_last: bool) -> &'a [u8] {
        let said = value.get(..self.bytes as usize).filter(|_| is_last);
        said.unwrap_or(value)
    }
}

impl Header {
    /// It speaks of nothing: its stream is about to be removed.
    pub(super) fn is_removed(&self) -> bool {
        !self.is_remade && self.next_seq == 0 && self.segments.is_empty() && self.head.is_empty()
    }

    /// The segments, each with the number behind its last record.
    pub(super) fn ends(&self) -> impl Iterator<Item = (Segment, u64)> {
        let ends = self.segments.iter().skip(1).map(|next| next.first_seq);
        self.segments.iter().copied().zip(ends.chain([self.next_seq]))
    }

    pub(super) fn len(&self) -> usize {
        FRONT + EACH * self.segments.len() + CHECK + self.head.len() + CHECK
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let mut front = Vec::with_capacity(self.len());
        front.push(FORMAT);
        front.extend(self.next_seq.to_le_bytes());
        front.extend((self.segments.len() as u32).to_le_bytes());
        for segment in &self.segments {
            front.extend(segment.first_seq.to_le_bytes());
            front.extend(segment.bytes.to_le_bytes());
            front.extend(segment.generation.to_le_bytes());
        }
        let mut bytes = sealed(front);
        bytes.extend(sealed(self.head.clone()));
        bytes
    }

    /// None if the bytes are not a header, or one whose segments do not add up.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut header = match *bytes.first()? {
            OLDEST | UNCHECKED => {
                let mut rest = bytes;
                let mut header = Self::fields(&mut rest)?;
                header.head = rest.to_vec();
                header
            }
            _ => {
                let most = Self::most_segments(bytes);
                let said = bytes.get(9..).and_then(|mut bytes| take(&mut bytes));
                let said = said.map(|count| u32::from_le_bytes(count) as usize);
                // The count may be what is damaged.
                said.filter(|count| *count <= most)
                    .into_iter()
                    .chain(0..=most)
                    .find_map(|count| Self::checked(bytes, count))?
            }
        };
        header.stored = bytes.len();
        Some(header)
    }

    /// How many segments so many bytes can speak of.
    fn most_segments(bytes: &[u8]) -> usize {
        bytes.len().saturating_sub(FRONT + 2 * CHECK) / EACH
    }

    /// A header of so many segments, if it passes its check.
    fn checked(bytes: &[u8], count: usize) -> Option<Self> {
        let (front, head) = bytes.split_at_checked(FRONT + EACH * count + CHECK)?;
        let front = unsealed(front)?;
        let mut rest = front.as_slice();
        let mut header = Self::fields(&mut rest)?;
        header.head = unsealed(head).unwrap_or_default();
        (front.first() == Some(&FORMAT) && rest.is_empty()).then_some(header)
    }

    /// The head of the engine behind a header that is damaged: whatever passes its check.
    pub(super) fn head_behind(bytes: &[u8]) -> Vec<u8> {
        (0..=Self::most_segments(bytes))
            .find_map(|count| unsealed(bytes.get(FRONT + EACH * count + CHECK..)?))
            .unwrap_or_default()
    }

    /// Over the segments that reach furthest, those of the latest generation where several do.
    pub(super) fn over(found: &SortedMap<u64, Vec<(Segment, u64)>>) -> Self {
        let mut best: SortedMap<u64, (Segment, u64, u64)> = SortedMap::default();
        let mut starts: Vec<_> = found.iter().collect();
        starts.reverse();
        for (first, segments) in starts {
            let reach = |end: u64| best.get(&end).map_or(end, |(.., reach)| *reach);
            let here = segments
                .iter()
                .map(|(segment, end)| (*segment, *end, if end > first { reach(*end) } else { *end }))
                .max_by_key(|(segment, _, reach)| (*reach, segment.generation));
            if let Some(here) = here {
                best.insert(*first, here);
            }
        }
        let mut header = Self {
            is_remade: true,
            ..Self::default()
        };
        for (first, (segment, end, _)) in best.iter() {
            // What an earlier one holds already was replaced by it, or was to replace it.
            if *first < header.next_seq || first == end || *first > header.next_seq + MOST_MISSING {
                continue;
            }
            if header.segments.is_empty() && *first > 0 {
                // Its records are missing, their numbers are not.
                header.segments.push(Segment {
                    first_seq: 0,
                    bytes: 0,
                    generation: 0,
                });
            }
            header.segments.push(*segment);
            header.next_seq = *end;
        }
        header
    }

    /// What stands before the head, taken off the bytes.
    fn fields(bytes: &mut &[u8]) -> Option<Self> {
        let [format] = take(bytes)?;
        if ![OLDEST, UNCHECKED, FORMAT].contains(&format) {
            return None;
        }
        let next_seq = u64::from_le_bytes(take(bytes)?);
        let count = u32::from_le_bytes(take(bytes)?);
        let mut segments = Vec::new();
        let mut at_least = 0;
        for _ in 0..count {
            let first_seq = u64::from_le_bytes(take(bytes)?);
            // Damaged numbers must not lead to endless loops over records that nobody has.
            if first_seq < at_least || first_seq >= next_seq || segments.is_empty() != (first_seq == 0) {
                return None;
            }
            let size = u32::from_le_bytes(take(bytes)?);
            at_least = first_seq + 1;
            let generation = match format {
                OLDEST => 0,
                _ => u32::from_le_bytes(take(bytes)?),
            };
            segments.push(Segment {
                first_seq,
                bytes: size,
                generation,
            });
        }
        let least = |segment: &Segment| if segment.generation > 0 { 1 } else { 4 };
        let most: u64 = segments
            .iter()
            .map(|segment| match segment.bytes {
                CHANGING => MOST_MISSING,
                bytes => u64::from(bytes) / least(segment),
            })
            .sum();
        let missing = if format == FORMAT { MOST_MISSING } else { 0 };
        (next_seq <= most + missing).then(|| Self {
            next_seq,
            segments,
            ..Self::default()
        })
    }
}

/// Stream, first number and generation of a segment, by its key.
pub(super) fn segment_of(key: &str) -> Option<(&str, u64, u32)> {
    let (stream, name) = key.strip_prefix("s/")?.rsplit_once('/')?;
    let (first_seq, generation) = named(name)?;
    Some((stream, first_seq, generation))
}

/// The stream of a segment, by its key.
pub(super) fn stream_of(key: &str) -> Option<&str> {
    segment_of(key).map(|(stream, ..)| stream)
}

fn named(name: &str) -> Option<(u64, u32)> {
    match name.split_once('.') {
        Some((first, generation)) => Some((first.parse().ok()?, generation.parse().ok()?)),
        None => Some((name.parse().ok()?, 0)),
    }
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*taken)
}
