/**
 * The same as the browser entry, for Node, whose `fetch` reads no files.
 */
import { readFile } from "node:fs/promises";
import { type InitSource, load } from "./load.js";

export * from "./public.js";

/** Loads the core from the file beside this module, or from `source`. */
export function init(source?: InitSource): Promise<void> {
  return load(() => {
    const from = source ?? new URL("./core.wasm", import.meta.url);
    return from instanceof URL && from.protocol === "file:" ? readFile(from) : from;
  });
}
