/**
 * An engine on the JavaScript side: what an app can ask of it, and what is told of it. Sessions and promises belong to this side, so they
 * outlive an instance of the core that trapped.
 */
import type {
  CreateSessionOptions, Edit, Engine, EngineOptions, EngineSnapshot, HostStore, ImportOptions, ImportSource, Policy, ProviderOptions, Session,
  StorageReport,
  StoreInfo,
} from "./api.js";
import { asyncDispose, dispose } from "./dispose.js";
import { endOf } from "./ends.js";
import { BozzettoError } from "./errors.js";
import type { CoreEngine } from "./generated/core.js";
import { type Ask, asText, badArgument, countOf, imageUrls, jsonOf, optionsOf, unexpectedReply } from "./command.js";
import type { Analytics, ErrorReport, Notice, Reply, SessionStatus, SessionSummary, SessionView } from "./generated/protocol.js";
import { PageHost, randomId } from "./host.js";
import { piecesOf } from "./pieces.js";
import { LastingCore, type Restoring, type Told } from "./lasting.js";
import { Listeners, report, tell } from "./listeners.js";
import { checkedLimits, checkedPolicy, checkedPrices, checkedProviders, checkOptions } from "./options.js";
import { SessionImpl } from "./session.js";
import { Tabs } from "./tabs.js";
import { notSaved, Unsaved } from "./unsaved.js";

/** What a session can be made of. */
const sessionOptions = ["prompt", "workflow", "userId", "document", "ttlMs", "images"] as const;
/** How many warnings a snapshot shows. */
const WARNINGS_KEPT = 50;

export class EngineImpl implements Engine {
  readonly #options: EngineOptions;
  readonly #peer = randomId("peer_");
  readonly #host: PageHost;
  readonly #memory = new Map<string, unknown>();
  readonly #core: LastingCore;
  readonly #sessions = new Map<string, SessionImpl>();
  /** What an answer gave: the session, which may have been deleted again since, and the handle of its first edit, made together so that no progress is missed. */
  readonly #given = new WeakMap<Reply, { session: SessionImpl; edit: Edit | null }>();
  /** Sessions that were told something since their listeners were. */
  readonly #touched = new Set<SessionImpl>();
  readonly #listeners = new Listeners();
  readonly #unsaved = new Unsaved();
  #snapshot: EngineSnapshot = Object.freeze({ store: { kind: "memory", persistent: false } as StoreInfo, warnings: [], unsaved: [] });
  #policy: Policy;
  #prices: unknown[];
  readonly #limits: readonly number[];
  #closing: Promise<void> | undefined;
  /** What cannot be saved is given up when it is closed. */
  #discards = false;

  constructor(module: WebAssembly.Module, options: EngineOptions) {
    this.#options = options;
    checkOptions(options);
    this.#policy = checkedPolicy(options.policy);
    this.#prices = checkedPrices(options.prices);
    this.#limits = checkedLimits(options.limits);
    this.#host = new PageHost(
      checkedProviders(options.provider, options.fallbacks), (notices) => this.#core.receive(notices as Notice[]),
      () => this.#core.tell((core) => core.wake()), () => this.#core.tell((core) => core.online()),
    );
    this.#core = new LastingCore(module, {
      make: ({ CoreEngine }) => new CoreEngine(this.#optionsOf(this.#prices), this.#host),
      open: (core) => this.#openStore(core),
      opened: (store) => this.#opened(store),
      abandon: () => this.#host.abandonResources(),
      restoring: () => {
        this.#lose();
        return [...this.#sessions.values()].map((session) => this.#restoring(session));
      },
      hear: (told) => this.#hear(told),
      heard: () => this.#heard(),
      warn: (report) => this.#warn(report),
      end: (error) => this.#ended(error),
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
    const { prompt, workflow = "design", userId, document, ttlMs, images } = optionsOf(options, sessionOptions) as CreateSessionOptions;
    if (workflow !== "design") throw badArgument(`There is no workflow ${typeof workflow === "string" ? JSON.stringify((workflow as string).slice(0, 60)) : "of such a name"}.`, "There is \"design\".");
    const editId = randomId("edt_");
    const reply = await this.request({
      type: "session.create", prompt, userId: userId ?? null, editId, ttlMs: ttlMs ?? null, images: imageUrls(images),
      document: document === undefined ? null : typeof document === "string" ? document : jsonOf("The document", document),
    }, userId, (session) => (document === undefined ? session.track(editId) : null));
    return this.#handedOut(reply);
  }

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

  async cleanupExpired(options?: { now?: number } | null): Promise<number> {
    const { now = null } = optionsOf(options, ["now"]);
    const reply = await this.request({ type: "session.cleanup-expired", now });
    return countOf(reply);
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
        tell(onProgress, { bytes, versions: countOf(reply) });
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
    return countOf(reply);
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
    return countOf(reply);
  }

  #handedOut(reply: Reply): { session: SessionImpl; edit: Edit | null } {
    const given = this.#given.get(reply);
    if (!given) throw unexpectedReply(reply);
    return given;
  }

