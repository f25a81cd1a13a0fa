// Every kind of provider, from a page and from a frame of an opaque origin, against aimock: an implementation of the formats that
// nobody here wrote, with its chaos on and off.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { LLMock } from "@copilotkit/aimock";
import { chromium } from "playwright-core";
import { launchOptions } from "../support/chromium.mjs";
import { bozzetto, root } from "../support/places.mjs";
import { serve } from "../support/server.mjs";

const kinds = ["openai", "openai-compatible", "anthropic", "gemini", "ollama"];
const chaos = [
  ["dropRate", ["model.server-error"]],
  ["malformedRate", ["model.not-a-stream", "model.malformed", "model.truncated"]],
  ["disconnectRate", ["model.network", "model.truncated"]],
  ["rateLimitRate", ["model.rate-limited"]],
];
let mock;
let server;
let browser;
let page;
let login;

// Runs in the page, and in the frame.
async function job({ kind, baseUrl, document, prompt, target, dynamic, fallbacks, policy, batch, abortMs }) {
  const calls = [];
  const secrets = () => "sk-secret-0123456789abcdef";
  const provider = dynamic
    ? { kind, model: "m", baseUrl: async () => baseUrl, headers: async () => ({ "x-app": "bozzetto" }), apiKey: async () => secrets() }
    : { kind, model: "m", baseUrl, apiKey: secrets };
  const engine = await bozzetto.createEngine({
    store: "memory", provider, fallbacks, policy, prices: { m: { input: 1, output: 2 } },
    onModelCall: (call) => {
      calls.push(call);
      if (call.error) console.debug(`failed: ${kind}`);
    },
  });
  const session = await engine.createSession({ prompt: "start", document });
  const phases = [];
  const started = Date.now();
  let results;
  if (batch) {
    results = await session.editBatch(batch);
  } else {
    const edit = session.edit(prompt, { ...(target ? { target } : {}), ...(abortMs ? { signal: AbortSignal.timeout(abortMs) } : {}) });
    for await (const { edit: view } of edit) phases.push([view.phase, view.asking?.cause?.code ?? null]);
    results = [await edit.result];
  }
  const { versions } = session.history();
  const outcome = {
    origin: globalThis.origin, result: results[0], results, calls, phases, ms: Date.now() - started, versions: versions.length,
    open: session.getSnapshot().view.openEdits.length, text: JSON.stringify(session.getSnapshot().document), provider: versions.at(-1).provider,
  };
  await engine.close();
  return outcome;
}

before(async () => {
  mock = new LLMock({ port: 0, chunkSize: 7 });
  mock.loadFixtureFile(join(root, "tests/data/aimock/fixtures.json"));
  await mock.start();
  login = JSON.parse(await readFile(join(root, "tests/data/documents/wireframes/login.json"), "utf8"));
  const script = await readFile(join(bozzetto, "dist/bozzetto.inline.global.js"), "utf8");
  const html = `<!doctype html><meta charset="utf-8"><title>models</title><link rel="icon" href="data:,"><script>${script}</script>
<script>${job}
globalThis.ready = bozzetto.init();
globalThis.run = (task) => ready.then(() => job(task)).catch((error) => ({ failed: String(error?.stack ?? error) }));
onmessage = async ({ data, source }) => { if (data.task) source.postMessage({ id: data.id, outcome: await run(data.task) }, "*"); };
</script>`;
  const parent = `<!doctype html><meta charset="utf-8"><title>parent</title><link rel="icon" href="data:,"><body><script>
const answers = new Map();
let last = 0;
onmessage = ({ data }) => { answers.get(data.id)?.(data.outcome); };
const frame = document.createElement("iframe");
frame.sandbox = "allow-scripts";
const loaded = new Promise((resolve) => { frame.onload = resolve; });
frame.srcdoc = ${JSON.stringify(html).replaceAll("<", "\\u003c")};
document.body.append(frame);
globalThis.run = async (task) => {
  await loaded;
  const id = ++last;
  return new Promise((resolve) => { answers.set(id, resolve); frame.contentWindow.postMessage({ id, task }, "*"); });
};
</script></body>`;
  const send = (text) => (_, response) => response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(text);
  server = await serve({ "/page": send(html), "/frame": send(parent), "/": send("") });
  browser = await chromium.launch(launchOptions());
});
after(async () => {
  await browser?.close();
  await server?.close();
  await mock?.stop();
});

async function run(where, tasks, said = () => {}) {
  page = await browser.newPage();
  page.on("console", (message) => said(message.text()));
  await page.goto(`${server.url}/${where}`);
  try {
    const full = tasks.map((task) => ({ baseUrl: mock.url, document: login, prompt: "make the log in button green and write Ciao in the title", ...(task.prompt ? { target: "submit" } : {}), ...task }));
    const outcomes = await page.evaluate((all) => Promise.all(all.map((task) => run(task))), full);
    for (const outcome of outcomes) {
      assert.equal(outcome.failed, undefined);
      assert.ok(!JSON.stringify(outcome).includes("sk-secret"), "the key is in what the app is told");
    }
    return outcomes;
  } finally {
    await page.close();
  }
}

