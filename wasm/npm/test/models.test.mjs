// Models as an app uses them, in Node against a small server: what works by the README, and what happens with nonsense.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { genAiSpan } from "../dist/adapters.js";
import { createEngine, init } from "../dist/node.js";

const document = { id: "root", type: "screen", children: [{ id: "title", type: "heading", props: { text: "Hi" } }, { id: "go", type: "button", props: { label: "Go" } }] };
const answer = (colour) => JSON.stringify({ ops: [{ op: "set", id: "title", path: "/style/color", value: colour, json: null }], question: null, summary: "s" });
const secret = "sk-secret-0123456789abcdef";

let server;
let url;
let seen;
let reply;

/** Answers as Chat Completions does. */
function chat(response, text, usage = { prompt_tokens: 100, completion_tokens: 10, prompt_tokens_details: { cached_tokens: 40 } }) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (let at = 0; at < text.length; at += 9) response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: text.slice(at, at + 9) } }] })}\n\n`);
  response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] })}\n\ndata: ${JSON.stringify({ choices: [], usage })}\n\ndata: [DONE]\n\n`);
  response.end();
}

before(async () => {
  await init(await readFile(new URL("../dist/core.wasm", import.meta.url)));
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    seen.push({ path: request.url, headers: request.headers, body: JSON.parse(body) });
    reply(response, seen.length, request);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${server.address().port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const http = (more = {}) => ({ kind: "openai-compatible", model: "m", baseUrl: url, ...more });

/** An engine with a session from a document; the server answers well until told otherwise. */
async function visit(provider, options = {}) {
  seen = [];
  reply = (response) => chat(response, answer(`#00000${seen.length % 10}`));
  const calls = [];
  const engine = await createEngine({ store: "memory", provider, onModelCall: (call) => calls.push(call), ...options });
  const session = await engine.createSession({ prompt: "start", userId: "ada", document });
  const edit = (prompt = "make the title red", more = {}) => session.edit(prompt, { target: "title", ...more }).result;
  return { engine, session, edit, calls };
}

test("MOD-31 a redirect is not followed: neither prompt nor key go where nobody sent them", async () => {
  let elsewhere = 0;
  const other = createServer((request, response) => { elsewhere += 1; chat(response, answer("#ff0000")); });
  await new Promise((resolve) => other.listen(0, "127.0.0.1", resolve));
  for (const status of [301, 302, 307, 308]) {
    const { engine, edit } = await visit(http({ apiKey: () => secret }));
    reply = (response) => response.writeHead(status, { location: `http://127.0.0.1:${other.address().port}/v1/chat/completions` }).end();
    const result = await edit();
    assert.deepEqual([result.status, result.error.code, seen.length, elsewhere], ["failed", "model.bad-url", 1, 0], `${status}`);
    await engine.close();
  }
  other.close();
});

test("MOD-5 what a server refuses is found out once for all edits, and costs none of the calls that are allowed", async () => {
  const refuse = (response, message) => response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify({ error: { message, type: "invalid_request_error" } }));
  const { engine, edit } = await visit(http(), { policy: { cacheBytes: 0, callsPerHour: 3 } });
  reply = (response, count) => {
    const { body } = seen[count - 1];
    const limit = body.max_completion_tokens;
    if (body.response_format) refuse(response, "This response_format type is unavailable now");
    else if (limit > 8192) refuse(response, `max_tokens is too large: ${limit}. This model supports at most 8192 completion tokens, whereas you provided ${limit}.`);
    else chat(response, JSON.stringify({ ops: [{ op: "set", id: "title", path: "/style/color", value: `#00000${count}` }] }));
  };
  for (const turn of [1, 2, 3]) assert.equal((await edit(`make the title red, ${turn}`)).status, "committed", `${turn}`);
  assert.deepEqual(seen.map(({ body }) => [Boolean(body.response_format), body.max_completion_tokens]), [[true, 16000], [false, 16000], [false, 8000], [false, 8000], [false, 8000]]);
  await engine.close();
  // Not even the shortest answer has room: the prompt is what is too long, and is tried once with less in it.
  const narrow = await visit(http({ maxOutputTokens: 3000 }));
  reply = (response) => refuse(response, "This model's maximum context length is 512 tokens. However, you requested 4000 tokens (1000 in the messages, 3000 in the completion).");
  const { error } = await narrow.edit();
  assert.deepEqual([error.code, seen.map(({ body }) => body.max_completion_tokens)], ["model.too-large", [3000, 1500, 1500]]);
  await narrow.engine.close();
});

test("MOD-14 what the app adds to the body arrives, and cannot be what a request is made of", async () => {
  const { engine, edit } = await visit(http({ body: { reasoning_effort: "low", stream_options: { extra: 1 } } }));
  reply = (response) => chat(response, JSON.stringify({ ops: [{ op: "set", id: "title", path: "/style/color", value: "#ff0000" }] }));
  assert.equal((await edit("make the title red")).status, "committed");
  const { model, reasoning_effort, stream_options } = seen[0].body;
  assert.deepEqual([model, reasoning_effort, stream_options], ["m", "low", { include_usage: true, extra: 1 }]);
  await engine.close();
  const cyclic = {};
  cyclic.self = cyclic;
  for (const body of [{ messages: [] }, { model: "other" }, [], "x", null, cyclic, { toJSON: () => "x" }, { stop: () => 1 }, { top_p: NaN }, { much: "x".repeat(10_000) }]) {
    await assert.rejects(createEngine({ store: "memory", provider: http({ body }) }), { code: "command.bad-argument" });
  }
});

test("MOD-22 a letter that was cut in two is whole again, from a server and from a function of the app", async () => {
  const label = "Go \u{1f6b2}\u{1f6b2} now";
  const text = JSON.stringify({ ops: [{ op: "set", id: "go", path: "/props/label", value: label }], question: null, summary: "s" });
  const units = [...Array(text.length).keys()].map((at) => text[at]);
  const { engine, session, edit } = await visit(http());
  reply = (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const content of units) response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`);
    response.end(`data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] })}\n\ndata: [DONE]\n\n`);
  };
  assert.equal((await edit("change the label", { target: "go" })).status, "committed");
  assert.equal(session.getSnapshot().document.children[1].props.label, label);
  await engine.close();
  const own = await visit({ kind: "app", name: "own", answer: async function* () { yield* units; } });
  assert.equal((await own.edit("change the label", { target: "go" })).status, "committed");
  assert.equal(own.session.getSnapshot().document.children[1].props.label, label);
  await own.engine.close();
});

test("MOD-48 address, headers and key from functions at the moment of the call; the address that was asked is told", async () => {
  let asked = 0;
  const { engine, session, edit, calls } = await visit(http({
    baseUrl: async () => { asked += 1; return `${url}/proxy/v1`; }, headers: () => ({ "x-token": `t${asked}` }), apiKey: async () => secret,
  }), { policy: { cacheBytes: 0 } });
  for (const turn of [1, 2]) {
    assert.equal((await edit(`make the title colour ${turn}`)).status, "committed");
    assert.equal(seen.at(-1).path, "/proxy/v1/chat/completions");
    assert.deepEqual([seen.at(-1).headers["x-token"], seen.at(-1).headers.authorization], [`t${turn}`, `Bearer ${secret}`]);
  }
  assert.deepEqual(calls.map(({ server }) => server), [url, url]);
  const log = session.auditLog();
  assert.deepEqual(log.map(({ provider, model, server, inputTokens, error }) => [provider, model, server, inputTokens, error]), [["openai-compatible", "m", url, 100, null], ["openai-compatible", "m", url, 100, null]]);
  assert.ok(!JSON.stringify([log, calls, session.getSnapshot(), session.promptReport(calls[0].editId)]).includes(secret));
  await engine.close();
});

test("MOD-48 what the app's functions may do wrong has a code, a cause without secrets, and sends nothing", async () => {
  const wrong = {
    "an address that throws": { baseUrl: () => { throw new Error(secret); } },
    "no address": { baseUrl: () => undefined },
    "an empty address, which would mean the vendor's own server": { baseUrl: () => " " },
    "an address that is none": { baseUrl: () => "localhost" },
    "a key that rejects": { apiKey: async () => { throw new Error(secret); } },
    "a key over two lines": { apiKey: () => `${secret}\nx: y` },
    "a header that is none": { headers: () => ({ "bad name": "x" }) },
    "headers that are none": { headers: () => null },
    "a number for headers": { headers: () => 5 },
    "a list for headers": { headers: () => [["x", "y"]] },
    "a header of nothing": { headers: () => ({ x: undefined }) },
    "a key that never comes": { apiKey: () => new Promise(() => {}) },
  };
  for (const [name, more] of Object.entries(wrong)) {
    const { engine, session, edit, calls } = await visit(http(more), { policy: { silenceMs: 100, callsPerHour: 1 } });
    const { status, error } = await edit();
    assert.deepEqual([status, error.code, seen.length], ["failed", "model.config", 0], name);
    assert.ok(error.cause.length > 10 && !JSON.stringify([error, calls]).includes(secret), `${name}: ${error.cause}`);
    assert.deepEqual([calls[0].server, session.auditLog().length], ["", 0], name);
    // What was not sent is not counted: the one call of this hour is still there.
    engine.setProvider(http());
    engine.setPolicy({ callsPerHour: 1 });
    assert.equal((await edit()).status, "committed", name);
    await engine.close();
  }
});

test("MOD-48 settings that cannot work are refused when they are given", async () => {
  const wrong = [
    { provider: "openai" }, { provider: { kind: "gpt" } }, { provider: http({ model: "" }) }, { provider: http({ model: "a\nb" }) }, { provider: http({ model: "../../x?y#z" }) }, { provider: http({ model: "models/.." }) }, { provider: http({ model: "m".repeat(301) }) }, { provider: http({ model: 7 }) }, { provider: http({ apiKey: secret }) },
    { provider: http({ headers: [["x", "y"]] }) }, { provider: http({ headers: { x: 7 } }) }, { provider: http({ baseUrl: 7 }) }, { provider: http({ credentials: true }) }, { provider: http({ credentials: "always" }) }, { provider: { kind: "app", name: "a", answer: 7 } },
    { fallbacks: { kind: "offline" } }, { fallbacks: [null] }, { store: {} }, { store: null },
    ...["", " ", "offline"].map((name) => ({ provider: { kind: "app", name, answer: () => "" } })),
    { provider: { kind: "app", name: "a", answer: () => "" }, fallbacks: [{ kind: "app", name: "a", answer: () => "" }] }, { prices: { m: 7 } }, { prices: { m: { input: -1, output: 1 } } }, { prices: { m: { input: 1 } } },
    { provider: { kind: "openai-compatible", model: "m" } }, { provider: { kind: "openai-compatible", model: "m", baseUrl: "" } }, { fallbacks: [{ kind: "openai-compatible", model: "m" }] },
    ...["localhost:1234", "ftp://x.test", "javascript:alert(1)", "https://", "not an address", "https://x.test/a b", `https://user:${secret}@x.test`, "//x.test"].map((baseUrl) => ({ provider: http({ baseUrl }) })),
    ...[{ "bad name": "x" }, { "": "x" }, { "x-a": `${secret}\r\nb: c` }, { "x-a": "\u0000" }, { "x-a": "日本" }].map((headers) => ({ provider: http({ headers }) })),
    { policy: { callsPerHour: -1 } }, { policy: { deadlineMs: 0 } }, { policy: { silenceMs: Infinity } }, { policy: { cacheBytes: "1" } }, { policy: { holdOutside: 1 } }, { policy: null }, { onModelCall: {} },
  ];
  for (const options of wrong) {
    await assert.rejects(createEngine({ store: "memory", ...options }), ({ code, message }) => code === "command.bad-argument" && !message.includes(secret), JSON.stringify(options));
  }
  const slips = [
    [{ provider: http({ baseURL: url }) }, "baseURL", "`baseUrl`"], [{ provider: http({ api_key: () => secret }) }, "api_key", "`apiKey`"], [{ provider: http({ header: {} }) }, "header", "`headers`"],
    [{ policies: {} }, "policies", "`policy`"], [{ fallback: [] }, "fallback", "`fallbacks`"], [{ onModelcall: () => {} }, "onModelcall", "`onModelCall`"], [{ ttl_ms: 5 }, "ttl_ms", "`ttlMs`"],
    [{ policy: { deadlineMS: 5 } }, "deadlineMS", "`deadlineMs`"], [{ provider: { kind: "app", name: "a", answer: () => "", batch: true } }, "batch", "`batches`"],
    [{ prices: { m: { input: 1, output: 1, cached: 1 } } }, "cached", "`cachedInput`"], [{ provider: { kind: "offline", model: "m" } }, "model", "`kind`"], [{ temperature: 1 }, "temperature", "`store`, `databaseName`"],
  ];
  for (const [options, name, meant] of slips) {
    await assert.rejects(createEngine({ store: "memory", ...options }), (error) => error.code === "command.bad-argument" && error.message.includes(`"${name}"`) && error.suggestedAction.includes(meant) && !JSON.stringify(error).includes(secret), name);
  }
  await (await createEngine({ store: "memory", provider: http({ baseUrl: undefined, kind: "openai", ["headers"]: undefined }), colour: undefined })).close();
  const engine = await createEngine({ store: "memory" });
  for (const bad of [null, "openai", { kind: "x" }, http({ apiKey: secret })]) assert.throws(() => engine.setProvider(bad), { code: "command.bad-argument" });
  assert.throws(() => engine.setProvider(http(), 7), { code: "command.bad-argument" });
  for (const bad of [null, 7, { callsPerHour: NaN }]) assert.throws(() => engine.setPolicy(bad), { code: "command.bad-argument" });
  engine.setPolicy();
  await assert.rejects(createEngine({ store: {} }), ({ suggestedAction }) => suggestedAction.includes("`request`"));
  await engine.close();
});

