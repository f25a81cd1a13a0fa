//! The conformance suite of the store port, run on every adapter in a real browser, and what only IndexedDB has.
#![cfg(target_arch = "wasm32")]

use bozzetto_core::engine::{Durability, StoreFaultKind, StoredRecord, tell_the_same};
use bozzetto_core::journal::{Entry, Envelope, Event, SectionTag};
use bozzetto_wasm::store::{Append, BrowserStore, HostStore, Memory, Outcome, Store};
use futures_util::future::join;
use js_sys::{Array, Function, Map, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// What outlives a store: opening on it again shows what was stored.
enum Place {
    IndexedDb(String),
    Memory(Map),
    Host(Function),
}

impl Place {
    fn all() -> Vec<Self> {
        let host = Map::new();
        let request = plain_host(&host, 1 << 20);
        vec![
            Self::IndexedDb(fresh_name()),
            Self::Memory(Map::new()),
            Self::Host(request),
        ]
    }

    async fn open(&self) -> Store {
        match self {
            Self::IndexedDb(name) => Store::IndexedDb(BrowserStore::open(name, |_| ()).await.unwrap()),
            Self::Memory(streams) => Store::Memory(Memory::new(streams.clone())),
            Self::Host(request) => Store::Host(HostStore::open(port(request), "test", None).await.unwrap()),
        }
    }
}

fn fresh_name() -> String {
    format!("conformance-{}-{}", js_sys::Date::now(), js_sys::Math::random())
}

fn port(request: &Function) -> bozzetto_wasm::store::HostPort {
    let port = Object::new();
    Reflect::set(&port, &"request".into(), request).unwrap();
    port.unchecked_into()
}

/// A host that keeps values in a map, and has room for so many bytes.
fn plain_host(values: &Map, room: u32) -> Function {
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

fn append(stream: &str, expected_seq: u64, records: &[&[u8]], head: &[u8]) -> Append {
    Append {
        stream: stream.to_owned(),
        expected_seq,
        records: records.iter().map(|record| record.to_vec()).collect(),
        head: head.to_vec(),
        durability: Durability::Relaxed,
    }
}

async fn bytes(store: &Store, stream: &str, from: u64) -> Vec<(u64, Vec<u8>)> {
    let records = store.load(stream, from).await.unwrap();
    records
        .into_iter()
        .map(|record| (record.seq, record.bytes))
        .collect()
}

// STO-1: what was appended is read back in order, from any number on, also on a new connection.
#[wasm_bindgen_test]
async fn sto_1_appended_records_are_read_back() {
    for place in Place::all() {
        let store = place.open().await;
        assert_eq!(bytes(&store, "a", 0).await, []);
        let appended = store
            .append(&append("a", 0, &[b"zero", b""], b"h1"))
            .await
            .unwrap();
        assert_eq!(appended, Outcome::Appended { next_seq: 2 });
        let strict = Append {
            durability: Durability::Strict,
            ..append("a", 2, &[&[0, 255, 7]], b"h2")
        };
        assert_eq!(
            store.append(&strict).await.unwrap(),
            Outcome::Appended { next_seq: 3 }
        );
        store.close();
        let store = place.open().await;
        let all = [(0, b"zero".to_vec()), (1, vec![]), (2, vec![0, 255, 7])];
        assert_eq!(bytes(&store, "a", 0).await, all);
        assert_eq!(bytes(&store, "a", 2).await, all[2..]);
        assert_eq!(bytes(&store, "a", 9).await, []);
        assert_eq!(store.list("").await.unwrap(), [("a".to_owned(), b"h2".to_vec())]);
    }
}

// STO-16: records are replaced at their numbers, and only where there are some.
#[wasm_bindgen_test]
async fn sto_16_records_are_replaced() {
    for place in Place::all() {
        let store = place.open().await;
        store
            .append(&append("a", 0, &[b"0", b"1", b"2"], b"head"))
            .await
            .unwrap();
        let other = |seq, bytes: &[u8]| StoredRecord {
            seq,
            bytes: bytes.to_vec(),
        };
        let records = [other(0, b"both"), other(1, b""), other(9, b"x")];
        store.rewrite("a", &records).await.unwrap();
        assert_eq!(
            bytes(&store, "a", 0).await,
            [(0, b"both".to_vec()), (1, Vec::new()), (2, b"2".to_vec())]
        );
        let outcome = store.append(&append("a", 3, &[b"3"], b"head")).await.unwrap();
        assert_eq!(outcome, Outcome::Appended { next_seq: 4 });
    }
}

// STO-2: an append that does not begin at the next number stores nothing and says what the next number is.
#[wasm_bindgen_test]
async fn sto_2_a_wrong_number_is_a_conflict() {
    for place in Place::all() {
        let store = place.open().await;
        store
            .append(&append("a", 0, &[b"0", b"1"], b"head"))
            .await
            .unwrap();
        for (expected, records) in [
            (0, &[b"x".as_slice()][..]),
            (1, &[b"x", b"y"]),
            (3, &[b"x"]),
            (9, &[]),
            (0, &[]),
        ] {
            let outcome = store
                .append(&append("a", expected, records, b"other"))
                .await
                .unwrap();
            assert_eq!(outcome, Outcome::Conflict { next_seq: 2 }, "expected {expected}");
        }
        let outcome = store
            .append(&append("never", 4, &[b"x"], b"other"))
            .await
            .unwrap();
        assert_eq!(outcome, Outcome::Conflict { next_seq: 0 });
        assert_eq!(
            bytes(&store, "a", 0).await,
            [(0, b"0".to_vec()), (1, b"1".to_vec())]
        );
        assert_eq!(
            store.list("").await.unwrap(),
            [("a".to_owned(), b"head".to_vec())]
        );
        let head_only = store.append(&append("a", 2, &[], b"new head")).await.unwrap();
        assert_eq!(head_only, Outcome::Appended { next_seq: 2 });
        assert_eq!(
            store.list("").await.unwrap(),
            [("a".to_owned(), b"new head".to_vec())]
        );
    }
}

// STO-3: heads are listed by prefix in order of name; streams whose names share a beginning do not mix.
#[wasm_bindgen_test]
async fn sto_3_streams_are_listed_and_kept_apart() {
    for place in Place::all() {
        let store = place.open().await;
        for name in ["session/b", "session/a", "session/a/1", "user/ü", "session"] {
            store
                .append(&append(name, 0, &[name.as_bytes()], name.as_bytes()))
                .await
                .unwrap();
        }
        let names =
            |heads: Vec<(String, Vec<u8>)>| heads.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(
            names(store.list("session/").await.unwrap()),
            ["session/a", "session/a/1", "session/b"]
        );
        assert_eq!(names(store.list("user/").await.unwrap()), ["user/ü"]);
        assert_eq!(bytes(&store, "session/a", 0).await, [(0, b"session/a".to_vec())]);
    }
}

// STO-4: a removed stream is gone with its head, its neighbours stay, and its name can be used again from 0.
#[wasm_bindgen_test]
async fn sto_4_removed_streams_are_gone() {
    for place in Place::all() {
        let store = place.open().await;
        store.append(&append("a", 0, &[b"0", b"1"], b"a")).await.unwrap();
        store.append(&append("ab", 0, &[b"0"], b"ab")).await.unwrap();
        store.delete("a").await.unwrap();
        store.delete("a").await.unwrap();
        assert_eq!(bytes(&store, "a", 0).await, []);
        assert_eq!(store.list("").await.unwrap(), [("ab".to_owned(), b"ab".to_vec())]);
        assert_eq!(
            store.append(&append("a", 2, &[b"2"], b"")).await.unwrap(),
            Outcome::Conflict { next_seq: 0 }
        );
        assert_eq!(
            store.append(&append("a", 0, &[b"again"], b"a")).await.unwrap(),
            Outcome::Appended { next_seq: 1 }
        );
        assert_eq!(bytes(&store, "a", 0).await, [(0, b"again".to_vec())]);
    }
}

// STO-5: many and large records keep their bytes.
#[wasm_bindgen_test]
async fn sto_5_many_and_large_records() {
    for place in Place::all() {
        let store = place.open().await;
        let large: Vec<u8> = (0..100_000_u32).map(|i| (i * 7 % 251) as u8).collect();
        store.append(&append("s", 0, &[&large], b"")).await.unwrap();
        for seq in 1..200_u64 {
            let record = vec![seq as u8; seq as usize * 3];
            store
                .append(&append("s", seq, &[&record], &seq.to_le_bytes()))
                .await
                .unwrap();
        }
        let store = place.open().await;
        let all = bytes(&store, "s", 0).await;
        assert_eq!(all.len(), 200);
        assert_eq!(all[0].1, large);
        assert!(
            all.iter()
                .skip(1)
                .all(|(seq, bytes)| *bytes == vec![*seq as u8; *seq as usize * 3])
        );
        assert_eq!(bytes(&store, "s", 150).await, all[150..]);
    }
}

// STO-6: of two connections that append the same number at once, one wins and the other is told, every time.
// Only for stores that declare it.
#[wasm_bindgen_test]
async fn sto_6_of_two_writers_one_wins() {
    for place in Place::all() {
        let (one, two) = (place.open().await, place.open().await);
        if !one.exclusive_append() {
            continue;
        }
        for seq in 0..20 {
            let (first, second) = (
                append("s", seq, &[b"one"], b"one"),
                append("s", seq, &[b"two"], b"two"),
            );
            let (a, b) = join(one.append(&first), two.append(&second)).await;
            let mut outcomes = [a.unwrap(), b.unwrap()];
            outcomes.sort_by_key(|outcome| matches!(outcome, Outcome::Conflict { .. }));
            let next_seq = seq + 1;
            assert_eq!(
                outcomes,
                [Outcome::Appended { next_seq }, Outcome::Conflict { next_seq }]
            );
        }
        assert_eq!(bytes(&one, "s", 0).await.len(), 20);
    }
}

async fn raw(name: &str, version: u32) -> Result<web_sys::IdbDatabase, JsValue> {
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

// STO-7: a connection makes way for another tab's newer schema; after that this code says that it is too old.
#[wasm_bindgen_test]
async fn sto_7_makes_way_for_an_upgrade() {
    let name = fresh_name();
    let store = Store::IndexedDb(BrowserStore::open(&name, |_| ()).await.unwrap());
    store.append(&append("a", 0, &[b"0"], b"")).await.unwrap();
    let newer = raw(&name, 2).await.unwrap();
    let refused = store.append(&append("a", 1, &[b"1"], b"")).await.unwrap_err();
    assert_eq!(refused.kind, StoreFaultKind::Unavailable);
    assert!(refused.detail.contains("VersionError"), "{}", refused.detail);
    newer.close();
}

// STO-8: a connection that died is opened again, and the append goes through once.
#[wasm_bindgen_test]
async fn sto_8_a_dead_connection_is_replaced() {
    let name = fresh_name();
    let connections = Array::new();
    let store = {
        let connections = connections.clone();
        BrowserStore::open(&name, move |database| {
            connections.push(database);
        })
    };
    let store = Store::IndexedDb(store.await.unwrap());
    // Closed behind the store's back, as a browser does that kills its storage process.
    let close_all = || {
        let open: Vec<JsValue> =
            std::iter::from_fn(|| Some(connections.pop()).filter(|last| !last.is_undefined())).collect();
        for database in &open {
            database.unchecked_ref::<web_sys::IdbDatabase>().close();
        }
        open.len()
    };
    store.append(&append("a", 0, &[&record(0)], b"")).await.unwrap();
    let places = close_all();
    assert!(places > 0);
    assert_eq!(
        store.append(&append("a", 1, &[&record(1)], b"")).await.unwrap(),
        Outcome::Appended { next_seq: 2 }
    );
    assert_eq!(close_all(), places);
    assert_eq!(bytes(&store, "a", 0).await.len(), 2);
    assert_eq!(close_all(), 1, "reading what is whole opens the first place only");
}

// STO-9: stored values that are no bytes, and keys that are none of ours, are not fatal.
#[wasm_bindgen_test]
async fn sto_9_foreign_values_come_back_empty() {
    let name = fresh_name();
    let store = Store::IndexedDb(BrowserStore::open(&name, |_| ()).await.unwrap());
    store.append(&append("a", 0, &[b"0"], b"")).await.unwrap();
    let database = raw(&name, 1).await.unwrap();
    let spoil = Function::new_with_args(
        "database",
        "return new Promise((resolve) => {
            const transaction = database.transaction(['records', 'heads'], 'readwrite');
            transaction.objectStore('records').put('text', ['a', 1]);
            transaction.objectStore('records').put('text', ['a', 1.5]);
            transaction.objectStore('records').put('text', ['a', 'x']);
            transaction.objectStore('heads').put({ no: 'bytes' }, 'b');
            transaction.objectStore('heads').put({ no: 'bytes' }, 7);
            transaction.oncomplete = resolve;
        })",
    );
    let promise = spoil
        .call1(&JsValue::NULL, &database)
        .unwrap()
        .unchecked_into::<Promise>();
    wasm_bindgen_futures::JsFuture::from(promise).await.unwrap();
    assert_eq!(bytes(&store, "a", 0).await, [(0, b"0".to_vec()), (1, vec![])]);
    let heads = store.list("").await.unwrap();
    assert_eq!(heads, [("a".to_owned(), vec![]), ("b".to_owned(), vec![])]);
    database.close();
}

// STO-10: a host that is full refuses the whole append, by its own word or by the limit it was given.
#[wasm_bindgen_test]
async fn sto_10_a_full_host_refuses() {
    for (room, limit) in [(2_000, None), (1 << 20, Some(2_000.0))] {
        let values = Map::new();
        let request = plain_host(&values, room);
        let store = Store::Host(HostStore::open(port(&request), "test", limit).await.unwrap());
        store
            .append(&append("a", 0, &[&[1; 500]], b"head"))
            .await
            .unwrap();
        let refused = store
            .append(&append("a", 1, &[&[2; 5_000]], b"other"))
            .await
            .unwrap_err();
        assert_eq!(refused.kind, StoreFaultKind::Quota);
        assert_eq!(bytes(&store, "a", 0).await, [(0, vec![1; 500])]);
        assert_eq!(
            store.list("").await.unwrap(),
            [("a".to_owned(), b"head".to_vec())]
        );
        store.delete("a").await.unwrap();
        assert_eq!(values.size(), 0);
        store
            .append(&append("a", 0, &[&[3; 500]], b"head"))
            .await
            .unwrap();
    }
}

// STO-11: on a host, a kill between the two writes of an append or of a removal leaves nothing that counts.
#[wasm_bindgen_test]
async fn sto_11_interrupted_writes_on_a_host_do_not_count() {
    let values = Map::new();
    let request = plain_host(&values, 1 << 20);
    let store = Store::Host(HostStore::open(port(&request), "test", None).await.unwrap());
    store.append(&append("a", 0, &[b"0"], b"h0")).await.unwrap();
    let head_before = values.get(&"bozzetto/test/h/a".into());
    store.append(&append("a", 1, &[b"lost"], b"h1")).await.unwrap();
    values.set(&"bozzetto/test/h/a".into(), &head_before);
    assert_eq!(bytes(&store, "a", 0).await, [(0, b"0".to_vec())]);
    store.append(&append("a", 1, &[b"1"], b"h2")).await.unwrap();
    assert_eq!(
        bytes(&store, "a", 0).await,
        [(0, b"0".to_vec()), (1, b"1".to_vec())]
    );
    values.delete(&"bozzetto/test/h/a".into());
    HostStore::open(port(&request), "test", None).await.unwrap();
    assert_eq!(values.size(), 0);
}

// STO-12: a host that answers nonsense is an error, never a hang or a trap.
#[wasm_bindgen_test]
async fn sto_12_nonsense_from_a_host_is_an_error() {
    for answer in [
        "undefined",
        "null",
        "7",
        "({})",
        "({ type: 'keys', keys: 3 })",
        "Promise.reject(new Error('no'))",
        "(() => { throw new Error('thrown') })()",
        "({ type: 'error', code: 'failed', message: 'm' })",
    ] {
        let request = Function::new_with_args("message", &format!("return Promise.resolve({answer})"));
        let refused = HostStore::open(port(&request), "test", None).await.err().unwrap();
        assert_eq!(refused.kind, StoreFaultKind::Failed, "{answer}");
    }
    for head in [
        &b""[..],
        b"\x01",
        &[1; 13],
        &[255; 40],
        &[
            1, 9, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0,
        ],
    ] {
        let values = Map::new();
        values.set(&"bozzetto/test/h/a".into(), &js_sys::Uint8Array::from(head));
        let store = Store::Host(
            HostStore::open(port(&plain_host(&values, 9_999)), "test", None)
                .await
                .unwrap(),
        );
        assert_eq!(store.load("a", 0).await.unwrap_err().kind, StoreFaultKind::Failed);
        assert_eq!(store.list("").await.unwrap(), [("a".to_owned(), vec![])]);
    }
}

/// Runs a script in the page and waits for what it promises.
async fn script(body: &str, name: &str) -> JsValue {
    let call = Function::new_with_args("name", &format!("return (async () => {{ {body} }})()"));
    let promise = call
        .call1(&JsValue::NULL, &name.into())
        .unwrap()
        .unchecked_into::<Promise>();
    wasm_bindgen_futures::JsFuture::from(promise).await.unwrap()
}

/// What a browser does to a database that it takes for damaged.
async fn lose(name: &str) {
    script(
        "await new Promise((resolve, reject) => {
            const request = indexedDB.deleteDatabase(name);
            request.onsuccess = resolve;
            // A connection that is still closing blocks for a moment only.
            request.onerror = reject;
        })",
        name,
    )
    .await;
}

