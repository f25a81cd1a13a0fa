// STU-2, STU-4, STU-5, STU-6: clarification, history, comparison, branches, files, save status.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { twoButtons } from "./documents.mjs";
import { begin, card, open, reload, saved, say, studio, useStudio, version, violations, visit } from "./studio.mjs";

useStudio();

const background = (page, id) => page.locator(`.canvas [data-node="${id}"]`).evaluate(element => getComputedStyle(element).backgroundColor);

test("a question is answered by one click on a candidate, which is marked in the preview", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await say(page, "make the button red");
  const question = page.getByRole("article", { name: "Question" });
  await question.waitFor();
  const candidates = question.locator(".candidate");
  assert.ok(await candidates.count() >= 2);
  await page.locator(".mark-candidate").first().waitFor();
  await candidates.filter({ hasText: "Save" }).hover();
  await page.locator(".mark-pointed").waitFor();
  await candidates.filter({ hasText: "Save" }).click();
  await version(page, 2);
  assert.match(await background(page, "save"), /rgb\((1[5-9]\d|2\d\d), \d{1,2}, \d{1,2}\)/);
  await leave();
});

test("a question is answered by a click in the preview", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await say(page, "make the button red");
  await page.getByRole("article", { name: "Question" }).waitFor();
  await page.locator('.canvas [data-node="discard"]').click();
  await version(page, 2);
  assert.match(await background(page, "discard"), /rgb\((1[5-9]\d|2\d\d), \d{1,2}, \d{1,2}\)/);
  await leave();
});

test("STU-2: a question is answered by keys: the arrows walk, Enter answers", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await say(page, "make the button red");
  await page.locator(".mark-candidate").first().waitFor();
  await page.locator(".canvas").focus();
  for (const key of ["ArrowRight", "ArrowRight", "ArrowDown", "ArrowRight", "ArrowDown"]) {
    await page.keyboard.press(key);
    assert.equal(await page.locator(".candidate").count(), 2, `${key} is no answer`);
  }
  await page.getByText("For Discard").waitFor();
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator(".candidate").count(), 2, "what is no candidate is no answer");
  for (const key of ["ArrowRight", "ArrowDown", "ArrowRight", "ArrowDown", "Enter"]) await page.keyboard.press(key);
  await version(page, 2);
  const [red, green] = (await background(page, "discard")).match(/\d+/g).map(Number);
  assert.ok(red > green);
  assert.equal(await page.locator(".composer-target").count(), 0, "the next edit is about nothing yet");
  await leave();
});

test("STU-2: what another tab removed of what a question offers keeps its number, is struck and cannot be chosen", async () => {
  const { page, context, leave } = await visit();
  await open(page, twoButtons);
  await saved(page);
  await say(page, "make the button red");
  const question = page.getByRole("article", { name: "Question" });
  await question.waitFor();
  const other = await context.newPage();
  await other.goto(page.url());
  await version(other, 1);
  await say(other, "remove the Save button");
  await version(page, 2);
  const [first] = await question.locator("li").all();
  assert.match(await first.locator("s").innerText(), /Save/);
  assert.equal(await first.getByRole("button").count(), 0);
  assert.equal(await question.locator("button.candidate").count(), 1);
  await question.getByRole("textbox").fill("the second one");
  await page.keyboard.press("Enter");
  await version(page, 3);
  const [red, green] = (await background(page, "discard")).match(/\d+/g).map(Number);
  assert.ok(red > green);
  await leave();
});

test("a question that is open survives a reload", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await say(page, "make the button red");
  await page.getByRole("article", { name: "Question" }).waitFor();
  await reload(page);
  await page.getByRole("article", { name: "Question" }).locator(".candidate").filter({ hasText: "Save" }).click();
  await version(page, 2);
  await leave();
});

