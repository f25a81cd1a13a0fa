/** Documents that the tests begin with. */
const button = (id, label, background) => ({
  id, type: "button", name: `${label} button`, layout: { width: 140, height: 44 }, style: { background, color: "#ffffff", radius: 8, fontSize: 16 }, props: { label, variant: "primary" }, children: [],
});

export const twoButtons = {
  id: "root", type: "screen", name: "Note", layout: { direction: "column", gap: 16, padding: 40, width: 800, height: 500 }, style: { background: "#ffffff" }, props: {},
  children: [
    { id: "title", type: "heading", name: "Title", layout: {}, style: { fontSize: 28, color: "#111827" }, props: { text: "A note", level: 1 }, children: [] },
    { id: "actions", type: "row", name: "Actions", layout: { direction: "row", gap: 12 }, style: {}, props: {}, children: [button("save", "Save", "#374151"), button("discard", "Discard", "#374151")] },
  ],
};

export function large(nodes) {
  const cards = [];
  for (let card = 0; card < nodes / 5; card++) {
    cards.push({
      id: `c${card}`, type: "card", name: `Card ${card}`, layout: { direction: "column", gap: 8, padding: 12, width: 220 }, style: { background: "#ffffff", borderColor: "#e5e7eb", radius: 8 }, props: {},
      children: [
        { id: `h${card}`, type: "heading", layout: {}, style: { fontSize: 18 }, props: { text: `Offer ${card}`, level: 2 }, children: [] },
        { id: `t${card}`, type: "text", layout: {}, style: {}, props: { text: "Two lines of text that say something about it." }, children: [] },
        { id: `b${card}`, type: "badge", layout: {}, style: {}, props: { text: "New" }, children: [] },
        { id: `a${card}`, type: "button", layout: { height: 40 }, style: { background: "#1f2937", color: "#ffffff" }, props: { label: `Take ${card}` }, children: [] },
      ],
    });
  }
  return { id: "root", type: "screen", name: "Offers", layout: { direction: "row", wrap: true, gap: 12, padding: 24, width: 1200 }, style: {}, props: {}, children: cards };
}

const attack = "<img src=x onerror=\"globalThis.owned=1\"><script>globalThis.owned=2</script>";
export const hostile = {
  id: "\"] , *{}</style><script>", type: "screen", name: attack, layout: { width: 1e308, height: "99999999px", padding: [1e9, -5, "expression(alert(1))", "url(//evil.example)"], gap: -1e9 },
  style: { background: "url(https://evil.example/a.png)", color: "red; } body { display: none", fontSize: 1e300, fontFamily: "x; background: url(//evil.example/b)", shadow: "0 0 url(//evil.example/c)", borderColor: "var(--x, url(//evil.example/d))", position: "fixed", zIndex: 99999 },
  props: { text: attack, dangerouslySetInnerHTML: { __html: attack } },
  children: [
    { id: "link", type: "link", props: { text: attack, href: "javascript:globalThis.owned=3" } },
    { id: "image", type: "image", layout: { width: 1e9 }, props: { src: "https://evil.example/track.gif", alt: attack } },
    { id: "gradient", type: "frame", layout: { height: 50 }, style: { background: "linear-gradient(red, url(https://evil.example/e))" } },
    { id: "__proto__", type: "constructor", props: { text: "odd names" } },
    { id: "proto", type: "__proto__", props: { label: { toString: "x" }, options: "no list" } },
    { id: "table", type: "table", props: { columns: "no list", rows: [1, null, "x", { a: 1 }] } },
    { id: "rating", type: "rating", props: { value: "NaN", max: 1e9 } },
    { id: "input", type: "input", props: { label: 5, value: "x".repeat(50_000), inputType: "file" } },
    { id: "chart", type: "chart", props: { series: Array.from({ length: 5000 }, (_, at) => `s${at}`), kind: {} } },
    { id: "text", type: "text", layout: "none", style: [], props: null, children: { no: "list" } },
    { id: "iframe", type: "iframe", props: { src: "javascript:globalThis.owned=4", srcdoc: attack } },
    { id: "script", type: "script", props: { text: "globalThis.owned=5" } },
  ],
};
