/**
 * React bindings: components that draw a session stay up to date by themselves.
 */
import { useSyncExternalStore } from "react";
import type { Engine, EngineSnapshot, Session, SessionSnapshot } from "./api.js";

/** The state of a session; renders again when it changed, and only then. */
export function useSession(session: Session): SessionSnapshot {
  return useSyncExternalStore(session.subscribe, session.getSnapshot, session.getSnapshot);
}

/** Where an engine stores, and its warnings. */
export function useEngineSnapshot(engine: Engine): EngineSnapshot {
  return useSyncExternalStore(engine.subscribe, engine.getSnapshot, engine.getSnapshot);
}
