import type { CSSProperties } from "react";
import type { Json } from "bozzetto";
import { amount, choice, colour, fontFamily, gradient, percentage, pixels, shadow, sides } from "./css.ts";
import { fields, type WireNode } from "./model.ts";

/** How a parent lays out the node that is drawn: plain values, so that a memoised node compares them. */
export type Flow = "row" | "column" | "grid";

const rows = new Set(["row", "nav", "tabs", "tabbar", "header", "footer", "breadcrumb", "toolbar", "buttonGroup", "stepper"]);
const hugging = new Set(["button", "badge", "chip", "tag", "icon", "avatar", "link", "rating", "swatch", "toggle", "switch", "tab", "image", "checkbox", "radio", "spinner", "logo"]);

const align = { start: "flex-start", left: "flex-start", top: "flex-start", "flex-start": "flex-start", center: "center", middle: "center", centre: "center", end: "flex-end", right: "flex-end", bottom: "flex-end", "flex-end": "flex-end", stretch: "stretch", baseline: "baseline" } as const;
const justify = { start: "flex-start", left: "flex-start", "flex-start": "flex-start", center: "center", middle: "center", centre: "center", end: "flex-end", right: "flex-end", "flex-end": "flex-end", between: "space-between", "space-between": "space-between", around: "space-around", "space-around": "space-around", evenly: "space-evenly", "space-evenly": "space-evenly" } as const;
const textAlign = { left: "left", start: "left", center: "center", centre: "center", right: "right", end: "right", justify: "justify" } as const;
const borderStyle = { solid: "solid", dashed: "dashed", dotted: "dotted", double: "double", none: "none" } as const;
const weights = { thin: "200", light: "300", normal: "400", regular: "400", medium: "500", semibold: "600", bold: "700", black: "800" } as const;
const decoration = { underline: "underline", "line-through": "line-through", none: "none" } as const;
const transform = { uppercase: "uppercase", lowercase: "lowercase", capitalize: "capitalize", none: "none" } as const;
const fills = new Set(["fill", "full", "stretch", "100%", "match_parent", "grow"]);

export function flowOf(node: WireNode): Flow {
  const layout = fields(node.layout);
  const direction = layout.direction;
  if (direction === "grid" || (amount(layout.columns, 1, 24) ?? 0) > 1) return "grid";
  if (direction === "row" || direction === "horizontal") return "row";
  if (direction === "column" || direction === "vertical") return "column";
  return rows.has(node.type) ? "row" : "column";
}

/** The place and the box of a node, from its `layout` and `style`; `lays`: its children follow its flow. */
export function lookOf(node: WireNode, parent: Flow | null, parentAligns: boolean, lays: boolean): CSSProperties {
  const css: CSSProperties = {};
  size(css, node, parent, parentAligns);
  inner(css, node, lays);
  paint(css, fields(node.style));
  return css;
}

function size(css: CSSProperties, node: WireNode, parent: Flow | null, parentAligns: boolean) {
  const layout = fields(node.layout);
  const { width, height } = layout;
  if (parent === null) {
    css.width = pixels(width, 200, 4000) ?? 1200;
    css.minHeight = pixels(height, 80, 8000) ?? 480;
    return;
  }
  if (typeof width === "string" && fills.has(width)) {
    if (parent === "row") { css.flexGrow = 1; css.flexShrink = 1; css.flexBasis = 0; css.minWidth = 0; }
    else { css.width = "100%"; css.minWidth = 0; }
  } else {
    const fixed = pixels(width);
    if (fixed !== undefined) { css.width = fixed; css.maxWidth = "100%"; if (parent === "row") css.flexShrink = 1; }
    else {
      const part = percentage(width);
      if (part) css.width = part;
      else if (parent === "column" && !parentAligns && hugging.has(node.type)) css.alignSelf = "flex-start";
    }
  }
  if (typeof height === "string" && fills.has(height)) {
    if (parent === "column") css.flexGrow = 1;
    else css.alignSelf = "stretch";
  } else {
    const fixed = pixels(height);
    if (fixed !== undefined) { css.minHeight = fixed; if (fixed > 0 && drawsOneThing.has(node.type)) css.height = fixed; }
  }
  css.maxWidth = pixels(layout.maxWidth) ?? css.maxWidth;
  css.minWidth = pixels(layout.minWidth) ?? css.minWidth;
  css.maxHeight = pixels(layout.maxHeight);
  css.minHeight = pixels(layout.minHeight) ?? css.minHeight;
  const own = choice(layout.alignSelf, align);
  if (own) css.alignSelf = own;
  const grow = amount(layout.grow ?? layout.flex, 0, 100);
  if (grow !== undefined && parent !== "grid") { css.flexGrow = grow; css.minWidth ??= 0; }
  css.margin = sides(layout.margin);
  const span = amount(layout.span ?? layout.columnSpan, 1, 24);
  if (span !== undefined && parent === "grid") css.gridColumn = `span ${Math.round(span)}`;
}

