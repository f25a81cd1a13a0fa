//! Everything with a serde derive as JSON text and back, on one path: text, [`Value`], type; and type, text.
//!
//! Only this path: each further serde format would bring another copy of the code of every type. See
//! `core/docs/one-codec.md`.

mod decode;
mod encode;

use serde::{Serialize, de::DeserializeOwned};

pub use decode::Mismatch;

use crate::document::{Limits, Value, read_foreign};

/// Levels of arrays and objects in JSON that is no document.
const DEPTH: usize = 128;
/// Values in JSON that is no document.
const VALUES: usize = 1_000_000;

/// The JSON of a value, minified. Bytes are an array of numbers, numbers that are not finite are `null`, integers beyond
/// 2^53 are rounded to a double. `null` if a key is not text: no type of this crate has such.
pub fn to_text<T: Serialize + ?Sized>(value: &T) -> String {
    let mut text = String::new();
    match value.serialize(encode::Encoder(&mut text)) {
        Ok(()) => text,
        Err(_) => "null".to_owned(),
    }
}

/// Reads a type from JSON text. Fields that are not known are passed over, of equal keys the last one counts. A field that
/// may be missing needs `#[serde(default)]`, `Option` or not; `alias` and `flatten` are not understood.
///
/// # Errors
/// [`Mismatch`] for text that is not JSON or beyond the limits (128 levels, a million values), and for JSON that is
/// something else. It never holds anything of the text.
pub fn from_text<T: DeserializeOwned>(text: &str) -> Result<T, Mismatch> {
    from_value(&read(text.as_bytes()).ok_or(Mismatch::WRONG)?)
}

/// Reads a type from a value.
///
/// # Errors
/// [`Mismatch`]
pub fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T, Mismatch> {
    T::deserialize(decode::Decoder(value))
}

/// Any JSON that is no document: what model servers say, what is stored, what JavaScript hands over. The caller bounds its
/// bytes. Integers beyond 2^53 are rounded, halves of surrogate pairs replaced.
pub(crate) fn read(bytes: &[u8]) -> Option<Value> {
    let limits = Limits {
        depth: DEPTH,
        values: VALUES,
        ..Limits::unlimited()
    };
    read_foreign(std::str::from_utf8(bytes).ok()?, &limits).ok()
}

#[cfg(test)]
mod tests;
