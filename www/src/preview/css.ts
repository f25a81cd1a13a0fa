import type { Json } from "bozzetto";
import { isRecord } from "./model.ts";

/*
 * What a document may say about looks, checked before it gets near a style. Only known forms pass: no `url()`, no
 * `var()`, no size that could hide the rest of the page.
 */

const LARGEST = 8000;
const HEX = /^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;
const FUNCTION = /^(?:rgb|rgba|hsl|hsla|oklch|oklab)\([\d\s.,%/+-]{1,60}(?:deg[\d\s.,%/+-]{1,60})?\)$/i;
const WORD = /^[a-z]{3,24}$/i;
const GRADIENT = /^(?:linear|radial)-gradient\([\w\s#%.,()+-]{3,300}\)$/i;
const SHADOW = /^(?:inset\s+)?-?[\d.]+(?:px)?\s[\w\s#%.,()+-]{1,200}$/i;
const FORBIDDEN = /url|var|env|attr|image|expression|calc/i;

const known = new Map<string, boolean>();

function supports(property: string, value: string): boolean {
  const key = `${property}:${value}`;
  let answer = known.get(key);
  if (answer === undefined) {
    answer = typeof CSS !== "undefined" && CSS.supports(property, value);
    if (known.size > 2000) known.clear();
    known.set(key, answer);
  }
  return answer;
}

export function colour(value: Json | undefined): string | undefined {
  if (typeof value !== "string" || value.length > 80) return undefined;
  const text = value.trim();
  return (HEX.test(text) || FUNCTION.test(text) || WORD.test(text)) && supports("color", text) ? text : undefined;
}

/** Red, green and blue of a colour, 0 to 255; null for what is none, or not sRGB. */
export function channels(value: Json | undefined): { red: number; green: number; blue: number } | null {
  const text = colour(value);
  const pen = text === undefined ? null : document.createElement("canvas").getContext("2d");
  if (!pen || text === undefined) return null;
  // The browser reads every form of a colour, and writes an opaque one as hex.
  pen.fillStyle = text;
  const match = /^#(..)(..)(..)$/.exec(String(pen.fillStyle));
  return match ? { red: parseInt(match[1] ?? "", 16), green: parseInt(match[2] ?? "", 16), blue: parseInt(match[3] ?? "", 16) } : null;
}

export function gradient(value: Json | undefined): string | undefined {
  if (typeof value !== "string" || value.length > 320) return undefined;
  const text = value.trim();
  return GRADIENT.test(text) && !FORBIDDEN.test(text) && supports("background-image", text) ? text : undefined;
}

const shadows: Readonly<Record<string, string>> = {
  sm: "0 1px 3px rgb(17 24 39 / 14%)",
  small: "0 1px 3px rgb(17 24 39 / 14%)",
  md: "0 4px 12px rgb(17 24 39 / 14%)",
  medium: "0 4px 12px rgb(17 24 39 / 14%)",
  lg: "0 12px 28px rgb(17 24 39 / 18%)",
  large: "0 12px 28px rgb(17 24 39 / 18%)",
  xl: "0 24px 48px rgb(17 24 39 / 24%)",
};

export function shadow(value: Json | undefined): string | undefined {
  if (value === true) return shadows.md;
  if (typeof value !== "string" || value.length > 240) return undefined;
  const text = value.trim();
  return shadows[text.toLowerCase()] ?? (SHADOW.test(text) && !FORBIDDEN.test(text) && supports("box-shadow", text) ? text : undefined);
}

/** A length in pixels: `16`, `"16"`, `"16px"`, `"1.5rem"`. */
export function pixels(value: Json | undefined, least = 0, most = LARGEST): number | undefined {
  let size: number | undefined;
  if (typeof value === "number") size = value;
  else if (typeof value === "string") {
    const match = /^\s*(-?\d{1,6}(?:\.\d{1,4})?)\s*(px|pt|rem|em)?\s*$/i.exec(value);
    if (match) size = Number(match[1]) * (/r?em/i.test(match[2] ?? "") ? 16 : 1);
  }
  return size === undefined || !Number.isFinite(size) ? undefined : Math.min(most, Math.max(least, size));
}

/** `50%`, up to 100. */
export function percentage(value: Json | undefined): string | undefined {
  const match = typeof value === "string" ? /^\s*(\d{1,3}(?:\.\d{1,3})?)\s*%\s*$/.exec(value) : null;
  return match ? `${Math.min(100, Number(match[1]))}%` : undefined;
}

/** One to four lengths: a number, a list, `{top, right, bottom, left}` or `{x, y}`, `"8px 16px"`. */
export function sides(value: Json | undefined, most = 400): string | undefined {
  let list: readonly (Json | undefined)[];
  if (Array.isArray(value)) list = value as readonly Json[];
  else if (isRecord(value)) {
    const { top, right, bottom, left, x, y, horizontal, vertical } = value as Record<string, Json | undefined>;
    list = [top ?? y ?? vertical ?? 0, right ?? x ?? horizontal ?? 0, bottom ?? y ?? vertical ?? 0, left ?? x ?? horizontal ?? 0];
  } else if (typeof value === "string") list = value.slice(0, 60).trim().split(/\s+/);
  else list = [value];
  if (list.length === 0 || list.length > 4) return undefined;
  const sizes = list.map(side => pixels(side, 0, most));
  return sizes.every(size => size !== undefined) ? sizes.map(size => `${size}px`).join(" ") : undefined;
}

/** A value out of a fixed table. */
export function choice<T extends string>(value: Json | undefined, table: Readonly<Record<string, T>>): T | undefined {
  return typeof value === "string" && Object.hasOwn(table, value) ? table[value] : undefined;
}

export function amount(value: Json | undefined, least: number, most: number): number | undefined {
  const number = typeof value === "number" ? value : typeof value === "string" && value.length < 12 && value.trim() !== "" ? Number(value) : NaN;
  return Number.isFinite(number) ? Math.min(most, Math.max(least, number)) : undefined;
}

/** Font families by name only; nothing is loaded. */
export function fontFamily(value: Json | undefined): string | undefined {
  return typeof value === "string" && /^[\w\s,'"-]{2,120}$/.test(value) && supports("font-family", value) ? `${value}, sans-serif` : undefined;
}
