import { useEffect, useState } from "react";
import type { Edit, Engine, Session } from "bozzetto";
import { troubleOf, type Trouble } from "./errors.ts";

/** Handles of this visit, by session. A session that is left is let go, and opened anew when it is asked for again. */
const handles = new Map<string, Promise<Session>>();
const firstEdits = new Map<string, Edit>();

export function adopt(session: Session, edit: Edit | null): void {
  handles.set(session.id, Promise.resolve(session));
  if (edit) firstEdits.set(session.id, edit);
}

/** The edit that makes version 1, for the screen that takes the session over. */
export function takeFirstEdit(sessionId: string): Edit | null {
  const edit = firstEdits.get(sessionId) ?? null;
  firstEdits.delete(sessionId);
  return edit;
}

type Opening = { state: "opening" } | { state: "open"; session: Session } | { state: "failed"; trouble: Trouble };

export function useOpenSession(engine: Engine, id: string): Opening {
  const [opening, setOpening] = useState<Opening>({ state: "opening" });
  useEffect(() => {
    let wanted = true;
    setOpening({ state: "opening" });
    let handle = handles.get(id);
    if (!handle) {
      handle = engine.openSession(id);
      handles.set(id, handle);
    }
    handle.then(
      session => { if (wanted) setOpening({ state: "open", session }); },
      (error: unknown) => {
        handles.delete(id);
        if (wanted) setOpening({ state: "failed", trouble: troubleOf(error) });
      },
    );
    return () => {
      wanted = false;
      const left = handles.get(id);
      handles.delete(id);
      void left?.then(session => session.close()).catch(() => undefined);
    };
  }, [engine, id]);
  return opening;
}
