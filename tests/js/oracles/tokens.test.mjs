// CTX-3, CTX-8: what a prompt comes to, as estimated, beside real tokenizers: o200k for OpenAI's models, and others for others.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { test } from "node:test";
import { countTokens } from "@anthropic-ai/tokenizer";
import { createEngine, init } from "bozzetto";
import { encode } from "gpt-tokenizer";
import llama3 from "llama3-tokenizer-js";
import { opsOf, requestOf, scriptedModel } from "../../bench/edits.mjs";
import { applyOp, doc, indexDoc, mulberry32, pickOp } from "../../bench/workload.mjs";

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
    assert.ok(report.totalTokens > real * 0.8 && report.totalTokens < real * 1.25, `${name}: ${report.totalTokens} estimated, ${real} counted`);
  }
  await engine.close();
  ratios.sort((a, b) => a - b);
  const median = ratios[Math.floor(ratios.length / 2)];
  console.log(`${ratios.length} prompts: estimated ${ratios[0].toFixed(2)} to ${ratios.at(-1).toFixed(2)} times what was counted, median ${median.toFixed(2)}`);
  assert.ok(ratios.length >= 12 && median > 0.8 && median < 1.2);
});

/**
 * What stands in for the tokenizers of other vendors. Llama's is public. The one that Anthropic published is that of its second models; newer
 * ones count a tenth more (measured by others against the API, as are the 8 % that Gemini counts above o200k; Gemma's vocabulary, of the same family,
 * came to 9 % over these prompts).
 */
const tokenizers = {
  anthropic: (text) => countTokens(text) * 1.1,
  gemini: (text) => encode(text).length * 1.08,
  ollama: (text) => llama3.encode(text, { bos: false, eos: false }).length,
};

for (const [kind, count] of Object.entries(tokenizers)) {
  test(`CTX-8 estimates for ${kind} are never far below what its models count, nor far above`, async () => {
    await init();
    // The prompt counts, not the answer.
    const server = createServer((_, response) => response.writeHead(400).end("{}"));
    await new Promise((done) => server.listen(0, "127.0.0.1", done));
    const engine = await createEngine({ store: "memory", provider: { kind, model: "m", baseUrl: `http://127.0.0.1:${server.address().port}` } });
    const ratios = [];
    let at = 0;
    for await (const [name, document] of documents()) {
      const session = await engine.createSession({ prompt: "start", document });
      const root = JSON.parse(document);
      const edit = session.edit(words[at++ % words.length], typeof root.id === "string" && typeof root.type === "string" ? { target: root.id } : {});
      await edit.result.catch(() => {});
      const report = session.promptReport(edit.id);
      await session.close();
      if (!report) continue;
      const real = report.sections.reduce((sum, { text }) => sum + count(text), 0);
      ratios.push(report.totalTokens / real);
      assert.ok(report.totalTokens > real * 0.8 && report.totalTokens < real * 1.4, `${name}: ${report.totalTokens} estimated, ${real} counted`);
    }
    await engine.close();
    await new Promise((done) => server.close(done));
    ratios.sort((a, b) => a - b);
    const median = ratios[Math.floor(ratios.length / 2)];
    console.log(`${kind}, ${ratios.length} prompts: estimated ${ratios[0].toFixed(2)} to ${ratios.at(-1).toFixed(2)} times what was counted, median ${median.toFixed(2)}`);
    // On the safe side, so that budgets hold, but by no more than a quarter.
    assert.ok(ratios.length >= 12 && median > 0.95 && median < 1.25);
  });
}