const drawsOneThing = new Set(["image", "icon", "avatar", "swatch", "map", "video", "chart", "toggle", "switch", "spinner", "logo"]);

function inner(css: CSSProperties, node: WireNode, lays: boolean) {
  const layout = fields(node.layout);
  const flow = flowOf(node);
  css.padding = sides(layout.padding);
  const gap = pixels(layout.gap ?? layout.spacing, 0, 400);
  if (gap !== undefined) css.gap = gap;
  if (!lays) { /* A control has a layout of its own. */ }
  else if (flow === "grid") {
    css.display = "grid";
    css.gridTemplateColumns = `repeat(${Math.round(amount(layout.columns, 1, 24) ?? 2)}, minmax(0, 1fr))`;
  } else css.flexDirection = flow;
  const items = choice(layout.align ?? layout.alignItems, align);
  if (items && lays) css.alignItems = items;
  const across = choice(layout.align, textAlign);
  if (across && !lays) css.textAlign = across;
  const content = choice(layout.justify ?? layout.justifyContent, justify);
  if (content) css.justifyContent = content;
  if (layout.wrap === true || layout.wrap === "wrap") css.flexWrap = "wrap";
}

function paint(css: CSSProperties, style: Readonly<Record<string, Json | undefined>>) {
  const background = style.background ?? style.backgroundColor ?? style.fill;
  css.backgroundColor = colour(background);
  if (css.backgroundColor === undefined) css.backgroundImage = gradient(background);
  css.color = colour(style.color ?? style.textColor);
  css.fontSize = pixels(style.fontSize, 4, 200);
  const weight = amount(style.fontWeight, 100, 900) ?? choice(style.fontWeight, weights);
  if (weight !== undefined) css.fontWeight = Number(weight);
  css.fontFamily = fontFamily(style.fontFamily ?? style.font);
  if (style.fontStyle === "italic" || style.italic === true) css.fontStyle = "italic";
  css.textAlign = choice(style.textAlign, textAlign);
  css.textDecorationLine = style.underline === true ? "underline" : choice(style.textDecoration, decoration);
  css.textTransform = choice(style.textTransform, transform);
  css.letterSpacing = pixels(style.letterSpacing, -8, 40);
  const line = amount(style.lineHeight, 0.5, 200);
  if (line !== undefined) css.lineHeight = line > 4 ? `${line}px` : line;
  css.borderRadius = percentage(style.radius ?? style.borderRadius) ?? sides(style.radius ?? style.borderRadius, 9999);
  border(css, style);
  css.boxShadow = shadow(style.shadow ?? style.boxShadow);
  css.opacity = amount(style.opacity, 0.05, 1);
}

function border(css: CSSProperties, style: Readonly<Record<string, Json | undefined>>) {
  let width = pixels(style.borderWidth, 0, 40);
  let edge = colour(style.borderColor);
  let kind = choice(style.borderStyle, borderStyle);
  if (typeof style.border === "string" && style.border.length < 80) {
    const match = /^\s*(\d{1,2}(?:\.\d)?)(?:px)?\s+(solid|dashed|dotted|double)\s+(.+?)\s*$/.exec(style.border);
    if (match) {
      width ??= Math.min(40, Number(match[1]));
      kind ??= match[2] as "solid";
      edge ??= colour(match[3]);
    } else edge ??= colour(style.border);
  }
  if (edge !== undefined) width ??= 1;
  if (width === undefined) return;
  css.borderWidth = width;
  css.borderStyle = kind ?? "solid";
  css.borderColor = edge ?? "#9ca3af";
}
