// STU-23: what happened in a session, what is under way, and what the store takes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { twoButtons } from "./documents.mjs";
import { importFile, sessionFile } from "./files.mjs";
import { modelServer } from "./server.mjs";
import { open, overflow, saved, say, until, useStudio, version, violations, visit } from "./studio.mjs";

useStudio();

const provider = (url, more = {}) => `localStorage.setItem("studio.provider", ${JSON.stringify(JSON.stringify({ kind: "openai-compatible", servers: { "openai-compatible": { baseUrl: url, model: "small-model", ...more } } }))})`;

async function inspect(page) {
  await page.getByRole("button", { name: /, versions$/ }).click();
  await page.getByRole("menuitem", { name: "Inspect the session" }).click();
  return page.getByRole("dialog", { name: "Inspector" });
}

test("STU-23: the inspector lists the events without their content, and a click shows the design as it was then", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await say(page, "make the Save button green");
  await version(page, 2);
  await saved(page);
  const dialog = await inspect(page);
  const rows = dialog.getByRole("region", { name: "Events" }).locator("tbody tr");
  const names = () => rows.locator("code").allInnerTexts();
  const listed = await names();
  assert.equal(listed.at(-1), "session.created/1");
  assert.equal(listed.at(-2), "version.committed/1");
  assert.ok(listed.includes("edit.requested/1"), listed.join());
  assert.ok(!(await dialog.innerText()).includes("Save button"));
  await dialog.getByText(/^In this browser: [\d.,]+ (bytes|kB|MB) used/).waitFor();
  await dialog.getByText("Nothing.").waitFor();
  assert.deepEqual(await violations(page), []);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/inspector.png` });
  await rows.last().getByRole("button", { name: "v1, look at it" }).click();
  await page.getByText("Viewing v1").waitFor();
  await leave();
});

test("STU-23: what is under way is shown while it is", async () => {
  let finish;
  const server = await modelServer(() => ({ text: JSON.stringify({ ops: [{ op: "set", id: "title", path: "/props/text", value: "\"Done\"" }] }), until: new Promise(done => { finish = done; }) }));
  const { page, leave } = await visit({ init: provider(server.url) });
  await open(page, twoButtons);
  await say(page, "change the title");
  await page.getByRole("article", { name: "Edit in work" }).waitFor();
  await until(() => server.seen.length, 1);
  const dialog = await inspect(page);
  await dialog.getByText("A model is being asked").waitFor();
  finish();
  await dialog.getByText("A model is being asked").waitFor({ state: "detached" });
  await leave();
  await server.close();
});

test("STU-23: a long log is read page by page", async () => {
  const file = await sessionFile(twoButtons, async session => {
    for (let number = 2; number <= 130; number++) await session.apply([{ op: "set", id: "title", path: "/props/text", value: `Step ${number}` }], `Step ${number}`);
  }, "A long day");
  const { page, leave } = await visit({ width: 360, height: 720, touch: true });
  await importFile(page, file);
  await version(page, 130);
  const dialog = await inspect(page);
  const rows = dialog.getByRole("region", { name: "Events" }).locator("tbody tr");
  await dialog.getByText("of 130").waitFor();
  assert.equal(await rows.count(), 50);
  assert.match(await rows.first().innerText(), /129.*version\.committed.*v130/s);
  await dialog.getByRole("button", { name: "Earlier" }).click();
  await dialog.getByRole("button", { name: "Earlier" }).click();
  await dialog.getByText("1 to 50 of 130").waitFor();
  assert.match(await rows.last().innerText(), /session\.created/);
  assert.equal(await overflow(page), 0);
  assert.deepEqual(await violations(page), []);
  await dialog.getByRole("button", { name: "Later" }).click();
  await dialog.getByText("51 to 100 of 130").waitFor();
  await leave();
});

const answer = ops => ({ text: JSON.stringify({ ops, question: null, summary: "Done as asked." }) });
const unfit = answer([{ op: "set", id: "nowhere", path: "/props/text", value: "\"x\"" }]);
const sentIn = ({ body }) => body.messages.map(({ content }) => content).join("");

/** What the open dialog shows of a prompt, all parts together. */
const shown = async dialog => (await dialog.locator("details pre").allTextContents()).join("");

async function shot(page, name) {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/prompt-${name}.png` });
}

