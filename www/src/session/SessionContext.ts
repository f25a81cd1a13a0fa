import { createContext, useContext } from "react";
import type { Session, SessionSnapshot } from "bozzetto";

export interface Comparison { from: number; to: number }
export type DesignView = "preview" | "code";
export type Workspace = "chat" | "design";

/** What somebody asked for, and of which parts; none: of no part alone */
export interface Wish { readonly words: string; readonly target: readonly string[] }

export interface SessionScreenState {
  readonly session: Session;
  readonly snapshot: SessionSnapshot;
  /** The node that the next edit is about */
  readonly selected: string | null;
  /** An older version that is looked at; null for the head of the branch */
  readonly viewing: number | null;
  readonly comparing: Comparison | null;
  readonly view: DesignView;
  readonly workspace: Workspace;
  /** What was asked for in this visit, by edit: the engine keeps nothing of what it refuses at once, nor always words about the session itself */
  readonly said: ReadonlyMap<string, Wish>;
}

export interface SessionActions {
  select(id: string | null): void;
  look(version: number | null): void;
  compare(comparison: Comparison | null): void;
  setView(view: DesignView): void;
  setWorkspace(workspace: Workspace): void;
  /** Focuses the composer */
  write(): void;
  send(words: string): void;
  /** Asks for the same once more */
  retry(wish: Wish): void;
  answer(editId: string, answer: { nodeId: string } | { text: string }): void;
  cancel(editId: string): void;
  /** Ends an edit instead of answering its question */
  putAway(editId: string): void;
  undo(): void;
  redo(): void;
  restore(version: number): void;
  askForBranch(version: number): void;
  switchBranch(name: string): void;
  askForMerge(name: string): void;
  /** Takes one version back and leaves those after it */
  revert(version: number): void;
  /** Makes the change of a version of another branch here */
  bringOver(version: number): void;
  /** Shows where what is at a path of a node (null: of the document) comes from */
  askForOrigin(id: string | null, path?: string): void;
  checkHistory(): void;
  /** Shows what happened in the session, and what is under way */
  showLog(): void;
  /** Shows what was sent where in this visit */
  showCalls(): void;
  /** Makes parts of what an edit held back */
  accept(editId: string, parts: readonly number[]): void;
  /** Leaves parts of what an edit held back out for good */
  leaveOut(editId: string, parts: readonly number[]): void;
  exportSession(): void;
  inspect(editId: string | null): void;
}

export const StateContext = createContext<SessionScreenState | null>(null);
export const ActionsContext = createContext<SessionActions | null>(null);

export function useSessionState(): SessionScreenState {
  const state = useContext(StateContext);
  if (!state) throw new Error("useSessionState is used outside of a session");
  return state;
}

/** The same object as long as the session is open, so that memoised parts are not redrawn. */
export function useSessionActions(): SessionActions {
  const actions = useContext(ActionsContext);
  if (!actions) throw new Error("useSessionActions is used outside of a session");
  return actions;
}
