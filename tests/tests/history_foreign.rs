//! Differences of documents without a common history. Rules VER-8x of core/SPEC.md.

mod document_generate;

use bozzetto_core::document::{Document, Limits};
use bozzetto_core::version::{Op, Patch, apply, describe, diff, diff_foreign, diff_texts};
use document_generate::{Tape, config, document, edits, tape};
use proptest::prelude::*;

fn parse(text: &str) -> Document {
    Document::parse(text, &Limits::default()).unwrap()
}

fn leads(a: &Document, patch: &Patch, b: &Document) {
    assert_eq!(
        &apply(a, patch, &Limits::default()).unwrap().document,
        b,
        "{}",
        patch.to_json()
    );
}

const PAGE: &str = r##"{"id":"page","type":"screen","children":[
 {"id":"title","type":"text","name":"Title","style":{"color":"#111"},"props":{"text":"Welcome to the shop of wonders"}},
 {"id":"card","type":"card","name":"Card","style":{"background":"#fff"},"children":[
   {"id":"buy","type":"button","name":"Buy","props":{"label":"Buy it now"}},
   {"id":"price","type":"text","name":"Price","props":{"text":"12 credits a month"}}]}]}"##;

/// VER-80: nodes that somebody gave other ids are the same nodes.
#[test]
fn ver_80_other_ids() {
    let a = parse(PAGE);
    let renamed = PAGE
        .replace("\"title\"", "\"x1\"")
        .replace("\"card\",\"type\"", "\"x2\",\"type\"")
        .replace("\"buy\"", "\"x3\"")
        .replace("12 credits", "14 credits");
    let b = parse(&renamed);
    let patch = diff_foreign(&a, &b);
    leads(&a, &patch, &b);
    assert!(patch.ops.len() <= 4, "{}", patch.to_json());
    assert!(
        patch
            .ops
            .iter()
            .all(|op| matches!(op, Op::Set { .. } | Op::Text { .. }))
    );
    assert_eq!(diff_texts(PAGE, &renamed, &Limits::default()).unwrap(), patch);
}

