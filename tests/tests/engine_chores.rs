//! What is done with whole sessions while something else is done with them, or while they cannot be stored. Rules DSN-* and ENG-8 of
//! core/SPEC.md.

mod stored_sessions;

use bozzetto_core::engine::StoreFaultKind;
use bozzetto_core::protocol::{Command, Reply, VersionKind};
use bozzetto_tests::design::wish;
use bozzetto_tests::shell::{NativeShell, SharedStore, StorePlan};
use stored_sessions::{PAGE, compress as compress_to, edit, stored, tab, texts, told};

fn compress(session: &str, keep_recent: u32) -> Command {
    Command::CompressOldVersions {
        session_id: session.into(),
        keep_recent,
    }
}

/// Whether a new tab reads all versions as they were.
fn holds(store: &SharedStore, id: &str, were: &[String]) {
    let mut reader = tab("reader", store);
    reader.open(id).unwrap();
    assert_eq!(told(&reader), "");
    assert_eq!(texts(&reader, id, were.len() as u32), were);
    assert!(reader.engine.verify(id).unwrap().damaged.is_empty());
    reader.kill();
}

fn count(answer: Result<Reply, impl std::fmt::Debug>) -> u32 {
    match answer {
        Ok(Reply::Count { count }) => count,
        other => panic!("{other:?}"),
    }
}

fn renamed(number: u32) -> String {
    format!(r#"[{{"op":"set","id":"go","path":"/name","value":"Go {number}"}}]"#)
}

fn known(store: &SharedStore, id: &str, versions: u32) -> (NativeShell, Vec<String>) {
    let mut shell = tab("b", store);
    shell.open(id).unwrap();
    let texts = texts(&shell, id, versions);
    (shell, texts)
}

/// DSN-22: who packs the same session at the same time packs what the other one left, whether it is asked for or makes room.
#[test]
fn two_packings_of_one_session() {
    let store = SharedStore::default();
    let (id, _) = stored(&store, 100);
    let (mut shell, texts) = known(&store, &id, 100);
    let (first, second) = (shell.send(compress(&id, 10)), shell.send(compress(&id, 50)));
    assert_eq!(count(shell.finish(first)), 90);
    assert_eq!(count(shell.finish(second)), 0);
    holds(&store, &id, &texts);

    let store = SharedStore::default();
    let (id, _) = stored(&store, 100);
    let (mut shell, texts) = known(&store, &id, 100);
    let room = shell.send(Command::MakeRoom);
    // The list is there, and the sessions are about to be read.
    shell.deliver_one();
    let asked = shell.send(compress(&id, 50));
    let packed = count(shell.finish(room)) + count(shell.finish(asked));
    assert_eq!(packed, 90);
    holds(&store, &id, &texts);
}

/// DSN-22: of two tabs that pack the same session at the same time the later one packs what the other one left.
#[test]
fn two_tabs_pack_one_session() {
    let store = SharedStore::default();
    let (id, _) = stored(&store, 100);
    let (mut shell, texts) = known(&store, &id, 100);
    let mut other = tab("c", &store);
    // Both have read it before one of them writes.
    let (first, second) = (shell.send(compress(&id, 10)), other.send(compress(&id, 50)));
    assert_eq!(count(other.finish(second)), 50);
    assert_eq!(count(shell.finish(first)), 40);
    holds(&store, &id, &texts);
    // A store that refuses for another reason is not tried for ever.
    let asked = shell.send(compress(&id, 0));
    store.plan(StorePlan::Failing(StoreFaultKind::Failed));
    assert_eq!(shell.finish(asked).unwrap_err().code, "store.failed");
    store.plan(StorePlan::Sound);
    holds(&store, &id, &texts);
}

/// DSN-22: what is too little for a piece is packed with the next versions.
#[test]
fn a_few_versions_are_packed_with_the_next() {
    let store = SharedStore::default();
    let (id, _) = stored(&store, 40);
    let (mut shell, texts) = known(&store, &id, 40);
    let packed = [10, 5, 3, 2, 0].map(|keep| count(shell.run(compress(&id, keep))));
    assert_eq!(packed, [30, 0, 0, 8, 0]);
    holds(&store, &id, &texts);
}

/// DSN-11: what could not be saved is exported, with what was saved before it, be the store full or gone, and be the session stored at all.
#[test]
fn what_is_not_saved_is_exported() {
    for plan in [
        StorePlan::Full(StoreFaultKind::Quota),
        StorePlan::Failing(StoreFaultKind::Unavailable),
    ] {
        for versions in [1, 40] {
            let store = SharedStore::default();
            if versions == 1 {
                store.plan(plan.clone());
            }
            let mut shell = tab("a", &store);
            let id = shell.create_from(PAGE).session_id;
            for number in 2..=versions {
                edit(&mut shell, &id, &renamed(number));
            }
            if versions > 1 {
                compress_to(&mut shell, &id, 10);
            }
            store.plan(plan.clone());
            edit(&mut shell, &id, &renamed(100));
            edit(&mut shell, &id, &renamed(101));
            let texts = texts(&shell, &id, versions + 2);
            for salvage in [false, true] {
                let bytes = shell.export(&id, salvage).unwrap();
                let mut elsewhere = tab("b", &SharedStore::default());
                let session = elsewhere.import(&bytes).unwrap();
                assert_eq!(session.session_id, id);
                assert_eq!(stored_sessions::texts(&elsewhere, &id, versions + 2), texts);
            }
        }
    }
}

/// DSN-11: the file of a session that is open and not stored is imported beside it, not in its place.
#[test]
fn what_is_not_saved_is_imported_as_another_one() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store);
    store.plan(StorePlan::Full(StoreFaultKind::Quota));
    let id = shell.create_from(PAGE).session_id;
    let bytes = shell.export(&id, false).unwrap();
    store.plan(StorePlan::Sound);
    edit(&mut shell, &id, &renamed(2));
    let copy = shell.import(&bytes).unwrap();
    assert_ne!(copy.session_id, id);
    shell.advance(100_000);
    shell.settle();
    let mut reader = tab("b", &store);
    assert_eq!(reader.open(&id).unwrap().total_versions, 2);
    assert_eq!(reader.open(&copy.session_id).unwrap().total_versions, 1);
}

