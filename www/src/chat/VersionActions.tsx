import type { VersionInfo } from "bozzetto";
import { useSessionActions } from "../session/SessionContext.ts";
import { Button } from "../ui/Button.tsx";

interface VersionActionsProps { version: VersionInfo; undoable: boolean; current: boolean; sent: boolean; /** It is on the line to the current one */ here: boolean; /** And what it changed is there */ stands: boolean }

/** What can be done with a version. Quiet until its card is in use. */
export function VersionActions({ version, undoable, current, sent, here, stands }: VersionActionsProps) {
  const { undo, restore, revert, bringOver, compare, askForBranch, inspect } = useSessionActions();
  return (
    <div className="card-actions" role="group" aria-label={`Version ${version.number}: actions`}>
      {undoable ? <Button small onClick={undo}>Undo</Button> : !current && <Button small onClick={() => restore(version.number)}>Restore</Button>}
      {stands && !undoable && version.parent > 0 && <Button small onClick={() => revert(version.number)} title="Take this change back and leave those after it">Take back only this</Button>}
      {!here && version.parent > 0 && <Button small onClick={() => bringOver(version.number)} title="Make this change on the branch you are on">Bring here</Button>}
      {version.parent > 0 && <Button small onClick={() => compare({ from: version.parent, to: version.number })}>Compare</Button>}
      <Button small onClick={() => askForBranch(version.number)}>Branch from here</Button>
      {sent && version.editId !== null && <Button small onClick={() => inspect(version.editId)} aria-label="Prompt as sent" title="Prompt as sent">Prompt</Button>}
    </div>
  );
}
