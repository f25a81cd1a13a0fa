//! The difference of two JSON texts that are mostly the same, without reading what is the same.
//!
//! Both texts are skimmed: checked and cut into fields and items, without a value being made. What is equal as text on both sides
//! becomes a stub; only what differs is read. The two trees that come of it are compared as documents are. A stub is a number that
//! JSON cannot have and says where it stands in the second text, so one that got into an op is found and read then. Where the
//! skimmer does not understand a text, invalid JSON above all, both are read whole.

use crate::hashing::Map;

use super::{diff::diff, foreign::diff_foreign, key_order::with_key_order, op::Op, op::Patch};
use crate::document::{
    Document, DocumentError, Limits, Object, Text, Value, index::visit_nodes, plain::is_plain_word,
};
use crate::sorted::sort_by;

/// Levels that are skimmed.
const DEPTH: usize = 128;
/// Digits of a number that a double certainly has room for, with an exponent of two digits at most.
const DIGITS: usize = 128;

/// What leads from one document to another, both as JSON text, to the last key and its place.
///
/// # Errors
/// As [`Document::parse`], for the first text that is none. Two nodes of one id are not looked for where both texts are the same.
pub fn diff_texts(before: &str, after: &str, limits: &Limits) -> Result<Patch, DocumentError> {
    if let Some(patch) = skimmed(before, after, limits) {
        return Ok(patch);
    }
    let (before, after) = (Document::parse(before, limits)?, Document::parse(after, limits)?);
    Ok(with_key_order(diff_foreign(&before, &after), &before, &after))
}

fn skimmed(before: &str, after: &str, limits: &Limits) -> Option<Patch> {
    if before.len().max(after.len()) > limits.document_bytes {
        return None;
    }
    let both = Both {
        a: Skim::of(before, limits)?,
        b: Skim::of(after, limits)?,
        limits,
    };
    if both.same(0, 0) {
        return Some(Patch::default());
    }
    let (a, b) = both.pair(0, 0)?;
    let (a, b) = (Document::new(a, limits).ok()?, Document::new(b, limits).ok()?);
    let mut patch = with_key_order(diff(&a, &b), &a, &b);
    // Where nodes go and others come, they may be the same under other ids: that takes all of both.
    let goes = patch.ops.iter().any(|op| matches!(op, Op::Remove { .. }));
    let comes = patch.ops.iter().any(|op| matches!(op, Op::Insert { .. }));
    if goes && comes {
        return None;
    }
    for op in &mut patch.ops {
        if let Op::Set { value, .. } | Op::Insert { node: value, .. } = op
            && holds_stub(value)
        {
            let read = both.read_stubs(value)?;
            // Nodes that were not read are in the first text, too, and could be there twice on the way.
            if nodes_in(&read) > nodes_in(value) {
                return None;
            }
            *value = read;
        }
    }
    Some(patch)
}

/// The nodes in a value or in a list of them.
fn nodes_in(value: &Value) -> usize {
    if let Some(items) = value.as_array() {
        return items.iter().map(nodes_in).sum();
    }
    let mut count = 0;
    let _ = visit_nodes::<()>(value, None, 0, &mut |_, _, _, _| {
        count += 1;
        Ok(())
    });
    count
}

/// Whether something in a value was not read.
pub(super) fn holds_stub(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_nan(),
        Value::Array(array) => array.items().iter().any(holds_stub),
        Value::Object(object) => object.iter().any(|(_, value)| holds_stub(value)),
        _ => false,
    }
}

/// Not-a-number, with room for a place.
const STUB: u64 = 0x7ff8_0000_0000_0000;
/// It stands for the object that it is in, not for itself.
const OF_ITEM: u64 = 1 << 40;

/// What stands for something that is the same on both sides: where it is in the second text. Stubs of one place are equal, so
/// that what is equal is the same.
fn stub(place: usize, of: u64) -> Value {
    Value::Number(f64::from_bits(STUB | of | place as u64))
}

/// The place that a stub names, and whether it stands for the object around it.
fn stubbed(value: &Value) -> Option<(usize, bool)> {
    let number = value.as_f64().filter(|number| number.is_nan())?;
    let bits = number.to_bits();
    Some((bits as u32 as usize, bits & OF_ITEM != 0))
}

/// The place that an object stands for.
fn item_stub(object: &Object) -> Option<usize> {
    // It is the last of the few fields that such an object has.
    let (key, value) = object.entries().last()?;
    let (place, of_item) = Some(value).filter(|_| key.is_empty()).and_then(stubbed)?;
    of_item.then_some(place)
}

/// Whether an object stands for one that was not read: it has none of its fields.
pub(super) fn is_stub(object: &Object) -> bool {
    item_stub(object).is_some()
}

