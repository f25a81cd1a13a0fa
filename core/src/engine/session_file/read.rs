//! Files of sessions, read as they come in.

use super::old;
use super::{FORMAT, chained, invalid, newer};
use crate::document::{Document, Limits, Value};
use crate::engine::EngineError;
use crate::engine::record::{self, Reading};
use crate::journal::{Entry, Envelope, Event, JournalError, SectionTag};
use crate::sorted::SortedMap;
use crate::version::{Op, Patch, apply, diff_in_order};
use crate::workflow::design::{Decision, DesignState, Made};
use bozzetto_versions::crc32;

/// A file of which a part has come. What has come is checked; nothing is stored before all of it has.
#[derive(Debug)]
pub(in crate::engine) struct Import {
    limits: Limits,
    received: usize,
    form: Form,
}

#[derive(Debug)]
enum Form {
    /// Too little has come to know
    Begun(Vec<u8>),
    /// Format 1, which has its check at the end
    Old(Vec<u8>),
    Lines(Box<Lines>),
    /// It was refused; nothing more of it is looked at
    Refused(EngineError),
}

impl Import {
    pub(in crate::engine) fn new(limits: &Limits) -> Self {
        Self {
            limits: limits.clone(),
            received: 0,
            form: Form::Begun(Vec::new()),
        }
    }

    /// More of it. Returns how many versions have come so far.
    ///
    /// # Errors
    /// As soon as something is wrong; the same again for everything that comes then.
    pub(in crate::engine) fn push(&mut self, bytes: &[u8]) -> Result<u32, EngineError> {
        let taken = self.take(bytes);
        if let Err(error) = &taken {
            self.form = Form::Refused(error.clone());
        }
        taken
    }

    fn take(&mut self, bytes: &[u8]) -> Result<u32, EngineError> {
        self.received = self.received.saturating_add(bytes.len());
        if self.received > self.limits.import_bytes {
            return Err(EngineError::ImportTooLarge {
                limit: self.limits.import_bytes,
            });
        }
        if let Form::Begun(begun) = &mut self.form {
            begun.extend_from_slice(bytes);
            if begun.len() < old::MARK.len() {
                return Ok(0);
            }
            let begun = std::mem::take(begun);
            if begun.starts_with(&old::MARK) {
                self.form = Form::Old(begun);
                return Ok(0);
            }
            self.form = Form::Lines(Box::default());
            return self.lines(&begun);
        }
        self.lines(bytes)
    }

    fn lines(&mut self, bytes: &[u8]) -> Result<u32, EngineError> {
        match &mut self.form {
            Form::Lines(lines) => {
                lines.push(bytes, &self.limits)?;
                Ok(lines.state.versions.len() as u32)
            }
            Form::Begun(held) | Form::Old(held) => {
                held.extend_from_slice(bytes);
                Ok(0)
            }
            Form::Refused(error) => Err(error.clone()),
        }
    }

    /// That was all of it: its records, and the session that it is.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(in crate::engine) fn finish(self) -> Result<(Vec<Vec<u8>>, String), EngineError> {
        match self.form {
            Form::Begun(_) => Err(invalid("it is too short")),
            Form::Old(bytes) => old::unpack(&bytes, &self.limits),
            Form::Lines(lines) => lines.finish(&self.limits),
            Form::Refused(error) => Err(error),
        }
    }
}

/// What the lines so far have come to.
#[derive(Debug, Default)]
struct Lines {
    /// A line that has not ended
    open: Vec<u8>,
    count: u32,
    all: u32,
    manifest: Option<Manifest>,
    /// Documents that have come and may be named, by hash
    documents: SortedMap<u128, Document>,
    entries: u32,
    records: Vec<Vec<u8>>,
    state: DesignState,
    ended: bool,
}

#[derive(Debug)]
struct Manifest {
    session: String,
    entries: u32,
    versions: u32,
}

