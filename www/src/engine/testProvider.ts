import type { ProviderSettings } from "./provider.ts";

export interface Finding { good: boolean; text: string; next?: string }

const TIMEOUT_MS = 15_000;

/**
 * Asks the server for its models, or for one word where it has no such list, and says in words what is wrong. The
 * model is asked with the least that costs.
 */
export async function testProvider(settings: ProviderSettings, key: string): Promise<Finding> {
  let base: URL;
  try {
    base = new URL(settings.baseUrl);
  } catch {
    return { good: false, text: "The base URL is not an address.", next: "It starts with https:// and usually ends with /v1." };
  }
  if (base.protocol !== "https:" && base.protocol !== "http:") return { good: false, text: "The base URL must start with https:// or http://.", next: "Servers on this machine use http://localhost." };
  if (!settings.model.trim()) return { good: false, text: "No model is named.", next: "Write the name that the server uses for it." };
  // As the engine reads it: the base, or the whole path of the endpoint; an origin alone gets /v1.
  const root = base.origin + (base.pathname.replace(/\/+$/, "").replace(/\/chat\/completions$/, "") || "/v1");
  try {
    const list = await ask(`${root}/models`, key);
    if (list.ok) return listed(await list.json().catch(() => null), settings.model.trim());
    if (list.status !== 404 && list.status !== 405) return refusal(list.status);
    const answer = await ask(`${root}/chat/completions`, key, { model: settings.model.trim(), messages: [{ role: "user", content: "Say ok." }], stream: false });
    return answer.ok ? { good: true, text: "The model answers." } : refusal(answer.status);
  } catch (error) {
    return unreachable(error, base);
  }
}

function ask(url: string, key: string, body?: unknown): Promise<Response> {
  const headers: Record<string, string> = {};
  if (key) headers.authorization = `Bearer ${key}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  return fetch(url, { method: body === undefined ? "GET" : "POST", headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }), signal: AbortSignal.timeout(TIMEOUT_MS), credentials: "omit" });
}

function listed(list: unknown, model: string): Finding {
  const entries = typeof list === "object" && list !== null && "data" in list && Array.isArray(list.data) ? (list.data as unknown[]) : null;
  if (!entries) return { good: true, text: "The server answers." };
  const names = entries.map(entry => (typeof entry === "object" && entry !== null && "id" in entry ? String(entry.id) : "")).filter(Boolean);
  if (names.includes(model)) return { good: true, text: `The server answers and has ${model}.` };
  return { good: false, text: `The server answers, but does not list the model ${model}.`, next: names.length > 0 ? `It has, for example: ${names.slice(0, 4).join(", ")}.` : "Check the name of the model." };
}

function refusal(status: number): Finding {
  if (status === 401 || status === 403) return { good: false, text: `The server refused the key (${status}).`, next: "Check that it is complete, belongs to this server and may use this model." };
  if (status === 404) return { good: false, text: "The server does not know this address or this model (404).", next: "Check the base URL (often it ends with /v1) and the name of the model." };
  if (status === 402) return { good: false, text: "The account has no credit left (402).", next: "Add credit with the provider." };
  if (status === 429) return { good: false, text: "Too many requests, or the account has no credit left (429).", next: "Wait a minute, then look at the account." };
  if (status >= 500) return { good: false, text: `The server has a problem of its own (${status}).`, next: "Try again in a while." };
  return { good: false, text: `The server refused the request (${status}).`, next: "Check the base URL and the name of the model." };
}

function unreachable(error: unknown, base: URL): Finding {
  if (error instanceof DOMException && error.name === "TimeoutError") return { good: false, text: "The server did not answer within 15 seconds.", next: "Check the address, or try again." };
  if (!navigator.onLine) return { good: false, text: "The browser is offline.", next: "Connect, then test again. The offline model needs no network." };
  if (location.protocol === "https:" && base.protocol === "http:" && base.hostname !== "localhost" && base.hostname !== "127.0.0.1") {
    return { good: false, text: "This page is secure, so the browser blocks plain http:// addresses.", next: "Use https://, or a server on localhost." };
  }
  return { good: false, text: "The server cannot be reached from this page.", next: `Either nothing answers at ${base.host}, or the server does not allow pages of ${location.origin} (CORS). Start it, or allow this origin on the server.` };
}
