import type { Json } from "bozzetto";
import { useRef, useState, type FormEvent } from "react";
import { fields, indexOf, nameOf, words } from "../preview/model.ts";
import { useSessionActions, useSessionState } from "../session/SessionContext.ts";
import { COMPOSER } from "../session/useSessionScreen.ts";
import { Icon } from "../ui/Icon.tsx";

/** First edits to try, in the words of the design itself. */
function suggestionsFor(document: Json): string[] {
  const nodes = [...indexOf(document).byId.values()].map(entry => entry.node);
  const named = (...types: string[]) => {
    const node = nodes.find(node => types.includes(node.type));
    const text = node && words(fields(node.props).label ?? fields(node.props).text);
    return text && text.length <= 24 ? text : undefined;
  };
  const [button, field, heading] = [named("button"), named("input"), named("heading")];
  return [
    button && `Make “${button}” bigger and green`,
    field && `Add a phone field under “${field}”`,
    heading && `Center “${heading}”`,
    "Dark mode",
    "What changed since version 1?",
  ].filter(each => typeof each === "string" && each !== "").slice(0, 4) as string[];
}

/** The box for the next edit. */
export function Composer() {
  const { snapshot, selected, viewing } = useSessionState();
  const { send, select, look } = useSessionActions();
  const [text, setText] = useState("");
  const box = useRef<HTMLTextAreaElement>(null);
  const target = selected === null ? null : indexOf(snapshot.document).byId.get(selected)?.node ?? null;
  const gone = selected !== null && target === null;
  // What it was called while it was there.
  const known = useRef("");
  if (target) known.current = nameOf(target);
  else if (!gone) known.current = "";
  const part = known.current || "The selected part";
  const release = useRef<HTMLButtonElement>(null);
  const versions = snapshot.versions.length;

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
      {versions === 1 && !text && snapshot.view.openEdits.length === 0 && (
        <ul className="suggestions" aria-label="Suggestions">
          {suggestionsFor(snapshot.document).map(each => <li key={each}><button type="button" onClick={() => { setText(each); box.current?.focus(); }}>{each}</button></li>)}
        </ul>
      )}
      {viewing !== null && <p className="composer-note">You are looking at v{viewing}. An edit goes to v{snapshot.view.currentVersion}, the latest. <button type="button" onClick={() => look(null)}>Show it</button></p>}
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
