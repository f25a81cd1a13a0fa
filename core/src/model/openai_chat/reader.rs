use super::errors;
use crate::document::Value;
use crate::engine::ModelFailure;
use crate::json;
use crate::model::error::{ModelError, ModelErrorCode};
use crate::model::sse::{SseDecoder, SseEnd, SseEvent};
use crate::model::stream::{ANSWER_LIMIT, Collector, FinishKind, ModelEvent, ModelOutcome, Usage};

/// Of the body of a refusal no more than this is kept.
const ERROR_BODY_LIMIT: usize = 64 << 10;
/// More tool calls than this are not read.
const TOOL_CALL_LIMIT: usize = 128;
/// The longest event or plain body: the largest answer with every character escaped, and its envelope.
const EVENT_LIMIT: usize = 4 * ANSWER_LIMIT;

/// Reads one response. What the body is (an event stream, plain JSON, something else) is seen by what really comes, not by
/// its headers: a status of 200 with a plain JSON error is an error, and a server that ignores `stream` is understood.
#[derive(Clone, Debug)]
pub struct ChatReader {
    status: u16,
    headers: Vec<(String, String)>,
    body: Body,
    collector: Collector,
    /// `[DONE]` was seen: what follows does not count
    done: bool,
    /// At least one event of the stream was JSON
    understood: bool,
    /// Index and id of the tool calls as the server gave them
    tools: Vec<(Option<u64>, Option<String>)>,
}

#[derive(Clone, Debug)]
enum Body {
    /// Nothing but blanks so far
    Unknown(Vec<u8>),
    Events(SseDecoder),
    Plain(Vec<u8>),
}

impl ChatReader {
    /// A reader for a response with this status and these headers.
    pub fn new(status: u16, headers: &[(String, String)]) -> Self {
        Self {
            status,
            headers: headers.to_vec(),
            body: Body::Unknown(Vec::new()),
            collector: Collector::default(),
            done: false,
            understood: false,
            tools: Vec::new(),
        }
    }

