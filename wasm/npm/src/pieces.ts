/** Bytes of a file as they come. */
import type { ImportSource } from "./api.js";
import { badArgument } from "./command.js";
import { turnOfOthers } from "./turn.js";

/** After so many bytes others come to their turn; larger pieces are cut. */
const MOST = 64 * 1024;

/**
 * The pieces of a source, one at a time. What it was reading from is let go when nobody reads on.
 *
 * @throws BozzettoError `command.bad-argument` for what holds no bytes.
 */
export async function* piecesOf(source: ImportSource, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array, void, void> {
  let sinceTurn = 0;
  for await (const given of until(signal, chunksOf(source, signal))) {
    const piece: unknown = given instanceof ArrayBuffer ? new Uint8Array(given) : given;
    if (!(piece instanceof Uint8Array)) throw badArgument("An import is read from bytes; a piece of it is something else.");
    for (let at = 0; at < piece.length; at += MOST) {
      const part = piece.subarray(at, at + MOST);
      yield part;
      sinceTurn += part.length;
      if (sinceTurn < MOST) continue;
      // What is there already comes without a wait, and a click would come after all of it.
      await turnOfOthers();
      sinceTurn = 0;
    }
  }
}

function chunksOf(source: unknown, signal: AbortSignal | undefined): Iterable<unknown> | AsyncIterable<unknown> {
  if (source instanceof Uint8Array || source instanceof ArrayBuffer) return [source];
  if (typeof Blob !== "undefined" && source instanceof Blob) return chunksOf(source.stream(), signal);
  if (typeof source === "object" && source !== null) {
    if ("getReader" in source) return readFrom(source as ReadableStream<unknown>, signal);
    if (Symbol.asyncIterator in source || Symbol.iterator in source) return source as AsyncIterable<unknown>;
  }
  throw badArgument("importSession wants bytes: a Uint8Array, an ArrayBuffer, a Blob, a stream or an iterable of Uint8Arrays.");
}

/**
 * The same, but a source that does not answer is not waited for when the signal says that it is over.
 *
 * @throws the reason of the signal
 */
async function* until(signal: AbortSignal | undefined, source: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<unknown, void, void> {
  if (!signal) return yield* source;
  const chunks = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  let stop = (): void => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener("abort", stop);
  });
  // It may also happen while nothing is read.
  stopped.catch(() => {});
  let waits = false;
  try {
    for (;;) {
      signal.throwIfAborted();
      waits = true;
      const { done, value } = await Promise.race([chunks.next(), stopped]);
      waits = false;
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener("abort", stop);
    const left = Promise.resolve(chunks.return?.()).catch(() => {});
    // Behind what is still being waited for this would wait, too.
    if (!waits) await left;
  }
}

/** Streams cannot be iterated over everywhere. */
async function* readFrom(stream: ReadableStream<unknown>, signal: AbortSignal | undefined): AsyncGenerator<unknown, void, void> {
  const reader = stream.getReader();
  let ended = false;
  const cancel = (): void => void reader.cancel(signal?.reason).catch(() => {});
  signal?.addEventListener("abort", cancel);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      ended = done;
      if (done) return;
      yield value;
    }
  } finally {
    signal?.removeEventListener("abort", cancel);
    if (!ended) await reader.cancel().catch(() => {});
    reader.releaseLock();
  }
}
