//! What a model changes beyond what was meant: where that is sure it is held back, offered, and made or left out part by part.

use bozzetto_core::engine::ModelCall;
use bozzetto_core::model::Policy;
use bozzetto_core::protocol::{Command, EditResult, EditStatus, ErrorReport, HeldChange, Reply, VersionInfo};
use bozzetto_tests::design::*;
use bozzetto_tests::shell::{NativeShell, Reaction, Scripted, SharedStore, ops_answer};

const PAINT: &str = r##"{"op":"set","id":"go","path":"/style/background","value":"#16a34a"}"##;
const TITLE: &str = r#"{"op":"set","id":"title","path":"/style/fontSize","value":40}"#;
const NAME: &str = r#"{"op":"set","id":"page","path":"/name","value":"Other"}"#;

fn list(ops: &[&str]) -> String {
    format!("[{}]", ops.join(","))
}

/// A session on the page whose model always answers so.
fn session(ops: &str) -> (NativeShell, String) {
    let mut shell = tab("a", &SharedStore::default(), ops.to_owned().leak());
    let id = shell.create_from(PAGE).session_id;
    (shell, id)
}

fn held(shell: &NativeShell, id: &str) -> Vec<HeldChange> {
    shell.engine.held(id).unwrap()
}

fn accept(
    shell: &mut NativeShell,
    id: &str,
    edit: &str,
    parts: Option<Vec<u32>>,
) -> Result<VersionInfo, ErrorReport> {
    let reply = shell.run(Command::AcceptHeld {
        session_id: id.to_owned(),
        edit_id: edit.to_owned(),
        parts,
    })?;
    match reply {
        Reply::Version { version } => Ok(version),
        other => panic!("{other:?}"),
    }
}

fn reject(
    shell: &mut NativeShell,
    id: &str,
    edit: &str,
    parts: Option<Vec<u32>>,
) -> Result<Reply, ErrorReport> {
    shell.run(Command::RejectHeld {
        session_id: id.to_owned(),
        edit_id: edit.to_owned(),
        parts,
    })
}

fn code(result: &EditResult) -> &str {
    result.error.as_ref().map_or("", |error| error.code.as_str())
}

/// DSN-41, REF-20: without any setting, where the words or the selection leave nothing open.
#[test]
fn dsn_41_held_where_it_is_sure() {
    for (prompt, target) in [
        ("make it green", &["go"][..]),
        ("make the button green", &["go"]),
        ("make the button green", &[]),
        ("make \"Go\" green", &[]),
        ("make go green", &[]),
        ("make it green please, thank you", &["go"]),
        // Words that no rule here knows, about what is selected.
        ("grüezi, mach das schampar schöner", &["go"]),
    ] {
        let (mut shell, id) = session(&list(&[PAINT, TITLE]));
        let result = shell.edit(&id, prompt, target);
        assert_eq!(result.status, EditStatus::Committed, "{prompt}: {result:?}");
        assert_eq!(value(&shell, &id, BACKGROUND), "#16a34a", "{prompt}");
        assert_eq!(value(&shell, &id, FONT_SIZE), serde_json::Value::Null, "{prompt}");
        assert_eq!(result.held, list(&[TITLE]), "{prompt}");
        let version = shell.engine.versions(&id, 1).unwrap()[0].clone();
        assert_eq!(
            (version.held, version.outside),
            (list(&[TITLE]), vec![]),
            "{prompt}"
        );
        let held = held(&shell, &id);
        assert_eq!(held.len(), 1, "{prompt}");
        assert_eq!((held[0].version, held[0].parts.len()), (Some(2), 1), "{prompt}");
    }
}

/// DSN-2, REF-20: where something else may be meant, it is made and named.
#[test]
fn dsn_2_made_where_it_is_not_sure() {
    for (prompt, target) in [
        // Vague, several, added, chosen, more than was understood, or described instead of named.
        ("make the button pop", &[][..]),
        ("make all buttons green", &[]),
        ("add a link below the button", &[]),
        ("add a link below it", &["go"]),
        ("make the button active", &["go"]),
        ("make the button green and sprinkle some confetti", &[]),
        ("make the white button green", &[]),
    ] {
        let (mut shell, id) = session(&list(&[PAINT, TITLE]));
        let result = shell.edit(&id, prompt, target);
        assert_eq!(result.status, EditStatus::Committed, "{prompt}: {result:?}");
        assert_eq!(value(&shell, &id, FONT_SIZE), 40, "{prompt}");
        assert_eq!(result.held, "", "{prompt}");
        assert!(held(&shell, &id).is_empty(), "{prompt}");
    }
}

