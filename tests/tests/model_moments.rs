//! What can happen around a model call at every moment of an edit: the store fails, the tab is killed, another tab edits, the
//! person cancels. Whatever the moment, the edit ends or is taken up, and nothing stored is lost.

use std::collections::VecDeque;

use bozzetto_core::engine::{ModelFailure, ModelSignal, StoreFaultKind};
use bozzetto_core::protocol::{Command, EditStatus, Reply, SaveStatus};
use bozzetto_tests::chat::*;
use bozzetto_tests::shell::{NativeShell, Reaction, Scripted, SharedStore, StorePlan};

/// How the calls of an edit go: well at once; after a refusal; after an answer that has to be mended; after one that broke off.
fn courses() -> Vec<(&'static str, Vec<Vec<ModelSignal>>)> {
    let one_op = said(&format!(r#"{{\"ops\":[{OP},"#));
    vec![
        ("well", vec![good()]),
        ("after a refusal", vec![refused(503, ""), good()]),
        ("after a repair", vec![whole([said("{]"), ended("stop")]), good()]),
        (
            "after a break",
            vec![events([one_op, broken(ModelFailure::Network)]), good()],
        ),
    ]
}

fn tab(name: &str, store: &SharedStore, course: &[Vec<ModelSignal>]) -> NativeShell {
    let mut config = config();
    config.peer = name.into();
    let mut course: VecDeque<_> = course.iter().cloned().collect();
    let model = move |_: &_| Reaction::Signals(course.pop_front().unwrap_or_else(good));
    NativeShell::with_config(config, store, Scripted(model))
}

/// Does something at every moment of every course, and checks what it came to.
fn at_every_moment(
    what: &str,
    mut act: impl FnMut(&mut NativeShell, &SharedStore, &str),
    check: impl Fn(NativeShell, &SharedStore, &str, u64, &str),
) {
    for (course, signals) in courses() {
        let mut reached_the_end = false;
        for moment in 0..80 {
            let name = format!("{what} at moment {moment}, {course}");
            let store = SharedStore::default();
            let mut shell = tab("first", &store, &signals);
            let session = shell.create_from(DOCUMENT).session_id;
            let ticket = shell.send(edit(&session, "e", "say ciao in the title"));
            for _ in 0..moment {
                if !shell.deliver_one() {
                    // A wait between two tries is a moment, too.
                    shell.advance(400);
                }
            }
            reached_the_end |= shell.engine.view(&session, shell.now()).unwrap().current_version == 2;
            act(&mut shell, &store, &session);
            check(shell, &store, &session, ticket, &name);
        }
        assert!(
            reached_the_end,
            "{what}, {course}: the last moments were not tried"
        );
    }
}

fn status(shell: &mut NativeShell, ticket: u64) -> EditStatus {
    match shell.finish(ticket) {
        Ok(Reply::Edit { result }) => result.status,
        other => panic!("{other:?}"),
    }
}

/// MOD-40, ENG-5: a killed tab's edit is taken up by the next one, or is over.
#[test]
fn mod_40_killed_at_every_moment() {
    at_every_moment(
        "killed",
        |_, _, _| {},
        |shell, store, session, _, name| {
            shell.kill();
            let mut next = tab("second", store, &[]);
            next.open(session).unwrap();
            for _ in 0..4 {
                next.settle();
                next.advance(60_000);
            }
            let view = next.engine.view(session, next.now()).unwrap();
            assert!(view.open_edits.is_empty(), "{name}: {:?}", view.open_edits);
            let made = next.document(session).contains("Ciao");
            assert_eq!(view.current_version, 1 + u32::from(made), "{name}");
            let never_stored = view.total_versions == 1 && next.engine.endings(session).unwrap().is_empty();
            assert!(made || never_stored, "{name}: {:?}", next.engine.endings(session));
        },
    );
}

/// MOD-40, ENG-6: where the store fails the edit comes about in memory and is stored later.
#[test]
fn mod_40_the_store_fails_at_every_moment() {
    for plan in [
        StorePlan::Failing(StoreFaultKind::Lost),
        StorePlan::Full(StoreFaultKind::Quota),
    ] {
        at_every_moment(
            "store fails",
            |_, store, _| store.plan(plan.clone()),
            |mut shell, store, session, ticket, name| {
                assert_eq!(status(&mut shell, ticket), EditStatus::Committed, "{name}");
                store.plan(StorePlan::Sound);
                for _ in 0..4 {
                    shell.settle();
                    shell.advance(70_000);
                }
                let view = shell.engine.view(session, shell.now()).unwrap();
                assert_eq!(view.save, SaveStatus::Saved, "{name}");
                let mut next = tab("second", store, &[]);
                next.open(session).unwrap();
                assert_eq!(next.document(session), shell.document(session), "{name}");
                assert!(next.document(session).contains("Ciao"), "{name}");
            },
        );
    }
}

/// MOD-40, DSN-6: where another tab edits meanwhile both edits are in the history, in order.
#[test]
fn mod_40_another_tab_at_every_moment() {
    let other = |_: &mut NativeShell, store: &SharedStore, session: &str| {
        let mut other = tab("second", store, &[]);
        other.open(session).unwrap();
        let ops = r#"[{"op":"set","id":"ok","path":"/props/label","value":"Fine"}]"#;
        other
            .version(Command::ApplyOps {
                session_id: session.into(),
                ops: ops.into(),
                summary: "Fine".into(),
            })
            .unwrap();
    };
    at_every_moment("another tab", other, |mut shell, store, session, ticket, name| {
        assert_eq!(status(&mut shell, ticket), EditStatus::Committed, "{name}");
        shell.hear_of(&format!("session:{session}"));
        shell.settle();
        let document = shell.document(session);
        assert!(
            document.contains("Ciao") && document.contains("Fine"),
            "{name}: {document}"
        );
        let mut late = tab("late", store, &[]);
        assert_eq!(late.open(session).unwrap().total_versions, 3, "{name}");
        assert_eq!(late.document(session), document, "{name}");
    });
}

/// MOD-47: a cancel at any moment ends the edit, unless it was committed before.
#[test]
fn mod_47_cancelled_at_every_moment() {
    let cancel = |shell: &mut NativeShell, _: &SharedStore, session: &str| {
        shell
            .run(Command::CancelEdit {
                session_id: session.into(),
                edit_id: "e".into(),
            })
            .unwrap();
    };
    at_every_moment("cancelled", cancel, |mut shell, _, session, ticket, name| {
        let status = status(&mut shell, ticket);
        let calls = shell.calls.len();
        shell.advance(3_600_000);
        shell.settle();
        assert_eq!(shell.calls.len(), calls, "{name}: it was asked again");
        assert!(shell.running().is_empty(), "{name}");
        let view = shell.engine.view(session, shell.now()).unwrap();
        let made = status == EditStatus::Committed;
        assert!(made || status == EditStatus::Cancelled, "{name}: {status:?}");
        assert_eq!(view.current_version, 1 + u32::from(made), "{name}");
        assert!(view.open_edits.is_empty(), "{name}");
    });
}
