//! Lines that are counted, kinds of things in two words, and verbs in two parts, on several documents each. Rules REF-39 and REF-40 of
//! core/SPEC.md.

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

#[track_caller]
fn assert_set(document: &str, prompt: &str, id: &str, path: &str, value: &Value) {
    let (answer, after) = answer_on(&page(document), prompt, &[]);
    let found = node(&after, id).and_then(|node| node.pointer(path));
    assert_eq!(found, Some(value), "{prompt}: {id}{path} {answer}");
}

#[track_caller]
fn assert_gone(document: &str, prompt: &str, id: &str) {
    let (answer, after) = answer_on(&page(document), prompt, &[]);
    assert!(node(&after, id).is_none(), "{prompt}: {answer}");
    assert_eq!(answer["ops"].as_array().unwrap().len(), 1, "{prompt}: {answer}");
}

#[test]
fn ref_39_lines_are_counted_before_what_is_in_them() {
    for (document, prompt, id, path, value) in [
        (
            "mobile-tasks",
            "mark the first task as done",
            "task-1-done",
            "/props/checked",
            json!(true),
        ),
        (
            "mobile-tasks",
            "make the second task's title bold",
            "task-2-title",
            "/style/fontWeight",
            json!(700),
        ),
        (
            "chat",
            "change the last message to \"See you at 11\"",
            "n51",
            "/props/text",
            json!("See you at 11"),
        ),
        (
            "rental",
            "the third car's price in green",
            "car-3-price",
            "/style/color",
            json!("#16a34a"),
        ),
    ] {
        assert_set(document, prompt, id, path, &value);
    }
}

#[test]
fn ref_40_a_kind_in_two_words_is_all_of_them() {
    for (document, prompt) in [
        ("settings", "remove both tab bars"),
        ("sign-up", "delete both tab bars"),
    ] {
        let (answer, after) = answer_on(&page(document), prompt, &[]);
        for id in ["12:60", "12:61", "12:62", "actions", "cancel", "create"] {
            let had = node(&page(document), id).is_some();
            assert_eq!(node(&after, id).is_some(), had, "{prompt}: {id} {answer}");
        }
    }
}

#[test]
fn ref_40_a_verb_in_two_parts_is_one() {
    for (document, prompt, id) in [
        ("landing", "take the newsletter out", "newsletter-box"),
        ("landing", "kick the blog link out of the menu", "menu-blog"),
        ("landing", "leave the copyright out", "copyright"),
        ("mobile-tasks", "take the badge off the first task", "task-1-prio"),
        (
            "dashboard",
            "throw Reports out of the side navigation",
            "nav-reports",
        ),
    ] {
        assert_gone(document, prompt, id);
    }
}
