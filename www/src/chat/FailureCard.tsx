import type { EditResult } from "bozzetto";
import { troubleOf } from "../engine/errors.ts";
import { useOverlays } from "../help/Overlays.tsx";
import { useSessionActions, useSessionState } from "../session/SessionContext.ts";
import { Button } from "../ui/Button.tsx";
import { plain } from "../ui/plain.ts";
import { Icon } from "../ui/Icon.tsx";
import { Attempts } from "./Attempts.tsx";
import { PromptButton } from "./PromptButton.tsx";
import { useSecondsUntil } from "./useSecondsUntil.ts";
import { HeldChanges } from "./HeldChanges.tsx";

const titles = { cancelled: "Stopped", rejected: "Not done", failed: "That did not work" } as const;

/** An edit that made no version: why, what stands, and what to do. */
export function FailureCard({ prompt, target, result, at }: { prompt: string; target: readonly string[]; result: EditResult; at: number }) {
  const { retry } = useSessionActions();
  const { snapshot, said } = useSessionState();
  const asked = said.get(result.editId);
  const { openSettings } = useOverlays();
  const status = result.status === "cancelled" || result.status === "rejected" ? result.status : "failed";
  const trouble = result.error ? troubleOf(result.error) : null;
  const isReviewed = trouble?.code === "edit.review";
  const title = isReviewed ? "For you to look at" : titles[status];
  const wait = result.error?.retryAfterMs;
  const seconds = useSecondsUntil(typeof wait === "number" ? at + result.processingTimeMs + wait : null);
  const ofProvider = trouble?.code.startsWith("model.") || trouble?.code.startsWith("provider.");
  // A prompt is made before it turns out that there is no key to send it with.
  const isAsked = result.attempts.length === 0 || result.attempts.some(({ error }) => error !== "model.config");
  return (
    <article className={`card card-${status}`} aria-label={title}>
      <p className="card-verdict"><Icon name={status === "failed" ? "warning" : status === "rejected" ? "help" : "stop"} size={16} />{title}</p>
      {status === "cancelled" ? <p>{plain(result.changesSummary) || "Nothing was changed."}</p> : (
        <>
          <p>{plain(trouble?.text ?? result.changesSummary)}</p>
          {trouble && <p className="card-next">{seconds > 0 ? <>It can be asked again in <span role="timer">{seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`}</span>. Until then, another model can be chosen in the settings.</> : trouble.next}</p>}
          {status === "failed" && <p className="card-next">{snapshot.versions.length === 0 ? "No version was made." : result.error?.sessionState === "recovered" ? "The last good version is shown." : "The version before stands as it was."}</p>}
        </>
      )}
      {result.attempts.length > 1 && (
        <div className="card-attempts">
          <details><summary>{result.attempts.length} attempts</summary><Attempts attempts={result.attempts} /></details>
        </div>
      )}
      {(isReviewed || trouble?.code === "edit.outside") && <HeldChanges editId={result.editId} reviewed={isReviewed} />}
      <div className="card-actions card-actions-shown">
        {prompt && <Button small look="line" icon="retry" onClick={() => retry(asked ?? { words: prompt, target })}>Retry</Button>}
        {ofProvider && <Button small look="line" icon="settings" onClick={openSettings}>Settings</Button>}
        {isAsked && <PromptButton editId={result.editId} moment="ended" />}
        {trouble && <span className="fine">{trouble.code}</span>}
      </div>
    </article>
  );
}
