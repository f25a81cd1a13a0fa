import { useMemo, useState, type FormEvent } from "react";
import type { Conflict, Json, MergePolicy } from "bozzetto";
import { brief } from "../compare/brief.ts";
import { changesOf, keysApart, pathWords } from "../compare/changes.ts";
import { troubleOf, type Trouble } from "../engine/errors.ts";
import { indexOf, isRecord, nameOf, shorten } from "../preview/model.ts";
import { useSessionActions, useSessionState } from "../session/SessionContext.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Foreign } from "../ui/Foreign.tsx";
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
  // Keys of the conflicts in which this side is kept.
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set());
  const choices = useMemo(() => Object.fromEntries([...kept].map((key): [string, MergePolicy] => [key, "ours"])), [kept]);
  const all = useMemo(() => {
    try {
      return { preview: session.mergePreview(branch) };
    } catch (error) {
      return { trouble: troubleOf(error) };
    }
  }, [session, branch, currentVersion]);
  const found = useMemo(() => {
    try {
      return all.preview && kept.size > 0 ? { preview: session.mergePreview(branch, { choices }) } : all;
    } catch (error) {
      return { trouble: troubleOf(error) };
    }
  }, [session, branch, choices, kept, all]);
  const [failed, setFailed] = useState<Trouble | null>(null);
  const { preview } = found;
  const conflicts = all.preview?.conflicts ?? [];
  const trouble = found.trouble ?? failed;
  const nothing = preview?.ops.length === 0 && conflicts.length === 0;
  const there = useMemo(() => session.at(headOf(snapshot.view.branches, branch)), [session, snapshot, branch]);
  const changes = useMemo(() => (preview ? changesOf(preview.ops, snapshot.document, there) : []), [preview, snapshot, there]);

  const merge = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await session.merge(branch, { choices });
      compare(null);
      look(null);
      notify("success", `The branch ${shorten(branch, 60)} was merged.`);
      onClose();
    } catch (error) {
      setFailed(troubleOf(error));
    }
  };
  const keep = (key: string, ours: boolean) => {
    const next = new Set(kept);
    if (ours) next.add(key);
    else next.delete(key);
    setFailed(null);
    setKept(next);
  };

  return (
    <Dialog
      title={`Merge ${shorten(branch, 60)} into ${shorten(here, 60)}`} onClose={onClose} wide
      actions={<><Button onClick={onClose}>Cancel</Button><Button look="strong" type="submit" form="merge-form" disabled={!preview || nothing}>Merge</Button></>}
    >
      <form id="merge-form" className="stack" onSubmit={event => void merge(event)}>
        {nothing && <p>Nothing to bring over: <Foreign text={here} /> has all of it.</p>}
        {preview && changes.length > 0 && (
          <section>
            <h3>{changes.length} {changes.length === 1 ? "change comes" : "changes come"} over</h3>
            <ul className="merge-changes">
              {changes.slice(0, SHOWN).map((change, at) => <li key={at}><strong>{change.subject}</strong> {change.words && `${change.words} `}{change.text}</li>)}
              {changes.length > SHOWN && <li className="fine">and {changes.length - SHOWN} more</li>}
            </ul>
          </section>
        )}
        {preview && changes.length === 0 && conflicts.length > 0 && <p>Nothing comes over: everything is kept as <Foreign text={here} /> has it.</p>}
        {conflicts.length > 0 && (
          <section className="stack">
            <h3>Both sides changed {conflicts.length === 1 ? "this" : "these"}</h3>
            {conflicts.map(conflict => (
              <ConflictChoice key={conflict.key} conflict={conflict} documents={[snapshot.document, there]} here={here} there={branch} ours={kept.has(conflict.key)} onKeep={ours => keep(conflict.key, ours)} />
            ))}
          </section>
        )}
        {trouble && <TroubleBox trouble={trouble} />}
      </form>
    </Dialog>
  );
}

interface ConflictChoiceProps { conflict: Conflict; /** This side's, and the other one's */ documents: readonly Json[]; here: string; there: string; ours: boolean; onKeep: (ours: boolean) => void }

function ConflictChoice({ conflict, documents, here, there, ours, onKeep }: ConflictChoiceProps) {
  const subject = conflict.id === null ? "Document" : nameIn(conflict.id, documents);
  const what = conflict.kind === "field" ? pathWords(conflict.path) : conflict.kind === "place" ? "its place" : "whether it is there";
  const group = `conflict-${conflict.key}`;
  return (
    <fieldset className="conflict">
      <legend><strong>{subject}</strong>, {what}</legend>
      <p className="fine">Before: {told(conflict, conflict.base, documents)}</p>
      <label><input type="radio" name={group} checked={!ours} onChange={() => onKeep(false)} /> <span><Foreign text={there} />: {told(conflict, conflict.theirs, documents)}</span></label>
      <label><input type="radio" name={group} checked={ours} onChange={() => onKeep(true)} /> <span><Foreign text={here} />: {told(conflict, conflict.ours, documents)}</span></label>
    </fieldset>
  );
}

/** One side of a conflict in words. */
function told(conflict: Conflict, value: Json | undefined, documents: readonly Json[]): string {
  if (conflict.kind === "presence") return value === undefined ? "not there" : "there";
  if (conflict.kind === "field") {
    // Of a record only what is not the same on all sides is to be chosen.
    const keys = keysApart(...[conflict.base, conflict.ours, conflict.theirs].filter(side => side !== undefined));
    return isRecord(value) && keys.length > 0 ? brief(Object.fromEntries(keys.filter(key => value[key] !== undefined).map(key => [key, value[key]!]))) : brief(value);
  }
  if (typeof value !== "object" || value === null || !("parent" in value) || typeof value.parent !== "string") return "nowhere";
  const { parent, after } = value;
  return `in ${nameIn(parent, documents)}, ${typeof after === "string" ? `after ${nameIn(after, documents)}` : "first"}`;
}

/** What a part is called where it is; its id where it is nowhere. */
function nameIn(id: string, documents: readonly Json[]): string {
  const node = documents.map(document => indexOf(document).byId.get(id)?.node).find(found => found !== undefined);
  return node ? nameOf(node) : shorten(id, 48);
}

function headOf(branches: readonly { name: string; head: number }[], name: string): number {
  return branches.find(branch => branch.name === name)?.head ?? 0;
}
