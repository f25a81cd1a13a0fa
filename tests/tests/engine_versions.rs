//! Versions of a session, from end to end: undo, revert, cherry-pick, blame, branches and merges. Rules DSN-3 to DSN-26 and VER-20 of
//! core/SPEC.md.

use bozzetto_core::engine::ModelCall;
use bozzetto_core::protocol::{Command, MergeChoice, MergePolicy, VersionKind};
use bozzetto_core::version::diff;
use bozzetto_tests::design::{
    BACKGROUND, BIG, FONT_SIZE, GREEN, PAGE, apply, branch, config, switch, tab, value,
};
use bozzetto_tests::shell::{NativeShell, Scripted, SharedStore, ops_answer};

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
    let undo = || Command::Undo {
        session_id: session.clone(),
    };
    let redo = || Command::Redo {
        session_id: session.clone(),
    };
    assert_eq!(shell.version(undo()).unwrap().of, Some(3));
    assert_eq!(value(&shell, &session, FONT_SIZE), serde_json::Value::Null);
    assert_eq!(value(&shell, &session, BACKGROUND), "#16a34a");
    assert_eq!(shell.version(undo()).unwrap().of, Some(2));
    assert_eq!(value(&shell, &session, BACKGROUND), "#ffffff");
    assert_eq!(shell.version(undo()).unwrap_err().code, "version.nothing-to-undo");
    assert_eq!(shell.version(redo()).unwrap().of, Some(2));
    shell.kill();
    let mut shell = tab("c", &store, BIG);
    let view = shell.open(&session).unwrap();
    assert!(view.can_undo && view.can_redo);
    assert_eq!(shell.version(redo()).unwrap().of, Some(3));
    assert_eq!(value(&shell, &session, FONT_SIZE), 40);
    assert_eq!(shell.version(redo()).unwrap_err().code, "version.nothing-to-redo");
    assert!(
        shell
            .engine
            .versions(&session, 0)
            .unwrap()
            .iter()
            .all(|version| !version.undone)
    );
    shell.version(undo()).unwrap();
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

/// DSN-18: one version is taken back and those after it stay, also across a reload; the revert is taken back like any version.
/// DSN-19: a version of another branch is made once more here.
#[test]
fn versions_are_reverted_and_picked() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    let id = || session.clone();
    let ops = |ops: &str| apply(&id(), ops);
    shell.run(ops(GREEN)).unwrap();
    shell.run(ops(BIG)).unwrap();
    let revert = |version| Command::RevertVersion {
        session_id: id(),
        version,
    };
    let made = shell.version(revert(2)).unwrap();
    assert_eq!(
        (made.kind, made.of, made.number),
        (VersionKind::Revert, Some(2), 4)
    );
    assert!(
        made.summary.starts_with("Took back version 2"),
        "{}",
        made.summary
    );
    assert_eq!(value(&shell, &session, BACKGROUND), "#ffffff");
    assert_eq!(value(&shell, &session, FONT_SIZE), 40);
    assert_eq!(shell.run(revert(2)).unwrap_err().code, "edit.no-change");
    assert_eq!(shell.run(revert(9)).unwrap_err().code, "version.unknown");
    shell.kill();
    let mut shell = tab("b", &store, GREEN);
    shell.open(&session).unwrap();
    shell.run(revert(4)).unwrap();
    assert_eq!(value(&shell, &session, BACKGROUND), "#16a34a");
    let blame =
        |shell: &NativeShell, id: &str, path: &str| shell.engine.blame(&session, 5, Some(id), path).unwrap();
    // Version 5 took back what took version 2 back.
    assert_eq!(blame(&shell, "go", "/style/background"), Some(2));
    assert_eq!(blame(&shell, "title", "/style/fontSize"), Some(3));
    assert_eq!(blame(&shell, "title", "style/fontSize"), Some(3));
    shell.run(branch(&id(), 1, "calm")).unwrap();
    let picked = shell
        .version(Command::CherryPick {
            session_id: id(),
            version: 3,
        })
        .unwrap();
    assert_eq!((picked.kind, picked.of), (VersionKind::CherryPick, Some(3)));
    assert_eq!(value(&shell, &session, FONT_SIZE), 40);
    assert_eq!(value(&shell, &session, BACKGROUND), "#ffffff");
    let report = shell.engine.verify(&session).unwrap();
    assert_eq!((report.versions, report.damaged.len()), (6, 0));
    assert!(report.change_bytes > 0.0 && report.keyframe_bytes > 0.0);
}

