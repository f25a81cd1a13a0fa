//! One way over the boundary for small control objects: JSON text, read and written by JavaScript's own `JSON`. Missing
//! values are `null`. Documents and ops travel as JSON text inside; bytes do not travel as JSON.

use bozzetto_core::json;
use bozzetto_core::protocol::{Command, Notice, Reply};
use js_sys::{Array, JSON, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};

/// A plain value for JavaScript.
pub(crate) fn to_js(value: &(impl Serialize + ?Sized)) -> JsValue {
    // What the core writes is JSON, so reading cannot fail.
    JSON::parse(&json::to_text(value)).unwrap_or(JsValue::NULL)
}

/// Notices as an array, files in them as `Uint8Array`.
pub(crate) fn notices_to_js(notices: &[Notice]) -> JsValue {
    let values = to_js(notices);
    for (notice, value) in notices.iter().zip(values.unchecked_ref::<Array>().iter()) {
        if let Notice::Done {
            reply: Reply::Exported { bytes },
            ..
        } = notice
        {
            let file = Uint8Array::from(bytes.as_slice());
            // A plain object that was made above takes a property.
            let _ = Reflect::get(&value, &"reply".into())
                .and_then(|reply| Reflect::set(&reply, &"bytes".into(), &file));
        }
    }
    values
}

/// Gives a command the bytes that came with it. `None`: it needs some, and these are none.
pub(crate) fn with_bytes(mut command: Command, file: &JsValue) -> Option<Command> {
    if let Command::ImportSession { bytes, .. } | Command::ImportPart { bytes, .. } = &mut command {
        *bytes = file.dyn_ref::<Uint8Array>()?.to_vec();
    }
    Some(command)
}
