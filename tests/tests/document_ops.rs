//! Ops: what they do, how they are taken back, what they refuse.

mod document_generate;

use bozzetto_core::document::{Document, Limits, Value};
use bozzetto_core::version::{Applied, Editor, Op, OpError, Patch, PatchError, advance, apply, diff};
use document_generate::law::{hold, tape};

fn document(text: &str) -> Document {
    Document::parse(text, &Limits::default()).unwrap()
}

fn run(before: &Document, ops: &str) -> Result<Applied, PatchError> {
    let patch = Patch::parse(ops, &Limits::default())?;
    let applied = apply(before, &patch, &Limits::default())?;
    let in_place = advance(before.clone(), &patch, &Limits::default()).unwrap();
    assert_eq!(in_place.to_json(), applied.document.to_json(), "{ops}");
    let again = Document::new(applied.document.root().clone(), &Limits::default()).unwrap();
    for node in again.nodes() {
        let found = applied.document.node(node.id).unwrap();
        assert_eq!(found.parent, node.parent);
        assert_eq!((found.index, found.depth), (node.index, node.depth));
    }
    assert_eq!(again.node_count(), applied.document.node_count());
    assert_eq!(again.json_len(), applied.document.json_len());
    assert_eq!(again.json_len(), applied.document.to_json().len());
    let back = apply(&applied.document, &applied.inverse, &Limits::default()).unwrap();
    assert_eq!(
        back.document.to_json(),
        before.to_json(),
        "exact, key order included: {ops}"
    );
    Ok(applied)
}

/// VER-9
#[test]
fn ver_9_compact_ops_leave_out_what_the_op_before_names() {
    let ops = r#"[{"op":"move","id":"a","parent":"p","index":0},{"op":"move","id":"b","parent":"p","index":1},
        {"op":"move","id":"c","parent":"q","index":2},{"op":"set","id":"c","path":"/x","value":1},{"op":"unset","id":"c","path":"/y"},
        {"op":"set","id":"c","path":"/z","value":"s","before":"x"},{"op":"insert","parent":"c","index":0,"node":7},
        {"op":"insert","parent":"c","path":"/l","index":-1,"node":8},{"op":"set","path":"/r","value":[]},
        {"op":"text","path":"/r/0","at":1,"delete":2,"insert":"t"},{"op":"remove","id":"c"},{"op":"move","id":"d","parent":"q","index":0}]"#;
    let compact = concat!(
        r#"[[4,"a","p",0],[4,"b",1],[4,"c","q",2],["/x",1],[1,"/y"],["c","/z","s","x"],[2,0,7],[2,"c","/l",-1,8],"#,
        r#"[null,"/r",[]],[5,"/r/0",1,2,"t"],[3,"c"],[4,"d","q",0]]"#
    );
    let limits = Limits::default();
    let patch = Patch::parse(ops, &limits).unwrap();
    assert_eq!(patch.to_compact_json(), compact);
    assert_eq!(Patch::parse(compact, &limits).as_ref(), Ok(&patch));
    assert_eq!(
        Patch::from_value(&Value::parse(compact, &limits).unwrap()),
        Ok(patch)
    );
    for (nothing_before, index) in [(r#"[["/x",1]]"#, 0), (r#"[[3,"a"],[4,"b",0]]"#, 1)] {
        let error = Patch::parse(nothing_before, &limits).unwrap_err();
        assert_eq!(
            (error.op_index, error.code()),
            (index, "patch.shape"),
            "{nothing_before}"
        );
    }
}

