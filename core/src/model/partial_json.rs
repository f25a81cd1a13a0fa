//! Cuts JSON text into complete parts while it is still coming in.
//!
//! Only strings and brackets are followed here; each complete part is then read by the one strict JSON reader, once. So every
//! byte is looked at a fixed number of times, however the text is cut. On the way the slips are mended that models make who have
//! read more JavaScript and Python than JSON: a comma before a closing bracket, raw line breaks inside strings, single quotes, keys without any,
//! comments, and `True`, `False` and `None`.

use crate::document::Limits;

/// A complete piece of JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// An item of the streamed list: of the root array, or of the array `ops` of the root object
    Item(String),
    /// The whole value, with the streamed list emptied
    Root(String),
}

/// Why the text cannot become JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CutError {
    /// A closing bracket that does not fit the open one
    Bracket,
    /// Nested beyond the limit
    TooDeep,
}

/// How far a comment has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comment {
    /// A slash, which may begin one
    Slash,
    /// To the end of its line
    Line,
    /// To the next `*/`
    Block,
    /// The same, after a `*`
    Star,
}

/// Follows one JSON value that starts with `{`, `[` or `"`.
#[derive(Clone, Debug)]
pub(super) struct JsonCutter {
    /// The closing brackets that are due
    due: Vec<u8>,
    /// The quotation mark that ends the string under way
    quote: Option<u8>,
    escaped: bool,
    comment: Option<Comment>,
    /// Where in its buffer the word under way began, and whether it is a key
    word: Option<(usize, bool)>,
    /// A comma that is written when something follows it
    comma: bool,
    root: Vec<u8>,
    item: Vec<u8>,
    /// `due.len()` inside the streamed list; 0 when there is none
    list_depth: usize,
    /// Hand over the items of the list; otherwise only the whole
    stream: bool,
    /// Where in its buffer the last string began, behind its quotation mark
    string_at: usize,
}

impl JsonCutter {
    /// A cutter for one value. With `stream` the items of its list come one by one.
    pub(super) fn new(stream: bool) -> Self {
        Self {
            due: Vec::new(),
            quote: None,
            escaped: false,
            comment: None,
            word: None,
            comma: false,
            root: Vec::new(),
            item: Vec::new(),
            list_depth: 0,
            stream,
            string_at: 0,
        }
    }

    /// Takes text. `Ok(Some(n))`: the value ended after `n` bytes.
    ///
    /// # Errors
    /// [`CutError`]; the cutter is of no use afterwards.
    pub(super) fn push(&mut self, text: &str, parts: &mut Vec<Part>) -> Result<Option<usize>, CutError> {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if let Some(quote) = self.quote {
                at += self.in_string(quote, bytes.get(at..).unwrap_or_default());
            } else {
                if !self.in_comment(byte) {
                    self.outside(byte, parts)?;
                }
                at += 1;
            }
            if self.due.is_empty() && self.quote.is_none() {
                parts.push(Part::Root(text_of(&mut self.root)));
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    /// Copies a run of a string; returns its length.
    fn in_string(&mut self, quote: u8, bytes: &[u8]) -> usize {
        if std::mem::take(&mut self.escaped) {
            // Only ASCII can follow a backslash rightly; of anything else the first byte is enough here.
            let letter = bytes.get(..1).unwrap_or_default();
            if letter != b"'" {
                self.write(b"\\");
            }
            self.write(letter);
            return 1;
        }
        let end = bytes
            .iter()
            .position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20) || *byte == quote)
            .unwrap_or(bytes.len());
        self.write(bytes.get(..end).unwrap_or_default());
        match bytes.get(end) {
            None => return end,
            Some(&byte) if byte == quote => {
                self.write(b"\"");
                self.quote = None;
            }
            Some(b'"') => self.write(b"\\\""),
            Some(b'\\') => self.escaped = true,
            Some(b'\n') => self.write(b"\\n"),
            Some(b'\t') => self.write(b"\\t"),
            Some(_) => {}
        }
        end + 1
    }

