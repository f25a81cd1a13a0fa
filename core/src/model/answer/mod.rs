//! Reads a model's answer while it comes in: each op is handed over the moment it is complete.

mod bracket;
mod field;
mod flat;
mod growing;
mod op;
mod schema;
mod split;
mod terse;

#[cfg(test)]
pub(crate) use field::FIELDS;
pub use schema::{AnswerForm, SCHEMA_FOREIGN, SCHEMA_WIREFRAME};
pub(crate) use schema::{several, several_words};
pub use split::{AnswerSplitter, Piece};

use super::partial_json::{CutError, JsonCutter, Part};
use crate::document::{Limits, Object, Value};
use crate::version::Op;
use terse::{Head, Line};

/// An op and its place in the answer, from 1, or why something that stands for one is none. Such a fault does not stop the reading.
/// What one op of the answer comes to has one place: a list of nodes is inserted by several.
pub type ReadOp = Result<(usize, Op), AnswerError>;

/// What an answer says besides the ops that [`AnswerReader::push`] handed over.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The ops that only the end of the answer completed
    pub ops: Vec<ReadOp>,
    /// What the model wants to know instead of guessing
    pub question: Option<String>,
    /// What was changed, in the model's words
    pub summary: Option<String>,
    /// A whole document instead of ops. Where both came, the ops count.
    pub document: Option<Value>,
    /// None of the ops that were handed over is part of it: those were a draft
    pub anew: bool,
}

/// Why an answer cannot be used. The message is meant for the model that is asked to mend it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct AnswerError {
    /// `answer.what`
    pub code: &'static str,
    /// In words, without the payload but for short quotes
    pub message: String,
}

/// Nothing in the answer is an op, a document or a question.
pub const ANSWER_EMPTY: &str = "answer.empty";
/// The answer ends in the middle.
pub const ANSWER_TRUNCATED: &str = "answer.truncated";
/// It is not the JSON that it starts as.
pub const ANSWER_SYNTAX: &str = "answer.syntax";
/// It is JSON, but neither ops nor a document.
pub const ANSWER_SHAPE: &str = "answer.shape";
/// One of its ops is none.
pub const ANSWER_BAD_OP: &str = "answer.bad-op";
/// It is longer than the limit.
pub const ANSWER_TOO_LARGE: &str = "answer.too-large";
/// It has more ops than the limit.
pub const ANSWER_TOO_MANY_OPS: &str = "answer.too-many-ops";

/// An incremental reader of answers. Takes `{"ops":[..],"question":..,"summary":..}`, a list of ops, JSON lines of ops, the
/// terse language (see [`AnswerForm::Terse`]), a whole document (`{"document":..}`, a bare node tree, a flat list of nodes), each
/// with prose, thoughts and code fences around it. Time is linear, however the text is cut.
///
/// Of several answers in one text the last one counts: those before it were drafts. Lone ops beside an answer are prose.
#[derive(Clone, Debug)]
pub struct AnswerReader {
    limits: Limits,
    size: usize,
    mode: Mode,
    /// Its `ops` are those that were not handed over yet.
    answer: Answer,
    /// How many ops there were, handed over or not
    count: usize,
    /// The place of the last one in the answer
    place: usize,
    /// Nodes that came in a list without ops
    nodes: Vec<Value>,
    /// The first fault; those after it mostly follow from it
    fault: Option<(&'static str, String)>,
    /// Nothing more is read, whatever the first fault was
    over: bool,
    /// The complete JSON values and op lines so far
    found: usize,
    /// A whole answer was begun: an object with `ops` or a document, or a list
    whole: bool,
    /// It is the JSON that is being read
    begun: bool,
    /// The answer is in the terse language
    terse: bool,
    /// A line that starts like an op of the terse language but is none: prose, unless the answer is in that language
    doubtful: Option<String>,
    /// The line before ended in a text without quotation marks, which may have been meant to go on
    may_go_on: bool,
    /// The text that is being written
    growing: Option<growing::Growing>,
}

#[derive(Clone, Debug)]
enum Mode {
    /// In a line that is prose or of the terse language, as far as is known
    Line(String),
    /// After a bracket that may start JSON, with the line before and the blanks after it
    Bracket { line: String, held: String },
    /// Within the thoughts that some servers leave in the text; holds the last letters
    Thoughts(String),
    /// Within JSON. `head`: the op whose value it is.
    Json { cutter: JsonCutter, head: Option<Head> },
}

impl Default for Mode {
    fn default() -> Self {
        Self::Line(String::new())
    }
}

impl AnswerReader {
    /// A reader at the start of an answer.
    pub fn new(limits: &Limits) -> Self {
        Self {
            limits: limits.clone(),
            size: 0,
            mode: Mode::default(),
            answer: Answer::default(),
            count: 0,
            place: 0,
            nodes: Vec::new(),
            fault: None,
            over: false,
            found: 0,
            whole: false,
            begun: false,
            terse: false,
            doubtful: None,
            may_go_on: false,
            growing: None,
        }
    }

