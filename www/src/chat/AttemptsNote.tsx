import type { Attempt } from "bozzetto";
import { useOverlays } from "../help/Overlays.tsx";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Attempts, modelNameOf, outcomeOf } from "./Attempts.tsx";

/** What the person can mend in the settings. */
const ofSettings = ["model.auth", "model.forbidden", "model.billing", "model.not-found", "model.network", "model.config", "model.bad-url", "model.not-a-stream"];

/** How a version came about, if not by the first call. Somebody else's answer must not hide that the one who was to answer could not. */
export function AttemptsNote({ attempts }: { attempts: readonly Attempt[] }) {
  const { openSettings } = useOverlays();
  const first = attempts[0];
  const last = attempts.at(-1);
  if (!first || !last) return null;
  const helped = last.error === null && (last.provider !== first.provider || last.model !== first.model);
  const failed = attempts.findLast(attempt => attempt.error !== null && attempt.provider === first.provider && attempt.model === first.model) ?? first;
  return (
    <div className="card-attempts" data-helped={helped || undefined}>
      {helped && <p><Icon name="warning" size={16} /><span>{modelNameOf(first)} {outcomeOf(failed)}. {modelNameOf(last)} answered instead.</span></p>}
      <details>
        <summary>{attempts.length === 1 ? "1 attempt" : `${attempts.length} attempts`}</summary>
        <Attempts attempts={attempts} />
      </details>
      {helped && attempts.some(({ error }) => error !== null && ofSettings.includes(error)) && <Button small look="line" icon="settings" onClick={openSettings}>Settings</Button>}
    </div>
  );
}
