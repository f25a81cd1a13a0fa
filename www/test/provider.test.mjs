// STU-9: a real provider: what is sent, what is kept, what is said when it fails, and Cancel.
import assert from "node:assert/strict";
import { test } from "node:test";
import { twoButtons } from "./documents.mjs";
import { modelServer } from "./server.mjs";
import { card, open, reload, saved, say, until, useStudio, version, violations, visit } from "./studio.mjs";

useStudio();

const KEY = "sk-test-0123456789abcdef";
const answer = ops => JSON.stringify({ ops, question: null, summary: "Done as asked." });

/** A model that changes the title again and again, and never comes to the end. */
function endless() {
  const ops = Array.from({ length: 40 }, (_, at) => ({ op: "set", id: "title", path: "/props/text", value: JSON.stringify(`Step ${at}`) }));
  return modelServer(() => ({ text: answer(ops), until: new Promise(() => undefined) }));
}

async function settle(page, url, { key = KEY, model = "small-model", helped = false, strict = false, prices = [], save = true } = {}) {
  await page.getByRole("banner").getByRole("button", { name: "Settings" }).click();
  await page.getByRole("radio", { name: /^OpenAI-compatible/ }).check();
  await page.getByRole("textbox", { name: "Base URL" }).fill(url);
  await page.getByRole("combobox", { name: "Model" }).fill(model);
  await page.locator("#api-key").fill(key);
  for (const [at, price] of prices.entries()) await page.locator(".prices input").nth(at).fill(price);
  if (strict) await page.getByRole("checkbox", { name: /Ask before more/ }).check();
  if (helped) await page.getByRole("checkbox", { name: /help out/ }).check();
  if (save) await page.getByRole("button", { name: "Save", exact: true }).click();
}

test("an edit goes to the server and back; the key is sent and never kept", async () => {
  const server = await modelServer(asked => ({ text: answer([{ op: "set", id: "title", path: "/props/text", value: `From the server, ${asked}` }]) }));
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await settle(page, server.url);
  await say(page, "change the title to something else");
  await version(page, 2);
  assert.equal(server.seen[0].authorization, `Bearer ${KEY}`);
  assert.equal(server.seen[0].body.model, "small-model");
  assert.match(await card(page, 2).innerText(), /321 tokens in, 45 out/);
  await saved(page);
  const stored = await page.evaluate(async key => {
    const texts = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.documentElement.outerHTML];
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise((done, fail) => { const request = indexedDB.open(name); request.onsuccess = () => done(request.result); request.onerror = () => fail(request.error); });
      for (const store of database.objectStoreNames) {
        const all = await new Promise((done, fail) => { const request = database.transaction(store).objectStore(store).getAll(); request.onsuccess = () => done(request.result); request.onerror = () => fail(request.error); });
        for (const value of all) texts.push(JSON.stringify(value, (_, part) => (part instanceof Uint8Array ? new TextDecoder().decode(part) : part instanceof ArrayBuffer ? new TextDecoder().decode(part) : part)));
      }
      database.close();
    }
    return texts.some(text => text.includes(key));
  }, KEY);
  assert.equal(stored, false, "the key is nowhere");
  await page.reload();
  await version(page, 2);
  await page.getByRole("button", { name: "Settings" }).click();
  assert.equal(await page.getByRole("textbox", { name: "Base URL" }).inputValue(), server.url, "the address is remembered");
  assert.equal(await page.locator("#api-key").inputValue(), "", "the key is not");
  await page.keyboard.press("Escape");

  // That is said before anything is sent, and nothing is.
  const note = page.locator(".composer-note").filter({ hasText: "There is no key" });
  await note.waitFor();
  assert.deepEqual(await violations(page), []);
  await say(page, "change the title once more");
  await page.getByRole("article", { name: "That did not work" }).getByText(/There is no key for the model server/).waitFor();
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/nokey.png` });
  assert.equal(server.seen.length, 1);
  await page.getByRole("link", { name: /first screen/ }).click();
  await note.getByRole("button", { name: "Enter it" }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "api-key");
  assert.deepEqual(await violations(page), []);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/keyfield.png` });
  await page.keyboard.type(KEY);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await note.waitFor({ state: "detached" });
  await page.goBack();
  await version(page, 2);
  await page.getByRole("button", { name: "Retry" }).click();
  await version(page, 3);
  assert.equal(server.seen[1].authorization, `Bearer ${KEY}`);
  await leave();
  await server.close();
});

