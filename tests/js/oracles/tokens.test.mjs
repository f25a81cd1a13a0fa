// CTX-8: what a prompt comes to, as estimated, beside a real tokenizer (o200k, OpenAI's).
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { createEngine, init } from "bozzetto";
import { encode } from "gpt-tokenizer";

const data = new URL("../../data/documents/", import.meta.url);
const words = [
  "make the heading bigger and the background a warm grey", "Mach die Überschrift größer und den Hintergrund wärmer", "rends le titre plus grand, s'il te plaît",
  "見出しを大きくしてください", "сделай заголовок больше, а фон теплее", "اجعل العنوان أكبر", "제목을 더 크게 해 주세요", "🎉🎉 make it festive 🎉🎉",
];

async function* documents() {
  for (const folder of await readdir(data, { withFileTypes: true })) {
    if (!folder.isDirectory()) continue;
    for (const name of (await readdir(new URL(`${folder.name}/`, data))).filter((name) => name.endsWith(".json"))) {
      yield [`${folder.name}/${name}`, await readFile(new URL(`${folder.name}/${name}`, data), "utf8")];
    }
  }
}

test("CTX-8 estimates are near what a real tokenizer counts, in many documents and languages", async () => {
  await init();
  const engine = await createEngine({ store: "memory", provider: { kind: "app", name: "none", answer: () => '{"ops":[],"question":null,"summary":"no"}' } });
  const ratios = [];
  let at = 0;
  for await (const [name, document] of documents()) {
    const session = await engine.createSession({ prompt: "start", document });
    const root = JSON.parse(document);
    const edit = session.edit(words[at++ % words.length], typeof root.id === "string" && typeof root.type === "string" ? { target: root.id } : {});
    await edit.result;
    const report = session.promptReport(edit.id);
    await session.close();
    // Words about nothing that is there are not asked about.
    if (!report) continue;
    const real = report.sections.reduce((sum, { text }) => sum + encode(text).length, 0);
    ratios.push(report.totalTokens / real);
    assert.ok(report.totalTokens > real * 0.75 && report.totalTokens < real * 1.35, `${name}: ${report.totalTokens} estimated, ${real} counted`);
  }
  await engine.close();
  ratios.sort((a, b) => a - b);
  const median = ratios[Math.floor(ratios.length / 2)];
  console.log(`${ratios.length} prompts: estimated ${ratios[0].toFixed(2)} to ${ratios.at(-1).toFixed(2)} times what was counted, median ${median.toFixed(2)}`);
  assert.ok(ratios.length >= 12 && median > 0.8 && median < 1.2);
});