    /// Whether a byte outside of strings is one of a comment.
    fn in_comment(&mut self, byte: u8) -> bool {
        let next = match (self.comment, byte) {
            (None, b'/') => Some(Comment::Slash),
            (None, _) => return false,
            (Some(Comment::Slash), b'/') => Some(Comment::Line),
            (Some(Comment::Slash), b'*') => Some(Comment::Block),
            (Some(Comment::Slash), _) => {
                // No comment, and no JSON: the reader of the part says so.
                self.comment = None;
                self.write(b"/");
                return false;
            }
            (Some(Comment::Line), b'\n') | (Some(Comment::Star), b'/') => None,
            (Some(Comment::Block | Comment::Star), b'*') => Some(Comment::Star),
            (Some(Comment::Star), _) => Some(Comment::Block),
            (same, _) => same,
        };
        if self.comment.is_none() {
            self.end_word();
        }
        self.comment = next;
        true
    }

    /// The word under way is over: JSON has its keys in quotation marks, and other names for what Python calls `True`.
    fn end_word(&mut self) {
        let Some((start, is_key)) = self.word.take() else {
            return;
        };
        let buffer = self.buffer();
        let word = buffer.get(start..).unwrap_or_default();
        let named = match word {
            _ if is_key
                && word
                    .iter()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')) =>
            {
                [b"\"", word, b"\""].concat()
            }
            b"True" => b"true".to_vec(),
            b"False" => b"false".to_vec(),
            b"None" => b"null".to_vec(),
            _ => return,
        };
        buffer.truncate(start);
        buffer.extend(named);
    }

    fn outside(&mut self, byte: u8, parts: &mut Vec<Part>) -> Result<(), CutError> {
        let in_list = self.list_depth > 0 && self.due.len() == self.list_depth;
        match byte {
            b' ' | b'\n' | b'\r' | b'\t' => {
                self.end_word();
                // Keeps two words apart that only a blank keeps apart.
                if !self.comma && self.buffer().last().is_some_and(u8::is_ascii_alphanumeric) {
                    self.write(b" ");
                }
            }
            b',' if in_list => self.end_item(parts),
            b',' if !self.comma => {
                self.end_word();
                self.comma = true;
            }
            b'}' | b']' => {
                self.end_word();
                self.comma = false;
                if self.due.last() != Some(&byte) {
                    return Err(CutError::Bracket);
                }
                if in_list {
                    self.end_item(parts);
                    self.list_depth = 0;
                    self.due.pop();
                    self.write(&[byte]);
                    return Ok(());
                }
                self.write(&[byte]);
                self.due.pop();
                if self.due.len() == self.list_depth {
                    self.end_item(parts);
                }
            }
            _ => {
                if std::mem::take(&mut self.comma) {
                    self.write(b",");
                }
                let opens_list = self.stream
                    && byte == b'['
                    && match self.due.as_slice() {
                        [] => true,
                        [b'}'] => self.root.ends_with(b"{\"ops\":") || self.root.ends_with(b",\"ops\":"),
                        _ => false,
                    };
                match byte {
                    b'"' | b'\'' => {
                        self.end_word();
                        self.quote = Some(byte);
                        self.write(b"\"");
                        self.string_at = self.buffer().len();
                    }
                    b'{' | b'[' | b':' => {
                        self.end_word();
                        self.write(&[byte]);
                        match byte {
                            b'{' => self.due.push(b'}'),
                            b'[' => self.due.push(b']'),
                            _ => {}
                        }
                    }
                    _ => {
                        if self.word.is_none() {
                            let in_object = self.due.last() == Some(&b'}');
                            let buffer = self.buffer();
                            let is_key = in_object && matches!(buffer.last(), Some(b'{' | b','));
                            self.word = Some((buffer.len(), is_key));
                        }
                        self.write(&[byte]);
                    }
                }
                if opens_list {
                    self.list_depth = self.due.len();
                }
                if self.due.len() > Limits::MAX_DEPTH {
                    return Err(CutError::TooDeep);
                }
            }
        }
        Ok(())
    }

