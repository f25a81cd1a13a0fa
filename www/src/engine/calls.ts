import { useSyncExternalStore } from "react";
import type { ModelCallReport } from "bozzetto";

/** A model call of this visit, with what it cost by the prices that were set when it ended. */
export interface Call extends ModelCallReport { readonly worth: number | null }

/** For a million tokens; null: not known. */
export interface Prices { readonly input: number | null; readonly output: number | null }

const NONE: readonly Call[] = [];
/** As many calls of a session are remembered. */
const KEPT = 500;

const bySession = new Map<string, readonly Call[]>();
const listeners = new Set<() => void>();

/** Notes a call that ended. Nothing of what was said is in it. */
export function recordCall(call: ModelCallReport, { input, output }: Prices): void {
  const isKnown = call.server !== "" && input !== null && output !== null;
  const worth = isKnown ? ((call.inputTokens ?? 0) * input + (call.outputTokens ?? 0) * output) / 1e6 : null;
  bySession.set(call.sessionId, [...(bySession.get(call.sessionId) ?? NONE), { ...call, worth }].slice(-KEPT));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The calls of a session in this visit, oldest first. */
export function useCalls(sessionId: string): readonly Call[] {
  return useSyncExternalStore(subscribe, () => bySession.get(sessionId) ?? NONE);
}
