/** Sessions of which something is only in memory, whoever has them open, and what is said of them. */
import type { UnsavedSession } from "./api.js";
import { BozzettoError } from "./errors.js";
import type { SessionView } from "./generated/protocol.js";

/** So many are named. */
const NAMED = 5;

export class Unsaved {
  readonly #sessions = new Map<string, UnsavedSession>();

  /** Takes what is told of a session. `true`: that is new. */
  take({ sessionId, save }: Pick<SessionView, "sessionId" | "save">): boolean {
    if (save.state !== "notSaved") return this.forget(sessionId);
    if (this.#sessions.get(sessionId)?.versions === save.versions) return false;
    this.#sessions.set(sessionId, Object.freeze({ sessionId, versions: save.versions }));
    return true;
  }

  forget(sessionId: string): boolean {
    return this.#sessions.delete(sessionId);
  }

  /** All of them are gone for good. */
  lose(): BozzettoError | undefined {
    const lost = [...this.#sessions.values()];
    this.#sessions.clear();
    return lost.length === 0 ? undefined : new BozzettoError({
      code: "session.unsaved-lost", message: `What was not saved is lost: ${words(lost)}.`, recoverable: false,
      suggestedAction: "Open the session and go on from what was saved.", sessionState: "recovered",
    });
  }

  list(): readonly UnsavedSession[] {
    return Object.freeze([...this.#sessions.values()]);
  }
}

/** An engine that is to be closed still has these. */
export function notSaved(sessions: readonly UnsavedSession[], cause: unknown): BozzettoError {
  return new BozzettoError({
    code: "engine.not-saved", message: `Not everything is saved: ${words(sessions)}. The engine stays.`, recoverable: true,
    suggestedAction: "Export these sessions or delete others, and close it again; or give them up with `close({ discard: true })`.",
    sessionState: "preserved", cause,
  });
}

function words(sessions: readonly UnsavedSession[]): string {
  const named = sessions.slice(0, NAMED).map(({ sessionId, versions }) => `${versions} version${versions === 1 ? "" : "s"} of ${sessionId}`);
  const more = sessions.length - named.length;
  return (more > 0 ? [...named, `${more} more session${more === 1 ? "" : "s"}`] : named).join(", ");
}
