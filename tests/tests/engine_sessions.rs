//! What a session can do besides edits, and what it is after a reload. Rules DSN-* and ENG-14 of core/SPEC.md.

use bozzetto_core::engine::{Input, InputKind};
use bozzetto_core::protocol::{Command, EditStatus, Notice, Reply, SessionStatus};
use bozzetto_tests::design::{BACKGROUND, BIG, FONT_SIZE, GREEN, PAGE, apply, config, tab, undo, value};
use bozzetto_tests::shell::{Embedded, NativeShell, SharedStore};

/// DSN-4: words about the session are answered without a model.
#[test]
fn words_about_the_session_cost_nothing() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    shell.edit(&session, "green", &["go"]);
    assert_eq!(shell.calls.len(), 1);
    let result = shell.edit(&session, "what changed since version 1?", &[]);
    assert_eq!(result.status, EditStatus::Committed);
    assert_eq!(result.new_version, None);
    assert!(
        result.changes_summary.contains("version 1"),
        "{}",
        result.changes_summary
    );
    let result = shell.edit(&session, "undo that", &[]);
    assert_eq!(
        (result.status, result.new_version),
        (EditStatus::Committed, Some(3))
    );
    assert_eq!(value(&shell, &session, BACKGROUND), "#ffffff");
    assert_eq!(shell.calls.len(), 1);
    let result = shell.edit(&session, "undo that", &[]);
    assert_eq!(result.status, EditStatus::Rejected);
    assert_eq!(result.error.unwrap().code, "version.nothing-to-undo");
}

/// ENG-14: what was said and led to no version is told after a reload, with its words and its reason.
#[test]
fn endings_without_a_version_are_told_in_later_visits() {
    let store = SharedStore::default();
    let mut shell = tab(
        "a",
        &store,
        r#"[{"op":"set","id":"nobody","path":"/style/color","value":"red"}]"#,
    );
    let session = shell.create_from(PAGE).session_id;
    let answered = shell.edit(&session, "what changed since version 1?", &[]);
    let failed = shell.edit(&session, "green", &["go"]);
    assert_eq!(failed.status, EditStatus::Failed);
    shell.kill();
    let mut shell = tab("b", &store, GREEN);
    shell.open(&session).unwrap();
    let endings = shell.engine.endings(&session).unwrap();
    let prompts: Vec<&str> = endings.iter().map(|edit| edit.prompt.as_str()).collect();
    assert_eq!(prompts, ["what changed since version 1?", "green"]);
    let results: Vec<_> = endings.into_iter().map(|edit| edit.result.unwrap()).collect();
    assert_eq!(results, [answered, failed]);

    for _ in 0..60 {
        shell.edit(&session, "what changed since version 0?", &[]);
    }
    let mut shell = tab("c", &store, GREEN);
    shell.open(&session).unwrap();
    let endings = shell.engine.endings(&session).unwrap();
    assert_eq!(endings.len(), 50);
    assert!(
        endings
            .iter()
            .all(|edit| edit.prompt == "what changed since version 0?")
    );
}

/// VER-9, DSN-10: a damaged byte costs what it hit, never the session.
#[test]
fn a_damaged_record_is_set_aside() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    shell.edit(&session, "green", &["go"]);
    shell.kill();
    let stream = format!("session:{session}");
    let mut records = store.records(&stream);
    let last = records.last_mut().unwrap();
    let middle = last.len() / 2;
    last[middle] ^= 0x55;
    store.tamper(&stream, records);
    let mut shell = tab("b", &store, BIG);
    let view = shell.open(&session).unwrap();
    assert_eq!(view.current_version, 1);
    let warned = shell.warnings().contains(&"session.versions-set-aside");
    assert!(warned);
    assert_eq!(
        shell.edit(&session, "bigger", &["title"]).status,
        EditStatus::Committed
    );
}

