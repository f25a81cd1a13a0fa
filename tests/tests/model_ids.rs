//! Long ids are told as short ones, and what a model answers is led back.

use bozzetto_core::context::estimate_tokens;
use bozzetto_core::engine::{EngineConfig, ModelCall, ProviderConfig};
use bozzetto_core::protocol::EditStatus;
use bozzetto_tests::design::{config, undo};
use bozzetto_tests::shell::{NativeShell, Reaction, Scripted, SharedStore};

const TITLE: &str = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
const ROOT: &str = "b14d2f6a-5c3e-4b0f-9e77-120c55d1aa09";
const GO: &str = "9b2d7c1e-0a4f-4a55-8d21-77aa01bc9e44";

fn page() -> String {
    format!(
        r##"{{"id":"{ROOT}","type":"screen","props":{{}},"children":[
 {{"id":"{TITLE}","type":"heading","props":{{"text":"Hello"}},"children":[]}},
 {{"id":"{GO}","type":"button","props":{{"label":"Go","href":"#{TITLE}"}},"children":[]}},
 {{"id":"newsletter-signup-button","type":"button","props":{{"label":"Join"}},"children":[]}}]}}"##
    )
}

fn prompt_of(call: &ModelCall) -> String {
    let ModelCall::App { request, .. } = call else {
        panic!()
    };
    let request: serde_json::Value = serde_json::from_str(request).unwrap();
    request["prompt"].as_str().unwrap().to_owned()
}

/// The short id in front of a type.
fn short(prompt: &str, kind: &str) -> String {
    let line = prompt.lines().find(|line| line.contains(&format!("] {kind} ")));
    let line = line.unwrap_or_else(|| panic!("no {kind} in {prompt}"));
    line.trim_start().split(' ').next().unwrap().to_owned()
}

/// CTX-12: the model never sees a long id, and its ops reach the nodes, whatever they do with the ids.
#[test]
fn ctx_12_long_ids_there_and_back() {
    let store = SharedStore::default();
    let mut calls = 0;
    let model = Scripted(move |call: &ModelCall| {
        let prompt = prompt_of(call);
        assert!(
            [TITLE, GO, ROOT].iter().all(|id| !prompt.contains(id)),
            "{prompt}"
        );
        let (title, go) = (short(&prompt, "heading"), short(&prompt, "button"));
        assert!(prompt.contains(&format!("href:\"#{title}\"")), "{prompt}");
        assert!(prompt.contains("newsletter-signup-button button"), "{prompt}");
        calls += 1;
        Reaction::Text(match calls {
            1 => format!(
                r##"{{"ops":[{{"op":"set","id":"{go}","path":"/style/color","value":"#0f0"}},{{"op":"move","id":"{title}","parent":"newsletter-signup-button","index":0}}]}}"##
            ),
            2 => format!("set {go} /props/href \"#{title}\"\nremove {title}\n"),
            // A node that moves in by its id, in a flat list.
            _ => format!(
                r#"{{"ops":[{{"op":"insert","parent":"newsletter-signup-button","index":0,"nodes":[{{"id":"box","type":"frame","children":["{go}"]}}]}}]}}"#
            ),
        })
    });
    let mut shell = NativeShell::with_config(config("a"), &store, model);
    let session = shell.create_from(&page()).session_id;
    let result = shell.edit(
        &session,
        "make the button green and move the title into the other button",
        &[GO, TITLE],
    );
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    let document: serde_json::Value = serde_json::from_str(&shell.document(&session)).unwrap();
    assert_eq!(document["children"][0]["style"]["color"], "#0f0");
    assert_eq!(document["children"][1]["children"][0]["id"], TITLE);
    let report = shell
        .engine
        .prompt_report(&session, &result.edit_id)
        .unwrap()
        .unwrap();
    let outline = &report.sections[1];
    assert_eq!(
        (outline.name, outline.tokens),
        ("document", estimate_tokens(&outline.text))
    );
    shell.run(undo(&session)).unwrap();
    let result = shell.edit(
        &session,
        "link the button to the title and remove the title",
        &[GO, TITLE],
    );
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    let document: serde_json::Value = serde_json::from_str(&shell.document(&session)).unwrap();
    assert_eq!(document["children"][0]["props"]["href"], format!("#{TITLE}"));
    assert_eq!(document["children"].as_array().unwrap().len(), 2);
    shell.run(undo(&session)).unwrap();
    let result = shell.edit(&session, "put the button into a box", &[GO, TITLE]);
    assert_eq!(result.status, EditStatus::Committed, "{result:?}");
    let document: serde_json::Value = serde_json::from_str(&shell.document(&session)).unwrap();
    assert_eq!(document["children"][1]["children"][0]["id"], "box", "{document}");
    assert_eq!(document["children"][1]["children"][0]["children"][0]["id"], GO);
}

/// CTX-12, GRD-4: what the model asks back is in the words of the person.
#[test]
fn ctx_12_questions_have_no_placeholders() {
    let store = SharedStore::default();
    let model = Scripted(|call: &ModelCall| {
        let title = short(&prompt_of(call), "heading");
        Reaction::Text(format!(
            r#"{{"ops":[],"question":"Is {title} to be a link to [EMAIL_1] or to [EMAIL_7]?","summary":""}}"#
        ))
    });
    let mut shell = NativeShell::with_config(config("a"), &store, model);
    let session = shell.create_from(&page()).session_id;
    let result = shell.edit(
        &session,
        "change the title so that it names ann@example.org",
        &[TITLE],
    );
    assert_eq!(result.status, EditStatus::Clarify, "{result:?}");
    assert_eq!(
        result.question.unwrap().text,
        format!("Is {TITLE} to be a link to ann@example.org or to [EMAIL_7]?")
    );
}

/// CTX-13: a model is not asked to change what does not fit into its prompt; one that reads the document itself is.
#[test]
fn ctx_13_what_cannot_be_shown_is_not_changed() {
    let text = "The quick brown fox. ".repeat(6_000);
    let page = format!(
        r#"{{"id":"page","type":"screen","props":{{}},"children":[
 {{"id":"a","type":"text","props":{{"text":"{text}"}},"children":[]}},
 {{"id":"go","type":"button","props":{{"label":"Go"}},"children":[]}}]}}"#
    );
    let app = ProviderConfig::App {
        name: "script".into(),
        batches: false,
    };
    for (fallbacks, status) in [
        (Vec::new(), EditStatus::Failed),
        (vec![ProviderConfig::Offline], EditStatus::Committed),
    ] {
        let config = EngineConfig {
            provider: app.clone(),
            fallbacks,
            ..EngineConfig::new("a")
        };
        let model = Scripted(|call: &ModelCall| {
            assert!(!matches!(call, ModelCall::App { .. }), "nothing is sent");
            Reaction::Text(r##"{"ops":[{"op":"set","id":"a","path":"/style/color","value":"#00f"}]}"##.into())
        });
        let mut shell = NativeShell::with_config(config, &SharedStore::default(), model);
        let session = shell.create_from(&page).session_id;
        let result = shell.edit(&session, "make it blue", &["a", "go"]);
        assert_eq!(result.status, status, "{result:?}");
        if let Some(error) = result.error {
            assert_eq!(error.code, "model.targets-too-large");
            let cause = format!("{error:?}");
            assert!(cause.contains("1 of the 2 nodes"), "{cause}");
        }
    }
}