test("STU-2: a question before the first version says so in the preview, offers no click there, and leads to the answer, also after a reload", async () => {
  for (const shape of [{}, { width: 390, height: 844, touch: true }]) {
    const { page, leave } = await visit(shape);
    await page.getByRole("textbox", { name: "What do you want to design?" }).fill("asdfgh");
    await page.keyboard.press("Enter");
    const question = page.getByRole("article", { name: "Question" });
    await question.getByText(/^What should it be/).waitFor();
    const check = async () => {
      assert.equal(await question.getByText(/in the preview/).count(), 0, "there is nothing to click");
      assert.equal(await question.getByText("Which one").count(), 0, "there is nothing to choose from");
      if (shape.touch) await page.getByRole("tab", { name: "Design" }).click();
      await page.getByText("There is a question first").waitFor();
      assert.equal(await page.getByText("Sketching the first version").count(), 0);
      assert.equal(await page.getByText(/Click a part of the design/).count(), 0);
      assert.deepEqual(await violations(page), []);
      await page.getByRole("button", { name: "Answer it" }).click();
      await page.waitForFunction(() => document.activeElement?.matches(".question-words input"));
    };
    await check();
    await reload(page);
    await question.getByText(/What should it be\?|^What should it be/).waitFor();
    assert.equal(await page.locator("[role=status]").getByText(/^Working on/).count(), 0);
    await check();
    await leave();
  }
});