/// DSN-11: an export holds everything; a copy beside the original gets an id of its own.
#[test]
fn export_and_import_keep_everything() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    shell.edit(&session, "green", &["go"]);
    let bytes = shell.export(&session, false).unwrap();
    let copy = shell.import(&bytes).unwrap();
    assert_ne!(copy.session_id, session);
    assert_eq!(copy.current_version, 2);
    assert_eq!(shell.document(&copy.session_id), shell.document(&session));
    let elsewhere = SharedStore::default();
    let mut other = tab("b", &elsewhere, BIG);
    let moved = other.import(&bytes).unwrap();
    assert_eq!(moved.session_id, session);
    assert_eq!(
        other.engine.versions(&session, 0).unwrap(),
        shell.engine.versions(&session, 0).unwrap()
    );
    let size = elsewhere.size();
    for index in (0..bytes.len()).step_by(7) {
        let mut damaged = bytes.clone();
        damaged[index] ^= 0x10;
        assert_eq!(
            other.import(&damaged).unwrap_err().code,
            "import.invalid",
            "byte {index}"
        );
        assert_eq!(other.import(&bytes[..index]).unwrap_err().code, "import.invalid");
    }
    assert_eq!(elsewhere.size(), size, "nothing of a refused file is stored");
}

/// DSN-12: sessions are marked whose time is over at the moment that is named.
#[test]
fn dsn_12_cleaned_up_as_of_a_moment() {
    let mut shell = tab("a", &SharedStore::default(), GREEN);
    let created = shell.run(Command::CreateSession {
        prompt: "p".into(),
        user_id: None,
        document: Some(PAGE.into()),
        ttl_ms: Some(10_000.0),
        edit_id: "c".into(),
        images: Vec::new(),
    });
    assert!(created.is_ok());
    let now = shell.now() as f64;
    let mut marked = |now| match shell.run(Command::CleanupExpired { now: Some(now) }) {
        Ok(Reply::Count { count }) => Ok(count),
        Ok(other) => panic!("{other:?}"),
        Err(error) => Err(error.code),
    };
    for wrong in [f64::NAN, f64::INFINITY, -1.0] {
        assert_eq!(marked(wrong).unwrap_err(), "command.bad-argument");
    }
    assert_eq!(marked(now + 5_000.0), Ok(0));
    assert_eq!(marked(now + 20_000.0), Ok(1));
    assert_eq!(marked(now + 20_000.0), Ok(0));
}

/// DSN-12: sessions are private, run out, and can be erased.
#[test]
fn users_lifetimes_and_erasure() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let create = |user: &str, ttl_ms| Command::CreateSession {
        prompt: "p".into(),
        user_id: Some(user.into()),
        document: Some(PAGE.into()),
        ttl_ms,
        edit_id: "c".into(),
        images: Vec::new(),
    };
    let Ok(Reply::Session { session: ann }) = shell.run(create("ann", Some(1_000.0))) else {
        panic!()
    };
    let Ok(Reply::Session { session: bob }) = shell.run(create("bob", None)) else {
        panic!()
    };
    let open = |session: &str, user: &str| Command::OpenSession {
        session_id: session.into(),
        user_id: Some(user.into()),
    };
    assert_eq!(
        shell.run(open(&ann.session_id, "bob")).unwrap_err().code,
        "session.forbidden"
    );
    let mut fresh = tab("b", &store, GREEN);
    assert_eq!(
        fresh.run(open(&ann.session_id, "bob")).unwrap_err().code,
        "session.forbidden"
    );
    assert_eq!(
        fresh.run(open("ses_none", "bob")).unwrap_err().code,
        "session.unknown"
    );
    let list = |user: Option<&str>, status| Command::ListSessions {
        user_id: user.map(Into::into),
        status,
    };
    let Ok(Reply::Sessions { sessions }) = shell.run(list(None, None)) else {
        panic!()
    };
    assert_eq!(sessions.len(), 2);
    shell.advance(5_000);
    let result = shell.edit(&ann.session_id, "green", &["go"]);
    assert_eq!(result.error.unwrap().code, "session.expired");
    let Ok(Reply::Count { count }) = shell.run(Command::CleanupExpired { now: None }) else {
        panic!()
    };
    assert_eq!(count, 1);
    let Ok(Reply::Count { count }) = shell.run(Command::CleanupExpired { now: None }) else {
        panic!()
    };
    assert_eq!(count, 0);
    let Ok(Reply::Sessions { sessions }) = shell.run(list(None, Some(SessionStatus::Expired))) else {
        panic!()
    };
    assert_eq!(sessions.len(), 1);
    let Ok(Reply::Count { count }) = shell.run(Command::EraseUser {
        user_id: "ann".into(),
    }) else {
        panic!()
    };
    assert_eq!(count, 1);
    let Ok(Reply::Sessions { sessions }) = shell.run(list(None, None)) else {
        panic!()
    };
    assert_eq!(sessions[0].session_id, bob.session_id);
    assert!(store.records(&format!("session:{}", ann.session_id)).is_empty());
}

