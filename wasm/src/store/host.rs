//! Streams wherever the app keeps them, over request and response messages: `figma.clientStorage` behind a plugin's
//! main thread, an Electron process, a test.
//!
//! Such a place knows keys and values, nothing else. So an append is made safe by its order: first the segment with
//! the records, then the head, which says how many records count. Whatever a segment holds beyond that was never
//! acknowledged and is written over. Records share segments because a round trip costs more than its bytes.
//!
//! | key | value |
//! |---|---|
//! | `bozzetto/{name}/h/{stream}` | format (1 byte), next number (8), count of segments (4), for each its first number (8), size (4) and generation (4), a CRC-32 of these; then the head and a CRC-32 of it; little endian |
//! | `bozzetto/{name}/s/{stream}/{first number}` | records, each with its length (4) before it |
//! | `bozzetto/{name}/s/{stream}/{first number}.{generation}` | records that were replaced, each with its length (LEB128) before it |
//!
//! Records are replaced in the same way: first new segments under keys of a new generation, then the head, which speaks of them
//! from then on, then the old segments go. A stop in between leaves segments that no head speaks of; the next opening removes them.
//!
//! Formats 1 and 2 had no check, format 1 no generations; they are read, and replaced by the next append. What stands before a head
//! and is damaged is made again from the segments that are there, which all stay until a sound one speaks for them.

use bozzetto_core::engine::{StoreFault, StoreFaultKind, StoredRecord};
use bozzetto_core::journal::{sealed, unsealed};
use bozzetto_core::sorted::{SortedMap, sort_by};
use futures_util::future::{Either, select};
use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use std::cell::Cell;
use std::pin::pin;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::memory::bytes_of;
use super::segment::{push, read_records};
use super::{Append, Outcome, StoreResult, fault};
use crate::sleep::sleep;

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
const MOST_MISSING: u64 = 1 << 16;
/// A segment that has reached this size is closed.
const SEGMENT_BYTES: usize = 32 * 1024;
/// How often a stream is read anew of which something is missing.
const READS: usize = 2;
/// The store is nearly full when this part of it is used.
const NEARLY: f64 = 0.8;
/// By this part of it more must have been used before that is said again.
const AGAIN: f64 = 0.04;
/// A host that has not answered by then (in milliseconds) is taken for gone.
const ANSWER_TIMEOUT: f64 = 10_000.0;

#[wasm_bindgen]
extern "C" {
    /// The app's side: `request(message)` answers with a promise.
    pub type HostPort;
    #[wasm_bindgen(method, structural, catch)]
    fn request(this: &HostPort, message: &JsValue) -> Result<Promise, JsValue>;
}

/// A store behind messages.
pub struct HostStore {
    port: HostPort,
    prefix: String,
    /// Most bytes, keys included, that may be stored
    limit: f64,
    used: Cell<f64>,
    /// What was used when it was last said to be nearly full
    told: Cell<f64>,
}

/// What stands before the head of the engine.
#[derive(Default)]
struct Header {
    next_seq: u64,
    segments: Vec<Segment>,
    head: Vec<u8>,
    /// Bytes that it takes on the host now
    stored: usize,
    /// It was damaged, and made again from the segments
    is_remade: bool,
}

#[derive(Clone, Copy, PartialEq)]
struct Segment {
    first_seq: u64,
    bytes: u32,
    /// 0: as it was appended
    generation: u32,
}

impl HostStore {
    /// Asks the host for what it has.
    ///
    /// # Errors
    /// The host does not answer, or not with what was asked for.
    pub async fn open(port: HostPort, name: &str, limit: Option<f64>) -> StoreResult<Self> {
        let store = Self {
            port,
            prefix: format!("bozzetto/{name}/"),
            limit: limit.unwrap_or(f64::INFINITY),
            used: Cell::new(0.0),
            told: Cell::new(0.0),
        };
        store.sweep().await?;
        Ok(store)
    }

