import type { Json, Op } from "bozzetto";
import { asNode, fields, indexOf, isRecord, nameOf, shorten, wordsOf, type DocumentIndex } from "../preview/model.ts";
import { pointerTo } from "../preview/rows.ts";
import { colour } from "../preview/css.ts";
import { brief, fieldWords } from "./brief.ts";

export type ChangeKind = "added" | "removed" | "changed" | "moved";

export interface Change {
  readonly kind: ChangeKind;
  /** The node, where the change is to one */
  readonly id: string | null;
  /** Where it is, in the document before and after */
  readonly pointer: string;
  readonly subject: string;
  /** What the subject says in the design, in quotes; empty where that is its name, or what was changed */
  readonly words: string;
  readonly text: string;
  /** Colours before and after, to show beside the words */
  readonly colours: readonly string[];
}

/** The ops between two versions, in words. */
export function changesOf(ops: readonly Op[], before: Json, after: Json): Change[] {
  const old = indexOf(before), now = indexOf(after);
  const name = (id: string): string => {
    const node = now.byId.get(id)?.node ?? old.byId.get(id)?.node;
    return node ? nameOf(node) : shorten(id, 48);
  };
  const said = (id: string): string => {
    const node = now.byId.get(id)?.node ?? old.byId.get(id)?.node;
    const words = node ? wordsOf(node) : "";
    return words && `“${words}”`;
  };
  return ops.map((op): Change => {
    switch (op.op) {
      case "insert": {
        const node = asNode(op.node);
        const place = op.parent === undefined ? "the document" : name(op.parent);
        if (node) return { kind: "added", id: node.id, pointer: locate(now, node.id) ?? "", subject: nameOf(node), words: said(node.id), text: `added in ${place}`, colours: [] };
        const list = `${op.parent === undefined ? "" : locate(now, op.parent) ?? ""}${op.path ?? "/children"}`;
        return { kind: "added", id: op.parent ?? null, pointer: `${list}/${op.index}`, subject: place, words: "", text: `a new entry in ${pathWords(op.path ?? "/children")}: ${brief(op.value ?? op.node)}`, colours: [] };
      }
      case "remove": return { kind: "removed", id: op.id, pointer: locate(old, op.id) ?? "", subject: name(op.id), words: said(op.id), text: `removed from ${name(old.byId.get(op.id)?.parent ?? "")}`, colours: [] };
      case "move": {
        const was = old.byId.get(op.id)?.parent;
        return { kind: "moved", id: op.id, pointer: locate(now, op.id) ?? "", subject: name(op.id), words: said(op.id), text: was === op.parent ? `moved within ${name(op.parent)}` : `moved from ${name(was ?? "")} to ${name(op.parent)}`, colours: [] };
      }
      case "set": return setting(op, old, now, before, op.value, name, said);
      case "unset": return setting(op, old, now, before, undefined, name, said);
      case "text": return setting(op, old, now, before, valueAt(op.id === undefined ? after : now.byId.get(op.id)?.node as Json | undefined, op.path), name, said);
    }
  });
}

/** Fields whose text is what a node says: both of its texts are told, so there is no third beside its name. */
const SAID = /^\/props\/(?:label|text|title|value)$/;

function setting(op: { id?: string; path: string }, old: DocumentIndex, now: DocumentIndex, before: Json, value: Json | undefined, name: (id: string) => string, said: (id: string) => string): Change {
  const was = valueAt(op.id === undefined ? before : (old.byId.get(op.id)?.node as Json | undefined), op.path);
  const pointer = `${op.id === undefined ? "" : locate(now, op.id) ?? ""}${op.path}`;
  const text = op.path === "" ? "replaced" : changed(op.path, was, value);
  return { kind: "changed", id: op.id ?? null, pointer, subject: op.id === undefined ? "Document" : name(op.id), words: op.id === undefined || SAID.test(op.path) ? "" : said(op.id), text, colours: [was, value].map(colour).filter(found => found !== undefined) };
}

/** More fields than this of one record are told as one. */
const FIELDS = 5;

/** What became of a field in words; of a record field by field, where that is short. */
function changed(path: string, was: Json | undefined, value: Json | undefined): string {
  const keys = value === undefined ? [] : keysApart(was ?? {}, value);
  if (keys.length > 0 && keys.length <= FIELDS) return keys.map(key => changed(pointerTo(path, key), fields(was)[key], fields(value)[key])).join("; ");
  const field = pathWords(path);
  return value === undefined ? `${field} taken away` : was === undefined ? `${field} set to ${brief(value)}` : `${field} from ${brief(was)} to ${brief(value)}`;
}

/** The keys under which records differ; none of anything else. */
export function keysApart(...values: readonly (Json | undefined)[]): string[] {
  if (!values.every(value => isRecord(value) && !asNode(value))) return [];
  const keys = new Set(values.flatMap(value => Object.keys(fields(value))));
  return [...keys].filter(key => values.some(value => !sameValue(fields(value)[key], fields(values[0])[key])));
}

function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** Where a node is, as a JSON pointer. */
function locate(index: DocumentIndex, id: string): string | null {
  let pointer = "";
  for (let place = index.byId.get(id); place; place = place.parent === null ? undefined : index.byId.get(place.parent)) {
    if (place.parent === null) return pointer;
    pointer = `/children/${place.index}${pointer}`;
  }
  return null;
}

export function valueAt(value: Json | undefined, pointer: string): Json | undefined {
  let here = value;
  for (const key of stepsOf(pointer)) {
    if (Array.isArray(here)) here = (here as readonly Json[])[Number(key)];
    else if (isRecord(here)) here = Object.hasOwn(here, key) ? here[key] : undefined;
    else return undefined;
  }
  return here;
}

/** The keys in a JSON pointer. */
function stepsOf(pointer: string): string[] {
  return pointer.split("/").slice(1).map(step => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** `/style/fontSize` as “font size”. */
export function pathWords(path: string): string {
  const steps = stepsOf(path);
  if (steps.length > 1 && /^(?:style|layout|props)$/.test(steps[0] ?? "")) steps.shift();
  return steps.map(step => fieldWords(shorten(step, 48))).join(" › ") || "the whole";
}
