//! The stored form of a history: small, exact, found out when damaged, and readable for ever. Rules JRN-*, VER-* of
//! core/SPEC.md.

mod document_generate;

use bozzetto_core::document::{Document, Limits};
use bozzetto_core::engine::{EngineConfig, StoredRecord, tell_the_same};
use bozzetto_core::protocol::{Command, Notice, Reply, SaveStatus};
use bozzetto_core::version::{History, Op, Patch, apply, encode_keyframe};
use bozzetto_tests::shell::{Embedded, NativeShell, SharedStore, StorePlan};
use document_generate::{Tape, config, document, edits, tape};
use proptest::prelude::*;

fn data(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/data/golden/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// JRN-9: a session as earlier releases stored it opens with all its versions, exactly, and goes on in the new form.
#[test]
fn jrn_9_records_of_earlier_formats_stay_readable() {
    for name in ["session-format-1", "session-file-1-packed"] {
        stays_readable(name);
    }
}

fn stays_readable(name: &str) {
    let store = SharedStore::default();
    let mut shell = tab("a", &store);
    let bytes = data(&format!("{name}.bozzetto"));
    let Ok(Reply::Session { session }) = shell.run(Command::ImportSession { bytes, user_id: None }) else {
        panic!("it was not imported");
    };
    let id = session.session_id;
    let expected = String::from_utf8(data(&format!("{name}.tsv"))).unwrap();
    let versions = expected.lines().count();
    for line in expected.lines() {
        let (number, text) = line.split_once('\t').unwrap();
        assert_eq!(
            shell.engine.at(&id, number.parse().unwrap()).unwrap().to_json(),
            text
        );
    }
    let ops = r##"[{"op":"set","id":"title","path":"/style/color","value":"#123456"}]"##;
    let apply = Command::ApplyOps {
        session_id: id.clone(),
        ops: ops.into(),
        summary: "Darker".into(),
    };
    shell.run(apply).unwrap();
    let mut other = tab("b", &store);
    other.open(&id).unwrap();
    assert_eq!(other.engine.versions(&id, 0).unwrap().len(), versions + 1);
    assert_eq!(other.document(&id), shell.document(&id));
    assert_eq!(
        other.engine.versions(&id, 0).unwrap(),
        shell.engine.versions(&id, 0).unwrap()
    );
}

const PAGE: &str = r##"{"id":"page","type":"screen","name":"Page","layout":{},"style":{},"props":{},"children":[
 {"id":"title","type":"heading","name":"Title","layout":{},"style":{"color":"#111111"},"props":{"text":"Hello"},"children":[]},
 {"id":"go","type":"button","name":"Go","layout":{},"style":{"background":"#ffffff"},"props":{"label":"Go"},"children":[]}]}"##;

fn tab(peer: &str, store: &SharedStore) -> NativeShell {
    NativeShell::with_config(EngineConfig::new(peer), store, Embedded)
}

fn warnings(shell: &NativeShell) -> Vec<String> {
    let code = |notice: &Notice| match notice {
        Notice::Warning { error, .. } => Some(error.code.clone()),
        _ => None,
    };
    shell.notices.iter().filter_map(code).collect()
}

/// A stored session: version n has n - 1 as the font size of the title and a part `p<n>`.
fn stored(store: &SharedStore, versions: u32) -> (String, Vec<Vec<u8>>) {
    stored_by("a", store, versions)
}

fn stored_by(peer: &str, store: &SharedStore, versions: u32) -> (String, Vec<Vec<u8>>) {
    let mut shell = tab(peer, store);
    let id = shell.create_from(PAGE).session_id;
    for number in 2..=versions {
        let ops = format!(
            r#"[{{"op":"set","id":"title","path":"/style/fontSize","value":{}}},
                {{"op":"insert","parent":"page","index":1,"node":{{"id":"p{number}","type":"text"}}}}]"#,
            number - 1
        );
        let summary = String::new();
        let apply = Command::ApplyOps {
            session_id: id.clone(),
            ops,
            summary,
        };
        shell.run(apply).unwrap();
    }
    let records = store.records(&format!("session:{id}"));
    (id, records)
}

