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

test("centring is suggested only of what stands at the left of a column and alone has its name", async () => {
  const { page, leave } = await visit();
  const heading = (id, text, style = {}) => ({ id, type: "heading", name: text, layout: {}, style, props: { text, level: 1 }, children: [] });
  const bar = (layout, ...children) => ({ id: "bar", type: "row", name: "Bar", layout: { direction: "row", ...layout }, style: {}, props: {}, children });
  const screen = (...children) => ({ id: "root", type: "screen", name: "Accounts", layout: { direction: "column", padding: 40, width: 800, height: 500 }, style: { background: "#ffffff" }, props: {}, children });
  const centring = async document => {
    await open(page, document);
    const found = (await offered(page)).filter(words => words.startsWith("Center"));
    await home(page);
    return found;
  };
  assert.deepEqual(await centring(screen(heading("a", "Money"))), ["Center “Money”"]);
  assert.deepEqual(await centring(screen(bar({ justify: "between" }, heading("a", "Money")))), [], "in a row");
  assert.deepEqual(await centring(screen({ ...bar({}, heading("a", "Money")), layout: { direction: "column", align: "center" } })), [], "in a centred column");
  assert.deepEqual(await centring(screen(heading("a", "Accounts"))), [], "the screen has that name as well");
  assert.deepEqual(await centring(screen(heading("a", "Accounts"), heading("b", "Offers"))), ["Center “Offers”"], "another one is");
  await leave();
});

test("every suggestion for a sketched page makes a version that looks different", async () => {
  for (const prompt of ["A sign-up page for a bike shop", "Banking app: balance, last 5 transactions, send and request", "Dashboard for a bakery", "Kanban board with 4 columns"]) {
    const { page, leave } = await visit();
    await begin(page, prompt);
    const all = await offered(page);
    assert.ok(all.length > 0);
    const places = () => page.locator(".canvas .wf-paper").evaluate(paper => [...paper.querySelectorAll("*")].map(element => {
      const { left, top, width, height } = element.getBoundingClientRect(), { backgroundColor, color } = getComputedStyle(element);
      const range = document.createRange();
      range.selectNodeContents(element);
      return [left, top, width, height, range.getBoundingClientRect().left, backgroundColor, color].join();
    }).join("\n"));
    let before = await places();
    for (const [at, words] of all.entries()) {
      await say(page, words);
      await version(page, at + 2);
      await page.locator(".timeline-words b").getByText(`v${at + 2}`).waitFor();
      const after = await places();
      assert.notEqual(after, before, `${prompt}: ${words}`);
      before = after;
    }
    await leave();
  }
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