test("MOD-67 without a page a relative address is refused, and the reason is told", async () => {
  for (const baseUrl of ["/api/llm", "./llm", "../llm", " /api/llm"]) {
    await assert.rejects(createEngine({ store: "memory", provider: http({ baseUrl }) }), { code: "command.bad-argument", message: /no http or https page/, suggestedAction: /the whole address/ });
  }
  const { engine, edit } = await visit(http({ baseUrl: () => `/api/${secret}` }));
  const { status, error } = await edit();
  assert.deepEqual([status, error.code, seen.length], ["failed", "model.config", 0]);
  assert.match(error.cause, /no http or https page/);
  assert.ok(!JSON.stringify(error).includes(secret));
  await engine.close();
});

test("MOD-67 on a page a relative address is on its server and on no other, from an option, a setting and a function", async (t) => {
  t.after(() => {
    delete globalThis.origin;
    delete globalThis.location;
  });
  globalThis.origin = url;
  globalThis.location = new URL(`${url}/app/page?x#y`);
  for (const [baseUrl, path] of [["/api/llm", "/api/llm"], ["./llm/", "/app/llm"], ["../v2", "/v2"], [" /v1 ", "/v1"], ["/api?key=1", "/api"], ["/", "/v1"]]) {
    for (const given of [baseUrl, () => baseUrl]) {
      const { engine, edit } = await visit(http({ baseUrl: given }));
      assert.equal((await edit()).status, "committed", baseUrl);
      assert.equal(seen[0].path.split("?")[0], `${path}/chat/completions`, baseUrl);
      await engine.close();
    }
  }
  // What was given may be an object of a class: its functions stay.
  class Proxy { kind = "openai-compatible"; model = "m"; baseUrl = "./llm"; apiKey() { return secret; } }
  const { engine, edit } = await visit(new Proxy());
  // The page moves on by `pushState`; the address was meant where it was given.
  globalThis.location.pathname = "/elsewhere/page";
  assert.equal((await edit()).status, "committed");
  assert.deepEqual([seen[0].path, seen[0].headers.authorization], ["/app/llm/chat/completions", `Bearer ${secret}`]);
  engine.setProvider(http({ baseUrl: "./llm" }));
  assert.equal((await edit("make the title blue")).status, "committed");
  assert.equal(seen[1].path, "/elsewhere/llm/chat/completions");
  await engine.close();
  for (const baseUrl of ["//x.test/v1", "/\\x.test", "/\t/x.test", "./\n/../../\n/x.test/v1 y", "/api llm"]) {
    await assert.rejects(createEngine({ store: "memory", provider: http({ baseUrl }) }), { code: "command.bad-argument" }, baseUrl);
  }
  for (const origin of ["null", "file://", undefined, "app://x"]) {
    globalThis.origin = origin;
    await assert.rejects(createEngine({ store: "memory", provider: http({ baseUrl: "/api" }) }), { code: "command.bad-argument" }, origin);
  }
});

