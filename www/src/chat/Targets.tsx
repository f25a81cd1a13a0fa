import { useMemo } from "react";
import type { VersionInfo } from "bozzetto";
import { indexOf, nameOf, shorten } from "../preview/model.ts";
import { usePointing } from "../session/pointer.ts";
import { useSessionActions, useSessionState } from "../session/SessionContext.ts";
import { useFormerName } from "../session/useVersionDocument.ts";

const SHOWN = 6;

/** Nodes that a version changed, as chips: hover or focus marks them in the preview, a click selects. */
export function Targets({ ids, version, label }: { ids: readonly string[]; version: VersionInfo; label: string }) {
  if (ids.length === 0) return null;
  return (
    <ul className="chips" aria-label={label}>
      {ids.slice(0, SHOWN).map(id => <li key={id}><TargetChip id={id} version={version} /></li>)}
      {ids.length > SHOWN && <li className="chip-more">and {ids.length - SHOWN} more</li>}
    </ul>
  );
}

function TargetChip({ id, version }: { id: string; version: VersionInfo }) {
  const { session, snapshot } = useSessionState();
  const { select } = useSessionActions();
  const ids = useMemo(() => [id], [id]);
  const pointing = usePointing(ids);
  const node = indexOf(snapshot.document).byId.get(id)?.node;
  // What was removed is known by what it was called before.
  const former = useFormerName(session, id, [version.number, version.parent], node === undefined);
  if (!node) return <span className="chip chip-gone" title="No longer in the design">{former ?? shorten(id, 48)}</span>;
  return <button type="button" className="chip" {...pointing} onClick={() => select(id)} title={`Select ${nameOf(node)}`}>{nameOf(node)}</button>;
}
