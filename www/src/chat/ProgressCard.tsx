import type { EditPhase, EditView } from "bozzetto";
import { useSessionActions } from "../session/SessionContext.ts";
import { Working } from "../ui/Blank.tsx";
import { Button } from "../ui/Button.tsx";
import { pauseOf, Tries } from "./Tries.tsx";

const phases: Readonly<Record<EditPhase, string>> = {
  queued: "Waiting for the edit before it",
  accepted: "Noted",
  waiting: "Asking the model",
  streaming: "Drawing",
  repairing: "The answer did not fit; asking the model to mend it",
  committing: "Storing the version",
  clarifying: "A question is open",
  ended: "Done",
};

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
      {edit.asking && <Tries asking={edit.asking} />}
    </article>
  );
}
