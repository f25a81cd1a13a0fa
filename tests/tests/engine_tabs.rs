//! What is stored before what is done, and several tabs on one session. Rules ENG-* and DSN-6 of core/SPEC.md.

use bozzetto_core::engine::{EffectKind, EffectResult, Engine, Input, InputKind, ModelCall, StoreFaultKind};
use bozzetto_core::protocol::{Command, EditPhase, EditStatus, Notice, Reply, SaveStatus};
use bozzetto_tests::design::{
    BACKGROUND, BIG, FONT_SIZE, GREEN, PAGE, ask, cancel, config, said, silent, tab, undo, value, wish,
};
use bozzetto_tests::shell::{NativeShell, Scripted, SharedStore, StorePlan, ops_answer};

/// DSN-6: two tabs, one session: both edits end in the history.
#[test]
fn two_tabs_edit_at_once_and_both_edits_stay() {
    let store = SharedStore::default();
    let mut a = tab("a", &store, GREEN);
    let session = a.create_from(PAGE).session_id;
    let mut b = tab("b", &store, BIG);
    b.open(&session).unwrap();
    let edit = |id: &str, target: &str| wish(&session, id, "change it", &[target]);
    let (first, second) = (a.send(edit("ea", "go")), b.send(edit("eb", "title")));
    // The results of both come in turn.
    while a.deliver_one() | b.deliver_one() {}
    assert!(matches!(a.finish(first), Ok(Reply::Edit { result }) if result.status == EditStatus::Committed));
    assert!(matches!(b.finish(second), Ok(Reply::Edit { result }) if result.status == EditStatus::Committed));
    let stream = format!("session:{session}");
    a.hear_of(&stream);
    b.hear_of(&stream);
    a.settle();
    b.settle();
    assert_eq!(a.document(&session), b.document(&session));
    assert_eq!(value(&a, &session, BACKGROUND), "#16a34a");
    assert_eq!(value(&a, &session, FONT_SIZE), 40);
    let numbers: Vec<u32> = a
        .engine
        .versions(&session, 0)
        .unwrap()
        .iter()
        .map(|version| version.number)
        .collect();
    assert_eq!(numbers, [1, 2, 3]);
}

/// ENG-6: a store that fails costs nothing: the session goes on, and is stored when the store is back.
#[test]
fn a_full_store_is_survived() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    store.plan(StorePlan::Full(StoreFaultKind::Quota));
    let result = shell.edit(&session, "green", &["go"]);
    assert_eq!(result.status, EditStatus::Committed);
    let view = shell.engine.view(&session, 0).unwrap();
    let SaveStatus::NotSaved { error, .. } = view.save else {
        panic!("{:?}", view.save)
    };
    assert_eq!(error.code, "store.quota");
    assert!(error.suggested_action.is_some());
    assert_eq!(store.records(&format!("session:{session}")).len(), 1);
    shell.advance(2_500);
    shell.settle();
    assert!(matches!(
        shell.engine.view(&session, 0).unwrap().save,
        SaveStatus::NotSaved { .. }
    ));
    store.plan(StorePlan::Sound);
    shell.advance(60_000);
    shell.settle();
    assert_eq!(shell.engine.view(&session, 0).unwrap().save, SaveStatus::Saved);
    let mut later = tab("b", &store, BIG);
    assert_eq!(later.open(&session).unwrap().current_version, 2);
    assert_eq!(later.document(&session), shell.document(&session));
}

/// ENG-6: what another tab stored meanwhile comes first, and what was done here is put on top.
#[test]
fn a_backlog_is_rebased_on_what_others_stored() {
    let store = SharedStore::default();
    let mut a = tab("a", &store, GREEN);
    let session = a.create_from(PAGE).session_id;
    let mut b = tab("b", &store, BIG);
    b.open(&session).unwrap();
    store.plan(StorePlan::Failing(StoreFaultKind::Lost));
    assert_eq!(a.edit(&session, "green", &["go"]).new_version, Some(2));
    store.plan(StorePlan::Sound);
    assert_eq!(b.edit(&session, "bigger", &["title"]).new_version, Some(2));
    a.advance(5_000);
    a.settle();
    assert_eq!(a.engine.view(&session, 0).unwrap().save, SaveStatus::Saved);
    assert_eq!(value(&a, &session, BACKGROUND), "#16a34a");
    assert_eq!(value(&a, &session, FONT_SIZE), 40);
    b.hear_of(&format!("session:{session}"));
    b.settle();
    assert_eq!(a.document(&session), b.document(&session));
    assert_eq!(b.engine.versions(&session, 0).unwrap().len(), 3);
}

