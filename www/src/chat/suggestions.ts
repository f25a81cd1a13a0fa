import type { Json } from "bozzetto";
import { channels } from "../preview/css.ts";
import { asNode, fields, indexOf, isWireframe, words, type WireNode } from "../preview/model.ts";

/** Longer words do not fit on a chip. */
const LONGEST = 24;

/** First edits to try, in the words of the design itself: only such as would change it. */
export function suggestionsFor(document: Json): string[] {
  if (!isWireframe(document)) return [];
  const nodes = [...indexOf(document).byId.values()].map(entry => entry.node);
  const [button, field, heading] = [named(nodes, "button"), named(nodes, "input"), named(nodes, "heading")];
  const list: string[] = [];
  if (button) list.push(`Make “${button.words}” bigger and ${isGreen(fields(button.node.style).background) ? "blue" : "green"}`);
  if (field && !nodes.some(isPhoneField)) list.push(`Add a phone field under “${field.words}”`);
  if (heading && !isCentred(heading.node)) list.push(`Center “${heading.words}”`);
  if (!isDark(fields(asNode(document)?.style).background)) list.push("Dark mode");
  return list;
}

function named(nodes: readonly WireNode[], type: string): { node: WireNode; words: string } | null {
  const node = nodes.find(node => node.type === type);
  const text = node ? words(fields(node.props).label) || words(fields(node.props).text) : "";
  return node && text && text.length <= LONGEST ? { node, words: text } : null;
}

function isPhoneField(node: WireNode): boolean {
  const { label, inputType } = fields(node.props);
  return node.type === "input" && (inputType === "tel" || /phone|mobile/i.test(words(label)));
}

function isCentred(node: WireNode): boolean {
  const { textAlign, align } = fields(node.style);
  return [textAlign, align, fields(node.layout).align, fields(node.layout).alignSelf].includes("center");
}

function isGreen(value: Json | undefined): boolean {
  const found = channels(value);
  return found !== null && found.green > found.red * 1.1 && found.green > found.blue * 1.1;
}

function isDark(value: Json | undefined): boolean {
  const found = channels(value);
  return found !== null && found.red * 0.3 + found.green * 0.59 + found.blue * 0.11 < 90;
}
