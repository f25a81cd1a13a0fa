// API-45: the examples of the README, as they stand there. What they leave to the app is given to them.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { Readable } from "node:stream";
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

test("API-45 a proxy: it adds the key, streams, says who may ask, and what it passes on can be read", async (t) => {
  const upstream = [];
  const text = answered(op("title", "/style/color", "red"));
  const given = {
    process: { env: { OPENAI_API_KEY: "sk-server" } },
    mayAsk: async (request) => request.headers.get("authorization") === "Bearer short-lived",
    fetch: async (url, { headers, body }) => {
      upstream.push({ url, key: headers.authorization, model: JSON.parse(new TextDecoder().decode(body)).model });
      if (upstream.length === 1) return new Response('{"error":{"message":"slow down"}}', { status: 429, headers: { "retry-after-ms": "20" } });
      const chunks = [{ choices: [{ index: 0, delta: { content: text }, finish_reason: "stop" }] }].map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`);
      return new Response(ReadableStream.from([...chunks, "data: [DONE]\n\n"]).pipeThrough(new TextEncoderStream()), { headers: { "content-type": "text/event-stream" } });
    },
  };
  const { proxy } = await run("async function proxy(", given, ["proxy"]);
  const server = createServer(async (request, response) => {
    const body = request.method === "POST" ? { body: Readable.toWeb(request), duplex: "half" } : {};
    const answer = await proxy(new Request(`http://localhost${request.url}`, { method: request.method, headers: request.headers, ...body }));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (answer.body) Readable.fromWeb(answer.body).pipe(response);
    else response.end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${server.address().port}`;
  let asked = 0;
  let engine;
  // Without a page the first one cannot be; the address of the second is that of this server.
  await run("byCookie", {
    askForToken: async () => { asked += 1; return { value: "short-lived", until: Date.now() + 60_000 }; },
    createEngine: async ({ provider, fallbacks: [byToken] }) => {
      await assert.rejects(createEngine({ store: "memory", provider }), { code: "command.bad-argument", message: /no http or https page/ });
      engine = await createEngine({ store: "memory", provider: { ...byToken, baseUrl: byToken.baseUrl.replace("https://app.example.org", origin) } });
    },
  });
  const session = await engine.createSession({ prompt: "start", document });
  const { status, attempts, error } = await session.edit("make the title red").result;
  assert.deepEqual([status, error, asked], ["committed", null, 1], JSON.stringify(error));
  assert.deepEqual(attempts.map(({ error: why }) => why), ["model.rate-limited", null]);
  assert.deepEqual(upstream, Array(2).fill({ url: "https://api.openai.com/v1/chat/completions", key: "Bearer sk-server", model: "gpt-5-mini" }));
  const preflight = await fetch(`${origin}/api/llm/chat/completions`, { method: "OPTIONS" });
  assert.deepEqual([preflight.status, preflight.headers.get("access-control-allow-headers")], [204, "content-type, authorization"]);
  const stranger = await fetch(`${origin}/api/llm/chat/completions`, { method: "POST", body: "{}" });
  assert.deepEqual([stranger.status, upstream.length, stranger.headers.get("access-control-expose-headers")], [401, 2, "retry-after, retry-after-ms"]);
  await engine.close();
});
