import type { Json } from "bozzetto";
import { asNode, childrenOf, isRecord, shorten, words, type WireNode } from "./model.ts";

export interface Row {
  readonly pointer: string;
  readonly key: string;
  readonly text: string;
  readonly kind: "node" | "text" | "value";
  readonly depth: number;
  /** Null for what cannot be opened */
  readonly open: boolean | null;
  readonly position: number;
  readonly siblings: number;
}

/** As many entries of one list are shown; a list of millions would be a page of its own. */
const MOST = 5000;

export function pointerTo(parent: string, key: string): string {
  return `${parent}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** The node that a place belongs to, with the path from there: nodes are reached through `children` from a root that is one. */
export function ownerOf(document: Json, pointer: string): { node: WireNode | null; path: string } {
  let node = asNode(document), path = pointer;
  for (let step = CHILD.exec(path); node && step; step = CHILD.exec(path)) {
    const child = asNode(childrenOf(node)[Number(step[1])]);
    if (!child) break;
    node = child;
    path = path.slice(step[0].length);
  }
  return { node, path };
}

const CHILD = /^\/children\/(\d+)(?=\/|$)/;

/** The rows that are in sight when everything is closed but what `isOpen` says. */
export function visibleRows(document: Json, isOpen: (pointer: string) => boolean): Row[] {
  const rows: Row[] = [];
  const rest: { pointer: string; key: string; value: Json; depth: number; position: number; siblings: number }[] = [{ pointer: "", key: "Document", value: document, depth: 0, position: 1, siblings: 1 }];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const { pointer, key, value, depth, position, siblings } = next;
    const entries = entriesOf(value);
    const open = entries === null || entries.length === 0 ? null : isOpen(pointer);
    rows.push({ pointer, key, ...inWords(value), depth, open, position, siblings });
    if (!open || !entries) continue;
    for (let at = Math.min(entries.length, MOST) - 1; at >= 0; at--) {
      const entry = entries[at];
      if (entry) rest.push({ pointer: pointerTo(pointer, entry[0]), key: entry[0], value: entry[1], depth: depth + 1, position: at + 1, siblings: entries.length });
    }
  }
  return rows;
}

function entriesOf(value: Json): readonly (readonly [string, Json])[] | null {
  if (Array.isArray(value)) return (value as readonly Json[]).map((entry, at) => [String(at), entry] as const);
  return isRecord(value) ? Object.entries(value) : null;
}

const counted = (count: number, one: string, several: string): string => `${count} ${count === 1 ? one : several}`;

function inWords(value: Json): { text: string; kind: Row["kind"] } {
  if (Array.isArray(value)) return { text: counted(value.length, "entry", "entries"), kind: "node" };
  if (isRecord(value)) {
    const name = words(value.name) || words(value.title) || words(value.text) || words(value.id);
    const type = words(value.type) || words(value.component);
    return { text: shorten([type, name].filter(Boolean).join(" · "), 80) || counted(Object.keys(value).length, "field", "fields"), kind: "node" };
  }
  return typeof value === "string" ? { text: shorten(value, 200), kind: "text" } : { text: String(value), kind: "value" };
}

/** What is open at first: the way to every mark, else the first two levels as far as they are short. */
export function startOpen(document: Json, marks: ReadonlyMap<string, unknown> | undefined): ReadonlySet<string> {
  const open = new Set<string>([""]);
  if (marks && marks.size > 0) {
    for (const pointer of [...marks.keys()].slice(0, 200)) {
      for (let cut = pointer.lastIndexOf("/"); cut >= 0; cut = pointer.lastIndexOf("/", cut - 1)) { open.add(pointer.slice(0, cut)); if (cut === 0) break; }
    }
    return open;
  }
  const entries = entriesOf(document) ?? [];
  for (const [key, value] of entries) if ((entriesOf(value)?.length ?? 0) <= 24) open.add(pointerTo("", key));
  return open;
}