test("MOD-29: a text is seen while it is written, and is gone with a cancelled edit", async () => {
  let go;
  const words = Array.from({ length: 40 }, (_, at) => `word${at}`).join(" ");
  const server = await modelServer(() => ({ text: answer([{ op: "set", id: "title", path: "/props/text", value: words }]), until: new Promise(done => { go = done; }) }));
  const { page, leave } = await visit();
  await open(page, twoButtons);
  const before = await page.locator(".canvas, .preview").first().innerText();
  await settle(page, server.url);
  const half = page.getByText(/^word0 word1 .*word1\d( w|$)/).first();
  for (const cancelled of [true, false]) {
    await say(page, "let the title say more");
    await half.waitFor();
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/growing.png` });
    assert.equal(await page.getByText(words, { exact: true }).count(), 0, "not all of it");
    if (cancelled) {
      await page.getByRole("button", { name: "Cancel" }).first().click();
      await half.waitFor({ state: "detached" });
      assert.equal(await page.locator(".canvas, .preview").first().innerText(), before);
    } else {
      go();
      await version(page, 2);
      await page.getByText(words, { exact: true }).first().waitFor();
    }
  }
  await leave();
  await server.close();
});

test("CTX-10: the prompt as sent, by section, is what the server got, with a placeholder for an address", async () => {
  const address = "jane.roe@example.com";
  const server = await modelServer(asked => ({ text: answer([{ op: "set", id: "title", path: "/props/text", value: `Written to, ${asked}` }]) }));
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await settle(page, server.url);
  for (const [at, words] of [`change the title to Write to ${address}`, "change the title to something shorter"].entries()) {
    await say(page, words);
    await version(page, at + 2);
    await card(page, at + 2).getByRole("button", { name: "Prompt as sent" }).click();
    const dialog = page.getByRole("dialog", { name: "Prompt as sent" });
    const shown = await dialog.locator("details pre").allTextContents();
    const { messages } = server.seen[at].body;
    assert.deepEqual(messages.map(({ role }) => role), ["system", "user"]);
    assert.equal(shown.join(""), messages.map(({ content }) => content).join(""));
    assert.ok(shown.length > 2 && shown.some(text => text.includes("A note")) && shown.some(text => text.includes("change the title to")));
    // The second prompt has the first one among what was said before.
    assert.match(shown.join(""), /Write to \[EMAIL_1\]/);
    assert.ok(!JSON.stringify(server.seen[at].body).includes(address) && !(await dialog.innerText()).includes(address));
    await page.keyboard.press("Escape");
  }
  await leave();
  await server.close();
});

test("a running edit shows its progress and can be cancelled", async () => {
  const server = await endless();
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await settle(page, server.url);
  await say(page, "change the title step by step");
  const running = page.getByRole("article", { name: "Edit in work" });
  await running.getByText(/^\d+ changes/).waitFor();
  await page.locator('.canvas [data-node="title"]').filter({ hasText: "Step" }).waitFor();
  await running.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("article", { name: "Stopped" }).waitFor();
  assert.equal(await page.locator('.canvas [data-node="title"]').innerText(), "A note", "nothing was changed");
  await leave();
  await server.close();
});

test("STU-22: while an answer comes, its tokens and its cost are told as estimates, and counted when it ended", async () => {
  let finish;
  const until = new Promise(done => { finish = done; });
  const ops = Array.from({ length: 40 }, (_, at) => ({ op: "set", id: "title", path: "/props/text", value: JSON.stringify(`Step ${at}`) }));
  const server = await modelServer(() => ({ text: answer(ops), until }));
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await settle(page, server.url, { prices: ["1000", "2000"] });
  await say(page, "change the title step by step");
  const running = page.getByRole("article", { name: "Edit in work" });
  await running.getByText(/^About [\d,.]+ tokens of the answer, \$\d.* so far$/).waitFor();
  await page.getByRole("button", { name: /^about [\d,.]+k? tokens · \$\d/ }).waitFor();
  assert.deepEqual(await violations(page), []);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/coming.png` });
  finish();
  await version(page, 2);
  await page.getByRole("button", { name: /^366 tokens · \$0[.,]41/ }).waitFor();
  await leave();
  await server.close();
});

