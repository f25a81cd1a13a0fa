import type { Price } from "./api.js";

/** Input, output, cached input and writing to the cache. */
type Row = readonly [models: string, input: number, output: number, cachedInput: number, cacheWrite?: number];

const rows: readonly Row[] = [
  ["gpt-5.6 gpt-5.6-sol", 5, 30, 0.5, 6.25], ["gpt-5.6-terra", 2.5, 15, 0.25, 3.125], ["gpt-5.6-luna", 1, 6, 0.1, 1.25],
  ["gpt-5.5", 5, 30, 0.5], ["gpt-5.4", 2.5, 15, 0.25], ["gpt-5.4-mini", 0.75, 4.5, 0.075], ["gpt-5.4-nano", 0.2, 1.25, 0.02],
  ["gpt-5.2", 1.75, 14, 0.175], ["gpt-5 gpt-5.1", 1.25, 10, 0.125], ["gpt-5-mini", 0.25, 2, 0.025], ["gpt-5-nano", 0.05, 0.4, 0.005],
  ["gpt-4.1", 2, 8, 0.5], ["gpt-4.1-mini", 0.4, 1.6, 0.1], ["gpt-4.1-nano", 0.1, 0.4, 0.025], ["gpt-4o", 2.5, 10, 1.25], ["gpt-4o-mini", 0.15, 0.6, 0.075],
  ["o3", 2, 8, 0.5], ["o4-mini", 1.1, 4.4, 0.275],
  ["claude-opus-4-5 claude-opus-4-6 claude-opus-4-7 claude-opus-4-8 claude-opus-5", 5, 25, 0.5, 6.25], ["claude-opus-4-1", 15, 75, 1.5, 18.75],
  ["claude-sonnet-5", 2, 10, 0.2, 2.5], ["claude-sonnet-4-5 claude-sonnet-4-6 claude-sonnet-4", 3, 15, 0.3, 3.75], ["claude-haiku-4-5", 1, 5, 0.1, 1.25],
  ["gemini-3.6-flash", 1.5, 7.5, 0.15], ["gemini-3.5-flash", 1.5, 9, 0.15], ["gemini-3.5-flash-lite gemini-2.5-flash", 0.3, 2.5, 0.03],
  ["gemini-3.1-pro-preview gemini-3-pro-preview", 2, 12, 0.2], ["gemini-3.1-flash-lite", 0.25, 1.5, 0.025], ["gemini-3-flash-preview gemini-3-flash", 0.5, 3, 0.05],
  ["gemini-2.5-pro", 1.25, 10, 0.125], ["gemini-2.5-flash-lite", 0.1, 0.4, 0.01],
];

/**
 * What vendors asked for in July 2026, in US dollars for a million tokens: of short prompts, without discounts. Used where an app gives no
 * prices of its own; a model that is not named here (or named with a date behind it) has no price.
 */
export const listPrices: Readonly<Record<string, Price>> = Object.freeze(Object.fromEntries(rows.flatMap(([models, input, output, cachedInput, cacheWrite]) =>
  models.split(" ").map((model) => [model, { input, output, cachedInput, ...(cacheWrite === undefined ? {} : { cacheWrite }) }]))));
