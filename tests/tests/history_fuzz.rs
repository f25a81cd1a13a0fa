//! Fuzz targets for what comes from elsewhere and is kept: patches in all their forms, session files, packed histories, stored
//! versions. Nothing brings the reader down, makes it hang, or reserves memory because of a length that is a lie; what is accepted
//! survives a round trip. How they run: `tests/src/fuzz.rs`.

use std::fs;
use std::sync::LazyLock;

use bozzetto_core::document::{Document, Limits, Value};
use bozzetto_core::engine::EngineConfig;
use bozzetto_core::protocol::Command;
use bozzetto_core::version::{
    History, Op, Patch, Stamp, Vocabulary, apply, decode_delta, decode_keyframe, encode_delta,
    encode_keyframe, from_json_patch, from_merge_patch, from_spec_stream, read_coded_value, read_value,
    to_json_patch, to_merge_patch, to_spec_stream,
};
use bozzetto_tests::fuzz::{data, fuzz};
use bozzetto_tests::shell::{Embedded, NativeShell, SharedStore};
use bozzetto_versions::{Guarded, crc32, guard, guarded};

/// Runs something; it may take so much memory for an input of so many bytes. What a symbol of the coded form leads to is bounded,
/// what a length says that is a lie is not.
fn within<T>(bytes: usize, work: impl FnOnce() -> T) -> Option<T> {
    let most = (24 << 20) + (bytes as u64) * (192 << 10);
    let mut outcome = None;
    let taken = allocation_counter::measure(|| outcome = Some(work())).bytes_max;
    assert!(taken < most, "{taken} bytes of memory for an input of {bytes}");
    outcome
}

/// What an error is about, without its numbers and what it quotes.
fn kind_of(message: &str) -> String {
    let plain = message.split('"').step_by(2).collect::<String>();
    plain
        .chars()
        .filter(|sign| !sign.is_ascii_digit())
        .take(60)
        .collect()
}

const PAGE: &str = r##"{"id":"page","type":"screen","name":"Page","style":{"gap":8,"tags":["a","b"]},"children":[
 {"id":"title","type":"text","style":{"color":"#111"},"props":{"text":"Hello 😀 world"}},
 {"id":"card","type":"card","style":{},"children":[{"id":"buy","type":"button","props":{"label":"Buy","a/b":{"c~d":[1,2.5,null,true]}}}]}]}"##;
const DATA: &str = r#"{"list":[1,2,3,{"id":"x"}],"deep":{"a":{"b":{"c":"text"}}},"n":null}"#;

const WORDS: &[&str] = &[
    "{\"op\":\"add\",\"path\":\"/children/-\",\"value\":{\"id\":\"n\",\"type\":\"t\"}}",
    "{\"op\":\"move\",\"from\":\"/children/0\",\"path\":\"/children/1/children/0\"}",
    "{\"op\":\"copy\",\"from\":\"/style\",\"path\":\"/x\"}",
    "{\"op\":\"test\",\"path\":\"/name\",\"value\":\"Page\"}",
    "{\"op\":\"text\",\"id\":\"title\",\"path\":\"/props/text\",\"at\":6,\"delete\":2,\"insert\":\"\\ud83d\"}",
    "[\"title\",\"/style/color\",\"#222\",\"x\"]",
    "[2,\"page\",0,{\"id\":\"m\",\"type\":\"t\"}]",
    "[4,\"title\",\"card\",-1]",
    "\"path\":",
    "\"id\":null",
    "\"/children/0/id\"",
    "\"/children/18446744073709551616\"",
    "/~",
    "/~2",
    "/-",
    "-9223372036854775808",
    "1e400",
    "4294967296",
    "\"\\ud800\"",
    "null",
    "\"events\":[{\"branch.switched/1\":{\"name\":\"main\"}}]",
    "{\"session.rated/1\":{\"score\":255}}",
    "\"parent\":0",
    "\"number\":4294967295",
    ",",
    "[",
    "]",
    "{",
    "}",
    "\n",
];

