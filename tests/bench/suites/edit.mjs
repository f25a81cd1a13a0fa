// The engine's time for one edit with scripted ops, from the words to the stored version, beside one JSON.parse of the
// document. The model answers at once and the store is memory, so what is left is the engine and the boundary.
import { opsOf, requestOf, scriptedModel } from "../edits.mjs";
import { median } from "../measure.mjs";
import { engineWith } from "../package.mjs";
import { clone, applyOp, doc, mulberry32, pickOp } from "../workload.mjs";

const kinds = ["restyle-one", "retext-one", "insert", "remove", "move", "reorder"];

export default async function edit({ where, load }) {
  const rows = [];
  for (const [nodes, edits] of [[100, 120], [1_000, 120], [10_000, 36]]) {
    const model = scriptedModel();
    const engine = await engineWith(load, model.provider);
    const base = doc(nodes, 1);
    const text = JSON.stringify(base);
    const current = clone(base);
    const session = await engine.createSession({ prompt: "bench", document: text });
    const applied = await engine.createSession({ prompt: "bench", document: text });
    const random = mulberry32(7);
    const times = { bozzetto: [], "bozzetto, apply": [], "JSON.parse": [] };
    const byKind = Object.fromEntries(kinds.map((kind) => [kind, []]));
    for (let i = -12; i < edits; i++) {
      const kind = kinds[(i + 12) % kinds.length];
      const op = pickOp(current, kind, random);
      model.ops = opsOf(op, current);
      const { prompt, target } = requestOf(kind, op, current);
      const turns = {
        bozzetto: async () => {
          const result = await session.edit(prompt, { target }).result;
          if (result.status !== "committed") throw new Error(`"${prompt}" ended as ${result.status}: ${JSON.stringify(result.error ?? result.question)}`);
        },
        "bozzetto, apply": () => applied.apply(model.ops, kind),
        "JSON.parse": () => JSON.parse(text),
      };
      for (const [subject, turn] of Object.entries(turns)) {
        const started = performance.now();
        await turn();
        const took = performance.now() - started;
        if (i >= 0) times[subject].push(took);
        if (i >= 0 && subject === "bozzetto") byKind[kind].push(took);
      }
      applyOp(current, op);
    }
    if (JSON.stringify(session.getSnapshot().document) !== JSON.stringify(current)) throw new Error("the edits led elsewhere");
    await engine.close();
    const name = `one edit, ${nodes.toLocaleString("en")} nodes`;
    const parse = median(times["JSON.parse"]);
    for (const [subject, samples] of Object.entries(times)) {
      rows.push({ case: name, subject, where, unit: "ms", median: median(samples), samples: samples.length });
    }
    // The bar: an edit takes at most three times as long as one JSON.parse of the document.
    const ratio = (subject, samples) => rows.push({ case: name, subject, where, unit: "x parse", median: median(samples) / parse, samples: samples.length });
    ratio("bozzetto", times.bozzetto);
    ratio("bozzetto, apply", times["bozzetto, apply"]);
    for (const kind of kinds) ratio(`  ${kind}`, byKind[kind]);
  }
  return rows;
}
