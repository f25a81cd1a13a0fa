import { useMemo } from "react";
import { useCalls } from "../engine/calls.ts";
import { Icon } from "../ui/Icon.tsx";
import { useSessionActions, useSessionState } from "./SessionContext.ts";

/** What models took so far: tokens of all visits, the edit in work included, and the cost of this one. */
export function UsageMeter() {
  const { session, snapshot } = useSessionState();
  const { showCalls } = useSessionActions();
  const calls = useCalls(session.id);
  const ended = useMemo(() => {
    const ofThisVisit = new Set(calls.map(call => call.editId));
    const earlier = snapshot.versions.filter(version => version.editId === null || !ofThisVisit.has(version.editId));
    return sum(earlier) + sum(calls);
  }, [calls, snapshot.versions]);
  const running = snapshot.edits.filter(edit => edit.result === null && edit.asking !== null);
  const told = new Set(running.map(edit => edit.editId));
  // What is told of a running edit includes its calls that ended.
  const open = running.reduce((total, { asking }) => total + (asking?.inputTokens ?? 0) + (asking?.outputTokens ?? 0), 0) - sum(calls.filter(call => told.has(call.editId)));
  const tokens = ended + Math.max(0, open);
  const worth = calls.reduce((total, call) => total + (call.worth ?? 0), 0);
  if (tokens === 0) return null;
  return (
    <button type="button" className="bar-button usage" title="Model calls" aria-label={`${tokens.toLocaleString()} tokens${worth > 0 ? `, ${money(worth)}` : ""}: model calls`} onClick={showCalls}>
      <Icon name="inspect" size={16} /><span>{short(tokens)}{worth > 0 && ` · ${money(worth)}`}</span>
    </button>
  );
}

function sum(list: readonly { inputTokens: number | null; outputTokens: number | null }[]): number {
  return list.reduce((total, { inputTokens, outputTokens }) => total + (inputTokens ?? 0) + (outputTokens ?? 0), 0);
}

function short(tokens: number): string {
  return tokens < 10_000 ? `${tokens.toLocaleString()} tokens` : `${Math.round(tokens / 1000).toLocaleString()}k tokens`;
}

/** Without a currency: it is the one of the prices. */
export function money(amount: number): string {
  return amount.toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: amount < 0.1 ? 4 : 2 });
}
