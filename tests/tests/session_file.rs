//! The portable file of a session (`core/docs/session-file.md`): written for ever, read as it comes, refused without a trace. Rules
//! SES-* of core/SPEC.md.

use bozzetto_core::document::{Document, Limits, Value};
use bozzetto_core::engine::EngineConfig;
use bozzetto_core::journal::{Envelope, SectionTag};
use bozzetto_core::protocol::{Command, ErrorReport, MergePolicy, Reply};
use bozzetto_core::version::{Patch, apply};
use bozzetto_tests::design::{branch, merge, revert, switch, undo};
use bozzetto_tests::shell::{Embedded, NativeShell, SharedStore};
use bozzetto_versions::crc32;

const PAGE: &str = r##"{"id":"page","type":"screen","name":"Page","layout":{},"style":{},"props":{},"children":[
 {"id":"title","type":"heading","name":"Title","layout":{},"style":{"color":"#111111"},"props":{"text":"Hello \"😀\"\n"},"children":[]},
 {"id":"go","type":"button","name":"Go","layout":{},"style":{"background":"#ffffff"},"props":{"label":"Go"},"children":[]}]}"##;

fn tab(peer: &str, store: &SharedStore) -> NativeShell {
    NativeShell::with_config(EngineConfig::new(peer), store, Embedded)
}

