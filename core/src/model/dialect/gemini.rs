//! Google Gemini. Every chunk has the form of a whole answer; calls and images come whole.

use super::{Speech, When, at, count, items, text_at};
use crate::document::Value;
use crate::model::error::{ModelError, ModelErrorCode};
use crate::model::stream::{Call, Collector, FinishKind, Usage};

pub(super) const SPEECH: Speech = Speech {
    name: "gemini",
    otel_name: "gcp.gemini",
    base_url: "https://generativelanguage.googleapis.com/v1beta",
    root: "v1beta",
    path: "models/$m:streamGenerateContent",
    query: "alt=sse",
    credential: ("x-goog-api-key", ""),
    headers: &[],
    body: &[
        (
            When::Always,
            concat!(
                r#"{"contents":[{"role":"user","parts":[{"text":$u}$i]}],"#,
                r#""generationConfig":{"maxOutputTokens":$n"#
            ),
        ),
        (
            When::Structured,
            r#","responseMimeType":"application/json","responseJsonSchema":$j"#,
        ),
        (When::Drawn, r#","responseModalities":["TEXT","IMAGE"]"#),
        (When::DrawnIn, r#","imageConfig":{"aspectRatio":$r}"#),
        (When::Always, "}"),
        (When::System, r#","systemInstruction":{"parts":[{"text":$s}]}"#),
        (When::Always, "}"),
    ],
    image: r#",{"inlineData":{"mimeType":$t,"data":$d}}"#,
};

// So that what each provider weighs can be told.
#[inline(never)]
pub(super) fn read(value: &Value, out: &mut Collector) -> bool {
    // A running total: the last one counts.
    if let Some(usage) = value.get("usageMetadata") {
        out.usage(Usage {
            input: count(usage, &["promptTokenCount"]),
            output: count(usage, &["candidatesTokenCount"]),
            cached_input: count(usage, &["cachedContentTokenCount"]),
            cache_write: None,
            reasoning: count(usage, &["thoughtsTokenCount"]),
        });
    }
    if let Some(candidate) = items(value, &["candidates"]).first() {
        for part in items(candidate, &["content", "parts"]) {
            read_part(part, out);
        }
        if let Some(word) = text_at(candidate, &["finishReason"]) {
            out.ended(word, finish_kind(word));
        }
    }
    // A blocked prompt has no candidates at all.
    if let Some(reason) = text_at(value, &["promptFeedback", "blockReason"]) {
        let error = ModelError::new(ModelErrorCode::ContentFiltered);
        out.fail(error.said(Some("blocked".to_owned()), Some(reason)));
    }
    value.get("candidates").is_some() || value.get("promptFeedback").is_some()
}

fn read_part(part: &Value, out: &mut Collector) {
    if let Some(call) = part.get("functionCall") {
        out.tool(Call::New, None, text_at(call, &["id"]), call, "args");
        out.tool_done(None);
    }
    if let (Some(mime), Some(Value::String(data))) = (
        text_at(part, &["inlineData", "mimeType"]),
        at(part, &["inlineData", "data"]),
    ) {
        out.image(mime, data);
    }
    let text = text_at(part, &["text"]).unwrap_or_default();
    if part.get("thought").and_then(Value::as_bool) == Some(true) {
        out.thinking(text);
    } else {
        out.text(text);
    }
}

fn finish_kind(word: &str) -> FinishKind {
    match word {
        "STOP" => FinishKind::Stop,
        "MAX_TOKENS" => FinishKind::Length,
        "CONTINUATION" => FinishKind::Pause,
        "SAFETY"
        | "RECITATION"
        | "BLOCKLIST"
        | "PROHIBITED_CONTENT"
        | "SPII"
        | "IMAGE_SAFETY"
        | "IMAGE_PROHIBITED_CONTENT"
        | "IMAGE_RECITATION" => FinishKind::ContentFilter,
        "FINISH_REASON_UNSPECIFIED" => FinishKind::Stop,
        _ => FinishKind::Error,
    }
}
