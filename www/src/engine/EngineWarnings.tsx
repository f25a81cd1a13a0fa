import { useEffect, useRef } from "react";
import { useNotify } from "../ui/Notices.tsx";
import { troubleOf } from "./errors.ts";
import { useEngineSnapshot } from "./hooks.ts";

/** Says what went wrong outside of any command: a version that was set aside, a store that went away. */
export function EngineWarnings() {
  const { warnings } = useEngineSnapshot();
  const notify = useNotify();
  const told = useRef(new WeakSet<object>());
  useEffect(() => {
    for (const warning of warnings) {
      if (told.current.has(warning)) continue;
      told.current.add(warning);
      const trouble = troubleOf(warning);
      // Whether things are saved is shown in the session's bar, for as long as it is so.
      if (!trouble.code.startsWith("store.")) notify("error", trouble.text, trouble.next);
    }
  }, [warnings, notify]);
  return null;
}