test("an edit that a reload interrupted is taken up and can be cancelled", async () => {
  const server = await endless();
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await settle(page, server.url, { key: "" });
  await say(page, "change the title to something else");
  await page.getByRole("article", { name: "Edit in work" }).waitFor();
  await reload(page);
  await page.getByRole("article", { name: "Edit in work" }).getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("article", { name: "Stopped" }).waitFor();
  assert.equal(await page.getByRole("article", { name: "Edit in work" }).count(), 0);
  await leave();
  await server.close();
});

test("a refused key fails with words and a way to the settings; Retry works", async () => {
  let good = false;
  const server = await modelServer(() => (good ? { text: answer([{ op: "set", id: "title", path: "/props/text", value: "\"Second try\"" }]) } : { status: 401 }));
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await settle(page, server.url);
  await say(page, "change the title");
  const failed = page.getByRole("article", { name: "That did not work" });
  await failed.waitFor();
  await failed.getByRole("button", { name: "Settings" }).waitFor();
  await reload(page);
  await failed.waitFor();
  assert.match(await failed.innerText(), /model\.auth/);
  await settle(page, server.url);
  good = true;
  await failed.getByRole("button", { name: "Retry" }).click();
  await version(page, 2);
  await leave();
  await server.close();
});

test("STU-11: Retry is about the part that the edit was about, after a reload as well, whatever is selected by then", async () => {
  const server = await modelServer(() => ({ status: 400 }));
  for (const reloaded of [false, true]) {
    const { page, leave } = await visit();
    const colour = id => page.locator(`.canvas [data-node="${id}"]`).evaluate(element => getComputedStyle(element).backgroundColor.match(/\d+/g).slice(0, 3).map(Number));
    const failed = page.getByRole("article", { name: "That did not work" });
    await open(page, twoButtons);
    await settle(page, server.url, { key: "" });
    await page.locator('.canvas [data-node="save"]').click();
    await say(page, "make it green");
    await failed.waitFor();
    if (reloaded) {
      await reload(page);
      await failed.waitFor();
    }
    await page.getByRole("banner").getByRole("button", { name: "Settings" }).click();
    await page.getByRole("radio", { name: /^Offline/ }).check();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.locator('.canvas [data-node="discard"]').click();
    await failed.getByRole("button", { name: "Retry" }).click();
    await version(page, 2);
    const [red, green] = await colour("save");
    assert.ok(green > red, "the part that was meant");
    assert.deepEqual([await colour("root"), await colour("discard")], [[255, 255, 255], [55, 65, 81]], "and nothing else");
    await page.locator(".composer-target").filter({ hasText: "Discard" }).waitFor();

    // Of a part that went away nothing is sent.
    await page.getByRole("button", { name: "Do not aim at Discard button" }).click();
    await say(page, "remove the Save button");
    await version(page, 3);
    await failed.getByRole("button", { name: "Retry" }).click();
    await page.locator(".notice").filter({ hasText: "the selected part is gone" }).waitFor();
    assert.equal(await page.locator(".said", { hasText: "make it green" }).count(), 2);
    await leave();
  }
  await server.close();
});

test("STU-12: a busy server is asked again, and the card says so", async () => {
  let look;
  const looked = new Promise(done => { look = done; });
  const server = await modelServer(asked => (asked === 1 ? { status: 503 } : { until: looked, text: answer([{ op: "set", id: "title", path: "/props/text", value: "\"At last\"" }]) }));
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await settle(page, server.url);
  await say(page, "change the title");
  await page.locator(".progress-tries").filter({ hasText: /is asked again|try 2/ }).waitFor();
  look();
  await version(page, 2);
  assert.equal(server.seen.length, 2);
  await leave();
  await server.close();
});

