//! Merges, reverts and cherries, case by case; the laws behind them are in `history_algebra.rs`. Rules VER-7x of core/SPEC.md.

use bozzetto_core::document::{Document, Limits, Value};
use bozzetto_core::version::{
    Conflict, ConflictKind, History, Op, Patch, Policy, apply, diff, merge, resolve,
};
use bozzetto_tests::page::{PAGE, parse};

/// VER-71: an object of which one side changed all the fields is not replaced: what the other side put into it stays.
#[test]
fn ver_71_merges_go_by_field() {
    let limits = Limits::default();
    // What is there, what one side makes of it, what the other makes, and what is to come of both.
    let cases = [
        (
            r#"{"c":"red","w":1}"#,
            r#"{"c":"green","w":3}"#,
            r#"{"c":"red","w":1,"x":1}"#,
            r#"{"c":"green","w":3,"x":1}"#,
        ),
        (
            r#"{"in":{"deep":{"c":"red","w":1}}}"#,
            r#"{"in":{"deep":{"c":"green","w":3}}}"#,
            r#"{"in":{"deep":{"c":"red","w":1,"x":1}}}"#,
            r#"{"in":{"deep":{"c":"green","w":3,"x":1}}}"#,
        ),
        (
            r#"{"in":{"c":"red","w":1,"v":2}}"#,
            r#"{"in":{"c":"green","w":3,"v":2}}"#,
            r#"{"in":{"c":"red","w":1,"v":5}}"#,
            r#"{"in":{"c":"green","w":3,"v":5}}"#,
        ),
        (
            r#"{}"#,
            r#"{"c":1,"w":1}"#,
            r#"{"x":1,"y":2}"#,
            r#"{"c":1,"w":1,"x":1,"y":2}"#,
        ),
        (
            r#"{"c":1,"w":1}"#,
            r#"{}"#,
            r#"{"c":1,"w":1,"x":1}"#,
            r#"{"x":1}"#,
        ),
        (
            r#"{"fills":[{"c":"red","w":1}]}"#,
            r#"{"fills":[{"c":"green","w":3}]}"#,
            r#"{"fills":[{"c":"red","w":1,"x":1}]}"#,
            r#"{"fills":[{"c":"green","w":3,"x":1}]}"#,
        ),
    ];
    for (base, a, b, both) in cases {
        // In a node, and in a root without any.
        for around in [
            r#"{"id":"r","type":"s","children":[{"id":"a","type":"b","style":#}]}"#,
            r#"{"theme":#}"#,
        ] {
            let page = |style: &str| parse(&around.replace('#', style));
            for (ours, theirs) in [(a, b), (b, a)] {
                for policy in [Policy::Ours, Policy::Theirs] {
                    let merged = merge(&page(base), &page(ours), &page(theirs), policy);
                    assert_eq!(merged.document, page(both), "{ours} {theirs} {policy:?}");
                    assert!(merged.conflicts.is_empty(), "{:?}", merged.conflicts);
                    let made = apply(&page(ours), &merged.patch, &limits).unwrap();
                    assert_eq!(made.document, page(both));
                }
            }
        }
    }
    // Where both changed the same fields, each is a conflict of its own.
    let page = |style: &str| parse(&format!(r#"{{"id":"r","type":"s","style":{style}}}"#));
    let merged = merge(
        &page(r#"{"c":1,"w":1}"#),
        &page(r#"{"c":2,"w":2,"x":1}"#),
        &page(r#"{"c":3,"w":3,"y":1}"#),
        Policy::Ours,
    );
    assert_eq!(merged.document, page(r#"{"c":2,"w":2,"x":1,"y":1}"#));
    let paths: Vec<&str> = merged.conflicts.iter().map(|conflict| &*conflict.path).collect();
    assert_eq!(paths, ["/style/c", "/style/w"]);
    let chosen = resolve(&merged, &[1], &limits).unwrap();
    assert_eq!(chosen, page(r#"{"c":2,"w":3,"x":1,"y":1}"#));
}

/// VER-72: the case that people know.
#[test]
fn ver_72_one_bad_edit_of_last_week() {
    let limits = Limits::default();
    let mut history = History::new();
    let mut head = parse(PAGE);
    history.push(1, 0, &Patch::default(), head.clone()).unwrap();
    let patches = [
        Patch::new([Op::set("title", "/style/color", "#f00"), Op::remove("buy")]),
        Patch::new([Op::set("title", "/props/text", "Welcome")]),
        Patch::new([Op::move_to("title", "card", 0)]),
    ];
    for (number, patch) in (2..).zip(&patches) {
        head = apply(&head, patch, &limits).unwrap().document;
        history.push(number, number - 1, patch, head.clone()).unwrap();
    }
    let back = history.revert(2, &head).unwrap();
    // Title and button both came to the front of the card: which is first is all that they disagree about.
    let places = back.conflicts.iter().map(|conflict| conflict.kind);
    assert!(
        places.clone().count() <= 1 && places.into_iter().all(|kind| kind == ConflictKind::Place),
        "{:?}",
        back.conflicts
    );
    let after = apply(&head, &back.patch, &limits).unwrap().document;
    let title = after.node("title").unwrap();
    assert_eq!(title.field("/style/color").unwrap().as_str(), Some("#111"));
    assert_eq!(title.text(), Some("Welcome"));
    assert_eq!(title.parent.unwrap().as_ref(), "card");
    assert!(after.has_node("buy"));
    // Who set what.
    assert_eq!(history.blame(4, Some("title"), "/style/color"), Some(2));
    assert_eq!(history.blame(4, Some("title"), "/props/text"), Some(3));
    assert_eq!(history.blame(4, Some("card"), "/type"), Some(1));
    assert_eq!(history.blame(4, Some("card"), "/nothing"), None);
}

/// VER-72: what was changed again after a version stays when that version is taken back, and is listed.
#[test]
fn ver_72_later_changes_stay() {
    let limits = Limits::default();
    let revert = |patches: &[Patch]| {
        let mut history = History::new();
        let mut head = parse(PAGE);
        history.push(1, 0, &Patch::default(), head.clone()).unwrap();
        for (number, patch) in (2..).zip(patches) {
            head = apply(&head, patch, &limits).unwrap().document;
            history.push(number, number - 1, patch, head.clone()).unwrap();
        }
        let back = history.revert(2, &head).unwrap();
        assert_eq!(
            apply(&head, &back.patch, &limits).unwrap().document,
            back.document
        );
        (head, back)
    };
    let color = |value: &str| Patch::new([Op::set("title", "/style/color", value)]);
    // The same field.
    let (head, back) = revert(&[color("#f00"), color("#00f")]);
    assert_eq!(back.document, head);
    assert_eq!(back.conflicts.len(), 1);
    // Into what was put in, something else was moved since.
    let boxed = parse(r#"{"id":"box","type":"box","children":[]}"#);
    let put_in = Patch::new([Op::insert("page", 0, boxed.root().clone()), Op::remove("title")]);
    let (_, back) = revert(&[put_in.clone(), Patch::new([Op::move_to("buy", "box", 0)])]);
    assert!(back.document.has_node("buy") && back.document.has_node("title"));
    assert_eq!(back.document.node("buy").unwrap().parent.unwrap().as_ref(), "box");
    // And it was filled.
    let filled = Patch::new([Op::set("box", "/props/text", "Something")]);
    let (_, back) = revert(&[put_in, filled]);
    assert!(back.document.has_node("box") && back.document.has_node("title"));
    assert!(!back.conflicts.is_empty());
}

/// VER-72: what a version did not change is not taken along, though an object of the undo before it was stored whole.
#[test]
fn ver_72_a_cherry_is_what_its_version_changed() {
    let limits = Limits::default();
    let text = |style: &str| {
        format!(r#"{{"id":"p","type":"screen","children":[{{"id":"m","type":"card","style":{style}}}]}}"#)
    };
    let blue = r#"{"background":"blue"}"#;
    let styles = [
        r#"{"background":"white"}"#,
        blue,
        r#"{"background":"blue","color":"red","size":9,"padding":4}"#,
        blue,
    ];
    let mut history = History::new();
    for (number, style) in (1..).zip(styles) {
        let next = parse(&text(style));
        let patch = match number {
            1 => Patch::default(),
            4 => Patch::new([Op::set(
                "m",
                "/style",
                next.node("m").unwrap().value.get("style").unwrap().clone(),
            )]),
            _ => diff(&history.at(number - 1).unwrap(), &next),
        };
        history.push(number, number - 1, &patch, next).unwrap();
    }
    let head = parse(&text(r#"{"background":"green","color":"black"}"#));
    let picked = history.cherry_pick(4, &head).unwrap();
    let made = apply(&head, &picked.patch, &limits).unwrap().document;
    assert_eq!(made.to_json(), text(r#"{"background":"green"}"#));
}

/// VER-73: a conflict says what it is about and what each side made of it; the other choice can be taken.
#[test]
fn ver_73_conflicts_are_data() {
    let limits = Limits::default();
    let base = parse(PAGE);
    let on = |ops: Vec<Op>| apply(&base, &ops.into(), &limits).unwrap().document;
    let ours = on(vec![
        Op::set("title", "/style/color", "#0f0"),
        Op::set("title", "/props/text", "Hi"),
        Op::set("buy", "/props/label", "Order"),
    ]);
    let theirs = on(vec![Op::set("title", "/style/color", "#00f"), Op::remove("buy")]);
    let merged = merge(&base, &ours, &theirs, Policy::Theirs);
    let title = merged.document.node("title").unwrap();
    assert_eq!(title.field("/style/color").unwrap().as_str(), Some("#00f"));
    assert_eq!(title.text(), Some("Hi"));
    let color = merged
        .conflicts
        .iter()
        .position(|conflict| &*conflict.path == "/style/color")
        .unwrap();
    let conflict = &merged.conflicts[color];
    assert_eq!(conflict.id.as_deref(), Some("title"));
    let texts = [&conflict.base, &conflict.ours, &conflict.theirs]
        .map(|value| value.as_ref().unwrap().as_str().unwrap());
    assert_eq!(texts, ["#111", "#0f0", "#00f"]);
    let chosen = resolve(&merged, &[color], &limits).unwrap();
    assert_eq!(
        chosen
            .node("title")
            .unwrap()
            .field("/style/color")
            .unwrap()
            .as_str(),
        Some("#0f0")
    );
}

/// VER-73: what cannot be chosen by halves is one conflict: the items of a list without ids, the places in one text. A key says which,
/// under both policies.
#[test]
fn ver_73_one_choice_for_what_belongs_together() {
    let limits = Limits::default();
    let page = |items: &str, text: &str| {
        parse(&format!(
            r#"{{"id":"page","type":"screen","props":{{"items":[{items}],"text":"{text}","size":1}},"children":[]}}"#
        ))
    };
    let long = "The quick brown fox jumps over the lazy dog, and then it goes on for quite a while";
    let base = page(r#""a","b","c""#, long);
    let ours = page(
        r#""a","x","b""#,
        &long.replace("quick", "slow").replace("lazy", "busy"),
    );
    let theirs = page(
        r#""b","d","e""#,
        &long.replace("quick", "red").replace("lazy", "old"),
    );
    for policy in [Policy::Theirs, Policy::Ours] {
        let merged = merge(&base, &ours, &theirs, policy);
        let keys: Vec<String> = merged.conflicts.iter().map(Conflict::key).collect();
        assert_eq!(keys, ["field:page:/props/items", "field:page:/props/text"]);
        let [items, text] = &merged.conflicts[..] else {
            panic!("{keys:?}");
        };
        for (conflict, path) in [(items, "/props/items"), (text, "/props/text")] {
            let of = |document: &Document| document.root().pointer(path).cloned();
            assert_eq!(
                [&conflict.base, &conflict.ours, &conflict.theirs],
                [&of(&base), &of(&ours), &of(&theirs)]
            );
        }
        // Each decided against the policy alone.
        let (winner, loser) = match policy {
            Policy::Theirs => (&theirs, &ours),
            Policy::Ours => (&ours, &theirs),
        };
        for (at, path) in [(0, "/props/items"), (1, "/props/text")] {
            let chosen = resolve(&merged, &[at], &limits).unwrap();
            for other in ["/props/items", "/props/text"] {
                let side = if other == path { loser } else { winner };
                assert_eq!(
                    chosen.root().pointer(other),
                    side.root().pointer(other),
                    "{other}"
                );
            }
        }
    }
}

/// VER-73: of a node in two places is said where it is on each side: in what, as which of its children, behind which.
#[test]
fn ver_73_places_are_told() {
    let base = parse(
        r#"{"id":"page","type":"screen","children":[{"id":"buy","type":"button"},{"id":"a","type":"card","children":[
        {"id":"x","type":"text"}]},{"id":"b","type":"card","children":[]}]}"#,
    );
    let limits = Limits::unlimited();
    let on = |op| apply(&base, &Patch::new([op]), &limits).unwrap().document;
    let (ours, theirs) = (on(Op::move_to("buy", "a", 1)), on(Op::move_to("buy", "b", 0)));
    let merged = merge(&base, &ours, &theirs, Policy::Theirs);
    let [conflict] = &merged.conflicts[..] else {
        panic!("{:?}", merged.conflicts);
    };
    assert_eq!(conflict.key(), "place:buy:");
    let json = |value: &Option<Value>| value.as_ref().map(Value::to_json).unwrap();
    assert_eq!(
        json(&conflict.base),
        r#"{"parent":"page","index":0,"after":null}"#
    );
    assert_eq!(json(&conflict.ours), r#"{"parent":"a","index":1,"after":"x"}"#);
    assert_eq!(json(&conflict.theirs), r#"{"parent":"b","index":0,"after":null}"#);
}

/// VER-77: also where what stands in the way was itself moved into something that was moved.
#[test]
fn ver_77_circles_through_several_moves() {
    let tree = |children: &str| {
        parse(&format!(
            r#"{{"id":"r","type":"screen","children":[{children}]}}"#
        ))
    };
    let node = |id: &str, children: &str| format!(r#"{{"id":"{id}","type":"card","children":[{children}]}}"#);
    let base = tree(&[node("a", &node("b", "")), node("c", "")].join(","));
    let ours = tree(&node("c", &[node("a", ""), node("b", "")].join(",")));
    let theirs = tree(&node("a", &node("b", &node("c", ""))));
    for (policy, wins) in [(Policy::Ours, &ours), (Policy::Theirs, &theirs)] {
        let merged = merge(&base, &ours, &theirs, policy);
        assert_eq!(merged.document.to_json(), wins.to_json());
        assert!(!merged.conflicts.is_empty());
    }
}

/// VER-76: who changed something in an object that the other side took away has all of it, where the policy is for the change.
#[test]
fn ver_76_an_object_that_was_changed_stays_whole() {
    let page = |data: &str| {
        parse(&format!(
            r#"{{"id":"p","type":"screen","first":1{data},"last":2,"children":[]}}"#
        ))
    };
    let base = page(r#","data":{"tags":["x"],"title":"keep me","deep":{"x":1,"y":{"z":4}}}"#);
    let changed = page(r#","data":{"tags":["x"],"title":"keep me","deep":{"x":2,"y":{"z":4}}}"#);
    for (gone, kept) in [
        (page(""), changed.clone()),
        (page(r#","data":7"#), changed.clone()),
        (
            page(r#","data":{"tags":["x"],"title":"keep me"}"#),
            changed.clone(),
        ),
        // What it put in is no reason to lose the rest.
        (
            page(r#","data":{"w":"new"}"#),
            page(r#","data":{"w":"new","deep":{"x":2,"y":{"z":4}}}"#),
        ),
    ] {
        for (ours, theirs, for_change, for_removal) in [
            (&gone, &changed, Policy::Theirs, Policy::Ours),
            (&changed, &gone, Policy::Ours, Policy::Theirs),
        ] {
            let merged = merge(&base, ours, theirs, for_change);
            assert_eq!(merged.document, kept, "{}", merged.document.to_json());
            assert_eq!(merged.conflicts.len(), 1);
            assert_eq!(merge(&base, ours, theirs, for_removal).document, gone);
        }
    }
}

/// VER-76: what one side removed and the other one changed is a conflict: nothing of it is lost where the policy is for the change.
#[test]
fn ver_76_removed_and_changed() {
    let limits = Limits::default();
    let base = parse(PAGE);
    let on = |ops: Vec<Op>| apply(&base, &ops.into(), &limits).unwrap().document;
    let new = || Value::parse(r#"{"id":"new","type":"text"}"#, &limits).unwrap();
    let changes: [(Vec<Op>, &str); 4] = [
        (vec![Op::set("buy", "/props/label", "Order")], "buy"),
        (vec![Op::insert("card", 0, new())], "new"),
        (vec![Op::move_to("title", "card", 0)], "title"),
        (vec![Op::set("card", "/style/gap", 4)], "card"),
    ];
    let removed = on(vec![Op::remove("card")]);
    for (change, id) in changes {
        let changed = on(change);
        for (ours, theirs, keep, drop) in [
            (&removed, &changed, Policy::Theirs, Policy::Ours),
            (&changed, &removed, Policy::Ours, Policy::Theirs),
        ] {
            let kept = merge(&base, ours, theirs, keep);
            assert_eq!(kept.document, changed, "{id}");
            let dropped = merge(&base, ours, theirs, drop);
            assert!(!dropped.document.has_node("card"), "{id}");
            for merged in [&kept, &dropped] {
                let mut about = merged.conflicts.iter();
                let conflict = about.find(|conflict| conflict.kind == ConflictKind::Presence);
                assert!(conflict.unwrap().base.is_some() || id == "new");
            }
            // What was moved into the removed part is not removed with it.
            assert!(dropped.document.has_node("title"), "{id}");
            let all: Vec<usize> = (0..dropped.conflicts.len()).collect();
            assert_eq!(resolve(&dropped, &all, &limits).unwrap(), changed);
        }
    }
    // What the other side left alone is removed without a word.
    let other = on(vec![Op::set("title", "/style/color", "#222")]);
    let merged = merge(&base, &removed, &other, Policy::Theirs);
    assert!(merged.conflicts.is_empty() && !merged.document.has_node("buy"));
}

/// VER-78: what both sides put in under one name, and is not the same, is there twice, each as its side has it, and nothing to disagree about.
#[test]
fn ver_78_two_nodes_of_one_name() {
    let base = parse(r#"{"id":"r","type":"screen","children":[]}"#);
    let with = |color: &str| {
        let node = format!(
            r#"{{"id":"buy","type":"button","style":{{"color":"{color}"}},"children":[{{"id":"icon","type":"{color}"}}]}}"#
        );
        let insert = Op::insert("r", -1, Value::parse(&node, &Limits::default()).unwrap());
        apply(&base, &Patch::new([insert]), &Limits::default())
            .unwrap()
            .document
    };
    let (red, green) = (with("red"), with("green"));
    for (ours, theirs) in [(&red, &green), (&green, &red)] {
        for policy in [Policy::Theirs, Policy::Ours] {
            let merged = merge(&base, ours, theirs, policy);
            assert!(merged.conflicts.is_empty(), "{:?}", merged.conflicts);
            assert_eq!(
                apply(ours, &merged.patch, &Limits::default()).unwrap().document,
                merged.document
            );
            let mut found: Vec<(String, String)> = Vec::new();
            for node in merged
                .document
                .root()
                .get("children")
                .unwrap()
                .as_array()
                .unwrap()
            {
                let color = node.pointer("/style/color").unwrap().as_str().unwrap().to_owned();
                let icon = node
                    .pointer("/children/0/type")
                    .unwrap()
                    .as_str()
                    .unwrap()
                    .to_owned();
                found.push((color, icon));
            }
            found.sort();
            let pair = |color: &str| (color.to_owned(), color.to_owned());
            assert_eq!(found, [pair("green"), pair("red")]);
            let names: Vec<&str> = merged.document.nodes().map(|node| &**node.id).collect();
            assert!(names.contains(&"buy") && names.contains(&"buy-2"), "{names:?}");
        }
    }
}

/// VER-73: what one side alone put in, moved or changed is nothing to disagree about, wherever it stands.
#[test]
fn ver_73_no_conflict_where_nobody_disagrees() {
    let list = |ids: &[&str]| {
        let nodes: Vec<String> = ids
            .iter()
            .map(|id| format!(r#"{{"id":"{id}","type":"text"}}"#))
            .collect();
        format!("[{}]", nodes.join(","))
    };
    let page = |p: &[&str], q: &[&str]| {
        parse(&format!(
            r#"{{"id":"r","type":"screen","children":[{{"id":"p","type":"card","children":{}}},{{"id":"q","type":"card","children":{}}}]}}"#,
            list(p),
            list(q)
        ))
    };
    for (base, ours, theirs) in [
        // Both put something at the end.
        (page(&["a"], &[]), page(&["a", "x"], &[]), page(&["a", "y"], &[])),
        (
            page(&["a"], &[]),
            page(&["x", "a"], &[]),
            page(&["y", "z", "a"], &[]),
        ),
        // One moves something to where the other puts something in.
        (page(&["x"], &[]), page(&[], &["x"]), page(&["x"], &["new"])),
        (
            page(&["x", "y"], &["b"]),
            page(&["y"], &["b", "x"]),
            page(&["x"], &["b", "y"]),
        ),
    ] {
        for policy in [Policy::Theirs, Policy::Ours] {
            let merged = merge(&base, &ours, &theirs, policy);
            assert!(merged.conflicts.is_empty(), "{:?}", merged.conflicts);
            for side in [&ours, &theirs] {
                assert!(side.nodes().all(|node| merged.document.has_node(node.id)));
            }
        }
    }
    // An order that cannot be both is one: b before a, a before c, c before b.
    let (base, ours, theirs) = (
        page(&["a", "b", "c"], &[]),
        page(&["b", "a", "c"], &[]),
        page(&["a", "c", "b"], &[]),
    );
    assert!(!merge(&base, &ours, &theirs, Policy::Theirs).conflicts.is_empty());
}

/// VER-71: what one side changed in something that it moved into what the other side removed is there, at any depth.
#[test]
fn ver_71_changes_in_what_is_put_back() {
    let page = |text: &str| parse(&format!(r#"{{"id":"r","type":"screen","children":[{text}]}}"#));
    let deep = |name: u32| {
        format!(
            r#"{{"id":"m","type":"card","children":[{{"id":"x","type":"text","name":"{name}","children":[{{"id":"y","type":"text","name":"{name}"}}]}}]}}"#
        )
    };
    let base = page(&format!(r#"{{"id":"d","type":"card"}},{}"#, deep(1)));
    let moved = page(&format!(r#"{{"id":"d","type":"card","children":[{}]}}"#, deep(2)));
    let removed = page(&deep(1));
    for (ours, theirs) in [(&moved, &removed), (&removed, &moved)] {
        for policy in [Policy::Theirs, Policy::Ours] {
            let merged = merge(&base, ours, theirs, policy);
            for id in ["x", "y"] {
                let name = merged.document.node(id).unwrap().value.get("name");
                assert_eq!(name.and_then(Value::as_str), Some("2"), "{policy:?}");
            }
            assert!(
                merged
                    .conflicts
                    .iter()
                    .all(|conflict| conflict.kind != ConflictKind::Field)
            );
        }
    }
}

/// VER-76: also below objects that are no nodes, what both sides have stays, whoever wins.
#[test]
fn ver_76_below_objects_without_ids() {
    let frame = |inner: &str| format!(r#"{{"type":"f","children":[{inner}]}}"#);
    let node = |id: &str| format!(r#"{{"id":"{id}","type":"f"}}"#);
    let page = |ids: &[&str]| {
        let nodes: Vec<String> = ids.iter().map(|id| node(id)).collect();
        parse(&frame(&frame(&nodes.join(","))))
    };
    let wrapped = parse(&frame(&frame(&node("A"))));
    let beside = parse(&frame(&format!(r#"{{"type":"f","children":[]}},{}"#, node("A"))));
    for (base, ours, theirs) in [
        (page(&["A", "B"]), page(&["C", "A"]), page(&["A"])),
        (parse(&frame(&node("A"))), beside, wrapped),
    ] {
        for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)] {
            for policy in [Policy::Theirs, Policy::Ours] {
                let merged = merge(&base, ours, theirs, policy);
                assert!(merged.document.has_node("A"), "{}", merged.document.to_json());
                let others: Vec<usize> = (0..merged.conflicts.len()).collect();
                let other = resolve(&merged, &others, &Limits::default()).unwrap();
                assert!(other.has_node("A"));
            }
        }
    }
}

/// VER-70: the places of a long list are not looked for where both sides have the same: a merge takes time in proportion to the list.
#[test]
fn ver_70_a_long_list_put_in_order() {
    let ids: Vec<usize> = (0..4_000).collect();
    let page = |order: &[usize], color: &str| {
        let nodes: Vec<String> = order
            .iter()
            .map(|id| {
                let style = if *id == 7 {
                    format!(r#","style":{{"color":"{color}"}}"#)
                } else {
                    String::new()
                };
                format!(r#"{{"id":"n{id}","type":"text"{style}}}"#)
            })
            .collect();
        parse(&format!(
            r#"{{"id":"r","type":"screen","children":[{}]}}"#,
            nodes.join(",")
        ))
    };
    let mut order = ids.clone();
    order.sort_by_key(|id| id * 7_919 % 4_001);
    let (base, sorted, styled) = (page(&ids, "red"), page(&order, "red"), page(&ids, "blue"));
    for (ours, theirs) in [(&sorted, &styled), (&styled, &sorted)] {
        let merged = merge(&base, ours, theirs, Policy::Theirs);
        assert_eq!(merged.document, page(&order, "blue"));
        assert!(merged.conflicts.is_empty());
    }
}

/// VER-95: the order of keys is taken back and taken over where nothing else changed; else ours stays.
#[test]
fn ver_95_an_order_of_keys_alone() {
    let parse = |text: &str| Document::parse(text, &Limits::default()).unwrap();
    let [before, after, other] = [
        r#"{"id":"r","type":"screen","style":{"a":1,"b":2},"props":{}}"#,
        r#"{"id":"r","type":"screen","props":{},"style":{"b":2,"a":1}}"#,
        r#"{"id":"r","props":{},"type":"screen","style":{"a":1,"b":2}}"#,
    ]
    .map(parse);
    for (base, ours, theirs, wanted) in [
        (&after, &after, &before, &before),
        (&after, &before, &after, &before),
        (&after, &other, &before, &other),
        (&before, &before, &before, &before),
    ] {
        let merged = merge(base, ours, theirs, Policy::Ours);
        assert_eq!(merged.document.to_json(), wanted.to_json());
        let made = apply(ours, &merged.patch, &Limits::default()).unwrap().document;
        assert_eq!(made.to_json(), wanted.to_json());
        assert!(merged.conflicts.is_empty());
    }
}