    /// Counts what is stored, and removes segments that no head speaks of: a kill between the two writes of a
    /// removal leaves them.
    async fn sweep(&self) -> StoreResult<()> {
        let keys = self.keys().await?;
        let mut known = bozzetto_core::sorted::SortedSet::new();
        let mut used = 0.0;
        for key in &keys {
            let Some(stream) = key.strip_prefix("h/") else {
                continue;
            };
            let Some(value) = self.get(key).await? else {
                continue;
            };
            used += self.cost(key, value.len());
            for segment in self.sound(stream, &value).await?.segments {
                let key = segment.key(stream);
                used += self.cost(&key, segment.bytes as usize);
                known.insert(key);
            }
        }
        for key in keys
            .iter()
            .filter(|key| key.starts_with("s/") && !known.contains(*key))
        {
            // Another window may have written its head since.
            let stream = key.strip_prefix("s/").and_then(|key| key.rsplit_once('/'));
            let spoken_of = match stream {
                Some((stream, _)) => match self.header(stream).await {
                    Ok(header) => header.is_some_and(|header| {
                        header.is_remade || header.segments.iter().any(|known| known.key(stream) == *key)
                    }),
                    // What cannot be read says nothing about what belongs to it.
                    Err(_) => true,
                },
                None => false,
            };
            if !spoken_of {
                self.remove(key).await?;
            }
        }
        self.used.set(used);
        Ok(())
    }

    pub(super) async fn load(&self, stream: &str, from_seq: u64) -> StoreResult<Vec<StoredRecord>> {
        for _ in 0..READS {
            if let Some(records) = self.try_load(stream, from_seq, true).await? {
                return Ok(records);
            }
        }
        Ok(self.try_load(stream, from_seq, false).await?.unwrap_or_default())
    }

    /// `None`: a segment is missing. Another window may have replaced it since its head was read.
    async fn try_load(
        &self,
        stream: &str,
        from_seq: u64,
        whole: bool,
    ) -> StoreResult<Option<Vec<StoredRecord>>> {
        let Some(header) = self.header(stream).await? else {
            return Ok(Some(Vec::new()));
        };
        let mut loaded = Vec::new();
        for (segment, end) in header.ends() {
            if end <= from_seq {
                continue;
            }
            let value = self.get(&segment.key(stream)).await?;
            if whole && value.is_none() {
                return Ok(None);
            }
            let value = value.unwrap_or_default();
            // Behind it is what was never acknowledged.
            let value = value.get(..segment.bytes as usize).unwrap_or(&value);
            let count = (end - segment.first_seq) as usize;
            let mut stored = read_records(value, segment.generation, Some(count)).into_iter();
            for seq in segment.first_seq..end {
                // A record that is missing within the head's count is damage; the reader is told by its emptiness.
                let bytes = stored.next().unwrap_or_default().to_vec();
                if seq >= from_seq {
                    loaded.push(StoredRecord { seq, bytes });
                }
            }
        }
        Ok(Some(loaded))
    }

