// STU-1: the main job, from the first words to the next day.
import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, card, reload, saved, say, useStudio, version, visit } from "./studio.mjs";

useStudio();

const looks = locator => locator.evaluate(element => {
  const style = getComputedStyle(element);
  const [red, green, blue] = style.backgroundColor.match(/\d+/g).map(Number);
  return { green: green > red * 1.3 && green > blue * 1.1, height: element.getBoundingClientRect().height / element.getBoundingClientRect().width, own: element.offsetHeight, font: parseFloat(style.fontSize) };
});

test("say, see, change, take back, ask, and find everything after a reload", async () => {
  const { page, leave } = await visit();
  await begin(page);
  const main = page.locator(".canvas .wf-button").last();
  await main.waitFor();
  assert.ok(await page.locator(".canvas .wf-field").count() >= 2, "a sign-up page has fields");
  const before = await looks(main);

  await say(page, "make the button bigger and green");
  await version(page, 2);
  const after = await looks(main);
  assert.ok(after.green, "the button is green");
  assert.ok(after.own > before.own || after.font > before.font, "the button is bigger");

  const fields = page.locator(".canvas .wf-field");
  const count = await fields.count();
  await say(page, "add a phone field under the e-mail");
  await version(page, 3);
  assert.equal(await fields.count(), count + 1);
  const labels = await fields.allInnerTexts();
  const mail = labels.findIndex(label => /e-?mail/i.test(label));
  assert.match(labels[mail + 1] ?? "", /phone/i, "the phone field follows the e-mail field");

  await say(page, "undo that");
  await version(page, 4);
  assert.equal(await fields.count(), count, "the phone field is gone");

  await say(page, "what changed since version 2?");
  await page.getByRole("article", { name: "Answer" }).waitFor();
  assert.ok((await page.getByRole("article", { name: "Answer" }).innerText()).trim().length > 10);

  const address = page.url();
  const drawn = await page.locator(".canvas .wf-paper").innerText();
  await reload(page);
  await version(page, 4);
  assert.equal(page.url(), address);
  await page.locator(".canvas .wf-button").last().waitFor();
  assert.equal(await page.locator(".canvas .wf-paper").innerText(), drawn, "the same design");
  for (const words of ["a sign-up page for a bike shop", "make the button bigger and green", "add a phone field under the e-mail", "undo that", "what changed since version 2?"]) {
    await page.locator(".said", { hasText: words }).waitFor();
  }
  await page.getByRole("article", { name: "Answer" }).waitFor();
  assert.ok((await looks(main)).green);

  // The list on the first screen has it as well.
  await page.getByRole("link", { name: /first screen/ }).click();
  await page.locator(".session-card", { hasText: "a sign-up page for a bike shop" }).getByRole("link").click();
  await version(page, 4);
  await leave();
});

test("undo and redo with buttons and keys, also after a reload", async () => {
  const { page, leave } = await visit();
  await begin(page);
  await say(page, "make the button red");
  await version(page, 2);
  await page.getByRole("button", { name: "Undo", exact: true }).first().click();
  await version(page, 3);
  await reload(page);
  await version(page, 3);
  await page.locator(".canvas").focus();
  await page.keyboard.press("Control+Shift+Z");
  await version(page, 4);
  await page.keyboard.press("Control+Z");
  await version(page, 5);
  assert.ok(await card(page, 2).getByText("Taken back").isVisible());
  await leave();
});
