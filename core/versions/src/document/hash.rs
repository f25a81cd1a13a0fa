//! The subtree hash: SipHash-2-4 with 128 bits of output, under a fixed key. Why: `core/docs/document-hash.md`.

use super::value::Value;

/// A running hash over 64-bit words.
pub struct SubtreeHasher {
    v: [u64; 4],
    words: u64,
}

// What precedes a value in the stream, so that no two different values give the same words.
const NULL: u64 = 1 << 56;
const BOOL: u64 = 2 << 56;
const NUMBER: u64 = 3 << 56;
const STRING: u64 = 4 << 56;
const SUBTREE: u64 = 5 << 56;
pub(crate) const ARRAY: u64 = 6 << 56;
pub(crate) const OBJECT: u64 = 7 << 56;

impl SubtreeHasher {
    pub fn new(first: u64) -> Self {
        // The initial state of SipHash-128 for the key "bozzetto document", taken as two little-endian words.
        let (k0, k1) = (0x6f74_7465_7a7a_6f62_u64, 0x746e_656d_7563_6f64_u64);
        let mut hasher = Self {
            v: [
                k0 ^ 0x736f_6d65_7073_6575,
                k1 ^ 0x646f_7261_6e64_6f6d ^ 0xee,
                k0 ^ 0x6c79_6765_6e65_7261,
                k1 ^ 0x7465_6462_7974_6573,
            ],
            words: 0,
        };
        hasher.word(first);
        hasher
    }

    #[inline]
    fn round(&mut self) {
        let [mut a, mut b, mut c, mut d] = self.v;
        a = a.wrapping_add(b);
        b = b.rotate_left(13) ^ a;
        a = a.rotate_left(32);
        c = c.wrapping_add(d);
        d = d.rotate_left(16) ^ c;
        a = a.wrapping_add(d);
        d = d.rotate_left(21) ^ a;
        c = c.wrapping_add(b);
        b = b.rotate_left(17) ^ c;
        c = c.rotate_left(32);
        self.v = [a, b, c, d];
    }

    #[inline]
    pub fn word(&mut self, word: u64) {
        let [_, _, _, d] = &mut self.v;
        *d ^= word;
        self.round();
        self.round();
        let [a, ..] = &mut self.v;
        *a ^= word;
        self.words = self.words.wrapping_add(1);
    }

    /// A text with its length in front.
    pub fn text(&mut self, text: &str) {
        let bytes = text.as_bytes();
        self.word(STRING | bytes.len() as u64);
        let (chunks, rest) = bytes.as_chunks::<8>();
        for chunk in chunks {
            self.word(u64::from_le_bytes(*chunk));
        }
        if !rest.is_empty() {
            self.word(last_word(rest));
        }
    }

    /// A value: scalars as they are, arrays and objects by their own hash.
    pub fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.word(NULL),
            Value::Bool(flag) => self.word(BOOL | u64::from(*flag)),
            Value::Number(number) => {
                self.word(NUMBER);
                self.word(number_bits(*number));
            }
            Value::String(text) => self.text(text),
            Value::Array(array) => self.subtree(array.hash()),
            Value::Object(object) => self.subtree(object.hash()),
        }
    }

    fn subtree(&mut self, hash: u128) {
        self.word(SUBTREE);
        self.word(hash as u64);
        self.word((hash >> 64) as u64);
    }

    pub fn finish(mut self) -> u128 {
        let words = self.words;
        self.word(words);
        let [_, _, c, _] = &mut self.v;
        *c ^= 0xee;
        for _ in 0..4 {
            self.round();
        }
        let low = self.fold();
        let [_, b, ..] = &mut self.v;
        *b ^= 0xdd;
        for _ in 0..4 {
            self.round();
        }
        u128::from(low) | (u128::from(self.fold()) << 64)
    }

    fn fold(&self) -> u64 {
        let [a, b, c, d] = self.v;
        a ^ b ^ c ^ d
    }
}

/// Up to seven bytes, the first one lowest. Most keys are no longer, so they are not put together one by one.
#[inline]
fn last_word(bytes: &[u8]) -> u64 {
    let few = |bytes: &[u8]| match *bytes {
        [a, b, c, ..] => u32::from_le_bytes([a, b, c, 0]),
        [a, b] => u32::from_le_bytes([a, b, 0, 0]),
        [a] => u32::from(a),
        [] => 0,
    };
    match bytes.split_first_chunk::<4>() {
        Some((four, rest)) => u64::from(u32::from_le_bytes(*four)) | u64::from(few(rest)) << 32,
        None => u64::from(few(bytes)),
    }
}

/// The hash of some words.
pub fn hash_words(words: &[u64]) -> u128 {
    let mut hasher = SubtreeHasher::new(words.len() as u64);
    words.iter().for_each(|word| hasher.word(*word));
    hasher.finish()
}

/// The bits that stand for a number: one zero.
pub(crate) fn number_bits(number: f64) -> u64 {
    if number == 0.0 { 0 } else { number.to_bits() }
}
