//! Models, sans I/O: what to send, how to read what comes back.
//!
//! One path for every provider: a [`ModelRequest`] is put into a provider's words as an
//! [`HttpRequest`](crate::engine::HttpRequest), the bytes of the response become [`ModelEvent`]s and one [`ModelOutcome`].
//! What tells providers apart is a [`Dialect`]: a table of what is sent and a function that reads a JSON value of an answer.

pub mod answer;
mod dialect;
mod error;
mod extra;
mod halves;
pub mod ndjson;
pub mod offline;
mod partial_json;
pub(crate) mod policy;
pub(crate) mod price;
mod provider;
mod refusal;
mod request;
mod response;
pub mod retry;
pub mod sse;
mod stream;

pub use answer::{Answer, AnswerError, AnswerForm, AnswerReader, ReadOp};
pub use dialect::Dialect;
pub use error::{ModelError, ModelErrorCode, Parameter};
pub use policy::Policy;
pub use price::{Price, Spending};
pub use provider::{MAX_OUTPUT_TOKENS, Provider};
pub(crate) use request::join_url;
pub use request::{AspectRatio, ModelRequest, Output};
pub use response::ResponseReader;
pub use retry::{RetryDecision, decide as decide_retry};
pub use stream::{ANSWER_LIMIT, Collector, FinishKind, Image, ModelEvent, ModelOutcome, ToolCall, Usage};
