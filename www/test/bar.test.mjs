// STU-20: the bar says whether there is a network, and which model answers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { twoButtons } from "./documents.mjs";
import { open, overflow, until, useStudio, violations, visit } from "./studio.mjs";

useStudio();

test("STU-20: the bar says whether there is a network and which model is set, and leads to the settings", async () => {
  const { page, context, leave } = await visit();
  await open(page, twoButtons);
  const bar = page.getByRole("banner");
  await bar.getByRole("button", { name: "Online · Offline model", exact: true }).click();
  await page.getByRole("radio", { name: /^Ollama/ }).check();
  await page.getByRole("combobox", { name: "Model" }).fill("llama3.2");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const connection = bar.getByRole("button", { name: "Online · llama3.2", exact: true });
  await connection.waitFor();
  assert.equal(await connection.innerText(), "llama3.2");
  await context.setOffline(true);
  const offline = bar.getByRole("button", { name: "Offline · llama3.2", exact: true });
  await offline.waitFor();
  assert.match(await offline.innerText(), /Offline/);
  // It is said, too.
  await until(() => bar.getByRole("status").allInnerTexts(), ["Offline", "Saved"]);
  assert.deepEqual(await violations(page), []);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/connection.png` });
  await context.setOffline(false);
  await connection.waitFor();
  await page.reload();
  await connection.waitFor();
  await leave();
});

test("STU-20: on a phone the menu says it, and the bar as well while there is no network", async () => {
  const { page, context, leave } = await visit({ width: 360, height: 720, touch: true });
  await open(page, twoButtons);
  const connection = page.locator(".connection");
  assert.ok(await connection.isHidden());
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: /Offline model.*Online/ }).waitFor();
  await page.keyboard.press("Escape");
  await context.setOffline(true);
  await connection.waitFor();
  assert.equal(await overflow(page), 0);
  const { width, height } = await connection.boundingBox();
  assert.ok(width >= 44 && height >= 44, `${width} x ${height}`);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/connection-phone.png` });
  await context.setOffline(false);
  await leave();
});

test("STU-20: settings that the engine does not take are not what answers", async () => {
  const stored = JSON.stringify({ kind: "openai-compatible", servers: { "openai-compatible": { baseUrl: "http://user:secret@127.0.0.1/v1", model: "small-model" } } });
  const { page, leave } = await visit({ init: `localStorage.setItem("studio.provider", ${JSON.stringify(stored)})` });
  await open(page, twoButtons);
  await page.getByRole("banner").getByRole("button", { name: "Online · Offline model", exact: true }).waitFor();
  await leave();
});