/// DOC-5, VER-1: a patch read as text, which makes nothing but its ops, is the patch that its value is.
#[test]
fn ver_1_text_and_value_are_one_patch() {
    let texts = [
        r#"[]"#,
        r#" [ {"op":"remove","id":"a"} , {"op":"set","path":"x","value":[1,{"a":{}}],"value":{"b":[]}} ] "#,
        r#"[{"id":"a","op":"remove","id":"b","op":"unset","path":"/x"}]"#,
        r#"[["a","/x",1],[1,"a","/x"],[2,"a",0,{"id":"n","type":"t"}],[3,"a"],[4,"a","b",-1],[5,null,"/t",1,2,"z"]]"#,
        r#"{"ops":[{"op":"remove","id":"a"}]}"#,
        r#"[{"op":"insert","parent":"a","index":1,"value":7},{"op":"move","id":"a","parent":"b"}]"#,
        // What is wrong with them.
        r#"[{}]"#,
        r#"[{"op":"remove","id":"a"},{"op":"jump"},{"op":7}]"#,
        r#"[{"op":"remove","id":"a"},[7]]"#,
        r#"[{"op":"remove","id":"a"},3,null]"#,
        r#"[{"op":"jump"},{"op":"remove","id":"a"]"#,
        r#"[{"op":"remove","id":"a"},]"#,
        r#"[{"op":"set","id":"a","path":"/x","value":"\ud800"}]"#,
        r#"[{"op":"remove","id":"a"}] x"#,
        r#"[{"op":"remove""#,
        r#"{"ops":7}"#,
        "7",
        "",
        "[",
    ];
    for limits in [
        Limits::default(),
        Limits {
            values: 6,
            string_bytes: 4,
            ..Limits::default()
        },
    ] {
        for text in texts {
            let expected = match Value::parse(text, &limits) {
                Ok(value) => Patch::from_value(&value),
                Err(error) => Err(OpError::from(error).at(0)),
            };
            assert_eq!(Patch::parse(text, &limits), expected, "{text}");
        }
    }
}

const PAGE: &str = r##"{"id":"root","type":"screen","name":"Page","style":{"gap":4,"color":"#fff"},"children":[
 {"id":"a","type":"text","props":{"text":"Grüße 😀!"}},
 {"id":"b","type":"frame","children":[{"id":"c","type":"button"},{"note":"no node","children":[{"id":"d","type":"x"}]}]}]}"##;