/// DSN-43: a new place is told by the neighbours and by what holds them, too.
#[test]
fn dsn_43_places() {
    for ops in [
        r#"[{"op":"move","id":"go","parent":"page","index":0}]"#,
        r#"[{"op":"move","id":"title","parent":"page","index":-1}]"#,
        r#"[{"op":"set","id":"page","path":"/layout/align","value":"center"}]"#,
    ] {
        let (mut shell, id) = session(ops);
        let result = shell.edit(&id, "move the button to the top", &["go"]);
        assert_eq!(
            (result.status, result.held.as_str()),
            (EditStatus::Committed, ""),
            "{ops}"
        );
    }
    let (mut shell, id) =
        session(r##"[{"op":"set","id":"page","path":"/style/background","value":"#000000"}]"##);
    let result = shell.edit(&id, "move the button to the top", &["go"]);
    assert_eq!(code(&result), "edit.outside");
}

/// DSN-43: what holds little else than what was meant is moved for it; what holds much else is not.
#[test]
fn dsn_43_moved_with_its_section() {
    let rows: String = (0..6)
        .map(|row| format!(r#",{{"id":"row{row}","type":"card","children":[]}}"#))
        .collect();
    let page = format!(
        r#"{{"id":"page","type":"screen","children":[{{"id":"intro","type":"text"}},{{"id":"orders","type":"card","name":"Orders section","children":[
        {{"id":"head","type":"heading","props":{{"text":"Orders"}}}},{{"id":"table","type":"table","children":[{{"id":"first","type":"card"}}{rows}]}}]}}]}}"#
    );
    let mut shell = tab(
        "a",
        &SharedStore::default(),
        r#"[{"op":"move","id":"orders","parent":"page","index":0}]"#,
    );
    let id = shell.create_from(&page).session_id;
    assert_eq!(
        code(&shell.edit(&id, "move it to the top", &["head"])),
        "edit.outside"
    );
    let result = shell.edit(&id, "move it to the top", &["table"]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    assert!(shell.engine.versions(&id, 1).unwrap()[0].outside.is_empty());
    // A table of one node.
    let rows = r#"[["1042","Marta Rossi","Paid"],["1041","Jon Berg","Open"],["1040","Li Wei","Shipped"],["1039","Paula Silva","Paid"]]"#;
    let page = format!(
        r#"{{"id":"page","type":"screen","children":[{{"id":"intro","type":"text"}},{{"id":"orders","type":"card","children":[
        {{"id":"head","type":"heading","props":{{"text":"Orders"}}}},{{"id":"table","type":"table","props":{{"rows":{rows}}}}}]}}]}}"#
    );
    let id = shell.create_from(&page).session_id;
    let result = shell.edit(&id, "move it to the top", &["table"]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
}

