/**
 * Bozzetto in an app: `await init()`, then `await createEngine()`.
 */
import { type InitSource, load } from "./load.js";

export * from "./public.js";

/**
 * Loads the core. Call it once before anything else; calling it again is free and gives the same promise.
 *
 * @param source where the wasm is; by default `core.wasm` beside this module, which Vite, webpack and plain module
 *   pages find by themselves.
 */
export function init(source?: InitSource): Promise<void> {
  return load(() => source ?? new URL("./core.wasm", import.meta.url));
}
