use super::*;

/// All ops, and what else the answer says.
fn read(text: &str) -> Result<Answer, AnswerError> {
    let mut reader = AnswerReader::new(&Limits::default());
    let mut ops = reader.push(text);
    // Nothing was handed over before.
    let _ = reader.begins_anew();
    let mut answer = reader.finish()?;
    if answer.anew {
        ops.clear();
    }
    ops.append(&mut answer.ops);
    answer.ops = ops;
    if let Some(Err(error)) = answer.ops.iter().find(|op| op.is_err()) {
        return Err(error.clone());
    }
    Ok(answer)
}

fn ops(text: &str) -> Vec<Op> {
    let answer = read(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    answer.ops.into_iter().map(|op| op.unwrap().1).collect()
}

fn code(text: &str) -> &'static str {
    read(text).expect_err(text).code
}

fn json(text: &str) -> Value {
    Value::parse(text, &Limits::default()).unwrap()
}

fn set(id: &str, path: &str, value: &str) -> Op {
    Op::Set {
        id: (!id.is_empty()).then(|| id.into()),
        path: path.into(),
        value: json(value),
        before: None,
    }
}

fn insert(parent: &str, index: i64, node: &str) -> Op {
    Op::Insert {
        parent: (!parent.is_empty()).then(|| parent.into()),
        path: "/children".into(),
        index,
        node: json(node),
    }
}

fn remove(id: &str) -> Op {
    Op::Remove { id: id.into() }
}

fn unset(id: &str, path: &str) -> Op {
    Op::Unset {
        id: Some(id.into()),
        path: path.into(),
    }
}

fn moved(id: &str, parent: &str, index: i64) -> Op {
    Op::Move {
        id: id.into(),
        parent: parent.into(),
        index,
    }
}

/// MOD-21: a path with dots is meant with slashes; a field that is called so stays what it is.
#[test]
fn mod_21_paths_with_dots() {
    let path = |path: &str| {
        ops(&format!(
            r#"{{"ops":[{{"op":"set","id":"t","path":"{path}","value":1}}]}}"#
        ))
    };
    assert_eq!(path("style.color"), [set("t", "/style/color", "1")]);
    assert_eq!(path("/style.color"), [set("t", "/style.color", "1")]);
    assert_eq!(path("price.net"), [set("t", "/price.net", "1")]);
}

/// A text as JSON writes it.
fn written(text: &str) -> String {
    Value::from(text).to_json()
}