/// A session with edits in words, an undo, branches, a merge, a revert, a score and a status, some of it packed.
fn sample(store: &SharedStore, packed: bool) -> (NativeShell, String) {
    let mut shell = tab("a", store);
    let id = shell.create_from(PAGE).session_id;
    let session_id = || id.clone();
    for prompt in [
        "make the title red",
        "make the button green",
        "make the title bigger",
    ] {
        shell.edit(&id, prompt, &[]);
    }
    shell.run(undo(&session_id())).unwrap();
    shell.run(branch(&session_id(), 2, "warm")).unwrap();
    for size in 0..8 {
        let apply = Command::ApplyOps {
            session_id: session_id(),
            ops: format!(r#"[{{"op":"set","id":"title","path":"/style/fontSize","value":{size}.5}}]"#),
            summary: format!("Size {size}"),
        };
        shell.run(apply).unwrap();
    }
    let name = || "main".to_owned();
    shell.run(switch(&session_id(), &name())).unwrap();
    shell
        .run(merge(&session_id(), "warm", MergePolicy::default()))
        .unwrap();
    shell.run(revert(&session_id(), 3)).unwrap();
    shell
        .run(Command::RateSession {
            session_id: session_id(),
            score: 4,
        })
        .unwrap();
    if packed {
        let compress = Command::CompressOldVersions {
            session_id: session_id(),
            keep_recent: 3,
        };
        assert!(matches!(shell.run(compress), Ok(Reply::Count { count: 8.. })));
    }
    (shell, id)
}

fn part(shell: &mut NativeShell, bytes: &[u8]) -> Result<u32, ErrorReport> {
    let part = Command::ImportPart {
        import_id: "i".into(),
        bytes: bytes.to_vec(),
    };
    match shell.run(part)? {
        Reply::Count { count } => Ok(count),
        other => panic!("{other:?}"),
    }
}

fn golden(name: &str) -> String {
    format!("{}/data/golden/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// SES-1: an export is the same whatever the store did with the records, and its import is the session.
#[test]
fn ses_1_there_and_back() {
    let (plain, packed) = (SharedStore::default(), SharedStore::default());
    let (mut shell, id) = sample(&plain, false);
    let file = shell.export(&id, false).unwrap();
    let (mut same, same_id) = sample(&packed, true);
    assert_eq!(
        String::from_utf8_lossy(&same.export(&same_id, false).unwrap()),
        String::from_utf8_lossy(&file)
    );
    let elsewhere = SharedStore::default();
    let mut other = tab("b", &elsewhere);
    let view = other.import(&file).unwrap();
    assert_eq!(view.session_id, id);
    let here = shell.engine.view(&id, 0).unwrap();
    assert_eq!(
        (view.branches.clone(), view.rating, view.can_undo),
        (here.branches, here.rating, here.can_undo)
    );
    let versions = shell.engine.versions(&id, 0).unwrap();
    assert_eq!(other.engine.versions(&id, 0).unwrap(), versions);
    for version in versions {
        let number = version.number;
        assert_eq!(
            other.engine.at(&id, number).unwrap().to_json(),
            shell.engine.at(&id, number).unwrap().to_json()
        );
    }
    assert_eq!(other.export(&id, false).unwrap(), file);
}

/// Something of a newer release stands in some of these records.
fn with_sections(mut records: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    for (at, record) in records.iter_mut().enumerate().filter(|(at, _)| at % 3 == 1) {
        let mut envelope = Envelope::decode(record).unwrap();
        envelope.set(SectionTag(99), vec![at as u8, 0, 255]);
        envelope.set(SectionTag(200), Vec::new());
        *record = envelope.encode();
    }
    records
}

fn sections(records: &[Vec<u8>]) -> Vec<(usize, Vec<u8>)> {
    let of = |record: &Vec<u8>| {
        let envelope = Envelope::decode(record).unwrap();
        assert_eq!(
            envelope.section(SectionTag(99)).is_some(),
            envelope.section(SectionTag(200)).is_some()
        );
        envelope.section(SectionTag(99)).map(<[u8]>::to_vec)
    };
    let each = records.iter().enumerate();
    each.filter_map(|(at, record)| Some((at, of(record)?))).collect()
}

/// JRN-1, SES-1: what a newer release put into records beside what is known here goes with them.
#[test]
fn ses_1_sections_of_a_newer_release() {
    let store = SharedStore::default();
    let (shell, id) = sample(&store, false);
    shell.kill();
    let stream = format!("session:{id}");
    store.tamper(&stream, with_sections(store.records(&stream)));
    let known = sections(&store.records(&stream));
    assert!(known.len() > 4);
    let file = tab("b", &store).export(&id, false).unwrap();
    let elsewhere = SharedStore::default();
    let mut other = tab("c", &elsewhere);
    other.import(&file).unwrap();
    assert_eq!(sections(&elsewhere.records(&stream)), known);
    assert_eq!(other.export(&id, false).unwrap(), file);
    // As a copy, too.
    let copy = other.import(&file).unwrap().session_id;
    assert_eq!(sections(&elsewhere.records(&format!("session:{copy}"))), known);
}

/// SES-2: what this release writes, every later one reads; and it does not change by accident.
#[test]
fn ses_2_golden_file() {
    let store = SharedStore::default();
    let (mut shell, id) = sample(&store, false);
    let file = shell.export(&id, false).unwrap();
    if std::env::var_os("BOZZETTO_WRITE_GOLDEN").is_some() {
        std::fs::write(golden("session-file-2.bozzetto"), &file).unwrap();
    }
    let kept = std::fs::read(golden("session-file-2.bozzetto")).unwrap();
    let mut other = tab("b", &SharedStore::default());
    let view = other.import(&kept).unwrap();
    assert_eq!(view.total_versions, 15);
    assert_eq!(
        String::from_utf8_lossy(&other.export(&view.session_id, false).unwrap()),
        String::from_utf8_lossy(&kept)
    );
}

/// SES-3: files of earlier formats are read, and exported in this one.
#[test]
fn ses_3_earlier_formats() {
    for name in ["session-format-1", "session-file-1-packed"] {
        let mut shell = tab("a", &SharedStore::default());
        let bytes = std::fs::read(golden(&format!("{name}.bozzetto"))).unwrap();
        // Also in pieces.
        for piece in bytes.chunks(100) {
            part(&mut shell, piece).unwrap();
        }
        let end = Command::ImportEnd {
            import_id: "i".into(),
            user_id: None,
        };
        let Ok(Reply::Session { session }) = shell.run(end) else {
            panic!()
        };
        let file = shell.export(&session.session_id, false).unwrap();
        assert!(file.starts_with(br#"{"bozzetto":"session","format":2,"#));
        let copy = shell.import(&file).unwrap();
        let texts = std::fs::read_to_string(golden(&format!("{name}.tsv"))).unwrap();
        for line in texts.lines() {
            let (number, text) = line.split_once('\t').unwrap();
            let document = shell
                .engine
                .at(&copy.session_id, number.parse().unwrap())
                .unwrap();
            assert_eq!(document.to_json(), text);
        }
    }
}

/// SES-4: a file may come in any pieces; what is wrong is told as soon as it has come, and nothing of it is stored.
#[test]
fn ses_4_files_in_pieces() {
    let (mut shell, id) = sample(&SharedStore::default(), false);
    let file = shell.export(&id, false).unwrap();
    for size in [1, 7, 1_000, 1 << 20] {
        let store = SharedStore::default();
        let mut other = tab("b", &store);
        let mut seen = 0;
        for piece in file.chunks(size) {
            let count = part(&mut other, piece).unwrap();
            assert!(count >= seen);
            seen = count;
        }
        assert_eq!(seen, 15);
        assert!(store.streams().is_empty());
        let end = Command::ImportEnd {
            import_id: "i".into(),
            user_id: Some("u2".into()),
        };
        let Ok(Reply::Session { session }) = other.run(end) else {
            panic!()
        };
        assert_eq!(
            (session.session_id, session.user_id.as_deref()),
            (id.clone(), Some("u2"))
        );
    }
    // Line ends that a tool changed are no damage.
    let text = String::from_utf8(file.clone()).unwrap().replace('\n', "\r\n");
    assert_eq!(
        tab("b", &SharedStore::default())
            .import(text.as_bytes())
            .unwrap()
            .total_versions,
        15
    );
    let store = SharedStore::default();
    let mut other = tab("b", &store);
    let mut damaged = file.clone();
    damaged[file.len() / 2] ^= 1;
    let failed = damaged.chunks(512).position(|piece| {
        part(&mut other, piece).is_err_and(|error| {
            assert_eq!(error.code, "import.invalid");
            assert!(error.message.contains("line "), "{}", error.message);
            true
        })
    });
    assert!(failed.is_some_and(|at| at < 2 + damaged.len() / 1_024));
    // It is over; what would come now begins another one, and an end has nothing to end.
    let end = |import_id: &str| Command::ImportEnd {
        import_id: import_id.into(),
        user_id: None,
    };
    assert_eq!(other.run(end("i")).unwrap_err().code, "import.unknown");
    part(&mut other, &file[..5_000]).unwrap();
    assert_eq!(other.run(end("i")).unwrap_err().code, "import.invalid");
    part(&mut other, &file[..5_000]).unwrap();
    other
        .run(Command::ImportCancel {
            import_id: "i".into(),
        })
        .unwrap();
    assert_eq!(other.run(end("i")).unwrap_err().code, "import.unknown");
    assert!(store.streams().is_empty());
}

fn sealed(body: &str) -> String {
    format!("{body},\"crc\":\"{:08x}\"}}", crc32(body.as_bytes()))
}

/// SES-5: files that are cut, changed, put together anew, too new or too large are refused, each for what it is.
#[test]
fn ses_5_bad_files() {
    let (mut shell, id) = sample(&SharedStore::default(), false);
    let file = String::from_utf8(shell.export(&id, false).unwrap()).unwrap();
    let store = SharedStore::default();
    let mut other = tab("b", &store);
    let mut refuse = |text: &str, code: &str, why: &str| {
        let error = other.import(text.as_bytes()).unwrap_err();
        assert_eq!(error.code, code, "{}", error.message);
        assert!(error.message.contains(why), "{} instead of {why}", error.message);
        assert!(error.suggested_action.is_some());
    };
    let lines: Vec<&str> = file.lines().collect();
    for gone in 0..lines.len() {
        let mut left = lines.clone();
        left.remove(gone);
        refuse(&left.join("\n"), "import.invalid", "");
    }
    let mut swapped = lines.clone();
    swapped.swap(3, 4);
    refuse(&swapped.join("\n"), "import.invalid", "");
    refuse("", "import.invalid", "too short");
    refuse(
        "hello, this is some text",
        "import.invalid",
        "no Bozzetto session",
    );
    refuse("{\"a\":1}", "import.invalid", "no Bozzetto session");
    refuse("\u{feff}{}", "import.invalid", "no Bozzetto session");
    refuse(&format!("{file}{{}}\n"), "import.invalid", "behind its end");
    let newer = sealed(r#"{"bozzetto":"session","format":3,"session":"s","entries":1,"versions":1"#);
    refuse(&newer, "import.newer-version", "format 3");
    // One of bytes, as the first ones were.
    refuse("BZSF\u{2}and the rest", "import.newer-version", "format 2");
    // Each line is right by itself, and does not fit.
    let forged = |from: &str, to: &str| {
        let line = |line: &str| {
            let (body, _) = line.rsplit_once(",\"crc\":\"").unwrap();
            sealed(&body.replace(from, to))
        };
        lines.iter().map(|text| line(text)).collect::<Vec<_>>().join("\n")
    };
    refuse(
        &forged("#111111", "#222222"),
        "import.invalid",
        "not the one of this name",
    );
    refuse(
        &forged("\"value\":2.5", "\"value\":2.25"),
        "import.invalid",
        "stamped",
    );
    refuse(
        &forged("\"number\":3,", "\"number\":2,"),
        "import.invalid",
        "does not follow",
    );
    for (event, later) in [
        ("session.created/1", "session.created/9"),
        ("session.rated/1", "session.weighed/1"),
        ("version.committed/1", "version.committed/2"),
    ] {
        refuse(&forged(event, later), "import.newer-version", later);
    }
    let unknown = [lines[0], &sealed(r#"{"sound":"ping""#)].join("\n");
    refuse(&unknown, "import.newer-version", "line 2");
    refuse(
        &forged("\"versions\":15", "\"versions\":13"),
        "import.invalid",
        "missing",
    );
    refuse(
        &forged(
            &format!("\"format\":2,\"session\":\"{id}"),
            "\"format\":2,\"session\":\"ses_x",
        ),
        "import.invalid",
        "its session",
    );
    // Nothing that is known comes as a section that is not.
    for section in [
        r#""4":"00""#,
        r#""0":"00""#,
        r#""300":"00""#,
        r#""99":"0""#,
        r#""99":"0g""#,
        r#""99":"é0""#,
        r#""99":7"#,
    ] {
        let with_section = format!("\"sections\":{{{section}}},\"stamp\":");
        refuse(
            &forged("\"stamp\":", &with_section),
            "import.invalid",
            "a section",
        );
    }
    assert!(store.streams().is_empty());
    // A second beginning gives a session no other name and no other owner.
    let begun_anew = format!(
        r#""events":[{{"session.created/1":{{"prompt":"mine","user":"mallory","session":"{id}"}}}},{{"edit.requested"#
    );
    let (mut again, mut all, mut count) = (String::new(), 0_u32, 0);
    for line in &lines {
        let (body, _) = line.rsplit_once(",\"crc\":\"").unwrap();
        let body = match body.starts_with("{\"end\"") {
            true => format!("{{\"end\":{count},\"all\":\"{all:08x}\""),
            false => body.replace(r#""events":[{"edit.requested"#, &begun_anew),
        };
        all = crc32(&[all.to_le_bytes(), crc32(body.as_bytes()).to_le_bytes()].concat());
        count += 1;
        again.push_str(&format!("{}\n", sealed(&body)));
    }
    assert!(again.contains("mallory"));
    let mut third = tab("d", &SharedStore::default());
    let session = third.import(again.as_bytes()).unwrap();
    assert_eq!(
        (session.user_id, session.initial_prompt.as_str()),
        (None, "a document")
    );
    assert_eq!(
        third.engine.versions(&session.session_id, 0).unwrap(),
        shell.engine.versions(&id, 0).unwrap()
    );
    let mut narrow = EngineConfig::new("c");
    narrow.limits.import_bytes = 3_000;
    let mut narrow = NativeShell::with_config(narrow, &store, Embedded);
    assert_eq!(
        narrow.import(file.as_bytes()).unwrap_err().code,
        "import.too-large"
    );
    assert!(store.streams().is_empty());
}

/// SES-6: the format is what the document about it says: a reader of thirty lines comes to the same documents.
#[test]
fn ses_6_another_reader() {
    let (mut shell, id) = sample(&SharedStore::default(), true);
    let file = String::from_utf8(shell.export(&id, false).unwrap()).unwrap();
    let limits = Limits::default();
    let mut documents: Vec<(String, Document)> = Vec::new();
    let mut versions: Vec<(i64, Document)> = Vec::new();
    for line in file.lines() {
        let (checked, sum) = line
            .strip_suffix("\"}")
            .unwrap()
            .rsplit_once(",\"crc\":\"")
            .unwrap();
        assert_eq!(sum, format!("{:08x}", crc32(checked.as_bytes())));
        let line = Value::parse(line, &limits).unwrap();
        if let Some(value) = line.get("value") {
            let name = line.get("document").unwrap().as_str().unwrap().to_owned();
            documents.push((name, Document::new(value.clone(), &limits).unwrap()));
        }
        let events = line.get("events").and_then(Value::as_array).unwrap_or_default();
        let Some(version) = events.iter().find_map(|event| event.get("version.committed/1")) else {
            continue;
        };
        let number = |key: &str| version.get(key).unwrap().as_i64().unwrap();
        let document = match (line.get("ops"), line.get("document")) {
            (Some(ops), None) => {
                let parent = &versions
                    .iter()
                    .find(|(known, _)| *known == number("parent"))
                    .unwrap()
                    .1;
                apply(parent, &Patch::from_value(ops).unwrap(), &limits)
                    .unwrap()
                    .document
            }
            (None, Some(name)) => documents
                .iter()
                .find(|(known, _)| Some(known.as_str()) == name.as_str())
                .unwrap()
                .1
                .clone(),
            _ => panic!("{line:?}"),
        };
        versions.push((number("number"), document));
    }
    assert_eq!(versions.len(), 15);
    for (number, document) in versions {
        assert_eq!(
            document.to_json(),
            shell.engine.at(&id, number as u32).unwrap().to_json()
        );
    }
}
