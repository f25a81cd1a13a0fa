//! Branches, and what is brought together from them. Rules DSN-13 and DSN-20 of core/SPEC.md.

use bozzetto_core::engine::ModelCall;
use bozzetto_core::protocol::{Command, MergeChoice, MergePolicy, VersionKind};
use bozzetto_tests::design::{
    BACKGROUND, BIG, FONT_SIZE, GREEN, PAGE, apply, branch, config, merge, pick, redo, revert, rollback,
    switch, tab, undo, value,
};
use bozzetto_tests::shell::{NativeShell, Scripted, SharedStore, ops_answer};

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
    let merge = merge(&session, "calm", MergePolicy::default());
    let version = shell.version(merge.clone()).unwrap();
    assert_eq!(
        (version.number, version.parent, version.kind),
        (4, 2, VersionKind::Merge)
    );
    assert_eq!(value(&shell, &session, FONT_SIZE), 40);
    assert_eq!(value(&shell, &session, BACKGROUND), "#16a34a");
    assert_eq!(shell.version(merge).unwrap_err().code, "edit.no-change");
    assert_eq!(shell.version(rollback(&session, 1)).unwrap().of, Some(1));
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
    // There is nothing in it to take back; it is on this branch all the same.
    let error = shell.run(revert(&session, made.number)).unwrap_err();
    assert_eq!(error.code, "edit.no-change");
    assert_eq!(error.message, "This would change nothing.");
    shell.run(undo(&session)).unwrap();
    let choices = vec![side(key, MergePolicy::Theirs)];
    let made = shell.version(merge(MergePolicy::Ours, choices)).unwrap();
    assert_eq!(value(&shell, &session, BACKGROUND), "#16a34a");
    let error = shell.run(pick(&session, made.number)).unwrap_err();
    assert_eq!(error.message, format!("Version {} is here already.", made.number));
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
    let conflicts = |shell: &NativeShell, name: &str| {
        let preview = shell
            .engine
            .merge_preview(&session, name, MergePolicy::Theirs, vec![]);
        preview.unwrap().conflicts.len()
    };
    assert_eq!(conflicts(&shell, "calm"), 1);
    let made = shell
        .version(merge(&session, "calm", MergePolicy::Ours))
        .unwrap()
        .number;
    let is_merged = |shell: &mut NativeShell| {
        assert_eq!(conflicts(shell, "calm"), 0);
        let again = shell.run(merge(&session, "calm", MergePolicy::Theirs));
        assert_eq!(again.unwrap_err().code, "edit.no-change");
        assert_eq!(value(shell, &session, BACKGROUND), "#dc2626");
        assert_eq!(value(shell, &session, FONT_SIZE), 40);
    };
    is_merged(&mut shell);
    // Whichever way the merge is taken back, the branch can be merged anew.
    shell.run(undo(&session)).unwrap();
    assert_eq!(conflicts(&shell, "calm"), 1);
    shell.run(redo(&session)).unwrap();
    is_merged(&mut shell);
    for back in [revert(&session, made), rollback(&session, made - 1)] {
        shell.run(back).unwrap();
        assert_eq!(conflicts(&shell, "calm"), 1);
        shell.run(undo(&session)).unwrap();
        is_merged(&mut shell);
    }
    // The branch goes on: only what is new comes.
    shell.run(switch(&session, "calm")).unwrap();
    let said = r#"[{"op":"set","id":"title","path":"/name","value":"Said"}]"#;
    shell.run(apply(&session, said)).unwrap();
    shell.run(switch(&session, "main")).unwrap();
    assert_eq!(conflicts(&shell, "calm"), 0);
    shell.run(merge(&session, "calm", MergePolicy::Theirs)).unwrap();
    is_merged(&mut shell);
    // The other way round it comes with what was decided.
    shell.run(switch(&session, "calm")).unwrap();
    assert_eq!(value(&shell, &session, BACKGROUND), "#16a34a");
    assert_eq!(conflicts(&shell, "main"), 0);
    shell.run(merge(&session, "main", MergePolicy::Ours)).unwrap();
    assert_eq!(value(&shell, &session, BACKGROUND), "#dc2626");
}