/// JRN-8: a flipped bit in any byte of a stored session is found, put right and reported; no version is lost or changed.
#[test]
fn jrn_8_flipped_bits_cost_nothing() {
    let store = SharedStore::default();
    let (id, records) = stored(&store, 5);
    let documents: Vec<String> = {
        let mut shell = tab("b", &store);
        shell.open(&id).unwrap();
        (1..=5)
            .map(|number| shell.engine.at(&id, number).unwrap().to_json())
            .collect()
    };
    for record in 0..records.len() {
        for at in 0..records[record].len() {
            let mut damaged = records.clone();
            damaged[record][at] ^= 1 << (at % 8);
            store.tamper(&format!("session:{id}"), damaged);
            let mut shell = tab("b", &store);
            shell.open(&id).unwrap();
            assert_eq!(
                warnings(&shell),
                ["session.mended"],
                "byte {at} of record {record}"
            );
            for number in 1..=5 {
                assert_eq!(
                    shell.engine.at(&id, number).unwrap().to_json(),
                    documents[number as usize - 1]
                );
            }
        }
    }
}

/// DSN-23: a record that is lost costs its own version and no other.
#[test]
fn dsn_23_a_lost_record_costs_one_version() {
    let store = SharedStore::default();
    let (id, records) = stored(&store, 6);
    for lost in 1..records.len() {
        let mut damaged = records.clone();
        damaged[lost].fill(7);
        store.tamper(&format!("session:{id}"), damaged);
        let mut shell = tab("b", &store);
        let view = shell.open(&id).unwrap();
        let last = lost == records.len() - 1;
        let expected: &[&str] = if last {
            &["session.versions-set-aside"]
        } else {
            &["session.versions-set-aside", "session.mended"]
        };
        assert_eq!(warnings(&shell), expected);
        assert_eq!(view.total_versions, 5);
        let head = shell.engine.document(&id).unwrap();
        let gone = format!("p{}", lost + 1);
        for number in 2..=6 {
            let part = format!("p{number}");
            assert_eq!(
                head.has_node(&part),
                part != gone,
                "{part} after the loss of {gone}"
            );
        }
        let size = head.node("title").unwrap().field("/style/fontSize").cloned();
        assert_eq!(size, Some(if last { 4.0 } else { 5.0 }.into()));
        // It goes on from there, here and elsewhere.
        let ops = r#"[{"op":"set","id":"go","path":"/name","value":"On"}]"#.to_owned();
        let apply = Command::ApplyOps {
            session_id: id.clone(),
            ops,
            summary: String::new(),
        };
        shell.run(apply).unwrap();
        let mut other = tab("c", &store);
        other.open(&id).unwrap();
        assert_eq!(other.document(&id), shell.document(&id));
        assert_eq!(
            other.engine.versions(&id, 0).unwrap(),
            shell.engine.versions(&id, 0).unwrap()
        );
    }
}

/// DSN-23: what stood on the lost version goes as far as it can without it: later versions lose what they did to what is not there, and
/// nothing else.
#[test]
fn dsn_23_what_stood_on_a_lost_version() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store);
    let id = shell.create_from(PAGE).session_id;
    let edits = [
        r##"[{"op":"insert","parent":"page","index":0,"node":{"id":"box","type":"box","children":[]}}]"##,
        r##"[{"op":"set","id":"box","path":"/style/color","value":"#f00"},{"op":"set","id":"title","path":"/style/fontSize","value":3}]"##,
        r##"[{"op":"set","id":"box","path":"/style/color","value":"#0f0"}]"##,
        r##"[{"op":"set","id":"title","path":"/style/fontSize","value":5},{"op":"move","id":"go","parent":"box","index":0}]"##,
        r##"[{"op":"set","id":"go","path":"/name","value":"Last"}]"##,
    ];
    for ops in edits {
        let apply = Command::ApplyOps {
            session_id: id.clone(),
            ops: ops.to_owned(),
            summary: String::new(),
        };
        shell.run(apply).unwrap();
    }
    let stream = format!("session:{id}");
    let records = store.records(&stream);
    for at in (0..records[1].len()).step_by(5) {
        let mut damaged = records.clone();
        // More than one bit of one byte.
        damaged[1][at] ^= 0x55;
        store.tamper(&stream, damaged);
        let mut shell = tab("b", &store);
        let view = shell.open(&id).unwrap();
        assert_eq!(view.total_versions, 5, "byte {at}");
        let numbers = shell
            .engine
            .versions(&id, 0)
            .unwrap()
            .iter()
            .map(|version| version.number);
        assert_eq!(numbers.collect::<Vec<u32>>(), [1, 3, 4, 5, 6], "byte {at}");
        let size = |number| {
            let document = shell.engine.at(&id, number).unwrap();
            assert!(!document.has_node("box") && document.has_node("go"));
            document.node("title").unwrap().field("/style/fontSize").cloned()
        };
        assert_eq!(
            [size(3), size(4), size(5), size(6)],
            [3.0, 3.0, 5.0, 5.0].map(|size| Some(size.into()))
        );
        let head = shell.engine.document(&id).unwrap();
        assert_eq!(
            head.node("go").unwrap().field("/name").unwrap().as_str(),
            Some("Last")
        );
        assert_eq!(warnings(&shell), ["session.versions-set-aside", "session.mended"]);
    }
}

