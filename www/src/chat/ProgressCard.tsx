import type { Asking, EditPhase, EditView } from "bozzetto";
import { money } from "../session/money.ts";
import { useSessionActions } from "../session/SessionContext.ts";
import { Working } from "../ui/Blank.tsx";
import { Button } from "../ui/Button.tsx";
import { PromptButton } from "./PromptButton.tsx";
import { pauseOf, Tries } from "./Tries.tsx";

const phases: Readonly<Record<EditPhase, string>> = {
  queued: "Waiting for the edit before it",
  accepted: "Noted",
  waiting: "Asking the model",
  thinking: "The model thinks",
  streaming: "Drawing",
  repairing: "The answer did not fit; asking the model to mend it",
  committing: "Storing the version",
  clarifying: "A question is open",
  ended: "Done",
};

/** How much of the answer is there, and what the edit costs by now: estimates, until the provider has counted. */
function comingOf({ comingTokens, comingCost, cost }: Asking, phase: EditPhase): string {
  const price = comingCost === null ? "" : `, ${money((cost ?? 0) + comingCost)} so far`;
  return `About ${comingTokens.toLocaleString()} ${comingTokens === 1 ? "token" : "tokens"} ${phase === "thinking" ? "of thoughts" : "of the answer"}${price}`;
}

/** An edit in work. */
export function ProgressCard({ edit }: { edit: EditView }) {
  const { cancel } = useSessionActions();
  return (
    <article className="card card-running" aria-label="Edit in work">
      <div className="progress">
        <Working>{pauseOf(edit.asking) ?? phases[edit.phase]}</Working>
        <span className="progress-count">{edit.opsReceived > 0 && `${edit.opsReceived} ${edit.opsReceived === 1 ? "change" : "changes"}`}</span>
        <Button small look="line" icon="stop" onClick={() => cancel(edit.editId)}>Cancel</Button>
      </div>
      {edit.asking && edit.asking.comingTokens > 0 && edit.asking.provider !== "offline" && <p className="progress-coming">{comingOf(edit.asking, edit.phase)}</p>}
      {edit.asking && <Tries asking={edit.asking} />}
      {edit.asking && edit.asking.provider !== "offline" && <div className="card-actions card-actions-shown"><PromptButton editId={edit.editId} moment={edit.phase} /></div>}
    </article>
  );
}
