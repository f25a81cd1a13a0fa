//! Reads `text/event-stream`, whatever way its bytes are cut.
//!
//! Follows the WHATWG HTML standard, "Interpreting an event stream", with one addition for language models: what the
//! standard throws away at the end of the body is handed out by [`SseDecoder::finish`], because servers and proxies
//! do forget the last blank line.

use crate::json;

/// One event of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SseEvent {
    /// The event's name; `message` where none was given
    pub name: String,
    /// Its data lines, joined by line feeds
    pub data: String,
    /// The last id seen so far; empty if none was
    pub last_event_id: String,
}

/// What was left when the body ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SseEnd {
    /// Nothing: the last event was closed by a blank line
    Clean,
    /// An event without its blank line whose data is complete JSON: it can be taken as sent
    Unterminated(SseEvent),
    /// An event that was cut, or that is not JSON. The standard discards it.
    Cut(SseEvent),
}

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// An incremental decoder: bytes in, events out. Time is linear in the bytes however they are split, and the memory
/// it holds is that of one event, see [`SseDecoder::buffered`].
#[derive(Clone, Debug, Default)]
pub struct SseDecoder {
    line: Vec<u8>,
    /// The last byte was a CR that already ended a line: an LF right after it belongs to it.
    after_cr: bool,
    /// Past the first line, where a byte order mark may stand
    started: bool,
    name: String,
    data: Option<String>,
    last_event_id: String,
    retry: Option<u64>,
}

impl SseDecoder {
    /// A decoder at the start of a body.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes and returns the events they complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<SseEvent> {
        let mut events = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            if std::mem::take(&mut self.after_cr)
                && let Some((b'\n', tail)) = rest.split_first()
            {
                rest = tail;
                continue;
            }
            let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let Some((head, tail)) = end.and_then(|at| rest.split_at_checked(at)) else {
                self.line.extend_from_slice(rest);
                break;
            };
            self.line.extend_from_slice(head);
            self.after_cr = tail.first() == Some(&b'\r');
            rest = tail.get(1..).unwrap_or_default();
            events.extend(self.end_line());
        }
        events
    }

    /// Ends the body.
    pub fn finish(mut self) -> SseEnd {
        if !self.line.is_empty() {
            self.end_line();
        }
        match self.dispatch() {
            None => SseEnd::Clean,
            Some(event) if json::read(event.data.as_bytes()).is_some() => SseEnd::Unterminated(event),
            Some(event) => SseEnd::Cut(event),
        }
    }

    /// The reconnection time in milliseconds that the server asked for last.
    pub fn retry(&self) -> Option<u64> {
        self.retry
    }

    /// Bytes held of an event that is not complete. Readers bound it, the decoder does not.
    pub fn buffered(&self) -> usize {
        self.line.len() + self.data.as_ref().map_or(0, String::len)
    }

    fn end_line(&mut self) -> Option<SseEvent> {
        let mut line = std::mem::take(&mut self.line);
        let event = self.read_line(&line);
        // Give the buffer back: most lines of a stream are about as long as the one before.
        line.clear();
        self.line = line;
        event
    }

    fn read_line(&mut self, line: &[u8]) -> Option<SseEvent> {
        let line = match line.strip_prefix(BOM) {
            Some(rest) if !self.started => rest,
            _ => line,
        };
        self.started = true;
        if line.is_empty() {
            return self.dispatch();
        }
        let colon = line.iter().position(|byte| *byte == b':');
        let (name, value) = match colon.and_then(|at| line.split_at_checked(at)) {
            Some((name, value)) => (name, value.get(1..).unwrap_or_default()),
            None => (line, &b""[..]),
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match name {
            b"data" => {
                let text = String::from_utf8_lossy(value);
                match &mut self.data {
                    Some(data) => {
                        data.push('\n');
                        data.push_str(&text);
                    }
                    None => self.data = Some(text.into_owned()),
                }
            }
            b"event" => self.name = String::from_utf8_lossy(value).into_owned(),
            b"id" if !value.contains(&0) => {
                self.last_event_id = String::from_utf8_lossy(value).into_owned();
            }
            b"retry" if !value.is_empty() && value.iter().all(u8::is_ascii_digit) => {
                self.retry = Some(value.iter().fold(0u64, |sum, digit| {
                    sum.saturating_mul(10).saturating_add(u64::from(digit - b'0'))
                }));
            }
            _ => {}
        }
        None
    }

    fn dispatch(&mut self) -> Option<SseEvent> {
        let name = std::mem::take(&mut self.name);
        let data = self.data.take()?;
        Some(SseEvent {
            name: if name.is_empty() { "message".into() } else { name },
            data,
            last_event_id: self.last_event_id.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(bytes: &[u8]) -> Vec<String> {
        let mut decoder = SseDecoder::new();
        decoder.push(bytes).into_iter().map(|event| event.data).collect()
    }

    /// MOD-1: any cut gives the same events.
    #[test]
    fn mod_1_every_cut_gives_the_same() {
        let body = "\u{feff}data: a\r\n\r\n: c\rdata: é☕\r\rid: 1\ndata\ndata\n\n".as_bytes();
        let whole = events(body);
        assert_eq!(whole, ["a", "é☕", "\n"]);
        for cut in 0..=body.len() {
            let mut decoder = SseDecoder::new();
            let mut cut_up = decoder.push(&body[..cut]);
            cut_up.extend(decoder.push(&body[cut..]));
            let data: Vec<_> = cut_up.into_iter().map(|event| event.data).collect();
            assert_eq!(data, whole, "cut at {cut}");
        }
    }

    /// MOD-2: pending data is handed out, and whether it is whole is said.
    #[test]
    fn mod_2_pending_data_at_the_end() {
        let end = |text: &str| {
            let mut decoder = SseDecoder::new();
            decoder.push(text.as_bytes());
            decoder.finish()
        };
        assert_eq!(end("data: 1\n\n"), SseEnd::Clean);
        assert!(matches!(end("data: {\"a\":1}"), SseEnd::Unterminated(event) if event.data == "{\"a\":1}"));
        assert!(matches!(end("data: {\"a\":"), SseEnd::Cut(event) if event.data == "{\"a\":"));
        assert!(matches!(end("data: [DONE]"), SseEnd::Cut(event) if event.data == "[DONE]"));
    }
}
