// The mirror's ops against the core's own, on random documents and ops. API-15.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createEngine, init } from "bozzetto";

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
    const session = await engine.createSession({ prompt: "start", document: node(random) });
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
      const { document } = session.getSnapshot();
      // Another handle on the same session reads the whole tree from the core's text.
      const file = await engine.exportSession(session.id);
      const copy = await engine.importSession(file);
      assert.deepEqual(document, copy.getSnapshot().document, `seed ${seed}, version ${version.number}: ${JSON.stringify(ops)}`);
      assert.ok(Object.isFrozen(document));
      await copy.close();
      await engine.deleteSession(copy.id);
    }
    await session.close();
  }
  assert.ok(applied > 100, `only ${applied} of the random changes were applied`);
  await engine.close();
});
