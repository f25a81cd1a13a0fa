/** Commands as they are written here, and as the core reads them. */
import type { ShownImage } from "./api.js";
import { BozzettoError } from "./errors.js";
import type { Command, Reply } from "./generated/protocol.js";

type Untagged<C> = C extends string ? { type: C } : C extends object ? { [K in keyof C]: { type: K } & C[K] }[keyof C] : never;

/** A command with its name among its fields. */
export type Ask = Untagged<Command>;

/**
 * The same for the core: JSON text with the name around the fields, which is cheaper to read there, and the bytes apart
 * from it.
 */
export function encode({ type, ...fields }: Ask): [command: string, bytes: unknown] {
  checkFields(fields);
  const { bytes, ...rest } = fields as { bytes?: unknown };
  return [asText(Object.keys(rest).length === 0 ? type : { [type]: rest }), bytes];
}

/** An argument that cannot be what it was meant to be. */
export function badArgument(message: string, suggestedAction = "Correct the argument."): BozzettoError {
  return new BozzettoError({ code: "command.bad-argument", message, recoverable: false, suggestedAction, sessionState: "preserved" });
}

type Kind = readonly [what: string, fits: (value: unknown) => boolean];
const aText: Kind = ["a text", (value) => typeof value === "string"];
const aNumber: Kind = ["a number", (value) => typeof value === "number"];
const aCount: Kind = ["a whole number from 0 on", (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32];
const ids: Kind = ["the id of a node, or a list of those", (value) => Array.isArray(value) && value.every((id) => typeof id === "string")];
const aStatus: Kind = ["a status of sessions", (value) => ["active", "paused", "completed", "abandoned", "expired"].includes(value as string)];
const orNothing = ([what, fits]: Kind): Kind => [what, (value) => value === null || fits(value)];

/** What the app gives, by the name of the field that it crosses in: what that is called, and what it has to be. */
const given: Readonly<Record<string, readonly [called: string, kind: Kind]>> = {
  sessionId: ["The id of the session", aText], editId: ["The id of the edit", aText], name: ["The name of the branch", aText],
  prompt: ["`prompt`", aText], summary: ["`summary`", aText], userId: ["`userId`", orNothing(aText)], nodeId: ["`nodeId`", orNothing(aText)],
  text: ["`text`", orNothing(aText)], target: ["`target`", ids], version: ["`version`", aCount], baseVersion: ["`baseVersion`", orNothing(aCount)],
  ttlMs: ["`ttlMs`", orNothing(aNumber)], now: ["`now`", orNothing(aNumber)], status: ["`status`", orNothing(aStatus)],
};

/** Refuses a value of another kind, and says which argument it is: the core could only say that there is one. */
function checkFields(fields: object): void {
  for (const [field, value] of Object.entries(fields)) {
    const [called, [what, fits]] = given[field] ?? ["", ["", () => true]];
    if (!fits(value)) throw badArgument(value === undefined ? `${called} is missing.` : `${called} is not ${what}.`);
  }
}

/** An answer of another kind than what was asked for. */
export function unexpectedReply({ kind }: Reply): BozzettoError {
  return new BozzettoError({ code: "engine.unexpected-reply", message: `The core answered with "${kind}".` });
}

/** How many an answer says; none where it says no number. */
export const countOf = (reply: Reply): number => (reply.kind === "count" ? reply.count : 0);

/** Refuses a name of an option that there is not: it is a slip, and what was meant would be left out without a word. */
export function refuseOthers(of: string, given: object, known: readonly string[]): void {
  const wrong = Object.entries(given).find(([name, value]) => value !== undefined && !known.includes(name))?.[0];
  if (wrong === undefined) return;
  const meant = [...known].sort((a, b) => slips(wrong, a) - slips(wrong, b))[0] ?? "";
  const near = slips(wrong, meant) <= Math.max(2, meant.length / 3);
  throw badArgument(`${of} no option ${JSON.stringify(wrong.slice(0, 60))}.`, near ? `Did you mean \`${meant}\`?` : `There are ${known.map((name) => `\`${name}\``).join(", ")}.`);
}

/** How many letters have to be put in, taken away or exchanged to make one name of the other; capitals and `_` do not count. */
function slips(one: string, other: string): number {
  const [a, b] = [one, other].map((name) => name.slice(0, 60).toLowerCase().replaceAll(/[_-]/g, "")) as [string, string];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === b[j] ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** An object whose fields are what it holds: of a list, a map or a set all would be left out without a word. */
export const isRecord = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Map) && !(value instanceof Set);

/** The options of a call; nothing is none. A name that is not `known` is a slip: left out without a word, `userid` would open to everybody. */
export function optionsOf<T extends object>(given: T | null | undefined, known: readonly (keyof T & string)[]): Partial<T> {
  if (given === null || given === undefined) return {};
  if (!isRecord(given)) throw badArgument("The options are no object.");
  refuseOthers("This call has", given, known);
  const { signal } = given as { signal?: Partial<AbortSignal> | null };
  // That of another frame is of another class.
  if (signal != null && (typeof signal.aborted !== "boolean" || typeof signal.addEventListener !== "function")) throw badArgument("`signal` is no AbortSignal.");
  return given;
}

/** Images as the core takes them; it refuses what is none. */
export function imageUrls(images: readonly ShownImage[] = []): string[] {
  if (!Array.isArray(images)) throw badArgument("The images are no list.");
  return images.map((image: ShownImage | null) => {
    const { mime, data } = image ?? ({} as ShownImage);
    const letters = data instanceof Uint8Array ? base64(data) : data;
    if (typeof mime !== "string" || typeof letters !== "string") throw badArgument("An image is `{ mime, data }`: the name of its format, and bytes or base64.");
    return `data:${mime};base64,${letters}`;
  });
}

function base64(bytes: Uint8Array): string {
  let letters = "";
  // All at once would be more arguments than a call may have.
  for (let at = 0; at < bytes.length; at += 8_192) letters += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(letters);
}

export function versionNumber(version: number): number {
  return wholeNumber("The version", version);
}

/** A number that crosses as what it is: the core counts in 32 bits, so others would be rounded, or begin anew at 0. */
export function wholeNumber(what: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value < 2 ** 32) return value;
  throw badArgument(`${what} is not a whole number from 0 on.`);
}

/**
 * A value of the app as JSON text. What JSON would leave out or change without a word, and what it cannot write at all
 * (a circle, a depth that no stack holds), is refused by name.
 */
export function jsonOf(what: string, value: unknown): string {
  let written = plainJson(value);
  if (written !== undefined) return written;
  try {
    written = JSON.stringify(value, (key, part: unknown) => {
      const lost = typeof part === "number" ? !Number.isFinite(part) : typeof part === "bigint" || typeof part === "function" || typeof part === "symbol" || part instanceof Map || part instanceof Set;
      if (lost) throw badArgument(`${what} holds something at ${JSON.stringify(key.slice(0, 60))} that JSON does not know.`);
      return part;
    });
  } catch (error) {
    if (error instanceof BozzettoError) throw error;
    throw badArgument(error instanceof RangeError ? `${what} is nested too deep.` : `${what} cannot be written as JSON.`);
  }
  if (written === undefined) throw badArgument(`${what} is missing.`);
  return written;
}

/** The JSON text of what is plain through and through, as most is: to have every part handed to a function costs several times as much. */
function plainJson(value: unknown): string | undefined {
  try {
    const written = JSON.stringify(value);
    return isPlain(value) ? written : undefined;
  } catch {
    return undefined;
  }
}

/** Whether JSON can write all of it as it is. `false` also where one would have to look closer: a date, an object of a class or of another frame. */
function isPlain(value: unknown): boolean {
  switch (typeof value) {
    case "number":
      return Number.isFinite(value);
    case "bigint":
    case "function":
    case "symbol":
      return false;
    case "object": {
      if (value === null) return true;
      if (Array.isArray(value)) return value.every(isPlain);
      const above: unknown = Object.getPrototypeOf(value);
      if (above !== Object.prototype && above !== null) return false;
      for (const key in value) if (!isPlain((value as Record<string, unknown>)[key])) return false;
      return true;
    }
    default:
      return true;
  }
}

/** What the core is asked, as JSON text. A user who is a symbol would be missing there, and nobody's is everybody's: such things are refused. */
export const asText = (value: unknown): string => jsonOf("The call", value);
