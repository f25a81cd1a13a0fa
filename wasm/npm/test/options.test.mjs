// What an engine and its calls can be told, and what they say of an argument that is none. Rules API-13, API-47, API-48, DSN-12, JRN-15 of core/SPEC.md.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { createEngine, init } from "bozzetto";
import { document } from "./browser/harness.mjs";

before(() => init());

const refused = async (call) => {
  try {
    const made = await call();
    await made?.result;
  } catch ({ code, message, suggestedAction }) {
    return { code, message, suggestedAction };
  }
  return assert.fail("it was taken");
};

test("API-47 limits are set by name, and each has its code", async () => {
  const cases = {
    documentBytes: [100, (engine) => engine.createSession({ prompt: "start", document }), "document.too-large"],
    depth: [3, (engine) => engine.createSession({ prompt: "start", document }), "document.too-deep"],
    values: [10, (engine) => engine.createSession({ prompt: "start", document }), "document.too-many-values"],
    stringBytes: [5, (engine) => engine.createSession({ prompt: "start", document }), "document.string-too-long"],
    ops: [1, async (engine) => {
      const session = await engine.createSession({ prompt: "start", document });
      return session.apply([1, 2].map((value) => ({ op: "set", id: "title", path: "/props/n", value })), "two");
    }, /^patch\./],
    promptBytes: [8, (engine) => engine.createSession({ prompt: "far too long" }), "prompt.too-long"],
    importBytes: [50, async (engine) => {
      const file = await engine.exportSession((await engine.createSession({ prompt: "start", document })).id);
      return engine.importSession(file);
    }, "import.too-large"],
  };
  for (const [name, [limit, call, code]] of Object.entries(cases)) {
    const wide = await createEngine({ store: "memory" });
    await (await call(wide))?.result;
    await wide.close();
    const engine = await createEngine({ store: "memory", limits: { [name]: limit } });
    const error = await refused(() => call(engine));
    if (code instanceof RegExp) assert.match(error.code, code, name);
    else assert.equal(error.code, code, name);
    assert.doesNotMatch(error.suggestedAction, code === "document.too-large" || code === "document.too-many-values" ? /place that is named/ : /^$/, name);
    await engine.close();
  }
  for (const [limits, words] of [[{ answerBytes: 40 }, "x".repeat(60)], [{ ops: 2 }, "title.color red\n".repeat(3)]]) {
    let asked = 0;
    const long = await createEngine({ store: "memory", limits, provider: { kind: "app", name: "mine", answer: () => { asked += 1; return words; } } });
    const session = await long.createSession({ prompt: "start", document });
    const { error } = await session.edit("make the title red", { target: "title" }).result;
    assert.deepEqual([error.code, asked, session.getSnapshot().versions.length], ["model.answer-too-large", 3, 1]);
    await long.close();
  }
});

test("API-47 a limit that is none is refused by its name", async () => {
  for (const [limits, words] of [
    [{ depth: 513 }, /`depth` is not a whole number from 1 to 512/], [{ ops: 0 }, /`ops`/], [{ promptBytes: 1.5 }, /`promptBytes`/], [{ values: "5" }, /`values`/],
    [{ importBytes: 1e10 }, /`importBytes` is not a whole number from 1 to 1000000000/], [{ documentbytes: 5 }, /documentbytes/], [5, /limits/], [null, /limits/],
  ]) {
    const { code, message } = await refused(() => createEngine({ store: "memory", limits }));
    assert.equal(code, "command.bad-argument");
    assert.match(message, words);
  }
  await (await createEngine({ store: "memory", limits: {} })).close();
});

test("API-48 a workflow is named by what there is", async () => {
  const engine = await createEngine({ store: "memory" });
  assert.equal((await engine.createSession({ prompt: "start", document, workflow: "design" })).getSnapshot().view.currentVersion, 1);
  const { code, message, suggestedAction } = await refused(() => engine.startSession({ prompt: "start", workflow: "views" }));
  assert.deepEqual([code, message, suggestedAction], ["command.bad-argument", "There is no workflow \"views\".", "There is \"design\"."]);
  for (const workflow of [5, null, {}]) assert.equal((await refused(() => engine.createSession({ prompt: "start", document, workflow }))).code, "command.bad-argument");
  assert.equal((await engine.listSessions()).length, 1);
  await engine.close();
});

