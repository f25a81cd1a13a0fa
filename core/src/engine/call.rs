//! One call of a model: from its bytes to a change that may be committed.

use super::hide::hidden;
use super::restorer::Restorer;
use super::unshown::{hides_some, with_unshown};
use super::world::{Wait, World};
use super::{AppReport, EffectId, EffectKind, ModelFailure, ModelSignal, Timestamp};
use crate::context::{Candidate, Placeholder, SecretKind, ShownAs, ShownNodes, TokenCount, unmask};
use crate::document::{Document, Limits, Text, Value};
use crate::model::answer::{ANSWER_TOO_LARGE, ANSWER_TOO_MANY_OPS, AnswerReader, ReadOp, wrong_op};
use crate::model::{ModelError, ModelErrorCode, ModelEvent, ModelOutcome, Provider, ResponseReader, Usage};
use crate::protocol::EditPhase;
use crate::version::{Editor, Op, Patch, diff, reconcile_shown};

/// What a signal came to.
pub(super) enum Heard {
    /// The answer goes on, and this is what came of it
    More { coming: Option<EditPhase> },
    /// The call failed
    Failed(ModelError),
    /// A change
    Answer {
        patch: Patch,
        /// Why a part of what was asked for is not in it
        left: Option<String>,
    },
    /// The model asks back
    Question {
        text: String,
        candidates: Vec<Candidate>,
    },
    /// The model changes nothing, perhaps it says why
    Nothing { said: Option<String> },
    /// What it said cannot be used: the reasons, in words it can work with
    Unusable { faults: Vec<String> },
}

/// One call of a model, and what is known about it.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) effect: EffectId,
    /// When it was made, when the last sign came, and the first text
    pub(super) made_at: Timestamp,
    pub(super) heard_at: Timestamp,
    pub(super) first_text_at: Option<Timestamp>,
    /// Where it went; empty: it did not leave the page
    pub(super) server: String,
    /// Tokens, as far as the provider told, in totals
    pub(super) usage: Usage,
    /// The provider's own word for the end
    pub(super) finish: Option<String>,
    /// The model behind a function of the app, if that tells; of a server, the one that answered
    pub(super) model: String,
    /// What the server calls its answer
    pub(super) answer_id: Option<String>,
    /// What the model wrote for tools, which nobody gave it: with some servers that is where its answer is
    pub(super) for_tools: String,
    /// What it thought since that was last asked for: paid for as the answer is, and never a part of it
    pub(super) thoughts: String,
    /// What a server refused that function
    refusal: Option<ModelError>,
    source: Source,
}

/// Where the answer's text comes from.
#[derive(Debug)]
enum Source {
    /// The bytes are the text; a character may be cut between two chunks
    Text { cut: Vec<u8> },
    /// The bytes are a provider's response; its reader is made when the status is known
    Http {
        provider: Provider,
        reader: Option<Box<ResponseReader>>,
    },
}

/// What a sign of a call says.
#[derive(Default)]
pub(super) struct Said {
    /// More of the answer, perhaps nothing
    pub(super) text: String,
    /// It was the last of it: the call ended, well or in a failure
    pub(super) end: Option<Result<(), ModelError>>,
}

impl Connection {
    pub(super) fn new(effect: EffectId, now: Timestamp, provider: Option<Provider>) -> Self {
        Self {
            effect,
            made_at: now,
            heard_at: now,
            first_text_at: None,
            server: String::new(),
            usage: Usage::default(),
            finish: None,
            model: String::new(),
            answer_id: None,
            for_tools: String::new(),
            thoughts: String::new(),
            refusal: None,
            source: match provider {
                Some(provider) => Source::Http {
                    provider,
                    reader: None,
                },
                None => Source::Text { cut: Vec::new() },
            },
        }
    }

