//! The JSON reader: strict (RFC 8259), fast, bounded in everything.

use std::sync::Arc;

use super::{
    Limits,
    array::Array,
    decimal,
    error::DocumentError,
    number::MAX_SAFE,
    object::Object,
    plain::plain_len,
    value::{Text, Value},
};

/// Texts up to this length are looked up among those already read: keys and short values repeat.
const SHORT: usize = 24;
/// Places of the table of short texts; a power of two.
const PLACES: usize = 512;
pub(crate) fn check_size(bytes: usize, limits: &Limits) -> Result<(), DocumentError> {
    if bytes > limits.document_bytes {
        return Err(DocumentError::TooLarge {
            bytes,
            limit: limits.document_bytes,
        });
    }
    Ok(())
}

/// Reads one JSON value, the whole text.
pub(crate) fn read(text: &str, limits: &Limits) -> Result<Value, DocumentError> {
    read_as(text, limits, false)
}

/// Reads what others wrote for themselves: an integer that a double cannot hold becomes the nearest one, half of a
/// surrogate pair becomes U+FFFD. All other rules stand.
pub fn read_foreign(text: &str, limits: &Limits) -> Result<Value, DocumentError> {
    read_as(text, limits, true)
}

fn read_as(text: &str, limits: &Limits, foreign: bool) -> Result<Value, DocumentError> {
    let mut reader = Reader::new(text, limits, foreign)?;
    let value = reader.value(0)?;
    reader.end()?;
    Ok(value)
}

/// What stands in a list.
pub(crate) enum Item<'a> {
    /// The fields of an object as they are written; of equal keys the last one counts
    Object(&'a [(Text, Value)]),
    Other(Value),
}