/// VER-90: patches of every form: ops, compact ops, RFC 6902, RFC 7396, SpecStream.
#[test]
fn ver_90_fuzz_patches() {
    let mut seeds: Vec<Vec<u8>> = [
        r##"[{"op":"set","id":"title","path":"/style/color","value":"#222","before":"x"},{"op":"unset","id":"card","path":"/style"},{"op":"insert","parent":"card","index":0,"node":{"id":"n","type":"text","children":[]}},{"op":"remove","id":"buy"},{"op":"move","id":"title","parent":"card","index":-1},{"op":"text","id":"title","path":"/props/text","at":0,"delete":5,"insert":"Hi"}]"##,
        r##"[["title","/style/color","#222"],[1,"card","/style"],[2,"card",0,{"id":"n","type":"text"}],[2,"page","/style/tags",1,"c"],[3,"buy"],[4,"title","card",-1],[5,"title","/props/text",0,5,"Hi"],[null,"/name","P"]]"##,
        r#"[{"op":"add","path":"/children/0","value":{"id":"n","type":"t"}},{"op":"replace","path":"/name","value":1},{"op":"move","from":"/children/0","path":"/children/-"},{"op":"copy","from":"/style","path":"/style2"},{"op":"test","path":"/name","value":1},{"op":"remove","path":"/style2/tags/0"}]"#,
        r#"{"name":"New","style":{"gap":null,"more":{"a":[1,{"b":2}]}},"children":[{"id":"z","type":"t"}]}"#,
        "{\"op\":\"add\",\"path\":\"/name\",\"value\":\"x\"}\n{\"op\":\"remove\",\"path\":\"/style/gap\"}\n",
        r#"{"op":"replace","path":"","value":{"list":[]}}"#,
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .collect();
    for file in ["tests.json", "spec_tests.json"] {
        let text = fs::read_to_string(data().join("json-patch").join(file)).unwrap();
        let cases = Value::parse(&text, &Limits::unlimited()).unwrap();
        let patches = cases
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|case| case.get("patch"));
        seeds.extend(patches.map(|patch| patch.to_json().into_bytes()));
    }
    let documents = [PAGE, DATA].map(|text| Document::parse(text, &Limits::default()).unwrap());
    fuzz("patches", seeds, WORDS, |body, dice| {
        let text = String::from_utf8_lossy(body);
        let limits = Limits::default();
        let document = &documents[dice.below(2)];
        within(2 * body.len(), || {
            let value = Value::parse(&text, &limits).ok();
            let patches = [
                Patch::parse(&text, &limits).ok(),
                value
                    .as_ref()
                    .and_then(|value| from_json_patch(value, document, &limits).ok()),
                value
                    .as_ref()
                    .and_then(|value| from_merge_patch(value, document, &limits).ok()),
                from_spec_stream(&text, document, &limits).ok(),
            ];
            let came_of = |(form, patch): (usize, &Option<Patch>)| {
                let code = patch_survives(patch.as_ref()?, document, form == 0, &limits);
                Some((form, code))
            };
            patches.iter().enumerate().map(came_of).collect::<Vec<_>>()
        })
    });
}

/// Returns the code of what is wrong with it.
fn patch_survives(patch: &Patch, document: &Document, may_fail: bool, limits: &Limits) -> &'static str {
    // All its written forms are the same patch.
    assert_eq!(
        &Patch::parse(&patch.to_json(), &Limits::unlimited()).unwrap(),
        patch
    );
    assert_eq!(
        &Patch::parse(&patch.to_compact_json(), &Limits::unlimited()).unwrap(),
        patch
    );
    let stored = decode_delta(&encode_delta(patch, Stamp([1; 8])), &Limits::unlimited()).unwrap();
    let applied = match apply(document, patch, limits) {
        Ok(applied) => applied,
        Err(error) => {
            assert!(may_fail, "what was translated does not apply: {error}");
            assert!(!error.code().is_empty());
            return error.code();
        }
    };
    let after = &applied.document;
    assert_eq!(&apply(document, &stored.patch, limits).unwrap().document, after);
    assert_eq!(
        &Document::parse(&after.to_json(), &Limits::unlimited()).unwrap(),
        after
    );
    let back = apply(after, &applied.inverse, &Limits::unlimited())
        .unwrap()
        .document;
    assert_eq!(back.to_json(), document.to_json());
    if let Ok(standard) = to_json_patch(patch, document) {
        let read = from_json_patch(&standard, document, &Limits::unlimited()).unwrap();
        assert_eq!(
            &apply(document, &read, &Limits::unlimited()).unwrap().document,
            after
        );
    }
    if let Some(merge) = to_merge_patch(document, after) {
        let read = from_merge_patch(&merge, document, &Limits::unlimited()).unwrap();
        assert_eq!(
            &apply(document, &read, &Limits::unlimited()).unwrap().document,
            after
        );
    }
    if let Ok(lines) = to_spec_stream(patch, document) {
        let read = from_spec_stream(&lines, document, &Limits::unlimited()).unwrap();
        assert_eq!(
            &apply(document, &read, &Limits::unlimited()).unwrap().document,
            after
        );
    }
    ""
}

