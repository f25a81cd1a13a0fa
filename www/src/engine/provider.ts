import type { Policy, Price, ProviderOptions } from "bozzetto";
import { serverKinds, servers, type ServerKind } from "./servers.ts";

/** Where a model is, as far as it is remembered between visits. The key is not in here: it stays in this module's memory. */
export interface Address {
  baseUrl: string;
  model: string;
  /** What a million tokens cost, as typed; empty: not known */
  inputPrice: string;
  outputPrice: string;
  /** Of input that the provider had in its cache */
  cachedPrice: string;
}
export interface ProviderSettings {
  kind: "offline" | ServerKind;
  servers: Readonly<Record<ServerKind, Address>>;
  /** The offline model answers where the server cannot. */
  helped: boolean;
  /** Changes beyond what was named always wait for a yes, not only where it is sure what was meant. */
  strict: boolean;
}
/** A key for each kind of server, so that none ever goes to another one. */
export type Keys = Readonly<Partial<Record<ServerKind, string>>>;

const STORED = "studio.provider";

let keys: Keys = {};

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function readProvider(): ProviderSettings {
  let stored: { kind?: unknown; helped?: unknown; strict?: unknown; servers?: Partial<Record<ServerKind, Partial<Address> | null>> } | null = null;
  try {
    stored = JSON.parse(localStorage.getItem(STORED) ?? "null");
  } catch { /* Storage is refused or holds something else: start anew. */ }
  const kind = serverKinds.find(kind => kind === stored?.kind) ?? "offline";
  const addresses = serverKinds.map(kind => {
    const known = stored?.servers?.[kind];
    return [kind, { baseUrl: text(known?.baseUrl), model: text(known?.model), inputPrice: text(known?.inputPrice), outputPrice: text(known?.outputPrice), cachedPrice: text(known?.cachedPrice) }] as const;
  });
  return { kind, servers: Object.fromEntries(addresses) as Record<ServerKind, Address>, helped: stored?.helped === true, strict: stored?.strict === true };
}

export function keepProvider(settings: ProviderSettings, typed: Keys): void {
  keys = typed;
  try {
    localStorage.setItem(STORED, JSON.stringify(settings));
  } catch { /* Private windows may refuse; the settings then last as long as the tab. */ }
}

/** What the model that is set costs, if somebody typed it; else the engine's own list counts. */
export function typedPrices({ kind, servers: addresses }: ProviderSettings): Record<string, Price> | undefined {
  if (kind === "offline") return undefined;
  const { model, inputPrice, outputPrice, cachedPrice } = addresses[kind];
  const [input, output, cachedInput] = [inputPrice, outputPrice, cachedPrice].map(price) as [number | null, number | null, number | null];
  return input === null || output === null ? undefined : { [model]: { input, output, ...(cachedInput !== null && { cachedInput }) } };
}

function price(typed = ""): number | null {
  const value = Number(typed.replace(",", "."));
  return typed.trim() !== "" && Number.isFinite(value) && value >= 0 ? value : null;
}

export function currentKeys(): Keys {
  return keys;
}

/** What the engine is told: who answers, with which key, who helps out, and what may be changed. */
export function engineOptions(settings: ProviderSettings, keys: Keys): { provider: ProviderOptions; fallbacks: ProviderOptions[]; policy: Policy } {
  const isRemote = settings.kind !== "offline";
  return {
    provider: providerOptions(settings, keys),
    fallbacks: settings.helped && isRemote ? [{ kind: "offline" }] : [],
    // Left out it is not off: the engine then holds back where it is sure of what was meant.
    policy: settings.strict && isRemote ? { holdOutside: true } : {},
  };
}

function providerOptions({ kind, servers: addresses }: ProviderSettings, keys: Keys): ProviderOptions {
  if (kind === "offline") return { kind };
  const { baseUrl, model } = addresses[kind];
  const { name, needsKey, baseUrl: own } = servers[kind];
  // The vendor answers nobody without a key; a gateway may have one of its own.
  const wantsKey = needsKey && !baseUrl.trim();
  const apiKey = (): string => {
    const key = keys[kind] ?? "";
    if (!key && wantsKey) throw new Error(`There is no key for ${name}: it went when the page was closed or reloaded. Write it into the settings again.`);
    return key;
  };
  return { kind, baseUrl: baseUrl || own, model, ...(keys[kind] || wantsKey ? { apiKey } : {}) };
}
