import { useMemo, useState } from "react";
import type { PromptReport } from "bozzetto";
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
  const edit = snapshot.edits.find(edit => edit.editId === editId);
  const [chosen, setChosen] = useState<number | null>(null);
  // Prompts are long, and another one comes only with another call.
  const calls = `${edit?.phase} ${edit?.repairs} ${edit?.asking?.provider} ${edit?.asking?.tries} ${edit?.asking?.attempts.length}`;
  const reports = useMemo(() => session.promptReports(editId), [session, editId, calls]);
  const report = reports[chosen ?? reports.length - 1] ?? reports.at(-1);
  const metrics = session.metrics();
  const kept = snapshot.versions.some(version => version.editId === editId && version.fromCache);
  return (
    <Dialog title="Prompt as sent" shape="side" onClose={onClose}>
      {report && reports.length > 1 && (
        <div className="field prompt-choice">
          <label htmlFor="prompt-call">{reports.length} prompts were sent</label>
          <select id="prompt-call" value={reports.indexOf(report)} onChange={event => setChosen(Number(event.target.value))}>
            {reports.map((report, at) => <option key={at} value={at}>{nameOf(report, at)}</option>)}
          </select>
        </div>
      )}
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

function nameOf({ sections, totalTokens }: PromptReport, at: number): string {
  const why = sections.some(({ name }) => name === "faults") ? ", to mend the answer" : "";
  return `${at + 1}${why}: ${totalTokens.toLocaleString()} tokens`;
}
