//! Closing a session while something is under way, and opening it again.

use std::cell::RefCell;
use std::rc::Rc;

use bozzetto_core::engine::{ModelCall, ModelFailure, ProviderConfig, StoreFaultKind};
use bozzetto_core::protocol::{Command, EditStatus, Notice, Reply};
use bozzetto_tests::chat::*;
use bozzetto_tests::design::wish;
use bozzetto_tests::shell::{Embedded, NativeShell, Reaction, Scripted, SharedStore, StorePlan};

fn tab(
    name: &str,
    store: &SharedStore,
    plan: impl Fn(usize) -> Fault + 'static,
) -> (NativeShell, Rc<RefCell<usize>>) {
    let mut config = config();
    config.peer = name.into();
    let calls = Rc::new(RefCell::new(0));
    let count = calls.clone();
    let model = Scripted(move |_: &ModelCall| {
        let turn = count.replace_with(|turn| *turn + 1);
        plan(turn).map_or(Reaction::Silence, Reaction::Signals)
    });
    (NativeShell::with_config(config, store, model), calls)
}

fn close(tab: &mut NativeShell, session: &str) -> u64 {
    let before = tab.now();
    tab.run(Command::CloseSession {
        session_id: session.into(),
    })
    .unwrap();
    tab.now() - before
}

fn status(tab: &mut NativeShell, ticket: u64) -> (EditStatus, String) {
    match tab.finish(ticket).unwrap() {
        Reply::Edit { result } => {
            let code = code(&result).to_owned();
            (result.status, code)
        }
        other => panic!("{other:?}"),
    }
}

/// ENG-17: whatever an edit waits for, closing does not; those who wait are told, the edits behind it, too, and both go on in the next
/// visit, in order.
#[test]
fn eng_17_closing_waits_for_nobody() {
    type Plan = fn(usize) -> Fault;
    let plans: [(&str, Plan, u64); 6] = [
        ("never answers", |_| None, 2_100),
        ("stalls", |_| Some(events([said("{")])), 2_100),
        ("pause", |_| Some(refused(503, "")), 100),
        (
            "retry-after",
            |_| {
                Some(vec![
                    started(
                        429,
                        &[("retry-after", "50"), ("content-type", "application/json")],
                    ),
                    bozzetto_core::engine::ModelSignal::Finished,
                ])
            },
            100,
        ),
        ("no network", |_| Some(vec![broken(ModelFailure::Offline)]), 100),
        (
            "repair",
            |turn| (turn == 0).then(|| whole([said("{]"), ended("stop")])),
            2_100,
        ),
    ];
    for (name, plan, most) in plans {
        let store = SharedStore::default();
        let (mut tab, calls) = self::tab("first", &store, plan);
        let session = tab.create_from(DOCUMENT).session_id;
        let first = tab.send(edit(&session, "one", "say ciao in the title"));
        let second = tab.send(edit(&session, "two", "make the title green"));
        tab.settle();
        let took = close(&mut tab, &session);
        assert!(took <= most, "{name}: {took}");
        for ticket in [first, second] {
            let (status, code) = status(&mut tab, ticket);
            assert_eq!(
                (status, code.as_str()),
                (EditStatus::Failed, "edit.suspended"),
                "{name}"
            );
        }
        assert!(tab.running().is_empty(), "{name}");
        let made = *calls.borrow();
        tab.advance(3_600_000);
        tab.settle();
        assert_eq!(*calls.borrow(), made, "{name}: asked after it was closed");
        // The engine lives on, and so does its lock: others go on all the same.
        let (mut next, _) = self::tab("next", &store, |_| Some(good()));
        next.open(&session).unwrap();
        next.settle();
        next.advance(5_000);
        next.settle();
        let versions = next.engine.versions(&session, 0).unwrap();
        let edits: Vec<_> = versions
            .iter()
            .filter_map(|version| version.edit_id.as_deref())
            .collect();
        // The second one finds that nothing is left to do.
        assert_eq!(edits, ["one"], "{name}");
        assert!(
            next.engine
                .view(&session, next.now())
                .unwrap()
                .open_edits
                .is_empty(),
            "{name}"
        );
    }
}

