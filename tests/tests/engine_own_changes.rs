//! What an app changes by itself (`apply`), while another tab does, too. Rule DSN-72 of core/SPEC.md.

use bozzetto_core::engine::StoreFaultKind;
use bozzetto_core::protocol::{Command, SaveStatus};
use bozzetto_tests::design::{GREEN, apply, tab, value};
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
