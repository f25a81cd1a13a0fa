import { shorten } from "../preview/model.ts";
import type { Address } from "./provider.ts";
import { refusalOf, refusalWithin, type Refusal } from "./refusals.ts";
import { keyWithin } from "./secrets.ts";
import { hasModel, listAddress, listedModels, questionAddress, servers, type ServerKind } from "./servers.ts";

export interface Finding {
  good: boolean;
  text: string;
  next?: string | undefined;
  /** The server's own words, to be shown as nothing but text */
  said?: string | undefined;
  models?: readonly string[] | undefined;
}

export interface TestOptions {
  /** Ends the test: what is under way is let go of, and what is told then means nothing */
  signal: AbortSignal;
  /** What is being done now */
  onStep: (step: string) => void;
}

const LIST_MS = 15_000;
/** Models on one's own machine are loaded when they are asked. */
const WORD_MS = 60_000;
const PROBE_MS = 5_000;
/** As much is read of a refusal, and of an answer. */
const MOST_OF_REFUSAL = 64 * 1024;
const MOST_OF_ANSWER = 8 * 1024 * 1024;

interface Tested { kind: ServerKind; baseUrl: string; model: string; key: string; signal: AbortSignal }

/**
 * Asks the server for its models and the model for a word, and says in words what is wrong. Both are needed: many list their models for
 * anybody, and check key, credit and page only when a model is asked; other keys may use models, but not list them.
 */
export async function testProvider(kind: ServerKind, { baseUrl, model: typed }: Address, key: string, { signal, onStep }: TestOptions): Promise<Finding> {
  const server = servers[kind];
  const wrong = wrongAddress(kind, baseUrl);
  if (wrong) return { good: false, text: wrong };
  if (server.needsKey && !key && !baseUrl.trim()) return { good: false, text: `${server.name} answers nobody without a key.`, next: "Write it into the field above; it is kept in this tab's memory only." };
  if (/[^\x21-\x7e]/.test(key)) return { good: false, text: "There is a space or a sign in the key that no key has.", next: "Copy it once more." };
  const base = new URL(baseUrl.trim() || server.baseUrl);
  const model = typed.trim();
  const tested = { kind, baseUrl, model, key, signal };
  let patience = LIST_MS;
  try {
    onStep(`Asking ${base.host} for its models…`);
    const list = await ask(tested, listAddress(kind, baseUrl), patience);
    if (isElsewhere(list)) return moved;
    const unread = list.ok ? null : unlisted(await refusedBy(list));
    const found = unread ? explained(unread, tested) : listed(json(await read(list, MOST_OF_ANSWER)), tested);
    if (unread ? unread.cause !== "right" && unread.cause !== "address" : !found.good) return found;
    if (!model) return unread?.cause === "right" ? { good: false, text: "This key may not list the models of the server.", next: "Write the name of one, then test again." } : kind === "openai-compatible" ? unnamed([]) : found;
    patience = WORD_MS;
    onStep(`Asking ${shorten(model, 60)} for one word…${server.needsKey ? "" : " A model that is loaded first takes a while."}`);
    const refused = await askForWord(tested);
    if (refused) return "good" in refused ? refused : explained(refused, tested, found.models);
    return unread ? { good: true, text: `${model} answers.`, next: unread.cause === "right" ? "Only the list of models may not be read with this key." : undefined } : found;
  } catch (error) {
    if (error instanceof DOMException && error.name === "TimeoutError") return { good: false, text: `The server did not answer within ${patience / 1000} seconds.`, next: patience === WORD_MS ? "Test again: a model that has to be loaded takes longer the first time." : "Check the address, or try again." };
    onStep(`Looking whether anything answers at ${base.host}…`);
    return unreachable(base, tested);
  }
}

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

function ask({ kind, key, signal }: Tested, url: string, patience: number, body?: unknown): Promise<Response> {
  const headers = servers[kind].headers(key);
  const init: RequestInit = body === undefined ? { headers } : { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
  return fetch(url, { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]), credentials: "omit", redirect: "manual" });
}

