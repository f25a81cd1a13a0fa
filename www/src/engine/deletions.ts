/** Tabs tell each other which sessions they deleted: a tab that shows one must not let anybody go on working in it. */
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("studio.deletions");

export function tellDeleted(sessionId: string): void {
  channel?.postMessage(sessionId);
}

/** Calls when another tab deleted the session. Returns how to stop. */
export function onDeleted(sessionId: string, listener: () => void): () => void {
  const hear = (event: MessageEvent<unknown>) => { if (event.data === sessionId) listener(); };
  channel?.addEventListener("message", hear);
  return () => channel?.removeEventListener("message", hear);
}