/// VER-81: children without ids are told apart like all other data: what changed in one is a small change, deeper as well.
#[test]
fn ver_81_children_without_ids() {
    let list = |color: &str| {
        let row = format!(
            r#"{{"type":"row","children":[{{"type":"text","text":"one"}},{{"type":"button","label":"Buy","style":{{"color":"{color}"}}}}]}}"#
        );
        format!(r#"{{"type":"list","children":[{{"type":"text","text":"top"}},{row}]}}"#)
    };
    let (before, after) = (list("blue"), list("red"));
    let (a, b) = (parse(&before), parse(&after));
    let small = Patch::new([Op::set_at("/children/1/children/1/style/color", "red")]);
    assert_eq!(diff_foreign(&a, &b), small);
    assert_eq!(diff_texts(&before, &after, &Limits::default()).unwrap(), small);
    leads(&a, &small, &b);
}

/// VER-81: in lists without ids, what is alike is changed in place, whatever came or went around it.
#[test]
fn ver_81_lists_without_ids() {
    let item = |name: &str, price: u32| {
        format!(
            r#"{{"name":"{name}","kind":"plan","price":{price},"note":"a longer text that nobody wants to see twice"}}"#
        )
    };
    let a = parse(&format!(
        "[{},{},{}]",
        item("Free", 0),
        item("Team", 12),
        item("Firm", 40)
    ));
    let b = parse(&format!(
        "[{},{},{},{}]",
        item("New", 1),
        item("Free", 0),
        item("Team", 14),
        item("Firm", 41)
    ));
    let patch = diff(&a, &b);
    leads(&a, &patch, &b);
    let whole = patch
        .ops
        .iter()
        .filter(|op| matches!(op, Op::Insert { .. }))
        .count();
    assert_eq!((whole, patch.ops.len()), (1, 3), "{}", patch.to_json());
    let back = diff(&b, &a);
    leads(&b, &back, &a);
    assert_eq!(back.ops.len(), 3, "{}", back.to_json());
}

/// VER-82: a difference in words is about nodes.
#[test]
fn ver_82_in_words() {
    let a = parse(PAGE);
    let patch = Patch::new([
        Op::move_to("buy", "page", 0),
        Op::set("buy", "/style/background", "green"),
    ]);
    let b = apply(&a, &patch, &Limits::default()).unwrap().document;
    let words = describe(&diff_foreign(&a, &b), &a, &b);
    assert_eq!(words, "Buy: background green; moved Buy into Screen");
}

/// VER-82: nodes that somebody gave other ids are told of as what they are.
#[test]
fn ver_82_under_other_ids() {
    let before = parse(PAGE);
    let words = |text: &str| {
        let after = parse(text);
        describe(&diff_foreign(&before, &after), &before, &after)
    };
    let renamed = PAGE
        .replace(r#""buy""#, r#""b2""#)
        .replace(r#""price""#, r#""p2""#);
    assert_eq!(words(&renamed), "2 other ids");
    let green = renamed.replace("#fff", "#16a34a");
    assert_eq!(words(&green), "Card: background #fff → #16a34a; 2 other ids");
    let label = renamed.replace("Buy it now", "Order it now");
    assert_eq!(
        words(&label),
        r#"Buy: label "Buy it now" → "Order it now"; 2 other ids"#
    );
}

/// VER-82: neither does the root hide what became of everything else when it has another id.
#[test]
fn ver_82_under_another_root() {
    let before = parse(PAGE);
    let after = PAGE
        .replace(r#""id":"page""#, r#""id":"shop""#)
        .replace("#fff", "#16a34a");
    let after = after.replace(
        r#"{"id":"card""#,
        r#"{"id":"hint","type":"text","props":{"text":"hi"}},{"id":"card""#,
    );
    let after = parse(&after);
    let words = r#"Card: background #fff → #16a34a; added Text "hi"; 1 other id"#;
    for patch in [diff_foreign(&before, &after), diff(&before, &after)] {
        assert_eq!(describe(&patch, &before, &after), words);
    }
    // Also where the patch says it as a whole.
    let whole = Patch::new([Op::set_at("", after.root().clone())]);
    assert_eq!(describe(&whole, &before, &after), words);
    // What is no node has its id as any other field.
    let (before, after) = (parse(r#"{"id":"a","n":1}"#), parse(r#"{"id":"b","n":2}"#));
    let patch = diff(&before, &after);
    assert_eq!(describe(&patch, &before, &after), r#"/id "a" → "b", /n 1 → 2"#);
}

/// VER-84: what is the same is found by hashes and held against the text: two texts whose hashes meet stay two.
#[test]
fn ver_84_hashes_that_meet() {
    for (before, after) in [
        ("[true]", "[true,null]"),
        ("[null]", "[true,null]"),
        (r#"{"f":[{"x":true}]}"#, r#"{"f":[{"x":true},{"x":null}]}"#),
        // Made to meet.
        (
            r#"["rufqcpslA044EAA0"]"#,
            r#"["rufqcpslA044EAA0","zdjeqlzzjiYxzlyq"]"#,
        ),
        (
            r#"[{"id":"a","say":"rufqcpslA044EAA0"},{"id":"b","say":"zdjeqlzzjiYxzlyq"}]"#,
            r#"[{"id":"b","say":"rufqcpslA044EAA0"},{"id":"a","say":"zdjeqlzzjiYxzlyq"},7]"#,
        ),
    ] {
        for (before, after) in [(before, after), (after, before)] {
            let patch = diff_texts(before, after, &Limits::default()).unwrap();
            leads(&parse(before), &patch, &parse(after));
        }
    }
}

proptest! {
    #![proptest_config(config())]

    /// VER-84: short lists of what is short are full of things that are alike.
    #[test]
    fn ver_84_lists_of_small_things(before in prop::collection::vec(0_usize..9, 0..6), after in prop::collection::vec(0_usize..9, 0..6)) {
        let small = ["true", "null", "false", "0", "1", "\"\"", "{\"x\":true}", "{\"x\":null}", "[null]"];
        let text = |list: &[usize]| {
            let items: Vec<&str> = list.iter().map(|n| small[*n]).collect();
            format!(r#"{{"f":[{}]}}"#, items.join(","))
        };
        let (before, after) = (text(&before), text(&after));
        let patch = diff_texts(&before, &after, &Limits::default()).unwrap();
        leads(&parse(&before), &patch, &parse(&after));
    }

    /// VER-83: whatever the documents, the difference leads from the one to the other.
    #[test]
    fn ver_83_any_documents(numbers in tape(), other in tape()) {
        let tape = &mut Tape::new(numbers);
        let a = document(tape);
        let (_, edited) = edits(tape, &a, 6);
        let stranger = document(&mut Tape::new(other));
        for b in [&edited, &stranger] {
            leads(&a, &diff_foreign(&a, b), b);
            leads(b, &diff_foreign(b, &a), &a);
            // As texts, of which most is not read.
            leads(&a, &diff_texts(&a.to_json(), &b.to_json(), &Limits::default()).unwrap(), b);
        }
    }

    /// VER-84: the same for lists of data in which items go, come, change and change places.
    #[test]
    fn ver_84_lists_in_texts(moves in prop::collection::vec((0_usize..12, 0_usize..12, 0_u8..4), 0..6), with_ids: bool) {
        let item = |n: usize| {
            let id = if with_ids { format!(r#""id":"i{n}","#) } else { String::new() };
            format!(
                r#"{{{id}"":{n},"points":[[{n}.0123456789012345678,-1.5e-7],[{n},2E+9]],"say":"\u00e9 \"{n}\"","more":{{"":[{n},{{"a":{n}}}]}}}}"#
            )
        };
        let mut items: Vec<String> = (0..12).map(|n| item(n / 2)).collect();
        if with_ids {
            items.dedup();
        }
        let before = format!(r#"{{"name":"x","list":[{}],"":1}}"#, items.join(","));
        for (from, to, what) in moves {
            let from = from % items.len();
            let taken = items.remove(from);
            match what {
                0 => items.push(item(to + 20)),
                1 => items.insert(from, taken.replace("-1.5e-7", "7")),
                _ => items.insert(to % (items.len() + 1), taken),
            }
            if items.is_empty() {
                items.push(item(3));
            }
        }
        let after = format!(r#"{{"name":"x","list":[{}],"":1}}"#, items.join(","));
        let patch = diff_texts(&before, &after, &Limits::default()).unwrap();
        leads(&parse(&before), &patch, &parse(&after));
    }
}