impl Lines {
    fn push(&mut self, mut bytes: &[u8], limits: &Limits) -> Result<(), EngineError> {
        // A document and what is around it; a change may hold a document as well.
        let most = limits.document_bytes.saturating_mul(2).saturating_add(1 << 20);
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            let (line, rest) = bytes.split_at_checked(end).unwrap_or_default();
            bytes = rest.get(1..).unwrap_or_default();
            if self.open.is_empty() {
                self.line(line, limits)?;
            } else {
                let mut whole = std::mem::take(&mut self.open);
                whole.extend_from_slice(line);
                self.line(&whole, limits)?;
            }
        }
        self.open.extend_from_slice(bytes);
        if self.open.len() > most {
            return Err(self.wrong("it is longer than any that can have been written"));
        }
        Ok(())
    }

    fn finish(mut self, limits: &Limits) -> Result<(Vec<Vec<u8>>, String), EngineError> {
        if !self.open.is_empty() {
            let last = std::mem::take(&mut self.open);
            self.line(&last, limits)?;
        }
        match self.manifest {
            Some(manifest) if self.ended => Ok((self.records, manifest.session)),
            _ => Err(invalid("it was cut: its end is missing")),
        }
    }

    fn wrong(&self, what: &str) -> EngineError {
        invalid(format!("line {}: {what}", self.count + 1))
    }

    fn line(&mut self, line: &[u8], limits: &Limits) -> Result<(), EngineError> {
        if self.ended {
            return Err(invalid("something is behind its end"));
        }
        // Tools that know it for text may have changed the ends of its lines.
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let text = std::str::from_utf8(line).map_err(|_| self.wrong("it is not UTF-8"))?;
        if self.manifest.is_none() && !text.starts_with("{\"bozzetto\":\"session\"") {
            return Err(invalid("it is no Bozzetto session"));
        }
        let unchecked = || self.wrong("its checksum does not fit: the file was cut or changed");
        let (checked, sum) = text
            .strip_suffix("\"}")
            .and_then(|text| text.rsplit_once(",\"crc\":\""))
            .ok_or_else(unchecked)?;
        let own = crc32(checked.as_bytes());
        if sum != format!("{own:08x}") {
            return Err(unchecked());
        }
        let wide = Limits {
            document_bytes: usize::MAX >> 1,
            depth: Limits::MAX_DEPTH,
            values: limits.values.saturating_mul(4),
            ..limits.clone()
        };
        let value = Value::parse(text, &wide).map_err(|error| self.wrong(&error.to_string()))?;
        if self.manifest.is_none() {
            self.manifest = Some(self.manifest(&value)?);
        } else if let Some(document) = value.get("value") {
            self.document(&value, document, limits)?;
        } else if value.get("events").is_some() {
            self.entry(&value, limits)?;
        } else if let Some(lines) = value.get("end") {
            self.end(lines, &value)?;
        } else {
            return Err(newer(format!("the kind of line {}", self.count + 1)));
        }
        self.all = chained(self.all, own);
        self.count += 1;
        Ok(())
    }

    fn manifest(&self, value: &Value) -> Result<Manifest, EngineError> {
        let number = |key: &str| {
            let number = value.get(key).and_then(Value::as_i64);
            let number = number.and_then(|number| u32::try_from(number).ok());
            number.ok_or_else(|| self.wrong("a number is missing in it"))
        };
        let format = number("format")?;
        if format > FORMAT {
            return Err(newer(format!("its format {format}")));
        }
        if format < FORMAT {
            return Err(self.wrong("there was never such a format"));
        }
        let session = value.get("session").and_then(Value::as_str);
        Ok(Manifest {
            session: session
                .ok_or_else(|| self.wrong("it names no session"))?
                .to_owned(),
            entries: number("entries")?,
            versions: number("versions")?,
        })
    }

    fn document(&mut self, line: &Value, value: &Value, limits: &Limits) -> Result<(), EngineError> {
        let document =
            Document::parse(&value.to_json(), limits).map_err(|error| self.wrong(&error.to_string()))?;
        if hex(line, "document", 32) != Some(document.hash()) {
            return Err(self.wrong("the document is not the one of this name"));
        }
        self.documents.insert(document.hash(), document);
        Ok(())
    }

    fn entry(&mut self, line: &Value, limits: &Limits) -> Result<(), EngineError> {
        let entry = Entry::from_json(line).map_err(|error| match error {
            JournalError::UnknownEvent { name } => {
                newer(format!("the event {name:?} in line {}", self.count + 1))
            }
            error => self.wrong(&error.to_string()),
        })?;
        let committed = |event: &&Event| matches!(event, Event::VersionCommitted { .. });
        if entry.events.iter().filter(committed).count() > 1 {
            return Err(self.wrong("it makes two versions"));
        }
        let version = record::version_of(&entry.events).map(|(number, parent, _)| (number, parent));
        let made = match version {
            Some((_, parent)) => Some(self.made(line, parent, limits)?),
            None => None,
        };
        let decision = Decision {
            events: entry.events,
            made,
        };
        let bytes = record::encode(&decision, &self.state, entry.at);
        match record::replay(&bytes, &mut self.state, limits, Reading::Strict) {
            Ok(replayed) if replayed.lost == 0 => {}
            Ok(_) => return Err(self.wrong("its version does not follow")),
            Err(error) => return Err(self.wrong(&error.to_string())),
        }
        if let Some((number, _)) = version {
            let stamp = self
                .state
                .history
                .stamp(number)
                .map(|stamp| u128::from(stamp.number()));
            if stamp.is_none() || stamp != hex(line, "stamp", 16) {
                return Err(self.wrong("its version is not the one that was stamped"));
            }
        }
        if self
            .manifest
            .as_ref()
            .is_none_or(|manifest| manifest.session != self.state.session)
        {
            return Err(self.wrong("it does not begin with its session"));
        }
        self.entries += 1;
        self.records.push(match line.get("sections") {
            Some(sections) => {
                with_unknown(&bytes, sections).ok_or_else(|| self.wrong("a section of it is none"))?
            }
            None => bytes,
        });
        Ok(())
    }

    /// What a version is made of.
    fn made(&self, line: &Value, parent: u32, limits: &Limits) -> Result<Made, EngineError> {
        let before = self.state.document_at(parent).filter(|_| parent != 0);
        if let Some(ops) = line.get("ops") {
            let before = before.ok_or_else(|| self.wrong("there is no version for its change"))?;
            let patch = Patch::from_value(ops).map_err(|error| self.wrong(&error.to_string()))?;
            let applied = apply(&before, &patch, limits).map_err(|error| self.wrong(&error.to_string()))?;
            return Ok(Made {
                patch,
                document: applied.document,
            });
        }
        let document = hex(line, "document", 32).and_then(|hash| self.documents.get(&hash));
        let document = document
            .ok_or_else(|| self.wrong("its version is missing"))?
            .clone();
        let patch = match before {
            Some(before) => diff_in_order(&before, &document),
            None => Patch::new([Op::set_at("", document.root().clone())]),
        };
        Ok(Made { patch, document })
    }

    fn end(&mut self, lines: &Value, line: &Value) -> Result<(), EngineError> {
        let all = lines.as_i64() == Some(i64::from(self.count))
            && hex(line, "all", 8) == Some(u128::from(self.all))
            && self.manifest.as_ref().is_some_and(|manifest| {
                manifest.entries == self.entries && manifest.versions as usize == self.state.versions.len()
            });
        if !all || self.records.is_empty() {
            return Err(invalid("lines of it are missing or were moved"));
        }
        self.ended = true;
        Ok(())
    }
}

/// A record with sections beside it that are not known here. `None`: they are known, or nobody can have written them.
fn with_unknown(record: &[u8], sections: &Value) -> Option<Vec<u8>> {
    let mut envelope = Envelope::decode(record).ok()?;
    for (tag, digits) in sections.as_object()?.iter() {
        let tag = tag.parse::<u32>().ok().and_then(|tag| u8::try_from(tag).ok());
        let tag = tag.filter(|tag| *tag > SectionTag::LAST)?;
        let digits = digits.as_str()?.as_bytes();
        let mut bytes = Vec::with_capacity(digits.len() / 2);
        for pair in digits.chunks(2) {
            let [high, low] = *pair else { return None };
            let [high, low] = [high, low].map(|digit| char::from(digit).to_digit(16));
            bytes.push((high? << 4 | low?) as u8);
        }
        envelope.set(SectionTag(tag), bytes);
    }
    Some(envelope.encode())
}

/// A number in so many hexadecimal digits.
fn hex(line: &Value, key: &str, digits: usize) -> Option<u128> {
    let text = line.get(key)?.as_str()?;
    let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    u128::from_str_radix(text, 16).ok().filter(|_| plain)
}
