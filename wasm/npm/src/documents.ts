/**
 * Documents and their histories without a session: everything in memory, everything at once, nothing stored.
 */
import type { CompareOptions, DocumentHistory, DocumentVersion, HistorySize, HistoryVerdict, Json, MergeOptions, Merging, Op } from "./api.js";
import { asText, badArgument, jsonOf, optionsOf, versionNumber } from "./command.js";
import { opsOf } from "./compact.js";
import { dispose } from "./dispose.js";
import { BozzettoError } from "./errors.js";
import { changes, formOf, forms, PARSED, texts } from "./forms.js";
import type { CoreDocument, CoreHistory } from "./generated/core.js";
import type { Core } from "./generated/glue.js";
import type { ErrorReport, MergePreview } from "./generated/protocol.js";
import { Instance } from "./instance.js";
import { compiledCore } from "./load.js";
import { mergeOptions, previewOf } from "./merging.js";
import { freeze, updated } from "./mirror.js";

let shared: Instance | undefined;

/** One instance for all of them; after a trap the next call has a fresh one. */
function instance(): Instance {
  if (!shared || shared.crash) shared = new Instance(compiledCore(), () => {});
  return shared;
}

function enter<T>(within: Instance, call: (core: Core) => T): T {
  let entered: { value: T } | undefined;
  try {
    entered = within.enter(call);
  } catch (thrown) {
    if (typeof thrown === "object" && thrown !== null && "code" in thrown) throw new BozzettoError(thrown as ErrorReport);
    throw thrown;
  }
  if (entered) return entered.value;
  throw new BozzettoError({
    code: "engine.crashed", message: "The core stopped unexpectedly.", recoverable: true, suggestedAction: "Open the history from its bytes again.",
  });
}

const textOf = (what: string, document: Json | string): string => (typeof document === "string" ? document : jsonOf(what, document));

function compareTexts(before: Json | string, after: Json | string, form: keyof typeof forms = "ops"): string {
  const [a, b] = [textOf("The first document", before), textOf("The second document", after)];
  return enter(instance(), (core) => core.compare(a, b, formOf(forms, form)));
}

/**
 * What leads from one document to another, also where the two have no common history: nodes are matched by id, equal
 * parts by their content, the rest by likeness. Values, or JSON texts.
 *
 * In the forms `ops` and `compact` it leads to the second document to the last key and its place; the others have no words for the order of keys.
 *
 * @returns by `form`: `ops` (default) and `json-patch` (RFC 6902) as lists, `merge-patch` (RFC 7396) as a value; `compact` as JSON
 *   text, the smallest, to be used as a whole; `words` as a sentence; `spec-stream` as lines (json-render; a document stays in its own shape: no nodes become `elements`).
 * @throws BozzettoError `patch.no-merge-patch` where RFC 7396 has no words for the change; `document.*` for what is no document;
 * `api.not-initialised` before `init()`, as everything here.
 */
export function compareDocuments<F extends CompareOptions["form"] = "ops">(
  before: Json | string, after: Json | string, options?: { form?: F } | null,
): F extends "words" | "compact" | "spec-stream" ? string : F extends "json-patch" ? Json[] : F extends "merge-patch" ? Json : Op[] {
  const form = optionsOf(options, ["form"]).form ?? "ops";
  const found = compareTexts(before, after, form);
  return (texts.has(form) ? found : JSON.parse(found)) as never;
}

/**
 * The document after a change: ops, an RFC 6902 patch, an RFC 7396 merge patch, or the lines of a SpecStream; values or texts. All of it applies or
 * nothing does.
 *
 * @throws BozzettoError `patch.*` for a change that is none or does not apply, `document.*` for a document that is none, before or after it;
 * `api.not-initialised` before `init()`.
 */
export function patchDocument(document: Json | string, change: Json | string | readonly Op[], form: "ops" | "json-patch" | "merge-patch" | "spec-stream" = "ops"): Json {
  const [text, patch] = [textOf("The document", document), textOf("The change", change as Json)];
  return JSON.parse(enter(instance(), (core) => core.patched(text, patch, formOf(changes, form)))) as Json;
}

