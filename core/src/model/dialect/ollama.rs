//! Ollama: one JSON object per line.

use super::{Speech, When, count, items, text_at};
use crate::document::Value;
use crate::model::stream::{Call, Collector, FinishKind, Usage};

pub(super) const SPEECH: Speech = Speech {
    name: "ollama",
    otel_name: "ollama",
    base_url: "http://localhost:11434/api",
    root: "api",
    path: "chat",
    query: "",
    credential: ("authorization", "Bearer "),
    headers: &[],
    body: &[
        (
            When::Always,
            r#"{"model":$m,"messages":[{"role":"system","content":$s},{"role":"user","content":$u"#,
        ),
        (When::Images, r#","images":[$i]"#),
        (
            When::Always,
            r#"}],"stream":true,"options":{"temperature":0,"num_predict":$n,"num_ctx":$c}"#,
        ),
        (When::Structured, r#","format":$j"#),
        (When::Always, "}"),
    ],
    image: ",$d",
};

// So that what each provider weighs can be told.
#[inline(never)]
pub(super) fn read(value: &Value, out: &mut Collector) -> bool {
    if let Some(message) = value.get("message") {
        out.thinking(text_at(message, &["thinking"]).unwrap_or_default());
        out.text(text_at(message, &["content"]).unwrap_or_default());
        // Calls come whole.
        for call in items(message, &["tool_calls"]) {
            let function = call.get("function").unwrap_or(&Value::Null);
            out.tool(Call::New, None, text_at(call, &["id"]), function, "arguments");
        }
    }
    if value.get("done").and_then(Value::as_bool) == Some(true) {
        out.usage(Usage {
            input: count(value, &["prompt_eval_count"]),
            output: count(value, &["eval_count"]),
            ..Usage::default()
        });
        let word = text_at(value, &["done_reason"]).unwrap_or("stop");
        let kind = if word == "length" {
            FinishKind::Length
        } else {
            FinishKind::Stop
        };
        out.ended(word, kind);
        out.close();
    }
    value.get("message").is_some() || value.get("done").is_some()
}
