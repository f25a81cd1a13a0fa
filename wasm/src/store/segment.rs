//! Records behind each other in one value, each with its length before it.
//!
//! A damaged length would make all that follows unreadable. So where the lengths do not lead from the first byte to the last, the
//! records are looked for: each begins with its mark and ends with its check. One on which others stand is guarded, and is found
//! without its length, its mark and its check as well: where the next whole one begins it ends, and the checks inside of it say where
//! it begins.
//!
//! Records that were emptied, because another one stands for them, are one entry together: a mark, how many they are (LEB128), and a
//! CRC-32 of these. So they are found like records, and no flipped bit changes their number. Earlier releases wrote a length of
//! nothing for each.

use bozzetto_core::journal::{Envelope, sealed, unsealed};

/// How a record begins.
const MARK: &[u8] = b"BZ";
/// How emptied records begin: as a record of a format that there never was.
const EMPTIED: &[u8] = b"BZ\0";
/// Bytes of an entry of emptied records at most.
const LONGEST_EMPTIED: usize = 17;
/// Damage in a row that may hide where a record begins.
const BURST: usize = 256;
/// So many emptied records are believed that the head says nothing of.
const MOST_EMPTIED: usize = 1 << 16;

/// Adds a record. Its length takes 4 bytes in generation 0, and as few as possible (LEB128) in later ones.
pub(super) fn push(segment: &mut Vec<u8>, record: &[u8], generation: u32) {
    if generation == 0 {
        segment.extend((record.len() as u32).to_le_bytes());
    } else {
        push_number(segment, record.len());
    }
    segment.extend(record);
}

fn push_number(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        bytes.push((number as u8 & 0x7f) | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// A segment of these records, in which empty ones beside each other are one entry.
pub(super) fn write_records<'a>(records: impl IntoIterator<Item = &'a [u8]>, generation: u32) -> Vec<u8> {
    let (mut segment, mut emptied) = (Vec::new(), 0);
    let close = |segment: &mut Vec<u8>, emptied: &mut usize| {
        if *emptied > 0 {
            let mut entry = EMPTIED.to_vec();
            push_number(&mut entry, std::mem::take(emptied));
            push(segment, &sealed(entry), generation);
        }
    };
    for record in records {
        if record.is_empty() {
            emptied += 1;
        } else {
            close(&mut segment, &mut emptied);
            push(&mut segment, record, generation);
        }
    }
    close(&mut segment, &mut emptied);
    segment
}

/// What an entry stands for: itself, or so many that were emptied.
fn unfold<'a>(entry: &'a [u8], most: usize, found: &mut Vec<&'a [u8]>) {
    let emptied = || {
        let may_be = entry.len() <= LONGEST_EMPTIED;
        let whole = may_be.then(|| unsealed(entry)).flatten()?;
        let whole = Some(whole).filter(|whole| whole.starts_with(EMPTIED))?;
        let number = whole.get(EMPTIED.len()..)?.iter().enumerate();
        Some(number.fold(0_usize, |number, (at, byte)| {
            number | (usize::from(byte & 0x7f).checked_shl(7 * at as u32).unwrap_or(0))
        }))
    };
    match emptied() {
        Some(number) => {
            let most = most.saturating_sub(found.len());
            found.extend(std::iter::repeat_n([].as_slice(), number.min(most)));
        }
        None => found.push(entry),
    }
}

