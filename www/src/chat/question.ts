import type { Candidate, EditView, SessionSnapshot } from "bozzetto";
import { editsOf } from "./entries.ts";

/** `gone`: the ids of candidates that are not there any more. `isHere`: it is about the version that is the latest here. */
export interface OpenQuestion { readonly text: string; readonly candidates: readonly Candidate[]; readonly gone: readonly string[]; readonly isHere: boolean }

/** What an edit asks, if it does. Its words go with the visit in which they were asked: after that the studio says what is known. */
export function questionOf(edit: EditView, { versions, view }: SessionSnapshot): OpenQuestion | null {
  if (edit.phase !== "clarifying" && edit.result?.status !== "clarify") return null;
  const asked = edit.result?.question;
  const candidates = asked?.candidates ?? edit.candidates;
  return { text: asked?.text || withoutWords(candidates.length, versions.length), candidates, gone: asked?.gone ?? [], isHere: asked?.version === view.currentVersion };
}

/** The latest edit that asks something. */
export function openQuestion(snapshot: SessionSnapshot): { readonly editId: string; readonly question: OpenQuestion } | null {
  let latest = null;
  for (const edit of editsOf(snapshot).values()) {
    const question = questionOf(edit, snapshot);
    if (question) latest = { editId: edit.editId, question };
  }
  return latest;
}

function withoutWords(candidates: number, versions: number): string {
  if (candidates > 0) return "Which one do you mean?";
  return versions === 0 ? "It was not clear what to design. What should it be?" : "It was not clear what should change. Can you say it in other words?";
}