for (const where of ["page", "frame"]) {
  test(`MOD-6 an edit through every kind of provider, from a ${where}`, async () => {
    const outcomes = await run(where, kinds.map((kind) => ({ kind, dynamic: where === "frame" })));
    for (const [at, { origin, result, calls, text, provider }] of outcomes.entries()) {
      assert.equal(origin, where === "frame" ? "null" : server.url);
      assert.equal(result.status, "committed", `${kinds[at]}: ${JSON.stringify(result.error)}`);
      assert.ok(text.includes("#16a34a") && text.includes("Ciao — è pronto ☕"), kinds[at]);
      assert.equal(provider, kinds[at]);
      assert.equal(calls.length, 1);
      assert.equal(calls[0].error, null);
      // Also where the address was given only at the moment of the call.
      assert.equal(calls[0].server, mock.url);
    }
  });

  test(`MOD-56 a batch through every kind of provider is one call, from a ${where}`, async () => {
    const batch = ["make the log in button green", "change the title to Ciao"];
    const outcomes = await run(where, kinds.map((kind) => ({ kind, batch, dynamic: where === "page" })));
    for (const [at, { results, calls, text }] of outcomes.entries()) {
      assert.deepEqual(results.map(({ status, newVersion }) => [status, newVersion]), [["committed", 2], ["committed", 3]], `${kinds[at]}: ${JSON.stringify(results)}`);
      assert.equal(calls.length, 1, `${kinds[at]}: ${JSON.stringify(calls)}`);
      assert.equal(calls[0].withEdits.length, 1);
      assert.ok(text.includes("#16a34a") && text.includes("Ciao — è pronto ☕"), kinds[at]);
    }
  });

  test(`MOD-41 aimock's chaos latencyMs: slow is fine, too slow has its code, an abort ends it at once, from a ${where}`, async () => {
    mock.setChaos({ latencyMs: 700 });
    try {
      const slow = await run(where, kinds.map((kind) => ({ kind })));
      for (const [at, { result, ms }] of slow.entries()) {
        assert.equal(result.status, "committed", `${kinds[at]}: ${JSON.stringify(result.error)}`);
        assert.ok(ms >= 650, `${kinds[at]} took ${ms} ms: there was no latency`);
      }
      const silent = await run(where, kinds.map((kind) => ({ kind, policy: { silenceMs: 150 } })));
      for (const [at, { result, calls, open }] of silent.entries()) {
        assert.equal(result.error?.code, "model.timeout", kinds[at]);
        assert.deepEqual([calls.length, open], [3, 0], kinds[at]);
      }
      // So slow that whoever waited for the answer is told from whoever did not, also where the page is slow.
      mock.setChaos({ latencyMs: 30_000 });
      const aborted = await run(where, kinds.map((kind) => ({ kind, abortMs: 150 })));
      for (const [at, { result, calls, versions, ms }] of aborted.entries()) {
        assert.deepEqual([result.status, versions, calls.map(({ error }) => error)], ["cancelled", 1, ["edit.cancelled"]], kinds[at]);
        assert.ok(ms < 20_000, `${kinds[at]} took ${ms} ms to stop`);
      }
    } finally {
      mock.clearChaos();
    }
  });

  test(`MOD-40 all of aimock's chaos at once: every edit ends, made or refused by code, from a ${where}`, async () => {
    mock.setChaos({ dropRate: 0.3, malformedRate: 0.3, disconnectRate: 0.3, rateLimitRate: 0.3, latencyMs: 20 });
    try {
      const outcomes = await run(where, [1, 2, 3].flatMap(() => kinds.map((kind) => ({ kind }))));
      for (const { result, text, versions, open } of outcomes) {
        const made = result.status === "committed";
        assert.ok(made || chaos.some(([, codes]) => codes.includes(result.error.code)), JSON.stringify(result.error));
        assert.deepEqual([versions, open, text.includes("Ciao")], [made ? 2 : 1, 0, made]);
      }
    } finally {
      mock.clearChaos();
    }
  });
}