test("MOD-48 headers may come as the browser's own kind", async () => {
  const { engine, edit } = await visit(http({ headers: () => new Headers({ "x-token": "t" }) }));
  assert.deepEqual([(await edit()).status, seen[0].headers["x-token"]], ["committed", "t"]);
  await engine.close();
});

test("MOD-55 what a function of the app tells is counted, has a price, and decides what comes next", async () => {
  const run = async (pieces) => {
    let turn = 0;
    const provider = { kind: "app", name: "ours", answer: async function* () { yield* pieces[Math.min(turn++, pieces.length - 1)]; } };
    const made = await visit(provider, { prices: { m: { input: 1, output: 1 } } });
    return { ...made, result: await made.edit() };
  };
  const usage = { inputTokens: 77, outputTokens: 8 };
  const { engine, session, result, calls } = await run([[answer("#111111"), { model: "m", usage, finishReason: "stop" }]]);
  assert.equal(result.status, "committed");
  const { inputTokens, outputTokens, cost } = session.history().versions.at(-1);
  assert.deepEqual([inputTokens, outputTokens, Math.round(cost * 1e6)], [77, 8, 85]);
  assert.deepEqual([calls[0].model, calls[0].finishReason, (await engine.analytics()).inputTokens, session.metrics().inputTokens], ["m", "stop", 77, 77]);
  await engine.close();
  const text = answer("#111111");
  const cut = await run([[text.slice(0, text.indexOf("]")), { usage, finishReason: "length" }], ['{"ops":[]}']]);
  assert.deepEqual([cut.result.status, cut.result.attempts.map(({ error }) => error)], ["committed", ["model.length", null]]);
  await cut.engine.close();
  const filtered = await run([[{ finishReason: "content-filter" }]]);
  assert.equal(filtered.result.error.code, "model.content-filtered");
  await filtered.engine.close();
  // What is neither a text nor a report is told apart.
  for (const piece of [5, {}, [1], new Uint8Array(3), null]) {
    const odd = await run([[piece]]);
    assert.equal(odd.result.error.code, "model.app");
    await odd.engine.close();
  }
});

