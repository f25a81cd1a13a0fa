/** Settings are checked when they are given: a key that is no function should not be found out by the first edit of a user. */
import type { EngineOptions, Limits, Policy, ProviderOptions } from "./api.js";
import { nowhere, wholeAddress } from "./address.js";
import { badArgument, jsonOf, refuseOthers } from "./command.js";
import { listPrices } from "./prices.js";

const servers: ReadonlySet<unknown> = new Set(["openai", "openai-compatible", "anthropic", "gemini", "ollama"]);

const policies = ["deadlineMs", "silenceMs", "callsPerHour", "cacheBytes", "holdOutside", "review"] as const;

/** What an engine can be told when it is made. */
export const engineOptions = ["store", "databaseName", "provider", "fallbacks", "policy", "prices", "onModelCall", "ttlMs", "limits"] as const;

/** The providers in order, with whole addresses. */
export function checkedProviders(provider: ProviderOptions | undefined, fallbacks: readonly ProviderOptions[] | undefined): readonly ProviderOptions[] {
  if (fallbacks !== undefined && !Array.isArray(fallbacks)) throw badArgument("The fallbacks are not a list of providers.");
  const providers = [provider ?? { kind: "offline" as const }, ...(fallbacks ?? [])].map(checkedProvider);
  // Each is called by its name.
  const named = new Map<string, unknown>();
  for (const one of providers) {
    if (one.kind !== "app") continue;
    if ((named.get(one.name) ?? one.answer) !== one.answer) throw badArgument(`Two functions of the app are called ${JSON.stringify(one.name)}.`);
    named.set(one.name, one.answer);
  }
  return providers;
}

function checkedProvider(provider: ProviderOptions): ProviderOptions {
  const { kind } = Object(provider) as { kind?: unknown };
  if (provider?.kind === "offline") {
    refuseOthers("The offline provider has", provider, ["kind"]);
    return provider;
  }
  if (provider?.kind === "app") {
    refuseOthers("A provider of the kind \"app\" has", provider, ["kind", "name", "answer", "batches"]);
    if (typeof provider.name !== "string" || typeof provider.answer !== "function") throw badArgument("A provider of the kind \"app\" has a name and a function `answer`.");
    if (provider.name.trim() === "" || provider.name === "offline") throw badArgument("A provider of the kind \"app\" has a name of its own.");
    if (provider.batches !== undefined && typeof provider.batches !== "boolean") throw badArgument("`batches` is true or false.");
    return provider;
  }
  if (!servers.has(kind)) throw badArgument(`There is no provider of ${typeof kind === "string" ? `the kind ${JSON.stringify(kind.slice(0, 60))}` : "such a kind"}; there are "offline", "app", ${[...servers].map((name) => `"${name}"`).join(", ")}.`);
  refuseOthers("A model server has", provider, ["kind", "model", "baseUrl", "apiKey", "headers", "credentials", "maxOutputTokens", "body"]);
  const { model, baseUrl, apiKey, headers, credentials, maxOutputTokens, body } = provider;
  if (typeof model !== "string" || model.trim() === "") throw badArgument("A provider has the name of a model.");
  // Gemini's is a part of the address.
  if (model.length > 300 || /[\u0000-\u001f\u007f\\]|(^|\/)\.{1,2}(\/|$)/.test(model)) throw badArgument("The name of the model cannot be one.", "Give it as the server lists it, such as `gpt-5-mini` or `models/gemini-2.5-flash`.");
  // Whoever wrote the key here may have written it into the page.
  if (apiKey !== undefined && typeof apiKey !== "function") throw badArgument("`apiKey` is a function that gives the key when it is needed: `apiKey: () => key`.");
  if (baseUrl !== undefined && typeof baseUrl !== "string" && typeof baseUrl !== "function") throw badArgument("`baseUrl` is an address or a function that gives one.");
  if (kind === "openai-compatible" && !baseUrl) throw badArgument("A provider of the kind \"openai-compatible\" has a `baseUrl`: nobody is its own server.", "Give the address of the server, such as `https://api.openai.com/v1` or `http://localhost:1234/v1`; the kind for OpenAI itself is \"openai\".");
  if (credentials !== undefined && !["omit", "same-origin", "include"].includes(credentials)) throw badArgument("`credentials` is \"omit\", \"same-origin\" or \"include\".");
  if (maxOutputTokens !== undefined && !(Number.isInteger(maxOutputTokens) && maxOutputTokens >= 100 && maxOutputTokens <= 1_000_000)) throw badArgument("`maxOutputTokens` is a whole number from 100 to 1000000.");
  if (body !== undefined) checkBody(body);
  const plain = typeof headers === "object" && headers !== null && !Array.isArray(headers) && Object.values(headers).every((value) => typeof value === "string");
  if (headers !== undefined && typeof headers !== "function" && !plain) throw badArgument("`headers` are names with texts, or a function that gives them.");
  if (plain) for (const [name, value] of Object.entries(headers as Record<string, string>)) checkHeader(name, value);
  const address = typeof baseUrl === "string" && baseUrl !== "" ? checkedAddress(baseUrl) : baseUrl;
  // On top of what was given: a copy would lose what an object of a class has from it.
  return address === baseUrl ? provider : Object.create(provider, { baseUrl: { value: address } }) as ProviderOptions;
}

