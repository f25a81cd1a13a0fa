import { useSyncExternalStore } from "react";
import type { Policy, Price, ProviderOptions } from "bozzetto";
import { createListeners } from "./listeners.ts";
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
  /** A key was typed for it. The key itself goes with the tab; that there was one is remembered. */
  keyed: boolean;
}
export interface ProviderSettings {
  kind: "offline" | ServerKind;
  servers: Readonly<Record<ServerKind, Address>>;
  /** The offline model answers where the server cannot. */
  helped: boolean;
  /** Changes beyond what was named always wait for a yes, not only where it is sure what was meant. */
  strict: boolean;
  /** Every change to a design waits for a yes, whoever makes it. */
  reviewed: boolean;
}
/** A key for each kind of server, so that none ever goes to another one. */
export type Keys = Readonly<Partial<Record<ServerKind, string>>>;

const STORED = "studio.provider";

let keys: Keys = {};

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function readProvider(): ProviderSettings {
  let stored: { kind?: unknown; helped?: unknown; strict?: unknown; reviewed?: unknown; servers?: Partial<Record<ServerKind, Partial<Address> | null>> } | null = null;
  try {
    stored = JSON.parse(localStorage.getItem(STORED) ?? "null");
  } catch { /* Storage is refused or holds something else: start anew. */ }
  const kind = serverKinds.find(kind => kind === stored?.kind) ?? "offline";
  const addresses = serverKinds.map(kind => {
    const known = stored?.servers?.[kind];
    return [kind, { baseUrl: text(known?.baseUrl), model: text(known?.model), inputPrice: text(known?.inputPrice), outputPrice: text(known?.outputPrice), cachedPrice: text(known?.cachedPrice), keyed: known?.keyed === true }] as const;
  });
  return { kind, servers: Object.fromEntries(addresses) as Record<ServerKind, Address>, helped: stored?.helped === true, strict: stored?.strict === true, reviewed: stored?.reviewed === true };
}

const listeners = createListeners();

let answering = "";

/** Edits are answered by the model of these settings from now on. */
export function answersNow({ kind, servers: addresses }: ProviderSettings): void {
  answering = kind === "offline" ? "Offline model" : addresses[kind].model;
  listeners.notify();
}

/** The model that edits go to: of the settings, unless the engine could not be started with them. */
export function useAnswering(): string {
  return useSyncExternalStore(listeners.subscribe, () => answering);
}

export function keepProvider(settings: ProviderSettings, typed: Keys): void {
  keys = typed;
  try {
    localStorage.setItem(STORED, JSON.stringify(settings));
  } catch { /* Private windows may refuse; the settings then last as long as the tab. */ }
  answersNow(settings);
}

/** The server that is not asked because its key went with the page before; null if there is none. */
export function useMissingKey(): ServerKind | null {
  return useSyncExternalStore(listeners.subscribe, missingKey);
}

function missingKey(): ServerKind | null {
  const { kind, servers: addresses } = readProvider();
  return kind !== "offline" && !keys[kind] && wantsKey(kind, addresses[kind]) ? kind : null;
}

/** Whether a server is not asked without a key: the vendor answers nobody without one; a gateway may have one of its own, unless it was given one. */
function wantsKey(kind: ServerKind, { baseUrl, keyed }: Address): boolean {
  return keyed || (servers[kind].needsKey && !baseUrl.trim());
}

/** What the model that is set costs, if somebody typed it; else the engine's own list counts. */
export function typedPrices({ kind, servers: addresses }: ProviderSettings): Record<string, Price> | undefined {
  if (kind === "offline") return undefined;
  const { model, inputPrice, outputPrice, cachedPrice } = addresses[kind];
  const [input, output, cachedInput] = [inputPrice, outputPrice, cachedPrice].map(price) as [number | null, number | null, number | null];
  return input === null || output === null || wrongPrices(addresses[kind]) ? undefined : { [model]: { input, output, ...(cachedInput !== null && { cachedInput }) } };
}

/** Why prices cannot be counted with as typed, in words for beside the fields. */
export function wrongPrices({ inputPrice, outputPrice, cachedPrice }: Address): string | null {
  const typed = [inputPrice, outputPrice, cachedPrice].filter(price => price.trim() !== "");
  if (typed.some(text => price(text) === null)) return "A price is a number from 0 on, such as 2.50.";
  return typed.length > 0 && !(inputPrice.trim() && outputPrice.trim()) ? "Type at least In and Out, or nothing: one alone says no cost." : null;
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
    policy: { ...(settings.strict && isRemote && { holdOutside: true }), ...(settings.reviewed && { review: true }) },
  };
}

function providerOptions({ kind, servers: addresses }: ProviderSettings, keys: Keys): ProviderOptions {
  if (kind === "offline") return { kind };
  const { baseUrl, model } = addresses[kind];
  const { name, baseUrl: own } = servers[kind];
  const needed = wantsKey(kind, addresses[kind]);
  const apiKey = (): string => {
    const key = keys[kind] ?? "";
    if (!key && needed) throw new Error(`There is no key for ${name}: keys go when the page is closed or reloaded. Write it into the settings again.`);
    return key;
  };
  return { kind, baseUrl: baseUrl || own, model, ...(keys[kind] || needed ? { apiKey } : {}) };
}
