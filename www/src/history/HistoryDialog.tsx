import { useMemo } from "react";
import { useExport } from "../engine/useExport.ts";
import { useSessionState } from "../session/SessionContext.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { bytes } from "../ui/bytes.ts";
import "./history.css";

/** Every version read and held against its stamp: what is whole, what is not, and what it all takes. */
export function HistoryDialog({ onClose }: { onClose: () => void }) {
  const exportIt = useExport();
  const { session, snapshot } = useSessionState();
  const report = useMemo(() => session.verify(), [session, snapshot.versions]);
  const kept = report.changeBytes + report.keyframeBytes + report.packedBytes;
  const salvage = () => void exportIt(session.id, snapshot.view.initialPrompt, { salvage: true });
  return (
    <Dialog title="History" onClose={onClose} toRead>
      <div className="stack">
        {report.damaged.length === 0
          ? <p>All {report.versions.toLocaleString()} {report.versions === 1 ? "version is" : "versions are"} there and as they were made.</p>
          : <p>{report.damaged.length === 1 ? "Version" : "Versions"} {report.damaged.join(", ")} cannot be read any more. The others are whole. Export what can be read, to have it in a file that can be imported.</p>}
        {report.mended.length > 0 && <p>{report.mended.length === 1 ? "Version" : "Versions"} {report.mended.join(", ")} stand on their own: one before them was lost.</p>}
        <dl className="history-figures">
          <div><dt>Kept for all versions</dt><dd>{bytes(kept)}</dd></div>
          <div><dt>For one version, on average</dt><dd>{bytes(kept / Math.max(1, report.versions))}</dd></div>
        </dl>
        {report.damaged.length > 0 && <Button look="line" icon="download" onClick={salvage}>Export what can be read</Button>}
      </div>
    </Dialog>
  );
}