/// The two texts, cut up.
struct Both<'a> {
    a: Skim<'a>,
    b: Skim<'a>,
    limits: &'a Limits,
}

impl Both<'_> {
    /// Whether two parts are the same text.
    fn same(&self, a: usize, b: usize) -> bool {
        self.a.hash(a) == self.b.hash(b) && self.a.raw(a) == self.b.raw(b)
    }

    fn read(&self, text: &str) -> Option<Value> {
        // Most are short texts, for which a reader would be made in vain.
        let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        if let Some(inner) = inner.filter(|inner| !inner.contains('\\')) {
            return Some(inner.into());
        }
        Value::parse(text, self.limits).ok()
    }

    /// The value with all that was skipped.
    fn read_stubs(&self, value: &Value) -> Option<Value> {
        let stub = match value {
            Value::Object(object) => item_stub(object),
            value => stubbed(value).map(|(place, _)| place),
        };
        if let Some(place) = stub {
            return self.read(self.b.raw(place));
        }
        Some(match value {
            Value::Array(array) => {
                let items: Option<Vec<Value>> =
                    array.items().iter().map(|item| self.read_stubs(item)).collect();
                items?.into()
            }
            Value::Object(object) => {
                let fields: Option<Vec<(Text, Value)>> = object
                    .iter()
                    .map(|(key, value)| Some((key.clone(), self.read_stubs(value)?)))
                    .collect();
                Value::object(fields?)
            }
            value => value.clone(),
        })
    }

    /// Two different values, read where they differ.
    fn pair(&self, a: usize, b: usize) -> Option<(Value, Value)> {
        let (raw_a, raw_b) = (self.a.raw(a), self.b.raw(b));
        match (raw_a.as_bytes().first()?, raw_b.as_bytes().first()?) {
            (b'{', b'{') => self.objects(a, b),
            (b'[', b'[') => self.arrays(a, b),
            _ => Some((self.read(raw_a)?, self.read(raw_b)?)),
        }
    }

    fn objects(&self, a: usize, b: usize) -> Option<(Value, Value)> {
        let (fields_a, fields_b) = (self.a.fields(a), self.b.fields(b));
        let there: Map<&str, usize> = fields_b.iter().copied().collect();
        let known: Map<&str, usize> = fields_a.iter().copied().collect();
        if there.len() != fields_b.len() || known.len() != fields_a.len() {
            // Of equal keys the last one counts: rare enough to be read.
            return None;
        }
        // By place in the text.
        let mut made_b: Vec<(usize, Value)> = Vec::new();
        let mut made_a: Vec<(Text, Value)> = Vec::with_capacity(fields_a.len());
        for (key, value) in fields_a {
            let made = match there.get(key) {
                Some(twin) if self.same(value, *twin) => {
                    let is_identity = matches!(key, "id" | "type");
                    let made = if is_identity {
                        self.read(self.a.raw(value))?
                    } else {
                        stub(*twin, 0)
                    };
                    made_b.push((*twin, made.clone()));
                    made
                }
                Some(twin) => {
                    let (made, other) = self.pair(value, *twin)?;
                    made_b.push((*twin, other));
                    made
                }
                None => self.read(self.a.raw(value))?,
            };
            made_a.push((key.into(), made));
        }
        sort_by(&mut made_b, |a, b| a.0.cmp(&b.0));
        let mut ready = made_b.into_iter().peekable();
        let mut fields: Vec<(Text, Value)> = Vec::with_capacity(fields_b.len());
        for (key, value) in fields_b {
            let made = match ready.next_if(|(place, _)| *place == value) {
                Some((_, made)) => made,
                None => self.read(self.b.raw(value))?,
            };
            fields.push((key.into(), made));
        }
        Some((Value::object(made_a), Value::object(fields)))
    }

    fn arrays(&self, a: usize, b: usize) -> Option<(Value, Value)> {
        let (items_a, items_b) = (self.a.items(a), self.b.items(b));
        let in_a: Map<u64, usize> = items_a.iter().map(|item| (self.a.hash(*item), *item)).collect();
        let in_b: Map<u64, usize> = items_b.iter().map(|item| (self.b.hash(*item), *item)).collect();
        let twin_of = |item: usize| {
            let twin = in_b.get(&self.a.hash(item)).copied();
            twin.filter(|twin| self.same(item, *twin))
        };
        let kept_b = |item: usize| {
            in_a.get(&self.b.hash(item))
                .is_some_and(|twin| self.same(*twin, item))
        };
        // Of equal items one stands for all. Hashes are no proof: who writes a document can make two of them meet.
        let first_of = |item: usize| {
            let first = in_b.get(&self.b.hash(item)).copied();
            first.filter(|first| *first == item || self.b.raw(*first) == self.b.raw(item))
        };
        // What is left over is met by its id, or in a list that kept its length by its place.
        let mut by_id: Map<&str, usize> = Map::default();
        for (at, item) in items_b.iter().enumerate() {
            if !kept_b(*item)
                && let Some(id) = self.b.field(*item, "id")
            {
                by_id.insert(id, at);
            }
        }
        let mut made_b: Vec<Option<Value>> = vec![None; items_b.len()];
        let mut made_a: Vec<Value> = Vec::with_capacity(items_a.len());
        for (at, item) in items_a.iter().enumerate() {
            if let Some(twin) = twin_of(*item) {
                made_a.push(self.item_stub(twin)?);
                continue;
            }
            let twin = match self.a.field(*item, "id") {
                Some(id) => by_id.get(id).copied(),
                None => Some(at).filter(|_| items_a.len() == items_b.len()),
            };
            let free = twin.and_then(|twin| Some((twin, *items_b.get(twin)?)));
            let free = free.filter(|(twin, other)| !kept_b(*other) && made_b.get(*twin) == Some(&None));
            let made = match free {
                Some((twin, other)) => {
                    let (made, other) = self.pair(*item, other)?;
                    if let Some(slot) = made_b.get_mut(twin) {
                        *slot = Some(other);
                    }
                    made
                }
                None => self.read(self.a.raw(*item))?,
            };
            made_a.push(made);
        }
        let mut list: Vec<Value> = Vec::with_capacity(items_b.len());
        for (item, made) in items_b.iter().zip(made_b) {
            list.push(match (made, first_of(*item)) {
                (Some(made), _) => made,
                (None, Some(first)) if kept_b(*item) => self.item_stub(first)?,
                (None, _) => self.read(self.b.raw(*item))?,
            });
        }
        Some((made_a.into(), list.into()))
    }

    /// What stands for an item of the second text that both lists have, and what it is known by.
    fn item_stub(&self, item: usize) -> Option<Value> {
        let skim = &self.b;
        let raw = skim.raw(item);
        if !raw.starts_with(['{', '[']) {
            return self.read(raw);
        }
        let mut fields: Vec<(Text, Value)> = Vec::new();
        for key in ["id", "type"] {
            if let Some(text) = skim.field(item, key).filter(|text| text.starts_with('"')) {
                fields.push((key.into(), self.read(text)?));
            }
        }
        fields.push(("".into(), stub(item, OF_ITEM)));
        Some(Value::object(fields))
    }
}