/// ENG-5: whoever opens the session of a tab that died goes on with its edits; those of a tab that lives are left to it.
#[test]
fn unfinished_edits_are_taken_up_when_their_tab_is_gone() {
    let store = SharedStore::default();
    let mut a = silent("a", &store);
    let session = a.create_from(PAGE).session_id;
    a.send(wish(&session, "e", "green", &["go"]));
    a.settle();
    let mut b = tab("b", &store, GREEN);
    assert_eq!(b.open(&session).unwrap().open_edits.len(), 1);
    b.settle();
    assert!(b.calls.is_empty(), "the owner lives");
    a.kill();
    let mut c = tab("c", &store, GREEN);
    c.open(&session).unwrap();
    c.settle();
    assert_eq!(c.calls.len(), 1);
    assert_eq!(value(&c, &session, BACKGROUND), "#16a34a");
    assert!(c.engine.view(&session, 0).unwrap().open_edits.is_empty());
}

/// ENG-16: tabs that are open already find out by themselves; one of them goes on, in order, and nobody is asked twice.
#[test]
fn open_tabs_notice_that_another_one_is_gone() {
    let store = SharedStore::default();
    let mut a = silent("a", &store);
    let session = a.create_from(PAGE).session_id;
    let answers = |call: &ModelCall| {
        ops_answer(if said(call).contains("make it large") {
            BIG
        } else {
            GREEN
        })
    };
    let mut others = ["b", "c"].map(|name| NativeShell::with_config(config(name), &store, Scripted(answers)));
    for other in &mut others {
        other.open(&session).unwrap();
    }
    ask(&mut a, &session, "e1", "make it green", "go");
    ask(&mut a, &session, "e2", "make it large", "title");
    a.settle();
    let stream = format!("session:{session}");
    for other in &mut others {
        other.hear_of(&stream);
        for _ in 0..20 {
            other.settle();
            other.advance(5_000);
        }
        other.settle();
        assert!(other.calls.is_empty(), "the owner lives");
        let view = other.engine.view(&session, 0).unwrap();
        assert_eq!(view.open_edits[0].phase, EditPhase::Waiting);
    }
    a.kill();
    // Both notice at the same moment, and take turns then.
    others.iter_mut().for_each(|other| other.advance(5_000));
    while others.iter().any(|other| other.pending() > 0) {
        for other in &mut others {
            other.deliver_one();
        }
    }
    for other in &mut others {
        other.hear_of(&stream);
        other.settle();
        other.advance(60_000);
        other.settle();
        let versions = other.engine.versions(&session, 1).unwrap();
        let made: Vec<&str> = versions.iter().map(|version| version.prompt.as_str()).collect();
        assert_eq!(made, ["make it green", "make it large"]);
        assert!(other.engine.view(&session, 0).unwrap().open_edits.is_empty());
    }
    assert_eq!(others[0].calls.len() + others[1].calls.len(), 2);
}

