import { useMemo } from "react";
import type { Json, Op, Session } from "bozzetto";
import { troubleOf, type Trouble } from "../engine/errors.ts";
import { shorten, isWireframe } from "../preview/model.ts";
import { titleOf } from "../history/words.ts";
import { useSessionActions, useSessionState, type Comparison } from "../session/SessionContext.ts";
import { documentAt } from "../session/useVersionDocument.ts";
import { Blank } from "../ui/Blank.tsx";
import { IconButton } from "../ui/Button.tsx";
import { ChangeList } from "./ChangeList.tsx";
import { changesOf, type Change } from "./changes.ts";
import { Side } from "./Side.tsx";
import "./compare.css";

type Compared = { before: Json; after: Json; ops: readonly Op[]; summary: string; changes: readonly Change[] } | { trouble: Trouble };

function compared(session: Session, { from, to }: Comparison): Compared {
  try {
    const before = documentAt(session, from), after = documentAt(session, to);
    const { ops, summary } = session.diff(from, to);
    return { before, after, ops, summary, changes: changesOf(ops, before, after) };
  } catch (error) {
    return { trouble: troubleOf(error) };
  }
}

/** Two versions side by side, what differs marked in both and said in words. */
export function CompareView({ comparison }: { comparison: Comparison }) {
  const { session, snapshot } = useSessionState();
  const { compare } = useSessionActions();
  const { from, to } = comparison;
  const result = useMemo(() => compared(session, { from, to }), [session, from, to]);
  const options = snapshot.versions.map(version => <option key={version.number} value={version.number}>v{version.number} {shorten(titleOf(version), 44)}</option>);

  return (
    <div className="compare">
      <div className="compare-bar">
        <label><span className="quiet">Compare from</span><select value={from} onChange={event => compare({ from: Number(event.target.value), to })}>{options}</select></label>
        <IconButton icon="swap" label="Swap the sides" onClick={() => compare({ from: to, to: from })} />
        <label><span className="quiet">to</span><select value={to} onChange={event => compare({ from, to: Number(event.target.value) })}>{options}</select></label>
        <IconButton icon="close" label="End the comparison" keys="Esc" onClick={() => compare(null)} />
      </div>
      {"trouble" in result ? <Blank icon="warning" title="These versions cannot be compared" alert><p>{result.trouble.text} {result.trouble.next}</p></Blank> : (
        <div className="compare-body">
          <div className="compare-sides">
            <Side document={result.before} drawn={isWireframe(result.before)} changes={result.changes} side="before" label={`Version ${from}`} />
            <Side document={result.after} drawn={isWireframe(result.after)} changes={result.changes} side="after" label={`Version ${to}`} />
          </div>
          <ChangeList changes={result.changes} summary={result.summary} />
        </div>
      )}
    </div>
  );
}
