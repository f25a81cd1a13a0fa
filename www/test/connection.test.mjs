// STU-9, STU-12: the test of the server in the settings: what is asked, and in what words it says what is wrong.
import assert from "node:assert/strict";
import { test } from "node:test";
import { listServer, modelServer } from "./server.mjs";
import { studio, until, useStudio, violations, visit } from "./studio.mjs";

useStudio();

const KEY = "sk-test-0123456789abcdef";

/** Of each kind: where its models are listed and what the list is, where a word is asked for, what it is asked with, and what comes. */
const kinds = {
  "OpenAI": { list: "/v1/models", models: { data: [{ id: "big" }] }, word: "/v1/responses", limit: body => body.max_output_tokens, answer: { object: "response", status: "incomplete", output: [] } },
  "Anthropic": { list: "/v1/models", models: { data: [{ id: "big-20260203", type: "model" }] }, word: "/v1/messages", limit: body => body.max_tokens, answer: { type: "message", content: [{ type: "text", text: "ok" }] } },
  "Gemini": {
    list: "/v1beta/models", models: { models: [{ name: "models/embed", supportedGenerationMethods: ["embedContent"] }, { name: "models/big", supportedGenerationMethods: ["generateContent"] }] },
    word: "/v1beta/models/big:generateContent", limit: body => body.generationConfig.maxOutputTokens, answer: { candidates: [{ finishReason: "MAX_TOKENS" }] },
  },
  "Ollama": { list: "/api/tags", models: { models: [{ name: "big:latest" }] }, word: "/api/chat", limit: body => body.options.num_predict, answer: { message: { role: "assistant", content: "ok" }, done: true } },
  "OpenAI-compatible server": { list: "/v1/models", models: { data: [{ id: "big" }] }, word: "/v1/chat/completions", limit: body => body.max_tokens, answer: { choices: [{ message: { content: "ok" } }] } },
};