test("the offline model helps out where it may", async () => {
  const server = await modelServer(() => ({ status: 503 }));
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await settle(page, server.url, { helped: true });
  await say(page, "make the Save button green");
  await version(page, 2);
  assert.match(await card(page, 2).innerText(), /offline/);
  await reload(page);
  await version(page, 2);
  await page.getByRole("banner").getByRole("button", { name: "Settings" }).click();
  assert.ok(await page.getByRole("checkbox", { name: /help out/ }).isChecked(), "that is remembered");
  await page.keyboard.press("Escape");
  await leave();
  await server.close();
});

test("STU-12: a refused key is seen behind the offline model that answered, with a way to the settings", async () => {
  const server = await modelServer(() => ({ status: 401 }));
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await settle(page, server.url, { helped: true });
  await say(page, "make the Save button green");
  await version(page, 2);
  await saved(page);
  for (const visits of [1, 2]) {
    const note = card(page, 2).locator(".card-attempts");
    assert.match(await note.innerText(), /small-model did not accept the key\. The offline model answered instead/, `visit ${visits}`);
    await note.getByText("2 attempts").click();
    assert.match(await note.innerText(), /model\.auth/);
    assert.deepEqual(await violations(page), []);
    await note.getByRole("button", { name: "Settings" }).click();
    await page.keyboard.press("Escape");
    await page.reload();
    await version(page, 2);
  }
  await leave();
  await server.close();
});

test("STU-12: a provider that asked to be left alone fails at once, with a countdown; one that did not is asked at once", async () => {
  let refusal = { status: 429, headers: { "retry-after": "300" } };
  const server = await modelServer(() => refusal);
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await settle(page, server.url);
  for (const code of ["model.rate-limited", "provider.unavailable"]) {
    await say(page, "change the title");
    const failed = page.getByRole("article", { name: "That did not work" }).filter({ hasText: code });
    await failed.waitFor();
    assert.match(await failed.innerText(), /can be asked again in [45] min/);
  }
  assert.equal(server.seen.length, 1);
  assert.deepEqual(await violations(page), []);
  refusal = { status: 503 };
  await settle(page, server.url);
  await say(page, "change the title");
  const busy = page.getByRole("article", { name: "That did not work" }).filter({ hasText: "model.overloaded" });
  await busy.getByText("3 attempts").click();
  assert.equal(await busy.locator(".attempts li").count(), 3);
  await say(page, "change the title");
  await busy.nth(1).waitFor();
  assert.equal(server.seen.length, 5, "one call to find out");
  await leave();
  await server.close();
});

test("STU-12: without a network an edit says that it waits for one, can be cancelled, and goes on with it", async () => {
  const server = await modelServer(() => ({ text: answer([{ op: "set", id: "title", path: "/props/text", value: "\"At last\"" }]) }));
  const { page, context, leave } = await visit();
  await open(page, twoButtons);
  await settle(page, server.url);
  await context.setOffline(true);
  const running = page.getByRole("article", { name: "Edit in work" });
  await say(page, "change the title");
  await running.getByText("Offline: waiting for a network").waitFor();
  await running.getByText(/goes on when the network is back/).waitFor();
  await running.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("article", { name: "Stopped" }).waitFor();
  await say(page, "change the title");
  await running.getByText("Offline: waiting for a network").waitFor();
  await context.setOffline(false);
  await version(page, 2);
  assert.equal(server.seen.length, 1);
  await leave();
  await server.close();
});

test("STU-12: an answer from the cache is told as that", async () => {
  const server = await modelServer(() => ({ text: answer([{ op: "set", id: "title", path: "/props/text", value: "\"Kept\"" }]) }));
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await settle(page, server.url);
  await say(page, "change the title to Kept");
  await version(page, 2);
  await card(page, 2).getByRole("button", { name: "Undo" }).click();
  await version(page, 3);
  await say(page, "change the title to Kept");
  await version(page, 4);
  assert.match(await card(page, 4).innerText(), /from the cache, free/);
  assert.equal(server.seen.length, 1);
  await card(page, 4).getByRole("button", { name: "Prompt as sent" }).click();
  await page.getByText(/that answer was kept/).waitFor();
  await page.keyboard.press("Escape");
  await leave();
  await server.close();
});