/// The records of a segment, `count` of them if that is known. Where bytes are damaged, there is one record that is not whole, and
/// where it cannot be known how many they held, empty ones that make up the count.
pub(super) fn read_records<'a>(segment: &'a [u8], generation: u32, count: Option<usize>) -> Vec<&'a [u8]> {
    let most = count.unwrap_or(segment.len() + MOST_EMPTIED);
    let unfolded = |entries: Vec<&'a [u8]>, found: &mut Vec<&'a [u8]>| {
        entries.into_iter().for_each(|entry| unfold(entry, most, found));
    };
    let may_be = |entry: &&[u8]| entry.is_empty() || entry.starts_with(MARK);
    if let Some(entries) = led(segment, generation, 0, segment.len()).filter(|all| all.iter().all(may_be)) {
        let mut found = Vec::with_capacity(entries.len());
        unfolded(entries, &mut found);
        if count.is_none_or(|count| count == found.len()) {
            return found;
        }
    }
    let mut found: Vec<&'a [u8]> = Vec::new();
    let (mut at, mut gap, mut sync) = (0, None, Some(0));
    // Emptied ones that may be none, but zeros that came over something else.
    let mut doubtful: Vec<usize> = Vec::new();
    while at < segment.len() {
        let told = entry(segment, generation, at);
        if let Some((record, end)) = told.filter(|(record, _)| Envelope::is_whole(record)) {
            unfold(record, most, &mut found);
            at = end;
            continue;
        }
        // The length may be all that is damaged, also behind empty records.
        let zeros = match generation {
            0 => 0,
            _ => segment.iter().skip(at).take_while(|byte| **byte == 0).count(),
        };
        let here = widths(generation).find_map(|width| {
            let front = at + zeros + width;
            Some((front, Envelope::whole_in(segment.get(front..)?)?))
        });
        if let Some((front, record)) = here {
            doubtful.extend(found.len()..found.len() + zeros);
            found.extend(std::iter::repeat_n([].as_slice(), zeros));
            let mut length = Vec::new();
            push_number(&mut length, record.len());
            if generation > 0 && front > at + zeros + length.len() {
                // What was empty before it was passed over.
                gap.get_or_insert(found.len());
            }
            unfold(record, most, &mut found);
            at = front + record.len();
            continue;
        }
        if sync.is_some_and(|sync| sync <= at) {
            sync = next_whole(segment, generation, at);
        }
        let end = sync.unwrap_or(segment.len());
        // In generation 0 nothing is empty but what was overwritten with zeros.
        let is_told = |found: &Vec<&[u8]>| generation > 0 || found.iter().all(|record| !record.is_empty());
        if let Some(between) = led(segment, generation, at, end).filter(is_told) {
            // Of lengths of nothing one may have become something that took others in.
            let taken = between.iter().position(|record| !record.is_empty());
            if generation > 0 && (taken.is_some() || end - at > between.len()) {
                gap.get_or_insert(found.len() + taken.map_or(0, |at| at + 1));
            }
            let first = found.len();
            unfolded(between, &mut found);
            doubtful.extend(
                (first..found.len()).filter(|at| found.get(*at).is_some_and(|record| record.is_empty())),
            );
            at = end;
        } else if let Some((record, end)) = told.filter(|(record, to)| *to <= end && is_left(record)) {
            found.push(record);
            at = end;
        } else if let Some((front, record)) = hidden(segment, generation, at, end) {
            let mut length = Vec::new();
            push_number(&mut length, record.len());
            let width = if generation == 0 { 4 } else { length.len() };
            if front > at + width {
                // One that is damaged, or more of them.
                found.push(segment.get(at..front - width).unwrap_or_default());
                gap.get_or_insert(found.len());
            }
            found.push(record);
            at = front + record.len();
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
        fit(&mut found, count, gap, doubtful);
    }
    found
}

/// Makes as many of the records as there are known to have been. Of too many those go that damage made: `doubtful` ones and such that are not
/// whole. Of too few those are empty that are missing: behind as many as `gap` says, else at the end.
fn fit(found: &mut Vec<&[u8]>, count: usize, gap: Option<usize>, doubtful: Vec<usize>) {
    // What there is too much of came of the damage: it is never what was written last.
    let broken = |at: &usize| {
        let record = found.get(*at);
        record.is_some_and(|record| !record.is_empty() && !Envelope::is_whole(record))
    };
    let broken: Vec<usize> = (0..found.len()).filter(broken).collect();
    let made_up = doubtful.into_iter().rev().chain(broken.into_iter().rev());
    let mut is_made_up = vec![false; found.len()];
    for at in made_up.take(found.len().saturating_sub(count)) {
        if let Some(made_up) = is_made_up.get_mut(at) {
            *made_up = true;
        }
    }
    let gap = gap.map(|gap| is_made_up.iter().take(gap).filter(|made_up| !**made_up).count());
    let mut made_up = is_made_up.into_iter();
    found.retain(|_| !made_up.next().unwrap_or(false));
    let gap = gap.unwrap_or(found.len());
    let missing = count.saturating_sub(found.len());
    found.splice(gap..gap, std::iter::repeat_n([].as_slice(), missing));
    found.truncate(count);
}

/// Whether a record, however damaged, is as long as what was written: it is put right, or there is something left of it.
fn is_left(record: &[u8]) -> bool {
    Envelope::mend(record).is_some() || Envelope::salvage(record).is_some()
}

