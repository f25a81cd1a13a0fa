import { useRef, useState } from "react";
import { useEngine } from "../engine/EngineContext.tsx";
import { troubleOf, type Trouble } from "../engine/errors.ts";
import { shorten } from "../preview/model.ts";
import { Button, Either } from "../ui/Button.tsx";
import { useNotify, useSettle } from "../ui/Notices.tsx";
import { useArrival } from "./useArrival.ts";

/** Opens an exported session, all of its versions included. */
export function ImportButton() {
  const engine = useEngine();
  const notify = useNotify();
  const settle = useSettle();
  const input = useRef<HTMLInputElement>(null);
  const stop = useRef<AbortController>(null);
  const [reading, setReading] = useState<{ name: string; part: number } | null>(null);
  const arrive = useArrival();

  const read = async (file: File) => {
    const { signal } = stop.current = new AbortController();
    const name = shorten(file.name, 60);
    setReading({ name, part: 0 });
    settle("import");
    try {
      const session = await engine.importSession(file, { signal, onProgress: ({ bytes }) => setReading({ name, part: bytes / file.size }) });
      notify("success", "The session was imported.", null, "import");
      arrive(session, null);
    } catch (error) {
      setReading(null);
      if (signal.aborted) return;
      const trouble = (await plainDocument(file)) ?? troubleOf(error);
      notify("error", trouble.text, trouble.next, "import");
    }
  };

  return (
    <>
      <Button small look="line" icon={reading ? "stop" : "upload"} onClick={() => (reading ? stop.current?.abort() : input.current?.click())}>
        <Either first="A session file" second="Stop" isSecond={reading !== null} />
      </Button>
      <input
        ref={input} type="file" hidden aria-label="Session file" data-testid="import-file"
        onChange={event => { const file = event.target.files?.[0]; event.target.value = ""; if (file) void read(file); }}
      />
      {reading && <span className="home-reading"><span role="status">Reading {reading.name}</span> <span>{Math.floor(reading.part * 100)} %</span></span>}
    </>
  );
}

/** What to say if the file is no session but could be the beginning of one. */
async function plainDocument(file: File): Promise<Trouble | null> {
  try {
    JSON.parse(await file.text());
  } catch {
    return null;
  }
  return { code: "import.document", text: `${shorten(file.name, 60)} is a JSON document, not an exported session.`, next: "Open it with “A document”." };
}
