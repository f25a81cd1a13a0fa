//! Versions of a session, from end to end: steps that are taken back and done again, in words or by a command. Rules DSN-3, DSN-4,
//! DSN-14 and VER-20 of core/SPEC.md.

use bozzetto_core::protocol::VersionKind;
use bozzetto_core::version::diff;
use bozzetto_tests::design::{
    BACKGROUND, BIG, FONT_SIZE, GREEN, PAGE, apply, redo, rollback, tab, undo, value,
};
use bozzetto_tests::shell::{NativeShell, SharedStore};

/// DSN-3: one edit is one step, also after a reload.
#[test]
fn undo_and_redo_go_edit_by_edit_across_a_reload() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    shell.edit(&session, "green", &["go"]);
    shell.kill();
    let mut shell = tab("b", &store, BIG);
    shell.open(&session).unwrap();
    shell.edit(&session, "bigger", &["title"]);
    assert_eq!(shell.version(undo(&session)).unwrap().of, Some(3));
    assert_eq!(value(&shell, &session, FONT_SIZE), serde_json::Value::Null);
    assert_eq!(value(&shell, &session, BACKGROUND), "#16a34a");
    assert_eq!(shell.version(undo(&session)).unwrap().of, Some(2));
    assert_eq!(value(&shell, &session, BACKGROUND), "#ffffff");
    assert_eq!(
        shell.version(undo(&session)).unwrap_err().code,
        "version.nothing-to-undo"
    );
    assert_eq!(shell.version(redo(&session)).unwrap().of, Some(2));
    shell.kill();
    let mut shell = tab("c", &store, BIG);
    let view = shell.open(&session).unwrap();
    assert!(view.can_undo && view.can_redo);
    assert_eq!(shell.version(redo(&session)).unwrap().of, Some(3));
    assert_eq!(value(&shell, &session, FONT_SIZE), 40);
    assert_eq!(
        shell.version(redo(&session)).unwrap_err().code,
        "version.nothing-to-redo"
    );
    assert!(
        shell
            .engine
            .versions(&session, 0)
            .unwrap()
            .iter()
            .all(|version| !version.undone)
    );
    shell.version(undo(&session)).unwrap();
    let undone: Vec<u32> = shell
        .engine
        .versions(&session, 0)
        .unwrap()
        .iter()
        .filter(|version| version.undone)
        .map(|version| version.number)
        .collect();
    assert_eq!(undone, [3]);
}

/// DSN-3, DSN-4: several steps in words are told as one, with all that they changed, and are steps of their own in the history. No more
/// are taken than there are.
#[test]
fn several_steps_in_words() {
    let mut shell = tab("a", &SharedStore::default(), GREEN);
    let session = shell.create_from(PAGE).session_id;
    for ops in [GREEN, BIG] {
        shell.run(apply(&session, ops)).unwrap();
    }
    let ops_of = |shell: &NativeShell, from, to| {
        let [before, after] = [from, to].map(|version| shell.engine.at(&session, version).unwrap());
        diff(&before, &after).to_json()
    };
    let told = |shell: &mut NativeShell, words: &str| {
        let result = shell.edit(&session, words, &[]);
        assert!(result.error.is_none(), "{words}: {result:?}");
        (result.changes_summary, result.patch, result.new_version)
    };
    let changed = told(&mut shell, "what was changed in the last two versions").0;
    assert!(changed.starts_with("From version 1 to version 3: "), "{changed}");
    let last = told(&mut shell, "what was changed in the last version").0;
    assert!(last.starts_with("From version 2 to version 3: "), "{last}");
    let compared = told(&mut shell, "compare the last two versions").0;
    assert_eq!(compared, last);
    let undone = told(&mut shell, "undo the last two changes");
    let ops = ops_of(&shell, 3, 5);
    assert_eq!(undone, ("Undid versions 3 and 2".into(), Some(ops), Some(5)));
    let redone = told(&mut shell, "redo 2 steps");
    let ops = ops_of(&shell, 5, 7);
    assert_eq!(redone, ("Redid versions 2 and 3".into(), Some(ops), Some(7)));
    let kinds: Vec<(VersionKind, Option<u32>, String)> = shell
        .engine
        .versions(&session, 3)
        .unwrap()
        .iter()
        .map(|version| (version.kind, version.of, version.summary.clone()))
        .collect();
    assert_eq!(
        kinds,
        [
            (VersionKind::Undo, Some(3), "Undid version 3".to_owned()),
            (VersionKind::Undo, Some(2), "Undid versions 3 and 2".to_owned()),
            (VersionKind::Redo, Some(2), "Redid version 2".to_owned()),
            (VersionKind::Redo, Some(3), "Redid versions 2 and 3".to_owned()),
        ]
    );
    assert_eq!(told(&mut shell, "undo").0, "Undid version 3");
    assert_eq!(told(&mut shell, "redo").0, "Redid version 3");
    assert_eq!(
        told(&mut shell, "undo the last 5 changes").0,
        "Undid versions 3 and 2"
    );
    let none = shell.edit(&session, "undo twice", &[]);
    assert_eq!(none.error.unwrap().code, "version.nothing-to-undo");
}

