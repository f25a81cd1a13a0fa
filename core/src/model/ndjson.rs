//! Cuts JSON lines out of bytes, whatever way those are cut.

/// An incremental decoder: bytes in, lines out, without their ends. Time is linear in the bytes; the memory it holds is that
/// of one line.
#[derive(Clone, Debug, Default)]
pub struct LineDecoder {
    line: Vec<u8>,
}

impl LineDecoder {
    /// Takes the next bytes and returns the lines they complete. A lone carriage return is a blank of JSON and ends no line.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Vec<u8>> {
        let mut lines = Vec::new();
        let mut pieces = bytes.split(|byte| *byte == b'\n');
        let last = pieces.next_back().unwrap_or_default();
        for piece in pieces {
            self.line.extend_from_slice(piece);
            lines.push(std::mem::take(&mut self.line));
        }
        self.line.extend_from_slice(last);
        lines
    }

    /// The line that nothing ended; empty if there is none.
    pub fn finish(self) -> Vec<u8> {
        self.line
    }

    /// Bytes held of a line that is not complete. Readers bound it, the decoder does not.
    pub fn buffered(&self) -> usize {
        self.line.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// MOD-30: any cut gives the same lines.
    #[test]
    fn mod_30_every_cut_gives_the_same_lines() {
        let body = "{\"a\":\"é\"}\r\n\n{}\n{\"b\"".as_bytes();
        let whole = LineDecoder::default().push(body);
        assert_eq!(whole, [&b"{\"a\":\"\xC3\xA9\"}\r"[..], b"", b"{}"]);
        for cut in 0..=body.len() {
            let mut decoder = LineDecoder::default();
            let mut lines = decoder.push(&body[..cut]);
            lines.extend(decoder.push(&body[cut..]));
            assert_eq!(
                (lines, decoder.finish()),
                (whole.clone(), b"{\"b\"".to_vec()),
                "{cut}"
            );
        }
    }
}
