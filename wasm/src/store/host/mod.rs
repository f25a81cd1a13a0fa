//! Streams wherever the app keeps them, over request and response messages: `figma.clientStorage` behind a plugin's
//! main thread, an Electron process, a test.
//!
//! Such a place knows keys and values, nothing else. So an append is made safe by its order: first the segment with
//! the records, then the head, which says how many records count. Whatever a segment holds beyond that was never
//! acknowledged and is written over. Records share segments because a round trip costs more than its bytes.
//! A removal begins with a header that speaks of nothing. So where there is none at all it was lost, and is made again.
//!
//! | key | value |
//! |---|---|
//! | `bozzetto/{name}/h/{stream}` | format (1 byte), next number (8), count of segments (4), for each its first number (8), size (4) and generation (4), a CRC-32 of these; then the head and a CRC-32 of it; little endian |
//! | `bozzetto/{name}/s/{stream}/{first number}` | records, each with its length (4) before it |
//! | `bozzetto/{name}/s/{stream}/{first number}.{generation}` | records that were replaced since, each with its length (LEB128) before it |
//! | `bozzetto/{name}/t/{stream}` | whose turn it is to replace records |
//!
//! How records are replaced is told in `replace.rs`, how two windows keep out of each other's way in `turn.rs`.
//!
//! Formats 1 and 2 had no check, format 1 no generations; they are read, and replaced by the next append. What stands before a head
//! and is damaged is made again from the segments that are there, which all stay until a sound one speaks for them.

mod header;
mod port;
mod replace;
mod turn;

use bozzetto_core::engine::{StoreFault, StoreFaultKind, StoredRecord};
use bozzetto_core::sorted::{SortedMap, SortedSet};
use std::cell::Cell;
use std::ops::Range;

use super::segment::{push, read_records, write_records};
use super::{Append, Outcome, StoreResult, fault, moved_on};
use crate::sleep::sleep;
use header::{CHANGING, Header, MOST_MISSING, Segment, segment_of, stream_of};
pub use port::HostPort;
use port::Values;

/// A segment that has reached this size is closed.
const SEGMENT_BYTES: usize = 32 * 1024;
/// How often an append is tried that another window packed away.
const APPENDS: usize = 3;
/// How often it is looked whether a window that packs has come to a state that fits together: each look may meet the next piece.
const LOOKS: usize = 60;
/// What a window that packs takes for two messages, in milliseconds.
const MOMENT: f64 = 50.0;
/// The store is nearly full when this part of it is used.
const NEARLY: f64 = 0.8;
/// By this part of it more must have been used before that is said again.
const AGAIN: f64 = 0.04;
/// A store behind messages.
pub struct HostStore {
    values: Values,
    /// Most bytes, keys included, that may be stored
    limit: f64,
    used: Cell<f64>,
    /// What was used when it was last said to be nearly full
    told: Cell<f64>,
    /// Nothing that can wait is to be begun any more
    is_over: Cell<bool>,
}

impl HostStore {
    /// Asks the host for what it has.
    ///
    /// # Errors
    /// The host does not answer, or not with what was asked for.
    pub async fn open(port: HostPort, name: &str, limit: Option<f64>) -> StoreResult<Self> {
        let store = Self {
            values: Values::new(port, name),
            limit: limit.unwrap_or(f64::INFINITY),
            used: Cell::new(0.0),
            told: Cell::new(0.0),
            is_over: Cell::new(false),
        };
        store.sweep().await?;
        Ok(store)
    }

