import { useMemo, useState } from "react";
import type { StagedPart } from "bozzetto";
import { useSessionActions, useSessionState } from "../session/SessionContext.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";

/** What a model wanted to change beyond what was named, part by part: what is not accepted stays, until it is left out. */
export function HeldChanges({ editId }: { editId: string }) {
  const { session, snapshot } = useSessionState();
  const { accept, leaveOut } = useSessionActions();
  // What still fits changes with the document, what is still offered with the view.
  const parts = useMemo(() => session.held().find(held => held.editId === editId)?.parts, [editId, session, snapshot.document, snapshot.view]);
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set());
  if (!parts) return null;
  const chosen = parts.map((_, at) => at).filter(at => !refused.has(nameOf(parts, at)));

  const toggle = (at: number) => {
    const next = new Set(refused);
    // A part goes with those that it needs, and takes those along that need it.
    if (next.has(nameOf(parts, at))) for (const need of withNeeds(parts, at)) next.delete(nameOf(parts, need));
    else parts.forEach((_, other) => { if (withNeeds(parts, other).has(at)) next.add(nameOf(parts, other)); });
    setRefused(next);
  };

  return (
    <fieldset className="held">
      <legend><Icon name="warning" size={16} />Held back: beyond what you named</legend>
      {parts.map((part, at) => (
        <label key={nameOf(parts, at)}><input type="checkbox" checked={chosen.includes(at)} onChange={() => toggle(at)} /><span>{part.summary}</span></label>
      ))}
      <div className="held-actions">
        <Button small look="line" icon="check" disabled={chosen.length === 0} onClick={() => accept(editId, chosen)}>{chosen.length === parts.length ? "Accept" : `Accept ${chosen.length} of ${parts.length}`}</Button>
        <Button small onClick={() => leaveOut(editId)}>Leave out</Button>
      </div>
    </fieldset>
  );
}

/** Parts have no names of their own, and their places change as others are accepted: their words, counted where several say the same. */
function nameOf(parts: readonly StagedPart[], at: number): string {
  const summary = parts[at]?.summary ?? "";
  return `${summary} ${parts.slice(0, at).filter(part => part.summary === summary).length}`;
}

/** A part and all that it needs. */
function withNeeds(parts: readonly StagedPart[], at: number): Set<number> {
  const all = new Set<number>();
  for (const open = [at]; open.length > 0;) {
    const next = open.pop()!;
    if (all.has(next)) continue;
    all.add(next);
    open.push(...(parts[next]?.needs ?? []));
  }
  return all;
}
