// STU-19: what was begun on the first screen, and left.
import assert from "node:assert/strict";
import { test } from "node:test";
import { large, twoButtons } from "./documents.mjs";
import { sessionFile } from "./files.mjs";
import { open, saved, studio, until, useStudio, version, violations, visit } from "./studio.mjs";

useStudio();

const cards = page => page.locator(".session-card");

/** On the first screen, with one session that is another than what is begun. */
async function withOne(options) {
  const { page, leave } = await visit(options);
  await open(page, twoButtons, "Another one");
  await saved(page);
  const url = page.url();
  await page.getByRole("link", { name: /first screen/ }).click();
  await cards(page).waitFor();
  return { page, leave, url };
}

test("STU-19: a document whose opening was cancelled opens nothing, and no session is left of it", async () => {
  const { page, context, leave } = await visit({
    init: () => {
      const real = IDBObjectStore.prototype.delete;
      IDBObjectStore.prototype.delete = function (...about) {
        this.transaction.addEventListener("complete", () => { globalThis.isRemoving = true; });
        return real.apply(this, about);
      };
    },
  });
  await page.getByRole("button", { name: "A document", exact: true }).click();
  await page.locator("#document-file").setInputFiles({ name: "large.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(large(9000))) });
  await page.getByText(/thousand characters/).waitFor();
  await page.evaluate(() => {
    const button = name => [...document.querySelectorAll("dialog button")].find(button => button.innerText === name);
    button("Open as a session").click();
    button("Cancel").click();
  });
  await page.getByRole("dialog").waitFor({ state: "detached" });
  // It had begun, and is taken back.
  await page.waitForFunction(() => globalThis.isRemoving);
  assert.equal(page.url(), studio.url);
  const other = await context.newPage();
  await other.goto(studio.url);
  await until(async () => {
    await other.reload();
    await other.locator(".session-card, .sessions-none").first().waitFor();
    return cards(other).count();
  }, 0);
  assert.equal(page.url(), studio.url);
  await leave();
});

test("STU-19: while a document is opened no button moves, and who pressed one keeps the focus", async () => {
  const { page, leave } = await visit();
  await page.getByRole("button", { name: "A document", exact: true }).click();
  await page.locator("#document-file").setInputFiles({ name: "large.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(large(9000))) });
  await page.getByText(/thousand characters/).waitFor();
  const found = await page.evaluate(async () => {
    const button = name => [...document.querySelectorAll("dialog button")].find(button => button.innerText === name);
    const [open, cancel] = [button("Open as a session"), button("Cancel")];
    const places = () => [open, cancel].map(button => { const { x, y, width } = button.getBoundingClientRect(); return { x, y, width }; });
    const before = places();
    open.focus();
    open.click();
    // What it comes to is drawn before anything else happens.
    for (let turn = 0; turn < 10 && open.innerText !== "Opening…"; turn++) await null;
    return { before, after: places(), says: open.innerText, focused: document.activeElement.innerText };
  });
  assert.equal(found.says, "Opening…");
  assert.deepEqual(found.after, found.before);
  assert.equal(found.focused, "Opening…");
  await version(page, 1);
  await leave();
});

test("STU-19: a sketch that was left for another session pulls nobody back, and is in the list", async () => {
  const { page, leave, url } = await withOne();
  await page.locator("#first-prompt").fill("a sign-up page for a bike shop");
  await page.evaluate(() => { document.querySelector(".prompt-go").click(); document.querySelector(".session-card a").click(); });
  await version(page, 1);
  await page.waitForTimeout(2000);
  assert.equal(page.url(), url);
  await page.getByRole("link", { name: /first screen/ }).click();
  await cards(page).filter({ hasText: "a sign-up page for a bike shop" }).getByRole("link").click();
  await version(page, 1);
  await leave();
});

/** A file that is read in many pieces. */
function long() {
  return sessionFile(large(5000), async session => {
    for (let number = 2; number <= 120; number++) await session.apply([{ op: "set", id: "h1", path: "/props/text", value: `Step ${number} ${"x".repeat(2000)}` }], `Step ${number}`);
  }, "A long day");
}

test("STU-19: an import says how far it is, can be stopped, and pulls nobody back", async () => {
  const buffer = await long();
  const { page, leave, url } = await withOne({
    // The rest of a file comes when it is told to.
    init: () => {
      const real = Blob.prototype.stream;
      let come;
      const rest = new Promise(done => { come = done; });
      globalThis.giveRest = come;
      Blob.prototype.stream = function () {
        return real.call(this).pipeThrough(new TransformStream({ transform: async (piece, out) => {
          out.enqueue(piece.subarray(0, 40_000));
          await rest;
          out.enqueue(piece.subarray(40_000));
        } }));
      };
    },
  });
  const place = async name => { const { x, y, width } = await page.getByRole("button", { name }).boundingBox(); return { x, y, width }; };
  const before = await place("A session file");
  const begin = () => page.getByTestId("import-file").setInputFiles({ name: "long.bozzetto", mimeType: "application/octet-stream", buffer });
  await begin();
  await page.locator(".home-reading").filter({ hasText: /Reading long\.bozzetto [1-9]\d? %/ }).waitFor();
  assert.deepEqual(await violations(page), []);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/reading.png` });
  assert.deepEqual(await place("Stop"), before, "what is said beside it does not move it");
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("button", { name: "A session file" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.innerText), "A session file");
  await page.reload();
  await cards(page).waitFor();
  assert.equal(await cards(page).count(), 1, "nothing was imported");
  assert.equal(await page.locator(".notice").count(), 0);

  await begin();
  await page.evaluate(() => document.querySelector(".session-card a").click());
  await version(page, 1);
  await page.evaluate(() => globalThis.giveRest());
  await page.locator(".notice").filter({ hasText: "The session was imported." }).waitFor();
  await version(page, 1);
  await page.waitForTimeout(500);
  assert.equal(page.url(), url);
  await leave();
});

test("STU-19: what is no document is told before it is opened", async () => {
  const { page, leave } = await visit();
  await page.getByRole("button", { name: "A document", exact: true }).click();
  const choose = (name, buffer) => page.locator("#document-file").setInputFiles({ name, mimeType: "application/json", buffer });
  const trouble = page.locator(".trouble");
  await choose("empty.json", Buffer.from(""));
  await trouble.filter({ hasText: "This file is empty." }).waitFor();
  await choose("a.bozzetto", await sessionFile(twoButtons, async () => undefined));
  await trouble.filter({ hasText: /exported session.*“A session file”/s }).waitFor();
  assert.deepEqual(await violations(page), []);
  await page.evaluate(() => { Blob.prototype.text = () => Promise.reject(new DOMException("gone", "NotFoundError")); });
  await choose("plan.json", Buffer.from("{}"));
  await trouble.filter({ hasText: "plan.json could not be read." }).waitFor();
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/unread.png` });
  await leave();
});
