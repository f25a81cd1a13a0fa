import type { Json } from "bozzetto";
import { pathWords, valueAt } from "../compare/changes.ts";
import { useSessionActions } from "../session/SessionContext.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { nameOf } from "./model.ts";
import { ownerOf } from "./rows.ts";

/** The chosen row of a tree: what it is, where it comes from, and the node that it belongs to for the next edit. */
export function RowFoot({ document, pointer, onClear }: { document: Json; pointer: string | null; onClear: () => void }) {
  const { select, write, askForOrigin } = useSessionActions();
  if (pointer === null || valueAt(document, pointer) === undefined) return <div className="crumbs crumbs-none">Choose a row to see where it comes from.</div>;
  const { node, path } = ownerOf(document, pointer);
  return (
    <nav className="crumbs" aria-label="Chosen row">
      <span className="crumbs-row">{[node && nameOf(node), path && pathWords(path)].filter(Boolean).join(" › ") || "Document"}</span>
      {node && <Button small look="line" onClick={() => { select(node.id); write(); }}>Edit this</Button>}
      <IconButton icon="history" label="Where this comes from" onClick={() => askForOrigin(node?.id ?? null, path)} />
      <IconButton icon="close" label="Let go of the row" onClick={onClear} />
    </nav>
  );
}