/**
 * What takes a change of a document back, exactly.
 *
 * @throws BozzettoError as `patchDocument`
 */
export function invertChange(document: Json | string, ops: readonly Op[] | string): Op[] {
  const [text, change] = [textOf("The document", document), textOf("The list of ops", ops as Json)];
  return JSON.parse(enter(instance(), (core) => core.inverted(text, change))) as Op[];
}

/**
 * One change that does what several do in a row; what they undo of each other is gone from it.
 *
 * @throws BozzettoError as `patchDocument`
 */
export function squashChanges(document: Json | string, changes: readonly (readonly Op[] | string)[]): Op[] {
  if (!Array.isArray(changes)) throw badArgument("squashChanges wants a list of changes.");
  const [text, all] = [textOf("The document", document), changes.map((ops: Json) => textOf("A list of ops", ops))];
  return JSON.parse(enter(instance(), (core) => core.squashed(text, all))) as Op[];
}

/**
 * A change that was made on one document, carried over to a later one: `ops` apply to that, and `overridden` are the fields that it changes again
 * though the later document had changed them, too.
 *
 * @throws BozzettoError `edit.conflict` where it no longer fits, `edit.no-change` where all that it changes is gone; else as `patchDocument`.
 */
export function rebaseChange(ops: readonly Op[] | string, before: Json | string, later: Json | string): { ops: Op[]; overridden: { id: string | null; path: string }[] } {
  const [change, a, b] = [textOf("The list of ops", ops as Json), textOf("The document before", before), textOf("The later document", later)];
  const carried = enter(instance(), (core) => core.rebased(change, a, b)) as { ops: string; overridden: [id: string | null, path: string][] };
  return { ops: JSON.parse(carried.ops) as Op[], overridden: carried.overridden.map(([id, path]) => ({ id, path })) };
}

/**
 * Puts together what two sides made of one document. Where both changed the same, `policy` (default `theirs`) or a choice by the key of the conflict
 * decides; `ops` lead from `ours` to the result.
 *
 * @throws BozzettoError `merge.unknown-conflict`, `merge.choices-clash`; `document.*` for what is no document; `api.not-initialised` before `init()`.
 */
export function mergeDocuments(base: Json | string, ours: Json | string, theirs: Json | string, options?: MergeOptions | null): Merging & { document: Json } {
  const [a, b, c] = [textOf("The base", base), textOf("Our document", ours), textOf("Their document", theirs)];
  const { policy, choices } = mergeOptions(options);
  const { document, merge } = enter(instance(), (core) => core.merged(a, b, c, asText(policy), asText(choices))) as { document: string; merge: MergePreview };
  return { document: JSON.parse(document) as Json, ...previewOf(merge) };
}

/**
 * A history whose version 1 is this document.
 *
 * @throws BozzettoError `document.*` for what is no document; `api.not-initialised` before `init()`.
 */
export function createHistory(document: Json | string): DocumentHistory {
  const text = textOf("The document", document);
  const within = instance();
  return new HistoryImpl(within, enter(within, (core) => core.CoreHistory.create(text)));
}

/**
 * A history from what `save` gave. All bytes are checked against their checksums; each version is held against its stamp when it is asked for.
 * Damaged bytes that can be put right exactly are, and then every version is held against its stamp at once.
 *
 * @param options.salvage takes damaged bytes, too; ask `verify` what is left then.
 * @throws BozzettoError `version.*` for bytes that `save` did not give or that are damaged beyond mending; `api.not-initialised` before `init()`.
 */
export function openHistory(bytes: Uint8Array, options?: { salvage?: boolean } | null): DocumentHistory {
  if (!(bytes instanceof Uint8Array)) throw badArgument("openHistory wants a Uint8Array.");
  const { salvage } = optionsOf(options, ["salvage"]);
  const within = instance();
  return new HistoryImpl(within, enter(within, (core) => core.CoreHistory.open(bytes, salvage === true)));
}