    /// Takes the next text and returns the ops that it completes.
    pub fn push(&mut self, text: &str) -> Vec<ReadOp> {
        self.size = self.size.saturating_add(text.len());
        if self.size > self.limits.answer_bytes {
            self.fail(ANSWER_TOO_LARGE, || {
                "The answer is too long. Send only the ops that are needed.".into()
            });
        }
        self.read(text);
        std::mem::take(&mut self.answer.ops)
    }

    fn read(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() && !self.is_over() {
            rest = match std::mem::take(&mut self.mode) {
                Mode::Line(line) => self.in_line(line, rest),
                Mode::Bracket { line, held } => self.after_bracket(line, held, rest),
                Mode::Thoughts(tail) => self.in_thoughts(tail, rest),
                Mode::Json { cutter, head } => self.in_json(cutter, head, rest),
            };
        }
    }

    /// Whether all ops that were handed over before the latest [`AnswerReader::push`] are taken back, as parts of a draft.
    pub fn begins_anew(&mut self) -> bool {
        std::mem::take(&mut self.answer.anew)
    }

    /// Whether more text cannot matter: a limit was passed or the JSON is broken. The call may be cancelled.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Whether the JSON of the answer is there to its last bracket, whatever comes behind it. Of lone ops nobody knows which is the last.
    pub fn is_closed(&self) -> bool {
        let is_between = matches!(self.mode, Mode::Line(_) | Mode::Bracket { .. });
        self.found > 0 && self.whole && is_between
    }

    /// Whether there was nothing but prose so far.
    pub fn is_empty(&self) -> bool {
        self.found == 0 && !matches!(self.mode, Mode::Json { .. })
    }

    /// Ends an answer that the provider calls complete. Of one that was cut, only what [`AnswerReader::push`] handed over is
    /// certain: its last line may look like an op and be half of one.
    ///
    /// # Errors
    /// [`AnswerError`] with what a repair call should say.
    pub fn finish(mut self) -> Result<Answer, AnswerError> {
        match std::mem::take(&mut self.mode) {
            _ if self.is_over() => {}
            Mode::Line(line) => self.end_line(&line),
            Mode::Bracket { line, held } => self.end_line(&(line + &held)),
            json @ Mode::Json { .. } => self.mode = json,
            Mode::Thoughts(_) => {}
        }
        if matches!(self.mode, Mode::Json { .. }) {
            self.fail(ANSWER_TRUNCATED, || {
                "The answer ends in the middle of its JSON. Send all ops again, as briefly as you can.".into()
            });
        }
        let is_all = self.found == 0 && self.nodes.is_empty() && self.fault.is_none();
        if (self.terse || is_all)
            && let Some(line) = self.doubtful.take()
        {
            self.found += 1;
            self.fail(ANSWER_BAD_OP, || {
                format!("This line is no op: {line:?}. A text of more lines is a JSON string; what is no known field is set by `set ID PATH VALUE`.")
            });
        }
        if !self.nodes.is_empty() {
            let nodes = std::mem::take(&mut self.nodes);
            self.take_flat_document(&nodes);
        }
        if self.found == 0 {
            self.fail(ANSWER_EMPTY, || {
                "The answer holds no ops. Answer in the form that was asked for and nothing else.".into()
            });
        }
        if self.count > 0 {
            self.answer.document = None;
        }
        match self.fault {
            None => Ok(self.answer),
            Some((code, message)) => Err(AnswerError { code, message }),
        }
    }

    fn fail(&mut self, code: &'static str, message: impl FnOnce() -> String) {
        self.over |= matches!(code, ANSWER_TOO_LARGE | ANSWER_TOO_MANY_OPS | ANSWER_SYNTAX);
        if self.fault.is_none() {
            self.fault = Some((code, message()));
        }
    }

    /// A whole answer begins: what came before it was a draft.
    fn begin(&mut self) {
        if self.begun {
            return;
        }
        (self.whole, self.begun) = (true, true);
        let dropped = std::mem::take(&mut self.answer);
        self.answer.anew = dropped.anew || self.count > 0;
        (self.count, self.place, self.found) = (0, 0, 0);
        (self.terse, self.doubtful, self.may_go_on) = (false, None, false);
        self.nodes.clear();
        if !self.over {
            self.fault = None;
        }
    }

