//! What damage of a stored session costs: what it hits, and nothing else. Rules JRN-*, DSN-23 of core/SPEC.md.

mod stored_sessions;

use bozzetto_core::document::{Document, Limits};
use bozzetto_core::journal::{Envelope, SectionTag};
use bozzetto_core::version::{Patch, apply};
use bozzetto_tests::shell::SharedStore;
use stored_sessions::{PAGE, compress, edit, stored, tab, texts, told};

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
                shell.warnings(),
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
        assert_eq!(shell.warnings(), expected);
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
        edit(&mut shell, &id, &ops);
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
        edit(&mut shell, &id, ops);
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
        assert_eq!(shell.warnings(), ["session.versions-set-aside", "session.mended"]);
    }
}

/// A document without a part.
fn without(text: &str, part: &str) -> String {
    let limits = Limits::default();
    let document = Document::parse(text, &limits).unwrap();
    let remove = Patch::parse(&format!(r#"[{{"op":"remove","id":"{part}"}}]"#), &limits).unwrap();
    apply(&document, &remove, &limits).unwrap().document.to_json()
}

/// JRN-13, DSN-23: damage of any bits of any byte of a stored session, in records and in pieces of many, is found and told. What is not hit
/// is there and as it was, but that the versions behind a lost one have all of their own and nothing of that one.
#[test]
fn jrn_13_damaged_bytes_of_stored_sessions() {
    let store = SharedStore::default();
    let (id, _) = stored(&store, 30);
    let stream = format!("session:{id}");
    let mut shell = tab("b", &store);
    shell.open(&id).unwrap();
    let texts = texts(&shell, &id, 30);
    compress(&mut shell, &id, 5);
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
            let hit = record as u32 + 1;
            for version in &there {
                let text = shell.engine.at(&id, version.number).unwrap().to_json();
                let own = &texts[version.number as usize - 1];
                let expected = match lost && version.number > hit {
                    true => without(own, &format!("p{hit}")),
                    false => own.clone(),
                };
                assert_eq!(
                    text, expected,
                    "version {} with byte {at} of {record}",
                    version.number
                );
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
    let texts = texts(&shell, &id, 240);
    compress(&mut shell, &id, 5);
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
        assert!(told(&shell).contains("session.versions-set-aside"));
        let own = there.iter().filter(|version| version.number <= 235);
        kept += own.clone().count();
        for version in own {
            let text = shell.engine.at(&id, version.number).unwrap().to_json();
            assert_eq!(text, texts[version.number as usize - 1], "damage at {at}");
        }
    }
    assert!(kept > 0);
}

/// JRN-13: every version that a damaged piece gives out was held against its stamp, also the first one behind those that are lost.
#[test]
fn jrn_13_nothing_of_a_damaged_piece_is_given_out_unproven() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store);
    let id = shell.create_from(PAGE).session_id;
    let names = ["Long ".repeat(30), "Buy".to_owned(), "x".repeat(90)];
    for number in 2..=120_usize {
        let name = format!("{}{}", names[number % 3], number * 7919 % 1000);
        let ops = match number % 4 {
            0 => format!(r#"[{{"op":"set","id":"go","path":"/props/text","value":"{name}"}}]"#),
            1 => format!(
                r#"[{{"op":"insert","parent":"page","index":{},"node":{{"id":"p{number}","type":"text","name":"{name}"}}}}]"#,
                number % 5
            ),
            2 => format!(
                r#"[{{"op":"move","id":"title","parent":"page","index":{}}}]"#,
                number / 4 % 3
            ),
            _ => format!(r#"[{{"op":"set","id":"title","path":"/style/fontSize","value":{number}}}]"#),
        };
        edit(&mut shell, &id, &ops);
    }
    let texts = texts(&shell, &id, 120);
    compress(&mut shell, &id, 5);
    let stream = format!("session:{id}");
    let records = store.records(&stream);
    let (mut opened, mut lost) = (0, 0);
    // Two stripes of one class, hit at the same place: nothing can be made again.
    let classes = 3 * 256;
    for at in (3..records[0].len().saturating_sub(classes + 1)).step_by(17) {
        let mut damaged = records.clone();
        for next in 0..2 {
            damaged[0][at + next] ^= 0x5a;
            damaged[0][at + next + classes] ^= 0x33;
        }
        store.tamper(&stream, damaged);
        let mut shell = tab("c", &store);
        if shell.open(&id).is_err() {
            continue;
        }
        opened += 1;
        let there = shell.engine.versions(&id, 0).unwrap().to_vec();
        lost += 120 - there.len();
        for version in there.iter().filter(|version| version.number <= 115) {
            let text = shell.engine.at(&id, version.number).unwrap().to_json();
            assert_eq!(
                text,
                texts[version.number as usize - 1],
                "version {} with damage at {at}",
                version.number
            );
        }
    }
    assert!(opened > 20 && lost > 0, "{opened} {lost} of {}", records[0].len());
}

/// JRN-12: two damaged bytes anywhere in a piece cost nothing.
#[test]
fn jrn_12_two_bytes_of_a_piece() {
    let store = SharedStore::default();
    let (id, _) = stored(&store, 120);
    let stream = format!("session:{id}");
    let mut shell = tab("b", &store);
    shell.open(&id).unwrap();
    compress(&mut shell, &id, 5);
    let records = store.records(&stream);
    let length = records[0].len();
    for at in (3..length).step_by(397) {
        for other in (at + 1..length)
            .step_by(389)
            .chain((at + 768..length).step_by(768))
        {
            let mut damaged = records.clone();
            damaged[0][at] ^= 0x5a;
            damaged[0][other] ^= 0x5a;
            store.tamper(&stream, damaged);
            let mut shell = tab("c", &store);
            shell
                .open(&id)
                .unwrap_or_else(|error| panic!("{at} and {other}: {}", error.code));
            assert_eq!(
                shell.warnings(),
                ["session.mended"],
                "{at} and {other} of {length}"
            );
        }
    }
}

/// JRN-13: where what was said of the versions of a piece is lost, they are there without it, and so is all behind them.
#[test]
fn jrn_13_versions_without_words() {
    let store = SharedStore::default();
    let (id, _) = stored(&store, 120);
    let stream = format!("session:{id}");
    let mut shell = tab("b", &store);
    shell.open(&id).unwrap();
    let texts = texts(&shell, &id, 120);
    compress(&mut shell, &id, 5);
    let mut records = store.records(&stream);
    let said = Envelope::decode(&records[0]).unwrap();
    let said = said.section(SectionTag::ENTRIES).unwrap().len();
    assert!(said > 1_300);
    records[0][270..1_290].fill(0x77);
    store.tamper(&stream, records);
    let mut shell = tab("c", &store);
    let view = shell.open(&id).unwrap();
    assert_eq!((view.total_versions, view.current_version), (120, 120));
    for (number, text) in (1..).zip(&texts) {
        assert_eq!(&shell.engine.at(&id, number).unwrap().to_json(), text);
    }
    assert_eq!(shell.warnings(), ["session.versions-set-aside"]);
    assert_eq!(
        shell.engine.versions(&id, 0).unwrap()[7].summary,
        "What was said of it is lost"
    );
    assert_eq!(shell.export(&id, false).unwrap_err().code, "export.damaged");
    let bytes = shell.export(&id, true).unwrap();
    let mut other = tab("d", &SharedStore::default());
    other.import(&bytes).unwrap();
    assert_eq!(other.engine.at(&id, 120).unwrap().to_json(), texts[119]);
}