/// ENG-16: nobody is looked for where nothing is unfinished, and nobody twice at a time.
#[test]
fn others_are_looked_for_only_while_something_of_theirs_is_unfinished() {
    let mut engine = Engine::new(config("b"));
    let store = SharedStore::default();
    let mut a = silent("a", &store);
    let session = a.create_from(PAGE).session_id;
    ask(&mut a, &session, "e1", "make it green", "go");
    ask(&mut a, &session, "e2", "make it large", "title");
    a.settle();
    let mut at = 1_900_000_000_000;
    let mut step = |kind: InputKind, ms: u64| {
        at += ms;
        let outputs = engine.step(Input {
            at,
            entropy: [0; 32],
            kind,
        });
        let wait = outputs.wake_at.map(|wake| wake.saturating_sub(at));
        let effects = outputs.effects.into_iter();
        (
            effects.map(|effect| (effect.id, effect.kind)).collect::<Vec<_>>(),
            wait,
        )
    };
    let open = Command::OpenSession {
        session_id: session.clone(),
        user_id: None,
    };
    let (load, _) = step(
        InputKind::Command {
            ticket: 1,
            command: open,
        },
        0,
    );
    let result = store.load(&format!("session:{session}"), 0);
    let (asked, wait) = step(
        InputKind::Effect {
            id: load[0].0,
            result,
        },
        1,
    );
    let checks = |effects: &[(u64, EffectKind)]| {
        let checks = effects.iter();
        checks
            .filter(|(_, kind)| matches!(kind, EffectKind::CheckPeer { .. }))
            .count()
    };
    assert_eq!(
        (checks(&asked), wait),
        (1, None),
        "one question for both edits, no second one before the answer"
    );
    assert_eq!(checks(&step(InputKind::Wake, 60_000).0), 0);
    let alive = |id: u64| InputKind::Effect {
        id,
        result: EffectResult::Peer { alive: true },
    };
    let (_, wait) = step(alive(asked[0].0), 1);
    assert_eq!(wait, Some(0), "the question was asked a minute ago");
    let (asked, _) = step(InputKind::Wake, 0);
    assert_eq!(checks(&asked), 1);
    let (_, wait) = step(alive(asked[0].0), 1);
    assert_eq!(wait, Some(4_999));
}

/// ENG-15: edits that wait for others are stored as well, in their order; a stopped one is forgotten.
#[test]
fn queued_edits_outlive_their_tab() {
    let store = SharedStore::default();
    let mut a = silent("a", &store);
    let session = a.create_from(PAGE).session_id;
    // Ids whose order is not the order in which they were asked for.
    ask(&mut a, &session, "e9", "make it green", "go");
    ask(&mut a, &session, "e5", "make it large", "title");
    let stopped = ask(&mut a, &session, "e7", "make it red", "go");
    ask(&mut a, &session, "e1", "what changed since version 1?", "go");
    a.settle();
    a.run(cancel(&session, "e7")).unwrap();
    let Ok(Reply::Edit { result }) = a.finish(stopped) else {
        panic!()
    };
    assert_eq!(result.status, EditStatus::Cancelled);
    a.settle();
    let waiting = |shell: &NativeShell| -> Vec<(String, EditPhase)> {
        let view = shell.engine.view(&session, 0).unwrap();
        view.open_edits
            .into_iter()
            .map(|edit| (edit.edit_id, edit.phase))
            .collect()
    };
    let mut seen = tab("b", &store, GREEN);
    seen.open(&session).unwrap();
    seen.settle();
    assert!(seen.calls.is_empty(), "the owner lives");
    let mut queued = waiting(&seen);
    queued.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(
        queued,
        [
            ("e1".to_owned(), EditPhase::Queued),
            ("e5".to_owned(), EditPhase::Queued),
            ("e9".to_owned(), EditPhase::Waiting)
        ]
    );
    a.kill();
    seen.kill();

    let mut shell = NativeShell::with_config(
        config("c"),
        &store,
        Scripted(|call: &ModelCall| {
            ops_answer(if said(call).contains("make it large") {
                BIG
            } else {
                GREEN
            })
        }),
    );
    shell.open(&session).unwrap();
    shell.settle();
    assert_eq!(waiting(&shell), []);
    let prompts: Vec<String> = shell
        .engine
        .versions(&session, 1)
        .unwrap()
        .iter()
        .map(|version| version.prompt.clone())
        .collect();
    assert_eq!(prompts, ["make it green", "make it large"]);
    assert_eq!(value(&shell, &session, BACKGROUND), "#16a34a");
    assert_eq!(value(&shell, &session, FONT_SIZE), 40);
    let endings: Vec<(String, EditStatus)> = shell
        .engine
        .endings(&session)
        .unwrap()
        .into_iter()
        .map(|edit| (edit.prompt, edit.result.unwrap().status))
        .collect();
    assert_eq!(
        endings,
        [
            ("make it red".to_owned(), EditStatus::Cancelled),
            ("what changed since version 1?".to_owned(), EditStatus::Committed)
        ]
    );
}

