import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Edit, Session } from "bozzetto";
import { keepDraft } from "../chat/drafts.ts";
import { onDeleted } from "../engine/deletions.ts";
import { troubleOf } from "../engine/errors.ts";
import { useSession } from "../engine/hooks.ts";
import { takeFirstEdit } from "../engine/openSessions.ts";
import { useExport } from "../engine/useExport.ts";
import { useNotify, useSettle } from "../ui/Notices.tsx";
import { actionsOf, type Asked } from "./sessionActions.ts";
import type { Comparison, DesignView, SessionScreenState, Wish, Workspace } from "./SessionContext.ts";

/** The state of the session screen and what can be done on it. */
export function useSessionScreen(session: Session) {
  const exportIt = useExport();
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
  const aimed = useRef(selected);
  aimed.current = selected;
  const looked = useRef({ viewing, comparing });
  looked.current = { viewing, comparing };

  useEffect(() => onDeleted(session.id, () => setDeleted(true)), [session]);
  useEffect(() => { if (deleted) keepDraft(session.id, ""); }, [session, deleted]);

  const fail = useCallback((error: unknown, about: string) => {
    const trouble = troubleOf(error);
    if (trouble.code === "session.deleted") setDeleted(true);
    else notify("error", trouble.text, trouble.next, about);
  }, [notify]);

  const follow = useCallback((edit: Edit, wish: Wish | null) => {
    if (wish) said.current.set(edit.id, wish);
    edit.result.then(({ status }) => settle(status === "committed" ? undefined : "edit"), (error: unknown) => fail(error, "edit"));
  }, [fail, settle]);

  useEffect(() => {
    const first = takeFirstEdit(session.id);
    if (first) follow(first, { words: session.getSnapshot().view.initialPrompt, target: [] });
  }, [session, follow]);

  const versionCount = snapshot.versions.length;
  useEffect(() => { if (viewing !== null && !session.getSnapshot().versions.some(version => version.number === viewing)) setViewing(null); }, [versionCount, viewing, session]);

  const actions = useMemo(
    () => actionsOf({ session, setSelected, setViewing, setComparing, setView, setWorkspace, ask, selected: () => aimed.current, lookedAt: () => looked.current, follow, fail, notify, exportIt }),
    [session, follow, fail, notify, exportIt],
  );
  const state = useMemo<SessionScreenState>(
    () => ({ session, snapshot, selected, viewing, comparing, view, workspace, said: said.current }),
    [session, snapshot, selected, viewing, comparing, view, workspace],
  );
  return { state, actions, deleted, asked, ask };
}