/// ENG-17: an answer that is about to come is waited for, and is saved when the closing is over.
#[test]
fn eng_17_an_answer_under_way_is_kept() {
    let store = SharedStore::default();
    let (mut tab, _) = self::tab("first", &store, |_| Some(good()));
    let session = tab.create_from(DOCUMENT).session_id;
    let ticket = tab.send(edit(&session, "one", "say ciao in the title"));
    while tab.running().is_empty() {
        assert!(tab.deliver_one());
    }
    close(&mut tab, &session);
    assert_eq!(status(&mut tab, ticket).0, EditStatus::Committed);
    let (mut next, calls) = self::tab("next", &store, |_| None);
    let view = next.open(&session).unwrap();
    assert_eq!((view.current_version, *calls.borrow()), (2, 0));
}

/// ENG-17: nothing is lost of an edit that was not even stored when the session was closed.
#[test]
fn eng_17_at_every_moment() {
    for moment in 0..12 {
        let store = SharedStore::default();
        let (mut tab, _) = self::tab("first", &store, |_| None);
        let session = tab.create_from(DOCUMENT).session_id;
        tab.send(edit(&session, "one", "say ciao in the title"));
        tab.send(edit(&session, "two", "say ciao in the title"));
        for _ in 0..moment {
            tab.deliver_one();
        }
        assert!(close(&mut tab, &session) <= 2_100);
        let (mut next, _) = self::tab("next", &store, |_| None);
        let view = next.open(&session).unwrap();
        let open: Vec<_> = view.open_edits.iter().map(|edit| edit.edit_id.as_str()).collect();
        assert_eq!(open, ["one", "two"], "{moment}");
    }
}

/// ENG-17: closing in good order does not count as an interruption, however often it is done.
#[test]
fn eng_17_closed_again_and_again() {
    let store = SharedStore::default();
    let (mut tab, _) = self::tab("tab", &store, |_| Some(vec![broken(ModelFailure::Offline)]));
    let session = tab.create_from(DOCUMENT).session_id;
    tab.send(edit(&session, "one", "say ciao in the title"));
    tab.settle();
    for visit in 0..8 {
        close(&mut tab, &session);
        let view = tab.open(&session).unwrap();
        assert_eq!(view.open_edits.len(), 1, "visit {visit}");
        tab.settle();
    }
    // Opened before it was closed, it just goes on.
    tab.send(Command::CloseSession {
        session_id: session.clone(),
    });
    let view = tab.open(&session).unwrap();
    assert_eq!(view.open_edits.len(), 1);
    tab.settle();
    let asked = tab.calls.len();
    tab.advance(60_000);
    tab.settle();
    assert!(tab.calls.len() > asked, "it still looks for a network");
}

/// ENG-17: the embedded model makes nobody wait, so it is let finish, with the edits behind it.
#[test]
fn eng_17_the_embedded_model_finishes() {
    let store = SharedStore::default();
    let mut tab = NativeShell::new("tab", &store, Embedded);
    assert_eq!(
        bozzetto_core::engine::EngineConfig::new("x").provider,
        ProviderConfig::Offline
    );
    let session = tab.create_from(DOCUMENT).session_id;
    let tickets = ["make the title green", "make the button red"].map(|prompt| {
        let mut command = edit(&session, prompt.split(' ').next_back().unwrap(), prompt);
        if let Command::EditDesign { target, .. } = &mut command {
            target.clear();
        }
        tab.send(command)
    });
    close(&mut tab, &session);
    for ticket in tickets {
        assert_eq!(status(&mut tab, ticket).0, EditStatus::Committed);
    }
}

