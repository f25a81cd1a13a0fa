// A trap in the core: one typed error at most, a fresh instance, everything stored is there, all handles go on. API-30.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { afterEach, before, describe, test } from "node:test";
import { BozzettoError, createEngine, init } from "bozzetto";
import { document } from "./browser/harness.mjs";
import { captureInstances, withTraps } from "./browser/trapping.mjs";

const rename = (text) => JSON.stringify({ ops: [{ op: "set", id: "title", path: "/props/text", value: text }] });

describe("a trap", { concurrency: false }, () => {
  const instances = captureInstances();
  /** The newest instance traps when it is entered for the n-th time from now. */
  const trapAt = (entry) => { instances.at(-1).exports.trap_countdown.value = entry; };
  let engine;
  let session;
  let answers;
  before(async () => {
    const core = await readFile(new URL("../dist/core.wasm", import.meta.url));
    // Calls from the app, calls from promises and events, and what is read where an answer is given.
    await init(withTraps(core, /^coreengine_(new|command|metrics|usage|wake|view|document|versions|endings)$|closure/));
  });
  const start = async () => {
    answers = [];
    engine = await createEngine({ store: "memory", provider: { kind: "app", name: "scripted", answer: async () => answers.shift() ?? rename("?") } });
    session = await engine.createSession({ prompt: "start", document });
    await session.apply([{ op: "set", id: "title", path: "/props/text", value: "kept" }], "keep");
  };
  afterEach(() => engine.close());
  const text = () => session.getSnapshot().document.children[0].props.text;
  const isCrash = (error) => {
    assert.ok(error instanceof BozzettoError);
    assert.equal(error.code, "engine.crashed");
    assert.equal(error.recoverable, true);
    assert.equal(error.sessionState, "preserved");
    return true;
  };

  test("API-30 in a command that cannot be given twice: it is told, the handles go on", async () => {
    await start();
    const made = instances.length;
    trapAt(1);
    await assert.rejects(session.undo(), isCrash);
    assert.equal(text(), "kept");
    assert.equal((await session.undo()).number, 3);
    assert.equal(text(), "Hello");
    assert.equal(instances.length, made + 1);
    assert.deepEqual(session.history().versions.map(({ kind }) => kind), ["create", "apply", "undo"]);
    assert.deepEqual(engine.getSnapshot().warnings.map(({ code }) => code), ["engine.crashed"]);
  });

  test("API-49 what was only in memory is lost with the core, and that is a warning", async () => {
    await start();
    await engine.close();
    const values = new Map();
    let isFull = false;
    const store = { async request({ type, key, value }) {
      if (type === "keys") return { type: "keys", keys: [...values.keys()] };
      if (type === "get") return { type: "value", value: values.get(key) };
      if (type === "set" && isFull) return { type: "error", code: "quota", message: "full" };
      if (type === "delete") values.delete(key);
      else values.set(key, value.slice());
      return { type: "done" };
    } };
    engine = await createEngine({ store });
    session = await engine.createSession({ prompt: "start", document });
    isFull = true;
    await session.apply([{ op: "set", id: "title", path: "/props/text", value: "only here" }], "keep");
    assert.deepEqual(engine.getSnapshot().unsaved, [{ sessionId: session.id, versions: 1 }]);
    trapAt(1);
    await assert.rejects(session.undo(), isCrash);
    await engine.listSessions();
    assert.equal(session.history().totalVersions, 1);
    assert.deepEqual(engine.getSnapshot().unsaved, []);
    const lost = engine.getSnapshot().warnings.find(({ code }) => code === "session.unsaved-lost");
    assert.match(lost.message, new RegExp(`1 version of ${session.id}`));
  });

  test("API-31 in a read: a typed error, and the next read works", async () => {
    await start();
    trapAt(1);
    assert.throws(() => session.metrics(), isCrash);
    await engine.listSessions();
    assert.equal(session.metrics().totalEdits, 0);
  });

  test("API-32 in what can be given twice: nobody notices", async () => {
    await start();
    trapAt(1);
    assert.equal((await engine.listSessions()).length, 1);
    answers.push(rename("edited"), rename("edited"));
    trapAt(1);
    const result = await session.edit("rename the title", { target: "title" }).result;
    assert.equal(result.status, "committed");
    assert.equal(text(), "edited");
    assert.equal(session.history().versions.length, 3);
  });

  test("API-33 anywhere within an edit: it ends once, as a version or with the typed error, and the next one works", async () => {
    await start();
    for (let entry = 1; entry <= 40; entry += 3) {
      const before = session.history().versions.length;
      answers = Array.from({ length: 4 }, () => rename(`at ${entry}`));
      trapAt(entry);
      const ended = await session.edit("rename the title", { target: "title" }).result.then(({ status }) => status, (error) => (isCrash(error), "crashed"));
      trapAt(0);
      assert.ok(["committed", "crashed"].includes(ended), `entry ${entry}: ${ended}`);
      answers = [rename(`after ${entry}`)];
      const next = await session.edit("rename the title again", { target: "title" }).result;
      assert.equal(next.status, "committed");
      assert.equal(text(), `after ${entry}`);
      const versions = session.history().versions.length;
      assert.ok(versions === before + 2 || (ended === "crashed" && versions === before + 1), `entry ${entry}: ${ended}, ${versions - before} versions`);
      // Three traps a minute are tolerated, so every round gets an engine of its own.
      await engine.close();
      await start();
    }
  });

  test("API-30 API-32 where an answer is given: whoever waits for it gets it or hears of it", async () => {
    const asks = [
      [() => engine.createSession({ prompt: "another", document }), ["made", "crashed"]],
      [(id) => engine.openSession(id), ["made"]],
    ];
    for (const [ask, fine] of asks) {
      for (let entry = 1, isOver = false; !isOver; entry += 1) {
        await start();
        const { id } = session;
        await session.close();
        trapAt(entry);
        const came = await ask(id).then(() => "made", (error) => (isCrash(error), "crashed"));
        // The last time there were not so many entries.
        isOver = instances.at(-1).exports.trap_countdown.value > 0;
        trapAt(0);
        assert.ok(fine.includes(came), `entry ${entry}: ${came}`);
        assert.equal((await engine.openSession(id)).history().versions.length, 2);
        await engine.close();
      }
    }
    await start();
  });

  test("API-30 in a fresh core that comes to be: another one does, and everything goes on", async () => {
    await start();
    const made = instances.length;
    instances.trapsNext = 1;
    trapAt(1);
    assert.equal((await engine.listSessions()).length, 1);
    assert.equal(instances.length, made + 2);
    assert.equal(text(), "kept");
    assert.equal((await session.undo()).number, 3);
  });

  test("API-30 API-11 closed while a fresh core comes to be: that one never does", async () => {
    let open = () => {};
    let isOpen = Promise.resolve();
    const values = new Map();
    const request = async ({ type, key, value }) => {
      await isOpen;
      if (type === "set") values.set(key, value);
      return { get: { type: "value", value: values.get(key) }, keys: { type: "keys", keys: [...values.keys()] } }[type] ?? { type: "done" };
    };
    engine = await createEngine({ store: { request } });
    isOpen = new Promise((resolve) => { open = resolve; });
    trapAt(1);
    await assert.rejects(engine.storage(), isCrash);
    await engine.close();
    let heard = 0;
    engine.subscribe(() => { heard += 1; });
    open();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(heard, 0);
    assert.deepEqual(engine.getSnapshot().warnings, []);
    await assert.rejects(engine.listSessions(), { code: "engine.closed" });
  });

  test("API-34 again and again: the engine gives up and says so, instead of trying for ever", async () => {
    await start();
    const codes = [];
    for (let round = 0; round < 6; round += 1) {
      try { trapAt(1); } catch { break; }
      codes.push(await session.undo().then(() => "done", (error) => error.code));
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    assert.ok(codes.includes("engine.crashed"));
    // Nothing goes on here, so nobody is told that something does.
    const over = { code: "engine.crashed", recoverable: false, sessionState: "preserved", suggestedAction: "Make a new engine with `createEngine`." };
    await assert.rejects(engine.listSessions(), over);
    const { warnings } = engine.getSnapshot();
    assert.deepEqual(warnings.map(({ recoverable }) => recoverable), [true, true, true, false]);
    assert.equal(session.getSnapshot().ended.message, warnings.at(-1).message);
  });
});