/// A value as it stands in the text.
struct Span {
    start: u32,
    end: u32,
    /// Of the object that it is a field of: where its key is
    key: u32,
    /// The place of what comes behind it and all in it
    next: u32,
    hash: u64,
}

/// A text cut up in one go. It understands less than all of JSON, and nothing that is none.
struct Skim<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// In the order of the text, each before what is in it
    spans: Vec<Span>,
    most: usize,
    string_bytes: usize,
}

/// FNV-1a by words; equal ones are held against the text.
fn mix(hash: u64, word: u64) -> u64 {
    (hash ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23)
}

impl<'a> Skim<'a> {
    fn of(text: &'a str, limits: &Limits) -> Option<Self> {
        let mut skim = Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            spans: Vec::with_capacity(text.len() / 12),
            most: limits.values,
            string_bytes: limits.string_bytes,
        };
        u32::try_from(text.len()).ok()?;
        skim.space();
        skim.value(0, 0)?;
        skim.space();
        (skim.at == text.len()).then_some(skim)
    }

    fn raw(&self, place: usize) -> &'a str {
        let span = self.spans.get(place);
        span.and_then(|span| self.text.get(span.start as usize..span.end as usize))
            .unwrap_or_default()
    }

    fn hash(&self, place: usize) -> u64 {
        self.spans.get(place).map_or(0, |span| span.hash)
    }

    /// The places of the items of an array, or of the values of an object.
    fn places(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.spans.get(place).map_or(0, |span| span.next as usize);
        let first = Some(place + 1).filter(|first| *first < end);
        std::iter::successors(first, move |at| {
            let next = self.spans.get(*at)?.next as usize;
            (next < end).then_some(next)
        })
    }

    fn items(&self, place: usize) -> Vec<usize> {
        self.places(place).collect()
    }

    /// Keys without their quotes, and the places of their values.
    fn fields(&self, place: usize) -> Vec<(&'a str, usize)> {
        let key = |value: usize| {
            let rest = self.text.get(self.spans.get(value)?.key as usize + 1..)?;
            rest.split_once('"').map(|(key, _)| (key, value))
        };
        self.places(place).filter_map(key).collect()
    }

    /// A field of an object, as it stands; of equal keys the last.
    fn field(&self, place: usize, key: &str) -> Option<&'a str> {
        if !self.raw(place).starts_with('{') {
            return None;
        }
        let value = self.places(place).filter(|value| {
            let at = self.spans.get(*value).map_or(0, |span| span.key as usize + 1);
            let rest = self
                .bytes
                .get(at..)
                .and_then(|rest| rest.strip_prefix(key.as_bytes()));
            rest.is_some_and(|rest| rest.starts_with(b"\""))
        });
        Some(self.raw(value.last()?))
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// One value; gives its hash.
    fn value(&mut self, depth: usize, key: usize) -> Option<u64> {
        let place = self.spans.len();
        if place >= self.most || depth > DEPTH {
            return None;
        }
        let start = self.at;
        self.spans.push(Span {
            start: start as u32,
            end: 0,
            key: key as u32,
            next: 0,
            hash: 0,
        });
        let hash = match self.peek()? {
            b'"' => self.string()?,
            b'{' => self.each(b'}', depth, true)?,
            b'[' => self.each(b']', depth, false)?,
            b't' => self.word(b"true")?,
            b'f' => self.word(b"false")?,
            b'n' => self.word(b"null")?,
            _ => self.number()?,
        };
        let next = self.spans.len() as u32;
        let span = self.spans.get_mut(place)?;
        (span.end, span.next, span.hash) = (self.at as u32, next, hash);
        Some(hash)
    }

    /// What stands between brackets, one after the other.
    fn each(&mut self, end: u8, depth: usize, keyed: bool) -> Option<u64> {
        let mut hash = u64::from(end);
        self.at += 1;
        self.space();
        if self.take(end).is_some() {
            return Some(hash);
        }
        loop {
            let key = self.at;
            if keyed {
                hash = mix(hash, self.string()?);
                // A key is compared as it stands.
                if self.text.get(key..self.at)?.contains('\\') {
                    return None;
                }
                self.space();
                self.take(b':')?;
                self.space();
            }
            hash = mix(hash, self.value(depth + 1, key)?);
            self.space();
            if self.take(end).is_some() {
                return Some(mix(hash, 1));
            }
            self.take(b',')?;
            self.space();
        }
    }

    fn word(&mut self, word: &[u8]) -> Option<u64> {
        let there = self.bytes.get(self.at..)?.starts_with(word);
        self.at += word.len();
        there.then_some(word.iter().fold(3, |hash, byte| mix(hash, u64::from(*byte))))
    }

    fn string(&mut self) -> Option<u64> {
        self.take(b'"')?;
        let mut hash = 0x9e37_79b9_7f4a_7c15;
        let start = self.at;
        // Eight plain characters at a time.
        while let Some(word) = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk) {
            let word = u64::from_le_bytes(*word);
            if !is_plain_word(word) {
                break;
            }
            hash = mix(hash, word);
            self.at += 8;
        }
        let plain = self.at - start;
        let mut escaped = false;
        for (length, byte) in self.bytes.get(self.at..)?.iter().enumerate() {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
            match byte {
                _ if escaped => {
                    match byte {
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                        b'u' => self.whole_character(self.at + length + 1)?,
                        _ => return None,
                    }
                    escaped = false;
                }
                b'"' => {
                    self.at += length + 1;
                    return (plain + length <= self.string_bytes).then_some(hash);
                }
                b'\\' => escaped = true,
                0..0x20 => return None,
                _ => {}
            }
        }
        None
    }

    /// Four hexadecimal digits that are a character by themselves, not half of one.
    fn whole_character(&self, at: usize) -> Option<()> {
        let digits = self.bytes.get(at..at + 4)?;
        let is_half = matches!(digits, [b'd' | b'D', b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F', ..]);
        (!is_half && digits.iter().all(u8::is_ascii_hexdigit)).then_some(())
    }

    fn number(&mut self) -> Option<u64> {
        let start = self.at;
        let _ = self.take(b'-');
        let first = self.at;
        self.digits()?;
        if self.bytes.get(first) == Some(&b'0') && self.at - first > 1 {
            return None;
        }
        if self.take(b'.').is_some() {
            self.digits()?;
        }
        if self.at - start > DIGITS {
            return None;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            let exponent = self.at;
            self.digits()?;
            if self.at - exponent > 2 {
                return None;
            }
        }
        let (words, rest) = self.bytes.get(start..self.at)?.as_chunks::<8>();
        let hash = words
            .iter()
            .fold(7, |hash, word| mix(hash, u64::from_le_bytes(*word)));
        Some(rest.iter().fold(hash, |hash, byte| mix(hash, u64::from(*byte))))
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }
}
