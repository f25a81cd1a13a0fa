//! Patches carried over to a later version.

mod document_generate;

use bozzetto_core::document::{Document, Limits};
use bozzetto_core::version::{Patch, apply, diff, rebase};
use document_generate::{Tape, assert_consistent, config, document, edits, tape};
use proptest::prelude::*;

const BASE: &str = r#"{"id":"root","type":"screen","style":{"gap":4},"children":[
 {"id":"a","type":"text","props":{"text":"one two"},"style":{"color":"red"}},
 {"id":"b","type":"frame","children":[{"id":"c","type":"button"},{"id":"d","type":"button"}]},
 {"id":"e","type":"text","items":[{"id":"x","n":1},{"id":"y","n":2}]}]}"#;

fn run(theirs: &str, mine: &str) -> Result<(Document, Vec<String>), &'static str> {
    let limits = Limits::default();
    let base = Document::parse(BASE, &limits).unwrap();
    let head = apply(&base, &Patch::parse(theirs, &limits).unwrap(), &limits)
        .unwrap()
        .document;
    let patch = Patch::parse(mine, &limits).unwrap();
    let rebased = rebase(&patch, &base, &head).map_err(|error| error.code())?;
    let document = apply(&head, &rebased.patch, &limits).unwrap().document;
    assert_consistent(&document);
    let overridden = rebased.overridden.iter();
    let overridden = overridden.map(|(id, path)| format!("{}{path}", id.as_deref().unwrap_or("")));
    Ok((document, overridden.collect()))
}

/// VER-30: both edits are there; what both changed takes the patch and is listed.
#[test]
fn ver_30_both_edits() {
    let table: &[(&str, &str, &str, &str, &[&str])] = &[
        // (theirs, mine, path, expected there, overridden)
        (
            r#"[{"op":"set","id":"a","path":"/style/size","value":9}]"#,
            r#"[{"op":"set","id":"a","path":"/style/color","value":"blue"}]"#,
            "/children/0/style",
            r#"{"color":"blue","size":9}"#,
            &[],
        ),
        (
            r#"[{"op":"set","id":"a","path":"/style/color","value":"green"}]"#,
            r#"[{"op":"set","id":"a","path":"/style/color","value":"blue"}]"#,
            "/children/0/style/color",
            r#""blue""#,
            &["a/style/color"],
        ),
        (
            r#"[{"op":"move","id":"a","parent":"b","index":0}]"#,
            r#"[{"op":"set","id":"a","path":"/props/text","value":"x"}]"#,
            "/children/0/children/0/props/text",
            r#""x""#,
            &[],
        ),
        (
            r#"[{"op":"remove","id":"a"}]"#,
            r#"[{"op":"insert","parent":"root","index":2,"node":{"id":"n","type":"t"}}]"#,
            "/children/1/id",
            r#""n""#,
            &[],
        ),
        (
            r#"[{"op":"insert","parent":"b","index":0,"node":{"id":"n","type":"t"}}]"#,
            r#"[{"op":"insert","parent":"b","index":1,"node":{"id":"n","type":"u","children":[{"id":"m","type":"t"}]}},{"op":"set","id":"n","path":"/name","value":"mine"}]"#,
            "/children/1/children/2",
            r#"{"id":"n-2","type":"u","children":[{"id":"m","type":"t"}],"name":"mine"}"#,
            &[],
        ),
        (
            r#"[{"op":"remove","id":"c"}]"#,
            r#"[{"op":"set","id":"c","path":"/name","value":1},{"op":"set","id":"d","path":"/name","value":2}]"#,
            "/children/1/children/0/name",
            "2",
            &[],
        ),
        (
            r#"[{"op":"set","id":"c","path":"/name","value":"new"}]"#,
            r#"[{"op":"remove","id":"b"}]"#,
            "/children/1/id",
            r#""e""#,
            &["b"],
        ),
        (
            r#"[{"op":"remove","id":"c"}]"#,
            r#"[{"op":"remove","id":"c"}]"#,
            "/children/1/children/0/id",
            r#""d""#,
            &[],
        ),
        (
            r#"[{"op":"text","id":"a","path":"/props/text","at":0,"delete":3,"insert":"six"}]"#,
            r#"[{"op":"text","id":"a","path":"/props/text","at":4,"delete":3,"insert":"ten"}]"#,
            "/children/0/props/text",
            r#""one ten""#,
            &["a/props/text"],
        ),
        (
            r#"[{"op":"insert","parent":"e","path":"/items","index":0,"value":{"id":"w","n":0}}]"#,
            r#"[{"op":"set","id":"e","path":"/items/1/n","value":7},{"op":"insert","parent":"e","path":"/items","index":1,"value":5}]"#,
            "/children/2/items",
            r#"[{"id":"w","n":0},{"id":"x","n":1},5,{"id":"y","n":7}]"#,
            &[],
        ),
        (
            r#"[{"op":"unset","id":"root","path":"/style/gap"}]"#,
            r#"[{"op":"unset","id":"root","path":"/style/gap"}]"#,
            "/style",
            "{}",
            &[],
        ),
        (
            r#"[{"op":"move","id":"c","parent":"root","index":0}]"#,
            r#"[{"op":"move","id":"c","parent":"b","index":1}]"#,
            "/children/1/children/1/id",
            r#""c""#,
            &["c"],
        ),
    ];
    for (theirs, mine, path, expected, overridden) in table {
        let (document, listed) = run(theirs, mine).unwrap();
        let found = document
            .root()
            .pointer(path)
            .map(|value| value.to_json())
            .unwrap_or_default();
        assert_eq!(
            (&*found, &*listed),
            (
                *expected,
                &overridden.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>()[..]
            ),
            "{theirs} {mine}"
        );
    }
}

