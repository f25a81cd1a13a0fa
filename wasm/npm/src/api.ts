/**
 * The public face of the package: what an app sees. Types of data that the engine makes come from
 * `./generated/protocol` (generated from `core/src/protocol.rs`).
 */
import type {
  Analytics, Candidate, EditEstimate, EditResult, EditView, ErrorReport, EventLog, HistoryReport, MergeConflictKind, MergePolicy, ModelCallReport, SentCall, SessionMetrics,
  SessionStatus, SessionSummary, SessionView, StagedPart, VersionInfo,
} from "./generated/protocol.js";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One change to a document. `id` left out means the root value. */
export type Op =
  | { op: "set"; id?: string; path: string; value: Json;
      /** A new field comes before the one of this name; default: last. */
      before?: string }
  | { op: "unset"; id?: string; path: string }
  /** `index`: -1 and whatever is beyond the end mean last, so that an index counted on an earlier version does no harm; so it is with `move`. */
  | { op: "insert"; parent?: string; path?: string; index: number; node?: Json; value?: Json }
  | { op: "remove"; id: string }
  | { op: "move"; id: string; parent: string; index: number }
  | { op: "text"; id?: string; path: string; at: number; delete: number; insert: string };

/** Where sessions live when there is no IndexedDB: a Figma plugin's main thread, an Electron process, a test. */
export interface HostStore {
  /** Most bytes, keys included, that may be stored there, for example 5,000,000 in Figma; default: the host says when it is full. */
  readonly limitBytes?: number;
  /** Sends a request and resolves with the host's answer. Only structured-clonable plain objects and `Uint8Array`s cross. */
  request(message: HostRequest): Promise<HostResponse>;
}
export type HostRequest =
  | { type: "get"; key: string }
  | { type: "set"; key: string; value: Uint8Array }
  | { type: "delete"; key: string }
  | { type: "keys" };
export type HostResponse =
  | { type: "value"; value: Uint8Array | undefined }
  | { type: "done" }
  | { type: "keys"; keys: string[] }
  | { type: "error"; code: "quota" | "failed"; message: string };

/** What an answer's model tells besides text, in any order; a later word replaces an earlier one. Without it nobody knows what the call took. */
export interface AppReport {
  /** By which `prices` go. */
  model?: string | undefined;
  /** In totals: `inputTokens` with those that came from a cache or went there, `outputTokens` with thoughts. */
  usage?: {
    inputTokens?: number | undefined; outputTokens?: number | undefined; cachedInputTokens?: number | undefined; cacheWriteTokens?: number | undefined;
    reasoningTokens?: number | undefined;
  } | undefined;
  /** Why the answer ended. `length`: what came of it is kept and the rest is asked for; `content-filter`: the next provider is asked. */
  finishReason?: string | undefined;
}

/**
 * A function of the app that answers model calls with text: ops as JSON, or a whole document. Where it gives pieces, reports may come between them.
 * Errors of vendors' SDKs (with `status` or `statusCode`, headers and body) may be thrown as they are: they are tried again, or not, as those of a
 * model server, and shown by their kind alone. Any other error is `model.app`, with its message as the cause, and ends the call.
 */
export interface AppModel {
  (
    request: { system: string; prompt: string; schema: Json; create: boolean; /** Their `data` in base64 */ images: readonly ShownImage[] },
    options: { signal: AbortSignal },
  ): AppAnswer | Promise<AppAnswer>;
  /** Default of the provider's `batches`: set by adapters whose models keep to the schema. */
  batches?: boolean;
}

export type AppAnswer = string | AsyncIterable<string | AppReport> | ReadableStream<string | AppReport>;

