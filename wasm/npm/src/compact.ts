/** Ops as they cross from the core: as lists, which are shorter and quicker to read than objects. */
import type { Json, Op } from "./api.js";

type Id = string | null;

/** A node, or the parent of a move, that is left out is the one of the op before. */
type CompactOp =
  | [path: string, value: Json]
  | [id: Id, path: string, value: Json, before?: string]
  | [kind: 1, path: string]
  | [kind: 1, id: Id, path: string]
  | [kind: 2, index: number, node: Json]
  | [kind: 2, parent: Id, index: number, node: Json]
  | [kind: 2, parent: Id, path: string, index: number, value: Json]
  | [kind: 3, id: string]
  | [kind: 4, id: string, index: number]
  | [kind: 4, id: string, parent: string, index: number]
  | [kind: 5, path: string, at: number, deleted: number, insert: string]
  | [kind: 5, id: Id, path: string, at: number, deleted: number, insert: string];

/** The ops of a patch in the compact form, with their fields named. */
export function opsOf(compact: string): Op[] {
  let before: Op | undefined;
  return (JSON.parse(compact) as CompactOp[]).map((op) => (before = named(op, before)));
}

function named(op: CompactOp, before: Op | undefined): Op {
  switch (op[0]) {
    case 1: {
      const [id, path] = op.length === 2 ? [nodeOf(before), op[1]] : [op[1], op[2]];
      return { op: "unset", ...idOf(id), path };
    }
    case 2: {
      const [parent, path, index, inserted] =
        op.length === 3 ? [nodeOf(before), undefined, op[1], op[2]]
        : op.length === 4 ? [op[1], undefined, op[2], op[3]]
        : [op[1], op[2], op[3], op[4]];
      return {
        op: "insert", ...(parent !== null && { parent }), ...(path !== undefined && { path }), index,
        ...(isNode(inserted) ? { node: inserted } : { value: inserted }),
      };
    }
    case 3:
      return { op: "remove", id: op[1] };
    case 4: {
      const known = before?.op === "move" ? before.parent : "";
      const [parent, index] = op.length === 3 ? [known, op[2]] : [op[2], op[3]];
      return { op: "move", id: op[1], parent, index };
    }
    case 5: {
      const [id, path, at, deleted, insert] =
        op.length === 5 ? [nodeOf(before), op[1], op[2], op[3], op[4]] : [op[1], op[2], op[3], op[4], op[5]];
      return { op: "text", ...idOf(id), path, at, delete: deleted, insert };
    }
    default: {
      if (op.length === 2) return { op: "set", ...idOf(nodeOf(before)), path: op[0], value: op[1] };
      const [id, path, value, next] = op;
      // By far the most of them.
      if (id !== null && next === undefined) return { op: "set", id, path, value };
      return { op: "set", ...idOf(id), path, value, ...(next !== undefined && { before: next }) };
    }
  }
}

/** The node that an op names: the changed one, or the parent of what is put in. */
function nodeOf(op: Op | undefined): Id {
  return (op?.op === "insert" ? op.parent : op?.id) ?? null;
}

function idOf(id: string | null): { id?: string } {
  return id === null ? {} : { id };
}

function isNode(value: Json): boolean {
  const { id, type } = (value ?? {}) as { id?: Json; type?: Json };
  return typeof id === "string" && typeof type === "string";
}
