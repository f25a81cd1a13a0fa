// The mirror's ops against the core's own, on random documents and ops. API-15.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createEngine, init, patchDocument } from "bozzetto";

/** A generator that gives the same numbers for the same seed. */
function generator(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { below: (count) => Math.floor(next() * count), pick: (list) => list[Math.floor(next() * list.length)] };
}

const keys = ["a", "b/c", "d~e", "__proto__", "toString", "7", "ünï"];
const texts = ["", "plain", "emoji 🚲 here", "é̂", "\u2028"];

function value(random, depth = 0) {
  switch (random.below(depth > 2 ? 4 : 6)) {
    case 0: return null;
    case 1: return random.below(2) === 0;
    case 2: return random.below(1000) / 8;
    case 3: return random.pick(texts);
    case 4: return Array.from({ length: random.below(4) }, () => value(random, depth + 1));
    default: return Object.fromEntries(Array.from({ length: random.below(4) }, () => [random.pick(keys), value(random, depth + 1)]));
  }
}

let made = 0;
function node(random, depth = 0) {
  made += 1;
  const id = `n${made}`;
  const children = Array.from({ length: depth > 2 ? 0 : random.below(4) }, () => node(random, depth + 1));
  return { id, type: random.pick(["box", "text"]), props: { text: random.pick(texts), data: value(random) }, ...(children.length || random.below(2) ? { children } : {}) };
}

function ids(tree) {
  return [tree.id, ...(Array.isArray(tree.children) ? tree.children.filter((child) => typeof child?.id === "string") : []).flatMap(ids)];
}

function op(random, tree) {
  const id = random.pick(ids(tree));
  const path = random.pick(["/props/text", "/props/data", "/props/new/deep", `/props/${random.pick(["a", "b~1c", "d~0e", "__proto__", "7"])}`, "/style", "/props/data/0", "/children/0/props/text"]);
  switch (random.below(7)) {
    case 0: return { op: "set", id, path, value: value(random), ...(random.below(3) ? {} : { before: "text" }) };
    case 1: return { op: "unset", id, path };
    case 2: return { op: "insert", parent: id, index: random.below(6) - 1, node: node(random, 2) };
    case 3: return { op: "remove", id };
    case 4: return { op: "move", id, parent: random.pick(ids(tree)), index: random.below(6) - 1 };
    case 5: return { op: "text", id, path: "/props/text", at: random.below(4), delete: random.below(3), insert: random.pick(texts) };
    default: return { op: "insert", parent: id, path: "/props/data", index: random.below(3), value: value(random) };
  }
}

test("API-15 the mirror and the core agree after every op, and share what did not change", async () => {
  await init();
  const engine = await createEngine({ store: "memory" });
  let applied = 0;
  for (let seed = 1; seed <= 12; seed += 1) {
    const random = generator(seed);
    const start = node(random);
    const session = await engine.createSession({ prompt: "start", document: start });
    const all = [];
    for (let step = 0; step < 40; step += 1) {
      const before = session.getSnapshot().document;
      const ops = Array.from({ length: 1 + random.below(3) }, () => op(random, before));
      let version;
      try {
        version = await session.apply(ops, "random");
      } catch (error) {
        // Refused by the core: the mirror shows what it showed.
        assert.equal(session.getSnapshot().document, before, error.code);
        continue;
      }
      applied += 1;
      all.push(...ops);
      const { document } = session.getSnapshot();
      // Another handle on the same session reads the whole tree from the core's text.
      const file = await engine.exportSession(session.id);
      const copy = await engine.importSession(file);
      assert.deepEqual(document, copy.getSnapshot().document, `seed ${seed}, version ${version.number}: ${JSON.stringify(ops)}`);
      assert.ok(Object.isFrozen(document));
      await copy.close();
      await engine.deleteSession(copy.id);
    }
    // All at once they come to the same.
    const again = await engine.createSession({ prompt: "start", document: start });
    await again.apply(all, "all");
    assert.deepEqual(again.getSnapshot().document, session.getSnapshot().document, `seed ${seed}, ${all.length} ops`);
    assert.ok(deeplyFrozen(again.getSnapshot().document));
    await again.close();
    await session.close();
  }
  assert.ok(applied > 100, `only ${applied} of the random changes were applied`);
  await engine.close();
});

test("API-15 many ops at once copy nothing twice", async () => {
  await init();
  const engine = await createEngine({ store: "memory" });
  const texts = Array.from({ length: 300 }, (_, at) => ({ id: `n${at}`, type: "text", props: { text: "t" } }));
  const wide = { id: "wide", type: "box", props: Object.fromEntries(texts.map(({ id }) => [id, 0])) };
  const session = await engine.createSession({ prompt: "start", document: { id: "root", type: "screen", children: [wide, ...texts] } });
  const { freeze } = Object;
  const copies = [];
  Object.freeze = (value) => {
    if (Array.isArray(value) ? value.length >= 300 : Object.keys(value ?? {}).length >= 300) copies.push(value);
    return freeze(value);
  };
  try {
    await session.apply([
      ...texts.map(({ id }) => ({ op: "set", id: "wide", path: `/props/${id}`, value: 1 })),
      ...texts.map(({ id }) => ({ op: "set", id: "wide", path: `/props/x${id}`, value: 2 })),
      ...texts.map(({ id }) => ({ op: "set", id, path: "/props/text", value: "new" })),
      ...texts.map(({ id }) => ({ op: "insert", parent: "root", index: 0, node: { id: `m${id}`, type: "text" } })),
      ...texts.map(({ id }) => ({ op: "unset", id: "wide", path: `/props/${id}` })),
    ], "many");
  } finally {
    Object.freeze = freeze;
  }
  const { document } = session.getSnapshot();
  const own = copies.filter((value) => value === document.children || value === document.children.at(300).props);
  assert.equal(own.length, 2);
  assert.ok(copies.length < 10, `${copies.length} large copies`);
  assert.deepEqual(Object.keys(document.children[300].props), texts.map(({ id }) => `x${id}`));
  await engine.close();
});

