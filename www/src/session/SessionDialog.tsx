import type { Trouble } from "../engine/errors.ts";
import { BranchDialog } from "../history/BranchDialog.tsx";
import { HistoryDialog } from "../history/HistoryDialog.tsx";
import { MergeDialog } from "../history/MergeDialog.tsx";
import { OriginDialog } from "../history/OriginDialog.tsx";
import { CallsDialog } from "../inspector/CallsDialog.tsx";
import { InspectorDialog } from "../inspector/InspectorDialog.tsx";
import { LogDialog } from "../inspector/LogDialog.tsx";
import { Boundary } from "../ui/Boundary.tsx";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { TroubleBox } from "../ui/TroubleBox.tsx";
import type { Asked } from "./sessionActions.ts";

interface SessionDialogProps { asked: Asked; onClose: () => void }

/** The dialog of the session screen that is open, or why it cannot be. */
export function SessionDialog(props: SessionDialogProps) {
  const cannot = (trouble: Trouble, again: () => void) => (
    <Dialog title="This cannot be shown" onClose={props.onClose} actions={<><Button onClick={props.onClose}>Close</Button><Button look="strong" icon="retry" onClick={again}>Try again</Button></>}>
      <TroubleBox trouble={trouble} />
    </Dialog>
  );
  return <Boundary instead={cannot}><AskedDialog {...props} /></Boundary>;
}

function AskedDialog({ asked, onClose }: SessionDialogProps) {
  switch (asked.about) {
    case "branch": return <BranchDialog version={asked.version} onClose={onClose} />;
    case "merge": return <MergeDialog branch={asked.branch} onClose={onClose} />;
    case "origin": return <OriginDialog id={asked.node} path={asked.path} onClose={onClose} />;
    case "prompt": return <InspectorDialog editId={asked.edit} onClose={onClose} />;
    case "calls": return <CallsDialog onClose={onClose} />;
    case "log": return <LogDialog onClose={onClose} />;
    case "history": return <HistoryDialog onClose={onClose} />;
  }
}
