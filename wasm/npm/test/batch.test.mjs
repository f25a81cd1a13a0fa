// Several edits at once, and what is known about them before and after.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { aiSdkModel } from "../dist/adapters.js";
import { createEngine, init, listPrices } from "../dist/node.js";

const document = { id: "root", type: "screen", children: [
  { id: "title", type: "heading", props: { text: "Hi" } }, { id: "go", type: "button", props: { label: "Go" } }, { id: "mail", type: "input", props: { label: "Mail" } },
] };
const prompts = ["make the heading red", "make the button green", "make the input blue"];
const op = (id, value) => ({ op: "set", id, path: "/style/color", value });
const all = [["title", "red"], ["go", "green"], ["mail", "blue"]];

async function engineWith(answer, more = {}, batches = true) {
  await init(await readFile(new URL("../dist/core.wasm", import.meta.url)));
  return createEngine({ store: "memory", provider: { kind: "app", name: "app", answer, batches }, ...more });
}

async function outcome(engine) {
  const session = await engine.createSession({ prompt: "start", document });
  const results = await session.editBatch(prompts);
  const told = [results.map(({ status, newVersion }) => [status, newVersion]), session.getSnapshot().document.children.map(({ style }) => style?.color)];
  return { session, told };
}

const good = [[["committed", 2], ["committed", 3], ["committed", 4]], ["red", "green", "blue"]];

test("MOD-56 editBatch asks once, and each edit makes its own version", async () => {
  const requests = [];
  const engine = await engineWith(async function* (request) {
    requests.push(request);
    const text = JSON.stringify({ answers: all.map(([id, colour]) => ({ ops: [op(id, colour)], question: null, summary: "" })) });
    for (let at = 0; at < text.length; at += 11) yield text.slice(at, at + 11);
  });
  const { session, told } = await outcome(engine);
  assert.deepEqual(told, good);
  assert.equal(requests.length, 1);
  assert.deepEqual(requests[0].schema.required, ["answers"]);
  assert.deepEqual(session.history().versions.slice(1).map(({ prompt }) => prompt), prompts);
  await engine.close();
});

test("MOD-55, MOD-56 a model of the AI SDK is asked once for a batch, unless the app says that it cannot", async () => {
  for (const [batches, calls] of [[undefined, 1], [false, 3]]) {
    const asked = [];
    const model = { doStream: async ({ prompt, responseFormat: { schema } }) => {
      const once = all.map(([id, colour]) => ({ ops: [op(id, colour)], question: null, summary: "" }));
      const said = schema.required.includes("answers") ? { answers: once } : once[asked.length];
      asked.push(prompt);
      return { stream: ReadableStream.from([{ type: "text-delta", id: "1", delta: JSON.stringify(said) }, { type: "finish" }]) };
    } };
    const engine = await engineWith(undefined, { provider: { kind: "app", name: "sdk", answer: aiSdkModel(model), batches } });
    const { told } = await outcome(engine);
    assert.deepEqual([told, asked.length], [good, calls]);
    await engine.close();
  }
});

test("MOD-56 a function that says nothing about batches is asked one at a time", async () => {
  const asked = [];
  const engine = await engineWith(({ schema }) => {
    const [id, colour] = all[asked.push(schema.required.join()) - 1];
    return JSON.stringify({ ops: [op(id, colour)] });
  }, {}, false);
  const { told } = await outcome(engine);
  assert.deepEqual(told, good);
  assert.deepEqual(asked, Array(3).fill("ops,question,summary"));
  await engine.close();
});

test("MOD-56 a function that promised more than it does is asked one at a time", async () => {
  let calls = 0;
  const engine = await engineWith(({ prompt }) => {
    calls += 1;
    const [id, colour] = all.find(([, name]) => new RegExp(`> *\n[^<]*${name}\n</request`).test(prompt)) ?? all[0];
    return JSON.stringify({ ops: [op(id, colour)] });
  });
  const { session, told } = await outcome(engine);
  assert.deepEqual(told, good);
  assert.equal(calls, 4);
  await session.editBatch(prompts.map((prompt) => `${prompt} and bold`));
  assert.equal(calls, 7, "it was tried once more");
  await engine.close();
});

test("MOD-56 an abort ends those edits of a batch that are not over; an empty batch is nothing", async () => {
  const engine = await engineWith((_, { signal }) => new Promise((_, reject) => { signal.addEventListener("abort", () => reject(signal.reason)); }));
  const session = await engine.createSession({ prompt: "start", document });
  assert.deepEqual(await session.editBatch([]), []);
  const results = await session.editBatch(prompts, { signal: AbortSignal.timeout(30) });
  assert.deepEqual(results.map(({ status }) => status), ["cancelled", "cancelled", "cancelled"]);
  for (const bad of [null, "one", [1], [prompts[0], undefined], 7]) {
    await assert.rejects(session.editBatch(bad), { code: "command.bad-argument" }, JSON.stringify(bad));
  }
  assert.equal(session.getSnapshot().view.openEdits.length, 0);
  await engine.close();
});

