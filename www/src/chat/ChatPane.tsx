import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useSessionState } from "../session/SessionContext.ts";
import { Button } from "../ui/Button.tsx";
import { Composer } from "./Composer.tsx";
import { entriesOf, lineage, standing, undoable } from "./entries.ts";
import { Turn } from "./Turn.tsx";
import "./chat.css";

/** As many turns are drawn at first; earlier ones on request. */
const PAGE = 60;

/** The conversation and the box for the next edit. */
export function ChatPane() {
  const { snapshot, said } = useSessionState();
  const entries = useMemo(() => entriesOf(snapshot), [snapshot]);
  const [pages, setPages] = useState(1);
  const scroller = useRef<HTMLDivElement>(null);
  const pinned = useRef(true);
  const shown = entries.slice(-PAGE * pages);
  const earlier = entries.length - shown.length;
  const last = entries.at(-1);
  const takeBack = undoable(snapshot);
  const line = useMemo(() => lineage(snapshot), [snapshot.versions, snapshot.view.currentVersion]);
  const stand = useMemo(() => standing(snapshot), [snapshot.versions, snapshot.view.currentVersion]);
  const manyBranches = snapshot.view.branches.length > 1;

  // The newest turn stays in sight, unless somebody scrolled up to read.
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box && pinned.current) box.scrollTop = box.scrollHeight;
  }, [entries]);
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const observer = new ResizeObserver(() => { if (pinned.current) box.scrollTop = box.scrollHeight; });
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  return (
    <section className="chat" id="workspace-chat" aria-label="Chat">
      <div
        className="chat-scroll" ref={scroller} tabIndex={0} role="region" aria-label="Conversation"
        onScroll={event => { const box = event.currentTarget; pinned.current = box.scrollHeight - box.scrollTop - box.clientHeight < 80; }}
      >
        {earlier > 0 && <Button small look="line" className="chat-earlier" onClick={() => { pinned.current = false; setPages(pages + 1); }}>Show {Math.min(earlier, PAGE)} earlier of {earlier}</Button>}
        <ol className="turns">
          {shown.map(entry => (
            <Turn
              key={entry.key} prompt={entry.version?.prompt || entry.edit?.prompt || said.get(entry.edit?.editId ?? "")?.words || ""} version={entry.version} edit={entry.edit} latest={entry === last} undoable={entry.version !== null && entry.version.number === takeBack}
              showBranch={manyBranches} current={entry.version?.number === snapshot.view.currentVersion}
              here={entry.version !== null && line.has(entry.version.number)} stands={entry.version !== null && stand.has(entry.version.number)}
            />
          ))}
        </ol>
      </div>
      <Composer />
    </section>
  );
}
