/** What the page gives to the core. It belongs to the page, so it outlives an instance that trapped. */
import type { AppModel, AppReport, ProviderOptions } from "./api.js";
import type { Host } from "./generated/core.js";
import { nowhere, wholeAddress } from "./address.js";
import { chunks } from "./chunks.js";
import { refusalOf } from "./refusals.js";
import { Tabs } from "./tabs.js";
import { turnOfOthers } from "./turn.js";

export class PageHost implements Host {
  /** The first, then the fallbacks. */
  providers: readonly ProviderOptions[];
  /** Set once the store is one that other tabs see. */
  tabs: Tabs | undefined;
  readonly #onNotices: (notices: unknown[]) => void;
  readonly #onWake: () => void;
  readonly #onOnline: () => void;
  readonly #resources = new Set<object>();
  /** Random bytes that were not used yet: many at once cost about as much as a few. */
  #random: Uint8Array = new Uint8Array();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(providers: readonly ProviderOptions[], onNotices: (notices: unknown[]) => void, onWake: () => void, onOnline: () => void) {
    this.providers = providers;
    this.#onNotices = onNotices;
    this.#onWake = onWake;
    this.#onOnline = onOnline;
    // Not in Node, and not in every frame.
    if (typeof addEventListener === "function") addEventListener("online", onOnline);
  }

  now(): number {
    return Date.now();
  }

  entropy(): Uint8Array {
    if (this.#random.length === 0) this.#random = randomBytes(4_096);
    const bytes = this.#random.subarray(0, 32);
    this.#random = this.#random.subarray(32);
    return bytes;
  }

  notices(notices: unknown[]): void {
    this.#onNotices(notices);
  }

  wakeAt(at: number | undefined): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (at === undefined) return;
    // Timers hold 31 bits; a later moment is reached in several steps.
    const wait = Math.min(Math.max(at - Date.now(), 0), 0x7fff_ffff);
    this.#timer = setTimeout(() => this.#onWake(), wait);
  }

  appended(stream: string, nextSeq: number): void {
    this.tabs?.announce(stream, nextSeq);
  }

  async peerAlive(peer: string): Promise<boolean> {
    // Where no other tab can see the store, nobody else can be at work on it.
    return this.tabs ? this.tabs.isAlive(peer) : false;
  }

  async connection(place: number): Promise<string[]> {
    const provider = this.providers[place];
    if (!provider || !("model" in provider)) return ["", "", ""];
    const { apiKey, baseUrl, headers, credentials = "omit" } = provider;
    const given: unknown = (apiKey && await gives("apiKey", apiKey)) ?? "";
    if (typeof given !== "string") throw new TypeError("`apiKey` gave no text");
    // Keys are read from files, whose last line has an end.
    const key = given.trimEnd();
    const base = typeof baseUrl === "function" ? await gives("baseUrl", baseUrl) : "";
    // Nothing would mean the vendor's own server, where the app did not want to send this.
    if (typeof base !== "string" || (typeof baseUrl === "function" && base.trim() === "")) throw new TypeError("`baseUrl` gave no address");
    const address = wholeAddress(base);
    if (address === undefined) throw new TypeError(nowhere);
    return [key, address, credentials, ...(typeof headers === "function" ? headersOf(await gives("headers", headers)) : [])];
  }

  answer(name: string, request: string, signal: AbortSignal): AsyncIterator<string | Told | undefined> {
    const provider = this.providers.find((one) => one.kind === "app" && one.name === name);
    const answer = answerOf(provider?.kind === "app" ? provider.answer : undefined, request, signal);
    // Nobody reads on then: what the function holds is let go.
    signal.addEventListener("abort", () => void answer.return(undefined).catch(() => {}), { once: true });
    return answer;
  }

  online(): boolean {
    return typeof navigator !== "object" || navigator.onLine !== false;
  }

  macrotask(): Promise<void> {
    return turnOfOthers();
  }

  adopt(resource: object): void {
    this.#resources.add(resource);
  }

  release(resource: object): void {
    this.#resources.delete(resource);
  }

  /** Nothing more is wanted of the page. */
  close(): void {
    this.tabs?.close();
    this.tabs = undefined;
    if (typeof removeEventListener === "function") removeEventListener("online", this.#onOnline);
  }

  /** Closes and aborts what an instance left open that can no longer do it. */
  abandonResources(): void {
    this.wakeAt(undefined);
    for (const resource of this.#resources) {
      if ("abort" in resource && typeof resource.abort === "function") resource.abort();
      else if ("close" in resource && typeof resource.close === "function") resource.close();
    }
    this.#resources.clear();
  }
}

/** Bytes from the CSPRNG. `getRandomValues` is there even where `randomUUID` and `subtle` are not. */
export function randomBytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** An id that nobody else makes. */
export function randomId(prefix: string): string {
  return prefix + Array.from(randomBytes(16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What a function of the settings gives. What it throws may hold the key, so only the kind of that is told. */
async function gives<T>(name: string, ask: () => T | Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw new TypeError(`\`${name}\` threw ${error instanceof Error ? error.name : "something that is no Error"}`);
  }
}

type Told = readonly (string | number | undefined)[];

/** Names and values in turn. What is no table has neither, and the request would go without what the app wanted to send. */
function headersOf(given: unknown): string[] {
  if (typeof Headers === "function" && given instanceof Headers) return [...given].flat();
  const pairs = typeof given === "object" && given !== null && !Array.isArray(given) ? Object.entries(given as Record<string, unknown>) : undefined;
  if (!pairs?.every(([, value]) => typeof value === "string" || typeof value === "number")) throw new TypeError("`headers` gave no names with texts");
  return pairs.flat().map(String);
}

async function* answerOf(model: AppModel | undefined, request: string, signal: AbortSignal): AsyncGenerator<string | Told | undefined> {
  try {
    yield* partsOf(model, request, signal);
  } catch (error) {
    throw refusalOf(error) ?? error;
  }
}

async function* partsOf(model: AppModel | undefined, request: string, signal: AbortSignal): AsyncGenerator<string | Told | undefined> {
  if (!model) throw new Error("the app has no model of that name any more");
  const answer = await model(JSON.parse(request) as Parameters<AppModel>[0], { signal });
  if (typeof answer === "string") yield answer;
  else if (answer instanceof ReadableStream || (typeof answer === "object" && answer !== null && Symbol.asyncIterator in answer)) {
    for await (const piece of answer instanceof ReadableStream ? chunks(answer) : answer) {
      // The core refuses what is neither.
      yield typeof piece === "string" ? piece : isReport(piece) ? told(piece) : undefined;
    }
  } else throw new TypeError("the function gave neither a text nor an async iterable of texts");
}

const isReport = (piece: unknown): piece is AppReport =>
  typeof piece === "object" && piece !== null && ["model", "usage", "finishReason"].some((name) => Object.hasOwn(piece, name));

/** A report as the core takes it. */
function told({ model, finishReason, usage }: AppReport): Told {
  const { inputTokens, outputTokens, cachedInputTokens, cacheWriteTokens, reasoningTokens } = usage ?? {};
  return [model, finishReason, inputTokens, outputTokens, cachedInputTokens, cacheWriteTokens, reasoningTokens];
}
