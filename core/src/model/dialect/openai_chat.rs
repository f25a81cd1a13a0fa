//! OpenAI Chat Completions, and the many servers that speak the same.

use super::{Speech, When, count, items, text_at};
use crate::document::Value;
use crate::model::error::Parameter;
use crate::model::stream::{Call, Collector, FinishKind, Usage};

pub(super) const SPEECH: Speech = Speech {
    name: "openai-compatible",
    otel_name: "openai",
    base_url: "",
    root: "v1",
    path: "chat/completions",
    query: "",
    credential: ("authorization", "Bearer "),
    headers: &[],
    body: &[
        (When::Always, r#"{"model":$m,"messages":[{"role":""#),
        (
            When::Takes(Parameter::SystemRole),
            r#"system","content":$s},{"role":""#,
        ),
        // Some models know no such role: both speak as one.
        (When::Always, r#"user","content":"#),
        // Some compatible servers take nothing but a text.
        (When::NoImages, "$u"),
        (When::Images, r#"[{"type":"text","text":$u}$i]"#),
        (When::Always, r#"}],"stream":true"#),
        (
            When::Takes(Parameter::StreamOptions),
            r#","stream_options":{"include_usage":true}"#,
        ),
        (
            When::Takes(Parameter::MaxCompletionTokens),
            r#","max_completion_tokens":$n"#,
        ),
        (
            When::Refuses(Parameter::MaxCompletionTokens),
            r#","max_tokens":$n"#,
        ),
        (
            When::Structured,
            r#","response_format":{"type":"json_schema","json_schema":{"name":"edit","strict":true,"schema":$j}}"#,
        ),
        (When::Always, "}"),
    ],
    image: r#",{"type":"image_url","image_url":{"url":$a}}"#,
};

/// Reads a chunk, or a completion that was not streamed.
// So that what each provider weighs can be told.
#[inline(never)]
pub(super) fn read(value: &Value, out: &mut Collector) -> bool {
    if let Some(usage) = value.get("usage").filter(|usage| usage.as_object().is_some()) {
        out.usage(Usage {
            input: count(usage, &["prompt_tokens"]),
            output: count(usage, &["completion_tokens"]),
            cached_input: count(usage, &["prompt_tokens_details", "cached_tokens"]),
            // Some models say nought where writing to the cache costs nothing extra.
            cache_write: count(usage, &["prompt_tokens_details", "cache_write_tokens"])
                .filter(|tokens| *tokens > 0),
            reasoning: count(usage, &["completion_tokens_details", "reasoning_tokens"]),
        });
    }
    let first = |choice: &&Value| choice.get("index").and_then(Value::as_f64).unwrap_or(0.0) == 0.0;
    if let Some(choice) = items(value, &["choices"]).iter().find(first) {
        if let Some(delta) = choice.get("delta").or_else(|| choice.get("message")) {
            read_delta(delta, out);
        }
        if let Some(word) = text_at(choice, &["finish_reason"]) {
            out.ended(word, finish_kind(word));
        }
    }
    value.get("choices").is_some()
}

fn read_delta(delta: &Value, out: &mut Collector) {
    let thoughts = ["reasoning_content", "reasoning"];
    if let Some(text) = thoughts.iter().find_map(|name| text_at(delta, &[name])) {
        out.thinking(text);
    }
    out.text(text_at(delta, &["content"]).unwrap_or_default());
    // Parts, as some servers send them
    for part in items(delta, &["content"]) {
        out.text(text_at(part, &["text"]).unwrap_or_default());
    }
    out.refusal(text_at(delta, &["refusal"]).unwrap_or_default());
    for call in items(delta, &["tool_calls"]) {
        let function = call.get("function").unwrap_or(&Value::Null);
        // Some servers leave the index out: then a new id begins a new call. Some do not start it at 0.
        let index = count(call, &["index"]);
        out.tool(Call::Either, index, text_at(call, &["id"]), function, "arguments");
    }
    if let Some(call) = delta
        .get("function_call")
        .filter(|call| call.as_object().is_some())
    {
        out.tool(Call::Either, Some(0), None, call, "arguments");
    }
}

fn finish_kind(word: &str) -> FinishKind {
    match word {
        "length" | "max_tokens" | "model_length" => FinishKind::Length,
        "tool_calls" | "function_call" => FinishKind::ToolCalls,
        "content_filter" => FinishKind::ContentFilter,
        "refusal" => FinishKind::Refusal,
        "error" | "insufficient_system_resource" => FinishKind::Error,
        _ => FinishKind::Stop,
    }
}