async fn browser(name: &str) -> Store {
    Store::IndexedDb(BrowserStore::open(name, |_| ()).await.unwrap())
}

/// Whether this browser has a second place at all: only those do that need one.
async fn has_second_place() -> bool {
    script("return Boolean(navigator.storageBuckets)", "")
        .await
        .is_truthy()
}

/// Sets what `navigator.storageBuckets` is until it is set back to the real one.
async fn set_buckets(value: &str) {
    script(
        &format!(
            "Object.defineProperty(navigator, 'storageBuckets', {{ configurable: true, value: {value} }})"
        ),
        "",
    )
    .await;
}

async fn real_buckets() {
    script("delete navigator.storageBuckets", "").await;
}

// STO-13: what the browser's first place lost is brought back from the second, and only that.
#[wasm_bindgen_test]
async fn sto_13_what_was_lost_is_brought_back() {
    if !has_second_place().await {
        return;
    }
    let name = fresh_name();
    let store = browser(&name).await;
    store.append(&append("a", 0, &[b"0", b"1"], b"a")).await.unwrap();
    store.append(&append("a", 2, &[b"2"], b"aa")).await.unwrap();
    store.append(&append("b", 0, &[b"0"], b"b")).await.unwrap();
    store.append(&append("gone", 0, &[b"0"], b"gone")).await.unwrap();
    store.delete("gone").await.unwrap();
    store.close();
    for _ in 0..2 {
        lose(&name).await;
        let store = browser(&name).await;
        assert_eq!(
            bytes(&store, "a", 0).await,
            [(0, b"0".to_vec()), (1, b"1".to_vec()), (2, b"2".to_vec())]
        );
        assert_eq!(
            store.list("").await.unwrap(),
            [("a".to_owned(), b"aa".to_vec()), ("b".to_owned(), b"b".to_vec())]
        );
        store.close();
    }
    // Of one stream the end is lost, as after a power cut; it comes back behind what is there.
    let database = raw(&name, 1).await.unwrap();
    let cut = "await new Promise((resolve) => {
        const transaction = name.transaction(['records', 'heads'], 'readwrite');
        transaction.objectStore('records').delete(['a', 2]);
        transaction.objectStore('heads').put(new Uint8Array([97]), 'a');
        transaction.oncomplete = resolve;
    })";
    let call = Function::new_with_args("name", &format!("return (async () => {{ {cut} }})()"));
    let promise = call
        .call1(&JsValue::NULL, &database)
        .unwrap()
        .unchecked_into::<Promise>();
    wasm_bindgen_futures::JsFuture::from(promise).await.unwrap();
    database.close();
    let store = browser(&name).await;
    assert_eq!(bytes(&store, "a", 2).await, [(2, b"2".to_vec())]);
    assert_eq!(store.list("a").await.unwrap(), [("a".to_owned(), b"aa".to_vec())]);
    store.close();
}

