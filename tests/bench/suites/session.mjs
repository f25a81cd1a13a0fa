// 1,000 edits in a row: neither prompts nor times may grow, and a version must weigh what changed, not what there is.
import { opsOf, requestOf, scriptedModel } from "../edits.mjs";
import { median } from "../measure.mjs";
import { engineWith } from "../package.mjs";
import { applyOp, clone, session as workload } from "../workload.mjs";

const EDITS = 1_000;
const WINDOW = 100;

export default async function session({ where, load }) {
  const model = scriptedModel();
  const engine = await engineWith(load, model.provider);
  const { base, ops, kinds } = workload(300, EDITS, 1);
  const current = clone(base);
  const made = await engine.createSession({ prompt: "bench", document: JSON.stringify(base) });
  const stored = async () => (await engine.storage()).usedBytes;
  const before = await stored();
  const tokens = [];
  const times = [];
  const patches = [];
  for (let i = 0; i < EDITS; i++) {
    model.ops = opsOf(ops[i], current);
    const { prompt, target } = requestOf(kinds[i], ops[i], current);
    patches.push(JSON.stringify(model.ops).length);
    const started = performance.now();
    const edit = made.edit(prompt, { target });
    const result = await edit.result;
    times.push(performance.now() - started);
    if (result.status !== "committed") throw new Error(`edit ${i}, "${prompt}", ended as ${result.status}: ${JSON.stringify(result.error ?? result.question)}`);
    tokens.push(made.promptReport(edit.id).totalTokens);
    applyOp(current, ops[i]);
  }
  if (JSON.stringify(made.getSnapshot().document) !== JSON.stringify(current)) throw new Error("the edits led elsewhere");
  const after = await stored();
  const exported = (await engine.exportSession(made.id)).length;
  await made.compressOldVersions(10);
  const packed = await stored();
  await engine.close();
  const row = (name, unit, samples) => ({ case: name, subject: "bozzetto", where, unit, median: median(samples), samples: samples.length });
  const early = (samples) => samples.slice(WINDOW, 2 * WINDOW);
  const late = (samples) => samples.slice(-WINDOW);
  return [
    row("prompt, edits 101 to 200", "tokens", early(tokens)),
    row("prompt, edits 901 to 1,000", "tokens", late(tokens)),
    row("largest prompt", "tokens", [Math.max(...tokens)]),
    row("one edit, edits 101 to 200", "ms", early(times)),
    row("one edit, edits 901 to 1,000", "ms", late(times)),
    row("bytes per version, stored", "bytes", [(after - before) / EDITS]),
    row("bytes per version, exported", "bytes", [exported / EDITS]),
    row("bytes per version, old ones packed", "bytes", [(packed - before) / EDITS]),
    row("ops of a version as JSON", "bytes", patches),
    row("the document as JSON", "bytes", [JSON.stringify(current).length]),
  ];
}
