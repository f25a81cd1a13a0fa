/** Settings are checked when they are given: a key that is no function should not be found out by the first edit of a user. */
import type { EngineOptions, Policy, ProviderOptions } from "./api.js";
import { badArgument } from "./command.js";
import { listPrices } from "./prices.js";

const servers: ReadonlySet<unknown> = new Set(["openai", "openai-compatible", "anthropic", "gemini", "ollama"]);

const amounts: ReadonlySet<string> = new Set(["deadlineMs", "silenceMs", "callsPerHour", "cacheBytes"]);

/** The providers in order. */
export function checkedProviders(provider: ProviderOptions | undefined, fallbacks: readonly ProviderOptions[] | undefined): readonly ProviderOptions[] {
  if (fallbacks !== undefined && !Array.isArray(fallbacks)) throw badArgument("The fallbacks are not a list of providers.");
  const providers = [provider ?? { kind: "offline" as const }, ...(fallbacks ?? [])];
  for (const one of providers) checkProvider(one);
  return providers;
}

function checkProvider(provider: ProviderOptions): void {
  const { kind } = Object(provider) as { kind?: unknown };
  if (provider?.kind === "offline") return;
  if (provider?.kind === "app") {
    if (typeof provider.name !== "string" || typeof provider.answer !== "function") throw badArgument("A provider of the kind \"app\" has a name and a function `answer`.");
    if (provider.batches !== undefined && typeof provider.batches !== "boolean") throw badArgument("`batches` is true or false.");
    return;
  }
  if (!servers.has(kind)) throw badArgument(`There is no provider of the kind ${JSON.stringify(kind)}; there are "offline", "app", ${[...servers].map((name) => `"${name}"`).join(", ")}.`);
  const { model, baseUrl, apiKey, headers } = provider;
  if (typeof model !== "string" || model.trim() === "") throw badArgument("A provider has the name of a model.");
  // Whoever wrote the key here may have written it into the page.
  if (apiKey !== undefined && typeof apiKey !== "function") throw badArgument("`apiKey` is a function that gives the key when it is needed: `apiKey: () => key`.");
  if (baseUrl !== undefined && typeof baseUrl !== "string" && typeof baseUrl !== "function") throw badArgument("`baseUrl` is an address or a function that gives one.");
  const plain = typeof headers === "object" && headers !== null && !Array.isArray(headers) && Object.values(headers).every((value) => typeof value === "string");
  if (headers !== undefined && typeof headers !== "function" && !plain) throw badArgument("`headers` are names with texts, or a function that gives them.");
}

export function checkedPolicy(policy: Policy | undefined): Policy {
  if (policy === undefined) return {};
  if (typeof policy !== "object" || policy === null) throw badArgument("The policy is no object.");
  const { holdOutside, ...numbers } = policy;
  const unknown = Object.keys(numbers).find((name) => !amounts.has(name));
  if (unknown !== undefined) throw badArgument(`There is no policy \`${unknown}\`.`);
  if (holdOutside !== undefined && typeof holdOutside !== "boolean") throw badArgument("`holdOutside` is true or false.");
  for (const [name, value] of Object.entries(numbers)) {
    const least = name === "deadlineMs" || name === "silenceMs" ? 1 : 0;
    if (value !== undefined && !(Number.isFinite(value) && value >= least)) throw badArgument(`The policy's \`${name}\` is not a number from ${least} on.`);
  }
  return policy;
}

/** Everything else of the settings that JavaScript alone can check. */
export function checkOptions({ onModelCall, databaseName, ttlMs }: EngineOptions): void {
  if (databaseName !== undefined && typeof databaseName !== "string") throw badArgument("`databaseName` is no text.");
  if (ttlMs !== undefined && ttlMs !== null && !(Number.isFinite(ttlMs) && ttlMs > 0)) throw badArgument("`ttlMs` is not a number of milliseconds above 0.");
  if (onModelCall !== undefined && typeof onModelCall !== "function") throw badArgument("`onModelCall` is a function.");
}

/** The prices as the core takes them. Names of the list are whole names: nobody knows yet what later ones will cost. */
export function checkedPrices(given: EngineOptions["prices"]): unknown[] {
  const prices = given ?? listPrices;
  if (typeof prices !== "object" || prices === null || Array.isArray(prices)) throw badArgument("The prices are no table.");
  for (const [model, price] of Object.entries(prices)) {
    const values = typeof price === "object" && price !== null ? Object.values(price) : [];
    const sound = ["input", "output"].every((name) => Object.hasOwn(Object(price), name)) && values.every((value) => value === undefined || (Number.isFinite(value) && value >= 0));
    if (!sound) throw badArgument(`The price of "${model}" has no input and output, or something in it is not a number from 0 on.`);
  }
  return Object.entries(prices).map(([model, price]) => ({ model, exact: !given, ...price }));
}
