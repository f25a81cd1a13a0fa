//! Sessions that the store refuses, and what becomes of them when nobody has them open any more.

use bozzetto_core::engine::StoreFaultKind;
use bozzetto_core::protocol::{Command, EditStatus, Reply, SaveStatus, SessionSummary};
use bozzetto_tests::chat::*;
use bozzetto_tests::shell::{Embedded, NativeShell, SharedStore, StorePlan};

const FAULTS: [StoreFaultKind; 2] = [StoreFaultKind::Quota, StoreFaultKind::Failed];

/// A session of which the second version is refused.
fn unsaved(fault: StoreFaultKind) -> (SharedStore, NativeShell, String) {
    let store = SharedStore::default();
    let mut tab = NativeShell::new("tab", &store, Embedded);
    let session = tab.create_from(DOCUMENT).session_id;
    store.plan(StorePlan::Full(fault));
    edited(&mut tab, &session, "one", "make the title green");
    (store, tab, session)
}

fn edited(tab: &mut NativeShell, session: &str, edit: &str, prompt: &str) {
    let mut command = bozzetto_tests::chat::edit(session, edit, prompt);
    if let Command::EditDesign { target, .. } = &mut command {
        target.clear();
    }
    match tab.run(command).unwrap() {
        Reply::Edit { result } => assert_eq!(result.status, EditStatus::Committed),
        other => panic!("{other:?}"),
    }
}

/// What the closing of a session came to: nothing, or the code of why it was refused.
fn close(tab: &mut NativeShell, session: &str) -> Option<String> {
    let session_id = session.into();
    tab.run(Command::CloseSession { session_id })
        .err()
        .map(|error| error.code)
}

fn list(tab: &mut NativeShell) -> Vec<SessionSummary> {
    let command = Command::ListSessions {
        user_id: None,
        status: None,
    };
    match tab.run(command).unwrap() {
        Reply::Sessions { sessions } => sessions,
        other => panic!("{other:?}"),
    }
}

fn stored_version(store: &SharedStore, session: &str) -> u32 {
    let mut late = NativeShell::new("late", store, Embedded);
    late.open(session).unwrap().current_version
}

/// ENG-25: who closes a session that is not saved is told, however often, and who opens it again has all of it.
#[test]
fn eng_25_closed_and_opened_again() {
    for fault in FAULTS {
        let (store, mut tab, session) = unsaved(fault);
        for versions in 1..4 {
            assert_eq!(close(&mut tab, &session).as_deref(), Some("session.not-saved"));
            assert_eq!(close(&mut tab, &session).as_deref(), Some("session.not-saved"));
            let view = tab.open(&session).unwrap();
            assert_eq!(view.current_version, 1 + versions);
            match view.save {
                SaveStatus::NotSaved { versions: told, .. } => assert_eq!(told, versions),
                other => panic!("{other:?}"),
            }
            let prompt = [
                "",
                "make the title red",
                "make the title blue",
                "make the title black",
            ];
            let prompt = prompt[versions as usize];
            edited(&mut tab, &session, &format!("e{versions}"), prompt);
        }
        assert_eq!(stored_version(&store, &session), 1);
    }
}

/// ENG-25: what nobody has open any more is saved by itself when there is room, and then let go of.
#[test]
fn eng_25_saved_when_nobody_looks() {
    for fault in FAULTS {
        let (store, mut tab, session) = unsaved(fault);
        close(&mut tab, &session);
        store.plan(StorePlan::Sound);
        tab.advance(60_000);
        tab.settle();
        assert_eq!(stored_version(&store, &session), 2);
        assert!(tab.engine.view(&session, tab.now()).is_err(), "it is let go of");
        assert_eq!(close(&mut tab, &session), None);
    }
}

/// ENG-25: a closing that finds room is one as any other.
#[test]
fn eng_25_closed_when_there_is_room() {
    let (store, mut tab, session) = unsaved(StoreFaultKind::Quota);
    close(&mut tab, &session);
    store.plan(StorePlan::Sound);
    assert_eq!(close(&mut tab, &session), None);
    assert_eq!(stored_version(&store, &session), 2);
}

/// ENG-26: where another session is deleted, or something of it is stored, there may be room: what waits is tried at once.
#[test]
fn eng_26_tried_when_there_may_be_room() {
    for is_deleted in [true, false] {
        let store = SharedStore::default();
        let mut tab = NativeShell::new("tab", &store, Embedded);
        let other = tab.create_from(DOCUMENT).session_id;
        let session = tab.create_from(DOCUMENT).session_id;
        store.plan(StorePlan::Full(StoreFaultKind::Quota));
        edited(&mut tab, &session, "one", "make the title green");
        close(&mut tab, &session);
        store.plan(StorePlan::Sound);
        if is_deleted {
            let session_id = other;
            tab.run(Command::DeleteSession { session_id }).unwrap();
        } else {
            edited(&mut tab, &other, "two", "make the title red");
        }
        tab.settle();
        assert_eq!(stored_version(&store, &session), 2, "deleted: {is_deleted}");
    }
}

/// ENG-26: what is tried out of turn makes no pause longer.
#[test]
fn eng_26_tried_out_of_turn() {
    let (store, mut tab, session) = unsaved(StoreFaultKind::Failed);
    for _ in 0..8 {
        close(&mut tab, &session);
    }
    store.plan(StorePlan::Sound);
    tab.advance(2_100);
    tab.settle();
    assert_eq!(stored_version(&store, &session), 2);
}

/// ENG-26: after a new version the pauses begin anew.
#[test]
fn eng_26_tried_soon_after_a_new_version() {
    let (store, mut tab, session) = unsaved(StoreFaultKind::Failed);
    for _ in 0..20 {
        tab.advance(60_000);
        tab.settle();
    }
    edited(&mut tab, &session, "two", "make the title red");
    store.plan(StorePlan::Sound);
    tab.advance(2_100);
    tab.settle();
    assert_eq!(stored_version(&store, &session), 3);
}

/// ENG-27: the list shows of what is not saved what is shown of it, also where nothing of it is stored.
#[test]
fn eng_27_listed_as_shown() {
    for fault in FAULTS {
        let (_store, mut tab, session) = unsaved(fault);
        tab.advance(10);
        let second = tab.create_from(DOCUMENT).session_id;
        for _ in 0..2 {
            let listed: Vec<_> = list(&mut tab)
                .into_iter()
                .map(|line| (line.session_id, line.current_version, line.tally.edits))
                .collect();
            assert_eq!(listed, [(second.clone(), 1, 0), (session.clone(), 2, 1)]);
            close(&mut tab, &session);
            close(&mut tab, &second);
        }
        let session_id = second;
        tab.run(Command::DeleteSession { session_id }).unwrap();
        assert_eq!(list(&mut tab).len(), 1);
    }
}
