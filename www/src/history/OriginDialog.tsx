import { useMemo } from "react";
import type { Json, VersionInfo } from "bozzetto";
import { brief } from "../compare/brief.ts";
import { pathWords } from "../compare/changes.ts";
import { fields, indexOf, nameOf, shorten } from "../preview/model.ts";
import { useSessionActions, useSessionState } from "../session/SessionContext.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { titleOf } from "./words.ts";
import "./history.css";

interface Origin { path: string; value: Json; version: VersionInfo | null }

/** Which version, and whose words, each field of a node comes from. */
export function OriginDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { session, snapshot } = useSessionState();
  const { look } = useSessionActions();
  const node = indexOf(snapshot.document).byId.get(id)?.node;
  const origins = useMemo(() => {
    if (!node) return [];
    const paths: { path: string; value: Json }[] = [];
    for (const group of ["props", "style", "layout"] as const) {
      for (const [name, value] of Object.entries(fields(node[group]))) {
        if (value !== undefined) paths.push({ path: `/${group}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`, value });
      }
    }
    return paths.map(({ path, value }): Origin => ({ path, value, version: session.blame(id, path) }));
  }, [session, node, id]);

  return (
    <Dialog title={node ? `Where ${nameOf(node)} comes from` : "This part is gone"} onClose={onClose} toRead>
      {!node ? <p>It is no longer in the design.</p> : origins.length === 0 ? <p>It has no fields of its own.</p> : (
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
