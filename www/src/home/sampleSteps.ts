import type { Json } from "bozzetto";

const field = (id: string, label: string, placeholder: string): Json => ({
  id, type: "input", name: label, layout: { width: "fill", height: 44 }, style: { borderColor: "#d1d5db", radius: 8 }, props: { label, placeholder }, children: [],
});

function sheet(fields: readonly Json[], button: { background: string; height: number; fontSize: number }): Json {
  return {
    id: "s", type: "screen", layout: { width: 420, height: 560, padding: 28, gap: 18 }, style: { background: "#ffffff" }, children: [
      { id: "p", type: "image", layout: { width: "fill", height: 120 }, style: { radius: 12 }, props: { alt: "Cyclists on a coast road" } },
      { id: "h", type: "heading", style: { fontSize: 26, fontWeight: 700 }, props: { text: "Join the bike shop", level: 1 } },
      ...fields,
      { id: "b", type: "button", layout: { width: "fill", height: button.height }, style: { background: button.background, color: "#ffffff", radius: 8, fontSize: button.fontSize }, props: { label: "Create account" } },
    ],
  };
}

const plain = { background: "#4b5563", height: 44, fontSize: 16 };
const green = { background: "#15803d", height: 58, fontSize: 19 };
const mail = field("m", "E-mail", "ada@example.com");

/** What the first screen shows of the loop: words, and what became of them. */
export const steps: readonly { words: string; document: Json; touched: string }[] = [
  { words: "a sign-up page for a bike shop", document: sheet([mail], plain), touched: "" },
  { words: "make the button bigger and green", document: sheet([mail], green), touched: "b" },
  { words: "add a phone field under the e-mail", document: sheet([mail, field("t", "Phone", "+39 …")], green), touched: "t" },
  { words: "undo that", document: sheet([mail], green), touched: "" },
];
