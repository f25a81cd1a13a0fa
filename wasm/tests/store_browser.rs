//! What only the browser's database has: connections that die, and a second place.
#![cfg(target_arch = "wasm32")]

mod places;

use bozzetto_core::engine::{StoreFaultKind, StoredRecord, tell_the_same};
use bozzetto_wasm::store::{BrowserStore, Outcome, Store};
use futures_util::future::join;
use js_sys::Array;
use places::{append, bytes, fresh_name, piece, raw, record, script, tamper};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

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
    assert_eq!(close_all(), places, "both places are asked how far they go");
}

// STO-9: stored values that are no bytes, and keys that are none of ours, are not fatal.
#[wasm_bindgen_test]
async fn sto_9_foreign_values_come_back_empty() {
    let name = fresh_name();
    let store = Store::IndexedDb(BrowserStore::open(&name, |_| ()).await.unwrap());
    store.append(&append("a", 0, &[b"0"], b"")).await.unwrap();
    tamper(
        &name,
        "records.put('text', ['a', 1]);
        records.put('text', ['a', 1.5]);
        records.put('text', ['a', 'x']);
        heads.put({ no: 'bytes' }, 'b');
        heads.put({ no: 'bytes' }, 7)",
    )
    .await;
    assert_eq!(bytes(&store, "a", 0).await, [(0, b"0".to_vec()), (1, vec![])]);
    let heads = store.list("").await.unwrap();
    assert_eq!(heads, [("a".to_owned(), vec![]), ("b".to_owned(), vec![])]);
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
        &name.into(),
    )
    .await;
}

async fn browser(name: &str) -> Store {
    Store::IndexedDb(BrowserStore::open(name, |_| ()).await.unwrap())
}

/// Whether this browser has a second place at all: only those do that need one.
async fn has_second_place() -> bool {
    script("return Boolean(navigator.storageBuckets)", &JsValue::NULL)
        .await
        .is_truthy()
}

/// Sets what `navigator.storageBuckets` is until it is set back to the real one.
async fn set_buckets(value: &str) {
    script(
        &format!(
            "Object.defineProperty(navigator, 'storageBuckets', {{ configurable: true, value: {value} }})"
        ),
        &JsValue::NULL,
    )
    .await;
}

async fn real_buckets() {
    script("delete navigator.storageBuckets", &JsValue::NULL).await;
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
    tamper(
        &name,
        "records.delete(['a', 2]); heads.put(new Uint8Array([97]), 'a')",
    )
    .await;
    let store = browser(&name).await;
    assert_eq!(bytes(&store, "a", 2).await, [(2, b"2".to_vec())]);
    assert_eq!(store.list("a").await.unwrap(), [("a".to_owned(), b"aa".to_vec())]);
    store.close();
}

/// What a browser does to the second copy, too, when site data is cleared.
async fn lose_second(name: &str) {
    script(
        "const bucket = await navigator.storageBuckets.open('bozzetto-second-copy');
        await new Promise((resolve, reject) => {
            const request = bucket.indexedDB.deleteDatabase(name);
            request.onsuccess = resolve;
            request.onerror = reject;
        })",
        &name.into(),
    )
    .await;
}

// STO-26: what the first place loses while it is open is brought back from the second by whatever comes next.
#[wasm_bindgen_test]
async fn sto_26_what_is_lost_while_open_is_brought_back() {
    if !has_second_place().await {
        return;
    }
    let name = fresh_name();
    let store = browser(&name).await;
    let all = |count: u8| -> Vec<(u64, Vec<u8>)> { (0..count).map(|at| (at.into(), vec![at])).collect() };
    store.append(&append("a", 0, &[&[0], &[1]], b"a")).await.unwrap();
    lose(&name).await;
    let outcome = store.append(&append("a", 2, &[&[2]], b"a")).await.unwrap();
    assert_eq!(outcome, Outcome::Appended { next_seq: 3 });
    assert_eq!(bytes(&store, "a", 0).await, all(3));
    lose(&name).await;
    assert_eq!(bytes(&store, "a", 1).await, all(3)[1..]);
    lose(&name).await;
    assert_eq!(store.list("").await.unwrap(), [("a".to_owned(), b"a".to_vec())]);
    // The second is given again what it loses.
    lose_second(&name).await;
    store.append(&append("a", 3, &[&[3]], b"a")).await.unwrap();
    lose(&name).await;
    assert_eq!(bytes(&store, "a", 0).await, all(4));
    store.close();
}

