import { useMemo, useRef } from "react";

/** What the core says, read anew when one of `about` changed; what it said last, while it cannot be read: why is told elsewhere. */
export function useReading<T>(read: () => T, about: readonly unknown[]): T | null {
  const last = useRef<T | null>(null);
  return useMemo(() => {
    try {
      last.current = read();
    } catch { /* A core that stopped is said in the session's bar. */ }
    return last.current;
  }, about);
}
