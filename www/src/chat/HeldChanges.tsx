import { useMemo, useState } from "react";
import type { Op, StagedPart } from "bozzetto";
import { useSessionActions, useSessionState } from "../session/SessionContext.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";

/** What a model wanted to change beyond what was named, part by part. Offered until the next version is made. */
export function HeldChanges({ held }: { held: string }) {
  const { session, snapshot } = useSessionState();
  const { accept } = useSessionActions();
  const found = useMemo(() => {
    const ops = JSON.parse(held) as Op[];
    try {
      return { ops, parts: session.stage(ops) };
    } catch {
      // The design has gone on, and they no longer fit.
      return null;
    }
  }, [held, session, snapshot.document]);
  const [refused, setRefused] = useState<ReadonlySet<number>>(new Set());
  const [dismissed, setDismissed] = useState(false);
  if (!found || dismissed) return null;
  const { ops, parts } = found;
  const chosen = parts.map((_, at) => at).filter(at => !refused.has(at));

  const toggle = (at: number) => {
    const next = new Set(refused);
    // A part goes with those that it needs, and takes those along that need it.
    if (next.has(at)) for (const need of withNeeds(parts, at)) next.delete(need);
    else parts.forEach((_, other) => { if (withNeeds(parts, other).has(at)) next.add(other); });
    setRefused(next);
  };
  const acceptChosen = () => {
    const places = chosen.flatMap(at => parts[at]?.ops ?? []).sort((a, b) => a - b);
    accept(places.flatMap(place => ops[place] ?? []), chosen.map(at => parts[at]?.summary ?? "").join(" "));
  };

  return (
    <fieldset className="held">
      <legend><Icon name="warning" size={16} />Held back: beyond what you named</legend>
      {parts.map((part, at) => (
        <label key={at}><input type="checkbox" checked={!refused.has(at)} onChange={() => toggle(at)} /><span>{part.summary}</span></label>
      ))}
      <div className="held-actions">
        <Button small look="line" icon="check" disabled={chosen.length === 0} onClick={acceptChosen}>{chosen.length === parts.length ? "Accept" : `Accept ${chosen.length} of ${parts.length}`}</Button>
        <Button small onClick={() => setDismissed(true)}>Leave out</Button>
      </div>
    </fieldset>
  );
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
