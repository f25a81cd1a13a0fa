//! Answers with drafts in them that the model itself threw away, and answers in other places than the text.

use bozzetto_core::engine::ProviderConfig;
use bozzetto_core::model::{Dialect, Provider};
use bozzetto_core::protocol::{EditStatus, Notice};
use bozzetto_tests::chat::*;

/// MOD-65: what a draft changes comes into the preview, is taken back there, and is in no version.
#[test]
fn mod_65_a_draft_is_taken_back() {
    let (mut tab, calls) = shell(config(), |_, _| {
        Some(whole([
            said(r#"Draft: {\"ops\":[{\"op\":\"remove\",\"id\":\"ok\"}]}"#),
            said(r#" The button must stay. Final: {\"ops\":["#),
            said(OP),
            said(r#"],\"question\":null,\"summary\":\"s\"}"#),
            ended("stop"),
        ]))
    });
    let session = tab.create_from(DOCUMENT).session_id;
    let result = tab.edit(&session, "say ciao in the title", &["title"]);
    assert_eq!(
        (result.status, *calls.borrow()),
        (EditStatus::Committed, 1),
        "{result:?}"
    );
    let document = tab.document(&session);
    assert!(
        document.contains("Ciao") && document.contains(r#""id":"ok""#),
        "{document}"
    );
    assert_eq!(result.held, "");
    let told: Vec<String> = tab
        .notices
        .iter()
        .filter_map(|notice| match notice {
            Notice::Preview { ops, .. } => Some(ops.clone()),
            Notice::PreviewReset { .. } => Some("reset".into()),
            _ => None,
        })
        .collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].contains("remove") && told[1] == "reset", "{told:?}");
    assert!(
        told[2].contains("Ciao") && !told[2].contains("remove"),
        "{told:?}"
    );
}

/// MOD-33: ops that only the arguments of tool calls say are the answer, unless the text is one.
#[test]
fn mod_33_answers_for_tools() {
    let event = |data: serde_json::Value| {
        chunk(&format!(
            "event: {}\ndata: {data}\n\n",
            data["type"].as_str().unwrap_or("message")
        ))
    };
    let ops = format!(
        r#"{{"ops":[{}],"question":null,"summary":"s"}}"#,
        OP.replace('\\', "")
    );
    let (half, rest) = ops.split_at(30);
    let tool = |index: u32, name: Option<&str>, arguments: &str| {
        event(
            serde_json::json!({"choices": [{"index": 0, "delta": {"tool_calls": [
            {"index": index, "id": name.map(|_| format!("c{index}")), "type": "function", "function": {"name": name, "arguments": arguments}}]}}]}),
        )
    };
    let anthropic = |text: &str| {
        let mut signals = vec![event(
            serde_json::json!({"type": "message_start", "message": {"usage": {"input_tokens": 9, "output_tokens": 1}}}),
        )];
        for (index, block, deltas) in [
            (
                0,
                serde_json::json!({"type": "text", "text": ""}),
                vec![serde_json::json!({"type": "text_delta", "text": text})],
            ),
            (
                1,
                serde_json::json!({"type": "tool_use", "id": "t", "name": "edit", "input": {}}),
                vec![
                    serde_json::json!({"type": "input_json_delta", "partial_json": half}),
                    serde_json::json!({"type": "input_json_delta", "partial_json": rest}),
                ],
            ),
        ] {
            signals.push(event(
                serde_json::json!({"type": "content_block_start", "index": index, "content_block": block}),
            ));
            for delta in deltas {
                signals.push(event(
                    serde_json::json!({"type": "content_block_delta", "index": index, "delta": delta}),
                ));
            }
            signals.push(event(
                serde_json::json!({"type": "content_block_stop", "index": index}),
            ));
        }
        signals.push(event(serde_json::json!({"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 9}})));
        signals.push(event(serde_json::json!({"type": "message_stop"})));
        signals
    };
    let one = OP.replace('\\', "");
    let two = one.replace("Ciao", "Second").replace("text\"", "other\"");
    for (dialect, signals, other) in [
        (
            Dialect::OpenAiChat,
            vec![
                tool(0, Some("edit"), half),
                tool(0, None, rest),
                ended("tool_calls"),
            ],
            "",
        ),
        (
            Dialect::OpenAiChat,
            vec![
                said("I change the title."),
                tool(0, Some("edit"), &ops),
                ended("stop"),
            ],
            "",
        ),
        (
            Dialect::OpenAiChat,
            vec![
                tool(0, Some("set"), &one),
                tool(1, Some("set"), &two),
                ended("tool_calls"),
            ],
            "Second",
        ),
        (Dialect::Anthropic, anthropic("Let me do that."), ""),
        // The text counts where it is an answer.
        (
            Dialect::OpenAiChat,
            vec![
                said(&ops.replace('"', "\\\"")),
                tool(0, Some("edit"), r#"{"ops":[{"op":"remove","id":"ok"}]}"#),
                ended("tool_calls"),
            ],
            "",
        ),
    ] {
        let mut config = config();
        config.provider = ProviderConfig::Http(Provider::new(dialect, "https://x.test/v1", "m"));
        let (mut tab, calls) = shell(config, move |_, _| Some(whole(signals.clone())));
        let session = tab.create_from(DOCUMENT).session_id;
        let result = tab.edit(&session, "say ciao in the title", &["title"]);
        assert_eq!(
            (result.status, *calls.borrow()),
            (EditStatus::Committed, 1),
            "{result:?}"
        );
        let document = tab.document(&session);
        assert!(
            document.contains("Ciao") && document.contains(other),
            "{document}"
        );
        assert!(
            document.contains(r#""id":"ok""#) && result.held.is_empty(),
            "{document}"
        );
    }
}
