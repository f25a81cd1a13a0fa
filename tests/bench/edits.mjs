// The workload's edits as an app and a model would have them: ops of the package, and words that lead to them.
import { indexDoc } from "./workload.mjs";

/** The ops of one edit of the workload, for the document it is about to be applied to. */
export function opsOf(op, document) {
  switch (op.op) {
    case "batch":
      return op.ops.flatMap((one) => opsOf(one, document));
    case "set":
      return [{ op: "set", id: op.id, path: `/${op.path.join("/")}`, value: op.value }];
    case "swap": {
      const children = indexDoc(document).map.get(op.parent).node.children;
      const [a, b] = [children[op.a].id, children[op.b].id];
      return [
        { op: "move", id: b, parent: op.parent, index: op.a },
        { op: "move", id: a, parent: op.parent, index: op.b },
      ];
    }
    default:
      return [op];
  }
}

const words = {
  "restyle-one": (op) => `make this look better: ${op.path[1]} ${op.value}`,
  "retext-one": (op) => `make this say "${op.value}"`,
  insert: () => "improve this",
  remove: () => "improve this",
  move: () => "improve this",
  reorder: () => "improve this",
  "restyle-5%": () => "improve this",
};

/** What a person might have typed for it. */
export function promptOf(kind, op) {
  return words[kind](op);
}

/** The node that would be selected. */
export function targetOf(op) {
  return op.op === "batch" ? op.ops[0].id : (op.id ?? op.parent);
}

/** A model that answers every call at once with the ops that were laid ready. */
export function scriptedModel() {
  const model = {
    ops: [],
    calls: 0,
    provider: {
      kind: "app",
      name: "scripted",
      answer: () => {
        model.calls++;
        return JSON.stringify({ ops: model.ops });
      },
    },
  };
  return model;
}
