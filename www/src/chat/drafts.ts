/**
 * What was typed and not sent, for each session: a reload must not take it. It is kept in the tab and goes with it, or when it is sent.
 */
const placeOf = (sessionId: string) => `studio.draft.${sessionId}`;

export function draftOf(sessionId: string): string {
  try {
    return sessionStorage.getItem(placeOf(sessionId)) ?? "";
  } catch {
    return "";
  }
}

/** Nothing typed is nothing kept. */
export function keepDraft(sessionId: string, text: string): void {
  try {
    if (text) sessionStorage.setItem(placeOf(sessionId), text);
    else sessionStorage.removeItem(placeOf(sessionId));
  } catch { /* Refused or full: then it lasts until the reload. */ }
}