    /// An item that is an object, as far as it has come, and where in it the text begins that is its field and still open.
    pub(super) fn open_text(&self) -> Option<(&[u8], usize)> {
        let in_item = self.list_depth > 0 && self.due.len() == self.list_depth + 1;
        (self.quote.is_some() && in_item).then_some((&self.item, self.string_at))
    }

    fn end_item(&mut self, parts: &mut Vec<Part>) {
        self.end_word();
        if !self.item.is_empty() {
            parts.push(Part::Item(text_of(&mut self.item)));
        }
    }

    fn buffer(&mut self) -> &mut Vec<u8> {
        if self.list_depth > 0 {
            &mut self.item
        } else {
            &mut self.root
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        self.buffer().extend_from_slice(bytes);
    }
}

fn text_of(bytes: &mut Vec<u8>) -> String {
    match String::from_utf8(std::mem::take(bytes)) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, stream: bool) -> (Vec<String>, Result<Option<usize>, CutError>) {
        let mut cutter = JsonCutter::new(stream);
        let mut parts = Vec::new();
        let end = cutter.push(text, &mut parts);
        let parts = parts
            .into_iter()
            .map(|part| match part {
                Part::Item(text) => format!("item {text}"),
                Part::Root(text) => format!("root {text}"),
            })
            .collect();
        (parts, end)
    }

    /// MOD-20
    #[test]
    fn mod_20_items_come_one_by_one() {
        let text = r#"{"a": [1, 2], "ops": [ {"x": "]}\""} , 3, "s", [4],] , "z": {"ops": [5]}} tail"#;
        let (parts, end) = cut(text, true);
        assert_eq!(
            parts,
            [
                r#"item {"x":"]}\""}"#,
                "item 3",
                r#"item "s""#,
                "item [4]",
                r#"root {"a":[1,2],"ops":[],"z":{"ops":[5]}}"#
            ]
        );
        assert_eq!(end, Ok(Some(text.len() - 5)));
        assert_eq!(cut("[{}, {}]", true).0, ["item {}", "item {}", "root []"]);
        assert_eq!(cut("[{}, {}]", false).0, ["root [{},{}]"]);
        assert_eq!(cut(r#""a\"b" c"#, false).0, [r#"root "a\"b""#]);
    }

    /// MOD-20: slips are mended, nonsense is not made into sense.
    #[test]
    fn mod_20_slips() {
        assert_eq!(cut("{\"a\":\"x\ny\tz\",}", true).0, [r#"root {"a":"x\ny\tz"}"#]);
        assert_eq!(
            cut(
                "{a : 'x \\'y\\' \"z\" it\\\\s', \"b\":[True,False, None], c_1:None, \"d\":\"it\\'s True\"}",
                true
            )
            .0,
            [r#"root {"a":"x 'y' \"z\" it\\s","b":[true,false,null],"c_1":null,"d":"it's True"}"#]
        );
        assert_eq!(
            cut(
                "[ // first, {\n{'a':1/* one: */, /***/ b:2//}\n}, // last\n]",
                true
            )
            .0,
            [r#"item {"a":1,"b":2}"#, "root []"]
        );
        assert_eq!(
            cut("{\"a\":1/2, a-b: Truely}", true).0,
            [r#"root {"a":1/2,a-b:Truely}"#]
        );
        assert_eq!(cut("{\"a\":[1 2,,3]}", true).0, [r#"root {"a":[1 2,,3]}"#]);
        assert_eq!(cut("{\"a\":1]", true).1, Err(CutError::Bracket));
        assert_eq!(cut(&"[".repeat(600), false).1, Err(CutError::TooDeep));
        assert_eq!(cut("{\"a\":", true), (vec![], Ok(None)));
    }
}
