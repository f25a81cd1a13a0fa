import type { Json } from "bozzetto";
import { colour } from "../preview/css.ts";
import { asNode, isRecord, nameOf, shorten } from "../preview/model.ts";

/** As many letters of a text, and of a list or record, are shown. */
const TEXT = 60, LETTERS = 80;
/** Deeper lists and records are told by their size. */
const DEEPEST = 3;

/** A value in few words: a text in quotes, a node by its name, fields by their names, all cut where it gets long. */
export function brief(value: Json | undefined): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return colour(value) ? value : `“${shorten(value, TEXT)}”`;
  if (typeof value !== "object" || value === null) return String(value);
  return inWords(value, LETTERS, 0) || (Array.isArray(value) ? "an empty list" : "no fields");
}

/** The name of a field as words. */
export function fieldWords(key: string): string {
  return key.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}

/** As far as there is room for it. What is left out is counted, and never written first. */
function inWords(value: Json | undefined, room: number, depth: number): string {
  if (typeof value === "string") return depth > 0 && colour(value) ? value : `“${shorten(value, Math.max(8, Math.min(32, room)))}”`;
  const node = asNode(value);
  if (node) return nameOf(node);
  const isList = Array.isArray(value);
  if (!isList && !isRecord(value)) return String(value);
  const entries: readonly (readonly [string, Json | undefined])[] = isList ? (value as readonly Json[]).map(entry => ["", entry] as const) : Object.entries(value as Record<string, Json>);
  const size = `${entries.length} ${isList ? (entries.length === 1 ? "entry" : "entries") : entries.length === 1 ? "field" : "fields"}`;
  if (depth >= DEEPEST && entries.length > 0) return size;
  const parts: string[] = [];
  let left = room;
  for (const [key, entry] of entries) {
    const inner = inWords(entry, left, depth + 1);
    const isGroup = typeof entry === "object" && entry !== null && !asNode(entry);
    const part = `${isList ? "" : `${fieldWords(shorten(key, 24))} `}${isGroup ? `(${inner})` : inner}`;
    if (part.length > left && parts.length > 0) break;
    parts.push(part);
    left -= part.length + 2;
    if (left <= 0) break;
  }
  return `${parts.join(", ")}${parts.length < entries.length ? `, … ${size} in all` : ""}`;
}