/// DSN-4: a version whose number is told is taken back alone; a count is one of steps.
#[test]
fn one_version_is_taken_back_in_words() {
    for words in [
        "undo change 3",
        "undo version 3",
        "Undo v3",
        "take back version 3",
        "revert edit 3",
    ] {
        let mut shell = tab("a", &SharedStore::default(), "[]");
        let session = shell.create_from(PAGE).session_id;
        for ops in [
            BIG,
            GREEN,
            r#"[{"op":"set","id":"page","path":"/name","value":"Later"}]"#,
        ] {
            shell.run(apply(&session, ops)).unwrap();
        }
        let result = shell.edit(&session, words, &[]);
        assert_eq!(result.new_version, Some(5), "{words}: {result:?}");
        assert!(
            result.changes_summary.starts_with("Took back version 3"),
            "{words}: {result:?}"
        );
        assert_eq!(value(&shell, &session, BACKGROUND), "#ffffff");
        assert_eq!(value(&shell, &session, FONT_SIZE), 40);
        assert_eq!(value(&shell, &session, "/name"), "Later");
        let prompt = &shell.engine.versions(&session, 0).unwrap()[4].prompt;
        assert_eq!(prompt, words);
        let again = shell.edit(&session, "undo the last 2 changes", &[]);
        assert_eq!(again.new_version, Some(7), "{again:?}");
        let missing = shell.edit(&session, "undo change 40", &[]);
        assert_eq!(
            missing.error.map(|error| error.code),
            Some("version.unknown".to_owned())
        );
    }
}

/// DSN-14: the app's own change is a version like any other.
#[test]
fn ops_of_the_app_are_versions() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    assert_eq!(
        shell.version(apply(&session, BIG)).unwrap().kind,
        VersionKind::Apply
    );
    assert!(
        shell
            .version(apply(&session, r#"[{"op":"remove","id":"nowhere"}]"#))
            .is_err()
    );
    assert!(shell.version(apply(&session, "[]")).is_err());
    assert!(shell.version(apply(&session, "no json")).is_err());
    // One that sets what is set already is a step of the app all the same.
    assert!(shell.version(apply(&session, BIG)).is_ok());
    assert_eq!(shell.engine.versions(&session, 0).unwrap().len(), 3);
}

/// VER-20: what is undone, redone or gone back to has the order of its keys again, also after a reload, and a change of nothing else is one.
#[test]
fn what_comes_back_has_its_order_of_keys() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, "[]");
    let id = shell
        .create_from(r#"{"id":"r","type":"screen","style":{"a":1,"b":2}}"#)
        .session_id;
    let order = |shell: &NativeShell, version| {
        let document = shell.engine.at(&id, version).unwrap();
        document.root().get("style").unwrap().to_json()
    };
    for ops in [
        r#"[{"op":"set","path":"/style/c","value":3}]"#,
        r#"[{"op":"unset","path":"/style/a"},{"op":"set","path":"/style/a","value":1}]"#,
        r#"[{"op":"set","path":"/name","value":"x"}]"#,
    ] {
        shell.run(apply(&id, ops)).unwrap();
    }
    let (first, second) = (r#"{"a":1,"b":2,"c":3}"#, r#"{"b":2,"c":3,"a":1}"#);
    assert_eq!(
        (order(&shell, 2).as_str(), order(&shell, 3).as_str()),
        (first, second)
    );
    for (command, style) in [
        (undo(&id), second),
        // This one changed nothing but the order.
        (undo(&id), first),
        (undo(&id), r#"{"a":1,"b":2}"#),
        (rollback(&id, 4), second),
        (rollback(&id, 2), first),
    ] {
        let version = shell.version(command).unwrap();
        assert_eq!(order(&shell, version.number), style);
    }
    shell.kill();
    let mut again = tab("b", &store, "[]");
    again.open(&id).unwrap();
    for (version, style) in [
        (2, first),
        (3, second),
        (5, second),
        (6, first),
        (8, second),
        (9, first),
    ] {
        assert_eq!(order(&again, version), style, "version {version}");
    }
}

/// INT-1: a branch is not made by words, and they are not taken for words about the design.
#[test]
fn branches_in_words_change_nothing() {
    let mut shell = tab("a", &SharedStore::default(), GREEN);
    let session = shell.create_from(PAGE).session_id;
    for words in [
        "branch from version 1 as bold",
        "switch to main",
        "merge dark into main",
    ] {
        let result = shell.edit(&session, words, &[]);
        let error = result.error.unwrap();
        assert_eq!(error.code, "edit.nothing-meant", "{words}");
        assert!(error.message.starts_with("Branches are made"), "{words}");
    }
    assert_eq!(shell.engine.versions(&session, 0).unwrap().len(), 1);
}
