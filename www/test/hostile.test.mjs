// STU-3, STU-8: nothing of a document is run, loaded or believed; large and foreign documents stay usable.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hostile, large } from "./documents.mjs";
import { open, say, useStudio, version, violations, visit } from "./studio.mjs";

useStudio();

test("a hostile document is drawn inert", async () => {
  const { page, context, leave } = await visit();
  const asked = [];
  context.on("request", request => { if (/evil\.example/.test(request.url())) asked.push(request.url()); });
  await open(page, hostile);
  await page.locator(".canvas .wf").first().waitFor();
  await page.waitForLoadState("networkidle");
  assert.equal(await page.evaluate(() => globalThis.owned), undefined, "no script ran");
  assert.deepEqual(asked, [], "nothing was loaded");
  const inside = await page.locator(".canvas .wf-paper").evaluate(paper => ({
    tags: [...new Set([...paper.querySelectorAll("*")].map(element => element.tagName.toLowerCase()))],
    styles: [...paper.querySelectorAll("[style]")].map(element => element.getAttribute("style")).join(" "),
    width: paper.offsetWidth,
    links: paper.querySelectorAll("a, [href], [src], [onerror], [onclick]").length,
  }));
  for (const tag of ["script", "img", "iframe", "a", "style", "object", "embed", "form", "input", "link"]) assert.ok(!inside.tags.includes(tag), tag);
  assert.equal(inside.links, 0);
  assert.doesNotMatch(inside.styles, /url|evil|position|z-index|var\(/);
  assert.ok(inside.width <= 4000);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  await page.locator('.canvas [data-node="link"]').click();
  assert.equal(await page.evaluate(() => globalThis.owned), undefined);
  assert.ok((await page.locator(".canvas").innerText()).includes("<script>"), "the text is shown as text");
  await page.getByRole("button", { name: "Code" }).click();
  await page.getByRole("region", { name: "Document as JSON" }).waitFor();
  assert.equal(await page.evaluate(() => globalThis.owned), undefined);
  await leave();
});

test("what is no wireframe is a tree, with keys, and can be compared", async () => {
  const { page, leave } = await visit();
  await open(page, { type: "AdaptiveCard", version: "1.6", body: Array.from({ length: 4000 }, (_, at) => ({ type: "TextBlock", text: `Line ${at}` })) });
  const tree = page.getByRole("tree", { name: "Document" });
  await tree.waitFor();
  assert.ok(await tree.getByRole("treeitem").count() < 200, "only what is in sight is drawn");
  await tree.focus();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("End");
  await tree.getByText("Line 3999").waitFor();
  assert.deepEqual(await violations(page), []);
  await leave();
});

test("not JSON, and no document at all: words, and nothing is made", async () => {
  const { page, leave } = await visit();
  await page.getByRole("button", { name: "A document", exact: true }).click();
  await page.locator("#document-text").fill("{\"id\": ");
  await page.getByRole("button", { name: "Open as a session" }).click();
  await page.getByRole("alert").getByText("This is not JSON").waitFor();
  await page.locator("#document-text").fill("[".repeat(2000) + "]".repeat(2000));
  await page.getByRole("button", { name: "Open as a session" }).click();
  await page.locator("dialog .trouble").waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".session-card").count(), 0);
  await leave();
});

test("one op redraws one node of a thousand", async () => {
  const { page, leave } = await visit();
  await open(page, large(1000));
  await page.locator('[data-node="a7"]').scrollIntoViewIfNeeded();
  await page.evaluate(() => {
    globalThis.touched = new Set();
    new MutationObserver(list => {
      for (const { target } of list) globalThis.touched.add((target.nodeType === 1 ? target : target.parentElement).closest("[data-node]")?.dataset.node);
    }).observe(document.querySelector(".wf-paper"), { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["style", "class"] });
  });
  await say(page, "change \"Take 7\" to \"Take it\"");
  await version(page, 2);
  await page.locator(".canvas").getByText("Take it", { exact: true }).waitFor();
  assert.deepEqual(await page.evaluate(() => [...globalThis.touched].filter(Boolean)), ["a7"]);
  await leave();
});

test("ten thousand nodes are usable", async () => {
  const { page, leave } = await visit();
  await page.getByRole("button", { name: "A document", exact: true }).click();
  await page.locator("#document-file").setInputFiles({ name: "large.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(large(10_000))) });
  await page.getByRole("button", { name: "Open as a session" }).click();
  await version(page, 1);
  await page.locator('[data-node="a3"]').click();
  await page.getByText("For Take 3").waitFor();
  await page.locator(".canvas").focus();
  await page.keyboard.press("ArrowUp");
  await page.getByText("For New").waitFor();
  await page.getByRole("button", { name: "Code" }).click();
  assert.ok(await page.locator(".code-line").count() < 200);
  await leave();
});