/** A model server. `openai` is the Responses API; `openai-compatible` is Chat Completions at everybody who speaks it, so it has a `baseUrl`. */
export interface HttpProvider {
  kind: "openai" | "openai-compatible" | "anthropic" | "gemini" | "ollama";
  /** The model's name at that server. */
  model: string;
  /**
   * http or https, with or without `/v1` and the like, without a user name. Default: the vendor's own server; `openai-compatible` has none.
   * In a page or worker with an http or https origin it may begin with `/`, `./` or `../` and is on the page's own server then.
   * A function is called before every request.
   */
  baseUrl?: string | (() => string | Promise<string>);
  /** Called before every request; the key is used for that request and never kept. */
  apiKey?: () => string | Promise<string>;
  /** For gateways. A function is called before every request; its headers are used for that request and never kept. */
  headers?: Record<string, string> | (() => Record<string, string> | Promise<Record<string, string>>);
  /**
   * Whether cookies go with the request, as `fetch` has it. Default `omit`; `same-origin` or `include` for a proxy that knows people by their
   * session. With `include` a server of another origin has to name the page's origin (no `*`) and send `access-control-allow-credentials: true`.
   */
  credentials?: "omit" | "same-origin" | "include";
  /** The longest answer that is asked for, in tokens. Default: 16000, and less where the server says that it is too much. */
  maxOutputTokens?: number;
  /**
   * Goes into the body of every request, in that server's own words: how much a model thinks, its temperature. Objects are gone into, `null` leaves
   * a field out. `{ reasoning: { effort: "low" } }` (openai), `{ think: false }` (ollama), `{ generationConfig: { thinkingConfig: { thinkingBudget: 0 } } }` (gemini).
   */
  body?: Record<string, unknown>;
}

export type ProviderOptions =
  | { kind: "offline" }
  | HttpProvider
  | { kind: "app"; name: string; answer: AppModel;
      /** Its answers follow the `schema` of the request also where that asks for several answers at once (`editBatch`). Default: what `answer.batches` says, else `false`: it is asked one thing at a time. */
      batches?: boolean };

export interface EngineOptions {
  /** Default `auto`: IndexedDB if it really opens, else memory; a database that a newer version wrote is `store.newer-version`, though, never an empty memory. */
  store?: "auto" | "indexeddb" | "memory" | HostStore;
  /** Default `bozzetto`. */
  databaseName?: string;
  /** Default `{ kind: "offline" }`. */
  provider?: ProviderOptions;
  /**
   * Who answers when the provider cannot or would not, in this order, a refused key included: `attempts` of the result say why.
   * `{ kind: "offline" }` at the end lets the embedded model answer.
   */
  fallbacks?: readonly ProviderOptions[];
  /** Limits on model calls. */
  policy?: Policy;
  /**
   * By the model's name or its beginning; without an entry there is no cost. Default: `listPrices`, which knows the names of some
   * models and what their vendors asked for then. `{}`: no costs. Tokens are counted in any case.
   */
  prices?: Record<string, Price>;
  /**
   * Is told every model call that ended: for meters, logs and traces. See `genAiSpan` of `bozzetto/adapters`. What it throws, like what any
   * other function of the app throws that is only told something (`subscribe`, `onProgress`), is reported with `reportError`, in Node on
   * the console, and stops nothing.
   */
  onModelCall?: (call: ModelCallReport) => void;
  /** Default TTL of new sessions; default none. */
  ttlMs?: number;
  /** How much is taken at most; what is left out is as by default. */
  limits?: Limits;
}

/**
 * Whole numbers from 1 on, of bytes unless something else is said. What is over one of them is refused with a code of its own and changes nothing;
 * what was stored under wider limits stays readable.
 */
export interface Limits {
  /** Of a document as minified JSON, and of the text it is read from. Default 16,000,000. */
  documentBytes?: number;
  /** How deep arrays and objects may be nested. Default 256, at most 512. */
  depth?: number;
  /** Values of a document: every null, boolean, number, text, array and object counts one. Default 200,000. */
  values?: number;
  /** Of one text or key. Default 1,000,000. */
  stringBytes?: number;
  /** Ops of one edit. Default 10,000. */
  ops?: number;
  /** Default 16,000. */
  promptBytes?: number;
  /** Of one answer of a model. Default 4,000,000. */
  answerBytes?: number;
  /** Of an imported file. Default 64,000,000. */
  importBytes?: number;
}

