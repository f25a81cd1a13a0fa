//! Single versions that are taken back, or made once more on another branch. Rules DSN-18 and DSN-19 of core/SPEC.md.

use bozzetto_core::protocol::{MergePolicy, VersionKind};
use bozzetto_tests::design::{
    BACKGROUND, BIG, FONT_SIZE, GREEN, PAGE, apply, branch, merge, pick, revert, rollback, switch, tab, undo,
    value,
};
use bozzetto_tests::shell::{NativeShell, SharedStore};

/// DSN-18: one version is taken back and those after it stay, also across a reload; the revert is taken back like any version.
/// DSN-19: a version of another branch is made once more here.
#[test]
fn versions_are_reverted_and_picked() {
    let store = SharedStore::default();
    let mut shell = tab("a", &store, GREEN);
    let session = shell.create_from(PAGE).session_id;
    shell.run(apply(&session, GREEN)).unwrap();
    shell.run(apply(&session, BIG)).unwrap();
    let made = shell.version(revert(&session, 2)).unwrap();
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
    assert_eq!(shell.run(revert(&session, 2)).unwrap_err().code, "edit.no-change");
    assert_eq!(
        shell.run(revert(&session, 9)).unwrap_err().code,
        "version.unknown"
    );
    shell.kill();
    let mut shell = tab("b", &store, GREEN);
    shell.open(&session).unwrap();
    shell.run(revert(&session, 4)).unwrap();
    assert_eq!(value(&shell, &session, BACKGROUND), "#16a34a");
    let blame =
        |shell: &NativeShell, id: &str, path: &str| shell.engine.blame(&session, 5, Some(id), path).unwrap();
    // Version 5 took back what took version 2 back.
    assert_eq!(blame(&shell, "go", "/style/background"), Some(2));
    assert_eq!(blame(&shell, "title", "/style/fontSize"), Some(3));
    assert_eq!(blame(&shell, "title", "style/fontSize"), Some(3));
    shell.run(branch(&session, 1, "calm")).unwrap();
    let picked = shell.version(pick(&session, 3)).unwrap();
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
    let refused = |shell: &mut NativeShell, version| {
        let error = shell.run(pick(&session, version)).unwrap_err();
        assert_eq!(error.code, "edit.no-change", "{version}");
        assert_eq!(error.message, format!("Version {version} is here already."));
    };
    let new = r#"[{"op":"insert","parent":"page","index":0,"node":{"id":"n","type":"card"}}]"#;
    let count = |shell: &NativeShell| shell.document(&session).matches("\"card\"").count();
    shell.run(branch(&session, 1, "side")).unwrap();
    shell.run(apply(&session, new)).unwrap(); // 2
    refused(&mut shell, 2);
    shell.run(switch(&session, "main")).unwrap();
    shell.run(pick(&session, 2)).unwrap(); // 3
    refused(&mut shell, 2);
    refused(&mut shell, 3);
    shell.run(apply(&session, GREEN)).unwrap(); // 4
    refused(&mut shell, 2);
    shell.run(undo(&session)).unwrap(); // 5
    shell.run(undo(&session)).unwrap(); // 6
    assert_eq!(count(&shell), 0);
    shell.run(pick(&session, 2)).unwrap(); // 7
    refused(&mut shell, 2);
    shell.run(revert(&session, 7)).unwrap(); // 8
    let again = shell.run(revert(&session, 7)).unwrap_err();
    assert_eq!(
        (again.code.as_str(), again.message.as_str()),
        (
            "edit.no-change",
            "Version 7 is not on this branch, or was taken back already."
        )
    );
    // What took it back is taken back.
    shell.run(revert(&session, 8)).unwrap(); // 9
    refused(&mut shell, 2);
    assert_eq!(count(&shell), 1);
    // By a merge, too.
    shell.run(branch(&session, 1, "third")).unwrap();
    shell.run(merge(&session, "side", MergePolicy::Ours)).unwrap(); // 10
    refused(&mut shell, 2);
    shell.run(rollback(&session, 1)).unwrap();
    shell.run(pick(&session, 2)).unwrap();
    assert_eq!(count(&shell), 1);
}

/// DSN-18, DSN-19: what could be brought or taken back only in part says so, and what comes to nothing says why.
#[test]
fn halves_and_nothings_say_so() {
    let mut shell = tab("a", &SharedStore::default(), GREEN);
    let session = shell.create_from(PAGE).session_id;
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
    let picked = shell.version(pick(&session, 2)).unwrap(); // 5
    assert!(
        picked
            .summary
            .starts_with("Took over version 2, but for what is not here: Go: background"),
        "{}",
        picked.summary
    );
    assert_eq!(
        why(&mut shell, pick(&session, 3)),
        "What version 3 changed is gone from here, or is as it was before it."
    );
    let red = GREEN.replace("#16a34a", "#dc2626");
    shell.run(apply(&session, &red)).unwrap(); // 6
    assert_eq!(
        why(&mut shell, revert(&session, 5)),
        "What version 5 changed was changed again since."
    );
    shell
        .run(apply(&session, &red.replace("#dc2626", "#ffffff")))
        .unwrap(); // 7
    assert_eq!(
        why(&mut shell, revert(&session, 5)),
        "What version 5 changed is gone from here, or is as it was before it."
    );
    let again = merge(&session, "side", MergePolicy::Ours);
    shell.run(again.clone()).unwrap();
    assert_eq!(why(&mut shell, again), "All of \"side\" is here already.");
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
    let made = shell.version(revert(&session_id, 2)).unwrap();
    assert_eq!(made.kind, VersionKind::Revert);
    assert!(has(&shell, r#"{"a":1,"b":2}"#));
    let again = shell.version(revert(&session_id, 2));
    assert_eq!(again.unwrap_err().code, "edit.no-change");
}