test("MOD-59 images are shown with the words, as bytes or base64, and what is none is refused", async () => {
  const requests = [];
  const engine = await engineWith((request) => {
    requests.push(request);
    return JSON.stringify({ ops: [request.create ? { op: "insert", parent: "root", index: 0, node: { id: "t", type: "text", props: {} } } : op("title", `c${requests.length}`)] });
  });
  const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => at % 251);
  const images = [{ mime: "image/png", data: bytes }, { mime: "image/webp", data: "UklGRg==" }];
  const session = await engine.createSession({ prompt: "like this sketch", images });
  await session.apply([{ op: "insert", parent: "root", index: 0, node: document.children[0] }], "title");
  const { status } = await session.edit("make the heading red", { target: "title", images }).result;
  assert.equal(status, "committed");
  for (const request of [requests[0], requests.at(-1)]) {
    assert.deepEqual(request.images, [{ mime: "image/png", data: Buffer.from(bytes).toString("base64") }, images[1]]);
  }
  const { sections } = session.promptReport(session.history().versions.at(-1).editId);
  assert.deepEqual(sections.at(-1), { name: "images", tokens: 2_600, dropped: 0, text: "", hash: "", suspicious: [] });
  const bad = [[null], [{}], [{ mime: "image/png" }], [{ mime: "image/png", data: 5 }], [{ mime: 5, data: "AAAA" }], [{ mime: "image/svg+xml", data: "AAAA" }],
    [{ mime: "image/png", data: new Uint8Array() }], [{ mime: "image/png", data: new Uint8Array(4_000_000) }], "AAAA", 5, Array(9).fill(images[1])];
  for (const images of bad) {
    const refused = await (async () => session.edit("x", { images }).result)().then((result) => result, (error) => error);
    assert.match(refused.code, /^(edit\.bad-image|command\.bad-argument)$/, JSON.stringify(images)?.slice(0, 80));
    await assert.rejects(engine.createSession({ prompt: "x", images }), { code: refused.code });
  }
  await engine.close();
  const blind = await createEngine({ store: "memory" });
  const offline = await blind.createSession({ prompt: "start", document });
  assert.equal((await offline.edit("make the heading red", { images: [images[1]] }).result).error.code, "model.sees-no-images");
  await blind.close();
});

test("MOD-57 estimate tells tokens and cost before anything is asked", async () => {
  const provider = { kind: "anthropic", model: "claude-haiku-4-5-20251001", baseUrl: () => { throw new Error("asked"); } };
  const engine = await engineWith(undefined, { provider });
  const session = await engine.createSession({ prompt: "start", document });
  const { inputTokens, outputTokens, cost, ...who } = session.estimate("make the title red", { target: "title" });
  assert.deepEqual(who, { provider: "anthropic", model: "claude-haiku-4-5-20251001" });
  const { input, output } = listPrices["claude-haiku-4-5"];
  assert.ok(inputTokens > 200 && outputTokens > 20);
  assert.ok(Math.abs(cost - (inputTokens * input + outputTokens * output) / 1e6) < 1e-12, `${cost}`);
  for (const bad of [[null], [undefined], ["x", { target: 7 }], ["x", { target: [1] }], [{}]]) {
    assert.throws(() => session.estimate(...bad), { code: "command.bad-argument" });
  }
  assert.throws(() => session.estimate("make it red", { target: "ghost" }), { code: "edit.target-gone" });
  await engine.close();
});

test("MOD-52 without prices of the app the list is used, for names that it knows; with an empty table there are none", async () => {
  const cost = async (model, prices) => {
    const engine = await engineWith(undefined, { provider: { kind: "openai", model, baseUrl: "http://127.0.0.1:9" }, ...(prices ? { prices } : {}) });
    const session = await engine.createSession({ prompt: "start", document });
    const estimate = session.estimate("make the title red", { target: "title" });
    await engine.close();
    return estimate.cost;
  };
  assert.ok(await cost("gpt-5-mini") > 0);
  assert.equal(await cost("gpt-5-maxi"), null);
  assert.equal(await cost("gpt-5.99"), null);
  assert.equal(await cost("gpt-5-mini", {}), null);
  assert.ok(await cost("gpt-5.99", { "gpt-5": { input: 1, output: 1 } }) > 0);
  const engine = await engineWith(undefined, { provider: { kind: "openai", model: "gpt-5-mini", baseUrl: "http://127.0.0.1:9" } });
  const session = await engine.createSession({ prompt: "start", document });
  const now = () => session.estimate("make the title red", { target: "title" }).cost;
  const listed = now();
  engine.setPrices({ "gpt-5": { input: 1e6, output: 0 } });
  assert.equal(now(), session.estimate("make the title red", { target: "title" }).inputTokens);
  engine.setPrices({});
  assert.equal(now(), null);
  assert.throws(() => engine.setPrices({ m: { input: -1, output: 1 } }), { code: "command.bad-argument" });
  engine.setPrices();
  assert.equal(now(), listed);
  await engine.close();
});
