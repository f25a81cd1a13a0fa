//! Models, sans I/O: what to send, how to read what comes back.
//!
//! One path for every provider: a [`ModelRequest`] is put into a provider's words as an
//! [`HttpRequest`](crate::engine::HttpRequest), the bytes of the response become [`ModelEvent`]s and one [`ModelOutcome`].
//! A provider is one module with options that build requests and a reader of responses; [`Provider`] is the list of them.

pub mod answer;
mod error;
pub mod offline;
pub mod openai_chat;
mod partial_json;
mod provider;
mod request;
pub mod retry;
pub mod sse;
mod stream;

pub use answer::{Answer, AnswerError, AnswerForm, AnswerReader, ReadOp};
pub use error::{ModelError, ModelErrorCode, Parameter};
pub use provider::{Provider, ResponseReader};
pub use request::ModelRequest;
pub use retry::{RetryDecision, decide as decide_retry};
pub use stream::{ANSWER_LIMIT, Collector, FinishKind, ModelEvent, ModelOutcome, ToolCall, Usage};
