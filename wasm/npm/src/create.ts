import type { Engine, EngineOptions } from "./api.js";
import { optionsOf } from "./command.js";
import { EngineImpl } from "./engine.js";
import { compiledCore } from "./load.js";
import { engineOptions } from "./options.js";

/**
 * Makes an engine. Sessions are kept in IndexedDB where that really works, else in memory; `getSnapshot().store` says
 * where, and why. A database that a newer version wrote is no such case but `store.newer-version`. The embedded offline model answers unless a provider is given.
 *
 * @throws BozzettoError `api.not-initialised` before `init()`; `store.*` where the store asked for cannot be had.
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const engine = new EngineImpl(compiledCore(), optionsOf(options, engineOptions));
  await engine.boot();
  return engine;
}