    /// Counts what is stored, and removes what a kill in the middle of packing or of a removal left: segments of which a sound header
    /// does not speak. Where the header itself is missing they are all there is of the stream, and stay.
    async fn sweep(&self) -> StoreResult<()> {
        let keys = self.values.keys().await?;
        let mut known = SortedSet::new();
        let mut removed = Vec::new();
        let mut used = 0.0;
        for key in &keys {
            let Some(stream) = key.strip_prefix("h/") else {
                continue;
            };
            let Some(value) = self.values.get(key).await? else {
                continue;
            };
            let header = self.sound(stream, &value).await?;
            if header.is_removed() {
                removed.push(key);
                continue;
            }
            used += self.values.cost(key, value.len());
            for segment in header.segments {
                let key = segment.key(stream);
                used += self.values.cost(&key, self.size_of(&key, segment).await?);
                known.insert(key);
            }
        }
        let mut unknown: SortedMap<&str, Vec<&String>> = SortedMap::default();
        for key in keys.iter().filter(|key| !known.contains(*key)) {
            if let Some(stream) = stream_of(key) {
                unknown.or_default(stream).push(key);
            }
        }
        for (stream, keys) in unknown {
            used += self.sweep_stream(stream, &keys).await?;
        }
        for key in removed {
            let value = self.values.get(key).await?;
            let header = value.as_deref().and_then(Header::read);
            if header.is_some_and(|header| header.is_removed()) {
                self.values.remove(key).await?;
            }
        }
        for key in keys.iter().filter(|key| key.starts_with("t/")) {
            self.forget_turn(key).await?;
        }
        self.used.set(used);
        Ok(())
    }

    /// Removes what a sound header does not speak of, among segments of which it was not known. Returns what the others take.
    async fn sweep_stream(&self, stream: &str, keys: &[&String]) -> StoreResult<f64> {
        // Another window may have written it since.
        let sound = match self.header(stream).await {
            Ok(header) => header.filter(|header| !header.is_remade),
            // What cannot be read says nothing about what belongs to it.
            Err(_) => None,
        };
        let mut used = 0.0;
        for key in keys {
            let is_left_over = sound
                .as_ref()
                .is_some_and(|header| !header.segments.iter().any(|known| known.key(stream) == **key));
            if is_left_over {
                self.values.remove(key).await?;
            } else if let Some(value) = self.values.get(key).await? {
                used += self.values.cost(key, value.len());
            }
        }
        Ok(used)
    }

    /// Stops packing where nothing is lost by it: another engine may take over.
    pub(super) fn close(&self) {
        self.is_over.set(true);
    }

    pub(super) async fn load(&self, stream: &str, from_seq: u64) -> StoreResult<Vec<StoredRecord>> {
        for _ in 0..LOOKS {
            if let Some(records) = self.try_load(stream, from_seq..u64::MAX, true).await? {
                return Ok(records);
            }
            sleep(MOMENT).await;
        }
        Ok(self
            .try_load(stream, from_seq..u64::MAX, false)
            .await?
            .unwrap_or_default())
    }

    /// `None`: another window replaced records since the head was read, or has not counted yet what was appended while it did.
    /// What is missing though the head stands as it was is damage.
    async fn try_load(
        &self,
        stream: &str,
        seqs: Range<u64>,
        whole: bool,
    ) -> StoreResult<Option<Vec<StoredRecord>>> {
        let Some(header) = self.header(stream).await? else {
            return Ok(Some(Vec::new()));
        };
        if whole && header.next_seq < seqs.start {
            return Ok(None);
        }
        let mut loaded = Vec::new();
        for (segment, end) in header.ends() {
            if end <= seqs.start || segment.first_seq >= seqs.end {
                continue;
            }
            let value = self.values.get(&segment.key(stream)).await?;
            if whole && value.is_none() && !self.stands(stream, &header).await? {
                return Ok(None);
            }
            let value = value.unwrap_or_default();
            let value = segment.spoken_of(&value, end == header.next_seq);
            let count = (end - segment.first_seq) as usize;
            if count as u64 > value.len() as u64 + MOST_MISSING {
                return Err(self.damaged());
            }
            let mut stored = read_records(value, segment.generation, Some(count)).into_iter();
            for seq in segment.first_seq..end {
                // A record that is missing within the head's count is damage; the reader is told by its emptiness.
                let bytes = stored.next().unwrap_or_default().to_vec();
                if seqs.contains(&seq) {
                    loaded.push(StoredRecord { seq, bytes });
                }
            }
        }
        // Another window may have emptied some of them since one of those before was read, which stands for them now.
        if whole
            && loaded.iter().any(|record| record.bytes.is_empty())
            && !self.stands(stream, &header).await?
        {
            return Ok(None);
        }
        Ok(Some(loaded))
    }

