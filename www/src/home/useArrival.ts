import { useCallback, useEffect, useRef } from "react";
import type { Edit, Session } from "bozzetto";
import { adopt } from "../engine/openSessions.ts";
import { goTo } from "../engine/route.ts";

/**
 * Goes to a session that was begun here, and says whether it did: who went somewhere else meanwhile, or cancelled, is not called back.
 * The session is let go then, and stays in the list.
 */
export function useArrival(): (session: Session, edit: Edit | null) => boolean {
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => { here.current = false; };
  }, []);
  return useCallback((session, edit) => {
    if (here.current) {
      adopt(session, edit);
      goTo(session.id);
    } else void session.close().catch(() => undefined);
    return here.current;
  }, []);
}
