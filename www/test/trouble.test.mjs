// STU-18: what cannot be shown takes nothing else with it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { twoButtons } from "./documents.mjs";
import { breakable, card, open, saved, say, useStudio, version, violations, visit } from "./studio.mjs";

useStudio();

const breaks = (page, what) => page.evaluate(what => { globalThis.breaks = what ? new RegExp(what) : undefined; }, what);

async function twoVersions() {
  const { page, context } = await visit({ init: breakable });
  await open(page, twoButtons);
  await say(page, "make the Save button green");
  await version(page, 2);
  await saved(page);
  return { page, context };
}

test("STU-18: a dialog that cannot be read says so, and shows what it has to when it is tried again", async () => {
  const { page, context } = await twoVersions();
  await breaks(page, "promptReport");
  await card(page, 2).getByRole("button", { name: "Prompt as sent" }).click();
  const dialog = page.getByRole("dialog", { name: "This cannot be shown" });
  await dialog.locator(".trouble").waitFor();
  await breaks(page, null);
  assert.deepEqual(await violations(page), []);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/cannot.png` });
  await dialog.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("dialog", { name: "Prompt as sent" }).waitFor();
  await page.keyboard.press("Escape");
  await say(page, "make the Save button red");
  await version(page, 3);
  await context.close();
});

test("STU-18: a core that is given up leaves the page as it is, the bar says so, and a reload has what was saved", async () => {
  const { page, context } = await twoVersions();
  await breaks(page, "command|verify|open");
  await say(page, "make the Save button red");
  const state = page.getByRole("button", { name: /^Not saved: The studio stopped working/ });
  await state.waitFor();
  await page.getByRole("button", { name: /^v2, versions/ }).click();
  await page.getByRole("menuitem", { name: "Check the history" }).click();
  await page.getByRole("dialog", { name: "This cannot be shown" }).waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".canvas").getByText("A note", { exact: true }).waitFor();
  await state.click();
  assert.deepEqual(await violations(page), []);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/over.png` });
  await page.getByRole("menuitem", { name: "Reload the page" }).click();
  await saved(page);
  await version(page, 2);
  await context.close();
});

test("STU-18: where a whole screen cannot be drawn, it can be tried again", async () => {
  const { page, context } = await visit({ init: () => {
    const real = Date.prototype.toISOString;
    Date.prototype.toISOString = function () { if (globalThis.isBroken) throw new RangeError("no such time"); return real.call(this); };
  } });
  await open(page, twoButtons);
  await saved(page);
  await page.evaluate(() => { globalThis.isBroken = true; });
  await page.getByRole("link", { name: /first screen/ }).click();
  await page.getByRole("alert").filter({ hasText: "This screen cannot be shown" }).waitFor();
  await page.evaluate(() => { globalThis.isBroken = false; });
  assert.deepEqual(await violations(page), []);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/screen.png` });
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator(".session-card").waitFor();
  await context.close();
});
