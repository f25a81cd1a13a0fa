import { useEffect, useRef } from "react";
import { flushSync } from "react-dom";
import { openQuestion } from "../chat/question.ts";
import { inDesign, isBlank, typing } from "../help/keys.ts";
import type { SessionActions, SessionScreenState } from "./SessionContext.ts";

/** The shortcuts of the session screen; letters only while the focus is in the design, and none while a dialog is open. */
export function useSessionKeys(state: SessionScreenState, actions: SessionActions) {
  const latest = useRef(state);
  latest.current = state;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
      const { snapshot, selected, comparing, viewing } = latest.current;
      const mod = event.ctrlKey || event.metaKey;
      if (event.key === "Escape") {
        if (comparing) actions.compare(null);
        else if (viewing !== null) actions.look(null);
        else if (selected) actions.select(null);
        else if (!typing(event) || isBlank(event)) {
          const asked = openQuestion(snapshot);
          if (asked) actions.putAway(asked.editId);
        }
        return;
      }
      if (typing(event)) return;
      if (mod && event.key.toLowerCase() === "z") {
        event.preventDefault();
        if (event.shiftKey) { if (snapshot.view.canRedo) actions.redo(); }
        else if (snapshot.view.canUndo) actions.undo();
        return;
      }
      if (mod || event.altKey || !inDesign(event)) return;
      const handled = letter(event.key.toLowerCase());
      if (handled) event.preventDefault();
    };
    const letter = (key: string): boolean => {
      const { snapshot, viewing, comparing } = latest.current;
      switch (key) {
        case "/": actions.write(); return true;
        case "p": actions.setView("preview"); actions.setWorkspace("design"); return true;
        case "c": actions.setView("code"); actions.setWorkspace("design"); return true;
        case "h": {
          // At once: the next key is for the timeline already.
          flushSync(() => actions.setWorkspace("design"));
          document.querySelector<HTMLElement>(".timeline [role=slider]")?.focus();
          return true;
        }
        case "v": {
          if (comparing) { actions.compare(null); return true; }
          const shown = snapshot.versions.find(version => version.number === (viewing ?? snapshot.view.currentVersion));
          if (shown && shown.parent > 0) actions.compare({ from: shown.parent, to: shown.number });
          return true;
        }
        default: return false;
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [actions]);
}
