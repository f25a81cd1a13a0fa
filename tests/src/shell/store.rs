//! A store in memory that several tabs share and that fails when a test says so.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use bozzetto_core::engine::{EffectResult, StoreFault, StoreFaultKind, StoredRecord, is_packed};

/// When a store fails.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum StorePlan {
    /// Never
    #[default]
    Sound,
    /// Every append and load, with this kind
    Failing(StoreFaultKind),
    /// Every append, with this kind; loads go on
    Full(StoreFaultKind),
    /// Every load, with this kind; appends go on
    Unreadable(StoreFaultKind),
    /// A load from behind the beginning finds this record missing, or damaged
    Heals {
        /// Its number
        seq: u64,
        /// Whether nothing of it is there
        missing: bool,
    },
    /// There is room for so many bytes of records
    Room(usize),
    /// This many more records are rewritten, then nothing is done any more: what a kill in the middle leaves
    Stops(usize),
}

#[derive(Debug, Default)]
struct Store {
    streams: BTreeMap<String, Vec<Vec<u8>>>,
    heads: BTreeMap<String, Vec<u8>>,
    there: BTreeSet<String>,
    /// What the tabs that are there were told of the appends of others, and did not hear yet
    told: BTreeMap<String, Vec<(String, u64)>>,
    /// It was lost as a whole; since then these tabs have had these streams
    vanished: bool,
    /// Records that are not there any more
    lost: BTreeSet<(String, u64)>,
    seen_since: BTreeSet<(String, String)>,
    plan: StorePlan,
}

/// A handle on a store; clones share it.
#[derive(Clone, Debug, Default)]
pub struct SharedStore {
    inner: Rc<RefCell<Store>>,
}

impl SharedStore {
    /// From now on the store behaves like this.
    pub fn plan(&self, plan: StorePlan) {
        self.inner.borrow_mut().plan = plan;
    }

    /// The records of a stream, as stored.
    pub fn records(&self, stream: &str) -> Vec<Vec<u8>> {
        self.inner
            .borrow()
            .streams
            .get(stream)
            .cloned()
            .unwrap_or_default()
    }

    /// The names of all streams.
    pub fn streams(&self) -> Vec<String> {
        self.inner.borrow().streams.keys().cloned().collect()
    }

    /// Puts records in place of those of a stream: what a damaged disk or a hostile tab does.
    pub fn tamper(&self, stream: &str, records: Vec<Vec<u8>>) {
        self.inner.borrow_mut().streams.insert(stream.to_owned(), records);
    }

    /// One record of a stream is gone; those around it keep their numbers.
    pub fn lose(&self, stream: &str, seq: u64) {
        self.inner.borrow_mut().lost.insert((stream.to_owned(), seq));
    }

    /// Puts something else in place of the head of a stream.
    pub fn tamper_head(&self, stream: &str, head: Vec<u8>) {
        self.inner.borrow_mut().heads.insert(stream.to_owned(), head);
    }

    /// Everything is gone, under all who have something of it open: the browser threw the database away.
    pub fn vanish(&self) {
        let mut store = self.inner.borrow_mut();
        store.streams.clear();
        store.heads.clear();
        store.seen_since.clear();
        store.vanished = true;
    }

    /// Bytes of all records.
    pub fn size(&self) -> usize {
        self.inner.borrow().streams.values().flatten().map(Vec::len).sum()
    }

    /// A deep copy, as a disk image.
    pub fn image(&self) -> Self {
        let store = self.inner.borrow();
        let copy = Store {
            streams: store.streams.clone(),
            heads: store.heads.clone(),
            plan: StorePlan::Sound,
            ..Store::default()
        };
        Self {
            inner: Rc::new(RefCell::new(copy)),
        }
    }

    pub(super) fn enter(&self, peer: &str) {
        self.inner.borrow_mut().there.insert(peer.to_owned());
    }

    pub(super) fn leave(&self, peer: &str) {
        let mut store = self.inner.borrow_mut();
        store.there.remove(peer);
        store.told.remove(peer);
    }

    pub(super) fn is_there(&self, peer: &str) -> bool {
        self.inner.borrow().there.contains(peer)
    }

    pub(super) fn take_told(&self, peer: &str) -> Vec<(String, u64)> {
        self.inner.borrow_mut().told.remove(peer).unwrap_or_default()
    }

    pub(super) fn is_told(&self, peer: &str) -> bool {
        self.inner.borrow().told.contains_key(peer)
    }

    pub(super) fn next_seq(&self, stream: &str) -> u64 {
        self.inner
            .borrow()
            .streams
            .get(stream)
            .map_or(0, |records| records.len() as u64)
    }