fn create(shell: &mut NativeShell, user: &str) -> String {
    match shell.run(Command::CreateSession {
        prompt: "p".into(),
        user_id: Some(user.into()),
        document: Some(PAGE.into()),
        ttl_ms: None,
        edit_id: "c".into(),
        images: Vec::new(),
    }) {
        Ok(Reply::Session { session }) => session.session_id,
        other => panic!("{other:?}"),
    }
}

/// DSN-12: who is erased is so of sessions that could not be stored, too, and of no session of anybody else.
#[test]
fn what_is_not_saved_is_erased() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store);
    let there = create(&mut shell, "ann");
    store.plan(StorePlan::Full(StoreFaultKind::Quota));
    let (ann, bob) = (create(&mut shell, "ann"), create(&mut shell, "bob"));
    let erase = Command::EraseUser {
        user_id: "ann".into(),
    };
    assert_eq!(count(shell.run(erase)), 2);
    // What is tried because of it is refused, too.
    shell.settle();
    store.plan(StorePlan::Sound);
    shell.advance(100_000);
    shell.settle();
    for session in [there, ann] {
        assert_eq!(
            shell.engine.view(&session, 0).unwrap_err().code(),
            "session.not-open"
        );
    }
    assert_eq!(store.streams(), [format!("session:{bob}")]);
}

/// ENG-8: what could not be stored of a session is not stored behind its removal.
#[test]
fn what_is_not_saved_is_deleted() {
    let delete = |session: &str| Command::DeleteSession {
        session_id: session.into(),
    };
    let erase = |_: &str| Command::EraseUser {
        user_id: "ann".into(),
    };
    for removal in [delete, erase] as [fn(&str) -> Command; 2] {
        let store = SharedStore::default();
        let mut shell = tab("a", &store);
        store.plan(StorePlan::Full(StoreFaultKind::Quota));
        let session = create(&mut shell, "ann");
        store.plan(StorePlan::Sound);
        let removed = shell.send(removal(&session));
        while shell.pending() > 0 {
            shell.advance(100_000);
            shell.deliver_one();
        }
        assert!(shell.finish(removed).is_ok());
        assert!(store.streams().is_empty());
    }
}

/// ENG-6: a session that could not be removed goes on and is saved.
#[test]
fn what_cannot_be_deleted_goes_on() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store);
    let session = shell.create_from(PAGE).session_id;
    store.plan(StorePlan::Failing(StoreFaultKind::Failed));
    let removed = shell.send(Command::DeleteSession {
        session_id: session.clone(),
    });
    let edited = shell.send(Command::ApplyOps {
        session_id: session.clone(),
        ops: renamed(2),
        summary: String::new(),
    });
    assert!(shell.finish(removed).is_err());
    assert!(shell.finish(edited).is_ok());
    store.plan(StorePlan::Sound);
    shell.advance(100_000);
    shell.settle();
    assert_eq!(store.records(&format!("session:{session}")).len(), 2);
}

