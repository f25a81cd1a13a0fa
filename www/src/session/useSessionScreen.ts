import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Edit, Session } from "bozzetto";
import { keepDraft } from "../chat/drafts.ts";
import { useEngine } from "../engine/EngineContext.tsx";
import { onDeleted } from "../engine/deletions.ts";
import { troubleOf } from "../engine/errors.ts";
import { download, fileName } from "../engine/files.ts";
import { useSession } from "../engine/hooks.ts";
import { takeFirstEdit } from "../engine/openSessions.ts";
import { indexOf } from "../preview/model.ts";
import { useNotify, useSettle } from "../ui/Notices.tsx";
import type { Comparison, DesignView, Wish, SessionActions, SessionScreenState, Workspace } from "./SessionContext.ts";

export const COMPOSER = "composer";

/** What a dialog is open about. */
export type Asked =
  | { about: "branch"; version: number }
  | { about: "merge"; branch: string }
  | { about: "origin"; node: string }
  | { about: "prompt"; edit: string }
  | { about: "calls" }
  | { about: "history" };

/** The state of the session screen and what can be done on it. */
export function useSessionScreen(session: Session) {
  const engine = useEngine();
  const notify = useNotify();
  const settle = useSettle();
  const snapshot = useSession(session);
  const [selected, setSelected] = useState<string | null>(null);
  const [viewing, setViewing] = useState<number | null>(null);
  const [comparing, setComparing] = useState<Comparison | null>(null);
  const [view, setView] = useState<DesignView>("preview");
  const [workspace, setWorkspace] = useState<Workspace>(() => (session.getSnapshot().versions.length > 0 ? "design" : "chat"));
  const [asked, ask] = useState<Asked | null>(null);
  const [deleted, setDeleted] = useState(false);
  const said = useRef(new Map<string, Wish>());
  const latest = useRef({ selected, snapshot });
  latest.current = { selected, snapshot };

  useEffect(() => onDeleted(session.id, () => setDeleted(true)), [session]);
  useEffect(() => { if (deleted) keepDraft(session.id, ""); }, [session, deleted]);

  const fail = useCallback((error: unknown, about: string) => {
    const trouble = troubleOf(error);
    if (trouble.code === "session.deleted") setDeleted(true);
    else notify("error", trouble.text, trouble.next, about);
  }, [notify]);

  const follow = useCallback((edit: Edit, wish: Wish | null) => {
    if (wish) said.current.set(edit.id, wish);
    edit.result.then(() => settle("edit"), (error: unknown) => fail(error, "edit"));
  }, [fail, settle]);

  useEffect(() => {
    const first = takeFirstEdit(session.id);
    if (first) follow(first, { words: session.getSnapshot().view.initialPrompt, target: null });
  }, [session, follow]);

  const versionCount = snapshot.versions.length;
  useEffect(() => { if (viewing !== null && !session.getSnapshot().versions.some(version => version.number === viewing)) setViewing(null); }, [versionCount, viewing, session]);

  const actions = useMemo<SessionActions>(() => {
    const run = (about: string, work: () => Promise<unknown>, said: string) => {
      work().then(() => notify("success", said, null, about), (error: unknown) => fail(error, about));
    };
    const toHead = () => { setViewing(null); setComparing(null); };
    const start = (make: () => Edit, wish: Wish | null) => {
      try {
        follow(make(), wish);
      } catch (error) {
        fail(error, "edit");
      }
    };
    const begin = (wish: Wish, ifGone: string) => {
      const { words, target } = wish;
      if (target !== null && !indexOf(latest.current.snapshot.document).byId.has(target)) {
        notify("info", "Nothing was sent: the selected part is gone.", ifGone, "edit");
        return;
      }
      toHead();
      start(() => session.edit(words, target !== null ? { target } : {}), wish);
      // It was for that part, and not for what comes next.
      setSelected(selected => (selected === target ? null : selected));
    };
    return {
      select: setSelected,
      look: version => { setComparing(null); setViewing(version === session.getSnapshot().view.currentVersion ? null : version); },
      compare: comparison => { setComparing(comparison); if (comparison) { setViewing(null); setView("preview"); setWorkspace("design"); } },
      setView,
      setWorkspace,
      write: () => { setWorkspace("chat"); requestAnimationFrame(() => document.getElementById(COMPOSER)?.focus()); },
      send: words => begin({ words, target: latest.current.selected }, "Take it away above the edit box, or select another one."),
      retry: wish => begin(wish, "Select another one, and write again what should change about it."),
      answer: (editId, answer) => { toHead(); start(() => session.answer(editId, answer), null); },
      // Also an edit that was taken up after a reload; one that has ended meanwhile needs no stopping.
      cancel: editId => void session.cancel(editId).catch(() => undefined),
      undo: () => { toHead(); run("undo", () => session.undo(), "Taken back."); },
      redo: () => { toHead(); run("redo", () => session.redo(), "Brought back."); },
      restore: version => run("restore", () => session.rollback(version).then(toHead), `Version ${version} is restored, as a new version.`),
      revert: version => run("revert", () => session.revert(version).then(toHead), `Version ${version} is taken back; those after it stand.`),
      bringOver: version => run("bring", () => session.cherryPick(version).then(toHead), `The change of version ${version} is here now, as a new version.`),
      askForBranch: version => ask({ about: "branch", version }),
      askForMerge: branch => ask({ about: "merge", branch }),
      askForOrigin: node => ask({ about: "origin", node }),
      accept: (editId, parts) => run("accept", () => session.acceptHeld(editId, parts).then(toHead), "What was held back is made now, as a new version."),
      leaveOut: editId => run("accept", () => session.rejectHeld(editId), "What was held back is left out."),
      showCalls: () => ask({ about: "calls" }),
      checkHistory: () => ask({ about: "history" }),
      switchBranch: name => { toHead(); run("switch", () => session.switchBranch(name), `You are on the branch ${name}.`); },
      exportSession: () => {
        const title = session.getSnapshot().view.initialPrompt;
        run("export", () => engine.exportSession(session.id).then(bytes => download(bytes, fileName(title, "bozzetto"), "application/octet-stream")), "The session was exported.");
      },
      inspect: edit => ask(edit === null ? null : { about: "prompt", edit }),
    };
  }, [engine, session, notify, follow, fail]);

  const state = useMemo<SessionScreenState>(
    () => ({ session, snapshot, selected, viewing, comparing, view, workspace, said: said.current }),
    [session, snapshot, selected, viewing, comparing, view, workspace],
  );
  return { state, actions, deleted, asked, ask };
}