for (const width of [1280, 360]) test(`CTX-10: the prompts of an edit are seen while it is in work and where it failed, one for each call, at ${width} px`, async () => {
  let finish;
  const server = await modelServer(asked => (asked === 2 ? { ...unfit, until: new Promise(done => { finish = done; }) } : unfit));
  const { page, leave } = await visit({ width, height: 800, init: provider(server.url) });
  await open(page, twoButtons);
  if (width < 500) await page.getByRole("tab", { name: "Chat" }).click();
  await say(page, "change the title to something else");
  const running = page.getByRole("article", { name: "Edit in work" });
  const dialog = page.getByRole("dialog", { name: "Prompt as sent" });
  const choice = dialog.getByRole("combobox", { name: "2 prompts were sent" });
  await running.getByText(/asking the model to mend it|Drawing/).waitFor();
  await until(() => server.seen.length, 2);
  assert.deepEqual(await violations(page), []);
  await shot(page, `running-${width}`);
  await running.getByRole("button", { name: "Prompt as sent" }).click();
  await choice.waitFor();
  assert.equal(await shown(dialog), sentIn(server.seen[1]), "the latest first");
  assert.match(await choice.locator("option").nth(1).innerText(), /^2, to mend the answer: [\d,.]+ tokens$/);
  await choice.selectOption("0");
  assert.equal(await shown(dialog), sentIn(server.seen[0]));
  assert.ok(sentIn(server.seen[1]).includes("nowhere") && !sentIn(server.seen[0]).includes("nowhere"));
  assert.deepEqual(await violations(page), []);
  assert.equal(await overflow(page), 0);
  await shot(page, `choice-${width}`);
  await page.keyboard.press("Escape");
  assert.match(await page.evaluate(() => document.activeElement.textContent), /^Prompt$/, "the focus goes back");
  finish();
  const failed = page.getByRole("article", { name: "That did not work" });
  await failed.waitFor();
  assert.deepEqual(await violations(page), []);
  await shot(page, `failed-${width}`);
  await failed.getByRole("button", { name: "Prompt as sent" }).click();
  await dialog.getByRole("combobox", { name: "3 prompts were sent" }).waitFor();
  assert.equal(await shown(dialog), sentIn(server.seen[2]));
  await page.keyboard.press("Escape");
  assert.equal(await overflow(page), 0);
  // Prompts go with the page, and then nothing leads to them.
  await saved(page);
  await page.reload();
  if (width < 500) await page.getByRole("tab", { name: "Chat" }).click();
  await failed.waitFor();
  assert.equal(await failed.getByRole("button", { name: "Prompt as sent" }).count(), 0);
  await leave();
  await server.close();
});

test("CTX-10: one prompt is shown without a choice, also after a call that was sent again, and nothing leads to one that was not sent", async () => {
  const server = await modelServer(asked => ({ status: asked === 1 ? 503 : 401 }));
  const { page, leave } = await visit({ init: provider(server.url) });
  await open(page, twoButtons);
  await say(page, "change the title to something else");
  const failed = page.getByRole("article", { name: "That did not work" });
  await failed.getByRole("button", { name: "Prompt as sent" }).click();
  const dialog = page.getByRole("dialog", { name: "Prompt as sent" });
  assert.equal(await shown(dialog), sentIn(server.seen[0]));
  assert.equal(server.seen.length, 2);
  assert.equal(await dialog.locator("select").count(), 0);
  await leave();

  const keyless = await visit({ init: provider(server.url, { keyed: true }) });
  await open(keyless.page, twoButtons);
  await say(keyless.page, "change the title to something else");
  const unasked = keyless.page.getByRole("article", { name: "That did not work" });
  await unasked.getByText(/There is no key/).waitFor();
  assert.equal(await unasked.getByRole("button", { name: "Prompt as sent" }).count(), 0);
  assert.equal(server.seen.length, 2);
  await keyless.leave();
  await server.close();
});
