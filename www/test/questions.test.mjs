// STU-2, DSN-76: questions that are put away, that time went over, and what was answered.
import assert from "node:assert/strict";
import { test } from "node:test";
import { twoButtons } from "./documents.mjs";
import { open, reload, say, until, useStudio, version, visit } from "./studio.mjs";

useStudio();

const question = page => page.getByRole("article", { name: "Question" });
const asked = async page => {
  await say(page, "make the button red");
  await question(page).waitFor();
};
const numbers = page => page.locator(".mark-candidate");

test("STU-2: an open question is put away by a button, by Escape, also after a reload, and its numbers go with it", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  const gone = async (focus = "#composer") => {
    await question(page).waitFor({ state: "detached" });
    await until(() => numbers(page).count(), 0);
    await page.waitForFunction(focus => document.activeElement?.matches(focus), focus);
  };
  await asked(page);
  await numbers(page).first().waitFor();
  await question(page).getByRole("button", { name: "Never mind" }).click();
  await gone();
  // In the empty edit box, in the design, and in the field for the answer.
  await asked(page);
  await page.keyboard.press("Escape");
  await gone();
  await asked(page);
  await numbers(page).first().waitFor();
  await page.locator(".canvas").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Escape");
  assert.equal(await question(page).count(), 1, "the selection goes first");
  await page.keyboard.press("Escape");
  await gone(".canvas");
  await asked(page);
  await reload(page);
  const field = question(page).getByRole("textbox");
  await field.fill("the se");
  await page.keyboard.press("Escape");
  assert.equal(await question(page).count(), 1, "what was typed is not lost");
  await field.fill("");
  await page.keyboard.press("Escape");
  await gone();
  assert.equal(await page.getByRole("slider", { name: "Version" }).getAttribute("aria-valuemax"), "1");
  await leave();
});

test("STU-2: the numbers of a question leave the design with a later version, and the chat still takes an answer", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await asked(page);
  await numbers(page).first().waitFor();
  await say(page, "dark mode");
  await version(page, 2);
  await until(() => numbers(page).count(), 0);
  assert.equal(await question(page).getByText(/in the preview/).count(), 0);
  await page.locator('.canvas [data-node="discard"]').click();
  await page.getByText("For Discard").waitFor();
  await page.keyboard.press("Escape");
  await question(page).locator(".candidate").filter({ hasText: "Save" }).click();
  await version(page, 3);
  await leave();
});

test("DSN-76: chat and timeline show what was asked and what was answered, also after a reload", async () => {
  const { page, leave } = await visit();
  const green = structuredClone(twoButtons);
  green.children[1].children[0].style.background = "#16a34a";
  await open(page, green);
  await asked(page);
  await question(page).locator(".candidate").filter({ hasText: "Discard" }).click();
  await version(page, 2);
  await say(page, "change the colour of the Save button");
  await question(page).waitFor();
  const words = await question(page).locator(".card-verdict").innerText();
  await question(page).getByRole("textbox").fill("blue");
  await page.keyboard.press("Enter");
  await version(page, 3);
  const check = async () => {
    await page.locator(".asked").first().waitFor();
    const [first, second] = await page.locator(".turn").filter({ has: page.locator(".asked") }).all();
    assert.match(await first.locator(".said").last().innerText(), /Discard/);
    assert.ok((await second.locator(".asked").innerText()).includes(words));
    assert.match(await second.locator(".said").last().innerText(), /blue/);
    await page.getByRole("slider", { name: "Version" }).focus();
    await page.keyboard.press("End");
    await page.locator(".timeline-words").getByText("change the colour of the Save button → blue").waitFor();
  };
  await check();
  await reload(page);
  await check();
  await leave();
});
