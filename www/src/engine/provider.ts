import type { ProviderOptions } from "bozzetto";

/** What is remembered between visits. The key is not in here: it stays in this module's memory. */
export interface ProviderSettings { kind: "offline" | "openai-compatible"; baseUrl: string; model: string }

const STORED = "studio.provider";
const initial: ProviderSettings = { kind: "offline", baseUrl: "https://api.openai.com/v1", model: "" };

let apiKey = "";

export function readProvider(): ProviderSettings {
  try {
    const stored = JSON.parse(localStorage.getItem(STORED) ?? "null") as Partial<ProviderSettings> | null;
    if (stored && (stored.kind === "offline" || stored.kind === "openai-compatible") && typeof stored.baseUrl === "string" && typeof stored.model === "string") {
      return { kind: stored.kind, baseUrl: stored.baseUrl, model: stored.model };
    }
  } catch { /* Storage is refused or holds something else: start anew. */ }
  return initial;
}

export function keepProvider(settings: ProviderSettings, key: string): void {
  apiKey = key;
  try {
    localStorage.setItem(STORED, JSON.stringify(settings));
  } catch { /* Private windows may refuse; the settings then last as long as the tab. */ }
}

export function currentKey(): string {
  return apiKey;
}

export function providerOptions(settings: ProviderSettings): ProviderOptions {
  if (settings.kind === "offline") return { kind: "offline" };
  return { kind: "openai-compatible", baseUrl: settings.baseUrl, model: settings.model, ...(apiKey ? { apiKey: () => apiKey } : {}) };
}
