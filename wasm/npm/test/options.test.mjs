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

test("DSN-12 sessions are marked as expired as of a moment that is named", async () => {
  const engine = await createEngine({ store: "memory" });
  await engine.createSession({ prompt: "start", document, ttlMs: 60_000 });
  assert.equal(await engine.cleanupExpired(), 0);
  assert.equal(await engine.cleanupExpired({ now: Date.now() + 30_000 }), 0);
  for (const now of ["1", Number.NaN, -1]) assert.equal((await refused(() => engine.cleanupExpired({ now }))).code, "command.bad-argument");
  assert.equal(await engine.cleanupExpired({ now: Date.now() + 90_000 }), 1);
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