/** Texts that tokenisers cut finely, or hardly at all. */
const texts = {
  uuids: (at) => `${(at * 2654435761 >>> 0).toString(16).padStart(8, "0")}-4f89-41d3-9a0c-${(at * 40503 * 2654435761 % 2 ** 47).toString(16).padStart(12, "0")}`,
  css: (at) => `padding:${at}px 16px;border-radius:8px;box-shadow:0 1px 2px rgba(0,0,0,.0${at % 10});background:linear-gradient(90deg,#f9fafb ${at}%,#e5e7eb 100%)`,
  numbers: (at) => [12.5, 1300.75, 0.333].map((number) => String(number * at)).join(" "),
  russian: (at) => ["Настройки учётной записи и уведомления", "Способы оплаты, история заказов", "Добавить телефон под адресом"][at % 3],
  chinese: (at) => ["账户设置、通知、安全、付款方式", "把提交按钮移到右下角", "所有卡片的高度应该一致"][at % 3],
  japanese: (at) => ["アカウント設定とお支払い方法", "送信ボタンを右下に移動", "すべてのカードの高さを揃える"][at % 3],
  korean: (at) => ["이메일 아래에 전화번호 입력란", "제출 버튼을 오른쪽 아래로", "계정 설정과 알림"][at % 3],
  arabic: (at) => ["إعدادات الحساب والإشعارات", "انقل زر الإرسال إلى الزاوية", "طرق الدفع وسجل الطلبات"][at % 3],
  german: (at) => ["Kontoeinstellungen und Benachrichtigungen", "Zahlungsmöglichkeiten, Bestellübersicht", "Schaltfläche nach rechts unten"][at % 3],
  hindi: (at) => ["शीर्षक को बड़ा करें", "ईमेल के नीचे फ़ोन", "खाता सेटिंग और सूचनाएं"][at % 3],
};

test("CTX-8 estimates are near also where a document is full of ids, rules, numbers or another alphabet", async () => {
  await init();
  const engine = await createEngine({ store: "memory", provider: { kind: "app", name: "none", answer: () => '{"ops":[],"question":null,"summary":"no"}' } });
  for (const [kind, text] of Object.entries(texts)) {
    const children = Array.from({ length: 60 }, (_, at) => ({ id: `t${at}`, type: "text", props: { text: text(at + 1) } }));
    const session = await engine.createSession({ prompt: "start", document: { id: "root", type: "screen", children } });
    const edit = session.edit("make it green", { target: "t7" });
    await edit.result;
    const { text: shown, tokens } = session.promptReport(edit.id).sections.find(({ name }) => name === "document");
    await session.close();
    const ratio = tokens / encode(shown).length;
    console.log(`${kind}: ${ratio.toFixed(2)}`);
    assert.ok(ratio > 0.75 && ratio < 1.25, `${kind}: ${ratio}`);
  }
  await engine.close();
});

// The documents and edits of the bench's suite `prompt`. A function of the app is told as much as OpenAI's models are, whose tokenizer this is.
for (const [nodes, edits] of [[1_000, 50], [10_000, 50]]) {
  test(`CTX-3 of a document of ${nodes} nodes an edit tells at most 2,000 tokens, the target in full among them`, async () => {
    await init();
    const model = scriptedModel();
    const engine = await createEngine({ store: "memory", provider: model.provider });
    const current = doc(nodes, 1);
    const session = await engine.createSession({ prompt: "start", document: JSON.stringify(current) });
    const random = mulberry32(11);
    const told = [];
    for (let at = 0; at < edits; at++) {
      const kind = ["restyle-one", "retext-one", "insert", "remove", "move"][at % 5];
      const op = pickOp(current, kind, random);
      model.ops = opsOf(op, current);
      const { prompt, target } = requestOf(kind, op, current);
      const { node } = indexDoc(current).map.get(op.id ?? op.parent);
      const edit = session.edit(prompt, { target });
      const result = await edit.result;
      assert.equal(result.status, "committed", `"${prompt}": ${JSON.stringify(result.error ?? result.question)}`);
      const { text } = session.promptReport(edit.id).sections.find(({ name }) => name === "document");
      told.push(encode(text).length);
      assert.ok(told.at(-1) <= 2_000, `"${prompt}": ${told.at(-1)} tokens`);
      const line = text.split("\n").find((line) => line.trimStart().startsWith(`${node.id} ${node.type}`));
      assert.ok(line, `"${prompt}" is not told of ${node.id}`);
      for (const [field, value] of Object.entries({ name: node.name, ...node.layout, ...node.style, ...node.props })) {
        // What is masked stands there as a placeholder.
        const expected = typeof value === "string" && value.includes("@") ? `${field}:` : `${field}:${JSON.stringify(value)}`;
        if (value !== undefined) assert.ok(line.includes(expected), `"${prompt}" lacks ${expected} in ${line}`);
      }
      applyOp(current, op);
    }
    await engine.close();
    console.log(`${nodes} nodes: ${Math.min(...told)} to ${Math.max(...told)} tokens of document`);
  });
}
