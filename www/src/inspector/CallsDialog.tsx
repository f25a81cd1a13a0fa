import type { ModelCallReport, SentCall } from "bozzetto";
import { useCalls } from "../engine/calls.ts";
import { duration, when, whenInFull } from "../engine/when.ts";
import { useSessionState } from "../session/SessionContext.ts";
import { money } from "../session/money.ts";
import { Dialog } from "../ui/Dialog.tsx";
import "./inspector.css";

/** What was sent where and when, and what it took; without the content. */
export function CallsDialog({ onClose }: { onClose: () => void }) {
  const { session } = useSessionState();
  const calls = useCalls(session.id);
  const sent = session.auditLog();
  const unpriced = [...new Set(calls.filter(call => call.cost === null && call.inputTokens !== null && call.model).map(call => call.model))];
  return (
    <Dialog title="Model calls" onClose={onClose} wide toRead>
      <h3>In this visit</h3>
      {calls.length === 0 ? <p>No model was asked in this visit.</p> : (
        <div className="calls" tabIndex={0} role="region" aria-label="Model calls">
          <table>
            <thead><tr><th scope="col">When</th><th scope="col">Where</th><th scope="col">Model</th><th scope="col">In</th><th scope="col">Out</th><th scope="col">Took</th><th scope="col">Cost</th><th scope="col">End</th></tr></thead>
            <tbody>{calls.toReversed().map((call, at) => <CallRow key={calls.length - at} call={call} />)}</tbody>
          </table>
        </div>
      )}
      {unpriced.length > 0 && <p className="fine calls-note">No price is known for {unpriced.join(", ")}: its tokens are counted, its cost is not. Type the price in the settings to have it shown.</p>}
      <h3>What ever left this browser</h3>
      {sent.length === 0 ? <p>Nothing did.</p> : (
        <div className="calls" tabIndex={0} role="region" aria-label="What left this browser">
          <table>
            <thead><tr><th scope="col">When</th><th scope="col">Where to</th><th scope="col">Model</th><th scope="col">In</th><th scope="col">Out</th><th scope="col">End</th></tr></thead>
            <tbody>{sent.toReversed().map((call, at) => <SentRow key={sent.length - at} call={call} />)}</tbody>
          </table>
        </div>
      )}
    </Dialog>
  );
}

function hostOf(server: string): string {
  return URL.canParse(server) ? new URL(server).host : server;
}

function SentRow({ call }: { call: SentCall }) {
  return (
    <tr>
      <td><time dateTime={new Date(call.at).toISOString()} title={whenInFull(call.at)}>{when(call.at)}</time></td>
      <td title={call.server}>{hostOf(call.server)}</td>
      <td>{call.model || call.provider}</td>
      <td>{call.inputTokens?.toLocaleString() ?? ""}</td>
      <td>{call.outputTokens?.toLocaleString() ?? ""}</td>
      <td>{call.error ?? "done"}</td>
    </tr>
  );
}

function CallRow({ call }: { call: ModelCallReport }) {
  const cached = call.cachedInputTokens ?? 0;
  return (
    <tr>
      <td><time dateTime={new Date(call.startedAt).toISOString()} title={whenInFull(call.startedAt)}>{when(call.startedAt)}</time></td>
      <td title={call.server}>{call.server ? hostOf(call.server) : "In this tab"}</td>
      <td>{call.model || call.provider}</td>
      <td>{call.inputTokens?.toLocaleString() ?? `about ${call.estimatedTokens.toLocaleString()}`}{cached > 0 && ` (${cached.toLocaleString()} cached)`}</td>
      <td>{call.outputTokens?.toLocaleString() ?? ""}</td>
      <td>{duration(call.durationMs)}</td>
      <td>{call.cost === null ? "" : money(call.cost)}</td>
      <td>{call.error ?? call.finishReason ?? "done"}{call.tries > 1 && `, try ${call.tries}`}{call.repair > 0 && `, repair ${call.repair}`}</td>
    </tr>
  );
}
