import { useState } from "react";
import type { StagedPart } from "bozzetto";
import { useSessionActions, useSessionState } from "../session/SessionContext.ts";
import { useReading } from "../session/useReading.ts";
import { Button } from "../ui/Button.tsx";
import { plain } from "../ui/plain.ts";
import { Icon } from "../ui/Icon.tsx";

/** What waits for a yes, part by part: what is not accepted stays, until it is left out. `reviewed`: all of it was asked for. */
export function HeldChanges({ editId, reviewed = false }: { editId: string; reviewed?: boolean }) {
  const { session, snapshot } = useSessionState();
  const { accept, leaveOut, write } = useSessionActions();
  // What still fits changes with the document, what is still offered with how much is.
  const parts = useReading(() => session.held().find(held => held.editId === editId)?.parts, [editId, session, snapshot.document, snapshot.view.heldOps]);
  const [refused, setRefused] = useState<ReadonlySet<number>>(new Set());
  if (!parts) return null;
  const chosen = parts.map(part => part.number).filter(number => !refused.has(number));
  // What is left out takes along what needs it. With nothing ticked, all of the rest is meant.
  const left = chosen.length === 0 ? parts : parts.filter(({ number }) => chosen.some(at => withNeeds(parts, number).has(at)));

  const toggle = (number: number) => {
    const next = new Set(refused);
    // A part goes with those that it needs, and takes those along that need it.
    if (next.has(number)) for (const need of withNeeds(parts, number)) next.delete(need);
    else for (const other of parts) if (withNeeds(parts, other.number).has(number)) next.add(other.number);
    setRefused(next);
  };

  const settle = (how: typeof accept, numbers: readonly number[]) => {
    // The button goes with the last part: whoever works by keyboard goes on writing.
    if (numbers.length === parts.length) write();
    how(editId, numbers);
  };

  return (
    <fieldset className="held">
      <legend><Icon name={reviewed ? "help" : "warning"} size={16} />{reviewed ? "What would change" : "Held back: beyond what you named"}</legend>
      {parts.map(({ number, summary }) => (
        <label key={number}><input type="checkbox" checked={chosen.includes(number)} onChange={() => toggle(number)} /><span>{plain(summary)}</span></label>
      ))}
      <div className="held-actions">
        <Button small look="line" icon="check" disabled={chosen.length === 0} onClick={() => settle(accept, chosen)}>{chosen.length === parts.length ? "Accept" : `Accept ${chosen.length} of ${parts.length}`}</Button>
        <Button small onClick={() => settle(leaveOut, left.map(part => part.number))}>{left.length < parts.length ? `Leave out ${left.length} of ${parts.length}` : chosen.length === 0 && parts.length > 1 ? `Leave out all ${parts.length}` : "Leave out"}</Button>
      </div>
    </fieldset>
  );
}

/** A part and all that it needs, by number. */
function withNeeds(parts: readonly StagedPart[], number: number): Set<number> {
  const all = new Set<number>();
  for (const open = [number]; open.length > 0;) {
    const next = open.pop()!;
    if (all.has(next)) continue;
    all.add(next);
    open.push(...(parts.find(part => part.number === next)?.needs ?? []));
  }
  return all;
}