/// ENG-17: what the store refused is given to it once more.
#[test]
fn eng_17_what_was_not_saved_is_tried_again() {
    for full in [false, true] {
        let store = SharedStore::default();
        let (mut tab, _) = self::tab("tab", &store, |_| Some(good()));
        let session = tab.create_from(DOCUMENT).session_id;
        store.plan(StorePlan::Failing(StoreFaultKind::Failed));
        assert_eq!(
            tab.edit(&session, "say ciao in the title", &["title"]).status,
            EditStatus::Committed
        );
        if !full {
            store.plan(StorePlan::Sound);
        }
        if full {
            let session_id = session.clone();
            let refused = tab.run(Command::CloseSession { session_id });
            assert_eq!(refused.unwrap_err().code, "session.not-saved");
        } else {
            assert!(close(&mut tab, &session) < 100);
        }
        store.plan(StorePlan::Sound);
        let (mut next, _) = self::tab("next", &store, |_| None);
        assert_eq!(
            next.open(&session).unwrap().current_version,
            if full { 1 } else { 2 }
        );
    }
}

/// DSN-61: a first version that failed leaves nothing in the list, and is counted; a later edit makes a session of it again.
#[test]
fn dsn_61_a_failed_creation() {
    let store = SharedStore::default();
    let (mut tab, _) = self::tab("tab", &store, |turn| {
        Some(match turn {
            0 => refused(401, ""),
            _ => whole([
                said(r#"{\"ops\":[{\"op\":\"set\",\"id\":\"root\",\"path\":\"/name\",\"value\":\"Shop\"}]}"#),
                ended("stop"),
            ]),
        })
    });
    let (view, result) = tab.create("a sign-up page");
    assert_eq!((result.status, code(&result)), (EditStatus::Failed, "model.auth"));
    let session = view.session_id;
    let figures = |tab: &mut NativeShell| {
        let list = |tab: &mut NativeShell, status| {
            let command = Command::ListSessions {
                user_id: None,
                status,
            };
            match tab.run(command).unwrap() {
                Reply::Sessions { sessions } => sessions.len(),
                other => panic!("{other:?}"),
            }
        };
        let listed = list(tab, None);
        let abandoned = list(tab, Some(bozzetto_core::protocol::SessionStatus::Abandoned));
        match tab.run(Command::Analytics { user_id: None }).unwrap() {
            Reply::Analytics { analytics: sum } => {
                (listed, abandoned, sum.sessions, sum.created, sum.failed_creations)
            }
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(figures(&mut tab), (0, 1, 1, 0, 1));
    let mut late = self::tab("late", &store, |_| None).0;
    late.open(&session).unwrap();
    assert_eq!(figures(&mut late), (0, 1, 1, 0, 1));
    let command = wish(&session, "again", "a sign-up page", &[]);
    let ticket = tab.send(command);
    assert_eq!(status(&mut tab, ticket).0, EditStatus::Committed);
    assert_eq!(figures(&mut tab), (1, 0, 1, 1, 0));
}

/// ENG-18: how an edit ended that another tab worked on is told with its words.
#[test]
fn eng_18_the_words_of_others() {
    let store = SharedStore::default();
    let (mut tab, _) = self::tab("tab", &store, |turn| {
        Some(if turn == 0 { refused(401, "") } else { good() })
    });
    let session = tab.create_from(DOCUMENT).session_id;
    let (mut beside, _) = self::tab("beside", &store, |_| None);
    beside.open(&session).unwrap();
    for status in [EditStatus::Failed, EditStatus::Committed] {
        assert_eq!(
            tab.edit(&session, "say ciao in the title", &["title"]).status,
            status
        );
        beside.hear_of(&format!("session:{session}"));
        beside.settle();
    }
    let ended: Vec<_> = beside
        .notices
        .iter()
        .filter_map(|notice| match notice {
            Notice::Edit { edit, .. } if edit.result.is_some() => {
                Some((edit.prompt.as_str(), edit.types.len()))
            }
            _ => None,
        })
        .collect();
    assert_eq!(ended, [("say ciao in the title", 1); 2]);
}
