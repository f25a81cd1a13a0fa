import { useSyncExternalStore } from "react";
import type { Engine, EngineSnapshot, Session, SessionSnapshot } from "./api.js";

export function useSession(session: Session): SessionSnapshot {
  return useSyncExternalStore(listener => session.subscribe(listener), () => session.getSnapshot());
}
export function useEngineSnapshot(engine: Engine): EngineSnapshot {
  return useSyncExternalStore(listener => engine.subscribe(listener), () => engine.getSnapshot());
}
