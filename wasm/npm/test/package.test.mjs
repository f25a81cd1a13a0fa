// The package in Node, on the memory store: what an app can rely on. Rules: API-* in core/SPEC.md.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { BozzettoError, compareDocuments, createEngine, createHistory, init, openHistory, patchDocument, version } from "bozzetto";

const document = {
  id: "root", type: "screen", name: "Screen", layout: {}, style: {}, props: {},
  children: [
    { id: "title", type: "heading", name: "Title", layout: {}, style: {}, props: { text: "Hello" }, children: [] },
    { id: "go", type: "button", name: "Go", layout: {}, style: {}, props: { text: "Go" }, children: [] },
  ],
};

/** A model that answers what it is told to. */
function scripted(answers) {
  const requests = [];
  const provider = {
    kind: "app", name: "scripted",
    answer: async function* (request, { signal }) {
      requests.push(request);
      const answer = answers.shift();
      for (const text of typeof answer === "function" ? answer(signal) : [answer]) yield await text;
    },
  };
  return { provider, requests };
}

const rename = (text) => JSON.stringify({ ops: [{ op: "set", id: "title", path: "/props/text", value: text }] });

test("API-1 before init, things fail with api.not-initialised", async () => {
  await assert.rejects(createEngine(), (error) => {
    assert.ok(error instanceof BozzettoError && error instanceof Error);
    assert.equal(error.code, "api.not-initialised");
    assert.equal(error.recoverable, true);
    assert.match(error.suggestedAction, /init\(\)/);
    return true;
  });
});

test("API-2 init that fails can be tried again, and is memoised once it worked", async () => {
  await assert.rejects(init(new TextEncoder().encode("<!doctype html>")), { code: "api.load-failed" });
  const first = init();
  assert.equal(init(), first);
  await first;
  assert.match(version, /^\d+\.\d+\.\d+$/);
});

