//! Old versions packed together: one record that stands for many, in their place.

use super::StoredRecord;
use super::record::{Covered, Reading, version_of};
use crate::document::Limits;
use crate::journal::{Entry, Envelope, SectionTag};
use crate::version::History;
use crate::workflow::design::DesignState;

/// A record that stands on its own.
struct Single {
    seq: u64,
    bytes: usize,
    /// Its entry and the version in it; nothing where it cannot be packed
    content: Option<(Entry, Option<u32>)>,
}

/// Versions of a packed record at most: what its loss would cost.
pub(super) const MOST_PACKED: usize = 256;
/// Of so many versions one is compared to its last sign before a piece is written.
const SPELLED_EVERY: u32 = 16;
/// Versions that are worth a packed record.
pub(super) const LEAST_PACKED: usize = 8;

/// What packs the old versions of a stream but for the `keep` latest: records to be put in the place of others, the packed ones
/// first, and how many versions are in them. A packed one has `most` versions, and is smaller than those that it stands for.
pub(super) fn compress(
    records: &[StoredRecord],
    keep: usize,
    most: usize,
    limits: &Limits,
) -> (Vec<StoredRecord>, u32) {
    let mut state = DesignState::default();
    let mut covered = Covered::default();
    let mut singles: Vec<Single> = Vec::new();
    let (mut emptied, mut is_sound) = (Vec::new(), false);
    let empty = |seq| StoredRecord {
        seq,
        bytes: Vec::new(),
    };
    for stored in records {
        let replayed = covered.replay(stored.seq, &stored.bytes, &mut state, limits, Reading::Lazy);
        let Some(replayed) = replayed else {
            // A stop left it behind when another one was put in its place.
            emptied.extend((is_sound && !stored.bytes.is_empty()).then(|| empty(stored.seq)));
            continue;
        };
        let single = |content| Single {
            seq: stored.seq,
            bytes: stored.bytes.len(),
            content,
        };
        let plain = Envelope::decode(&stored.bytes).is_ok_and(|envelope| envelope.is_plain());
        let Ok(replayed) = replayed else {
            singles.push(single(None));
            continue;
        };
        is_sound = replayed.lost == 0 && !replayed.mended;
        let entry = replayed.entries.into_iter().next();
        singles.push(single(entry.filter(|_| plain && is_sound).map(|entry| {
            let number = version_of(&entry.events).map(|(number, ..)| number);
            (entry, number)
        })));
    }
    let versions = |singles: &[Single]| {
        let numbers = singles.iter().filter_map(|single| single.content.as_ref()?.1);
        numbers.collect::<Vec<u32>>()
    };
    let all = versions(&singles).len();
    let mut left = all.saturating_sub(keep);
    let (mut packed, mut count) = (Vec::new(), 0);
    let mut rest = singles.as_slice();
    while left >= LEAST_PACKED {
        // As far as the records follow on each other and can be packed.
        let skipped = rest.iter().take_while(|single| single.content.is_none()).count();
        rest = rest.get(skipped..).unwrap_or_default();
        let mut taken = 0;
        let mut held = 0;
        for (at, single) in rest.iter().enumerate() {
            let follows = rest
                .first()
                .is_some_and(|first| single.seq == first.seq + at as u64);
            let Some((_, number)) = single.content.as_ref().filter(|_| follows) else {
                break;
            };
            if held == left.min(most) {
                break;
            }
            held += usize::from(number.is_some());
            taken = at + 1;
        }
        let (group, behind) = rest.split_at_checked(taken).unwrap_or((rest, &[]));
        rest = behind;
        if group.is_empty() {
            break;
        }
        left = left.saturating_sub(held);
        if held >= LEAST_PACKED
            && let Some(record) = packed_record(group, &versions(group), &state)
            && record.len() < group.iter().map(|single| single.bytes).sum()
        {
            count += held as u32;
            let mut seqs = group.iter().map(|single| single.seq);
            packed.extend(seqs.next().map(|seq| StoredRecord { seq, bytes: record }));
            emptied.extend(seqs.map(empty));
        }
    }
    packed.append(&mut emptied);
    (packed, count)
}

/// One record for several, if all that is in them can be had back from it.
fn packed_record(group: &[Single], versions: &[u32], state: &DesignState) -> Option<Vec<u8>> {
    let (first, last) = (versions.first()?, versions.last()?);
    let entries: Vec<Entry> = group
        .iter()
        .filter_map(|single| Some(single.content.as_ref()?.0.clone()))
        .collect();
    let pack = state.history.pack_between(*first, *last).ok()?;
    let mut envelope = Envelope::default();
    envelope.set(SectionTag::ENTRIES, Entry::encode_all(&entries));
    envelope.set(SectionTag::PACK, pack.clone());
    // Nothing is written that was not read back.
    let mut trial = History::new();
    trial.push_packed(&pack).ok()?;
    let same = |number: &u32| match (trial.at(*number), state.history.at(*number)) {
        // That keys are in the same order is no part of the hash. It is looked at at the ends and here and there between.
        (Ok(read), Ok(known)) => {
            let is_end = number == first || number == last;
            let spelled = is_end || number.is_multiple_of(SPELLED_EVERY);
            read.hash() == known.hash() && (!spelled || read.to_json() == known.to_json())
        }
        // On a branch that leaves from before: its change is held against its stamp when it is read.
        (Err(_), Ok(_)) => state
            .history
            .parent(*number)
            .is_some_and(|parent| parent < *first),
        _ => false,
    };
    (versions.iter().all(same) && Entry::decode_all(envelope.section(SectionTag::ENTRIES)?).ok()? == entries)
        .then(|| envelope.encode())
}
