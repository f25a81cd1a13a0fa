// STU-16: what is marked in the design.
import assert from "node:assert/strict";
import { test } from "node:test";
import { twoButtons } from "./documents.mjs";
import { begin, card, open, reload, say, until, useStudio, version, visit } from "./studio.mjs";

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

/** Text of the design under a badge, by more than the breadth of a line. */
function covered(page) {
  return page.evaluate(() => [...document.querySelectorAll(".canvas")].flatMap(canvas => {
    const texts = [];
    const walker = document.createTreeWalker(canvas.querySelector(".wf-paper"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      for (const box of range.getClientRects()) texts.push({ text: walker.currentNode.data.slice(0, 30), box });
    }
    return [...canvas.querySelectorAll(".mark span")].flatMap(badge => {
      const own = badge.getBoundingClientRect();
      return texts.filter(({ box }) => Math.min(own.right, box.right) - Math.max(own.left, box.left) > 3 && Math.min(own.bottom, box.bottom) - Math.max(own.top, box.top) > 3)
        .map(({ text }) => `${badge.textContent} covers ${text}`);
    });
  }));
}

test("numbers of candidates and signs of changes cover no words", async () => {
  for (const [prompt, words] of [["a sign-up page for a bike shop", "make the text blue"], ["pricing page with three plans", "make the title red"]]) {
    const { page, leave } = await visit();
    await begin(page, prompt);
    await say(page, words);
    await page.locator(".mark-candidate span").first().waitFor();
    assert.deepEqual(await covered(page), []);
    await page.locator(".candidate").last().click();
    await version(page, 2);
    await page.getByRole("button", { name: "Compare", exact: true }).filter({ visible: true }).last().click();
    await page.locator(".mark-changed span").first().waitFor();
    assert.deepEqual(await covered(page), []);
    await leave();
  }
});

test("a part that was removed keeps its name in the chat", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await say(page, "remove the Discard button");
  await version(page, 2);
  await card(page, 2).locator(".chip-gone", { hasText: /^Discard button$/ }).waitFor();
  // Also where it was removed later on, and after a reload.
  await say(page, "change \"Save\" to \"Store\"");
  await version(page, 3);
  await say(page, "remove the Save button");
  await version(page, 4);
  await reload(page);
  await version(page, 4);
  await until(() => page.locator(".chip-gone").allInnerTexts(), ["Discard button", "Save button", "Save button"]);
  await leave();
});
