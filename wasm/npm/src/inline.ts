/**
 * The same as the main entry with the wasm inside: for pages that can load no second file, such as the UI of a Figma
 * plugin. Larger by a third; nothing is fetched.
 */
import base64 from "./generated/core.wasm";
import { type InitSource, load } from "./load.js";

export * from "./public.js";

/** Loads the core from within this script, or from `source`. */
export function init(source?: InitSource): Promise<void> {
  return load(() => source ?? Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
}
