//! What all providers' answers are turned into.

use super::dialect::Dialect;
use super::error::{ModelError, ModelErrorCode};
use crate::document::{Text, Value};

/// The largest answer that is read, in bytes of text of all kinds, unless an app allows more.
pub const ANSWER_LIMIT: usize = 4 << 20;
/// The most of images that is read, in bytes of base64.
const IMAGES_LIMIT: usize = 64 << 20;
/// Of a model or an answer, in bytes.
const LONGEST_NAME: usize = 200;
/// More calls or items than this are not read.
const ITEM_LIMIT: usize = 128;

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
    /// A whole image
    Image(Image),
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
    /// The same in one way of counting: `input` with what came from or went to the cache, `output` with the thoughts.
    pub fn as_totals(mut self, dialect: Dialect) -> Self {
        let sum = |parts: &[Option<u64>]| {
            parts
                .iter()
                .flatten()
                .fold(0u64, |sum, part| sum.saturating_add(*part))
        };
        if dialect == Dialect::Anthropic && self.input.is_some() {
            self.input = Some(sum(&[self.input, self.cached_input, self.cache_write]));
        }
        // Gemini counts thoughts apart, and so do some servers that are compatible with OpenAI.
        let apart = dialect == Dialect::Gemini || self.reasoning.unwrap_or(0) > self.output.unwrap_or(0);
        if apart && self.reasoning.is_some() {
            self.output = Some(sum(&[self.output, self.reasoning]));
        }
        self.bounded()
    }

    /// No part is more than what it is a part of: some servers count so, and prices of parts are lower.
    pub fn bounded(mut self) -> Self {
        if let Some(input) = self.input {
            self.cached_input = self.cached_input.map(|part| part.min(input));
            let rest = input - self.cached_input.unwrap_or(0);
            self.cache_write = self.cache_write.map(|part| part.min(rest));
        }
        if let Some(output) = self.output {
            self.reasoning = self.reasoning.map(|part| part.min(output));
        }
        self
    }

    pub(crate) fn update(&mut self, newer: Self) {
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
    /// The provider's id of the call; empty where it gives none
    pub id: String,
    /// The tool
    pub name: String,
    /// JSON text, complete only if the answer is
    pub arguments: String,
}

/// An image that came inside an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Its type, such as `image/png`
    pub mime: Text,
    /// Its bytes in base64, as they were sent
    pub base64: Text,
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
    /// In order
    pub images: Vec<Image>,
    /// Token counts
    pub usage: Usage,
    /// The model that answered, as the server calls it: often the one asked for with a date
    pub model: Option<String>,
    /// What the server calls the answer
    pub id: Option<String>,
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
            FinishKind::Truncated => ModelErrorCode::Truncated,
            FinishKind::Length | FinishKind::Pause => ModelErrorCode::Length,
            FinishKind::ContentFilter => ModelErrorCode::ContentFiltered,
            FinishKind::Refusal => ModelErrorCode::Refused,
            FinishKind::Error => ModelErrorCode::ServerError,
            FinishKind::Stop | FinishKind::ToolCalls => return None,
        };
        Some(ModelError::new(code).said(self.finish.clone(), None))
    }
}

/// Folds events into an outcome and hands them on. Every provider's reader has one, so that limits and bookkeeping are
/// the same for all.
#[derive(Clone, Debug, Default)]
pub struct Collector {
    outcome: ModelOutcome,
    events: Vec<ModelEvent>,
    size: usize,
    /// More text than [`ANSWER_LIMIT`] is allowed
    allowed: usize,
    image_size: usize,
    /// Index and id of the tool calls as the server gave them
    calls: Vec<(Option<u64>, Option<String>)>,
    /// Places of a list of items of which something came
    marks: Vec<Option<u64>>,
    /// The end marker was read: what follows does not count
    closed: bool,
}

/// What a piece of a tool call may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    /// The first one of a call
    New,
    /// More of a call that is known
    More,
    /// Whatever fits: the server does not say
    Either,
}

impl Collector {
    pub(super) fn allow(&mut self, bytes: usize) {
        self.allowed = bytes;
    }

    /// How much text of all kinds is read, in bytes.
    pub(super) fn limit(&self) -> usize {
        self.allowed.max(ANSWER_LIMIT)
    }

    /// Takes a piece of the answer. Empty pieces are dropped, and so is all that follows an error.
    pub fn emit(&mut self, event: ModelEvent) {
        if self.failed() {
            // Some providers say that it ended after they said why.
            if let ModelEvent::Finish { word, .. } = event {
                self.outcome.finish = Some(word);
            }
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
            ModelEvent::Image(image) => {
                self.image_size += image.base64.len();
                out.images.push(image.clone());
            }
            ModelEvent::Usage(usage) => out.usage.update(*usage),
            ModelEvent::Finish { word, kind } => {
                out.finish = Some(word.clone());
                out.finish_kind = Some(*kind);
            }
        }
        if self.size > self.limit() || self.image_size > IMAGES_LIMIT {
            self.fail(ModelError::new(ModelErrorCode::AnswerTooLarge));
        } else {
            self.events.push(event);
        }
    }

