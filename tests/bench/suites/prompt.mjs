// What a one-edit prompt tells the model about the document, in tokens of a real tokenizer (o200k), beside the whole document as
// minified JSON and as TOON; and what the model has to write for a restyle.
import { opsOf, requestOf, scriptedModel } from "../edits.mjs";
import { median } from "../measure.mjs";
import { engineWith } from "../package.mjs";
import { clone, applyOp, doc, indexDoc, mulberry32, pickOp } from "../workload.mjs";

const kinds = ["restyle-one", "retext-one", "insert", "remove", "move"];

export default async function prompt({ where, load }) {
  const { tokens: encode, toon } = await load("target/xtask/peers.js");
  const count = (text) => encode(text).length;
  const rows = [];
  const row = (name, subject, samples) => rows.push({ case: name, subject, where, unit: "tokens", median: median(samples), samples: samples.length });
  for (const [nodes, edits] of [[100, 30], [1_000, 30], [10_000, 10]]) {
    const model = scriptedModel();
    const engine = await engineWith(load, model.provider);
    const base = doc(nodes, 1);
    const current = clone(base);
    const session = await engine.createSession({ prompt: "bench", document: JSON.stringify(base) });
    const random = mulberry32(11);
    const told = [];
    const all = [];
    const estimates = [];
    for (let i = 0; i < edits; i++) {
      const kind = kinds[i % kinds.length];
      const op = pickOp(current, kind, random);
      model.ops = opsOf(op, current);
      const { prompt, target } = requestOf(kind, op, current);
      const { node } = indexDoc(current).map.get(op.id ?? op.parent);
      const edit = session.edit(prompt, { target });
      const result = await edit.result;
      if (result.status !== "committed") throw new Error(`"${prompt}" ended as ${result.status}: ${JSON.stringify(result.error ?? result.question)}`);
      const { sections } = session.promptReport(edit.id);
      const document = sections.find(({ name }) => name === "document").text;
      // Never without what it is about, in full, but for what is masked.
      for (const [field, value] of Object.entries({ ...node.props, ...node.style })) {
        if (typeof value === "string" && !value.includes("@") && !document.includes(JSON.stringify(value).slice(1, -1))) throw new Error(`the prompt of "${prompt}" lacks ${field} of ${node.id}`);
      }
      told.push(count(document));
      const whole = sections.map(({ text }) => text).join("");
      all.push(count(whole));
      estimates.push(sections.reduce((sum, { tokens }) => sum + tokens, 0) / count(whole));
      applyOp(current, op);
    }
    await engine.close();
    const name = `tokens-${nodes}`;
    row(name, "bozzetto", told);
    row(name, "bozzetto, most", [Math.max(...told)]);
    row(name, "bozzetto, whole prompt", all);
    row(name, "minified JSON", [count(JSON.stringify(current))]);
    row(name, "TOON", [count(toon(current))]);
    rows.push({ case: name, subject: "bozzetto, estimate", where, unit: "x real", median: median(estimates), samples: estimates.length });
  }
  const { id } = indexDoc(doc(1_000, 1)).list[417].node;
  const restyle = { op: "set", id, path: "/style/background", value: "#16a34a" };
  const line = `${restyle.id}.background "${restyle.value}"\n`;
  await answered(load, line, restyle);
  row("answer-restyle", "bozzetto", [count(line)]);
  row("answer-restyle", "bozzetto, as JSON", [count(JSON.stringify({ ops: [{ ...restyle, json: null }], question: null, summary: "" }))]);
  const path = "/children/3/children/1/children/4/children/0/style/background";
  row("answer-restyle", "RFC 6902", [count(JSON.stringify([{ op: "test", path: path.replace("style/background", "id"), value: restyle.id }, { op: "replace", path, value: restyle.value }]))]);
  return rows;
}

/** Fails unless an answer is read as the restyle that it stands for. */
async function answered(load, answer, { id, path, value }) {
  const engine = await engineWith(load, { kind: "app", name: "scripted", answer: () => answer });
  const session = await engine.createSession({ prompt: "bench", document: JSON.stringify(doc(1_000, 1)) });
  await session.edit("make this green", { target: id }).result;
  const { node } = indexDoc(session.getSnapshot().document).map.get(id);
  const [part, field] = path.slice(1).split("/");
  if (node[part][field] !== value) throw new Error(`${JSON.stringify(answer)} was read as ${JSON.stringify(node[part])}`);
  await engine.close();
}
