//! Places to keep streams in, and what the suites do to them.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each suite is a program of its own and uses a part of this"
)]

use std::ops::Range;

use bozzetto_core::engine::{Durability, StoredRecord};
use bozzetto_core::journal::{Entry, Envelope, Event, SectionTag};
use bozzetto_wasm::store::{Append, BrowserStore, HostPort, HostStore, Memory, Store};
use js_sys::{Array, Function, Map, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// What outlives a store: opening on it again shows what was stored.
pub enum Place {
    IndexedDb(String),
    Memory(Map),
    Host(Function),
}

impl Place {
    pub fn all() -> Vec<Self> {
        let host = Map::new();
        let request = plain_host(&host, 1 << 20);
        vec![
            Self::IndexedDb(fresh_name()),
            Self::Memory(Map::new()),
            Self::Host(request),
        ]
    }

    pub async fn open(&self) -> Store {
        match self {
            Self::IndexedDb(name) => Store::IndexedDb(BrowserStore::open(name, |_| ()).await.unwrap()),
            Self::Memory(streams) => Store::Memory(Memory::new(streams.clone())),
            Self::Host(request) => Store::Host(HostStore::open(port(request), "test", None).await.unwrap()),
        }
    }
}

pub fn fresh_name() -> String {
    format!("conformance-{}-{}", js_sys::Date::now(), js_sys::Math::random())
}

pub fn port(request: &Function) -> HostPort {
    let port = Object::new();
    Reflect::set(&port, &"request".into(), request).unwrap();
    port.unchecked_into()
}

/// A host that keeps values in a map, and has room for so many bytes.
pub fn plain_host(values: &Map, room: u32) -> Function {
    let values = values.clone();
    let answer = move |message: JsValue| -> Promise {
        let field = |name: &str| Reflect::get(&message, &name.into()).unwrap();
        let answer = Object::new();
        let put = |name: &str, value: &JsValue| {
            Reflect::set(&answer, &name.into(), value).unwrap();
        };
        match field("type").as_string().unwrap().as_str() {
            "get" => {
                put("type", &"value".into());
                put("value", &values.get(&field("key")));
            }
            "set" => {
                let mut used = 0;
                values
                    .for_each(&mut |value, _| used += value.unchecked_into::<js_sys::Uint8Array>().length());
                if used + field("value").unchecked_into::<js_sys::Uint8Array>().length() > room {
                    put("type", &"error".into());
                    put("code", &"quota".into());
                    put("message", &"full".into());
                } else {
                    values.set(&field("key"), &field("value"));
                    put("type", &"done".into());
                }
            }
            "delete" => {
                values.delete(&field("key"));
                put("type", &"done".into());
            }
            _ => {
                put("type", &"keys".into());
                put("keys", &Array::from(&values.keys()));
            }
        }
        Promise::resolve(&JsValue::from(answer))
    };
    Closure::<dyn Fn(JsValue) -> Promise>::new(answer)
        .into_js_value()
        .unchecked_into()
}

pub fn append(stream: &str, expected_seq: u64, records: &[&[u8]], head: &[u8]) -> Append {
    Append {
        stream: stream.to_owned(),
        expected_seq,
        records: records.iter().map(|record| record.to_vec()).collect(),
        head: head.to_vec(),
        durability: Durability::Relaxed,
    }
}

pub async fn bytes(store: &Store, stream: &str, from: u64) -> Vec<(u64, Vec<u8>)> {
    let records = store.load(stream, from).await.unwrap();
    records
        .into_iter()
        .map(|record| (record.seq, record.bytes))
        .collect()
}

/// Runs a script in the page on a value and waits for what it promises.
pub async fn script(body: &str, on: &JsValue) -> JsValue {
    let call = Function::new_with_args("name", &format!("return (async () => {{ {body} }})()"));
    let promise = call
        .call1(&JsValue::NULL, on)
        .unwrap()
        .unchecked_into::<Promise>();
    wasm_bindgen_futures::JsFuture::from(promise).await.unwrap()
}

pub async fn raw(name: &str, version: u32) -> Result<web_sys::IdbDatabase, JsValue> {
    let open = Function::new_with_args(
        "name, version",
        "return new Promise((resolve, reject) => {
            const request = indexedDB.open(name, version);
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
        })",
    );
    let promise = open
        .call2(&JsValue::NULL, &name.into(), &version.into())?
        .unchecked_into::<Promise>();
    Ok(wasm_bindgen_futures::JsFuture::from(promise)
        .await?
        .unchecked_into())
}

/// Does something to the first place behind the store's back: `records` and `heads` are its object stores.
pub async fn tamper(name: &str, with: &str) {
    let database = raw(name, 1).await.unwrap();
    let body = format!(
        "await new Promise((resolve) => {{
            const transaction = name.transaction(['records', 'heads'], 'readwrite');
            const [records, heads] = ['records', 'heads'].map((store) => transaction.objectStore(store));
            {with};
            transaction.oncomplete = resolve;
        }})"
    );
    script(&body, &database).await;
    database.close();
}

/// A record of a session in which one thing happened.
pub fn entry(at: u64) -> Entry {
    Entry {
        at,
        events: vec![Event::Rated { score: 5 }],
    }
}

/// The record of it.
pub fn record(at: u64) -> Vec<u8> {
    let mut envelope = Envelope::default();
    envelope.set_entry(&entry(at));
    envelope.encode()
}

/// What packs these records of a session into the first of them.
pub fn piece(seqs: Range<u64>) -> Vec<StoredRecord> {
    let entries: Vec<Entry> = seqs.clone().map(entry).collect();
    let mut piece = Envelope::default();
    piece.set(SectionTag::ENTRIES, Entry::encode_all(&entries));
    let bytes = |seq| {
        if seq == seqs.start {
            piece.encode()
        } else {
            Vec::new()
        }
    };
    let record = |seq| StoredRecord {
        seq,
        bytes: bytes(seq),
    };
    seqs.clone().map(record).collect()
}
