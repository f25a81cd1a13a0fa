//! The messages to whoever keeps the values.

use bozzetto_core::engine::{StoreFault, StoreFaultKind};
use futures_util::future::{Either, select};
use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use std::pin::pin;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::super::memory::bytes_of;
use super::super::{StoreResult, fault};
use crate::sleep::sleep;

/// A host that has not answered by then (in milliseconds) is taken for gone.
const ANSWER_TIMEOUT: f64 = 10_000.0;

#[wasm_bindgen]
extern "C" {
    /// The app's side: `request(message)` answers with a promise.
    pub type HostPort;
    #[wasm_bindgen(method, structural, catch)]
    fn request(this: &HostPort, message: &JsValue) -> Result<Promise, JsValue>;
}

/// The values of one store.
pub(super) struct Values {
    port: HostPort,
    prefix: String,
}

impl Values {
    pub(super) fn new(port: HostPort, name: &str) -> Self {
        Self {
            port,
            prefix: format!("bozzetto/{name}/"),
        }
    }

    /// Bytes that a value takes with its key.
    pub(super) fn cost(&self, key: &str, bytes: usize) -> f64 {
        (self.prefix.len() + key.len() + bytes) as f64
    }

    pub(super) async fn get(&self, key: &str) -> StoreResult<Option<Vec<u8>>> {
        let answer = self.ask("get", Some(key), None, "value").await?;
        let value = field(&answer, "value");
        Ok(if value.is_undefined() || value.is_null() {
            None
        } else {
            Some(bytes_of(&value))
        })
    }

    pub(super) async fn set(&self, key: &str, value: &[u8]) -> StoreResult<()> {
        self.ask("set", Some(key), Some(value), "done").await.map(|_| ())
    }

    pub(super) async fn remove(&self, key: &str) -> StoreResult<()> {
        self.ask("delete", Some(key), None, "done").await.map(|_| ())
    }

    /// The store's own keys, without the prefix.
    pub(super) async fn keys(&self) -> StoreResult<Vec<String>> {
        let answer = self.ask("keys", None, None, "keys").await?;
        let Ok(keys) = field(&answer, "keys").dyn_into::<Array>() else {
            return Err(fault(StoreFaultKind::Failed, "the host sent no list of keys"));
        };
        Ok(keys
            .iter()
            .filter_map(|key| Some(key.as_string()?.strip_prefix(&self.prefix)?.to_owned()))
            .collect())
    }

    async fn ask(
        &self,
        kind: &str,
        key: Option<&str>,
        value: Option<&[u8]>,
        expected: &str,
    ) -> StoreResult<JsValue> {
        let message = Object::new();
        let put = |name: &str, value: &JsValue| {
            // A plain object takes every field.
            let _ = Reflect::set(&message, &JsValue::from_str(name), value);
        };
        put("type", &JsValue::from_str(kind));
        if let Some(key) = key {
            put("key", &JsValue::from_str(&format!("{}{key}", self.prefix)));
        }
        if let Some(value) = value {
            put("value", &Uint8Array::from(value));
        }
        let promise = self.port.request(&message).map_err(|error| refused(&error))?;
        let answer = match select(JsFuture::from(promise), pin!(sleep(ANSWER_TIMEOUT))).await {
            Either::Left((answer, _)) => answer.map_err(|error| refused(&error))?,
            Either::Right(_) => return Err(fault(StoreFaultKind::Lost, "the host does not answer")),
        };
        match field(&answer, "type").as_string().as_deref() {
            Some(kind) if kind == expected => Ok(answer),
            Some("error") => {
                let quota = field(&answer, "code").as_string().as_deref() == Some("quota");
                let message = field(&answer, "message").as_string().unwrap_or_default();
                Err(fault(
                    if quota {
                        StoreFaultKind::Quota
                    } else {
                        StoreFaultKind::Failed
                    },
                    message,
                ))
            }
            _ => Err(fault(
                StoreFaultKind::Failed,
                "the host's answer is not one of those agreed on",
            )),
        }
    }
}

fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

fn refused(error: &JsValue) -> StoreFault {
    let message = error
        .dyn_ref::<js_sys::Error>()
        .map(|error| String::from(error.message()));
    fault(
        StoreFaultKind::Failed,
        message.unwrap_or_else(|| "the host refused".to_owned()),
    )
}