// STO-14: while there is no second place nothing is refused, and it is given later what it lacks; what was removed
// meanwhile does not come back from it.
#[wasm_bindgen_test]
async fn sto_14_without_the_second_place() {
    if !has_second_place().await {
        return;
    }
    let name = fresh_name();
    let store = browser(&name).await;
    for stream in ["a", "removed-meanwhile"] {
        store.append(&append(stream, 0, &[b"0"], b"h")).await.unwrap();
    }
    store.close();
    for buckets in [
        "{ open: () => Promise.reject(new Error('no')) }",
        "{ open: () => { throw new Error('no') } }",
    ] {
        set_buckets(buckets).await;
        let store = browser(&name).await;
        let next_seq = bytes(&store, "a", 0).await.len() as u64;
        store
            .append(&append("a", next_seq, &[b"alone"], b"alone"))
            .await
            .unwrap();
        store.delete("removed-meanwhile").await.unwrap();
        assert_eq!(
            store.list("").await.unwrap(),
            [("a".to_owned(), b"alone".to_vec())]
        );
        store.close();
    }
    real_buckets().await;
    let store = browser(&name).await;
    assert_eq!(
        store.list("").await.unwrap(),
        [("a".to_owned(), b"alone".to_vec())]
    );
    // An append to the second place comes behind what it was given.
    store.append(&append("a", 3, &[b"3"], b"end")).await.unwrap();
    store.close();
    lose(&name).await;
    let store = browser(&name).await;
    assert_eq!(bytes(&store, "a", 0).await.len(), 4);
    assert_eq!(store.list("").await.unwrap(), [("a".to_owned(), b"end".to_vec())]);
    store.close();
}

