import { useMemo, useState, type FormEvent } from "react";
import type { Conflict, Json } from "bozzetto";
import { brief, changesOf, pathWords } from "../compare/changes.ts";
import { troubleOf, type Trouble } from "../engine/errors.ts";
import { indexOf, nameOf } from "../preview/model.ts";
import { useSessionActions, useSessionState } from "../session/SessionContext.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { useNotify } from "../ui/Notices.tsx";
import { TroubleBox } from "../ui/TroubleBox.tsx";
import "./history.css";

/** As many changes are told one by one. */
const SHOWN = 12;

/** What a merge would bring, and who wins where both sides changed the same. */
export function MergeDialog({ branch, onClose }: { branch: string; onClose: () => void }) {
  const { session, snapshot } = useSessionState();
  const { look, compare } = useSessionActions();
  const notify = useNotify();
  const { currentVersion, branch: here } = snapshot.view;
  const found = useMemo(() => {
    try {
      return { preview: session.mergePreview(branch) };
    } catch (error) {
      return { trouble: troubleOf(error) };
    }
  }, [session, branch, currentVersion]);
  // Places of the conflicts in which this side is kept.
  const [kept, setKept] = useState<ReadonlySet<number>>(new Set());
  const [trouble, setTrouble] = useState<Trouble | null>(found.trouble ?? null);
  const { preview } = found;
  const nothing = preview?.ops.length === 0 && preview.conflicts.length === 0;
  const changes = useMemo(() => (preview ? changesOf(preview.ops, snapshot.document, session.at(headOf(snapshot.view.branches, branch))) : []), [preview, snapshot, session, branch]);

  const merge = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await session.merge(branch, { other: [...kept] });
      compare(null);
      look(null);
      notify("success", `The branch ${branch} was merged.`);
      onClose();
    } catch (error) {
      setTrouble(troubleOf(error));
    }
  };
  const keep = (at: number, ours: boolean) => {
    const next = new Set(kept);
    if (ours) next.add(at);
    else next.delete(at);
    setKept(next);
  };

  return (
    <Dialog
      title={`Merge ${branch} into ${here}`} onClose={onClose} wide
      actions={<><Button onClick={onClose}>Cancel</Button><Button look="strong" type="submit" form="merge-form" disabled={!preview || nothing}>Merge</Button></>}
    >
      <form id="merge-form" className="stack" onSubmit={event => void merge(event)}>
        {nothing && <p>Nothing to bring over: {here} has all of it.</p>}
        {preview && changes.length > 0 && (
          <section>
            <h3>{changes.length} {changes.length === 1 ? "change comes" : "changes come"} over</h3>
            <ul className="merge-changes">
              {changes.slice(0, SHOWN).map((change, at) => <li key={at}><strong>{change.subject}</strong> {change.text}</li>)}
              {changes.length > SHOWN && <li className="fine">and {changes.length - SHOWN} more</li>}
            </ul>
          </section>
        )}
        {preview && preview.conflicts.length > 0 && (
          <section className="stack">
            <h3>Both sides changed {preview.conflicts.length === 1 ? "this" : "these"}</h3>
            {preview.conflicts.map((conflict, at) => (
              <ConflictChoice key={at} at={at} conflict={conflict} document={snapshot.document} here={here} there={branch} ours={kept.has(at)} onKeep={ours => keep(at, ours)} />
            ))}
          </section>
        )}
        {trouble && <TroubleBox trouble={trouble} />}
      </form>
    </Dialog>
  );
}

interface ConflictChoiceProps { at: number; conflict: Conflict; document: Json; here: string; there: string; ours: boolean; onKeep: (ours: boolean) => void }

function ConflictChoice({ at, conflict, document, here, there, ours, onKeep }: ConflictChoiceProps) {
  const node = conflict.id === null ? undefined : indexOf(document).byId.get(conflict.id)?.node;
  const subject = conflict.id === null ? "Document" : node ? nameOf(node) : conflict.id;
  const what = conflict.kind === "field" ? pathWords(conflict.path) : conflict.kind === "place" ? "its place" : "whether it is there";
  return (
    <fieldset className="conflict">
      <legend><strong>{subject}</strong>, {what}</legend>
      <p className="fine">Before: {told(conflict, conflict.base, document)}</p>
      <label><input type="radio" name={`conflict-${at}`} checked={!ours} onChange={() => onKeep(false)} /> {there}: {told(conflict, conflict.theirs, document)}</label>
      <label><input type="radio" name={`conflict-${at}`} checked={ours} onChange={() => onKeep(true)} /> {here}: {told(conflict, conflict.ours, document)}</label>
    </fieldset>
  );
}

/** One side of a conflict in words. */
function told(conflict: Conflict, value: Json | undefined, document: Json): string {
  if (conflict.kind === "presence") return value === undefined ? "not there" : "there";
  if (conflict.kind === "place" && typeof value === "string") {
    const node = indexOf(document).byId.get(value)?.node;
    return `in ${node ? nameOf(node) : value}`;
  }
  return brief(value);
}

function headOf(branches: readonly { name: string; head: number }[], name: string): number {
  return branches.find(branch => branch.name === name)?.head ?? 0;
}
