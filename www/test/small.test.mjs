// STU-27: little room. The design keeps most of it, and what is cut says so.
import assert from "node:assert/strict";
import { test } from "node:test";
import { twoButtons } from "./documents.mjs";
import { begin, open, overflow, pageScroll, say, useStudio, violations, visit } from "./studio.mjs";

useStudio();

const toDesign = async page => {
  await page.getByRole("tab", { name: "Design" }).click();
  await page.locator(".timeline-title").waitFor();
};

test("STU-27: a long title in the timeline ends with a sign that it goes on", async () => {
  for (const width of [375, 320]) {
    const { page, leave } = await visit({ width, height: 700, touch: true });
    await begin(page, "Banking app: balance, last 5 transactions, send and request, with a lot more to it");
    await toDesign(page);
    const title = page.locator(".timeline-title");
    const { overflows, ellipsis, right } = await title.evaluate(element => ({ overflows: element.scrollWidth > element.clientWidth, ellipsis: getComputedStyle(element).textOverflow, right: element.getBoundingClientRect().right }));
    assert.ok(overflows && ellipsis === "ellipsis" && right < width, `${overflows} ${ellipsis} ${right}`);
    assert.equal(await overflow(page), 0);
    await leave();
  }
});

test("STU-27: nothing in the chat of a narrow phone is cut at its edge", async () => {
  const { page, leave } = await visit({ width: 320, height: 640, touch: true });
  await open(page, twoButtons);
  await page.getByRole("tab", { name: "Chat" }).click();
  await say(page, "make the button red");
  await page.getByRole("article", { name: "Question" }).waitFor();
  assert.equal(await page.locator(".chat-scroll").evaluate(box => box.scrollWidth - box.clientWidth), 0);
  await page.getByRole("button", { name: "Never mind" }).tap();
  await page.getByRole("article", { name: "Stopped" }).waitFor();
  await leave();
});

test("STU-27: a phone on its side shows the design, with its timeline, and what is selected", async () => {
  for (const [width, height] of [[667, 375], [640, 400], [915, 412]]) {
    const { page, leave } = await visit({ width, height, touch: true });
    await open(page, twoButtons);
    if (width <= 860) await toDesign(page);
    const canvas = await page.locator(".canvas").boundingBox();
    assert.ok(canvas.height >= height * 0.45, `${canvas.height} of ${height}`);
    assert.ok(await page.getByRole("slider", { name: "Version" }).isVisible());
    assert.ok(await page.locator(".timeline-title").isVisible());
    await page.locator('.canvas [data-node="title"]').click();
    await page.getByRole("button", { name: "Edit this" }).waitFor();
    const selected = await page.locator(".canvas").boundingBox();
    assert.ok(selected.height >= height * 0.33, `${selected.height} of ${height}`);
    assert.equal(await overflow(page), 0);
    assert.equal(await pageScroll(page), 0);
    assert.deepEqual(await violations(page), []);
    await leave();
  }
});

test("STU-27: a model's name of 300 letters keeps its place", async () => {
  for (const width of [1280, 375]) {
    const { page, leave } = await visit({ width, height: 800 });
    await open(page, twoButtons);
    if (width === 375) { await page.getByRole("button", { name: "More", exact: true }).click(); await page.getByRole("menuitem", { name: "Settings" }).click(); }
    else await page.getByRole("button", { name: /Offline model/ }).click();
    await page.getByRole("radio", { name: /^Ollama/ }).check();
    await page.getByRole("combobox", { name: "Model" }).fill("m".repeat(300));
    const fits = async () => {
      assert.equal(await overflow(page), 0);
      const wide = await page.locator("dialog[open]").evaluateAll(list => list.flatMap(dialog => [dialog, ...dialog.querySelectorAll("*")]).filter(element => element.scrollWidth > element.clientWidth + 1 && !/^(INPUT|BUTTON|SPAN)$/.test(element.tagName) && getComputedStyle(element).overflowX !== "visible" && !element.matches(".quiet")).map(element => element.outerHTML.slice(0, 120)));
      assert.deepEqual(wide, []);
    };
    await fits();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await fits();
    const bar = await page.getByRole("banner").evaluate(element => element.scrollWidth - element.clientWidth);
    assert.ok(bar <= 0, `the bar is ${bar} px too wide`);
    const notice = await page.locator(".notice").boundingBox();
    assert.ok(notice.height < 160, `${notice.height} px`);
    await leave();
  }
});
