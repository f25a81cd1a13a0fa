// STU-3, STU-8: nothing of a document is run, loaded or believed; large and foreign documents stay usable.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hostile, large, twoButtons } from "./documents.mjs";
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

/** Where the first and the last letter of these words stand, in the first text that has them. */
const ends = (locator, words) => locator.evaluate((element, words) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const at = text.data.indexOf(words);
    if (at < 0) continue;
    return [at, at + words.length - 1].map(from => {
      const range = document.createRange();
      range.setStart(text, from);
      range.setEnd(text, from + 1);
      return range.getBoundingClientRect().left;
    });
  }
  return null;
}, words);
const readsOn = async (locator, words) => {
  const found = await ends(locator, words);
  assert.ok(found, `${words} is not there: ${await locator.innerText()}`);
  assert.ok(found[0] < found[1], `${words} is turned round`);
};

test("STU-3: signs that turn the direction turn nothing that stands around words of others", async () => {
  for (const sign of ["\u202e", "\u2067\u202e"]) {
    const { page, leave } = await visit();
    const document = structuredClone(twoButtons);
    document.children[0].props.text = `Note${sign}book`;
    await open(page, document, `${sign}A name of mine`);
    await say(page, `change "Save" to "Keep${sign}this"`);
    await version(page, 2);
    const bubble = page.locator(".turn").nth(1).locator(".said");
    const [words, time] = await bubble.evaluate(element => {
      const range = document.createRange();
      range.selectNodeContents(element);
      range.setEndBefore(element.querySelector("time"));
      return [range.getBoundingClientRect(), element.querySelector("time").getBoundingClientRect()].map(({ left, right }) => ({ left, right }));
    });
    assert.ok(time.left >= words.right - 1 || time.left < words.left + 1, "the time stands behind the words");
    await readsOn(bubble.locator("time"), (await bubble.locator("time").innerText()).slice(0, 3));
    await readsOn(bubble, "this");
    await readsOn(page.locator(".turn").nth(1).locator(".card-summary"), "this");
    await readsOn(page.locator(".timeline-words"), "this");
    await readsOn(page.locator(".picker"), "of mine");
    await page.getByRole("button", { name: "Compare" }).first().click();
    await readsOn(page.locator("button.change").first(), "this");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Code" }).click();
    await page.getByText(/Note\\u20(2e|67)/).first().waitFor();
    await page.getByRole("button", { name: "v2, versions" }).click();
    await readsOn(page.getByRole("menuitemradio").first(), "this");
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: /first screen/ }).click();
    await readsOn(page.locator(".session-title").first(), "of mine");
    await leave();
  }
});

test("STU-3: a prompt of a million letters is not shown whole, and can be", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await say(page, `make the title ${"very ".repeat(200_000)}red`);
  await page.getByRole("article", { name: /Not done|That did not work/ }).waitFor();
  const bubble = page.locator(".said").last();
  assert.ok((await bubble.innerText()).length < 2000);
  const { height } = await bubble.boundingBox();
  assert.ok(height < 1200, `${height} px`);
  await bubble.getByRole("button", { name: /^Show all 1,000,0/ }).waitFor();
  await say(page, `make the title red ${"and bold ".repeat(300)}`);
  const other = page.locator(".said").last();
  await other.getByRole("button", { name: /^Show all/ }).click();
  assert.ok((await other.innerText()).length > 2500);
  await leave();
});
