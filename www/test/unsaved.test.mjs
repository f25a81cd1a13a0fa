// STU-6: what the store refused stays while one walks through the studio, and is not left without a question.
import assert from "node:assert/strict";
import { test } from "node:test";
import { twoButtons } from "./documents.mjs";
import { open, saved, say, useStudio, version, violations, visit } from "./studio.mjs";

useStudio();

/** A disk that is full when it is told to be. */
function disk() {
  for (const name of ["add", "put"]) {
    const real = IDBObjectStore.prototype[name];
    IDBObjectStore.prototype[name] = function (...about) {
      if (globalThis.diskIsFull) throw new DOMException("full", "QuotaExceededError");
      return real.apply(this, about);
    };
  }
}

/** Whether the browser would ask before the page is left. */
const asks = page => page.evaluate(() => !dispatchEvent(new Event("beforeunload", { cancelable: true })));
const notSaved = page => page.getByRole("button", { name: /^Not saved/ });
const shot = async (page, name) => { if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true }); };

test("STU-6: what is not saved is all there after a walk to the first screen, and is saved when others are deleted", async () => {
  const { page, leave } = await visit({ init: disk });
  await open(page, twoButtons, "An old one");
  await saved(page);
  await page.getByRole("link", { name: /first screen/ }).click();
  await open(page, twoButtons, "Bikes");
  await saved(page);
  const url = page.url();
  assert.equal(await asks(page), false);
  await page.evaluate(() => { globalThis.diskIsFull = true; });
  await say(page, "make the Save button green");
  await version(page, 2);
  await say(page, "make the Discard button red");
  await version(page, 3);
  await notSaved(page).click();
  await page.getByRole("menuitem", { name: "Export the session now" }).waitFor();
  await page.getByRole("menuitem", { name: "Delete old sessions" }).click();

  const card = page.locator(".session-card").filter({ hasText: "Bikes" });
  await card.getByText("Not saved", { exact: true }).waitFor();
  await card.getByText("Version 3", { exact: true }).waitFor();
  assert.equal(await asks(page), true);
  for (const [width, height, colorScheme] of [[375, 812, "dark"], [320, 640, "light"], [1280, 800, "light"]]) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await violations(page), []);
    await shot(page, `unsaved-home-${width}`);
  }
  const file = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export what is not saved" }).click();
  assert.match((await file).suggestedFilename(), /bikes/i);
  await card.getByRole("link").click();
  await version(page, 3);
  await notSaved(page).waitFor();
  assert.equal(page.url(), url);

  await page.getByRole("link", { name: /first screen/ }).click();
  await page.evaluate(() => { globalThis.diskIsFull = false; });
  await page.getByRole("button", { name: "More for An old one" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete for good" }).click();
  await card.getByText("Not saved", { exact: true }).waitFor({ state: "detached" });
  await page.locator(".unsaved-note").waitFor({ state: "detached" });
  assert.equal(await asks(page), false);
  await page.goto(url);
  await page.reload();
  await version(page, 3);
  await saved(page);
  await leave();
});

test("STU-6: where the browser keeps nothing it asks before the page is left, once there is something", async () => {
  const { page, leave } = await visit({ init: () => { Object.defineProperty(globalThis, "indexedDB", { value: undefined }); } });
  assert.equal(await asks(page), false);
  await open(page, twoButtons);
  await version(page, 1);
  await page.waitForTimeout(200);
  assert.equal(await asks(page), true);
  await page.getByRole("link", { name: /first screen/ }).click();
  await page.locator(".session-card").waitFor();
  assert.equal(await asks(page), true);
  await leave();
});

test("API-51: a document that is too large is not met with limits that nobody can raise here", async () => {
  const { page, leave } = await visit();
  await page.getByRole("button", { name: "A document", exact: true }).click();
  const buffer = Buffer.from(JSON.stringify({ id: "root", type: "screen", children: [], many: Array(2_000_000).fill(0) }));
  await page.locator("#document-file").setInputFiles({ name: "huge.json", mimeType: "application/json", buffer });
  await page.getByText(/thousand characters/).waitFor();
  await page.getByRole("button", { name: "Open as a session" }).click();
  const trouble = page.locator(".trouble");
  await trouble.waitFor();
  assert.match(await trouble.innerText(), /smaller document/);
  assert.doesNotMatch(await trouble.innerText(), /limit\./);
  await leave();
});
