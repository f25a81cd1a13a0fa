/**
 * The core as the rest of the package sees it: one that lasts. Its instances may trap; then a fresh one is made, is told what the one
 * before knew, and is given what may be given twice. Who asked for anything else is told. The commands under way are here and nowhere else.
 */
import type { StoreInfo } from "./api.js";
import { type Ask, encode } from "./command.js";
import { endOf, isEnd } from "./ends.js";
import { BozzettoError } from "./errors.js";
import type { Core } from "./generated/glue.js";
import type { CoreEngine } from "./generated/core.js";
import type { ErrorReport, Notice, Reply } from "./generated/protocol.js";
import { Instance } from "./instance.js";
import { version } from "./version.js";

/** A core that traps this often within a minute is given up: something stored or sent makes it trap every time. */
const CRASHES_TOLERATED = 3;
const CRASH_WINDOW_MS = 60_000;

/** Commands that may be given twice and still count once. */
const repeatable: ReadonlySet<Ask["type"]> = new Set<Ask["type"]>([
  "session.open", "session.close", "session.complete", "session.set-status", "session.rate", "session.delete", "session.list", "session.analytics",
  "session.cleanup-expired", "session.export", "store.make-room", "import.cancel", "user.erase", "design.edit", "design.answer", "design.cancel", "design.switch-branch",
]);
/** As many instances get one of those. */
const TRIES = 2;

/** A command under way. */
interface Pending {
  command: Ask;
  /** How many instances of the core have had it. */
  tries: number;
  /** May fail. */
  resolve(reply: Reply): void;
  reject(error: BozzettoError): void;
  promise: Promise<Reply>;
}

/** What is not an answer to a command. */
export type Told = Exclude<Notice, { kind: "done" | "refused" }>;

/** What a fresh core is asked before anything else, so that it knows what the one before knew. */
export interface Restoring {
  command: Ask;
  restore(reply: Reply): void;
  lose(error: BozzettoError): void;
}

/** What the core lasts for. */
export interface Owner {
  make(core: Core): CoreEngine;
  open(core: CoreEngine): Promise<StoreInfo>;
  /** This store belongs to the present core. */
  opened(store: StoreInfo): void;
  /** Lets go of what a core held outside of itself. */
  abandon(): void;
  restoring(): Restoring[];
  hear(told: Told): void;
  /** All that was told at once was heard. */
  heard(): void;
  warn(report: ErrorReport): void;
  /** Nothing more can be asked. */
  end(error: BozzettoError): void;
}

export class LastingCore {
  readonly #module: WebAssembly.Module;
  readonly #owner: Owner;
  readonly #tickets = new Map<number, Pending>();
  #nextTicket = 1;
  #instance: Instance | undefined;
  #core: CoreEngine | undefined;
  /** The core has a store and all sessions that were open. Until then commands wait. */
  #isReady = false;
  #inbox: Notice[] = [];
  #crashes: number[] = [];
  /** Set when nothing more can be asked. */
  #over: BozzettoError | undefined;

  constructor(module: WebAssembly.Module, owner: Owner) {
    this.#module = module;
    this.#owner = owner;
  }

  get isOver(): boolean {
    return this.#over !== undefined;
  }

  get isIdle(): boolean {
    return this.#tickets.size === 0;
  }

