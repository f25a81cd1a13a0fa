/**
 * What a function of the app threw, where SDKs say of it what a server refused: `status` or `statusCode`, `headers` or
 * `responseHeaders`, `responseBody` or `error`. By it the core knows what to try again, and it never shows the server's sentence.
 */

/** Status (none: it came within a stream), body, then names and values of headers in turn; or why no server was asked. */
export type Refusal = readonly ["refused", number | undefined, string, ...string[]] | readonly ["network"] | readonly ["timeout"] | readonly ["blind"];

/** The code of what a function throws that was given images and cannot look at them. */
export const blind = "model.sees-no-images";

/** `undefined`: the function itself failed. */
export function refusalOf(thrown: unknown): Refusal | undefined {
  if (typeof thrown !== "object" || thrown === null) return undefined;
  const { statusCode, status, responseHeaders, headers, responseBody, error, message, name, lastError, isRetryable } = thrown as Thrown;
  if ((thrown as Thrown).code === blind) return ["blind"];
  // An SDK that tried several times by itself.
  if (typeof lastError === "object" && lastError !== null) return refusalOf(lastError);
  const code = [statusCode, status].find((one) => Number.isInteger(one) && (one as number) >= 400 && (one as number) < 600) as number | undefined;
  if (code !== undefined) return ["refused", code, bodyOf(responseBody, error, message), ...pairsOf(responseHeaders ?? headers)];
  if (name === "TimeoutError" || message === "Request timed out.") return ["timeout"];
  if (isRetryable === true || message === "Connection error." || (thrown instanceof TypeError && lostConnection.test(thrown.message))) return ["network"];
  // What came within a stream
  const said = thrown instanceof Error ? error : typeof message === "string" ? thrown : undefined;
  return typeof said === "object" && said !== null ? ["refused", undefined, bodyOf(undefined, said, undefined)] : undefined;
}

interface Thrown {
  code?: unknown;
  statusCode?: unknown; status?: unknown; responseHeaders?: unknown; headers?: unknown; responseBody?: unknown; error?: unknown; message?: unknown; name?: unknown;
  lastError?: unknown; isRetryable?: unknown;
}

/** So browsers and Node say that `fetch` reached nobody, or lost the connection. */
const lostConnection = /^(fetch failed|failed to fetch|load failed|network ?error|terminated)/i;

function bodyOf(body: unknown, error: unknown, message: unknown): string {
  if (typeof body === "string") return body;
  try {
    if (typeof error === "object" && error !== null) return JSON.stringify(error);
  } catch {
    // It has circles in it; the status says enough.
  }
  // Some put the whole body there.
  return typeof message === "string" && message.startsWith("{") ? message : JSON.stringify({ message: String(message ?? "") });
}

function pairsOf(headers: unknown): string[] {
  if (typeof headers !== "object" || headers === null) return [];
  const pairs = typeof Headers === "function" && headers instanceof Headers ? [...headers] : Object.entries(headers);
  return pairs.filter(([, value]) => typeof value === "string").flat() as string[];
}
