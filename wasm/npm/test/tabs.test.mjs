// Other tabs: who is there. ENG-16 says what it is for.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { transform } from "esbuild";

let Tabs;
const navigator = Object.getOwnPropertyDescriptor(globalThis, "navigator");
const setNavigator = (value) => Object.defineProperty(globalThis, "navigator", { configurable: true, value });

before(async () => {
  const source = await readFile(new URL("../src/tabs.ts", import.meta.url), "utf8");
  const { code } = await transform(source, { loader: "ts", target: "es2022" });
  ({ Tabs } = await import(`data:text/javascript,${encodeURIComponent(code)}`));
});
after(() => (navigator ? Object.defineProperty(globalThis, "navigator", navigator) : delete globalThis.navigator));

test("ENG-16 without locks a tab that is there is there for everybody who asks", async () => {
  setNavigator({});
  const [one, two] = ["one", "two"].map((peer) => new Tabs("asked", peer, () => {}));
  assert.deepEqual(await Promise.all([one.isAlive("two"), one.isAlive("two"), one.isAlive("gone")]), [true, true, false]);
  assert.equal(await one.isAlive("two"), true);
  two.close();
  assert.equal(await one.isAlive("two"), false);
  one.close();
});

test("ENG-16 a tab that is closed before it has its lock does not keep it", async () => {
  let grant;
  const held = new Promise((resolve) => {
    setNavigator({ locks: { request: async (_, callback) => { await new Promise((resolve) => { grant = resolve; }); resolve(callback()); } } });
  });
  const tabs = new Tabs("locked", "one", () => {});
  tabs.close();
  grant();
  await Promise.race([held, new Promise((_, reject) => setTimeout(() => reject(new Error("still held")), 1_000))]);
});
