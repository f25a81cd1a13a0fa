// API-45: the examples of the README, as they stand there. What they leave to the app is given to them.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, test } from "node:test";
import { transform } from "esbuild";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { createEngine, init } from "bozzetto";

const document = { id: "page", type: "screen", children: [{ id: "title", type: "heading", props: { text: "Hi" } }, { id: "buy", type: "button", props: { label: "Buy" } }] };
const op = (id, path, value) => ({ op: "set", id, path, value });
const answered = (...ops) => JSON.stringify({ ops, question: null, summary: "s" });
let blocks;

before(async () => {
  await init();
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  blocks = [...readme.matchAll(/```(js|jsx)\n([^]*?)```/g)].map(([, language, text]) => ({ language, text }));
});

/** Runs the example that has these words, with what is not in it; gives what it declares under these names. */
async function run(words, given = {}, wanted = []) {
  const [block, ...others] = blocks.filter(({ text }) => text.includes(words));
  assert.ok(block && others.length === 0, words);
  const { code } = await transform(block.text, { loader: block.language, jsx: "transform", target: "esnext" });
  const body = code.replaceAll(/import (\{[^}]*\}) from ("[^"]*");/g, (_, names, from) => `const ${names.replaceAll(" as ", ": ")} = await load(${from});`);
  const AsyncFunction = (async () => {}).constructor;
  const names = Object.keys(given);
  return new AsyncFunction("load", ...names, `${body}\nreturn { ${wanted} };`)((name) => import(name), ...names.map((name) => given[name]));
}

test("API-45 histories and changes without a session", async () => {
  const { bytes } = await run("createHistory(", {}, ["bytes"]);
  assert.ok(bytes.length > 20);
  const { ours, conflicts } = await run("squashChanges(", {}, ["ours", "conflicts"]);
  assert.deepEqual([ours.name, conflicts.length], ["Home", 1]);
});

test("API-45 JSON that is still coming in", async () => {
  const text = answered(op("title", "/props/text", "One"), op("title", "/props/text", "Two"));
  const [drawn, applied] = [[], []];
  const answer = (async function* () { for (let at = 0; at < text.length; at += 5) yield text.slice(at, at + 5); })();
  await run("new JsonStream()", { answer, draw: (value) => drawn.push(value), apply: (made) => applied.push(made) });
  assert.deepEqual([applied.length, drawn.at(-1)], [2, JSON.parse(text)]);
});

test("API-45 adapters", async () => {
  const text = answered(op("title", "/style/color", "red"));
  const openai = () => ({ doStream: async () => ({ stream: ReadableStream.from([{ type: "text-delta", id: "1", delta: text }, { type: "finish" }]) }) });
  const spans = [];
  const LanguageModel = { create: async () => { throw new Error("not asked"); } };
  let engine;
  await run("aiSdkModel(", { createEngine: async (options) => { engine = await createEngine({ store: "memory", ...options }); }, openai, LanguageModel, emit: (span) => spans.push(span) });
  const session = await engine.createSession({ prompt: "start", document });
  assert.equal((await session.edit("make the title red").result).status, "committed");
  assert.deepEqual(spans.map(({ status, attributes }) => [status, attributes["gen_ai.provider.name"]]), [["OK", "sdk"]]);
  await engine.close();
});

test("API-45 React", async () => {
  const engine = await createEngine({ store: "memory" });
  const session = await engine.createSession({ prompt: "start", document });
  const { Preview } = await run("useSession(session)", { React: { createElement } }, ["Preview"]);
  assert.equal(renderToStaticMarkup(createElement(Preview, { session })), '<main aria-busy="false"><div><div>Hi</div><div>Buy</div></div></main>');
  await engine.close();
});

test("API-45 what was held back", async () => {
  const answer = () => answered(op("buy", "/style/color", "green"), op("title", "/style/color", "green"), op("page", "/name", "Other"));
  const engine = await createEngine({ store: "memory", provider: { kind: "app", name: "eager", answer } });
  const session = await engine.createSession({ prompt: "start", document });
  const { status } = await run("session.held()", { session, console: { log() {} } }, ["status"]);
  assert.equal(status, "committed");
  assert.deepEqual([session.held(), session.getSnapshot().document.children[0].style], [[], { color: "green" }]);
  await engine.close();
});
