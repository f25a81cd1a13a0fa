import type { Json } from "bozzetto";
import { colour } from "../preview/css.ts";
import { asNode, isRecord, nameOf, shorten } from "../preview/model.ts";

/** As many letters of a text, and of a list or record as JSON, are shown. */
const TEXT = 60, JSON_LETTERS = 80;
/** Deeper lists and records are told by their size. */
const DEEPEST = 3;

/** A value in few words: a text in quotes, a node by its name, all else as JSON that is cut where it gets long. */
export function brief(value: Json | undefined): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return colour(value) ? value : `“${shorten(value, TEXT)}”`;
  return typeof value === "object" ? shortJson(value, JSON_LETTERS, 0) : String(value);
}

/** JSON with a space after commas and colons, as far as there is room for it. What is left out is counted, and never written first. */
function shortJson(value: Json | undefined, room: number, depth: number): string {
  if (typeof value === "string") return JSON.stringify(shorten(value, Math.max(8, Math.min(32, room))));
  const node = asNode(value as Json);
  if (node) return nameOf(node);
  const isList = Array.isArray(value);
  if (!isList && !isRecord(value)) return String(value);
  const entries: readonly (readonly [string, Json | undefined])[] = isList ? (value as readonly Json[]).map(entry => ["", entry] as const) : Object.entries(value as Record<string, Json>);
  const [open, close] = isList ? "[]" : "{}";
  const size = `${entries.length} ${isList ? (entries.length === 1 ? "entry" : "entries") : entries.length === 1 ? "field" : "fields"}`;
  if (depth >= DEEPEST && entries.length > 0) return size;
  const parts: string[] = [];
  let left = room;
  for (const [key, entry] of entries) {
    const part = `${isList ? "" : `${shorten(key, 24)}: `}${shortJson(entry, left, depth + 1)}`;
    if (part.length > left && parts.length > 0) break;
    parts.push(part);
    left -= part.length + 2;
    if (left <= 0) break;
  }
  return `${open}${parts.join(", ")}${parts.length < entries.length ? `, … ${size} in all` : ""}${close}`;
}
