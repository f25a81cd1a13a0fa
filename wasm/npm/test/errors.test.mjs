// Errors as apps see them. Rules: API-50, API-51 of core/SPEC.md.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, test } from "node:test";
import { inspect } from "node:util";
import * as node from "../dist/node.js";
import * as inline from "../dist/inline.js";
import { JsonStream } from "../dist/stream.js";

before(async () => { await node.init(await readFile(new URL("../dist/core.wasm", import.meta.url))); });

const thrown = (act) => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
};

test("API-50 what any entry throws is a BozzettoError of every entry", () => {
  const error = thrown(() => new JsonStream().push("]"));
  for (const { BozzettoError } of [node, inline]) {
    assert.ok(error instanceof BozzettoError);
    assert.equal(BozzettoError.name, "BozzettoError");
    class Mine extends BozzettoError {}
    assert.ok(!(error instanceof Mine));
    const mine = new Mine({ code: "a.b", message: "m" });
    assert.ok(mine instanceof Mine && mine instanceof node.BozzettoError && mine instanceof inline.BozzettoError && mine instanceof Error);
    for (const other of [null, undefined, 1, "x", {}, new Error("x"), () => {}]) assert.ok(!(other instanceof BozzettoError));
  }
  assert.match(inspect(error), /^BozzettoError: The text is not JSON/);
});

test("API-51 advice at the opening fits: nothing goes on by itself", async () => {
  for (const code of ["failed", "quota", "lost"]) {
    const store = { request: async () => ({ type: "error", code, message: "no" }) };
    await assert.rejects(node.createEngine({ store }), ({ suggestedAction }) => /begin again/i.test(suggestedAction) && !/by itself|session/.test(suggestedAction));
  }
});

test("API-51 what was salvaged in vain is not to be salvaged, and an empty prompt wants words", async () => {
  const junk = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.match(thrown(() => node.openHistory(junk)).suggestedAction, /salvage/);
  assert.doesNotMatch(thrown(() => node.openHistory(junk, { salvage: true })).suggestedAction, /salvage/);
  const engine = await node.createEngine({ store: "memory" });
  await assert.rejects(engine.createSession({ prompt: " " }), ({ code, suggestedAction }) => code === "prompt.empty" && !/fewer|other/.test(suggestedAction));
  await engine.close();
});