/// VER-1, VER-2: every op, what it leaves, and its exact inverse.
#[test]
fn ver_1_ops() {
    let before = document(PAGE);
    let table: &[(&str, &str, &str)] = &[
        (
            r#"[{"op":"set","id":"a","path":"/props/text","value":"x"}]"#,
            "/children/0/props/text",
            r#""x""#,
        ),
        (
            r#"[{"op":"set","id":"a","path":"/style/a/b","value":1}]"#,
            "/children/0/style",
            r#"{"a":{"b":1}}"#,
        ),
        (
            r#"[{"op":"set","id":"root","path":"/style/x","before":"color","value":1}]"#,
            "/style",
            r##"{"gap":4,"x":1,"color":"#fff"}"##,
        ),
        (
            r#"[{"op":"unset","id":"root","path":"/style/gap"}]"#,
            "/style",
            r##"{"color":"#fff"}"##,
        ),
        (
            r#"[{"op":"unset","path":"/children/0"}]"#,
            "/children/0/id",
            r#""b""#,
        ),
        (
            r#"[{"op":"set","id":"a","path":"","value":{"id":"q","type":"t"}}]"#,
            "/children/0",
            r#"{"id":"q","type":"t"}"#,
        ),
        (
            r#"[{"op":"set","id":"b","path":"/id","value":"bb"}]"#,
            "/children/1/id",
            r#""bb""#,
        ),
        (
            r#"[{"op":"unset","id":"b","path":"/type"}]"#,
            "/children/1/id",
            r#""b""#,
        ),
        (
            r#"[{"op":"set","id":"b","path":"/children","value":[]}]"#,
            "/children/1/children",
            "[]",
        ),
        (
            r#"[{"op":"insert","parent":"b","index":0,"node":{"id":"n","type":"t"}}]"#,
            "/children/1/children/0/id",
            r#""n""#,
        ),
        (
            r#"[{"op":"insert","parent":"a","index":-1,"node":{"id":"n","type":"t"}}]"#,
            "/children/0/children/0/id",
            r#""n""#,
        ),
        (
            r#"[{"op":"insert","parent":"b","path":"/tags","index":7,"value":"n"}]"#,
            "/children/1/tags",
            r#"["n"]"#,
        ),
        (r#"[{"op":"remove","id":"b"}]"#, "/children/1", ""),
        (
            r#"[{"op":"remove","id":"d"}]"#,
            "/children/1/children/1/children",
            "[]",
        ),
        (
            r#"[{"op":"move","id":"d","parent":"a","index":0}]"#,
            "/children/0/children/0/id",
            r#""d""#,
        ),
        (
            r#"[{"op":"move","id":"a","parent":"root","index":-1}]"#,
            "/children/1/id",
            r#""a""#,
        ),
        (
            r#"[{"op":"move","id":"c","parent":"root","index":1},{"op":"remove","id":"b"}]"#,
            "/children/1/id",
            r#""c""#,
        ),
        (
            r#"[{"op":"text","id":"a","path":"/props/text","at":6,"delete":2,"insert":"ö"}]"#,
            "/children/0/props/text",
            r#""Grüße ö!""#,
        ),
        (r#"[{"op":"set","path":"","value":[1,2]}]"#, "", "[1,2]"),
    ];
    for (ops, path, expected) in table {
        let applied = run(&before, ops).unwrap();
        let found = applied
            .document
            .root()
            .pointer(path)
            .map_or(String::new(), Value::to_json);
        assert_eq!(&found, expected, "{ops}");
    }
}

/// VER-3: what does not apply is refused whole, with its code and its index.
#[test]
fn ver_3_refusals() {
    let before = document(PAGE);
    let table: &[(&str, &str)] = &[
        (
            r#"[{"op":"set","id":"zz","path":"/x","value":1}]"#,
            "patch.unknown-node",
        ),
        (
            r#"[{"op":"set","id":"a","path":"/x~2","value":1}]"#,
            "patch.bad-pointer",
        ),
        (
            r#"[{"op":"set","id":"a","path":"/type/x","value":1}]"#,
            "patch.no-such-path",
        ),
        (
            r#"[{"op":"set","id":"b","path":"/children/9/x","value":1}]"#,
            "patch.no-such-path",
        ),
        (
            r#"[{"op":"unset","id":"a","path":"/style"}]"#,
            "patch.no-such-path",
        ),
        (
            r#"[{"op":"insert","parent":"a","path":"/props","index":0,"value":1}]"#,
            "patch.not-a-list",
        ),
        (
            r#"[{"op":"insert","parent":"b","index":0,"node":{"id":"a","type":"t"}}]"#,
            "patch.duplicate-id",
        ),
        (
            r#"[{"op":"insert","parent":"b","index":0,"node":{"id":"n","type":"t","children":[{"id":"n","type":"t"}]}}]"#,
            "patch.duplicate-id",
        ),
        (
            r#"[{"op":"set","id":"a","path":"/id","value":"b"}]"#,
            "patch.duplicate-id",
        ),
        (r#"[{"op":"remove","id":"root"}]"#, "patch.root"),
        (
            r#"[{"op":"move","id":"b","parent":"c","index":0}]"#,
            "patch.into-itself",
        ),
        (
            r#"[{"op":"move","id":"b","parent":"b","index":0}]"#,
            "patch.into-itself",
        ),
        (
            r#"[{"op":"text","id":"a","path":"/props/text","at":7,"delete":1,"insert":""}]"#,
            "patch.text-range",
        ),
        (
            r#"[{"op":"text","id":"a","path":"/props/text","at":99,"delete":0,"insert":""}]"#,
            "patch.text-range",
        ),
        (
            r#"[{"op":"text","id":"a","path":"/props","at":0,"delete":0,"insert":""}]"#,
            "patch.not-a-text",
        ),
    ];
    for (ops, code) in table {
        let error = run(&before, ops).unwrap_err();
        assert_eq!((error.code(), error.op_index), (*code, 0), "{ops}");
    }
}

/// VER-3: the limits hold after every op, to the byte.
#[test]
fn ver_3_limits() {
    let before = document(PAGE);
    let code = |ops: &str, limits: &Limits| {
        let patch = Patch::parse(ops, &Limits::default()).unwrap();
        match apply(&before, &patch, limits) {
            Ok(applied) => {
                Document::new(applied.document.root().clone(), limits).unwrap();
                "fits"
            }
            Err(error) => error.code(),
        }
    };
    let insert = r#"[{"op":"insert","parent":"b","index":0,"node":{"id":"n","type":"t"}}]"#;
    let grown = before.json_len() + r#"{"id":"n","type":"t"},"#.len();
    for (bytes, expected) in [(grown, "fits"), (grown - 1, "document.too-large")] {
        let limits = Limits {
            document_bytes: bytes,
            ..Limits::default()
        };
        assert_eq!(code(insert, &limits), expected);
    }
    for (values, expected) in [
        (before.value_count() + 3, "fits"),
        (before.value_count() + 2, "document.too-many-values"),
    ] {
        let limits = Limits {
            values,
            ..Limits::default()
        };
        assert_eq!(code(insert, &limits), expected);
    }
    for (depth, expected) in [
        (before.depth() + 2, "fits"),
        (before.depth() + 1, "document.too-deep"),
    ] {
        let limits = Limits {
            depth,
            ..Limits::default()
        };
        let set = r#"[{"op":"set","id":"d","path":"/a/b","value":1}]"#;
        let deeper = r#"[{"op":"set","id":"d","path":"/a/b/c","value":1}]"#;
        assert_eq!(code(set, &limits), "fits");
        assert_eq!(code(deeper, &limits), expected);
    }
    let long = r#"[{"op":"text","id":"a","path":"/props/text","at":0,"delete":0,"insert":"0123456789"}]"#;
    let limits = Limits {
        string_bytes: 20,
        ..Limits::default()
    };
    assert_eq!(code(long, &limits), "document.string-too-long");
    let limits = Limits {
        ops: 1,
        ..Limits::default()
    };
    assert_eq!(
        code(r#"[{"op":"remove","id":"a"},{"op":"remove","id":"b"}]"#, &limits),
        "patch.too-many-ops"
    );
}

/// Children in this order, each with something of its own.
fn siblings(order: &[usize]) -> Document {
    let node = |name: &usize| format!(r#"{{"id":"n{name}","type":"text","props":{{"text":"{name}"}}}}"#);
    let nodes: Vec<String> = order.iter().map(node).collect();
    document(&format!(
        r#"{{"id":"r","type":"screen","children":[{}]}}"#,
        nodes.join(",")
    ))
}

/// The ops from one order of siblings to another, which are moves and nothing else.
fn moves(from: &[usize], to: &[usize]) -> Vec<Op> {
    let (before, after) = (siblings(from), siblings(to));
    let patch = diff(&before, &after);
    let made = apply(&before, &patch, &Limits::default()).unwrap().document;
    assert_eq!(made, after);
    let is_move = |op: &Op| matches!(op, Op::Move { .. });
    assert!(patch.ops.iter().all(is_move), "{from:?} to {to:?}: {patch:?}");
    patch.ops
}

/// VER-13: of a hundred siblings, the one that went from one end to the other is moved, and not those that it passed.
#[test]
fn ver_13_one_moved_sibling_is_one_move() {
    let before: Vec<usize> = (0..100).collect();
    for (from, to) in [(0, 99), (99, 0), (0, 50), (70, 3), (41, 42)] {
        let mut after = before.clone();
        let name = after.remove(from);
        after.insert(to, name);
        let ops = moves(&before, &after);
        assert_eq!(ops.len(), 1, "{from} to {to}: {ops:?}");
        // Two neighbours that changed places are one move of either.
        let Op::Move { id, .. } = &ops[0] else {
            panic!("{ops:?}")
        };
        assert!(**id == *format!("n{name}") || from.abs_diff(to) == 1, "{ops:?}");
    }
}

/// VER-13: of siblings in any other order, as many stay as there are in the longest run that kept its order.
#[test]
fn ver_13_as_few_moves_as_there_can_be() {
    hold(300, 20_000, |seed| {
        let tape = &mut tape(seed, 200);
        let count = 1 + tape.below(60);
        let before: Vec<usize> = (0..count).collect();
        let mut after = before.clone();
        for at in (1..count).rev() {
            // Any order, or one in which most are still where they were.
            if seed % 2 == 0 || tape.below(8) == 0 {
                after.swap(at, tape.below(at + 1));
            }
        }
        // The longest run that ends with each, by looking at all before it: slow, and plain.
        let mut longest = vec![1; count];
        for at in 0..count {
            for earlier in 0..at {
                if after[earlier] < after[at] {
                    longest[at] = longest[at].max(longest[earlier] + 1);
                }
            }
        }
        let kept = longest.iter().max().unwrap();
        assert_eq!(moves(&before, &after).len(), count - kept, "{after:?}");
    });
}

/// VER-6: what was changed in ten thousand nodes is one op, also where every neighbour looks alike.
#[test]
fn ver_6_a_diff_is_about_the_size_of_the_change() {
    let limits = Limits::default();
    let page = |texts: &[String]| {
        let children: Vec<String> = texts
            .iter()
            .enumerate()
            .map(|(at, text)| {
                format!(r#"{{"id":"n{at}","type":"text","props":{{"text":"{text}"}},"children":[]}}"#)
            })
            .collect();
        let text = format!(
            r#"{{"id":"root","type":"screen","children":[{}]}}"#,
            children.join(",")
        );
        Document::parse(&text, &limits).unwrap()
    };
    let mut texts = vec!["same".to_owned(); 10_000];
    let before = page(&texts);
    texts[7_000] = "other".to_owned();
    let after = page(&texts);
    let patch = diff(&before, &after);
    assert_eq!(patch.ops.len(), 1, "{}", patch.to_json());
    assert!(patch.to_json().len() < 120);
    // Nothing in common but the ids' number: still linear in the list, so this ends.
    texts.reverse();
    let patch = diff(&before, &page(&texts));
    assert_eq!(
        apply(&before, &patch, &limits).unwrap().document.to_json(),
        page(&texts).to_json()
    );
}

/// VER-7: an op is read tolerantly, and what is wrong with it is said.
#[test]
fn ver_7_ops_are_read_tolerantly() {
    let limits = Limits::default();
    let document = Document::parse(
        r#"{"id":"r","type":"screen","children":[{"id":"a","type":"text","children":[]}]}"#,
        &limits,
    )
    .unwrap();
    let patch = Patch::parse(
        r#"[{"op":"set","id":"a","path":"props/text","value":"Hi","why":"asked"},
            {"op":"insert","parent":"r","node":{"id":"b","type":"text","children":[]}}]"#,
        &limits,
    )
    .unwrap();
    let after = apply(&document, &patch, &limits).unwrap().document.to_json();
    assert_eq!(
        after,
        r#"{"id":"r","type":"screen","children":[{"id":"a","type":"text","children":[],"props":{"text":"Hi"}},{"id":"b","type":"text","children":[]}]}"#
    );
    for wrong in [
        r#"[{"id":"a","path":"/x","value":1}]"#,
        r#"[{"op":"paint","id":"a"}]"#,
        r#"[{"op":"set","id":7,"path":"/x","value":1}]"#,
        r#"[{"op":"move","id":"a"}]"#,
        r#"[3]"#,
        r#"{"op":"remove"}"#,
    ] {
        let error = Patch::parse(wrong, &limits).unwrap_err();
        assert_eq!(error.code(), "patch.shape", "{wrong}");
        assert!(error.to_string().len() > 10, "{wrong}");
    }
}

/// VER-8: what a model sends op by op is not paid for with a copy of everything around it each time.
#[test]
fn ver_8_many_ops_take_memory_in_proportion() {
    let limits = Limits::default();
    let document = Document::parse(
        r#"{"id":"r","type":"screen","children":[{"id":"a","type":"text","children":[]}]}"#,
        &limits,
    )
    .unwrap();
    let kinds = [
        |at: usize| format!(r#"{{"op":"set","id":"a","path":"/props/p{at}","value":{at}}}"#),
        |at: usize| {
            format!(
                r#"{{"op":"set","id":"a","path":"/props/p{}","value":{at},"before":"p0"}}"#,
                at % 99
            )
        },
        |at: usize| {
            format!(r#"{{"op":"insert","parent":"r","index":-1,"node":{{"id":"n{at}","type":"text"}}}}"#)
        },
    ];
    for op in kinds {
        let taken = |count: usize| {
            let text: Vec<String> = (0..count).map(op).collect();
            let patch = Patch::parse(&format!("[{}]", text.join(",")), &limits).unwrap();
            let mut editor = Editor::new(&document, &limits);
            allocation_counter::measure(|| {
                patch.ops.iter().for_each(|op| editor.apply_checked(op).unwrap());
            })
            .bytes_total
        };
        let (few, many) = (taken(1_000), taken(8_000));
        assert!(many < few * 12, "{} for 1,000, {} for 8,000", few, many);
    }
}
