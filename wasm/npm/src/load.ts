/** Where the wasm comes from: an address, a request or response for one, its bytes, or the compiled module. */
import { BozzettoError } from "./errors.js";

export type InitSource = string | URL | Request | Response | PromiseLike<Response> | BufferSource | WebAssembly.Module;

let loading: Promise<void> | undefined;
let compiled: WebAssembly.Module | undefined;

/** @internal Compiles the core once. A failed attempt is forgotten, so that it can be made again. */
export function load(source: () => InitSource | PromiseLike<InitSource>): Promise<void> {
  loading ??= (async () => {
    try {
      compiled = await compile(await source());
    } catch (error) {
      loading = undefined;
      throw error instanceof BozzettoError ? error : loadFailed(error);
    }
  })();
  return loading;
}

/** @internal The compiled core, or the error that says what to call first. */
export function compiledCore(): WebAssembly.Module {
  if (compiled) return compiled;
  throw new BozzettoError({
    code: "api.not-initialised",
    message: "Bozzetto is not loaded yet.",
    recoverable: true,
    suggestedAction: "Call `await init()` once before anything else.",
  });
}

async function compile(source: InitSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return WebAssembly.compile(source);
  const isAddress = typeof source === "string" || source instanceof URL || (typeof Request === "function" && source instanceof Request);
  const response = await (isAddress ? fetch(source as string | URL | Request) : (source as Response | PromiseLike<Response>));
  if (!response.ok) throw loadFailed(`${response.status} for ${response.url}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes[0] !== 0 || bytes[1] !== 0x61 || bytes[2] !== 0x73 || bytes[3] !== 0x6d) {
    throw loadFailed(`what ${response.url || "the response"} sent is not WebAssembly`);
  }
  return WebAssembly.compile(bytes);
}

function loadFailed(cause: unknown): BozzettoError {
  return new BozzettoError({
    code: "api.load-failed",
    message: "The core of Bozzetto (core.wasm) could not be loaded.",
    recoverable: true,
    suggestedAction:
      "Serve `core.wasm` beside the script, or pass its address to `init`, for example `import url from \"bozzetto/core.wasm?url\"` in Vite; `bozzetto/inline` needs no file at all.",
    cause: String(cause instanceof Error ? cause.message : cause),
  });
}
