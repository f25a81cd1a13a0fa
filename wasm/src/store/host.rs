//! Streams wherever the app keeps them, over request and response messages: `figma.clientStorage` behind a plugin's
//! main thread, an Electron process, a test.
//!
//! Such a place knows keys and values, nothing else. So an append is made safe by its order: first the segment with
//! the records, then the head, which says how many records count. Whatever a segment holds beyond that was never
//! acknowledged and is written over. Records share segments because a round trip costs more than its bytes.
//!
//! | key | value |
//! |---|---|
//! | `bozzetto/{name}/h/{stream}` | format (1 byte), next number (8), count of segments (4), for each its first number (8) and its size (4), then the head; little endian |
//! | `bozzetto/{name}/s/{stream}/{first number}` | records, each with its length (4) before it |

use bozzetto_core::engine::{StoreFaultKind, StoredRecord};
use futures_util::future::{Either, select};
use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use std::cell::Cell;
use std::pin::pin;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::memory::bytes_of;
use super::{Append, Outcome, StoreResult, fault};
use crate::sleep::sleep;

const FORMAT: u8 = 1;
/// A segment that has reached this size is closed.
const SEGMENT_BYTES: usize = 32 * 1024;
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
}

/// What stands before the head of the engine.
struct Header {
    next_seq: u64,
    segments: Vec<Segment>,
    head: Vec<u8>,
}