/// VER-31: what cannot be carried over is refused with a code.
#[test]
fn ver_31_conflicts() {
    let table: &[(&str, &str, &str)] = &[
        (
            r#"[{"op":"remove","id":"a"}]"#,
            r#"[{"op":"set","id":"a","path":"/name","value":1}]"#,
            "rebase.nothing-left",
        ),
        (
            r#"[{"op":"remove","id":"b"}]"#,
            r#"[{"op":"insert","parent":"b","index":0,"node":{"id":"n","type":"t"}}]"#,
            "rebase.conflict",
        ),
        (
            r#"[{"op":"remove","id":"b"}]"#,
            r#"[{"op":"move","id":"a","parent":"b","index":0}]"#,
            "rebase.conflict",
        ),
        (
            r#"[{"op":"move","id":"b","parent":"a","index":0}]"#,
            r#"[{"op":"move","id":"a","parent":"b","index":0}]"#,
            "rebase.conflict",
        ),
        // What it puts in would go with what it removes, as its place was moved into that.
        (
            r#"[{"op":"move","id":"a","parent":"b","index":0}]"#,
            r#"[{"op":"insert","parent":"a","index":0,"node":{"id":"n","type":"t"}},{"op":"remove","id":"b"}]"#,
            "rebase.conflict",
        ),
        (r#"[]"#, r#"[{"op":"remove","id":"zz"}]"#, "rebase.base"),
        (
            r#"[{"op":"set","id":"a","path":"/style","value":"none"}]"#,
            r#"[{"op":"set","id":"a","path":"/style/color","value":1}]"#,
            "rebase.conflict",
        ),
    ];
    for (theirs, mine, code) in table {
        assert_eq!(run(theirs, mine).map(|_| ()), Err(*code), "{theirs} {mine}");
    }
}

proptest! {
    #![proptest_config(config())]

    /// VER-32: what is carried over applies; on the unchanged base it is the patch itself in its effect.
    #[test]
    fn ver_32_always_applies(numbers in tape()) {
        let tape = &mut Tape::new(numbers);
        let base = document(tape);
        let (mine, after) = edits(tape, &base, 5);
        let (_, head) = edits(tape, &base, 5);
        let mine = Patch::from(mine);
        if let Ok(rebased) = rebase(&mine, &base, &head) {
            let applied = apply(&head, &rebased.patch, &Limits::default()).unwrap();
            assert_consistent(&applied.document);
        }
        let same = rebase(&mine, &base, &base).unwrap();
        prop_assert_eq!(&apply(&base, &same.patch, &Limits::default()).unwrap().document, &after);
        prop_assert!(same.overridden.is_empty());
        // The same edit on both sides: a diff of it finds nothing left to do, or conflicts with itself.
        if let Ok(rebased) = rebase(&diff(&base, &after), &base, &base) {
            prop_assert_eq!(apply(&base, &rebased.patch, &Limits::default()).unwrap().document, after);
        }
    }
}
