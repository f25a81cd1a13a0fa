//! What a merge of three may never do, on very many random lists and trees: lose without a word, call one conflict two names, or show a
//! choice and give another. Rules VER-91 to VER-98 of core/SPEC.md; case by case they are in `history_merges.rs`.

mod document_generate;

use std::collections::{BTreeMap, BTreeSet};

use bozzetto_core::document::{Document, Limits, Value};
use bozzetto_core::version::{
    Conflict, ConflictKind, Editor, Merged, Op, Patch, Policy, apply, merge, merge_with,
};
use document_generate::Tape;
use document_generate::law::{Share, hold, tape};

/// What both sides of a merge may expect of each other, whatever it is about.
fn assert_fair([base, ours, theirs]: [&Document; 3]) -> Merged {
    let limits = Limits::unlimited();
    let merged = merge(base, ours, theirs, Policy::Theirs);
    let all = [base, ours, theirs, &merged.document]
        .map(Document::to_json)
        .join("\n");
    let swapped = merge(base, theirs, ours, Policy::Ours);
    assert_eq!(merged.document, swapped.document, "{all}");
    // VER-95: what is done leads to what is shown, to the order of keys.
    let made = apply(ours, &merged.patch, &limits).unwrap().document;
    assert_eq!(made.to_json(), merged.document.to_json(), "{all}");
    let sorted = |merged: &Merged, is_swapped: bool| -> BTreeMap<String, [Option<Value>; 3]> {
        let told = |conflict: &Conflict| {
            let mut sides = [&conflict.base, &conflict.ours, &conflict.theirs].map(Option::clone);
            if is_swapped {
                sides.swap(1, 2);
            }
            (conflict.key(), sides)
        };
        merged.conflicts.iter().map(told).collect()
    };
    // VER-94: the same conflicts, which show the same.
    assert_eq!(sorted(&merged, false), sorted(&swapped, true), "{all}");
    for conflict in &merged.conflicts {
        for (side, shown) in [(Policy::Ours, &conflict.ours), (Policy::Theirs, &conflict.theirs)] {
            let chosen = [(conflict.key(), side)];
            let Ok(made) = merge_with([base, ours, theirs], Policy::Theirs, &chosen, &limits) else {
                continue;
            };
            let other = if side == Policy::Ours {
                Policy::Theirs
            } else {
                Policy::Ours
            };
            let twin = merge_with(
                [base, theirs, ours],
                Policy::Ours,
                &[(conflict.key(), other)],
                &limits,
            )
            .unwrap();
            assert_eq!(made.document, twin.document, "{all}");
            let (document, key) = (made.document, conflict.key());
            let node = conflict.id.as_ref().map(|id| document.node(id));
            match (conflict.kind, node) {
                (ConflictKind::Field, None) => {
                    assert_eq!(
                        document.root().pointer(&conflict.path),
                        shown.as_ref(),
                        "{key}\n{all}"
                    );
                }
                (ConflictKind::Field, Some(Some(node))) => {
                    assert_eq!(node.value.pointer(&conflict.path), shown.as_ref(), "{key}\n{all}");
                }
                (ConflictKind::Presence, Some(node)) => {
                    assert_eq!(node.is_some(), shown.is_some(), "{key} {side:?}\n{all}");
                }
                (ConflictKind::Place, Some(Some(node))) if shown.is_some() => {
                    let parent = shown.as_ref().and_then(|place| place.get("parent")?.as_str());
                    assert_eq!(
                        node.parent.map(|parent| &**parent),
                        parent,
                        "{key} {side:?}\n{all}"
                    );
                }
                _ => assert!(
                    merged
                        .conflicts
                        .iter()
                        .any(|about| about.kind == ConflictKind::Presence),
                    "{key}\n{all}"
                ),
            }
        }
    }
    merged
}

fn list(tape: &mut Tape, of: &[&str]) -> Vec<Value> {
    (0..tape.below(5)).map(|_| element(tape, of)).collect()
}

fn element(tape: &mut Tape, of: &[&str]) -> Value {
    Value::parse(tape.pick(of), &Limits::default()).unwrap()
}