/// DSN-12: a session that is open runs out at its time in every tab, which says so; what somebody does meanwhile gives it more.
#[test]
fn an_open_session_runs_out() {
    let store = SharedStore::default();
    let mut a = tab("a", &store, GREEN);
    let command = Command::CreateSession {
        prompt: "p".into(),
        user_id: None,
        document: Some(PAGE.into()),
        ttl_ms: Some(60_000.0),
        edit_id: "c".into(),
        images: Vec::new(),
    };
    let Ok(Reply::Session { session: done }) = a.run(command.clone()) else {
        panic!()
    };
    // What is done does not run out any more.
    let complete = Command::CompleteSession {
        session_id: done.session_id,
    };
    a.run(complete).unwrap();
    let Ok(Reply::Session { session }) = a.run(command) else {
        panic!()
    };
    let session = session.session_id;
    let mut b = tab("b", &store, GREEN);
    b.advance(a.now() - b.now());
    b.open(&session).unwrap();
    let told = |tab: &NativeShell| {
        let told = tab.notices.iter().rev().find_map(|notice| match notice {
            Notice::Session { session } => Some(session.status),
            _ => None,
        });
        told.unwrap_or(SessionStatus::Active)
    };
    let listed = |tab: &mut NativeShell| {
        let list = Command::ListSessions {
            user_id: None,
            status: None,
        };
        match tab.run(list) {
            Ok(Reply::Sessions { sessions }) => {
                sessions
                    .iter()
                    .find(|listed| listed.session_id == session)
                    .unwrap()
                    .status
            }
            other => panic!("{other:?}"),
        }
    };
    a.advance(40_000);
    assert_eq!(a.edit(&session, "green", &["go"]).new_version, Some(2));
    b.hear();
    b.settle();
    for (ms, status) in [(50_000, SessionStatus::Active), (20_000, SessionStatus::Expired)] {
        // The clock of the second tab is behind by what the first one waited.
        b.advance(if status == SessionStatus::Active {
            ms + 40_000
        } else {
            ms
        });
        a.advance(ms);
        for tab in [&mut a, &mut b] {
            assert_eq!(told(tab), status);
            assert_eq!(tab.engine.view(&session, tab.now()).unwrap().status, status);
            assert_eq!(listed(tab), status);
        }
    }
    let notices = a.notices.len();
    a.advance(1_000_000);
    let wake = Input {
        at: a.now(),
        entropy: [0; 32],
        kind: InputKind::Wake,
    };
    assert_eq!(a.engine.step(wake).wake_at, None);
    assert_eq!(a.notices.len(), notices, "told once");
    assert_eq!(
        a.edit(&session, "green", &["go"]).error.unwrap().code,
        "session.expired"
    );
}