    /// Whether the head still speaks of the same segments.
    async fn stands(&self, stream: &str, header: &Header) -> StoreResult<bool> {
        let now = self.header(stream).await?.unwrap_or_default();
        Ok(now.segments == header.segments)
    }

    pub(super) async fn append(&self, append: &Append) -> StoreResult<Outcome> {
        self.wait_for_turn(&append.stream).await?;
        let (mut looks, mut tries) = (0, 0);
        while looks < LOOKS && tries < APPENDS {
            match self.try_append(append, true).await? {
                // A window that packs has not counted yet what was appended while it wrote.
                Some(Outcome::Conflict { next_seq }) if (1..append.expected_seq).contains(&next_seq) => {
                    looks += 1;
                    sleep(MOMENT).await;
                }
                Some(outcome) => return Ok(outcome),
                None => tries += 1,
            }
        }
        self.recount(&append.stream, append.expected_seq).await?;
        let outcome = self.try_append(append, false).await?;
        outcome.ok_or_else(moved_on)
    }

    /// Has the head speak of all records before one, if they are there: a host may say that it wrote a head and lose it.
    async fn recount(&self, stream: &str, next_seq: u64) -> StoreResult<()> {
        let Some(stored) = self.stored_header(stream).await? else {
            return Ok(());
        };
        if !(1..next_seq).contains(&stored.next_seq) {
            return Ok(());
        }
        let remade = self.remade(stream, None).await?;
        if let Some(mut header) = remade.filter(|remade| remade.next_seq == next_seq) {
            header.head = stored.head;
            self.values.set(&format!("h/{stream}"), &header.write()).await?;
        }
        Ok(())
    }

    /// `None`: another window packed the records while this one was appending to them.
    async fn try_append(&self, append: &Append, again: bool) -> StoreResult<Option<Outcome>> {
        // Before the first append there is none; what one that was refused left of itself is written over.
        let old = match append.expected_seq {
            0 => self.stored_header(&append.stream).await?,
            _ => self.header(&append.stream).await?,
        };
        let existed = old.as_ref().is_some_and(|old| old.stored > 0);
        let mut header = old.unwrap_or_default();
        if header.next_seq != append.expected_seq {
            return Ok(Some(Outcome::Conflict {
                next_seq: header.next_seq,
            }));
        }
        let known = header.segments.clone();
        let head_key = format!("h/{}", append.stream);
        let mut growth = if existed {
            -self.values.cost(&head_key, header.stored)
        } else {
            0.0
        };

        let mut write = None;
        if !append.records.is_empty() {
            let last = header.segments.last().copied();
            let open = match last.filter(|last| (last.bytes as usize) < SEGMENT_BYTES) {
                Some(last) => self
                    .values
                    .get(&last.key(&append.stream))
                    .await?
                    .map(|stored| (last, stored)),
                None => None,
            };
            if again && open.is_none() && last.is_some_and(|last| (last.bytes as usize) < SEGMENT_BYTES) {
                return Ok(None);
            }
            let (segment, mut value) = match open {
                Some((segment, stored)) => {
                    let kept = match stored.get(..segment.bytes as usize) {
                        // Damage in it is left for those who read it: they know what is there.
                        Some(kept) => kept.to_vec(),
                        None => {
                            let count = append.expected_seq.saturating_sub(segment.first_seq) as usize;
                            let records = read_records(&stored, segment.generation, Some(count));
                            write_records(records, segment.generation)
                        }
                    };
                    growth -= self.values.cost(&segment.key(&append.stream), stored.len());
                    header.segments.pop();
                    (segment, kept)
                }
                None => (
                    Segment {
                        first_seq: append.expected_seq,
                        bytes: 0,
                        generation: 0,
                    },
                    Vec::new(),
                ),
            };
            for record in &append.records {
                push(&mut value, record, segment.generation);
            }
            let Ok(bytes) = u32::try_from(value.len()) else {
                return Err(fault(StoreFaultKind::Quota, "one segment would exceed 4 GiB"));
            };
            let key = segment.key(&append.stream);
            growth += self.values.cost(&key, value.len());
            header.segments.push(Segment { bytes, ..segment });
            write = Some((key, value));
        }
        header.next_seq = append.expected_seq + append.records.len() as u64;
        header.head.clone_from(&append.head);
        growth += self.values.cost(&head_key, header.len());
        if growth > 0.0 && self.used.get() + growth > self.limit {
            return Err(self.full());
        }
        if let Some((key, value)) = write {
            self.values.set(&key, &value).await?;
        }
        let now = self.stored_header(&append.stream).await?.unwrap_or_default();
        if now.next_seq >= header.next_seq && !append.records.is_empty() {
            // Who packed has counted these in already, if it was these.
            let there = self
                .try_load(&append.stream, append.expected_seq..u64::MAX, false)
                .await?;
            let there = there.unwrap_or_default();
            let is_own = |(stored, own): (&StoredRecord, &Vec<u8>)| stored.bytes == *own;
            if there.len() >= append.records.len() && there.iter().zip(&append.records).all(is_own) {
                header.segments = now.segments;
                header.next_seq = now.next_seq;
            } else if known.last().map(|last| last.key("")) != now.segments.last().map(|last| last.key("")) {
                return Ok(None);
            }
        } else if now.next_seq == append.expected_seq && now.segments != known {
            // Packed meanwhile. What this one wrote counts only if it is where the records are now.
            if known.last() != now.segments.last() {
                return Ok(None);
            }
            let own = header
                .segments
                .split_off(known.len().saturating_sub(1).min(header.segments.len()));
            let before = now.segments.len().saturating_sub(1);
            header.segments = now.segments;
            header.segments.truncate(before);
            header.segments.extend(own);
        }
        self.values.set(&head_key, &header.write()).await?;
        self.used.set(self.used.get() + growth);
        Ok(Some(Outcome::Appended {
            next_seq: header.next_seq,
        }))
    }

