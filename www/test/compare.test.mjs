// STU-5: two versions side by side, in step.
import assert from "node:assert/strict";
import { test } from "node:test";
import { large, twoButtons } from "./documents.mjs";
import { importFile, sessionFile } from "./files.mjs";
import { open, say, until, useStudio, version, violations, visit } from "./studio.mjs";

useStudio();

const pane = (page, side) => page.getByRole("region", { name: new RegExp(`, ${side}$`) }).locator(".canvas");
const compare = page => page.getByRole("button", { name: /^Compare/ }).filter({ visible: true }).last().click();

/** Where a node is in its pane, and how large. */
async function place(page, side, id) {
  return pane(page, side).evaluate((box, id) => {
    const room = box.getBoundingClientRect(), at = box.querySelector(`[data-node="${id}"]`).getBoundingClientRect();
    return { x: Math.round(at.x - room.x), y: Math.round(at.y - room.y), width: Math.round(at.width), inside: at.top >= room.top && at.bottom <= room.bottom };
  }, id);
}

const shapes = [{ width: 1280, height: 800 }, { width: 1400, height: 900, dark: true }, { width: 1389, height: 850 }, { width: 390, height: 844, touch: true }];

test("both versions are drawn at one scale and place, begin at the first change, and scroll together", async () => {
  for (const shape of shapes) {
    const { page, leave } = await visit(shape);
    await open(page, large(300));
    if (shape.touch) await page.getByRole("tab", { name: "Chat" }).click();
    await say(page, "change \"Offer 55\" to \"Bargain 55\"");
    await version(page, 2);
    await compare(page);
    await pane(page, "after").locator(".mark-changed").waitFor();
    const apart = async id => {
      const [before, after] = [await place(page, "before", id), await place(page, "after", id)];
      return { x: after.x - before.x, y: after.y - before.y, width: after.width - before.width, inside: before.inside };
    };
    await until(() => apart("h55"), { x: 0, y: 0, width: 0, inside: true }, `the first change is in sight, at ${shape.width} px`);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/compare${shape.width}.png` });
    // The heading of a side stands above it and covers nothing.
    const heading = await page.getByRole("region", { name: /, after$/ }).getByRole("heading").first().boundingBox();
    assert.ok(heading.y + heading.height <= (await pane(page, "after").boundingBox()).y + 1);

    await pane(page, "before").evaluate(box => { box.scrollTop = 0; });
    await page.waitForFunction(() => [...document.querySelectorAll(".side .canvas")].every(box => box.scrollTop === 0));
    assert.equal((await place(page, "after", "h55")).inside, false);
    const change = page.getByRole("region", { name: "Changes" }).getByRole("button");
    await page.mouse.move(5, 5);
    await change.click();
    assert.ok((await place(page, "after", "h55")).inside);
    await page.waitForFunction(() => new Set([...document.querySelectorAll(".side .canvas")].map(box => box.scrollTop)).size === 1);
    assert.deepEqual(await violations(page), []);
    await leave();
  }
});

test("STU-5: what was added and what was moved is marked where it is, and said in words", async () => {
  const file = await sessionFile(twoButtons, session => session.apply([
    { op: "insert", parent: "root", index: 0, node: { id: "hint", type: "text", name: "Hint", props: { text: "New here" } } },
    { op: "move", id: "discard", parent: "root", index: 0 },
  ], "added and moved"));
  const { page, leave } = await visit();
  await importFile(page, file);
  await compare(page);
  const mark = (side, kind) => pane(page, side).locator(`.mark-${kind}`);
  await mark("after", "added").waitFor();
  await until(() => Promise.all(["before", "after"].map(side => Promise.all(["added", "moved", "removed", "changed"].map(kind => mark(side, kind).count())))), [[0, 1, 0, 0], [1, 1, 0, 0]]);
  // Each mark is around its node.
  for (const [side, kind, id] of [["after", "added", "hint"], ["before", "moved", "discard"], ["after", "moved", "discard"]]) {
    const [frame, node] = await Promise.all([mark(side, kind).boundingBox(), pane(page, side).locator(`[data-node="${id}"]`).boundingBox()]);
    for (const edge of ["x", "y", "width", "height"]) assert.ok(Math.abs(frame[edge] - node[edge]) <= 6, `${side} ${kind} ${edge}: ${frame[edge]} for ${node[edge]}`);
  }
  const changes = await page.getByRole("region", { name: "Changes" }).innerText();
  assert.match(changes, /Hint.*added in/s);
  assert.match(changes, /Discard.*moved from .* to /s);
  assert.deepEqual(await violations(page), []);
  await leave();
});

test("versions of different size are drawn at one scale too", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await say(page, "make the screen 500 px wide");
  await version(page, 2);
  await compare(page);
  await pane(page, "after").locator(".mark-changed").waitFor();
  await until(async () => (await place(page, "before", "save")).width - (await place(page, "after", "save")).width, 0);
  await leave();
});

test("a part is called the same all over a comparison: by its name, with what it says", async () => {
  const document = structuredClone(twoButtons);
  document.children[0].name = "Product";
  document.children[0].props.text = "Tote bag";
  const { page, leave } = await visit();
  await open(page, document);
  await say(page, "make the Product red");
  await version(page, 2);
  await compare(page);
  const told = (await page.getByRole("region", { name: "Changes" }).innerText()).replace(/\s+/g, " ");
  assert.match(told, /Product “Tote bag” /);
  assert.equal(told.split("Tote bag").length, 2, told);
  await leave();
});

test("versions that are no wireframes begin at the first change, and a line leads to its row", async () => {
  const document = { kind: "list", rows: Array.from({ length: 300 }, (_, at) => ({ title: `Row ${at}`, done: false })) };
  const file = await sessionFile(document, session => session.apply([
    { op: "set", path: "/rows/150/done", value: true }, { op: "set", path: "/rows/290/done", value: true },
  ], "Two are done"));
  const { page, leave } = await visit();
  await importFile(page, file);
  await compare(page);
  for (const side of ["before", "after"]) await page.getByRole("region", { name: new RegExp(`, ${side}$`) }).locator("[data-mark=changed][aria-selected=true]").waitFor();
  const lines = page.getByRole("region", { name: "Changes" }).getByRole("button");
  await lines.nth(1).click();
  await page.locator(".side .tree").last().evaluate(box => { box.scrollTop = 0; });
  await lines.nth(1).click();
  for (const side of ["before", "after"]) await page.getByRole("region", { name: new RegExp(`, ${side}$`) }).locator("[data-mark=changed][aria-selected=true]").waitFor();
  assert.deepEqual(await violations(page), []);
  await leave();
});