/** Besides these: a call is tried three times (after 0.5 s, 1 s, or what the server asks for), a provider that failed so is passed over for 15 s and longer while a fallback can be asked. */
export interface Policy {
  /** How long an edit may take from its first call, all tries, fallbacks and repairs included. Default 600,000. */
  deadlineMs?: number;
  /** How long a call may say nothing. Default 120,000. */
  silenceMs?: number;
  /**
   * Calls per hour of one user, and of one session; 0: no limit. Default 60. Every request that is sent counts, so a retry and a repair do, too. The
   * offline model and functions of the app are free.
   */
  callsPerHour?: number;
  /**
   * Bytes of answers kept for equal requests of the same user; 0: none. Default 262,144. Requests with personal data in them are never kept, nor what a
   * function of the app said.
   */
  cacheBytes?: number;
  /**
   * `true`: changes beyond what the words were understood to mean are never made but held back, to be accepted or rejected (`Session.held`).
   * `false`: nothing is held back; what goes beyond them is made and named in the version's `outside`. Default: they are held back where nothing else can be meant (the selection passed as `target`, a node that was clicked for an
   * answer, or one that is named in full while nothing else comes near) and where most of the design would go unasked, else made and named in
   * the version's `outside`.
   */
  holdOutside?: boolean;
  /**
   * `true`: no edit changes a design that there is. What it would do is held back (the edit ends as `rejected` with `edit.review`), to be accepted or
   * rejected in whole or in part (`Session.held`). First versions are made, and so are the app's own changes. Default `false`.
   */
  review?: boolean;
}

/** For a million tokens, in any currency. What is left out costs as much as other input. */
export interface Price { input: number; output: number; cachedInput?: number; cacheWrite?: number }

export interface StoreInfo {
  kind: "indexeddb" | "memory" | "host";
  /** False when data ends with the tab. */
  persistent: boolean;
  /** Why it is not IndexedDB, if it is not. */
  reason?: ErrorReport;
}

export interface StorageReport {
  kind: StoreInfo["kind"];
  persistent: boolean;
  /** Bytes, keys included; of a browser's database what the browser says about the whole origin. Null where nobody knows. */
  usedBytes: number | null;
  /** Most bytes that may be used; null where nobody knows. */
  limitBytes: number | null;
}

/** A session that the store refused: so many versions of it are only in memory, in this engine. With 0 it is something else, a rating for example. */
export interface UnsavedSession { readonly sessionId: string; readonly versions: number }

export interface EngineSnapshot {
  readonly store: StoreInfo;
  readonly warnings: readonly ErrorReport[];
  /** Whoever has them open, also those that were closed. They are saved by themselves when there is room; an app asks before it leaves as long as there are any. */
  readonly unsaved: readonly UnsavedSession[];
}

