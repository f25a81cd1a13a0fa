import { BranchDialog } from "../history/BranchDialog.tsx";
import { HistoryDialog } from "../history/HistoryDialog.tsx";
import { MergeDialog } from "../history/MergeDialog.tsx";
import { OriginDialog } from "../history/OriginDialog.tsx";
import { CallsDialog } from "../inspector/CallsDialog.tsx";
import { InspectorDialog } from "../inspector/InspectorDialog.tsx";
import type { Asked } from "./useSessionScreen.ts";

/** The dialog of the session screen that is open. */
export function SessionDialog({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  switch (asked.about) {
    case "branch": return <BranchDialog version={asked.version} onClose={onClose} />;
    case "merge": return <MergeDialog branch={asked.branch} onClose={onClose} />;
    case "origin": return <OriginDialog id={asked.node} onClose={onClose} />;
    case "prompt": return <InspectorDialog editId={asked.edit} onClose={onClose} />;
    case "calls": return <CallsDialog onClose={onClose} />;
    case "history": return <HistoryDialog onClose={onClose} />;
  }
}
