//! What an app changes by itself (`apply`), while another tab does, too. Rule DSN-72 of core/SPEC.md.

use bozzetto_core::engine::StoreFaultKind;
use bozzetto_core::protocol::{Command, SaveStatus};
use bozzetto_tests::design::{GREEN, apply, ask, branch, switch, tab, value};
use bozzetto_tests::shell::{NativeShell, SharedStore, StorePlan};
use serde_json::json;

const TERMS: &str = "Orders over $50 ship for free. Returns are accepted within 30 days of delivery. Write to us for anything else.";
const TEXT: &str = "/children/0/props/text";

fn page() -> String {
    json!({"id": "page", "type": "screen", "children": [
        {"id": "terms", "type": "text", "props": {"text": TERMS}},
        {"id": "go", "type": "button", "props": {"label": "Go"}},
    ]})
    .to_string()
}

/// Two tabs on one session, of which neither hears of the other by itself.
fn two_tabs() -> (NativeShell, NativeShell, String, SharedStore) {
    let store = SharedStore::default();
    let mut a = tab("a", &store, GREEN);
    let session = a.create_from(&page()).session_id;
    let mut b = tab("b", &store, GREEN);
    b.open(&session).unwrap();
    (a, b, session, store)
}

fn set_text(session: &str, old: &str, new: &str) -> Command {
    let value = TERMS.replace(old, new);
    apply(
        session,
        &json!([{"op": "set", "id": "terms", "path": "/props/text", "value": value}]).to_string(),
    )
}

fn text_op(session: &str, at: usize, delete: usize, insert: &str) -> Command {
    let op = json!({"op": "text", "id": "terms", "path": "/props/text", "at": at, "delete": delete, "insert": insert});
    apply(session, &json!([op]).to_string())
}

fn rate(session: &str) -> Command {
    Command::RateSession {
        session_id: session.to_owned(),
        score: 5,
    }
}

/// DSN-72: what each changed in what it was shown is there, however it was said.
#[test]
fn what_another_tab_wrote_meanwhile_stays() {
    let at = TERMS.find("30").unwrap();
    for second in [
        |session: &str, _| set_text(session, "30 days", "60 days"),
        |session: &str, at| text_op(session, at, 2, "60"),
    ] {
        for heard_first in [false, true] {
            let (mut a, mut b, session, _) = two_tabs();
            let ticket = if heard_first {
                // It hears of the other one between the call and its turn.
                b.hear_of(&format!("session:{session}"));
                a.version(set_text(&session, "Orders over $50", "Every order"))
                    .unwrap();
                b.send(second(&session, at))
            } else {
                a.version(set_text(&session, "Orders over $50", "Every order"))
                    .unwrap();
                b.send(second(&session, at))
            };
            b.finish(ticket).unwrap();
            let both = TERMS
                .replace("Orders over $50", "Every order")
                .replace("30 days", "60 days");
            assert_eq!(value(&b, &session, TEXT), both, "{heard_first}");
            a.hear_of(&format!("session:{session}"));
            a.settle();
            assert_eq!(value(&a, &session, TEXT), both);
        }
    }
}

/// DSN-72: an app that does not wait for one change before the next goes on from its own.
#[test]
fn changes_that_are_not_waited_for_follow_each_other() {
    let (mut a, mut b, session, _) = two_tabs();
    a.version(set_text(&session, "30 days", "60 days")).unwrap();
    let insert = json!([{"op": "insert", "parent": "page", "index": 9, "node": {"id": "new", "type": "text", "props": {"text": "?"}}}]);
    let into_it = json!([{"op": "set", "id": "new", "path": "/props/text", "value": "!"}]);
    let tickets = [
        text_op(&session, 0, 0, "O"),
        text_op(&session, 1, 0, "K: "),
        apply(&session, &insert.to_string()),
        apply(&session, &into_it.to_string()),
    ]
    .map(|command| b.send(command));
    for ticket in tickets {
        b.finish(ticket).unwrap();
    }
    let both = format!("OK: {}", TERMS.replace("30 days", "60 days"));
    assert_eq!(value(&b, &session, TEXT), both);
    assert_eq!(value(&b, &session, "/children/2/props/text"), "!");
}

/// DSN-72: so it is with what could not be stored at once.
#[test]
fn what_waited_for_the_store_keeps_both() {
    let (mut a, mut b, session, store) = two_tabs();
    store.plan(StorePlan::Failing(StoreFaultKind::Lost));
    a.version(text_op(&session, 0, 0, "O")).unwrap();
    a.version(text_op(&session, 1, 0, "K: ")).unwrap();
    store.plan(StorePlan::Sound);
    b.version(set_text(&session, "30 days", "60 days")).unwrap();
    a.advance(5_000);
    a.settle();
    assert_eq!(a.engine.view(&session, 0).unwrap().save, SaveStatus::Saved);
    let both = format!("OK: {}", TERMS.replace("30 days", "60 days"));
    assert_eq!(value(&a, &session, TEXT), both);
}

