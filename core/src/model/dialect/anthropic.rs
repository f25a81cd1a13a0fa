//! Anthropic Messages.

use super::{Speech, When, count, items, text_at};
use crate::document::Value;
use crate::model::stream::{Call, Collector, FinishKind, Usage};

pub(super) const SPEECH: Speech = Speech {
    name: "anthropic",
    otel_name: "anthropic",
    base_url: "https://api.anthropic.com/v1",
    root: "v1",
    path: "messages",
    query: "",
    credential: ("x-api-key", ""),
    headers: &[
        ("anthropic-version", "2023-06-01"),
        // Without it the server does not answer pages.
        ("anthropic-dangerous-direct-browser-access", "true"),
    ],
    body: &[
        (
            When::Always,
            concat!(
                r#"{"model":$m,"max_tokens":$n,"system":[{"type":"text","text":$s,"cache_control":{"type":"ephemeral"}}],"#,
                r#""messages":[{"role":"user","content":[{"type":"text","text":$u}$i]}],"stream":true"#
            ),
        ),
        (
            When::Structured,
            r#","output_config":{"format":{"type":"json_schema","schema":$j}}"#,
        ),
        (When::Always, "}"),
    ],
    image: r#",{"type":"image","source":{"type":"base64","media_type":$t,"data":$d}}"#,
};

// So that what each provider weighs can be told.
#[inline(never)]
pub(super) fn read(value: &Value, out: &mut Collector) -> bool {
    let place = count(value, &["index"]);
    match text_at(value, &["type"]).unwrap_or_default() {
        "message_start" => {
            if let Some(message) = value.get("message") {
                read_usage(message, out);
            }
        }
        "content_block_start" => {
            if let Some(block) = value.get("content_block") {
                read_block(block, place, false, out);
            }
        }
        "content_block_delta" => {
            let delta = value.get("delta").unwrap_or(&Value::Null);
            out.text(text_at(delta, &["text"]).unwrap_or_default());
            out.thinking(text_at(delta, &["thinking"]).unwrap_or_default());
            if let Some(json) = text_at(delta, &["partial_json"]) {
                out.tool_text(place, json);
            }
        }
        // A call without arguments has no text at all.
        "content_block_stop" => out.tool_done(place),
        "message_delta" => {
            read_usage(value, out);
            read_stop(value.get("delta").unwrap_or(&Value::Null), out);
        }
        "message_stop" => out.close(),
        "message" => {
            for block in items(value, &["content"]) {
                read_block(block, None, true, out);
            }
            read_usage(value, out);
            read_stop(value, out);
        }
        _ => return false,
    }
    true
}

fn read_block(block: &Value, place: Option<u64>, whole: bool, out: &mut Collector) {
    match text_at(block, &["type"]) {
        Some("tool_use") => {
            // At the start of a streamed call `input` is a place holder.
            let whole = whole
                || block
                    .get("input")
                    .is_some_and(|input| *input != Value::object::<&str, Value>([]));
            let input = if whole { "input" } else { "" };
            out.tool(Call::New, place, text_at(block, &["id"]), block, input);
        }
        Some("text") => out.text(text_at(block, &["text"]).unwrap_or_default()),
        Some("thinking") => out.thinking(text_at(block, &["thinking"]).unwrap_or_default()),
        _ => {}
    }
}

/// What a later event leaves out or sends as `null` stays as it was.
fn read_usage(value: &Value, out: &mut Collector) {
    let Some(usage) = value.get("usage") else { return };
    out.usage(Usage {
        input: count(usage, &["input_tokens"]),
        output: count(usage, &["output_tokens"]),
        cached_input: count(usage, &["cache_read_input_tokens"]),
        cache_write: count(usage, &["cache_creation_input_tokens"]),
        // Part of the output, and not always said
        reasoning: None,
    });
}

fn read_stop(value: &Value, out: &mut Collector) {
    let Some(word) = text_at(value, &["stop_reason"]) else {
        return;
    };
    out.ended(
        word,
        match word {
            "max_tokens" | "model_context_window_exceeded" => FinishKind::Length,
            "tool_use" => FinishKind::ToolCalls,
            "pause_turn" => FinishKind::Pause,
            "refusal" => FinishKind::Refusal,
            _ => FinishKind::Stop,
        },
    );
}
