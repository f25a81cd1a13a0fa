import { useSyncExternalStore } from "react";
import type { ModelCallReport } from "bozzetto";
import { createListeners } from "./listeners.ts";

const NONE: readonly ModelCallReport[] = [];
/** As many calls of a session are remembered. */
const KEPT = 500;

const bySession = new Map<string, readonly ModelCallReport[]>();
const listeners = createListeners();

/** Notes a call that ended. Nothing of what was said is in it. */
export function recordCall(call: ModelCallReport): void {
  bySession.set(call.sessionId, [...(bySession.get(call.sessionId) ?? NONE), call].slice(-KEPT));
  listeners.notify();
}

/** The calls of a session in this visit, oldest first. */
export function useCalls(sessionId: string): readonly ModelCallReport[] {
  return useSyncExternalStore(listeners.subscribe, () => bySession.get(sessionId) ?? NONE);
}
