//! Which version set what is there. Rule DSN-26 of core/SPEC.md.

use bozzetto_core::protocol::MergePolicy;
use bozzetto_tests::design::{BIG, GREEN, PAGE, apply, branch, merge, redo, rollback, tab, undo};
use bozzetto_tests::shell::{NativeShell, SharedStore};

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
    shell.run(rollback(&session, 4)).unwrap(); // 7
    assert_eq!(prices(&shell, 4), [Some(3), Some(1), Some(2), Some(4)]);
}

/// DSN-26: which edit set this colour? The one that did, not what brought it back or over.
#[test]
fn blame_goes_through_what_brings_back_and_over() {
    let mut shell = tab("a", &SharedStore::default(), GREEN);
    let session = shell.create_from(PAGE).session_id;
    let blame = |shell: &NativeShell, version| {
        let found = shell
            .engine
            .blame(&session, version, Some("go"), "/style/background");
        found.unwrap()
    };
    shell.run(apply(&session, GREEN)).unwrap(); // 2
    shell.run(undo(&session)).unwrap(); // 3
    assert_eq!(blame(&shell, 3), Some(1));
    shell.run(redo(&session)).unwrap(); // 4
    assert_eq!(blame(&shell, 4), Some(2));
    shell.run(branch(&session, 1, "calm")).unwrap();
    shell.run(apply(&session, BIG)).unwrap(); // 5
    let merged = shell.version(merge(&session, "main", MergePolicy::Theirs));
    assert_eq!(merged.unwrap().number, 6);
    assert_eq!(blame(&shell, 6), Some(2));
    shell.run(rollback(&session, 1)).unwrap(); // 7
    assert_eq!(blame(&shell, 7), Some(1));
    shell.run(rollback(&session, 4)).unwrap(); // 8
    assert_eq!(blame(&shell, 8), Some(2));
    // What a merge put together from both sides is its own.
    let root = |shell: &NativeShell| shell.engine.blame(&session, 6, None, "/children").unwrap();
    assert_eq!(root(&shell), Some(6));
    assert_eq!(blame(&shell, 0), None);
}