test("changes beyond what was named wait until they are accepted", async () => {
  const ops = [
    { op: "set", id: "save", path: "/props/label", value: "Keep" },
    { op: "set", id: "title", path: "/props/text", value: "Not asked for" },
    { op: "set", id: "discard", path: "/props/label", value: "Nor this" },
  ];
  const server = await modelServer(() => ({ text: answer(ops) }));
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await settle(page, server.url, { strict: true });
  await say(page, "change the text of the Save button to Keep");
  await version(page, 2);
  const canvas = page.locator(".canvas");
  await canvas.getByText("Keep", { exact: true }).waitFor();
  assert.equal(await canvas.getByText("Not asked for").count(), 0);
  await reload(page);
  const held = page.getByRole("group", { name: /Held back/ });
  await held.waitFor();
  assert.deepEqual(await violations(page), []);
  await held.getByRole("checkbox", { name: /A note/ }).uncheck();
  await held.getByRole("button", { name: "Accept 1 of 2" }).click();
  await version(page, 3);
  await canvas.getByText("Nor this", { exact: true }).waitFor();
  assert.equal(await canvas.getByText("Not asked for").count(), 0);
  // What was not accepted is still offered, until it is left out.
  await reload(page);
  await held.getByRole("button", { name: "Accept", exact: true }).waitFor();
  assert.equal(await held.getByRole("checkbox").count(), 1);
  await held.getByRole("button", { name: "Leave out" }).click();
  await held.waitFor({ state: "detached" });
  await leave();
  await server.close();
});

