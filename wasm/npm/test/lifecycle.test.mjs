// The ends of things in Node: closing while something is under way, callbacks that throw, sessions that never came to be, and what was
// tried for an edit. Rules: ENG-17, API-11, API-38, DSN-61, MOD-42, MOD-60 of core/SPEC.md.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { BozzettoError, createEngine, init } from "../dist/node.js";

const document = { id: "root", type: "screen", children: [{ id: "title", type: "heading", props: { text: "Hi" } }] };
const answer = (colour) => JSON.stringify({ ops: [{ op: "set", id: "title", path: "/style/color", value: colour, json: null }], question: null, summary: "s" });

let server;
let url;
let reply;
let asked;

function chat(response, text) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: text } }] })}\n\n`);
  response.end(`data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] })}\n\ndata: [DONE]\n\n`);
}

before(async () => {
  await init(await readFile(new URL("../dist/core.wasm", import.meta.url)));
  server = createServer(async (request, response) => {
    for await (const _ of request) { /* to its end */ }
    asked += 1;
    reply(response, asked);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${server.address().port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const http = (more = {}) => ({ kind: "openai-compatible", model: "m", baseUrl: url, apiKey: () => "k", ...more });

/** A store that outlives an engine. */
function host() {
  const values = new Map();
  return {
    async request({ type, key, value }) {
      if (type === "keys") return { type: "keys", keys: [...values.keys()] };
      if (type === "get") return { type: "value", value: values.get(key) };
      if (type === "delete") values.delete(key);
      else values.set(key, value.slice());
      return { type: "done" };
    },
  };
}

async function visit(options) {
  asked = 0;
  const engine = await createEngine({ store: host(), ...options });
  return { engine, session: await engine.createSession({ prompt: "start", document }) };
}

/** Long enough for whatever is meant to be soon, and far from what is not. */
const soon = (promise) => Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error("not soon")), 20_000).unref())]);

/** Until the server, or whoever, is asked. */
async function until(condition) {
  for (let turn = 0; turn < 2_000 && !condition(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(condition());
}

test("MOD-47 a cancel ends the connection, whatever was collected meanwhile", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  let closed = 0;
  reply = (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const writing = setInterval(() => response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: "x" } }] })}\n\n`), 2);
    response.on("close", () => { clearInterval(writing); closed += 1; });
  };
  for (let turn = 1; turn <= 3; turn += 1) {
    const { engine, session } = await visit({ provider: http() });
    const edit = session.edit("make it red");
    await until(() => session.getSnapshot().edits.some(({ phase }) => phase === "streaming"));
    for (let pause = 0; pause < 3; pause += 1) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.equal(closed, turn - 1, "it goes on until it is stopped");
    edit.cancel();
    assert.equal((await edit.result).status, "cancelled");
    await until(() => closed === turn);
    await engine.close();
  }
});

test("ENG-17 API-11 closing waits for no stall, no pause, no key and no function of the app", async () => {
  let called = 0;
  const never = () => { called += 1; return new Promise(() => {}); };
  const cases = {
    "a stalled answer": [http(), (response) => { response.writeHead(200, { "content-type": "text/event-stream" }); response.write(": hello\n\n"); }, () => asked > 0],
    "no answer": [http(), () => {}, () => asked > 0],
    "retry-after": [http(), (response) => { response.writeHead(429, { "retry-after": "50" }); response.end("{}"); }, (edit) => edit()?.asking?.retryAt > 0],
    "a key that does not come": [http({ apiKey: never }), () => {}, () => called > 0],
    "a function that does not answer": [{ kind: "app", name: "mine", answer: never }, () => {}, () => called > 0],
  };
  for (const [name, [provider, behave, isReached]] of Object.entries(cases)) {
    called = 0;
    reply = behave;
    const store = host();
    const { engine, session } = await visit({ store, provider });
    const edit = session.edit("make the title red");
    const behind = session.edit("make the title blue");
    await until(() => isReached(() => session.getSnapshot().view.openEdits[0]));
    await soon(engine.close());
    for (const { result } of [edit, behind]) {
      const { status, error } = await soon(result);
      assert.deepEqual([status, error.code, error.recoverable], ["failed", "edit.suspended", true], name);
    }
    await assert.rejects(session.edit("x").result, { code: "engine.closed" });
    // What is stored goes on with whoever opens it next.
    let colour = 0;
    const next = await createEngine({ store, provider: { kind: "app", name: "next", answer: () => answer(["red", "blue"][colour++]) } });
    const again = await next.openSession(session.id);
    await until(() => again.getSnapshot().versions.length === 3);
    assert.deepEqual(again.getSnapshot().versions.slice(1).map(({ editId }) => editId), [edit.id, behind.id], name);
    await next.close();
  }
});