    pub(super) fn hear(&mut self, signal: ModelSignal, now: Timestamp, limits: &Limits) -> Said {
        self.heard_at = now;
        let mut said = Said::default();
        match signal {
            ModelSignal::Sent { server } => self.server = server,
            ModelSignal::Started { status, headers } => {
                if let Source::Http { provider, reader } = &mut self.source {
                    let told = provider.reader(status, &headers);
                    *reader = Some(Box::new(told.allowing(limits.answer_bytes)));
                }
            }
            ModelSignal::Chunk(bytes) => {
                said.text = self.text_of(&bytes);
                if self.is_over() {
                    said.end = Some(self.end(&mut said.text));
                }
            }
            // Of a model server its own words count.
            ModelSignal::Told(told) if matches!(self.source, Source::Text { .. }) => {
                let AppReport {
                    model,
                    usage,
                    finish,
                    refusal,
                } = *told;
                self.refusal = refusal;
                self.usage.update(usage);
                self.usage = self.usage.bounded();
                if finish.is_some() {
                    self.finish = finish;
                }
                if !model.is_empty() {
                    self.model = model;
                }
            }
            ModelSignal::Told(_) => {}
            ModelSignal::Finished => said.end = Some(self.end(&mut said.text)),
            ModelSignal::Failed { kind, detail } => {
                said.end = Some(Err(match kind {
                    // The app's own: it is told what it did.
                    ModelFailure::App => {
                        let refusal = self.refusal.take();
                        refusal.unwrap_or_else(|| ModelError::of_app(&detail))
                    }
                    ModelFailure::Config => ModelError::of_config(&detail),
                    kind => self.failed(kind),
                }));
            }
        }
        if !said.text.is_empty() {
            self.first_text_at.get_or_insert(now);
        }
        said
    }

    /// What a call that broke comes to.
    pub(super) fn failed(&mut self, kind: ModelFailure) -> ModelError {
        let waited = kind == ModelFailure::Timeout && self.server.is_empty();
        if waited && matches!(self.source, Source::Http { .. }) {
            return ModelError::of_config("the app's functions for key, address or headers did not answer");
        }
        let reader = match &mut self.source {
            Source::Http { reader, .. } => reader.take(),
            Source::Text { .. } => None,
        };
        let failure = reader.and_then(|reader| {
            let outcome = reader.fail(kind).1;
            self.note(&outcome);
            outcome.failure()
        });
        failure.unwrap_or_else(|| ModelError::from(kind))
    }

    /// It is over, also if it was cut off: what the provider told so far was paid for.
    pub(super) fn close(&mut self) {
        if let Source::Http { reader, .. } = &mut self.source
            && let Some(reader) = reader.take()
        {
            self.note(&reader.fail(ModelFailure::Network).1);
        }
    }

    /// Nothing more is wanted of it.
    pub(super) fn cut_off(&self, world: &mut World) {
        world.forget(self.effect);
        world.emit(EffectKind::CancelModel { call: self.effect }, Wait::Nobody);
    }

    /// Keeps the figures of an answer, also of one that cannot be used: it was paid for.
    fn note(&mut self, outcome: &ModelOutcome) {
        if let Source::Http { provider, .. } = &self.source {
            self.usage = outcome.usage.as_totals(provider.dialect);
            self.finish.clone_from(&outcome.finish);
            self.model = outcome.model.clone().unwrap_or_default();
            self.answer_id.clone_from(&outcome.id);
        }
    }

    /// Whether what is still to come cannot matter.
    fn is_over(&self) -> bool {
        match &self.source {
            Source::Http { reader, .. } => reader.as_ref().is_some_and(|reader| reader.is_over()),
            Source::Text { .. } => false,
        }
    }

    fn text_of(&mut self, bytes: &[u8]) -> String {
        match &mut self.source {
            Source::Text { cut } => {
                cut.extend_from_slice(bytes);
                let good = match std::str::from_utf8(cut) {
                    Ok(_) => cut.len(),
                    // An end that may become a character stays for the next chunk; what never can is replaced.
                    Err(error) if error.error_len().is_none() => error.valid_up_to(),
                    Err(_) => cut.len(),
                };
                let rest = cut.split_off(good);
                let whole = std::mem::replace(cut, rest);
                String::from_utf8_lossy(&whole).into_owned()
            }
            Source::Http { reader, .. } => match reader {
                Some(reader) => text_of(reader.push(bytes), &mut self.thoughts),
                None => String::new(),
            },
        }
    }

