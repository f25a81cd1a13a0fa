//! What only a host has: no transactions, little room, answers of somebody else. Packing on it is in `npm/test/host.test.mjs`.
#![cfg(target_arch = "wasm32")]

mod places;

use bozzetto_core::engine::StoreFaultKind;
use bozzetto_wasm::store::{HostStore, Outcome, Store};
use js_sys::{Function, Map};
use places::{append, bytes, plain_host, port, record};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

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

// STO-11: on a host, a kill between the two writes of an append leaves nothing that counts; a head that is lost costs no record.
#[wasm_bindgen_test]
async fn sto_11_interrupted_writes_on_a_host_do_not_count() {
    let values = Map::new();
    let request = plain_host(&values, 1 << 20);
    let store = Store::Host(HostStore::open(port(&request), "test", None).await.unwrap());
    let [zero, one, two] = [0, 1, 2].map(record);
    store.append(&append("a", 0, &[&zero], b"h0")).await.unwrap();
    let head_before = values.get(&"bozzetto/test/h/a".into());
    store.append(&append("a", 1, &[b"lost"], b"h1")).await.unwrap();
    values.set(&"bozzetto/test/h/a".into(), &head_before);
    assert_eq!(bytes(&store, "a", 0).await, [(0, zero.clone())]);
    store.append(&append("a", 1, &[&one], b"h2")).await.unwrap();
    assert_eq!(bytes(&store, "a", 0).await, [(0, zero.clone()), (1, one.clone())]);
    values.delete(&"bozzetto/test/h/a".into());
    let store = Store::Host(HostStore::open(port(&request), "test", None).await.unwrap());
    assert_eq!(store.list("").await.unwrap(), [("a".to_owned(), vec![])]);
    let next = store.append(&append("a", 2, &[&two], b"h3")).await.unwrap();
    assert_eq!(next, Outcome::Appended { next_seq: 3 });
    assert_eq!(bytes(&store, "a", 0).await, [(0, zero), (1, one), (2, two)]);
    store.delete("a").await.unwrap();
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
