import { useRef, useState, type FormEvent } from "react";
import { useEngine } from "../engine/EngineContext.tsx";
import { troubleOf, type Trouble } from "../engine/errors.ts";
import { KeyNote } from "../settings/KeyNote.tsx";
import { Button, Either } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { TroubleBox } from "../ui/TroubleBox.tsx";
import { useArrival } from "./useArrival.ts";

const examples = ["A sign-up page for a bike shop", "Banking app: balance, last 5 transactions, send and request", "Dashboard for a bakery", "Kanban board with 4 columns"];

/** Begins a session from words. */
export function PromptBox() {
  const engine = useEngine();
  const [prompt, setPrompt] = useState("");
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const arrive = useArrival();

  const begin = async (event?: FormEvent) => {
    event?.preventDefault();
    const words = prompt.trim();
    if (!words || busy) { box.current?.focus(); return; }
    setBusy(true);
    setTrouble(null);
    try {
      const { session, edit } = await engine.startSession({ prompt: words });
      arrive(session, edit);
    } catch (error) {
      setTrouble(troubleOf(error));
      setBusy(false);
    }
  };

  return (
    <form className="prompt" onSubmit={event => void begin(event)}>
      <label htmlFor="first-prompt" className="quiet">What do you want to design?</label>
      <div className="prompt-box">
        <textarea
          id="first-prompt" ref={box} rows={2} value={prompt} placeholder="A sign-up page for a bike shop" autoFocus={matchMedia("(hover: hover)").matches}
          onChange={event => setPrompt(event.target.value)}
          onKeyDown={event => { if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) void begin(event); }}
        />
        <Button look="strong" type="submit" className="prompt-go" isBusy={busy}><Either first="Sketch it" second="Starting…" isSecond={busy} /><Icon name="arrowUp" /></Button>
      </div>
      <KeyNote />
      {trouble && <TroubleBox trouble={trouble} />}
      <ul className="examples" aria-label="Examples">
        {examples.map(example => <li key={example}><button type="button" onClick={() => { setPrompt(example); box.current?.focus(); }}>{example}</button></li>)}
      </ul>
    </form>
  );
}
