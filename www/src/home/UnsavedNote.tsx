import type { SessionSummary } from "bozzetto";
import { useEngineSnapshot } from "../engine/hooks.ts";
import { useExport } from "../engine/useExport.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";

/** What is only in this tab, and the ways out: as files, or by making room. */
export function UnsavedNote({ sessions }: { sessions: readonly SessionSummary[] }) {
  const { unsaved } = useEngineSnapshot();
  const exportIt = useExport();
  const named = sessions.filter(({ sessionId }) => unsaved.some(one => one.sessionId === sessionId));
  const exportAll = async () => { for (const { sessionId, initialPrompt } of named) await exportIt(sessionId, initialPrompt || "Untitled"); };
  return (
    <div role="status">
      {named.length > 0 && (
        <div className="trouble unsaved-note">
          <Icon name="warning" />
          <div>
            <p>{named.length === 1 ? "One session is not saved: its last changes are" : `${named.length} sessions are not saved: their last changes are`} only in this tab.</p>
            <p className="trouble-next">Export {named.length === 1 ? "it" : "them"}, or delete others to make room: saving resumes by itself.</p>
            <Button small look="line" icon="download" onClick={() => void exportAll()}>Export what is not saved</Button>
          </div>
        </div>
      )}
    </div>
  );
}
