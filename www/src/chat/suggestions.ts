import type { Json } from "bozzetto";
import { channels } from "../preview/css.ts";
import { flowOf } from "../preview/look.ts";
import { plain } from "../ui/plain.ts";
import { asNode, fields, indexOf, isWireframe, words, type WireNode } from "../preview/model.ts";

/** Longer words do not fit on a chip. */
const LONGEST = 24;

/** First edits to try, in the words of the design itself: only such as would change it. */
export function suggestionsFor(document: Json): string[] {
  if (!isWireframe(document)) return [];
  const nodes = [...indexOf(document).byId.values()].map(entry => entry.node);
  const [button, field] = [named(nodes, "button"), named(nodes, "input")];
  const heading = named(nodes.filter(node => isLeft(document, node) && isAlone(nodes, node)), "heading");
  const list: string[] = [];
  if (button) list.push(`Make “${button.words}” bigger and ${isGreen(fields(button.node.style).background) ? "blue" : "green"}`);
  if (field && !nodes.some(isPhoneField)) list.push(`Add a phone field under “${field.words}”`);
  if (heading) list.push(`Center “${heading.words}”`);
  if (!isDark(fields(asNode(document)?.style).background)) list.push("Dark mode");
  return list;
}

function named(nodes: readonly WireNode[], type: string): { node: WireNode; words: string } | null {
  const node = nodes.find(node => node.type === type);
  const text = node ? plain(said(node)) : "";
  return node && text && text.length <= LONGEST ? { node, words: text } : null;
}

function isPhoneField(node: WireNode): boolean {
  const { label, inputType } = fields(node.props);
  return node.type === "input" && (inputType === "tel" || /phone|mobile/i.test(words(label)));
}

/** Whether a text stands at the left of a column: in a row it is where the others leave it, and in a centred column in the middle. */
function isLeft(document: Json, node: WireNode): boolean {
  const index = indexOf(document);
  const around = index.byId.get(index.byId.get(node.id)?.parent ?? "")?.node;
  const centred = ["center", "centre", "middle"];
  const says = ({ style, layout }: WireNode) => [fields(style).textAlign, fields(style).align, fields(layout).align, fields(layout).alignItems, fields(layout).alignSelf].some(value => centred.includes(words(value)));
  return around !== undefined && flowOf(around) === "column" && !says(around) && !says(node);
}

/** Whether nothing else is called so: then there is no question which one is meant. */
function isAlone(nodes: readonly WireNode[], node: WireNode): boolean {
  const own = said(node).toLowerCase();
  return nodes.every(other => other === node || ![words(other.name), said(other)].some(text => text.toLowerCase().includes(own)));
}

function said(node: WireNode): string {
  return words(fields(node.props).label) || words(fields(node.props).text);
}

function isGreen(value: Json | undefined): boolean {
  const found = channels(value);
  return found !== null && found.green > found.red * 1.1 && found.green > found.blue * 1.1;
}

function isDark(value: Json | undefined): boolean {
  const found = channels(value);
  return found !== null && found.red * 0.3 + found.green * 0.59 + found.blue * 0.11 < 90;
}
