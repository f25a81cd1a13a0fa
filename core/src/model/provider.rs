//! The list of HTTP providers: the one place that a new one is added to.

use super::error::{ModelError, Parameter};
use super::openai_chat::{ChatOptions, ChatReader};
use super::request::ModelRequest;
use super::stream::{ModelEvent, ModelOutcome};
use crate::engine::{HttpRequest, ModelFailure};

/// Who answers over HTTP, and how to talk to it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Provider {
    /// OpenAI chat completions or a server compatible with it
    OpenAiChat(ChatOptions),
}

impl Provider {
    /// As versions name it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::OpenAiChat(_) => "openai-compatible",
        }
    }

    /// Puts a request into the provider's words.
    ///
    /// # Errors
    /// [`BadUrl`](super::ModelErrorCode::BadUrl)
    pub fn request(&self, request: &ModelRequest<'_>) -> Result<HttpRequest, ModelError> {
        match self {
            Self::OpenAiChat(options) => options.request(request),
        }
    }

    /// A reader for the response with this status and these headers.
    pub fn reader(&self, status: u16, headers: &[(String, String)]) -> ResponseReader {
        match self {
            Self::OpenAiChat(_) => ResponseReader::OpenAiChat(Box::new(ChatReader::new(status, headers))),
        }
    }

    /// The same provider asked without what it refused; `None` if that was left out already.
    pub fn without(&self, refused: Parameter) -> Option<Self> {
        match self {
            Self::OpenAiChat(options) => options.without(refused).map(Self::OpenAiChat),
        }
    }

    /// Whether it is asked to force the answer into the schema.
    pub fn structured(&self) -> bool {
        match self {
            Self::OpenAiChat(options) => options.response_format,
        }
    }
}

/// Reads one response of a [`Provider`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ResponseReader {
    /// See [`ChatReader`]
    OpenAiChat(Box<ChatReader>),
}

impl ResponseReader {
    /// Takes the next bytes, cut anywhere.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<ModelEvent> {
        match self {
            Self::OpenAiChat(reader) => reader.push(bytes),
        }
    }

    /// Whether what is still to come cannot matter.
    pub fn is_over(&self) -> bool {
        match self {
            Self::OpenAiChat(reader) => reader.is_over(),
        }
    }

    /// Ends the body.
    pub fn finish(self) -> (Vec<ModelEvent>, ModelOutcome) {
        match self {
            Self::OpenAiChat(reader) => reader.finish(),
        }
    }

    /// Ends a body that broke off.
    pub fn fail(self, failure: ModelFailure) -> (Vec<ModelEvent>, ModelOutcome) {
        match self {
            Self::OpenAiChat(reader) => reader.fail(failure),
        }
    }
}
