// The box for the next edit: what it offers, and what it keeps.
import assert from "node:assert/strict";
import { test } from "node:test";
import { twoButtons } from "./documents.mjs";
import { begin, open, reload, say, studio, useStudio, version, visit } from "./studio.mjs";

useStudio();

const box = page => page.getByRole("textbox", { name: "What should change?" });
const offered = page => page.locator(".suggestions button").allInnerTexts();
const home = page => page.getByRole("link", { name: /first screen/ }).click();

test("only what would change the design is suggested", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  assert.deepEqual(await offered(page), ["Make “Save” bigger and green", "Center “A note”", "Dark mode"]);

  await home(page);
  const other = structuredClone(twoButtons);
  other.style.background = "rgb(17, 24, 39)";
  other.children[0].style.textAlign = "center";
  other.children[1].children[0].style.background = "#15803d";
  const input = (id, label) => ({ id, type: "input", name: label, layout: {}, style: {}, props: { label }, children: [] });
  other.children.push(input("mail", "E-mail"));
  await open(page, other);
  assert.deepEqual(await offered(page), ["Make “Save” bigger and blue", "Add a phone field under “E-mail”"]);

  await home(page);
  other.children.push(input("phone", "Phone number"));
  await open(page, other);
  assert.deepEqual(await offered(page), ["Make “Save” bigger and blue"]);

  // A document that is no wireframe has none of all this.
  await home(page);
  await open(page, { title: "A recipe", steps: ["Mix", "Bake"] });
  assert.equal(await page.locator(".suggestions").count(), 0);
  await leave();
});

test("every suggestion for a sketched page makes a version", async () => {
  const { page, leave } = await visit();
  await begin(page);
  const all = await offered(page);
  assert.ok(all.length > 0);
  for (const [at, words] of all.entries()) {
    await say(page, words);
    await version(page, at + 2);
  }
  await leave();
});

test("STU-11: what was typed and not sent is there after a reload, for each session its own, until it is sent", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons, "One");
  const one = page.url();
  await box(page).fill("half a thought");
  await reload(page);
  await page.waitForFunction(() => document.querySelector("#composer")?.value === "half a thought");
  await home(page);
  await open(page, twoButtons, "Two");
  assert.equal(await box(page).inputValue(), "");
  await page.goto(one);
  await page.waitForFunction(() => document.querySelector("#composer")?.value === "half a thought");
  const kept = () => page.evaluate(() => JSON.stringify({ ...sessionStorage }));
  assert.equal(Object.keys(JSON.parse(await kept())).length, 1, await kept());
  await say(page, "change \"Save\" to \"Store\"");
  await version(page, 2);
  assert.equal(await kept(), "{}");
  await reload(page);
  await version(page, 2);
  assert.equal(await box(page).inputValue(), "");

  // It goes with its session.
  await box(page).fill("another one");
  await page.goto(`${studio.url}#/`);
  await page.getByRole("button", { name: "More for One" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete for good" }).click();
  await page.waitForFunction(() => sessionStorage.length === 0);
  await leave();
});
