// STU-9, STU-17: what the settings take, keep, and say.
import assert from "node:assert/strict";
import { test } from "node:test";
import { twoButtons } from "./documents.mjs";
import { bozzetto } from "./files.mjs";
import { breakable, open, reload, say, useStudio, version, violations, visit } from "./studio.mjs";

useStudio();

const stored = page => page.evaluate(() => localStorage.getItem("studio.provider") ?? "");

async function typed(page, url, model = "small-model") {
  await page.getByRole("banner").getByRole("button", { name: "Settings" }).click();
  await page.getByRole("radio", { name: /^OpenAI-compatible/ }).check();
  await page.getByRole("textbox", { name: "Base URL" }).fill(url);
  await page.getByRole("combobox", { name: "Model" }).fill(model);
}

test("STU-17: an address is taken if the engine takes it and no key is in it, and else not kept", async () => {
  const { createEngine } = await bozzetto();
  const { page, leave } = await visit();
  await typed(page, "");
  const save = page.getByRole("button", { name: "Save", exact: true }), note = page.locator("#base-url-note");
  for (const [url, words, isTaken = words === null] of [
    ["http://me:secret@localhost:1234/v1", /user name or password/], ["http://me@localhost:1234/v1", /user name or password/], ["http://localhost:1234/a b/v1", /space/],
    ["http://localhost:1234/v1 ", null], ["http://localhost:1234/v1?version=2024-10-21&deployment=gpt-4o-mini-2024-07-18#x", null],
    ["http://localhost:1234/v1?key=secret", /a key in the address \(key\).*its own field/, true], ["http://localhost:1234/v1?Subscription-Key=secret", /a key in the address/, true],
    ["http://localhost:1234/v1?x=sk-secret", /a key in the address \(x\)/, true], ["http://localhost:1234/v1?x=0123456789abcdef0123456789abcdef", /a key/, true], ["http://localhost:1234/v1?key=", null],
    ["http://localhost:1234/v1#key=secret", /a key in the address \(what follows #\)/, true], ["http://localhost:1234/v1#sk-secret", /a key/, true], ["http://localhost:1234/sk-secret/v1", /a key in the address \(its path\)/, true],
    ["http://localhost:1234/0123456789abcdef0123456789abcdef/v1", null],
    ["https://[::1]/v1", null], ["HTTPS://EXAMPLE.ORG", null],
    ["localhost:1234", /must start/], ["//example.org", /not an address/], ["http://", /not an address/], ["http:example.org", null], ["data:,x", /must start/],
  ]) {
    await page.getByRole("textbox", { name: "Base URL" }).fill(url);
    const engine = await createEngine({ store: "memory", provider: { kind: "openai-compatible", model: "m", baseUrl: url } }).catch(() => null);
    await engine?.close();
    assert.equal(engine !== null, isTaken, url);
    assert.equal(await save.isEnabled(), words === null, url);
    if (words) assert.match(await note.innerText(), words, url);
    if (process.env.SHOTS && url.includes("secret")) await page.screenshot({ path: `${process.env.SHOTS}/address.png` });
  }
  assert.doesNotMatch(await stored(page), /secret/);
  await leave();
});

test("STU-17: what the engine refuses all the same is said in the dialog, and not kept", async () => {
  const { page, leave } = await visit({ init: breakable });
  await typed(page, "http://localhost:1234/v1");
  await page.evaluate(() => { globalThis.breaks = /setProviders/; });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("dialog").locator(".trouble").waitFor();
  assert.deepEqual(await violations(page), []);
  assert.equal(await stored(page), "");
  await leave();
});

for (const [baseUrl, words] of [["http://me:secret@localhost:1/v1", "user name or password"], ["http://localhost:1/v1?key=secret", "a key in the address"]]) test(`STU-17: stored settings that cannot be used keep nobody out: the offline model answers, and that is said (${words})`, async () => {
  const kept = { kind: "openai-compatible", servers: { "openai-compatible": { baseUrl, model: "m" } } };
  const { page, leave } = await visit({ init: `localStorage.getItem("studio.provider") ?? localStorage.setItem("studio.provider", ${JSON.stringify(JSON.stringify(kept))})` });
  await page.locator(".notice-error").filter({ hasText: new RegExp(`${words}.*offline model answers`) }).waitFor();
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/refused.png` });
  await open(page, twoButtons);
  await say(page, "make the Save button green");
  await version(page, 2);
  await page.getByRole("banner").getByRole("button", { name: "Settings" }).click();
  await page.locator("#base-url-note").filter({ hasText: words }).waitFor();
  await page.getByRole("textbox", { name: "Base URL" }).fill("http://localhost:1/v1");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  assert.doesNotMatch(await stored(page), /secret/);
  await reload(page);
  await version(page, 2);
  assert.equal(await page.locator(".notice-error").count(), 0);
  await leave();
});
