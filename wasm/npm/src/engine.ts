/**
 * An engine on the JavaScript side: commands with tickets in, notices out, and the one place that knows which instance
 * of the core is the present one. Sessions and promises belong to this side, so they outlive an instance that trapped.
 */
import type {
  CreateSessionOptions, Edit, Engine, EngineOptions, EngineSnapshot, HostStore, ImportOptions, ImportSource, Policy, ProviderOptions, Session,
  StorageReport,
  StoreInfo,
} from "./api.js";
import { asyncDispose, dispose } from "./dispose.js";
import { BozzettoError } from "./errors.js";
import type { CoreEngine } from "./generated/core.js";
import { type Ask, badArgument, encode, jsonOf, optionsOf, shown, text, unexpectedReply } from "./command.js";
import type { Analytics, ErrorReport, Notice, Reply, SessionStatus, SessionSummary, SessionView } from "./generated/protocol.js";
import { PageHost, randomId } from "./host.js";
import { piecesOf } from "./pieces.js";
import { Instance } from "./instance.js";
import { Listeners, report, tell } from "./listeners.js";
import { checkedPolicy, checkedPrices, checkedProviders, checkOptions } from "./options.js";
import { SessionImpl } from "./session.js";
import { Tabs } from "./tabs.js";
import { version } from "./version.js";

/** What a session can be made of. */
const sessionOptions = ["prompt", "userId", "document", "ttlMs", "images"] as const;
/** How many warnings a snapshot shows. */
const WARNINGS_KEPT = 50;
/** A core that traps this often within a minute is given up: something stored or sent makes it trap every time. */
const CRASHES_TOLERATED = 3;
const CRASH_WINDOW_MS = 60_000;

/** A command under way. */
interface Pending {
  command: Ask;
  userId: string | undefined;
  /** How many instances of the core have had it. */
  tries: number;
  resolve(reply: Reply): void;
  reject(error: BozzettoError): void;
}

/** Commands that may be given twice and still count once. */
const repeatable: ReadonlySet<Ask["type"]> = new Set<Ask["type"]>([
  "session.open", "session.close", "session.complete", "session.rate", "session.delete", "session.list", "session.analytics",
  "session.cleanup-expired", "session.export", "store.make-room", "import.cancel", "user.erase", "design.edit", "design.answer", "design.cancel", "design.switch-branch",
]);

export class EngineImpl implements Engine {
  readonly #module: WebAssembly.Module;
  readonly #options: EngineOptions;
  readonly #peer = randomId("peer_");
  readonly #host: PageHost;
  readonly #memory = new Map<string, unknown>();
  readonly #tickets = new Map<number, Pending>();
  readonly #sessions = new Map<string, SessionImpl>();
  readonly #listeners = new Listeners();
  #instance: Instance | undefined;
  #core: CoreEngine | undefined;
  /** The core has a store and all sessions that were open. Until then commands wait. */
  #isReady = false;
  #nextTicket = 1;
  #inbox: Notice[] = [];
  #crashes: number[] = [];
  #snapshot: EngineSnapshot = Object.freeze({ store: { kind: "memory", persistent: false } as StoreInfo, warnings: [] });
  /** Set when nothing more can be asked. */
  #over: BozzettoError | undefined;
  #policy: Policy;
  #prices: unknown[];
  #closing: Promise<void> | undefined;