    /// The last of the text, and whether the answer is one.
    fn end(&mut self, text: &mut String) -> Result<(), ModelError> {
        let reader = match &mut self.source {
            Source::Text { cut } => {
                text.push_str(&String::from_utf8_lossy(&std::mem::take(cut)));
                return match self.finish.as_deref() {
                    Some("length") => Err(ModelError::new(ModelErrorCode::Length)),
                    Some("content-filter") => Err(ModelError::new(ModelErrorCode::ContentFiltered)),
                    _ => Ok(()),
                };
            }
            Source::Http { reader, .. } => reader.take(),
        };
        let Some(reader) = reader else {
            return Err(ModelError::new(ModelErrorCode::NotAStream));
        };
        let (events, outcome) = reader.finish();
        self.note(&outcome);
        text.push_str(&text_of(events, &mut self.thoughts));
        for call in &outcome.tool_calls {
            self.for_tools.push_str(&call.arguments);
            self.for_tools.push('\n');
        }
        outcome.failure().map_or(Ok(()), Err)
    }
}

/// An answer to one edit, and what came of it so far.
#[derive(Debug)]
pub(super) struct Call {
    /// `None`: the text comes from elsewhere, from memory or as a part of a [joint call](super::joint)
    pub(super) connection: Option<Connection>,
    /// About how many tokens it was sent
    pub(super) estimate: u32,
    /// About how many tokens of the answer came
    pub(super) came: TokenCount,
    reader: Option<AnswerReader>,
    before: Document,
    editor: Editor,
    /// What was done before this answer, and the editor with it
    start: (Editor, Patch),
    accepted: Patch,
    fresh: Patch,
    /// What was told of the answer was a draft
    anew: bool,
    faults: Vec<String>,
    /// It was beyond the limits of an answer
    pub(super) is_too_large: bool,
    placeholders: Vec<Placeholder>,
    /// What looks like a placeholder in the request; `None`: the answer is not looked through for others
    pub(super) shown: Option<Vec<String>>,
    /// The nodes that are in the request; `None`: all
    pub(super) nodes: Option<ShownNodes>,
}

impl Call {
    pub(super) fn new(
        connection: Option<Connection>,
        before: Document,
        placeholders: Vec<Placeholder>,
        limits: &Limits,
    ) -> Self {
        let editor = Editor::new(&before, limits);
        Self {
            connection,
            estimate: 0,
            came: TokenCount::default(),
            reader: Some(AnswerReader::new(limits)),
            start: (editor.clone(), Patch::default()),
            editor,
            before,
            accepted: Patch::default(),
            fresh: Patch::default(),
            anew: false,
            faults: Vec::new(),
            is_too_large: false,
            placeholders,
            shown: None,
            nodes: None,
        }
    }

    /// Whether this is the call of an effect.
    pub(super) fn is_of(&self, effect: EffectId) -> bool {
        self.connection
            .as_ref()
            .is_some_and(|connection| connection.effect == effect)
    }

    /// Nothing more is wanted of it.
    pub(super) fn cut_off(&self, world: &mut World) {
        if let Some(connection) = &self.connection {
            connection.cut_off(world);
        }
    }

    /// Goes on where an answer broke off: these ops of it are done.
    pub(super) fn go_on_after(&mut self, done: &Patch) {
        for op in &done.ops {
            if self.editor.apply(op).is_ok() {
                self.accepted.ops.push(op.clone());
            }
        }
        self.start = (self.editor.clone(), self.accepted.clone());
    }

    /// The answer begins anew: what came of it was a draft.
    fn start_again(&mut self) {
        (self.editor, self.accepted) = self.start.clone();
        self.fresh = self.accepted.clone();
        self.faults.clear();
        self.anew = true;
    }

