//! What the store has of a session, kept beside it: a browser may throw the whole database away under an open session.
//!
//! What is in memory is then the last copy. Documents and what was said of edits are not enough to write the same records again, so their
//! bytes stay; they take about what the history takes.

use super::StoredRecord;
use super::record::{Covered, Reading, tell_the_same};
use crate::document::Limits;
use crate::workflow::design::DesignState;

/// The records of a stream, by their numbers. One that could not be read is there as it was read; of one that is missing nothing is.
#[derive(Debug, Default)]
pub(super) struct Kept {
    records: Vec<Vec<u8>>,
}

impl Kept {
    /// All that was read of a stream.
    pub(super) fn of(records: Vec<StoredRecord>) -> Self {
        let mut kept = Self::default();
        for stored in records {
            kept.put(stored.seq, stored.bytes);
        }
        kept
    }

    /// A record was stored, or read.
    pub(super) fn put(&mut self, seq: u64, bytes: Vec<u8>) {
        self.records.truncate(seq as usize);
        self.records.resize(seq as usize, Vec::new());
        self.records.push(bytes);
    }

    /// All of them, in order.
    pub(super) fn records(&self) -> &[Vec<u8>] {
        &self.records
    }

    /// The same, and none is left.
    pub(super) fn take(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.records)
    }
}

/// How many of our records another tab wrote back already, with the state that they lead to, where both tell the same as far as they go.
/// Both begin at the same number.
pub(super) fn written_back(
    ours: &[Vec<u8>],
    theirs: &[StoredRecord],
    before: &DesignState,
    limits: &Limits,
) -> Option<(usize, DesignState)> {
    let numbered: Vec<StoredRecord> = ours
        .iter()
        .enumerate()
        .map(|(seq, bytes)| StoredRecord {
            seq: seq as u64,
            bytes: bytes.clone(),
        })
        .collect();
    let there = theirs.last().map_or(0, |last| last.seq as usize + 1);
    let both = there.min(ours.len());
    // What another one stands for can only be written together with that one.
    let is_cut = ours.get(both).is_some_and(Vec::is_empty);
    if is_cut || !tell_the_same(&numbered, theirs) {
        return None;
    }
    let mut state = before.clone();
    let mut covered = Covered::default();
    for stored in numbered.iter().take(both) {
        covered.replay(stored.seq, &stored.bytes, &mut state, limits, Reading::Lazy);
    }
    Some((both, state))
}
