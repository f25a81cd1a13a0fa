import type { HttpProvider } from "bozzetto";

export type ServerKind = HttpProvider["kind"];

/** What the studio knows of a kind of model server. How it is spoken to, the engine knows. */
export interface Server {
  readonly name: string;
  readonly about: string;
  /** Where it is unless somebody says otherwise; empty: must be said */
  readonly baseUrl: string;
  /** What an address without a path gets */
  readonly root: string;
  /** What comes after the root when it is asked; an address may have it already */
  readonly path: RegExp;
  /** What tells its models, after the root */
  readonly list: string;
  /** So many of them that there is no second page */
  readonly all: Readonly<Record<string, string>>;
  readonly headers: (key: string) => Headers;
  /** Asks a model for a word, with the least that costs; the next way where the server does not take the limit of the one before */
  readonly word: readonly Way[];
  /** What the person has to have */
  readonly needsKey: boolean;
  /** How names of its models look */
  readonly example: string;
}

/** A request to a model: what comes after the root, and the body. */
export interface Question { readonly path: string; readonly body: Readonly<Record<string, unknown>> }
type Way = (model: string) => Question;

type Headers = Record<string, string>;
const bearer = (key: string): Headers => (key ? { authorization: `Bearer ${key}` } : {});
const inHeader = (name: string, key: string): Headers => (key ? { [name]: key } : {});

const WORD = "Say ok.";
/** The lowest limit that all of them take. */
const TOKENS = 16;
const messages = [{ role: "user", content: WORD }];
const completion = (limit: string): Way => model => ({ path: "chat/completions", body: { model, messages, stream: false, [limit]: TOKENS } });
/** A name as part of a path. Slashes stay: some have a prefix such as `tunedModels/`. */
const inPath = (model: string) => encodeURIComponent(model.replace(/^models\//, "")).replaceAll("%2F", "/");

export const servers: Readonly<Record<ServerKind, Server>> = {
  openai: {
    name: "OpenAI", about: "The Responses API. Needs a key from the OpenAI platform.",
    baseUrl: "https://api.openai.com/v1", root: "v1", path: /\/responses$/, list: "models", all: {}, headers: bearer, needsKey: true, example: "gpt-…",
    word: [model => ({ path: "responses", body: { model, input: WORD, max_output_tokens: TOKENS, store: false, stream: false } })],
  },
  anthropic: {
    name: "Anthropic", about: "The Messages API, asked straight from this page. Needs a key from the Anthropic console.",
    baseUrl: "https://api.anthropic.com/v1", root: "v1", path: /\/messages$/, list: "models", all: { limit: "1000" },
    headers: key => ({ "anthropic-version": "2023-06-01", "anthropic-dangerous-direct-browser-access": "true", ...inHeader("x-api-key", key) }),
    needsKey: true, example: "claude-…",
    word: [model => ({ path: "messages", body: { model, messages, max_tokens: TOKENS, stream: false } })],
  },
  gemini: {
    name: "Gemini", about: "Google's Gemini API. Needs a key from AI Studio.",
    baseUrl: "https://generativelanguage.googleapis.com/v1beta", root: "v1beta", path: /\/models\/[^/]*$/, list: "models", all: { pageSize: "1000" },
    headers: key => inHeader("x-goog-api-key", key), needsKey: true, example: "gemini-…",
    word: [model => ({ path: `models/${inPath(model)}:generateContent`, body: { contents: [{ role: "user", parts: [{ text: WORD }] }], generationConfig: { maxOutputTokens: TOKENS } } })],
  },
  ollama: {
    name: "Ollama", about: "Models on this machine or in your network. No key. Ollama must allow this page: set OLLAMA_ORIGINS.",
    baseUrl: "http://localhost:11434", root: "api", path: /\/chat$/, list: "tags", all: {}, headers: bearer, needsKey: false, example: "llama3.2",
    word: [model => ({ path: "chat", body: { model, messages, stream: false, options: { num_predict: TOKENS } } })],
  },
  "openai-compatible": {
    name: "OpenAI-compatible server", about: "Any server that speaks Chat Completions: LM Studio, vLLM, OpenRouter, a gateway of your own.",
    baseUrl: "", root: "v1", path: /\/chat\/completions$/, list: "models", all: {}, headers: bearer, needsKey: false, example: "",
    word: [completion("max_tokens"), completion("max_completion_tokens")],
  },
};

export const serverKinds = Object.keys(servers) as ServerKind[];

/** Where the models of a server are listed. */
export function listAddress(kind: ServerKind, baseUrl: string): string {
  const { list, all } = servers[kind];
  const address = addressOf(kind, baseUrl, list);
  for (const [name, value] of Object.entries(all)) address.searchParams.set(name, value);
  return address.href;
}

/** Where a question goes. */
export function questionAddress(kind: ServerKind, baseUrl: string, { path }: Question): string {
  return addressOf(kind, baseUrl, path).href;
}

function addressOf(kind: ServerKind, baseUrl: string, after: string): URL {
  const { root, path, baseUrl: own } = servers[kind];
  const base = new URL(baseUrl.trim() || own);
  const place = base.pathname.replace(/\/+$/, "").replace(path, "") || `/${root}`;
  return new URL(`${base.origin}${place}/${after}${base.search}`);
}

/** Whether a server has a model: Ollama names a version where people do not, others a date. */
export function hasModel(models: readonly string[], model: string): boolean {
  return models.some(name => name === model || name === `${model}:latest` || (name.startsWith(`${model}-`) && /^\d{8}$/.test(name.slice(model.length + 1))));
}

/** Names of models in what a server lists: `{data: [{id}]}` or `{models: [{name}]}`, without those that write no text; null if it is neither. */
export function listedModels(answer: unknown): string[] | null {
  if (typeof answer !== "object" || answer === null) return null;
  const list = "data" in answer ? answer.data : "models" in answer ? answer.models : null;
  if (!Array.isArray(list)) return null;
  return (list as unknown[]).flatMap(entry => {
    if (typeof entry !== "object" || entry === null) return [];
    if ("supportedGenerationMethods" in entry && Array.isArray(entry.supportedGenerationMethods) && !entry.supportedGenerationMethods.includes("generateContent")) return [];
    const name = "id" in entry ? entry.id : "name" in entry ? entry.name : undefined;
    return typeof name === "string" && name ? [name.replace(/^models\//, "")] : [];
  });
}