/// MOD-21: what is around the answer, or how it is written, does not hide what else it says, nor what is wrong with it.
#[test]
fn mod_21_wrapped_answers() {
    let whole = r#"{"ops":[],"question":"Which one?","summary":""}"#;
    for text in [format!("{{\"answer\":{whole}}}"), written(whole)] {
        assert_eq!(
            read(&text).unwrap().question.as_deref(),
            Some("Which one?"),
            "{text}"
        );
    }
    let cut = written(r#"{"ops":[{"op":"remove","id":"a"}]}"#);
    assert_eq!(code(&cut[..cut.len() - 1]), ANSWER_TRUNCATED);
    assert_eq!(code(r#"{"answer":{"changes":[]}}"#), ANSWER_SHAPE);
    assert_eq!(code(r#"{"answer":{"ops":[7]}}"#), ANSWER_BAD_OP);
    assert_eq!(code("\"{\\\"x\\\":1}\""), ANSWER_SHAPE);
    assert_eq!(code("\"{x} is what you mean\""), ANSWER_EMPTY);
}

/// MOD-21: every form gives the same ops.
#[test]
fn mod_21_forms() {
    let expected = [set("a", "/props/text", "\"Hi {x}\""), remove("b")];
    let one = r#"{"op":"set","id":"a","path":"/props/text","value":"Hi {x}"}"#;
    let two = r#"{"op":"remove","id":"b"}"#;
    for text in [
        format!(r#"{{"ops":[{one},{two}],"question":null,"summary":"s"}}"#),
        format!("[{one}, {two}]"),
        format!("{one}\n{two}\n"),
        format!("{one},\n{two}"),
        format!("```json\n{{\"ops\": [\n  {one},\n  {two},\n]}}\n```"),
        format!("Sure! Here is the change [as asked]: {{\"ops\":[{one},{two}]}} I hope {{this}} helps [1]."),
        format!("<think>maybe {one}? no, x > y</think>\n{{\"ops\":[{one},{two}]}}"),
        format!("set the text as follows: {{\"ops\":[{one},{two}]}}"),
        "set a /props/text \"Hi {x}\"\nremove b".into(),
        "```\nset a /props/text Hi {x}\r\nremove b\r\n```\n".into(),
        "- `set a props/text \"Hi {x}\"`\n- `remove b`\n".replace("props/text", "/props/text"),
        r#"{"ops":["set a /props/text \"Hi {x}\"", "remove b"]}"#.into(),
        format!("{{\"answer\":{{\"ops\":[{one},{two}],\"question\":null,\"summary\":\"s\"}}}}"),
        written(&format!("{{\"ops\":[{one},{two}]}}")),
        format!(
            "Here:\n```json\n{}\n```\n",
            written(&format!("{{\n  \"ops\": [{one},\n{two}]\n}}"))
        ),
        written(&format!("[{one},{two}]")),
        format!(
            "{{\"response\":{}}}",
            written(&format!("{{\"ops\":[{one},{two}]}}"))
        ),
        format!(
            "[ \n {{ \"op\" : \"replace\", \"id\":\"a\", \"path\":\"props/text\", \"value\":\"Hi {{x}}\"}}, {two}]"
        ),
    ] {
        assert_eq!(ops(&text), expected, "{text}");
    }
}

/// MOD-22: an op is handed over with its last character, and not before.
#[test]
fn mod_22_ops_come_at_once() {
    let text = r#"{"ops":[{"op":"remove","id":"a"},{"op":"remove","id":"b"}],"summary":"x"}"#;
    let mut reader = AnswerReader::new(&Limits::default());
    let mut came = Vec::new();
    for (at, letter) in text.char_indices() {
        for op in reader.push(&letter.to_string()) {
            came.push((at, op.unwrap().1));
        }
    }
    let ends: Vec<usize> = text.match_indices('}').map(|(at, _)| at).collect();
    assert_eq!(came, [(ends[0], remove("a")), (ends[1], remove("b"))]);
    let mut lines = AnswerReader::new(&Limits::default());
    assert_eq!(lines.push("remove a\nremo"), [Ok((1, remove("a")))]);
    assert_eq!(lines.push("ve b"), []);
    assert_eq!(lines.push("\n"), [Ok((2, remove("b")))]);
    assert_eq!(lines.push("remove c"), []);
    assert_eq!(lines.finish().unwrap().ops, [Ok((3, remove("c")))]);
}

/// MOD-23: the terse language.
#[test]
fn mod_23_terse() {
    let table = [
        (
            "set t /style/color #16a34a",
            vec![set("t", "/style/color", "\"#16a34a\"")],
        ),
        ("set t /layout/width 320", vec![set("t", "/layout/width", "320")]),
        (
            "set t /props/x {\"a\": [1,\n 2]}\n",
            vec![set("t", "/props/x", "{\"a\":[1,2]}")],
        ),
        (
            "set t /props/label [Draft] Title",
            vec![set("t", "/props/label", "\"[Draft] Title\"")],
        ),
        (
            "set t /props/label \"Save\" now",
            vec![set("t", "/props/label", "\"\\\"Save\\\" now\"")],
        ),
        (
            "t.background #16a34a",
            vec![set("t", "/style/background", "\"#16a34a\"")],
        ),
        ("- `card-1.2.gap 8`", vec![set("card-1.2", "/layout/gap", "8")]),
        ("t.text \"Hello\"", vec![set("t", "/props/text", "\"Hello\"")]),
        ("t.name Title", vec![set("t", "/name", "\"Title\"")]),
        ("t.text 24.50", vec![set("t", "/props/text", "\"24.50\"")]),
        (
            "set t /props/label true",
            vec![set("t", "/props/label", "\"true\"")],
        ),
        ("t.value 24.50", vec![set("t", "/props/value", "24.5")]),
        ("t.style.color red", vec![set("t", "/style/color", "\"red\"")]),
        (
            "[NODE_1].checked true",
            vec![set("[NODE_1]", "/props/checked", "true")],
        ),
        (
            "\"my id\".label Save",
            vec![set("my id", "/props/label", "\"Save\"")],
        ),
        (
            "t.options [\"a\",\n \"b\"]\n",
            vec![set("t", "/props/options", "[\"a\",\"b\"]")],
        ),
        ("set t.radius 8", vec![set("t", "/style/radius", "8")]),
        (
            "unset t.radius\nunset \"my id\".style.shadow",
            vec![unset("t", "/style/radius"), unset("my id", "/style/shadow")],
        ),
        // No field of a wireframe, no node, no value
        ("see notes.txt for more\n.color red\nremove a", vec![remove("a")]),
        (
            "set . /elements/0/text Hello",
            vec![set("", "/elements/0/text", "\"Hello\"")],
        ),
        (
            "set \"my id\" \"/props/my key\" true",
            vec![set("my id", "/props/my key", "true")],
        ),
        (
            "insert root -1 {\"id\":\"n\",\"type\":\"text\"}",
            vec![insert("root", -1, "{\"id\":\"n\",\"type\":\"text\"}")],
        ),
        (
            "insert root last {\n  \"id\": \"n\",\n  \"type\": \"text\"\n}\nremove x",
            vec![
                insert("root", -1, "{\"id\":\"n\",\"type\":\"text\"}"),
                remove("x"),
            ],
        ),
        (
            "insert . /elements 2 {\"k\":1}",
            vec![Op::Insert {
                parent: None,
                path: "/elements".into(),
                index: 2,
                node: json("{\"k\":1}"),
            }],
        ),
        ("move x parent 2", vec![moved("x", "parent", 2)]),
        ("unset x /style/color", vec![unset("x", "/style/color")]),
    ];
    for (text, expected) in table {
        assert_eq!(ops(text), expected, "{text}");
    }
    let answer = read("summary All done\nremove a").unwrap();
    assert_eq!(answer.summary.as_deref(), Some("All done"));
    let answer = read("question Which of the two?").unwrap();
    assert_eq!(answer.question.as_deref(), Some("Which of the two?"));
    // What looks like an op but is none must not get lost among ops; in prose it is nothing.
    assert_eq!(code("remove a\nremove the other one, too"), ANSWER_BAD_OP);
    assert_eq!(code("set a /x {\"b\": nope}"), ANSWER_BAD_OP);
    assert_eq!(code("remove a\nb.color"), ANSWER_BAD_OP);
    for lost in [
        "t.text \"Hello\"\nt.bogus 3",
        "t.bogus 3",
        "t.text \"Hello\"\nmy box.text \"q\"",
        "t.text first line\nsecond line of it",
        "t.text \"\"\"\nl1\nl2\n\"\"\"",
    ] {
        assert_eq!(code(lost), ANSWER_BAD_OP, "{lost}");
    }
    // What is said beside ops is still prose.
    for said in [
        "Here are the changes, e.g. a new text:\nt.text Hello\n\nThat is all. I hope you like it.",
        "```\nt.text Hello\n```",
        "t.text Hello\nThat is all.",
        "t.text Hello\nsummary The title says hello",
        "t.text = Hello",
    ] {
        assert_eq!(ops(said), [set("t", "/props/text", "\"Hello\"")], "{said}");
    }
    assert_eq!(ops("b.color\n{\"op\":\"remove\",\"id\":\"b\"}"), [remove("b")]);
    assert_eq!(
        ops("remove the other one, too:\n{\"op\":\"remove\",\"id\":\"b\"}"),
        [remove("b")]
    );
}

/// MOD-24: flat nodes, with free-form parts as JSON text.
#[test]
fn mod_24_flat_nodes() {
    let text = r##"{"ops":[{"op":"insert","parent":"root","index":1,"nodes":[
        {"id":"card","type":"card","name":"Card","layout":"{\"gap\":8}","style":"{\"color\":\"#fff\"}","props":"","children":["t","old","b"]},
        {"id":"b","type":"button","name":"B","layout":"{}","style":"{}","props":"{\"label\":\"12\"}","children":[]},
        {"id":"t","type":"text","name":"T","layout":"{}","style":"{}","props":"null","children":[]}]}],"question":null,"summary":"Wrapped"}"##;
    let card = r##"{"id":"card","type":"card","name":"Card","layout":{"gap":8},"style":{"color":"#fff"},"props":{},"children":[
        {"id":"t","type":"text","name":"T","layout":{},"style":{},"props":{},"children":[]},
        {"id":"b","type":"button","name":"B","layout":{},"style":{},"props":{"label":"12"},"children":[]}]}"##;
    assert_eq!(ops(text), [insert("root", 1, card), moved("old", "card", 1)]);
    let list =
        |nodes: &str| format!(r#"{{"ops":[{{"op":"insert","parent":"r","index":-1,"nodes":[{nodes}]}}]}}"#);
    for (nodes, what) in [
        (
            r#"{"id":"a","type":"x","children":["b"]},{"id":"b","type":"x","children":["a"]}"#,
            "below itself",
        ),
        (
            r#"{"id":"a","type":"x","children":["b","b"]},{"id":"b","type":"x"}"#,
            "two nodes",
        ),
        (r#"{"id":"a","type":"x"},{"id":"a","type":"x"}"#, "have the id"),
        (r#"{"id":"a"}"#, "`type`"),
        (r#"{"type":"a"}"#, "`id`"),
        (r#"{"id":"a","type":"x","style":"{oops"}"#, "not JSON text"),
        (r#"{"id":"a","type":"x","style":"[]"}"#, "an object"),
        ("", "empty"),
    ] {
        let error = read(&list(nodes)).unwrap_err();
        assert_eq!(error.code, ANSWER_BAD_OP, "{nodes}");
        assert!(error.message.contains(what), "{nodes}: {}", error.message);
    }
    let chain: Vec<String> = (0..5000)
        .map(|n| format!(r#"{{"id":"n{n}","type":"x","children":["n{}"]}}"#, n + 1))
        .collect();
    assert!(
        read(&list(&chain.join(",")))
            .unwrap_err()
            .message
            .contains("deeply")
    );
}

/// MOD-24: `json` is for arrays and objects, `value` stays what it is.
#[test]
fn mod_24_typed_values() {
    let op = |rest: &str| ops(&format!(r#"[{{"op":"set","id":"a","path":"/p",{rest}}}]"#)).remove(0);
    assert_eq!(op(r#""value":"12","json":null"#), set("a", "/p", "\"12\""));
    assert_eq!(op(r#""value":12,"json":null"#), set("a", "/p", "12"));
    assert_eq!(op(r#""value":null,"json":"[1,2]""#), set("a", "/p", "[1,2]"));
    assert_eq!(op(r#""value":null,"json":null"#), set("a", "/p", "null"));
    assert_eq!(op(r#""value":{"a":1}"#), set("a", "/p", "{\"a\":1}"));
}

/// MOD-25: whole documents, in the forms in which models send them.
#[test]
fn mod_25_documents() {
    let tree = r#"{"id":"root","type":"screen","children":[{"id":"t","type":"text","children":[]}]}"#;
    for text in [
        format!("{{\"document\":{tree},\"summary\":\"s\"}}"),
        format!("Here you are:\n```json\n{tree}\n```"),
        r#"{"nodes":[{"id":"root","type":"screen","children":["t"]},{"id":"t","type":"text","children":[]}]}"#.into(),
        r#"[{"id":"t","type":"text","children":[]},{"id":"root","type":"screen","children":["t"]}]"#.into(),
        r#"{"document":{"nodes":[{"id":"root","type":"screen","children":["t"]},{"id":"t","type":"text"}]}}"#.into(),
        r#"{"document":"{\"id\":\"root\",\"type\":\"screen\",\"children\":[{\"id\":\"t\",\"type\":\"text\",\"children\":[]}]}"}"#.into(),
    ] {
        let answer = read(&text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        assert_eq!(answer.document, Some(json(tree)), "{text}");
        assert_eq!(answer.ops, []);
    }
    assert_eq!(
        code(r#"{"nodes":[{"id":"a","type":"x"},{"id":"b","type":"x"}]}"#),
        ANSWER_SHAPE
    );
    assert_eq!(
        code(r#"{"nodes":[{"id":"a","type":"x","children":["gone"]}]}"#),
        ANSWER_SHAPE
    );
}

/// MOD-65: of several answers the last one counts, in any cutting, and lone ops beside one are prose.
#[test]
fn mod_65_drafts() {
    let good = r#"{"ops":[{"op":"remove","id":"b"}],"question":null,"summary":"s"}"#;
    let node = r#"{"id":"r","type":"screen","children":[]}"#;
    for text in [
        format!(
            "My first idea was {{\"ops\":[{{\"op\":\"remove\",\"id\":\"a\"}},7],\"question\":\"a?\"}} but no. Final answer:\n{good}"
        ),
        format!(
            "Draft:\n```json\n{{\"ops\":[{{\"op\":\"remove\",\"id\":\"a\"}}]}}\n```\nFinal:\n```json\n{good}\n```"
        ),
        format!("```json\n{{\"ops\":[]}}\n```\nActually:\n{good}"),
        format!("[{{\"op\":\"remove\",\"id\":\"a\"}}]\n{good}"),
        format!("{{\"answer\":{{\"ops\":[{{\"op\":\"remove\",\"id\":\"a\"}}]}}}}\n{{\"answer\":{good}}}"),
        format!("A removal looks like {{\"op\":\"remove\",\"id\":\"a\"}}, which is not wanted.\n{good}"),
        format!("{good}\nNot {{\"op\":\"remove\",\"id\":\"a\"}}, nor\nremove a\nnor {{\"color\":1}}. []"),
        format!("remove a\n{good}"),
        format!("{{\"document\":{node}}} or better {good}"),
        format!("{good}\nIt leads to {node} or [{node}]."),
        format!("{{\"ops\":[{{\"op\":\"remove\",\"id\":\"b\"}}],\"document\":{node}}}"),
    ] {
        assert_eq!(ops(&text), [remove("b")], "{text}");
        assert_eq!(read(&text).unwrap().document, None, "{text}");
        let mut reader = AnswerReader::new(&Limits::default());
        let mut came = Vec::new();
        for letter in text.chars() {
            let more = reader.push(letter.encode_utf8(&mut [0; 4]));
            if reader.begins_anew() {
                came.clear();
            }
            came.extend(more);
        }
        assert_eq!(came, [Ok((1, remove("b")))], "{text}");
        assert_eq!(reader.finish().unwrap().question, None);
    }
    let text = format!("{good}\nNo:\n```\n{{\"document\":{node}}}\n```");
    assert_eq!(
        (ops(&text), read(&text).unwrap().document),
        (vec![], Some(json(node)))
    );
    let text = format!("{good}\nNo: {{\"ops\":[],\"question\":\"Which?\"}}");
    assert_eq!(
        (ops(&text), read(&text).unwrap().question.as_deref()),
        (vec![], Some("Which?"))
    );
    // What was cut off is no draft that counts again.
    assert_eq!(
        code(&format!("{good}\n{{\"ops\":[{{\"op\":\"remove\"")),
        ANSWER_TRUNCATED
    );
}

/// MOD-26: what cannot be used says why; what was complete before is kept.
#[test]
fn mod_26_faults() {
    for text in [
        "",
        "   ",
        "Sorry, I cannot do that.",
        "{}",
        "[not json]",
        "{a: 1}",
        "function() { return 1 }",
    ] {
        assert_eq!(code(text), ANSWER_EMPTY, "{text}");
    }
    assert_eq!(code(r#"{"hello":"world"}"#), ANSWER_SHAPE);
    for (ops, kind) in [
        ("null", "null"),
        ("\"none\"", "a text"),
        ("{}", "an object"),
        ("1", "a single value"),
    ] {
        let fault = read(&format!("{{\"ops\":{ops}}}")).unwrap_err();
        assert_eq!(fault.code, ANSWER_SHAPE);
        assert!(
            fault.message.starts_with(&format!("`ops` is {kind}, ")),
            "{}",
            fault.message
        );
    }
    assert_eq!(code(r#"{"ops":[{"op":"remove","id":"a"}"#), ANSWER_TRUNCATED);
    assert_eq!(code(r#"{"ops":[{"op":"remove","id":"a"]}"#), ANSWER_SYNTAX);
    assert_eq!(code(r#"{"ops":[{"op":"remove" "id":"a"}]}"#), ANSWER_SYNTAX);
    assert_eq!(code(r#"{"ops":[{"op":"explode","id":"a"}]}"#), ANSWER_BAD_OP);
    assert_eq!(code(r#"{"ops":[{"op":"remove"}]}"#), ANSWER_BAD_OP);
    assert_eq!(
        code(r#"{"ops":[{"op":"set","id":"a","path":"/x","value":12345678901234567890}]}"#),
        ANSWER_SYNTAX
    );
    let mut cut = AnswerReader::new(&Limits::default());
    assert_eq!(
        cut.push(r#"{"ops":[{"op":"remove","id":"a"},{"op":"remove","id""#),
        [Ok((1, remove("a")))]
    );
    assert_eq!(cut.finish().unwrap_err().code, ANSWER_TRUNCATED);
    let none = read(r#"{"ops":[],"question":null,"summary":"Nothing to do"}"#).unwrap();
    assert_eq!(
        (none.ops.len(), none.summary.as_deref()),
        (0, Some("Nothing to do"))
    );
}

/// MOD-26: a wrong op is reported at its place, and the others are read all the same.
#[test]
fn mod_26_wrong_ops_do_not_stop_the_reading() {
    let mut reader = AnswerReader::new(&Limits::default());
    let text = r#"{"ops":[{"op":"remove","id":"a"},{"op":"explode"},7,{"op":"remove","id":"b"}]}"#;
    let came = reader.push(text);
    let codes: Vec<_> = came
        .iter()
        .map(|op| op.as_ref().err().map(|error| error.code))
        .collect();
    assert_eq!(codes, [None, Some(ANSWER_BAD_OP), Some(ANSWER_BAD_OP), None]);
    assert!(
        came[1]
            .as_ref()
            .unwrap_err()
            .message
            .starts_with("Op 2 is wrong: ")
    );
    assert_eq!(reader.finish(), Ok(Answer::default()));
}

/// MOD-26: places are those of the answer, also where one of its ops comes to several.
#[test]
fn mod_26_places_are_those_of_the_answer() {
    let mut reader = AnswerReader::new(&Limits::default());
    let nodes = r#"[{"id":"a","type":"t","children":[]},{"id":"b","type":"t","children":["old"]}]"#;
    let came = reader.push(&format!(
        r#"{{"ops":[{{"op":"insert","parent":"r","index":0,"nodes":{nodes}}},{{"op":"remove","id":"c"}},7]}}"#
    ));
    let places: Vec<_> = came.iter().flatten().map(|(place, _)| *place).collect();
    assert_eq!(places, [1, 1, 1, 2]);
    let fault = came.last().unwrap().as_ref().unwrap_err();
    assert!(fault.message.starts_with("Op 3 is wrong: "), "{fault}");
}

/// MOD-27: limits.
#[test]
fn mod_27_limits() {
    let limits = Limits {
        ops: 3,
        answer_bytes: 1_000,
        ..Limits::default()
    };
    let run = |text: &str| {
        let mut reader = AnswerReader::new(&limits);
        let mut count = 0;
        for piece in text.as_bytes().chunks(7) {
            count += reader.push(std::str::from_utf8(piece).unwrap()).len();
        }
        (count, reader.finish().unwrap_err().code)
    };
    assert_eq!(run(&"remove a\n".repeat(5)), (3, ANSWER_TOO_MANY_OPS));
    assert_eq!(run(&"x".repeat(1_001)), (0, ANSWER_TOO_LARGE));
    assert_eq!(run(&format!("{{\"a\":{}", "[".repeat(900))), (0, ANSWER_SYNTAX));
}

/// MOD-28: the schemas keep to what all providers take.
#[test]
fn mod_28_schemas_are_strict() {
    fn check(schema: &serde_json::Value, depth: usize, unions: &mut usize) {
        let object = schema.as_object().unwrap();
        for key in object.keys() {
            let known = [
                "type",
                "properties",
                "required",
                "additionalProperties",
                "items",
                "anyOf",
                "enum",
            ];
            assert!(known.contains(&key.as_str()), "{key}");
        }
        assert!(depth <= 10);
        if let Some(properties) = object.get("properties") {
            assert_eq!(schema["additionalProperties"], false);
            let names: Vec<_> = properties.as_object().unwrap().keys().cloned().collect();
            let mut required: Vec<_> = schema["required"]
                .as_array()
                .unwrap()
                .iter()
                .map(|name| name.as_str().unwrap().to_owned())
                .collect();
            required.sort();
            assert_eq!(names, required);
            for property in properties.as_object().unwrap().values() {
                check(property, depth + 1, unions);
            }
        }
        if let Some(items) = object.get("items") {
            check(items, depth + 1, unions);
        }
        if let Some(variants) = object.get("anyOf") {
            *unions += 1;
            for variant in variants.as_array().unwrap() {
                check(variant, depth + 1, unions);
            }
        }
    }
    for schema in [SCHEMA_WIREFRAME, SCHEMA_FOREIGN] {
        let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
        assert_eq!(schema["type"], "object");
        let mut unions = 0;
        check(&schema, 1, &mut unions);
        assert!(unions <= 16);
    }
}

/// MOD-20, MOD-21: an answer by somebody who knows JavaScript or Python better than JSON is the same, in any cutting.
#[test]
fn mod_20_javascript_and_python_are_read() {
    let json = r#"{"ops":[{"op":"set","id":"t","path":"/props/text","value":"It's \"new\""},{"op":"set","id":"t","path":"/props/bold","value":true},{"op":"set","id":"t","path":"/props/icon","value":null}]}"#;
    let script = r#"```js
{ops: [ // the title
  {op: 'set', id: 't', path: '/props/text', value: 'It\'s "new"'}, /* bold, too */
  {op: "set", id: "t", path: "/props/bold", value: true},
  {op: "set", id: "t", path: "/props/icon", value: null}, // none
]}
```"#;
    let python = r#"{'ops': [{'op': 'set', 'id': 't', 'path': '/props/text', 'value': "It's \"new\""}, {'op': 'set', 'id': 't', 'path': '/props/bold', 'value': True}, {'op': 'set', 'id': 't', 'path': '/props/icon', 'value': None}]}"#;
    let read = |answer: &str, step: usize| {
        let mut reader = AnswerReader::new(&Limits::default());
        let letters: Vec<char> = answer.chars().collect();
        let mut ops = Vec::new();
        for piece in letters.chunks(step) {
            ops.extend(reader.push(&piece.iter().collect::<String>()));
        }
        assert!(reader.is_closed(), "{answer}");
        assert!(reader.finish().is_ok(), "{answer}");
        ops
    };
    let meant = read(json, json.len());
    assert_eq!(meant.len(), 3);
    for answer in [script, python] {
        for step in [1, 2, 3, 7, answer.len()] {
            assert_eq!(read(answer, step), meant, "{answer} by {step}");
        }
    }
}

/// MOD-23: beside ops of the terse language, one in the words of another language is no prose: half of a change is not all of it.
#[test]
fn mod_23_ops_in_other_words_are_not_left_out() {
    let read = |answer: &str| {
        let mut reader = AnswerReader::new(&Limits::default());
        let ops = reader.push(answer);
        (ops.len(), reader.finish().err().map(|error| error.code))
    };
    let good = "set title /props/text \"Two\"\n";
    for line in [
        "replace buy /style/background \"green\"\n",
        "delete foot\n",
        "add page -1 {\"id\":\"n1\",\"type\":\"text\"}\n",
        "- update buy /props/label \"Go\"\n",
        "remove\n",
        "`set`\n",
    ] {
        for answer in [format!("{line}{good}"), format!("{good}{line}")] {
            assert!(read(&answer).1.is_some(), "{answer}");
        }
    }
    // Sentences, also beside JSON.
    for line in [
        "I changed the title.\n",
        "Delete foot was not needed\n",
        "add more if you like, or tell me what else\n",
        "change is good\n",
        "The button is green now.\n",
    ] {
        for answer in [format!("{line}{good}"), format!("{good}{line}")] {
            assert_eq!(read(&answer), (1, None), "{answer}");
        }
    }
    let json = r#"add this: {"ops":[{"op":"remove","id":"a"}]}"#;
    assert_eq!(read(json), (1, None));
    let quoted = "set title /props/text 'Two words'\ntitle.label it's 'so'\n";
    let mut reader = AnswerReader::new(&Limits::default());
    let texts: Vec<_> = reader
        .push(quoted)
        .into_iter()
        .map(|op| match op {
            Ok((_, Op::Set { value, .. })) => value.as_str().unwrap().to_owned(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(texts, ["Two words", "it's 'so'"]);
}

/// MOD-29: a text is told while it is written, in any cutting of the answer; what is told only grows, and is in proportion to the text.
#[test]
fn mod_29_texts_while_they_are_written() {
    let long: String = (0..400).map(|word| format!("word{word} ")).collect();
    let json = |path: &str, value: &str| {
        format!(
            r#"{{ "ops": [ {{ "op": "set", "id": "t", "path": "{path}", "value": "{value}", "json": null }} ], "question": null, "summary": "s" }}"#
        )
    };
    let shown = [
        json(
            "/props/text",
            r#"A \"quiet\" caf\u00e9\nby the \ud83d\ude80 sea, open all day and night"#,
        ),
        json("/props/label", &long),
        "t.text \"A \\\"quiet\\\" caf\\u00e9 by the sea, open all day and night\"\n".to_owned(),
        "- `set t /name \"A place by the sea, open all day and night\"`\n".to_owned(),
        format!("t.placeholder = \"{long}\"\n"),
    ];
    for answer in &shown {
        for step in [1, 2, 3, 7, 16, 64, answer.len()] {
            let mut reader = AnswerReader::new(&Limits::default());
            let mut told: Vec<String> = Vec::new();
            let mut whole = Vec::new();
            let letters: Vec<char> = answer.chars().collect();
            for piece in letters.chunks(step) {
                whole.extend(reader.push(&piece.iter().collect::<String>()));
                if let Some(Op::Set { id, value, .. }) = reader.growing() {
                    assert_eq!(id.as_deref(), Some("t"));
                    told.push(value.as_str().unwrap().to_owned());
                    assert!(whole.is_empty());
                }
            }
            let [Ok((1, Op::Set { value, .. }))] = whole.as_slice() else {
                panic!("{answer}: {whole:?}");
            };
            let value = value.as_str().unwrap();
            for pair in told.windows(2) {
                assert!(
                    pair[1].starts_with(&pair[0]) && pair[1].len() > pair[0].len(),
                    "{pair:?}"
                );
            }
            assert!(
                told.iter().all(|told| value.starts_with(told.as_str())),
                "{told:?}"
            );
            let sum: usize = told.iter().map(String::len).sum();
            assert!(sum <= 12 * value.len(), "{sum} of {}", value.len());
            assert!(step > 16 || told.len() > 1, "{answer} by {step}");
        }
    }
    // What is read on no node, what is no text, and prose.
    for answer in [
        json("/props/href", "https://example.com/a/long/way/to/go"),
        json(
            "/style/background",
            "linear-gradient(90deg, red, blue, green, yellow)",
        ),
        "t.background \"linear-gradient(90deg, red, blue, green, yellow)\"\n".to_owned(),
        "The title \"A quiet place by the sea\" would be good, or another one\n".to_owned(),
        r#"{"document":{"id":"t","type":"text","props":{"text":"A quiet place by the sea, open all day"}}}"#
            .to_owned(),
    ] {
        let mut reader = AnswerReader::new(&Limits::default());
        for letter in answer.chars() {
            let _ = reader.push(&letter.to_string());
            assert_eq!(reader.growing(), None, "{answer}");
        }
    }
}