/// A guarded record whose length or beginning is damaged, by what is whole inside of it, and where it begins. It ends at `to`, or in front
/// of what was emptied there.
fn hidden(segment: &[u8], generation: u32, from: usize, to: usize) -> Option<(usize, &[u8])> {
    let found = |front: usize, end: usize| {
        let record = segment.get(front..end)?;
        (Envelope::may_be_guarded(record) && is_left(record)).then_some((front, record))
    };
    let zeros = match generation {
        0 => 0,
        _ => segment
            .get(from..to)?
            .iter()
            .rev()
            .take_while(|byte| **byte == 0)
            .count(),
    };
    // Its own check may end with zeros.
    let ends = (0..=zeros.min(BURST)).rev().map(|zeros| to - zeros);
    let mut at_once = ends.flat_map(|end| widths(generation).map(move |width| (from + width, end)));
    at_once.find_map(|(front, end)| found(front, end)).or_else(|| {
        let fronts = from + 1..to.min(from + 2 * BURST);
        fronts.into_iter().find_map(|front| found(front, to))
    })
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

    /// Records, in some places emptied ones.
    fn records(emptied: &[(usize, usize)]) -> Vec<Vec<u8>> {
        let mut records: Vec<Vec<u8>> = (0..12).map(record).collect();
        for (at, number) in emptied {
            records.splice(at..at, vec![Vec::new(); *number]);
        }
        records
    }

    /// STO-20
    #[test]
    fn a_flipped_bit_costs_at_most_the_record_that_it_hits() {
        // As earlier releases wrote it: a length of nothing for each that was emptied.
        let plain = |records: &[Vec<u8>], generation| {
            let mut segment = Vec::new();
            records
                .iter()
                .for_each(|record| push(&mut segment, record, generation));
            segment
        };
        let written =
            |records: &[Vec<u8>], generation| write_records(records.iter().map(Vec::as_slice), generation);
        let emptied = [&[][..], &[(4, 3)], &[(0, 9), (12, 1), (18, 200)], &[(12, 40)]];
        for (generation, emptied, is_old) in emptied
            .iter()
            .flat_map(|emptied| [(0, emptied, false), (1, emptied, false), (1, emptied, true)])
        {
            let records = records(emptied);
            let segment = if is_old {
                plain(&records, generation)
            } else {
                written(&records, generation)
            };
            assert_eq!(read_records(&segment, generation, None), records);
            assert_eq!(read_records(&segment, generation, Some(records.len())), records);
            for place in 0..segment.len() * 8 {
                let mut damaged = segment.clone();
                damaged[place / 8] ^= 1 << (place % 8);
                let read = read_records(&damaged, generation, Some(records.len()));
                assert_eq!(read.len(), records.len());
                let differ = read.iter().zip(&records).filter(|(read, record)| read != record);
                assert!(
                    differ.count() <= 1,
                    "generation {generation}, {emptied:?}, old {is_old}, bit {place}"
                );
            }
            let all = read_records(&segment, generation, Some(records.len()));
            for at in 0..segment.len() {
                // Zeros over more than one length.
                let mut damaged = segment.clone();
                damaged.iter_mut().skip(at).take(90).for_each(|byte| *byte = 0);
                let read = read_records(&damaged, generation, Some(records.len()));
                assert_eq!(read.len(), records.len());
                assert!(at < 33 || emptied.iter().any(|(at, _)| *at == 0) || read[0] == all[0]);
                let whole = |read: &&&[u8]| Envelope::is_whole(read);
                assert!(
                    generation > 0 || read.iter().filter(whole).count() >= 6,
                    "generation {generation}, byte {at}"
                );
                let _ = read_records(&segment[..at], generation, Some(records.len()));
            }
        }
    }

    /// STO-20: zeros in the middle look like emptied records; what is written behind them is there all the same.
    #[test]
    fn what_is_written_behind_damage_stays() {
        for (generation, burst) in [(0, 24), (1, 4), (1, 24), (1, 60), (1, 250)] {
            let records = records(&[]);
            let segment = write_records(records.iter().map(Vec::as_slice), generation);
            let later: Vec<Vec<u8>> = (20..25).map(record).collect();
            for at in 0..segment.len() {
                let mut damaged = segment.clone();
                damaged.iter_mut().skip(at).take(burst).for_each(|byte| *byte = 0);
                later
                    .iter()
                    .for_each(|record| push(&mut damaged, record, generation));
                let count = records.len() + later.len();
                let read = read_records(&damaged, generation, Some(count));
                assert_eq!(read.len(), count);
                assert_eq!(
                    read[records.len()..],
                    later,
                    "generation {generation}, {burst} bytes at {at}"
                );
            }
        }
    }

    /// STO-20: what stands for emptied ones may lie.
    #[test]
    fn no_number_of_emptied_records_is_believed_beyond_reason() {
        let mut entry = EMPTIED.to_vec();
        entry.extend([0xff; 12]);
        let mut segment = Vec::new();
        (0..50).for_each(|_| push(&mut segment, &sealed(entry.clone()), 0));
        assert!(read_records(&segment, 0, None).len() <= segment.len() + MOST_EMPTIED);
        assert_eq!(read_records(&segment, 0, Some(7)).len(), 7);
    }
}