/// Reads a list whose items nobody keeps: neither it nor the objects in it are made. Whether the text is one; the items have been
/// taken before it is known that all of it can be read.
pub(crate) fn read_list(
    text: &str,
    limits: &Limits,
    take: &mut dyn FnMut(Item<'_>),
) -> Result<bool, DocumentError> {
    let mut reader = Reader::new(text, limits, false)?;
    if reader.peek() != Some(b'[') {
        return Ok(false);
    }
    reader.count()?;
    reader.each(0, &mut |reader, place| {
        let inside = |error: DocumentError| error.inside(&place.to_string());
        if reader.peek() == Some(b'{') {
            reader.count()?;
            let start = reader.read_fields(1).map_err(inside)?;
            take(Item::Object(reader.fields.get(start..).unwrap_or_default()));
            reader.fields.truncate(start);
        } else {
            take(Item::Other(reader.value(1).map_err(inside)?));
        }
        Ok(())
    })?;
    reader.end()?;
    Ok(true)
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    limits: &'a Limits,
    /// See [`read_foreign`]
    foreign: bool,
    max_depth: usize,
    values: usize,
    /// Items and fields of what is open, so that each array and object is allocated once, in its size
    items: Vec<Value>,
    fields: Vec<(Text, Value)>,
    texts: Vec<Option<Text>>,
}

impl<'a> Reader<'a> {
    /// At the first byte that is no space.
    fn new(text: &'a str, limits: &'a Limits, foreign: bool) -> Result<Self, DocumentError> {
        check_size(text.len(), limits)?;
        let mut reader = Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            limits,
            foreign,
            max_depth: limits.max_depth(),
            values: 0,
            items: Vec::new(),
            fields: Vec::new(),
            // A small text, as a patch is, is not worth a large table.
            texts: vec![None; (text.len() / 8).next_power_of_two().clamp(8, PLACES)],
        };
        reader.skip_space();
        Ok(reader)
    }

    fn end(&mut self) -> Result<(), DocumentError> {
        self.skip_space();
        if self.at < self.bytes.len() {
            return Err(self.syntax("something after the value"));
        }
        Ok(())
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[inline]
    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    #[cold]
    fn syntax(&self, what: &'static str) -> DocumentError {
        DocumentError::Syntax {
            what,
            offset: self.at,
            path: String::new(),
        }
    }

    /// One value more.
    #[inline]
    fn count(&mut self) -> Result<(), DocumentError> {
        self.values += 1;
        if self.values > self.limits.values {
            return Err(DocumentError::TooManyValues {
                limit: self.limits.values,
            });
        }
        Ok(())
    }

    fn value(&mut self, depth: usize) -> Result<Value, DocumentError> {
        self.count()?;
        match self.peek() {
            Some(b'"') => self.string().map(Value::String),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word(b"true", Value::Bool(true)),
            Some(b'f') => self.word(b"false", Value::Bool(false)),
            Some(b'n') => self.word(b"null", Value::Null),
            Some(_) => Err(self.syntax("no value starts like this")),
            None => Err(self.syntax("the text ends where a value should be")),
        }
    }

    fn word(&mut self, word: &[u8], value: Value) -> Result<Value, DocumentError> {
        if self.bytes.get(self.at..self.at + word.len()) == Some(word) {
            self.at += word.len();
            Ok(value)
        } else {
            Err(self.syntax("no value starts like this"))
        }
    }

    fn open(&mut self, depth: usize) -> Result<(), DocumentError> {
        if depth >= self.max_depth {
            return Err(DocumentError::TooDeep {
                limit: self.max_depth,
                path: String::new(),
            });
        }
        self.at += 1;
        self.skip_space();
        Ok(())
    }

    fn array(&mut self, depth: usize) -> Result<Value, DocumentError> {
        let start = self.items.len();
        self.each(depth, &mut |reader, place| {
            let item = reader.value(depth + 1);
            let item = item.map_err(|error| error.inside(&place.to_string()))?;
            reader.items.push(item);
            Ok(())
        })?;
        Ok(Value::Array(Array::from_items(self.items.split_off(start))))
    }

    /// Reads a list item by item.
    fn each(
        &mut self,
        depth: usize,
        item: &mut impl FnMut(&mut Self, usize) -> Result<(), DocumentError>,
    ) -> Result<(), DocumentError> {
        self.open(depth)?;
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        for place in 0.. {
            item(self, place)?;
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                _ => return Err(self.syntax("neither `,` nor `]`")),
            }
            self.skip_space();
        }
        self.at += 1;
        Ok(())
    }

    fn object(&mut self, depth: usize) -> Result<Value, DocumentError> {
        let start = self.read_fields(depth)?;
        Ok(Value::Object(Object::from_fields(self.fields.split_off(start))))
    }

    /// Reads an object into the fields of what is open; where its own begin there.
    fn read_fields(&mut self, depth: usize) -> Result<usize, DocumentError> {
        self.open(depth)?;
        let start = self.fields.len();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(start);
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.syntax("a key must be a string"));
            }
            let key = self.string()?;
            self.skip_space();
            if self.peek() != Some(b':') {
                return Err(self.syntax("no `:` after a key"));
            }
            self.at += 1;
            self.skip_space();
            let value = self.value(depth + 1).map_err(|error| error.inside(&key))?;
            self.fields.push((key, value));
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                _ => return Err(self.syntax("neither `,` nor `}`")),
            }
            self.skip_space();
        }
        self.at += 1;
        Ok(start)
    }

    fn string(&mut self) -> Result<Text, DocumentError> {
        self.at += 1;
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        self.at += plain_len(rest);
        match self.peek() {
            Some(b'"') => {
                let text = self.text.get(start..self.at).unwrap_or_default();
                self.check_string(text.len())?;
                self.at += 1;
                Ok(self.share(text))
            }
            Some(b'\\') => self.escaped_string(start),
            Some(_) => Err(self.syntax("a control character in a string")),
            None => Err(self.syntax("a string without an end")),
        }
    }

    fn escaped_string(&mut self, start: usize) -> Result<Text, DocumentError> {
        let mut text = String::from(self.text.get(start..self.at).unwrap_or_default());
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.check_string(text.len())?;
                    self.at += 1;
                    return Ok(self.share(&text));
                }
                Some(b'\\') => {
                    self.at += 1;
                    let character = self.escape()?;
                    text.push(character);
                }
                Some(0..0x20) => return Err(self.syntax("a control character in a string")),
                Some(_) => {
                    let from = self.at;
                    self.at += plain_len(self.bytes.get(from..).unwrap_or_default());
                    text.push_str(self.text.get(from..self.at).unwrap_or_default());
                }
                None => return Err(self.syntax("a string without an end")),
            }
        }
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Result<char, DocumentError> {
        let byte = self
            .peek()
            .ok_or_else(|| self.syntax("a string without an end"))?;
        let character = match byte {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode_escape(),
            _ => return Err(self.syntax("an unknown escape in a string")),
        };
        self.at += 1;
        Ok(character)
    }

    fn unicode_escape(&mut self) -> Result<char, DocumentError> {
        let offset = self.at - 1;
        self.at += 1;
        let first = self.hex4()?;
        if let Some(character) = char::from_u32(first) {
            return Ok(character);
        }
        if first < 0xdc00 && self.bytes.get(self.at..self.at + 2) == Some(b"\\u") {
            let after_first = self.at;
            self.at += 2;
            let second = self.hex4()?;
            if (0xdc00..0xe000).contains(&second) {
                let pair = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(pair).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = after_first;
        }
        if self.foreign {
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        Err(DocumentError::LoneSurrogate {
            offset,
            path: String::new(),
        })
    }

    fn hex4(&mut self) -> Result<u32, DocumentError> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            let digit = digit.ok_or_else(|| self.syntax("an escape without four hexadecimal digits"))?;
            code = code << 4 | digit;
            self.at += 1;
        }
        Ok(code)
    }

    fn check_string(&self, bytes: usize) -> Result<(), DocumentError> {
        if bytes > self.limits.string_bytes {
            return Err(DocumentError::StringTooLong {
                bytes,
                limit: self.limits.string_bytes,
                path: String::new(),
            });
        }
        Ok(())
    }

    /// The text, shared with an equal short one read before.
    fn share(&mut self, text: &str) -> Text {
        if text.len() > SHORT {
            return Arc::from(text);
        }
        let mut mixed = text.len() as u32;
        for byte in text.bytes() {
            mixed = (mixed ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
        let place = (mixed ^ (mixed >> 15)) as usize & (self.texts.len() - 1);
        match self.texts.get_mut(place) {
            Some(Some(known)) if &**known == text => known.clone(),
            Some(slot) => slot.insert(Arc::from(text)).clone(),
            None => Arc::from(text),
        }
    }

    fn number(&mut self) -> Result<Value, DocumentError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            _ => self.digits("a number without digits")?,
        }
        let mut integer = true;
        if self.peek() == Some(b'.') {
            integer = false;
            self.at += 1;
            self.digits("no digit after the point")?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            integer = false;
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits("no digit in the exponent")?;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        let number = decimal::parse(text).unwrap_or(f64::INFINITY);
        // The integer after the last safe one is rounded down to it.
        let unsafe_integer = number.abs() >= MAX_SAFE && text.trim_start_matches('-') != "9007199254740992";
        if !number.is_finite() || (integer && unsafe_integer && !self.foreign) {
            return Err(self.number_range(start));
        }
        // Not -0: that is 0 here.
        Ok(Value::Number(if number == 0.0 { 0.0 } else { number }))
    }

    fn digits(&mut self, missing: &'static str) -> Result<(), DocumentError> {
        let from = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == from {
            return Err(self.syntax(missing));
        }
        Ok(())
    }

    #[cold]
    fn number_range(&self, offset: usize) -> DocumentError {
        DocumentError::NumberRange {
            offset,
            path: String::new(),
        }
    }
}