  // ---- settings and state

  setProvider(provider: ProviderOptions, fallbacks: readonly ProviderOptions[] = []): void {
    const providers = checkedProviders(provider ?? ({} as ProviderOptions), fallbacks);
    this.query((core) => core.setProviders(asText(providers.map(forCore))));
    this.#host.providers = providers;
  }

  setPolicy(policy?: Policy): void {
    const checked = checkedPolicy(policy);
    this.query((core) => core.setPolicy(asText(checked)));
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

  async close(options?: { discard?: boolean } | null): Promise<void> {
    const { discard = false } = optionsOf(options, ["discard"]);
    if (typeof discard !== "boolean") throw badArgument("`discard` is neither true nor false.");
    this.#discards ||= discard;
    this.#closing ??= this.#close().catch((error: unknown) => {
      this.#closing = undefined;
      throw error;
    });
    return this.#closing;
  }

  async #close(): Promise<void> {
    // Sessions that are being made or opened come to be, and are closed, too. So are those that were closed before and could not be saved.
    const closed = new Set<string>();
    const refused = new Map<string, unknown>();
    const open = (): string[] => [...this.#sessions.keys(), ...this.#unsaved.list().map(({ sessionId }) => sessionId)].filter((id) => !closed.has(id));
    for (let again = true; again; again = !this.#core.isIdle || open().length > 0) {
      for (const sessionId of open()) {
        closed.add(sessionId);
        this.request({ type: "session.close", sessionId }).catch((error: unknown) => { if (isNotSaved(error)) refused.set(sessionId, error); });
      }
      await this.#core.rest();
    }
    const left = this.#unsaved.list().filter(({ sessionId }) => refused.has(sessionId));
    if (left.length > 0 && !this.#discards && !this.#core.isOver) {
      for (const session of this.#sessions.values()) session.end(closedSession());
      this.#sessions.clear();
      throw notSaved(left, refused.get(left[0]!.sessionId));
    }
    this.#core.end(new BozzettoError({
      code: "engine.closed", message: "The engine was closed.", recoverable: false, suggestedAction: "Make a new one with `createEngine`.",
    }));
  }

  [dispose](): void {
    void this[asyncDispose]().catch(() => {});
  }

  /** Nobody is left who could close it again, so it is closed all the same. */
  [asyncDispose](): Promise<void> {
    return this.close().catch(async (error: unknown) => {
      await this.close({ discard: true });
      throw error;
    });
  }

  /** @internal */
  async closeSession(session: SessionImpl): Promise<void> {
    session.holders = Math.max(0, session.holders - 1);
    if (session.holders > 0 || this.#core.isOver || this.#sessions.get(session.id) !== session) return;
    let refused: unknown;
    await this.request({ type: "session.close", sessionId: session.id }).catch((error: unknown) => {
      if (!isNotSaved(error)) throw error;
      refused = error;
    });
    if (session.holders > 0 || this.#sessions.get(session.id) !== session) return;
    this.#sessions.delete(session.id);
    session.end(closedSession());
    if (refused) throw refused;
  }

  #ended(error: BozzettoError): void {
    this.#lose();
    this.#host.close();
    for (const session of this.#sessions.values()) session.end(error);
    this.#sessions.clear();
  }

  // ---- asking the core

  /** @internal Sends a command; `onSession` runs with the session of the answer before anything else is told about it. */
  request(command: Ask, userId?: string, onSession?: (session: SessionImpl) => Edit | null): Promise<Reply> {
    return this.#core.ask(command, (reply) => {
      if (reply.kind !== "session") return;
      const session = this.#adopt(reply.session, userId);
      this.#noteSaved(this.#unsaved.take(reply.session));
      session.holders += 1;
      // Opening a session takes back a close that waits for work in flight.
      this.#core.settle((asked) => asked.type === "session.close" && asked.sessionId === session.id, { kind: "nothing" });
      this.#given.set(reply, { session, edit: onSession?.(session) ?? null });
    });
  }

  /** @internal Reads something from the core at once. */
  query<T>(read: (core: CoreEngine) => T): T {
    return this.#core.read(read);
  }

  // ---- what the core tells

  #hear(notice: Told): void {
    switch (notice.kind) {
      case "warning":
        this.#warn(notice.error);
        break;
      case "modelCall":
        tell(this.#options.onModelCall, notice.call);
        break;
      case "deleted":
      case "ended": {
        const session = this.#sessions.get(notice.sessionId);
        this.#noteSaved(this.#unsaved.forget(notice.sessionId));
        this.#sessions.delete(notice.sessionId);
        session?.end(endOf(notice));
        break;
      }
      default: {
        if (notice.kind === "session") this.#noteSaved(this.#unsaved.take(notice.session));
        const session = this.#sessions.get("sessionId" in notice ? notice.sessionId : notice.session.sessionId);
        if (!session) break;
        try {
          session.take(notice);
          this.#touched.add(session);
        } catch (error) {
          // A core that is gone: the session is read anew when there is another. What is told after this is told all the same.
          if (!(error instanceof BozzettoError)) report(error);
        }
      }
    }
  }

  #heard(): void {
    const touched = [...this.#touched];
    this.#touched.clear();
    for (const session of touched) session.notify();
  }

  #adopt(view: SessionView, userId: string | undefined): SessionImpl {
    const known = this.#sessions.get(view.sessionId);
    if (known) return known;
    const session = new SessionImpl(this, view, userId);
    this.#sessions.set(session.id, session);
    return session;
  }

  #noteSaved(isNew: boolean): void {
    if (isNew) this.#show({ unsaved: this.#unsaved.list() });
  }

  /** What was only in memory is gone with the core. */
  #lose(): void {
    const lost = this.#unsaved.lose();
    if (!lost) return;
    this.#noteSaved(true);
    this.#warn(lost.toReport());
  }

  #warn(error: ErrorReport): void {
    this.#show({ warnings: Object.freeze([...this.#snapshot.warnings, Object.freeze(error)].slice(-WARNINGS_KEPT)) });
  }

  #show(change: Partial<EngineSnapshot>): void {
    this.#snapshot = Object.freeze({ ...this.#snapshot, ...change });
    this.#listeners.notify();
  }

  // ---- what the core lasts for

  /** @internal Starts the core and opens the store. */
  boot(): Promise<void> {
    return this.#core.boot();
  }

  #opened(store: StoreInfo): void {
    if (store.kind === "indexeddb") {
      this.#host.tabs ??= new Tabs(this.#databaseName, this.#peer, (stream, nextSeq) => {
        this.#core.tell((core) => core.streamChanged(stream, nextSeq));
      });
    }
    this.#show({ store: Object.freeze(store) });
  }

  get #databaseName(): string {
    return this.#options.databaseName ?? "bozzetto";
  }

  /** What the core is made with. */
  #optionsOf(prices: unknown[]): string {
    return asText({ peer: this.#peer, providers: this.#host.providers.map(forCore), ttlMs: this.#options.ttlMs ?? null, policy: this.#policy, prices, limits: this.#limits });
  }

  async #openStore(core: CoreEngine): Promise<StoreInfo> {
    const { store = "auto" } = this.#options;
    if (store === "memory") return storeInfo(core.openMemory(this.#memory));
    if (typeof store === "object") return storeInfo(await core.openHost(hostPort(store), this.#databaseName, store.limitBytes ?? null));
    if (store !== "auto" && store !== "indexeddb") throw badArgument("The store is none of \"auto\", \"indexeddb\", \"memory\" or a host.");
    return storeInfo(await core.openIndexedDb(this.#databaseName, this.#memory, store === "auto"));
  }

  /** Loads a session into a fresh core. One that cannot be loaded ends with the reason; the others go on. */
  #restoring(session: SessionImpl): Restoring {
    const { id: sessionId, userId } = session;
    return {
      command: { type: "session.open", sessionId, userId: userId ?? null },
      restore: (reply) => {
        if (reply.kind === "session") session.restore(reply.session, new Set(this.#editsAskedFor(sessionId)));
        session.notify();
      },
      lose: (error) => {
        this.#sessions.delete(sessionId);
        session.end(error);
      },
    };
  }

  /** Edits whose command will be given again. */
  *#editsAskedFor(sessionId: string): Generator<string> {
    for (const command of this.#core.commands()) {
      if ((command.type === "design.edit" || command.type === "design.answer") && command.sessionId === sessionId) yield command.editId;
    }
  }
}

function isNotSaved(error: unknown): boolean {
  return error instanceof BozzettoError && error.code === "session.not-saved";
}

function closedSession(): BozzettoError {
  return new BozzettoError({ code: "session.not-open", message: "The session was closed.", suggestedAction: "Open it again." });
}

/** What the app stopped, for the reason that it gave. */
function stopped(area: "edit" | "import", { reason }: AbortSignal): BozzettoError {
  const what = area === "edit" ? "The making of the first version" : "The import";
  return new BozzettoError({
    code: `${area}.cancelled`, message: `${what} was stopped by its signal.`, recoverable: true, suggestedAction: "Begin again.",
    sessionState: "preserved", cause: reason,
  });
}

/** A provider without what stays on this side: keys and functions. */
function forCore(provider: ProviderOptions): unknown {
  switch (provider.kind) {
    case "offline":
      return "offline";
    case "app":
      return { app: { name: provider.name, batches: (provider.batches ?? provider.answer.batches) === true } };
    default: {
      const { kind, baseUrl = "", model, headers = {}, maxOutputTokens = null, body } = provider;
      return { [kind]: {
        // The real one takes its place at the call; should it not, this one leads nowhere.
        model, baseUrl: typeof baseUrl === "function" ? "https://given-at-the-call.invalid" : baseUrl, headers: typeof headers === "function" ? [] : Object.entries(headers), maxOutputTokens, extra: body ? JSON.stringify(body) : "",
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
