import type { VersionInfo } from "bozzetto";
import { useSessionActions } from "../session/SessionContext.ts";
import { Button } from "../ui/Button.tsx";

/** What can be done with a version. Quiet until its card is in use. */
export function VersionActions({ version, undoable, sent }: { version: VersionInfo; undoable: boolean; sent: boolean }) {
  const { undo, restore, compare, askForBranch, inspect } = useSessionActions();
  return (
    <div className="card-actions" role="group" aria-label={`Version ${version.number}: actions`}>
      {undoable ? <Button small icon="undo" onClick={undo}>Undo</Button> : <Button small icon="history" onClick={() => restore(version.number)}>Restore</Button>}
      {version.parent > 0 && <Button small icon="compare" onClick={() => compare({ from: version.parent, to: version.number })}>Compare</Button>}
      <Button small icon="branch" onClick={() => askForBranch(version.number)}>Branch from here</Button>
      {sent && version.editId !== null && <Button small icon="inspect" onClick={() => inspect(version.editId)}>Prompt as sent</Button>}
    </div>
  );
}
