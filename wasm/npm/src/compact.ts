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
  // The node that the op before names: the changed one, or the parent of what is put in.
  let node: Id = null;
  let movedTo = "";
  // Two versions far apart have many hundred ops, so each is written out: what is spread or taken apart costs several times as much.
  return (JSON.parse(compact) as CompactOp[]).map((op): Op => {
    switch (op[0]) {
      case 1: {
        if (op.length === 3) node = op[1];
        const path = op.length === 3 ? op[2] : op[1];
        return node === null ? { op: "unset", path } : { op: "unset", id: node, path };
      }
      case 2: {
        if (op.length > 3) node = op[1] as Id;
        const path = op.length === 5 ? op[2] : undefined;
        const [index, inserted] = op.slice(-2) as [number, Json];
        return {
          op: "insert", ...(node !== null && { parent: node }), ...(path !== undefined && { path }), index,
          ...(isNode(inserted) ? { node: inserted } : { value: inserted }),
        };
      }
      case 3:
        node = op[1];
        return { op: "remove", id: node };
      case 4: {
        node = op[1];
        if (op.length === 4) movedTo = op[2];
        return { op: "move", id: node, parent: movedTo, index: op.length === 4 ? op[3] : op[2] };
      }
      case 5: {
        if (op.length === 6) node = op[1];
        const [path, at, deleted, insert] = op.slice(-4) as [string, number, number, string];
        return { op: "text", ...(node !== null && { id: node }), path, at, delete: deleted, insert };
      }
      default: {
        if (op.length === 2) return node === null ? { op: "set", path: op[0], value: op[1] } : { op: "set", id: node, path: op[0], value: op[1] };
        node = op[0];
        const set: Op = node === null ? { op: "set", path: op[1], value: op[2] } : { op: "set", id: node, path: op[1], value: op[2] };
        if (op[3] !== undefined) set.before = op[3];
        return set;
      }
    }
  });
}

function isNode(value: Json): boolean {
  const { id, type } = (value ?? {}) as { id?: Json; type?: Json };
  return typeof id === "string" && typeof type === "string";
}
