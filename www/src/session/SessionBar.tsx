import { Brand } from "../home/Brand.tsx";
import { HomeBar } from "../home/HomeBar.tsx";
import { MOD } from "../help/keys.ts";
import { IconButton } from "../ui/Button.tsx";
import { BranchMenu } from "./BranchMenu.tsx";
import { Connection } from "./Connection.tsx";
import { MoreMenu } from "./MoreMenu.tsx";
import { SaveState } from "./SaveState.tsx";
import { SessionPicker } from "./SessionPicker.tsx";
import { useSessionActions, useSessionState } from "./SessionContext.ts";
import { UsageMeter } from "./UsageMeter.tsx";
import { VersionMenu } from "./VersionMenu.tsx";

export function SessionBar() {
  const { snapshot } = useSessionState();
  const { undo, redo, exportSession } = useSessionActions();
  return (
    <header className="session-bar">
      <Brand compact />
      <SessionPicker />
      <span className="only-wide"><BranchMenu /></span>
      <VersionMenu />
      <span className="session-bar-space" />
      <Connection />
      <UsageMeter />
      <SaveState />
      <span className="session-bar-rule" />
      <IconButton icon="undo" label="Undo" keys={`${MOD} Z`} disabled={!snapshot.view.canUndo} onClick={undo} />
      <IconButton icon="redo" label="Redo" keys={`${MOD} Shift Z`} disabled={!snapshot.view.canRedo} onClick={redo} />
      <span className="session-bar-rule" />
      <IconButton className="only-wide" icon="download" label="Export the session" onClick={exportSession} />
      <span className="only-wide"><HomeBar /></span>
      <span className="only-narrow"><MoreMenu /></span>
    </header>
  );
}
