// What the store refused, and the ends of things: nothing of it goes without a word. Rules: API-49, API-24, ENG-25 to ENG-27 of core/SPEC.md.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, test } from "node:test";
import { createEngine, init } from "../dist/node.js";

const document = { id: "root", type: "screen", children: [{ id: "title", type: "heading", props: { text: "Hi" } }] };

before(async () => { await init(await readFile(new URL("../dist/core.wasm", import.meta.url))); });

/** A store that refuses what is to be written when it is told to. */
class Host {
  values = new Map();
  refuses = null;
  async request({ type, key, value }) {
    if (type === "keys") return { type: "keys", keys: [...this.values.keys()] };
    if (type === "get") return { type: "value", value: this.values.get(key) };
    if (type === "delete") this.values.delete(key);
    else if (this.refuses) return { type: "error", code: this.refuses, message: "no" };
    else this.values.set(key, value.slice());
    return { type: "done" };
  }
}

const green = [{ op: "set", id: "title", path: "/style/color", value: "green" }];
const red = [{ op: "set", id: "title", path: "/style/color", value: "red" }];

/** A session of one saved and two other versions. */
async function visit(refuses) {
  const store = new Host();
  const engine = await createEngine({ store });
  const session = await engine.createSession({ prompt: "start", document });
  store.refuses = refuses;
  await session.apply(green, "green");
  await session.apply(red, "red");
  return { store, engine, session };
}

async function stored(store, id) {
  const engine = await createEngine({ store: Object.assign(new Host(), { values: new Map(store.values) }) });
  const versions = (await engine.openSession(id)).history().totalVersions;
  await engine.close();
  return versions;
}

async function until(condition) {
  for (let turn = 0; turn < 2_000 && !condition(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(condition());
}

for (const refuses of ["quota", "failed"]) {
  test(`API-49 a session that is closed unsaved (${refuses}) says so, is listed as it was, and is all there when it is opened again`, async () => {
    const { store, engine, session } = await visit(refuses);
    const unsaved = () => engine.getSnapshot().unsaved;
    assert.deepEqual(unsaved(), [{ sessionId: session.id, versions: 2 }]);
    await assert.rejects(session.close(), ({ code, message }) => code === "session.not-saved" && message.includes("2"));
    assert.equal(session.getSnapshot().ended.code, "session.not-open");
    assert.deepEqual(unsaved(), [{ sessionId: session.id, versions: 2 }]);
    assert.deepEqual((await engine.listSessions()).map(({ currentVersion }) => currentVersion), [3]);
    const again = await engine.openSession(session.id);
    assert.equal(again.history().totalVersions, 3);
    assert.equal(again.getSnapshot().view.save.state, "notSaved");
    await again[Symbol.asyncDispose]();
    // It is saved with nobody who has it open.
    store.refuses = null;
    await until(() => unsaved().length === 0);
    assert.equal(await stored(store, session.id), 3);
    await engine.close();
  });

  test(`API-49 an engine that is closed unsaved (${refuses}) stays, and can be closed when there is room`, async () => {
    const { store, engine, session } = await visit(refuses);
    const other = await engine.openSession(session.id);
    assert.equal(other, session);
    const isRefused = ({ code, message }) => code === "engine.not-saved" && message.includes(session.id) && message.includes("2 versions");
    await Promise.all([assert.rejects(engine.close(), isRefused), assert.rejects(engine.close(), isRefused)]);
    await assert.rejects(engine.close(), isRefused);
    assert.equal(session.getSnapshot().ended.code, "session.not-open");
    assert.ok((await engine.exportSession(session.id)).length > 0);
    assert.equal((await engine.openSession(session.id)).history().totalVersions, 3);
    store.refuses = null;
    await engine.close();
    assert.equal(await stored(store, session.id), 3);
    assert.deepEqual(engine.getSnapshot().unsaved, []);
    assert.ok(!engine.getSnapshot().warnings.some(({ code }) => code === "session.unsaved-lost"));
  });
}

test("API-49 what is given up is a warning, and the end of an `await using` says it", async () => {
  const lost = (engine) => engine.getSnapshot().warnings.filter(({ code }) => code === "session.unsaved-lost").map(({ message }) => message);
  const given = await visit("quota");
  await given.session.close().catch(() => {});
  await given.engine.close({ discard: true });
  assert.match(lost(given.engine)[0], new RegExp(`2 versions of ${given.session.id}`));
  const used = await visit("quota");
  await assert.rejects(used.engine[Symbol.asyncDispose](), { code: "engine.not-saved" });
  assert.equal(lost(used.engine).length, 1);
  await assert.rejects(used.engine.listSessions(), { code: "engine.closed" });
  const dropped = await visit("quota");
  dropped.engine[Symbol.dispose]();
  await until(() => lost(dropped.engine).length === 1);
  for (const discard of [1, "yes", null]) await assert.rejects(given.engine.close({ discard }), { code: "command.bad-argument" });
});

test("API-49 room that others made is used at once", async () => {
  const { store, engine, session } = await visit(null);
  store.refuses = "quota";
  const other = await engine.createSession({ prompt: "another", document });
  await session.apply(red, "red again").catch(() => {});
  await session.apply(green, "green again");
  await session.close().catch(() => {});
  assert.equal(engine.getSnapshot().unsaved.length, 2);
  store.refuses = null;
  await engine.deleteSession(other.id);
  await until(() => engine.getSnapshot().unsaved.length === 0);
  assert.ok(await stored(store, session.id) > 3);
  await engine.close();
});