test("API-4 what the session shows of an open edit keeps up with the edit", async () => {
  reply = (response) => { response.writeHead(429, { "retry-after": "50" }); response.end("{}"); };
  const { engine, session } = await visit({ provider: http() });
  const edit = session.edit("make the title red");
  const differs = () => {
    const { view, edits } = session.getSnapshot();
    const known = edits.find(({ editId }) => editId === edit.id);
    const shown = view.openEdits.find(({ editId }) => editId === edit.id);
    return JSON.stringify(known) !== JSON.stringify(shown);
  };
  let wrong = 0;
  let heard = 0;
  session.subscribe(() => { heard += 1; if (differs()) wrong += 1; });
  await until(() => session.getSnapshot().view.openEdits[0]?.asking?.retryAt > 0);
  assert.equal(wrong, 0);
  assert.ok(heard > 3);
  edit.cancel();
  await edit.result;
  assert.deepEqual(session.getSnapshot().view.openEdits, []);
  await engine.close();
});

test("ENG-17 one session of an engine that lives on is closed as soon, and opened again where it was", async () => {
  reply = (response, turn) => { if (turn > 1) chat(response, answer("red")); };
  const { engine, session } = await visit({ provider: http() });
  const edit = session.edit("make the title red");
  await until(() => asked > 0);
  await soon(session[Symbol.asyncDispose]());
  assert.equal((await edit.result).error.code, "edit.suspended");
  const again = await engine.openSession(session.id);
  await until(() => again.getSnapshot().versions.length === 2);
  assert.equal(again.getSnapshot().versions[1].editId, edit.id);
  await engine.close();
});

test("ENG-17 sessions that are just being made or opened are closed, too, and what is local is finished", async () => {
  const store = host();
  const engine = await createEngine({ store });
  const made = engine.createSession({ prompt: "a sign-up page" });
  await soon(engine.close());
  const session = await made;
  const late = await createEngine({ store });
  const again = await late.openSession(session.id);
  assert.equal(again.getSnapshot().view.currentVersion, 1);
  await late.close();
});

test("API-38 what functions of the app throw is reported on the console, and everything goes on", async () => {
  reply = (response) => chat(response, answer("red"));
  const reported = [];
  const { error } = console;
  console.error = (what) => reported.push(what.message);
  try {
    let calls = 0;
    const { engine, session } = await visit({
      provider: http(), policy: { cacheBytes: 0 },
      onModelCall: () => { calls += 1; if (calls === 1) throw new Error("thrown"); return Promise.reject(new Error("rejected")); },
    });
    let heard = 0;
    session.subscribe(() => { throw new Error("listener"); });
    session.subscribe(async () => { throw new Error("async listener"); });
    session.subscribe(() => { heard += 1; });
    engine.subscribe(() => { throw new Error("engine listener"); });
    assert.equal((await session.edit("make the title red").result).status, "committed");
    await session.undo();
    assert.equal((await session.edit("make the title red").result).status, "committed");
    const file = await engine.exportSession(session.id);
    await engine.importSession(file, { onProgress: () => { throw new Error("progress"); } });
    assert.equal(calls, 2);
    assert.ok(heard > 2);
    await engine.close();
  } finally {
    console.error = error;
  }
  for (const what of ["thrown", "rejected", "listener", "async listener", "progress"]) assert.ok(reported.includes(what), what);
});

