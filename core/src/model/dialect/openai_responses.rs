//! OpenAI Responses. Items are told apart by their place: gateways have changed ids from event to event.

use super::{Speech, When, count, items, text_at};
use crate::document::Value;
use crate::model::error::Parameter;
use crate::model::refusal;
use crate::model::stream::{Call, Collector, FinishKind, Usage};

pub(super) const SPEECH: Speech = Speech {
    name: "openai",
    otel_name: "openai",
    base_url: "https://api.openai.com/v1",
    root: "v1",
    path: "responses",
    query: "",
    credential: ("authorization", "Bearer "),
    headers: &[],
    body: &[
        (
            When::Always,
            concat!(
                r#"{"model":$m,"instructions":$s,"input":[{"role":"user","content":[{"type":"input_text","text":$u}$i]}],"#,
                r#""stream":true,"store":false,"max_output_tokens":$n"#
            ),
        ),
        (
            When::Structured,
            r#","text":{"format":{"type":"json_schema","name":"edit","schema":$j,"strict":true}}"#,
        ),
        (
            When::Takes(Parameter::PromptCacheKey),
            r#","prompt_cache_key":$k"#,
        ),
        (When::Always, "}"),
    ],
    image: r#",{"type":"input_image","detail":"auto","image_url":$a}"#,
};

// So that what each provider weighs can be told.
#[inline(never)]
pub(super) fn read(value: &Value, out: &mut Collector) -> bool {
    let kind = text_at(value, &["type"]).unwrap_or_default();
    let place = count(value, &["output_index"]);
    let delta = text_at(value, &["delta"]).unwrap_or_default();
    match kind {
        "response.output_text.delta" => {
            out.mark(place);
            out.text(delta);
        }
        "response.refusal.delta" => {
            out.mark(place);
            out.refusal(delta);
        }
        "response.reasoning_text.delta" | "response.reasoning_summary_text.delta" => {
            out.mark(place);
            out.thinking(delta);
        }
        "response.function_call_arguments.delta" => {
            out.mark(place);
            out.tool_text(place, delta);
        }
        "response.output_item.added" => {
            let item = value.get("item").unwrap_or(&Value::Null);
            if text_at(item, &["type"]) == Some("function_call") {
                // Its arguments follow.
                out.tool(Call::New, place, text_at(item, &["call_id"]), item, "");
            }
        }
        // Gateways that do not stream send an item only when it is done.
        "response.output_item.done" if !out.marked(place) => {
            read_item(value.get("item").unwrap_or(&Value::Null), place, out);
        }
        "response.completed" | "response.incomplete" | "response.failed" | "response.cancelled" => {
            read_end(value.get("response").unwrap_or(&Value::Null), out);
        }
        "error" => out.fail(refusal::of_error_event(value)),
        "" if value.get("output").is_some() => {
            read_end(value, out);
        }
        _ => return kind.starts_with("response."),
    }
    true
}

/// A whole item.
fn read_item(item: &Value, place: Option<u64>, out: &mut Collector) {
    match text_at(item, &["type"]) {
        Some("message") => {
            for part in items(item, &["content"]) {
                out.text(text_at(part, &["text"]).unwrap_or_default());
                out.refusal(text_at(part, &["refusal"]).unwrap_or_default());
            }
        }
        Some("reasoning") => {
            for part in items(item, &["summary"]) {
                out.thinking(text_at(part, &["text"]).unwrap_or_default());
            }
        }
        Some("function_call") => {
            let id = text_at(item, &["call_id"]);
            out.tool(Call::Either, place, id, item, "arguments");
        }
        _ => {}
    }
}

/// The whole answer, with which a stream ends.
fn read_end(response: &Value, out: &mut Collector) {
    if out.is_empty() {
        for (item, place) in items(response, &["output"]).iter().zip(0..) {
            read_item(item, Some(place), out);
        }
    }
    if let Some(usage) = response.get("usage") {
        out.usage(Usage {
            input: count(usage, &["input_tokens"]),
            output: count(usage, &["output_tokens"]),
            cached_input: count(usage, &["input_tokens_details", "cached_tokens"]),
            // Some models say nought where writing to the cache costs nothing extra.
            cache_write: count(usage, &["input_tokens_details", "cache_write_tokens"])
                .filter(|tokens| *tokens > 0),
            reasoning: count(usage, &["output_tokens_details", "reasoning_tokens"]),
        });
    }
    let status = text_at(response, &["status"]).unwrap_or("completed");
    let word = text_at(response, &["incomplete_details", "reason"]).unwrap_or(status);
    out.ended(
        word,
        match word {
            "completed" => FinishKind::Stop,
            "content_filter" => FinishKind::ContentFilter,
            "failed" | "cancelled" => FinishKind::Error,
            _ => FinishKind::Length,
        },
    );
    if let Some(error) = refusal::of_value(response) {
        out.fail(error);
    }
    out.close();
}
