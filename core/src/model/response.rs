//! The body of a response: what it is, where its parts end, and when it is over. The same for every provider.

use super::dialect::Dialect;
use super::error::{ModelError, ModelErrorCode};
use super::halves::Halves;
use super::ndjson::LineDecoder;
use super::refusal;
use super::sse::{SseDecoder, SseEnd, SseEvent};
use super::stream::{Collector, ModelEvent, ModelOutcome};
use crate::document::Value;
use crate::engine::ModelFailure;
use crate::json;

/// Of the body of a refusal no more than this is kept.
const ERROR_BODY_LIMIT: usize = 64 << 10;
/// How much longer than an answer an event, a line or a plain body may be: an image of the largest kind, or every character escaped.
const EVENT_FACTOR: usize = 8;

/// Reads one response. What the body is (an event stream, JSON lines, plain JSON, something else) is seen by what really
/// comes, not by its headers: a status of 200 with a plain JSON error is an error, and a server that ignores `stream` is
/// understood.
#[derive(Clone, Debug)]
pub struct ResponseReader {
    dialect: Dialect,
    status: u16,
    headers: Vec<(String, String)>,
    body: Body,
    out: Collector,
    halves: Halves,
    /// At least one part of the stream was JSON
    understood: bool,
}

#[derive(Clone, Debug)]
enum Body {
    /// Nothing but blanks so far
    Unknown(Vec<u8>),
    Events(SseDecoder),
    Lines(LineDecoder),
    Plain(Vec<u8>),
}

impl ResponseReader {
    /// A reader for a response with this status and these headers.
    pub fn new(dialect: Dialect, status: u16, headers: &[(String, String)]) -> Self {
        Self {
            dialect,
            status,
            headers: headers.to_vec(),
            body: Body::Unknown(Vec::new()),
            out: Collector::default(),
            halves: Halves::default(),
            understood: false,
        }
    }

    /// The same for answers of up to so many bytes, where that is more than [`ANSWER_LIMIT`](super::ANSWER_LIMIT).
    pub fn allowing(mut self, bytes: usize) -> Self {
        self.out.allow(bytes);
        self
    }

