// Errors as apps see them. Rules: API-50, API-51, API-53 of core/SPEC.md.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
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

/** The texts of a folder's sources, by their path in the repository. */
async function sources(folder, ends) {
  const root = new URL(`../../../${folder}/`, import.meta.url);
  const names = (await readdir(root, { recursive: true })).map((name) => name.replaceAll("\\", "/")).filter((name) => name.endsWith(ends) && !/generated|tests/.test(name));
  return Promise.all(names.map(async (name) => [`${folder}/${name}`, await readFile(new URL(name, root), "utf8")]));
}

test("API-53 every code of the sources is in ERRORS.md and in the type, and no other", async () => {
  const found = new Map();
  const find = (path, text, pattern) => { for (const [, code] of text.matchAll(pattern)) found.set(code, path); };
  for (const folder of ["core/src", "core/versions/src"]) {
    for (const [path, text] of await sources(folder, ".rs")) {
      // Those of changes that cannot be carried over stay inside: they leave as what made them, or as `edit.no-change`.
      if (!/fn (code\(&self\) -> &'static str|words\(self\))/.test(text) || path.endsWith("version/rebase.rs")) continue;
      find(path, text, /=> (?:\(\s*)?"([a-z]+\.[a-z-]+)"/g);
    }
  }
  for (const [path, text] of await sources("wasm/src", ".rs")) find(path, text, /code: "([a-z]+\.[a-z-]+)"/g);
  for (const [path, text] of await sources("wasm/npm/src", ".ts")) find(path, text, /(?:code: |refused\()"([a-z]+\.[a-z-]+)"/g);
  // These two are put together from parts.
  for (const area of ["edit", "import"]) found.set(`${area}.cancelled`, "wasm/npm/src/engine.ts");
  assert.ok(found.size > 120);
  const page = await readFile(new URL("../ERRORS.md", import.meta.url), "utf8");
  const listed = [...page.matchAll(/^\| `([^`]+)` \| \S.* \| \S.* \| (?:yes|after that|no) \|$/gm)].map(([, code]) => code);
  assert.deepEqual([...found].filter(([code]) => !listed.includes(code)), [], "not in ERRORS.md");
  assert.deepEqual(listed.filter((code) => !found.has(code)), [], "given by nothing");
  const type = await readFile(new URL("../dist/types/generated/codes.d.ts", import.meta.url), "utf8");
  assert.deepEqual([...type.matchAll(/"([^"]+)"/g)].map(([, code]) => code), [...listed].sort());
});

test("API-53 ERRORS.md is what the errors say (node build.mjs --update-api, if a change is meant)", async () => {
  const read = (path) => readFile(new URL(path, import.meta.url), "utf8");
  const page = await read("../ERRORS.md");
  assert.equal(await read("../dist/ERRORS.md"), page);
  const engine = await node.createEngine({ store: "memory" });
  await assert.rejects(engine.createSession({ prompt: " " }), ({ code, message, suggestedAction }) => page.includes(`| \`${code}\` | ${message} | ${suggestedAction} | after that |`));
  await engine.close();
});