test("DSN-12 sessions are marked as expired as of a moment that is named", async () => {
  const engine = await createEngine({ store: "memory" });
  await engine.createSession({ prompt: "start", document, ttlMs: 60_000 });
  assert.equal(await engine.cleanupExpired(), 0);
  assert.equal(await engine.cleanupExpired({ now: Date.now() + 30_000 }), 0);
  for (const now of ["1", Number.NaN, -1]) assert.equal((await refused(() => engine.cleanupExpired({ now }))).code, "command.bad-argument");
  assert.equal(await engine.cleanupExpired({ now: Date.now() + 90_000 }), 1);
  await engine.close();
});

test("API-13 a refusal names the argument", async () => {
  const engine = await createEngine({ store: "memory" });
  const session = await engine.createSession({ prompt: "start", document });
  for (const [call, words] of [
    [() => engine.createSession({}), "`prompt` is missing."],
    [() => engine.createSession({ prompt: 5 }), "`prompt` is not a text."],
    [() => engine.createSession({ prompt: "a", userId: 5 }), "`userId` is not a text."],
    [() => engine.createSession({ prompt: "a", ttlMs: "5" }), "`ttlMs` is not a number."],
    [() => engine.openSession(5), "The id of the session is not a text."],
    [() => engine.openSession(), "The id of the session is missing."],
    [() => engine.openSession(session.id, { userId: {} }), "`userId` is not a text."],
    [() => engine.listSessions({ status: "done" }), "`status` is not a status of sessions."],
    [() => engine.eraseUser(5), "`userId` is not a text."],
    [() => session.edit(5), "`prompt` is not a text."],
    [() => session.edit(), "`prompt` is missing."],
    [() => session.edit("a", { target: 5 }), "`target` is not the id of a node, or a list of those."],
    [() => session.edit("a", { target: [5] }), "`target` is not the id of a node, or a list of those."],
    [() => session.edit("a", { baseVersion: 1.5 }), "`baseVersion` is not a whole number from 0 on."],
    [() => session.answer("edt_none", { nodeId: 5 }), "`nodeId` is not a text."],
    [() => session.answer(5, { text: "x" }), "The id of the edit is not a text."],
    [() => session.apply([], 5), "`summary` is not a text."],
    [() => session.rollback("1"), "`version` is not a whole number from 0 on."],
    [() => session.merge(5), "The name of the branch is not a text."],
    [() => session.switchBranch(Symbol("s")), "The name of the branch is not a text."],
    [() => session.eventLog({ count: -1 }), "`count` is not a whole number from 0 on."],
    [() => session.compressOldVersions(-1), "`keepRecent` is not a whole number from 0 on."],
  ]) {
    const { code, message } = await refused(call);
    assert.deepEqual([code, message], ["command.bad-argument", words]);
  }
  await engine.close();
});

test("JRN-15 the log of a session is read by pages, without what was said", async () => {
  const engine = await createEngine({ store: "memory" });
  const session = await engine.createSession({ prompt: "a secret start", document });
  await session.edit("make the title red", { target: "title" }).result;
  const { total, events, running } = session.eventLog();
  assert.deepEqual(running, []);
  assert.deepEqual(events.filter(({ version }) => version !== null).map(({ name, version }) => [name, version]), [["version.committed/1", 1], ["version.committed/1", 2]]);
  assert.ok(events.every(({ number, at }) => number < total && Math.abs(Date.now() - at) < 60_000));
  assert.ok(!JSON.stringify(events).includes("secret"));
  const pages = Array.from({ length: total }, (_, from) => session.eventLog({ from, count: 1 }).events);
  assert.deepEqual(pages.flat(), events);
  assert.deepEqual(session.eventLog({ from: total, count: 5 }).events, []);
  await session.close();
  assert.throws(() => session.eventLog(), { code: "session.not-open" });
  await engine.close();
});
