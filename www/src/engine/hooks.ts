import { useEffect, useState } from "react";
import { useEngineSnapshot as useSnapshotOf, useSession } from "bozzetto/react";
import type { EngineSnapshot } from "bozzetto";
import { useEngine } from "./EngineContext.tsx";
import { troubleOf } from "./errors.ts";

export { useSession };

/** Store and warnings of the engine, live. */
export function useEngineSnapshot(): EngineSnapshot {
  return useSnapshotOf(useEngine());
}

/** Whether the engine has ended: a core that stops over and over is given up. Its snapshot tells that one stopped, not that none follows. */
export function useEngineEnd(): boolean {
  const engine = useEngine();
  const { warnings } = useEngineSnapshot();
  const [ended, setEnded] = useState(false);
  const stop = warnings.findLast(warning => warning.code === "engine.crashed");
  useEffect(() => {
    if (!stop) return;
    let wanted = true;
    const tell = (ended: boolean) => { if (wanted) setEnded(ended); };
    // It waits for the next core, if there is to be one.
    engine.listSessions().then(() => tell(false), (error: unknown) => tell(troubleOf(error).code.startsWith("engine.")));
    return () => { wanted = false; };
  }, [engine, stop]);
  return ended;
}