/** Neither message quotes what was given: keys have been found in addresses and headers. */
function checkedAddress(baseUrl: string): string {
  const address = wholeAddress(baseUrl);
  if (address === undefined) throw badArgument(nowhere, "Give the whole address, such as `https://app.example.org/api/llm`.");
  const like = "Give an http or https address such as `https://api.openai.com/v1`, without a user name or a key in it.";
  let url: URL | undefined;
  try {
    url = new URL(address);
  } catch { /* Told below. */ }
  if (!url || /\s/.test(baseUrl.trim())) throw badArgument("`baseUrl` cannot be read as an address.", like);
  if (url.protocol !== "http:" && url.protocol !== "https:") throw badArgument("`baseUrl` is neither an http nor an https address.", like);
  if (url.username !== "" || url.password !== "") throw badArgument("`baseUrl` holds a user name or a password.", like);
  return address;
}

/** What a request is made of. */
const written = new Set(["model", "messages", "input", "instructions", "contents", "systemInstruction", "system", "stream"]);

function checkBody(body: unknown): void {
  const text = jsonOf("`body`", body);
  if (typeof body !== "object" || body === null || Array.isArray(body) || !text.startsWith("{") || text.length > 10_000) throw badArgument("`body` holds fields for the body of a request, at most 10000 letters of JSON.");
  const taken = Object.keys(body).find((name) => written.has(name));
  if (taken) throw badArgument(`\`body\` cannot hold \`${taken}\`: requests have their own.`);
}

function checkHeader(name: string, value: string): void {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) throw badArgument("A name in `headers` is no name of a header.", "Names of headers have letters, digits and hyphens.");
  // What `fetch` would refuse at the first request.
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw badArgument(`The value of the header \`${name}\` cannot be sent.`, "Leave out line breaks, other control characters and everything beyond Latin-1.");
}

export function checkedPolicy(policy: Policy | undefined): Policy {
  if (policy === undefined) return {};
  if (typeof policy !== "object" || policy === null) throw badArgument("The policy is no object.");
  refuseOthers("The policy has", policy, policies);
  const { holdOutside, review, ...numbers } = policy;
  for (const [name, value] of Object.entries({ holdOutside, review })) {
    if (value !== undefined && typeof value !== "boolean") throw badArgument(`\`${name}\` is true or false.`);
  }
  for (const [name, value] of Object.entries(numbers)) {
    const least = name === "deadlineMs" || name === "silenceMs" ? 1 : 0;
    if (value !== undefined && !(Number.isFinite(value) && value >= least)) throw badArgument(`The policy's \`${name}\` is not a number from ${least} on.`);
  }
  return policy;
}

/** The highest that each limit can be set to, in the order in which the core takes them. */
const limits = {
  documentBytes: 1_000_000_000, depth: 512, values: 1_000_000_000, stringBytes: 1_000_000_000, ops: 1_000_000_000, promptBytes: 1_000_000_000,
  answerBytes: 1_000_000_000, importBytes: 1_000_000_000,
} as const satisfies Record<keyof Limits, number>;

/** The limits as the core takes them: 0 is its own default. */
export function checkedLimits(given: Limits | undefined): number[] {
  if (given === undefined) return [];
  if (typeof given !== "object" || given === null) throw badArgument("The limits are no object.");
  refuseOthers("The limits have", given, Object.keys(limits));
  return (Object.entries(limits) as [keyof Limits, number][]).map(([name, most]) => {
    const limit = given[name];
    if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= most)) throw badArgument(`The limit \`${name}\` is not a whole number from 1 to ${most}.`);
    return limit ?? 0;
  });
}

/** Everything else of the settings that JavaScript alone can check. */
export function checkOptions(options: EngineOptions): void {
  const { onModelCall, databaseName, store, ttlMs } = options;
  if (typeof store === "object" && typeof (store as { request?: unknown } | null)?.request !== "function") throw badArgument("The store has no function `request`.", "Give a host with a function `request`, or one of \"auto\", \"indexeddb\", \"memory\".");
  const limit = typeof store === "object" ? store.limitBytes : undefined;
  if (limit !== undefined && limit !== null && !(typeof limit === "number" && limit > 0)) throw badArgument("`limitBytes` is not a number of bytes above 0.");
  if (databaseName !== undefined && typeof databaseName !== "string") throw badArgument("`databaseName` is no text.");
  if (ttlMs !== undefined && ttlMs !== null && !(Number.isFinite(ttlMs) && ttlMs > 0)) throw badArgument("`ttlMs` is not a number of milliseconds above 0.");
  if (onModelCall !== undefined && typeof onModelCall !== "function") throw badArgument("`onModelCall` is a function.");
}

/** The prices as the core takes them. Names of the list are whole names: nobody knows yet what later ones will cost. */
export function checkedPrices(given: EngineOptions["prices"]): unknown[] {
  const prices = given ?? listPrices;
  if (typeof prices !== "object" || prices === null || Array.isArray(prices)) throw badArgument("The prices are no table.");
  for (const [model, price] of Object.entries(prices)) {
    if (typeof price === "object" && price !== null) refuseOthers(`The price of ${JSON.stringify(model)} has`, price, ["input", "output", "cachedInput", "cacheWrite"]);
    const values = typeof price === "object" && price !== null ? Object.values(price) : [];
    const sound = ["input", "output"].every((name) => Object.hasOwn(Object(price), name)) && values.every((value) => value === undefined || (Number.isFinite(value) && value >= 0));
    if (!sound) throw badArgument(`The price of "${model}" has no input and output, or something in it is not a number from 0 on.`);
  }
  return Object.entries(prices).map(([model, price]) => ({ model, exact: !given, ...price }));
}
