import { Icon } from "../ui/Icon.tsx";
import { money } from "./money.ts";
import { useSessionActions, useSessionState } from "./SessionContext.ts";
import { useReading } from "./useReading.ts";

/** The embedded model: nobody pays for it. */
const OFFLINE = "offline";

/** What models took so far, by the engine's own account: tokens and costs of all visits, the edits in work included. */
export function UsageMeter() {
  const { session, snapshot } = useSessionState();
  const { showCalls } = useSessionActions();
  // What is counted changes when an edit ends, and not with every piece of an answer.
  const ends = snapshot.edits.flatMap(({ phase, editId }) => (phase === "ended" ? [editId] : [])).join();
  const ended = useReading(() => session.metrics(), [session, snapshot.versions, ends]);
  const running = snapshot.edits.flatMap(({ phase, asking }) => (phase !== "ended" && asking && asking.provider !== OFFLINE ? asking : []));
  const tokens = running.reduce((sum, { inputTokens, outputTokens, comingTokens }) => sum + inputTokens + outputTokens + comingTokens, ended ? ended.inputTokens + ended.outputTokens : 0);
  const cost = running.reduce((sum, { cost, comingCost }) => sum + (cost ?? 0) + (comingCost ?? 0), ended?.cost ?? 0);
  if (tokens === 0) return null;
  // What is under way is estimated; when it ended the provider has counted.
  const about = running.length > 0 ? "about " : "";
  const words = `${about}${short(tokens)}${cost > 0 ? ` · ${money(cost)}` : ""}`;
  return (
    <button type="button" className="bar-button usage" title="Model calls" aria-label={`${words}: model calls`} onClick={showCalls}>
      <Icon name="inspect" size={16} /><span>{words}</span>
    </button>
  );
}

function short(tokens: number): string {
  return tokens < 10_000 ? `${tokens.toLocaleString()} tokens` : `${Math.round(tokens / 1000).toLocaleString()}k tokens`;
}
