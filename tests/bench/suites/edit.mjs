// The engine's time for one edit with scripted ops, from the words to the stored version, beside one JSON.parse of the
// document. The model answers at once and the store is memory, so what is left is the engine and the boundary.
import { opsOf, promptOf, scriptedModel, targetOf } from "../edits.mjs";
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
    for (let i = -12; i < edits; i++) {
      const kind = kinds[(i + 12) % kinds.length];
      const op = pickOp(current, kind, random);
      model.ops = opsOf(op, current);
      const turns = {
        bozzetto: async () => {
          const result = await session.edit(promptOf(kind, op), { target: targetOf(op) }).result;
          if (result.status !== "committed") throw new Error(`${kind} ended as ${result.status}: ${JSON.stringify(result.error ?? result.question)}`);
        },
        "bozzetto, apply": () => applied.apply(model.ops, kind),
        "JSON.parse": () => JSON.parse(text),
      };
      for (const [subject, turn] of Object.entries(turns)) {
        const started = performance.now();
        await turn();
        const took = performance.now() - started;
        if (i >= 0) times[subject].push(took);
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
    for (const subject of ["bozzetto", "bozzetto, apply"]) {
      rows.push({ case: name, subject, where, unit: "JSON.parse", median: median(times[subject]) / parse, samples: edits });
    }
  }
  return rows;
}