/// ENG-15: who takes edits up lists them as they were asked for, whichever is worked on.
#[test]
fn edits_that_are_taken_up_keep_their_place() {
    let store = SharedStore::default();
    let mut a = silent("a", &store);
    let session = a.create_from(PAGE).session_id;
    for (id, pause) in [("e9", 300), ("e5", 700), ("e7", 0), ("e1", 0)] {
        ask(&mut a, &session, id, "make it green", "go");
        a.settle();
        a.advance(pause);
    }
    let listed = |shell: &NativeShell| -> Vec<(String, f64)> {
        let edits = shell.engine.view(&session, 0).unwrap().open_edits;
        edits
            .into_iter()
            .map(|edit| (edit.edit_id, edit.started_at))
            .collect()
    };
    let asked = listed(&a);
    let ids: Vec<&str> = asked.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["e9", "e5", "e7", "e1"]);
    a.kill();
    let mut b = silent("b", &store);
    b.advance(60_000);
    b.open(&session).unwrap();
    assert_eq!(listed(&b), asked);
    b.settle();
    assert_eq!(b.calls.len(), 1);
    assert_eq!(listed(&b), asked);
    for notice in &b.notices {
        if let Notice::Edit { edit, .. } = notice {
            assert!(
                asked.contains(&(edit.edit_id.clone(), edit.started_at)),
                "{edit:?}"
            );
        }
    }
}

/// ENG-15: two tabs that open the session of a dead one take its queue up once.
#[test]
fn a_queue_is_taken_up_once() {
    let store = SharedStore::default();
    let mut a = silent("a", &store);
    let session = a.create_from(PAGE).session_id;
    ask(&mut a, &session, "e1", "make it green", "go");
    ask(&mut a, &session, "e2", "make it large", "title");
    ask(&mut a, &session, "e3", "undo that", "title");
    a.settle();
    a.kill();
    let answers = |call: &ModelCall| {
        ops_answer(if said(call).contains("make it large") {
            BIG
        } else {
            GREEN
        })
    };
    let mut b = NativeShell::with_config(config("b"), &store, Scripted(answers));
    let mut c = NativeShell::with_config(config("c"), &store, Scripted(answers));
    b.open(&session).unwrap();
    c.open(&session).unwrap();
    for _ in 0..20 {
        b.settle();
        c.settle();
    }
    for shell in [&b, &c] {
        let versions = shell.engine.versions(&session, 1).unwrap();
        let made: Vec<&str> = versions.iter().map(|version| version.prompt.as_str()).collect();
        assert_eq!(made, ["make it green", "make it large", "undo that"]);
        assert!(shell.engine.view(&session, 0).unwrap().open_edits.is_empty());
        assert!(shell.engine.endings(&session).unwrap().is_empty());
    }
}

/// ENG-8: it ends as soon as that is heard of, also where nothing is to be stored.
#[test]
fn a_session_that_is_removed_ends_where_nobody_writes() {
    let store = SharedStore::default();
    let mut a = tab("a", &store, GREEN);
    let session_id = a.create_from(PAGE).session_id;
    let mut b = tab("b", &store, GREEN);
    b.open(&session_id).unwrap();
    a.run(Command::DeleteSession {
        session_id: session_id.clone(),
    })
    .unwrap();
    b.hear_of(&format!("session:{session_id}"));
    b.settle();
    let is_end = |notice: &Notice| matches!(notice, Notice::Deleted { session_id: of } if *of == session_id);
    assert!(b.notices.iter().any(is_end));
}

/// ENG-8: a session that another tab deletes ends here too, and who waits is told.
#[test]
fn deletion_by_another_tab_is_noticed() {
    let store = SharedStore::default();
    let mut a = tab("a", &store, GREEN);
    let session = a.create_from(PAGE).session_id;
    let mut b = tab("b", &store, GREEN);
    b.run(Command::DeleteSession {
        session_id: session.clone(),
    })
    .unwrap();
    let ticket = a.send(wish(&session, "e", "green", &["go"]));
    assert_eq!(a.finish(ticket).unwrap_err().code, "session.deleted");
    assert!(a.engine.view(&session, 0).is_err());
    assert!(store.records(&format!("session:{session}")).is_empty());
}

