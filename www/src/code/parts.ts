import type { Json } from "bozzetto";
import { escaped } from "../ui/plain.ts";

export interface Part { kind: "code-key" | "code-string" | "code-value" | "code-mark"; text: string }

const LINE = /^(\s*)(?:("(?:[^"\\]|\\.)*")(:\s))?(.*)$/s;

/** A line of pretty-printed JSON in pieces for colouring. */
export function parts(line: string): Part[] {
  const match = LINE.exec(line);
  if (!match) return [{ kind: "code-mark", text: line }];
  const [, space = "", key, colon = "", rest = ""] = match;
  const list: Part[] = [{ kind: "code-mark", text: space }];
  if (key !== undefined) list.push({ kind: "code-key", text: key }, { kind: "code-mark", text: colon });
  if (rest) list.push({ kind: rest.startsWith('"') ? "code-string" : /^[\d\-tfn]/.test(rest) ? "code-value" : "code-mark", text: rest });
  return list;
}

/** A document as JSON. Signs that would turn what stands around them are written as JSON can write them. */
export function written(document: Json): string {
  return escaped(JSON.stringify(document, null, 2));
}