for (const where of ["page", "frame"]) for (const [rate, codes] of chaos) {
  test(`MOD-40 aimock's chaos ${rate}: each provider fails by code, the session stands, from a ${where}`, async () => {
    mock.setChaos({ [rate]: 1 });
    try {
      const outcomes = await run(where, kinds.map((kind) => ({ kind })));
      for (const [at, { origin, result, calls, text }] of outcomes.entries()) {
        assert.equal(origin === "null", where === "frame");
        assert.equal(result.status, "failed", kinds[at]);
        assert.ok(codes.includes(result.error.code), `${kinds[at]}: ${result.error.code}`);
        assert.equal(result.error.sessionState, "preserved");
        assert.equal(calls.length, 3, kinds[at]);
        assert.ok(!text.includes("Ciao"));
      }
    } finally {
      mock.clearChaos();
    }
  });

  test(`MOD-40 aimock's chaos ${rate} that passes: each provider recovers, from a ${where}`, async () => {
    mock.setChaos({ [rate]: 1 });
    // Over as soon as a call of each failed in the page, however slow that is. What the server sees is not enough: a browser sends
    // by itself again what was cut off on a connection that it had used before.
    const failed = new Set();
    const said = (text) => {
      if (text.startsWith("failed: ") && failed.add(text).size === kinds.length) mock.clearChaos();
    };
    try {
      const outcomes = await run(where, kinds.map((kind) => ({ kind })), said);
      for (const [at, { result, calls, phases }] of outcomes.entries()) {
        assert.equal(result.status, "committed", `${kinds[at]}: ${JSON.stringify(result.error)}`);
        assert.ok(calls.length > 1 && codes.includes(calls[0].error), `${kinds[at]}: ${JSON.stringify(calls)}`);
        assert.ok(phases.some(([, cause]) => codes.includes(cause)), `${kinds[at]} did not say why it waited`);
      }
    } finally {
      mock.clearChaos();
    }
  });
}

for (const where of ["page", "frame"]) {
  test(`MOD-13 where no page may read the Retry-After, the wait is our own, from a ${where}`, async () => {
    const page = await browser.newPage();
    mock.setChaos({ rateLimitRate: 1 });
    try {
      await page.goto(`${server.url}/${where}`);
      const [address, options] = [`${mock.url}/v1/chat/completions`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ model: "m", messages: [{ role: "user", content: "hi" }] }) }];
      // It is sent, but no page may read it.
      assert.ok((await fetch(address, options)).headers.get("retry-after"));
      await page.waitForFunction((wanted) => document.querySelector("iframe") !== null || wanted === "page", where);
      const reader = where === "page" ? page.mainFrame() : page.frames().find((frame) => frame !== page.mainFrame());
      const read = await reader.evaluate(async ([address, options]) => {
        const response = await fetch(address, options);
        return [globalThis.origin, response.status, response.headers.get("retry-after")];
      }, [address, options]);
      assert.deepEqual(read, [where === "page" ? server.url : "null", 429, null]);
      for (const { result, calls } of await run(where, kinds.map((kind) => ({ kind })))) {
        assert.deepEqual([result.error.code, calls.length], ["model.rate-limited", 3]);
        const [first, second, third] = calls.map(({ startedAt }) => startedAt);
        assert.ok(second - first >= 375 && third - second >= 750, JSON.stringify(calls.map(({ startedAt }) => startedAt)));
      }
    } finally {
      mock.clearChaos();
      await page.close();
    }
  });
}

test("MOD-8 a refused key and a server that is not there", async () => {
  const outcomes = await run("frame", [
    ...kinds.map((kind) => ({ kind, prompt: "rename the button to wrong key" })),
    { kind: "ollama", baseUrl: "http://127.0.0.1:9" },
    { kind: "openai", baseUrl: "javascript:alert(1)", dynamic: true },
  ]);
  for (const { result } of outcomes.slice(0, kinds.length)) assert.equal(result.error.code, "model.auth");
  const [gone, odd] = outcomes.slice(kinds.length);
  assert.equal(gone.result.error.code, "model.network");
  assert.match(gone.result.error.message, /CORS/);
  assert.equal(odd.result.error.code, "model.config");
});

test("MOD-43 the embedded model answers where the app lists it and the server is not there", async () => {
  const [{ result, provider, calls }] = await run("frame", [{ kind: "openai", baseUrl: "http://127.0.0.1:9", prompt: "make this green", fallbacks: [{ kind: "offline" }] }]);
  assert.equal(result.status, "committed", JSON.stringify(result.error));
  assert.equal(provider, "offline");
  assert.deepEqual(calls.map(({ error }) => error), ["model.network", "model.network", "model.network", null]);
});

test("MOD-46 without a network an edit waits, says so, and runs when the network is back", async () => {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${server.url}/page`);
    await page.evaluate(() => ready);
    await context.setOffline(true);
    await page.evaluate(([baseUrl, document]) => {
      globalThis.seen = [];
      globalThis.outcome = (async () => {
        const engine = await bozzetto.createEngine({ store: "memory", provider: { kind: "anthropic", model: "m", baseUrl } });
        const session = await engine.createSession({ prompt: "start", document });
        session.subscribe(() => seen.push(...session.getSnapshot().edits.map(({ asking }) => asking?.cause?.code)));
        return session.edit("make the log in button green", { target: "submit" }).result;
      })();
    }, [mock.url, login]);
    await page.waitForFunction(() => seen.includes("model.offline"), undefined, { timeout: 10_000 });
    await context.setOffline(false);
    const started = Date.now();
    const result = await page.evaluate(() => outcome);
    assert.equal(result.status, "committed", JSON.stringify(result.error));
    assert.ok(Date.now() - started < 10_000, "it waited for its own look instead of the browser's word");
  } finally {
    await context.close();
  }
});
