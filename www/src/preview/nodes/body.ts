import type { CSSProperties, ReactNode } from "react";
import type { Json } from "bozzetto";
import { fields, shorten, words, type WireNode } from "../model.ts";

export interface BodyProps {
  node: WireNode;
  /** The look of the box inside, for fields */
  box: CSSProperties | undefined;
  /** The nodes below, drawn */
  children: ReactNode;
}

/** A text of a megabyte is data, not something to lay out. */
const LONGEST = 2000;

export function textOf(node: WireNode, ...names: string[]): string {
  const props = fields(node.props);
  for (const name of names) {
    const found = words(props[name]);
    if (found) return shorten(found, LONGEST);
  }
  return "";
}

export function flag(node: WireNode, ...names: string[]): boolean {
  const props = fields(node.props);
  return names.some(name => props[name] === true);
}

export function listOf(value: Json | undefined, most = 200): readonly Json[] {
  return Array.isArray(value) ? (value.slice(0, most) as readonly Json[]) : [];
}

/** The words of a list's entry: a scalar, or an object with a label. */
export function entry(value: Json | undefined): string {
  const { label, text, title, name, value: inner } = fields(value);
  return shorten(words(value) || words(label) || words(text) || words(title) || words(name) || words(inner), 200);
}
