/** Those who are told that something outside of React's state changed; `subscribe` is one for `useSyncExternalStore`. */
export function createListeners() {
  const listeners = new Set<() => void>();
  return {
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
    notify(): void {
      for (const listener of listeners) listener();
    },
  };
}
