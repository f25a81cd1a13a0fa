/** The forms in which a difference crosses from the core. */
import { badArgument } from "./command.js";

/** How a difference is written, as the core counts the ways. */
export const forms = { ops: 0, compact: 1, "json-patch": 2, words: 3, "merge-patch": 4, "spec-stream": 5 } as const;
/** `compact` for who parses it: in ASCII where few letters are beyond it. */
export const PARSED = 6;
/** Those in which a change can be read, too. */
export const changes = { ops: 0, "json-patch": 2, "merge-patch": 4, "spec-stream": 5 } as const;
/** Forms that are no JSON, or whose text is wanted. */
export const texts: ReadonlySet<string> = new Set(["compact", "words", "spec-stream"]);

export function formOf<F extends Record<string, number>>(known: F, name: string): number {
  if (typeof name === "string" && Object.hasOwn(known, name)) return known[name]!;
  throw badArgument(`There is no ${typeof name === "string" ? `form ${JSON.stringify(name.slice(0, 60))}` : "such form"}; there are ${Object.keys(known).join(", ")}.`);
}
