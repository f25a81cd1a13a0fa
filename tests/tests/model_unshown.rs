//! Whole documents as answers to prompts that showed only a part of one.

use bozzetto_core::engine::{EngineConfig, ModelCall, ProviderConfig};
use bozzetto_core::protocol::EditStatus;
use bozzetto_tests::shell::{NativeShell, Reaction, Scripted, SharedStore};
use serde_json::{Value, json};
use std::cell::Cell;
use std::rc::Rc;

fn config() -> EngineConfig {
    EngineConfig {
        provider: ProviderConfig::App {
            name: "script".into(),
            batches: false,
        },
        ..EngineConfig::new("a")
    }
}

fn prompt_of(call: &ModelCall) -> String {
    let ModelCall::App { request, .. } = call else {
        panic!()
    };
    let request: Value = serde_json::from_str(request).unwrap();
    request["prompt"].as_str().unwrap().to_owned()
}

/// Ten sections, too large to be told in full.
fn large(nodes: usize) -> Value {
    let node = |section: usize, at: usize| {
        json!({"id": format!("n{section}_{at}"), "type": if at == 0 { "heading" } else { "text" }, "name": format!("T {section} {at}"),
            "layout": {}, "style": {"color": "#111111", "fontSize": 14},
            "props": {"text": format!("Some text {section}.{at}"), "level": 2}, "children": []})
    };
    let section = |number: usize| {
        json!({"id": format!("sec{number}"), "type": "section", "name": format!("Section {number}"), "layout": {"gap": 8},
            "style": {"background": "#ffffff"}, "props": {}, "children": (0..nodes).map(|at| node(number, at)).collect::<Vec<_>>()})
    };
    json!({"id": "root", "type": "screen", "name": "S", "layout": {}, "style": {}, "props": {},
        "children": (0..10).map(section).collect::<Vec<_>>()})
}

