//! Sessions that are set aside, gone on with and done. Rules DSN-73 and DSN-74 of core/SPEC.md.

use bozzetto_core::engine::{ModelCall, ModelSignal};
use bozzetto_core::protocol::{Command, EditResult, EditStatus, ErrorReport, Reply, SessionStatus};
use bozzetto_tests::design::{BIG, GREEN, PAGE, apply, ask, config, switch, tab};
use bozzetto_tests::shell::{NativeShell, Reaction, Scripted, SharedStore};

fn silent(peer: &str, store: &SharedStore) -> NativeShell {
    NativeShell::with_config(config(peer), store, Scripted(|_: &ModelCall| Reaction::Silence))
}

fn set(session: &str, status: SessionStatus) -> Command {
    Command::SetStatus {
        session_id: session.into(),
        status,
    }
}

fn complete(session: &str) -> Command {
    Command::CompleteSession {
        session_id: session.into(),
    }
}

fn code(result: Result<Reply, ErrorReport>) -> String {
    result.map_or_else(|error| error.code, |_| "done".to_owned())
}

fn ended(shell: &mut NativeShell, ticket: u64) -> EditResult {
    match shell.finish(ticket) {
        Ok(Reply::Edit { result }) => result,
        other => panic!("no end of an edit: {other:?}"),
    }
}

/// DSN-73: nothing changes in a session that is set aside, in any tab, until somebody goes on with it.
#[test]
fn a_session_is_set_aside() {
    let store = SharedStore::default();
    let mut a = tab("a", &store, GREEN);
    let session = a.create_from(PAGE).session_id;
    let mut b = tab("b", &store, BIG);
    b.open(&session).unwrap();
    a.run(set(&session, SessionStatus::Paused)).unwrap();
    for tab in [&mut a, &mut b] {
        tab.hear();
        tab.settle();
        assert_eq!(
            tab.engine.view(&session, 0).unwrap().status,
            SessionStatus::Paused
        );
        let error = tab.edit(&session, "green", &["go"]).error.unwrap();
        assert_eq!(error.code, "session.paused");
        assert!(error.recoverable && error.suggested_action.unwrap().contains("Resume"));
        assert!(tab.calls.is_empty(), "nobody was asked");
        assert_eq!(code(tab.run(apply(&session, BIG))), "session.paused");
        let undo = Command::Undo {
            session_id: session.clone(),
        };
        assert_eq!(code(tab.run(undo)), "session.paused");
        assert_eq!(
            code(tab.run(switch(&session, "main"))),
            "done",
            "it can be looked at"
        );
    }
    // It is so after a reload, and goes on when it is resumed.
    let mut c = tab("c", &store, BIG);
    assert_eq!(c.open(&session).unwrap().status, SessionStatus::Paused);
    assert_eq!(
        code(c.run(set(&session, SessionStatus::Paused))),
        "edit.no-change"
    );
    assert_eq!(code(c.run(set(&session, SessionStatus::Active))), "done");
    assert_eq!(
        code(c.run(set(&session, SessionStatus::Active))),
        "edit.no-change"
    );
    assert_eq!(c.edit(&session, "bigger", &["title"]).new_version, Some(2));
}

