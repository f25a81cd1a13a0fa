//! How a server of each kind says what a test wants it to say: as signs of a call, in the shapes of its vendor.

use bozzetto_core::engine::{ModelSignal, ProviderConfig};
use bozzetto_core::model::{Dialect, Provider};

use crate::chat::{OP, chunk, refused, started};

/// Speaks as a server of this kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speech(pub Dialect);

/// Why an answer ends, where its end is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    Done,
    TooLong,
    Filtered,
    Refused,
}

/// An event with a name.
fn event(name: &str, data: &str) -> String {
    format!("event: {name}\ndata: {data}\n\n")
}

/// An event without one.
fn data(data: &str) -> String {
    format!("data: {data}\n\n")
}

impl Speech {
    /// A kind that came later and has no words here yet.
    fn unknown(self) -> ! {
        panic!("nobody wrote down how {:?} speaks", self.0)
    }

    /// A provider that is such a server.
    pub fn provider(self) -> ProviderConfig {
        ProviderConfig::Http(Provider::new(self.0, "https://x.test/v1", "m"))
    }

    /// A piece of an answer's text, which stands in a JSON string as it is.
    pub fn said(self, text: &str) -> ModelSignal {
        chunk(&match self.0 {
            Dialect::OpenAiChat => data(&format!(
                r#"{{"choices":[{{"index":0,"delta":{{"content":"{text}"}}}}]}}"#
            )),
            Dialect::OpenAiResponses => event(
                "response.output_text.delta",
                &format!(
                    r#"{{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"{text}"}}"#
                ),
            ),
            Dialect::Anthropic => event(
                "content_block_delta",
                &format!(
                    r#"{{"type":"content_block_delta","index":0,"delta":{{"type":"text_delta","text":"{text}"}}}}"#
                ),
            ),
            Dialect::Gemini => data(&format!(
                r#"{{"candidates":[{{"content":{{"role":"model","parts":[{{"text":"{text}"}}]}},"index":0}}]}}"#
            )),
            Dialect::Ollama => format!(
                "{{\"model\":\"m\",\"message\":{{\"role\":\"assistant\",\"content\":\"{text}\"}},\"done\":false}}\n"
            ),
            _ => self.unknown(),
        })
    }