fn walk(node: &mut Value, visit: &mut dyn FnMut(&mut Value)) {
    visit(node);
    for child in node["children"].as_array_mut().into_iter().flatten() {
        walk(child, visit);
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Told {
    Full,
    Line,
    Not,
}

fn told(prompt: &str, node: &Value) -> Told {
    let id = node["id"].as_str().unwrap();
    let lines = prompt.lines().map(|line| {
        line.split(' ')
            .filter(|word| !word.is_empty() && !word.starts_with('#'))
    });
    let mut line = lines
        .map(|mut words| (words.next(), words))
        .filter(|(first, _)| *first == Some(id));
    match line.next() {
        None => Told::Not,
        Some((_, mut words)) => match words.nth(1) {
            Some(field) if field.contains(':') => Told::Full,
            _ => Told::Line,
        },
    }
}

/// What a model can copy of a document: what it was told, and of nodes told in a line nothing but their text.
fn copied(prompt: &str, document: &Value) -> Value {
    let mut copy = document.clone();
    walk(&mut copy, &mut |node| {
        node["children"]
            .as_array_mut()
            .unwrap()
            .retain(|child| told(prompt, child) != Told::Not);
        if told(prompt, node) == Told::Line {
            let text = node["props"]["text"].clone();
            let node = node.as_object_mut().unwrap();
            node.retain(|key, _| matches!(&**key, "id" | "type" | "children"));
            if !text.is_null() {
                node.insert("props".into(), json!({ "text": text }));
            }
        }
    });
    copy
}

/// The document after an edit that is answered with a whole one.
fn edited(
    document: &Value,
    prompt: &str,
    target: &[&str],
    answer: impl Fn(&str, &Value) -> Value + 'static,
) -> (Value, String) {
    let original = document.clone();
    let model = Scripted(move |call: &ModelCall| {
        Reaction::Text(json!({ "document": answer(&prompt_of(call), &original) }).to_string())
    });
    let mut shell = NativeShell::with_config(config(), &SharedStore::default(), model);
    let session = shell.create_from(&document.to_string()).session_id;
    let result = shell.edit(&session, prompt, target);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    assert_eq!(result.held, "");
    let document = serde_json::from_str(&shell.document(&session)).unwrap();
    (document, prompt_of(&shell.calls[0]))
}

/// MOD-64: a document with exactly what was shown changes nothing of what was not.
#[test]
fn mod_64_what_was_not_shown_stays() {
    let before = large(20);
    for prompt in ["make it nicer", "make all headings red"] {
        let (after, sent) = edited(&before, prompt, &[], |sent, document| {
            let mut answer = copied(sent, document);
            walk(&mut answer, &mut |node| {
                if node["type"] == "heading" {
                    node["style"]["color"] = "#ff0000".into();
                }
            });
            answer
        });
        let mut expected = before.clone();
        let mut hidden = 0;
        walk(&mut expected, &mut |node| match told(&sent, node) {
            Told::Not => hidden += 1,
            _ if node["type"] == "heading" => node["style"]["color"] = "#ff0000".into(),
            _ => {}
        });
        assert!(hidden > 50, "{hidden}");
        assert!(after == expected, "{prompt}: {after:#}");
    }
}

/// MOD-64: what was shown in full and left out is gone, what comes anew is no node that was not shown.
#[test]
fn mod_64_what_was_shown_may_go_and_come() {
    let before = large(20);
    let (after, sent) = edited(
        &before,
        "remove the heading \"Some text 3.0\" and add a text",
        &["sec3"],
        |sent, document| {
            let mut answer = copied(sent, document);
            walk(&mut answer, &mut |node| {
                if node["id"] == "sec3" {
                    let children = node["children"].as_array_mut().unwrap();
                    children.retain(|child| child["id"] != "n3_0");
                    // As much like another node, which nobody was shown, as it can be.
                    let mut twin = document["children"][9]["children"][7].clone();
                    twin["id"] = "new".into();
                    children.push(twin);
                }
            });
            answer
        },
    );
    assert!(told(&sent, &before["children"][9]["children"][7]) == Told::Not);
    assert!(told(&sent, &before["children"][3]["children"][0]) == Told::Full);
    let mut expected = before.clone();
    let mut twin = before["children"][9]["children"][7].clone();
    twin["id"] = "new".into();
    let section = expected["children"][3]["children"].as_array_mut().unwrap();
    let last = section
        .iter()
        .rposition(|node| told(&sent, node) != Told::Not)
        .unwrap();
    section.insert(last + 1, twin);
    section.remove(0);
    assert!(after == expected, "{after:#}");
}

/// MOD-64: a wrapper that goes takes along what nobody saw in it, unless its other children came back elsewhere.
#[test]
fn mod_64_what_a_wrapper_held() {
    let before = large(120);
    let ids = |node: &Value| -> Vec<String> {
        let list = node["children"].as_array().unwrap();
        list.iter()
            .map(|node| node["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let without = |keeps: bool| {
        move |sent: &str, document: &Value| {
            let mut answer = copied(sent, document);
            let children = answer["children"].as_array_mut().unwrap();
            let at = children.iter().position(|node| node["id"] == "sec3").unwrap();
            let section = children.remove(at);
            if keeps {
                let inner = section["children"].as_array().unwrap().clone();
                children.splice(at..at, inner);
            }
            answer
        }
    };
    let words = "remove the section";
    let (after, sent) = edited(&before, words, &["sec3"], without(true));
    let section = &before["children"][3];
    let hidden = section["children"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|node| told(&sent, node) == Told::Not);
    assert!(hidden.count() > 0, "{sent}");
    let mut expected = ids(&before);
    expected.splice(3..4, ids(section));
    assert_eq!(ids(&after), expected);
    let (after, _) = edited(&before, words, &["sec3"], without(false));
    let mut expected = ids(&before);
    expected.remove(3);
    assert_eq!(ids(&after), expected);
}

/// MOD-64: the rest of a text that was told cut off stays, and JSON without nodes is not taken whole.
#[test]
fn mod_64_cut_texts_and_other_json() {
    let mut before = large(20);
    let address = format!("data:image/png;base64,{}", "QUJD".repeat(30_000));
    before["children"][3]["children"][0]["props"]["src"] = address.clone().into();
    let (after, sent) = edited(&before, "make it red", &["n3_0"], move |_, document| {
        let mut answer = document.clone();
        let node = &mut answer["children"][3]["children"][0];
        let cut: String = address.chars().take(400).collect();
        node["props"]["src"] = format!("{cut}…").into();
        node["style"] = json!({"color": "#ff0000"});
        answer
    });
    assert!(sent.contains('…') && sent.len() < 40_000);
    let mut expected = before.clone();
    expected["children"][3]["children"][0]["style"] = json!({"color": "#ff0000"});
    assert!(after == expected);

    let list: Vec<Value> = (0..3_000)
        .map(|at| json!({"key": format!("entry {at}"), "on": true}))
        .collect();
    let before = json!({ "list": list });
    let model = Scripted(|_: &ModelCall| {
        Reaction::Text(json!({"document": {"list": [{"key": "entry 0", "on": false}]}}).to_string())
    });
    let mut shell = NativeShell::with_config(config(), &SharedStore::default(), model);
    let session = shell.create_from(&before.to_string()).session_id;
    let result = shell.edit(&session, "switch entry 0 off", &[]);
    assert_eq!(result.error.unwrap().code, "edit.invalid-answer");
    assert!(prompt_of(&shell.calls[1]).contains("only a part of the document"));
    assert_eq!(
        serde_json::from_str::<Value>(&shell.document(&session)).unwrap(),
        before
    );
}

/// MOD-64: the children of a node are not listed anew by somebody who did not see all of them; who is told so can do it otherwise.
#[test]
fn mod_64_children_are_not_set_unseen() {
    let before = large(20);
    let asked = Rc::new(Cell::new(0));
    let count = asked.clone();
    let model = Scripted(move |_: &ModelCall| {
        count.set(count.get() + 1);
        let mine = json!({"id": "only", "type": "text", "name": "Only", "layout": {}, "style": {}, "props": {"text": "x"}, "children": []});
        let op = match count.get() {
            1 => json!({"op": "set", "id": "sec9", "path": "/children", "value": [mine]}),
            _ => json!({"op": "insert", "parent": "sec9", "index": 0, "node": mine}),
        };
        Reaction::Text(json!({ "ops": [op] }).to_string())
    });
    let mut shell = NativeShell::with_config(config(), &SharedStore::default(), model);
    let session = shell.create_from(&before.to_string()).session_id;
    let result = shell.edit(&session, "make it nicer", &[]);
    assert_eq!(
        (result.status, asked.get()),
        (EditStatus::Committed, 2),
        "{result:?}"
    );
    let after: Value = serde_json::from_str(&shell.document(&session)).unwrap();
    assert_eq!(
        after["children"][9]["children"].as_array().map(Vec::len),
        Some(21)
    );
    let ModelCall::App { request, .. } = &shell.calls[1] else {
        panic!()
    };
    assert!(request.contains("not shown all that is in sec9"), "{request}");
}