/// DSN-44: an answer of nothing else makes no version, but is offered: after a reload, too. What is accepted is made, the rest
/// stays offered until it is left out.
#[test]
fn dsn_44_all_of_it_is_offered() {
    let store = SharedStore::default();
    let ops: &'static str = list(&[TITLE, NAME]).leak();
    let mut shell = tab("a", &store, ops);
    let id = shell.create_from(PAGE).session_id;
    let result = shell.edit(&id, "make the button green", &["go"]);
    assert_eq!(
        (result.status, code(&result)),
        (EditStatus::Rejected, "edit.outside")
    );
    assert_eq!((result.new_version, result.held.as_str()), (None, ops));
    assert_eq!(shell.engine.view(&id, shell.now()).unwrap().current_version, 1);
    shell.kill();
    let mut shell = tab("b", &store, ops);
    shell.open(&id).unwrap();
    let offer = held(&shell, &id);
    assert_eq!(
        (offer.len(), offer[0].version, offer[0].parts.len()),
        (1, None, 2)
    );
    assert_eq!(offer[0].ops, ops);
    let edit = offer[0].edit_id.clone();
    assert_eq!(edit, result.edit_id);

    assert_eq!(
        accept(&mut shell, &id, &edit, Some(vec![2])).unwrap_err().code,
        "edit.unknown-part"
    );
    assert_eq!(
        accept(&mut shell, &id, &edit, Some(vec![])).unwrap_err().code,
        "edit.no-change"
    );
    assert_eq!(
        accept(&mut shell, &id, "other", None).unwrap_err().code,
        "edit.nothing-held"
    );
    let version = accept(&mut shell, &id, &edit, Some(vec![0])).unwrap();
    assert_eq!((version.number, version.targets), (2, vec!["title".to_owned()]));
    assert_eq!(value(&shell, &id, FONT_SIZE), 40);
    assert_eq!(value(&shell, &id, "/name"), "Page");

    // The other part is still there, here and after another reload.
    shell.kill();
    let mut shell = tab("c", &store, ops);
    shell.open(&id).unwrap();
    assert_eq!(held(&shell, &id)[0].ops, list(&[NAME]));
    // It goes by the number that it had, and the settled one is gone for good.
    assert_eq!(numbers(&held(&shell, &id)[0]), [1]);
    for again in [
        accept(&mut shell, &id, &edit, Some(vec![0])).unwrap_err(),
        reject(&mut shell, &id, &edit, Some(vec![0])).unwrap_err(),
    ] {
        assert_eq!(again.code, "edit.unknown-part");
    }
    reject(&mut shell, &id, &edit, Some(vec![1])).unwrap();
    assert!(held(&shell, &id).is_empty());
    assert_eq!(
        reject(&mut shell, &id, &edit, None).unwrap_err().code,
        "edit.nothing-held"
    );
    assert_eq!(value(&shell, &id, "/name"), "Page");
    shell.kill();
    let mut shell = tab("d", &store, ops);
    shell.open(&id).unwrap();
    assert!(held(&shell, &id).is_empty());
}

fn numbers(offer: &HeldChange) -> Vec<u32> {
    offer.parts.iter().map(|part| part.number).collect()
}