test("DSN-61 a session that could not be made is in no list, and is counted", async () => {
  reply = (response) => { response.writeHead(401); response.end("{}"); };
  const { engine } = await visit({ provider: http() });
  await assert.rejects(engine.createSession({ prompt: "a shop" }), { code: "model.auth" });
  const stop = new AbortController();
  reply = () => stop.abort();
  await assert.rejects(engine.createSession({ prompt: "a shop", signal: stop.signal }), (error) => error instanceof BozzettoError && error.code === "edit.cancelled" && error.cause === stop.signal.reason);
  assert.equal((await engine.listSessions()).length, 1);
  assert.equal((await engine.listSessions({ status: "abandoned" })).length, 2);
  const { sessions, created, failedCreations, creationSuccess, editsPerSession } = await engine.analytics();
  assert.deepEqual([sessions, created, failedCreations, creationSuccess, editsPerSession], [3, 1, 2, 1 / 3, 0]);
  await engine.close();
});

test("MOD-60 MOD-58 a wrong key is seen behind a fallback, under the same names everywhere", async () => {
  reply = (response) => { response.writeHead(401); response.end("{}"); };
  const calls = [];
  const { engine, session } = await visit({ provider: http(), fallbacks: [{ kind: "offline" }], onModelCall: (call) => calls.push(call) });
  const { status, attempts } = await session.edit("make the title green", { target: "title" }).result;
  assert.equal(status, "committed");
  assert.deepEqual(attempts.map(({ provider, model, error }) => [provider, model, error]), [["openai-compatible", "m", "model.auth"], ["offline", "", null]]);
  assert.deepEqual(session.getSnapshot().versions.at(-1).attempts, attempts);
  const names = [attempts[0].provider, calls[0].provider, session.auditLog()[0].provider];
  assert.deepEqual(names, ["openai-compatible", "openai-compatible", "openai-compatible"]);
  assert.equal(calls[0].genAiProviderName, "openai");
  await engine.close();
});

test("MOD-42 a provider that said when is not asked before, and nobody waits for it", async () => {
  reply = (response) => { response.writeHead(429, { "retry-after": "300" }); response.end("{}"); };
  const { engine, session } = await visit({ provider: http() });
  const first = await session.edit("make the title red").result;
  assert.equal(first.error.code, "model.rate-limited");
  const { status, error } = await soon(session.edit("make the title red").result);
  assert.deepEqual([status, error.code, asked], ["failed", "provider.unavailable", 1]);
  assert.ok(error.retryAfterMs > 200_000 && error.retryAfterMs <= 240_000, String(error.retryAfterMs));
  // Without a word about it, one call finds out at once.
  reply = (response, turn) => { if (turn > 4) return chat(response, answer("red")); response.writeHead(503); response.end("{}"); };
  engine.setProvider(http());
  asked = 1;
  assert.equal((await session.edit("make the title red").result).error.code, "model.overloaded");
  assert.equal((await soon(session.edit("make the title red").result)).status, "committed");
  assert.equal(asked, 5);
  await engine.close();
});

test("MOD-45 the same words on the same document are answered from the cache, which the version says", async () => {
  reply = (response) => chat(response, answer("red"));
  const { engine, session } = await visit({ provider: http(), prices: { m: { input: 1, output: 1 } } });
  await session.edit("make the title red").result;
  await session.undo();
  await session.edit("make the title red").result;
  const other = await engine.createSession({ prompt: "start", document });
  const batch = await other.editBatch(["make the title red"]);
  assert.equal(batch[0].status, "committed");
  assert.equal(asked, 1);
  const marks = [...session.getSnapshot().versions, ...other.getSnapshot().versions].map(({ fromCache, cost }) => (fromCache ? cost : null));
  assert.deepEqual(marks, [null, null, null, 0, null, 0]);
  await engine.close();
});

test("API-11, API-43 a session that is deleted while it is being opened keeps nobody waiting and says why", async () => {
  const { engine, session } = await visit({ store: "memory" });
  const { id } = session;
  await session.close();
  const [opened, deleted] = await soon(Promise.allSettled([engine.openSession(id), engine.deleteSession(id)]));
  assert.equal(deleted.status, "fulfilled");
  if (opened.status === "rejected") assert.equal(opened.reason.code, "session.deleted");
  await assert.rejects(soon(engine.openSession(id)), { code: "session.unknown" });
  await soon(engine.close());
});

