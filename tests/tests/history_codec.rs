//! The stored form of a history: small, exact, and readable for ever. Rules JRN-*, VER-* of core/SPEC.md.

mod document_generate;
mod stored_sessions;

use bozzetto_core::document::{Document, Limits};
use bozzetto_core::engine::EngineError;
use bozzetto_core::journal::{Envelope, SectionTag};
use bozzetto_core::protocol::Command;
use bozzetto_core::version::{History, Op, Patch, apply, encode_keyframe};
use bozzetto_tests::shell::SharedStore;
use document_generate::{Tape, config, document, edits, tape};
use proptest::prelude::*;
use stored_sessions::{PAGE, edit, stored, tab};

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
    let session = shell.import(&bytes).unwrap();
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

/// The changes and the whole documents of the versions, in bytes, as they are stored; 0 where there is none.
fn weights(records: &[Vec<u8>]) -> Vec<(usize, usize)> {
    let weigh = |record: &Vec<u8>| {
        let envelope = Envelope::decode(record).unwrap();
        let [delta, keyframe] =
            [SectionTag::DELTA, SectionTag::KEYFRAME].map(|tag| envelope.section(tag).map_or(0, <[u8]>::len));
        (delta, keyframe)
    };
    let weights = records.iter().map(weigh);
    weights.filter(|weight| *weight != (0, 0)).collect()
}

/// DSN-17: an old change that nobody asks for is not read: that it says nothing is found by who asks for its version.
#[test]
fn dsn_17_old_changes_are_not_read_at_opening() {
    let store = SharedStore::default();
    let (id, mut records) = stored(&store, 200);
    let (old, stream) = (5, format!("session:{id}"));
    let keyframes = weights(&records)
        .iter()
        .enumerate()
        .filter(|(_, (_, keyframe))| *keyframe > 0)
        .map(|(at, _)| at + 1)
        .collect::<Vec<_>>();
    let second = keyframes[1];
    assert!(old < second && second < 200, "{keyframes:?}");
    // Its form and its stamp are what they were, and the record has a good check; only the ops are none.
    let record = records
        .iter_mut()
        .filter(|record| {
            Envelope::decode(record)
                .unwrap()
                .section(SectionTag::DELTA)
                .is_some()
        })
        .nth(old - 2)
        .unwrap();
    let mut envelope = Envelope::decode(record).unwrap();
    let mut delta = envelope.section(SectionTag::DELTA).unwrap().to_vec();
    delta[9..].fill(0xff);
    envelope.set(SectionTag::DELTA, delta);
    *record = envelope.encode();
    store.tamper(&stream, records);

    let mut shell = tab("b", &store);
    let head = shell.open(&id).unwrap().current_version;
    assert_eq!(head, 200);
    assert_eq!(shell.engine.versions(&id, 0).unwrap().len(), 200);
    let size = |shell: &bozzetto_tests::shell::NativeShell, number: u32| {
        let document = shell.engine.at(&id, number)?;
        let size = document.node("title").unwrap().field("/style/fontSize").cloned();
        Ok::<_, EngineError>(size.unwrap().as_f64().unwrap() as u32 + 1)
    };
    assert_eq!(size(&shell, 200), Ok(200));
    edit(
        &mut shell,
        &id,
        r#"[{"op":"set","id":"title","path":"/style/fontSize","value":200}]"#,
    );
    assert_eq!(size(&shell, 201), Ok(201));
    assert_eq!(shell.warnings(), [""; 0]);
    // What stands on it needs it; what is before it, and what is behind the next whole document, does not.
    let (old, second) = (old as u32, second as u32);
    for number in [old, old + 1, second - 1] {
        assert_eq!(
            size(&shell, number).unwrap_err().code(),
            "version.unknown",
            "{number}"
        );
    }
    for number in [2, old - 1, second, second + 1] {
        assert_eq!(size(&shell, number), Ok(number));
    }
    let damaged = shell.engine.verify(&id).unwrap().damaged;
    assert_eq!(damaged, (old..second).collect::<Vec<_>>());
}

