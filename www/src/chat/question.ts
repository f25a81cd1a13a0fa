import type { Candidate, EditView } from "bozzetto";

/** `gone`: the ids of candidates that are not there any more. */
export interface OpenQuestion { readonly text: string; readonly candidates: readonly Candidate[]; readonly gone: readonly string[] }

/** What an edit asks, if it does. Its words go with the visit in which they were asked: after that the studio says what is known. */
export function questionOf(edit: EditView, versions: number): OpenQuestion | null {
  if (edit.phase !== "clarifying" && edit.result?.status !== "clarify") return null;
  const asked = edit.result?.question;
  const candidates = asked?.candidates ?? edit.candidates;
  return { text: asked?.text || withoutWords(candidates.length, versions), candidates, gone: asked?.gone ?? [] };
}

function withoutWords(candidates: number, versions: number): string {
  if (candidates > 0) return "Which one do you mean?";
  return versions === 0 ? "It was not clear what to design. What should it be?" : "It was not clear what should change. Can you say it in other words?";
}
