// Whatever is given where something else is wanted: a `BozzettoError` or the documented default, never a trap. API-40 in core/SPEC.md.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import {
  BozzettoError, compareDocuments, createEngine, createHistory, init, invertChange, mergeDocuments, openHistory, patchDocument, rebaseChange, squashChanges,
} from "bozzetto";
import { document } from "./browser/harness.mjs";

const bare = Object.create(null);
const strange = { number: 5, null: null, object: {}, list: [], symbol: Symbol("s"), bigint: 5n, bare };
const ops = [{ op: "set", id: "title", path: "/props/text", value: "Hi" }];

/** What a call came to; the result of an edit counts. */
async function outcome(call, value) {
  try {
    const made = await call(value);
    if (made?.result instanceof Promise) await made.result;
    else if (made?.edit?.result instanceof Promise) await made.edit.result;
    return { made };
  } catch (error) {
    return { error };
  }
}

/**
 * Every strange value as this one argument.
 *
 * @param fits names of those that are none here: they mean something, or nothing said
 */
async function tryAll(name, call, fits = []) {
  for (const [kind, value] of Object.entries(strange)) {
    const { error } = await outcome(call, value);
    const what = `${name} with ${kind}`;
    if (error === undefined) assert.ok(fits.includes(kind), `${what} was taken`);
    else assert.ok(error instanceof BozzettoError, `${what}: ${error?.stack ?? String(error)}`);
    if (error === undefined) continue;
    assert.match(error.code, /^[a-z]+\.[a-z-]+$/);
    assert.ok(!["engine.crashed", "engine.internal", "engine.unexpected-reply"].includes(error.code), `${what}: ${error.code} ${error.message}`);
    if (kind === "symbol" || kind === "bigint") assert.ok(["command.bad-argument", "session.bad-score"].includes(error.code), `${what}: ${error.code}`);
    assert.ok(error.message.length < 300, what);
  }
}

const options = ["null", "object", "list", "bare"];