export interface Engine {
  /**
   * Resolves when version 1 is stored; or, with `currentVersion` 0, when the words left it open what is to be made: then the question is in
   * `getSnapshot().edits`, and the answer makes version 1. Rejects with the edit's error (`edit.cancelled` if `signal` stopped it); what was begun is then kept as `abandoned`, is in no list that does not
   * ask for those, and counts as one of `failedCreations`.
   */
  createSession(options: CreateSessionOptions & { signal?: AbortSignal }): Promise<Session>;
  /** Resolves as soon as the session is stored; `edit` streams the making of version 1 (null when `document` was given). */
  startSession(options: CreateSessionOptions): Promise<{ session: Session; edit: Edit | null }>;
  /**
   * Opens a stored session. With `userId` only that user's: anybody else's is `session.forbidden`. Without it no owner is checked, which
   * is for apps with one user per browser and for administration. All who open it get the same object, which is closed when all of them have closed it.
   */
  openSession(sessionId: string, options?: { userId?: string }): Promise<Session>;
  /** Those that were active last come first. What is not saved is listed as it is shown in this engine. `abandoned` ones that never got a version are in it only if that `status` is asked for. */
  listSessions(filter?: { userId?: string; status?: SessionStatus }): Promise<SessionSummary[]>;
  /** Figures over all stored sessions, or those of a user. */
  analytics(filter?: { userId?: string }): Promise<Analytics>;
  /**
   * Says that an open session is done, for good: edits and changes of it are `session.ended` from then on, and those under way are cancelled. One that is
   * not open is `session.not-open`, one that is completed already `edit.no-change`.
   */
  completeSession(sessionId: string): Promise<void>;
  /** Removes a session for good, also an open one, which is `session.deleted` from then on. Removing what is not there is fine. */
  deleteSession(sessionId: string): Promise<void>;
  /**
   * Marks sessions whose TTL is over as `expired`; nothing is removed. Returns how many were marked now.
   * @param options.now over at this moment (milliseconds since 1970); default: now
   */
  cleanupExpired(options?: { now?: number }): Promise<number>;
  /**
   * The session with everything in it as a file: lines of JSON, see `core/docs/session-file.md`.
   * @param options.salvage writes what can be read of a damaged session anew; without it such a session is `export.damaged`.
   */
  exportSession(sessionId: string, options?: { salvage?: boolean }): Promise<Uint8Array>;
  /**
   * Reads an exported session. It may come in pieces, which are checked as they come; nothing is stored before all of it has come, and
   * nothing stays of a file that is refused (`import.invalid`, `import.newer-version`, `import.too-large`) or whose source
   * fails (`import.source-failed`, with its error as `cause`). A session of the same id
   * is never replaced: the copy gets an id of its own.
   */
  importSession(source: ImportSource, options?: ImportOptions): Promise<Session>;
  /** Removes all sessions of a user for good, open ones too, and what was kept of answers. Returns how many sessions that were. */
  eraseUser(userId: string): Promise<number>;
  /** How much of the store is used. */
  storage(): Promise<StorageReport>;
  /**
   * Packs old versions of all sessions, all but the ten latest of each; nothing is lost. Returns how many were packed now. The engine
   * does it by itself when 80 % of a host's `limitBytes` are used, and when any store refuses for want of room.
   */
  makeRoom(): Promise<number>;
  setProvider(provider: ProviderOptions, fallbacks?: readonly ProviderOptions[]): void;
  /** What is left out is as by default; without a policy, everything. */
  setPolicy(policy?: Policy): void;
  /** From now on; what was asked before keeps its cost. Without a table it is `listPrices`. */
  setPrices(prices?: Record<string, Price>): void;
  subscribe(listener: () => void): () => void;
  getSnapshot(): EngineSnapshot;
  /**
   * Saves what was committed and lets everything go, soon: a model call under way has two seconds to end, and nothing else is waited for.
   * Edits that are not over then end here as `failed` with `edit.suspended`; where the session is stored they go on in whoever opens it
   * next, here or in another tab. The offline model finishes.
   *
   * Where the store refuses, it is not closed: `engine.not-saved` names the sessions and how many of their versions are only in memory. All sessions are
   * closed then; the engine stays with what is not saved, goes on to save it, and exports it, opens it and is closed again as before.
   * @param options.discard closes it all the same; what is lost is a last warning of the snapshot, `session.unsaved-lost`
   */
  close(options?: { discard?: boolean }): Promise<void>;
  /** As `close({ discard: true })`, and nobody is told but by the last warning of the snapshot. */
  [Symbol.dispose](): void;
  /** As `close`; where that is refused it closes it all the same and rejects with what was lost, `engine.not-saved`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Bytes of a file, at once or as they come: a `File`, the `body` of a `Response`, a Node stream. */
export type ImportSource = Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface ImportOptions {
  /** Whose it is to be; default: as in the file. */
  userId?: string;
  /** Is told after every piece how many bytes and versions have come and were found right. */
  onProgress?: (progress: { bytes: number; versions: number }) => void;
  /** Stops it (`import.cancelled`), also while the session is stored. Nothing of it stays then. */
  signal?: AbortSignal;
}

export interface CreateSessionOptions {
  prompt: string;
  /** What kind of work it is. There is one kind so far. */
  workflow?: "design";
  userId?: string;
  /** Start from an existing document instead of asking the model. A value or JSON text. */
  document?: Json | string;
  /** What the first version is to be made after. */
  images?: readonly ShownImage[];
  ttlMs?: number;
}

/** What a view draws. A new object whenever something changed, the same one otherwise; parts that did not change keep their identity. */
export interface SessionSnapshot {
  readonly view: SessionView;
  /** The head of the current branch, frozen. */
  readonly document: Json;
  /** The document with the ops of the running edit applied; null when nothing streams. */
  readonly preview: Json | null;
  /** All versions of all branches, oldest first. */
  readonly versions: readonly VersionInfo[];
  /** Edits in work and those that ended in this visit; before them the last fifty of earlier visits that made no version. Oldest first. */
  readonly edits: readonly EditView[];
  /** Why nothing more can be asked of it: it was deleted, closed by all who opened it, or cannot be had any more. Every later call fails with the same. */
  readonly ended: ErrorReport | null;
}

/** One thing that two branches disagree about; undefined: nothing is there. Of a `place` the values are `{ parent, index, after }`: in which node, as which of its children, behind which; of `ours` and `theirs` where it ends up if that side wins. */
export interface Conflict {
  /** What `choices` of a merge call it by: the same whatever the policy, and as long as neither side changes. */
  key: string;
  kind: MergeConflictKind;
  id: string | null;
  path: string;
  base: Json | undefined;
  ours: Json | undefined;
  theirs: Json | undefined;
}

/** What a merge comes to: ops on this side's document, the same in words, and what the two sides disagree about, whatever was chosen. */
export interface Merging { ops: Op[]; summary: string; conflicts: Conflict[] }

/** Whose side counts where both changed the same. */
export interface MergeOptions {
  /** Default `theirs`: the branch that is merged in, for it comes later. `ours`: the current one. */
  policy?: MergePolicy;
  /** Conflicts that are decided by themselves, by their `key`: `{ [conflict.key]: "ours" }`. */
  choices?: Readonly<Record<string, MergePolicy>>;
}

/**
 * An image that the model is shown: bytes, or base64. At most 8 with an edit, of 3.75 MB each and 12 MB in all (`edit.bad-image`). Who cannot
 * look at images says so (`model.sees-no-images`). They are kept in this tab until the edit is over, never stored or logged.
 */
export interface ShownImage { mime: "image/png" | "image/jpeg" | "image/webp" | "image/gif"; data: Uint8Array | string }

export interface EditOptions {
  images?: readonly ShownImage[];
  /** Ends the edit as `cancelled`. */
  signal?: AbortSignal;
  /** Ids of the nodes that are selected: what the words are about. */
  target?: string | readonly string[];
  /**
   * The version that the words are about, for example one that is shown while newer ones come in. Default: the head. The change is made on it and carried over
   * to the head; where it no longer fits, the edit is `rejected` with `edit.conflict`.
   */
  baseVersion?: number;
}

export interface Session {
  readonly id: string;
  edit(prompt: string, options?: EditOptions): Edit;
  /**
   * Several edits, one version each, in order, with one result each. Those that fit together are asked for in one model call; a function of
   * the app is asked so only if it says that it `batches`.
   */
  editBatch(prompts: readonly string[], options?: { signal?: AbortSignal }): Promise<EditResult[]>;
  /**
   * Answers the open question of an edit; the same edit goes on. Where the edit is over by then (cancelled, or answered in another tab), its `result`
   * is how it ended. A second answer, and one to an edit that asks nothing, rejects with `edit.unknown`.
   */
  answer(editId: string, answer: { nodeId: string } | { text: string }, options?: { signal?: AbortSignal }): Edit;
  /** Stops an edit by its id, also one that was taken up after a reload and has no handle. One that has ended stays as it is. */
  cancel(editId: string): Promise<void>;
  /**
   * What edits changed beyond what was meant: not made, but offered on this branch until it is accepted or rejected, as far as it fits the
   * document as it is now. Oldest first, the last twenty edits.
   */
  held(): HeldOffer[];
  /**
   * Makes what an edit held back, as one version; what is not taken stays offered.
   * @param parts numbers (`number`) of parts of the offer, each with those that it needs; default: all. They stay the same when others are
   * settled; one that is settled already is `edit.unknown-part`, and with nothing left `edit.nothing-held`
   */
  acceptHeld(editId: string, parts?: readonly number[]): Promise<VersionInfo>;
  /** Leaves what an edit held back out for good: those parts and those that need them; default: all. */
  rejectHeld(editId: string, parts?: readonly number[]): Promise<void>;
  /**
   * The app's own change, as one version. The ops are about the document as it is shown when they are given, with those given before that are
   * under way; what another tab did meanwhile stays beside them, and where they cannot be carried over it is `edit.conflict`.
   */
  apply(ops: readonly Op[], summary: string): Promise<VersionInfo>;
  history(): { versions: readonly VersionInfo[]; totalVersions: number };
  /** What leads from one version to another, and the same in words, which are made when they are first read: do that before the session is closed. */
  diff(from: number, to: number): { ops: Op[]; readonly summary: string };
  /** The same as an RFC 6902 document. */
  diffAsJsonPatch(from: number, to: number): Json[];
  /** The document as it was, frozen. Version 0, here and in `diff`, is the empty screen that every design starts from; nothing can be rolled back to it. */
  at(version: number): Json;
  /** Makes the document of a version the newest one; those between stay in the history. One that is the same already is `edit.no-change`, none `version.unknown`. */
  rollback(version: number): Promise<VersionInfo>;
  /** Takes back the latest version that is shown. If another tab went on before that is stored, it is `edit.conflict` and nothing changes; so with `redo`. */
  undo(): Promise<VersionInfo>;
  redo(): Promise<VersionInfo>;
  /** Begins a branch at a version and switches to it. */
  branch(version: number, name: string): Promise<void>;
  switchBranch(name: string): Promise<void>;
  /** Brings what a branch changed here. Choices that cannot all be are `merge.choices-clash`, and nothing changes. */
  merge(branch: string, options?: MergeOptions): Promise<VersionInfo>;
  /** What `merge` would come to with the same options, and what the two sides disagree about. */
  mergePreview(branch: string, options?: MergeOptions): Merging;
  /** Takes one version back and leaves those after it, also where they changed the same again. Taken back by a revert of the version that it makes. One that is undone already is `edit.no-change`. */
  revert(version: number): Promise<VersionInfo>;
  /** Makes the change of one version, of any branch, here. */
  cherryPick(version: number): Promise<VersionInfo>;
  /**
   * Packs all versions but the latest `keepRecent` (default 10) together in the store. Nothing is lost: they are read when they
   * are asked for. Returns how many were packed now. Fewer than eight stay until there are more, since a piece of them would save little: that is 0.
   */
  compressOldVersions(keepRecent?: number): Promise<number>;
  /** Takes a change of the current document apart into parts that can be made without each other, but for those that they need. */
  stage(ops: readonly Op[]): StagedPart[];
  /**
   * The ops of some parts of a change, by their numbers as of `stage`, with all that they need: a change that applies by itself. What is put
   * into a list of nodes, or moved, comes where it stands in the whole, as seen by those that are there; so an index can be another.
   */
  takeParts(ops: readonly Op[], parts: readonly number[]): Op[];
  /**
   * The version that set what is at `path` of a node (null: of the root value); null where nothing is. Not an undo, redo, rollback, revert or merge
   * that only brought it back or over, but the version that it came from.
   */
  blame(nodeId: string | null, path: string, version?: number): VersionInfo | null;
  /**
   * Reads every version, holds it against its stamp, and says what the history takes. What could not be read when the session was opened is
   * no version any more: the warnings of `engine.getSnapshot()` say so.
   */
  verify(): HistoryReport;
  metrics(): SessionMetrics;
  /** About what an edit would take, before anything is asked: tokens of prompt and answer, and the cost where there is a price. */
  estimate(prompt: string, options?: { target?: string | readonly string[] }): EditEstimate;
  /**
   * Sets the session aside, in every tab and visit, until somebody resumes it: edits and changes are `session.paused`, reading goes on, and so does
   * its TTL. Edits under way are cancelled; open questions wait. One that is paused already is `edit.no-change`.
   */
  pause(): Promise<void>;
  /** Goes on with a session that was paused. One that is active is `edit.no-change`, one that is over `session.ended` or `session.expired`. */
  resume(): Promise<void>;
  rate(score: 1 | 2 | 3 | 4 | 5): Promise<void>;
  /**
   * Every request that was sent to a model server, by whatever tab and in whatever visit: where and when, never what it said. Oldest first. A
   * request whose answer a killed tab was still waiting for is not among them, nor in what anything cost: nobody can tell what became of it.
   */
  auditLog(): readonly SentCall[];
  /**
   * What happened in the session, without what was said: of every event the number of its record, the time and the name. `running` is what is under
   * way for it just now.
   * @param options.from number of the first record that is wanted; default: so that the latest are had
   * @param options.count of how many records; default 100
   */
  eventLog(options?: { from?: number; count?: number }): EventLog;
  /** The prompt of an edit as it was sent, by section, with what was dropped, of the latest call; null if nothing was sent in this visit. */
  promptReport(editId: string): PromptReport | null;
  /**
   * The prompts of all calls for an edit in this visit, oldest first: another one is sent where an answer is to be mended or went on with, or
   * somebody else is asked. Calls in a row with the same prompt are there once. The latest 32 prompts of a session are kept.
   */
  promptReports(editId: string): readonly PromptReport[];
  subscribe(listener: () => void): () => void;
  getSnapshot(): SessionSnapshot;
  /**
   * Lets go of it. Whoever opened it has the same object, so it is closed when it was closed as often as it was opened. What was committed is
   * saved first; an edit that is not over after two seconds ends here as with `Engine.close`. Where the store refuses, this handle is closed and
   * `session.not-saved` says how many versions are only in memory. They stay in the engine, which saves them when there is room: `openSession` gives all of them.
   */
  close(): Promise<void>;
  [Symbol.dispose](): void;
  /** As `close`, but resolves where something is not saved: the engine keeps it, and is the one that says so. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** What an edit held back, see `Session.held`. */
export interface HeldOffer {
  readonly editId: string;
  /** The version that the edit made of the rest; null: there was no rest, the edit ended as `rejected` with `edit.outside`. */
  readonly version: number | null;
  readonly ops: readonly Op[];
  /** The same taken apart. Their numbers are for `acceptHeld` and `rejectHeld` and stay for ever, so that some may be left out; `takeParts` counts anew, as `stage`. */
  readonly parts: readonly StagedPart[];
}

export interface PromptReport {
  /** `suspicious`: where text of the part looks as if it spoke to the model (ids of nodes, paths, or the name of the part). `hash`: of the text; requests whose
   * first parts have equal ones begin alike, so that a provider's cache can serve them where they are long enough for it (1,024 tokens and more). Tokens are estimated for the provider. */
  sections: { name: string; tokens: number; dropped: number; text: string; hash: string; suspicious: string[] }[];
  totalTokens: number;
  budgetTokens: number;
}

export interface Edit extends AsyncIterable<EditProgress> {
  readonly id: string;
  readonly result: Promise<EditResult>;
  cancel(): void;
}

export interface EditProgress {
  edit: EditView;
  candidates: readonly Candidate[];
  /** Each once, when it is complete. */
  newOps: readonly Op[];
  /** The op that sets the text which is being written, with as much of it as has come; once it is complete it is one of `newOps`. */
  growing: Op | null;
}

/** How a difference is written. */
export interface CompareOptions {
  form?: "ops" | "compact" | "json-patch" | "words" | "merge-patch" | "spec-stream";
}

/** All versions of one document without a session: in memory, synchronous. Nothing is ever rewritten. */
export interface DocumentHistory {
  /** The highest version number. */
  readonly latest: number;
  versions(): number[];
  /** 0 for the first version. */
  parent(version: number): number;
  /**
   * Adds a version and returns its number.
   * @param ops a list, or JSON text of one (in either form: see `diffAs("compact")`)
   * @param parent default: the latest version; another one begins a branch
   */
  append(ops: readonly Op[] | string, parent?: number): number;
  /** The document as it was: a value of your own. */
  at(version: number): Json;
  /** The same as JSON text. */
  text(version: number): string;
  /** The document as it was, frozen, sharing what it can with the one that was asked for before: for views that scrub. */
  scrub(version: number): Json;
  /** The document as it was, not read yet: parts of it cost what they are. */
  document(version: number): DocumentVersion;
  diff(from: number, to: number): Op[];
  /** As text. In the form `compact` an op may lean on the one before it, so that such a list is only good as a whole. */
  diffAs(form: "compact" | "json-patch" | "words" | "merge-patch" | "spec-stream", from: number, to: number): string;
  /** All versions as bytes, for `openHistory`: one whole document, the newest, and what leads back from it. */
  save(): Uint8Array;
  /** Reads every version and holds it against its stamp. */
  verify(): HistoryVerdict;
  /** What it takes in memory as it is stored, in bytes. */
  size(): HistorySize;
  [Symbol.dispose](): void;
}

/** A version as a handle. */
export interface DocumentVersion {
  toJSON(): Json;
  /** What is at a JSON Pointer, from the node `id` if one is named; undefined where nothing is. */
  get(path: string, id?: string): Json | undefined;
  [Symbol.dispose](): void;
}

export interface HistoryVerdict {
  versions: number;
  /**
   * Versions that cannot be had, or are not what they were; those that are known to have been behind the latest, too. `append` gives
   * their numbers to none.
   */
  damaged: number[];
  /** Versions made without one before them that was lost: they differ from what they were. */
  mended: number[];
  /** Behind all these there may have been more: what was opened with `salvage` was damaged so that their numbers are not known. */
  cut: boolean;
}

export interface HistorySize { versions: number; changes: number; keyframes: number; packed: number }