// STO-15: two tabs that append in turn leave both places alike, whoever was faster.
#[wasm_bindgen_test]
async fn sto_15_two_tabs_and_two_places() {
    if !has_second_place().await {
        return;
    }
    let name = fresh_name();
    let (one, two) = (browser(&name).await, browser(&name).await);
    let write = async |store: &Store, record: &[u8]| {
        loop {
            let next = bytes(store, "s", 0).await.len() as u64;
            let outcome = store
                .append(&append("s", next, &[record], &next.to_le_bytes()))
                .await
                .unwrap();
            if matches!(outcome, Outcome::Appended { .. }) {
                break;
            }
        }
    };
    for _ in 0..20 {
        join(write(&one, b"one"), write(&two, b"two")).await;
    }
    let all = bytes(&one, "s", 0).await;
    one.close();
    two.close();
    lose(&name).await;
    let store = browser(&name).await;
    assert_eq!(bytes(&store, "s", 0).await, all);
    assert_eq!(
        store.list("").await.unwrap(),
        [("s".to_owned(), 39_u64.to_le_bytes().to_vec())]
    );
    store.close();
}

// STO-23: what is damaged or missing in the first place is healed from the second.
#[wasm_bindgen_test]
async fn sto_23_damaged_records_are_healed() {
    if !has_second_place().await {
        return;
    }
    let all: Vec<Vec<u8>> = (0..6).map(record).collect();
    let wanted: Vec<(u64, Vec<u8>)> = (0..).zip(all.clone()).collect();
    let damages = [
        "for (const at of [0, 2, 5]) store.put(new Uint8Array([66, 90, 2, at]), ['s', at])",
        "store.put('text', ['s', 1]); store.delete(['s', 3])",
        "for (let at = 0; at < 6; at += 1) store.put(new Uint8Array(0), ['s', at])",
    ];
    for damage in damages {
        let name = fresh_name();
        let store = browser(&name).await;
        let records: Vec<&[u8]> = all.iter().map(Vec::as_slice).collect();
        store.append(&append("s", 0, &records, b"head")).await.unwrap();
        store.close();
        let database = raw(&name, 1).await.unwrap();
        let spoil = Function::new_with_args(
            "database",
            &format!(
                "return new Promise((resolve) => {{
                    const transaction = database.transaction(['records'], 'readwrite');
                    const store = transaction.objectStore('records');
                    {damage};
                    transaction.oncomplete = resolve;
                }})"
            ),
        );
        let promise = spoil.call1(&JsValue::NULL, &database).unwrap();
        wasm_bindgen_futures::JsFuture::from(promise.unchecked_into::<Promise>())
            .await
            .unwrap();
        database.close();
        let store = browser(&name).await;
        assert_eq!(bytes(&store, "s", 0).await, wanted, "{damage}");
        store.close();
        // For good, and without the second place.
        set_buckets("{ open: () => Promise.reject(new Error('no')) }").await;
        let store = browser(&name).await;
        assert_eq!(bytes(&store, "s", 0).await, wanted, "{damage}");
        store.close();
        real_buckets().await;
    }
}