async function shot(page, name) {
  if (process.env.SHOTS) {
    await page.locator(".provider-test").scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${process.env.SHOTS}/test-${name}.png` });
  }
}

async function fill(page, kind, url, { key = KEY, model = "big" } = {}) {
  const radio = page.getByRole("radio", { name: new RegExp(`^${kind}(?!-)`) });
  if (!await radio.isVisible()) await page.getByRole("banner").getByRole("button", { name: "Settings" }).click();
  await radio.check();
  await page.getByRole("textbox", { name: "Base URL" }).fill(url);
  await page.getByRole("combobox", { name: "Model" }).fill(model);
  await page.locator("#api-key").fill(key);
}

async function run(page) {
  await page.getByRole("button", { name: "Test", exact: true }).click();
  await page.locator(".found.good, .found.bad").waitFor();
}

/** A server of that kind which answers so to the list and to the question. */
function serverOf(kind, { list, word } = {}, options) {
  const { list: listPath, models, word: wordPath, answer } = kinds[kind];
  return listServer(new Map([[listPath, list ?? (() => ({ body: models }))], [wordPath, word ?? (() => ({ body: answer }))]]), options);
}

test("STU-12: every kind of server is tested in its own words, and a key goes to its own kind only", async () => {
  const headers = { "Anthropic": "x-api-key", "Gemini": "x-goog-api-key" };
  const { page, leave } = await visit();
  await page.getByRole("button", { name: "Settings" }).click();
  const found = page.locator(".found");
  for (const [at, [kind, { list, word, limit }]] of Object.entries(kinds).entries()) {
    const server = await serverOf(kind);
    await page.getByRole("radio", { name: new RegExp(`^${kind}(?!-)`) }).check();
    assert.equal(await page.locator("#api-key").inputValue(), "", "the key of another kind is not taken along");
    await fill(page, kind, server.url, { key: `${KEY}-${at}`, model: "" });
    await run(page);
    await found.getByText("No model is named yet. It has, for example: big").waitFor();
    assert.deepEqual(server.seen.map(({ path }) => path), [list]);
    await page.getByRole("combobox", { name: "Model" }).fill("big");
    await run(page);
    await found.getByText("The server has big, and it answers.").waitFor();
    const [, asked, question, ...more] = server.seen;
    assert.deepEqual([asked.path, question.path, question.method, more.length], [list, word, "POST", 0]);
    assert.equal(asked.query, { Anthropic: "?limit=1000", Gemini: "?pageSize=1000" }[kind] ?? "");
    assert.equal(question.query, "");
    assert.equal(limit(question.body), 16, "a few tokens");
    assert.ok(JSON.stringify(question.body).length < 200, "and a small request");
    const own = headers[kind] ?? "authorization";
    for (const { headers } of [asked, question]) {
      assert.equal(headers[own], own === "authorization" ? `Bearer ${KEY}-${at}` : `${KEY}-${at}`);
      for (const other of ["authorization", "x-api-key", "x-goog-api-key"]) if (other !== own) assert.equal(headers[other], undefined);
    }
    assert.deepEqual(await violations(page), []);
    await server.close();
  }
  await page.getByText("sends the model one small request").waitFor();
  await shot(page, "good");
  await page.getByRole("radio", { name: /^Anthropic/ }).check();
  assert.equal(await page.locator("#api-key").inputValue(), `${KEY}-1`);
  const address = await page.getByRole("textbox", { name: "Base URL" }).inputValue();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.reload();
  await page.getByRole("button", { name: "Settings" }).click();
  assert.ok(await page.getByRole("radio", { name: /^Anthropic/ }).isChecked());
  assert.equal(await page.getByRole("textbox", { name: "Base URL" }).inputValue(), address);
  assert.equal(await page.getByRole("combobox", { name: "Model" }).inputValue(), "big");
  assert.equal(await page.evaluate(key => JSON.stringify(localStorage).includes(key), KEY), false);
  await page.keyboard.press("Escape");
  await leave();
});

const google = (code, message, status, ...details) => ({ status: code, body: { error: { code, message, status, details } } });
const openai = (status, code, message, type = "invalid_request_error") => ({ status, body: { error: { message, type, param: null, code } } });
const anthropic = (status, type, message) => ({ status, body: { type: "error", error: { type, message }, request_id: "r" } });
const quota = "You exceeded your current quota, please check your plan and billing details.";

// Of which kind, what is asked, what it answers, and what is said of it; `alone`: the other request is not even made.
for (const [name, kind, asked, reply, words, { alone = false, quote = null } = {}] of [
  ["a wrong key that Gemini calls a bad request", "Gemini", "list", google(400, "API key not valid. Please pass a valid API key.", "INVALID_ARGUMENT", { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_KEY_INVALID" }), /refused the key \(400\)\. Check that it is complete/, { alone: true }],
  ["a wrong key at Anthropic", "Anthropic", "list", anthropic(401, "authentication_error", "invalid x-api-key"), /refused the key \(401\)/, { alone: true }],
  ["a wrong key that is found out by the question only", "OpenAI-compatible server", "word", { status: 401, body: "<h1>Unauthorized</h1>" }, /refused the key \(401\)/],
  ["a key that may not", "Anthropic", "word", anthropic(403, "permission_error", "Your key may not use <b>big</b>."), /does not let this key do that \(403\)\. Give the key the right/, { quote: "Your key may not use <b>big</b>." }],
  ["a key that lacks a right, told as one that is wrong", "OpenAI", "word", openai(401, null, "You have insufficient permissions for this operation. Missing scopes: model.request."), /does not let this key do that \(401\)/, { quote: "You have insufficient permissions for this operation. Missing scopes: model.request." }],
  ["a place that is not served", "Gemini", "word", google(400, "User location is not supported for the API use.", "FAILED_PRECONDITION"), /refuses this account, or the place it is asked from \(400\)/, { quote: "User location is not supported for the API use." }],
  ["an account without credit at OpenAI", "OpenAI", "word", openai(429, "insufficient_quota", quota, "insufficient_quota"), /no credit left \(429\)\. Waiting does not help/],
  ["an account without credit that only the sentence tells", "Anthropic", "word", anthropic(400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API."), /no credit left \(400\)\. Waiting does not help/],
  ["an account without credit, within an answer", "OpenAI-compatible server", "word", { body: { error: { code: 402, message: "Insufficient credits" } } }, /no credit left \(402\)/],
  ["too many requests", "OpenAI", "word", openai(429, "rate_limit_exceeded", "Rate limit reached for big."), /Too many requests at the moment \(429\)\. Wait a minute/],
  ["a minute that is used up at Google", "Gemini", "word", google(429, `${quota} Please retry in 32.5s.`, "RESOURCE_EXHAUSTED"), /Too many requests at the moment \(429\)/],
  ["a day that is used up at Google", "Gemini", "word", google(429, quota, "RESOURCE_EXHAUSTED", { violations: [{ quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier" }] }), /quota of the day is used up \(429\)/],
  ["a model that is listed and not there", "OpenAI", "word", openai(404, "model_not_found", "The model `big` does not exist or you do not have access to it."), /does not have the model big, or not for this key \(404\)/, { quote: "The model `big` does not exist or you do not have access to it." }],
  ["a model that Ollama does not have", "Ollama", "list", { body: { models: [{ name: "small:latest" }] } }, /Ollama does not have the model big\. Fetch it on that machine: ollama pull big/, { alone: true }],
  ["a model that Ollama lost", "Ollama", "word", { status: 404, body: { error: "model 'big' not found" } }, /ollama pull big/],
  ["a server that is too busy", "Anthropic", "word", anthropic(529, "overloaded_error", "Overloaded"), /too busy \(529\)\. Test again in a while/],
  ["a server that broke", "OpenAI-compatible server", "word", { status: 500, body: {} }, /problem of its own \(500\)/],
  ["a page in place of a list", "OpenAI-compatible server", "list", { body: "<!doctype html><title>x</title>" }, /a page instead of JSON/, { alone: true }],
  ["a page in place of an answer", "OpenAI-compatible server", "word", { body: "<!doctype html><title>x</title>" }, /a page instead of JSON/],
  ["a request that is refused for no reason we know", "OpenAI-compatible server", "word", { status: 422, body: { detail: [{ msg: "field required" }] } }, /refused the request \(422\)/, { quote: "field required" }],
]) test(`STU-9: the test tells ${name}`, async () => {
  const server = await serverOf(kind, { [asked]: () => reply });
  const { page, leave } = await visit();
  await fill(page, kind, server.url);
  await run(page);
  const said = await page.locator(".found.bad").innerText();
  assert.match(said, words);
  assert.equal(await page.locator(".found q").count(), quote === null ? 0 : 1, said);
  if (quote !== null) {
    assert.equal(await page.locator(".found q").innerText(), quote);
    assert.equal(await page.locator(".found b").count(), 0, "nothing of it is HTML");
    await shot(page, "quote");
  }
  assert.equal(server.seen.length, alone ? 1 : 2);
  assert.deepEqual(await violations(page), []);
  await leave();
  await server.close();
});

test("STU-9: a key is in no word of the test, not in part and not in what the server says, and endless words are cut", async () => {
  let said = "";
  const server = await serverOf("Anthropic", { word: () => anthropic(403, "permission_error", said) });
  const { page, leave } = await visit();
  await fill(page, "Anthropic", server.url);
  for (const words of [`The key ${KEY} may not.`, `The key ending in ${KEY.slice(-10)} may not.`]) {
    said = words;
    await run(page);
    assert.match(await page.locator(".found").innerText(), /does not let this key do that \(403\)/);
    assert.equal(await page.locator(".found q").count(), 0);
  }
  said = `No. ${"x".repeat(300_000)}`;
  await run(page);
  assert.ok((await page.locator(".found").innerText()).length < 400);
  await page.locator("#api-key").fill("sk-“quoted”");
  await run(page);
  await page.locator(".found").getByText("a sign in the key that no key has").waitFor();
  await leave();
  await server.close();
});

for (const [kind, refusal] of [["OpenAI", openai(403, null, "You have insufficient permissions for this operation. Missing scopes: api.model.read")], ["Anthropic", anthropic(403, "permission_error", "no")], ["OpenAI-compatible server", { status: 404, body: {} }]]) {
  test(`STU-9: a key that may use a model and not list any is a good one (${kind}, ${refusal.status})`, async () => {
    const server = await serverOf(kind, { list: () => refusal });
    const { page, leave } = await visit();
    await fill(page, kind, server.url);
    await run(page);
    assert.match(await page.locator(".found.good").innerText(), refusal.status === 403 ? /big answers\. Only the list of models may not be read/ : /^big answers\.$/);
    await shot(page, "unlisted");
    await page.getByRole("combobox", { name: "Model" }).fill("");
    await run(page);
    await page.locator(".found.bad").getByText(refusal.status === 403 ? /may not list.*Write the name of one/ : /No model is named yet/).waitFor();
    await leave();
    await server.close();
  });
}

test("STU-9: a limit under another name is given under that one, and one that was reached is an answer", async () => {
  const refusals = [
    openai(400, "unsupported_parameter", "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."),
    openai(400, null, "Could not finish the message because max_tokens or model output limit was reached."),
  ];
  let at = 0;
  const server = await serverOf("OpenAI-compatible server", { word: () => refusals[at++] });
  const { page, leave } = await visit();
  await fill(page, "OpenAI-compatible server", server.url);
  await run(page);
  await page.locator(".found.good").getByText("and it answers").waitFor();
  const limits = server.seen.slice(1).map(({ body }) => [body.max_tokens, body.max_completion_tokens]);
  assert.deepEqual(limits, [[16, undefined], [undefined, 16]]);
  await leave();
  await server.close();
});

test("STU-9: a server that lets no page read it is told from none, and what to allow is named", async () => {
  const { page, leave } = await visit();
  const origin = new URL(studio.url).origin;
  for (const kind of ["OpenAI", "Ollama", "OpenAI-compatible server"]) {
    const closed = await serverOf(kind, {}, { cors: false });
    await fill(page, kind, closed.url);
    await run(page);
    const allow = kind === "Ollama" ? `Start Ollama with OLLAMA_ORIGINS=${origin}` : `allow pages of ${origin}`;
    await page.locator(".found.bad").filter({ hasText: "does not let this page read it (CORS)" }).filter({ hasText: allow }).waitFor();
    assert.deepEqual(await violations(page), []);
    await shot(page, `cors-${kind}`);
    assert.ok(closed.seen.every(({ headers, path }) => path !== "/" || (!headers.authorization && !JSON.stringify(headers).includes(KEY))), "the second look carries no key");
    await closed.close();
    await run(page);
    await page.locator(".found.bad").filter({ hasText: `Nothing seems to answer at ${new URL(closed.url).host}` }).waitFor();
    await shot(page, `silent-${kind}`);
  }
  await leave();
});

test("STU-9: where the page itself may not ask a server, its allowed domains are named", async () => {
  const server = await serverOf("OpenAI-compatible server");
  const { page, context, leave } = await visit();
  await context.route(studio.url, async route => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": "connect-src 'self'" } });
  });
  await page.evaluate(async () => { for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister(); });
  // What the rules refuse is told there, too.
  page.removeAllListeners("console");
  await page.goto(studio.url);
  await page.locator("h1").waitFor({ state: "attached" });
  await fill(page, "OpenAI-compatible server", server.url);
  await run(page);
  await page.locator(".found.bad").filter({ hasText: /rules of this page do not allow requests to 127\.0\.0\.1/ }).filter({ hasText: `Add ${server.url} to the allowed domains` }).waitFor();
  await shot(page, "rules");
  assert.equal(server.seen.length, 0);
  await leave();
  await server.close();
});

test("STU-9: the test says what it does, and ends with the settings or with another word in them", async () => {
  const server = await serverOf("Ollama", { word: () => new Promise(() => undefined) });
  const { page, leave } = await visit();
  for (const end of ["close", "type"]) {
    await fill(page, "Ollama", server.url);
    await page.getByRole("button", { name: "Test", exact: true }).click();
    await page.locator(".found").getByText("Asking big for one word… A model that is loaded first takes a while.").waitFor();
    assert.equal(await page.getByRole("button", { name: "Testing…" }).getAttribute("aria-disabled"), "true");
    assert.deepEqual(await violations(page), []);
    await shot(page, "busy");
    const { path, gone } = server.seen.at(-1);
    assert.deepEqual([path, gone], ["/api/chat", false]);
    if (end === "close") await page.keyboard.press("Escape");
    else await page.getByRole("combobox", { name: "Model" }).fill("bigger");
    await until(() => server.seen.at(-1).gone, true, "nobody waits for it any more");
    assert.equal(await page.locator(".found").count(), 0);
  }
  await leave();
  await server.close();
});

test("STU-9: Test says what is wrong with an address or a name", async () => {
  const good = await modelServer(() => ({ text: "ok" }));
  const empty = await listServer(new Map());
  const away = await modelServer(() => ({ status: 307, headers: { location: good.url } }));
  const { page, leave } = await visit();
  const found = page.locator(".found");
  await fill(page, "OpenAI-compatible server", good.url, { model: "small-model" });
  await run(page);
  await found.getByText("has small-model").waitFor();
  await page.getByRole("combobox", { name: "Model" }).fill("other");
  await run(page);
  await found.getByText("does not list the model other").waitFor();
  await page.getByRole("combobox", { name: "Model" }).fill("small-model");
  await page.getByRole("textbox", { name: "Base URL" }).fill(`${empty.url}/nowhere`);
  await run(page);
  await found.getByText("does not know this address (404). Check the base URL: often it ends with /v1").waitFor();
  assert.deepEqual(empty.seen.map(({ path }) => path), ["/nowhere/models", "/nowhere/chat/completions"]);
  await page.getByRole("textbox", { name: "Base URL" }).fill(away.url);
  await run(page);
  await found.getByText("points to another address").waitFor();
  await page.getByRole("textbox", { name: "Base URL" }).fill("ftp://example.org");
  await run(page);
  await found.getByText("must start with https://").waitFor();
  await page.keyboard.press("Escape");
  await leave();
  for (const server of [good, empty, away]) await server.close();
});