test("API-43 a session that is over says so to those who draw it, and to later calls", async () => {
  const endings = {
    "session.deleted": ({ engine, session }) => engine.deleteSession(session.id),
    "session.not-open": ({ session }) => session.close(),
    "engine.closed": ({ engine }) => engine.close(),
  };
  for (const [code, end] of Object.entries(endings)) {
    const opened = await visit({});
    const { engine, session } = opened;
    const { document, ended } = session.getSnapshot();
    assert.equal(ended, null);
    const heard = [];
    session.subscribe(() => heard.push(session.getSnapshot().ended?.code));
    await end(opened);
    assert.equal(heard.at(-1), code);
    assert.equal(session.getSnapshot().document, document);
    assert.equal(session.getSnapshot(), session.getSnapshot());
    await assert.rejects(session.undo(), { code });
    await assert.rejects(session.edit("make the title red").result, { code });
    assert.throws(() => session.metrics(), { code });
    await session.close();
    await engine.close();
    assert.equal(session.getSnapshot().ended.code, code);
  }
});

test("API-6, DSN-73 a session is set aside and gone on with, and done for good", async () => {
  const { engine, session } = await visit({});
  const edit = async () => (await session.edit("make the title red").result).error?.code;
  const changes = [];
  session.subscribe(() => changes.push(session.getSnapshot().view.status));
  await session.pause();
  assert.equal(changes.at(-1), "paused");
  assert.equal(await edit(), "session.paused");
  await assert.rejects(session.undo(), { code: "session.paused" });
  await assert.rejects(session.pause(), { code: "edit.no-change" });
  assert.deepEqual((await engine.listSessions({ status: "paused" })).map(({ sessionId }) => sessionId), [session.id]);
  await session.resume();
  assert.equal(changes.at(-1), "active");
  assert.equal(await edit(), undefined);
  await engine.completeSession(session.id);
  for (const change of ["pause", "resume"]) await assert.rejects(session[change](), { code: "session.ended" });
  await engine.close();
});

test("DSN-75 a version says who made it", async () => {
  const engine = await createEngine({ store: "memory" });
  const document = { id: "root", type: "screen", name: "Screen", layout: {}, style: {}, props: {}, children: [] };
  const rename = (session, value) => session.apply([{ op: "set", id: "root", path: "/name", value }], "Renamed");
  const session = await engine.createSession({ prompt: "start", userId: "ada", document });
  await rename(session, "Page");
  await session.close();
  await rename(await engine.openSession(session.id), "View");
  await rename(await engine.openSession(session.id, { userId: "ada" }), "Sheet");
  const open = await engine.openSession(session.id);
  assert.deepEqual(open.history().versions.map(({ author }) => author), ["ada", "ada", null, "ada"]);
  await engine.close();
});

test("API-13 a score that is none says what a score is", async () => {
  const { engine, session } = await visit({});
  for (const score of ["4", 2.5, 0, 6, null, undefined, Number.NaN]) {
    await assert.rejects(session.rate(score), { code: "session.bad-score", message: "A score is a whole number from 1 to 5." });
  }
  await session.rate(5);
  assert.equal(session.metrics().satisfaction, 5);
  await engine.close();
});

test("API-39 an answer given as soon as the question is there comes to what the edit comes to", async () => {
  const engine = await createEngine({ store: "memory" });
  const button = (id, label) => ({ id, type: "button", name: label, layout: {}, style: {}, props: { label }, children: [] });
  const document = { id: "root", type: "screen", name: "Screen", layout: {}, style: {}, props: {}, children: [button("buy", "Buy"), button("leave", "Leave")] };
  for (const answer of [{ nodeId: "leave" }, { text: "the buy button" }]) {
    const session = await engine.createSession({ prompt: "start", document });
    const asked = await session.edit("make the button green").result;
    assert.equal(asked.status, "clarify");
    const result = await session.answer(asked.editId, answer).result;
    assert.deepEqual([result.status, result.newVersion], ["committed", 2]);
  }
  await engine.close();
});