    pub(super) async fn append(&self, append: &Append) -> StoreResult<Outcome> {
        let old = self.header(&append.stream).await?;
        let existed = old.is_some();
        let mut header = old.unwrap_or_default();
        if header.next_seq != append.expected_seq {
            return Ok(Outcome::Conflict {
                next_seq: header.next_seq,
            });
        }
        let head_key = format!("h/{}", append.stream);
        let mut growth = if existed {
            -self.cost(&head_key, header.stored)
        } else {
            0.0
        };

        let mut write = None;
        if !append.records.is_empty() {
            let open = header
                .segments
                .last()
                .copied()
                .filter(|last| (last.bytes as usize) < SEGMENT_BYTES);
            let (segment, mut value) = match open {
                Some(segment) => {
                    let stored = self.get(&segment.key(&append.stream)).await?.unwrap_or_default();
                    let kept = match stored.get(..segment.bytes as usize) {
                        // Damage in it is left for those who read it: they know what is there.
                        Some(kept) => kept.to_vec(),
                        None => {
                            let count = append.expected_seq.saturating_sub(segment.first_seq) as usize;
                            let mut kept = Vec::with_capacity(stored.len());
                            for record in read_records(&stored, segment.generation, Some(count)) {
                                push(&mut kept, record, segment.generation);
                            }
                            kept
                        }
                    };
                    growth -= self.cost(&segment.key(&append.stream), stored.len());
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
            growth += self.cost(&key, value.len());
            header.segments.push(Segment { bytes, ..segment });
            write = Some((key, value));
        }
        header.next_seq = append.expected_seq + append.records.len() as u64;
        header.head.clone_from(&append.head);
        growth += self.cost(&head_key, header.len());
        if growth > 0.0 && self.used.get() + growth > self.limit {
            return Err(self.full());
        }
        if let Some((key, value)) = write {
            self.set(&key, &value).await?;
        }
        self.set(&head_key, &header.write()).await?;
        self.used.set(self.used.get() + growth);
        Ok(Outcome::Appended {
            next_seq: header.next_seq,
        })
    }

    /// Replaces records, one piece with those that it stands for after the other, so that little room is needed meanwhile.
    pub(super) async fn rewrite(&self, stream: &str, records: &[StoredRecord]) -> StoreResult<()> {
        let mut records: Vec<&StoredRecord> = records.iter().collect();
        sort_by(&mut records, |a, b| a.seq.cmp(&b.seq));
        let mut rest = records.as_slice();
        while let Some(first) = rest.first() {
            let follows = |(at, record): (usize, &&StoredRecord)| {
                record.bytes.is_empty() && record.seq == first.seq + at as u64 + 1
            };
            let behind = rest
                .iter()
                .skip(1)
                .enumerate()
                .take_while(|(at, record)| follows((*at, record)));
            let (piece, after) = rest.split_at_checked(1 + behind.count()).unwrap_or((rest, &[]));
            self.replace(stream, piece).await?;
            rest = after;
        }
        Ok(())
    }

    /// Replaces neighbouring records.
    async fn replace(&self, stream: &str, records: &[&StoredRecord]) -> StoreResult<()> {
        let (Some(first), Some(last)) = (records.first(), records.last()) else {
            return Ok(());
        };
        let Some(header) = self.header(stream).await? else {
            return Ok(());
        };
        let generation = header.segments.iter().map(|segment| segment.generation).max();
        let generation = generation.unwrap_or(0).saturating_add(1);
        let is_hit = |(segment, end): &(Segment, u64)| segment.first_seq <= last.seq && first.seq < *end;
        let hit: Vec<(Segment, u64)> = header.ends().filter(is_hit).collect();
        if hit.is_empty() {
            return Ok(());
        }
        let (mut made, mut values) = (Vec::new(), Vec::new());
        let mut open = Vec::new();
        for (segment, end) in &hit {
            let value = self.get(&segment.key(stream)).await?.unwrap_or_default();
            let value = value.get(..segment.bytes as usize).unwrap_or(&value);
            let count = (end - segment.first_seq) as usize;
            let mut stored = read_records(value, segment.generation, Some(count)).into_iter();
            for seq in segment.first_seq..*end {
                let old = stored.next().unwrap_or_default();
                let new = seq.checked_sub(first.seq).and_then(|at| records.get(at as usize));
                if open.len() >= SEGMENT_BYTES || made.is_empty() {
                    values.extend((!made.is_empty()).then(|| std::mem::take(&mut open)));
                    made.push(Segment {
                        first_seq: seq,
                        bytes: 0,
                        generation,
                    });
                }
                push(&mut open, new.map_or(old, |record| &record.bytes), generation);
            }
        }
        values.push(open);
        let growth: f64 = made
            .iter()
            .zip(&values)
            .map(|(segment, value)| self.cost(&segment.key(stream), value.len()))
            .sum();
        // What the head may grow by is little, and not worth being exact about.
        if self.used.get() + growth + 64.0 > self.limit {
            return Err(self.full());
        }
        for (segment, value) in made.iter_mut().zip(&values) {
            segment.bytes = value.len() as u32;
            if let Err(fault) = self.set(&segment.key(stream), value).await {
                self.drop_all(stream, &made).await;
                return Err(fault);
            }
        }
        // Whoever else writes here may have been faster.
        let mut now = self.header(stream).await?.unwrap_or_default();
        let is_same = now.next_seq == header.next_seq && now.segments == header.segments;
        let at = now
            .segments
            .iter()
            .position(|segment| Some(segment) == hit.first().map(|(hit, _)| hit));
        let (true, Some(at)) = (is_same, at) else {
            self.drop_all(stream, &made).await;
            return Err(fault(
                StoreFaultKind::Failed,
                "another window wrote at the same time",
            ));
        };
        now.segments.splice(at..at + hit.len(), made.iter().copied());
        let head_key = format!("h/{stream}");
        let grown = now.len() as f64 - now.stored as f64;
        if let Err(fault) = self.set(&head_key, &now.write()).await {
            self.drop_all(stream, &made).await;
            return Err(fault);
        }
        self.used.set(self.used.get() + growth + grown);
        for (segment, _) in &hit {
            let key = segment.key(stream);
            self.remove(&key).await?;
            self.used
                .set((self.used.get() - self.cost(&key, segment.bytes as usize)).max(0.0));
        }
        Ok(())
    }

    /// Removes segments that nothing speaks of, as far as that works.
    async fn drop_all(&self, stream: &str, segments: &[Segment]) {
        for segment in segments {
            let _ = self.remove(&segment.key(stream)).await;
        }
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
        let mut heads = Vec::new();
        for key in self.keys().await? {
            let Some(stream) = key.strip_prefix("h/").filter(|name| name.starts_with(prefix)) else {
                continue;
            };
            let Some(value) = self.get(&key).await? else {
                continue;
            };
            let head = Header::read(&value).map_or_else(|| Header::head_behind(&value), |header| header.head);
            heads.push((stream.to_owned(), head));
        }
        Ok(heads)
    }

    pub(super) async fn delete(&self, stream: &str) -> StoreResult<()> {
        let key = format!("h/{stream}");
        let Some(value) = self.get(&key).await? else {
            return Ok(());
        };
        let header = self.sound(stream, &value).await?;
        let mut freed = self.cost(&key, value.len());
        // The head goes first: without it the segments count for nothing.
        self.remove(&key).await?;
        for segment in header.segments {
            let key = segment.key(stream);
            self.remove(&key).await?;
            freed += self.cost(&key, segment.bytes as usize);
        }
        self.used.set((self.used.get() - freed).max(0.0));
        Ok(())
    }

    async fn header(&self, stream: &str) -> StoreResult<Option<Header>> {
        let Some(value) = self.get(&format!("h/{stream}")).await? else {
            return Ok(None);
        };
        let header = self.sound(stream, &value).await?;
        if header.is_remade && header.segments.is_empty() {
            return Err(fault(
                StoreFaultKind::Failed,
                "the head of a stream on the host is damaged",
            ));
        }
        Ok(Some(header))
    }

    /// As it was stored, or made again.
    async fn sound(&self, stream: &str, value: &[u8]) -> StoreResult<Header> {
        match Header::read(value) {
            Some(header) => Ok(header),
            None => self.remade(stream, value).await,
        }
    }

    /// The header of a stream of which the stored one is damaged: all records that its segments hold one behind the other.
    async fn remade(&self, stream: &str, damaged: &[u8]) -> StoreResult<Header> {
        // By their first number: what is there, and behind which record each ends.
        let mut found: SortedMap<u64, Vec<(Segment, u64)>> = SortedMap::default();
        for key in self.keys().await? {
            let name = key
                .strip_prefix("s/")
                .and_then(|key| key.strip_prefix(stream)?.strip_prefix('/'));
            let Some((first_seq, generation)) = name.and_then(named) else {
                continue;
            };
            let Some(value) = self.get(&key).await? else {
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
        let mut header = Header::over(&found);
        header.head = Header::head_behind(damaged);
        header.stored = damaged.len();
        Ok(header)
    }

    fn cost(&self, key: &str, bytes: usize) -> f64 {
        (self.prefix.len() + key.len() + bytes) as f64
    }

    async fn get(&self, key: &str) -> StoreResult<Option<Vec<u8>>> {
        let answer = self.ask("get", Some(key), None, "value").await?;
        let value = field(&answer, "value");
        Ok(if value.is_undefined() || value.is_null() {
            None
        } else {
            Some(bytes_of(&value))
        })
    }

    async fn set(&self, key: &str, value: &[u8]) -> StoreResult<()> {
        self.ask("set", Some(key), Some(value), "done").await.map(|_| ())
    }

    async fn remove(&self, key: &str) -> StoreResult<()> {
        self.ask("delete", Some(key), None, "done").await.map(|_| ())
    }

    /// The store's own keys, without the prefix.
    async fn keys(&self) -> StoreResult<Vec<String>> {
        let answer = self.ask("keys", None, None, "keys").await?;
        let Ok(keys) = field(&answer, "keys").dyn_into::<Array>() else {
            return Err(fault(StoreFaultKind::Failed, "the host sent no list of keys"));
        };
        Ok(keys
            .iter()
            .filter_map(|key| Some(key.as_string()?.strip_prefix(&self.prefix)?.to_owned()))
            .collect())
    }

    async fn ask(
        &self,
        kind: &str,
        key: Option<&str>,
        value: Option<&[u8]>,
        expected: &str,
    ) -> StoreResult<JsValue> {
        let message = Object::new();
        let put = |name: &str, value: &JsValue| {
            // A plain object takes every field.
            let _ = Reflect::set(&message, &JsValue::from_str(name), value);
        };
        put("type", &JsValue::from_str(kind));
        if let Some(key) = key {
            put("key", &JsValue::from_str(&format!("{}{key}", self.prefix)));
        }
        if let Some(value) = value {
            put("value", &Uint8Array::from(value));
        }
        let promise = self.port.request(&message).map_err(|error| refused(&error))?;
        let answer = match select(JsFuture::from(promise), pin!(sleep(ANSWER_TIMEOUT))).await {
            Either::Left((answer, _)) => answer.map_err(|error| refused(&error))?,
            Either::Right(_) => return Err(fault(StoreFaultKind::Lost, "the host does not answer")),
        };
        match field(&answer, "type").as_string().as_deref() {
            Some(kind) if kind == expected => Ok(answer),
            Some("error") => {
                let quota = field(&answer, "code").as_string().as_deref() == Some("quota");
                let message = field(&answer, "message").as_string().unwrap_or_default();
                Err(fault(
                    if quota {
                        StoreFaultKind::Quota
                    } else {
                        StoreFaultKind::Failed
                    },
                    message,
                ))
            }
            _ => Err(fault(
                StoreFaultKind::Failed,
                "the host's answer is not one of those agreed on",
            )),
        }
    }
}

impl Segment {
    fn key(&self, stream: &str) -> String {
        match self.generation {
            0 => format!("s/{stream}/{}", self.first_seq),
            generation => format!("s/{stream}/{}.{generation}", self.first_seq),
        }
    }
}

impl Header {
    /// The segments, each with the number behind its last record.
    fn ends(&self) -> impl Iterator<Item = (Segment, u64)> {
        let ends = self.segments.iter().skip(1).map(|next| next.first_seq);
        self.segments.iter().copied().zip(ends.chain([self.next_seq]))
    }

    fn len(&self) -> usize {
        FRONT + EACH * self.segments.len() + CHECK + self.head.len() + CHECK
    }

    fn write(&self) -> Vec<u8> {
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
    fn read(bytes: &[u8]) -> Option<Self> {
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
    fn head_behind(bytes: &[u8]) -> Vec<u8> {
        (0..=Self::most_segments(bytes))
            .find_map(|count| unsealed(bytes.get(FRONT + EACH * count + CHECK..)?))
            .unwrap_or_default()
    }

    /// Over the segments that reach furthest, those of the latest generation where several do.
    fn over(found: &SortedMap<u64, Vec<(Segment, u64)>>) -> Self {
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
            .map(|segment| u64::from(segment.bytes) / least(segment))
            .sum();
        let missing = if format == FORMAT { MOST_MISSING } else { 0 };
        (next_seq <= most + missing).then(|| Self {
            next_seq,
            segments,
            ..Self::default()
        })
    }
}

/// First number and generation, of the last part of a segment's key.
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

fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

fn refused(error: &JsValue) -> bozzetto_core::engine::StoreFault {
    let message = error
        .dyn_ref::<js_sys::Error>()
        .map(|error| String::from(error.message()));
    fault(
        StoreFaultKind::Failed,
        message.unwrap_or_else(|| "the host refused".to_owned()),
    )
}
