//! The store port: streams of numbered records, each stream with a head, and three places to keep them.
//!
//! Which one it is gets decided by really trying ([`BrowserStore::open`]), since whether a page may store says nothing but
//! the attempt: opaque origins, denied third-party storage and private windows all look the same from outside.

mod browser;
mod failure;
mod host;
mod indexeddb;
mod memory;
mod segment;

pub use browser::BrowserStore;
pub use host::{HostPort, HostStore};
pub use indexeddb::FOREIGN;
pub use memory::Memory;

use bozzetto_core::engine::{Durability, StoreFault, StoreFaultKind, StoredRecord, is_packed};
use bozzetto_core::sorted::sort_by;

/// What a store answers.
pub type StoreResult<T> = Result<T, StoreFault>;

/// Records to add to a stream, with the head that goes with them.
#[derive(Clone, Debug)]
pub struct Append {
    /// The stream
    pub stream: String,
    /// The number of the first record: the next one of the stream, or it is a conflict
    pub expected_seq: u64,
    /// In order
    pub records: Vec<Vec<u8>>,
    /// Replaces the head
    pub head: Vec<u8>,
    /// How safe it must be before it counts
    pub durability: Durability,
}

/// How an append ended when the store did its part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Stored
    Appended {
        /// The number the next record will get
        next_seq: u64,
    },
    /// The stream is not where the writer thought it was; nothing was stored
    Conflict {
        /// The number the next record will get
        next_seq: u64,
    },
    /// All that was stored here is gone, and nobody removed this stream; nothing was stored
    Vanished,
}

/// A place for streams.
pub enum Store {
    /// In the browser's database
    IndexedDb(BrowserStore),
    /// In the page: ends with it
    Memory(Memory),
    /// Wherever the app keeps it
    Host(HostStore),
}

/// Calls the same method of whichever store it is.
macro_rules! each {
    ($store:expr, $inner:ident => $call:expr) => {
        match $store {
            Store::IndexedDb($inner) => $call,
            Store::Memory($inner) => $call,
            Store::Host($inner) => $call,
        }
    };
}

impl Store {
    /// Whether two writers can never both append the same number. Where they can (a host without transactions), the
    /// check is made all the same and catches all but simultaneous writes.
    pub fn exclusive_append(&self) -> bool {
        !matches!(self, Self::Host(_))
    }

    /// The records of a stream from `from_seq` on, in order.
    ///
    /// # Errors
    /// The store cannot be read. Records that hold something else than bytes come back empty, since only the reader
    /// knows what to make of damage.
    pub async fn load(&self, stream: &str, from_seq: u64) -> StoreResult<Vec<StoredRecord>> {
        each!(self, store => store.load(stream, from_seq).await)
    }

    /// Adds records and replaces the head, all or nothing.
    ///
    /// # Errors
    /// The store could not do it; then nothing was stored.
    pub async fn append(&self, append: &Append) -> StoreResult<Outcome> {
        each!(self, store => store.append(append).await)
    }

    /// Puts other bytes in place of records, each whole or not at all, in order. One that is not there, stands for others or is stood
    /// for is not replaced: somebody removed or packed it since it was read.
    ///
    /// # Errors
    /// The store could not do it, or not all of it.
    pub async fn rewrite(&self, stream: &str, records: &[StoredRecord]) -> StoreResult<()> {
        each!(self, store => store.rewrite(stream, records).await)
    }

    /// The heads of the streams whose name starts with `prefix`, in order of name.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn list(&self, prefix: &str) -> StoreResult<Vec<(String, Vec<u8>)>> {
        let mut heads = each!(self, store => store.list(prefix).await)?;
        sort_by(&mut heads, |a, b| a.0.cmp(&b.0));
        Ok(heads)
    }

    /// Removes a stream with its head. Removing what is not there is fine.
    ///
    /// # Errors
    /// The store could not do it.
    pub async fn delete(&self, stream: &str) -> StoreResult<()> {
        each!(self, store => store.delete(stream).await)
    }

    /// Bytes that are used and how many may be, where the store counts them.
    pub fn usage(&self) -> Option<(f64, f64)> {
        match self {
            Self::Host(store) => Some(store.usage()),
            Self::Memory(store) => Some(store.usage()),
            Self::IndexedDb(_) => None,
        }
    }

    /// Whether it is time to make room before it is full.
    pub fn is_nearly_full(&self) -> bool {
        matches!(self, Self::Host(store) if store.is_nearly_full())
    }

    /// Lets go of connections for good.
    pub fn close(&self) {
        match self {
            Self::IndexedDb(store) => store.close(),
            Self::Host(store) => store.close(),
            Self::Memory(_) => {}
        }
    }
}

/// Where a record is among others, or would be.
fn place_of(records: &[StoredRecord], seq: u64) -> Result<usize, usize> {
    records.binary_search_by_key(&seq, |stored| stored.seq)
}

/// Whether a record that was read a while ago may still be packed: it is there, and in no other piece, whose versions would be lost.
fn may_pack(stored: &[StoredRecord], new: &StoredRecord) -> bool {
    let stored = place_of(stored, new.seq).ok().and_then(|at| stored.get(at));
    stored.is_some_and(|stored| stored == new || !is_packed(&stored.bytes))
}

fn moved_on() -> StoreFault {
    fault(StoreFaultKind::Failed, "another window wrote at the same time")
}

fn fault(kind: StoreFaultKind, detail: impl Into<String>) -> StoreFault {
    StoreFault {
        kind,
        detail: detail.into(),
    }
}