/// DSN-21, SES-7: what is left of a damaged session can be exported and imported; it is not exported as if it were whole.
#[test]
fn a_damaged_session_is_exported() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    for ops in [GREEN, BIG] {
        let apply = Command::ApplyOps {
            session_id: session.clone(),
            ops: ops.into(),
            summary: "x".into(),
        };
        shell.run(apply).unwrap();
    }
    let stream = format!("session:{session}");
    let mut records = store.records(&stream);
    records[1].fill(0);
    store.tamper(&stream, records);
    shell.kill();
    let mut shell = tab("b", &store, GREEN);
    assert_eq!(shell.export(&session, false).unwrap_err().code, "export.damaged");
    let bytes = shell.export(&session, true).unwrap();
    let copy = shell.import(&bytes).unwrap();
    assert_eq!((copy.total_versions, copy.current_version), (2, 3));
    assert_eq!(value(&shell, &copy.session_id, FONT_SIZE), 40);
    assert_eq!(value(&shell, &copy.session_id, BACKGROUND), "#ffffff");
}

/// SES-7: where nothing is left, no file is made that looks as if there were.
#[test]
fn a_session_of_which_nothing_is_left_is_not_exported() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    let stream = format!("session:{session}");
    let lost: Vec<Vec<u8>> = store.records(&stream).iter().map(|_| Vec::new()).collect();
    shell.kill();
    store.tamper(&stream, lost);
    let mut shell = tab("b", &store, GREEN);
    let error = shell
        .run(Command::ExportSession {
            session_id: session,
            salvage: true,
        })
        .unwrap_err();
    assert_eq!(error.code, "session.corrupt");
    assert!(error.suggested_action.is_some());
}

/// DSN-40: figures over all sessions, also those of earlier visits and other users, none of them open.
#[test]
fn analytics_over_all_sessions() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    assert_eq!(
        shell.edit(&session, "green", &["go"]).status,
        EditStatus::Committed
    );
    shell.version(undo(&session)).unwrap();
    shell.advance(3 * 86_400_000);
    assert_eq!(
        shell.edit(&session, "green", &["go"]).status,
        EditStatus::Committed
    );
    shell
        .run(Command::RateSession {
            session_id: session.clone(),
            score: 4,
        })
        .unwrap();
    shell
        .run(Command::CompleteSession { session_id: session })
        .unwrap();
    shell.create_from(PAGE);
    let mut later = tab("b", &store, GREEN);
    let figures = |shell: &mut NativeShell, user_id: Option<String>| match shell
        .run(Command::Analytics { user_id })
        .unwrap()
    {
        Reply::Analytics { analytics } => analytics,
        other => panic!("{other:?}"),
    };
    let all = figures(&mut later, None);
    assert_eq!(
        (all.sessions, all.created, all.completed, all.edits),
        (2, 2, 1, 2)
    );
    assert_eq!((all.satisfaction, all.ratings), (Some(4.0), 1));
    assert_eq!(
        all.edits_by_date,
        [("2027-01-15".to_owned(), 1), ("2027-01-18".to_owned(), 1)]
    );
    assert_eq!(figures(&mut later, Some("somebody".into())).sessions, 0);
}

