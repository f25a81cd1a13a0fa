//! The browser shell of the engine: bindings and executors. Shipped as the npm package `bozzetto`.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::unreachable,
        clippy::todo,
        clippy::unimplemented,
        clippy::string_slice
    )
)]

mod bindings;
mod calls;
mod documents;
mod host;
mod memory;
mod shell;
mod sleep;
pub mod store;
mod values;

pub use bindings::CoreEngine;
pub use documents::{CoreDocument, CoreHistory, compare, inverted, merged, patched, rebased, squashed};
pub use host::Host;

use wasm_bindgen::prelude::wasm_bindgen;

/// The version of the core, to be compared with the package's own.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