    /// Whether the answer is there already, and this is prose beside it.
    fn is_beside(&self) -> bool {
        self.whole && !self.begun
    }

    fn in_line<'a>(&mut self, mut line: String, rest: &'a str) -> &'a str {
        let special = |byte: u8| matches!(byte, b'\n' | b'{' | b'[' | b'>');
        let at = rest.bytes().position(special).unwrap_or(rest.len());
        let (run, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        line.push_str(run);
        let mut letters = tail.chars();
        match letters.next() {
            Some('\n') => {
                self.mode = Mode::default();
                self.end_line(&line);
            }
            Some('>') if self.found == 0 && matches!(line.trim_start(), "<think" | "<thinking") => {
                self.mode = Mode::Thoughts(String::new());
            }
            Some(bracket @ ('{' | '[')) if !terse::may_be(&line) => {
                self.mode = Mode::Bracket {
                    line,
                    held: bracket.into(),
                };
            }
            Some(other) => {
                line.push(other);
                self.mode = Mode::Line(line);
            }
            None => self.mode = Mode::Line(line),
        }
        letters.as_str()
    }

    /// Decides by the next letters whether a bracket starts JSON. Prose has brackets too.
    fn after_bracket<'a>(&mut self, line: String, mut held: String, rest: &'a str) -> &'a str {
        // JSON that was written once more as a text
        let may_be_quoted = self.found == 0 && line.trim() == "\"";
        for (at, next) in rest.char_indices() {
            let tail = rest.get(at..).unwrap_or_default();
            let quoted = may_be_quoted && bracket::begins_quoted(&held, next);
            match bracket::begins_json(&line, &held, next) {
                _ if quoted => {}
                Some(true) => {}
                Some(false) => {
                    // A line break ends a line of prose: no op is longer than its line and has a bracket at its end.
                    self.mode = Mode::Line(match held.rsplit_once('\n') {
                        Some((_, last)) => last.to_owned(),
                        None => line + &held,
                    });
                    return tail;
                }
                None => {
                    // Blanks without end are no reason to keep them.
                    if held.len() < 64 {
                        held.push(next);
                    }
                    continue;
                }
            }
            if terse::is_of_another_language(&line) {
                _ = self.doubtful.get_or_insert_with(|| op::clip(line.trim()));
            }
            let mut cutter = JsonCutter::new(!quoted);
            if quoted {
                held.insert_str(0, line.trim_start());
            }
            // What was held back completes nothing.
            let _ = cutter.push(&held, &mut Vec::new());
            self.begun = false;
            self.mode = Mode::Json { cutter, head: None };
            return tail;
        }
        self.mode = Mode::Bracket { line, held };
        ""
    }

    fn in_thoughts<'a>(&mut self, mut tail: String, rest: &'a str) -> &'a str {
        let at = rest.find('>').map_or(rest.len(), |at| at + 1);
        let (run, rest) = rest.split_at_checked(at).unwrap_or((rest, ""));
        tail.push_str(run);
        if tail.ends_with("</think>") || tail.ends_with("</thinking>") {
            self.mode = Mode::default();
        } else {
            let keep = tail.char_indices().rev().nth(11).map_or(0, |(at, _)| at);
            self.mode = Mode::Thoughts(tail.get(keep..).unwrap_or_default().to_owned());
        }
        rest
    }

    fn in_json<'a>(&mut self, mut cutter: JsonCutter, head: Option<Head>, rest: &'a str) -> &'a str {
        let mut parts = Vec::new();
        let end = cutter.push(rest, &mut parts);
        for part in parts {
            // What follows broken JSON must not depend on where the text was cut.
            if self.is_over() {
                break;
            }
            match (part, &head) {
                (Part::Item(text), _) => self.take_item(&text),
                (Part::Root(_), Some(_)) if self.whole => {}
                (Part::Root(text), Some(head)) => {
                    if let Some(value) = self.parse(&text) {
                        self.take_op(head.clone().with(value));
                    }
                }
                (Part::Root(text), None) => self.take_root(&text),
            }
        }
        match end {
            Ok(None) => {
                self.mode = Mode::Json { cutter, head };
                ""
            }
            Ok(Some(at)) => rest.get(at..).unwrap_or_default(),
            Err(error) => {
                self.fail(ANSWER_SYNTAX, || match error {
                    CutError::Bracket => {
                        "The JSON of the answer is broken: a closing bracket does not fit.".into()
                    }
                    CutError::TooDeep => "The JSON of the answer is nested too deeply.".into(),
                });
                ""
            }
        }
    }

    fn end_line(&mut self, line: &str) {
        let goes_on = std::mem::take(&mut self.may_go_on) && !line.trim().is_empty() && !line.contains("```");
        match terse::read(line, &self.limits) {
            // Words beside an answer may look like ops.
            Line::Op(_) | Line::Question(_) | Line::Summary(_) | Line::Open(..) | Line::Broken(_)
                if self.whole => {}
            Line::Op(op) => {
                self.terse = true;
                // One word is a whole value.
                self.may_go_on = matches!(
                    &op,
                    Op::Set { value: Value::String(text), .. }
                        if text.contains([' ', '"']) && line.trim_end().ends_with(&**text)
                );
                self.take_op(op);
            }
            Line::Question(text) => {
                self.found += 1;
                self.answer.question = Some(text).filter(|text| !text.is_empty());
            }
            Line::Summary(text) => self.answer.summary = Some(text),
            Line::Open(head, mut cutter) => {
                // The line break that ended the line is part of the value.
                let _ = cutter.push("\n", &mut Vec::new());
                self.mode = Mode::Json {
                    cutter,
                    head: Some(head),
                };
            }
            // A sentence that starts like an op can still have JSON at its end.
            Line::Prose if terse::may_be(line) => {
                let json = [line.find("{\""), line.find("[{")].into_iter().flatten().min();
                match json.and_then(|at| line.get(at..)) {
                    // What follows the JSON in its line is prose.
                    Some(json) => {
                        self.begun = false;
                        self.in_json(JsonCutter::new(true), None, json);
                    }
                    None => _ = self.doubtful.get_or_insert_with(|| op::clip(line.trim())),
                }
            }
            Line::Broken(what) => self.take_bad_op(&what),
            Line::Prose if goes_on || terse::seems_to_be(line) || terse::is_of_another_language(line) => {
                _ = self.doubtful.get_or_insert_with(|| op::clip(line.trim()));
            }
            Line::Prose => {}
        }
    }

    fn parse(&mut self, text: &str) -> Option<Value> {
        match Value::parse(text, &self.limits) {
            Ok(value) => Some(value),
            Err(error) => {
                let place = self.place + 1;
                self.fail(ANSWER_SYNTAX, || {
                    format!("The JSON of the answer is broken (at op {place}): {error}.")
                });
                None
            }
        }
    }

    fn take_op(&mut self, op: Op) {
        self.place += 1;
        self.take(Ok((self.place, op)));
    }

    fn take_bad_op(&mut self, what: &str) {
        self.place += 1;
        self.take(Err(AnswerError {
            code: ANSWER_BAD_OP,
            message: wrong_op(self.place, what),
        }));
    }

    fn take(&mut self, op: ReadOp) {
        self.found += 1;
        self.count += 1;
        if self.count > self.limits.ops {
            let limit = self.limits.ops;
            self.fail(ANSWER_TOO_MANY_OPS, || {
                format!("The answer has more than {limit} ops.")
            });
        } else {
            self.answer.ops.push(op);
        }
    }

    fn take_item(&mut self, text: &str) {
        if let Some(value) = self.parse(text) {
            self.take_item_value(value);
        }
    }

    fn take_item_value(&mut self, value: Value) {
        let is_node = value.get("op").is_none() && value.node_identity().is_some();
        if is_node && self.is_beside() {
            return;
        }
        self.begin();
        match &value {
            // Terse ops in a list of strings
            Value::String(line) => match terse::read(line, &self.limits) {
                Line::Op(op) => self.take_op(op),
                _ => self.take_bad_op("an op must be an object"),
            },
            _ if is_node => {
                self.found += 1;
                self.nodes.push(value);
            }
            _ => self.take_op_value(&value),
        }
    }

    fn take_op_value(&mut self, value: &Value) {
        let mut ops = Vec::new();
        let read = match value.as_object() {
            Some(object) => op::read(object, &self.limits, &mut ops),
            None => Err("an op must be an object".into()),
        };
        match read {
            Ok(()) => {
                self.place += 1;
                ops.into_iter().for_each(|op| self.take(Ok((self.place, op))));
            }
            Err(what) => self.take_bad_op(&what),
        }
    }

    /// A complete value at the top; the items of its list came before.
    fn take_root(&mut self, text: &str) {
        match self.parse(text) {
            Some(Value::String(written)) => self.read(&written),
            Some(value) => self.take_root_value(&value),
            None => {}
        }
    }

    fn take_root_value(&mut self, value: &Value) {
        let Some(object) = value.as_object() else {
            // The end of a bare list
            self.found += 1;
            return;
        };
        if let Some(answer) = wrapped(object) {
            self.begin();
            let ops = answer.get("ops").and_then(Value::as_array);
            for op in ops.unwrap_or_default() {
                self.take_item_value(op.clone());
            }
            return match answer {
                Value::String(written) => self.read(written),
                answer => self.take_root_value(answer),
            };
        }
        let has_ops = object.get("ops").is_some_and(|ops| ops.as_array().is_some());
        let has_document = object.get("document").is_some_and(|document| !document.is_null());
        if has_ops || has_document {
            self.begin();
        } else if self.is_beside() && (object.contains("op") || is_bare_document(value)) {
            return;
        }
        if object.contains("op") {
            return self.take_op_value(value);
        }
        let said = |name: &str| {
            let text = object.get(name).and_then(Value::as_str).map(str::trim);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let (question, summary) = (said("question"), said("summary"));
        let mut understood = question.is_some() || has_ops;
        self.answer.question = question.or(self.answer.question.take());
        self.answer.summary = summary.or(self.answer.summary.take());
        match object.get("document") {
            None | Some(Value::Null) => {}
            Some(Value::String(json)) => {
                understood = true;
                if let Some(document) = self.parse(&json.clone()) {
                    self.answer.document = Some(document);
                }
            }
            Some(document) => {
                understood = true;
                match flat_nodes(document) {
                    Some(nodes) => self.take_flat_document(nodes),
                    None => self.answer.document = Some(document.clone()),
                }
            }
        }
        if !understood {
            if value.node_identity().is_some() {
                understood = true;
                self.answer.document = Some(value.clone());
            } else if let Some(nodes) = flat_nodes(value) {
                understood = true;
                self.take_flat_document(nodes);
            }
        }
        self.found += usize::from(understood);
        if !understood && !self.is_beside() {
            self.found += 1;
            let kind = object.get("ops").map(|ops| match ops {
                Value::Null => "null",
                Value::String(_) => "a text",
                Value::Object(_) => "an object",
                _ => "a single value",
            });
            self.fail(ANSWER_SHAPE, || match kind {
                Some(kind) => {
                    format!("`ops` is {kind}, but it must be a list of ops, an empty one if nothing is to be changed.")
                }
                None => "The answer is JSON, but it has neither `ops` nor a `document`.".into(),
            });
        }
    }

    fn take_flat_document(&mut self, nodes: &[Value]) {
        match flat::assemble(nodes, &self.limits) {
            Err(what) => self.fail(ANSWER_SHAPE, || format!("The list of nodes is wrong: {what}.")),
            Ok(mut built) => match (built.roots.pop(), built.roots.is_empty(), built.adopted.is_empty()) {
                (Some(root), true, true) => self.answer.document = Some(root),
                (_, false, _) => self.fail(ANSWER_SHAPE, || {
                    "The list of nodes has more than one root: every node but one must be a child of another.".into()
                }),
                _ => self.fail(ANSWER_SHAPE, || {
                    "The list of nodes names children that are not in it.".into()
                }),
            },
        }
    }
}

