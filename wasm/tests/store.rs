//! The conformance suite of the store port, run on every adapter in a real browser.
#![cfg(target_arch = "wasm32")]

mod places;

use bozzetto_core::engine::{Durability, StoreFaultKind, StoredRecord};
use bozzetto_wasm::store::{Append, Outcome};
use futures_util::future::join;
use places::{Place, append, bytes, piece, record};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

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
        let records = [other(0, b"both"), other(1, b"")];
        store.rewrite("a", &records).await.unwrap();
        for (stream, seq) in [("a", 3), ("a", 9), ("gone", 0)] {
            for bytes in [b"x".as_slice(), b""] {
                store.rewrite(stream, &[other(seq, bytes)]).await.unwrap_err();
            }
        }
        assert_eq!(bytes(&store, "gone", 0).await, []);
        assert_eq!(
            bytes(&store, "a", 0).await,
            [(0, b"both".to_vec()), (1, Vec::new()), (2, b"2".to_vec())]
        );
        let outcome = store.append(&append("a", 3, &[b"3"], b"head")).await.unwrap();
        assert_eq!(outcome, Outcome::Appended { next_seq: 4 });
    }
}

// STO-27: of two that pack the same records at once, the second one is refused: what the first one packed is nowhere else.
#[wasm_bindgen_test]
async fn sto_27_what_was_packed_since_it_was_read_stays() {
    let records: Vec<Vec<u8>> = (0..8).map(record).collect();
    let records: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
    for place in Place::all() {
        let (one, two) = (place.open().await, place.open().await);
        one.append(&append("a", 0, &records, b"head")).await.unwrap();
        one.rewrite("a", &piece(2..7)).await.unwrap();
        let packed = bytes(&one, "a", 0).await;
        for seqs in [2..5, 2..8, 0..4, 4..8, 0..8, 3..6] {
            let refused = two.rewrite("a", &piece(seqs.clone())).await.unwrap_err();
            assert_eq!(refused.kind, StoreFaultKind::Failed, "{seqs:?}");
            assert_eq!(bytes(&two, "a", 0).await, packed, "{seqs:?}");
        }
        // The same once more changes nothing, and what is beside it may be packed.
        two.rewrite("a", &piece(2..7)).await.unwrap();
        assert_eq!(bytes(&two, "a", 0).await, packed);
        two.rewrite("a", &piece(0..2)).await.unwrap();
        assert_eq!(bytes(&two, "a", 2).await, packed[2..]);
        let next = append("a", 8, &[records[0]], b"head");
        assert_eq!(
            one.append(&next).await.unwrap(),
            Outcome::Appended { next_seq: 9 }
        );
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