describe("an engine", () => {
  let engine;
  before(async () => { await init(); engine = await createEngine({ store: "memory" }); });
  after(() => engine.close());

  test("API-3 auto falls back to memory where there is no IndexedDB, and says why", async () => {
    const other = await createEngine();
    const { store } = other.getSnapshot();
    assert.equal(store.kind, "memory");
    assert.equal(store.persistent, false);
    assert.equal(store.reason.code, "store.unavailable");
    await other.close();
    await assert.rejects(createEngine({ store: "indexeddb" }), { code: "store.unavailable" });
  });

  test("API-4 a session from a document: snapshot, history, the document frozen and equal", async () => {
    const session = await engine.createSession({ prompt: "start", document });
    const snapshot = session.getSnapshot();
    assert.deepEqual(snapshot.document, document);
    assert.ok(Object.isFrozen(snapshot.document.children[0].props));
    assert.equal(snapshot.view.currentVersion, 1);
    assert.deepEqual(session.history().versions.map(({ number, kind }) => [number, kind]), [[1, "create"]]);
    assert.equal(session.getSnapshot(), snapshot);
    await session.close();
  });

  test("API-5 subscribe tells of changes; parts that did not change keep their identity", async () => {
    const session = await engine.createSession({ prompt: "start", document });
    const before = session.getSnapshot();
    let told = 0;
    const unsubscribe = session.subscribe(() => { told += 1; });
    const made = await session.apply([{ op: "set", id: "title", path: "/props/text", value: "Hi" }], "greet");
    assert.equal(made.number, 2);
    const snapshot = session.getSnapshot();
    assert.notEqual(snapshot, before);
    assert.ok(told >= 1);
    assert.equal(snapshot.document.children[0].props.text, "Hi");
    assert.equal(snapshot.document.children[1], before.document.children[1]);
    assert.equal(snapshot.document.layout, before.document.layout);
    assert.equal(snapshot.versions[0], before.versions[0]);
    unsubscribe();
    const heard = told;
    await session.undo();
    assert.equal(told, heard);
    await session.close();
  });

  test("API-4 a list of versions that was taken stays as it was, whatever comes", async () => {
    const session = await engine.createSession({ prompt: "start", document });
    const first = session.getSnapshot().versions;
    await session.apply([{ op: "set", id: "title", path: "/props/text", value: "two" }], "two");
    const second = session.getSnapshot().versions;
    assert.equal(session.history().versions, second);
    await session.apply([{ op: "set", id: "title", path: "/props/text", value: "three" }], "three");
    await session.undo();
    const last = session.getSnapshot().versions;
    assert.deepEqual([first, second, last].map((list) => list.map(({ number, undone }) => [number, undone])), [
      [[1, false]], [[1, false], [2, false]], [[1, false], [2, false], [3, true], [4, false]],
    ]);
    assert.equal(last[1], second[1]);
    assert.throws(() => second.push(last[2]), TypeError);
    assert.throws(() => { last[2].undone = false; }, TypeError);
    await session.close();
  });

  test("API-52 letters beyond ASCII come over as they are, few or many", async () => {
    for (const word of ["\u2013", "\u{1f600} caf\u00e9", "\u2028\u0000\"\\", "\u6f22\u5b57".repeat(400)]) {
      const text = `${"plain words ".repeat(60)}${word}`;
      const spoken = { ...document, name: text, [`key ${word}`]: word };
      const session = await engine.createSession({ prompt: "start", document: spoken });
      await session.apply([{ op: "set", id: "title", path: "/props/text", value: text }], "");
      const last = session.getSnapshot().document;
      assert.equal(last.children[0].props.text, text);
      assert.deepEqual(session.at(1), spoken);
      assert.deepEqual(session.diff(1, 2).ops, [{ op: "set", id: "title", path: "/props/text", value: text }]);
      const again = await engine.openSession(session.id);
      assert.deepEqual(again.getSnapshot().document, last);
      const history = createHistory(spoken);
      history.append([{ op: "set", id: "title", path: "/props/text", value: text }]);
      assert.deepEqual(history.diff(1, 2), session.diff(1, 2).ops);
      await session.close();
    }
  });

  test("API-6 undo, redo, rollback, branch, switch, at, diff, rate, metrics", async () => {
    const session = await engine.createSession({ prompt: "start", document });
    await session.apply([{ op: "set", id: "title", path: "/props/text", value: "two" }], "two");
    await session.apply([{ op: "remove", id: "go" }], "three");
    assert.equal((await session.undo()).number, 4);
    assert.equal(session.getSnapshot().document.children.length, 2);
    assert.equal(session.history().versions[2].undone, true);
    assert.equal((await session.redo()).number, 5);
    assert.equal(session.history().versions[2].undone, false);
    assert.equal((await session.rollback(1)).number, 6);
    assert.deepEqual(session.getSnapshot().document, document);
    assert.equal(session.at(2).children[0].props.text, "two");
    assert.equal(session.at(2), session.at(2));
    assert.deepEqual(session.diff(1, 2).ops, [{ op: "set", id: "title", path: "/props/text", value: "two" }]);
    await session.branch(2, "other");
    assert.equal(session.getSnapshot().view.branch, "other");
    assert.equal(session.getSnapshot().document.children[0].props.text, "two");
    await session.apply([{ op: "set", id: "go", path: "/props/text", value: "Start" }], "on the branch");
    await session.switchBranch("main");
    assert.deepEqual(session.getSnapshot().document, document);
    await session.merge("other");
    assert.equal(session.getSnapshot().document.children[1].props.text, "Start");
    await session.rate(5);
    assert.equal(session.getSnapshot().view.rating, 5);
    assert.equal(session.metrics().satisfaction, 5);
    assert.throws(() => session.at(99), { code: "version.unknown" });
    for (const odd of [-1, 1.5, NaN, 2 ** 32 + 1, "1", null]) {
      assert.throws(() => session.at(odd), { code: "command.bad-argument" });
      assert.throws(() => session.diff(odd, 1), { code: "command.bad-argument" });
      assert.throws(() => session.diffAsJsonPatch(1, odd), { code: "command.bad-argument" });
    }
    await assert.rejects(session.rollback(99), { code: "version.unknown" });
    await assert.rejects(session.rollback("x"), { code: "command.bad-argument" });
    await session.close();
  });

  test("API-6 revert, cherry-pick, merge preview, stage, blame, verify, salvage", async () => {
    const session = await engine.createSession({ prompt: "start", document });
    const text = (value) => [{ op: "set", id: "title", path: "/props/text", value }];
    await session.apply(text("two"), "two");
    await session.apply([{ op: "set", id: "go", path: "/props/text", value: "Start" }], "three");
    assert.equal(session.blame("title", "/props/text").number, 2);
    assert.equal(session.blame("title", "/nothing"), null);
    assert.equal(session.blame("title", "/props/text", 0), null);
    const { message, code, ...rest } = await session.rollback(999).catch((error) => error.toReport());
    assert.equal(code, "version.unknown");
    assert.throws(() => session.blame("title", "/props/text", 999), (error) => { assert.deepEqual(error.toReport(), { code, message, ...rest }); return true; });
    const reverted = await session.revert(2);
    assert.equal(reverted.kind, "revert");
    assert.equal(session.getSnapshot().document.children[0].props.text, document.children[0].props.text);
    assert.equal(session.getSnapshot().document.children[1].props.text, "Start");
    await session.branch(1, "other");
    await session.cherryPick(3);
    assert.equal(session.getSnapshot().document.children[1].props.text, "Start");
    await session.apply(text("on the branch"), "");
    await session.switchBranch("main");
    await session.apply(text("on main"), "");
    const { conflicts } = session.mergePreview("other");
    assert.deepEqual(conflicts.map(({ id, path, ours, theirs }) => [id, path, ours, theirs]), [["title", "/props/text", "on main", "on the branch"]]);
    const choices = { [conflicts[0].key]: "theirs" };
    assert.deepEqual(session.mergePreview("other", { policy: "ours" }).conflicts, conflicts);
    assert.deepEqual(session.mergePreview("other", { policy: "ours" }).ops.filter(({ path }) => path === "/props/text"), []);
    assert.ok(session.mergePreview("other", { policy: "ours", choices }).ops.some(({ path }) => path === "/props/text"));
    await assert.rejects(session.merge("other", { choices: { "field:title:/props": "ours" } }), { code: "merge.unknown-conflict" });
    await session.merge("other", { policy: "ours", choices });
    assert.equal(session.getSnapshot().document.children[0].props.text, "on the branch");
    assert.deepEqual(session.stage([...text("x"), { op: "remove", id: "go" }]).map(({ ops, needs }) => [ops, needs]), [[[0], []], [[1], []]]);
    for (let value = 0; value < 20; value += 1) await session.apply(text(String(value)), "");
    const [size, file] = [(await engine.storage()).usedBytes, await engine.exportSession(session.id)];
    assert.ok((await session.compressOldVersions(4)) > 8);
    assert.equal(await session.compressOldVersions(4), 0);
    assert.ok((await engine.storage()).usedBytes < size);
    assert.deepEqual(await engine.exportSession(session.id), file);
    const { versions, damaged } = session.verify();
    assert.deepEqual([versions, damaged], [session.history().totalVersions, []]);
    const salvaged = await engine.importSession(await engine.exportSession(session.id, { salvage: true }));
    assert.deepEqual(salvaged.getSnapshot().document, session.getSnapshot().document);
    assert.throws(() => session.mergePreview("nowhere"), { code: "branch.unknown" });
    for (const options of ["ours", { policy: "mine" }, { choices: ["ours"] }, { choices: { a: "both" } }, { choice: {} }]) {
      assert.throws(() => session.mergePreview("other", options), { code: "command.bad-argument" });
      await assert.rejects(session.merge("other", options), { code: "command.bad-argument" });
    }
    await assert.rejects(session.revert(99), { code: "version.unknown" });
    await assert.rejects(session.revert(1), { code: "version.first" });
    await assert.rejects(session.cherryPick(1), { code: "version.first" });
    for (const args of [[], [7, "/x"], ["title"], ["title", 5], [{}, "/x"]]) assert.throws(() => session.blame(...args), { code: "command.bad-argument" });
    for (const handle of [session, salvaged]) await handle.close();
  });

  test("VER-85 any version from any other, sharing what is the same", () => {
    const wide = (value) => Object.fromEntries(Array.from({ length: 90 }, (_, at) => [`f${at}`, [value, at]]));
    const history = createHistory({ list: [1, [2], { x: 3 }], ["__proto__"]: { y: 1 }, design: document, wide: wide(0) });
    let seed = 7;
    const draw = (below) => (seed = (seed * 48271) % 2147483647) % below;
    const target = (root) => (root.design?.children ? root.design : root);
    for (let edit = 0; edit < 120; edit += 1) {
      const latest = history.at(history.latest);
      const data = [
        { op: "insert", parent: null, path: "/list", index: draw(4), value: { n: draw(5), inner: [draw(3)] } },
        { op: "set", id: null, path: `/list/${draw(latest.list.length)}`, value: [draw(9)] },
        { op: "unset", id: null, path: `/list/${draw(latest.list.length)}` },
        { op: "set", id: null, path: "/__proto__/y", value: draw(9) },
        { op: "set", id: null, path: "/wide", value: wide(draw(3)) },
        { op: "set", id: null, path: `/wide/f${draw(90)}`, value: draw(9) },
        { op: "set", id: null, path: `/design/children/${draw(target(latest).children.length)}/style/color`, value: `#${draw(999)}` },
        { op: "set", id: null, path: `/extra${draw(3)}`, value: { deep: [draw(9)] }, before: "list" },
        { op: "insert", parent: null, path: "/design/children", index: 0, value: { id: `n${edit}`, type: "text", props: {} } },
        { op: "unset", id: null, path: "/design/children/0" },
      ];
      try {
        history.append([data[draw(data.length)]], 1 + draw(history.latest));
      } catch (error) {
        assert.match(error.code, /^patch\./);
      }
    }
    assert.ok(history.latest > 60);
    let before = history.scrub(1);
    for (let jump = 0; jump < 400; jump += 1) {
      const version = 1 + draw(history.latest);
      const shown = history.scrub(version);
      // As text, so that the order of keys counts.
      assert.equal(JSON.stringify(shown), history.text(version));
      assert.ok(Object.isFrozen(shown) && Object.isFrozen(shown.design.children));
      for (const key of Object.keys(shown)) {
        if (Object.hasOwn(before, key) && JSON.stringify(before[key]) === JSON.stringify(shown[key])) assert.equal(shown[key], before[key]);
      }
      before = shown;
    }
  });

  test("API-17 documents without a session", () => {
    const history = createHistory(document);
    const ops = [{ op: "set", id: "title", path: "/props/text", value: "two" }];
    assert.equal(history.append(ops), 2);
    assert.equal(history.append('[["title","/props/text","three"]]'), 3);
    assert.equal(history.append([{ op: "remove", id: "go" }], 1), 4);
    assert.deepEqual(history.versions(), [1, 2, 3, 4]);
    assert.equal(history.parent(4), 1);
    assert.equal(history.parent(1), 0);
    assert.throws(() => history.parent(9), { code: "version.unknown" });
    assert.deepEqual(history.at(1), document);
    assert.deepEqual(history.scrub(1), document);
    assert.equal(history.scrub(2).children[1], history.scrub(1).children[1]);
    assert.deepEqual(history.diff(1, 2), ops);
    assert.equal(history.diffAs("compact", 1, 3), '[["title","/props/text","three"]]');
    const handle = history.document(3);
    assert.equal(handle.get("/props/text", "title"), "three");
    assert.equal(handle.get("/nothing"), undefined);
    assert.deepEqual(handle.toJSON(), history.at(3));
    const bytes = history.save();
    const opened = openHistory(bytes);
    for (const version of opened.versions()) assert.deepEqual(opened.at(version), history.at(version));
    assert.deepEqual(opened.verify(), { versions: 4, damaged: [], mended: [], cut: false });
    const damaged = bytes.slice();
    damaged[40] ^= 4;
    assert.deepEqual(openHistory(damaged).save(), bytes);
    assert.deepEqual(openHistory(damaged, { salvage: true }).at(4), history.at(4));
    assert.throws(() => openHistory(bytes.slice(0, 40)), { code: "version.corrupt", suggestedAction: /salvage/ });
    for (const odd of [new Uint8Array(), new Uint8Array(99).fill(5)]) assert.throws(() => openHistory(odd), { code: /^version\./ });
    assert.throws(() => openHistory("x"), { code: "command.bad-argument" });
    assert.throws(() => history.at(9), { code: "version.unknown" });
    assert.throws(() => history.append("[]", 9), { code: "version.unknown" });
    const after = history.at(3);
    assert.deepEqual(patchDocument(document, compareDocuments(document, after)), after);
    assert.deepEqual(patchDocument(document, compareDocuments(document, after, { form: "json-patch" }), "json-patch"), after);
    assert.deepEqual(patchDocument({ a: 1, b: 2 }, { a: null, c: 3 }, "merge-patch"), { b: 2, c: 3 });
    const lines = compareDocuments(document, after, { form: "spec-stream" });
    assert.deepEqual(patchDocument(document, lines, "spec-stream"), after);
    assert.deepEqual(compareDocuments({ a: 1, b: { c: 1 } }, { b: { c: 2 } }, { form: "merge-patch" }), { a: null, b: { c: 2 } });
    assert.throws(() => compareDocuments({ a: 1 }, { a: null }, { form: "merge-patch" }), { code: "patch.no-merge-patch" });
    assert.match(compareDocuments(document, after, { form: "words" }), /three/);
    // VER-79
    const [one, other] = ['{"a":1,"b":{"c":2,"d":[{"x":1,"y":2}]}}', '{"b":{"d":[{"y":2,"x":1}],"c":2},"a":1}'];
    assert.equal(JSON.stringify(patchDocument(one, compareDocuments(one, other))), other);
    assert.equal(compareDocuments(one, other, { form: "words" }), "Only the order of fields differs");
    assert.deepEqual(compareDocuments(one, other, { form: "json-patch" }), []);
    assert.throws(() => compareDocuments("{", "{}"), { code: "document.syntax" });
    // A slip in the name of an option is no option.
    assert.throws(() => compareDocuments(document, after, { from: "words" }), { code: "command.bad-argument", suggestedAction: /form/ });
    assert.throws(() => openHistory(bytes, { salvge: true }), { code: "command.bad-argument", suggestedAction: /salvage/ });
    assert.throws(() => compareDocuments({}, [], { form: "x" }), { code: "command.bad-argument" });
  });

  test("API-7 an edit streams its progress, late listeners miss nothing, the result comes once", async () => {
    const { provider } = scripted([rename("streamed")]);
    const own = await createEngine({ store: "memory", provider });
    const session = await own.createSession({ prompt: "start", document });
    const previews = [];
    session.subscribe(() => {
      const { preview } = session.getSnapshot();
      if (preview) previews.push(preview);
    });
    const edit = session.edit("rename the title", { target: "title" });
    const phases = [];
    const ops = [];
    for await (const progress of edit) {
      phases.push(progress.edit.phase);
      ops.push(...progress.newOps);
    }
    const result = await edit.result;
    assert.equal(result.status, "committed");
    assert.equal(result.newVersion, 2);
    assert.deepEqual(ops, [{ op: "set", id: "title", path: "/props/text", value: "streamed" }]);
    assert.ok(previews.some((preview) => preview.children[0].props.text === "streamed"));
    assert.equal(session.getSnapshot().preview, null);
    assert.equal(session.getSnapshot().document.children[0].props.text, "streamed");
    const again = [];
    for await (const { edit: { phase } } of edit) again.push(phase);
    assert.deepEqual(again, phases);
    assert.equal(phases.at(-1), "ended");
    await own.close();
  });

  test("MOD-29 a text is shown while it is written, and is an op once it is complete", async () => {
    const text = "Fresh bread, baked every morning before the first bus comes by";
    const whole = rename(text);
    async function* answer() {
      for (let at = 0; at < whole.length; at += 6) {
        yield whole.slice(at, at + 6);
        await new Promise((resolve) => setTimeout(resolve));
      }
    }
    const own = await createEngine({ store: "memory", provider: { kind: "app", name: "slow", answer } });
    const session = await own.createSession({ prompt: "start", document });
    const shown = new Set();
    session.subscribe(() => shown.add(session.getSnapshot().preview?.children[0].props.text));
    const [growing, ops, counts] = [[], [], new Set()];
    for await (const progress of session.edit("rename the title", { target: "title" })) {
      counts.add(progress.edit.opsReceived);
      ops.push(...progress.newOps);
      if (progress.growing) growing.push(progress.growing);
    }
    assert.deepEqual(ops, [{ op: "set", id: "title", path: "/props/text", value: text }]);
    assert.deepEqual([...counts], [0, 1]);
    assert.ok(growing.length >= 3);
    for (const { op, id, path, value } of growing) {
      assert.deepEqual([op, id, path], ["set", "title", "/props/text"]);
      assert.ok(text.startsWith(value) && value.length < text.length && shown.has(value), value);
    }
    assert.equal(session.getSnapshot().document.children[0].props.text, text);
    await own.close();
  });

  test("API-8 an abort ends the edit as cancelled, before it began or while the model answers", async () => {
    let aborted = false;
    const { provider } = scripted([(signal) => [new Promise((resolve) => {
      signal.addEventListener("abort", () => { aborted = true; resolve(rename("too late")); });
    })]]);
    const own = await createEngine({ store: "memory", provider });
    const session = await own.createSession({ prompt: "start", document });
    const early = await session.edit("x", { signal: AbortSignal.abort() }).result;
    assert.equal(early.status, "cancelled");
    const controller = new AbortController();
    const edit = session.edit("rename the title", { signal: controller.signal, target: "title" });
    for await (const { edit: { phase } } of edit) if (phase === "waiting") controller.abort();
    assert.equal((await edit.result).status, "cancelled");
    assert.equal(aborted, true);
    assert.deepEqual(session.getSnapshot().document, document);
    await session.cancel(edit.id);
    assert.equal((await edit.result).status, "cancelled");
    await assert.rejects(session.cancel("nobody"), { code: "edit.unknown" });
    await own.close();
  });

  test("API-8 an edit is stopped by its id, without its handle", async () => {
    const { provider } = scripted([() => [new Promise(() => {})]]);
    const own = await createEngine({ store: "memory", provider });
    const session = await own.createSession({ prompt: "start", document });
    const { id, result } = session.edit("rename the title", { target: "title" });
    await session.cancel(id);
    assert.equal((await result).status, "cancelled");
    await own.close();
  });

  test("API-9 the app's model may answer with a text, a promise or an async iterable; what it throws is its own error", async () => {
    for (const answer of [
      () => rename("same"), async () => rename("same"),
      async function* () { const text = rename("same"); yield text.slice(0, 9); yield text.slice(9); },
    ]) {
      const own = await createEngine({ store: "memory", provider: { kind: "app", name: "mine", answer } });
      const session = await own.createSession({ prompt: "start", document });
      assert.equal((await session.edit("rename the title", { target: "title" }).result).status, "committed");
      assert.equal(session.getSnapshot().document.children[0].props.text, "same");
      await own.close();
    }
    const own = await createEngine({ store: "memory", provider: { kind: "app", name: "mine", answer: () => { throw new Error("out of ink"); } } });
    const session = await own.createSession({ prompt: "start", document });
    const { status, error } = await session.edit("rename the title", { target: "title" }).result;
    assert.equal(status, "failed");
    assert.match(error.code, /^model\./);
    await own.close();
  });

  test("API-10 edits queue; each makes its own version", async () => {
    const { provider } = scripted([rename("one"), rename("two"), rename("three")]);
    const own = await createEngine({ store: "memory", provider });
    const session = await own.createSession({ prompt: "start", document });
    const results = await session.editBatch(["rename the title to one", "rename the title to two", "rename the title to three"]);
    assert.deepEqual(results.map(({ status, newVersion }) => [status, newVersion]), [["committed", 2], ["committed", 3], ["committed", 4]]);
    assert.equal(session.getSnapshot().document.children[0].props.text, "three");
    await own.close();
  });

  test("API-11 closed things answer with a code; closing waits for work in flight; a session can be opened again", async () => {
    const { provider } = scripted([(() => [new Promise((resolve) => setTimeout(resolve, 50, rename("slow")))])]);
    const own = await createEngine({ store: "memory", provider });
    const session = await own.createSession({ prompt: "start", document });
    const edit = session.edit("rename the title", { target: "title" });
    await session.close();
    assert.equal((await edit.result).status, "committed");
    await assert.rejects(session.undo(), { code: "session.not-open" });
    const again = await own.openSession(session.id);
    assert.equal(again.getSnapshot().document.children[0].props.text, "slow");
    assert.equal(await own.openSession(session.id), again);
    await again.close();
    assert.equal((await again.undo()).number, 3);
    await own.close();
    await own.close();
    await assert.rejects(own.listSessions(), { code: "engine.closed" });
    await assert.rejects(again.undo(), { code: "engine.closed" });
  });

  test("API-12 lists, users, completion, export, import, deletion, erasure", async () => {
    const own = await createEngine({ store: "memory" });
    const ada = await own.createSession({ prompt: "ada's", document, userId: "ada" });
    await own.createSession({ prompt: "bob's", document, userId: "bob" });
    assert.equal((await own.listSessions()).length, 2);
    assert.deepEqual((await own.listSessions({ userId: "ada" })).map(({ initialPrompt }) => initialPrompt), ["ada's"]);
    await assert.rejects(own.openSession(ada.id, { userId: "bob" }), { code: "session.forbidden" });
    await assert.rejects(own.openSession("ses_" + "0".repeat(32)), { code: "session.unknown" });
    await own.completeSession(ada.id);
    assert.deepEqual((await own.listSessions({ status: "completed" })).map(({ sessionId }) => sessionId), [ada.id]);
    const file = await own.exportSession(ada.id);
    assert.ok(file instanceof Uint8Array && file.length > 100);
    const copy = await own.importSession(file, { userId: "ada" });
    assert.notEqual(copy.id, ada.id);
    assert.deepEqual(copy.getSnapshot().document, document);
    const broken = file.slice();
    broken[broken.length >> 1] ^= 1;
    await assert.rejects(own.importSession(broken), (error) => /^(import|journal)\./.test(error.code));
    assert.equal(await own.eraseUser("ada"), 2);
    assert.deepEqual((await own.listSessions()).map(({ userId }) => userId), ["bob"]);
    await assert.rejects(ada.undo(), (error) => /^session\./.test(error.code));
    await own.close();
  });

  test("API-17 the ops of a difference are those of its JSON form, to the order of their fields", () => {
    const node = (id, more) => ({ id, type: "text", ...more });
    const long = "a text that is long enough to be changed in its middle and nowhere else";
    const first = { id: "r", type: "screen", style: { color: "red", width: 1, height: 2 }, children: [node("a", { props: { text: long } }), node("b"), node("c", { list: [1, { id: 5 }, 3] })] };
    const second = { id: "r", type: "screen", style: { height: 2, color: "blue" }, children: [node("c", { list: [1, { id: 5 }, { id: "x", type: "y" }, 3, 4] }), node("a", { props: { text: long.replace("middle", "centre") } }), node("d", { type: "card" })] };
    const told = [];
    // One op after the other names the same node, or moves into the same list.
    const row = (ids) => ({ id: "r", type: "screen", children: ids.map((id) => node(id, { props: { text: long.slice(0, 70 + id), list: [1, 2, id] } })) });
    const numbered = (numbers) => JSON.parse(JSON.stringify(row(numbers)), (key, value) => key === "id" && value !== "r" ? `n${value}` : value);
    const rows = [numbered([1, 2, 3, 4, 5, 6]), numbered([6, 5, 4, 3, 2, 1]), { ...numbered([3, 7, 8, 1, 9, 6]), name: "New", style: { gap: 4 } }];
    const third = { id: "r", type: "screen", style: { color: "blue", width: 7, height: 2 }, children: [] };
    for (const documents of [[first, second, third], rows, [{ k: 1, list: [1, 2, 3], text: long }, { k: null, list: [0, 1, 3], text: `${long}!`, n: [] }, { list: [[]], k: {} }], [1, 2, null]]) {
      const history = createHistory(documents[0]);
      for (const document of documents.slice(1)) history.append(compareDocuments(JSON.stringify(history.at(history.latest)), JSON.stringify(document)));
      for (let from = 1; from <= 3; from++) {
        for (let to = 1; to <= 3; to++) {
          const ops = history.diff(from, to);
          assert.deepEqual(patchDocument(history.at(from), ops), history.at(to));
          const again = createHistory(history.at(from));
          again.append(JSON.parse(history.diffAs("compact", from, to)));
          assert.deepEqual(again.at(2), history.at(to));
          told.push(...ops);
        }
      }
    }
    for (const op of told) {
      // As they cross for a session, from the other writer of the core.
      const { op: kind, ...fields } = op;
      const known = { set: ["id", "path", "value", "before"], unset: ["id", "path"], insert: ["parent", "path", "index", "node", "value"], remove: ["id"], move: ["id", "parent", "index"], text: ["id", "path", "at", "delete", "insert"] }[kind];
      assert.deepEqual(Object.keys(fields), known.filter((field) => Object.hasOwn(fields, field)), JSON.stringify(op));
      assert.ok(Object.values(fields).every((field) => field !== undefined), JSON.stringify(op));
      if (kind === "insert") assert.equal("node" in op, typeof (op.node ?? op.value)?.id === "string" && typeof (op.node ?? op.value).type === "string");
    }
    assert.deepEqual([...new Set(told.map(({ op }) => op))].sort(), ["insert", "move", "remove", "set", "text", "unset"]);
  });

  test("DOC-1 long texts cross as they are, whatever is where in them", () => {
    for (const odd of ["", "é", "€", "🚲", "a🚲é€", "\u0000", "\ud83d", "\udeb2"]) {
      for (const length of [200, 255, 256, 257, 258, 300, 1_000, 70_000]) {
        for (const at of [0, 1, length - 2, length - 1, length]) {
          const text = "x".repeat(Math.max(0, at)) + odd.repeat(at % 2 ? 1 : 90) + "y".repeat(Math.max(0, length - at));
          // Half of a pair is no character and becomes the one that stands for none.
          assert.equal(createHistory(`[${JSON.stringify(text.toWellFormed())}]`).at(1)[0], text.toWellFormed(), `${odd} at ${at} of ${length}`);
        }
      }
    }
    const half = createHistory(`{"k":"${"x".repeat(300)}\ud83d","l":"\udeb2${"é".repeat(300)}"}`).at(1);
    assert.deepEqual(half, { k: `${"x".repeat(300)}\ufffd`, l: `\ufffd${"é".repeat(300)}` });
  });

  test("API-37 a history that was disposed, and numbers that are no versions, are coded errors, and nobody else's trap", () => {
    const kept = createHistory(document);
    const gone = createHistory(document);
    const handle = gone.document(1);
    gone[Symbol.dispose ?? Symbol.for("Symbol.dispose")]();
    handle[Symbol.dispose ?? Symbol.for("Symbol.dispose")]();
    gone[Symbol.dispose ?? Symbol.for("Symbol.dispose")]();
    for (const use of [() => gone.at(1), () => gone.latest, () => gone.scrub(1), () => gone.save(), () => gone.append([]), () => handle.get("/id"), () => handle.toJSON()]) {
      assert.throws(use, (error) => error instanceof BozzettoError && error.code === "history.disposed");
    }
    assert.deepEqual(kept.at(1), document);
    for (const version of [-1, 1.5, NaN, Infinity, 2 ** 32 + 1, "1", null, undefined, {}]) {
      for (const use of [() => kept.at(version), () => kept.text(version), () => kept.scrub(version), () => kept.document(version), () => kept.diff(version, 1), () => kept.diffAs("words", 1, version), () => kept.parent(version)]) {
        assert.throws(use, { code: "command.bad-argument" }, String(version));
      }
      if (version != null) assert.throws(() => kept.append([], version), { code: "command.bad-argument" });
    }
    assert.throws(() => kept.at(0), { code: "version.unknown" });
    assert.deepEqual(compareDocuments({}, {}, null), []);
    assert.equal(openHistory(kept.save(), null).latest, 1);
  });

  test("API-6 one part of a change is made with what it needs, and with what that needs", async () => {
    const session = await engine.createSession({ prompt: "start", document });
    const row = (id, parent) => ({ op: "insert", parent, index: -1, node: { id, type: "row", children: [] } });
    const ops = [row("a", "root"), { op: "set", id: "title", path: "/props/text", value: "Hi" }, row("b", "a"), row("c", "b")];
    const parts = session.stage(ops);
    assert.deepEqual(session.takeParts(ops, [3]), [ops[0], ops[2], ops[3]]);
    assert.deepEqual(session.takeParts(ops, [1]), [ops[1]]);
    assert.deepEqual([session.takeParts(ops, []), session.takeParts(ops, [0, 1, 2, 3])], [[], ops]);
    assert.throws(() => session.takeParts(ops, [4]), { code: "edit.unknown-part" });
    for (const parts of [null, "1", [1.5], [-1]]) assert.throws(() => session.takeParts(ops, parts), { code: "command.bad-argument" }, String(parts));
    await session.apply(session.takeParts(ops, [3]), parts[3].summary);
    const { children } = session.getSnapshot().document;
    assert.equal(children[0].props.text, "Hello");
    assert.equal(children.at(-1).children[0].children[0].id, "c");
    // What was to come behind others stands before what comes behind it, also when the others are not made.
    const beside = [row("x", "root"), { op: "remove", id: "title" }, row("y", "root"), { op: "move", id: "a", parent: "root", index: 0 }];
    assert.deepEqual(session.stage(beside).map(({ needs }) => needs), [[], [], [], []]);
    const last = session.takeParts(beside, [2]);
    assert.equal(last.length, 1);
    await session.apply(last, "Added y");
    assert.deepEqual(session.getSnapshot().document.children.map(({ id }) => id), [...children.map(({ id }) => id), "y"]);
    await session.close();
  });

  test("API-35 a session file comes in pieces, with progress, and can be stopped", async () => {
    const own = await createEngine({ store: "memory" });
    const made = await own.createSession({ prompt: "start", document });
    for (let size = 0; size < 40; size += 1) await made.apply([{ op: "set", id: "title", path: "/props/size", value: size }], "size");
    const file = await own.exportSession(made.id);
    // It is what its description says: lines of JSON.
    const lines = new TextDecoder().decode(file).trimEnd().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual([lines[0].bozzetto, lines[0].format, lines[0].versions, lines.at(-1).end], ["session", 2, 41, lines.length - 1]);
    const pieces = function* (size) { for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size); };
    const stream = () => new ReadableStream({ start(controller) { for (const piece of pieces(999)) controller.enqueue(piece); controller.close(); } });
    const sources = [file, file.slice().buffer, new Blob([file]), stream(), pieces(500), (async function* () { yield* pieces(777); })()];
    for (const source of sources) {
      const seen = [];
      const copy = await own.importSession(source, { onProgress: (progress) => seen.push(progress) });
      assert.deepEqual(copy.getSnapshot().document, made.getSnapshot().document);
      assert.deepEqual(seen.at(-1), { bytes: file.length, versions: 41 });
      await copy.close();
    }
    const slow = async function* () { yield file.subarray(0, 100); await new Promise((done) => setTimeout(done, 20)); yield file.subarray(100); };
    const many = await Promise.all(Array.from({ length: 20 }, () => own.importSession(slow(), null)));
    assert.equal(new Set(many.map(({ id }) => id)).size, 20);
    const count = (await own.listSessions()).length;
    // A stream that breaks, one that is stopped, one that lies: nothing of it stays, and it is let go.
    let released = 0;
    const broken = async function* (after, error) {
      try {
        let at = 0;
        for (const piece of pieces(400)) { if (at++ === after) throw error; yield piece; }
      } finally { released += 1; }
    };
    await assert.rejects(own.importSession(broken(3, new Error("network"))), (error) => error instanceof BozzettoError && error.code === "import.source-failed" && error.cause.message === "network" && /network/.test(error.toReport().cause));
    await assert.rejects(own.importSession(broken(3, null)), { name: "BozzettoError", code: "import.source-failed" });
    await assert.rejects(own.importSession({ [Symbol.iterator]: 5 }), { name: "BozzettoError", code: "import.source-failed" });
    const stop = new AbortController();
    await assert.rejects(own.importSession(broken(-1), { signal: stop.signal, onProgress: () => stop.abort(new Error("stopped")) }), (error) => error instanceof BozzettoError && error.code === "import.cancelled" && error.cause === stop.signal.reason);
    await assert.rejects(own.importSession(file, { signal: AbortSignal.abort() }), (error) => error instanceof BozzettoError && error.code === "import.cancelled" && error.cause.name === "AbortError");
    // A source that never answers is not waited for, and a stream is let go.
    for (const hanging of [async function* () { yield file.subarray(0, 400); await new Promise(() => {}); }(), new ReadableStream({ cancel: () => { released += 1; } })]) {
      const over = new AbortController();
      setTimeout(() => over.abort(), 20);
      await assert.rejects(own.importSession(hanging, { signal: over.signal }), { name: "BozzettoError", code: "import.cancelled" });
    }
    // What is all there is not taken in one go: who stops it comes to their turn.
    const long = await own.createSession({ prompt: "start", document });
    for (let size = 0; size < 30; size += 1) await long.apply([{ op: "set", id: "title", path: "/props/text", value: `${size}${"x".repeat(200_000)}` }], "size");
    const large = await own.exportSession(long.id);
    for (const source of [large, [large]]) {
      const click = new AbortController();
      setTimeout(() => click.abort(), 0);
      await assert.rejects(own.importSession(source, { signal: click.signal }), { name: "BozzettoError", code: "import.cancelled" });
    }
    await own.deleteSession(long.id);
    // Nor does anything stay of what is stopped while it is stored.
    const values = new Map();
    let onSet = () => {};
    const late = await createEngine({ store: { request: async ({ type, key, value }) => {
      if (type === "keys") return { type: "keys", keys: [...values.keys()] };
      if (type === "get") return { type: "value", value: values.get(key) };
      if (type === "delete") values.delete(key);
      else { onSet(); values.set(key, value.slice()); }
      return { type: "done" };
    } } });
    const stored = new AbortController();
    onSet = () => stored.abort();
    await assert.rejects(late.importSession(file, { signal: stored.signal }), { name: "BozzettoError", code: "import.cancelled" });
    assert.ok(stored.signal.aborted);
    assert.deepEqual(await late.listSessions(), []);
    await late.close();
    // What is read from has the same signal, as a `fetch` would.
    const both = new AbortController();
    const fetched = async function* () { yield file.subarray(0, 400); both.abort(); both.signal.throwIfAborted(); };
    await assert.rejects(own.importSession(fetched(), { signal: both.signal }), { name: "BozzettoError", code: "import.cancelled" });
    await assert.rejects(own.importSession((async function* () { try { yield file.subarray(0, 900); yield "text"; } finally { released += 1; } })()), { code: "command.bad-argument" });
    const lie = file.slice();
    lie[2_000] ^= 1;
    await assert.rejects(own.importSession(new Blob([lie])), (error) => error.code === "import.invalid" && /line \d+/.test(error.message) && Boolean(error.suggestedAction));
    await assert.rejects(own.importSession([]), { code: "import.invalid" });
    await assert.rejects(own.createSession({ prompt: "start", document, signal: AbortSignal.abort() }), (error) => error instanceof BozzettoError && error.code === "edit.cancelled" && error.cause.name === "AbortError");
    assert.equal(released, 5);
    assert.equal((await own.listSessions()).length, count);
    await own.close();
  });

  test("API-13, JSN-6 bad options and arguments are coded errors", async () => {
    await assert.rejects(createEngine({ store: "memory", provider: { kind: "openai-compatible", baseUrl: 7, model: "m" } }), { code: "command.bad-argument" });
    await assert.rejects(engine.createSession({ prompt: "x", document: "{" }), (error) => /^document\./.test(error.code));
    await assert.rejects(engine.createSession({ prompt: "x", document: { id: "a", type: "b", children: [{ id: "a", type: "c" }] } }), (error) => /^document\./.test(error.code));
    const session = await engine.createSession({ prompt: "start", document });
    await assert.rejects(session.apply([{ op: "remove", id: "nobody" }], "x"), (error) => error instanceof BozzettoError);
    assert.throws(() => engine.setProvider({ kind: "app" }), { code: "command.bad-argument" });
    await assert.rejects(createEngine({ store: "floppy" }), { code: "command.bad-argument" });
    await assert.rejects(engine.createSession(), { code: "command.bad-argument" });
    let deep = [];
    for (let at = 0; at < 100_000; at++) deep = [deep];
    const circle = {};
    circle.circle = circle;
    for (const wrong of [deep, circle, { n: 1n }, { n: NaN }, { n: new Map() }, { n: () => 1 }]) {
      await assert.rejects(engine.createSession({ prompt: "x", document: wrong }), { code: "command.bad-argument" });
      await assert.rejects(session.apply([{ op: "set", id: "root", path: "/props/x", value: wrong }], "x"), { code: "command.bad-argument" });
    }
    await assert.rejects(session.edit("make it orange", { target: 5 }).result, { code: "command.bad-argument" });
    assert.equal((await session.edit("make it orange", { target: ["nobody"] }).result).error.code, "edit.target-gone");
    assert.equal((await session.edit("make it orange", { baseVersion: 99 }).result).error.code, "version.unknown");
    await session.close();
    // What JSON does not know is refused, not taken for missing.
    for (const ttlMs of [NaN, Infinity, -1, 5n, "5"]) {
      await assert.rejects(engine.createSession({ prompt: "x", document, ttlMs }), { code: "command.bad-argument" }, String(ttlMs));
    }
    for (const bytes of [undefined, null, {}, [1], "x", 7]) {
      await assert.rejects(engine.importSession(bytes), { code: "command.bad-argument" });
    }
    // Half of a surrogate pair is no reason to refuse what somebody typed.
    const half = await engine.createSession({ prompt: "a \ud83d b", document });
    const { initialPrompt } = (await engine.listSessions()).find(({ sessionId }) => sessionId === half.id);
    assert.equal(initialPrompt, "a \ufffd b");
    await half.close();
  });

  test("API-13 no options, whatever stands for them, and options that are none", async () => {
    const session = await engine.createSession({ prompt: "start", document });
    const calls = {
      createEngine: (options) => createEngine(options).then((made) => made.close()), createSession: (options) => engine.createSession(options),
      openSession: (options) => engine.openSession(session.id, options).then((again) => again.close()), listSessions: (options) => engine.listSessions(options),
      analytics: (options) => engine.analytics(options), exportSession: (options) => engine.exportSession(session.id, options),
      importSession: (options) => engine.importSession(new Uint8Array(), options), edit: (options) => session.edit("make it orange", options).result,
      editBatch: (options) => session.editBatch(["make it orange"], options), answer: (options) => session.answer("nobody", { text: "x" }, options).result,
      answerWith: (answer) => session.answer("nobody", answer).result, merge: (options) => session.merge("nobody", options),
      mergePreview: (options) => session.mergePreview("main", options), estimate: (options) => session.estimate("make it orange", options),
    };
    const outcome = async (call, options) => {
      try {
        await call(options);
      } catch (error) {
        assert.ok(error instanceof BozzettoError, `${call}, ${String(options)}: ${error}`);
        return error.code;
      }
    };
    const needed = { createSession: "command.bad-argument", importSession: "import.invalid", answer: "edit.unknown", answerWith: "command.bad-argument", merge: "branch.unknown" };
    for (const [name, call] of Object.entries(calls)) {
      for (const none of [null, undefined]) assert.equal(await outcome(call, none), needed[name], `${name}(${none})`);
      for (const wrong of [5, "x", true, 1n, Symbol("s"), () => 1]) assert.equal(await outcome(call, wrong), "command.bad-argument", `${name}(${String(wrong)})`);
      for (const odd of [[], { signal: 5 }, { signal: {} }, { target: {} }, { other: null }, { other: 5 }, { userId: {} }, { onProgress: 5 }, { databaseName: 5 }, { ttlMs: "5" }]) await outcome(call, odd);
    }
    for (const signal of [5, {}, "x", new EventTarget()]) {
      for (const name of ["createSession", "importSession", "edit", "editBatch", "answer"]) {
        assert.equal(await outcome(calls[name], { ...(name === "createSession" && { prompt: "x" }), signal }), "command.bad-argument", name);
      }
    }
    const slips = {
      createEngine: ["databasename", "databaseName"], createSession: ["userid", "userId"], openSession: ["userID", "userId"], listSessions: ["state", "status"],
      analytics: ["user_id", "userId"], exportSession: ["salvaged", "salvage"], importSession: ["onprogress", "onProgress"], edit: ["targets", "target"],
      editBatch: ["signals", "signal"], answer: ["abortSignal", "signal"], merge: ["polices", "policy"], mergePreview: ["choice", "choices"], estimate: ["targets", "target"],
    };
    for (const [name, [slip, meant]] of Object.entries(slips)) {
      const given = { ...(name === "createSession" && { prompt: "x", document }), [slip]: undefined };
      if (name !== "answer" && name !== "merge" && name !== "importSession") await calls[name](given); // Nothing is no slip.
      await assert.rejects(async () => calls[name]({ ...given, [slip]: "x" }), (error) => error.code === "command.bad-argument" && error.message.includes(slip) && (name === "answer" || error.suggestedAction.includes(`\`${meant}\``)), name);
    }
    for (const policy of [{ deadlineMs: -1 }, { silenceMs: NaN }, { callsPerHour: "6" }, { cacheBytes: Infinity }, { holdOutside: 1 }, { deadline: 5 }, [], "x"]) {
      assert.throws(() => engine.setPolicy(policy), { code: "command.bad-argument" }, JSON.stringify(policy));
    }
    for (const price of [5, null, { input: 1 }, { input: -1, output: 1 }, { input: "1", output: 1 }, { input: NaN, output: 1 }, { input: 1, output: 1, cachedInput: -1 }]) {
      await assert.rejects(createEngine({ store: "memory", prices: { m: price } }), { code: "command.bad-argument" }, JSON.stringify(price));
    }
    await session.close();
  });

  test("API-14 using and await using end an engine and a session", async () => {
    const own = await createEngine({ store: "memory" });
    const session = await own.createSession({ prompt: "start", document });
    const asyncDispose = Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose");
    await session[asyncDispose]();
    await own[asyncDispose]();
    await assert.rejects(own.listSessions(), { code: "engine.closed" });
  });
});