    /// Bytes of the value of a segment.
    async fn size_of(&self, key: &str, segment: Segment) -> StoreResult<usize> {
        if segment.bytes == CHANGING {
            return Ok(self.values.get(key).await?.map_or(0, |value| value.len()));
        }
        Ok(segment.bytes as usize)
    }

    fn damaged(&self) -> StoreFault {
        fault(
            StoreFaultKind::Failed,
            "the head of a stream on the host is damaged",
        )
    }

    fn full(&self) -> StoreFault {
        fault(
            StoreFaultKind::Quota,
            format!("the host's {} bytes are used up", self.limit as u64),
        )
    }

    /// Bytes that are used, and how many may be, keys included.
    pub(super) fn usage(&self) -> (f64, f64) {
        (self.used.get(), self.limit)
    }

    /// Whether it is time to make room. Said once, and again when there is much more.
    pub(super) fn is_nearly_full(&self) -> bool {
        let used = self.used.get();
        if used < self.limit * NEARLY || used < self.told.get() + self.limit * AGAIN {
            // What became free counts anew.
            self.told.set(self.told.get().min(used));
            return false;
        }
        self.told.set(used);
        true
    }

    pub(super) async fn list(&self, prefix: &str) -> StoreResult<Vec<(String, Vec<u8>)>> {
        let keys = self.values.keys().await?;
        let with_segments: SortedSet<&str> = keys.iter().filter_map(|key| stream_of(key)).collect();
        let with_head: SortedSet<&str> = keys.iter().filter_map(|key| key.strip_prefix("h/")).collect();
        let mut heads = Vec::new();
        let headless = with_segments
            .iter()
            .filter(|stream| !with_head.contains(**stream));
        for stream in with_head
            .iter()
            .chain(headless)
            .filter(|name| name.starts_with(prefix))
        {
            let head = match self.values.get(&format!("h/{stream}")).await? {
                Some(value) => match Header::read(&value) {
                    Some(header) if header.is_removed() => continue,
                    Some(header) => header.head,
                    None => Header::head_behind(&value),
                },
                // Whoever reads the records can make it again.
                None if with_segments.contains(*stream) => Vec::new(),
                None => continue,
            };
            heads.push(((*stream).to_owned(), head));
        }
        Ok(heads)
    }