/// What a shell was told went wrong, with the numbers in it.
fn told(shell: &NativeShell) -> String {
    let told = shell.notices.iter().filter_map(|notice| match notice {
        Notice::Warning { error, .. } => Some(format!("{}: {}", error.code, error.message)),
        _ => None,
    });
    told.collect::<Vec<_>>().join("; ")
}

/// JRN-13: damage of any bits of any byte of a stored session, in records and in pieces of many, is found and told. What is not hit
/// is there and as it was.
#[test]
fn jrn_13_damaged_bytes_of_stored_sessions() {
    let store = SharedStore::default();
    let (id, _) = stored(&store, 30);
    let stream = format!("session:{id}");
    let mut shell = tab("b", &store);
    shell.open(&id).unwrap();
    let texts: Vec<String> = (1..=30)
        .map(|number| shell.engine.at(&id, number).unwrap().to_json())
        .collect();
    let compress = Command::CompressOldVersions {
        session_id: id.clone(),
        keep_recent: 5,
    };
    shell.run(compress).unwrap();
    let records = store.records(&stream);
    let step = if std::env::var_os("BOZZETTO_FULL").is_some() {
        1
    } else {
        11
    };
    let mut looked = 0;
    for record in 0..records.len() {
        for at in (looked % step..records[record].len()).step_by(step) {
            looked += 1;
            let mut damaged = records.clone();
            // One bit, several bits, all bits.
            damaged[record][at] ^= [1 << (at % 8), 0x55, 0xff][looked % 3];
            store.tamper(&stream, damaged);
            let mut shell = tab("c", &store);
            shell.open(&id).unwrap();
            let told = told(&shell);
            let single = record > 0;
            let lost = told.contains("session.versions-set-aside");
            assert!(
                lost || told.contains("session.mended"),
                "byte {at} of {record}: {told:?}"
            );
            assert!(single || !lost, "byte {at} of the piece: {told}");
            let there = shell.engine.versions(&id, 0).unwrap().to_vec();
            assert_eq!(
                there.len(),
                if lost { 29 } else { 30 },
                "byte {at} of {record}: {told}"
            );
            for version in there.iter().filter(|version| !single || version.number <= 25) {
                let text = shell.engine.at(&id, version.number).unwrap().to_json();
                assert_eq!(text, texts[version.number as usize - 1], "byte {at} of {record}");
            }
        }
    }
    assert!(looked > 100);
}

/// JRN-13: of a piece that is damaged beyond mending, what can be had is had, and what is lost is counted.
#[test]
fn jrn_13_a_piece_beyond_mending() {
    let store = SharedStore::default();
    let (id, _) = stored(&store, 240);
    let stream = format!("session:{id}");
    let mut shell = tab("b", &store);
    shell.open(&id).unwrap();
    let texts: Vec<String> = (1..=240)
        .map(|number| shell.engine.at(&id, number).unwrap().to_json())
        .collect();
    let compress = Command::CompressOldVersions {
        session_id: id.clone(),
        keep_recent: 5,
    };
    shell.run(compress).unwrap();
    let records = store.records(&stream);
    let piece = records[0].len();
    let mut kept = 0;
    for at in (0..piece - 1_100).step_by(piece / 12) {
        let mut damaged = records.clone();
        damaged[0][at..at + 1_100].fill(0x77);
        store.tamper(&stream, damaged);
        let mut shell = tab("c", &store);
        if shell.open(&id).is_err() {
            continue;
        }
        let there = shell.engine.versions(&id, 0).unwrap().to_vec();
        assert!(there.len() < 240 && told(&shell).contains("session.versions-set-aside"));
        let own = there.iter().filter(|version| version.number <= 235);
        kept += own.clone().count();
        for version in own {
            let text = shell.engine.at(&id, version.number).unwrap().to_json();
            assert_eq!(text, texts[version.number as usize - 1], "damage at {at}");
        }
    }
    assert!(kept > 0);
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
        let apply = Command::ApplyOps {
            session_id: id.clone(),
            ops,
            summary: String::new(),
        };
        shell.run(apply).unwrap();
    };
    (0..30).for_each(|name| edit(&mut ahead, name));
    let compress = Command::CompressOldVersions {
        session_id: id.clone(),
        keep_recent: 4,
    };
    ahead.run(compress).unwrap();
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
        let apply = Command::ApplyOps {
            session_id: id.clone(),
            ops,
            summary: String::new(),
        };
        shell.run(apply).unwrap();
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
        // A stop may leave records that a piece stands for already; nothing but their bytes.
        assert!(killed.size() <= store.size());
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
        let session_id = id.to_owned();
        let store = store.image();
        tab("c", &store)
            .run(Command::CompressOldVersions {
                session_id,
                keep_recent,
            })
            .unwrap();
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