// STO-26: what no place has any more was lost, not removed, until it was met in the new place.
#[wasm_bindgen_test]
async fn sto_26_what_is_lost_everywhere_is_told() {
    let has_second = has_second_place().await;
    for with_second in [false, true] {
        let name = fresh_name();
        if !with_second {
            set_buckets("undefined").await;
        } else if !has_second {
            continue;
        }
        let (store, other) = (browser(&name).await, browser(&name).await);
        let next = append("a", 2, &[b"2"], b"a");
        store.append(&append("a", 0, &[b"0", b"1"], b"a")).await.unwrap();
        // Removed by another tab.
        other.delete("a").await.unwrap();
        assert_eq!(
            store.append(&next).await.unwrap(),
            Outcome::Conflict { next_seq: 0 }
        );
        store.append(&append("a", 0, &[b"0", b"1"], b"a")).await.unwrap();
        lose(&name).await;
        if with_second {
            lose_second(&name).await;
        }
        // Whoever opens it first makes it anew; the other one sees that it is another one.
        assert_eq!(other.list("").await.unwrap(), []);
        assert_eq!(store.append(&next).await.unwrap(), Outcome::Vanished);
        assert_eq!(store.append(&next).await.unwrap(), Outcome::Vanished);
        store.append(&append("a", 0, &[b"0", b"1"], b"a")).await.unwrap();
        assert_eq!(
            store.append(&next).await.unwrap(),
            Outcome::Appended { next_seq: 3 }
        );
        other.delete("a").await.unwrap();
        let late = append("a", 3, &[b"3"], b"a");
        assert_eq!(
            store.append(&late).await.unwrap(),
            Outcome::Conflict { next_seq: 0 }
        );
        store.close();
        other.close();
        real_buckets().await;
    }
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

/// The names of the streams in the second place.
async fn in_second(name: &str) -> Vec<String> {
    let heads = script(
        "const bucket = await navigator.storageBuckets.open('bozzetto-second-copy');
        return await new Promise((resolve) => {
            const opened = bucket.indexedDB.open(name);
            opened.onsuccess = () => {
                const keys = opened.result.transaction('heads').objectStore('heads').getAllKeys();
                keys.onsuccess = () => { opened.result.close(); resolve(keys.result); };
            };
        })",
        &name.into(),
    )
    .await;
    let keys = heads.unchecked_into::<Array>();
    keys.iter().filter_map(|key| key.as_string()).collect()
}

/// Streams that only the first place has.
async fn behind(count: usize) -> String {
    let name = fresh_name();
    set_buckets("undefined").await;
    let store = browser(&name).await;
    for stream in 0..count {
        let stream = format!("behind/{stream}");
        store.append(&append(&stream, 0, &[b"0"], b"h")).await.unwrap();
    }
    store.close();
    real_buckets().await;
    name
}

/// Until the second place was given so many records, which happens beside everything else.
async fn until_second_has(name: &str, records: u32) {
    let there = script(
        &format!(
            "const bucket = await navigator.storageBuckets.open('bozzetto-second-copy');
            const count = () => new Promise((resolve) => {{
                const opened = bucket.indexedDB.open(name);
                opened.onsuccess = () => {{
                    const all = opened.result.transaction('records').objectStore('records').count();
                    all.onsuccess = () => {{ opened.result.close(); resolve(all.result); }};
                }};
            }});
            for (let looks = 0; looks < 400; looks += 1) {{
                if (await count() === {records}) return true;
                await new Promise((resolve) => setTimeout(resolve, 25));
            }}
            return false"
        ),
        &name.into(),
    )
    .await;
    assert!(there.is_truthy());
}

async fn pause() {
    script(
        "await new Promise((resolve) => setTimeout(resolve, 100))",
        &JsValue::NULL,
    )
    .await;
}

// STO-28: what is removed while the second place is given it does not come back from there.
#[wasm_bindgen_test]
async fn sto_28_removed_while_it_is_copied() {
    if !has_second_place().await {
        return;
    }
    for moments in 0..12 {
        let name = behind(1).await;
        let store = browser(&name).await;
        for _ in 0..moments {
            bytes(&store, "another", 1).await;
        }
        store.delete("behind/0").await.unwrap();
        pause().await;
        assert_eq!(in_second(&name).await, Vec::<String>::new(), "{moments}");
        store.close();
    }
}

// STO-28: a copy that tells something else is not given up before the right one is there.
#[wasm_bindgen_test]
async fn sto_28_the_copy_stays_until_it_is_replaced() {
    if !has_second_place().await {
        return;
    }
    let name = fresh_name();
    let store = browser(&name).await;
    store.append(&append("a", 0, &[b"0"], b"h")).await.unwrap();
    store.close();
    tamper(
        &name,
        "for (const at of [0, 1]) records.put(new Uint8Array([at + 5]), ['a', at]);
        heads.put(new Uint8Array([97]), 'a')",
    )
    .await;
    script(
        "const { add } = globalThis.intact = { add: IDBObjectStore.prototype.add };
        IDBObjectStore.prototype.add = function (value, key) {
            const request = add.call(this, value, key);
            this.transaction.abort();
            return request;
        }",
        &JsValue::NULL,
    )
    .await;
    let store = browser(&name).await;
    pause().await;
    store.close();
    script("IDBObjectStore.prototype.add = intact.add", &JsValue::NULL).await;
    assert_eq!(in_second(&name).await, ["a"]);
    let store = browser(&name).await;
    until_second_has(&name, 2).await;
    store.close();
    lose(&name).await;
    assert_eq!(
        bytes(&browser(&name).await, "a", 0).await,
        [(0, vec![5]), (1, vec![6])]
    );
}

// STO-28: a second place that made room for what is new is not filled again.
#[wasm_bindgen_test]
async fn sto_28_full_while_it_is_copied() {
    if !has_second_place().await {
        return;
    }
    let name = behind(20).await;
    let store = browser(&name).await;
    script(
        "const { add } = IDBObjectStore.prototype;
        IDBObjectStore.prototype.add = function (value, key) {
            if (key[0] !== 'new') return add.call(this, value, key);
            IDBObjectStore.prototype.add = add;
            throw new DOMException('full', 'QuotaExceededError');
        }",
        &JsValue::NULL,
    )
    .await;
    store.append(&append("new", 0, &[b"0"], b"h")).await.unwrap();
    pause().await;
    assert_eq!(in_second(&name).await, Vec::<String>::new());
    store.close();
}

// STO-14: a second place that breaks keeps nobody from removing.
#[wasm_bindgen_test]
async fn sto_14_removed_without_the_second_place() {
    if !has_second_place().await {
        return;
    }
    let name = fresh_name();
    let store = browser(&name).await;
    store.append(&append("a", 0, &[b"0"], b"h")).await.unwrap();
    // It cannot be opened any more.
    script(
        "const bucket = await navigator.storageBuckets.open('bozzetto-second-copy');
        await new Promise((resolve) => {
            const opened = bucket.indexedDB.open(name, 2);
            opened.onsuccess = () => { opened.result.close(); resolve(); };
        })",
        &name.as_str().into(),
    )
    .await;
    store.delete("a").await.unwrap();
    assert_eq!(store.list("").await.unwrap(), []);
    store.append(&append("b", 0, &[b"0"], b"h")).await.unwrap();
    store.close();
    let noted = raw(&name, 1).await.unwrap();
    let keys = script(
        "return await new Promise((resolve) => {
            const keys = name.transaction('heads').objectStore('heads').getAllKeys();
            keys.onsuccess = () => resolve(keys.result.join());
        })",
        &noted,
    );
    assert_eq!(keys.await.as_string().unwrap(), "0,b,removed/a");
    noted.close();
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
        "for (const at of [0, 2, 5]) records.put(new Uint8Array([66, 90, 2, at]), ['s', at])",
        "records.put('text', ['s', 1]); records.delete(['s', 3])",
        "for (let at = 0; at < 6; at += 1) records.put(new Uint8Array(0), ['s', at])",
        "records.delete(['s', 5])",
        "for (let at = 3; at < 6; at += 1) records.delete(['s', at])",
        "records.clear()",
        "heads.clear()",
        "records.delete(['s', 5]); heads.clear()",
    ];
    for damage in damages {
        let name = fresh_name();
        let store = browser(&name).await;
        let records: Vec<&[u8]> = all.iter().map(Vec::as_slice).collect();
        store.append(&append("s", 0, &records, b"head")).await.unwrap();
        store.close();
        tamper(&name, damage).await;
        let store = browser(&name).await;
        let heads = store.list("").await.unwrap();
        assert_eq!(heads, [("s".to_owned(), b"head".to_vec())], "{damage}");
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
    store.rewrite("s", &piece(0..5)).await.unwrap();
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