/// DSN-44: a part keeps its number whichever others are settled, in whatever order; the same command twice, also at once, never takes
/// another part.
#[test]
fn dsn_44_numbers_stay() {
    let ops: Vec<String> = (0..6)
        .flat_map(|n| {
            let id = ["title", "page", "a", "b", "c", "d"][n];
            // Two ops on the field of each: parts, not ops, are counted.
            let x =
                |value: &str| format!(r#"{{"op":"set","id":"{id}","path":"/style/x","value":"{value}"}}"#);
            [x("draft"), x(&n.to_string())]
        })
        .collect();
    let more = ["a", "b", "c", "d"]
        .map(|id| format!(r#"{{"id":"{id}","type":"text","children":[]}}"#))
        .join(",");
    let page = PAGE.replace(
        r#""children":[
 {"id":"title""#,
        &format!(r#""children":[{more},{{"id":"title""#),
    );
    let ops: &'static str = list(&ops.iter().map(String::as_str).collect::<Vec<_>>()).leak();
    let (mut shell, _) = session(ops);
    let id = shell.create_from(&page).session_id;
    let edit = shell.edit(&id, "make the button green", &["go"]).edit_id;
    assert_eq!(numbers(&held(&shell, &id)[0]), [0, 1, 2, 3, 4, 5]);
    let style = |shell: &NativeShell, node: &str| {
        let document: serde_json::Value = serde_json::from_str(&shell.document(&id)).unwrap();
        let root = std::iter::once(&document);
        let all: Vec<_> = root.chain(document["children"].as_array().unwrap()).collect();
        all.iter().find(|one| one["id"] == node).unwrap()["style"]["x"].clone()
    };
    // Twice at once.
    let both = [0, 0].map(|part| {
        shell.send(Command::AcceptHeld {
            session_id: id.clone(),
            edit_id: edit.clone(),
            parts: Some(vec![part]),
        })
    });
    let told = both.map(|ticket| shell.finish(ticket).map(|_| ()).map_err(|error| error.code));
    assert_eq!(told, [Ok(()), Err("edit.unknown-part".to_owned())]);
    assert_eq!(style(&shell, "title"), "0");
    assert!(style(&shell, "page").is_null());
    assert_eq!(numbers(&held(&shell, &id)[0]), [1, 2, 3, 4, 5]);
    reject(&mut shell, &id, &edit, Some(vec![3])).unwrap();
    accept(&mut shell, &id, &edit, Some(vec![4])).unwrap();
    assert_eq!(numbers(&held(&shell, &id)[0]), [1, 2, 5]);
    // What no longer fits is not offered; what is left goes by its own number.
    shell.run(apply(&id, r#"[{"op":"remove","id":"a"}]"#)).unwrap();
    assert_eq!(numbers(&held(&shell, &id)[0]), [1, 5]);
    accept(&mut shell, &id, &edit, Some(vec![5])).unwrap();
    assert_eq!(style(&shell, "d"), "5");
    shell.run(undo(&id)).unwrap();
    assert_eq!(numbers(&held(&shell, &id)[0]), [1]);
}

/// DSN-44: of two fields of one node one is accepted, the other left out.
#[test]
fn dsn_44_each_field_by_itself() {
    let big = r#"{"op":"set","id":"title","path":"/style/size","value":"48px"}"#;
    let (mut shell, id) = session(&list(&[PAINT, TITLE, big]));
    let edit = shell.edit(&id, "make the button green", &["go"]).edit_id;
    let offer = held(&shell, &id).remove(0);
    let told: Vec<(&[u32], bool)> = offer
        .parts
        .iter()
        .map(|part| (part.needs.as_slice(), part.summary.contains("48px")))
        .collect();
    assert_eq!(told, [(&[][..], false), (&[][..], true)]);
    let before = value(&shell, &id, "/children/0/style");
    accept(&mut shell, &id, &edit, Some(vec![1])).unwrap();
    reject(&mut shell, &id, &edit, Some(vec![0])).unwrap();
    assert!(held(&shell, &id).is_empty());
    let mut after = before;
    after["size"] = "48px".into();
    assert_eq!(value(&shell, &id, "/children/0/style"), after);
}

/// DSN-44: parts go with those that they need.
#[test]
fn dsn_44_parts_that_need_each_other() {
    let more = r#"{"op":"insert","parent":"title","index":-1,"node":{"id":"n","type":"text","children":[]}}"#;
    let text = r#"{"op":"insert","parent":"n","index":-1,"node":{"id":"m","type":"text","children":[]}}"#;
    let both = [true, false].map(|accepts| {
        let (mut shell, id) = session(&list(&[PAINT, more, text, NAME]));
        let result = shell.edit(&id, "make the button green", &["go"]);
        let offer = held(&shell, &id).remove(0);
        assert_eq!(offer.parts.len(), 3, "{offer:?}");
        match accepts {
            // The inner one needs the outer one.
            true => _ = accept(&mut shell, &id, &result.edit_id, Some(vec![1])).unwrap(),
            false => _ = reject(&mut shell, &id, &result.edit_id, Some(vec![0])).unwrap(),
        }
        assert_eq!(held(&shell, &id)[0].ops, list(&[NAME]));
        value(&shell, &id, "/children/0/children/0/children/0/id")
    });
    assert_eq!(both, [serde_json::json!("m"), serde_json::Value::Null]);
}

/// DSN-44: what the session went on from is offered as far as it still fits, on its own branch.
#[test]
fn dsn_44_what_no_longer_fits() {
    let (mut shell, id) = session(&list(&[PAINT, TITLE, NAME]));
    let result = shell.edit(&id, "make the button green", &["go"]);
    shell.run(branch(&id, 2, "b")).unwrap();
    assert!(held(&shell, &id).is_empty());
    assert_eq!(
        accept(&mut shell, &id, &result.edit_id, None).unwrap_err().code,
        "edit.nothing-held"
    );
    shell.run(switch(&id, "main")).unwrap();
    assert_eq!(held(&shell, &id)[0].parts.len(), 2);
    shell
        .run(apply(&id, r#"[{"op":"remove","id":"title"}]"#))
        .unwrap();
    assert_eq!(held(&shell, &id)[0].ops, list(&[NAME]));
    shell.run(apply(&id, &list(&[NAME]))).unwrap();
    assert!(held(&shell, &id).is_empty(), "what is so already is not offered");
}

/// DSN-44: an export holds what is offered.
#[test]
fn dsn_44_in_an_export() {
    let (mut shell, id) = session(&list(&[TITLE]));
    let result = shell.edit(&id, "make the button green", &["go"]);
    assert_eq!(code(&result), "edit.outside");
    let bytes = shell.export(&id, false).unwrap();
    let mut other = tab("z", &SharedStore::default(), "[]");
    let session = other.import(&bytes).unwrap();
    assert_eq!(held(&other, &session.session_id)[0].ops, list(&[TITLE]));
}

/// DSN-45: an answer that wipes the design is held back where that is sure.
#[test]
fn dsn_45_wiped_where_it_is_sure() {
    let empty = r#"{"op":"set","path":"","value":{}}"#;
    let rest = r#"{"op":"remove","id":"title"},{"op":"remove","id":"go"}"#;
    let bare = r#"{"op":"set","path":"","value":{"id":"page","type":"screen","children":[]}}"#;
    for op in [empty, rest, bare] {
        let (mut shell, id) = session(&list(&[op]));
        shell.edit(&id, "make the title red", &["title"]);
        assert_eq!(
            value(&shell, &id, "/children/1/id")
                .as_str()
                .or(value(&shell, &id, "/children/0/id").as_str()),
            Some("go"),
            "{op}"
        );
        assert_eq!(held(&shell, &id).len(), 1, "{op}");
    }
    // The same as a whole document.
    let mut shell = NativeShell::with_config(
        config("a"),
        &SharedStore::default(),
        Scripted(|_: &ModelCall| {
            Reaction::Text(r#"{"document":{"id":"page","type":"screen","children":[]}}"#.into())
        }),
    );
    let id = shell.create_from(PAGE).session_id;
    let result = shell.edit(&id, "make the button green", &["go"]);
    assert_eq!(value(&shell, &id, "/children/0/id"), "title", "{result:?}");
}

/// DSN-45: where it is not, nothing that is no design any more is made, and what is made says what is gone.
#[test]
fn dsn_45_wiped_where_it_is_not_sure() {
    let asked = std::rc::Rc::new(std::cell::Cell::new(0));
    let calls = asked.clone();
    let mut shell = NativeShell::with_config(
        config("a"),
        &SharedStore::default(),
        Scripted(move |_: &ModelCall| {
            calls.set(calls.get() + 1);
            ops_answer(r#"[{"op":"set","path":"","value":{}}]"#)
        }),
    );
    let id = shell.create_from(PAGE).session_id;
    let result = shell.edit(&id, "make all buttons pop", &[]);
    assert_eq!((code(&result), asked.get()), ("edit.invalid-answer", 3));
    assert_eq!(value(&shell, &id, "/children/0/id"), "title");

    let page = PAGE.replace(
        "\n {\"id\":\"title\"",
        r#"{"id":"x","type":"text","children":[]},{"id":"title""#,
    );
    let mut shell = tab(
        "a",
        &SharedStore::default(),
        r#"[{"op":"remove","id":"x"},{"op":"remove","id":"title"},{"op":"remove","id":"go"}]"#,
    );
    let id = shell.create_from(&page).session_id;
    // MOD-63: what goes beyond the buttons waits, unless the app lets it go.
    shell.edit(&id, "make the buttons pop", &[]);
    assert_eq!(value(&shell, &id, "/children/1/id"), "title");
    shell.engine.set_policy(Policy {
        hold_outside: Some(false),
        ..Policy::default()
    });
    let id = shell.create_from(&page).session_id;
    let result = shell.edit(&id, "make the buttons pop", &[]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    assert!(
        result.changes_summary.starts_with("Removed 3 of 4 parts"),
        "{}",
        result.changes_summary
    );
    let (mut shell, id) = (
        tab(
            "a",
            &SharedStore::default(),
            r#"[{"op":"remove","id":"x"},{"op":"remove","id":"title"},{"op":"remove","id":"go"}]"#,
        ),
        String::new(),
    );
    _ = id;
    let id = shell.create_from(&page).session_id;
    let result = shell.edit(&id, "remove everything", &[]);
    assert!(!result.changes_summary.contains("nobody asked"), "{result:?}");
}

/// DSN-41: the app may want nothing to be held back, however sure it is; then it is made, and named.
#[test]
fn dsn_41_nothing_held_where_the_app_wants_it() {
    for (hold, made) in [(Some(false), true), (None, false), (Some(true), false)] {
        let mut config = config("a");
        config.policy.hold_outside = hold;
        let answer = list(&[PAINT, TITLE]);
        let model = Scripted(move |_: &ModelCall| ops_answer(&answer));
        let mut shell = NativeShell::with_config(config, &SharedStore::default(), model);
        let id = shell.create_from(PAGE).session_id;
        let result = shell.edit(&id, "make the button green", &["go"]);
        assert_eq!(result.status, EditStatus::Committed, "{result:?}");
        assert_eq!(value(&shell, &id, FONT_SIZE) == 40, made, "{hold:?}");
        assert_eq!(result.held.is_empty(), made);
        let version = shell.engine.versions(&id, 1).unwrap()[0].clone();
        assert_eq!(version.outside.as_slice() == ["title"], made, "{version:?}");
    }
}

/// MOD-62: what somebody points at is never beyond what they asked for, whatever else their words could mean; and "the text" of a selected
/// button is what is written on it.
#[test]
fn mod_62_the_selection_is_never_outside() {
    let label = r#"{"op":"set","id":"go","path":"/props/label","value":"Buy"}"#;
    for words in [
        "change the text to Buy",
        "shorter text please",
        "translate this to Italian",
        "make the title and this match",
    ] {
        let (mut shell, id) = session(&list(&[label]));
        let result = shell.edit(&id, words, &["go"]);
        assert_eq!(
            (result.status, code(&result)),
            (EditStatus::Committed, ""),
            "{words}"
        );
        let version = shell.engine.versions(&id, 1).unwrap()[0].clone();
        assert_eq!(version.outside, Vec::<String>::new(), "{words}");
    }
}

/// MOD-63: an answer that is a part of the design where all of it was wanted does not take the rest away: that is held back, also where the
/// words left open what they mean. The app may say that nothing is.
#[test]
fn mod_63_most_of_a_design_does_not_go_by_itself() {
    let nodes: Vec<String> = (0..6)
        .map(|at| format!(r#"{{"id":"t{at}","type":"text","props":{{"text":"Line {at}"}}}}"#))
        .collect();
    let page = format!(
        r#"{{"id":"page","type":"screen","children":[{{"id":"go","type":"button","props":{{"label":"Go"}}}},{}]}}"#,
        nodes.join(",")
    );
    let part = r#"{"document":{"id":"page","type":"screen","children":[{"id":"go","type":"button","style":{"radius":9},"props":{"label":"Go"}}]}}"#;
    for (hold, stays) in [(None, true), (Some(true), true), (Some(false), false)] {
        let model = Scripted(move |_: &ModelCall| -> Reaction { Reaction::Text(part.to_owned()) });
        let mut shell = NativeShell::with_config(config("a"), &SharedStore::default(), model);
        shell.engine.set_policy(Policy {
            hold_outside: hold,
            ..Policy::default()
        });
        let id = shell.create_from(&page).session_id;
        let result = shell.edit(&id, "make the buttons nicer and modern", &[]);
        assert_eq!(result.status, EditStatus::Committed, "{result:?}");
        let document = shell.document(&id);
        assert!(document.contains("\"radius\":9"));
        assert_eq!(document.contains("Line 3"), stays, "{hold:?}: {document}");
        assert_eq!(held(&shell, &id).is_empty(), !stays);
    }
}

/// MOD-63: half of the nodes is most of a design, and a node without content is as good as gone.
#[test]
fn mod_63_half_of_a_design_and_empty_nodes() {
    let node = |at: usize| {
        format!(
            r##"{{"id":"t{at}","type":"text","name":"T{at}","props":{{"text":"Line {at}"}},"style":{{"color":"#111111"}},"layout":{{}},"children":[]}}"##
        )
    };
    let screen = |nodes: Vec<String>| {
        let list = nodes.join(",");
        format!(r#"{{"id":"page","type":"screen","name":"S","children":[{list}]}}"#)
    };
    let page = screen((0..100).map(node).collect());
    let ops = |op: &dyn Fn(usize) -> String, count: usize| {
        let list: Vec<String> = (0..count).map(op).collect();
        format!(
            r#"{{"ops":[{},{}]}}"#,
            r#"{"op":"set","id":"t99","path":"/props/text","value":"New"}"#,
            list.join(",")
        )
    };
    let remove = |at: usize| format!(r#"{{"op":"remove","id":"t{at}"}}"#);
    let clear = |at: usize| {
        format!(
            r#"{{"op":"set","id":"t{at}","path":"/props","value":{{}}}},{{"op":"unset","id":"t{at}","path":"/style/color"}}"#
        )
    };
    let unstyle = |at: usize| format!(r#"{{"op":"unset","id":"t{at}","path":"/style"}}"#);
    let document = |nodes: Vec<String>| format!(r#"{{"document":{}}}"#, screen(nodes));
    let bare = |count: usize| {
        let nodes = (0..99).map(|at| match at < count {
            true => format!(r#"{{"id":"t{at}","type":"text","children":[]}}"#),
            false => node(at),
        });
        let last = node(99).replace("Line 99", "New");
        document(nodes.chain([last]).collect())
    };
    let without = |count: usize| {
        let last = node(99).replace("Line 99", "New");
        document((count..99).map(node).chain([last]).collect())
    };
    for (what, answer, holds) in [
        ("51 ops", ops(&remove, 51), true),
        ("40 ops", ops(&remove, 40), false),
        ("60 emptied by ops", ops(&clear, 60), true),
        ("40 emptied by ops", ops(&clear, 40), false),
        ("99 without a style", ops(&unstyle, 99), false),
        ("60 not in the document", without(60), true),
        ("40 not in the document", without(40), false),
        ("99 empty in the document", bare(99), true),
        ("40 empty in the document", bare(40), false),
    ] {
        let model = Scripted(move |_: &ModelCall| -> Reaction { Reaction::Text(answer.clone()) });
        let mut config = config("a");
        // All of it is told.
        config.budget.whole_document = 100_000;
        let mut shell = NativeShell::with_config(config, &SharedStore::default(), model);
        let id = shell.create_from(&page).session_id;
        let result = shell.edit(&id, "make it nicer", &[]);
        assert_eq!(result.status, EditStatus::Committed, "{what}: {result:?}");
        let document = shell.document(&id);
        assert_eq!(!result.held.is_empty(), holds, "{what}: {document}");
        assert!(document.contains("New"), "{what}");
        assert_eq!(
            document.contains(r#"{"text":"Line 3"}"#),
            holds || what.contains("style"),
            "{what}: {document}"
        );
    }
}

/// MOD-63: words about the whole design ask for no removal either. What is drawn anew instead is made.
#[test]
fn mod_63_words_about_all_take_nothing_away() {
    let nodes: Vec<String> = (0..9)
        .map(|at| format!(r#"{{"id":"t{at}","type":"text","props":{{"text":"Line {at}"}}}}"#))
        .collect();
    let page = format!(
        r#"{{"id":"page","type":"screen","children":[{}]}}"#,
        nodes.join(",")
    );
    let removals: Vec<String> = (1..9)
        .map(|at| format!(r#"{{"op":"remove","id":"t{at}"}}"#))
        .collect();
    let restyle = r##"{"op":"set","id":"page","path":"/style/background","value":"#111111"}"##;
    let taken = format!(r#"{{"ops":[{restyle},{}]}}"#, removals.join(","));
    let new: Vec<String> = (0..8)
        .map(|at| format!(r#"{{"id":"n{at}","type":"card","children":[]}}"#))
        .collect();
    let anew = format!(
        r#"{{"document":{{"id":"page","type":"screen","children":[{}]}}}}"#,
        new.join(",")
    );
    for words in [
        "use a dark theme",
        "make it friendlier",
        "translate everything to German",
    ] {
        for (hold, stays) in [(None, true), (Some(true), true), (Some(false), false)] {
            let answer = taken.clone();
            let model = Scripted(move |_: &ModelCall| -> Reaction { Reaction::Text(answer.clone()) });
            let mut shell = NativeShell::with_config(config("a"), &SharedStore::default(), model);
            shell.engine.set_policy(Policy {
                hold_outside: hold,
                ..Policy::default()
            });
            let id = shell.create_from(&page).session_id;
            let result = shell.edit(&id, words, &[]);
            assert_eq!(result.status, EditStatus::Committed, "{words}: {result:?}");
            let document = shell.document(&id);
            assert!(document.contains("#111111"), "{words}: {document}");
            assert_eq!(
                document.contains("Line 3"),
                stays,
                "{words}, {hold:?}: {document}"
            );
            assert_eq!(held(&shell, &id).is_empty(), !stays);
        }
    }
    let model = Scripted(move |_: &ModelCall| -> Reaction { Reaction::Text(anew.clone()) });
    let mut shell = NativeShell::with_config(config("a"), &SharedStore::default(), model);
    let id = shell.create_from(&page).session_id;
    let result = shell.edit(&id, "make it a page of cards instead", &[]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    assert!(!shell.document(&id).contains("Line 3"), "{}", shell.document(&id));
}