/// JRN-14: a text that is too long is refused, wherever it comes in.
#[test]
fn jrn_14_texts_have_limits() {
    let long = "x".repeat(17_000_000);
    let store = SharedStore::default();
    let mut shell = tab("a", &store);
    let create = |prompt: &str, user: Option<&str>| Command::CreateSession {
        prompt: prompt.into(),
        user_id: user.map(Into::into),
        document: Some(PAGE.into()),
        ttl_ms: None,
        edit_id: "c".into(),
        images: Vec::new(),
    };
    let mut refused = |command| shell.run(command).unwrap_err().code;
    assert_eq!(refused(create(&long, None)), "prompt.too-long");
    assert_eq!(refused(create("p", Some(&long))), "command.bad-argument");
    assert!(store.streams().is_empty());

    let session = shell.create_from(PAGE).session_id;
    let mut refused = |command| shell.run(command).unwrap_err().code;
    let apply = Command::ApplyOps {
        session_id: session.clone(),
        ops: renamed(2),
        summary: long.clone(),
    };
    assert_eq!(refused(apply), "command.bad-argument");
    let answer = Command::AnswerClarification {
        session_id: session.clone(),
        edit_id: "e".into(),
        node_id: None,
        text: Some(long.clone()),
    };
    assert_eq!(refused(answer), "prompt.too-long");
    let bytes = shell.export(&session, false).unwrap();
    let import = Command::ImportSession {
        bytes,
        user_id: Some(long.clone()),
    };
    assert_eq!(shell.run(import).unwrap_err().code, "command.bad-argument");

    // One that waits for its turn is refused when that comes, and not stored before.
    let size = store.size();
    let ask = |edit: &str, prompt: &str| wish(&session, edit, prompt, &[]);
    shell.send(ask("first", "rename Go to Stop"));
    let second = shell.send(ask("second", &long));
    let Ok(Reply::Edit { result }) = shell.finish(second) else {
        panic!()
    };
    assert_eq!(result.error.unwrap().code, "prompt.too-long");
    assert!(store.size() < size + 10_000);
}

/// DSN-12: a session runs out by its TTL, also where a record of it is missing, or damaged beyond mending.
#[test]
fn a_session_with_a_hole_runs_out() {
    for damaged in [false, true] {
        let store = SharedStore::default();
        let mut shell = tab("a", &store);
        let created = shell.run(Command::CreateSession {
            prompt: "p".into(),
            user_id: None,
            document: Some(PAGE.into()),
            ttl_ms: Some(1_000.0),
            edit_id: "c".into(),
            images: Vec::new(),
        });
        let Ok(Reply::Session { session }) = created else {
            panic!()
        };
        let stream = format!("session:{}", session.session_id);
        edit(&mut shell, &session.session_id, &renamed(2));
        edit(&mut shell, &session.session_id, &renamed(3));
        if damaged {
            let mut records = store.records(&stream);
            records[1].fill(0x55);
            store.tamper(&stream, records);
        } else {
            store.lose(&stream, 1);
        }
        shell.kill();
        let mut shell = tab("b", &store);
        shell.advance(5_000);
        assert_eq!(
            count(shell.run(Command::CleanupExpired { now: None })),
            1,
            "damaged: {damaged}"
        );
        assert_eq!(count(shell.run(Command::CleanupExpired { now: None })), 0);
    }
}

/// ENG-17: a session is closed while it is removed; what is not saved of it has its last chance where it is not removed after all.
#[test]
fn closed_while_it_is_deleted() {
    for saved in [true, false] {
        let store = SharedStore::default();
        let mut shell = tab("a", &store);
        let id = shell.create_from(PAGE).session_id;
        if !saved {
            store.plan(StorePlan::Full(StoreFaultKind::Quota));
            edit(&mut shell, &id, &renamed(2));
            store.plan(StorePlan::Failing(StoreFaultKind::Failed));
        }
        let session_id = id.clone();
        let deleted = shell.send(Command::DeleteSession { session_id });
        store.plan(StorePlan::Sound);
        let session_id = id.clone();
        assert!(shell.run(Command::CloseSession { session_id }).is_ok());
        assert_eq!(shell.finish(deleted).is_ok(), saved);
        let left = store.records(&format!("session:{id}")).len();
        assert_eq!(left, if saved { 0 } else { 2 });
    }
}

/// DSN-3, DSN-4: several steps in words are all taken or none is, whatever another tab does meanwhile, and also where the tab is killed.
#[test]
fn several_steps_are_one() {
    // When another tab goes on: not at all, before they are asked for, while they are stored.
    for (moment, killed) in [(0, false), (0, true), (1, false), (2, false), (2, true)] {
        let store = SharedStore::default();
        let mut shell = tab("a", &store);
        let id = shell.create_from(PAGE).session_id;
        (2..=4).for_each(|number| edit(&mut shell, &id, &renamed(number)));
        let mut other = tab("b", &store);
        other.open(&id).unwrap();
        if moment == 1 {
            edit(&mut other, &id, &renamed(9));
        }
        let undone = shell.send(wish(&id, "undo", "undo the last three changes", &[]));
        if moment == 2 {
            edit(&mut other, &id, &renamed(9));
        }
        if killed {
            shell.kill();
        } else {
            let Ok(Reply::Edit { result }) = shell.finish(undone) else {
                panic!()
            };
            let told = result.error.map(|error| error.code);
            assert_eq!(told, (moment == 1).then(|| "edit.conflict".to_owned()));
            shell.hear_of(&format!("session:{id}"));
            shell.settle();
        }
        let mut reader = tab("c", &store);
        reader.open(&id).unwrap();
        let undone = reader.engine.versions(&id, 0).unwrap().iter();
        let undone = undone.filter(|version| version.kind == VersionKind::Undo).count();
        assert_eq!(undone, if moment == 1 { 0 } else { 3 }, "{moment} {killed}");
    }
}
