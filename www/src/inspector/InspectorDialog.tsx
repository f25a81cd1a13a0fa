import { useSessionState } from "../session/SessionContext.ts";
import { duration } from "../engine/when.ts";
import { intents } from "../history/words.ts";
import { money } from "../session/money.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { PromptSections } from "./PromptSections.tsx";
import { Rating } from "./Rating.tsx";
import "./inspector.css";

/** What the model was told for an edit, part by part, and the figures of the session. */
export function InspectorDialog({ editId, onClose }: { editId: string; onClose: () => void }) {
  const { session, snapshot } = useSessionState();
  const report = session.promptReport(editId);
  const metrics = session.metrics();
  const kept = snapshot.versions.some(version => version.editId === editId && version.fromCache);
  return (
    <Dialog title="Prompt as sent" shape="side" onClose={onClose}>
      {report ? <PromptSections report={report} /> : <p className="fine">{kept ? "Nothing was sent for this edit: the same was asked before on the same design, and that answer was kept." : <>Nothing was sent for this edit in this visit: prompts are not kept when the tab closes, and words about the session are answered without a model.</>}</p>}
      <section className="figures">
        <h3>This session</h3>
        <dl>
          <div><dt>Edits</dt><dd>{metrics.totalEdits}</dd></div>
          <div><dt>Time per edit, half of them below</dt><dd>{duration(metrics.p50ProcessingMs)}</dd></div>
          <div><dt>Time per edit, 95 % below</dt><dd>{duration(metrics.p95ProcessingMs)}</dd></div>
          <div><dt>Tokens in and out</dt><dd>{metrics.inputTokens.toLocaleString()} · {metrics.outputTokens.toLocaleString()}</dd></div>
          {metrics.cost !== null && <div><dt>Cost</dt><dd>{money(metrics.cost)}</dd></div>}
          {metrics.editTypes.map(([type, count]) => <div key={type}><dt>{intents[type]}</dt><dd>{count}</dd></div>)}
        </dl>
      </section>
      <Rating />
    </Dialog>
  );
}