describe("API-40 arguments of another kind", { concurrency: false }, () => {
  before(() => init());

  test("of documents, their histories and versions", async () => {
    const history = createHistory(document);
    history.append(ops);
    const held = history.document(1);
    const anything = ["number", "null", "object", "list", "bare"];
    await tryAll("createHistory", createHistory, anything);
    await tryAll("openHistory", openHistory);
    await tryAll("openHistory, options", (value) => openHistory(history.save(), value), Object.keys(strange));
    await tryAll("compareDocuments, before", (value) => compareDocuments(value, document), anything);
    await tryAll("compareDocuments, after", (value) => compareDocuments(document, value), anything);
    await tryAll("compareDocuments, options", (value) => compareDocuments(document, document, value), Object.keys(strange));
    await tryAll("compareDocuments, form", (value) => compareDocuments(document, document, { form: value }), ["null"]);
    await tryAll("patchDocument, document", (value) => patchDocument(value, []), anything);
    await tryAll("patchDocument, change", (value) => patchDocument(document, value), ["list"]);
    await tryAll("patchDocument, form", (value) => patchDocument(document, [], value));
    await tryAll("invertChange, document", (value) => invertChange(value, []), anything);
    await tryAll("invertChange, change", (value) => invertChange(document, value), ["list"]);
    await tryAll("squashChanges, document", (value) => squashChanges(value, []), anything);
    await tryAll("squashChanges, changes", (value) => squashChanges(document, value), ["list"]);
    await tryAll("squashChanges, a change", (value) => squashChanges(document, [value]), ["list"]);
    await tryAll("rebaseChange, change", (value) => rebaseChange(value, document, document), ["list"]);
    await tryAll("rebaseChange, before", (value) => rebaseChange(ops, value, document));
    await tryAll("rebaseChange, later", (value) => rebaseChange(ops, document, value));
    for (const at of [0, 1, 2]) await tryAll(`mergeDocuments, ${at}`, (value) => mergeDocuments(...[document, document, document].with(at, value)), anything);
    await tryAll("mergeDocuments, options", (value) => mergeDocuments(document, document, document, value), options);
    await tryAll("mergeDocuments, choices", (value) => mergeDocuments(document, document, document, { choices: value }), options);
    await tryAll("parent", (value) => history.parent(value), ["number"]);
    await tryAll("append, ops", (value) => history.append(value), ["list"]);
    await tryAll("append, parent", (value) => history.append([], value), ["null"]);
    for (const name of ["at", "text", "scrub", "document"]) await tryAll(name, (value) => history[name](value));
    for (const name of ["diff", "diffAs"]) {
      const form = name === "diffAs" ? ["words"] : [];
      await tryAll(`${name}, from`, (value) => history[name](...form, value, 1));
      await tryAll(`${name}, to`, (value) => history[name](...form, 1, value));
    }
    await tryAll("diffAs, form", (value) => history.diffAs(value, 1, 2));
    await tryAll("get, path", (value) => held.get(value));
    await tryAll("get, path of a node", (value) => held.get(value, "title"));
    await tryAll("get, id", (value) => held.get("/type", value), ["null"]);
    // Nothing of it touched those who share the instance.
    assert.deepEqual(history.at(1), document);
    assert.deepEqual(held.get("/props/text", "title"), "Hello");
    assert.deepEqual(history.verify().damaged, []);
  });

  test("what is no plain object is written as JSON writes it, or refused by name", () => {
    class Point { x = 1; get y() { return 2; } }
    class Money { toJSON() { return "€ 5"; } }
    const odd = {
      date: new Date(0), money: new Money(), nested: [new Money()], point: new Point(), none: undefined, holes: [, undefined, 1], bare: Object.assign(Object.create(null), { a: 1 }),
      boxed: [Object(1), Object("a"), Object(true)], own: { toJSON: () => ({ b: 2 }) }, ["__proto__x"]: 1,
    };
    assert.deepEqual(createHistory(odd).at(1), JSON.parse(JSON.stringify({ ...odd, own: { b: 2 } })));
    for (const [key, wrong] of Object.entries({ set: new Set(), map: new Map(), call: () => 1, sign: Symbol("x"), big: 1n, endless: Infinity })) {
      assert.throws(() => createHistory({ deep: [{ [key]: wrong }] }), { code: "command.bad-argument", message: new RegExp(`"${key}"`) });
    }
  });

  test("a refusal says which argument it is", () => {
    const held = createHistory(document).document(1);
    assert.throws(() => held.get(5), { code: "command.bad-argument", message: /JSON Pointer/, sessionState: "preserved" });
    assert.throws(() => held.get("/a", 5), { code: "command.bad-argument", message: /id/ });
  });

  test("of a session", async () => {
    const engine = await createEngine({ store: "memory" });
    const session = await engine.createSession({ prompt: "start", document });
    await session.apply(ops, "greet");
    let waiting = session.edit("make the title red", { target: "title" });
    const call = (name, ...given) => (value) => session[name](...given.map((one) => (one === tryAll ? value : one)));
    const here = tryAll;
    await tryAll("edit, prompt", call("edit", here));
    await tryAll("edit, options", call("edit", "make the title red", here), options);
    for (const name of ["signal", "target", "baseVersion", "images"]) {
      const fits = { signal: ["null"], target: ["list"], baseVersion: ["number", "null"], images: ["list"] }[name];
      await tryAll(`edit, ${name}`, (value) => session.edit("make the title red", { [name]: value }), fits);
    }
    await tryAll("edit, an image", (value) => session.edit("make the title red", { images: [value] }));
    await tryAll("edit, the kind of an image", (value) => session.edit("make the title red", { images: [{ mime: value, data: "" }] }));
    await tryAll("edit, an id of the target", (value) => session.edit("make the title red", { target: [value] }));
    await tryAll("editBatch, prompts", call("editBatch", here), ["list"]);
    await tryAll("editBatch, a prompt", (value) => session.editBatch([value]));
    await tryAll("editBatch, options", call("editBatch", [], here), options);
    await tryAll("answer, edit", call("answer", here, { text: "the title" }));
    await tryAll("answer, answer", call("answer", waiting.id, here));
    await tryAll("answer, node", (value) => session.answer("edt_none", { nodeId: value }));
    await tryAll("answer, text", (value) => session.answer("edt_none", { text: value }));
    await tryAll("answer, options", call("answer", "edt_none", { text: "x" }, here));
    await tryAll("cancel", call("cancel", here));
    await tryAll("acceptHeld, edit", call("acceptHeld", here));
    await tryAll("acceptHeld, parts", call("acceptHeld", "edt_none", here));
    await tryAll("rejectHeld, edit", call("rejectHeld", here));
    await tryAll("rejectHeld, parts", call("rejectHeld", "edt_none", here));
    await tryAll("apply, ops", call("apply", here, "x"));
    await tryAll("apply, summary", (value) => session.apply([{ ...ops[0], value: `now ${session.history().totalVersions}` }], value));
    for (const name of ["at", "rollback", "revert", "cherryPick"]) {
      await tryAll(name, call(name, here), ["number"]);
    }
    for (const name of ["diff", "diffAsJsonPatch"]) {
      await tryAll(`${name}, from`, call(name, here, 1), ["number"]);
      await tryAll(`${name}, to`, call(name, 1, here), ["number"]);
    }
    await tryAll("branch, version", call("branch", here, "five"), ["number"]);
    await tryAll("branch, name", call("branch", 1, here));
    await tryAll("switchBranch", call("switchBranch", here));
    await tryAll("merge, branch", call("merge", here));
    await tryAll("merge, options", call("merge", "five", here), options);
    await tryAll("merge, policy", (value) => session.merge("five", { policy: value }));
    await tryAll("merge, choices", (value) => session.merge("five", { choices: value }), options);
    await tryAll("merge, a choice", (value) => session.merge("five", { choices: { "field:title:/props/text": value } }));
    await tryAll("mergePreview, branch", call("mergePreview", here));
    await tryAll("mergePreview, options", call("mergePreview", "main", here), options);
    await tryAll("mergePreview, policy", (value) => session.mergePreview("main", { policy: value }));
    await tryAll("compressOldVersions", call("compressOldVersions", here), ["number"]);
    await tryAll("stage", call("stage", here), ["list"]);
    await tryAll("blame, node", call("blame", here, "/props/text"), ["null"]);
    await tryAll("blame, path", call("blame", "title", here));
    await tryAll("blame, version", call("blame", "title", "/props/text", here), ["number", "null"]);
    await tryAll("estimate, prompt", call("estimate", here));
    await tryAll("estimate, options", call("estimate", "make it red", here), options);
    await tryAll("estimate, target", (value) => session.estimate("make it red", { target: value }), ["list"]);
    await tryAll("rate", call("rate", here), ["number"]);
    await tryAll("promptReport", call("promptReport", here));
    await tryAll("promptReports", call("promptReports", here));
    await tryAll("subscribe", call("subscribe", here));
    // The edit that was under way came to its end, and the next one does.
    assert.ok(["committed", "clarify"].includes((await waiting.result).status));
    waiting = session.edit("make the title green", { target: "title" });
    assert.equal((await waiting.result).status, "committed");
    assert.deepEqual(session.verify().damaged, []);
    assert.deepEqual(engine.getSnapshot().warnings, []);
    await engine.close();
  });

  test("a message shows the start of what was given, not all of it", async () => {
    const engine = await createEngine({ store: "memory" });
    const session = await engine.createSession({ prompt: "start", document });
    const long = "a".repeat(5_000);
    const calls = {
      branch: () => session.branch(1, long), switchBranch: () => session.switchBranch(long), merge: () => session.merge(long),
      mergePreview: () => session.mergePreview(long), answer: () => session.answer(long, { text: "x" }), cancel: () => session.cancel(long),
      acceptHeld: () => session.acceptHeld(long), rejectHeld: () => session.rejectHeld(long),
    };
    for (const [name, call] of Object.entries(calls)) {
      const { error } = await outcome(call);
      // One that is not under way needs no stopping.
      if (name === "cancel" && error === undefined) continue;
      assert.ok(error instanceof BozzettoError, name);
      assert.ok(error.message.length < 150, `${name}: ${error.message.length} letters`);
    }
    await assert.rejects(session.switchBranch("a".repeat(64)), { code: "branch.unknown", message: `There is no branch "${"a".repeat(64)}".` });
    await assert.rejects(session.switchBranch("é".repeat(65)), { code: "branch.unknown", message: `There is no branch "${"é".repeat(64)}…".` });
    await engine.close();
  });

  test("of an engine", async () => {
    await tryAll("createEngine", async (value) => (await createEngine(value)).close(), options);
    for (const name of ["store", "databaseName", "provider", "fallbacks", "policy", "prices", "onModelCall", "ttlMs"]) {
      const fits = { fallbacks: ["list"], policy: ["object", "list", "bare"], prices: ["null", "object", "bare"], ttlMs: ["number", "null"], provider: ["null"] }[name];
      await tryAll(`createEngine, ${name}`, async (value) => (await createEngine({ store: "memory", [name]: value })).close(), fits);
    }
    const engine = await createEngine({ store: "memory" });
    const session = await engine.createSession({ prompt: "start", document, userId: "anna" });
    const { id } = session;
    for (const make of ["createSession", "startSession"]) {
      await tryAll(make, (value) => engine[make](value));
      for (const name of ["prompt", "userId", "document", "images", "ttlMs"]) {
        const fits = { userId: ["null"], document: ["number", "null", "object", "list", "bare"], images: ["list"], ttlMs: ["number", "null"] }[name];
        await tryAll(`${make}, ${name}`, (value) => engine[make]({ prompt: "start", document, [name]: value }), fits);
      }
    }
    await tryAll("createSession, signal", (value) => engine.createSession({ prompt: "start", document, signal: value }), ["null"]);
    await tryAll("openSession", (value) => engine.openSession(value));
    await tryAll("openSession, options", (value) => engine.openSession(id, value), options);
    await tryAll("openSession, user", (value) => engine.openSession(id, { userId: value }), ["null"]);
    await tryAll("listSessions", (value) => engine.listSessions(value), options);
    await tryAll("listSessions, user", (value) => engine.listSessions({ userId: value }), ["null"]);
    await tryAll("listSessions, status", (value) => engine.listSessions({ status: value }), ["null"]);
    await tryAll("analytics", (value) => engine.analytics(value), options);
    await tryAll("analytics, user", (value) => engine.analytics({ userId: value }), ["null"]);
    for (const name of ["completeSession", "deleteSession", "exportSession"]) await tryAll(name, (value) => engine[name](value));
    await tryAll("exportSession, options", (value) => engine.exportSession(id, value), options);
    await tryAll("importSession", (value) => engine.importSession(value));
    await tryAll("importSession, a piece", (value) => engine.importSession([value]));
    const file = await engine.exportSession(id);
    await tryAll("importSession, options", (value) => engine.importSession(file, value), options);
    await tryAll("importSession, user", (value) => engine.importSession(file, { userId: value }), ["null"]);
    await tryAll("importSession, onProgress", (value) => engine.importSession(file, { onProgress: value }));
    await tryAll("importSession, signal", (value) => engine.importSession(file, { signal: value }), ["null"]);
    await tryAll("eraseUser", (value) => engine.eraseUser(value));
    await tryAll("setProvider", (value) => engine.setProvider(value));
    await tryAll("setProvider, kind", (value) => engine.setProvider({ kind: value }));
    for (const name of ["model", "baseUrl", "apiKey", "headers"]) {
      await tryAll(`setProvider, ${name}`, (value) => engine.setProvider({ kind: "openai", model: "m", [name]: value }), name === "headers" ? ["object", "bare"] : []);
    }
    await tryAll("setProvider, name", (value) => engine.setProvider({ kind: "app", name: value, answer: () => "" }));
    await tryAll("setProvider, fallbacks", (value) => engine.setProvider({ kind: "offline" }, value), ["list"]);
    await tryAll("setProvider, a fallback", (value) => engine.setProvider({ kind: "offline" }, [value]));
    await tryAll("setPolicy", (value) => engine.setPolicy(value), ["object", "list", "bare"]);
    await tryAll("setPolicy, a number", (value) => engine.setPolicy({ deadlineMs: value }), ["number"]);
    await tryAll("setPrices", (value) => engine.setPrices(value), ["null", "object", "bare"]);
    await tryAll("setPrices, a price", (value) => engine.setPrices({ m: value }));
    await tryAll("subscribe", (value) => engine.subscribe(value));
    engine.setPolicy({});
    engine.setProvider({ kind: "offline" });
    assert.deepEqual(session.getSnapshot().document, document);
    assert.equal((await session.edit("make the title red", { target: "title" }).result).status, "committed");
    assert.deepEqual(engine.getSnapshot().warnings, []);
    await engine.close();
  });
});
