//! Undo and redo where another tab works on the same session, or the store refuses. Rule DSN-3 of core/SPEC.md.

use bozzetto_core::engine::StoreFaultKind;
use bozzetto_core::protocol::{Command, EditStatus, Reply, SaveStatus, VersionKind};
use bozzetto_tests::design::{
    BACKGROUND, BIG, FONT_SIZE, GREEN, PAGE, apply, branch, config, pick, redo, revert, rollback, tab, undo,
    value, wish,
};
use bozzetto_tests::shell::{NativeShell, Scripted, SharedStore, StorePlan, ops_answer};

/// DSN-3: what is taken back or brought again is what was shown when it was asked for. Where another tab went on, or took the same back,
/// nothing happens; what is asked for afterwards is done.
#[test]
fn undo_means_what_was_shown() {
    for as_words in [false, true] {
        let store = SharedStore::default();
        let mut a = tab("a", &store, GREEN);
        let session = a.create_from(PAGE).session_id;
        let stream = format!("session:{session}");
        let mut b = tab("b", &store, BIG);
        let command = |what: &str, edit: &str| match (what, as_words) {
            (_, true) => wish(&session, edit, what, &[]),
            ("undo", _) => undo(&session),
            _ => redo(&session),
        };
        let done = |shell: &mut NativeShell, what: &str, edit: &str| match shell.run(command(what, edit)) {
            Ok(Reply::Version { version }) => Ok(version.summary),
            Ok(Reply::Edit { result }) => match result.error {
                Some(error) => Err(error.code),
                None => Ok(result.changes_summary),
            },
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error.code),
        };
        a.edit(&session, "green", &["go"]);
        b.open(&session).unwrap();
        b.edit(&session, "bigger", &["title"]);
        // Not heard of yet.
        assert_eq!(done(&mut a, "undo", "u1"), Err("edit.conflict".into()));
        assert_eq!(a.document(&session), b.document(&session));
        assert_eq!(value(&a, &session, FONT_SIZE), 40);
        assert_eq!(value(&a, &session, BACKGROUND), "#16a34a");
        assert_eq!(a.engine.versions(&session, 0).unwrap().len(), 3);
        // Now it is shown.
        assert_eq!(done(&mut a, "undo", "u2"), Ok("Undid version 3".into()));
        // Both take the same back.
        b.hear_of(&stream);
        b.settle();
        assert_eq!(done(&mut a, "undo", "u3"), Ok("Undid version 2".into()));
        assert_eq!(done(&mut b, "undo", "u4"), Err("edit.conflict".into()));
        assert_eq!(done(&mut b, "redo", "r1"), Ok("Redid version 2".into()));
        assert_eq!(done(&mut a, "redo", "r2"), Err("edit.conflict".into()));
        assert_eq!(done(&mut a, "redo", "r3"), Ok("Redid version 3".into()));
    }
}

/// DSN-3: the same where the store refused meanwhile. What was made here and taken back here is so on top of what others did, too.
#[test]
fn undo_means_what_was_shown_while_the_store_refused() {
    for own in [false, true] {
        let store = SharedStore::default();
        let mut a = tab("a", &store, GREEN);
        let session = a.create_from(PAGE).session_id;
        let undo = undo(&session);
        let redo = redo(&session);
        a.edit(&session, "green", &["go"]);
        let mut b = tab("b", &store, BIG);
        b.open(&session).unwrap();
        store.plan(StorePlan::Failing(StoreFaultKind::Lost));
        if own {
            let ops = r#"[{"op":"set","id":"go","path":"/props/label","value":"Mine"}]"#;
            a.version(Command::ApplyOps {
                session_id: session.clone(),
                ops: ops.into(),
                summary: "mine".into(),
            })
            .unwrap();
        }
        for command in [&undo, &redo, &undo] {
            a.version(command.clone()).unwrap();
        }
        store.plan(StorePlan::Sound);
        b.edit(&session, "bigger", &["title"]);
        a.advance(5_000);
        a.settle();
        assert_eq!(a.engine.view(&session, 0).unwrap().save, SaveStatus::Saved);
        assert_eq!(value(&a, &session, FONT_SIZE), 40, "{own}");
        assert_eq!(value(&a, &session, BACKGROUND), "#16a34a", "{own}");
        assert_ne!(value(&a, &session, "/children/1/props/label"), "Mine");
        let conflicts = a
            .warnings()
            .iter()
            .filter(|code| **code == "edit.conflict")
            .count();
        assert_eq!(conflicts, if own { 0 } else { 3 });
        assert_eq!(
            a.engine.versions(&session, 0).unwrap().len(),
            if own { 7 } else { 3 }
        );
    }
}

