// STU-16: what is marked in the design.
import assert from "node:assert/strict";
import { test } from "node:test";
import { twoButtons } from "./documents.mjs";
import { begin, card, open, say, useStudio, version, visit } from "./studio.mjs";

useStudio();

test("the mark of a candidate goes with the list of candidates", async () => {
  const { page, leave } = await visit();
  await begin(page, "Dashboard for a bakery");
  await say(page, "make the card red");
  await page.getByRole("article", { name: "Question" }).waitFor();
  const candidate = page.locator(".candidate").first();
  await candidate.hover();
  await page.locator(".mark-pointed").waitFor();
  await candidate.click();
  await version(page, 2);
  await page.locator(".candidate").first().waitFor({ state: "detached" });
  await page.mouse.move(5, 5);
  assert.equal(await page.locator(".mark-pointed").count(), 0, "after the answer");
  await say(page, "make the title blue");
  await version(page, 3);
  assert.equal(await page.locator(".mark-pointed").count(), 0, "after the next edit");
  await page.getByRole("button", { name: "Compare", exact: true }).filter({ visible: true }).last().click();
  await page.locator(".compare").waitFor();
  assert.equal(await page.locator(".mark-pointed").count(), 0, "in the comparison");
  await leave();
});
