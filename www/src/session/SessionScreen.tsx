import { useEffect, useMemo } from "react";
import type { Session } from "bozzetto";
import { ChatPane } from "../chat/ChatPane.tsx";
import { shorten } from "../preview/model.ts";
import { DesignPane } from "../preview/DesignPane.tsx";
import { Blank } from "../ui/Blank.tsx";
import { Announcer } from "./Announcer.tsx";
import { createPointer, PointerContext } from "./pointer.ts";
import { ActionsContext, StateContext } from "./SessionContext.ts";
import { SessionBar } from "./SessionBar.tsx";
import { SessionDialog } from "./SessionDialog.tsx";
import { useSessionKeys } from "./useSessionKeys.ts";
import { COMPOSER } from "./sessionActions.ts";
import { useSessionScreen } from "./useSessionScreen.ts";
import { WorkspaceTabs } from "./WorkspaceTabs.tsx";
import "./session.css";

/** One session: what was said on the left, what became of it on the right; on small screens one at a time. */
export function SessionScreen({ session }: { session: Session }) {
  const { state, actions, deleted, asked, ask } = useSessionScreen(session);
  const pointer = useMemo(createPointer, []);
  useSessionKeys(state, actions);
  const title = shorten(state.snapshot.view.initialPrompt, 200);
  useEffect(() => { document.title = `${title || "Untitled"} · Bozzetto`; }, [title]);

  // What was focused is gone with the screen before. Where a keyboard on the glass would cover half of the screen, it is left to a tap.
  useEffect(() => { if (matchMedia("(hover: hover)").matches && document.activeElement === document.body) document.getElementById(COMPOSER)?.focus({ preventScroll: true }); }, []);

  if (deleted) {
    return (
      <main className="start">
        <h1 className="quiet">{title || "Untitled"}</h1>
        <Blank icon="trash" title="This session was deleted elsewhere" alert>
          <p>It was deleted in another tab, with all of its versions. Nothing more can be changed or saved here.</p>
          <a className="button button-strong" href="#/">To the first screen</a>
        </Blank>
      </main>
    );
  }
  return (
    <ActionsContext value={actions}>
      <StateContext value={state}>
        <PointerContext value={pointer}>
          <div className="session" data-workspace={state.workspace}>
            <a className="skip" href="#composer" onClick={event => { event.preventDefault(); actions.write(); }}>Skip to the edit box</a>
            <SessionBar />
            <main className="session-main">
              <h1 className="quiet">{title || "Untitled"}</h1>
              <ChatPane />
              <DesignPane />
            </main>
            <WorkspaceTabs />
            <Announcer />
          </div>
          {asked && <SessionDialog asked={asked} onClose={() => ask(null)} />}
        </PointerContext>
      </StateContext>
    </ActionsContext>
  );
}
