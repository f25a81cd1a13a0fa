/** Commands as they are written here, and as the core reads them. */
import type { Command } from "./generated/protocol.js";

type Untagged<C> = C extends string ? { type: C } : C extends object ? { [K in keyof C]: { type: K } & C[K] }[keyof C] : never;

/** A command with its name among its fields. */
export type Ask = Untagged<Command>;

/**
 * The same for the core: JSON text with the name around the fields, which is cheaper to read there, and the bytes apart
 * from it.
 */
export function encode({ type, ...fields }: Ask): [command: string, bytes: unknown] {
  const { bytes, ...rest } = fields as { bytes?: unknown };
  return [text(Object.keys(rest).length === 0 ? type : { [type]: rest }), bytes];
}

/** JSON text in which numbers that JSON does not know stay wrong, so that the core refuses them, instead of missing. */
export function text(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "bigint" || (typeof part === "number" && !Number.isFinite(part)) ? String(part) : part);
}
