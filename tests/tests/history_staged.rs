//! A change taken apart: rules VER-74 and VER-100 of core/SPEC.md, by example. `history_algebra` holds their laws on random changes.

mod document_generate;

use bozzetto_core::document::{Document, Limits, Value};
use bozzetto_core::version::{Op, Patch, apply, stage, subject_of};
use bozzetto_tests::page::{PAGE, parse};
use document_generate::Tape;
use document_generate::law::{hold, tape};

/// VER-74: parts of a change can be taken alone; each brings what it needs, all together are the whole.
#[test]
fn ver_74_staged_changes() {
    let limits = Limits::default();
    let base = parse(PAGE);
    let patch = Patch::parse(
        r##"[{"op":"set","id":"title","path":"/style/color","value":"#f00"},
            {"op":"insert","parent":"page","index":0,"node":{"id":"bar","type":"nav","children":[]}},
            {"op":"insert","parent":"bar","index":0,"node":{"id":"logo","type":"image"}},
            {"op":"set","id":"logo","path":"/props/alt","value":"Acme"},
            {"op":"set","id":"title","path":"/props/text","value":"Hi"}]"##,
        &limits,
    )
    .unwrap();
    let staged = stage(&patch, &base, &limits).unwrap();
    let parts: Vec<(&[usize], &[usize])> = staged
        .parts
        .iter()
        .map(|part| (part.ops.as_slice(), part.needs.as_slice()))
        .collect();
    assert_eq!(
        parts,
        [
            (&[0][..], &[][..]),
            (&[1][..], &[][..]),
            (&[2][..], &[1][..]),
            (&[3][..], &[2][..]),
            (&[4][..], &[][..]),
        ]
    );
    assert_eq!(staged.take(&[3]).ops.len(), 3);
    assert!(!staged.parts[0].summary.is_empty());
    assert_eq!(staged.take(&[0, 3, 4]), patch);
    // A field of the root needs nothing that was put in, also where the op does not name the root; what is about it is one part.
    for id in [None, Some("page")] {
        let name = |value: &str| Op::Set {
            id: id.map(Into::into),
            path: "/name".into(),
            value: value.into(),
            before: None,
        };
        let bar = parse(r#"{"id":"bar","type":"nav"}"#);
        let patch = Patch::new([
            Op::insert("page", 0, bar.root().clone()),
            name("Home"),
            Op::set("title", "/props/text", "Hi"),
            Op::set("page", "/name", "House"),
        ]);
        let staged = stage(&patch, &base, &limits).unwrap();
        let parts = staged
            .parts
            .iter()
            .map(|part| (part.ops.clone(), part.needs.clone()));
        let parts: Vec<_> = parts.collect();
        let alone = |ops: &[usize]| (ops.to_vec(), Vec::new());
        assert_eq!(parts, [alone(&[0]), alone(&[1, 3]), alone(&[2])], "{id:?}");
    }
    // Thousands of parts in one list are split, and told by what each does itself; none of them needs another.
    let row = |at: usize| {
        let node = format!(r#"{{"id":"row-{at}","type":"text","name":"Row {at}","children":[]}}"#);
        Op::insert("page", -1, parse(&node).root().clone())
    };
    let many = Patch::new((0..4_000).map(row));
    let staged = stage(&many, &base, &limits).unwrap();
    assert_eq!(staged.parts.len(), 4_000);
    assert!(staged.parts.iter().all(|part| part.needs.is_empty()));
    assert!(
        staged.parts[3_999].summary.contains("Row 3999"),
        "{}",
        staged.parts[3_999].summary
    );
    let (kept, rest) = staged.without(&[3_998]);
    assert_eq!((kept.ops.len(), rest.ops.len()), (3_999, 1));
}

/// VER-74: fields of one node are parts of their own, unless one lies in the other; items of a list need what moved them, and it them.
#[test]
fn ver_74_parts_of_one_node() {
    let limits = Limits::default();
    let base = parse(
        r##"{"id":"page","type":"screen","style":{"color":"#000"},"props":{"items":["a","b",["c"]],"text":"Hello"},"children":[]}"##,
    );
    let text = |value: &str| Document::parse(value, &limits).unwrap().root().clone();
    let set = |path: &str, value: &str| Op::Set {
        id: Some("page".into()),
        path: path.into(),
        value: text(value),
        before: None,
    };
    let insert = |path: &str, index: i64, value: &str| Op::Insert {
        parent: Some("page".into()),
        path: path.into(),
        index,
        node: text(value),
    };
    let unset = |path: &str| Op::unset("page", path);
    /// Its name, the ops, and what each of their parts needs.
    type Case = (&'static str, Vec<Op>, &'static [&'static [usize]]);
    let cases: [Case; 8] = [
        (
            "beside each other",
            vec![
                set("/style/color", "1"),
                set("/style/size", "2"),
                set("/props/text", "3"),
            ],
            &[&[], &[], &[]],
        ),
        (
            "inside, later",
            vec![set("/style", "{}"), set("/style/color", "1")],
            &[&[], &[0]],
        ),
        (
            "around, later",
            vec![
                set("/style/color", "1"),
                set("/style/size", "1"),
                set("/style", "{}"),
            ],
            &[&[], &[], &[0, 1]],
        ),
        (
            "names that begin alike",
            vec![set("/style", "{}"), set("/styles", "{}")],
            &[&[], &[]],
        ),
        (
            "items",
            vec![set("/props/items/0", "1"), set("/props/items/1", "2")],
            &[&[], &[]],
        ),
        (
            "an item comes",
            vec![
                set("/props/items/0", "1"),
                insert("/props/items", 0, "0"),
                set("/props/items/2", "2"),
            ],
            &[&[], &[0], &[1]],
        ),
        (
            "an item goes",
            vec![
                set("/props/items/1", "1"),
                unset("/props/items/0"),
                set("/props/items/1", "[]"),
            ],
            &[&[]],
        ),
        (
            "a list in a list",
            vec![insert("/props/items", 0, "0"), insert("/props/items/3", 0, "1")],
            &[&[], &[0]],
        ),
    ];
    for (name, ops, needs) in cases {
        let patch = Patch::new(ops);
        let staged = stage(&patch, &base, &limits).unwrap();
        let found: Vec<&[usize]> = staged.parts.iter().map(|part| part.needs.as_slice()).collect();
        assert_eq!(found, needs, "{name}");
        // Whatever is taken first, the rest can be had later, and leads to the same.
        let whole = apply(&base, &patch, &limits).unwrap().document;
        for at in 0..staged.parts.len() {
            let taken = staged.take(&[at]);
            let rest = Patch::new(patch.ops.iter().filter(|op| !taken.ops.contains(op)).cloned());
            let made = apply(&base, &taken, &limits).unwrap().document;
            let made = apply(&made, &rest, &limits).unwrap().document;
            assert_eq!(made, whole, "{name}, {at} first");
        }
    }
}

/// VER-74: the words of a part tell what it does itself, not what those do that it needs.
#[test]
fn ver_74_words_of_parts() {
    let limits = Limits::default();
    let base = parse(PAGE);
    let node = |text: &str| parse(text).root().clone();
    let patch = Patch::new([
        Op::insert(
            "page",
            0,
            node(r#"{"id":"bar","type":"section","name":"Banner","children":[]}"#),
        ),
        Op::insert("bar", 0, node(r#"{"id":"one","type":"text","name":"One"}"#)),
        Op::insert("bar", 1, node(r#"{"id":"two","type":"text","name":"Two"}"#)),
        Op::set("title", "/style/color", "#f00"),
    ]);
    let staged = stage(&patch, &base, &limits).unwrap();
    let words: Vec<&str> = staged.parts.iter().map(|part| part.summary.as_str()).collect();
    assert_eq!(staged.parts[2].needs, [0]);
    assert_eq!(
        words[..3],
        ["Added Banner", "Added One to Banner", "Added Two to Banner"]
    );
    assert!(words[3].contains("#f00"), "{words:?}");
    // A node that is put in with what is in it is one part; what is done to it later is told as that.
    let made = Patch::new([
        Op::insert(
            "page",
            0,
            node(
                r#"{"id":"bar","type":"section","name":"Banner","children":[{"id":"one","type":"text","name":"One"}]}"#,
            ),
        ),
        Op::set("one", "/name", "Uno"),
    ]);
    let staged = stage(&made, &base, &limits).unwrap();
    let words: Vec<&str> = staged.parts.iter().map(|part| part.summary.as_str()).collect();
    assert_eq!(words[0], "Added Banner");
    assert!(
        words[1].contains("Uno") && !words[1].contains("Banner"),
        "{words:?}"
    );
}

fn insert(id: &str, parent: &str, index: i64) -> Op {
    let node = parse(&format!(r#"{{"id":"{id}","type":"text","name":"{id}"}}"#));
    Op::insert(parent, index, node.root().clone())
}

fn to(id: &str, parent: &str, index: i64) -> Op {
    Op::Move {
        id: id.into(),
        parent: parent.into(),
        index,
    }
}

fn remove(id: &str) -> Op {
    Op::Remove { id: id.into() }
}

/// Who stands in a list.
fn row(document: &Document, parent: &str) -> Vec<String> {
    let list = document
        .node(parent)
        .and_then(|node| node.value.get("children")?.as_array());
    let ids = list.unwrap_or_default().iter().filter_map(Value::node_identity);
    ids.map(|(id, _)| id.to_string()).collect()
}

/// VER-74: what goes is known by its name, so it needs nothing else that was done in its list; nor does what comes into it.
#[test]
fn ver_74_removals_stand_alone() {
    let base = parse(
        r#"{"id":"r","type":"screen","children":[{"id":"a","type":"text"},{"id":"b","type":"text"},{"id":"c","type":"text"}]}"#,
    );
    let limits = Limits::default();
    let patch = Patch::new([Op::remove("a"), Op::remove("c"), insert("n", "r", 1)]);
    let staged = stage(&patch, &base, &limits).unwrap();
    let needs: Vec<&[usize]> = staged.parts.iter().map(|part| part.needs.as_slice()).collect();
    assert_eq!(needs, [&[] as &[usize]; 3]);
    for (chosen, left) in [(0, &["b", "c"][..]), (1, &["a", "b"]), (2, &["a", "b", "c", "n"])] {
        let made = apply(&base, &staged.take(&[chosen]), &limits).unwrap().document;
        assert_eq!(row(&made, "r"), left);
    }
}

/// VER-100: what nodes do in one list can be had alone, and stands where it does in the whole.
#[test]
fn ver_100_nodes_of_one_list_by_example() {
    let limits = Limits::default();
    let base = parse(
        r#"{"id":"page","type":"screen","children":[{"id":"a","type":"text"},{"id":"b","type":"text"},{"id":"c","type":"text"}]}"#,
    );
    /// Its name, the ops, the part that is taken, and how the list is then.
    type Case = (&'static str, Vec<Op>, usize, &'static [&'static str]);
    let cases: [Case; 9] = [
        (
            "behind one that goes",
            vec![remove("c"), insert("x", "page", -1)],
            1,
            &["a", "b", "c", "x"],
        ),
        (
            "last of several",
            vec![insert("x", "page", -1), insert("y", "page", -1)],
            1,
            &["a", "b", "c", "y"],
        ),
        (
            "counted behind another",
            vec![insert("x", "page", 0), insert("y", "page", 2)],
            1,
            &["a", "y", "b", "c"],
        ),
        (
            "each before the other",
            vec![insert("x", "page", 0), insert("y", "page", 0)],
            0,
            &["x", "a", "b", "c"],
        ),
        (
            "behind one that moves away",
            vec![to("a", "page", -1), insert("x", "page", 2)],
            1,
            &["a", "b", "c", "x"],
        ),
        (
            "where one was before",
            vec![to("c", "page", 0), insert("x", "page", 1)],
            1,
            &["x", "a", "b", "c"],
        ),
        (
            "a move without the removal",
            vec![remove("a"), to("b", "page", 1)],
            1,
            &["a", "c", "b"],
        ),
        (
            "two moves",
            vec![to("a", "page", 2), to("b", "page", 2)],
            1,
            &["a", "c", "b"],
        ),
        (
            "one that comes and moves",
            vec![insert("x", "page", 0), insert("y", "page", 0), to("x", "page", 3)],
            0,
            &["a", "b", "x", "c"],
        ),
    ];
    for (name, ops, taken, expected) in cases {
        let staged = stage(&Patch::new(ops), &base, &limits).unwrap();
        assert!(staged.parts.iter().all(|part| part.needs.is_empty()), "{name}");
        let made = apply(&base, &staged.take(&[taken]), &limits).unwrap().document;
        assert_eq!(row(&made, "page"), expected, "{name}");
    }
}

/// Ops on two lists of named nodes: comings, moves, removals and moves from one to the other.
fn list_ops(tape: &mut Tape, base: &Document) -> Vec<Op> {
    let mut now = base.clone();
    let mut ops = Vec::new();
    for at in 0..6 {
        let parent = tape.pick(&["page", "card"]);
        let there: Vec<String> = ["page", "card"]
            .iter()
            .flat_map(|list| row(&now, list))
            .filter(|id| id != "card")
            .collect();
        let index = tape.below(6) as i64 - 1;
        let of = (!there.is_empty()).then(|| there[tape.below(there.len())].clone());
        let op = match (tape.below(3), of) {
            (0, Some(id)) => remove(&id),
            (1, Some(id)) => to(&id, parent, index),
            _ => insert(&format!("n{at}"), parent, index),
        };
        now = apply(&now, &Patch::new([op.clone()]), &Limits::default())
            .unwrap()
            .document;
        ops.push(op);
    }
    ops
}

/// VER-100: whichever parts are taken, those that are made stand in the order of the whole, and the rest leads to it.
#[test]
fn ver_100_any_parts_keep_the_order_of_the_whole() {
    let limits = Limits::default();
    hold(300, 30_000, |seed| {
        let base = parse(
            r#"{"id":"page","type":"screen","children":[{"id":"a","type":"text"},{"id":"b","type":"text"},
            {"id":"card","type":"card","children":[{"id":"c","type":"text"},{"id":"d","type":"text"},{"id":"e","type":"text"}]}]}"#,
        );
        let patch = Patch::new(list_ops(&mut tape(seed, 60), &base));
        let whole = apply(&base, &patch, &limits).unwrap().document;
        let staged = stage(&patch, &base, &limits).unwrap();
        for chosen in 0..1_usize << staged.parts.len() {
            let chosen: Vec<usize> = (0..staged.parts.len())
                .filter(|at| chosen & (1 << at) != 0)
                .collect();
            let (taken, rest) = staged.divide(&chosen);
            let made = apply(&base, &taken, &limits).unwrap().document;
            let done = apply(&made, &rest, &limits).unwrap().document;
            assert_eq!(done, whole, "{chosen:?} of {patch:?}");
            // Those that nothing is left to be done to.
            let open: Vec<String> = rest
                .ops
                .iter()
                .filter_map(|op| subject_of(op).0)
                .map(|id| id.to_string())
                .collect();
            for list in ["page", "card"] {
                let order = row(&whole, list);
                let settled = row(&made, list).into_iter().filter(|id| !open.contains(id));
                let places: Vec<_> = settled
                    .map(|id| order.iter().position(|known| *known == id))
                    .collect();
                assert!(
                    places.iter().all(Option::is_some) && places.is_sorted(),
                    "{chosen:?} of {patch:?}: {places:?}"
                );
            }
        }
    });
}
