//! Who made a version. Rule DSN-75 of core/SPEC.md.

use bozzetto_core::engine::StoreFaultKind;
use bozzetto_core::protocol::{Command, Reply, SessionView};
use bozzetto_tests::design::{BIG, GREEN, PAGE, apply, branch, tab};
use bozzetto_tests::shell::{NativeShell, SharedStore, StorePlan};

fn created(shell: &mut NativeShell, user: Option<&str>) -> String {
    let command = Command::CreateSession {
        prompt: "p".into(),
        user_id: user.map(Into::into),
        document: Some(PAGE.into()),
        ttl_ms: None,
        edit_id: "c".into(),
        images: Vec::new(),
    };
    match shell.run(command) {
        Ok(Reply::Session { session }) => session.session_id,
        other => panic!("{other:?}"),
    }
}

fn open_as(shell: &mut NativeShell, session: &str, user: &str) {
    let open = Command::OpenSession {
        session_id: session.into(),
        user_id: Some(user.into()),
    };
    shell.run(open).unwrap();
}

fn import(shell: &mut NativeShell, bytes: &[u8], user: Option<&str>) -> SessionView {
    let import = Command::ImportSession {
        bytes: bytes.to_vec(),
        user_id: user.map(Into::into),
    };
    match shell.run(import) {
        Ok(Reply::Session { session }) => session,
        other => panic!("{other:?}"),
    }
}

fn authors(shell: &NativeShell, session: &str) -> Vec<Option<String>> {
    let versions = shell.engine.versions(session, 0).unwrap();
    versions.iter().map(|version| version.author.clone()).collect()
}

fn ada() -> Option<String> {
    Some("ada".to_owned())
}

/// DSN-75: a version says who made it, whatever kind it is of and however it came to be stored.
#[test]
fn a_version_says_who_made_it() {
    let store = SharedStore::default();
    let mut a = tab("a", &store, GREEN);
    let session = created(&mut a, Some("ada"));
    assert!(a.edit(&session, "green", &["go"]).new_version.is_some());
    let undo = Command::Undo {
        session_id: session.clone(),
    };
    a.run(undo).unwrap();
    // Nobody said who this is.
    let mut tool = tab("tool", &store, BIG);
    tool.open(&session).unwrap();
    assert!(tool.edit(&session, "bigger", &["title"]).new_version.is_some());
    // While the store refuses, and on top of what others stored meanwhile.
    let mut b = tab("b", &store, GREEN);
    open_as(&mut b, &session, "ada");
    store.plan(StorePlan::Failing(StoreFaultKind::Lost));
    b.run(apply(
        &session,
        r#"[{"op":"set","id":"go","path":"/name","value":"On"}]"#,
    ))
    .unwrap();
    store.plan(StorePlan::Sound);
    tool.run(apply(
        &session,
        r#"[{"op":"set","id":"title","path":"/name","value":"Head"}]"#,
    ))
    .unwrap();
    b.advance(60_000);
    b.settle();
    let expected = vec![ada(), ada(), ada(), None, None, ada()];
    assert_eq!(authors(&b, &session), expected);
    let mut later = tab("later", &store, GREEN);
    later.open(&session).unwrap();
    assert_eq!(authors(&later, &session), expected);
}

/// DSN-75: it stays said in files, packed and beside branches; a session that goes to somebody else says nothing of who had it.
#[test]
fn who_made_a_version_goes_with_it() {
    let store = SharedStore::default();
    let mut a = tab("a", &store, GREEN);
    let session = created(&mut a, Some("ada"));
    for size in 0..12 {
        let ops = format!(r#"[{{"op":"set","id":"title","path":"/style/fontSize","value":{size}}}]"#);
        a.run(apply(&session, &ops)).unwrap();
    }
    a.run(branch(&session, 3, "warm")).unwrap();
    let packed = Command::CompressOldVersions {
        session_id: session.clone(),
        keep_recent: 2,
    };
    assert!(matches!(a.run(packed), Ok(Reply::Count { count: 8.. })));
    let mut later = tab("later", &store, GREEN);
    later.open(&session).unwrap();
    assert_eq!(authors(&later, &session), vec![ada(); 13]);
    for salvage in [false, true] {
        let export = Command::ExportSession {
            session_id: session.clone(),
            salvage,
        };
        let Ok(Reply::Exported { bytes }) = later.run(export) else {
            panic!()
        };
        let elsewhere = SharedStore::default();
        let mut other = tab("other", &elsewhere, GREEN);
        let same = import(&mut other, &bytes, None).session_id;
        assert_eq!(authors(&other, &same), vec![ada(); 13]);
        let theirs = import(&mut other, &bytes, Some("bob")).session_id;
        assert_eq!(authors(&other, &theirs), vec![None; 13]);
        other.run(apply(&theirs, BIG)).unwrap();
        assert_eq!(authors(&other, &theirs)[13].as_deref(), Some("bob"));
        // So erasing a user leaves nothing of them, and nothing of others is touched.
        let erase = Command::EraseUser {
            user_id: "ada".into(),
        };
        assert!(matches!(other.run(erase), Ok(Reply::Count { count: 1 })));
        let left: Vec<Vec<u8>> = elsewhere
            .streams()
            .iter()
            .flat_map(|stream| elsewhere.records(stream))
            .collect();
        assert!(!left.is_empty());
        assert!(
            left.iter()
                .all(|record| !record.windows(3).any(|word| word == b"ada"))
        );
    }
}

/// DSN-75: in a session that belongs to nobody nobody is named, as no erasure would find it.
#[test]
fn a_session_of_nobody_names_nobody() {
    let store = SharedStore::default();
    let mut a = tab("a", &store, GREEN);
    let session = created(&mut a, None);
    open_as(&mut a, &session, "ada");
    a.run(apply(&session, BIG)).unwrap();
    let mut b = tab("b", &store, GREEN);
    open_as(&mut b, &session, "bob");
    b.run(apply(&session, GREEN)).unwrap();
    assert_eq!(authors(&b, &session), vec![None; 3]);
}