    /// Whether what was told of the answer was a draft, since the last time.
    pub(super) fn takes_back(&mut self) -> bool {
        std::mem::take(&mut self.anew)
    }

    /// What was accepted of an answer that broke off.
    pub(super) fn take_accepted(&mut self) -> Patch {
        std::mem::take(&mut self.accepted)
    }

    /// The ops that were accepted since the last time.
    pub(super) fn take_new_ops(&mut self) -> Patch {
        std::mem::take(&mut self.fresh)
    }

    /// The op that sets the text which is being written, as far as it has come, if that is more than was taken before.
    pub(super) fn take_growing(&mut self) -> Option<Op> {
        let op = self.reader.as_mut()?.growing()?;
        let op = self.before_cut_placeholder(op);
        // On a copy: the op itself comes later, or never.
        let copy = Editor::new(&self.editor.document(), self.editor.limits());
        let editor = std::mem::replace(&mut self.editor, copy);
        let checked = self.checked(op);
        self.editor = editor;
        checked.ok()
    }

    /// What a placeholder stands for is known once all of it has come.
    fn before_cut_placeholder(&self, mut op: Op) -> Op {
        if let Op::Set { value, .. } = &mut op
            && !self.placeholders.is_empty()
            && let Some(text) = value.as_str()
            && let Some((before, after)) = text.rsplit_once('[')
            && !after.contains(']')
        {
            *value = Value::from(before);
        }
        op
    }

    /// A sign of its connection.
    pub(super) fn hear(&mut self, signal: ModelSignal, now: Timestamp, limits: &Limits) -> Heard {
        let Some(connection) = &mut self.connection else {
            return Heard::More { coming: None };
        };
        let said = connection.hear(signal, now, limits);
        let thoughts = std::mem::take(&mut connection.thoughts);
        let for_tools = std::mem::take(&mut connection.for_tools);
        self.came.push(&thoughts);
        // What came in one piece with a failure counts as if it had come before.
        let heard = match self.hear_text(&said.text) {
            Heard::More { coming: None } if !thoughts.is_empty() => Heard::More {
                coming: Some(EditPhase::Thinking),
            },
            heard => heard,
        };
        match said.end {
            // Words without end behind it, a lost connection or a function that fails after it take nothing from an answer that is there.
            Some(Err(error))
                if (error.code.retryable()
                    || matches!(error.code, ModelErrorCode::Length | ModelErrorCode::App))
                    && self.reader.as_ref().is_some_and(AnswerReader::is_closed) =>
            {
                self.end("", limits)
            }
            Some(Err(error)) => Heard::Failed(error),
            Some(Ok(())) => {
                // A line ends with the answer, and may be all of it.
                self.read("\n");
                match self.reader.as_ref().is_some_and(AnswerReader::is_empty) {
                    true => self.end(&for_tools, limits),
                    false => self.end("", limits),
                }
            }
            // What is still to come cannot matter.
            None if self.reader.as_ref().is_some_and(AnswerReader::is_over) => self.end("", limits),
            None => heard,
        }
    }

    /// More of the answer.
    pub(super) fn hear_text(&mut self, text: &str) -> Heard {
        self.came.push(text);
        self.read(text);
        Heard::More {
            coming: (!text.is_empty()).then_some(EditPhase::Streaming),
        }
    }

    fn read(&mut self, text: &str) {
        let Some(reader) = &mut self.reader else { return };
        let ops = reader.push(text);
        if reader.begins_anew() {
            self.start_again();
        }
        for op in ops {
            self.accept(op);
        }
    }

    fn accept(&mut self, op: ReadOp) {
        let (place, op) = match op {
            Ok(op) => op,
            Err(error) => return self.faults.push(self.hidden(&error)),
        };
        match self.checked(op) {
            Ok(op) => {
                self.accepted.ops.push(op.clone());
                self.fresh.ops.push(op);
            }
            Err(faults) => {
                let faults = faults.iter().map(|fault| wrong_op(place, fault));
                self.faults.extend(faults);
            }
        }
    }

