import { useMemo, useRef, useState, type FormEvent } from "react";
import { indexOf, nameOf, shorten } from "../preview/model.ts";
import { useSessionActions, useSessionState } from "../session/SessionContext.ts";
import { COMPOSER } from "../session/sessionActions.ts";
import { KeyNote } from "../settings/KeyNote.tsx";
import { Foreign } from "../ui/Foreign.tsx";
import { Icon } from "../ui/Icon.tsx";
import { draftOf, keepDraft } from "./drafts.ts";
import { suggestionsFor } from "./suggestions.ts";

/** The box for the next edit. */
export function Composer() {
  const { session, snapshot, selected, viewing } = useSessionState();
  const { send, select, look } = useSessionActions();
  const [text, write] = useState(() => draftOf(session.id));
  const here = snapshot.view.branch;
  // Where the words were begun: another tab may go to another branch under them.
  const [begunOn, beginOn] = useState(here);
  const setText = (words: string) => {
    if (!text || !words) beginOn(here);
    write(words);
    keepDraft(session.id, words);
  };
  const elsewhere = text.trim() !== "" && begunOn !== here;
  const box = useRef<HTMLTextAreaElement>(null);
  const target = selected === null ? null : indexOf(snapshot.document).byId.get(selected)?.node ?? null;
  const gone = selected !== null && target === null;
  // What it was called while it was there.
  const known = useRef("");
  if (target) known.current = nameOf(target);
  else if (!gone) known.current = "";
  const part = known.current || "The selected part";
  const release = useRef<HTMLButtonElement>(null);
  const suggestions = useMemo(() => (snapshot.versions.length === 1 ? suggestionsFor(snapshot.document) : []), [snapshot.versions.length, snapshot.document]);

  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    const words = text.trim();
    // The words were meant for a part that is not there: they must not change others unseen.
    if (gone && words) { release.current?.focus(); return; }
    box.current?.focus();
    if (!words) return;
    send(words);
    setText("");
  };

  return (
    <form className="composer" onSubmit={submit} aria-label="Next edit">
      {suggestions.length > 0 && !text && snapshot.view.openEdits.length === 0 && (
        <ul className="suggestions" aria-label="Suggestions">
          {suggestions.map(each => <li key={each}><button type="button" onClick={() => { setText(each); box.current?.focus(); }}>{each}</button></li>)}
        </ul>
      )}
      <KeyNote />
      {viewing !== null && <p className="composer-note">You are looking at v{viewing}. An edit goes to v{snapshot.view.currentVersion}, the latest. <button type="button" onClick={() => look(null)}>Show it</button></p>}
      <p className="composer-note" role="status">{elsewhere && <>This was begun on <Foreign text={shorten(begunOn, 60)} />. It changes <Foreign text={shorten(here, 60)} /> now.</>}</p>
      <div className="composer-box">
        {selected !== null && (
          <p className="composer-target" data-gone={gone || undefined}>
            <Icon name={gone ? "warning" : "target"} size={16} /><span>For {gone ? <s>{part}</s> : <b>{part}</b>}</span>
            <button ref={release} type="button" aria-label={`Do not aim at ${part}`} aria-describedby={gone ? "composer-gone" : undefined} onClick={() => { select(null); box.current?.focus(); }}><Icon name="close" size={14} /></button>
          </p>
        )}
        <p className="composer-gone" id="composer-gone" role="status">{gone && "The selected part is gone from the design. Take it away here, or select another one, to send."}</p>
        <div className="composer-line">
          <label className="quiet" htmlFor={COMPOSER}>What should change?</label>
          <textarea
            id={COMPOSER} ref={box} rows={1} value={text} placeholder={target ? "What should change about it?" : "What should change?"}
            onChange={event => setText(event.target.value)}
            onKeyDown={event => {
              if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) submit(event);
              if (event.key === "Backspace" && text === "" && selected !== null) select(null);
            }}
          />
          <button type="submit" className="composer-send" aria-label="Send" disabled={!text.trim()}><Icon name="arrowUp" /></button>
        </div>
      </div>
    </form>
  );
}
