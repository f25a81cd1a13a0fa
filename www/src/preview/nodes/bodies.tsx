import type { ComponentType } from "react";
import { Avatar, Chart, Glyph, Picture, Swatch } from "./media.tsx";
import { Check, Field, Select, Slider, Toggle } from "./controls.tsx";
import { Breadcrumb, Divider, Progress, Rating, Table } from "./data.tsx";
import { Container, Item, Message, Unknown, Words } from "./words.tsx";
import type { BodyProps } from "./body.ts";

interface Kind {
  kind: string;
  Body: ComponentType<BodyProps>;
  /** Its label is outside of its box */
  fieldLike?: boolean;
  /** Its children follow its `layout` */
  lays?: boolean;
}

const container: Kind = { kind: "box", Body: Container, lays: true };
const words = (kind: string): Kind => ({ kind, Body: Words });
const field = (kind: string, Body: ComponentType<BodyProps>): Kind => ({ kind, Body, fieldLike: true });

/** How each type is drawn. */
const kinds: Readonly<Record<string, Kind>> = {
  screen: container, page: container, frame: container, row: container, column: container, section: container, form: container, group: container,
  container, stack: container, grid: container, box: container, div: container, panel: container, header: container, footer: container, nav: container, navbar: container,
  sidebar: container, list: container, tabs: container, tabbar: container, toolbar: container, buttonGroup: container, main: container, hero: container, modal: container,
  card: { kind: "card", Body: Container, lays: true }, message: { kind: "message", Body: Message }, bubble: { kind: "message", Body: Message },
  heading: words("heading"), title: words("heading"), text: words("text"), paragraph: words("text"), label: words("text"), caption: words("text"), quote: words("text"),
  link: words("link"), button: words("button"), badge: words("badge"), tag: words("badge"), chip: words("chip"),
  listItem: { kind: "item", Body: Item }, navItem: { kind: "item", Body: Item }, menuItem: { kind: "item", Body: Item }, tab: { kind: "tab", Body: Item },
  tabItem: { kind: "tab", Body: Item }, option: { kind: "item", Body: Item }, step: { kind: "item", Body: Item },
  input: field("field", Field), field: field("field", Field), textField: field("field", Field), search: field("field", Field), phone: field("field", Field),
  textarea: field("field", Field), select: field("field", Select), dropdown: field("field", Select), datePicker: field("field", Field), slider: { kind: "slider", Body: Slider },
  checkbox: { kind: "check", Body: Check }, radio: { kind: "check", Body: Check }, toggle: { kind: "check", Body: Toggle }, switch: { kind: "check", Body: Toggle },
  image: { kind: "picture", Body: Picture }, video: { kind: "picture", Body: Picture }, map: { kind: "picture", Body: Picture }, logo: { kind: "picture", Body: Picture },
  icon: { kind: "icon", Body: Glyph }, avatar: { kind: "avatar", Body: Avatar }, chart: { kind: "chart", Body: Chart }, swatch: { kind: "swatch", Body: Swatch },
  table: { kind: "table", Body: Table }, rating: { kind: "rating", Body: Rating }, progress: { kind: "progress", Body: Progress }, progressBar: { kind: "progress", Body: Progress },
  divider: { kind: "divider", Body: Divider }, separator: { kind: "divider", Body: Divider }, breadcrumb: { kind: "breadcrumb", Body: Breadcrumb },
  spacer: { kind: "spacer", Body: Words },
};

const unknown: Kind = { kind: "unknown", Body: Unknown, lays: true };

export function bodyOf(type: string): Kind {
  return (Object.hasOwn(kinds, type) ? kinds[type] : undefined) ?? unknown;
}
