/** Commands as they are written here, and as the core reads them. */
import type { Command } from "./generated/protocol.js";

type Untagged<C> = C extends string ? { type: C } : C extends object ? { [K in keyof C]: { type: K } & C[K] }[keyof C] : never;

/** A command with its name among its fields. */
export type Ask = Untagged<Command>;

/** The same with the name around the fields, which is cheaper to read for the core. */
export function tagged({ type, ...fields }: Ask): unknown {
  return Object.keys(fields).length === 0 ? type : { [type]: fields };
}