test("STU-21: who wants to look at every change first accepts it part by part, also of the offline model, and after a reload", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  const settings = async tick => {
    await page.getByRole("banner").getByRole("button", { name: "Settings" }).click();
    await page.getByRole("checkbox", { name: /look at every change/ }).setChecked(tick);
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Save", exact: true }).click();
  };
  await settings(true);
  await say(page, "make both buttons red");
  const card = page.getByRole("article", { name: "For you to look at" });
  const parts = card.getByRole("group", { name: "What would change" });
  await parts.waitFor();
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/review.png` });
  assert.deepEqual(await violations(page), []);
  assert.equal(await parts.getByRole("checkbox").count(), 2);
  await parts.getByRole("checkbox").first().uncheck();
  await reload(page);
  await parts.waitFor();
  assert.equal(await parts.getByRole("checkbox").count(), 2);
  await parts.getByRole("checkbox").first().uncheck();
  await parts.getByRole("button", { name: "Accept 1 of 2" }).press("Enter");
  await version(page, 2);
  assert.match(await page.evaluate(() => document.activeElement?.textContent), /Accept/);
  await parts.getByRole("checkbox").check();
  await parts.getByRole("button", { name: "Accept", exact: true }).press("Enter");
  await version(page, 3);
  await parts.waitFor({ state: "detached" });
  // By keyboard, one goes on writing.
  await until(() => page.evaluate(() => document.activeElement?.tagName), "TEXTAREA");
  await settings(false);
  await say(page, "make both buttons green");
  await version(page, 4);
  await leave();
});

test("STU-21: what is ticked of held-back changes is left out, with what needs it, and the rest stays offered", async () => {
  const ops = [
    { op: "set", id: "save", path: "/props/label", value: "Keep" },
    { op: "insert", parent: "root", index: 0, node: { id: "bar", type: "section", name: "Banner", children: [] } },
    { op: "insert", parent: "bar", index: 0, node: { id: "hint", type: "text", name: "Hint", props: { text: "Not asked for" } } },
    { op: "set", id: "discard", path: "/props/label", value: "Nor this" },
    { op: "set", id: "discard", path: "/style/letterSpacing", value: "9px" },
  ];
  const server = await modelServer(() => ({ text: answer(ops) }));
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await settle(page, server.url, { strict: true });
  await say(page, "change the text of the Save button to Keep");
  await version(page, 2);
  const held = page.getByRole("group", { name: /Held back/ });
  // Each part says what it does itself, not what that one does which it needs.
  await until(() => held.getByRole("checkbox").evaluateAll(boxes => boxes.map(box => box.parentElement.innerText)), ["Added Banner", 'Added Text "Not asked for" to Banner', 'Discard button: label "Discard" → "Nor this"', "Discard button: letter spacing 9px"]);
  await held.getByRole("checkbox", { name: /Nor this/ }).uncheck();
  await held.getByRole("checkbox", { name: /Not asked for/ }).uncheck();
  // The hint goes with the banner that it is in; of one button one change goes and the other stays.
  await held.getByRole("button", { name: "Leave out 3 of 4" }).click();
  await until(() => held.getByRole("checkbox").count(), 1);
  await held.getByRole("checkbox", { name: /Nor this/ }).check();
  await held.getByRole("button", { name: "Accept", exact: true }).click();
  await version(page, 3);
  const taken = page.locator(".canvas").getByText("Nor this", { exact: true });
  await taken.waitFor();
  assert.notEqual(await taken.evaluate(element => getComputedStyle(element).letterSpacing), "9px");
  assert.equal(await page.locator(".canvas").getByText("Not asked for").count(), 0);
  await held.waitFor({ state: "detached" });
  await leave();
  await server.close();
});

test("where it is plain what was meant, more is held back also without asking for it", async () => {
  const ops = [{ op: "set", id: "save", path: "/props/label", value: "Keep" }, { op: "set", id: "title", path: "/props/text", value: "Not asked for" }];
  const server = await modelServer(() => ({ text: answer(ops) }));
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await settle(page, server.url, { strict: true });
  // Ticked and unticked again is as if it had never been ticked.
  await page.getByRole("banner").getByRole("button", { name: "Settings" }).click();
  await page.getByRole("checkbox", { name: /Ask before more/ }).uncheck();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.locator('.canvas [data-node="save"]').click();
  await say(page, "call it Keep");
  await version(page, 2);
  await page.locator(".canvas").getByText("Keep", { exact: true }).waitFor();
  await page.getByRole("group", { name: /Held back/ }).waitFor();
  assert.equal(await page.locator(".canvas").getByText("Not asked for").count(), 0);
  await leave();
  await server.close();
});

test("what models took is counted, costs by the prices that were typed, and every call is listed", async () => {
  const server = await modelServer(asked => (asked === 1 ? { status: 503 } : { text: answer([{ op: "set", id: "title", path: "/props/text", value: "\"Counted\"" }]), cached: 221 }));
  const { page, leave } = await visit();
  await open(page, twoButtons);
  assert.equal(await page.locator(".usage").count(), 0, "nothing was asked yet");
  await settle(page, server.url, { prices: ["1000"], save: false });
  await page.getByText("Type at least In and Out").waitFor();
  const save = page.getByRole("button", { name: "Save", exact: true }), price = page.locator(".prices input");
  assert.ok(await save.isDisabled(), "what is typed is never left out without a word");
  for (const wrong of ["two", "-1", "1e999"]) {
    await price.nth(1).fill(wrong);
    await page.getByText("A price is a number from 0 on").waitFor();
    assert.ok(await save.isDisabled(), wrong);
  }
  await price.nth(1).fill("2,5");
  assert.ok(await save.isEnabled());
  await page.keyboard.press("Escape");
  await settle(page, server.url, { prices: ["1000", "2000", "100"] });
  await say(page, "change the title");
  await version(page, 2);
  const meter = page.getByRole("button", { name: /^366 tokens/ });
  await meter.waitFor();
  // 100 in at 1,000 a million, 221 more from the cache at 100, 45 out at 2,000.
  assert.match(await meter.innerText(), /\$0[.,]21/);
  await meter.click();
  const rows = page.getByRole("region", { name: "Model calls" }).locator("tbody tr");
  assert.equal(await rows.count(), 2);
  assert.match(await rows.nth(0).innerText(), /127\.0\.0\.1.*small-model.*321.*45.*0[.,]21.*try 2/s);
  assert.match(await rows.nth(1).innerText(), /model\./);
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Escape");
  await reload(page);
  const again = page.getByRole("button", { name: /^366 tokens/ });
  assert.match(await again.innerText(), /0[.,]21/, "the engine remembers what it cost");
  await again.click();
  // What was sent is remembered, what it said is not.
  await page.getByText("No model was asked in this visit.").waitFor();
  const sent = page.getByRole("region", { name: "What left this browser" }).locator("tbody tr");
  assert.equal(await sent.count(), 2);
  assert.match(await sent.nth(0).innerText(), /127\.0\.0\.1.*small-model.*321.*45.*done/s);
  await leave();
  await server.close();
});
