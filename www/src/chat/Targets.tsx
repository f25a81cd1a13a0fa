import { useMemo } from "react";
import { indexOf, nameOf } from "../preview/model.ts";
import { usePointing } from "../session/pointer.ts";
import { useSessionActions, useSessionState } from "../session/SessionContext.ts";

const SHOWN = 6;

/** Nodes as chips: hover or focus marks them in the preview, a click selects. */
export function Targets({ ids, label }: { ids: readonly string[]; label: string }) {
  if (ids.length === 0) return null;
  return (
    <ul className="chips" aria-label={label}>
      {ids.slice(0, SHOWN).map(id => <li key={id}><TargetChip id={id} /></li>)}
      {ids.length > SHOWN && <li className="chip-more">and {ids.length - SHOWN} more</li>}
    </ul>
  );
}

function TargetChip({ id }: { id: string }) {
  const { snapshot } = useSessionState();
  const { select } = useSessionActions();
  const ids = useMemo(() => [id], [id]);
  const pointing = usePointing(ids);
  const node = indexOf(snapshot.document).byId.get(id)?.node;
  if (!node) return <span className="chip chip-gone" title="No longer in the design">{id}</span>;
  return <button type="button" className="chip" {...pointing} onClick={() => select(id)} title={`Select ${nameOf(node)}`}>{nameOf(node)}</button>;
}
