//! What all providers' answers are turned into.

use super::error::{ModelError, ModelErrorCode};

/// The largest answer that is read, in bytes of text of all kinds.
pub const ANSWER_LIMIT: usize = 4 << 20;

/// One piece of an answer, in the order in which it came.
#[derive(Clone, Debug, PartialEq)]
pub enum ModelEvent {
    /// More of the answer's text
    TextDelta(String),
    /// More of the model's thoughts; never part of the answer
    Thinking(String),
    /// More of a refusal
    Refusal(String),
    /// More of a tool call. `id` and `name` come with its first piece.
    ToolCallDelta {
        index: usize,
        id: Option<String>,
        name: Option<String>,
        arguments: String,
    },
    /// Token counts; a later one replaces those fields it has
    Usage(Usage),
    /// The provider says that the answer is over, and why
    Finish { word: String, kind: FinishKind },
}

/// Why an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinishKind {
    /// It is complete
    Stop,
    /// The limit of tokens was reached
    Length,
    /// Tools are to be called
    ToolCalls,
    /// A filter stopped it
    ContentFilter,
    /// The model would not do it
    Refusal,
    /// The provider paused and wants to be asked to go on
    Pause,
    /// An error, see [`ModelOutcome::error`]
    Error,
    /// The stream ended without its end
    Truncated,
}

/// Token counts as the provider counts them; absent is not zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Tokens of the prompt
    pub input: Option<u64>,
    /// Tokens of the answer
    pub output: Option<u64>,
    /// Of the prompt: read from the provider's cache
    pub cached_input: Option<u64>,
    /// Of the prompt: written to the provider's cache
    pub cache_write: Option<u64>,
    /// Spent on thinking
    pub reasoning: Option<u64>,
}

impl Usage {
    fn update(&mut self, newer: Self) {
        self.input = newer.input.or(self.input);
        self.output = newer.output.or(self.output);
        self.cached_input = newer.cached_input.or(self.cached_input);
        self.cache_write = newer.cache_write.or(self.cache_write);
        self.reasoning = newer.reasoning.or(self.reasoning);
    }
}

/// A tool call put together from its pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolCall {
    /// The provider's id of the call
    pub id: String,
    /// The tool
    pub name: String,
    /// JSON text, complete only if the answer is
    pub arguments: String,
}

/// The whole of an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModelOutcome {
    /// All text
    pub text: String,
    /// All thoughts
    pub thinking: String,
    /// What the model said when it refused
    pub refusal: Option<String>,
    /// In order of their index
    pub tool_calls: Vec<ToolCall>,
    /// Token counts
    pub usage: Usage,
    /// The provider's own word for the end; absent if it sent none
    pub finish: Option<String>,
    /// Why it ended; absent only while it has not
    pub finish_kind: Option<FinishKind>,
    /// What went wrong, if the provider or the connection said so
    pub error: Option<ModelError>,
    /// The stream ended without its end marker and without an error
    pub truncated: bool,
}

impl ModelOutcome {
    /// Why this answer cannot be used as it is: an error, a cut, a refusal, a filter. `None`: it is complete.
    pub fn failure(&self) -> Option<ModelError> {
        if let Some(error) = &self.error {
            return Some(error.clone());
        }
        let code = match self.finish_kind? {
            FinishKind::Length | FinishKind::Truncated | FinishKind::Pause => ModelErrorCode::Truncated,
            FinishKind::ContentFilter => ModelErrorCode::ContentFiltered,
            FinishKind::Refusal => ModelErrorCode::Refused,
            FinishKind::Error => ModelErrorCode::ServerError,
            FinishKind::Stop | FinishKind::ToolCalls => return None,
        };
        Some(ModelError::new(code))
    }
}

/// Folds events into an outcome and hands them on. Every provider's reader has one, so that limits and bookkeeping are
/// the same for all.
#[derive(Clone, Debug, Default)]
pub struct Collector {
    outcome: ModelOutcome,
    events: Vec<ModelEvent>,
    size: usize,
}

impl Collector {
    /// Takes a piece of the answer. Empty pieces are dropped, and so is all that follows an error.
    pub fn emit(&mut self, event: ModelEvent) {
        if self.failed() {
            return;
        }
        let out = &mut self.outcome;
        match &event {
            ModelEvent::TextDelta(text) | ModelEvent::Thinking(text) | ModelEvent::Refusal(text)
                if text.is_empty() =>
            {
                return;
            }
            ModelEvent::TextDelta(text) => {
                self.size += text.len();
                out.text.push_str(text);
            }
            ModelEvent::Thinking(text) => {
                self.size += text.len();
                out.thinking.push_str(text);
            }
            ModelEvent::Refusal(text) => {
                self.size += text.len();
                out.refusal.get_or_insert_default().push_str(text);
            }
            ModelEvent::ToolCallDelta {
                index,
                id,
                name,
                arguments,
            } => {
                // An index is a number somebody sent; only the next one may make a new call.
                if *index == out.tool_calls.len() {
                    out.tool_calls.push(ToolCall::default());
                }
                let Some(call) = out.tool_calls.get_mut(*index) else {
                    return;
                };
                self.size += arguments.len() + 64;
                call.arguments.push_str(arguments);
                if let Some(id) = id {
                    call.id.clone_from(id);
                }
                if let Some(name) = name {
                    call.name.clone_from(name);
                }
            }
            ModelEvent::Usage(usage) => out.usage.update(*usage),
            ModelEvent::Finish { word, kind } => {
                out.finish = Some(word.clone());
                out.finish_kind = Some(*kind);
            }
        }
        if self.size > ANSWER_LIMIT {
            self.fail(ModelError::new(ModelErrorCode::AnswerTooLarge));
        } else {
            self.events.push(event);
        }
    }

    /// Ends the answer with an error; the first one counts.
    pub fn fail(&mut self, error: ModelError) {
        if !self.failed() {
            self.outcome.error = Some(error);
            self.outcome.finish_kind = Some(FinishKind::Error);
        }
    }

    /// Whether an error came.
    pub fn failed(&self) -> bool {
        self.outcome.error.is_some()
    }

    /// What is known so far.
    pub fn outcome(&self) -> &ModelOutcome {
        &self.outcome
    }

    /// The events since the last call.
    pub fn take_events(&mut self) -> Vec<ModelEvent> {
        std::mem::take(&mut self.events)
    }

    /// Closes the answer. `ended`: an end marker was seen.
    pub fn finish(mut self, ended: bool) -> (Vec<ModelEvent>, ModelOutcome) {
        let events = self.take_events();
        let mut outcome = self.outcome;
        if outcome.error.is_none() && outcome.finish_kind.is_none() {
            outcome.truncated = !ended;
            outcome.finish_kind = Some(if ended {
                FinishKind::Stop
            } else {
                FinishKind::Truncated
            });
        }
        if outcome.refusal.is_some() && outcome.finish_kind == Some(FinishKind::Stop) {
            outcome.finish_kind = Some(FinishKind::Refusal);
        }
        (events, outcome)
    }
}
