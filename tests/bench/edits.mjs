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

const styles = {
  background: "background", color: "text color", fontSize: "font size", fontWeight: "font weight", radius: "corner radius", border: "border",
};
const colors = { "var(--accent)": "the accent color", "var(--surface-2)": "the surface color" };

/** The text on a node if nothing else of the document has it: who quotes it needs to select nothing. */
function ownText(node, list) {
  const text = node.props?.text;
  if (!text || text.includes("\n") || text.includes('"')) return undefined;
  return list.every(({ node: other }) => other === node || other.props?.text !== text) ? text : undefined;
}

// What a person would type, and what they would select before; where words can tell, they select nothing.
const words = {
  "restyle-one": (op) => ({ prompt: `set the ${styles[op.path[1]]} of this to ${colors[op.value] ?? op.value}`, target: op.id }),
  "retext-one": (op, { map, list }) => {
    const text = ownText(map.get(op.id).node, list);
    const next = op.value.replaceAll(/["\n]/g, " ");
    return text ? { prompt: `change "${text}" to "${next}"` } : { prompt: `make this say "${next}"`, target: op.id };
  },
  insert: (op, { map }) => {
    const { type, props } = op.node;
    return { prompt: `add a ${type}${props?.text ? ` with "${props.text.replaceAll(/["\n]/g, " ")}"` : ""} to this ${map.get(op.parent).node.type}`, target: op.parent };
  },
  remove: (op, { map, list }) => {
    const { node } = map.get(op.id);
    const text = ownText(node, list);
    return text ? { prompt: `remove the ${node.type} "${text}"` } : { prompt: `remove this ${node.type}`, target: op.id };
  },
  move: (op, { map, list }) => {
    const near = map.get(op.parent).node.children.find((node) => node.id !== op.id && ownText(node, list));
    const { type } = map.get(op.id).node;
    return { prompt: near ? `move this ${type} next to "${near.props.text}"` : `move this ${type} to a better place`, target: op.id };
  },
  reorder: (op, { map }) => ({ prompt: `rearrange this ${map.get(op.parent).node.type}`, target: op.parent }),
  "restyle-5%": (op) => ({ prompt: "make these match the colors and sizes of the rest", target: op.ops.map(({ id }) => id) }),
};

/** What a person might have typed for it, and the nodes that would be selected: `{ prompt, target }`. */
export function requestOf(kind, op, document) {
  return words[op.op === "move" ? "move" : kind](op, indexDoc(document));
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
