//! Calls of models: what they cost, what was tried, what was sent.

use serde::{Deserialize, Serialize};

use super::edit::ErrorReport;

/// A model call that was made for an edit, or was due and left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// Whom it asked, as versions name it
    pub provider: String,
    /// Its model; empty for the embedded model and functions of the app
    pub model: String,
    /// The code of what went wrong; null: it was answered
    #[serde(default)]
    pub error: Option<String>,
    /// How long was waited before it, after the attempt before it: a pause, or a network that was away. Of the first: since the edit was asked
    /// for, with those before it, storing and understanding it
    pub waited_ms: f64,
    /// How long it took; null: it was not made, because that provider had failed a moment ago (`error` says of what)
    #[serde(default)]
    pub duration_ms: Option<f64>,
}

/// Whom an edit asks, and how that goes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Asking {
    /// Who is asked now: the provider, or a fallback
    pub provider: String,
    /// How often it was asked
    pub tries: u32,
    /// When it will be asked again, while that is being waited for
    pub retry_at: Option<f64>,
    /// Why the last call failed, of this edit or, where this one finds out whether the provider is well again, of one before
    pub cause: Option<ErrorReport>,
    /// What was tried before
    pub attempts: Vec<Attempt>,
    /// Tokens of all calls of this edit that ended, and an estimate of what the one under way was sent
    pub input_tokens: u32,
    pub output_tokens: u32,
    /// What the calls that ended cost, where the app gave prices
    pub cost: Option<f64>,
    /// About how many tokens of the answer under way have come; when its call ended, what was counted is in the figures above instead
    pub coming_tokens: u32,
    /// About what the call under way costs by now, where there is a price; not in `cost`
    pub coming_cost: Option<f64>,
}

/// A model call that ended, for meters, logs and traces: what was sent where and when, without the content.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ModelCallReport {
    pub session_id: String,
    pub edit_id: String,
    /// Other edits that were asked for in the same call, see `editBatch`
    pub with_edits: Vec<String>,
    /// As versions and the audit log name it: the kind of the provider, or the name of a function of the app
    pub provider: String,
    /// The same as the OpenTelemetry conventions name it (`gen_ai.provider.name`)
    pub gen_ai_provider_name: String,
    /// The model asked for; of functions of the app the one that they told
    pub model: String,
    /// The model that answered, as its server calls it
    pub response_model: Option<String>,
    /// What the server calls its answer
    pub response_id: Option<String>,
    /// The longest answer asked for, in tokens
    pub max_output_tokens: Option<u32>,
    /// Where the request really went: scheme, host and port; empty where it did not leave the page
    pub server: String,
    pub started_at: f64,
    pub duration_ms: f64,
    /// Until the first text of the answer
    pub first_chunk_ms: Option<f64>,
    /// What the prompt was estimated to come to
    pub estimated_tokens: u32,
    /// All of the prompt, also what came from the provider's cache
    pub input_tokens: Option<u32>,
    /// All that was written, also thoughts
    pub output_tokens: Option<u32>,
    pub cached_input_tokens: Option<u32>,
    pub cache_write_tokens: Option<u32>,
    pub reasoning_tokens: Option<u32>,
    /// The provider's own word for the end
    pub finish_reason: Option<String>,
    /// The code of what went wrong
    pub error: Option<String>,
    /// Which try it was, from 1
    pub tries: u32,
    /// Which repair it was; 0: none
    pub repair: u8,
    /// By the prices of the app
    pub cost: Option<f64>,
}

/// A line of the audit log: a request that was sent to a model server, without what it said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SentCall {
    /// When it was made
    pub at: f64,
    /// The edit that it was made for; of several, the first
    pub edit_id: String,
    /// As versions name it
    pub provider: String,
    pub model: String,
    /// Where it went: scheme, host and port
    pub server: String,
    pub input_tokens: Option<u32>,
    pub output_tokens: Option<u32>,
    /// The code of what went wrong
    pub error: Option<String>,
}

/// What an edit would take, by estimates.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EditEstimate {
    /// Who would be asked first: the provider, as versions name it; empty: nobody, the words are about the session or not clear
    pub provider: String,
    /// Its model; empty for the embedded model and functions of the app
    pub model: String,
    /// Of the prompt. A provider's cache may make a part of it cheaper.
    pub input_tokens: u32,
    /// Of the answer: the mean of the latest edits of the session, else what a small change takes
    pub output_tokens: u32,
    /// By the prices; null where there is none
    pub cost: Option<f64>,
}
