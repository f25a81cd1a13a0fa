//! Old versions packed together, beside everything else that goes on, and room made by it. Rules DSN-2x, STO-17 of core/SPEC.md.

mod stored_sessions;

use bozzetto_core::engine::{StoreFaultKind, StoredRecord, tell_the_same};
use bozzetto_core::journal::{Envelope, SectionTag};
use bozzetto_core::protocol::{Command, Reply, SaveStatus};
use bozzetto_tests::design::undo;
use bozzetto_tests::shell::{NativeShell, SharedStore, StorePlan};
use stored_sessions::{compress, edit, stored, stored_by, tab, texts, told};

/// DSN-22: old versions are packed without loss, once and again, also while the session is open; edits go on, exports and imports
/// hold them, and a flipped bit in them costs nothing.
#[test]
fn dsn_22_old_versions_are_packed() {
    let store = SharedStore::default();
    let (id, _) = stored(&store, 40);
    let stream = format!("session:{id}");
    let size = |store: &SharedStore| store.records(&stream).iter().map(Vec::len).sum::<usize>();
    let before = size(&store);
    let mut shell = tab("b", &store);
    shell.open(&id).unwrap();
    let texts = texts(&shell, &id, 40);
    let versions = shell.engine.versions(&id, 0).unwrap().to_vec();
    let unpacked = shell.engine.verify(&id).unwrap();
    assert_eq!(unpacked.packed_bytes, 0.0);
    assert_eq!(compress(&mut shell, &id, 10), 30);
    // What it takes is told at once as it is now.
    let mut reader = tab("reader", &store);
    reader.open(&id).unwrap();
    let report = shell.engine.verify(&id).unwrap();
    assert!(report.packed_bytes > 0.0 && report.change_bytes < unpacked.change_bytes);
    let read = reader.engine.verify(&id).unwrap();
    assert_eq!(
        (report.packed_bytes, report.change_bytes, report.keyframe_bytes),
        (read.packed_bytes, read.change_bytes, read.keyframe_bytes)
    );
    assert_eq!(compress(&mut shell, &id, 10), 0);
    let after = size(&store);
    assert!(after * 2 < before, "{before} bytes became {after}");
    let check = |shell: &NativeShell, id: &str| {
        for (number, text) in (1..).zip(&texts) {
            assert_eq!(&shell.engine.at(id, number).unwrap().to_json(), text);
        }
        assert!(shell.engine.verify(id).unwrap().damaged.is_empty());
    };
    let edit = |shell: &mut NativeShell| {
        let ops = r#"[{"op":"set","id":"go","path":"/name","value":"On"}]"#.to_owned();
        edit(shell, &id, &ops);
        let undo = undo(&id);
        shell.run(undo).unwrap();
    };
    check(&shell, &id);
    edit(&mut shell);
    let mut other = tab("c", &store);
    other.open(&id).unwrap();
    assert!(other.warnings().is_empty());
    check(&other, &id);
    assert_eq!(other.engine.versions(&id, 0).unwrap()[..40], versions[..]);
    for _ in 0..10 {
        edit(&mut other);
    }
    // A second piece behind the first.
    assert_eq!(compress(&mut other, &id, 4), 28);
    let mut third = tab("d", &store);
    third.open(&id).unwrap();
    check(&third, &id);
    assert_eq!(third.document(&id), other.document(&id));
    let bytes = third.export(&id, false).unwrap();
    let session = third.import(&bytes).unwrap();
    check(&third, &session.session_id);
    let records = store.records(&stream);
    for at in (0..records[0].len()).step_by(7) {
        let mut damaged = records.clone();
        damaged[0][at] ^= 1 << (at % 8);
        store.tamper(&stream, damaged);
        let mut shell = tab("e", &store);
        shell.open(&id).unwrap();
        assert_eq!(shell.warnings(), ["session.mended"]);
        assert_eq!(shell.engine.at(&id, 7).unwrap().to_json(), texts[6]);
    }
}

/// JRN-1, DSN-22: a record in which a newer release put something beside what is known here stays as it is, and what is around it is packed.
#[test]
fn dsn_22_what_is_not_known_is_left_alone() {
    let store = SharedStore::default();
    let (id, _) = stored(&store, 40);
    let stream = format!("session:{id}");
    let mut records = store.records(&stream);
    let mut envelope = Envelope::decode(&records[15]).unwrap();
    envelope.set(SectionTag(99), b"of a newer release".to_vec());
    records[15] = envelope.encode();
    store.tamper(&stream, records.clone());
    let mut shell = tab("b", &store);
    shell.open(&id).unwrap();
    let texts = texts(&shell, &id, 40);
    assert_eq!(compress(&mut shell, &id, 10), 29);
    let packed = store.records(&stream);
    assert_eq!(packed[15], records[15]);
    assert!(packed[14].is_empty() && packed[17].is_empty());
    let mut other = tab("c", &store);
    other.open(&id).unwrap();
    for (number, text) in (1..).zip(&texts) {
        assert_eq!(&other.engine.at(&id, number).unwrap().to_json(), text);
    }
}