/// DSN-17: versions are read when they are asked for, whatever was asked before.
#[test]
fn dsn_17_versions_are_read_when_wanted() {
    let store = SharedStore::default();
    let (id, _) = stored(&store, 60);
    let mut shell = tab("b", &store);
    shell.open(&id).unwrap();
    for number in [60, 1, 33, 2, 59, 34, 1] {
        let document = shell.engine.at(&id, number).unwrap();
        let size = document.node("title").unwrap().field("/style/fontSize").cloned();
        assert_eq!(size, (number > 1).then(|| f64::from(number - 1).into()));
    }
    assert!(shell.engine.verify(&id).unwrap().damaged.is_empty());
}

/// A history of random edits, now and then on an old version.
fn history(numbers: Vec<u32>) -> (History, Vec<Document>) {
    let tape = &mut Tape::new(numbers);
    let mut history = History::new();
    let first = document(tape);
    history
        .push(
            1,
            0,
            &Patch::new([Op::set_at("", first.root().clone())]),
            first.clone(),
        )
        .unwrap();
    let mut documents = vec![first];
    for number in 2..=12_u32 {
        let parent = if number % 5 == 0 { number / 2 } else { number - 1 };
        let (ops, after) = edits(tape, &documents[parent as usize - 1], 3);
        history.push(number, parent, &ops.into(), after.clone()).unwrap();
        documents.push(after);
    }
    (history, documents)
}

proptest! {
    #![proptest_config(config())]

    /// VER-24: what is packed comes back exactly: documents to the last key, patches, parents, stamps, on all branches.
    #[test]
    fn ver_24_packed_histories(numbers in tape(), last in 1..=12_u32) {
        let (history, documents) = history(numbers);
        let bytes = history.pack(last).unwrap();
        let read = History::unpack(&bytes).unwrap();
        prop_assert_eq!(read.numbers().collect::<Vec<_>>(), (1..=last).collect::<Vec<_>>());
        for number in (1..=last).rev() {
            prop_assert_eq!(read.at(number).unwrap().to_json(), documents[number as usize - 1].to_json());
            prop_assert_eq!(read.parent(number), history.parent(number));
            prop_assert_eq!(read.stamp(number), history.stamp(number));
        }
        for number in 2..=last {
            let before = &documents[read.parent(number).unwrap() as usize - 1];
            let made = apply(before, &read.patch(number).unwrap(), &Limits::default()).unwrap().document;
            prop_assert_eq!(made.to_json(), documents[number as usize - 1].to_json());
        }
        prop_assert!(read.verify().damaged.is_empty());
        // A second time it is the same piece, and it can be gone on from.
        prop_assert_eq!(read.pack(last).unwrap(), bytes);
        let mut read = read;
        let (ops, after) = edits(&mut Tape::new(vec![7; 40]), &documents[last as usize - 1], 3);
        read.push(last + 1, last, &ops.into(), after.clone()).unwrap();
        prop_assert_eq!(read.at(last + 1).unwrap().to_json(), after.to_json());
        prop_assert!(read.verify().damaged.is_empty());
    }

    /// VER-22: damage anywhere in a packed history is found or harmless, and never brings anything down.
    #[test]
    fn ver_22_damaged_packs(numbers in tape(), flips in proptest::collection::vec((any::<usize>(), 0..8_u32), 1..4)) {
        let (history, documents) = history(numbers);
        let whole = history.pack(12).unwrap();
        let mut bytes = whole.clone();
        for (at, bit) in &flips {
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
        }
        if bytes == whole {
            return Ok(());
        }
        let code = History::unpack(&bytes).unwrap_err().code();
        prop_assert!(code == "version.corrupt" || code == "version.unknown-form" && bytes[0] != whole[0]);
        if let Ok((read, mended)) = History::salvage(&bytes) {
            let found = read.verify();
            for (number, document) in (1..).zip(&documents) {
                // What is held against its stamp and stands is what was written.
                if let Ok(read) = read.at(number) && !found.damaged.contains(&number) {
                    prop_assert_eq!(&read, document);
                }
            }
            prop_assert!(mended || flips.len() > 1);
        }
    }
}

