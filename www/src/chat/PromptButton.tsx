import { useMemo } from "react";
import type { EditPhase, Session } from "bozzetto";
import { useSessionActions, useSessionState } from "../session/SessionContext.ts";
import { Button } from "../ui/Button.tsx";

/** Leads to what a model was told for an edit, if anything was in this visit. That is asked once a moment of the edit: prompts are long. */
export function PromptButton({ editId, moment }: { editId: string; moment: EditPhase }) {
  const { session } = useSessionState();
  const { inspect } = useSessionActions();
  const isSent = useMemo(() => wasSent(session, editId, moment), [session, editId, moment]);
  return isSent && <Button small look="line" onClick={() => inspect(editId)} aria-label="Prompt as sent" title="Prompt as sent">Prompt</Button>;
}

function wasSent(session: Session, editId: string, moment: EditPhase): boolean {
  if (moment === "queued" || moment === "accepted") return false;
  try {
    return session.promptReport(editId) !== null;
  } catch {
    // A session that went away, or cannot be read, says so elsewhere.
    return false;
  }
}
