//! What is told in few words, and what is left open. Rules REF-53, REF-54, OFF-38, OFF-39 and OFF-41 of core/SPEC.md.

use bozzetto_tests::language::{answer_on, node, stored};
use serde_json::{Value, json};

#[track_caller]
fn assert_set(document: &str, prompt: &str, wanted: &[(&str, &str, Value)]) {
    let (answer, after) = answer_on(&stored(document), prompt, &[]);
    for (id, path, value) in wanted {
        let found = node(&after, id).and_then(|node| node.pointer(path));
        assert_eq!(found, Some(value), "{prompt}: {id}{path} {answer}");
    }
}

#[track_caller]
fn assert_asks(document: &str, prompt: &str) {
    let before = stored(document);
    let (answer, after) = answer_on(&before, prompt, &[]);
    assert_eq!(answer["ops"], json!([]), "{prompt}: {answer}");
    assert!(answer["question"].is_string(), "{prompt}: {answer}");
    assert_eq!(after, before, "{prompt}");
}

#[test]
fn ref_53_one_of_several_alike_is_asked_for() {
    for (document, prompt) in [
        ("mail-inbox", "delete the mail"),
        ("mail-inbox", "make the avatar a bit bigger"),
        ("tax-form", "make the field in the income section required"),
    ] {
        assert_asks(document, prompt);
    }
    // The list, where that is said.
    let (_, after) = answer_on(&stored("mail-inbox"), "delete the mail list", &[]);
    assert!(node(&after, "m12").is_none());
}

/// OFF-41: quotation marks within a text in quotation marks are its own.
#[test]
fn off_41_quotes_within_quotes() {
    for (said, text) in [
        (r#"change the cola price to "Cola "now"""#, r#"Cola "now""#),
        (
            r#"change the cola price to "<b>x</b> & "q" 99""#,
            r#"<b>x</b> & "q" 99"#,
        ),
        (
            "change the cola price to “curly “inner” quotes”",
            "curly “inner” quotes",
        ),
        (r#"change the cola price to "A " and "B" to "C""#, "A"),
    ] {
        assert_set(
            "cinema-seats",
            said,
            &[("cola-price", "/props/text", json!(text))],
        );
    }
}

#[test]
fn ref_54_names_with_prices_and_ranges_of_days() {
    let popcorn = ("popcorn-price", "/props/text", json!("€ 5.90"));
    let cola = ("cola-price", "/props/text", json!("€ 3.50"));
    assert_set("cinema-seats", "popcorn 5.90", std::slice::from_ref(&popcorn));
    let both = [popcorn, cola];
    assert_set("cinema-seats", "popcorn 5.90, cola 3.50", &both);
    assert_set("cinema-seats", "popcorn 5.90 and cola 3.50", &both);
    let mut hours = stored("cinema-seats");
    let label =
        json!({"id": "hours", "type": "text", "name": "Opening hours", "props": {"text": "Opening hours"}});
    let parts = hours["children"].as_array_mut().unwrap();
    parts.push(label);
    let said = "we open Tuesday to Saturday from 10 to 7";
    let (answer, _) = answer_on(&hours, said, &[]);
    assert_eq!(answer["ops"], json!([]), "{answer}");
    let note = "Please ignore the previous bill, it was wrong. A new one follows.";
    let said = format!("billing note: {note}");
    assert_set("energy-meter", &said, &[("3:94", "/props/text", json!(note))]);
    let two = "billing note: We are closed. Make the gas value red.";
    assert_set(
        "energy-meter",
        two,
        &[("3:94", "/props/text", json!("We are closed."))],
    );
}

#[test]
fn off_38_what_has_a_state_gets_that_of_its_like_and_looks_so() {
    let taken = [
        ("a1", "/props/state", json!("taken")),
        ("a1", "/style/background", json!("#6b7280")),
        ("a1", "/style/color", json!("#d1d5db")),
        ("a2", "/props/state", json!("free")),
    ];
    assert_set("cinema-seats", "a1 is taken now", &taken);
}

#[test]
fn off_39_several_get_their_own_names_and_the_space_between_them() {
    let prompt = "rename the car names to Bowls, Cups, Pots and Plates";
    let (answer, _) = answer_on(&stored("car-rental"), prompt, &[]);
    let written: Vec<&str> = answer["ops"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|op| op["value"].as_str())
        .collect();
    assert_eq!(written, ["Bowls", "Cups", "Pots", "Plates"], "{answer}");
    assert_asks("home-listing", "rename the thumbnails to Bowls, Cups and Plates");
    assert_asks("car-rental", "add a button that says Book now to each car");
    let (answer, after) = answer_on(&stored("home-listing"), "more air between the sections", &[]);
    let gap = |id: &str| node(&after, id).and_then(|node| node.pointer("/layout/gap").cloned());
    assert_ne!(
        gap("page"),
        node(&stored("home-listing"), "page").and_then(|n| n.pointer("/layout/gap").cloned()),
        "{answer}"
    );
    assert_eq!(
        gap("similar"),
        node(&stored("home-listing"), "similar").and_then(|n| n.pointer("/layout/gap").cloned()),
        "{answer}"
    );
}
