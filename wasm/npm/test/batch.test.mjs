// Several edits at once.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { createEngine, init } from "../dist/node.js";

test("MOD-56 editBatch asks for edits that do not speak of each other at the same time, one version each, in order", async () => {
  await init(await readFile(new URL("../dist/core.wasm", import.meta.url)));
  let running = 0;
  let most = 0;
  const answer = async ({ prompt }) => {
    running += 1;
    most = Math.max(most, running);
    const colour = ["red", "green", "blue"].findLast((name) => prompt.includes(`the ${{ red: "heading", green: "button", blue: "input" }[name]} ${name}`));
    // The first takes longest.
    await new Promise((resolve) => setTimeout(resolve, { red: 120, green: 60, blue: 5 }[colour]));
    running -= 1;
    const id = { red: "title", green: "go", blue: "mail" }[colour];
    return JSON.stringify({ ops: [{ op: "set", id, path: "/style/color", value: colour }] });
  };
  const engine = await createEngine({ store: "memory", provider: { kind: "app", name: "app", answer } });
  const document = { id: "root", type: "screen", children: [
    { id: "title", type: "heading", props: { text: "Hi" } }, { id: "go", type: "button", props: { label: "Go" } }, { id: "mail", type: "input", props: { label: "Mail" } },
  ] };
  const session = await engine.createSession({ prompt: "start", document });
  const results = await session.editBatch(["make the heading red", "make the button green", "make the input blue"]);
  assert.deepEqual(results.map(({ status, newVersion }) => [status, newVersion]), [["committed", 2], ["committed", 3], ["committed", 4]]);
  assert.deepEqual(session.getSnapshot().document.children.map(({ style }) => style.color), ["red", "green", "blue"]);
  assert.ok(most > 1, "asked one after the other");
  await engine.close();
});