/// DSN-19: a version whose change is here already is not made twice, whichever way it came, unless it was taken back since.
#[test]
fn what_is_here_is_not_picked_again() {
    let mut shell = tab("a", &SharedStore::default(), GREEN);
    let session = shell.create_from(PAGE).session_id;
    let id = || session.clone();
    let pick = |version| Command::CherryPick {
        session_id: id(),
        version,
    };
    let refused = |shell: &mut NativeShell, version| {
        let error = shell.run(pick(version)).unwrap_err();
        assert_eq!(error.code, "edit.no-change", "{version}");
        assert_eq!(error.message, format!("Version {version} is here already."));
    };
    let new = r#"[{"op":"insert","parent":"page","index":0,"node":{"id":"n","type":"card"}}]"#;
    let count = |shell: &NativeShell| shell.document(&session).matches("\"card\"").count();
    shell.run(branch(&session, 1, "side")).unwrap();
    shell.run(apply(&session, new)).unwrap(); // 2
    refused(&mut shell, 2);
    shell.run(switch(&session, "main")).unwrap();
    shell.run(pick(2)).unwrap(); // 3
    refused(&mut shell, 2);
    refused(&mut shell, 3);
    shell.run(apply(&session, GREEN)).unwrap(); // 4
    refused(&mut shell, 2);
    shell.run(Command::Undo { session_id: id() }).unwrap(); // 5
    shell.run(Command::Undo { session_id: id() }).unwrap(); // 6
    assert_eq!(count(&shell), 0);
    shell.run(pick(2)).unwrap(); // 7
    refused(&mut shell, 2);
    let revert = |version| Command::RevertVersion {
        session_id: id(),
        version,
    };
    shell.run(revert(7)).unwrap(); // 8
    let again = shell.run(revert(7)).unwrap_err();
    assert_eq!(
        (again.code.as_str(), again.message.as_str()),
        (
            "edit.no-change",
            "Version 7 is not on this branch, or was taken back already."
        )
    );
    // What took it back is taken back.
    shell.run(revert(8)).unwrap(); // 9
    refused(&mut shell, 2);
    assert_eq!(count(&shell), 1);
    // By a merge, too.
    shell.run(branch(&session, 1, "third")).unwrap();
    shell
        .run(Command::MergeBranch {
            session_id: id(),
            name: "side".into(),
            policy: MergePolicy::Ours,
            choices: Vec::new(),
        })
        .unwrap(); // 10
    refused(&mut shell, 2);
    shell
        .run(Command::Rollback {
            session_id: id(),
            version: 1,
        })
        .unwrap();
    shell.run(pick(2)).unwrap();
    assert_eq!(count(&shell), 1);
}

