import type { EditResult } from "bozzetto";
import { troubleOf } from "../engine/errors.ts";
import { useOverlays } from "../help/Overlays.tsx";
import { useSessionActions } from "../session/SessionContext.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";

const titles = { cancelled: "Stopped", rejected: "Not done", failed: "That did not work" } as const;

/** An edit that made no version: why, what stands, and what to do. */
export function FailureCard({ prompt, result }: { prompt: string; result: EditResult }) {
  const { send } = useSessionActions();
  const { openSettings } = useOverlays();
  const status = result.status === "cancelled" || result.status === "rejected" ? result.status : "failed";
  const trouble = result.error ? troubleOf(result.error) : null;
  const ofProvider = trouble?.code.startsWith("model.") || trouble?.code.startsWith("provider.");
  return (
    <article className={`card card-${status}`} aria-label={titles[status]}>
      <p className="card-verdict"><Icon name={status === "failed" ? "warning" : status === "rejected" ? "help" : "stop"} size={16} />{titles[status]}</p>
      {status === "cancelled" ? <p>Nothing was changed.</p> : (
        <>
          <p>{trouble?.text ?? result.changesSummary}</p>
          {trouble && <p className="card-next">{trouble.next}</p>}
          {status === "failed" && <p className="card-next">{result.error?.sessionState === "recovered" ? "The last good version is shown." : "The version before stands as it was."}</p>}
        </>
      )}
      <div className="card-actions card-actions-shown">
        {prompt && <Button small look="line" icon="retry" onClick={() => send(prompt)}>Retry</Button>}
        {ofProvider && <Button small look="line" icon="settings" onClick={openSettings}>Settings</Button>}
        {trouble && <span className="fine">{trouble.code}</span>}
      </div>
    </article>
  );
}