/// VER-26: one flipped bit of a packed history costs nothing, whichever it is.
#[test]
fn ver_26_a_flipped_bit_is_mended() {
    let (history, documents) = history((0..400).map(|number| number * 7919 % 1009).collect());
    let bytes = history.pack(12).unwrap();
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1 << (at % 8);
        assert!(History::unpack(&damaged).is_err(), "byte {at}");
        let (read, mended) = History::salvage(&damaged).unwrap();
        assert!(mended);
        assert_eq!(read.at(12).unwrap().to_json(), documents[11].to_json());
        if at % 16 == 0 {
            assert!(read.verify().damaged.is_empty());
        }
    }
}

/// A history of `count` versions of a growing page, now and then on an old version, and the documents.
fn long_history(count: u32) -> (History, Vec<Document>) {
    let limits = Limits::default();
    let first = Document::parse(PAGE, &limits).unwrap();
    let mut history = History::new();
    let patch = Patch::new([Op::set_at("", first.root().clone())]);
    history.push(1, 0, &patch, first.clone()).unwrap();
    let mut documents = vec![first];
    for number in 2..=count {
        let parent = if number % 41 == 0 { number - 17 } else { number - 1 };
        let patch = Patch::new([
            Op::set("title", "/style/fontSize", number),
            Op::set(
                "go",
                format!("/props/p{}", number % 29),
                format!("Version {number} of this page"),
            ),
        ]);
        let after = apply(&documents[parent as usize - 1], &patch, &limits)
            .unwrap()
            .document;
        history.push(number, parent, &patch, after.clone()).unwrap();
        documents.push(after);
    }
    (history, documents)
}

/// VER-24: packs of earlier releases stay readable, exactly, damaged ones too.
#[test]
fn ver_24_packs_of_form_5_stay_readable() {
    let bytes = data("history-form-5.bin");
    let texts = String::from_utf8(data("history-form-5.tsv")).unwrap();
    let check = |history: &History| {
        for line in texts.lines() {
            let (number, text) = line.split_once('\t').unwrap();
            assert_eq!(history.at(number.parse().unwrap()).unwrap().to_json(), text);
        }
        assert_eq!(history.latest(), 40);
        assert!(history.verify().damaged.is_empty());
    };
    let history = History::unpack(&bytes).unwrap();
    check(&history);
    check(&History::unpack(&history.pack(40).unwrap()).unwrap());
    for at in (0..bytes.len()).step_by(37) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1 << (at % 8);
        let (history, whole) = History::salvage(&damaged).unwrap();
        assert!(whole);
        check(&history);
    }
}

/// VER-27: whatever happens to a few hundred neighbouring bytes of a packed history, nothing is lost.
#[test]
fn ver_27_bursts_cost_nothing() {
    let (history, documents) = long_history(150);
    let bytes = history.pack(150).unwrap();
    let step = if std::env::var_os("BOZZETTO_FULL").is_some() {
        1
    } else {
        29
    };
    for at in (0..bytes.len()).step_by(step) {
        for burst in [1, 150] {
            let mut damaged = bytes.clone();
            let end = (at + burst).min(bytes.len());
            damaged[at..end].iter_mut().for_each(|byte| *byte = !*byte);
            assert!(History::unpack(&damaged).is_err(), "byte {at}");
            let (read, whole) = History::salvage(&damaged).unwrap();
            // Where the file ends its checks are, and one of them may go with what it checks.
            assert!(
                whole || burst > 1 && at + 700 > bytes.len(),
                "{burst} at {at} of {}",
                bytes.len()
            );
            for number in [150, 149, 75, 1] {
                assert_eq!(read.at(number).unwrap(), documents[number as usize - 1]);
            }
        }
    }
}