/// DSN-18, DSN-19: what could be brought or taken back only in part says so, and what comes to nothing says why.
#[test]
fn halves_and_nothings_say_so() {
    let mut shell = tab("a", &SharedStore::default(), GREEN);
    let session = shell.create_from(PAGE).session_id;
    let id = || session.clone();
    let pick = |version| Command::CherryPick {
        session_id: id(),
        version,
    };
    let revert = |version| Command::RevertVersion {
        session_id: id(),
        version,
    };
    let why = |shell: &mut NativeShell, command| {
        let error = shell.run(command).unwrap_err();
        assert_eq!(error.code, "edit.no-change");
        error.message
    };
    shell.run(branch(&session, 1, "side")).unwrap();
    let both = [&GREEN[..GREEN.len() - 1], &BIG[1..]].join(",");
    shell.run(apply(&session, &both)).unwrap(); // 2
    shell
        .run(apply(&session, BIG.replace("40", "41").as_str()))
        .unwrap(); // 3
    shell.run(switch(&session, "main")).unwrap();
    shell
        .run(apply(&session, r#"[{"op":"remove","id":"title"}]"#))
        .unwrap(); // 4
    let picked = shell.version(pick(2)).unwrap(); // 5
    assert!(
        picked
            .summary
            .starts_with("Took over version 2, but for what is not here: Go: background"),
        "{}",
        picked.summary
    );
    assert_eq!(
        why(&mut shell, pick(3)),
        "What version 3 changed is gone from here, or is as it was before it."
    );
    let red = GREEN.replace("#16a34a", "#dc2626");
    shell.run(apply(&session, &red)).unwrap(); // 6
    assert_eq!(
        why(&mut shell, revert(5)),
        "What version 5 changed was changed again since."
    );
    shell
        .run(apply(&session, &red.replace("#dc2626", "#ffffff")))
        .unwrap(); // 7
    assert_eq!(
        why(&mut shell, revert(5)),
        "What version 5 changed is gone from here, or is as it was before it."
    );
    let merge = Command::MergeBranch {
        session_id: id(),
        name: "side".into(),
        policy: MergePolicy::Ours,
        choices: Vec::new(),
    };
    shell.run(merge.clone()).unwrap();
    assert_eq!(why(&mut shell, merge), "All of \"side\" is here already.");
}

/// DSN-26: an item of a list without ids is followed to where it was before others came, went or changed places.
#[test]
fn blame_follows_items_of_lists() {
    let mut shell = tab("a", &SharedStore::default(), GREEN);
    let page = r#"{"id":"r","type":"screen","children":[],"items":[{"sku":"a","p":1},{"sku":"b","p":2},{"sku":"c","p":3}]}"#;
    let session = shell.create_from(page).session_id;
    let price = |shell: &NativeShell, item: usize| {
        let path = format!("/items/{item}/p");
        shell
            .engine
            .blame(
                &session,
                shell.engine.versions(&session, 0).unwrap().len() as u32,
                None,
                &path,
            )
            .unwrap()
    };
    let prices =
        |shell: &NativeShell, items: usize| (0..items).map(|item| price(shell, item)).collect::<Vec<_>>();
    shell
        .run(apply(
            &session,
            r#"[{"op":"set","path":"/items/1/p","value":22}]"#,
        ))
        .unwrap(); // 2
    shell
        .run(apply(
            &session,
            r#"[{"op":"insert","path":"/items","index":0,"node":{"sku":"n","p":9}}]"#,
        ))
        .unwrap(); // 3
    assert_eq!(prices(&shell, 4), [Some(3), Some(1), Some(2), Some(1)]);
    shell
        .run(apply(
            &session,
            r#"[{"op":"set","path":"/items/3/p","value":33}]"#,
        ))
        .unwrap(); // 4
    shell
        .run(apply(&session, r#"[{"op":"unset","path":"/items/1"}]"#))
        .unwrap(); // 5
    assert_eq!(prices(&shell, 3), [Some(3), Some(2), Some(4)]);
    let turned =
        r#"[{"op":"set","path":"/items","value":[{"sku":"c","p":33},{"sku":"n","p":9},{"sku":"b","p":22}]}]"#;
    shell.run(apply(&session, turned)).unwrap(); // 6
    assert_eq!(prices(&shell, 3), [Some(4), Some(3), Some(2)]);
    // Through what only brings it back, too.
    let back = Command::Rollback {
        session_id: session.clone(),
        version: 4,
    };
    shell.run(back).unwrap(); // 7
    assert_eq!(prices(&shell, 4), [Some(3), Some(1), Some(2), Some(4)]);
}

/// DSN-26: which edit set this colour? The one that did, not what brought it back or over.
#[test]
fn blame_goes_through_what_brings_back_and_over() {
    let mut shell = tab("a", &SharedStore::default(), GREEN);
    let session = shell.create_from(PAGE).session_id;
    let id = || session.clone();
    let blame = |shell: &NativeShell, version| {
        let found = shell
            .engine
            .blame(&session, version, Some("go"), "/style/background");
        found.unwrap()
    };
    shell.run(apply(&session, GREEN)).unwrap(); // 2
    shell.run(Command::Undo { session_id: id() }).unwrap(); // 3
    assert_eq!(blame(&shell, 3), Some(1));
    shell.run(Command::Redo { session_id: id() }).unwrap(); // 4
    assert_eq!(blame(&shell, 4), Some(2));
    shell.run(branch(&session, 1, "calm")).unwrap();
    shell.run(apply(&session, BIG)).unwrap(); // 5
    let merge = Command::MergeBranch {
        session_id: id(),
        name: "main".into(),
        policy: MergePolicy::Theirs,
        choices: vec![],
    };
    assert_eq!(shell.version(merge).unwrap().number, 6);
    assert_eq!(blame(&shell, 6), Some(2));
    let rollback = |version| Command::Rollback {
        session_id: id(),
        version,
    };
    shell.run(rollback(1)).unwrap(); // 7
    assert_eq!(blame(&shell, 7), Some(1));
    shell.run(rollback(4)).unwrap(); // 8
    assert_eq!(blame(&shell, 8), Some(2));
    // What a merge put together from both sides is its own.
    let root = |shell: &NativeShell| shell.engine.blame(&session, 6, None, "/children").unwrap();
    assert_eq!(root(&shell), Some(6));
    assert_eq!(blame(&shell, 0), None);
}

/// DSN-13: branches are named heads; what they changed can be brought together.
#[test]
fn branches_part_and_merge() {
    let store = SharedStore::default();
    let mut calls = 0;
    let answers = move |_: &ModelCall| {
        calls += 1;
        ops_answer(if calls == 1 { GREEN } else { BIG })
    };
    let mut shell = NativeShell::with_config(config("a"), &store, Scripted(answers));
    let session = shell.create_from(PAGE).session_id;
    shell.edit(&session, "green", &["go"]);
    shell.run(branch(&session, 1, "calm")).unwrap();
    assert_eq!(value(&shell, &session, BACKGROUND), "#ffffff");
    assert_eq!(
        shell.run(branch(&session, 1, "calm")).unwrap_err().code,
        "branch.bad-name"
    );
    assert_eq!(
        shell.run(branch(&session, 9, "other")).unwrap_err().code,
        "version.unknown"
    );
    let result = shell.edit(&session, "bigger", &["title"]);
    assert_eq!(result.new_version, Some(3));
    shell.run(switch(&session, "main")).unwrap();
    assert_eq!(value(&shell, &session, FONT_SIZE), serde_json::Value::Null);
    let merge = || Command::MergeBranch {
        policy: Default::default(),
        choices: Vec::new(),
        session_id: session.clone(),
        name: "calm".into(),
    };
    let version = shell.version(merge()).unwrap();
    assert_eq!(
        (version.number, version.parent, version.kind),
        (4, 2, VersionKind::Merge)
    );
    assert_eq!(value(&shell, &session, FONT_SIZE), 40);
    assert_eq!(value(&shell, &session, BACKGROUND), "#16a34a");
    assert_eq!(shell.version(merge()).unwrap_err().code, "edit.no-change");
    let rollback = Command::Rollback {
        session_id: session.clone(),
        version: 1,
    };
    assert_eq!(shell.version(rollback).unwrap().of, Some(1));
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&shell.document(&session)).unwrap(),
        serde_json::from_str::<serde_json::Value>(PAGE).unwrap()
    );
    shell.kill();
    let mut later = tab("b", &store, GREEN);
    let view = later.open(&session).unwrap();
    assert_eq!(
        (view.branch.as_str(), view.branches.len(), view.total_versions),
        ("main", 2, 5)
    );
}

/// DSN-20: a merge is looked at before it is made; conflicts are data, decided by the policy or one by one.
#[test]
fn merges_are_previewed() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    shell.run(branch(&session, 1, "calm")).unwrap();
    shell.run(apply(&session, GREEN)).unwrap();
    shell.run(switch(&session, "main")).unwrap();
    let red = r##"[{"op":"set","id":"go","path":"/style/background","value":"#dc2626"}]"##;
    shell.run(apply(&session, red)).unwrap();
    let preview = shell
        .engine
        .merge_preview(&session, "calm", MergePolicy::Theirs, vec![])
        .unwrap();
    assert_eq!(preview.conflicts.len(), 1);
    let conflict = &preview.conflicts[0];
    assert_eq!(
        (conflict.id.as_deref(), conflict.path.as_str()),
        (Some("go"), "/style/background")
    );
    assert_eq!(
        [&conflict.base, &conflict.ours, &conflict.theirs].map(|text| text.as_deref().unwrap()),
        ["\"#ffffff\"", "\"#dc2626\"", "\"#16a34a\""]
    );
    let side = |key: &str, side| MergeChoice {
        key: key.into(),
        side,
    };
    let key = "field:go:/style/background";
    assert_eq!(conflict.key, key);
    // Looked at with a choice, it is what that choice makes of it, and speaks of the same conflicts.
    for (policy, choice) in [
        (MergePolicy::Theirs, MergePolicy::Ours),
        (MergePolicy::Ours, MergePolicy::Theirs),
    ] {
        let chosen = shell
            .engine
            .merge_preview(&session, "calm", policy, vec![side(key, choice)])
            .unwrap();
        assert_eq!(chosen.conflicts[0].key, key);
        assert_eq!(chosen.ops.contains("#16a34a"), choice == MergePolicy::Theirs);
    }
    let merge = |policy, choices| Command::MergeBranch {
        session_id: session.clone(),
        name: "calm".into(),
        policy,
        choices,
    };
    for unknown in ["", "field:go:/style", "presence:go:", "0"] {
        for first in [vec![], vec![side(key, MergePolicy::Theirs)]] {
            let choices = [first, vec![side(unknown, MergePolicy::Ours)]].concat();
            let error = shell.run(merge(MergePolicy::Ours, choices)).unwrap_err();
            assert_eq!(error.code, "merge.unknown-conflict");
        }
    }
    // All of it decided for this side is a decision, too: it is a version, and not asked again until that is undone.
    let made = shell.version(merge(MergePolicy::Ours, vec![])).unwrap();
    assert_eq!(made.summary, "Merged calm: nothing taken over");
    assert_eq!(value(&shell, &session, BACKGROUND), "#dc2626");
    let again = shell
        .engine
        .merge_preview(&session, "calm", MergePolicy::Theirs, vec![])
        .unwrap();
    assert_eq!(again.conflicts.len(), 0);
    assert_eq!(
        shell.run(merge(MergePolicy::Theirs, vec![])).unwrap_err().code,
        "edit.no-change"
    );
    shell
        .run(Command::Undo {
            session_id: session.clone(),
        })
        .unwrap();
    let choices = vec![side(key, MergePolicy::Theirs)];
    shell.run(merge(MergePolicy::Ours, choices)).unwrap();
    assert_eq!(value(&shell, &session, BACKGROUND), "#16a34a");
    let staged = shell.engine.stage(&session, BIG).unwrap();
    assert_eq!((staged.len(), staged[0].ops.as_slice()), (1, &[0][..]));
}

/// DSN-20: choices that cannot all be are refused by name, and nothing that both sides have is lost for them.
#[test]
fn choices_of_a_merge_that_clash() {
    let document = r#"{"id":"r","type":"screen","children":[{"id":"box","type":"card"},
        {"id":"c","type":"text","style":{"color":"red"}}]}"#;
    let (ours, theirs) = (MergePolicy::Ours, MergePolicy::Theirs);
    let clash = Err("merge.choices-clash");
    for (policy, choices, outcome) in [
        (ours, vec![], Ok(false)),
        (theirs, vec![], Ok(true)),
        (ours, vec![("place:c:", theirs)], clash),
        (theirs, vec![("presence:box:", ours)], clash),
        (
            theirs,
            vec![("presence:box:", ours), ("place:c:", ours)],
            Ok(false),
        ),
        (ours, vec![("presence:box:", theirs)], Ok(true)),
        (
            ours,
            vec![("place:c:", theirs), ("presence:box:", theirs)],
            Ok(true),
        ),
        // The last word counts.
        (
            theirs,
            vec![("presence:box:", ours), ("presence:box:", theirs)],
            Ok(true),
        ),
    ] {
        let choices: Vec<MergeChoice> = choices
            .into_iter()
            .map(|(key, side)| MergeChoice {
                key: key.into(),
                side,
            })
            .collect();
        let mut shell = tab("a", &SharedStore::default(), GREEN);
        let session = shell.create_from(document).session_id;
        shell.run(branch(&session, 1, "bold")).unwrap();
        let moved = r#"[{"op":"move","id":"c","parent":"box","index":0}]"#;
        shell.run(apply(&session, moved)).unwrap();
        shell.run(switch(&session, "main")).unwrap();
        shell
            .run(apply(&session, r#"[{"op":"remove","id":"box"}]"#))
            .unwrap();
        let before = shell.document(&session);
        let merged = shell.run(Command::MergeBranch {
            session_id: session.clone(),
            name: "bold".into(),
            policy,
            choices: choices.clone(),
        });
        let after = shell.document(&session);
        assert!(after.contains("\"c\""), "{policy:?} {choices:?}: {after}");
        match outcome {
            Ok(has_box) => {
                merged.unwrap();
                assert_eq!(
                    after.contains("\"box\""),
                    has_box,
                    "{policy:?} {choices:?}: {after}"
                );
            }
            Err(code) => {
                assert_eq!(merged.unwrap_err().code, code, "{policy:?} {choices:?}");
                assert_eq!(after, before);
            }
        }
    }
}

/// DSN-20: what was merged is merged: what a merge decided is not asked again, until it is taken back.
#[test]
fn merges_go_on_from_the_last_one() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    shell.run(branch(&session, 1, "calm")).unwrap();
    shell.run(apply(&session, GREEN)).unwrap();
    shell.run(apply(&session, BIG)).unwrap();
    shell.run(switch(&session, "main")).unwrap();
    let red = r##"[{"op":"set","id":"go","path":"/style/background","value":"#dc2626"}]"##;
    shell.run(apply(&session, red)).unwrap();
    let merge = |name: &str, policy| Command::MergeBranch {
        session_id: session.clone(),
        name: name.into(),
        policy,
        choices: Vec::new(),
    };
    let conflicts = |shell: &NativeShell, name: &str| {
        let preview = shell
            .engine
            .merge_preview(&session, name, MergePolicy::Theirs, vec![]);
        preview.unwrap().conflicts.len()
    };
    assert_eq!(conflicts(&shell, "calm"), 1);
    let made = shell.version(merge("calm", MergePolicy::Ours)).unwrap().number;
    let is_merged = |shell: &mut NativeShell| {
        assert_eq!(conflicts(shell, "calm"), 0);
        let again = shell.run(merge("calm", MergePolicy::Theirs));
        assert_eq!(again.unwrap_err().code, "edit.no-change");
        assert_eq!(value(shell, &session, BACKGROUND), "#dc2626");
        assert_eq!(value(shell, &session, FONT_SIZE), 40);
    };
    is_merged(&mut shell);
    // Whichever way the merge is taken back, the branch can be merged anew.
    let session_id = || session.clone();
    let (undo, redo) = (
        || Command::Undo {
            session_id: session_id(),
        },
        || Command::Redo {
            session_id: session_id(),
        },
    );
    shell.run(undo()).unwrap();
    assert_eq!(conflicts(&shell, "calm"), 1);
    shell.run(redo()).unwrap();
    is_merged(&mut shell);
    for back in [
        Command::RevertVersion {
            session_id: session_id(),
            version: made,
        },
        Command::Rollback {
            session_id: session_id(),
            version: made - 1,
        },
    ] {
        shell.run(back).unwrap();
        assert_eq!(conflicts(&shell, "calm"), 1);
        shell.run(undo()).unwrap();
        is_merged(&mut shell);
    }
    // The branch goes on: only what is new comes.
    shell.run(switch(&session, "calm")).unwrap();
    let said = r#"[{"op":"set","id":"title","path":"/name","value":"Said"}]"#;
    shell.run(apply(&session, said)).unwrap();
    shell.run(switch(&session, "main")).unwrap();
    assert_eq!(conflicts(&shell, "calm"), 0);
    shell.run(merge("calm", MergePolicy::Theirs)).unwrap();
    is_merged(&mut shell);
    // The other way round it comes with what was decided.
    shell.run(switch(&session, "calm")).unwrap();
    assert_eq!(value(&shell, &session, BACKGROUND), "#16a34a");
    assert_eq!(conflicts(&shell, "main"), 0);
    shell.run(merge("main", MergePolicy::Ours)).unwrap();
    assert_eq!(value(&shell, &session, BACKGROUND), "#dc2626");
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
    let session_id = id.clone();
    for (command, style) in [
        (
            Command::Undo {
                session_id: session_id.clone(),
            },
            second,
        ),
        // This one changed nothing but the order.
        (
            Command::Undo {
                session_id: session_id.clone(),
            },
            first,
        ),
        (
            Command::Undo {
                session_id: session_id.clone(),
            },
            r#"{"a":1,"b":2}"#,
        ),
        (
            Command::Rollback {
                session_id: session_id.clone(),
                version: 4,
            },
            second,
        ),
        (
            Command::Rollback {
                session_id: session_id.clone(),
                version: 2,
            },
            first,
        ),
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

/// DSN-18, VER-95: a version that changed nothing but the order of keys is taken back, too.
#[test]
fn an_order_of_keys_alone_is_taken_back() {
    let mut shell = tab("a", &SharedStore::default(), "[]");
    let session_id = shell
        .create_from(r#"{"id":"r","type":"screen","style":{"a":1,"b":2}}"#)
        .session_id;
    let ops = r#"[{"op":"unset","path":"/style/a"},{"op":"set","path":"/style/a","value":1}]"#;
    shell.run(apply(&session_id, ops)).unwrap();
    let has = |shell: &NativeShell, style: &str| shell.document(&session_id).contains(style);
    assert!(has(&shell, r#"{"b":2,"a":1}"#));
    let revert = Command::RevertVersion {
        session_id: session_id.clone(),
        version: 2,
    };
    assert_eq!(shell.version(revert.clone()).unwrap().kind, VersionKind::Revert);
    assert!(has(&shell, r#"{"a":1,"b":2}"#));
    assert_eq!(shell.version(revert).unwrap_err().code, "edit.no-change");
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
