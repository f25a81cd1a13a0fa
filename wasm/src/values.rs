//! One way over the boundary for small control objects: plain objects, numbers, `null` for what is missing, bytes as
//! `Uint8Array`. Documents and ops travel as JSON text inside them.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// A plain value for JavaScript.
pub(crate) fn to_js(value: &impl Serialize) -> JsValue {
    let serializer = Serializer::json_compatible().serialize_bytes_as_arrays(false);
    // Types of the protocol have no shape that could fail here.
    value.serialize(&serializer).unwrap_or(JsValue::NULL)
}