/** Why the model gave no word, or what answers in its place; null if it gave one. */
async function askForWord(tested: Tested): Promise<Refusal | Finding | null> {
  const { kind, baseUrl, model } = tested;
  const ways = servers[kind].word;
  for (const [at, way] of ways.entries()) {
    const question = way(model);
    const answer = await ask(tested, questionAddress(kind, baseUrl, question), WORD_MS, question.body);
    if (isElsewhere(answer)) return moved;
    if (answer.ok) {
      const value = firstJson(await read(answer, MOST_OF_ANSWER));
      return value === undefined ? noServer : refusalWithin(answer.status, value);
    }
    const refused = await refusedBy(answer);
    if (refused.cause === "limit") return null;
    const isOfLimit = refused.cause === "request" && /max_(completion_)?tokens/.test(refused.said);
    if (!isOfLimit || at === ways.length - 1) return refused;
  }
  return null;
}

/** No model was named where they are listed: what is not known there is the address. */
function unlisted(refusal: Refusal): Refusal {
  return refusal.cause === "model" ? { ...refusal, cause: "address" } : refusal;
}

/** Whether the server points somewhere else: there nothing is sent, the key was not meant for it. */
function isElsewhere(response: Response): boolean {
  return response.type === "opaqueredirect";
}

async function refusedBy(response: Response): Promise<Refusal> {
  // Its status says something also where its body does not come.
  return refusalOf(response.status, await read(response, MOST_OF_REFUSAL).catch(() => ""));
}

/** The text of a body, of so many bytes at most. */
async function read(response: Response, most: number): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const decoder = new TextDecoder();
  let text = "";
  for (let left = most; left > 0;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value.subarray(0, left), { stream: true });
    left -= value.length;
  }
  // Nobody waits for the end of it.
  reader.cancel().catch(() => undefined);
  return text;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The first JSON of an answer: some servers stream although they were asked not to, as events or line by line. */
function firstJson(text: string): unknown {
  const whole = json(text);
  if (whole !== undefined) return whole;
  const lines = text.split(/\r?\n|\r/).map(line => line.replace(/^data:/, "").trim());
  return lines.filter(line => line.startsWith("{")).map(json).find(value => value !== undefined);
}

const moved: Finding = { good: false, text: "The server points to another address.", next: "Give that address itself: nothing is sent to where a server points." };
const noServer: Finding = { good: false, text: "Something answers there, but with a page instead of JSON.", next: "Check the base URL: often it ends with /v1." };

function listed(list: unknown, { kind, model }: Tested): Finding {
  if (list === undefined) return noServer;
  const models = listedModels(list);
  if (!models) return model ? { good: true, text: `The server answers, and so does ${model}.` } : unnamed([]);
  if (!model) return unnamed(models);
  if (hasModel(models, model)) return { good: true, text: `The server has ${model}, and it answers.`, models };
  if (kind === "ollama") return { ...toPull(model), models };
  return { good: false, text: `The server answers, but does not list the model ${model}.`, next: models.length > 0 ? examples(models) : "Check the name of the model.", models };
}

function unnamed(models: readonly string[]): Finding {
  return { good: false, text: "The server answers. No model is named yet.", next: models.length > 0 ? examples(models) : "Write the name that the server uses for it, then test again.", models };
}

function examples(models: readonly string[]): string {
  return `It has, for example: ${models.slice(0, 4).map(name => shorten(name, 60)).join(", ")}.`;
}

function toPull(model: string): Finding {
  return { good: false, text: `Ollama does not have the model ${model}.`, next: `Fetch it on that machine: ollama pull ${model}` };
}