/// A record of a session in which one thing happened.
fn entry(at: u64) -> Entry {
    Entry {
        at,
        events: vec![Event::Rated { score: 5 }],
    }
}

fn record(at: u64) -> Vec<u8> {
    let mut envelope = Envelope::default();
    envelope.set_entry(&entry(at));
    envelope.encode()
}

// STO-17: a place that lacks what the other one packed with what both have is given all of it, and a place that tells something
// else is not taken for a copy.
#[wasm_bindgen_test]
async fn sto_17_packed_in_one_place() {
    if !has_second_place().await {
        return;
    }
    let all: Vec<Vec<u8>> = (0..5).map(record).collect();
    let first: Vec<&[u8]> = all.iter().take(3).map(Vec::as_slice).collect();
    let rest: Vec<&[u8]> = all.iter().skip(3).map(Vec::as_slice).collect();
    let name = fresh_name();
    let store = browser(&name).await;
    store.append(&append("s", 0, &first, b"h3")).await.unwrap();
    store.close();
    set_buckets("{ open: () => Promise.reject(new Error('no')) }").await;
    let store = browser(&name).await;
    store.append(&append("s", 3, &rest, b"h5")).await.unwrap();
    let mut piece = Envelope::default();
    let entries: Vec<Entry> = (0..5).map(entry).collect();
    piece.set(SectionTag::ENTRIES, Entry::encode_all(&entries));
    let packed: Vec<StoredRecord> = (0..5)
        .map(|seq| StoredRecord {
            seq,
            bytes: if seq == 0 { piece.encode() } else { Vec::new() },
        })
        .collect();
    store.rewrite("s", &packed).await.unwrap();
    store.close();
    real_buckets().await;
    let store = browser(&name).await;
    store.append(&append("s", 5, &[&record(5)], b"h6")).await.unwrap();
    let told = bytes(&store, "s", 0).await;
    store.close();
    lose(&name).await;
    let store = browser(&name).await;
    assert_eq!(bytes(&store, "s", 0).await, told);
    let numbered = |records: Vec<Vec<u8>>| -> Vec<StoredRecord> {
        let each = records.into_iter().zip(0..);
        each.map(|(bytes, seq)| StoredRecord { seq, bytes }).collect()
    };
    let now = numbered(told.into_iter().map(|(_, bytes)| bytes).collect());
    assert!(tell_the_same(&now, &numbered((0..6).map(record).collect())));
    assert!(!tell_the_same(&now, &numbered((1..7).map(record).collect())));
    store.close();
}
