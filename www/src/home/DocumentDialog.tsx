import { useState, type FormEvent } from "react";
import { useEngine } from "../engine/EngineContext.tsx";
import { troubleOf, type Trouble } from "../engine/errors.ts";
import { shorten } from "../preview/model.ts";
import { Button, Either } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { TroubleBox } from "../ui/TroubleBox.tsx";
import { useArrival } from "./useArrival.ts";

/** More text than this is kept beside the box: a text field with megabytes in it is slow. */
const SHOWN = 200_000;

/** Begins a session from a document that exists: a wireframe, or any other JSON. */
export function DocumentDialog({ onClose }: { onClose: () => void }) {
  const engine = useEngine();
  const [name, setName] = useState("");
  const [text, setText] = useState("");
  const [file, setFile] = useState<{ name: string; text: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const arrive = useArrival();
  const source = file?.text ?? text;

  const begin = async (event: FormEvent) => {
    event.preventDefault();
    if (!source.trim() || busy) return;
    try {
      JSON.parse(source);
    } catch (error) {
      setTrouble(noDocument(source) ?? { code: "document.syntax", text: `This is not JSON: ${error instanceof Error ? error.message : "it cannot be read"}.`, next: "Check the place named, or choose the file again." });
      return;
    }
    setBusy(true);
    setTrouble(null);
    try {
      const { session, edit } = await engine.startSession({ prompt: name.trim() || file?.name.replace(/\.json$/i, "") || "A document", document: source });
      // Cancelled is as if it had never been begun.
      if (!arrive(session, edit)) await engine.deleteSession(session.id);
    } catch (error) {
      setTrouble(troubleOf(error));
      setBusy(false);
    }
  };

  const choose = async (input: HTMLInputElement) => {
    const chosen = input.files?.[0];
    if (!chosen) return;
    const unread = { code: "document.unread", text: `${shorten(chosen.name, 60)} could not be read.`, next: "Perhaps it was moved or changed. Choose it again." };
    const read = await chosen.text().catch(() => null);
    const wrong = read === null ? unread : noDocument(read);
    setTrouble(wrong);
    if (read === null || wrong) {
      // So that the same one can be chosen once more.
      input.value = "";
      return;
    }
    if (read.length > SHOWN) setFile({ name: chosen.name, text: read });
    else { setFile(null); setText(read); }
    setName(name || chosen.name.replace(/\.json$/i, ""));
  };

  return (
    <Dialog
      title="Start from a document" wide onClose={onClose}
      actions={<><Button onClick={onClose}>Cancel</Button><Button look="strong" type="submit" form="document-form" disabled={!source.trim()} isBusy={busy}><Either first="Open as a session" second="Opening…" isSecond={busy} /></Button></>}
    >
      <form id="document-form" className="stack" onSubmit={event => void begin(event)}>
        <p className="fine">A wireframe is drawn. Any other JSON document is shown as a tree and can be edited and compared as well. The file stays in this browser.</p>
        <div className="field">
          <label htmlFor="document-name">Name</label>
          <input id="document-name" value={name} placeholder="Sign-up page" onChange={event => setName(event.target.value)} />
        </div>
        <div className="field">
          <label htmlFor="document-file">File</label>
          <input id="document-file" type="file" accept="application/json,.json" onChange={event => void choose(event.target)} />
        </div>
        {file ? (
          <p>{file.name}, {Math.round(file.text.length / 1000).toLocaleString()} thousand characters. <Button small onClick={() => setFile(null)}>Remove</Button></p>
        ) : (
          <div className="field">
            <label htmlFor="document-text">JSON</label>
            <textarea id="document-text" spellCheck={false} value={text} placeholder='{"id": "root", "type": "screen", "children": []}' onChange={event => { setText(event.target.value); setTrouble(null); }} />
          </div>
        )}
        {trouble && <TroubleBox trouble={trouble} />}
      </form>
    </Dialog>
  );
}

/** What to say of a text that is known to be something else than a document. */
function noDocument(text: string): Trouble | null {
  if (!text.trim()) return { code: "document.empty", text: "This file is empty.", next: "Choose another one, or paste the document below." };
  if (/^\s*\{"bozzetto":"session"/.test(text)) return { code: "document.session", text: "This is an exported session, not a document.", next: "Cancel, and open it with “A session file”." };
  return null;
}
