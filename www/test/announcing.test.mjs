// STU-7: what is told to people who do not see it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { twoButtons } from "./documents.mjs";
import { begin, open, reload, say, until, useStudio, version, violations, visit } from "./studio.mjs";

useStudio();

const log = page => page.getByRole("log", { name: "What happens" });
const lines = page => log(page).locator("p").allInnerTexts();

test("STU-7: the end of every edit is announced, also of those that waited for another", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await page.evaluate(() => {
    globalThis.told = [];
    new MutationObserver(changes => { for (const { addedNodes } of changes) for (const node of addedNodes) globalThis.told.push(node.textContent); })
      .observe(document.querySelector("[role=log]"), { childList: true });
    // Both at once.
    const box = document.querySelector("#composer");
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
    globalThis.say = words => { set.call(box, words); box.dispatchEvent(new Event("input", { bubbles: true })); setTimeout(() => box.form.requestSubmit()); };
  });
  await page.evaluate(() => { globalThis.say("make the Save button green"); setTimeout(() => globalThis.say('change "Discard" to "Drop"')); });
  await version(page, 3);
  const told = () => page.evaluate(() => globalThis.told);
  await until(async () => (await told()).filter(line => line.startsWith("Done. ")).length, 2, "both are told");
  assert.match((await told()).join("\n"), /Done\. .*background.*[^]*Done\. .*Drop/);
  assert.deepEqual(await violations(page), []);
  // Lines that go are no reason to tell those again that stay.
  for (const [at, colour] of ["red", "blue", "black"].entries()) { await say(page, `make the Save button ${colour}`); await version(page, at + 4); }
  await until(async () => (await told()).filter(line => line.startsWith("Done. ")).length, 5, "all are told");
  const all = await told();
  assert.equal(new Set(all).size, all.length, all.join("\n"));
  assert.equal((await lines(page)).length, 5);
  await reload(page);
  await version(page, 6);
  assert.deepEqual(await lines(page), [], "what ended in an earlier visit is no news");
  await leave();
});

test("STU-7: on a phone it is told whichever side is shown", async () => {
  const { page, leave } = await visit({ width: 390, height: 844, touch: true });
  await begin(page, "Dashboard for a bakery");
  await page.getByRole("tab", { name: "Chat" }).click();
  await say(page, "make the card red");
  await page.locator(".candidate").first().waitFor();
  await page.getByRole("tab", { name: "Design" }).click();
  await log(page).getByText(/Which/).waitFor({ state: "attached" });
  await page.locator(".mark-candidate").first().waitFor();
  const { x, y } = await page.locator(".mark-candidate").first().boundingBox();
  await page.touchscreen.tap(x + 5, y + 5);
  await version(page, 2);
  await log(page).getByText(/^Done\. /).last().waitFor({ state: "attached" });
  await leave();
});
