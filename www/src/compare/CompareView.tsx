import { useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Json, Session } from "bozzetto";
import { troubleOf, type Trouble } from "../engine/errors.ts";
import { bringIntoSight, elementOf } from "../preview/places.ts";
import { shorten, isWireframe } from "../preview/model.ts";
import { titleOf } from "../history/words.ts";
import { useSessionActions, useSessionState, type Comparison } from "../session/SessionContext.ts";
import { Blank } from "../ui/Blank.tsx";
import { IconButton } from "../ui/Button.tsx";
import { ChangeList } from "./ChangeList.tsx";
import { changesOf, type Change } from "./changes.ts";
import { Side } from "./Side.tsx";
import { canvasesIn, MARGIN, useInStep } from "./useInStep.ts";
import "./compare.css";

interface Compared { before: Json; after: Json; changes: readonly Change[] }

function compared(session: Session, { from, to }: Comparison): Compared | { trouble: Trouble } {
  try {
    const before = session.at(from), after = session.at(to);
    return { before, after, changes: changesOf(session.diff(from, to).ops, before, after) };
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
        <Differences key={`${from}:${to}`} {...result} from={from} to={to} />
      )}
    </div>
  );
}

/** Both versions in step, beginning at the first change; a line of the list leads to its own. */
function Differences({ before, after, changes, from, to }: Compared & Comparison) {
  const { sides, shared, measureBefore, measureAfter, onScroll } = useInStep();
  const [sought, setSought] = useState(() => {
    const change = changes.find(change => change.id !== null) ?? changes[0];
    return change ? { change } : null;
  });
  const goTo = useCallback((change: Change) => {
    setSought({ change });
    if (change.id === null) return;
    const places = canvasesIn(sides.current).flatMap(box => { const element = elementOf(box, change.id ?? ""); return element ? [{ box, element }] : []; });
    // Where it is in both, where it came to counts; the other side follows.
    const place = places.at(-1);
    if (place) bringIntoSight(place.box, place.element);
  }, [sides]);
  const begun = useRef(false);
  useLayoutEffect(() => {
    if (!shared || begun.current) return;
    begun.current = true;
    if (sought) goTo(sought.change);
  }, [shared, sought, goTo]);
  const common = { changes, frame: shared?.frame, scale: shared?.scale, margin: MARGIN, sought };
  return (
    <div className="compare-body">
      <div className="compare-sides" ref={sides} onScrollCapture={onScroll}>
        <Side {...common} document={before} drawn={isWireframe(before)} side="before" label={`Version ${from}`} onMeasure={measureBefore} />
        <Side {...common} document={after} drawn={isWireframe(after)} side="after" label={`Version ${to}`} onMeasure={measureAfter} />
      </div>
      <ChangeList changes={changes} onGo={goTo} />
    </div>
  );
}