fn tab(store: &SharedStore) -> NativeShell {
    NativeShell::with_config(EngineConfig::new("a"), store, Embedded)
}

/// Session files: the kept ones, and one that this release writes.
fn session_files() -> Vec<Vec<u8>> {
    let golden = fs::read_dir(data().join("golden")).unwrap();
    let mut paths: Vec<_> = golden.map(|file| file.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "bozzetto"));
    paths.sort();
    let mut files: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
    let store = SharedStore::default();
    let mut shell = tab(&store);
    let id = shell.create_from(PAGE).session_id;
    for size in 0..14 {
        let apply = Command::ApplyOps {
            session_id: id.clone(),
            ops: format!(r#"[{{"op":"set","id":"title","path":"/style/fontSize","value":{size}}}]"#),
            summary: format!("Size {size}"),
        };
        shell.run(apply).unwrap();
    }
    let branch = Command::CreateBranch {
        session_id: id.clone(),
        version: 4,
        name: "other".into(),
    };
    shell.run(branch).unwrap();
    files.push(shell.export(&id, false).unwrap());
    let compress = Command::CompressOldVersions {
        session_id: id.clone(),
        keep_recent: 3,
    };
    shell.run(compress).unwrap();
    files.push(shell.export(&id, false).unwrap());
    files
}

fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let sum = crc32(&bytes);
    bytes.extend(sum.to_le_bytes());
    bytes
}

/// A record whose checks fit whatever is in it.
fn resealed_record(record: &[u8]) -> Vec<u8> {
    let Some((body, _)) = record.split_last_chunk::<4>() else {
        return record.to_vec();
    };
    let mut body = body.to_vec();
    if body.get(2) == Some(&3)
        && let Some(Guarded::Sound(inner) | Guarded::Mended(inner) | Guarded::Damaged(inner, _)) =
            guarded(&body[3..])
    {
        body.truncate(3);
        body.extend(inner);
        guard(&mut body, 3);
    }
    sealed(body)
}

/// The lines of a session file, each with a check that fits, and an end that fits them all.
fn resealed_lines(file: &[u8]) -> Vec<u8> {
    let (mut out, mut all, mut count) = (Vec::new(), 0_u32, 0);
    for line in file.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let mark = b",\"crc\":\"";
        let cut = line.windows(mark.len()).rposition(|found| found == mark);
        let mut line = line[..cut.unwrap_or(line.len())].to_vec();
        if line.starts_with(b"{\"end\":") {
            line = format!("{{\"end\":{count},\"all\":\"{all:08x}\"").into_bytes();
        }
        let own = crc32(&line);
        all = crc32(&[all.to_le_bytes(), own.to_le_bytes()].concat());
        count += 1;
        out.extend(line);
        out.extend(format!(",\"crc\":\"{own:08x}\"}}\n").into_bytes());
    }
    out
}

/// A session file whose checks fit whatever is in it, so that damage gets as deep as it can.
fn resealed(file: &[u8]) -> Vec<u8> {
    if !file.starts_with(b"BZ") {
        return resealed_lines(file);
    }
    let body = file.split_last_chunk::<4>().map_or(file, |(body, _)| body);
    let (front, mut rest) = body.split_at(body.len().min(5));
    let mut out = front.to_vec();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = (u32::from_le_bytes(*length) as usize).min(after.len());
        let (record, after) = after.split_at(length);
        let record = resealed_record(record);
        out.extend((record.len() as u32).to_le_bytes());
        out.extend(record);
        rest = after;
    }
    out.extend(rest);
    sealed(out)
}