    /// Takes the next bytes of the body, cut anywhere, and returns what they say.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<ModelEvent> {
        if !self.is_over() {
            self.take(bytes);
        }
        self.out.take_events()
    }

    fn take(&mut self, bytes: &[u8]) {
        let joined;
        let mut bytes = bytes;
        if let Body::Unknown(blanks) = &mut self.body {
            blanks.extend_from_slice(bytes);
            let Some(first) = first_letter(blanks) else {
                if blanks.len() > ERROR_BODY_LIMIT {
                    self.break_off(ModelErrorCode::NotAStream);
                }
                return;
            };
            joined = std::mem::take(blanks);
            bytes = match self.dialect {
                // Event streams and plain bodies are told of it.
                Dialect::Ollama => without_mark(&joined),
                _ => &joined,
            };
            self.body = match first {
                _ if !self.accepted() => Body::Plain(Vec::new()),
                b'{' if self.dialect == Dialect::Ollama => Body::Lines(LineDecoder::default()),
                b'{' | b'[' | b'<' => Body::Plain(Vec::new()),
                _ => Body::Events(SseDecoder::new()),
            };
        }
        let held = match &mut self.body {
            Body::Plain(body) if (200..300).contains(&self.status) => {
                body.extend_from_slice(bytes);
                body.len()
            }
            Body::Plain(body) => {
                let room = ERROR_BODY_LIMIT.saturating_sub(body.len());
                body.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
                if room <= bytes.len() {
                    // Whatever more it says, nobody waits for its end.
                    let body = std::mem::take(body);
                    self.read_plain(&body);
                    self.out.close();
                }
                0
            }
            Body::Events(decoder) => {
                let events = decoder.push(bytes);
                let held = decoder.buffered();
                for event in events {
                    self.read_event(&event);
                }
                held
            }
            Body::Lines(decoder) => {
                let mut decoder = std::mem::take(decoder);
                for line in decoder.push(bytes) {
                    self.read_line(&line);
                }
                let held = decoder.buffered();
                match &mut self.body {
                    Body::Plain(body) => body.extend(decoder.finish()),
                    body => *body = Body::Lines(decoder),
                }
                held
            }
            Body::Unknown(_) => 0,
        };
        if held > self.out.limit().saturating_mul(EVENT_FACTOR) {
            self.break_off(ModelErrorCode::AnswerTooLarge);
        }
    }

    /// Whether what is still to come cannot matter: the end marker or an error was read. The call may be cancelled.
    pub fn is_over(&self) -> bool {
        // A Responses stream says how it ended after it said why.
        self.out.is_closed() || (self.out.failed() && self.dialect != Dialect::OpenAiResponses)
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
                    self.out.fail(ModelError::new(ModelErrorCode::NotAStream));
                }
            }
            Body::Lines(decoder) => {
                // Its last line needs no end, unless it was cut.
                if let Some(value) = json::read(&decoder.finish()) {
                    self.read_value(&value);
                } else if !self.understood {
                    self.out.fail(ModelError::new(ModelErrorCode::NotAStream));
                }
            }
        }
        let ended = self.out.is_closed() || self.out.outcome().finish.is_some();
        self.out.finish(ended)
    }

    /// Ends a body that broke off. What was read before stays in the outcome.
    pub fn fail(mut self, failure: ModelFailure) -> (Vec<ModelEvent>, ModelOutcome) {
        // A refusal is what its status says, however little of it came.
        if !self.is_over() && !self.accepted() {
            let body = match std::mem::replace(&mut self.body, Body::Unknown(Vec::new())) {
                Body::Plain(body) => body,
                _ => Vec::new(),
            };
            self.read_plain(&body);
            self.out.close();
        }
        // After the provider's own last word only the token counts can be missing.
        if !self.out.is_closed() && self.out.outcome().finish.is_none() {
            self.out.fail(match failure {
                ModelFailure::Timeout if !matches!(self.body, Body::Unknown(_)) => {
                    ModelError::new(ModelErrorCode::Stalled)
                }
                // A server that has begun to answer can be reached, and allows this page.
                ModelFailure::Network if !matches!(self.body, Body::Unknown(_)) && self.accepted() => {
                    ModelError::new(ModelErrorCode::Truncated)
                }
                failure => failure.into(),
            });
        }
        self.out.finish(true)
    }

    fn accepted(&self) -> bool {
        (200..300).contains(&self.status)
    }

    fn break_off(&mut self, code: ModelErrorCode) {
        self.out.fail(ModelError::new(code));
        self.out.close();
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
            self.understood = true;
            return self.out.close();
        }
        let value = json::read(&self.halves.join(data.as_bytes()));
        if event.name == "error" {
            return self.out.fail(refusal::of_error_event(&value.unwrap_or_default()));
        }
        match value {
            Some(value) => _ = self.read_value(&value),
            // The text of the payload stays out of the error.
            None => self.out.fail(ModelError::new(ModelErrorCode::Malformed)),
        }
    }

    fn read_line(&mut self, line: &[u8]) {
        // What is no stream stays as it came: its blank lines may mean something.
        if let Body::Plain(body) = &mut self.body {
            body.extend_from_slice(line);
            return body.push(b'\n');
        }
        if self.is_over() || line.trim_ascii().is_empty() {
            return;
        }
        match json::read(&self.halves.join(line)) {
            Some(value) => _ = self.read_value(&value),
            None if self.understood => self.out.fail(ModelError::new(ModelErrorCode::Malformed)),
            // One value over several lines is no stream.
            None => self.body = Body::Plain([line, b"\n"].concat()),
        }
    }

    fn read_plain(&mut self, body: &[u8]) {
        let text = without_mark(body);
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
            let error = refusal::of_response(self.status, &self.headers, value.as_ref());
            return self.out.fail(error);
        }
        // A page, or JSON of somebody else, will not be another one the next time; a broken answer may be.
        let broken = value.is_none() && first_letter(text) != Some(b'<');
        let value = value.unwrap_or_default();
        // A stream of Gemini without `alt=sse` is one list.
        let understood = match value.as_array() {
            Some(values) if refusal::of_value(&value).is_none() => values
                .iter()
                .fold(false, |read, value| self.read_value(value) | read),
            _ => self.read_value(&value),
        };
        if !understood {
            self.out.fail(ModelError {
                retryable: broken,
                ..ModelError::new(ModelErrorCode::NotAStream)
            });
        }
    }

    /// `false`: it is neither an error nor of the provider.
    fn read_value(&mut self, value: &Value) -> bool {
        self.understood = true;
        if let Some(error) = refusal::of_value(value) {
            self.out.fail(error);
            return true;
        }
        self.dialect.read(value, &mut self.out)
    }
}

/// The first byte that is neither a blank nor part of a byte order mark.
fn first_letter(bytes: &[u8]) -> Option<u8> {
    without_mark(bytes)
        .iter()
        .copied()
        .find(|byte| !byte.is_ascii_whitespace() && !b"\xEF\xBB\xBF".contains(byte))
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}
