/**
 * Documents on the JavaScript side: frozen trees that share what an op did not change, so that a view can tell by
 * identity what to draw anew. The core decides whether ops are right; here they are only carried out, with the same
 * meaning as in `core/src/version`. An op that does not fit means that the two sides have drifted apart: the caller
 * then reads the document anew.
 */
import type { Json, Op } from "./api.js";
import { setField } from "./field.js";

type JsonObject = { readonly [key: string]: Json };

/** The two sides have drifted apart. */
export class Drift extends Error {}

/** Reads JSON text into a frozen tree. */
export function parseFrozen(text: string): Json {
  return freeze(JSON.parse(text) as Json);
}

/** Freezes a tree that nobody else holds. */
export function freeze(value: Json): Json {
  if (!isContainer(value)) return value;
  // Not recursive: documents may be nested deeper than the stack of a small device allows.
  const open: (JsonObject | readonly Json[])[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Object.isFrozen(next)) continue;
    Object.freeze(next);
    // Every document and every version goes through here: most of it is text and numbers, and is not put on the list.
    if (isList(next)) {
      for (const child of next) if (isContainer(child)) open.push(child);
    } else {
      for (const key of Object.keys(next)) {
        const child = next[key];
        if (isContainer(child)) open.push(child);
      }
    }
  }
  return value;
}

/** The document after the ops. Who applies more of them to what it returns gives the same `known` again. @throws Drift */
export function applyOps(document: Json, ops: readonly Op[], known: Known = nothingKnown()): Json {
  const own: Own = { made: new Set(), known };
  const after = ops.reduce((before, op) => applyOp(before, op, own), document);
  for (const made of own.made) Object.freeze(made);
  return after;
}

/** What belongs to one run of ops. */
type Own = {
  /** Objects and lists that these very ops made: they are changed in place, everything else is copied first. */
  made: Set<object>;
  known: Known;
};

/** How often a node was searched for, and where nodes were when that became often; a place may be out of date. */
export type Known = { searches: number; places: Map<string, Place> };

export const nothingKnown = (): Known => ({ searches: 0, places: new Map() });

/** From this search on, all places are noted: many ops would take quadratic time. */
const OFTEN = 4;

/** The tree that `update` (as text) makes of `document`, frozen; what is the same is shared. @throws Drift */
export function updated(document: Json, update: string): Json {
  return update === "" ? document : new Update(update).follow(document);
}

/** How one tree is made of another, token by token: see `core/versions/src/version/mirror.rs`. */
class Update {
  readonly #tokens: readonly Json[];
  /** Each once, so that the engine knows them when a field is looked for. */
  readonly #keys: readonly Json[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = JSON.parse(text) as readonly Json[];
    const keys = this.#tokens.at(-1);
    this.#keys = Array.isArray(keys) ? keys : [];
  }

  #next(): Json | undefined {
    return this.#tokens[this.#at++];
  }

  follow(old: Json | undefined): Json {
    switch (this.#next()) {
      case 0:
        return this.#anew();
      case 1: {
        const copy: Record<string, Json> = { ...objectAt(old) };
        for (let place = this.#next(); place !== -1; place = this.#next()) {
          const key = this.#key(place);
          if (!Object.hasOwn(copy, key)) throw new Drift("no such field");
          setField(copy, key, this.follow(copy[key]));
        }
        return Object.freeze(copy);
      }
      case 2: {
        const before = objectAt(old);
        const made: Record<string, Json> = {};
        for (let place = this.#next(); place !== -1; place = this.#next()) {
          const key = this.#key(place);
          setField(made, key, this.follow(Object.hasOwn(before, key) ? before[key] : undefined));
        }
        return Object.freeze(made);
      }
      case 3: {
        const copy = listAt(old).slice();
        for (let place = this.#next(); place !== -1; place = this.#next()) {
          const at = placeIn(copy, place);
          copy[at] = this.follow(copy[at]);
        }
        return Object.freeze(copy);
      }
      case 4: {
        const before = listAt(old);
        const made: Json[] = [];
        for (let item = this.#next(); item !== -2; item = this.#next()) {
          if (item === -1) made.push(this.#anew());
          else if (typeof item === "number" && item < -2) made.push(this.follow(before[placeIn(before, -3 - item)]));
          else made.push(before[placeIn(before, item)] as Json);
        }
        return Object.freeze(made);
      }
      case 5:
        if (old !== undefined) return old;
    }
    throw new Drift("nothing to change");
  }

  #key(place: Json | undefined): string {
    const key = this.#keys[place as number];
    if (typeof key !== "string") throw new Drift("no such field");
    return key;
  }

  #anew(): Json {
    const value = this.#next();
    if (value === undefined) throw new Drift("nothing new");
    return freeze(value);
  }
}