/// VER-90: a session file is taken whole or refused without a trace.
#[test]
fn ver_90_fuzz_imports() {
    fuzz("imports", session_files(), WORDS, |body, dice| {
        let bytes = if dice.below(4) == 0 {
            body.to_vec()
        } else {
            resealed(body)
        };
        // Without the frame of an engine and its store.
        within(2 * bytes.len() + 64, || import_survives(&bytes))
    });
}

/// Returns what is wrong with it, without its numbers.
fn import_survives(bytes: &[u8]) -> String {
    let store = SharedStore::default();
    let mut shell = tab(&store);
    let id = match shell.import(bytes) {
        Ok(session) => session.session_id,
        Err(error) => {
            assert!(error.code.starts_with("import."), "{error:?}");
            assert!(error.suggested_action.is_some());
            assert!(store.streams().is_empty());
            return kind_of(&error.message);
        }
    };
    // It opens elsewhere with everything in it, and its export is the same session.
    let mut other = tab(&store);
    other.open(&id).unwrap();
    let versions = shell.engine.versions(&id, 0).unwrap().to_vec();
    assert_eq!(other.engine.versions(&id, 0).unwrap(), versions);
    assert!(other.engine.verify(&id).unwrap().damaged.is_empty());
    let file = other.export(&id, false).unwrap();
    let copy = shell.import(&file).unwrap().session_id;
    assert_ne!(copy, id);
    for version in &versions {
        assert_eq!(
            shell.engine.at(&copy, version.number).unwrap(),
            other.engine.at(&id, version.number).unwrap()
        );
    }
    String::new()
}

fn sample_history(count: u32) -> History {
    let limits = Limits::default();
    let first = Document::parse(PAGE, &limits).unwrap();
    let mut history = History::new();
    history
        .push(1, 0, &Patch::new([Op::set_at("", first.root().clone())]), first)
        .unwrap();
    for number in 2..=count {
        let parent = if number % 7 == 0 { number / 2 } else { number - 1 };
        let patch = Patch::new([
            Op::set("title", "/style/fontSize", number),
            Op::set("buy", "/props/label", format!("Buy {} things", number % 5)),
        ]);
        let after = apply(&history.at(parent).unwrap(), &patch, &limits)
            .unwrap()
            .document;
        history.push(number, parent, &patch, after).unwrap();
    }
    history
}

/// What is inside of a packed history.
fn inner(packed: &[u8]) -> Vec<u8> {
    match guarded(&packed[1..]) {
        Some(Guarded::Sound(inner)) => inner,
        other => panic!("{other:?}"),
    }
}

/// VER-90: packed histories, read strictly and salvaged.
#[test]
fn ver_90_fuzz_packed_histories() {
    let mut seeds: Vec<Vec<u8>> = [3, 20, 75]
        .iter()
        .map(|count| inner(&sample_history(*count).pack(*count).unwrap()))
        .collect();
    seeds.push(fs::read(data().join("golden/history-form-5.bin")).unwrap());
    fuzz("packs", seeds, &[], |body, dice| {
        let bytes = match dice.below(4) {
            0 => body.to_vec(),
            1 => sealed(body.to_vec()),
            _ => {
                let mut bytes = vec![6];
                bytes.extend(body);
                guard(&mut bytes, 1);
                if dice.below(3) == 0 {
                    let at = dice.below(bytes.len());
                    bytes[at] ^= 1 << dice.below(8);
                }
                bytes
            }
        };
        within(bytes.len(), || {
            let strict = History::unpack(&bytes);
            let code = strict.as_ref().err().map(|error| kind_of(&error.to_string()));
            let mut outcome = Vec::new();
            for (history, is_strict) in strict
                .map(|history| (history, true))
                .into_iter()
                .chain(History::salvage(&bytes).map(|(history, _)| (history, false)))
            {
                history_survives(&history, is_strict);
                outcome.push((is_strict, history.len(), history.verify().damaged.len()));
            }
            (code, outcome)
        })
    });
}

