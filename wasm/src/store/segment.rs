//! Records behind each other in one value, each with its length before it.
//!
//! A damaged length would make all that follows unreadable. So where the lengths do not lead from the first byte to the last, the
//! records are looked for: each begins with its mark and ends with its check.

use bozzetto_core::journal::Envelope;

/// How a record begins.
const MARK: &[u8] = b"BZ";

/// Adds a record. Its length takes 4 bytes in generation 0, and as few as possible (LEB128) in later ones.
pub(super) fn push(segment: &mut Vec<u8>, record: &[u8], generation: u32) {
    let mut length = record.len();
    if generation == 0 {
        segment.extend((length as u32).to_le_bytes());
    } else {
        while length >= 0x80 {
            segment.push((length as u8 & 0x7f) | 0x80);
            length >>= 7;
        }
        segment.push(length as u8);
    }
    segment.extend(record);
}

/// The records of a segment, `count` of them if that is known. Where bytes are damaged, there is one record that is not whole, and
/// where it cannot be known how many they held, empty ones that make up the count.
pub(super) fn read_records(segment: &[u8], generation: u32, count: Option<usize>) -> Vec<&[u8]> {
    let is_counted = |found: &Vec<&[u8]>| count.is_none_or(|count| count == found.len());
    if let Some(found) = led(segment, generation, 0, segment.len()).filter(is_counted) {
        return found;
    }
    let mut found: Vec<&[u8]> = Vec::new();
    let (mut at, mut gap, mut sync) = (0, None, Some(0));
    while at < segment.len() {
        let told = entry(segment, generation, at);
        if let Some((record, end)) = told.filter(|(record, _)| Envelope::is_whole(record)) {
            found.push(record);
            at = end;
            continue;
        }
        // The length may be all that is damaged; before an empty record there is none to find.
        let is_empty = told.is_some_and(|(record, _)| record.is_empty());
        let here = || {
            widths(generation)
                .find_map(|width| Some((width, Envelope::whole_in(segment.get(at + width..)?)?)))
        };
        if !is_empty && let Some((width, record)) = here() {
            // What was empty before it was passed over.
            gap.get_or_insert(found.len());
            found.push(record);
            at += width + record.len();
            continue;
        }
        if sync.is_some_and(|sync| sync <= at) {
            sync = next_whole(segment, generation, at);
        }
        let end = sync.unwrap_or(segment.len());
        // In generation 0 nothing is empty but what was overwritten with zeros.
        let is_told = |found: &Vec<&[u8]>| generation > 0 || found.iter().all(|record| !record.is_empty());
        if let Some(mut between) = led(segment, generation, at, end).filter(is_told) {
            // A length of nothing in two bytes was two of them.
            if between.iter().all(|record| record.is_empty()) && end - at > between.len() {
                gap.get_or_insert(found.len());
            }
            found.append(&mut between);
            at = end;
        } else if let (None, Some((record, end))) = (sync, told) {
            found.push(record);
            at = end;
        } else {
            let is_front = |width: &usize| {
                segment
                    .get(at + width..)
                    .is_some_and(|rest| rest.starts_with(MARK))
            };
            let front = widths(generation).find(is_front).unwrap_or(1);
            found.push(segment.get(at + front..end).unwrap_or_default());
            gap.get_or_insert(found.len());
            at = end;
        }
    }
    if let Some(count) = count {
        let gap = gap.unwrap_or(found.len());
        let missing = count.saturating_sub(found.len());
        found.splice(gap..gap, std::iter::repeat_n([].as_slice(), missing));
        found.truncate(count);
    }
    found
}

/// The records between two places, if the lengths lead from one to the other.
fn led(segment: &[u8], generation: u32, from: usize, to: usize) -> Option<Vec<&[u8]>> {
    let (mut at, mut found) = (from, Vec::new());
    while at < to {
        let (record, end) = entry(segment, generation, at)?;
        found.push(record);
        at = end;
    }
    (at == to).then_some(found)
}

/// Where the next whole record behind a place begins, with its length.
fn next_whole(segment: &[u8], generation: u32, behind: usize) -> Option<usize> {
    let marks = segment.windows(MARK.len()).enumerate().skip(behind + 1);
    marks.filter(|(_, bytes)| *bytes == MARK).find_map(|(mark, _)| {
        widths(generation).find_map(|width| {
            let start = mark.checked_sub(width).filter(|start| *start > behind)?;
            let (record, end) = entry(segment, generation, start)?;
            (end - record.len() == mark && Envelope::is_whole(record)).then_some(start)
        })
    })
}

/// How many bytes a length can take.
fn widths(generation: u32) -> std::ops::RangeInclusive<usize> {
    if generation == 0 { 4..=4 } else { 1..=5 }
}

/// What a length says is a record, and where it ends.
fn entry(segment: &[u8], generation: u32, at: usize) -> Option<(&[u8], usize)> {
    let rest = segment.get(at..)?;
    let (mut length, mut width) = (0, 4);
    if generation == 0 {
        length = u32::from_le_bytes(*rest.first_chunk()?) as usize;
    } else {
        for (place, shift) in (0..32).step_by(7).enumerate() {
            let byte = rest.get(place)?;
            length |= usize::from(byte & 0x7f) << shift;
            width = place + 1;
            if *byte < 0x80 {
                break;
            }
        }
    }
    let record = rest.get(width..)?.get(..length)?;
    Some((record, at + width + length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bozzetto_core::journal::SectionTag;

    fn record(at: usize) -> Vec<u8> {
        let mut envelope = Envelope::default();
        envelope.set(SectionTag(99), vec![at as u8; 20 + at * 17 % 150]);
        envelope.encode()
    }

    /// STO-20
    #[test]
    fn a_flipped_bit_costs_at_most_the_record_that_it_hits() {
        for generation in [0, 1] {
            let mut records: Vec<Vec<u8>> = (0..12).map(record).collect();
            if generation > 0 {
                // One that stands for several.
                records.splice(4..4, [vec![], vec![], vec![]]);
            }
            let mut segment = Vec::new();
            records
                .iter()
                .for_each(|record| push(&mut segment, record, generation));
            assert_eq!(read_records(&segment, generation, None), records);
            for place in 0..segment.len() * 8 {
                let mut damaged = segment.clone();
                damaged[place / 8] ^= 1 << (place % 8);
                let read = read_records(&damaged, generation, Some(records.len()));
                assert_eq!(read.len(), records.len());
                let differ = read.iter().zip(&records).filter(|(read, record)| read != record);
                let lost = records
                    .iter()
                    .filter(|record| !record.is_empty() && !read.contains(&record.as_slice()));
                assert!(lost.count() <= 1);
                // A flip in what stands for empty ones may move them by some numbers.
                assert!(
                    generation > 0 || differ.count() <= 1,
                    "generation {generation}, bit {place}"
                );
            }
            for at in 0..segment.len() {
                // Zeros over more than one length.
                let mut damaged = segment.clone();
                damaged.iter_mut().skip(at).take(90).for_each(|byte| *byte = 0);
                let read = read_records(&damaged, generation, Some(records.len()));
                assert_eq!(read.len(), records.len());
                assert!(at < 33 || read[0] == records[0]);
                let whole = |read: &&&[u8]| Envelope::is_whole(read);
                assert!(
                    generation > 0 || read.iter().filter(whole).count() >= 6,
                    "generation {generation}, byte {at}"
                );
                let _ = read_records(&segment[..at], generation, Some(records.len()));
            }
        }
    }
}
