/** Bytes of a file as they come. */
import type { ImportSource } from "./api.js";
import { badArgument } from "./command.js";

/** Large pieces are cut, so that the page can breathe between them and progress is told. */
const MOST = 256 * 1024;

/**
 * The pieces of a source, one at a time. What it was reading from is let go when nobody reads on.
 *
 * @throws BozzettoError `command.bad-argument` for what holds no bytes.
 */
export async function* piecesOf(source: ImportSource): AsyncGenerator<Uint8Array, void, void> {
  for await (const given of chunksOf(source)) {
    const piece: unknown = given instanceof ArrayBuffer ? new Uint8Array(given) : given;
    if (!(piece instanceof Uint8Array)) throw badArgument("An import is read from bytes; a piece of it is something else.");
    for (let at = 0; at < piece.length; at += MOST) yield piece.subarray(at, at + MOST);
  }
}

function chunksOf(source: unknown): Iterable<unknown> | AsyncIterable<unknown> {
  if (source instanceof Uint8Array || source instanceof ArrayBuffer) return [source];
  if (typeof Blob !== "undefined" && source instanceof Blob) return chunksOf(source.stream());
  if (typeof source === "object" && source !== null) {
    if (Symbol.asyncIterator in source || Symbol.iterator in source) return source as AsyncIterable<unknown>;
    if ("getReader" in source) return readFrom(source as ReadableStream<unknown>);
  }
  throw badArgument("importSession wants bytes: a Uint8Array, an ArrayBuffer, a Blob, a stream or an iterable of Uint8Arrays.");
}

/** Streams cannot be iterated over everywhere. */
async function* readFrom(stream: ReadableStream<unknown>): AsyncGenerator<unknown, void, void> {
  const reader = stream.getReader();
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      ended = done;
      if (done) return;
      yield value;
    }
  } finally {
    if (!ended) await reader.cancel().catch(() => {});
    reader.releaseLock();
  }
}