    pub(super) async fn delete(&self, stream: &str) -> StoreResult<()> {
        let key = format!("h/{stream}");
        let stored = self.values.get(&key).await?;
        let keys = self.values.keys().await?;
        let segments: Vec<&String> = keys.iter().filter(|key| stream_of(key) == Some(stream)).collect();
        if stored.is_none() && segments.is_empty() {
            return Ok(());
        }
        let header = match &stored {
            Some(value) => self.sound(stream, value).await?,
            None => Header::default(),
        };
        let mut freed = stored.map_or(0.0, |value| self.values.cost(&key, value.len()));
        // A header that speaks of nothing goes first: without it the segments would count for nothing, but without any they would be
        // all there is. A host that has no room even for that is left in the state of before until the last moment.
        match self.values.set(&key, &Header::default().write()).await {
            Err(fault) if fault.kind == StoreFaultKind::Quota => {}
            done => done?,
        }
        for key in segments {
            let spoken_of = header.segments.iter().find(|known| known.key(stream) == *key);
            let size = match spoken_of {
                Some(segment) => self.size_of(key, *segment).await?,
                None => self.values.get(key).await?.map_or(0, |value| value.len()),
            };
            freed += self.values.cost(key, size);
            self.values.remove(key).await?;
        }
        self.values.remove(&key).await?;
        self.used.set((self.used.get() - freed).max(0.0));
        Ok(())
    }

    /// As it was stored, or made again where it is damaged or missing. `None`: there is no such stream.
    async fn header(&self, stream: &str) -> StoreResult<Option<Header>> {
        let header = match self.stored_header(stream).await? {
            Some(header) => header,
            None => match self.remade(stream, None).await? {
                Some(header) => header,
                None => return Ok(None),
            },
        };
        if header.is_remade && header.segments.is_empty() {
            return Err(self.damaged());
        }
        Ok(Some(header))
    }

    /// The same, but nothing where it is missing.
    async fn stored_header(&self, stream: &str) -> StoreResult<Option<Header>> {
        match self.values.get(&format!("h/{stream}")).await? {
            Some(value) => self.sound(stream, &value).await.map(Some),
            None => Ok(None),
        }
    }

    /// As it was stored, or made again.
    async fn sound(&self, stream: &str, value: &[u8]) -> StoreResult<Header> {
        match Header::read(value) {
            Some(header) => Ok(header),
            None => Ok(self.remade(stream, Some(value)).await?.unwrap_or_default()),
        }
    }

    /// The header of a stream of which the stored one is damaged or missing: all records that its segments hold one behind the other.
    /// `None`: there is neither a header nor a segment.
    async fn remade(&self, stream: &str, damaged: Option<&[u8]>) -> StoreResult<Option<Header>> {
        // By their first number: what is there, and behind which record each ends.
        let mut found: SortedMap<u64, Vec<(Segment, u64)>> = SortedMap::default();
        for key in self.values.keys().await? {
            let Some((_, first_seq, generation)) = segment_of(&key).filter(|(of, ..)| *of == stream) else {
                continue;
            };
            let Some(value) = self.values.get(&key).await? else {
                continue;
            };
            let records = read_records(&value, generation, None).len() as u64;
            let segment = Segment {
                first_seq,
                bytes: value.len() as u32,
                generation,
            };
            let end = first_seq.saturating_add(records);
            found.or_default(first_seq).push((segment, end));
        }
        if found.is_empty() && damaged.is_none() {
            return Ok(None);
        }
        let mut header = Header::over(&found);
        header.head = damaged.map(Header::head_behind).unwrap_or_default();
        header.stored = damaged.map_or(0, <[u8]>::len);
        Ok(Some(header))
    }
}