/// DSN-48: a session whose line in the list is damaged is listed, counted and erased all the same, and where its records are gone, that
/// is said once.
#[test]
fn a_session_is_listed_without_its_line() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let create = |user: &str| Command::CreateSession {
        prompt: "page".into(),
        user_id: Some(user.into()),
        document: Some(PAGE.into()),
        ttl_ms: None,
        edit_id: "create".into(),
        images: Vec::new(),
    };
    let mut ids = Vec::new();
    for user in ["u1", "u2", "u3"] {
        let Ok(Reply::Session { session }) = shell.run(create(user)) else {
            panic!()
        };
        shell.run(apply(&session.session_id, GREEN)).unwrap();
        ids.push(session.session_id);
    }
    shell.kill();
    let list = |user: Option<&str>| Command::ListSessions {
        user_id: user.map(str::to_owned),
        status: None,
    };
    let listed = |shell: &mut NativeShell, user: Option<&str>| {
        let Ok(Reply::Sessions { sessions }) = shell.run(list(user)) else {
            panic!()
        };
        sessions
    };
    let known = listed(&mut tab("b", &store, GREEN), None);
    let stream = |at: usize| format!("session:{}", ids[at]);
    for head in [Vec::new(), vec![0; 300], b"{\"sessionId\":\"ses".to_vec()] {
        (0..2).for_each(|at| store.tamper_head(&stream(at), head.clone()));
        let mut shell = tab("b", &store, GREEN);
        assert_eq!(listed(&mut shell, None), known);
        assert_eq!(listed(&mut shell, Some("u1")).len(), 1);
        let Ok(Reply::Analytics { analytics }) = shell.run(Command::Analytics { user_id: None }) else {
            panic!()
        };
        assert_eq!(analytics.sessions, 3);
        assert!(
            !shell
                .notices
                .iter()
                .any(|notice| matches!(notice, Notice::Warning { .. }))
        );
    }
    let mut shell = tab("c", &store, GREEN);
    let erase = Command::EraseUser { user_id: "u1".into() };
    assert!(matches!(shell.run(erase), Ok(Reply::Count { count: 1 })));
    assert_eq!(store.streams().len(), 2);
    store.tamper(&stream(1), vec![Vec::new(); 2]);
    let left = [listed(&mut shell, None), listed(&mut shell, None)];
    assert!(
        left.iter()
            .all(|left| left.len() == 1 && left[0].session_id == ids[2])
    );
    let warned: Vec<_> = shell
        .notices
        .iter()
        .filter_map(|notice| match notice {
            Notice::Warning { session_id, error } => Some((session_id.clone(), error.code.clone())),
            _ => None,
        })
        .collect();
    assert_eq!(warned, [(Some(ids[1].clone()), "session.corrupt".to_owned())]);
}

/// JRN-7
#[test]
fn the_words_of_an_edit_are_stored_once() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    shell.edit(&session, "make the button green", &["go"]);
    let versions = shell.engine.versions(&session, 0).unwrap();
    let made = versions.last().unwrap();
    assert_eq!(
        (made.prompt.as_str(), made.types.len(), made.branch.as_str()),
        ("make the button green", 1, "main")
    );
    let stored = store.records(&format!("session:{session}")).concat();
    let times = |text: &str| {
        stored
            .windows(text.len())
            .filter(|part| *part == text.as_bytes())
            .count()
    };
    assert_eq!((times("make the button green"), times("\"branch\"")), (1, 0));
    let mut other = tab("b", &store, GREEN);
    other.open(&session).unwrap();
    assert_eq!(other.engine.versions(&session, 0).unwrap(), versions);
}

/// ENG-24: what is looked at is held to the limits of its engine, be they narrower or wider than others'.
#[test]
fn what_is_looked_at_has_the_same_limits() {
    let op = r#"{"op":"set","id":"go","path":"/props/label","value":"Mine"}"#;
    let ops = |count: usize| format!("[{}]", vec![op; count].join(","));
    for (most, fits) in [(2, true), (2, false), (10_002, true), (10_002, false)] {
        let mut config = config("a");
        config.limits.ops = most;
        let mut shell = NativeShell::with_config(config, &SharedStore::default(), Embedded);
        let session = shell.create_from(PAGE).session_id;
        let ops = ops(if fits { most } else { most + 1 });
        let staged = shell.engine.stage(&session, &ops).map_err(|error| error.code());
        let made = shell.version(apply(&session, &ops)).map_err(|error| error.code);
        match fits {
            true => assert!(staged.is_ok() && made.is_ok(), "{most}"),
            false => {
                assert_eq!(staged.unwrap_err(), "patch.too-many-ops");
                assert_eq!(made.unwrap_err(), "patch.too-many-ops");
            }
        }
    }
}
