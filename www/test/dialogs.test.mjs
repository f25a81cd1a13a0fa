// STU-7: how a dialog is left.
import assert from "node:assert/strict";
import { test } from "node:test";
import { twoButtons } from "./documents.mjs";
import { card, open, saved, say, useStudio, version, visit } from "./studio.mjs";

useStudio();

const focused = page => page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.id ?? document.activeElement.tagName);

test("a dialog closes by a click beside it, and not when text is selected to beyond its edge", async () => {
  const { page, leave } = await visit();
  await page.getByRole("button", { name: "A document", exact: true }).click();
  const name = page.getByRole("textbox", { name: "Name" });
  await name.fill("A name that took long to think of");
  const { x, y, width, height } = await name.boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(5, y + height / 2, { steps: 4 });
  await page.mouse.up();
  assert.equal(await name.inputValue(), "A name that took long to think of");
  // Nor the other way round.
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + height / 2, { steps: 4 });
  await page.mouse.up();
  assert.ok(await name.isVisible());
  await page.mouse.click(5, y);
  await name.waitFor({ state: "detached" });
  await leave();
});

test("STU-7: after a dialog the focus is where it was", async () => {
  const { page, leave } = await visit();
  const ways = [() => page.keyboard.press("Escape"), () => page.getByRole("button", { name: "Close", exact: true }).click()];
  for (const away of ways) {
    await page.locator("#first-prompt").focus();
    await page.keyboard.press("Control+/");
    await page.getByRole("dialog").waitFor();
    await away();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.equal(await focused(page), "first-prompt");
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("dialog").waitFor();
    await away();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.equal(await focused(page), "Settings");
  }
  await open(page, twoButtons, "Two buttons");
  assert.equal(await focused(page), "composer", "a new screen begins in its edit box");
  await say(page, "make the Save button green");
  await version(page, 2);
  await saved(page);
  await page.getByRole("button", { name: /^v2, versions/ }).click();
  await page.getByRole("menuitem", { name: "Check the history" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await focused(page), "v2, versions", "to the button of the menu");
  await card(page, 2).getByRole("button", { name: "Prompt as sent" }).press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await focused(page), "Prompt as sent");

  // What was focused may be gone: then it goes to what it stood in.
  await page.getByRole("link", { name: /first screen/ }).click();
  await page.getByRole("button", { name: "More for Two buttons" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await focused(page), "More for Two buttons");
  await page.getByRole("button", { name: "More for Two buttons" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete for good" }).click();
  await page.getByText("Nothing yet.").waitFor();
  assert.equal(await focused(page), "sessions-title");
  await leave();
});