/// What a later visit finds of a session.
fn stored_versions(store: &SharedStore, session: &str) -> Vec<(u32, String)> {
    let mut late = tab("late", store, BIG);
    late.open(session).unwrap();
    let versions = late.engine.versions(session, 0).unwrap();
    let told = versions.iter().map(|version| {
        let document = late.engine.at(session, version.number).unwrap().to_json();
        (version.number, document)
    });
    let told = told.collect();
    late.kill();
    told
}

/// ENG-19: a store that loses everything under an open session is given all of it again, to the last byte.
#[test]
fn what_the_store_lost_is_written_back() {
    for packed in [false, true] {
        let store = SharedStore::default();
        let mut a = tab("a", &store, GREEN);
        let session = a.create_from(PAGE).session_id;
        let stream = format!("session:{session}");
        for _ in 0..40 {
            a.edit(&session, "green", &["go"]);
            a.version(undo(&session)).unwrap();
        }
        if packed {
            let compress = Command::CompressOldVersions {
                session_id: session.clone(),
                keep_recent: 8,
            };
            assert!(matches!(a.run(compress), Ok(Reply::Count { count: 1.. })));
        }
        let (records, versions) = (store.records(&stream), stored_versions(&store, &session));
        store.vanish();
        let result = a.edit(&session, "green", &["go"]);
        assert_eq!(
            (result.status, result.new_version),
            (EditStatus::Committed, Some(82))
        );
        assert_eq!(a.engine.view(&session, 0).unwrap().save, SaveStatus::Saved);
        assert_eq!(a.warnings(), ["store.lost"]);
        assert_eq!(store.records(&stream)[..records.len()], records);
        let after = stored_versions(&store, &session);
        assert_eq!(after[..versions.len()], versions);
        assert_eq!((after.len(), &after[81].1), (82, &a.document(&session)));
        // A deletion is one all the same.
        let mut b = tab("b", &store, GREEN);
        b.run(Command::DeleteSession {
            session_id: session.clone(),
        })
        .unwrap();
        let undo = undo(&session);
        assert_eq!(a.run(undo).unwrap_err().code, "session.deleted");
        assert!(store.records(&stream).is_empty());
    }
}

/// ENG-19: where the store cannot be had again at once, or has no room for it, the session goes on in memory and says so.
#[test]
fn what_the_store_lost_waits_until_it_can_be_written_back() {
    for plan in [
        StorePlan::Failing(StoreFaultKind::Lost),
        StorePlan::Full(StoreFaultKind::Quota),
        StorePlan::Room(800),
    ] {
        let store = SharedStore::default();
        let mut a = tab("a", &store, GREEN);
        let session = a.create_from(PAGE).session_id;
        a.edit(&session, "green", &["go"]);
        let undo = undo(&session);
        a.version(undo.clone()).unwrap();
        let versions = stored_versions(&store, &session);
        store.plan(StorePlan::Full(StoreFaultKind::Quota));
        a.edit(&session, "green", &["go"]);
        store.vanish();
        // It is found out when what waits is tried again.
        store.plan(StorePlan::Sound);
        a.advance(2_500);
        store.plan(plan.clone());
        a.settle();
        assert_eq!(a.version(undo).unwrap().number, 5, "{plan:?}");
        let SaveStatus::NotSaved { .. } = a.engine.view(&session, 0).unwrap().save else {
            panic!("{plan:?}")
        };
        assert_eq!(a.engine.versions(&session, 0).unwrap().len(), 5);
        store.plan(StorePlan::Sound);
        a.advance(120_000);
        a.settle();
        assert_eq!(
            a.engine.view(&session, 0).unwrap().save,
            SaveStatus::Saved,
            "{plan:?}"
        );
        let after = stored_versions(&store, &session);
        assert_eq!(after[..versions.len()], versions);
        assert_eq!((after.len(), &after[4].1), (5, &a.document(&session)), "{plan:?}");
    }
}

