import { asNode, childrenOf, type DocumentIndex } from "./model.ts";

/** Where an arrow key leads from a node: into it, out of it, to its neighbours. Null where the key means nothing. */
export function neighbour(index: DocumentIndex, from: string | null, key: string): string | null {
  const first = index.order[0] ?? null;
  if (key === "Home") return first;
  if (key === "End") return index.order.at(-1) ?? null;
  if (!["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].includes(key)) return null;
  const place = from === null ? undefined : index.byId.get(from);
  if (!place || from === null) return first;
  if (key === "ArrowLeft") return place.parent ?? from;
  if (key === "ArrowRight") return childrenOf(place.node).map(asNode).find(child => child !== null)?.id ?? from;
  const at = index.order.indexOf(from);
  const siblings = place.parent === null ? [] : childrenOf(index.byId.get(place.parent)?.node ?? place.node).map(asNode).filter(node => node !== null);
  const own = siblings.findIndex(node => node.id === from);
  const next = siblings[own + (key === "ArrowDown" ? 1 : -1)];
  if (next && own >= 0) return next.id;
  // Past the end of the siblings the walk goes on in the order of the document, so that no node is a dead end.
  if (key === "ArrowDown") {
    for (const id of index.order.slice(at + 1)) if ((index.byId.get(id)?.depth ?? 0) <= place.depth) return id;
    return from;
  }
  return place.parent ?? from;
}