fn edited(tape: &mut Tape, base: &[Value], of: &[&str]) -> Vec<Value> {
    let mut list = base.to_vec();
    for _ in 0..1 + tape.below(2) {
        let at = tape.below(list.len() + 1);
        match tape.below(6) {
            0 => list = self::list(tape, of),
            1 | 2 => list.insert(at, element(tape, of)),
            3 if at < list.len() => _ = list.remove(at),
            4 if at < list.len() => list[at] = element(tape, of),
            5 => list.reverse(),
            _ => {}
        }
    }
    list
}

/// VER-91, VER-92: lists as people change them: what comes of them where theirs wins, and what is a conflict.
#[test]
fn ver_91_lists_that_both_changed() {
    let cases = [
        // One took away what the other changed.
        (
            r#"["Red","Green"]"#,
            r#"["Red"]"#,
            r#"["Red","Emerald"]"#,
            r#"["Red","Emerald"]"#,
            "/data",
        ),
        (
            r#"[{"v":1,"l":"Red"},{"v":2,"l":"Green"}]"#,
            r#"[{"v":1,"l":"Red"}]"#,
            r#"[{"v":1,"l":"Red"},{"v":2,"l":"Emerald"}]"#,
            r#"[{"v":1,"l":"Red"},{"v":2,"l":"Emerald"}]"#,
            "/data",
        ),
        (
            r#"[["a",1],["b",2]]"#,
            r#"[["a",1]]"#,
            r#"[["a",1],["b",3]]"#,
            r#"[["a",1],["b",3]]"#,
            "/data",
        ),
        ("[2]", "[]", "[3]", "[3]", "/data"),
        (
            r#"["a","b","c"]"#,
            r#"["x"]"#,
            r#"["d","e","f","g"]"#,
            r#"["d","e","f","g"]"#,
            "/data",
        ),
        (
            r#"["e"]"#,
            r#"["f","c"]"#,
            r#"["c","e"]"#,
            r#"["c","e"]"#,
            "/data",
        ),
        // Both filled it: that may be a size just as well as a list of options.
        ("[]", "[1,2]", "[3,4]", "[3,4]", "/data"),
        // One moved what the other took away.
        ("[1,2,3]", "[3,1,2]", "[1,2]", "[1,2]", "/data"),
        // The same element.
        (
            r#"["Red","Green"]"#,
            r#"["Red","Lime"]"#,
            r#"["Red","Emerald"]"#,
            r#"["Red","Emerald"]"#,
            "/data/1",
        ),
        (
            r#"[{"l":1,"c":1},2]"#,
            r#"[{"l":2,"c":2},2]"#,
            r#"[{"l":1,"c":3},2]"#,
            r#"[{"l":2,"c":3},2]"#,
            "/data/0/c",
        ),
        // Clearly different places.
        (
            r#"["Red"]"#,
            r#"["Red","A"]"#,
            r#"["Red","B"]"#,
            r#"["Red","A","B"]"#,
            "",
        ),
        (
            r#"["Red","Green"]"#,
            r#"["Red"]"#,
            r#"["Red","Green","B"]"#,
            r#"["Red","B"]"#,
            "",
        ),
        (
            r#"["Red","Green"]"#,
            r#"["Rot","Green"]"#,
            r#"["Red","Emerald"]"#,
            r#"["Rot","Emerald"]"#,
            "",
        ),
        (
            r#"[{"v":1,"l":"Red"}]"#,
            r#"[{"v":0},{"v":1,"l":"Red"}]"#,
            r#"[{"v":1,"l":"Rot"}]"#,
            r#"[{"v":0},{"v":1,"l":"Rot"}]"#,
            "",
        ),
        ("[1,2,3]", "[1,2,3,4]", "[0,2,3,4]", "[0,2,3,4]", ""),
    ];
    for (base, ours, theirs, made, path) in cases {
        let page = |list: &str| {
            Document::parse(
                &format!(r#"{{"id":"r","type":"t","data":{list}}}"#),
                &Limits::default(),
            )
            .unwrap()
        };
        let merged = assert_fair([&page(base), &page(ours), &page(theirs)]);
        assert_eq!(merged.document, page(made), "{base} {ours} {theirs}");
        let paths: Vec<&str> = merged.conflicts.iter().map(|conflict| &*conflict.path).collect();
        assert_eq!(
            paths,
            if path.is_empty() { vec![] } else { vec![path] },
            "{base} {ours} {theirs}"
        );
    }
}

/// VER-93: what both give a node that it had not is put together, as if it had been there, empty.
#[test]
fn ver_93_the_first_of_its_kind() {
    for (around, key, empty) in [
        (r##"{"id":"r","type":"t"#}"##, "style", ""),
        (
            r##"{"id":"r","type":"t","style":{"in":1#}}"##,
            "deep",
            r#","deep":null"#,
        ),
        (r##"{"version":1#}"##, "style", ""),
    ] {
        let page = |style: &str| Document::parse(&around.replace('#', style), &Limits::default()).unwrap();
        let with = |fields: &str| page(&format!(r#","{key}":{{{fields}}}"#));
        let merged = assert_fair([
            &page(empty),
            &with(r#""background":"green""#),
            &with(r#""fontSize":20"#),
        ]);
        assert_eq!(merged.document, with(r#""background":"green","fontSize":20"#));
        assert!(merged.conflicts.is_empty());
        let merged = assert_fair([&page(empty), &with(r#""a":1,"c":1"#), &with(r#""b":2,"c":2"#)]);
        assert_eq!(merged.document, with(r#""a":1,"b":2,"c":2"#));
        assert_eq!(merged.conflicts.len(), 1);
    }
}

const SCALARS: &[&str] = &["1", "2", "3", "\"x\"", "\"y\""];
const OBJECTS: &[&str] = &[
    "1",
    "[]",
    "{}",
    r#"{"a":1}"#,
    r#"{"a":2}"#,
    r#"{"a":1,"b":1,"c":1}"#,
    r#"{"a":1,"b":2,"c":1}"#,
    r#"{"b":1,"c":2}"#,
    "[1]",
    "[1,2]",
    "null",
    r#"{"id":"i","a":1}"#,
    r#"{"id":"i","a":2}"#,
    r#"{"id":"j","a":1,"b":1}"#,
];

/// VER-91, VER-92: nothing that one side put into a list, or changed in it, is gone without a conflict; a choice gives the list that it shows.
#[test]
fn ver_91_lists() {
    let others = Share::default();
    hold(4_000, 400_000, |seed| {
        let tape = &mut tape(seed, 400);
        let of = [SCALARS, OBJECTS][tape.below(2)];
        let base = list(tape, of);
        let (ours, theirs) = (edited(tape, &base, of), edited(tape, &base, of));
        others.note(ours != theirs && ours != base && theirs != base);
        for around in [r#"{"id":"r","type":"t","data":#}"#, r#"{"data":#}"#, "#"] {
            let page = |list: &[Value]| {
                let list = Value::array(list.to_vec()).to_json();
                Document::parse(&around.replace('#', &list), &Limits::default()).unwrap()
            };
            let merged = assert_fair([&page(&base), &page(&ours), &page(&theirs)]);
            if !merged.conflicts.is_empty() {
                continue;
            }
            let root = merged.document.root();
            let made = root.get("data").unwrap_or(root).as_array().unwrap().to_vec();
            let count = |list: &[Value], of: &Value| list.iter().filter(|value| *value == of).count();
            // What is in the objects, and in the lists, of a list; both sides may have changed one, and it is put together by that, too.
            let within = |list: &[Value]| -> Vec<(String, Value)> {
                let fields = list
                    .iter()
                    .filter_map(Value::as_object)
                    .flat_map(|object| object.iter());
                let fields = fields.map(|(key, value)| (key.to_string(), value.clone()));
                let items = list.iter().filter_map(Value::as_array).flatten();
                fields
                    .chain(items.map(|item| (String::new(), item.clone())))
                    .collect()
            };
            let [were, are] = [&base, &made].map(|list| within(list));
            for (side, other) in [(&ours, &theirs), (&theirs, &ours)] {
                for value in side {
                    let told = format!("{value} {base:?} {side:?} {other:?} {made:?}");
                    if value.as_object().is_some() || value.as_array().is_some() {
                        let parts = within(std::slice::from_ref(value));
                        assert!(
                            parts.iter().all(|part| were.contains(part) || are.contains(part)),
                            "{told}"
                        );
                        continue;
                    }
                    let [before, now, there, kept] =
                        [&base, side, other, &made].map(|list| count(list, value));
                    assert!(
                        now <= before || kept >= if there == before { now } else { 1 },
                        "{told}"
                    );
                }
            }
        }
    });
    others.assert_at_least(50, "two sides that each did something else");
}

/// A tree whose nodes are called by where their numbers begin.
fn node(tape: &mut Tape, next: &mut usize, levels: usize) -> Value {
    *next += 1;
    let mut fields = vec![
        ("id", Value::from(format!("n{next}"))),
        ("type", tape.pick(&["text", "card"]).into()),
        ("name", tape.pick(&["A", "B"]).into()),
    ];
    if tape.below(2) == 0 {
        fields.push(("style", style(tape)));
    }
    let children = if levels == 0 { 0 } else { tape.below(4) };
    fields.push((
        "children",
        Value::array((0..children).map(|_| node(tape, next, levels - 1))),
    ));
    Value::object(fields)
}

fn style(tape: &mut Tape) -> Value {
    let mut fields = Vec::new();
    for key in ["color", "gap", "stops"] {
        match tape.below(4) {
            0 => fields.push((key, Value::from(tape.below(3) as u32))),
            1 => fields.push((key, Value::array(list(tape, SCALARS)))),
            _ => {}
        }
    }
    Value::object(fields)
}

fn tree_edits(tape: &mut Tape, base: &Document, next: &mut usize) -> Document {
    let limits = Limits::unlimited();
    let mut editor = Editor::new(base, &limits);
    for _ in 0..1 + tape.below(4) {
        let document = editor.document();
        let ids: Vec<String> = document.nodes().map(|node| node.id.to_string()).collect();
        let id = ids[tape.below(ids.len())].clone();
        let index = tape.below(4) as i64 - 1;
        let op = match tape.below(9) {
            0 => Op::set(id, "/style/color", tape.below(5) as u32),
            1 => Op::set(id, "/style/gap", tape.below(5) as u32),
            2 => Op::set(id, "/style", style(tape)),
            3 => Op::set(id, "/props/text", tape.pick(&["x", "y"])),
            4 => Op::unset(id, tape.pick(&["/style", "/name"])),
            5 => Op::insert(id, index, node(tape, next, 1)),
            6 => Op::remove(id),
            _ => {
                let to = ids[tape.below(ids.len())].clone();
                Op::move_to(id, to, index)
            }
        };
        // Ops that make no sense are left out; nobody removes the root.
        if !matches!(&op, Op::Remove { id } if document.node(id).is_some_and(|node| node.parent.is_none())) {
            let _ = editor.apply(&op);
        }
    }
    editor.document()
}

/// The fields of a node to the last that is no object, by path.
fn leaves(value: &Value, path: &str, out: &mut BTreeMap<String, Value>) {
    match value
        .as_object()
        .filter(|object| !object.is_empty() || path.is_empty())
    {
        Some(object) => {
            for (key, value) in object.iter().filter(|(key, _)| &***key != "children") {
                leaves(value, &format!("{path}/{key}"), out);
            }
        }
        None => _ = out.insert(path.to_owned(), value.clone()),
    }
}

/// A tree in few letters: `r(a(k) z)`.
fn drawn(text: &str) -> Document {
    let mut json = String::new();
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => json.push_str(r#","children":["#),
            ')' => json.push_str("]}"),
            ' ' => json.push(','),
            id => {
                json.push_str(&format!(r#"{{"id":"{id}","type":"card""#));
                if !text[at + 1..].starts_with('(') {
                    json.push_str(r#","children":[]}"#);
                }
            }
        }
    }
    Document::parse(&json, &Limits::default()).unwrap()
}

fn keys(merged: &Merged) -> Vec<String> {
    merged.conflicts.iter().map(Conflict::key).collect()
}

/// VER-96: where something stands that only one side moved is nothing to disagree about.
#[test]
fn ver_96_places_that_only_one_side_changed() {
    let (base, ours, theirs) = (drawn("r(a(k) z)"), drawn("r(k a)"), drawn("r(n a(k) z)"));
    let merged = assert_fair([&base, &ours, &theirs]);
    assert!(keys(&merged).is_empty(), "{:?}", keys(&merged));
    // Also where something beside it is: whether z is there.
    let limits = Limits::default();
    let changed = apply(&theirs, &Patch::new([Op::set("z", "/x", 2)]), &limits)
        .unwrap()
        .document;
    let merged = assert_fair([&base, &ours, &changed]);
    assert_eq!(keys(&merged), ["presence:z:"]);
    // And where the others stand in another order on each side: that is a conflict, and n has nothing to do with it.
    let (base, ours, theirs) = (drawn("r(a b c)"), drawn("r(b a c)"), drawn("r(a n c b)"));
    let merged = assert_fair([&base, &ours, &theirs]);
    assert!(
        !merged.conflicts.is_empty() && !keys(&merged).contains(&"place:n:".to_owned()),
        "{:?}",
        keys(&merged)
    );
}

/// VER-97: what one side removed with what it was in, and the other one took out of that, is a conflict; removed where the policy is for that.
#[test]
fn ver_97_removed_and_taken_out() {
    let (base, removed) = (drawn("r(a(k) b)"), drawn("r(b)"));
    for taken_out in [
        drawn("r(k b)"),
        drawn("r(a k b)"),
        drawn("r(b(k))"),
        drawn("r(a b(k))"),
    ] {
        for (ours, theirs, for_removal) in [
            (&removed, &taken_out, Policy::Ours),
            (&taken_out, &removed, Policy::Theirs),
        ] {
            let merged = assert_fair([&base, ours, theirs]);
            assert_eq!(keys(&merged), ["presence:k:"]);
            assert_eq!(merge(&base, ours, theirs, for_removal).document, removed);
        }
    }
}

/// VER-98: a root that one side gave another name is still that root; of two different ones there is one.
#[test]
fn ver_98_roots() {
    let page = |text: &str| Document::parse(text, &Limits::default()).unwrap();
    let base = page(r#"{"id":"r","type":"t","children":[]}"#);
    let renamed = page(r#"{"id":"s","type":"t","children":[]}"#);
    let changed = page(r#"{"id":"r","type":"t","x":1,"children":[{"id":"k","type":"t"}]}"#);
    for (ours, theirs) in [(&renamed, &changed), (&changed, &renamed)] {
        let merged = assert_fair([&base, ours, theirs]);
        assert_eq!(
            merged.document,
            page(r#"{"id":"s","type":"t","x":1,"children":[{"id":"k","type":"t"}]}"#)
        );
        assert!(keys(&merged).is_empty(), "{:?}", keys(&merged));
    }
    for other in ["r(k)", "w(r)", "q(k)"]
        .map(drawn)
        .iter()
        .chain([&page("[1,2]"), &page(r#"{"a":1}"#)])
    {
        let (ours, theirs) = (&renamed, other);
        let merged = assert_fair([&base, ours, theirs]);
        let is_one = other.root().get("id").and_then(Value::as_str) == Some("r");
        assert_eq!(
            keys(&merged),
            if is_one {
                vec![]
            } else {
                vec!["field::".to_owned()]
            }
        );
    }
}

/// VER-91, VER-93, VER-96, VER-97: of a tree, too: what a side added, changed, moved or removed is there, or told.
#[test]
fn ver_91_trees() {
    let others = Share::default();
    hold(20_000, 2_000_000, |seed| {
        let tape = &mut tape(seed, 400);
        let levels = 1 + tape.below(3);
        let base = Document::new(node(tape, &mut 0, levels), &Limits::default()).unwrap();
        let ours = tree_edits(tape, &base, &mut 100);
        let theirs = tree_edits(tape, &base, &mut 200);
        others.note(ours != theirs && ours != base && theirs != base);
        let merged = assert_fair([&base, &ours, &theirs]);
        let made = &merged.document;
        let all = [&base, &ours, &theirs, made]
            .map(|document| document.to_json())
            .join("\n");
        let of = |kind: ConflictKind| -> BTreeSet<String> {
            let known = merged.conflicts.iter().filter(|conflict| conflict.kind == kind);
            known
                .filter_map(|conflict| Some(conflict.id.as_ref()?.to_string()))
                .collect()
        };
        let (presences, places) = (of(ConflictKind::Presence), of(ConflictKind::Place));
        let is_told = |id: &str| {
            [&base, &ours, &theirs].into_iter().any(|document| {
                let mut around = document.ancestors(id).into_iter().map(|node| node.id.to_string());
                presences.contains(id) || around.any(|id| presences.contains(&id))
            })
        };
        let names: BTreeSet<String> = [&base, &ours, &theirs]
            .iter()
            .flat_map(|document| document.nodes().map(|node| node.id.to_string()))
            .collect();
        for id in &names {
            let sides = [&base, &ours, &theirs].map(|document| document.node(id));
            let [before, here, there] = sides;
            let expected = match before {
                Some(_) => here.is_some() && there.is_some(),
                None => true,
            };
            if expected != made.has_node(id) {
                assert!(is_told(id), "{id} is or is not there\n{all}");
                continue;
            }
            let flat = sides.map(|node| {
                let mut out = BTreeMap::new();
                if let Some(node) = node {
                    leaves(node.value, "", &mut out);
                }
                out
            });
            if !made.has_node(id) {
                let changed = [here, there]
                    .iter()
                    .zip(&flat[1..])
                    .any(|(node, fields)| node.is_some() && *fields != flat[0]);
                assert!(!changed || is_told(id), "{id} was changed\n{all}");
                continue;
            }
            let (Some(before), Some(here), Some(there)) = (before, here, there) else {
                continue;
            };
            let mut now = BTreeMap::new();
            leaves(made.node(id).unwrap().value, "", &mut now);
            let paths: BTreeSet<&String> = flat.iter().flat_map(BTreeMap::keys).collect();
            for path in paths {
                let [was, a, b] = [0, 1, 2].map(|side| flat[side].get(path));
                let told = merged.conflicts.iter().any(|conflict| {
                    conflict.id.as_deref() == Some(id)
                        && (path.starts_with(&*conflict.path) || conflict.path.starts_with(path.as_str()))
                });
                let both = [a, b]
                    .iter()
                    .all(|side| side.is_some_and(|side| side.as_array().is_some()));
                let expected = if a == was { b } else { a };
                let is_one = a == was || b == was || a == b;
                // An object that is empty on one side is filled by the other.
                let is_object = [a, b]
                    .iter()
                    .any(|side| side.is_some_and(|side| side.as_object().is_some()));
                assert!(
                    told || is_object || if is_one { now.get(path) == expected } else { both },
                    "{path} of {id}\n{all}"
                );
            }
            let parent = if here.parent == before.parent {
                there.parent
            } else {
                here.parent
            };
            if here.parent == before.parent || there.parent == before.parent || here.parent == there.parent {
                let is_there = made.node(id).unwrap().parent == parent;
                assert!(
                    is_there || is_told(id) || places.contains(id),
                    "{id} is elsewhere\n{all}"
                );
            } else {
                assert!(places.contains(id) || is_told(id), "{id} is in two places\n{all}");
            }
            // Nobody is asked where something is that only one side moved.
            if places.contains(id)
                && presences.is_empty()
                && here.parent == there.parent
                && here.parent == before.parent
            {
                let beside = |document: &Document| -> Vec<String> {
                    let list = document
                        .node(parent.unwrap())
                        .unwrap()
                        .value
                        .get("children")
                        .unwrap()
                        .as_array()
                        .unwrap();
                    let names = list
                        .iter()
                        .filter_map(|child| child.node_identity().map(|(id, _)| id.to_string()));
                    names
                        .filter(|id| ours.has_node(id) && theirs.has_node(id) && base.has_node(id))
                        .collect()
                };
                assert!(
                    beside(&base) != beside(&ours) && beside(&base) != beside(&theirs),
                    "{id} was not moved by both\n{all}"
                );
            }
        }
    });
    others.assert_at_least(50, "two sides that each did something else");
}

/// VER-96: who moved a node beside one that the other removed has said nothing of the order of those that are left.
#[test]
fn ver_96_the_order_of_what_is_left() {
    let list = |names: &[&str]| {
        let nodes: Vec<String> = names
            .iter()
            .map(|id| format!(r#"{{"id":"{id}","type":"card","children":[]}}"#))
            .collect();
        let json = format!(r#"{{"id":"r","type":"screen","children":[{}]}}"#, nodes.join(","));
        Document::parse(&json, &Limits::default()).unwrap()
    };
    for (base, ours, theirs, wanted) in [
        (
            &["b", "c", "d"][..],
            &["c", "b", "d"][..],
            &["d", "b"][..],
            &["d", "b"][..],
        ),
        (&["b", "c", "d"], &["b", "d", "c"], &["d", "b"], &["d", "b"]),
        (
            &["a", "b", "c", "d"],
            &["c", "a", "b", "d"],
            &["b", "d", "a"],
            &["b", "d", "a"],
        ),
    ] {
        let (base, ours, theirs) = (list(base), list(ours), list(theirs));
        for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)] {
            for policy in [Policy::Ours, Policy::Theirs] {
                let merged = merge(&base, ours, theirs, policy);
                assert_eq!(merged.conflicts, []);
                assert_eq!(merged.document, list(wanted));
            }
        }
    }
}