/** Something of the core that JavaScript holds. Once it was let go, the core is not asked for it: that would be a trap for everybody. */
class CoreHandle<T extends { free(): void }> {
  readonly #within: Instance;
  #core: T | undefined;

  constructor(within: Instance, core: T) {
    this.#within = within;
    this.#core = core;
  }

  get within(): Instance {
    return this.#within;
  }

  enter<R>(call: (core: T) => R): R {
    const core = this.#core;
    if (core) return enter(this.#within, () => call(core));
    throw new BozzettoError({
      code: "history.disposed", message: "This history or document was disposed.", recoverable: true, suggestedAction: "Open it again.", sessionState: "preserved",
    });
  }

  free(): void {
    if (!this.#within.crash) this.#core?.free();
    this.#core = undefined;
  }
}

class HistoryImpl implements DocumentHistory {
  readonly #handle: CoreHandle<CoreHistory>;
  /** The last document that was read, for the next one to share with. */
  #mirror: { version: number; document: Json } | undefined;

  constructor(within: Instance, core: CoreHistory) {
    this.#handle = new CoreHandle(within, core);
  }

  #enter<T>(call: (core: CoreHistory) => T): T {
    return this.#handle.enter(call);
  }

  get latest(): number {
    return this.#enter((core) => core.latest);
  }

  versions(): number[] {
    return Array.from(this.#enter((core) => core.numbers()));
  }

  parent(version: number): number {
    return this.#enter((core) => core.parent(versionNumber(version)));
  }

  append(ops: readonly Op[] | string, parent?: number | null): number {
    const text = typeof ops === "string" ? ops : jsonOf("The list of ops", ops);
    return this.#enter((core) => core.append(text, parent == null ? core.latest : versionNumber(parent)));
  }

  at(version: number): Json {
    return JSON.parse(this.text(version)) as Json;
  }

  text(version: number): string {
    return this.#enter((core) => core.at(versionNumber(version)));
  }

  scrub(version: number): Json {
    const shown = this.#mirror;
    if (shown && shown.version === version) return shown.document;
    const document = shown
      ? updated(shown.document, this.#enter((core) => core.update(shown.version, versionNumber(version))))
      : freeze(this.at(version));
    this.#mirror = { version, document };
    return document;
  }

  document(version: number): DocumentVersion {
    return new VersionImpl(this.#handle.within, this.#enter((core) => core.document(versionNumber(version))));
  }

  diff(from: number, to: number): Op[] {
    return opsOf(this.#difference(from, to, PARSED));
  }

  diffAs(form: Parameters<DocumentHistory["diffAs"]>[0], from: number, to: number): string {
    return this.#difference(from, to, formOf(forms, form));
  }

  #difference(from: number, to: number, form: number): string {
    return this.#enter((core) => core.diff(versionNumber(from), versionNumber(to), form));
  }

  save(): Uint8Array {
    return this.#enter((core) => core.pack());
  }

  verify(): HistoryVerdict {
    return this.#enter((core) => core.verify()) as HistoryVerdict;
  }

  size(): HistorySize {
    return this.#enter((core) => core.size()) as HistorySize;
  }

  [dispose](): void {
    this.#handle.free();
    this.#mirror = undefined;
  }
}

class VersionImpl implements DocumentVersion {
  readonly #handle: CoreHandle<CoreDocument>;

  constructor(within: Instance, core: CoreDocument) {
    this.#handle = new CoreHandle(within, core);
  }

  toJSON(): Json {
    return JSON.parse(this.#handle.enter((core) => core.text())) as Json;
  }

  get(path: string, id?: string | null): Json | undefined {
    if (typeof path !== "string") throw badArgument("get wants a JSON Pointer.");
    if (id != null && typeof id !== "string") throw badArgument("The id of a node is no text.");
    const found = this.#handle.enter((core) => core.get(id, path));
    return found === undefined ? undefined : (JSON.parse(found) as Json);
  }

  [dispose](): void {
    this.#handle.free();
  }
}