  /** Sends a command. `take` has the answer before anything else is told. */
  ask(command: Ask, take?: (reply: Reply) => void): Promise<Reply> {
    if (this.#over) return Promise.reject(this.#over);
    const [ticket, pending] = this.#note(command, 0, take);
    if (this.#isReady) this.#send(ticket, pending);
    return pending.promise;
  }

  /** Reads something from the core at once. */
  read<T>(read: (core: CoreEngine) => T): T {
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

  /** Tells the core something, if there is one. */
  tell(what: (core: CoreEngine) => void): void {
    const core = this.#core;
    if (core) this.#instance?.enter(() => what(core));
  }

  /** Commands of which it is known what they come to. */
  settle(isMeant: (command: Ask) => boolean, reply: Reply): void {
    for (const [ticket, { command, resolve }] of this.#tickets) {
      if (!isMeant(command)) continue;
      this.#tickets.delete(ticket);
      resolve(reply);
    }
  }

  /** Commands that are under way, or will be given again. */
  commands(): Ask[] {
    return [...this.#tickets.values()].map(({ command }) => command);
  }

  /** Resolves when all commands that are under way now are over. */
  async rest(): Promise<void> {
    await Promise.allSettled([...this.#tickets.values()].map(({ promise }) => promise));
  }

  /** What the core tells. It is on the stack now, and what follows may call into it again: so that waits until it is not. */
  receive(notices: readonly Notice[]): void {
    if (this.#inbox.length === 0) queueMicrotask(() => this.#deliver());
    this.#inbox.push(...notices);
  }

  /** Starts the first instance. */
  async boot(): Promise<void> {
    try {
      await this.#start();
      this.#isReady = true;
    } catch (error) {
      const reason = asError(error);
      this.end(reason);
      throw reason;
    }
  }

  end(error: BozzettoError): void {
    this.#over ??= error;
    this.tell((core) => core.close());
    this.#owner.abandon();
    for (const pending of this.#tickets.values()) pending.reject(error);
    this.#tickets.clear();
    this.#core = undefined;
    this.#instance = undefined;
    this.#owner.end(error);
  }

  #note(command: Ask, tries: number, take: ((reply: Reply) => void) | undefined): [number, Pending] {
    let done!: (reply: Reply) => void;
    let reject!: (error: BozzettoError) => void;
    const promise = new Promise<Reply>((...both) => { [done, reject] = both; });
    const pending: Pending = { command, tries, promise, reject, resolve: (reply) => { take?.(reply); done(reply); } };
    const ticket = this.#nextTicket;
    this.#nextTicket += 1;
    this.#tickets.set(ticket, pending);
    return [ticket, pending];
  }

  #send(ticket: number, pending: Pending): void {
    pending.tries += 1;
    try {
      this.tell((core) => core.command(ticket, ...encode(pending.command)));
    } catch (error) {
      this.#refuse(ticket, asError(error));
    }
  }

  #deliver(): void {
    const inbox = this.#inbox;
    this.#inbox = [];
    for (const [at, notice] of inbox.entries()) {
      if (notice.kind === "done") this.#answer(notice, () => [...inbox.slice(at + 1), ...this.#inbox]);
      else if (notice.kind === "refused") this.#refuse(notice.ticket, new BozzettoError(notice.error));
      else this.#owner.hear(notice);
    }
    this.#owner.heard();
  }

  /** Gives an answer to who waits for it. What is read from the core for it may fail: the session is gone again, or the core. */
  #answer({ ticket, reply }: Extract<Notice, { kind: "done" }>, behind: () => Notice[]): void {
    try {
      this.#tickets.get(ticket)?.resolve(reply);
      this.#tickets.delete(ticket);
    } catch (error) {
      // Whoever waits for a core that is gone is up to its recovery.
      if (!this.#core) return;
      // The core is ahead of what it told: why the session is gone comes behind the answer.
      const end = reply.kind === "session" ? behind().filter(isEnd).find(({ sessionId }) => sessionId === reply.session.sessionId) : undefined;
      this.#refuse(ticket, end ? endOf(end) : asError(error));
    }
  }

  #refuse(ticket: number, error: BozzettoError): void {
    const pending = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    pending?.reject(error);
  }

  async #start(): Promise<void> {
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
    const made = instance.enter((core) => this.#owner.make(core));
    if (!made) throw crashed(instance.crash);
    const store = await Promise.race([this.#owner.open(made.value), instance.died]);
    if (this.#over) {
      // Closed meanwhile, when there was no core to be closed.
      instance.enter(() => made.value.close());
      throw this.#over;
    }
    this.#core = made.value;
    this.#owner.opened(store);
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
    this.#owner.abandon();
    if (this.#isTooMuch()) {
      this.#fail(givenUp(dead.crash));
      return;
    }
    const why = crashed(dead.crash);
    // What may not be given again was perhaps done, perhaps not: who asked is told.
    for (const [ticket, { command, tries }] of this.#tickets) {
      if (tries > 0 && (tries >= TRIES || !repeatable.has(command.type))) this.#refuse(ticket, why);
    }
    const start = this.#start();
    const fresh = this.#instance;
    try {
      await start;
    } catch (reason) {
      // If the fresh one trapped too, its own recovery is on its way.
      if (!this.#over && (fresh === dead || !fresh?.crash)) this.#fail(asError(reason));
      return;
    }
    this.#owner.warn(why.toReport());
    await Promise.all(this.#owner.restoring().map((each) => this.#restore(each)));
    if (this.#instance !== fresh || !this.#core) return;
    this.#isReady = true;
    for (const [ticket, pending] of [...this.#tickets]) this.#send(ticket, pending);
  }

  #isTooMuch(): boolean {
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < CRASH_WINDOW_MS), now];
    return this.#crashes.length > CRASHES_TOLERATED;
  }

  #fail(error: BozzettoError): void {
    this.#owner.warn(error.toReport());
    this.end(error);
  }

  /** What cannot be restored is lost with the reason, but another trap is no verdict on it. */
  async #restore({ command, restore, lose }: Restoring): Promise<void> {
    const [ticket, pending] = this.#note(command, TRIES, restore);
    this.#send(ticket, pending);
    await pending.promise.catch((error: BozzettoError) => { if (error.code !== "engine.crashed") lose(error); });
  }
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

/** What the core throws are reports as plain objects. */
function asError(thrown: unknown): BozzettoError {
  if (thrown instanceof BozzettoError) return thrown;
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown) {
    return new BozzettoError(thrown as ErrorReport);
  }
  return new BozzettoError({ code: "engine.internal", message: "Something unexpected went wrong.", cause: String(thrown) });
}
