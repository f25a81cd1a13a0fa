import { useMemo } from "react";
import type { Json, VersionInfo } from "bozzetto";
import { brief } from "../compare/brief.ts";
import { pathWords, valueAt } from "../compare/changes.ts";
import { asNode, indexOf, isRecord, nameOf, shorten } from "../preview/model.ts";
import { pointerTo } from "../preview/rows.ts";
import { useSessionActions, useSessionState } from "../session/SessionContext.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { titleOf } from "./words.ts";
import "./history.css";

interface Origin { path: string; value: Json; version: VersionInfo | null }

/** As many fields of one part are told. */
const MOST = 200;

/** Which version, and whose words, each field comes from of what is at a path of a node, or of the document itself. */
export function OriginDialog({ id, path, onClose }: { id: string | null; path: string; onClose: () => void }) {
  const { session, snapshot } = useSessionState();
  const { look } = useSessionActions();
  const node = id === null ? undefined : indexOf(snapshot.document).byId.get(id)?.node;
  const value = valueAt(id === null ? snapshot.document : (node as Json | undefined), path);
  const origins = useMemo(
    () => (value === undefined ? [] : fieldsIn(value, path).slice(0, MOST).map((field): Origin => ({ ...field, version: session.blame(id, field.path) }))),
    [session, value, id, path],
  );
  const name = [node && nameOf(node), path && pathWords(path)].filter(Boolean).join(" › ") || "the document";

  return (
    <Dialog title={value === undefined ? "This part is gone" : `Where ${name} comes from`} onClose={onClose} toRead>
      {value === undefined ? <p>It is no longer in the design.</p> : origins.length === 0 ? <p>It has no fields of its own.</p> : (
        <table className="origins">
          <thead><tr><th scope="col">Field</th><th scope="col">Now</th><th scope="col">Set by</th></tr></thead>
          <tbody>
            {origins.map(({ path, value, version }) => (
              <tr key={path}>
                <th scope="row">{pathWords(path)}</th>
                <td>{brief(value)}</td>
                <td>{version && <Button small look="line" onClick={() => { onClose(); look(version.number); }}>v{version.number} {shorten(titleOf(version), 40)}</Button>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Dialog>
  );
}

/** The fields that a value has itself: of records in it theirs, of nodes not what is below them. What has none is one itself. */
function fieldsIn(value: Json, path: string): { path: string; value: Json }[] {
  const node = asNode(value);
  const entries = Array.isArray(value) ? (value as readonly Json[]).map((entry, at) => [String(at), entry] as const) : isRecord(value) ? Object.entries(value) : null;
  if (!entries || (entries.length === 0 && path !== "")) return [{ path, value }];
  const own = entries.filter(([key]) => !node || !["id", "type", "children"].includes(key));
  return own.flatMap(([key, entry]) => {
    const at = pointerTo(path, key);
    const inner = isRecord(entry) && !asNode(entry) ? Object.entries(entry) : [];
    return inner.length > 0 ? inner.map(([name, value]) => ({ path: pointerTo(at, name), value })) : isRecord(entry) && Object.keys(entry).length === 0 ? [] : [{ path: at, value: entry }];
  });
}
