//! Answers cut anywhere: the same ops, the same end, and no text that brings the reader down.

use bozzetto_core::document::{Document, Limits, Value};
use bozzetto_core::model::AnswerReader;
use bozzetto_core::version::Op;
use bozzetto_tests::answer::read;
use proptest::prelude::*;

fn config() -> ProptestConfig {
    let full = std::env::var_os("BOZZETTO_FULL").is_some();
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(if full { 20_000 } else { 300 })
    }
}

fn by_letter(text: &str) -> Vec<&str> {
    let mut ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    ends.push(text.len());
    ends.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect()
}

fn at_random<'a>(text: &'a str, cuts: &[usize]) -> Vec<&'a str> {
    let mut cuts: Vec<usize> = cuts
        .iter()
        .map(|cut| cut % (text.len() + 1))
        .filter(|cut| text.is_char_boundary(*cut))
        .collect();
    cuts.push(text.len());
    cuts.sort_unstable();
    let mut start = 0;
    cuts.into_iter()
        .map(|cut| &text[std::mem::replace(&mut start, cut)..cut])
        .collect()
}

const ANSWERS: &[&str] = &[
    r##"{"ops":[{"op":"set","id":"a","path":"/style/color","value":"#fff","json":null},{"op":"remove","id":"b"}],"question":null,"summary":"Fatto ☕ \"è\""}"##,
    "Sure [1]:\n```json\n{\n  \"ops\": [\n    {\"op\": \"remove\", \"id\": \"b\"},\n  ],\n  \"summary\": \"x\"\n}\n```\nDone {ok}.",
    "<think>Hm, {\"ops\":[{\"op\":\"remove\",\"id\":\"z\"}]} > no</think>set a /x 1\nremove b\nmove c d -1\nsummary ok",
    "insert root last {\n \"id\": \"n\", \"type\": \"text\",\n \"props\": {\"text\": \"a { b } \\\" c\"}\n}\nremove x",
    r#"{"op":"remove","id":"a"}
{"op":"remove","id":"b"}"#,
    r#"{"document":{"id":"r","type":"screen","children":[{"id":"t","type":"text","children":[]}]}}"#,
    r#"[{"id":"t","type":"text","children":[]},{"id":"r","type":"screen","children":["t"]}]"#,
    r#"{"ops":[{"op":"insert","parent":"r","index":0,"nodes":[{"id":"n","type":"card","name":"N","layout":"{}","style":"{\"a\":1}","props":"","children":["old"]}]}],"question":"","summary":""}"#,
    r#"{"ops":[{"op":"explode"},{"op":"remove","id":"b"}]}"#,
    r#"{"ops":[{"op":"remove","id":"a"},{"op":"rem"#,
    "question Which of the two cards?",
    r#""{\"ops\":[{\"op\":\"remove\",\"id\":\"a\"},{\"op\":\"remove\",\"id\":\"ü\"}],\"summary\":\"x\"}" remove c
remove d
"#,
    r#"{"answer":{"ops":[{"op":"remove","id":"a"},7],"question":null}}"#,
    "I am sorry, I cannot do that.",
];

/// MOD-22: letter by letter and whole are the same.
#[test]
fn mod_22_letter_by_letter() {
    for text in ANSWERS {
        let (mut ops, end) = read([*text]);
        let (mut cut_ops, cut_end) = read(by_letter(text));
        assert_eq!(cut_ops, ops, "{text}");
        assert_eq!(cut_end, end, "{text}");
        for (all, end) in [(&mut ops, end), (&mut cut_ops, cut_end)] {
            all.extend(end.map(|answer| answer.ops).unwrap_or_default());
        }
        assert_eq!(cut_ops, ops, "{text}");
    }
}

