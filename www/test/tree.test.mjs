// STU-24: rows of documents that are not drawn can be chosen, and say where they come from.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, say, until, useStudio, version, violations, visit } from "./studio.mjs";

useStudio();

const frames = { id: "0:0", type: "DOCUMENT", name: "A file", children: [{ id: "0:1", type: "CANVAS", name: "Page 1", children: [{ id: "1:2", type: "RECTANGLE", name: "Box", cornerRadius: 4, fills: [{ type: "SOLID", opacity: 1 }] }] }] };

test("STU-24: a row of a document that is not drawn can be chosen, and says which version set it", async () => {
  const { page, leave } = await visit();
  await open(page, frames);
  const tree = page.getByRole("tree", { name: "Document" });
  await page.getByText("Choose a row to see where it comes from.").waitFor();
  await say(page, "rename Box to Lid");
  await version(page, 2);
  const row = name => tree.getByRole("treeitem").filter({ hasText: name });
  await row("Page 1").click();
  await row(/^children/).last().click();
  await row("Box").first().click();
  const foot = page.getByRole("navigation", { name: "Chosen row" });
  assert.equal(await foot.locator(".crumbs-row").innerText(), "Box");
  assert.deepEqual(await violations(page), []);
  await foot.getByRole("button", { name: "Where this comes from" }).click();
  const dialog = page.getByRole("dialog", { name: "Where Box comes from" });
  const field = name => dialog.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });
  await field("text").getByRole("button", { name: /^v2 rename Box to Lid/ }).waitFor();
  await field("corner radius").getByRole("button", { name: /^v1/ }).waitFor();
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/tree-origin.png` });
  await page.keyboard.press("Escape");
  // With the keys it is the same, down to one field.
  await tree.focus();
  await page.keyboard.press("End");
  await until(() => foot.locator(".crumbs-row").innerText(), "Box › props");
  await foot.getByRole("button", { name: "Edit this" }).click();
  await page.locator(".composer-target").filter({ hasText: "Box" }).waitFor();
  await foot.getByRole("button", { name: "Let go of the row" }).click();
  await page.getByText("Choose a row to see where it comes from.").waitFor();
  await leave();
});

test("STU-24: so can one of JSON without nodes", async () => {
  const { page, leave } = await visit();
  await open(page, { server: { port: 8080, host: "localhost" }, tags: ["a", "b"] });
  await say(page, "set the port to 9090");
  await version(page, 2);
  const tree = page.getByRole("tree", { name: "Document" });
  await tree.getByRole("treeitem").filter({ hasText: /^server/ }).waitFor();
  await tree.getByRole("treeitem").filter({ hasText: "9090" }).click();
  const foot = page.getByRole("navigation", { name: "Chosen row" });
  assert.equal(await foot.locator(".crumbs-row").innerText(), "server › port");
  await foot.getByRole("button", { name: "Where this comes from" }).click();
  await page.getByRole("dialog", { name: "Where server › port comes from" }).getByRole("button", { name: /^v2 set the port to 9090/ }).waitFor();
  await leave();
});
