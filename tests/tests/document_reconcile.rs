//! Whole documents from a model, and patches in words.

mod document_generate;

use bozzetto_core::document::{Document, Limits, Value};
use bozzetto_core::version::{Patch, apply, describe, diff, reconcile};
use document_generate::{Tape, config, document, edits, tape};
use proptest::prelude::*;

fn page() -> Document {
    let text = |id: &str, kind: &str, name: &str, text: &str| {
        format!(
            r#"{{"id":"{id}","type":"{kind}","name":"{name}","layout":{{}},"style":{{}},"props":{{"text":"{text}"}},"children":[]}}"#
        )
    };
    let json = format!(
        r#"{{"id":"root","type":"screen","name":"Page","layout":{{}},"style":{{}},"props":{{}},"children":[{},{{"id":"form","type":"form","name":"Form","layout":{{}},"style":{{}},"props":{{}},"children":[{},{},{}]}},{}]}}"#,
        text("k1", "heading", "Title", "Create your account"),
        text("k2", "text", "Hint", "All fields are required"),
        text("k3", "input", "E-mail", "you@example.com"),
        text("k4", "button", "Submit", "Create account"),
        text("k5", "text", "Footer", "Terms apply"),
    );
    Document::parse(&json, &Limits::default()).unwrap()
}

fn ops(proposed: &str) -> Patch {
    let current = page();
    let value = Value::parse(proposed, &Limits::default()).unwrap();
    let next = Document::new(reconcile(&current, value), &Limits::default()).unwrap();
    let patch = diff(&current, &next);
    assert_eq!(
        apply(&current, &patch, &Limits::default()).unwrap().document,
        next
    );
    patch
}

