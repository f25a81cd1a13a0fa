//! Streams in the memory of the page.

use bozzetto_core::engine::StoredRecord;
use js_sys::{Array, Map, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use super::{Append, Outcome, StoreResult, may_pack, moved_on};

/// Streams in a JavaScript `Map`: name to a list of the head and the records. It belongs to the page, not to this
/// instance of the core, and so outlives it.
pub struct Memory {
    streams: Map,
}

impl Memory {
    /// A store over what is in `streams` already.
    pub fn new(streams: Map) -> Self {
        Self { streams }
    }

    fn stream(&self, name: &str) -> Option<Array> {
        self.streams.get(&JsValue::from_str(name)).dyn_into().ok()
    }

    pub(super) async fn load(&self, stream: &str, from_seq: u64) -> StoreResult<Vec<StoredRecord>> {
        let Some(entries) = self.stream(stream) else {
            return Ok(Vec::new());
        };
        Ok(entries
            .iter()
            .skip(1)
            .zip(0_u64..)
            .skip_while(|(_, seq)| *seq < from_seq)
            .map(|(value, seq)| StoredRecord {
                seq,
                bytes: bytes_of(&value),
            })
            .collect())
    }

    pub(super) async fn append(&self, append: &Append) -> StoreResult<Outcome> {
        let entries = self
            .stream(&append.stream)
            .unwrap_or_else(|| Array::of1(&JsValue::NULL));
        let next_seq = u64::from(entries.length().saturating_sub(1));
        if next_seq != append.expected_seq {
            return Ok(Outcome::Conflict { next_seq });
        }
        entries.set(0, Uint8Array::from(append.head.as_slice()).into());
        for record in &append.records {
            entries.push(&Uint8Array::from(record.as_slice()));
        }
        let next_seq = u64::from(entries.length().saturating_sub(1));
        self.streams.set(&JsValue::from_str(&append.stream), &entries);
        Ok(Outcome::Appended { next_seq })
    }

    pub(super) async fn rewrite(&self, stream: &str, records: &[StoredRecord]) -> StoreResult<()> {
        let stored = self.load(stream, 0).await?;
        let Some(entries) = self
            .stream(stream)
            .filter(|_| records.iter().all(|new| may_pack(&stored, new)))
        else {
            return Err(moved_on());
        };
        for record in records {
            // The first place is the head's.
            entries.set(
                record.seq as u32 + 1,
                Uint8Array::from(record.bytes.as_slice()).into(),
            );
        }
        Ok(())
    }

    pub(super) async fn list(&self, prefix: &str) -> StoreResult<Vec<(String, Vec<u8>)>> {
        let mut heads = Vec::new();
        self.streams.for_each(&mut |value, key| {
            if let (Some(name), Ok(entries)) = (key.as_string(), value.dyn_into::<Array>())
                && name.starts_with(prefix)
            {
                heads.push((name, bytes_of(&entries.get(0))));
            }
        });
        Ok(heads)
    }

    /// Bytes of all records and heads, and how many there may be.
    pub(super) fn usage(&self) -> (f64, f64) {
        let mut used = 0.0;
        self.streams.for_each(&mut |value, _| {
            if let Ok(entries) = value.dyn_into::<Array>() {
                used += entries
                    .iter()
                    .map(|value| bytes_of(&value).len() as f64)
                    .sum::<f64>();
            }
        });
        (used, f64::INFINITY)
    }

    pub(super) async fn delete(&self, stream: &str) -> StoreResult<()> {
        self.streams.delete(&JsValue::from_str(stream));
        Ok(())
    }
}

/// The bytes of a stored value; none if it holds something else.
pub(super) fn bytes_of(value: &JsValue) -> Vec<u8> {
    value
        .dyn_ref::<Uint8Array>()
        .map(Uint8Array::to_vec)
        .unwrap_or_default()
}