proptest! {
    #![proptest_config(config())]

    /// MOD-22 at random cuts.
    #[test]
    fn mod_22_cut_at_random(which in 0..ANSWERS.len(), cuts in prop::collection::vec(any::<usize>(), 0..12)) {
        let text = ANSWERS[which];
        prop_assert_eq!(read(at_random(text, &cuts)), read([text]));
    }

    /// MOD-26: whatever a model says, the reader ends, and the same for every cut.
    #[test]
    fn mod_26_any_text(
        text in prop_oneof![
            any::<String>(),
            "(\\{|\\}|\\[|\\]|\"|:|,|\n| |\\\\|ops|op|set|remove|insert|id|a|/|1|<think>|</think>|`){0,60}",
            r#"\{"ops":\[(\{"op":"(set|remove|move|insert|text)","(id|path|value|node|index)":("a"|1|null|\{\}|\[\])\},?){0,4}\]?\}?"#,
        ],
        cuts in prop::collection::vec(any::<usize>(), 0..12),
    ) {
        prop_assert_eq!(read(at_random(&text, &cuts)), read([text.as_str()]));
    }

    /// MOD-21: ops in their wire form come back as they were, with anything in their values.
    #[test]
    fn mod_21_wire_form_comes_back(texts in prop::collection::vec(any::<String>(), 1..6)) {
        let ops: Vec<Op> = texts.iter().map(|text| Op::set("a", "/props/text", text.as_str())).collect();
        let list = Value::array(ops.iter().map(Op::to_value)).to_json();
        let (came, end) = read([format!("{{\"ops\":{list}}}").as_str()]);
        prop_assert_eq!(came.into_iter().map(|op| op.unwrap().1).collect::<Vec<_>>(), ops);
        prop_assert!(end.is_ok());
    }
}

/// MOD-20: a large answer in small pieces is no more work than in large ones: what is held is one op, never the answer.
#[test]
fn mod_20_large_answers() {
    let op = r#"{"op":"set","id":"a","path":"/props/text","value":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}"#;
    let text = format!("{{\"ops\":[{}],\"summary\":\"s\"}}", vec![op; 10_000].join(","));
    let mut reader = AnswerReader::new(&Limits::default());
    let mut count = 0;
    // All that a reader holds stands in its debug form.
    let held = |reader: &AnswerReader| format!("{reader:?}").len();
    let empty = held(&reader);
    for (place, piece) in text.as_bytes().chunks(16).enumerate() {
        count += reader.push(std::str::from_utf8(piece).unwrap()).len();
        if place % 97 == 0 {
            assert!(held(&reader) < empty + 8 * op.len(), "after {count} ops");
        }
    }
    assert_eq!(count, 10_000);
    assert_eq!(reader.finish().unwrap().summary.as_deref(), Some("s"));
}

/// MOD-24: what the flat form makes can be applied.
#[test]
fn mod_24_flat_nodes_apply() {
    let document = r#"{"id":"r","type":"screen","children":[{"id":"old","type":"text","children":[]}]}"#;
    let document = Document::parse(document, &Limits::default()).unwrap();
    let (ops, end) = read([ANSWERS[7]]);
    assert!(end.is_ok());
    let mut editor = bozzetto_core::version::Editor::new(&document, &Limits::default());
    for op in ops {
        editor.apply(&op.unwrap().1).unwrap();
    }
    let after = editor.document();
    assert_eq!(after.node("old").unwrap().parent.map(|id| &**id), Some("n"));
}

/// MOD-24: a long list is put together whatever the order of its nodes, and a fault in it is named by the first node it touches.
#[test]
fn mod_24_long_lists_in_any_order() {
    let count = 40_000;
    let node =
        |at: usize, children: &str| format!(r#"{{"id":"n{at}","type":"text","children":[{children}]}}"#);
    let leaves = |numbers: &mut dyn Iterator<Item = usize>| {
        numbers.map(|at| node(at, "")).collect::<Vec<_>>().join(",")
    };
    let below = (1..count)
        .map(|at| format!("\"n{at}\""))
        .collect::<Vec<_>>()
        .join(",");
    let root = node(0, &below);

    let upwards = format!("[{root},{}]", leaves(&mut (1..count)));
    let downwards = format!("[{},{root}]", leaves(&mut (1..count).rev()));
    let (_, end) = read([upwards.as_str()]);
    let expected = end.unwrap().document.unwrap();
    assert_eq!(
        Document::new(expected.clone(), &Limits::default())
            .unwrap()
            .node_count(),
        count
    );
    let (_, end) = read([downwards.as_str()]);
    assert_eq!(end.unwrap().document.unwrap(), expected);

    let circle = format!(
        "[{root},{},{},{}]",
        leaves(&mut (1..count).rev()),
        node(count + 1, "\"n40000\""),
        node(count, "\"n40001\"")
    );
    let (_, end) = read([circle.as_str()]);
    let fault = end.unwrap_err().to_string();
    assert!(
        fault.contains("n40001") && fault.contains("below itself"),
        "{fault}"
    );
}