/// JRN-16: a whole document is stored when the changes since the last one weigh more than that one, and more than 4 kB: not before, and no
/// later, also where another tab goes on.
#[test]
fn jrn_16_whole_documents_by_weight() {
    // Words that nothing can be said shorter of.
    let word = |at: u64| at.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16;
    let texts: Vec<String> = (1..=1_000)
        .map(|at| {
            format!(
                r#"{{"id":"t{at}","type":"text","props":{{"text":"{:x}"}}}}"#,
                word(at)
            )
        })
        .collect();
    let large = PAGE.replacen(
        r#""children":["#,
        &format!(r#""children":[{},"#, texts.join(",")),
        1,
    );
    // Of a small page the changes weigh as much as it does almost at once.
    for (page, edits, is_large) in [(large.as_str(), 500, true), (PAGE, 200, false)] {
        let store = SharedStore::default();
        let mut shell = tab("a", &store);
        let id = shell.create_from(page).session_id;
        for number in 0..edits {
            if number == edits / 3 {
                shell.kill();
                shell = tab("b", &store);
                shell.open(&id).unwrap();
            }
            let text = format!("Edit {number}, which says {}", number * 7919 % 1009);
            let ops = format!(
                r#"[{{"op":"set","id":"title","path":"/props/text","value":"{text}"}},
                    {{"op":"set","id":"go","path":"/style/gap","value":{number}}}]"#
            );
            edit(&mut shell, &id, &ops);
        }
        let weights = weights(&store.records(&format!("session:{id}")));
        assert_eq!(weights.len(), edits + 1);
        let (mut since, mut last) = (0, weights[0].1);
        assert_eq!(last > 4_096, is_large, "{last}");
        for (at, (delta, keyframe)) in weights.iter().enumerate().skip(1) {
            since += delta;
            assert_eq!(
                *keyframe > 0,
                since > last.max(4_096),
                "version {}: {since} since {last}",
                at + 1
            );
            if *keyframe > 0 {
                (since, last) = (0, *keyframe);
            }
        }
        let keyframes: Vec<usize> = weights
            .iter()
            .map(|(_, keyframe)| *keyframe)
            .filter(|size| *size > 0)
            .collect();
        let deltas: usize = weights.iter().map(|(delta, _)| delta).sum();
        assert!(keyframes.len() > 2, "{keyframes:?} for {deltas}");
        // Of a page that stays as large as it is, it does not matter which of them is left out.
        for some in [&keyframes[1..], &keyframes[..keyframes.len() - 1]] {
            assert!(some.iter().sum::<usize>() < deltas, "{keyframes:?} for {deltas}");
        }
    }
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
        match History::unpack(&bytes) {
            // What was put right is what was written.
            Ok(read) => prop_assert_eq!(read.pack(12).unwrap(), whole),
            Err(error) => {
                let code = error.code();
                prop_assert!(code == "version.corrupt" || code == "version.unknown-form" && bytes[0] != whole[0]);
            }
        }
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
        let (salvaged, mended) = History::salvage(&damaged).unwrap();
        assert!(mended);
        let opened = History::unpack(&damaged).unwrap();
        for read in [opened, salvaged] {
            assert_eq!(read.at(12).unwrap().to_json(), documents[11].to_json());
            if at % 16 == 0 {
                assert_eq!(read.verify(), history.verify());
                assert_eq!(read.pack(12).unwrap(), bytes);
            }
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
    pack_stays_readable(5, 40);
}

/// VER-24: what is written now is what later releases will have to read: of two blocks, with a branch from one to the other. It is what is
/// in the file; where another form is written, that one gets a file, and this one stays.
#[test]
fn ver_24_packs_of_form_6_stay_readable() {
    let (history, _) = long_history(60);
    assert_eq!(history.parent(41), Some(24));
    assert_eq!(history.pack(60).unwrap(), data("history-form-6.bin"));
    pack_stays_readable(6, 60);
}

fn pack_stays_readable(form: u8, latest: u32) {
    let bytes = data(&format!("history-form-{form}.bin"));
    let texts = String::from_utf8(data(&format!("history-form-{form}.tsv"))).unwrap();
    assert_eq!(bytes[0], form);
    assert_eq!(texts.lines().count(), latest as usize);
    let check = |history: &History| {
        for line in texts.lines() {
            let (number, text) = line.split_once('\t').unwrap();
            assert_eq!(history.at(number.parse().unwrap()).unwrap().to_json(), text);
        }
        assert_eq!(history.latest(), latest);
        assert!(history.verify().damaged.is_empty());
    };
    let history = History::unpack(&bytes).unwrap();
    check(&history);
    check(&History::unpack(&history.pack(latest).unwrap()).unwrap());
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
        for burst in [1, 150, 256] {
            let mut damaged = bytes.clone();
            let end = (at + burst).min(bytes.len());
            damaged[at..end].iter_mut().for_each(|byte| *byte = !*byte);
            let read = History::unpack(&damaged).unwrap_or_else(|error| panic!("{burst} at {at}: {error}"));
            assert!(History::salvage(&damaged).unwrap().1, "{burst} at {at}");
            for number in [150, 149, 75, 1] {
                assert_eq!(read.at(number).unwrap(), documents[number as usize - 1]);
            }
        }
    }
}

