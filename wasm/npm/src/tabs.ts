/**
 * Other tabs on the same store: who is there, and what changed. Both are a help, never relied on for correctness (the
 * store itself lets one writer win), so a browser that has neither channel nor locks only makes things slower.
 */

type Message =
  | { type: "changed"; stream: string; nextSeq: number }
  | { type: "ping"; to: string; from: string }
  | { type: "pong"; to: string; from: string };

/** How long another tab has to answer where there are no locks, in milliseconds. */
const PONG_TIMEOUT = 1_000;

export class Tabs {
  readonly #name: string;
  readonly #peer: string;
  readonly #channel: BroadcastChannel | undefined;
  readonly #locks: LockManager | undefined;
  /** Those who were asked whether they are there, until they answer or do not. */
  readonly #asked = new Map<string, { alive: Promise<boolean>; hear: () => void }>();
  #isClosed = false;
  #releaseLock: () => void = () => {};

  constructor(name: string, peer: string, onChange: (stream: string, nextSeq: number) => void) {
    this.#name = name;
    this.#peer = peer;
    this.#channel = openChannel(`bozzetto:${name}`);
    if (this.#channel) {
      this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => {
        const message = readMessage(data);
        if (message?.type === "changed") onChange(message.stream, message.nextSeq);
        else if (message?.type === "ping" && message.to === peer) this.#post({ type: "pong", to: message.from, from: peer });
        else if (message?.type === "pong" && message.to === peer) this.#asked.get(message.from)?.hear();
      };
    }
    this.#locks = lockManager();
    // Held as long as this tab lives; the browser lets go of it however the tab ends.
    this.#locks?.request(this.#lockOf(peer), () => new Promise<void>((resolve) => {
      this.#releaseLock = resolve;
      if (this.#isClosed) resolve();
    })).catch(() => {});
  }

  announce(stream: string, nextSeq: number): void {
    this.#post({ type: "changed", stream, nextSeq });
  }

  async isAlive(peer: string): Promise<boolean> {
    if (peer === this.#peer) return true;
    if (this.#locks) {
      try {
        return await this.#locks.request(this.#lockOf(peer), { ifAvailable: true }, (lock) => lock === null);
      } catch {
        // Refused after all: ask instead.
      }
    }
    if (!this.#channel) return false;
    return this.#asked.get(peer)?.alive ?? this.#ask(peer);
  }

  #ask(peer: string): Promise<boolean> {
    let hear = (): void => {};
    const alive = new Promise<boolean>((resolve) => {
      const finish = (isAlive: boolean): void => {
        clearTimeout(timer);
        this.#asked.delete(peer);
        resolve(isAlive);
      };
      const timer = setTimeout(() => finish(false), PONG_TIMEOUT);
      hear = () => finish(true);
    });
    this.#asked.set(peer, { alive, hear });
    this.#post({ type: "ping", to: peer, from: this.#peer });
    return alive;
  }

  close(): void {
    // The lock may not be granted yet.
    this.#isClosed = true;
    this.#releaseLock();
    this.#channel?.close();
  }

  #lockOf(peer: string): string {
    return `bozzetto:${this.#name}:${peer}`;
  }

  #post(message: Message): void {
    try {
      this.#channel?.postMessage(message);
    } catch {
      // A closed channel: nobody listens any more.
    }
  }
}

function openChannel(name: string): BroadcastChannel | undefined {
  try {
    const channel = new BroadcastChannel(name) as BroadcastChannel & { unref?: () => void };
    // In Node a channel would keep the process alive.
    channel.unref?.();
    return channel;
  } catch {
    return undefined;
  }
}

/** Getting at it throws in some opaque origins, and it is missing in pages without a secure context. */
function lockManager(): LockManager | undefined {
  try {
    return navigator.locks;
  } catch {
    return undefined;
  }
}

function readMessage(data: unknown): Message | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const { type, stream, nextSeq, to, from } = data as Record<string, unknown>;
  if (type === "changed" && typeof stream === "string" && Number.isSafeInteger(nextSeq) && (nextSeq as number) >= 0) {
    return { type, stream, nextSeq: nextSeq as number };
  }
  if ((type === "ping" || type === "pong") && typeof to === "string" && typeof from === "string") return { type, to, from };
  return undefined;
}