function placeIn(list: readonly Json[], place: Json | undefined): number {
  if (typeof place === "number" && place >= 0 && place < list.length) return place;
  throw new Drift("no such item");
}

/**
 * `next`, frozen, with every part that equals the one in `previous`, to the order of its keys, replaced by that very part. Nobody
 * else may hold `next`; `previous` is frozen.
 */
export function share<T>(previous: unknown, next: T): T {
  if (typeof next !== "object" || next === null || Object.is(previous, next)) return next;
  if (typeof previous !== "object" || previous === null || Array.isArray(previous) !== Array.isArray(next)) {
    return freeze(next as Json) as T;
  }
  const before = previous as Record<string, unknown>;
  const after = next as Record<string, unknown>;
  const keys = Object.keys(after);
  const known = Object.keys(before);
  let same = keys.length === known.length && keys.every((key, at) => key === known[at]);
  for (const key of keys) {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    const shared = share(old, after[key]);
    if (!Object.is(shared, after[key])) setField(after, key, shared);
    same &&= Object.is(shared, old);
  }
  return same ? (previous as T) : Object.freeze(next);
}

/** Where something is: the objects and lists from the root to it, with the key taken in each. */
type Step = { container: JsonObject | readonly Json[]; key: string | number };

function applyOp(document: Json, op: Op, own: Own): Json {
  switch (op.op) {
    case "set": {
      const at = locate(own, document, op.id, op.path);
      if (at.rest.length === 0) return rebuild(own, at.steps, freeze(op.value));
      const [missing, ...deeper] = at.rest as [string, ...string[]];
      const target = objectAt(at.value);
      const made = deeper.reduceRight<Json>((inner, key) => objectOf([[key, inner]]), op.value);
      const before = deeper.length === 0 ? op.before : undefined;
      return rebuild(own, at.steps, withField(own, target, missing, freeze(made), before));
    }
    case "unset": {
      const { steps, rest } = locate(own, document, op.id, op.path);
      const last = steps.at(-1);
      if (rest.length > 0 || !last || op.path === "") throw new Drift("nothing to unset");
      return rebuild(own, steps.slice(0, -1), without(own, last));
    }
    case "insert": {
      const item = freeze(op.node !== undefined ? op.node : (op.value as Json));
      if (item === undefined) throw new Drift("nothing to insert");
      const { steps, value, rest } = locate(own, document, op.parent, op.path ?? "/children");
      if (rest.length === 0 && Array.isArray(value)) return rebuild(own, steps, inserted(own, value, op.index, item));
      if (rest.length === 1) return rebuild(own, steps, withField(own, objectAt(value), rest[0]!, Object.freeze([item])));
      throw new Drift("no such list");
    }
    case "remove": {
      const steps = find(own, document, op.id);
      const last = steps.at(-1);
      if (!last) throw new Drift("the root cannot be removed");
      return rebuild(own, steps.slice(0, -1), without(own, last));
    }
    case "move": {
      const from = find(own, document, op.id);
      const last = from.at(-1);
      if (!last) throw new Drift("the root cannot be moved");
      const node = valueAt(document, from);
      const taken = rebuild(own, from.slice(0, -1), without(own, last));
      const to = find(own, taken, op.parent);
      const parent = objectAt(valueAt(taken, to));
      const list = parent["children"];
      if (list !== undefined && !Array.isArray(list)) throw new Drift("children is no list");
      return rebuild(own, to, withField(own, parent, "children", inserted(own, (list as readonly Json[] | undefined) ?? [], op.index, node)));
    }
    case "text": {
      const { steps, value, rest } = locate(own, document, op.id, op.path);
      if (rest.length > 0 || typeof value !== "string" || op.at + op.delete > value.length) throw new Drift("no such text");
      return rebuild(own, steps, value.slice(0, op.at) + op.insert + value.slice(op.at + op.delete));
    }
  }
}