    /// The records of a stream from a number on.
    pub fn load(&self, stream: &str, from_seq: u64) -> EffectResult {
        if let StorePlan::Failing(kind) | StorePlan::Unreadable(kind) = self.inner.borrow().plan {
            return failed(kind);
        }
        let is_lost = |seq| self.inner.borrow().lost.contains(&(stream.to_owned(), seq));
        let records = self.records(stream);
        let records = records.into_iter().enumerate().map(|(seq, bytes)| StoredRecord {
            seq: seq as u64,
            bytes,
        });
        let mut records: Vec<StoredRecord> = records
            .filter(|record| record.seq >= from_seq && !is_lost(record.seq))
            .collect();
        if let (1.., StorePlan::Heals { seq, missing }) = (from_seq, &self.inner.borrow().plan) {
            match missing {
                true => records.retain(|record| record.seq != *seq),
                false => records
                    .iter_mut()
                    .filter(|record| record.seq == *seq)
                    .for_each(|record| record.bytes.iter_mut().for_each(|byte| *byte ^= 0x55)),
            }
        }
        EffectResult::Loaded { records }
    }

    /// Whether records may come to so many bytes more.
    fn fits(&self, more: usize) -> bool {
        match self.inner.borrow().plan {
            StorePlan::Room(most) => self.size() + more <= most,
            _ => true,
        }
    }

    pub(super) fn append(
        &self,
        peer: &str,
        stream: &str,
        expected: u64,
        records: Vec<Vec<u8>>,
        head: Vec<u8>,
    ) -> EffectResult {
        let next_seq = self.next_seq(stream);
        let fits = self.fits(records.iter().map(Vec::len).sum());
        let mut store = self.inner.borrow_mut();
        match store.plan {
            StorePlan::Failing(kind) | StorePlan::Full(kind) => return failed(kind),
            StorePlan::Stops(_) => return failed(StoreFaultKind::Lost),
            _ if !fits => return failed(StoreFaultKind::Quota),
            _ => {}
        }
        let seen = (peer.to_owned(), stream.to_owned());
        if next_seq < expected && store.vanished && !store.seen_since.contains(&seen) {
            return EffectResult::Vanished;
        }
        store.seen_since.insert(seen);
        if next_seq != expected {
            return EffectResult::Conflict { next_seq };
        }
        let next_seq = expected + records.len() as u64;
        store
            .streams
            .entry(stream.to_owned())
            .or_default()
            .extend(records);
        store.heads.insert(stream.to_owned(), head);
        let others: Vec<String> = store
            .there
            .iter()
            .filter(|other| *other != peer)
            .cloned()
            .collect();
        for other in others {
            let told = store.told.entry(other).or_default();
            told.push((stream.to_owned(), next_seq));
        }
        EffectResult::Appended { next_seq }
    }

    pub(super) fn rewrite(&self, stream: &str, records: Vec<StoredRecord>) -> EffectResult {
        let mut store = self.inner.borrow_mut();
        if let StorePlan::Failing(kind) = store.plan {
            return failed(kind);
        }
        // Who packs has read all of them as they were written. What is not so any more was packed by somebody else.
        let all = store.streams.get(stream);
        let is_there = |record: &StoredRecord| {
            let stored = all.and_then(|all| all.get(record.seq as usize));
            stored.is_some_and(|stored| !is_packed(stored))
        };
        if !records.iter().all(is_there) {
            return failed(StoreFaultKind::Failed);
        }
        for record in records {
            match &mut store.plan {
                StorePlan::Stops(0) => return failed(StoreFaultKind::Lost),
                StorePlan::Stops(left) => *left -= 1,
                _ => {}
            }
            if let Some(slot) = store
                .streams
                .get_mut(stream)
                .and_then(|all| all.get_mut(record.seq as usize))
            {
                *slot = record.bytes;
            }
        }
        EffectResult::Rewritten
    }

    pub(super) fn list(&self, prefix: &str) -> EffectResult {
        let store = self.inner.borrow();
        if let StorePlan::Failing(kind) = store.plan {
            return failed(kind);
        }
        let heads = store
            .heads
            .iter()
            .filter(|(stream, _)| stream.starts_with(prefix));
        EffectResult::Listed {
            heads: heads
                .map(|(stream, head)| (stream.clone(), head.clone()))
                .collect(),
        }
    }

    pub(super) fn delete(&self, stream: &str) -> EffectResult {
        let mut store = self.inner.borrow_mut();
        if let StorePlan::Failing(kind) = store.plan {
            return failed(kind);
        }
        store.streams.remove(stream);
        store.heads.remove(stream);
        EffectResult::Deleted
    }
}

fn failed(kind: StoreFaultKind) -> EffectResult {
    EffectResult::StoreFailed(StoreFault {
        kind,
        detail: "as the test planned".to_owned(),
    })
}