const MINE: &str = r#"[{"op":"set","id":"go","path":"/props/label","value":"Mine"}]"#;
const LABEL: &str = "/children/1/props/label";

fn undo_two(session: &str) -> Command {
    wish(session, "two", "undo the last two changes", &[])
}

/// DSN-3: of several steps that are taken back at once all are, or none: also where one of them was made here while the store refused, and the
/// other one is not the latest any more.
#[test]
fn several_steps_are_taken_back_all_or_not_at_all() {
    for others in [false, true] {
        let store = SharedStore::default();
        let mut a = tab("a", &store, GREEN);
        let session = a.create_from(PAGE).session_id;
        a.edit(&session, "green", &["go"]);
        let mut b = tab("b", &store, BIG);
        b.open(&session).unwrap();
        store.plan(StorePlan::Failing(StoreFaultKind::Lost));
        a.version(apply(&session, MINE)).unwrap();
        let Ok(Reply::Edit { result }) = a.run(undo_two(&session)) else {
            panic!()
        };
        assert_eq!(result.status, EditStatus::Committed);
        assert_eq!(value(&a, &session, LABEL), "Go");
        assert_eq!(value(&a, &session, BACKGROUND), "#ffffff");
        store.plan(StorePlan::Sound);
        if others {
            b.edit(&session, "bigger", &["title"]);
        }
        a.advance(5_000);
        a.settle();
        assert_eq!(a.engine.view(&session, 0).unwrap().save, SaveStatus::Saved);
        let mut late = tab("c", &store, BIG);
        late.open(&session).unwrap();
        for tab in [&a, &late] {
            let shown = [LABEL, BACKGROUND, FONT_SIZE].map(|at| value(tab, &session, at));
            let (label, background) = if others {
                ("Mine", "#16a34a")
            } else {
                ("Go", "#ffffff")
            };
            assert_eq!(shown[..2], [label, background], "{others}");
            assert_eq!(shown[2] == 40, others);
        }
        let conflicts = a
            .warnings()
            .iter()
            .filter(|code| **code == "edit.conflict")
            .count();
        assert_eq!(conflicts, usize::from(others));
    }
}

/// DSN-3: nor is a part of them stored where there is no room for the rest.
#[test]
fn several_steps_are_stored_all_or_not_at_all() {
    let mut most = 0;
    for room in (0..4_000).step_by(40) {
        let store = SharedStore::default();
        let mut a = tab("a", &store, GREEN);
        let session = a.create_from(PAGE).session_id;
        a.edit(&session, "green", &["go"]);
        let size = store.size();
        store.plan(StorePlan::Full(StoreFaultKind::Quota));
        a.version(apply(&session, MINE)).unwrap();
        a.run(undo_two(&session)).unwrap();
        a.version(apply(&session, MINE)).unwrap();
        store.plan(StorePlan::Room(size + room));
        for _ in 0..5 {
            a.advance(70_000);
            a.settle();
        }
        let mut late = tab("b", &store, BIG);
        late.open(&session).unwrap();
        let versions = late.engine.versions(&session, 0).unwrap();
        let undone = versions
            .iter()
            .filter(|version| version.kind == VersionKind::Undo)
            .count();
        assert!(undone == 0 || undone == 2, "{room}: {undone}");
        most = most.max(versions.len());
    }
    assert_eq!(most, 6);
}

