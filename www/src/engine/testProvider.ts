import { shorten } from "../preview/model.ts";
import type { Address } from "./provider.ts";
import { keyWithin } from "./secrets.ts";
import { hasModel, listAddress, listedModels, servers, type ServerKind } from "./servers.ts";

export interface Finding { good: boolean; text: string; next?: string; models?: readonly string[] }

const TIMEOUT_MS = 15_000;

/**
 * Asks the server for its models, or for one word where it has no such list, and says in words what is wrong. The
 * model is asked with the least that costs.
 */
export async function testProvider(kind: ServerKind, { baseUrl, model }: Address, key: string): Promise<Finding> {
  const server = servers[kind];
  const wrong = wrongAddress(kind, baseUrl);
  if (wrong) return { good: false, text: wrong };
  const base = new URL(baseUrl.trim() || server.baseUrl);
  if (server.needsKey && !key && !baseUrl.trim()) return { good: false, text: `${server.name} answers nobody without a key.`, next: "Write it into the field above; it is kept in this tab's memory only." };
  try {
    const list = await ask(listAddress(kind, baseUrl), server.headers(key));
    if (elsewhere(list)) return moved;
    const found = list.ok ? listed(await list.json().catch(() => undefined), model.trim()) : refusal(list.status);
    if (kind !== "openai-compatible") return found;
    if (!list.ok && list.status !== 404 && list.status !== 405) return found;
    if (list.ok && !found.good) return found;
    if (!model.trim()) return unnamed([]);
    // Many list their models for anybody, and check the key, and the page, only when a model is asked.
    const address = listAddress(kind, baseUrl).replace(/models(?=$|\?)/, "chat/completions");
    const answer = await ask(address, server.headers(key), { model: model.trim(), messages: [{ role: "user", content: "Say ok." }], stream: false });
    if (elsewhere(answer)) return moved;
    if (!answer.ok) return refusal(answer.status);
    if (list.ok) return found;
    return (await answer.json().catch(() => undefined)) === undefined ? noServer : { good: true, text: "The model answers." };
  } catch (error) {
    return unreachable(error, base, kind);
  }
}

/** Whether the server points somewhere else: there nothing is sent, the key was not meant for it. */
function elsewhere(response: Response): boolean {
  return response.type === "opaqueredirect";
}

const moved: Finding = { good: false, text: "The server points to another address.", next: "Give that address itself: nothing is sent to where a server points." };

/** Why an address is not taken, in words for beside the field: what the engine refuses, and what must not be stored. */
export function wrongAddress(kind: ServerKind, text: string): string | null {
  const address = text.trim();
  if (!address) return servers[kind].baseUrl ? null : "Needed: where the server answers, for example http://localhost:1234/v1.";
  if (!URL.canParse(address)) return "This is not an address. It starts with https:// and often ends with /v1.";
  const { protocol, username, password } = new URL(address);
  if (!/^https?:$/.test(protocol)) return "The address must start with https:// or http://.";
  if (username || password) return "A user name or password must not be in the address: addresses are stored. Give a key in its own field.";
  const key = keyWithin(address);
  if (key !== null) return `There seems to be a key in the address (${shorten(key, 30)}): addresses are stored, keys never are. Take it out, and give the key in its own field.`;
  return /\s/.test(address) ? "There is a space in the address. Take it out, or write it as %20." : null;
}

function ask(url: string, headers: Record<string, string>, body?: unknown): Promise<Response> {
  const init: RequestInit = body === undefined ? { headers } : { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
  return fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS), credentials: "omit", redirect: "manual" });
}

const noServer: Finding = { good: false, text: "Something answers there, but with a page instead of JSON.", next: "Check the base URL: often it ends with /v1." };

function listed(list: unknown, model: string): Finding {
  if (list === undefined) return noServer;
  const models = listedModels(list);
  if (!models) return model ? { good: true, text: "The server answers." } : unnamed([]);
  if (!model) return unnamed(models);
  if (hasModel(models, model)) return { good: true, text: `The server answers and has ${model}.`, models };
  return { good: false, text: `The server answers, but does not list the model ${model}.`, next: models.length > 0 ? examples(models) : "Check the name of the model.", models };
}

function unnamed(models: readonly string[]): Finding {
  return { good: false, text: "The server answers. No model is named yet.", next: models.length > 0 ? examples(models) : "Write the name that the server uses for it.", models };
}

function examples(models: readonly string[]): string {
  return `It has, for example: ${models.slice(0, 4).join(", ")}.`;
}

function refusal(status: number): Finding {
  if (status === 401 || status === 403) return { good: false, text: `The server refused the key (${status}).`, next: "Check that it is complete, belongs to this server and may use this model." };
  if (status === 404) return { good: false, text: "The server does not know this address or this model (404).", next: "Check the base URL (often it ends with /v1) and the name of the model." };
  if (status === 402) return { good: false, text: "The account has no credit left (402).", next: "Add credit with the provider." };
  if (status === 429) return { good: false, text: "Too many requests, or the account has no credit left (429).", next: "Wait a minute, then look at the account." };
  if (status === 400) return { good: false, text: "The server refused the request (400).", next: "Some servers say so when the key is not valid. Check the key and the base URL." };
  if (status >= 500) return { good: false, text: `The server has a problem of its own (${status}).`, next: "Try again in a while." };
  return { good: false, text: `The server refused the request (${status}).`, next: "Check the base URL and the name of the model." };
}

function unreachable(error: unknown, base: URL, kind: ServerKind): Finding {
  if (error instanceof DOMException && error.name === "TimeoutError") return { good: false, text: "The server did not answer within 15 seconds.", next: "Check the address, or try again." };
  if (!navigator.onLine) return { good: false, text: "The browser is offline.", next: "Connect, then test again. The offline model needs no network." };
  if (location.protocol === "https:" && base.protocol === "http:" && base.hostname !== "localhost" && base.hostname !== "127.0.0.1") {
    return { good: false, text: "This page is secure, so the browser blocks plain http:// addresses.", next: "Use https://, or a server on localhost." };
  }
  const allow = kind === "ollama" ? `Start it with OLLAMA_ORIGINS=${location.origin}.` : "Start it, or allow this origin on the server.";
  return { good: false, text: "The server cannot be reached from this page.", next: `Either nothing answers at ${base.host}, or the server does not allow pages of ${location.origin} (CORS). ${allow}` };
}
