/** Ops as they cross from the core: as lists, which are shorter and quicker to read than objects. */
import type { Json, Op } from "./api.js";

type CompactOp =
  | [id: string | null, path: string, value: Json, before?: string]
  | [kind: 1, id: string | null, path: string]
  | [kind: 2, parent: string | null, index: number, node: Json]
  | [kind: 2, parent: string | null, path: string, index: number, value: Json]
  | [kind: 3, id: string]
  | [kind: 4, id: string, parent: string, index: number]
  | [kind: 5, id: string | null, path: string, at: number, deleted: number, insert: string];

/** The ops of a patch in the compact form, with their fields named. */
export function opsOf(compact: string): Op[] {
  return (JSON.parse(compact) as CompactOp[]).map(named);
}

function named(op: CompactOp): Op {
  switch (op[0]) {
    case 1:
      return { op: "unset", ...idOf(op[1]), path: op[2] };
    case 2: {
      const [, parent] = op;
      const [path, index, inserted] = op.length === 4 ? [undefined, op[2], op[3]] : [op[2], op[3], op[4]];
      return {
        op: "insert", ...(parent !== null && { parent }), ...(path !== undefined && { path }), index,
        ...(isNode(inserted) ? { node: inserted } : { value: inserted }),
      };
    }
    case 3:
      return { op: "remove", id: op[1] };
    case 4:
      return { op: "move", id: op[1], parent: op[2], index: op[3] };
    case 5:
      return { op: "text", ...idOf(op[1]), path: op[2], at: op[3], delete: op[4], insert: op[5] };
    default: {
      const [id, path, value, before] = op;
      // By far the most of them.
      if (id !== null && before === undefined) return { op: "set", id, path, value };
      return { op: "set", ...idOf(id), path, value, ...(before !== undefined && { before }) };
    }
  }
}

function idOf(id: string | null): { id?: string } {
  return id === null ? {} : { id };
}

function isNode(value: Json): boolean {
  const { id, type } = (value ?? {}) as { id?: Json; type?: Json };
  return typeof id === "string" && typeof type === "string";
}