/** A refusal in words, with what to do about it. */
function explained({ status, cause, said }: Refusal, { kind, model, key }: Tested, models?: readonly string[]): Finding {
  const bad = (text: string, next?: string): Finding => ({ good: false, text: `${text} (${status}).`, next, models });
  const quoting = (finding: Finding): Finding => ({ ...finding, said: quotable(said, key) });
  switch (cause) {
    case "key": return key ? bad("The server refused the key", "Check that it is complete and belongs to this server.") : bad("The server wants a key", "Write it into the field above.");
    case "right": return quoting(bad(key ? "The server does not let this key do that" : "The server does not let anybody do that without a key", key ? "Give the key the right to use this model, or take another one." : "Write one into the field above."));
    case "barred": return quoting(bad("The server refuses this account, or the place it is asked from"));
    case "credit": return bad("The account has no credit left", "Waiting does not help: add credit with the provider.");
    case "day": return bad("The quota of the day is used up", "Wait for the next day, or take a larger plan.");
    case "rate": return bad("Too many requests at the moment", "Wait a minute, then test again. If it stays so, look at the limits of the account.");
    case "model": return kind === "ollama" ? { ...toPull(model), models } : quoting(bad(`The server does not have the model ${model}, or not for this key`, "Check its name."));
    case "address": return bad("The server does not know this address", kind === "ollama" ? "Check the base URL." : "Check the base URL: often it ends with /v1.");
    case "busy": return bad("The server is too busy", "Test again in a while.");
    case "broken": return bad("The server has a problem of its own", "Test again in a while.");
    case "limit": case "request": return quoting(bad("The server refused the request", "Check the base URL and the name of the model."));
  }
}

const LONGEST_QUOTE = 200;
const TELLING = 8;

/** A sentence of the server, unless there is a part of the key in it. */
function quotable(said: string, key: string): string | undefined {
  const parts = Array.from({ length: Math.max(1, key.length - TELLING + 1) }, (_, at) => key.slice(at, at + TELLING));
  return said && !(key && parts.some(part => said.includes(part))) ? shorten(said, LONGEST_QUOTE) : undefined;
}

const isLocal = ({ hostname }: URL | Location) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);

/** Why no answer came: a page is not told, and has to find out. */
async function unreachable(base: URL, { kind, signal }: Tested): Promise<Finding> {
  if (!navigator.onLine && !isLocal(base)) return { good: false, text: "The browser is offline.", next: "Connect, then test again. The offline model needs no network." };
  if (location.protocol === "https:" && base.protocol === "http:" && !isLocal(base)) return { good: false, text: "This page is secure, so the browser blocks plain http:// addresses.", next: "Use https://, or a server on localhost." };
  const outcome = await probe(base, signal);
  const origin = location.origin === "null" ? "*" : location.origin;
  if (outcome === "forbidden") {
    return { good: false, text: `The rules of this page do not allow requests to ${base.host}.`, next: `Add ${base.origin} to the allowed domains: of a plugin in its manifest, of a page in its content security policy (connect-src).` };
  }
  if (outcome === "answers") {
    return { good: false, text: `Something answers at ${base.host}, but does not let this page read it (CORS).`, next: kind === "ollama" ? `Start Ollama with OLLAMA_ORIGINS=${origin}` : origin === "*" ? "Let the server allow pages of any origin (*)." : `Let the server allow pages of ${origin}, with the headers that are sent.` };
  }
  return { good: false, text: `Nothing seems to answer at ${base.host}.`, next: kind === "ollama" ? "Start Ollama, and check the address and that the browser lets this page reach it." : "Check the address, that the server runs, and that the browser lets this page reach it." };
}

/** Whether anything is there: an answer that nobody may read is one as well. No key is sent, so it does not matter where it leads. */
async function probe(base: URL, signal: AbortSignal): Promise<"answers" | "silent" | "forbidden"> {
  let isForbidden = false;
  const note = ({ blockedURI, effectiveDirective, disposition }: SecurityPolicyViolationEvent) => {
    isForbidden ||= effectiveDirective === "connect-src" && disposition === "enforce" && blockedURI.startsWith(base.origin);
  };
  document.addEventListener("securitypolicyviolation", note);
  try {
    await fetch(`${base.origin}/`, { mode: "no-cors", credentials: "omit", cache: "no-store", signal: AbortSignal.any([signal, AbortSignal.timeout(PROBE_MS)]) });
    return "answers";
  } catch {
    // Violations are told in a task of their own.
    await new Promise(done => setTimeout(done, 50));
    return isForbidden ? "forbidden" : "silent";
  } finally {
    document.removeEventListener("securitypolicyviolation", note);
  }
}
