import { useEffect, useRef } from "react";
import { useEngine } from "./EngineContext.tsx";
import { useEngineSnapshot } from "./hooks.ts";
import { useRoute } from "./route.ts";

/** Has the browser ask before the page is left while something is only in it: what the store refused, or all where nothing is kept. */
export function Leaving() {
  const engine = useEngine();
  const { store, unsaved } = useEngineSnapshot();
  const route = useRoute();
  const isAnythingHere = useRef(false);
  // Nobody can be asked at the moment of leaving. Sessions are made and deleted on the way from screen to screen.
  useEffect(() => {
    if (store.persistent) return;
    engine.listSessions().then(sessions => { isAnythingHere.current = sessions.length > 0; }, () => undefined);
  }, [engine, store, route]);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (unsaved.length > 0 || (!store.persistent && isAnythingHere.current)) event.preventDefault();
    };
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [store, unsaved]);
  return null;
}
