// STU-23: what happened in a session, what is under way, and what the store takes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { twoButtons } from "./documents.mjs";
import { importFile, sessionFile } from "./files.mjs";
import { modelServer } from "./server.mjs";
import { open, overflow, saved, say, until, useStudio, version, violations, visit } from "./studio.mjs";

useStudio();

async function inspect(page) {
  await page.getByRole("button", { name: /, versions$/ }).click();
  await page.getByRole("menuitem", { name: "Inspect the session" }).click();
  return page.getByRole("dialog", { name: "Inspector" });
}

test("STU-23: the inspector lists the events without their content, and a click shows the design as it was then", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await say(page, "make the Save button green");
  await version(page, 2);
  await saved(page);
  const dialog = await inspect(page);
  const rows = dialog.getByRole("region", { name: "Events" }).locator("tbody tr");
  const names = () => rows.locator("code").allInnerTexts();
  const listed = await names();
  assert.equal(listed.at(-1), "session.created/1");
  assert.equal(listed.at(-2), "version.committed/1");
  assert.ok(listed.includes("edit.requested/1"), listed.join());
  assert.ok(!(await dialog.innerText()).includes("Save button"));
  await dialog.getByText(/^In this browser: [\d.,]+ (bytes|kB|MB) used/).waitFor();
  await dialog.getByText("Nothing.").waitFor();
  assert.deepEqual(await violations(page), []);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/inspector.png` });
  await rows.last().getByRole("button", { name: "v1, look at it" }).click();
  await page.getByText("Viewing v1").waitFor();
  await leave();
});

test("STU-23: what is under way is shown while it is", async () => {
  let finish;
  const server = await modelServer(() => ({ text: JSON.stringify({ ops: [{ op: "set", id: "title", path: "/props/text", value: "\"Done\"" }] }), until: new Promise(done => { finish = done; }) }));
  const stored = JSON.stringify({ kind: "openai-compatible", servers: { "openai-compatible": { baseUrl: server.url, model: "small-model" } } });
  const { page, leave } = await visit({ init: `localStorage.setItem("studio.provider", ${JSON.stringify(stored)})` });
  await open(page, twoButtons);
  await say(page, "change the title");
  await page.getByRole("article", { name: "Edit in work" }).waitFor();
  await until(() => server.seen.length, 1);
  const dialog = await inspect(page);
  await dialog.getByText("A model is being asked").waitFor();
  finish();
  await dialog.getByText("A model is being asked").waitFor({ state: "detached" });
  await leave();
  await server.close();
});

test("STU-23: a long log is read page by page", async () => {
  const file = await sessionFile(twoButtons, async session => {
    for (let number = 2; number <= 130; number++) await session.apply([{ op: "set", id: "title", path: "/props/text", value: `Step ${number}` }], `Step ${number}`);
  }, "A long day");
  const { page, leave } = await visit({ width: 360, height: 720, touch: true });
  await importFile(page, file);
  await version(page, 130);
  const dialog = await inspect(page);
  const rows = dialog.getByRole("region", { name: "Events" }).locator("tbody tr");
  await dialog.getByText("of 130").waitFor();
  assert.equal(await rows.count(), 50);
  assert.match(await rows.first().innerText(), /129.*version\.committed.*v130/s);
  await dialog.getByRole("button", { name: "Earlier" }).click();
  await dialog.getByRole("button", { name: "Earlier" }).click();
  await dialog.getByText("1 to 50 of 130").waitFor();
  assert.match(await rows.last().innerText(), /session\.created/);
  assert.equal(await overflow(page), 0);
  assert.deepEqual(await violations(page), []);
  await dialog.getByRole("button", { name: "Later" }).click();
  await dialog.getByText("51 to 100 of 130").waitFor();
  await leave();
});