/// VER-40: what looks alike in many parts stays in its own part, also where a new part comes before all of them.
#[test]
fn ver_40_alike_in_many_parts() {
    let card = |number: usize, with_ids: bool| {
        let id = |name: &str| match with_ids {
            true => format!(r#""id":"{name}{number}","#),
            false => String::new(),
        };
        format!(
            r#"{{{}"type":"card","name":"Card {number}","children":[{{{}"type":"text","props":{{"text":"Price {number}"}}}},{{{}"type":"button","props":{{"label":"Add"}}}}]}}"#,
            id("card"),
            id("price"),
            id("add")
        )
    };
    let cards = |numbers: &[usize], with_ids: bool| {
        let list: Vec<String> = numbers.iter().map(|number| card(*number, with_ids)).collect();
        format!(
            r#"{{"id":"root","type":"screen","children":[{}]}}"#,
            list.join(",")
        )
    };
    let current = Document::parse(&cards(&[0, 1, 2], true), &Limits::default()).unwrap();
    for at in 0..=3 {
        let mut numbers = vec![0, 1, 2];
        numbers.insert(at, 9);
        let proposed = Value::parse(&cards(&numbers, false), &Limits::default()).unwrap();
        let next = Document::new(reconcile(&current, proposed), &Limits::default()).unwrap();
        let patch = diff(&current, &next);
        assert_eq!(patch.ops.len(), 1, "a new card at {at}: {}", patch.to_json());
        assert!(
            patch.to_json().starts_with(r#"[{"op":"insert","parent":"root""#),
            "{at}"
        );
    }
}

/// VER-40: whatever a model does to ids, what did not change keeps its own.
#[test]
fn ver_40_ids_come_back() {
    let json = page().to_json();
    let renamed = json.replace("\"id\":\"k", "\"id\":\"node-");
    assert!(ops(&renamed).is_empty(), "renamed");
    let dropped = json
        .replace("\"id\":\"k1\",", "")
        .replace("\"id\":\"k4\",", "")
        .replace("\"id\":\"form\",", "");
    assert!(ops(&dropped).is_empty(), "dropped");
    let repeated = json
        .replace("\"id\":\"k2\"", "\"id\":\"k4\"")
        .replace("\"id\":\"k3\"", "\"id\":\"k4\"");
    assert!(
        ops(&repeated).is_empty(),
        "given twice: {}",
        ops(&repeated).to_json()
    );
    assert!(ops(&json.replace("\"id\":\"root\",", "")).is_empty(), "root");
    assert!(
        ops(&json.replace("\"id\":\"root\",\"type\":\"screen\",", "")).is_empty(),
        "root without type"
    );
    // Renumbered after one was taken out.
    let mut shifted = page().root().to_json();
    let hint = page().node("k2").unwrap().value.to_json() + ",";
    shifted = shifted
        .replace(&hint, "")
        .replace("k3", "k2")
        .replace("k4", "k3")
        .replace("k5", "k4");
    assert_eq!(
        ops(&shifted),
        Patch::parse(r#"[{"op":"remove","id":"k2"}]"#, &Limits::default()).unwrap()
    );
}

/// VER-41: what changed is found again by what is alike.
#[test]
fn ver_41_similar_nodes() {
    let json = page().to_json();
    let renamed = json.replace("\"id\":\"k", "\"id\":\"z");
    let restyled = renamed.replace(
        r#""name":"Submit","layout":{},"style":{}"#,
        r#""name":"Submit","layout":{},"style":{"background":"red"}"#,
    );
    assert_eq!(
        ops(&restyled).to_json(),
        r#"[{"op":"set","id":"k4","path":"/style/background","value":"red"}]"#
    );
    let retexted = renamed.replace("Create your account", "Create an account today");
    assert_eq!(
        ops(&retexted).to_json(),
        r#"[{"op":"set","id":"k1","path":"/props/text","value":"Create an account today"}]"#
    );
    let patch = ops(&renamed.replace(r#"{"id":"z5""#, r#"{"type":"divider"},{"id":"z5""#));
    assert_eq!(
        patch.to_json(),
        r#"[{"op":"insert","parent":"root","index":2,"node":{"id":"divider","type":"divider"}}]"#
    );
    // A new node under an id that is taken gets another one.
    let patch = ops(&json.replace(r#"{"id":"k5""#, r#"{"id":"k1","type":"divider"},{"id":"k5""#));
    assert_eq!(
        patch.to_json(),
        r#"[{"op":"insert","parent":"root","index":2,"node":{"id":"k1-2","type":"divider"}}]"#
    );
}

/// VER-50: a patch in words.
#[test]
fn ver_50_words() {
    let before = page();
    let table = [
        (
            r##"[{"op":"set","id":"k4","path":"/style/background","value":"#16a34a"},{"op":"set","id":"k4","path":"/layout/height","value":56}]"##,
            "Button \"Create account\": background #16a34a, height 56",
        ),
        (
            r#"[{"op":"set","id":"k1","path":"/props/text","value":"Join"}]"#,
            "Heading \"Create your account\": text \"Create your account\" → \"Join\"",
        ),
        (
            r#"[{"op":"insert","parent":"form","index":2,"node":{"id":"p","type":"input","name":"Phone"}},{"op":"set","id":"p","path":"/style/x","value":1}]"#,
            "Added Phone to Form",
        ),
        (r#"[{"op":"remove","id":"form"}]"#, "Removed Form"),
        (
            r#"[{"op":"move","id":"k5","parent":"form","index":0}]"#,
            "Moved Text \"Terms apply\" into Form",
        ),
        (
            r#"[{"op":"set","id":"k2","path":"/style/fontSize","value":12},{"op":"set","id":"k5","path":"/style/fontSize","value":12}]"#,
            "Text \"All fields are required\", Text \"Terms apply\": font size 12",
        ),
        (
            r#"[{"op":"set","id":"k2","path":"/style/a","value":1},{"op":"unset","id":"k2","path":"/style/a"}]"#,
            "No change",
        ),
        (
            r#"[{"op":"set","path":"/children/0/style/color","value":"red"}]"#,
            "Heading \"Create your account\": color red",
        ),
    ];
    for (ops, expected) in table {
        let patch = Patch::parse(ops, &Limits::default()).unwrap();
        let after = apply(&before, &patch, &Limits::default()).unwrap().document;
        assert_eq!(describe(&patch, &before, &after), expected);
    }
}

/// VER-50: nodes of one name are told by their number, and each for what was done to it.
#[test]
fn ver_50_nodes_of_one_name() {
    let limits = Limits::default();
    let join = |id: &str, colour: &str| {
        format!(r#"{{"id":"{id}","type":"button","name":"Join button","style":{{"color":"{colour}"}}}}"#)
    };
    let page = |buttons: &[String]| {
        let text = format!(
            r#"{{"id":"p","type":"screen","children":[{}]}}"#,
            buttons.join(",")
        );
        Document::parse(&text, &limits).unwrap()
    };
    let before = page(&["a", "b", "c", "d"].map(|id| join(id, "white")));
    let after = page(&[
        join("a", "green"),
        join("b", "red"),
        join("c", "green"),
        join("d", "green"),
    ]);
    let patch = diff(&before, &after);
    assert_eq!(
        describe(&patch, &before, &after),
        "Join button ×3: color white → green; Join button: color white → red"
    );
    let gone = page(&[]);
    assert_eq!(
        describe(&diff(&before, &gone), &before, &gone),
        "Removed Join button ×4"
    );
}

/// VER-50: style is spoken of field by field, whether its fields or all of it were written; what changed places is named.
#[test]
fn ver_50_fields_of_a_style() {
    let parsed = |json: &str| Document::parse(json, &Limits::default()).unwrap();
    let styled = r##"{"id":"p","type":"screen","children":[{"id":"a","type":"button","props":{"text":"Buy"},"style":{"background":"white","color":"black"}},
        {"id":"b","type":"text"},{"id":"c","type":"link"}]}"##;
    let (white, button) = (parsed(styled), r#"Button "Buy""#);
    for (from, to, expected) in [
        (
            r#""white","color":"black""#,
            r#""green","color":"white""#,
            "background white → green, color black → white",
        ),
        (r#""white","color":"black""#, r#""white""#, "color removed"),
        (
            r#""white","color":"black""#,
            r#""white","color":"black","a":1,"b":2,"c":3,"d":4,"e":5"#,
            "a 1, b 2, c 3, d 4, e 5",
        ),
        (
            r#""background":"white","color":"black""#,
            r#""fontSize":4"#,
            "font size 4, background removed, color removed",
        ),
    ] {
        let after = parsed(&styled.replace(from, to));
        assert_eq!(
            describe(&diff(&white, &after), &white, &after),
            format!("{button}: {expected}")
        );
    }
    let single = parsed(&styled.replace(r#","color":"black""#, ""));
    let none = parsed(&styled.replace(r#","style":{"background":"white","color":"black"}"#, ""));
    assert_eq!(
        describe(&diff(&single, &none), &single, &none),
        format!("{button}: background removed")
    );
    // What changes places is named, also where its number stays.
    let turned = parsed(
        r#"{"id":"p","type":"screen","children":[{"id":"c","type":"link"},{"id":"b","type":"text"},
        {"id":"a","type":"button","props":{"text":"Buy"},"style":{"background":"white","color":"black"}}]}"#,
    );
    assert_eq!(
        describe(&diff(&white, &turned), &white, &turned),
        format!("Moved Text, {button}")
    );
}

/// VER-50: items of lists without ids are paired as the difference pairs them, and what came, went and moved is counted.
#[test]
fn ver_50_items_of_lists() {
    let table = |rows: &str| {
        let json = format!(
            r#"{{"id":"p","type":"screen","children":[{{"id":"t","type":"table","name":"Prices","props":{{"rows":[{rows}]}}}}]}}"#
        );
        Document::parse(&json, &Limits::default()).unwrap()
    };
    let row = |sku: &str, price: u32| format!(r#"{{"sku":"{sku}","name":"The {sku}","price":{price}}}"#);
    let rows = |rows: &[(&str, u32)]| {
        let rows = rows.iter().map(|(sku, price)| row(sku, *price));
        table(&rows.collect::<Vec<_>>().join(","))
    };
    let before = rows(&[("a", 10), ("b", 20), ("c", 30)]);
    for (after, expected) in [
        (rows(&[("a", 10), ("b", 25), ("c", 30)]), "rows 1 price 20 → 25"),
        (
            rows(&[("n", 1), ("a", 10), ("b", 25), ("c", 30)]),
            "rows 2 price 20 → 25, 1 added to rows",
        ),
        (
            rows(&[("b", 25), ("c", 30)]),
            "rows 0 price 20 → 25, 1 removed from rows",
        ),
        (
            rows(&[("n", 1), ("o", 2), ("b", 20), ("c", 31)]),
            "rows 3 price 30 → 31, 2 added to rows, 1 removed from rows",
        ),
        (rows(&[("c", 30), ("a", 10), ("b", 20)]), "1 moved in rows"),
        (rows(&[]), "3 removed from rows"),
    ] {
        let words = describe(&diff(&before, &after), &before, &after);
        assert_eq!(words, format!("Prices: {expected}"));
    }
    let (few, many) = (table(r#""a","b""#), table(r#""x","a","B""#));
    assert_eq!(
        describe(&diff(&few, &many), &few, &many),
        "Prices: rows 2 \"b\" → \"B\", 1 added to rows"
    );
    // A list in a list, and several items of one.
    let tags = table(r#"{"tags":["a","b"]},1"#);
    let ops = r#"[{"op":"insert","parent":"t","path":"/props/rows/0/tags","index":0,"node":"n"},
        {"op":"set","id":"t","path":"/props/rows/0/tags/2","value":"B"}]"#;
    let patch = Patch::parse(ops, &Limits::default()).unwrap();
    let after = apply(&tags, &patch, &Limits::default()).unwrap().document;
    assert_eq!(
        describe(&patch, &tags, &after),
        "Prices: rows 0 tags 2 \"b\" → \"B\", 1 added to rows 0 tags"
    );
    let after = rows(&[("n", 1), ("a", 11), ("b", 21), ("c", 31)]);
    assert_eq!(
        describe(&diff(&before, &after), &before, &after),
        "Prices: rows 1 price 10 → 11, rows 2 price 20 → 21, rows 3 price 30 → 31, 1 added to rows"
    );
    // The ops may name the places as they are on the way.
    let ops = r#"[{"op":"insert","parent":"t","path":"/props/rows","index":0,"node":{"sku":"n"}},
        {"op":"set","id":"t","path":"/props/rows/2/price","value":25}]"#;
    let patch = Patch::parse(ops, &Limits::default()).unwrap();
    let after = apply(&before, &patch, &Limits::default()).unwrap().document;
    assert_eq!(
        describe(&patch, &before, &after),
        "Prices: rows 2 price 20 → 25, 1 added to rows"
    );
}

/// VER-50: of two long texts that is shown in which they differ.
#[test]
fn ver_50_where_texts_differ() {
    let page = |text: &str| {
        let json = format!(
            r#"{{"id":"p","type":"screen","children":[{{"id":"t","type":"text","name":"Terms","props":{{"body":"{text}"}}}}]}}"#
        );
        Document::parse(&json, &Limits::default()).unwrap()
    };
    let text = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt";
    let before = page(text);
    for (after, expected) in [
        (
            text.replace("eiusmod", "nothing"),
            "body \"…sed do eiusmod tempor incididunt\" → \"…sed do nothing tempor incididunt\"",
        ),
        (
            text.replace("Lorem", "Bonum"),
            "body \"Lorem ipsum dolor sit amet, cons…\" → \"Bonum ipsum dolor sit amet, cons…\"",
        ),
        (format!("{text}!"), "body \"…incididunt\" → \"…incididunt!\""),
        (text.replace("sed do", "sed  do"), "body changed"),
    ] {
        let after = page(&after);
        let words = describe(&diff(&before, &after), &before, &after);
        assert_eq!(words, format!("Terms: {expected}"));
    }
}

proptest! {
    #![proptest_config(config())]

    /// VER-42: reconciling never fails, gives unique ids, and keeps a document that did not change.
    #[test]
    fn ver_42_any_answer(numbers in tape(), other in tape()) {
        let tape = &mut Tape::new(numbers);
        let current = document(tape);
        let (ops, edited) = edits(tape, &current, 5);
        let stranger = document(&mut Tape::new(other));
        for proposed in [&edited, &stranger] {
            let value = reconcile(&current, proposed.root().clone());
            let next = Document::new(value, &Limits::default()).unwrap();
            prop_assert!(next.node_count() >= proposed.node_count());
            let words = describe(&diff(&current, &next), &current, &next);
            prop_assert!(!words.is_empty() && words.chars().count() < 500);
        }
        prop_assert_eq!(reconcile(&current, current.root().clone()), current.root().clone());
        let words = describe(&Patch::from(ops), &current, &edited);
        prop_assert!(!words.is_empty() && words.chars().count() < 500);
    }
}
