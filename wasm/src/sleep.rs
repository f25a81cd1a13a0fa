//! Waiting.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, milliseconds: f64) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

/// Is ready after a time. Dropped earlier, it leaves no timer behind.
pub(crate) struct Sleep {
    timer: JsValue,
    elapsed: JsFuture,
}

/// Waits `milliseconds`, which browsers cap at about 24 days.
pub(crate) fn sleep(milliseconds: f64) -> Sleep {
    let mut timer = JsValue::UNDEFINED;
    let elapsed = Promise::new(&mut |resolve, _| {
        timer = set_timeout(&resolve, milliseconds.clamp(0.0, f64::from(i32::MAX)));
    });
    Sleep {
        timer,
        elapsed: JsFuture::from(elapsed),
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.elapsed).poll(context).map(|_| ())
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        clear_timeout(&self.timer);
    }
}