test("STU-2: candidates of one name are told apart by what they say and where they are", async () => {
  const document = structuredClone(twoButtons);
  const card = (at, text) => ({ id: `card${at}`, type: "card", name: "Card", layout: {}, style: {}, props: {}, children: [{ id: `t${at}`, type: "heading", name: "Title", layout: {}, style: {}, props: { text }, children: [] }] });
  document.children = [{ id: "offers", type: "row", name: "Offers", layout: { direction: "row", gap: 12 }, style: {}, props: {}, children: [card(1, "Bread"), card(2, "Cake"), card(3, "Cake")] }];
  const { page, leave } = await visit();
  await open(page, document);
  await say(page, "make the title red");
  const question = page.getByRole("article", { name: "Question" });
  await question.waitFor();
  const names = await question.locator(".candidate").allInnerTexts();
  assert.ok(names.length >= 3, names.join());
  assert.equal(new Set(names.map(name => name.replace(/^\d+\s*/, ""))).size, names.length, names.join());
  await question.getByRole("button", { name: /Title “Bread” in Offers › Card 1 of 3/ }).waitFor();
  await question.getByRole("button", { name: /Title “Cake” in Offers › Card 3 of 3/ }).waitFor();
  assert.deepEqual(await violations(page), []);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/candidates.png` });
  await leave();
});

test("the selected node is what the next edit is about", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await page.locator('.canvas [data-node="save"]').click();
  await page.getByText("For Save").waitFor();
  await page.locator('.mark-selected').waitFor();
  await say(page, "make it green");
  await version(page, 2);
  const [, red, green] = (await background(page, "save")).match(/(\d+), (\d+)/).map(Number);
  assert.ok(green > red);
  assert.equal(await page.locator(".mark-selected").count(), 0, "the selection was used up");
  await leave();
});

test("scrub: an older version is shown, left, and restored", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await say(page, "change \"Save\" to \"Store\"");
  await version(page, 2);
  await say(page, "change \"Discard\" to \"Drop\"");
  await version(page, 3);
  const slider = page.getByRole("slider", { name: "Version" });
  await slider.focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.getByText("Viewing v1").waitFor();
  await page.locator(".canvas").getByText("Save", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Back to v3" }).click();
  await page.locator(".canvas").getByText("Store", { exact: true }).waitFor();

  // By dragging, too.
  const box = await slider.boundingBox();
  await page.mouse.move(box.x + 28 + 72 * 2, box.y + 18);
  await page.mouse.down();
  await page.mouse.move(box.x + 28 + 72, box.y + 18, { steps: 4 });
  await page.getByText("Viewing v2").waitFor();
  await page.mouse.up();
  await page.getByRole("button", { name: "Restore this version" }).click();
  await version(page, 4);
  await page.locator(".canvas").getByText("Discard", { exact: true }).waitFor();
  assert.equal(await page.getByText(/^Viewing v/).count(), 0);
  await leave();
});

test("STU-4: an entry of the version menu shows that version, and the latest leads back", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await say(page, "remove the Discard button");
  await version(page, 2);
  await page.getByRole("button", { name: "v2, versions" }).click();
  const entry = name => page.getByRole("menuitemradio", { name });
  assert.deepEqual(await page.getByRole("menuitemradio").evaluateAll(items => items.map(item => item.getAttribute("aria-checked"))), ["true", "false"]);
  await entry(/^v1 /).click();
  await page.getByText("Viewing v1").waitFor();
  await page.locator(".canvas").getByText("Discard", { exact: true }).waitFor();
  await page.getByRole("button", { name: "v1, versions" }).click();
  assert.deepEqual(await page.getByRole("menuitemradio").evaluateAll(items => items.map(item => item.getAttribute("aria-checked"))), ["false", "true"]);
  await entry(/^v2 remove the Discard button/).click();
  await page.getByText("Viewing v1").waitFor({ state: "detached" });
  await page.locator(".canvas").getByText("Discard", { exact: true }).waitFor({ state: "detached" });
  await leave();
});

test("compare: both versions, their marks and the changes in words", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await say(page, "make the Save button green");
  await version(page, 2);
  await say(page, "remove the Discard button");
  await version(page, 3);
  await card(page, 3).hover();
  await card(page, 3).getByRole("button", { name: "Compare" }).click();
  await page.getByRole("combobox", { name: "Compare from" }).selectOption("1");
  const before = page.getByRole("region", { name: "Version 1, before" }), after = page.getByRole("region", { name: "Version 3, after" });
  await before.locator(".mark-removed").waitFor();
  await after.locator(".mark-changed").waitFor();
  const changes = page.getByRole("region", { name: "Changes" });
  assert.match(await changes.innerText(), /Discard.* removed/);
  assert.match(await changes.innerText(), /Save.* background/);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".compare").count(), 0);
  await leave();
});

test("branch from a card, edit there, switch back, merge", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await say(page, "make the Save button green");
  await version(page, 2);
  await card(page, 1).hover();
  await card(page, 1).getByRole("button", { name: "Branch from here" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("bold");
  await page.getByRole("button", { name: "Make the branch" }).click();
  await page.getByRole("button", { name: "Branch: bold" }).waitFor();
  await say(page, "change \"Discard\" to \"Drop\"");
  await version(page, 3);
  await page.locator(".canvas").getByText("Drop", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Branch: bold" }).click();
  await page.getByRole("menuitemradio", { name: /^main/ }).click();
  await page.locator(".canvas").getByText("Discard", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Branch: main" }).click();
  await page.getByRole("menuitem", { name: /^Merge bold into main/ }).click();
  await page.getByRole("button", { name: "Merge", exact: true }).click();
  await version(page, 4);
  await page.locator(".canvas").getByText("Drop", { exact: true }).waitFor();
  const [, red, green] = (await background(page, "save")).match(/(\d+), (\d+)/).map(Number);
  assert.ok(green > red, "what main had is kept");
  await leave();
});

test("export and import carry the whole history into another browser", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons, "Two buttons");
  await say(page, "make the Save button green");
  await version(page, 2);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export the session" }).click()]);
  const file = join(tmpdir(), `studio-${process.pid}.bozzetto`);
  await download.saveAs(file);
  await leave();

  const other = await visit();
  await other.page.getByTestId("import-file").setInputFiles(file);
  await version(other.page, 2);
  await other.page.getByRole("button", { name: "Session: Two buttons" }).waitFor();

  // A damaged file is refused with words, and nothing comes of it.
  const bytes = await readFile(file);
  bytes[Math.floor(bytes.length / 2)] ^= 0xff;
  await writeFile(file, bytes);
  await other.page.getByRole("link", { name: /first screen/ }).click();
  await other.page.getByTestId("import-file").setInputFiles(file);
  await other.page.locator(".notice-error").waitFor();
  assert.equal(await other.page.locator(".session-card").count(), 1);
  await other.leave();
});

test("a session is deleted only after it was confirmed", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons, "Two buttons");
  await saved(page);
  await page.getByRole("link", { name: /first screen/ }).click();
  const more = page.getByRole("button", { name: "More for Two buttons" });
  await more.click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Keep it" }).click();
  await more.click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete for good" }).click();
  await page.getByText("Nothing yet.").waitFor();
  await page.reload();
  await page.getByText("Nothing yet.").waitFor();
  await leave();
});

test("a full disk is told, with a way out, and saving goes on when there is room", async () => {
  const { page, leave } = await visit({
    init: () => {
      const full = () => { if (globalThis.diskIsFull) throw new DOMException("full", "QuotaExceededError"); };
      for (const name of ["add", "put"]) {
        const real = IDBObjectStore.prototype[name];
        IDBObjectStore.prototype[name] = function (...args) { full(); return real.apply(this, args); };
      }
    },
  });
  await open(page, twoButtons);
  await saved(page);
  await page.evaluate(() => { globalThis.diskIsFull = true; });
  await say(page, "make the Save button green");
  await page.getByRole("button", { name: /^Not saved/ }).waitFor();
  await version(page, 2);
  await page.getByRole("button", { name: /^Not saved/ }).click();
  await page.getByRole("menuitem", { name: "Export the session now" }).waitFor();
  await page.keyboard.press("Escape");
  await page.evaluate(() => { globalThis.diskIsFull = false; });
  await say(page, "make the Discard button red");
  await version(page, 3);
  await reload(page);
  await version(page, 3);
  await leave();
});

test("two tabs on one session: both edits are there, and each tab shows the other's", async () => {
  const { page, context, leave } = await visit();
  await open(page, twoButtons);
  await saved(page);
  const second = await context.newPage();
  await second.goto(page.url());
  await version(second, 1);
  await say(page, "change \"Save\" to \"Store\"");
  await version(page, 2);
  await second.locator(".canvas").getByText("Store", { exact: true }).waitFor();
  await say(second, "change \"Discard\" to \"Drop\"");
  await version(second, 3);
  await page.locator(".canvas").getByText("Drop", { exact: true }).waitFor();
  await leave();
});

test("DSN-62: a question before the first version that another tab made needless says so", async () => {
  const { page, context, leave } = await visit();
  await page.getByRole("textbox", { name: "What do you want to design?" }).fill("asdfgh");
  await page.keyboard.press("Enter");
  await page.getByRole("article", { name: "Question" }).waitFor();
  await saved(page);
  const second = await context.newPage();
  await second.goto(page.url());
  await second.getByRole("article", { name: "Question" }).waitFor();
  await say(second, "a sign-up page for a bike shop");
  await version(second, 1);
  await version(page, 1);
  await page.getByRole("article", { name: "Stopped" }).getByText("There is a first version now").waitFor();
  await leave();
});

test("STU-11: a selected part that went away is said, and nothing is sent until it is let go", async () => {
  const { page, context, leave } = await visit();
  await open(page, twoButtons);
  await saved(page);
  await page.locator('.canvas [data-node="discard"]').click();
  await page.getByText("For Discard").waitFor();
  const second = await context.newPage();
  await second.goto(page.url());
  await version(second, 1);
  await say(second, "remove the Discard button");
  await version(second, 2);
  await version(page, 2);
  await page.getByRole("status").filter({ hasText: "The selected part is gone" }).waitFor();
  assert.equal(await page.locator(".composer-target s").innerText(), "Discard button");
  assert.deepEqual(await violations(page), []);
  await say(page, "make it green");
  assert.equal(await page.locator(".said", { hasText: "make it green" }).count(), 0);
  assert.equal(await page.locator("#composer").inputValue(), "make it green", "the words are kept");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Do not aim at Discard button");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator(".composer-target").count(), 0);
  await page.keyboard.press("Enter");
  await page.locator(".said", { hasText: "make it green" }).waitFor();
  await leave();
});

test("what went wrong is told until it is put right, and no longer; other notices go, but not from under the pointer", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons, "Two buttons");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export the session" }).click()]);
  const file = join(tmpdir(), `studio-notices-${process.pid}.bozzetto`);
  await download.saveAs(file);
  const note = page.locator(".notice-success");
  await note.hover();
  await page.waitForTimeout(6500);
  assert.equal(await note.count(), 1, "kept under the pointer");
  await page.mouse.move(5, 5);
  await note.waitFor({ state: "detached", timeout: 15_000 });

  const error = page.locator(".notice-error");
  const damaged = { name: "damaged.bozzetto", mimeType: "", buffer: Buffer.from("nothing that was ever exported") };
  await page.getByRole("link", { name: /first screen/ }).click();
  await page.getByTestId("import-file").setInputFiles(damaged);
  await error.waitFor();
  await page.getByTestId("import-file").setInputFiles(file);
  await version(page, 1);
  // A good import ends what was said of a bad one.
  await error.waitFor({ state: "detached" });
  await page.getByRole("link", { name: /first screen/ }).click();
  await page.getByTestId("import-file").setInputFiles(damaged);
  await error.waitFor();
  await page.locator(".session-card a").first().click();
  await version(page, 1);
  // It was about the screen before.
  await error.waitFor({ state: "detached" });
  await leave();
});

for (const [how, deaf] of [["at once", false], ["at the next edit where tabs cannot talk", true]]) {
  test(`a session that another tab deleted says so ${how}, and leads on`, async () => {
    const { page, context, leave } = await visit(deaf ? { init: () => { delete globalThis.BroadcastChannel; } } : {});
    await open(page, twoButtons, "Two buttons");
    await saved(page);
    const second = await context.newPage();
    await second.goto(studio.url);
    await second.getByRole("button", { name: "More for Two buttons" }).click();
    await second.getByRole("menuitem", { name: "Delete" }).click();
    await second.getByRole("button", { name: "Delete for good" }).click();
    await second.getByText("Nothing yet.").waitFor();
    if (deaf) await say(page, "make the Save button green");
    await page.getByRole("alert").filter({ hasText: "This session was deleted elsewhere" }).waitFor();
    assert.equal(await page.locator("#composer").count(), 0);
    assert.deepEqual(await violations(page), []);
    await page.getByRole("link", { name: "To the first screen" }).click();
    await page.getByText("Nothing yet.").waitFor();
    await leave();
  });
}

test("an address of a session that is not here says so and leads on", async () => {
  const context = await studio.browser.newContext();
  const page = await context.newPage();
  await page.goto(`${studio.url}#/s/ses_00000000000000000000000000000000`);
  await page.getByText("This session could not be opened").waitFor();
  await page.getByRole("link", { name: "To the first screen" }).click();
  await page.getByRole("textbox", { name: "What do you want to design?" }).waitFor();
  await context.close();
});

