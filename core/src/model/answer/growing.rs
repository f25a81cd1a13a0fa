//! A text that is still being written: what a node will read, shown while the model writes it.

use super::field::is_text;
use super::{AnswerReader, Mode, op, terse};
use crate::document::{Limits, Text, Value};
use crate::version::Op;

/// Bytes that a text grows by before it is told again. After that an eighth of it, so that all that is told of a text is in proportion to it.
const STEP: usize = 16;
/// Bytes of a line in which its text must have begun: it is looked for each time more of the line comes.
const LONGEST_HEAD: usize = 400;

/// A node, or the document itself, and a path from there.
pub(super) type Field = (Option<Text>, Text);

/// The text under way.
#[derive(Clone, Debug)]
pub(super) struct Growing {
    /// Which op of the answer, by those before it, and where in it the text begins
    place: (usize, usize),
    /// What it is the text of; `None`: of nothing that is read on a node
    field: Option<Field>,
    /// As much of it was told, in bytes as they came
    told: usize,
}

impl AnswerReader {
    /// The op that sets a text which is being written, with as much of it as has come, if that is more than was told before. The op
    /// itself follows when it is complete, or never.
    pub fn growing(&mut self) -> Option<Op> {
        let found = self.found;
        let known = self.growing.take().filter(|growing| growing.place.0 == found);
        let (text, start, line) = match &self.mode {
            Mode::Json { cutter, head: None } => {
                let (item, start) = cutter.open_text()?;
                (item, start, None)
            }
            Mode::Line(line) => {
                let start = match &known {
                    Some(growing) => growing.place.1,
                    None if line.len() > LONGEST_HEAD => return None,
                    None => terse::text_start(line, &self.limits)?,
                };
                (line.as_bytes(), start, Some(line))
            }
            _ => return None,
        };
        let place = (found, start);
        let known = known.filter(|growing| growing.place == place);
        let mut growing = known.unwrap_or_else(|| Growing {
            place,
            field: match line {
                Some(line) => terse::field_before(line, start, &self.limits),
                None => field_before(text.get(..start).unwrap_or_default(), &self.limits),
            },
            told: 0,
        });
        let come = text.get(start..).unwrap_or_default();
        let more = come.len() >= growing.told + STEP.max(growing.told / 8);
        let told = (more && growing.field.is_some()).then(|| {
            // An escape that is cut, or a quotation mark of a text that is over, is no text; more of it comes.
            let written = format!("\"{}\"", std::str::from_utf8(come).ok()?);
            Value::parse(&written, &self.limits).ok()
        });
        let op = told.flatten().and_then(|value| {
            growing.told = come.len();
            let (id, path) = growing.field.clone()?;
            Some(Op::Set {
                id,
                path,
                value,
                before: None,
            })
        });
        self.growing = Some(growing);
        op
    }
}

/// What the text is of that begins at the end of this part of an op in JSON.
fn field_before(item: &[u8], limits: &Limits) -> Option<Field> {
    if !item.ends_with(br#""value":""#) {
        return None;
    }
    let whole = format!("{}\"}}", std::str::from_utf8(item).ok()?);
    let value = Value::parse(&whole, limits).ok()?;
    let mut ops = Vec::new();
    op::read(value.as_object()?, limits, &mut ops).ok()?;
    match ops.pop() {
        Some(Op::Set { id, path, .. }) if is_text(&path) => Some((id, path)),
        _ => None,
    }
}