/// ENG-6: a version that was made while the store refused gets another number where others were faster. What names it still means it, and a change
/// that was made on it is not asked for once more.
#[test]
fn numbers_mean_the_same_version_on_top_of_others() {
    let blue = r##"[{"op":"set","id":"title","path":"/style/color","value":"#0000ff"}]"##;
    let named = |what: &str, session: &str| match what {
        "revert" => revert(session, 2),
        "rollback" => rollback(session, 2),
        "pick" => pick(session, 2),
        _ => branch(session, 2, "x"),
    };
    for (what, label, colour) in [
        ("revert", "Go", "#0000ff"),
        ("rollback", "Mine", "#111111"),
        ("pick", "Mine", "#0000ff"),
        ("branch", "Mine", "#111111"),
    ] {
        let store = SharedStore::default();
        let mut a = tab("a", &store, GREEN);
        let session = a.create_from(PAGE).session_id;
        let mut b = tab("b", &store, BIG);
        b.open(&session).unwrap();
        store.plan(StorePlan::Failing(StoreFaultKind::Lost));
        a.version(apply(&session, MINE)).unwrap();
        a.version(apply(&session, blue)).unwrap();
        if what == "pick" {
            let revert = named("revert", &session);
            a.version(revert).unwrap();
        }
        a.run(named(what, &session)).unwrap();
        let shown = |tab: &NativeShell| [LABEL, "/children/0/style/color"].map(|at| value(tab, &session, at));
        assert_eq!(shown(&a), [label, colour], "{what}");
        store.plan(StorePlan::Sound);
        b.edit(&session, "bigger", &["title"]);
        a.advance(5_000);
        a.settle();
        let mut late = tab("c", &store, BIG);
        late.open(&session).unwrap();
        for tab in [&a, &late] {
            assert_eq!(shown(tab), [label, colour], "{what}");
            assert_eq!(value(tab, &session, FONT_SIZE), 40, "{what}");
        }
        assert!(!a.warnings().contains(&"edit.conflict"));
    }
}

/// ENG-6: the same for the version that an answer of a model was made on.
#[test]
fn an_answer_was_made_on_what_was_there() {
    let store = SharedStore::default();
    let mut turn = 0;
    let model = Scripted(move |_: &_| {
        turn += 1;
        ops_answer(match turn {
            1 => r#"[{"op":"set","id":"title","path":"/props/text","value":"Hello to you"}]"#,
            _ => r#"[{"op":"text","id":"title","path":"/props/text","at":9,"delete":3,"insert":"all"}]"#,
        })
    });
    let mut a = NativeShell::with_config(config("a"), &store, model);
    let session = a.create_from(PAGE).session_id;
    let mut b = tab("b", &store, GREEN);
    b.open(&session).unwrap();
    store.plan(StorePlan::Failing(StoreFaultKind::Lost));
    a.edit(&session, "say hello to you", &["title"]);
    a.edit(&session, "say it to all", &["title"]);
    store.plan(StorePlan::Sound);
    b.edit(&session, "green", &["go"]);
    a.advance(5_000);
    a.settle();
    assert_eq!(value(&a, &session, "/children/0/props/text"), "Hello to all");
    assert_eq!(value(&a, &session, BACKGROUND), "#16a34a");
    assert_eq!(a.calls.len(), 2);
    assert_eq!(a.engine.versions(&session, 0).unwrap().len(), 4);
}

/// CTX-14: a model is told of what was taken back that it was, until it is brought again.
#[test]
fn ctx_14_what_was_undone_is_told_as_such() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    shell.edit(&session, "make the go button as green as grass", &["go"]);
    // What is asked for here is answered with what is so already, or elsewhere, and makes nothing.
    let is_marked = |shell: &mut NativeShell| {
        let result = shell.edit(&session, "make the title bigger", &["title"]);
        let report = shell
            .engine
            .prompt_report(&session, &result.edit_id)
            .unwrap()
            .unwrap();
        let lines = report.sections.iter().filter(|section| section.name == "recent");
        let lines: String = lines.map(|section| section.text.as_str()).collect();
        let line = lines
            .lines()
            .find(|line| line.contains("green as grass"))
            .unwrap();
        line.ends_with("(taken back)")
    };
    assert!(!is_marked(&mut shell));
    shell.run(undo(&session)).unwrap();
    assert!(is_marked(&mut shell));
    shell.run(redo(&session)).unwrap();
    assert!(!is_marked(&mut shell));
}