/// DSN-24: a tab that lags behind while another one packs what it has not read yet goes on with all of it.
#[test]
fn dsn_24_packed_under_an_open_tab() {
    let store = SharedStore::default();
    let (id, _) = stored(&store, 20);
    let stream = format!("session:{id}");
    let mut behind = tab("b", &store);
    behind.open(&id).unwrap();
    let mut ahead = tab("c", &store);
    ahead.open(&id).unwrap();
    let edit = |shell: &mut NativeShell, name: u32| {
        let ops = format!(r#"[{{"op":"set","id":"go","path":"/name","value":"Go {name}"}}]"#);
        edit(shell, &id, &ops);
    };
    (0..30).for_each(|name| edit(&mut ahead, name));
    compress(&mut ahead, &id, 4);
    behind.notices.clear();
    behind.hear_of(&stream);
    behind.settle();
    assert_eq!(told(&behind), "");
    assert_eq!(behind.document(&id), ahead.document(&id));
    assert_eq!(
        behind.engine.versions(&id, 0).unwrap(),
        ahead.engine.versions(&id, 0).unwrap()
    );
    edit(&mut behind, 100);
    let mut late = tab("d", &store);
    late.open(&id).unwrap();
    assert_eq!(late.engine.versions(&id, 0).unwrap().len(), 51);
    assert_eq!(late.document(&id), behind.document(&id));
}

/// A store with room for all of `sessions` and a little more, and their documents.
fn crowded(sessions: u32) -> (SharedStore, Vec<(String, Vec<String>)>) {
    let store = SharedStore::default();
    let known = (0..sessions).map(|at| {
        let (id, _) = stored_by(&format!("p{at}"), &store, 40);
        let mut shell = tab("z", &store);
        shell.open(&id).unwrap();
        let texts = (1..=40).map(|number| shell.engine.at(&id, number).unwrap().to_json());
        (id.clone(), texts.collect())
    });
    let known = known.collect();
    (store, known)
}

fn check_all(store: &SharedStore, known: &[(String, Vec<String>)]) {
    let mut shell = tab("y", store);
    for (id, texts) in known {
        shell.open(id).unwrap();
        assert_eq!(told(&shell), "");
        for (number, text) in (1..).zip(texts) {
            assert_eq!(&shell.engine.at(id, number).unwrap().to_json(), text);
        }
        assert!(shell.engine.verify(id).unwrap().damaged.is_empty());
    }
}

/// DSN-25: a store that refuses for want of room gets it by packing, and what could not be saved is saved, all by itself.
#[test]
fn dsn_25_room_is_made_when_it_is_needed() {
    let (store, known) = crowded(2);
    let full = store.size();
    store.plan(StorePlan::Room(full + 100));
    let mut shell = tab("b", &store);
    let id = &known[0].0;
    shell.open(id).unwrap();
    for name in 0..4 {
        let ops = format!(r#"[{{"op":"set","id":"go","path":"/name","value":"Go {name}"}}]"#);
        edit(&mut shell, id, &ops);
        shell.settle();
        shell.advance(3_000);
        shell.settle();
    }
    assert!(matches!(
        shell.engine.view(id, 0).unwrap().save,
        SaveStatus::Saved
    ));
    assert!(store.size() < full, "{} of {full}", store.size());
    check_all(&store, &known);
    // Even packed it is full: the edit is there and not saved, the store says why and what to do, and nothing is lost.
    store.plan(StorePlan::Room(store.size()));
    shell.notices.clear();
    let rate = Command::RateSession {
        session_id: id.clone(),
        score: 5,
    };
    shell.run(rate).unwrap();
    shell.advance(3_000);
    shell.settle();
    assert!(told(&shell).contains("store.quota"));
    assert!(!matches!(
        shell.engine.view(id, 0).unwrap().save,
        SaveStatus::Saved
    ));
    assert_eq!(shell.engine.view(id, 0).unwrap().rating, Some(5));
    check_all(&store, &known);
    store.plan(StorePlan::Sound);
    shell.advance(70_000);
    shell.settle();
    assert!(matches!(
        shell.engine.view(id, 0).unwrap().save,
        SaveStatus::Saved
    ));
}

/// Many edits at once on a store that has room for all of them packed, and for half of them as they come.
fn rush(store: &SharedStore) -> (NativeShell, String, StorePlan) {
    let (id, records) = stored(store, 20);
    let each = records.last().map_or(0, Vec::len);
    let mut shell = tab("b", store);
    shell.open(&id).unwrap();
    let room = StorePlan::Room(store.size() + RUSH * each / 2);
    store.plan(room.clone());
    for name in 0..RUSH {
        shell.send(Command::ApplyOps {
            session_id: id.clone(),
            ops: format!(
                r#"[{{"op":"set","id":"title","path":"/style/fontSize","value":{name}}},
                    {{"op":"set","id":"go","path":"/name","value":"Go on to the next one, {name}"}}]"#
            ),
            summary: String::new(),
        });
    }
    (shell, id, room)
}

const RUSH: usize = 300;

/// DSN-25: packing frees room for what came after the last packing as often as needed, and what waits is stored in parts.
#[test]
fn dsn_25_room_is_made_again_as_long_as_that_helps() {
    let store = SharedStore::default();
    let (mut shell, id, _) = rush(&store);
    shell.settle();
    let view = shell.engine.view(&id, 0).unwrap();
    assert!(matches!(view.save, SaveStatus::Saved), "{:?}", view.save);
    let mut other = tab("c", &store);
    other.open(&id).unwrap();
    assert_eq!(
        texts(&other, &id, 20 + RUSH as u32),
        texts(&shell, &id, 20 + RUSH as u32)
    );
    assert_eq!(told(&other), "");
}

/// DSN-25: a session that is closed while its store is full is packed until all of it is stored, or nothing helps any more.
#[test]
fn dsn_25_closing_makes_room_for_what_is_not_stored() {
    let all = 20 + RUSH as u32;
    for (settles, is_roomy) in [(false, true), (true, true), (false, false)] {
        let store = SharedStore::default();
        let (mut shell, id, room) = rush(&store);
        if settles {
            // Nothing helped, a moment ago.
            store.plan(StorePlan::Full(StoreFaultKind::Quota));
            shell.settle();
            let save = shell.engine.view(&id, 0).unwrap().save;
            assert!(!matches!(save, SaveStatus::Saved));
            store.plan(room);
        }
        if !is_roomy {
            let plan = StorePlan::Room(store.size());
            store.plan(plan);
        }
        let known = texts(&shell, &id, 20);
        let closed = shell.run(Command::CloseSession {
            session_id: id.clone(),
        });
        let refused = closed.err().map(|error| error.code);
        assert_eq!(refused.as_deref(), (!is_roomy).then_some("session.not-saved"));
        let mut other = tab("c", &store);
        let view = other.open(&id).unwrap();
        assert_eq!(told(&other), "");
        assert!(
            !is_roomy || view.total_versions == all,
            "{} of {all}",
            view.total_versions
        );
        assert_eq!(texts(&other, &id, 20), known);
    }
}

/// DSN-25: a kill between any two writes of packing leaves every version of every session; the next time it goes on.
#[test]
fn dsn_25_packing_may_stop_anywhere() {
    let (store, known) = crowded(2);
    let make_room = |store: &SharedStore| tab("b", store).run(Command::MakeRoom);
    let whole = store.image();
    let Ok(Reply::Count { count: 60 }) = make_room(&whole) else {
        panic!()
    };
    check_all(&whole, &known);
    let writes = 2 * 30;
    for stop in 0..=writes {
        let killed = store.image();
        killed.plan(StorePlan::Stops(stop));
        let _ = make_room(&killed);
        killed.plan(StorePlan::Sound);
        check_all(&killed, &known);
        let _ = make_room(&killed);
        check_all(&killed, &known);
        // What a stop left of records that a piece stands for already is gone now.
        assert_eq!(killed.size(), whole.size());
    }
}

/// STO-17: two copies of a stream agree if they tell the same, however each of them is packed.
#[test]
fn sto_17_copies_tell_the_same() {
    let numbered = |records: &[Vec<u8>]| -> Vec<StoredRecord> {
        let each = records.iter().zip(0..);
        each.map(|(bytes, seq)| StoredRecord {
            seq,
            bytes: bytes.clone(),
        })
        .collect()
    };
    let packed = |store: &SharedStore, id: &str, keep_recent| {
        let store = store.image();
        compress(&mut tab("c", &store), id, keep_recent);
        store.records(&format!("session:{id}"))
    };
    let (store, other) = (SharedStore::default(), SharedStore::default());
    let (id, plain) = stored(&store, 40);
    let (other_id, _) = stored_by("q", &other, 40);
    let copies = [
        plain.clone(),
        packed(&store, &id, 10),
        packed(&store, &id, 2),
        packed(&store, &id, 30),
    ];
    for a in &copies {
        for b in &copies {
            for length in [1, 5, 20, 38, 40] {
                assert!(tell_the_same(&numbered(&a[..length]), &numbered(b)), "{length}");
            }
            // A flipped bit changes nothing.
            let mut damaged = b.clone();
            damaged[0][40] ^= 2;
            assert!(tell_the_same(&numbered(a), &numbered(&damaged)));
        }
        let theirs = packed(&other, &other_id, 10);
        assert!(!tell_the_same(&numbered(a), &numbered(&theirs)));
        // The same beginning, then something else.
        let mut forked = plain.clone();
        forked[25] = theirs[39].clone();
        let says_so = a[25].is_empty() || a[25] != forked[25];
        assert!(says_so && !tell_the_same(&numbered(a), &numbered(&forked)));
        assert!(!tell_the_same(&numbered(a), &[]));
        assert!(!tell_the_same(&numbered(a), &numbered(&vec![Vec::new(); 40])));
    }
}
