import type { Dispatch, SetStateAction } from "react";
import type { Edit, Session } from "bozzetto";
import { indexOf } from "../preview/model.ts";
import type { useNotify } from "../ui/Notices.tsx";
import type { Comparison, DesignView, SessionActions, Wish, Workspace } from "./SessionContext.ts";

export const COMPOSER = "composer";

/** What a dialog is open about. */
export type Asked =
  | { about: "branch"; version: number }
  | { about: "merge"; branch: string }
  | { about: "origin"; node: string | null; path: string }
  | { about: "prompt"; edit: string }
  | { about: "calls" }
  | { about: "history" }
  | { about: "log" };

type Put<T> = Dispatch<SetStateAction<T>>;

/** What the actions of a session change, and how they tell what came of them. */
interface Means {
  session: Session;
  setSelected: Put<string | null>;
  setViewing: Put<number | null>;
  setComparing: Put<Comparison | null>;
  setView: Put<DesignView>;
  setWorkspace: Put<Workspace>;
  ask: Put<Asked | null>;
  selected: () => string | null;
  /** What is looked at now instead of the current version. */
  lookedAt: () => { viewing: number | null; comparing: Comparison | null };
  follow: (edit: Edit, wish: Wish | null) => void;
  fail: (error: unknown, about: string) => void;
  notify: ReturnType<typeof useNotify>;
  exportIt: (sessionId: string, title: string) => Promise<void>;
}

/** What can be done on the session screen. */
export function actionsOf({ session, setSelected, setViewing, setComparing, setView, setWorkspace, ask, selected, lookedAt, follow, fail, notify, exportIt }: Means): SessionActions {
  const run = (about: string, work: () => Promise<unknown>, said: string) => {
    work().then(() => notify("success", said, null, about), (error: unknown) => fail(error, about));
  };
  const toHead = () => { setViewing(null); setComparing(null); };
  // What is looked at by the time the work is done may be something else, and stays.
  const thenToHead = (work: Promise<unknown>) => {
    const then = lookedAt();
    return work.then(() => {
      setViewing(now => (now === then.viewing ? null : now));
      setComparing(now => (now === then.comparing ? null : now));
    });
  };
  const start = (make: () => Edit, wish: Wish | null) => {
    try {
      follow(make(), wish);
    } catch (error) {
      fail(error, "edit");
    }
  };
  const begin = (wish: Wish, ifGone: string) => {
    const { words, target } = wish;
    const { byId } = indexOf(session.getSnapshot().document);
    if (!target.every(id => byId.has(id))) {
      notify("info", "Nothing was sent: the selected part is gone.", ifGone, "edit");
      return;
    }
    toHead();
    start(() => session.edit(words, { target }), wish);
    // It was for that part, and not for what comes next.
    setSelected(selected => (selected !== null && target.includes(selected) ? null : selected));
  };
  return {
    select: setSelected,
    look: version => { setComparing(null); setViewing(version === session.getSnapshot().view.currentVersion ? null : version); },
    compare: comparison => { setComparing(comparison); if (comparison) { setViewing(null); setView("preview"); setWorkspace("design"); } },
    setView,
    setWorkspace,
    write: () => { setWorkspace("chat"); requestAnimationFrame(() => document.getElementById(COMPOSER)?.focus()); },
    send: words => begin({ words, target: [selected()].filter(id => id !== null) }, "Take it away above the edit box, or select another one."),
    retry: wish => begin(wish, "Select another one, and write again what should change about it."),
    answer: (editId, answer) => { toHead(); start(() => session.answer(editId, answer), null); },
    // Also an edit that was taken up after a reload; one that has ended meanwhile needs no stopping.
    cancel: editId => void session.cancel(editId).catch(() => undefined),
    putAway: editId => {
      void session.cancel(editId).catch(() => undefined);
      // What is focused in a question goes with it. Where a keyboard on the glass would come up, it is left to a tap.
      if (document.activeElement?.closest(".card-question") && matchMedia("(hover: hover)").matches) document.getElementById(COMPOSER)?.focus({ preventScroll: true });
    },
    undo: () => { toHead(); run("undo", () => session.undo(), "Taken back."); },
    redo: () => { toHead(); run("redo", () => session.redo(), "Brought back."); },
    restore: version => run("restore", () => thenToHead(session.rollback(version)), `Version ${version} is restored, as a new version.`),
    revert: version => run("revert", () => thenToHead(session.revert(version)), `Version ${version} is taken back; those after it stand.`),
    bringOver: version => run("bring", () => thenToHead(session.cherryPick(version)), `The change of version ${version} is here now, as a new version.`),
    askForBranch: version => ask({ about: "branch", version }),
    askForMerge: branch => ask({ about: "merge", branch }),
    askForOrigin: (node, path = "") => ask({ about: "origin", node, path }),
    accept: (editId, parts) => run("accept", () => thenToHead(session.acceptHeld(editId, parts)), "What was held back is made now, as a new version."),
    leaveOut: (editId, parts) => run("accept", () => session.rejectHeld(editId, parts), "What was held back is left out."),
    showCalls: () => ask({ about: "calls" }),
    checkHistory: () => ask({ about: "history" }),
    showLog: () => ask({ about: "log" }),
    switchBranch: name => { toHead(); run("switch", () => session.switchBranch(name), `You are on the branch ${name}.`); },
    exportSession: () => void exportIt(session.id, session.getSnapshot().view.initialPrompt),
    inspect: edit => ask(edit === null ? null : { about: "prompt", edit }),
  };
}
