//! Turns of phrase that new users wrote, on several documents each. Rules REF-32 and following of core/SPEC.md.

use bozzetto_tests::language::{answer_on, node, stored};
use serde_json::{Value, json};

/// One of the wireframes, or one of the documents that others wrote sentences for.
fn page(name: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/documents/wireframes");
    match std::fs::read_to_string(format!("{folder}/{name}.json")) {
        Ok(text) => serde_json::from_str(&text).unwrap(),
        Err(_) => stored(name),
    }
}

/// What is asked or answered, and the document after a prompt.
#[track_caller]
fn said(document: &str, prompt: &str) -> (Value, Value) {
    answer_on(&page(document), prompt, &[])
}

#[track_caller]
fn assert_set(document: &str, prompt: &str, id: &str, path: &str, value: &Value) {
    let (answer, after) = said(document, prompt);
    let found = node(&after, id).and_then(|node| node.pointer(path));
    assert_eq!(found, Some(value), "{prompt}: {id}{path} {answer}");
}

#[track_caller]
fn assert_untouched(document: &str, prompt: &str) {
    let (answer, after) = said(document, prompt);
    assert_eq!(after, page(document), "{prompt}");
    assert!(answer["question"].is_string(), "{prompt}: {answer}");
}

#[test]
fn ref_32_a_capital_within_a_sentence_makes_a_name() {
    for (document, prompt, id, path, value) in [
        (
            "mobile-tasks",
            "make the priority of the second task High",
            "task-2-prio",
            "/props/text",
            json!("High"),
        ),
        (
            "mobile-tasks",
            "the second task's priority should be High",
            "task-2-prio",
            "/props/text",
            json!("High"),
        ),
        (
            "help-desk",
            "make the status of the first ticket Low",
            "7:23",
            "/props/text",
            json!("Low"),
        ),
        (
            "flower-checkout",
            "my address is 5 High Street",
            "address",
            "/props/placeholder",
            json!("5 High Street"),
        ),
        (
            "hotel-room",
            "the room title should be 3 Long Lane",
            "room_title",
            "/props/text",
            json!("3 Long Lane"),
        ),
        // Not over its title: there it says what the others say.
        (
            "mobile-tasks",
            "make the second task High",
            "task-2-prio",
            "/props/text",
            json!("High"),
        ),
        (
            "help-desk",
            "change the lamp ticket to Urgent",
            "7:43",
            "/props/text",
            json!("Urgent"),
        ),
        (
            "board",
            "change the newsletter card to Dev",
            "31:30",
            "/props/text",
            json!("Dev"),
        ),
    ] {
        assert_set(document, prompt, id, path, &value);
    }
    // Without the capital it is a measure, and so it is where all words have one.
    assert_set(
        "hotel-room",
        "make the main photo 300 high",
        "photo_main",
        "/layout/height",
        &json!(300),
    );
    assert_set(
        "hotel-room",
        "Make The Cancellation Note Bold",
        "cancel_note",
        "/style/fontWeight",
        &json!(700),
    );
}
