import { useState, type FormEvent } from "react";
import { troubleOf, type Trouble } from "../engine/errors.ts";
import { useSessionActions, useSessionState } from "../session/SessionContext.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { useNotify } from "../ui/Notices.tsx";
import { TroubleBox } from "../ui/TroubleBox.tsx";

/** Names a branch that begins at a version, and goes there. */
export function BranchDialog({ version, onClose }: { version: number; onClose: () => void }) {
  const { session, snapshot } = useSessionState();
  const { look, compare } = useSessionActions();
  const notify = useNotify();
  const taken = snapshot.view.branches.map(branch => branch.name);
  const [name, setName] = useState(() => free(taken));
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  const make = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = name.trim();
    if (!wanted) return;
    try {
      await session.branch(version, wanted);
      compare(null);
      look(null);
      notify("success", `You are on the branch ${wanted}, which begins at version ${version}.`);
      onClose();
    } catch (error) {
      setTrouble(troubleOf(error));
    }
  };

  return (
    <Dialog
      title={`Branch from version ${version}`} onClose={onClose}
      actions={<><Button onClick={onClose}>Cancel</Button><Button look="strong" type="submit" form="branch-form" disabled={!name.trim() || taken.includes(name.trim())}>Make the branch</Button></>}
    >
      <form id="branch-form" className="stack" onSubmit={event => void make(event)}>
        <p>Edits on a branch leave the others as they are. You can go back and forth, and bring the changes over later.</p>
        <div className="field">
          <label htmlFor="branch-name">Name</label>
          <input id="branch-name" value={name} maxLength={60} autoComplete="off" aria-invalid={taken.includes(name.trim())} aria-describedby="branch-note" onChange={event => { setName(event.target.value); setTrouble(null); }} />
          <p id="branch-note" className="fine">{taken.includes(name.trim()) ? "There is a branch of that name: choose another one." : "Something to recognise it by: “dark”, “with photos”."}</p>
        </div>
        {trouble && <TroubleBox trouble={trouble} />}
      </form>
    </Dialog>
  );
}

function free(taken: readonly string[]): string {
  let number = taken.length;
  while (taken.includes(`variant ${number}`)) number++;
  return `variant ${number}`;
}
