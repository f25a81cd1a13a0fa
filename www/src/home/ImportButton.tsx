import { useRef, useState } from "react";
import { useEngine } from "../engine/EngineContext.tsx";
import { troubleOf, type Trouble } from "../engine/errors.ts";
import { adopt } from "../engine/openSessions.ts";
import { goTo } from "../engine/route.ts";
import { shorten } from "../preview/model.ts";
import { Button } from "../ui/Button.tsx";
import { useNotify } from "../ui/Notices.tsx";

/** Opens an exported session, all of its versions included. */
export function ImportButton() {
  const engine = useEngine();
  const notify = useNotify();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);

  const read = async (file: File) => {
    setBusy(true);
    notify("start", `Reading ${file.name}`, null, "import");
    let bytes = new Uint8Array();
    try {
      bytes = new Uint8Array(await file.arrayBuffer());
      const session = await engine.importSession(bytes);
      notify("success", "The session was imported.", null, "import");
      adopt(session, null);
      goTo(session.id);
    } catch (error) {
      const trouble = plainDocument(file.name, bytes) ?? troubleOf(error);
      notify("error", trouble.text, trouble.next, "import");
      setBusy(false);
    }
  };

  return (
    <>
      <Button small look="line" icon="upload" disabled={busy} onClick={() => input.current?.click()}>A session file</Button>
      <input
        ref={input} type="file" hidden aria-label="Session file" data-testid="import-file"
        onChange={event => { const file = event.target.files?.[0]; event.target.value = ""; if (file) void read(file); }}
      />
    </>
  );
}

/** What to say if the file is no session but could be the beginning of one. */
function plainDocument(name: string, bytes: Uint8Array): Trouble | null {
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
  return { code: "import.document", text: `${shorten(name, 60)} is a JSON document, not an exported session.`, next: "Open it with “A document”." };
}
