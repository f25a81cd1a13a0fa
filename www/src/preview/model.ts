import type { Json } from "bozzetto";
import { plain } from "../ui/plain.ts";

/** A node as documents have it; every field but the first two may be missing or of any shape. */
export interface WireNode {
  readonly id: string;
  readonly type: string;
  readonly name?: Json;
  readonly layout?: Json;
  readonly style?: Json;
  readonly props?: Json;
  readonly children?: Json;
}

export interface Place { readonly node: WireNode; readonly parent: string | null; readonly index: number; readonly depth: number }

export interface DocumentIndex {
  readonly byId: ReadonlyMap<string, Place>;
  /** Ids, depth first */
  readonly order: readonly string[];
}

export type Fields = Readonly<Record<string, Json | undefined>>;

const NONE: readonly Json[] = [];
const EMPTY: Fields = {};

export function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function asNode(value: Json | undefined): WireNode | null {
  return isRecord(value) && typeof value.id === "string" && typeof value.type === "string" ? (value as unknown as WireNode) : null;
}

export function childrenOf(node: WireNode): readonly Json[] {
  return Array.isArray(node.children) ? (node.children as readonly Json[]) : NONE;
}

export function fields(value: Json | undefined): Fields {
  return isRecord(value) ? value : EMPTY;
}

/** The words of a scalar; nothing for everything else. */
export function words(value: Json | undefined): string {
  return typeof value === "string" ? value : typeof value === "number" && Number.isFinite(value) ? String(value) : "";
}

const indexes = new WeakMap<object, DocumentIndex>();

/** Where every node of a document is. Made once per document. */
export function indexOf(document: Json): DocumentIndex {
  const key = typeof document === "object" && document !== null ? document : null;
  const known = key && indexes.get(key);
  if (known) return known;
  const byId = new Map<string, Place>();
  const order: string[] = [];
  const rest: { value: Json; parent: string | null; index: number; depth: number }[] = [{ value: document, parent: null, index: 0, depth: 0 }];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const node = asNode(next.value);
    if (!node || byId.has(node.id)) continue;
    byId.set(node.id, { node, parent: next.parent, index: next.index, depth: next.depth });
    order.push(node.id);
    const children = childrenOf(node);
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i];
      if (child !== undefined) rest.push({ value: child, parent: node.id, index: i, depth: next.depth + 1 });
    }
  }
  const index = { byId, order };
  if (key) indexes.set(key, index);
  return index;
}

const sizes = new WeakMap<object, number>();

/** How many nodes there are, this one included. Kept per node, so after a change only the way to the root is counted anew. */
export function countNodes(node: WireNode): number {
  const known = sizes.get(node);
  if (known !== undefined) return known;
  let count = 1;
  for (const child of childrenOf(node)) {
    const inner = asNode(child);
    if (inner) count += countNodes(inner);
  }
  sizes.set(node, count);
  return count;
}

const drawable = new Set(["screen", "page", "row", "column", "frame", "form", "card", "section"]);

/** Whether a document can be drawn as a wireframe; other documents are shown as a tree. */
export function isWireframe(document: Json): boolean {
  const root = asNode(document);
  return root !== null && (drawable.has(root.type) || isRecord(root.layout) || isRecord(root.props));
}

/** What people call a node: its name, else its words, else its type. */
export function nameOf(node: WireNode): string {
  const props = fields(node.props);
  const name = words(node.name) || words(props.label) || words(props.text) || words(props.title) || words(props.alt);
  return shorten(name.trim() || node.type, 48);
}

/** What a node says in the design, where it is called something else: what people know it by who never saw its name. */
export function wordsOf(node: WireNode): string {
  const props = fields(node.props);
  const shown = shorten((words(props.label) || words(props.text) || words(props.title) || words(props.value)).trim().replace(/\s+/g, " "), 48);
  return shown === nameOf(node) ? "" : shown;
}

/** Type and name, for people who cannot see it. */
export function describe(node: WireNode): string {
  const name = nameOf(node);
  return name.toLowerCase().includes(node.type.toLowerCase()) ? name : `${name}, ${node.type}`;
}

/** The first of a text of others, on any line of ours. */
export function shorten(text: string, limit: number): string {
  const letters = [...plain(text.slice(0, limit * 3)).slice(0, limit * 2)];
  return letters.length > limit ? letters.slice(0, limit - 1).join("").trimEnd() + "…" : letters.join("");
}

/** From the root to a node, both included. */
export function pathTo(index: DocumentIndex, id: string): WireNode[] {
  const path: WireNode[] = [];
  for (let place = index.byId.get(id); place; place = place.parent === null ? undefined : index.byId.get(place.parent)) path.unshift(place.node);
  return path;
}

/** So many of the nodes around a node are told; the nearest. */
const STEPS = 3;

/** Where a node is, in words that tell it from others of its name: “2 of 4 in Offers › Card 3 of 6”. Empty for the root. */
export function placeOf(index: DocumentIndex, id: string): string {
  const around = pathTo(index, id).slice(0, -1);
  if (around.length === 0) return "";
  // The root is around everything: it says something only where nothing else is.
  const steps = (around.length > 1 ? around.slice(1) : around).slice(-STEPS).map(node => [nameOf(node), ordinalOf(index, node.id)].filter(Boolean).join(" "));
  return [ordinalOf(index, id), `in ${steps.join(" › ")}`].filter(Boolean).join(" ");
}

/** Which one it is of those beside it that have the same name; empty if there is no other. */
function ordinalOf(index: DocumentIndex, id: string): string {
  const place = index.byId.get(id);
  const parent = place && place.parent !== null ? index.byId.get(place.parent) : undefined;
  if (!place || !parent) return "";
  const name = nameOf(place.node);
  const same = childrenOf(parent.node).map(asNode).filter(node => node !== null && nameOf(node) === name);
  return same.length > 1 ? `${same.findIndex(node => node?.id === id) + 1} of ${same.length}` : "";
}