/// DSN-72: what cannot be carried over is a conflict, and nothing happens.
#[test]
fn what_went_cannot_be_changed() {
    let (mut a, mut b, session, _) = two_tabs();
    a.version(apply(&session, r#"[{"op":"remove","id":"go"}]"#))
        .unwrap();
    let into_it = r#"[{"op":"insert","parent":"go","index":0,"node":{"id":"icon","type":"icon"}}]"#;
    let error = b.version(apply(&session, into_it)).unwrap_err();
    assert_eq!(error.code, "edit.conflict");
    assert_eq!(b.engine.versions(&session, 0).unwrap().len(), 2);
    // A mistake stays one.
    let error = b
        .version(apply(
            &session,
            r#"[{"op":"set","id":"nobody","path":"/x","value":1}]"#,
        ))
        .unwrap_err();
    assert_ne!(error.code, "edit.conflict");
}

/// DSN-72: what else of this tab is under way does not make a change one of what another tab wrote.
#[test]
fn what_is_under_way_here_hides_nothing() {
    let wishes = [
        |tab: &mut NativeShell, session: &str| tab.send(rate(session)),
        |tab: &mut NativeShell, session: &str| ask(tab, session, "e1", "make it green", "go"),
    ];
    for (place, wish) in wishes.into_iter().enumerate() {
        let (mut a, mut b, session, _) = two_tabs();
        a.version(set_text(&session, "Orders over $50", "Every order"))
            .unwrap();
        let first = wish(&mut b, &session);
        let second = b.send(set_text(&session, "30 days", "60 days"));
        b.finish(first).unwrap();
        b.finish(second).unwrap();
        let both = TERMS
            .replace("Orders over $50", "Every order")
            .replace("30 days", "60 days");
        assert_eq!(value(&b, &session, TEXT), both, "wish {place}");
    }
}

/// DSN-72: after an undo, or on another branch, an app knows what will be there before it is stored.
#[test]
fn a_change_after_an_undo_that_is_not_waited_for_is_of_what_it_leaves() {
    let undo = |session: &str| Command::Undo {
        session_id: session.to_owned(),
    };
    let there = |session: &str| switch(session, "start");
    let anew = |session: &str| branch(session, 1, "anew");
    for back in [&undo as &dyn Fn(&str) -> Command, &there, &anew] {
        for is_other_faster in [false, true] {
            let (mut a, mut b, session, _) = two_tabs();
            b.run(branch(&session, 1, "start")).unwrap();
            b.run(switch(&session, "main")).unwrap();
            b.version(text_op(&session, 0, 0, "Please note: ")).unwrap();
            if is_other_faster {
                a.hear_of(&format!("session:{session}"));
                a.settle();
                a.run(rate(&session)).unwrap();
            }
            let first = b.send(back(&session));
            let second = b.send(text_op(&session, TERMS.find("30").unwrap(), 2, "60"));
            b.finish(first).unwrap();
            b.finish(second).unwrap();
            assert_eq!(value(&b, &session, TEXT), TERMS.replace("30 days", "60 days"));
        }
    }
}

/// DSN-72: an edit of this tab that becomes a version between the call and its turn stays, and its places are not taken for those that were shown.
#[test]
fn an_edit_that_ends_meanwhile_stays() {
    const NOTE: &str =
        r#"[{"op":"text","id":"terms","path":"/props/text","at":0,"delete":0,"insert":"Please note. "}]"#;
    let mut ended_before = 0;
    for delivered in 0..12 {
        let store = SharedStore::default();
        let mut tab = tab("a", &store, NOTE);
        let session = tab.create_from(&page()).session_id;
        let edit = ask(
            &mut tab,
            &session,
            "e1",
            "say please note before the terms",
            "terms",
        );
        for _ in 0..delivered {
            tab.deliver_one();
        }
        let shown = value(&tab, &session, TEXT);
        ended_before += usize::from(shown != TERMS);
        let at = shown.as_str().unwrap().find("30").unwrap();
        let own = tab.send(text_op(&session, at, 2, "60"));
        tab.finish(own).unwrap();
        tab.finish(edit).unwrap();
        let both = format!("Please note. {}", TERMS.replace("30 days", "60 days"));
        assert_eq!(value(&tab, &session, TEXT), both, "{delivered}");
    }
    assert!((1..12).contains(&ended_before));
}