  constructor(module: WebAssembly.Module, options: EngineOptions) {
    this.#module = module;
    this.#options = options;
    checkOptions(options);
    this.#policy = checkedPolicy(options.policy);
    this.#prices = checkedPrices(options.prices);
    this.#host = new PageHost(checkedProviders(options.provider, options.fallbacks), (notices) => this.#receive(notices as Notice[]), () => {
      this.#instance?.enter(() => this.#core?.wake());
    }, () => {
      this.#instance?.enter(() => this.#core?.online());
    });
  }

  // ---- sessions

  async createSession(options: CreateSessionOptions & { signal?: AbortSignal }): Promise<Session> {
    if (typeof options !== "object" || options === null) throw badArgument("createSession wants an object with the prompt.");
    const { signal, ...rest } = optionsOf(options, [...sessionOptions, "signal"]) as typeof options;
    if (signal?.aborted) throw stopped("edit", signal);
    const { session, edit } = await this.startSession(rest);
    if (!edit) return session;
    const onAbort = (): void => edit.cancel();
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted) onAbort();
    try {
      const { status, error } = await edit.result;
      if (status === "committed" || status === "clarify") return session;
      // Nobody gets a handle on it.
      await session.close().catch(() => {});
      if (status === "cancelled" && signal?.aborted) throw stopped("edit", signal);
      throw new BozzettoError(error ?? {
        code: `edit.${status}`, message: `The making of the first version ended as "${status}".`, recoverable: true,
        suggestedAction: "Create another one.", sessionState: "preserved",
      });
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  async startSession(options: CreateSessionOptions): Promise<{ session: Session; edit: Edit | null }> {
    if (typeof options !== "object" || options === null) throw badArgument("startSession wants an object with the prompt.");
    const { prompt, userId, document, ttlMs, images } = optionsOf(options, sessionOptions) as CreateSessionOptions;
    const editId = randomId("edt_");
    const reply = await this.request({
      type: "session.create", prompt, userId: userId ?? null, editId, ttlMs: ttlMs ?? null, images: shown(images),
      document: document === undefined ? null : typeof document === "string" ? document : jsonOf("The document", document),
    }, userId, (session) => (document === undefined ? session.track(editId) : null));
    return this.#handedOut(reply);
  }

  /** What an answer gave: the session, which may have been deleted again since, and the handle of its first edit, made together so that no progress is missed. */
  readonly #given = new WeakMap<Reply, { session: SessionImpl; edit: Edit | null }>();

  async openSession(sessionId: string, options?: { userId?: string } | null): Promise<Session> {
    const { userId } = optionsOf(options, ["userId"]);
    return this.#handedOut(await this.request({ type: "session.open", sessionId, userId: userId ?? null }, userId)).session;
  }

  async listSessions(filter?: { userId?: string; status?: SessionStatus } | null): Promise<SessionSummary[]> {
    const { userId, status } = optionsOf(filter, ["userId", "status"]);
    const reply = await this.request({ type: "session.list", userId: userId ?? null, status: status ?? null });
    return reply.kind === "sessions" ? reply.sessions : [];
  }

  async analytics(filter?: { userId?: string } | null): Promise<Analytics> {
    const { userId } = optionsOf(filter, ["userId"]);
    const reply = await this.request({ type: "session.analytics", userId: userId ?? null });
    if (reply.kind !== "analytics") throw unexpectedReply(reply);
    return reply.analytics;
  }

  async completeSession(sessionId: string): Promise<void> {
    await this.request({ type: "session.complete", sessionId });
  }

  async deleteSession(sessionId: string): Promise<void> {
    await this.request({ type: "session.delete", sessionId });
  }

  async cleanupExpired(): Promise<number> {
    const reply = await this.request({ type: "session.cleanup-expired" });
    return reply.kind === "count" ? reply.count : 0;
  }

  async exportSession(sessionId: string, options?: { salvage?: boolean } | null): Promise<Uint8Array> {
    const reply = await this.request({ type: "session.export", sessionId, salvage: optionsOf(options, ["salvage"]).salvage === true });
    return reply.kind === "exported" ? reply.bytes : new Uint8Array();
  }

  async importSession(source: ImportSource, options?: ImportOptions | null): Promise<Session> {
    const { userId, onProgress, signal } = optionsOf(options, ["userId", "onProgress", "signal"]);
    if (onProgress !== undefined && typeof onProgress !== "function") throw badArgument("`onProgress` is no function.");
    const importId = randomId("imp_");
    let bytes = 0;
    try {
      for await (const piece of piecesOf(source, signal)) {
        if (signal?.aborted) throw stopped("import", signal);
        const reply = await this.request({ type: "import.part", importId, bytes: piece });
        bytes += piece.length;
        tell(onProgress, { bytes, versions: reply.kind === "count" ? reply.count : 0 });
      }
      if (signal?.aborted) throw stopped("import", signal);
      // Nothing at all is a file, too, and refused as one.
      if (bytes === 0) await this.request({ type: "import.part", importId, bytes: new Uint8Array() });
      const { session } = this.#handedOut(await this.request({ type: "import.end", importId, userId: userId ?? null }, userId));
      if (!signal?.aborted) return session;
      // Stopped while it was stored: it is as if it had been stopped before.
      await this.deleteSession(session.id);
      throw stopped("import", signal);
    } catch (error) {
      // It may be over already; what matters is why.
      await this.request({ type: "import.cancel", importId }).catch(() => {});
      if (error instanceof BozzettoError) throw error;
      // A `fetch` that has the same signal fails by itself.
      throw signal?.aborted ? stopped("import", signal) : new BozzettoError({
        code: "import.source-failed", message: "What the file was read from failed; nothing of it was stored.", recoverable: true,
        suggestedAction: "Read the file again, from its beginning.", sessionState: "preserved", cause: error,
      });
    }
  }

  async eraseUser(userId: string): Promise<number> {
    const reply = await this.request({ type: "user.erase", userId });
    return reply.kind === "count" ? reply.count : 0;
  }

  async storage(): Promise<StorageReport> {
    const { kind, persistent } = this.#snapshot.store;
    const counted = this.query((core) => core.usage());
    let [usedBytes, limitBytes] = [counted?.[0] ?? null, counted?.[1] ?? null];
    if (kind === "indexeddb") {
      // Not everywhere.
      const estimate = await globalThis.navigator?.storage?.estimate?.().catch(() => undefined);
      [usedBytes, limitBytes] = [estimate?.usage ?? null, estimate?.quota ?? null];
    }
    return { kind, persistent, usedBytes, limitBytes: limitBytes === Infinity ? null : limitBytes };
  }

  async makeRoom(): Promise<number> {
    const reply = await this.request({ type: "store.make-room" });
    return reply.kind === "count" ? reply.count : 0;
  }

  #handedOut(reply: Reply): { session: SessionImpl; edit: Edit | null } {
    const given = this.#given.get(reply);
    if (!given) throw unexpectedReply(reply);
    return given;
  }

  // ---- settings and state

  setProvider(provider: ProviderOptions, fallbacks: readonly ProviderOptions[] = []): void {
    const providers = checkedProviders(provider ?? ({} as ProviderOptions), fallbacks);
    this.query((core) => core.setProviders(text(providers.map(forCore))));
    this.#host.providers = providers;
  }

  setPolicy(policy?: Policy): void {
    const checked = checkedPolicy(policy);
    this.query((core) => core.setPolicy(text(checked)));
    this.#policy = checked;
  }

  setPrices(prices?: EngineOptions["prices"]): void {
    const checked = checkedPrices(prices);
    this.query((core) => core.setPrices(this.#optionsOf(checked)));
    this.#prices = checked;
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#listeners.add(listener);

  readonly getSnapshot = (): EngineSnapshot => this.#snapshot;

  // ---- the end

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // Sessions that are being made or opened come to be, and are closed, too.
    const closed = new Set<string>();
    for (let again = true; again; again = this.#tickets.size > 0 || [...this.#sessions.keys()].some((id) => !closed.has(id))) {
      for (const sessionId of this.#sessions.keys()) {
        if (closed.has(sessionId)) continue;
        closed.add(sessionId);
        this.request({ type: "session.close", sessionId }).catch(() => {});
      }
      await Promise.all([...this.#tickets.values()].map((pending) => new Promise<void>((resolve) => {
        const { resolve: then, reject: otherwise } = pending;
        pending.resolve = (reply) => { then(reply); resolve(); };
        pending.reject = (error) => { otherwise(error); resolve(); };
      })));
    }
    this.#end(new BozzettoError({
      code: "engine.closed", message: "The engine was closed.", recoverable: false, suggestedAction: "Make a new one with `createEngine`.",
    }));
  }

  [dispose](): void {
    void this.close().catch(() => {});
  }

  [asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal */
  async closeSession(session: SessionImpl): Promise<void> {
    session.holders = Math.max(0, session.holders - 1);
    if (session.holders > 0 || this.#over || this.#sessions.get(session.id) !== session) return;
    await this.request({ type: "session.close", sessionId: session.id });
    if (session.holders > 0 || this.#sessions.get(session.id) !== session) return;
    this.#sessions.delete(session.id);
    session.end(new BozzettoError({ code: "session.not-open", message: "The session was closed.", suggestedAction: "Open it again." }));
  }

  #end(error: BozzettoError): void {
    this.#over ??= error;
    this.#instance?.enter(() => this.#core?.close());
    this.#host.close();
    this.#host.abandonResources();
    for (const pending of this.#tickets.values()) pending.reject(error);
    this.#tickets.clear();
    for (const session of this.#sessions.values()) session.end(error);
    this.#sessions.clear();
    this.#core = undefined;
    this.#instance = undefined;
  }

  // ---- asking the core

  /** @internal Sends a command; `onSession` runs with the session of the answer before anything else is told about it. */
  request(command: Ask, userId?: string, onSession?: (session: SessionImpl) => Edit | null): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.#over) {
        reject(this.#over);
        return;
      }
      const ticket = this.#nextTicket;
      this.#nextTicket += 1;
      const pending: Pending = {
        command, userId, tries: 0, reject,
        resolve: (reply) => {
          if (reply.kind === "session") {
            const session = this.#adopt(reply.session, userId);
            session.holders += 1;
            this.#forgetClosing(session.id);
            this.#given.set(reply, { session, edit: onSession?.(session) ?? null });
          }
          resolve(reply);
        },
      };
      this.#tickets.set(ticket, pending);
      if (this.#isReady) this.#send(ticket, pending);
    });
  }

  /** Opening a session takes back a close that waits for work in flight. */
  #forgetClosing(sessionId: string): void {
    for (const [ticket, { command, resolve }] of this.#tickets) {
      if (command.type !== "session.close" || command.sessionId !== sessionId) continue;
      this.#tickets.delete(ticket);
      resolve({ kind: "nothing" });
    }
  }

  #send(ticket: number, pending: Pending): void {
    pending.tries += 1;
    try {
      this.#instance?.enter(() => this.#core?.command(ticket, ...encode(pending.command)));
    } catch (error) {
      this.#tickets.delete(ticket);
      pending.reject(asError(error));
    }
  }

  /** @internal Reads something from the core at once. */
  query<T>(read: (core: CoreEngine) => T): T {
    if (this.#over) throw this.#over;
    const core = this.#core;
    let answer: { value: T } | undefined;
    try {
      answer = core && this.#instance?.enter(() => read(core));
    } catch (error) {
      throw asError(error);
    }
    if (!answer) throw crashed(this.#instance?.crash);
    return answer.value;
  }

  // ---- what the core tells

  #receive(notices: Notice[]): void {
    // The core is on the stack now. What follows may call into it again, so it waits until it is not.
    if (this.#inbox.length === 0) queueMicrotask(() => this.#deliver());
    this.#inbox.push(...notices);
  }

  #deliver(): void {
    const inbox = this.#inbox;
    this.#inbox = [];
    const touched = new Set<SessionImpl>();
    for (const notice of inbox) {
      switch (notice.kind) {
        case "done":
          this.#answer(notice, inbox);
          break;
        case "refused": {
          const pending = this.#tickets.get(notice.ticket);
          this.#tickets.delete(notice.ticket);
          pending?.reject(new BozzettoError(notice.error));
          break;
        }
        case "warning":
          this.#warn(notice.error);
          break;
        case "modelCall":
          tell(this.#options.onModelCall, notice.call);
          break;
        case "deleted":
        case "ended": {
          const session = this.#sessions.get(notice.sessionId);
          this.#sessions.delete(notice.sessionId);
          session?.end(endOf(notice));
          break;
        }
        default: {
          const session = this.#sessions.get("sessionId" in notice ? notice.sessionId : notice.session.sessionId);
          if (!session) break;
          try {
            session.take(notice);
            touched.add(session);
          } catch (error) {
            // A core that is gone: the session is read anew when there is another. What is told after this is told all the same.
            if (!(error instanceof BozzettoError)) report(error);
          }
        }
      }
    }
    for (const session of touched) session.notify();
  }

  /** Gives an answer to who waits for it. What is read from the core for it may fail: the session is gone again, or the core. */
  #answer(notice: Extract<Notice, { kind: "done" }>, inbox: readonly Notice[]): void {
    const { ticket, reply } = notice;
    const pending = this.#tickets.get(ticket);
    try {
      pending?.resolve(reply);
    } catch (error) {
      // Whoever waits for a core that is gone is up to its recovery.
      if (!this.#core) return;
      // The core is ahead of what it told: why the session is gone comes behind the answer.
      const behind = [...inbox.slice(inbox.indexOf(notice) + 1), ...this.#inbox];
      const end = behind.filter(isEnd).find(({ sessionId }) => reply.kind === "session" && reply.session.sessionId === sessionId);
      pending?.reject(end ? endOf(end) : asError(error));
    }
    this.#tickets.delete(ticket);
  }

  #adopt(view: SessionView, userId: string | undefined): SessionImpl {
    const known = this.#sessions.get(view.sessionId);
    if (known) return known;
    const session = new SessionImpl(this, view, userId);
    this.#sessions.set(session.id, session);
    return session;
  }

  #warn(error: ErrorReport): void {
    this.#show({ warnings: Object.freeze([...this.#snapshot.warnings, Object.freeze(error)].slice(-WARNINGS_KEPT)) });
  }

  #show(change: Partial<EngineSnapshot>): void {
    this.#snapshot = Object.freeze({ ...this.#snapshot, ...change });
    this.#listeners.notify();
  }

  // ---- instances of the core

  /** @internal Starts the first instance of the core and opens the store. */
  async boot(): Promise<void> {
    try {
      await this.#startCore();
      this.#isReady = true;
    } catch (error) {
      const reason = asError(error);
      this.#end(reason);
      throw reason;
    }
  }

  async #startCore(): Promise<void> {
    const instance = new Instance(this.#module, (dead) => this.#onCrash(dead));
    // Also where it traps before it can do anything, the next one is made by its recovery.
    this.#instance = instance;
    const own = instance.enter((core) => core.version())?.value;
    if (own !== version) {
      throw new BozzettoError({
        code: "api.version-mismatch",
        message: `core.wasm is of version ${own ?? "unknown"}, the package of ${version}.`,
        suggestedAction: "Serve the `core.wasm` that came with this version of the package; an old one may be cached.",
      });
    }
    const core = instance.enter(({ CoreEngine }) => new CoreEngine(this.#optionsOf(this.#prices), this.#host));
    if (!core) throw crashed(instance.crash);
    const store = await Promise.race([this.#openStore(core.value), instance.died]);
    if (this.#over) {
      // Closed meanwhile, when there was no core to be closed.
      instance.enter(() => core.value.close());
      throw this.#over;
    }
    this.#core = core.value;
    if (store.kind === "indexeddb") {
      this.#host.tabs ??= new Tabs(this.#databaseName, this.#peer, (stream, nextSeq) => {
        this.#instance?.enter(() => this.#core?.streamChanged(stream, nextSeq));
      });
    }
    this.#show({ store: Object.freeze(store) });
  }

  get #databaseName(): string {
    return this.#options.databaseName ?? "bozzetto";
  }

  /** What the core is made with. */
  #optionsOf(prices: unknown[]): string {
    return text({ peer: this.#peer, providers: this.#host.providers.map(forCore), ttlMs: this.#options.ttlMs ?? null, policy: this.#policy, prices });
  }

  async #openStore(core: CoreEngine): Promise<StoreInfo> {
    const { store = "auto" } = this.#options;
    if (store === "memory") return storeInfo(core.openMemory(this.#memory));
    if (typeof store === "object") return storeInfo(await core.openHost(hostPort(store), this.#databaseName, store.limitBytes ?? null));
    if (store !== "auto" && store !== "indexeddb") throw badArgument("The store is none of \"auto\", \"indexeddb\", \"memory\" or a host.");
    return storeInfo(await core.openIndexedDb(this.#databaseName, this.#memory, store === "auto"));
  }

  #onCrash(dead: Instance): void {
    if (this.#instance !== dead) return;
    this.#core = undefined;
    this.#isReady = false;
    this.#inbox = [];
    // The dead instance may still be on the stack.
    queueMicrotask(() => void this.#recover(dead));
  }

  async #recover(dead: Instance): Promise<void> {
    if (this.#over || this.#instance !== dead) return;
    this.#host.abandonResources();
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < CRASH_WINDOW_MS), now];
    if (this.#crashes.length > CRASHES_TOLERATED) {
      const error = givenUp(dead.crash);
      this.#warn(error.toReport());
      this.#end(error);
      return;
    }
    const error = crashed(dead.crash);
    // What may not be given twice was perhaps done, perhaps not: who asked is told.
    for (const [ticket, pending] of this.#tickets) {
      if (pending.tries === 0 || (repeatable.has(pending.command.type) && pending.tries < 2)) continue;
      this.#tickets.delete(ticket);
      pending.reject(error);
    }
    const start = this.#startCore();
    const fresh = this.#instance;
    try {
      await start;
    } catch (reason) {
      // If the fresh one trapped too, its own recovery is on its way.
      if (this.#over || fresh !== dead && fresh?.crash) return;
      const end = asError(reason);
      this.#warn(end.toReport());
      this.#end(end);
      return;
    }
    this.#warn(error.toReport());
    await Promise.all([...this.#sessions.values()].map((session) => this.#reopen(session)));
    if (this.#instance !== fresh || !this.#core) return;
    this.#isReady = true;
    for (const [ticket, pending] of [...this.#tickets]) this.#send(ticket, pending);
  }

  /** Loads a session into a fresh core. One that cannot be loaded ends with the reason; the others go on. */
  #reopen(session: SessionImpl): Promise<void> {
    return new Promise((resolve) => {
      const { id: sessionId, userId } = session;
      const ticket = this.#nextTicket;
      this.#nextTicket += 1;
      const pending: Pending = {
        command: { type: "session.open", sessionId, userId: userId ?? null }, userId, tries: 2,
        resolve: (reply) => {
          if (reply.kind === "session") session.restore(reply.session, new Set(this.#editsAskedFor(sessionId)));
          session.notify();
          resolve();
        },
        reject: (error) => {
          // Another trap is no verdict on the session.
          if (error.code !== "engine.crashed") {
            this.#sessions.delete(sessionId);
            session.end(error);
          }
          resolve();
        },
      };
      this.#tickets.set(ticket, pending);
      this.#send(ticket, pending);
    });
  }

  /** Edits whose command will be given again. */
  *#editsAskedFor(sessionId: string): Generator<string> {
    for (const { command } of this.#tickets.values()) {
      if ((command.type === "design.edit" || command.type === "design.answer") && command.sessionId === sessionId) yield command.editId;
    }
  }
}

/** What the app stopped, for the reason that it gave. */
function stopped(area: "edit" | "import", { reason }: AbortSignal): BozzettoError {
  const what = area === "edit" ? "The making of the first version" : "The import";
  return new BozzettoError({
    code: `${area}.cancelled`, message: `${what} was stopped by its signal.`, recoverable: true, suggestedAction: "Begin again.",
    sessionState: "preserved", cause: reason,
  });
}

function crashed(cause: Error | undefined): BozzettoError {
  return new BozzettoError({
    code: "engine.crashed",
    message: "The core stopped unexpectedly; a fresh one goes on with what is stored.",
    recoverable: true,
    suggestedAction: "Look at the history and try again.",
    sessionState: "preserved",
    cause: cause ? cause.message : "the core is being started anew",
  });
}

function givenUp(cause: Error | undefined): BozzettoError {
  return new BozzettoError({
    code: "engine.crashed",
    message: "The core stopped again and again; this engine is over. What was stored is there.",
    recoverable: false,
    suggestedAction: "Make a new engine with `createEngine`.",
    sessionState: "preserved",
    cause: cause?.message,
  });
}

/** A session is over. */
type SessionEnd = Extract<Notice, { kind: "deleted" | "ended" }>;

function isEnd(notice: Notice): notice is SessionEnd {
  return notice.kind === "deleted" || notice.kind === "ended";
}

function endOf(end: SessionEnd): BozzettoError {
  return new BozzettoError(end.kind === "ended" ? end.error : {
    code: "session.deleted", message: "The session was deleted.", suggestedAction: "Open another session.",
  });
}

/** What the core throws are reports as plain objects. */
function asError(thrown: unknown): BozzettoError {
  if (thrown instanceof BozzettoError) return thrown;
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown) {
    return new BozzettoError(thrown as ErrorReport);
  }
  return new BozzettoError({ code: "engine.internal", message: "Something unexpected went wrong.", cause: String(thrown) });
}

/** A provider without what stays on this side: keys and functions. */
function forCore(provider: ProviderOptions): unknown {
  switch (provider.kind) {
    case "offline":
      return "offline";
    case "app":
      return { app: { name: provider.name, batches: (provider.batches ?? provider.answer.batches) === true } };
    default: {
      const { kind, baseUrl = "", model, headers = {}, maxOutputTokens = null } = provider;
      return { [kind]: {
        // The real one takes its place at the call; should it not, this one leads nowhere.
        model, baseUrl: typeof baseUrl === "function" ? "https://given-at-the-call.invalid" : baseUrl, headers: typeof headers === "function" ? [] : Object.entries(headers), maxOutputTokens,
      } };
    }
  }
}

/** A port whose errors are always rejections, never exceptions. */
function hostPort(store: HostStore): HostStore {
  return { request: async (message) => store.request(message) };
}

function storeInfo(opened: unknown): StoreInfo {
  const { kind, reason } = opened as { kind: StoreInfo["kind"]; reason: ErrorReport | null };
  return { kind, persistent: kind !== "memory", ...(reason ? { reason } : {}) };
}