/// ENG-19: of two tabs that write back, one is faster; the edits of both end in the history, and it is read once.
#[test]
fn two_tabs_write_back_what_the_store_lost() {
    for first in [true, false] {
        for behind in [true, false] {
            let store = SharedStore::default();
            let mut a = tab("a", &store, GREEN);
            let session = a.create_from(PAGE).session_id;
            let stream = format!("session:{session}");
            let mut b = tab("b", &store, BIG);
            b.open(&session).unwrap();
            a.edit(&session, "green", &["go"]);
            a.version(undo(&session)).unwrap();
            if !behind {
                b.hear_of(&stream);
                b.settle();
            }
            let versions = stored_versions(&store, &session);
            store.vanish();
            let edit = |id: &str, target: &str| wish(&session, id, "change it", &[target]);
            let (mut ta, mut tb) = (None, None);
            for turn in [first, !first] {
                match turn {
                    true => ta = Some(a.send(edit("ea", "go"))),
                    false => tb = Some(b.send(edit("eb", "title"))),
                }
            }
            if behind && !first {
                // It writes back less than there was, but does not go on before the other one has written the rest.
                b.deliver_one();
                assert_eq!(store.records(&stream).len(), 1);
            }
            while a.deliver_one() | (!behind && b.deliver_one()) {}
            b.settle();
            for (tab, ticket) in [(&mut a, ta), (&mut b, tb)] {
                let done = tab.finish(ticket.unwrap());
                let Ok(Reply::Edit { result }) = done else {
                    panic!("{first} {behind}: {done:?}")
                };
                assert_eq!(
                    result.status,
                    EditStatus::Committed,
                    "{first} {behind}: {result:?}"
                );
            }
            for tab in [&mut a, &mut b] {
                tab.hear_of(&stream);
                tab.settle();
                assert_eq!(tab.engine.view(&session, 0).unwrap().save, SaveStatus::Saved);
            }
            assert_eq!(a.document(&session), b.document(&session));
            let after = stored_versions(&store, &session);
            assert_eq!(after[..versions.len()], versions);
            assert_eq!((after.len(), &after[4].1), (5, &a.document(&session)));
        }
    }
}

/// ENG-4: effect ids rise and are never used twice.
#[test]
fn effect_ids_are_monotonic() {
    let mut engine = Engine::new(config("a"));
    let mut last = 0;
    for ticket in 0..5 {
        let command = Command::ListSessions {
            user_id: None,
            status: None,
        };
        let outputs = engine.step(Input {
            at: 1,
            entropy: [0; 32],
            kind: InputKind::Command { ticket, command },
        });
        assert!(outputs.effects[0].id > last);
        last = outputs.effects[0].id;
    }
}

/// ENG-2: nothing that costs starts before what led to it is stored.
#[test]
fn the_model_is_not_called_before_the_request_is_stored() {
    let mut engine = Engine::new(config("a"));
    let mut step = |kind| {
        engine.step(Input {
            at: 1,
            entropy: [7; 32],
            kind,
        })
    };
    let create = Command::CreateSession {
        prompt: "p".into(),
        user_id: None,
        document: Some(PAGE.into()),
        ttl_ms: None,
        edit_id: "c".into(),
        images: Vec::new(),
    };
    let outputs = step(InputKind::Command {
        ticket: 1,
        command: create,
    });
    let append = outputs.effects[0].id;
    let appended = |next_seq| bozzetto_core::engine::EffectResult::Appended { next_seq };
    let outputs = step(InputKind::Effect {
        id: append,
        result: appended(1),
    });
    let Some(Notice::Done {
        reply: Reply::Session { session },
        ..
    }) = outputs
        .notices
        .iter()
        .find(|notice| matches!(notice, Notice::Done { .. }))
    else {
        panic!("no session");
    };
    let edit = wish(&session.session_id, "e", "make it green", &["go"]);
    let outputs = step(InputKind::Command {
        ticket: 2,
        command: edit,
    });
    assert!(
        matches!(outputs.effects.as_slice(), [effect] if matches!(effect.kind, EffectKind::Append { .. }))
    );
    let append = outputs.effects[0].id;
    let outputs = step(InputKind::Effect {
        id: append,
        result: appended(2),
    });
    assert!(
        matches!(outputs.effects.as_slice(), [effect] if matches!(effect.kind, EffectKind::CallModel(_)))
    );
    // ENG-3: a repeated and an unknown result change nothing.
    for id in [append, 999] {
        let outputs = step(InputKind::Effect {
            id,
            result: appended(3),
        });
        assert!(outputs.effects.is_empty() && outputs.notices.is_empty());
    }
}
