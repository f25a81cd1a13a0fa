import { useCallback, useEffect, useRef, useState } from "react";
import type { SessionSummary } from "bozzetto";
import { useEngine } from "../engine/EngineContext.tsx";
import { troubleOf, type Trouble } from "../engine/errors.ts";
import { Button } from "../ui/Button.tsx";
import { Blank, Working } from "../ui/Blank.tsx";
import { SessionCard } from "./SessionCard.tsx";
import { UnsavedNote } from "./UnsavedNote.tsx";

/** What was begun before, last touched first. */
export function SessionList() {
  const engine = useEngine();
  const [sessions, setSessions] = useState<readonly SessionSummary[] | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const load = useCallback(() => {
    engine.listSessions().then(list => { setSessions(list); setTrouble(null); }, (error: unknown) => setTrouble(troubleOf(error)));
  }, [engine]);
  const heading = useRef<HTMLHeadingElement>(null);
  // What was deleted had the focus.
  const onGone = () => { heading.current?.focus(); load(); };
  useEffect(load, [load]);
  useEffect(() => engine.subscribe(load), [engine, load]);

  return (
    <section className="sessions" aria-labelledby="sessions-title">
      <h2 id="sessions-title" ref={heading} tabIndex={-1}>Your sessions</h2>
      <UnsavedNote sessions={sessions ?? []} />
      {trouble ? (
        <Blank icon="warning" title="The sessions could not be read" alert><p>{trouble.text} {trouble.next}</p><Button look="line" icon="retry" onClick={load}>Try again</Button></Blank>
      ) : sessions === null ? <Working>Looking for sessions</Working> : sessions.length === 0 ? (
        <p className="sessions-none">Nothing yet. What you make is kept in this browser and waits here for you.</p>
      ) : (
        <ul className="session-cards">{sessions.map(session => <SessionCard key={session.sessionId} session={session} onGone={onGone} />)}</ul>
      )}
    </section>
  );
}
