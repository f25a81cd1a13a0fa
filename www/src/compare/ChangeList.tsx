import { useMemo } from "react";
import { usePointing } from "../session/pointer.ts";
import type { Change, ChangeKind } from "./changes.ts";

const kinds: readonly { kind: ChangeKind; label: string; sign: string }[] = [
  { kind: "added", label: "Added", sign: "+" }, { kind: "removed", label: "Removed", sign: "−" }, { kind: "changed", label: "Changed", sign: "~" }, { kind: "moved", label: "Moved", sign: "→" },
];
/** More lines than this nobody reads; the figures above count them all. */
const MOST = 300;

/** What differs, in words. A line marks its node in both versions while it is hovered or focused, and scrolls them there when it is clicked. */
export function ChangeList({ changes, onGo }: { changes: readonly Change[]; onGo: (change: Change) => void }) {
  const shown = changes.slice(0, MOST);
  return (
    <section className="changes" aria-label="Changes">
      <header>
        <h2>{changes.length === 0 ? "No difference" : `${changes.length.toLocaleString()} ${changes.length === 1 ? "change" : "changes"}`}</h2>
        <ul className="change-counts">
          {kinds.map(({ kind, label, sign }) => {
            const count = changes.filter(change => change.kind === kind).length;
            return count > 0 && <li key={kind} data-kind={kind}><b aria-hidden="true">{sign}</b>{label} {count}</li>;
          })}
        </ul>
      </header>
      {changes.length === 0 && <p className="fine">Both versions hold the same document.</p>}
      <ol>{shown.map((change, at) => <ChangeLine key={at} change={change} onGo={onGo} />)}</ol>
      {changes.length > MOST && <p className="fine">and {(changes.length - MOST).toLocaleString()} more</p>}
    </section>
  );
}

function ChangeLine({ change, onGo }: { change: Change; onGo: (change: Change) => void }) {
  const ids = useMemo(() => (change.id === null ? [] : [change.id]), [change.id]);
  const pointing = usePointing(ids);
  const { sign, label } = kinds.find(({ kind }) => kind === change.kind) ?? { sign: "~", label: "Changed" };
  return (
    <li>
      <button type="button" className="change" data-kind={change.kind} {...pointing} onClick={() => onGo(change)}>
        <b aria-hidden="true">{sign}</b><span className="quiet">{label}: </span>
        <span><strong>{change.subject}</strong> {change.words && `${change.words} `}{change.text}{change.colours.length > 0 && <span className="change-colours" aria-hidden="true">{change.colours.map((value, at) => <i key={at} style={{ background: value }} />)}</span>}</span>
      </button>
    </li>
  );
}