/// The answer in an object that holds nothing else, as an object or written as a text.
fn wrapped(object: &Object) -> Option<&Value> {
    let mut fields = object.iter();
    let (Some((name, answer)), None) = (fields.next(), fields.next()) else {
        return None;
    };
    let holds = match answer {
        Value::String(written) => written.trim_start().starts_with('{') && written.contains("\"ops\""),
        answer => answer.get("ops").is_some_and(|ops| ops.as_array().is_some()),
    };
    (holds && &**name != "document").then_some(answer)
}

/// A fault of one op in words for the model. `place`: which one of its answer, from 1.
pub(crate) fn wrong_op(place: usize, what: &str) -> String {
    let what = what.trim_end_matches('.');
    format!("Op {place} is wrong: {what}.")
}

/// Whether a value is a node, or a list of them, with nothing around it.
fn is_bare_document(value: &Value) -> bool {
    value.node_identity().is_some() || flat_nodes(value).is_some()
}

/// The list of an object that is a flat document.
fn flat_nodes(value: &Value) -> Option<&[Value]> {
    if value.node_identity().is_some() {
        return None;
    }
    let nodes = value.get("nodes")?.as_array()?;
    nodes.first()?.node_identity().is_some().then_some(nodes)
}

#[cfg(test)]
mod tests;