test("API-15 a preview is the ops that came so far, also where nodes come and move while it grows", async () => {
  await init();
  let ops = [];
  // One op at a time, as answers come.
  const answer = async function* () {
    yield '{"ops":[';
    for (const [at, op] of ops.entries()) {
      yield `${at ? "," : ""}${JSON.stringify(op)}`;
      await new Promise((resolve) => setTimeout(resolve));
    }
    yield "]}";
  };
  const engine = await createEngine({ store: "memory", provider: { kind: "app", name: "random", answer } });
  let seen = 0;
  for (let seed = 1; seed <= 6; seed += 1) {
    const random = generator(seed);
    const box = (id) => ({ id, type: "card", name: id, layout: {}, style: {}, props: {}, children: [] });
    const start = { ...box("root"), type: "screen", children: ["a", "b", "c", "d"].map(box) };
    const steps = [start];
    ops = [];
    while (ops.length < 25) {
      const [id, parent, index] = [random.pick(ids(steps.at(-1)).slice(1)), random.pick(ids(steps.at(-1))), random.below(4) - 1];
      const next = random.pick([
        { op: "insert", parent, index, node: box(`${id}${ops.length}`) },
        { op: "move", id, parent, index },
        { op: "set", id, path: "/name", value: `name ${ops.length}` },
      ]);
      try {
        steps.push(patchDocument(steps.at(-1), [next]));
        ops.push(next);
      } catch (error) {
        assert.equal(next.op, "move", error.message);
      }
    }
    const session = await engine.createSession({ prompt: "start", document: start });
    const wrong = [];
    session.subscribe(() => {
      const { preview, edits } = session.getSnapshot();
      const { opsReceived } = edits.at(-1) ?? {};
      if (preview === null) return;
      seen += 1;
      if (!isDeepStrictEqual(preview, steps[opsReceived]) || !deeplyFrozen(preview)) wrong.push(opsReceived);
    });
    await session.edit("do all of it", { target: "root" }).result;
    assert.deepEqual(wrong, [], `seed ${seed}`);
    await session.close();
  }
  assert.ok(seen > 60, `only ${seen} previews were seen`);
  await engine.close();
});

test("API-44 documents of earlier versions are let go of", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  const engine = await createEngine({ store: "memory" });
  const session = await engine.createSession({ prompt: "start", document: { id: "root", type: "screen", children: [] } });
  const earlier = [];
  for (let at = 0; at < 60; at += 1) {
    earlier.push(new WeakRef(session.getSnapshot().document));
    await session.apply([{ op: "set", id: "root", path: "/name", value: at }], "count");
  }
  // What a reference was asked for stays until its turn is over.
  await new Promise((resolve) => setTimeout(resolve, 10));
  collect();
  const kept = earlier.filter((reference) => reference.deref()).length;
  assert.ok(kept <= 10, `${kept} kept`);
  assert.equal(session.at(30).name, 28);
  await engine.close();
});

function deeplyFrozen(value) {
  return typeof value !== "object" || value === null || (Object.isFrozen(value) && Object.values(value).every(deeplyFrozen));
}

test("VER-20 another order of keys is another document, also for who goes back and forth between branches", async () => {
  const document = { id: "r", type: "t", a: 1, b: { x: 1, y: 2 }, children: [] };
  const engine = await createEngine({ store: "memory" });
  const session = await engine.createSession({ prompt: "m", document });
  await session.branch(1, "other");
  const again = (path, value) => [{ op: "unset", id: "r", path }, { op: "set", id: "r", path, value }];
  await session.apply([...again("/a", 1), ...again("/b/x", 1)], "reorder");
  const text = (version) => JSON.stringify(session.at(version));
  const reordered = text(2);
  assert.equal(reordered, '{"id":"r","type":"t","b":{"y":2,"x":1},"children":[],"a":1}');
  await session.switchBranch("main");
  assert.equal(JSON.stringify(session.getSnapshot().document), JSON.stringify(document));
  assert.deepEqual([text(1), text(2)], [JSON.stringify(document), reordered]);
  await session.apply([{ op: "set", id: "r", path: "/c", value: 1 }], "c");
  const third = text(3);
  await session.switchBranch("other");
  assert.deepEqual([text(1), text(2), text(3)], [JSON.stringify(document), reordered, third]);
  assert.equal(third, JSON.stringify({ ...document, c: 1 }));
  const { id } = session;
  await session.close();
  const reopened = await engine.openSession(id);
  assert.deepEqual([1, 2, 3].map((version) => JSON.stringify(reopened.at(version))), [JSON.stringify(document), reordered, third]);
  await engine.close();
});