/// VER-28: damage that cannot be mended costs what is older in its block, is named, and nothing else.
#[test]
fn ver_28_damage_ends_with_its_block() {
    let (history, documents) = long_history(200);
    let bytes = history.pack(200).unwrap();
    let mut costs = Vec::new();
    for at in (0..bytes.len() - 700).step_by(331) {
        // More than can be mended, from here on.
        let mut damaged = bytes.clone();
        damaged[at..at + 700].iter_mut().for_each(|byte| *byte ^= 0x3c);
        let Ok((read, whole)) = History::salvage(&damaged) else {
            continue;
        };
        let found = read.verify();
        let lost: Vec<u32> = (1..=200)
            .filter(|number| read.at(*number).is_err() || found.damaged.contains(number))
            .collect();
        for number in (1..=200).filter(|number| !lost.contains(number)) {
            assert_eq!(read.at(number).unwrap(), documents[number as usize - 1]);
        }
        assert_eq!(whole, lost.is_empty());
        costs.push(lost.len());
    }
    // 200 versions are five blocks. What is hit are two of them at most, and versions of the next one that branch off there.
    assert!(costs.len() > 5, "{costs:?}");
    assert!(costs.iter().all(|lost| *lost <= 85), "{costs:?}");
}

/// VER-25: a document as bytes is a fraction of its JSON.
#[test]
fn ver_25_small_keyframes() {
    let mut node = String::new();
    for number in 0..500 {
        node += &format!(
            r##"{}{{"id":"n{number}","type":"text","name":"Label {}","layout":{{"width":{}}},"style":{{"color":"#0f172a","fontSize":{}}},"props":{{"text":"Design your next product with a team"}},"children":[]}}"##,
            if number > 0 { "," } else { "" },
            number % 7,
            number % 13 * 8,
            10 + number % 5,
        );
    }
    let text = format!(r#"{{"id":"root","type":"screen","children":[{node}]}}"#);
    let document = Document::parse(&text, &Limits::default()).unwrap();
    let bytes = encode_keyframe(&document).len();
    assert!(bytes * 30 < text.len(), "{bytes} of {}", text.len());
}

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
    let texts: Vec<String> = (1..=40)
        .map(|number| shell.engine.at(&id, number).unwrap().to_json())
        .collect();
    let versions = shell.engine.versions(&id, 0).unwrap().to_vec();
    let compress = |shell: &mut NativeShell, keep_recent| {
        let command = Command::CompressOldVersions {
            session_id: id.clone(),
            keep_recent,
        };
        match shell.run(command) {
            Ok(Reply::Count { count }) => count,
            other => panic!("{other:?}"),
        }
    };
    let unpacked = shell.engine.verify(&id).unwrap();
    assert_eq!(unpacked.packed_bytes, 0.0);
    assert_eq!(compress(&mut shell, 10), 30);
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
    assert_eq!(compress(&mut shell, 10), 0);
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
        let apply = Command::ApplyOps {
            session_id: id.clone(),
            ops,
            summary: String::new(),
        };
        shell.run(apply).unwrap();
        let undo = Command::Undo {
            session_id: id.clone(),
        };
        shell.run(undo).unwrap();
    };
    check(&shell, &id);
    edit(&mut shell);
    let mut other = tab("c", &store);
    other.open(&id).unwrap();
    assert!(warnings(&other).is_empty());
    check(&other, &id);
    assert_eq!(other.engine.versions(&id, 0).unwrap()[..40], versions[..]);
    for _ in 0..10 {
        edit(&mut other);
    }
    // A second piece behind the first.
    assert_eq!(compress(&mut other, 4), 28);
    let mut third = tab("d", &store);
    third.open(&id).unwrap();
    check(&third, &id);
    assert_eq!(third.document(&id), other.document(&id));
    let export = Command::ExportSession {
        session_id: id.clone(),
        salvage: false,
    };
    let Ok(Reply::Exported { bytes }) = third.run(export) else {
        panic!()
    };
    let Ok(Reply::Session { session }) = third.run(Command::ImportSession { bytes, user_id: None }) else {
        panic!()
    };
    check(&third, &session.session_id);
    let records = store.records(&stream);
    for at in (0..records[0].len()).step_by(7) {
        let mut damaged = records.clone();
        damaged[0][at] ^= 1 << (at % 8);
        store.tamper(&stream, damaged);
        let mut shell = tab("e", &store);
        shell.open(&id).unwrap();
        assert_eq!(warnings(&shell), ["session.mended"]);
        assert_eq!(shell.engine.at(&id, 7).unwrap().to_json(), texts[6]);
    }
}