#[derive(Clone, Copy)]
struct Segment {
    first_seq: u64,
    bytes: u32,
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
            let Some(header) = Header::read(&value) else {
                continue;
            };
            for segment in header.segments {
                let key = segment_key(stream, segment.first_seq);
                used += self.cost(&key, segment.bytes as usize);
                known.insert(key);
            }
        }
        for key in keys
            .iter()
            .filter(|key| key.starts_with("s/") && !known.contains(*key))
        {
            self.remove(key).await?;
        }
        self.used.set(used);
        Ok(())
    }

    pub(super) async fn load(&self, stream: &str, from_seq: u64) -> StoreResult<Vec<StoredRecord>> {
        let Some(header) = self.header(stream).await? else {
            return Ok(Vec::new());
        };
        let mut records = Vec::new();
        let ends = header
            .segments
            .iter()
            .skip(1)
            .map(|next| next.first_seq)
            .chain([header.next_seq]);
        for (segment, end) in header.segments.iter().zip(ends) {
            if end <= from_seq {
                continue;
            }
            let value = self
                .get(&segment_key(stream, segment.first_seq))
                .await?
                .unwrap_or_default();
            let mut stored = split(&value);
            for seq in segment.first_seq..end {
                // A record that is missing within the head's count is damage; the reader is told by its emptiness.
                let bytes = stored.next().unwrap_or_default().to_vec();
                if seq >= from_seq {
                    records.push(StoredRecord { seq, bytes });
                }
            }
        }
        Ok(records)
    }

    pub(super) async fn append(&self, append: &Append) -> StoreResult<Outcome> {
        let old = self.header(&append.stream).await?;
        let existed = old.is_some();
        let mut header = old.unwrap_or_else(|| Header {
            next_seq: 0,
            segments: Vec::new(),
            head: Vec::new(),
        });
        if header.next_seq != append.expected_seq {
            return Ok(Outcome::Conflict {
                next_seq: header.next_seq,
            });
        }
        let head_key = format!("h/{}", append.stream);
        let mut growth = if existed {
            -self.cost(&head_key, header.len())
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
                    let stored = self
                        .get(&segment_key(&append.stream, segment.first_seq))
                        .await?
                        .unwrap_or_default();
                    let count = append.expected_seq.saturating_sub(segment.first_seq) as usize;
                    let mut kept = Vec::with_capacity(stored.len());
                    let mut records = split(&stored);
                    for _ in 0..count {
                        push(&mut kept, records.next().unwrap_or_default());
                    }
                    growth -= self.cost(&segment_key(&append.stream, segment.first_seq), stored.len());
                    header.segments.pop();
                    (segment, kept)
                }
                None => (
                    Segment {
                        first_seq: append.expected_seq,
                        bytes: 0,
                    },
                    Vec::new(),
                ),
            };
            for record in &append.records {
                push(&mut value, record);
            }
            let Ok(bytes) = u32::try_from(value.len()) else {
                return Err(fault(StoreFaultKind::Quota, "one segment would exceed 4 GiB"));
            };
            let key = segment_key(&append.stream, segment.first_seq);
            growth += self.cost(&key, value.len());
            header.segments.push(Segment { bytes, ..segment });
            write = Some((key, value));
        }
        header.next_seq = append.expected_seq + append.records.len() as u64;
        header.head.clone_from(&append.head);
        growth += self.cost(&head_key, header.len());
        if growth > 0.0 && self.used.get() + growth > self.limit {
            return Err(fault(
                StoreFaultKind::Quota,
                format!("the host's {} bytes are used up", self.limit as u64),
            ));
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

    /// A host keeps several records under one key and has no transactions: one cannot be replaced alone.
    pub(super) async fn rewrite(&self, _stream: &str, _records: &[StoredRecord]) -> StoreResult<()> {
        Err(fault(
            StoreFaultKind::Unavailable,
            "records cannot be replaced on this host",
        ))
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
            let head = Header::read(&value).map(|header| header.head).unwrap_or_default();
            heads.push((stream.to_owned(), head));
        }
        Ok(heads)
    }

    pub(super) async fn delete(&self, stream: &str) -> StoreResult<()> {
        let key = format!("h/{stream}");
        let Some(value) = self.get(&key).await? else {
            return Ok(());
        };
        let mut freed = self.cost(&key, value.len());
        // The head goes first: without it the segments count for nothing.
        self.remove(&key).await?;
        for segment in Header::read(&value)
            .map(|header| header.segments)
            .unwrap_or_default()
        {
            let key = segment_key(stream, segment.first_seq);
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
        match Header::read(&value) {
            Some(header) => Ok(Some(header)),
            None => Err(fault(
                StoreFaultKind::Failed,
                "the head of a stream on the host is damaged",
            )),
        }
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

impl Header {
    fn len(&self) -> usize {
        13 + 12 * self.segments.len() + self.head.len()
    }

    fn write(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.len());
        bytes.push(FORMAT);
        bytes.extend(self.next_seq.to_le_bytes());
        bytes.extend((self.segments.len() as u32).to_le_bytes());
        for segment in &self.segments {
            bytes.extend(segment.first_seq.to_le_bytes());
            bytes.extend(segment.bytes.to_le_bytes());
        }
        bytes.extend(&self.head);
        bytes
    }

    /// None if the bytes are not a header, or one whose segments do not add up.
    fn read(mut bytes: &[u8]) -> Option<Self> {
        if take::<1>(&mut bytes)? != [FORMAT] {
            return None;
        }
        let next_seq = u64::from_le_bytes(take(&mut bytes)?);
        let count = u32::from_le_bytes(take(&mut bytes)?);
        let mut segments = Vec::new();
        let mut at_least = 0;
        for _ in 0..count {
            let first_seq = u64::from_le_bytes(take(&mut bytes)?);
            // Damaged numbers must not lead to endless loops over records that nobody has.
            if first_seq < at_least || first_seq >= next_seq || segments.is_empty() != (first_seq == 0) {
                return None;
            }
            let size = u32::from_le_bytes(take(&mut bytes)?);
            at_least = first_seq + 1;
            segments.push(Segment {
                first_seq,
                bytes: size,
            });
        }
        let most: u64 = segments.iter().map(|segment| u64::from(segment.bytes) / 4).sum();
        (next_seq <= most).then(|| Self {
            next_seq,
            segments,
            head: bytes.to_vec(),
        })
    }
}

fn segment_key(stream: &str, first_seq: u64) -> String {
    format!("s/{stream}/{first_seq}")
}

fn push(segment: &mut Vec<u8>, record: &[u8]) {
    segment.extend((record.len() as u32).to_le_bytes());
    segment.extend(record);
}

/// The records of a segment, up to the first that is not whole.
fn split(mut segment: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let length = u32::from_le_bytes(take(&mut segment)?) as usize;
        let (record, rest) = segment.split_at_checked(length)?;
        segment = rest;
        Some(record)
    })
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
