/**
 * One running instance of the core. A trap (which the core's own rules forbid, but compilers and memory limits do not)
 * leaves an instance in a state that nobody can trust, so it is never entered again: every way into it goes through a
 * guard, which notices the trap, wherever it happened, and turns the instance off.
 */
import { type Core, instantiate } from "./generated/glue.js";

/** What calls into a dead instance return: the glue finds no error in it, no address and no length. */
const nothing: readonly never[] = Object.freeze([]);

export class Instance {
  readonly core: Core;
  /** What the instance died of. */
  crash: Error | undefined;
  /** Rejects when it dies; never resolves. Promises that the instance gave out are left hanging then. */
  readonly died: Promise<never>;

  constructor(module: WebAssembly.Module, onCrash: (instance: Instance) => void) {
    let die!: (error: Error) => void;
    this.died = new Promise((_, reject) => { die = reject; });
    this.died.catch(() => {});
    const fail = (error: unknown): void => {
      if (this.crash) return;
      this.crash = error instanceof Error ? error : new Error(String(error));
      die(this.crash);
      onCrash(this);
    };
    this.core = instantiate((exports) => {
      const guarded: Record<string, WebAssembly.ExportValue> = Object.create(null);
      for (const [name, value] of Object.entries(exports)) {
        guarded[name] = typeof value !== "function" ? value : (...values: unknown[]) => {
          if (this.crash) return nothing;
          try {
            return (value as (...values: unknown[]) => unknown)(...values);
          } catch (error) {
            fail(error);
            return nothing;
          }
        };
      }
      return guarded;
    });
    this.core.initSync({ module });
  }

  /** Calls into the instance. What the call returned after a trap is not looked at: see `crash`. */
  enter<T>(call: (core: Core) => T): { value: T } | undefined {
    if (this.crash) return undefined;
    try {
      const value = call(this.core);
      return this.crash ? undefined : { value };
    } catch (error) {
      if (this.crash) return undefined;
      throw error;
    }
  }
}