    /// Applies an op of the answer, with what the model was not shown. Else all that is wrong with it.
    fn checked(&mut self, op: Op) -> Result<Op, Vec<String>> {
        let mut restorer = self.restorer();
        let op = restorer.op(op);
        let unknown = restorer.faults();
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let op = self
            .behind_placeholders(op)
            .map_err(|fault| vec![self.hidden(&fault)])?;
        if let (
            Some(shown),
            Op::Set {
                id: Some(id), path, ..
            },
        ) = (&self.nodes, &op)
            && let Some(node) = self.before.node(id)
            && match &**path {
                "" => shown.get(id) != Some(&ShownAs::Full) || hides_some(&node, shown),
                "/children" => hides_some(&node, shown),
                _ => false,
            }
        {
            let fault = format!(
                "you were not shown all that is in {}, so you cannot set it as a whole: send `insert`, `remove` and `move` ops, or set single fields",
                self.hidden(id)
            );
            return Err(vec![fault]);
        }
        match self.editor.apply_checked(&op) {
            Ok(()) => Ok(op),
            Err(faults) => Err(faults.iter().map(|fault| self.hidden(&fault.message)).collect()),
        }
    }

    /// A model counts in texts as it saw them, with placeholders of other lengths than what they stand for.
    fn behind_placeholders(&self, mut op: Op) -> Result<Op, String> {
        // The embedded model sees everything.
        if self.shown.is_some()
            && let Op::Text {
                id, path, at, delete, ..
            } = &mut op
        {
            let document = self.editor.document();
            let holder = match id {
                Some(id) => document.node(id).map(|node| node.value),
                None => Some(document.root()),
            };
            let text = holder.and_then(|holder| holder.pointer(path)?.as_str());
            if let Some(text) = text
                && self.personal().any(|known| text.contains(&known.text))
            {
                let from = self.place_behind(text, *at);
                let to = self.place_behind(text, at.saturating_add(*delete));
                let (Some(from), Some(to)) = (from, to) else {
                    return Err(format!(
                        "The text at {path} has placeholders, and `at` or `delete` is within one or beyond the end. Send the whole text with `set`."
                    ));
                };
                (*at, *delete) = (from, to.saturating_sub(from));
            }
        }
        Ok(op)
    }

    /// Where a place in a text as the model saw it is in the text as it is, in UTF-16 units. `None`: within a placeholder, or beyond the
    /// end.
    fn place_behind(&self, text: &str, seen: u32) -> Option<u32> {
        let (mut place, mut passed, mut rest) = (0, 0, text);
        while passed < seen {
            let here = self.personal().filter(|known| rest.starts_with(&known.text));
            let (shown, there) = match here.max_by_key(|known| known.text.len()) {
                Some(known) => (known.token.as_str(), known.text.as_str()),
                None => {
                    let letter = rest.get(..rest.chars().next()?.len_utf8())?;
                    (letter, letter)
                }
            };
            passed += shown.encode_utf16().count() as u32;
            place += there.encode_utf16().count() as u32;
            rest = rest.strip_prefix(there)?;
        }
        (passed == seen).then_some(place)
    }

    /// What was hidden from the model because it is somebody's.
    fn personal(&self) -> impl Iterator<Item = &Placeholder> {
        let known = self.placeholders.iter();
        known.filter(|known| known.kind != SecretKind::NodeId)
    }