/// VER-22: what was cut off is refused, however little is left, or is all there.
#[test]
fn ver_22_cut_packs() {
    let (history, documents) = long_history(50);
    let bytes = history.pack(50).unwrap();
    for end in (0..64).chain((64..bytes.len()).step_by(7)) {
        if let Ok(read) = History::unpack(&bytes[..end]) {
            assert_eq!(read.latest(), 50, "{end} of {}", bytes.len());
            assert_eq!(read.at(50).unwrap(), documents[49]);
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
        assert_eq!(History::unpack(&damaged).is_ok(), whole);
        let found = read.verify();
        let lost: Vec<u32> = (1..=200)
            .filter(|number| read.at(*number).is_err() || found.damaged.contains(number))
            .collect();
        for number in (1..=200).filter(|number| !lost.contains(number)) {
            assert_eq!(read.at(number).unwrap(), documents[number as usize - 1]);
        }
        assert_eq!(whole, lost.is_empty());
        // What is left can be saved, gone on with, and read again.
        let latest = read.latest();
        let mut read = read;
        let more = Patch::new([Op::set_at("/note", "after the loss")]);
        read.append(latest + 1, latest, &more, &Limits::default())
            .unwrap();
        let again = History::unpack(&read.pack(latest + 1).unwrap()).unwrap();
        for number in (1..=latest + 1).filter(|number| !lost.contains(number)) {
            assert_eq!(again.at(number).unwrap(), read.at(number).unwrap());
        }
        assert!(again.verify().damaged.iter().all(|number| lost.contains(number)));
        costs.push(lost.len());
    }
    // 200 versions are five blocks. What is hit are two of them at most, and versions of the next one that branch off there.
    assert!(costs.len() > 5, "{costs:?}");
    assert!(costs.iter().all(|lost| *lost <= 85), "{costs:?}");
}

/// VER-28: nothing is given out unproven of what is damaged, also not the first version behind a block that is lost.
#[test]
fn ver_28_what_nothing_speaks_for() {
    let (limits, mut history) = (Limits::default(), History::new());
    let mut documents = vec![Document::parse(PAGE, &limits).unwrap()];
    let mut seed = 7_u32;
    let mut letters = |_| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'a' + (seed >> 27) as u8 % 26)
    };
    for number in 1..=96 {
        let text: String = (0..80).map(&mut letters).collect();
        let patch = Patch::new([Op::set("title", "/props/text", text)]);
        let after = apply(documents.last().unwrap(), &patch, &limits)
            .unwrap()
            .document;
        history.push(number, number - 1, &patch, after.clone()).unwrap();
        documents.push(after);
    }
    let bytes = history.pack(96).unwrap();
    let length = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let second = 1 + length(1) + 8;
    let end = second + 4 + length(second);
    let mut kept = 0;
    for back in 1..60 {
        let mut damaged = bytes.clone();
        damaged[5..second - 4].fill(0x3c);
        for place in (end - back..bytes.len() - 900).step_by(768) {
            damaged[place] ^= 0xb7;
        }
        let (read, _) = History::salvage(&damaged).unwrap();
        for number in read.numbers() {
            assert_eq!(
                read.at(number).unwrap(),
                documents[number as usize],
                "{number} with {back}"
            );
        }
        kept += read.len();
    }
    assert!(kept > 59 * 32, "{kept}");
}