    pub(super) fn is_named(&self) -> bool {
        self.outcome.model.is_some()
    }

    /// Names that are longer than any are none.
    pub(super) fn name(&mut self, model: &str, id: Option<&str>) {
        let sane = |name: &&str| name.len() <= LONGEST_NAME && !name.chars().any(char::is_control);
        self.outcome.model = Some(model).filter(sane).map(str::to_owned);
        self.outcome.id = id.filter(sane).map(str::to_owned);
    }

    pub(super) fn text(&mut self, text: &str) {
        if !text.is_empty() {
            self.emit(ModelEvent::TextDelta(text.to_owned()));
        }
    }

    pub(super) fn thinking(&mut self, text: &str) {
        if !text.is_empty() {
            self.emit(ModelEvent::Thinking(text.to_owned()));
        }
    }

    pub(super) fn refusal(&mut self, text: &str) {
        if !text.is_empty() {
            self.emit(ModelEvent::Refusal(text.to_owned()));
        }
    }

    pub(super) fn image(&mut self, mime: &str, base64: &Text) {
        self.emit(ModelEvent::Image(Image {
            mime: mime.into(),
            base64: base64.clone(),
        }));
    }

    pub(super) fn usage(&mut self, usage: Usage) {
        self.emit(ModelEvent::Usage(usage));
    }

    pub(super) fn ended(&mut self, word: &str, kind: FinishKind) {
        let word = word.to_owned();
        self.emit(ModelEvent::Finish { word, kind });
    }

    /// A piece of a tool call: `function` has a `name`, and its arguments under the name given, as text or as a value.
    pub(super) fn tool(
        &mut self,
        piece: Call,
        index: Option<u64>,
        id: Option<&str>,
        function: &Value,
        arguments: &str,
    ) {
        let name = function.get("name").and_then(Value::as_str);
        let arguments = match function.get(arguments) {
            Some(Value::String(text)) => text.to_string(),
            Some(value @ Value::Object(_)) => value.to_json(),
            _ => String::new(),
        };
        self.tool_piece(piece, index, id, name, arguments);
    }

    /// More of the arguments of a call.
    pub(super) fn tool_text(&mut self, index: Option<u64>, text: &str) {
        self.tool_piece(Call::More, index, None, None, text.to_owned());
    }

    /// A call is complete: without a text of its own it has no arguments.
    pub(super) fn tool_done(&mut self, index: Option<u64>) {
        let call = self.find_call(index, None);
        let call = call.and_then(|at| self.outcome.tool_calls.get(at));
        if call.is_some_and(|call| call.arguments.is_empty()) {
            self.tool_text(index, "{}");
        }
    }

    fn find_call(&self, index: Option<u64>, id: Option<&str>) -> Option<usize> {
        match (index, id) {
            (Some(_), _) => self.calls.iter().rposition(|call| call.0 == index),
            (None, Some(_)) => self.calls.iter().rposition(|call| call.1.as_deref() == id),
            (None, None) => self.calls.len().checked_sub(1),
        }
    }

    fn tool_piece(
        &mut self,
        piece: Call,
        index: Option<u64>,
        id: Option<&str>,
        name: Option<&str>,
        arguments: String,
    ) {
        let id = id.filter(|id| !id.is_empty());
        let known = self.find_call(index, id).filter(|_| piece != Call::New);
        let position = known.unwrap_or(self.calls.len());
        if known.is_none() {
            if piece == Call::More || position >= ITEM_LIMIT {
                return;
            }
            self.calls.push((index, id.map(str::to_owned)));
        }
        self.emit(ModelEvent::ToolCallDelta {
            index: position,
            id: id.map(str::to_owned),
            name: name.filter(|name| !name.is_empty()).map(str::to_owned),
            arguments,
        });
    }

    /// Something of the item at this place came.
    pub(super) fn mark(&mut self, place: Option<u64>) {
        if !self.marked(place) {
            self.marks.push(place);
        }
    }

    /// Whether something of the item at this place came; of very many it is said to have.
    pub(super) fn marked(&self, place: Option<u64>) -> bool {
        self.marks.len() >= ITEM_LIMIT || self.marks.contains(&place)
    }

    /// Whether nothing of an answer came.
    pub(super) fn is_empty(&self) -> bool {
        self.size == 0 && self.image_size == 0
    }

    /// The end marker was read.
    pub(super) fn close(&mut self) {
        self.closed = true;
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed
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
