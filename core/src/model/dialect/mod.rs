//! The wire formats of providers. Each is a table of what is sent and one function that reads a JSON value of an answer;
//! framing, errors, limits and bookkeeping are the same for all and live elsewhere.

mod anthropic;
mod gemini;
mod ollama;
mod openai_chat;
mod openai_responses;

use super::error::Parameter;
use super::stream::Collector;
use crate::document::Value;

/// A wire format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// OpenAI Chat Completions, or any server compatible with it
    OpenAiChat,
    /// OpenAI Responses
    OpenAiResponses,
    /// Anthropic Messages
    Anthropic,
    /// Google Gemini, `streamGenerateContent`
    Gemini,
    /// Ollama, `/api/chat`
    Ollama,
}

/// What there is to know about a wire format, but for the reading.
pub(super) struct Speech {
    /// As versions name the provider, and as the OpenTelemetry conventions do
    pub(super) name: &'static str,
    pub(super) otel_name: &'static str,
    /// The address of the vendor's own server
    pub(super) base_url: &'static str,
    /// What a base address without any path gets, then the path and the query of the method; `$m` is the model
    pub(super) root: &'static str,
    pub(super) path: &'static str,
    pub(super) query: &'static str,
    /// Header and prefix of the key
    pub(super) credential: (&'static str, &'static str),
    /// More headers that every request has
    pub(super) headers: &'static [(&'static str, &'static str)],
    /// The body in pieces: `$m` the model, `$s` and `$u` the words of system and user, `$i` the images, `$n` the limit of the
    /// answer, `$c` the room that prompt and answer need, `$j` the schema, `$r` the form of the picture wanted, `$k` the key of the cache
    pub(super) body: &'static [(When, &'static str)],
    /// One image: `$t` its type, `$d` its bytes in base64, `$a` both as an address
    pub(super) image: &'static str,
}

/// When a piece of a body is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Always,
    /// A schema is to be forced, and the server was not found to refuse that
    Structured,
    /// The server was not found to refuse this
    Takes(Parameter),
    /// It was
    Refuses(Parameter),
    /// There is something to say that stays the same from call to call
    System,
    /// There are images to see
    Images,
    /// There are none
    NoImages,
    /// A picture is wanted
    Drawn,
    /// A picture of a certain form is wanted
    DrawnIn,
}

impl Dialect {
    /// All of them, for tables and tests.
    pub const ALL: [Self; 5] = [
        Self::OpenAiChat,
        Self::OpenAiResponses,
        Self::Anthropic,
        Self::Gemini,
        Self::Ollama,
    ];

    /// As versions name the provider.
    pub fn name(self) -> &'static str {
        self.speech().name
    }

    /// The value of `gen_ai.provider.name` in the OpenTelemetry conventions.
    pub fn otel_name(self) -> &'static str {
        self.speech().otel_name
    }

    /// How many tokens of its models come to a hundred of [`estimate_tokens`](crate::context::estimate_tokens), which is held against
    /// OpenAI's tokenizer. For others: on prompts of ours Llama's tokenizer counts 0.98 to 1.01 times as much as OpenAI's, Qwen's 1.03 in the
    /// median, Gemma's (of one family with Gemini's) 1.09, Anthropic's about 1.18 at prose and 1.3 at ids; on the safe side, so that budgets hold.
    pub fn token_weight(self) -> u32 {
        match self {
            Self::OpenAiChat | Self::OpenAiResponses => 100,
            Self::Gemini => 110,
            Self::Ollama => 105,
            Self::Anthropic => 130,
        }
    }

    /// The address of the vendor's own server.
    pub fn default_base_url(self) -> &'static str {
        self.speech().base_url
    }

    pub(super) fn speech(self) -> &'static Speech {
        match self {
            Self::OpenAiChat => &openai_chat::SPEECH,
            Self::OpenAiResponses => &openai_responses::SPEECH,
            Self::Anthropic => &anthropic::SPEECH,
            Self::Gemini => &gemini::SPEECH,
            Self::Ollama => &ollama::SPEECH,
        }
    }

    /// Reads a JSON value of an answer: an event or a line of a stream, or the whole of one that is not streamed.
    /// `false`: it is no part of an answer of this format.
    pub(super) fn read(self, value: &Value, out: &mut Collector) -> bool {
        read_names(value, out);
        match self {
            Self::OpenAiChat => openai_chat::read(value, out),
            Self::OpenAiResponses => openai_responses::read(value, out),
            Self::Anthropic => anthropic::read(value, out),
            Self::Gemini => gemini::read(value, out),
            Self::Ollama => ollama::read(value, out),
        }
    }
}

/// Which model answered and what the server calls the answer, where all vendors say it: at the top, or in what an event is about.
fn read_names(value: &Value, out: &mut Collector) {
    if out.is_named() {
        return;
    }
    for about in [value.get("response"), value.get("message"), Some(value)]
        .into_iter()
        .flatten()
    {
        // Some have an event without any of it before the first.
        let text = |names: [&str; 2]| {
            let found = names.into_iter().find_map(|name| text_at(about, &[name]));
            found.filter(|name| !name.is_empty())
        };
        if let Some(model) = text(["model", "modelVersion"]) {
            return out.name(model, text(["id", "responseId"]));
        }
    }
}

/// The text at a path of field names.
fn text_at<'a>(value: &'a Value, path: &[&str]) -> Option<&'a str> {
    at(value, path)?.as_str()
}

fn at<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, name| value.get(name))
}

/// The items of the list at a path; none where there is no list.
fn items<'a>(value: &'a Value, path: &[&str]) -> &'a [Value] {
    at(value, path).and_then(Value::as_array).unwrap_or_default()
}

/// The whole number at a path.
fn count(value: &Value, path: &[&str]) -> Option<u64> {
    u64::try_from(at(value, path)?.as_i64()?).ok()
}