fn history_survives(history: &History, is_strict: bool) {
    let found = history.verify();
    let numbers: Vec<u32> = history.numbers().collect();
    let sound: Vec<u32> = numbers
        .iter()
        .copied()
        .filter(|number| !found.damaged.contains(number))
        .collect();
    for number in &sound {
        history.at(*number).unwrap();
        history.patch(*number);
        assert!(history.line(*number).count() <= numbers.len());
    }
    // What proves to be whole can be packed again, and is the same.
    if sound.len() == numbers.len()
        && let Ok(packed) = history.pack(history.latest())
    {
        let again = History::unpack(&packed).unwrap();
        for number in sound.iter().rev() {
            assert_eq!(
                again.at(*number).unwrap(),
                history.at(*number).unwrap(),
                "{is_strict}"
            );
            assert_eq!(again.parent(*number), history.parent(*number));
        }
    }
}

static NOTHING_KNOWN: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&[]));
static KEYS_KNOWN: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&["a", "children"]));

/// VER-90: single stored versions and values.
#[test]
fn ver_90_fuzz_stored_versions() {
    let document = Document::parse(PAGE, &Limits::default()).unwrap();
    let patch = Patch::parse(
        r##"[["title","/style/color","#222"],[1,"card","/style"],[2,"card",0,{"id":"n7","type":"text"}],[3,"buy"],[4,"title","card",-1],[5,"title","/props/text",0,5,"Hi"]]"##,
        &Limits::default(),
    )
    .unwrap();
    let mut seeds = vec![encode_keyframe(&document), encode_delta(&patch, Stamp([7; 8]))];
    for name in ["dashboard", "chat"] {
        let text = fs::read_to_string(data().join(format!("documents/wireframes/{name}.json"))).unwrap();
        seeds.push(encode_keyframe(
            &Document::parse(&text, &Limits::default()).unwrap(),
        ));
    }
    let mut old = vec![2];
    old.extend(document.hash().to_le_bytes());
    old.extend(PAGE.as_bytes());
    seeds.push(old);
    fuzz("versions", seeds, &[], |body, _| {
        let limits = Limits::default();
        within(body.len(), || {
            let outcome = [
                decode_delta(body, &limits)
                    .err()
                    .map(|error| kind_of(&error.to_string())),
                decode_keyframe(body, &limits)
                    .err()
                    .map(|error| kind_of(&error.to_string())),
            ];
            if let Ok(delta) = decode_delta(body, &limits) {
                let again = decode_delta(&encode_delta(&delta.patch, Stamp([7; 8])), &limits).unwrap();
                assert_eq!(again.patch, delta.patch);
                if let Ok(applied) = apply(&document, &delta.patch, &limits) {
                    let back = apply(&applied.document, &applied.inverse, &Limits::unlimited()).unwrap();
                    assert_eq!(back.document, document);
                }
            }
            if let Ok(read) = decode_keyframe(body, &limits) {
                assert_eq!(decode_keyframe(&encode_keyframe(&read), &limits).unwrap(), read);
            }
            for known in [&*NOTHING_KNOWN, &*KEYS_KNOWN] {
                let rest = body.get(17..).unwrap_or_default();
                let plain = read_value(rest, known, &limits);
                let coded = read_coded_value(rest, known, &limits);
                for value in [plain, coded].into_iter().flatten() {
                    assert!(
                        Value::parse(&value.to_json(), &Limits::unlimited()).is_ok()
                            || has_odd_numbers(&value)
                    );
                }
            }
            outcome
        })
    });
}

/// Numbers that JSON cannot have: a value on its own is checked by who asked for it.
fn has_odd_numbers(value: &Value) -> bool {
    value.as_f64().is_some_and(|number| !number.is_finite())
        || value.as_array().unwrap_or_default().iter().any(has_odd_numbers)
        || value
            .as_object()
            .is_some_and(|object| object.entries().iter().any(|(_, value)| has_odd_numbers(value)))
}
