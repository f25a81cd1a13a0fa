//! RFC 6902 and RFC 7396.

mod document_generate;

use bozzetto_core::document::{Document, Limits, Value};
use bozzetto_core::version::{
    Patch, apply, diff, from_json_patch, from_merge_patch, from_spec_stream, squash, to_json_patch,
    to_merge_patch, to_spec_stream,
};
use document_generate::{Tape, config, document, edits, tape};
use proptest::prelude::*;

fn suite(name: &str) -> Vec<Value> {
    let path = format!("{}/data/json-patch/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    Value::parse(&text, &Limits::default())
        .unwrap()
        .as_array()
        .unwrap()
        .to_vec()
}

/// VER-65: a SpecStream is read and written line by line; it makes the objects on the way.
#[test]
fn ver_65_spec_stream() {
    let limits = Limits::default();
    let empty = Document::parse("{}", &limits).unwrap();
    let lines = r#"{"op":"add","path":"/root","value":"card"}
// a comment

{"op":"add","path":"/elements/card/props/title","value":"Hi"}
{"op":"add","path":"/elements/card/children","value":[]}
{"op":"add","path":"/elements/card/children/-","value":"a"}
{"op":"replace","path":"/state/user/name","value":"Ann"}"#;
    let patch = from_spec_stream(lines, &empty, &limits).unwrap();
    let made = apply(&empty, &patch, &limits).unwrap().document;
    assert_eq!(
        made.to_json(),
        r#"{"root":"card","elements":{"card":{"props":{"title":"Hi"},"children":["a"]}},"state":{"user":{"name":"Ann"}}}"#
    );
    let out = to_spec_stream(&diff(&empty, &made), &empty).unwrap();
    let again = from_spec_stream(&out, &empty, &limits).unwrap();
    assert_eq!(apply(&empty, &again, &limits).unwrap().document, made);
    for (lines, place, code) in [
        (
            "{\"op\":\"add\",\"path\":\"/a\",\"value\":1}\nnonsense",
            1,
            "document.syntax",
        ),
        ("{\"op\":\"remove\",\"path\":\"/a\"}", 0, "patch.no-such-path"),
        (
            "{\"op\":\"add\",\"path\":\"a\",\"value\":1}",
            0,
            "patch.bad-pointer",
        ),
        (
            "{\"op\":\"add\",\"path\":\"/a\",\"value\":1}\n{\"op\":\"add\",\"path\":\"/a/b\",\"value\":1}",
            1,
            "patch.no-such-path",
        ),
    ] {
        let error = from_spec_stream(lines, &empty, &limits).unwrap_err();
        assert_eq!((error.op_index, error.code()), (place, code), "{lines}");
    }
}

/// VER-60: what is no JSON Pointer (RFC 6901) is refused wherever an op has one, and then nothing is changed.
#[test]
fn ver_60_bad_pointers() {
    let limits = Limits::default();
    let document = Document::parse(r#"{"x":1,"~2":2,"list":[]}"#, &limits).unwrap();
    for bad in ["/~2", "/x~", "/list/~", "x", "~0"] {
        for op in [
            format!(r#"{{"op":"add","path":"{bad}","value":1}}"#),
            format!(r#"{{"op":"replace","path":"{bad}","value":1}}"#),
            format!(r#"{{"op":"test","path":"{bad}","value":2}}"#),
            format!(r#"{{"op":"remove","path":"{bad}"}}"#),
            format!(r#"{{"op":"move","from":"/x","path":"{bad}"}}"#),
            format!(r#"{{"op":"move","from":"{bad}","path":"/y"}}"#),
            format!(r#"{{"op":"copy","from":"/x","path":"{bad}"}}"#),
            format!(r#"{{"op":"copy","from":"{bad}","path":"/y"}}"#),
        ] {
            let patch = Value::parse(&format!("[{op}]"), &limits).unwrap();
            let error = from_json_patch(&patch, &document, &limits).unwrap_err();
            assert_eq!(error.code(), "patch.bad-pointer", "{op}");
        }
    }
}

/// VER-60: the public test suite of RFC 6902.
#[test]
fn ver_60_suite() {
    let limits = Limits::default();
    let mut ran = 0;
    for case in ["tests.json", "spec_tests.json"]
        .iter()
        .flat_map(|name| suite(name))
    {
        let (Some(doc), Some(patch)) = (case.get("doc"), case.get("patch")) else {
            continue;
        };
        if case
            .get("disabled")
            .is_some_and(|flag| flag.as_bool() == Some(true))
        {
            continue;
        }
        ran += 1;
        let before = Document::new(doc.clone(), &limits).unwrap();
        let result = from_json_patch(patch, &before, &limits);
        if case.get("error").is_some() {
            assert!(result.is_err(), "{case}");
            continue;
        }
        let patch = result.unwrap_or_else(|error| panic!("{error}: {case}"));
        let after = apply(&before, &patch, &limits).unwrap().document;
        if let Some(expected) = case.get("expected") {
            assert_eq!(after.root(), expected, "{case}");
        }
        let out = to_json_patch(&patch, &before).unwrap();
        let again = apply(
            &before,
            &from_json_patch(&out, &before, &limits).unwrap(),
            &limits,
        )
        .unwrap();
        assert_eq!(again.document, after, "{case}");
    }
    assert!(ran > 100, "{ran}");
}

/// VER-66: a merge patch leads where it says, or there is none.
#[test]
fn ver_66_merge_patches_out() {
    let limits = Limits::default();
    let parse = |text: &str| Document::parse(text, &limits).unwrap();
    for (a, b, patch) in [
        (
            r#"{"a":1,"b":{"c":1,"d":[1]}}"#,
            r#"{"b":{"c":1,"d":[2]},"e":{}}"#,
            Some(r#"{"a":null,"b":{"d":[2]},"e":{}}"#),
        ),
        ("1", "[null]", Some("[null]")),
        (r#"{"a":1}"#, r#"{"a":null}"#, None),
        ("[1]", r#"{"a":{"b":null}}"#, None),
    ] {
        let found = to_merge_patch(&parse(a), &parse(b));
        assert_eq!(
            found.map(|patch| patch.to_json()),
            patch.map(str::to_owned),
            "{a} to {b}"
        );
    }
}

/// VER-61: the examples of RFC 7396.
#[test]
fn ver_61_merge_patch() {
    let limits = Limits::default();
    for case in suite("merge_patch_tests.json") {
        let (Some(doc), Some(patch), Some(expected)) =
            (case.get("doc"), case.get("patch"), case.get("expected"))
        else {
            continue;
        };
        let before = Document::new(doc.clone(), &limits).unwrap();
        let patch = from_merge_patch(patch, &before, &limits).unwrap();
        assert_eq!(
            apply(&before, &patch, &limits).unwrap().document.root(),
            expected,
            "{case}"
        );
    }
}

/// VER-62: ops through indexes test the id first, so that they fail on another document.
#[test]
fn ver_62_tests_ids() {
    let limits = Limits::default();
    let before = r#"{"id":"r","type":"t","children":[{"id":"a","type":"t"},{"id":"b","type":"t"}]}"#;
    let before = Document::parse(before, &limits).unwrap();
    let patch =
        r#"[{"op":"set","id":"b","path":"/x/y","value":1},{"op":"move","id":"b","parent":"a","index":0}]"#;
    let patch = Patch::parse(patch, &limits).unwrap();
    let out = to_json_patch(&patch, &before).unwrap();
    assert_eq!(
        out.to_json(),
        r#"[{"op":"test","path":"/children/1/id","value":"b"},{"op":"add","path":"/children/1/x","value":{"y":1}},{"op":"test","path":"/children/0/id","value":"a"},{"op":"add","path":"/children/0/children","value":[]},{"op":"move","from":"/children/1","path":"/children/0/children/0"}]"#
    );
    let turned = r#"{"id":"r","type":"t","children":[{"id":"b","type":"t"},{"id":"a","type":"t"}]}"#;
    let turned = Document::parse(turned, &limits).unwrap();
    assert_eq!(
        from_json_patch(&out, &turned, &limits).unwrap_err().code(),
        "patch.test-failed"
    );
}

/// VER-64: a node moved into its next sibling, which takes its place: RFC 6902 has no `move` for that.
#[test]
fn ver_64_into_the_next_sibling() {
    let limits = Limits::default();
    let before =
        r#"{"id":"r","type":"t","children":[{"id":"a","type":"t"},{"id":"b","type":"t","children":[]}]}"#;
    let before = Document::parse(before, &limits).unwrap();
    let patch = Patch::parse(r#"[{"op":"move","id":"a","parent":"b","index":0}]"#, &limits).unwrap();
    let out = to_json_patch(&patch, &before).unwrap();
    assert_eq!(from_json_patch(&out, &before, &limits).unwrap(), patch);
}

/// VER-63: a patch that grows without end is stopped by the limits.
#[test]
fn ver_63_bomb() {
    let before = Document::parse("{}", &Limits::default()).unwrap();
    let ops: Vec<Value> = (0..900)
        .map(|_| Value::object([("op", "copy"), ("from", ""), ("path", "/a")]))
        .collect();
    let error = from_json_patch(&Value::from(ops), &before, &Limits::default()).unwrap_err();
    assert_eq!(error.code(), "document.too-deep");
    let ops: Vec<Value> = (0..900)
        .map(|n| {
            Value::object([
                ("op", "copy".to_owned()),
                ("from", String::new()),
                ("path", format!("/{n}")),
            ])
        })
        .collect();
    let limits = Limits {
        depth: 400,
        ..Limits::default()
    };
    let error = from_json_patch(&Value::from(ops), &before, &limits).unwrap_err();
    assert_eq!(error.code(), "document.too-many-values");
}

proptest! {
    #![proptest_config(config())]

    /// VER-64: out and in again, and squashed: the same document.
    #[test]
    fn ver_64_round_trip(numbers in tape()) {
        let tape = &mut Tape::new(numbers);
        let limits = Limits::default();
        let before = document(tape);
        let (ops, after) = edits(tape, &before, 8);
        let patch = Patch::from(ops.clone());
        let out = to_json_patch(&patch, &before).unwrap();
        let back = from_json_patch(&out, &before, &limits).unwrap();
        prop_assert_eq!(&apply(&before, &back, &limits).unwrap().document, &after);
        let singles: Vec<Patch> = ops.into_iter().map(|op| Patch::new([op])).collect();
        let squashed = squash(&singles, &before, &limits).unwrap();
        prop_assert_eq!(&apply(&before, &squashed, &limits).unwrap().document, &after);
        prop_assert!(squashed.to_json().len() <= patch.to_json().len());
    }
}