    /// The end of an answer; `None`: such a server has no word for this one.
    pub fn ended(self, end: End) -> Option<ModelSignal> {
        let text = match self.0 {
            Dialect::OpenAiChat => {
                let word = match end {
                    End::Done => "stop",
                    End::TooLong => "length",
                    End::Filtered => "content_filter",
                    End::Refused => "refusal",
                };
                let last = format!(r#"{{"choices":[{{"index":0,"delta":{{}},"finish_reason":"{word}"}}]}}"#);
                data(&last) + &data("[DONE]")
            }
            Dialect::OpenAiResponses => {
                let incomplete = |why: &str| {
                    let response = format!(
                        r#"{{"type":"response.incomplete","response":{{"status":"incomplete","incomplete_details":{{"reason":"{why}"}}}}}}"#
                    );
                    event("response.incomplete", &response)
                };
                let refusal =
                    r#"{"type":"response.refusal.delta","output_index":0,"content_index":0,"delta":"No."}"#;
                let completed = event(
                    "response.completed",
                    r#"{"type":"response.completed","response":{"status":"completed","error":null}}"#,
                );
                match end {
                    End::Done => completed,
                    End::TooLong => incomplete("max_output_tokens"),
                    End::Filtered => incomplete("content_filter"),
                    End::Refused => event("response.refusal.delta", refusal) + &completed,
                }
            }
            Dialect::Anthropic => {
                let word = match end {
                    End::Done => "end_turn",
                    End::TooLong => "max_tokens",
                    End::Filtered => return None,
                    End::Refused => "refusal",
                };
                let delta = format!(
                    r#"{{"type":"message_delta","delta":{{"stop_reason":"{word}","stop_sequence":null}}}}"#
                );
                event("message_delta", &delta) + &event("message_stop", r#"{"type":"message_stop"}"#)
            }
            Dialect::Gemini => {
                let word = match end {
                    End::Done => "STOP",
                    End::TooLong => "MAX_TOKENS",
                    End::Filtered => "SAFETY",
                    End::Refused => return None,
                };
                data(&format!(
                    r#"{{"candidates":[{{"finishReason":"{word}","index":0}}]}}"#
                ))
            }
            Dialect::Ollama => {
                let word = match end {
                    End::Done => "stop",
                    End::TooLong => "length",
                    End::Filtered | End::Refused => return None,
                };
                format!(
                    "{{\"model\":\"m\",\"message\":{{\"role\":\"assistant\",\"content\":\"\"}},\"done\":true,\"done_reason\":\"{word}\"}}\n"
                )
            }
            _ => self.unknown(),
        };
        Some(chunk(&text))
    }

    /// The signs of an answer that goes on.
    pub fn events(self, signals: impl IntoIterator<Item = ModelSignal>) -> Vec<ModelSignal> {
        let kind = match self.0 {
            Dialect::Ollama => "application/x-ndjson",
            _ => "text/event-stream",
        };
        let opening = match self.0 {
            Dialect::OpenAiResponses => event(
                "response.created",
                r#"{"type":"response.created","response":{"status":"in_progress"}}"#,
            ),
            Dialect::Anthropic => event(
                "message_start",
                r#"{"type":"message_start","message":{"type":"message","role":"assistant","model":"m","content":[],"stop_reason":null}}"#,
            ),
            _ => String::new(),
        };
        let start = [started(200, &[("content-type", kind)])];
        let opening = (!opening.is_empty()).then(|| chunk(&opening));
        start.into_iter().chain(opening).chain(signals).collect()
    }

    /// The same, and the response ends there.
    pub fn whole(self, signals: impl IntoIterator<Item = ModelSignal>) -> Vec<ModelSignal> {
        let mut signals = self.events(signals);
        signals.push(ModelSignal::Finished);
        signals
    }

    /// A whole answer in these words.
    pub fn answered(self, text: &str) -> Vec<ModelSignal> {
        self.whole([self.said(text)].into_iter().chain(self.ended(End::Done)))
    }

    /// An answer that says ciao, in three pieces.
    pub fn good(self) -> Vec<ModelSignal> {
        let pieces = [r#"{\"ops\":["#, OP, r#"],\"question\":null,\"summary\":\"s\"}"#];
        let pieces = pieces.map(|piece| self.said(piece));
        self.whole(pieces.into_iter().chain(self.ended(End::Done)))
    }

    /// An error in the middle of an answer, and the code that it stands for.
    pub fn fails(self) -> (ModelSignal, &'static str) {
        let (text, code) = match self.0 {
            Dialect::OpenAiChat => (
                data(r#"{"error":{"message":"m","type":"overloaded_error"}}"#),
                "model.overloaded",
            ),
            Dialect::OpenAiResponses => (
                event(
                    "error",
                    r#"{"type":"error","code":"server_error","message":"m","param":null}"#,
                ),
                "model.server-error",
            ),
            Dialect::Anthropic => (
                event(
                    "error",
                    r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
                ),
                "model.overloaded",
            ),
            Dialect::Gemini => (
                data(r#"{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}"#),
                "model.overloaded",
            ),
            Dialect::Ollama => (
                "{\"error\":\"model runner has unexpectedly stopped\"}\n".to_owned(),
                "model.server-error",
            ),
            _ => self.unknown(),
        };
        (chunk(&text), code)
    }

    /// An event that breaks off, and one behind it.
    pub fn garbage(self) -> ModelSignal {
        chunk(match self.0 {
            Dialect::OpenAiChat => "data: {\"cho\n\n",
            Dialect::OpenAiResponses => "event: response.output_text.delta\ndata: {\"type\":\"resp\n\n",
            Dialect::Anthropic => "event: content_block_delta\ndata: {\"type\":\"cont\n\n",
            Dialect::Gemini => "data: {\"cand\n\n",
            Dialect::Ollama => "{\"model\":\"m\",\"mess\n",
            _ => self.unknown(),
        })
    }

    /// The body of a refusal that its status says all about.
    pub fn error(self, status: u16) -> String {
        match self.0 {
            Dialect::OpenAiChat | Dialect::OpenAiResponses => {
                r#"{"error":{"message":"m","type":"t","code":null}}"#.to_owned()
            }
            Dialect::Anthropic => {
                r#"{"type":"error","error":{"type":"t","message":"m"},"request_id":"req_1"}"#.to_owned()
            }
            Dialect::Gemini => format!(r#"{{"error":{{"code":{status},"message":"m","status":"T"}}}}"#),
            Dialect::Ollama => r#"{"error":"m"}"#.to_owned(),
            _ => self.unknown(),
        }
    }

    /// How an account without credit is refused.
    pub fn no_credit(self) -> (u16, &'static str) {
        match self.0 {
            Dialect::OpenAiChat | Dialect::OpenAiResponses => (
                429,
                r#"{"error":{"message":"m","type":"insufficient_quota","code":"insufficient_quota"}}"#,
            ),
            Dialect::Anthropic => (
                400,
                r#"{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the API."}}"#,
            ),
            Dialect::Gemini => (
                403,
                r#"{"error":{"code":403,"message":"m","status":"PERMISSION_DENIED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"BILLING_DISABLED"}]}}"#,
            ),
            Dialect::Ollama => (402, r#"{"error":"insufficient balance"}"#),
            _ => self.unknown(),
        }
    }

    /// How the form that answers shall have is refused.
    pub fn no_such_parameter(self) -> Vec<ModelSignal> {
        refused(
            400,
            match self.0 {
                Dialect::OpenAiChat => {
                    r#"{"error":{"message":"Unsupported parameter: 'response_format' is not supported with this model.","type":"invalid_request_error","param":"response_format","code":"unsupported_parameter"}}"#
                }
                Dialect::OpenAiResponses => {
                    r#"{"error":{"message":"Unsupported parameter: 'text.format' is not supported with this model.","type":"invalid_request_error","param":"text.format","code":"unsupported_parameter"}}"#
                }
                Dialect::Anthropic => {
                    r#"{"type":"error","error":{"type":"invalid_request_error","message":"output_config: Extra inputs are not permitted"}}"#
                }
                Dialect::Gemini => {
                    r#"{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"responseJsonSchema\" at 'generation_config': Cannot find field.","status":"INVALID_ARGUMENT"}}"#
                }
                Dialect::Ollama => r#"{"error":"the model does not support format"}"#,
                _ => self.unknown(),
            },
        )
    }
}