/// VER-28: what is lost behind the latest version that is left is told, by its numbers where they are known, and no number is given
/// twice.
#[test]
fn ver_28_what_was_newer_is_told() {
    let (history, documents) = long_history(200);
    let bytes = history.pack(200).unwrap();
    let burst = |at: usize| {
        let mut damaged = bytes.clone();
        damaged
            .iter_mut()
            .skip(at)
            .take(900)
            .for_each(|byte| *byte ^= 0x3c);
        damaged
    };
    let bursts = (0..bytes.len()).step_by(97).map(burst);
    let cuts = (0..bytes.len()).step_by(61).map(|end| bytes[..end].to_vec());
    let (mut numbered, mut unnumbered, mut all) = (0, 0, 0);
    for damaged in bursts.chain(cuts) {
        let Ok((mut read, whole)) = History::salvage(&damaged) else {
            continue;
        };
        let found = read.verify();
        let latest = read.latest();
        let known = found.damaged.last().copied().unwrap_or(0).max(latest);
        assert!(known <= 200 && read.next_number() == known + 1);
        for number in 1..=200 {
            match read.at(number) {
                Ok(document) => assert_eq!(document, documents[number as usize - 1]),
                Err(_) => assert!(
                    found.damaged.contains(&number) || found.cut && number > known,
                    "{number} of {}: {found:?}",
                    damaged.len()
                ),
            }
        }
        all += usize::from(whole);
        assert!(!whole || found.damaged.is_empty() && !found.cut);
        numbered += usize::from(latest < 200 && known == 200 && !found.cut);
        unnumbered += usize::from(latest < 200 && found.cut);
        let more = Patch::new([Op::set_at("/note", "after the loss")]);
        let next = read.next_number();
        read.append(next, latest, &more, &Limits::default()).unwrap();
        let again = History::unpack(&read.pack(next).unwrap()).unwrap();
        assert_eq!(again.verify().damaged, found.damaged);
    }
    assert!(
        numbered > 3 && unnumbered > 3 && all > 3,
        "{numbered}, {unnumbered}, {all}"
    );
}

/// VER-90: a parent has a smaller number than its version, whatever bytes say, so that no way up is a circle; and a few bytes that speak of
/// millions of versions do not get a list of them.
#[test]
fn ver_90_numbers_that_are_lies() {
    let page = Document::parse(PAGE, &Limits::default()).unwrap();
    let mut history = History::new();
    let push = |history: &mut History, number, parent| {
        let whole = encode_keyframe(&page);
        history.push_stored(number, parent, None, Some(&whole))
    };
    for number in [10_000, 10_001, 30_000, 50_000] {
        push(&mut history, number, 0).unwrap();
    }
    assert!(push(&mut history, 9_000, 10_000).is_err());
    assert!(
        history
            .push(9_001, 50_000, &Patch::default(), page.clone())
            .is_err()
    );
    let found = history.verify();
    assert_eq!((found.versions, found.damaged.len()), (4, 10_000));
    assert_eq!(found.damaged.first(), Some(&1));
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
