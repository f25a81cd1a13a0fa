//! What it costs to cross into wasm and back, by the way that a value takes. Both ends want a tree: JavaScript its
//! objects, Rust its own values; so the cost of making the tree is part of each way.

use std::cell::RefCell;

use serde::Serialize;
use serde_json::Value;
use wasm_bindgen::prelude::*;

thread_local! {
    static KEPT: RefCell<Value> = const { RefCell::new(Value::Null) };
}

fn keep(value: Value) -> usize {
    let size = value.as_object().map_or(0, serde_json::Map::len);
    KEPT.set(value);
    size
}

fn message(error: impl ToString) -> JsError {
    JsError::new(&error.to_string())
}

/// In as an object.
///
/// # Errors
/// What is not JSON.
#[wasm_bindgen]
pub fn in_object(value: JsValue) -> Result<usize, JsError> {
    serde_wasm_bindgen::from_value(value).map(keep).map_err(message)
}

/// In as JSON text.
///
/// # Errors
/// What is not JSON.
#[wasm_bindgen]
pub fn in_text(text: &str) -> Result<usize, JsError> {
    serde_json::from_str(text).map(keep).map_err(message)
}

/// In as the UTF-8 bytes of JSON.
///
/// # Errors
/// What is not JSON.
#[wasm_bindgen]
pub fn in_bytes(bytes: &[u8]) -> Result<usize, JsError> {
    serde_json::from_slice(bytes).map(keep).map_err(message)
}

/// Out as an object: what came in last.
///
/// # Errors
/// When the object cannot be made.
#[wasm_bindgen]
pub fn out_object() -> Result<JsValue, JsError> {
    let objects = serde_wasm_bindgen::Serializer::json_compatible();
    KEPT.with_borrow(|value| value.serialize(&objects))
        .map_err(message)
}

/// Out as JSON text.
///
/// # Errors
/// When the text cannot be made.
#[wasm_bindgen]
pub fn out_text() -> Result<String, JsError> {
    KEPT.with_borrow(serde_json::to_string).map_err(message)
}

/// Out as the UTF-8 bytes of JSON.
///
/// # Errors
/// When the bytes cannot be made.
#[wasm_bindgen]
pub fn out_bytes() -> Result<Vec<u8>, JsError> {
    KEPT.with_borrow(serde_json::to_vec).map_err(message)
}

/// What comes in stays text; for streams and for documents that are only kept.
#[wasm_bindgen]
pub fn raw_text(text: &str) -> usize {
    text.len()
}

/// What comes in stays bytes.
#[wasm_bindgen]
pub fn raw_bytes(bytes: &[u8]) -> usize {
    bytes.len()
}
