//! What the JavaScript half gives to this one. None of it may throw.

use js_sys::{AsyncIterator, Promise, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What the core asks of the page. None of it may throw. */
export interface Host {
  /** Milliseconds since 1970. */
  now(): number;
  /** 32 bytes from a CSPRNG. */
  entropy(): Uint8Array;
  /** To be shown, in order. Must not call back in at once. */
  notices(notices: unknown[]): void;
  /** When `wake()` is to be called; replaces what was said before. */
  wakeAt(at: number | undefined): void;
  /** A stream of the store has grown, or is gone (0); other tabs want to know. */
  appended(stream: string, nextSeq: number): void;
  /** Whether the engine of that name still runs. */
  peerAlive(peer: string): Promise<boolean>;
  /** For one request to the provider at this place: its key, its base address (or none), whether cookies go with it, names and values of headers in turn. */
  connection(place: number): Promise<string[]>;
  /** The app's own model: texts, until it is done. Between them what it tells of itself: name, word for the end, tokens in, out, cached, written to a cache, of thoughts. Where it knows why it fails, it throws: ["network"], ["timeout"], or ["refused", status, body, ...names and values of headers]. */
  answer(name: string, request: string, signal: AbortSignal): AsyncIterator<string | readonly (string | number | undefined)[] | undefined>;
  /** Is there a network at all? */
  online(): boolean;
  /** Resolves in a task of its own. */
  macrotask(): Promise<void>;
  /** Something open that must be closed or aborted if this instance cannot do it any more. */
  adopt(resource: { close(): void } | { abort(): void }): void;
  release(resource: object): void;
}
"#;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "Host")]
    pub type Host;

    #[wasm_bindgen(method, structural)]
    pub(crate) fn now(this: &Host) -> f64;
    #[wasm_bindgen(method, structural)]
    pub(crate) fn entropy(this: &Host) -> Uint8Array;
    #[wasm_bindgen(method, structural)]
    pub(crate) fn notices(this: &Host, notices: JsValue);
    #[wasm_bindgen(method, structural, js_name = wakeAt)]
    pub(crate) fn wake_at(this: &Host, at: Option<f64>);
    #[wasm_bindgen(method, structural)]
    pub(crate) fn appended(this: &Host, stream: &str, next_seq: f64);
    #[wasm_bindgen(method, structural, js_name = peerAlive)]
    pub(crate) fn peer_alive(this: &Host, peer: &str) -> Promise;
    #[wasm_bindgen(method, structural)]
    pub(crate) fn connection(this: &Host, place: usize) -> Promise;
    #[wasm_bindgen(method, structural)]
    pub(crate) fn answer(
        this: &Host,
        name: &str,
        request: &str,
        signal: &web_sys::AbortSignal,
    ) -> AsyncIterator;
    #[wasm_bindgen(method, structural)]
    pub(crate) fn online(this: &Host) -> bool;
    #[wasm_bindgen(method, structural)]
    pub(crate) fn macrotask(this: &Host) -> Promise;
    #[wasm_bindgen(method, structural)]
    pub(crate) fn adopt(this: &Host, resource: &JsValue);
    #[wasm_bindgen(method, structural)]
    pub(crate) fn release(this: &Host, resource: &JsValue);
}