/** Follows an id and a pointer as far as they lead; `rest` are the tokens that lead to nothing. */
function locate(own: Own, document: Json, id: string | null | undefined, path: string): { steps: Step[]; value: Json; rest: string[] } {
  const steps = id == null ? [] : find(own, document, id);
  let value = valueAt(document, steps);
  const tokens = path === "" ? [] : path.replace(/^\//, "").split("/").map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
  let used = 0;
  for (const token of tokens) {
    if (Array.isArray(value)) {
      if (!/^(0|[1-9]\d*)$/.test(token) || Number(token) >= value.length) break;
      steps.push({ container: value, key: Number(token) });
      value = value[Number(token)] as Json;
    } else if (isObject(value) && Object.hasOwn(value, token)) {
      steps.push({ container: value, key: token });
      value = value[token] as Json;
    } else {
      break;
    }
    used += 1;
  }
  return { steps, value, rest: tokens.slice(used) };
}

/** A value on the way through a tree: the key that leads to it from the one above. */
type Place = { value: Json; key: string | number; above: Place | undefined };

/** The way to the node with this id. */
function find({ known }: Own, document: Json, id: string): Step[] {
  const noted = known.places.get(id);
  const steps = noted && wayTo(document, noted);
  if (steps && isNode(valueAt(document, steps), id)) return steps;
  known.searches += 1;
  if (known.searches >= OFTEN) known.places = new Map();
  let found: Place | undefined;
  for (const [place, name] of nodesOf(document)) {
    if (name === id) found ??= place;
    if (known.searches < OFTEN && found) break;
    if (known.searches >= OFTEN && !known.places.has(name)) known.places.set(name, place);
  }
  const way = found && wayTo(document, found);
  if (!way) throw new Drift(`no node ${id}`);
  return way;
}

/** Nodes in order, with their ids: objects with a text `id` and `type`, reached through `children`. */
function* nodesOf(document: Json): Generator<[Place, string]> {
  const open: Place[] = [{ value: document, key: "", above: undefined }];
  for (let place = open.pop(); place; place = open.pop()) {
    const { value } = place;
    if (!isObject(value)) continue;
    const { id } = value;
    if (typeof id === "string" && isNode(value, id)) yield [place, id];
    const children = Object.hasOwn(value, "children") ? value["children"] : undefined;
    if (!Array.isArray(children)) continue;
    const list: Place = { value: children, key: "children", above: place };
    for (let index = children.length - 1; index >= 0; index -= 1) open.push({ value: children[index] as Json, key: index, above: list });
  }
}

function isNode(value: Json | undefined, id: string): boolean {
  return isObject(value) && value["id"] === id && typeof value["type"] === "string";
}

/** The steps to where something was noted, as far as there are such keys. */
function wayTo(document: Json, place: Place): Step[] | undefined {
  const keys: (string | number)[] = [];
  for (let up = place; up.above; up = up.above) keys.push(up.key);
  const steps: Step[] = [];
  let value: Json = document;
  for (const key of keys.reverse()) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    steps.push({ container: value as Step["container"], key });
    value = (value as JsonObject)[key] as Json;
  }
  return steps;
}

function valueAt(document: Json, steps: readonly Step[]): Json {
  const last = steps.at(-1);
  return last === undefined ? document : (last.container as JsonObject)[last.key as string] as Json;
}

/** Puts a value where the steps lead, copying what is on the way and nothing else. */
function rebuild(own: Own, steps: readonly Step[], value: Json): Json {
  return steps.reduceRight<Json>((inner, { container, key }) => {
    if (!Array.isArray(container)) return withField(own, container as JsonObject, key as string, inner);
    const list = ownList(own, container as readonly Json[]);
    list[key as number] = inner;
    return list;
  }, value);
}

function without(own: Own, { container, key }: Step): Json {
  if (Array.isArray(container)) {
    const list = ownList(own, container as readonly Json[]);
    list.splice(key as number, 1);
    return list;
  }
  const copy = ownObject(own, container as JsonObject);
  delete copy[key];
  return copy;
}

function inserted(own: Own, before: readonly Json[], index: number, item: Json): Json {
  const list = ownList(own, before);
  list.splice(index < 0 || index > list.length ? list.length : index, 0, item);
  return list;
}

function withField(own: Own, object: JsonObject, key: string, value: Json, before?: string): JsonObject {
  if (before !== undefined && Object.hasOwn(object, before) && !Object.hasOwn(object, key)) {
    const copy = objectOf(Object.entries(object).flatMap((field) => (field[0] === before ? [[key, value] as const, field] : [field])));
    own.made.add(copy);
    return copy;
  }
  const copy = ownObject(own, object);
  setField(copy, key, value);
  return copy;
}

function ownObject(own: Own, object: JsonObject): Record<string, Json> {
  if (own.made.has(object)) return object;
  const copy = { ...object };
  own.made.add(copy);
  return copy;
}

function ownList(own: Own, list: readonly Json[]): Json[] {
  if (own.made.has(list)) return list as Json[];
  const copy = list.slice();
  own.made.add(copy);
  return copy;
}

/** An object with these own fields, also where one is called `__proto__`. */
function objectOf(fields: readonly (readonly [string, Json])[]): JsonObject {
  return Object.fromEntries(fields);
}

function objectAt(value: Json | undefined): JsonObject {
  if (isObject(value)) return value;
  throw new Drift("not an object");
}

function listAt(value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return value as readonly Json[];
  throw new Drift("not a list");
}

function isContainer(value: Json | undefined): value is JsonObject | readonly Json[] {
  return typeof value === "object" && value !== null;
}

function isList(value: JsonObject | readonly Json[]): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