    fn restorer(&self) -> Restorer<'_> {
        Restorer::new(&self.placeholders, self.shown.as_deref(), &self.editor)
    }

    /// What is wrong, without what was hidden from the model: it ends in messages and logs.
    fn hidden(&self, fault: &impl ToString) -> String {
        hidden(fault.to_string(), self.personal())
    }

    /// The answer is complete; `rest` is the last of it.
    pub(super) fn end(&mut self, rest: &str, limits: &Limits) -> Heard {
        self.read(rest);
        let Some(reader) = self.reader.take() else {
            return Heard::Nothing { said: None };
        };
        let answer = match reader.finish() {
            Ok(answer) => answer,
            Err(error) => {
                self.is_too_large = matches!(error.code, ANSWER_TOO_LARGE | ANSWER_TOO_MANY_OPS);
                self.faults.push(self.hidden(&error));
                return Heard::Unusable {
                    faults: std::mem::take(&mut self.faults),
                };
            }
        };
        if answer.anew {
            self.start_again();
        }
        for op in answer.ops {
            self.accept(op);
        }
        if let Some(document) = answer.document {
            return self.whole_document(document, limits);
        }
        if !self.faults.is_empty() {
            return Heard::Unusable {
                faults: std::mem::take(&mut self.faults),
            };
        }
        if !self.accepted.ops.is_empty() {
            return Heard::Answer {
                patch: std::mem::take(&mut self.accepted),
                left: answer.question.map(|text| unmask(&text, &self.placeholders)),
            };
        }
        match answer.question.map(|text| self.restorer().restored(&text)) {
            Some(text) if text.trim_end().ends_with('?') => Heard::Question {
                text,
                candidates: Vec::new(),
            },
            said => Heard::Nothing { said },
        }
    }

    /// The model answered with a document instead of ops: nodes that are the same keep their ids.
    fn whole_document(&mut self, document: Value, limits: &Limits) -> Heard {
        let mut restorer = self.restorer();
        let proposed = restorer.value(&document, Some(self.before.root()));
        let unknown = restorer.faults();
        if !unknown.is_empty() {
            return Heard::Unusable { faults: unknown };
        }
        let is_shown = |id: &Text| self.nodes.as_ref().is_none_or(|nodes| nodes.contains_key(id));
        let reconciled = reconcile_shown(&self.before, proposed, &is_shown);
        let reconciled = Document::new(reconciled, limits).and_then(|answer| match &self.nodes {
            Some(nodes) => Document::new(with_unshown(&self.before, &answer, nodes), limits),
            None => Ok(answer),
        });
        let reconciled = match reconciled {
            Ok(reconciled) => reconciled,
            Err(error) => {
                return Heard::Unusable {
                    faults: vec![self.hidden(&error)],
                };
            }
        };
        let is_node = |document: &Document| document.root().node_identity().is_some();
        if self.nodes.is_some() && !is_node(&self.before) {
            let fault = "You were shown only a part of the document, so you cannot send it whole. Send ops.";
            return Heard::Unusable {
                faults: vec![fault.to_owned()],
            };
        }
        if is_node(&self.before) && !is_node(&reconciled) {
            let fault = "The document you sent is none: its root must be an object with `id` and `type`.";
            return Heard::Unusable {
                faults: vec![fault.to_owned()],
            };
        }
        let patch = diff(&self.before, &reconciled);
        let mut editor = Editor::new(&self.before, limits);
        let mut faults = Vec::new();
        for op in &patch.ops {
            if let Err(found) = editor.apply_checked(op) {
                // The ops are not the model's: no place of one would tell it anything.
                let told = |what: &str| format!("The document you sent is wrong: {what}.");
                faults.extend(found.iter().map(|fault| told(&self.hidden(&fault.message))));
            }
        }
        match (faults.is_empty(), patch.ops.is_empty()) {
            (false, _) => Heard::Unusable { faults },
            (true, true) => Heard::Nothing { said: None },
            (true, false) => {
                self.fresh = patch.clone();
                Heard::Answer { patch, left: None }
            }
        }
    }
}

fn text_of(events: Vec<ModelEvent>, thoughts: &mut String) -> String {
    let mut text = String::new();
    for event in events {
        match event {
            ModelEvent::TextDelta(more) => text.push_str(&more),
            ModelEvent::Thinking(more) => thoughts.push_str(&more),
            _ => {}
        }
    }
    text
}
