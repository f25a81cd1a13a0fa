import { useSyncExternalStore } from "react";

/** The address remembers which session is open, so that a reload, a bookmark and the back button find it. */
const PREFIX = "#/s/";

export function useRoute(): string | null {
  return useSyncExternalStore(
    listener => { addEventListener("hashchange", listener); return () => removeEventListener("hashchange", listener); },
    () => location.hash.startsWith(PREFIX) ? location.hash.slice(PREFIX.length) || null : null,
  );
}

export function goTo(sessionId: string | null): void {
  location.hash = sessionId ? PREFIX + sessionId : "#/";
}