/// DSN-73: an edit that was under way is stopped; a question waits, and is answered afterwards.
#[test]
fn what_is_under_way_is_stopped_when_a_session_is_set_aside() {
    let store = SharedStore::default();
    let mut a = silent("a", &store);
    let session = a.create_from(PAGE).session_id;
    let asks = ask(&mut a, &session, "q", "change it", "go");
    a.settle();
    let [call] = *a.running() else { panic!() };
    a.signal(
        call,
        ModelSignal::Chunk(br#"{"ops":[],"question":"Which colour?"}"#.to_vec()),
    );
    a.signal(call, ModelSignal::Finished);
    assert_eq!(ended(&mut a, asks).status, EditStatus::Clarify);
    let tickets = ["one", "two"].map(|edit| ask(&mut a, &session, edit, "change it", "go"));
    a.settle();
    assert_eq!(a.running().len(), 1);
    a.run(set(&session, SessionStatus::Paused)).unwrap();
    for ticket in tickets {
        assert_eq!(ended(&mut a, ticket).status, EditStatus::Cancelled);
    }
    assert!(a.running().is_empty(), "the call is stopped");
    let view = a.engine.view(&session, 0).unwrap();
    assert_eq!((view.status, view.open_edits.len()), (SessionStatus::Paused, 1));
    let answer = Command::AnswerClarification {
        session_id: session.clone(),
        edit_id: "q".into(),
        node_id: Some("go".into()),
        text: None,
    };
    assert_eq!(code(a.run(answer.clone())), "session.paused");
    assert_eq!(
        a.engine.view(&session, 0).unwrap().open_edits.len(),
        1,
        "it is asked still"
    );
    a.run(set(&session, SessionStatus::Active)).unwrap();
    let ticket = a.send(answer);
    a.settle();
    let [call] = *a.running() else { panic!() };
    a.signal(
        call,
        ModelSignal::Chunk(format!(r#"{{"ops":{GREEN}}}"#).into_bytes()),
    );
    a.signal(call, ModelSignal::Finished);
    assert_eq!(ended(&mut a, ticket).new_version, Some(2));
}

/// DSN-74: what is done stays done, and no version comes in behind it, whoever works on one.
#[test]
fn a_session_that_is_done_stays_so() {
    for by_other in [false, true] {
        let store = SharedStore::default();
        let mut a = silent("a", &store);
        let session = a.create_from(PAGE).session_id;
        let mut b = silent("b", &store);
        b.open(&session).unwrap();
        let ticket = ask(&mut a, &session, "e", "change it", "go");
        a.settle();
        let [call] = *a.running() else { panic!() };
        let closer = if by_other { &mut b } else { &mut a };
        closer.run(complete(&session)).unwrap();
        // The answer comes all the same; in the first case nobody listens any more.
        a.signal(
            call,
            ModelSignal::Chunk(format!(r#"{{"ops":{GREEN}}}"#).into_bytes()),
        );
        a.signal(call, ModelSignal::Finished);
        let result = ended(&mut a, ticket);
        let expected = match by_other {
            // That tab has not heard of the edit.
            true => (EditStatus::Rejected, Some("session.ended")),
            false => (EditStatus::Cancelled, None),
        };
        let error = result.error.as_ref().map(|error| error.code.as_str());
        assert_eq!((result.status, error), expected, "{result:?}");
        let mut c = silent("c", &store);
        let view = c.open(&session).unwrap();
        assert_eq!((view.status, view.total_versions), (SessionStatus::Completed, 1));
        assert!(view.open_edits.is_empty(), "{:?}", view.open_edits);
        for status in [
            SessionStatus::Active,
            SessionStatus::Paused,
            SessionStatus::Abandoned,
        ] {
            assert_eq!(code(c.run(set(&session, status))), "session.ended");
        }
        assert_eq!(code(c.run(complete(&session))), "edit.no-change");
    }
}

/// DSN-74: what another tab has heard of, it stops as well; a question is over with its session.
#[test]
fn what_is_open_ends_with_its_session() {
    let store = SharedStore::default();
    let mut a = silent("a", &store);
    let session = a.create_from(PAGE).session_id;
    let mut b = silent("b", &store);
    b.open(&session).unwrap();
    let asks = ask(&mut a, &session, "q", "change it", "go");
    a.settle();
    let [call] = *a.running() else { panic!() };
    a.signal(
        call,
        ModelSignal::Chunk(br#"{"ops":[],"question":"Which colour?"}"#.to_vec()),
    );
    a.signal(call, ModelSignal::Finished);
    assert_eq!(ended(&mut a, asks).status, EditStatus::Clarify);
    let ticket = ask(&mut a, &session, "e", "change it", "go");
    a.settle();
    b.hear();
    b.settle();
    b.run(complete(&session)).unwrap();
    a.hear();
    a.settle();
    assert_eq!(ended(&mut a, ticket).status, EditStatus::Cancelled);
    assert!(a.running().is_empty(), "the call is stopped");
    for tab in [&a, &b] {
        let view = tab.engine.view(&session, 0).unwrap();
        assert_eq!(
            (view.status, view.open_edits.len()),
            (SessionStatus::Completed, 0)
        );
    }
}

/// DSN-12, DSN-73: one that is set aside runs out as any other, and is not brought back then.
#[test]
fn a_session_runs_out_while_it_is_set_aside() {
    let store = SharedStore::default();
    let mut a = silent("a", &store);
    let command = Command::CreateSession {
        prompt: "p".into(),
        user_id: None,
        document: Some(PAGE.into()),
        ttl_ms: Some(1_000.0),
        edit_id: "c".into(),
        images: Vec::new(),
    };
    let Ok(Reply::Session { session }) = a.run(command) else {
        panic!()
    };
    let session = session.session_id;
    a.run(set(&session, SessionStatus::Paused)).unwrap();
    a.advance(5_000);
    assert_eq!(
        code(a.run(set(&session, SessionStatus::Active))),
        "session.expired"
    );
    assert!(matches!(
        a.run(Command::CleanupExpired { now: None }),
        Ok(Reply::Count { count: 1 })
    ));
}