test("the code view shows the document and copies it", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await page.getByRole("button", { name: "Code" }).click();
  await page.getByRole("region", { name: "Document as JSON" }).getByText("\"A note\"").first().waitFor();
  await page.getByRole("button", { name: "Copy" }).click();
  await page.getByText("The JSON was copied.").waitFor();
  assert.deepEqual(JSON.parse(await page.evaluate(() => navigator.clipboard.readText())), twoButtons);
  // As on a page of another machine that is not https.
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await page.getByRole("button", { name: "Copy" }).click();
  await page.locator(".notice-error").filter({ hasText: "did not allow copying" }).waitFor();
  // STU-28: that is over with the next edit.
  await say(page, "make the Save button green");
  await version(page, 2);
  await page.locator(".notice-error").waitFor({ state: "detached" });
  await leave();
});

test("the prompt of an edit is shown by section with its tokens", async () => {
  const { page, leave } = await visit();
  await begin(page);
  await say(page, "make the button red");
  await version(page, 2);
  await card(page, 2).getByRole("button", { name: "Prompt as sent" }).click();
  const dialog = page.getByRole("dialog", { name: "Prompt as sent" });
  assert.match(await dialog.innerText(), /of [\d,.]+ tokens/);
  assert.ok(await dialog.locator("details").count() >= 2);
  await page.keyboard.press("Escape");
  await leave();
});

test("STU-14 how well it went is said in the same place, and remembered", async () => {
  const { page, leave } = await visit();
  await begin(page);
  const rate = async number => {
    await card(page, number).getByRole("button", { name: "Prompt as sent" }).click();
    return page.getByRole("dialog", { name: "Prompt as sent" }).getByRole("button", { name: "4", exact: true });
  };
  await say(page, "make the button red");
  await version(page, 2);
  const four = await rate(2);
  assert.equal(await four.getAttribute("aria-pressed"), "false");
  await four.press("Enter");
  await page.locator('[aria-pressed="true"]', { hasText: /^4$/ }).waitFor();
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Escape");
  await reload(page);
  await say(page, "make the button green");
  await version(page, 3);
  assert.equal(await (await rate(3)).getAttribute("aria-pressed"), "true");
  await leave();
});
