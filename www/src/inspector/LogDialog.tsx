import { useEffect, useState } from "react";
import type { EventLine, RunningEffect, StorageReport, VersionInfo } from "bozzetto";
import { useEngine } from "../engine/EngineContext.tsx";
import { when, whenInFull } from "../engine/when.ts";
import { useSessionActions, useSessionState } from "../session/SessionContext.ts";
import { useReading } from "../session/useReading.ts";
import { bytes } from "../ui/bytes.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import "./inspector.css";

/** So many records make a page of the log. */
const PAGE = 50;

const places: Readonly<Record<StorageReport["kind"], string>> = { indexeddb: "this browser", memory: "this tab's memory", host: "the app around this page" };
const effects: Readonly<Record<string, string>> = { "store.append": "Something is being stored", "store.load": "Something is being read from the store", "model.call": "A model is being asked", "peer.ask": "Another tab is being asked whether it is there" };

/** What happened in the session, what is under way, and what the store takes. A click on the version of an event shows the design as it was then. */
export function LogDialog({ onClose }: { onClose: () => void }) {
  const { session, snapshot } = useSessionState();
  const { look, setWorkspace } = useSessionActions();
  // The first record of the page; null: the latest, whatever comes
  const [from, setFrom] = useState<number | null>(null);
  const log = useReading(() => session.eventLog({ count: PAGE, ...(from !== null && { from }) }), [session, snapshot, from]);
  const total = log?.total ?? 0;
  const first = from ?? Math.max(0, total - PAGE);
  const goTo = (version: number) => { onClose(); look(version); setWorkspace("design"); };
  return (
    <Dialog title="Inspector" onClose={onClose} wide toRead>
      <section className="log-part">
        <h3>Under way</h3>
        <Running effects={log?.running ?? []} />
      </section>
      <section className="log-part">
        <h3>Store</h3>
        <StoreSize />
      </section>
      <section className="log-part">
        <h3>Events</h3>
        <div className="calls" tabIndex={0} role="region" aria-label="Events">
          <table>
            <thead><tr><th scope="col">Record</th><th scope="col">When</th><th scope="col">Event</th><th scope="col">Design then</th></tr></thead>
            <tbody>{log?.events.toReversed().map((event, at) => <EventRow key={`${event.number}-${log.events.length - at}`} event={event} versions={snapshot.versions} onGo={goTo} />)}</tbody>
          </table>
        </div>
        {total > PAGE && (
          <div className="log-pages">
            <Button small look="line" disabled={first + PAGE >= total} onClick={() => setFrom(first + 2 * PAGE >= total ? null : first + PAGE)}>Later</Button>
            <span>{(first + 1).toLocaleString()} to {Math.min(first + PAGE, total).toLocaleString()} of {total.toLocaleString()}</span>
            <Button small look="line" disabled={first === 0} onClick={() => setFrom(Math.max(0, first - PAGE))}>Earlier</Button>
          </div>
        )}
      </section>
    </Dialog>
  );
}

function EventRow({ event, versions, onGo }: { event: EventLine; versions: readonly VersionInfo[]; onGo: (version: number) => void }) {
  const then = event.version ?? versions.findLast(version => version.at <= event.at)?.number;
  return (
    <tr>
      <td>{event.number}</td>
      <td><time dateTime={new Date(event.at).toISOString()} title={whenInFull(event.at)}>{when(event.at)}</time></td>
      <td><code>{event.name}</code></td>
      <td>{then !== undefined && <Button small look={event.version === null ? "plain" : "line"} aria-label={`v${then}, look at it`} onClick={() => onGo(then)}>v{then}</Button>}</td>
    </tr>
  );
}

function Running({ effects: running }: { effects: readonly RunningEffect[] }) {
  if (running.length === 0) return <p className="fine">Nothing.</p>;
  return <ul className="log-running">{running.map(({ id, name }) => <li key={id}>{effects[name] ?? name} <span className="fine">({name} {id})</span></li>)}</ul>;
}

function StoreSize() {
  const engine = useEngine();
  const [report, setReport] = useState<StorageReport | null>(null);
  useEffect(() => {
    let wanted = true;
    // What cannot be counted is not said.
    engine.storage().then(report => { if (wanted) setReport(report); }, () => undefined);
    return () => { wanted = false; };
  }, [engine]);
  if (!report) return <p className="fine">Being counted…</p>;
  const { kind, usedBytes, limitBytes } = report;
  const used = usedBytes === null ? "nobody says how much is used" : `${bytes(usedBytes)} used${limitBytes === null ? "" : ` of ${bytes(limitBytes)}`}, all sessions together`;
  return <p className="fine">In {places[kind]}: {used}.</p>;
}