test("MOD-41 a function of the app that never waits is stopped all the same, and let go", async () => {
  const asked = [];
  let left = 0;
  const answer = async function* () {
    for (const call of asked) call();
    try { for (;;) yield " "; } finally { left += 1; }
  };
  const { engine, session, edit } = await visit({ kind: "app", name: "endless", answer }, { policy: { deadlineMs: 200 } });
  const { status, error } = await edit();
  assert.deepEqual([status, error.code], ["failed", "model.deadline"]);
  // The deadline is not what ends this one.
  engine.setPolicy({});
  asked.push(() => setTimeout(() => stopped.cancel(), 50));
  const stopped = session.edit("make the title blue", { target: "title" });
  assert.equal((await stopped.result).status, "cancelled");
  for (let turn = 0; turn < 2_000 && left < 2; turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(left, 2);
  await engine.close();
});

test("API-9 a function may answer with a text, an async iterable, a stream, or a promise of any of them", async () => {
  async function* parts() { yield answer("#111111").slice(0, 20); yield answer("#111111").slice(20); }
  const stream = () => new ReadableStream({ start(controller) { controller.enqueue(answer("#111111")); controller.close(); } });
  for (const good of [() => answer("#111111"), async () => answer("#111111"), parts, async () => parts(), stream, async () => stream()]) {
    const { engine, session, edit } = await visit({ kind: "app", name: "mine", answer: good });
    assert.equal((await edit()).status, "committed", String(good));
    assert.equal(session.history().versions.at(-1).provider, "mine");
    await engine.close();
  }
  for (const bad of [() => undefined, () => 7, () => ["a"], () => ({ ops: [] }), () => { throw new Error(`no ${secret}`); }, async () => { throw 7; }, async function* () { yield 7; }, function* () { yield "a"; }]) {
    const { engine, edit } = await visit({ kind: "app", name: "mine", answer: bad });
    const { status, error } = await edit();
    assert.deepEqual([status, error.code], ["failed", "model.app"], String(bad));
    assert.ok(error.cause && !error.cause.includes(secret), `${bad}: ${error.cause}`);
    await engine.close();
  }
});

test("API-8 an abort closes the connection and stops the function", async () => {
  const { engine, edit } = await visit(http());
  let closed;
  const isClosed = new Promise((resolve) => { closed = resolve; });
  const stop = new AbortController();
  reply = (response) => {
    response.on("close", closed);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    setTimeout(() => stop.abort(), 20);
  };
  assert.equal((await edit("make the title red", { signal: stop.signal })).status, "cancelled");
  await isClosed;
  assert.equal((await edit("make the title red", { signal: AbortSignal.abort() })).status, "cancelled");
  assert.equal(seen.length, 1);
  await engine.close();
});

test("MOD-43 fallbacks are asked in their order, and versions say who answered", async () => {
  const asked = [];
  const app = (name, text) => ({ kind: "app", name, answer: () => { asked.push(name); if (!text) throw new Error("no"); return text; } });
  const { engine, session, edit } = await visit(http(), { fallbacks: [app("first"), app("second", answer("#222222")), app("third", answer("#333333"))] });
  reply = (response) => response.writeHead(401, { "content-type": "application/json" }).end('{"error":{"message":"no","type":"invalid_request_error","code":"invalid_api_key"}}');
  assert.equal((await edit()).status, "committed");
  assert.deepEqual([asked, session.history().versions.at(-1).provider], [["first", "second"], "second"]);
  await engine.close();
});

test("MOD-45 an equal request is answered from memory, free; MOD-44 beyond the hour's calls an edit says when", async () => {
  const { engine, edit, calls } = await visit(http(), { policy: { callsPerHour: 2 } });
  assert.equal((await edit()).status, "committed");
  const again = await engine.createSession({ prompt: "start", userId: "ada", document });
  assert.equal((await again.edit("make the title red", { target: "title" }).result).status, "committed");
  assert.deepEqual([seen.length, calls.length, again.history().versions.at(-1).inputTokens], [1, 1, null]);
  assert.equal((await edit("make the title green")).status, "committed");
  const { status, error } = await edit("make the title blue");
  assert.deepEqual([status, error.code, seen.length], ["failed", "edit.rate-limited", 2]);
  assert.match(error.message, /\d+ s/);
  // The same user in another session; another user is free.
  assert.equal((await again.edit("make the title pink", { target: "title" }).result).error.code, "edit.rate-limited");
  const bob = await engine.createSession({ prompt: "start", userId: "bob", document });
  assert.equal((await bob.edit("make the title pink", { target: "title" }).result).status, "committed");
  await engine.close();
});

test("MOD-52 what edits took is with their versions, in the metrics and in the figures over all sessions", async () => {
  const { engine, session, edit, calls } = await visit(http(), { prices: { m: { input: 10, output: 20, cachedInput: 1 } } });
  const before = session.estimate("make the title red", { target: "title" });
  await edit();
  const cost = (60 * 10 + 40 * 1 + 10 * 20) / 1e6;
  const { inputTokens, outputTokens, cachedInputTokens, cost: paid, at } = session.history().versions.at(-1);
  // The day of the edit, which may not be today's any more.
  const day = new Date(at).toISOString().slice(0, 10);
  assert.deepEqual([inputTokens, outputTokens, cachedInputTokens], [100, 10, 40]);
  assert.ok(Math.abs(paid - cost) < 1e-12);
  assert.equal(before.inputTokens, calls[0].estimatedTokens);
  reply = (response) => response.writeHead(402).end("{}");
  assert.equal((await edit("make the title green")).error.code, "model.billing");
  assert.equal(seen.length, 2, "a refusal for lack of credit was tried again");
  for (const figures of [await engine.analytics(), await engine.analytics({ userId: "ada" })]) {
    assert.deepEqual([figures.sessions, figures.created, figures.edits, figures.editsByDate, figures.inputTokens], [1, 1, 1, [[day, 1]], 100]);
    assert.ok(Math.abs(figures.cost - cost) < 1e-12);
  }
  assert.equal((await engine.analytics({ userId: "bob" })).sessions, 0);
  assert.ok(Math.abs(session.metrics().cost - cost) < 1e-12);
  const [good, failed] = calls.map(genAiSpan);
  assert.deepEqual([good.attributes["gen_ai.request.model"], good.attributes["gen_ai.usage.input_tokens"], good.attributes["server.address"]], ["m", 100, "127.0.0.1"]);
  assert.deepEqual([failed.status, failed.attributes["error.type"]], ["ERROR", "model.billing"]);
  await engine.close();
});

test("MOD-40 who filters is not asked again, and the error has the reason", async () => {
  const { engine, edit } = await visit(http());
  reply = (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(`data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "content_filter" }] })}\n\ndata: [DONE]\n\n`);
  };
  const { error } = await edit();
  assert.deepEqual([error.code, error.cause, seen.length], ["model.content-filtered", "content_filter", 1]);
  await engine.close();
});

test("DSN-44 what goes beyond what was meant is offered, and accepted or rejected part by part", async () => {
  const ops = [
    { op: "set", id: "title", path: "/style/color", value: "green" },
    { op: "set", id: "root", path: "/name", value: "Other" },
    { op: "insert", parent: "root", index: -1, node: { id: "ad", type: "text", children: [] } },
  ];
  const answer = () => JSON.stringify({ ops, question: null, summary: "" });
  const engine = await createEngine({ store: "memory", provider: { kind: "app", name: "eager", answer } });
  const session = await engine.createSession({ prompt: "start", document: { id: "root", type: "screen", children: [{ id: "title", type: "text", props: { text: "Hi" } }] } });
  const result = await session.edit("make it green", { target: "title" }).result;
  assert.deepEqual([result.status, result.newVersion, JSON.parse(result.held).length], ["committed", 2, 2]);
  const [offer, ...others] = session.held();
  assert.deepEqual([offer.editId, offer.version, offer.ops, offer.parts.length, others.length], [result.editId, 2, ops.slice(1), 2, 0]);
  assert.equal(session.getSnapshot().view.heldOps, 2);
  await assert.rejects(session.acceptHeld(result.editId, "0"), { code: "command.bad-argument" });
  await assert.rejects(session.acceptHeld(result.editId, [7]), { code: "edit.unknown-part" });
  const version = await session.acceptHeld(result.editId, [1]);
  assert.deepEqual([version.number, session.getSnapshot().document.children.length], [3, 2]);
  assert.deepEqual(session.held().map(({ ops }) => ops), [[ops[1]]]);
  await session.rejectHeld(result.editId);
  assert.deepEqual([session.held(), session.getSnapshot().view.heldOps], [[], 0]);
  await assert.rejects(session.rejectHeld(result.editId), { code: "edit.nothing-held" });
  // Nothing else: no version, but an offer.
  ops.splice(0, 3, { op: "set", path: "", value: {} });
  const wiped = await session.edit("make it red", { target: "title" }).result;
  assert.deepEqual([wiped.status, wiped.error.code, session.held().length, session.getSnapshot().document.id], ["rejected", "edit.outside", 1, "root"]);
  await engine.close();
});