    /// Takes the next bytes of the body, cut anywhere, and returns what they say.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<ModelEvent> {
        if self.is_over() {
            return Vec::new();
        }
        let joined;
        let mut bytes = bytes;
        if let Body::Unknown(blanks) = &mut self.body {
            blanks.extend_from_slice(bytes);
            let Some(first) = first_letter(blanks) else {
                if blanks.len() > ERROR_BODY_LIMIT {
                    self.collector.fail(ModelError::new(ModelErrorCode::NotAStream));
                }
                return Vec::new();
            };
            joined = std::mem::take(blanks);
            bytes = &joined;
            self.body = if !self.accepted() || matches!(first, b'{' | b'[' | b'<') {
                Body::Plain(Vec::new())
            } else {
                Body::Events(SseDecoder::new())
            };
        }
        match &mut self.body {
            Body::Plain(body) => {
                let limit = if (200..300).contains(&self.status) {
                    EVENT_LIMIT
                } else {
                    ERROR_BODY_LIMIT
                };
                let room = limit.saturating_sub(body.len());
                body.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
                if bytes.len() > room && self.accepted() {
                    self.collector
                        .fail(ModelError::new(ModelErrorCode::AnswerTooLarge));
                }
            }
            Body::Events(decoder) => {
                let events = decoder.push(bytes);
                let held = decoder.buffered();
                for event in events {
                    self.read_event(&event);
                }
                if held > EVENT_LIMIT {
                    self.collector
                        .fail(ModelError::new(ModelErrorCode::AnswerTooLarge));
                }
            }
            Body::Unknown(_) => {}
        }
        self.collector.take_events()
    }

    /// Whether what is still to come cannot matter: the end marker or an error was read. The call may be cancelled.
    pub fn is_over(&self) -> bool {
        self.done || self.collector.failed()
    }

    /// Ends the body. The events are those that its last bytes complete.
    pub fn finish(mut self) -> (Vec<ModelEvent>, ModelOutcome) {
        match std::mem::replace(&mut self.body, Body::Unknown(Vec::new())) {
            _ if self.is_over() => {}
            Body::Plain(body) => self.read_plain(&body),
            Body::Unknown(_) if !self.accepted() => self.read_plain(b""),
            Body::Unknown(_) => {}
            Body::Events(decoder) => {
                match decoder.finish() {
                    SseEnd::Clean => {}
                    SseEnd::Unterminated(event) => self.read_event(&event),
                    SseEnd::Cut(event) if event.data.trim() == "[DONE]" => self.read_event(&event),
                    SseEnd::Cut(_) => self.understood |= self.claims_events(),
                }
                if !self.understood && !self.claims_events() {
                    self.collector.fail(ModelError::new(ModelErrorCode::NotAStream));
                }
            }
        }
        let ended = self.done || self.collector.outcome().finish.is_some();
        self.collector.finish(ended)
    }

    /// Ends a body that broke off. What was read before stays in the outcome.
    pub fn fail(mut self, failure: ModelFailure) -> (Vec<ModelEvent>, ModelOutcome) {
        let outcome = self.collector.outcome();
        // After the provider's own last word only the token counts can be missing.
        if !self.done && outcome.finish.is_none() {
            self.collector.fail(failure.into());
        }
        self.collector.finish(true)
    }

    fn accepted(&self) -> bool {
        (200..300).contains(&self.status)
    }

    fn claims_events(&self) -> bool {
        self.headers
            .iter()
            .any(|(name, value)| name.eq_ignore_ascii_case("content-type") && value.contains("event-stream"))
    }

    fn read_event(&mut self, event: &SseEvent) {
        let data = event.data.trim();
        if self.is_over() || data.is_empty() {
            return;
        }
        if data == "[DONE]" {
            self.done = true;
            self.understood = true;
            return;
        }
        let value = json::read(data.as_bytes());
        if event.name == "error" {
            let value = value.unwrap_or_default();
            self.collector.fail(errors::of_error_event(&value));
            return;
        }
        match value {
            Some(value) => {
                self.understood = true;
                self.read_value(&value, "delta");
            }
            // The text of the payload stays out of the error.
            None => self.collector.fail(ModelError::new(ModelErrorCode::Malformed)),
        }
    }

    fn read_plain(&mut self, body: &[u8]) {
        let text = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
        let value = json::read(text).or_else(|| {
            // A refusal may be dressed as a stream.
            let mut decoder = SseDecoder::new();
            let mut events = decoder.push(text);
            if let SseEnd::Unterminated(event) = decoder.finish() {
                events.push(event);
            }
            events.iter().find_map(|event| json::read(event.data.as_bytes()))
        });
        if !self.accepted() {
            let error = errors::of_response(self.status, &self.headers, value.as_ref());
            self.collector.fail(error);
            return;
        }
        match value {
            Some(value) if errors::of_value(&value).is_some() || value.get("choices").is_some() => {
                self.read_value(&value, "message");
            }
            _ => self.collector.fail(ModelError::new(ModelErrorCode::NotAStream)),
        }
    }

    /// Reads a chunk (`part` is `delta`) or a completion that was not streamed (`message`).
    fn read_value(&mut self, value: &Value, part: &str) {
        if let Some(error) = errors::of_value(value) {
            self.collector.fail(error);
            return;
        }
        if let Some(usage) = value.get("usage").filter(|usage| usage.as_object().is_some()) {
            self.collector.emit(ModelEvent::Usage(read_usage(usage)));
        }
        let choices = value.get("choices").and_then(Value::as_array);
        let first = |choice: &&Value| choice.get("index").and_then(Value::as_f64).unwrap_or(0.0) == 0.0;
        let Some(choice) = choices.and_then(|choices| choices.iter().find(first)) else {
            return;
        };
        if let Some(delta) = choice.get(part).or_else(|| choice.get("message")) {
            self.read_delta(delta);
        }
        if let Some(word) = choice.get("finish_reason").and_then(Value::as_str) {
            self.collector.emit(ModelEvent::Finish {
                word: word.to_owned(),
                kind: finish_kind(word),
            });
        }
    }

    fn read_delta(&mut self, delta: &Value) {
        for name in ["reasoning_content", "reasoning"] {
            if let Some(text) = delta.get(name).and_then(Value::as_str) {
                self.collector.emit(ModelEvent::Thinking(text.to_owned()));
                break;
            }
        }
        match delta.get("content") {
            Some(Value::String(text)) => self.collector.emit(ModelEvent::TextDelta(text.as_ref().into())),
            // Parts, as some servers send them
            Some(Value::Array(parts)) => {
                for text in parts.items().iter().filter_map(|part| part.get("text")?.as_str()) {
                    self.collector.emit(ModelEvent::TextDelta(text.to_owned()));
                }
            }
            _ => {}
        }
        if let Some(text) = delta.get("refusal").and_then(Value::as_str) {
            self.collector.emit(ModelEvent::Refusal(text.to_owned()));
        }
        for call in delta
            .get("tool_calls")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            self.read_tool_call(call);
        }
        if let Some(call) = delta
            .get("function_call")
            .filter(|call| call.as_object().is_some())
        {
            self.emit_tool_call(0, None, call);
        }
    }

    fn read_tool_call(&mut self, call: &Value) {
        let id = call.get("id").and_then(Value::as_str).filter(|id| !id.is_empty());
        let index = call.get("index").and_then(count);
        // Some servers leave the index out: then a new id begins a new call. Some do not start it at 0.
        let known = match (index, id) {
            (Some(index), _) => self.tools.iter().position(|tool| tool.0 == Some(index)),
            (None, Some(id)) => self.tools.iter().position(|tool| tool.1.as_deref() == Some(id)),
            (None, None) => self.tools.len().checked_sub(1),
        };
        let position = known.unwrap_or(self.tools.len());
        if position >= TOOL_CALL_LIMIT {
            return;
        }
        if known.is_none() {
            self.tools.push((index, id.map(str::to_owned)));
        }
        self.emit_tool_call(position, id, call.get("function").unwrap_or(&Value::Null));
    }

    fn emit_tool_call(&mut self, index: usize, id: Option<&str>, function: &Value) {
        let arguments = match function.get("arguments") {
            Some(Value::String(text)) => text.as_ref().into(),
            Some(object @ Value::Object(_)) => object.to_json(),
            _ => String::new(),
        };
        self.collector.emit(ModelEvent::ToolCallDelta {
            index,
            id: id.map(str::to_owned),
            name: function
                .get("name")
                .and_then(Value::as_str)
                .filter(|name| !name.is_empty())
                .map(str::to_owned),
            arguments,
        });
    }
}

/// The first byte that is neither a blank nor part of a byte order mark.
fn first_letter(bytes: &[u8]) -> Option<u8> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    bytes
        .iter()
        .copied()
        .find(|byte| !byte.is_ascii_whitespace() && !b"\xEF\xBB\xBF".contains(byte))
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

fn count(value: &Value) -> Option<u64> {
    u64::try_from(value.as_i64()?).ok()
}

fn read_usage(usage: &Value) -> Usage {
    let whole = |name: &str| usage.get(name).and_then(count);
    let part = |group: &str, name: &str| usage.get(group)?.get(name).and_then(count);
    Usage {
        input: whole("prompt_tokens"),
        output: whole("completion_tokens"),
        cached_input: part("prompt_tokens_details", "cached_tokens"),
        cache_write: part("prompt_tokens_details", "cache_write_tokens"),
        reasoning: part("completion_tokens_details", "reasoning_tokens"),
    }
}
