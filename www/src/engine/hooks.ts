import { useEngineSnapshot as useSnapshotOf, useSession } from "bozzetto/react";
import type { EngineSnapshot } from "bozzetto";
import { useEngine } from "./EngineContext.tsx";

export { useSession };

/** Store and warnings of the engine, live. */
export function useEngineSnapshot(): EngineSnapshot {
  return useSnapshotOf(useEngine());
}
