// The package in a real Chromium: stores, tabs, frames, quota, requests. Rules: STO-*, API-* in core/SPEC.md.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, afterEach, before, describe, test } from "node:test";
import { document, launch, modulePage, open, serve } from "./browser/harness.mjs";

const inlineSource = await readFile(new URL("../dist/bozzetto.inline.global.js", import.meta.url), "utf8");
const inlineModule = await readFile(new URL("../dist/inline.js", import.meta.url), "utf8");

/** What a page in a frame does, reporting to the page around it. */
const tryIt = `
  (async () => {
    const send = (message) => parent.postMessage(message, "*");
    try {
      await bozzetto.init();
      const engine = await bozzetto.createEngine();
      const session = await engine.createSession({ prompt: "a sign-up page for a bike shop" });
      await session.apply([{ op: "set", id: "root", path: "/name", value: "changed" }], "rename");
      await session.undo();
      send({ store: engine.getSnapshot().store, versions: session.history().versions.length, name: session.at(2).name });
    } catch (error) {
      send({ error: String(error), code: error.code });
    }
  })();`;

const classicPage = (script) => `<!doctype html><meta charset="utf-8"><body><script>${inlineSource}</script><script>${script}</script>`;
const escaped = (html) => html.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

const frames = {
  "a sandboxed srcdoc frame": `<iframe sandbox="allow-scripts" srcdoc="${escaped(classicPage(tryIt))}"></iframe>`,
  // Chromium takes addresses of 2 MB at most, so the frame gets its script from the page around it.
  "a data: frame": `<iframe src="data:text/html,${encodeURIComponent(`<!doctype html><body><script>
    onmessage = ({ data }) => {
      const script = document.createElement("script");
      script.textContent = data;
      document.body.append(script);
    };
    parent.postMessage("send the script", "*");
  </script>`)}"></iframe><script>
    addEventListener("message", async ({ data, source }) => {
      if (data !== "send the script") return;
      const script = await (await fetch("/dist/bozzetto.inline.global.js")).text();
      source.postMessage(script + ${JSON.stringify(tryIt)}, "*");
    });
  </script>`,
  "a module in a sandboxed srcdoc frame": `<iframe sandbox="allow-scripts" srcdoc="${escaped(
    `<!doctype html><meta charset="utf-8"><body><script type="module">${inlineModule.replaceAll(/<\/script/gi, "\\x3C/script")
      .replace(/export\s*\{([^}]*)\}\s*;?\s*$/, (_, names) => `globalThis.bozzetto={${names.replaceAll(/([\w$]+) as ([\w$]+)/g, "$2:$1")}};`)}${tryIt}</script>`,
  )}"></iframe>`,
};
const listen = `<!doctype html><meta charset="utf-8"><script>addEventListener("message", ({ data }) => { if (typeof data === "object") globalThis.told = data; });</script>`;

describe("in Chromium", { concurrency: false }, () => {
  let browser;
  let server;
  let context;
  const chats = [];
  before(async () => {
    server = await serve({
      "/": modulePage,
      "/classic": classicPage("bozzetto.init().then(() => { globalThis.ready = true; });"),
      ...Object.fromEntries(Object.entries(frames).map(([name, frame], index) => [`/frame${index}`, listen + frame])),
      "/v1/chat/completions": (request, response) => chats.shift()(request, response),
      "/api/llm/chat/completions": (request, response) => chats.shift()(request, response),
      "/sandboxed": `${listen}<iframe sandbox="allow-scripts" src="/in-sandbox"></iframe>`,
      "/in-sandbox": classicPage(`bozzetto.init()
        .then(() => bozzetto.createEngine({ provider: { kind: "openai-compatible", model: "m", baseUrl: "/api/llm" } }))
        .then(() => parent.postMessage({ code: null }, "*"), ({ code, message }) => parent.postMessage({ code, message }, "*"));`),
    });
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
  afterEach(() => context?.close());
  const fresh = async (path = "/") => {
    context = await browser.newContext();
    return open(context, server.origin + path);
  };

  test("API-20 a bare page: an offline edit, reload, and everything is there", async () => {
    const page = await fresh();
    const made = await page.evaluate(async () => {
      const engine = await bozzetto.createEngine();
      const session = await engine.createSession({ prompt: "a sign-up page for a bike shop" });
      const result = await session.edit("set the background of the header to #ff0000").result;
      await session.apply([{ op: "set", id: "root", path: "/name", value: "Mine" }], "rename");
      const { document, view } = session.getSnapshot();
      return { id: session.id, store: engine.getSnapshot().store, document, status: result.status, save: view.save, versions: session.history().versions };
    });
    assert.deepEqual(made.store, { kind: "indexeddb", persistent: true });
    assert.deepEqual(made.save, { state: "saved" });
    assert.ok(made.versions.length >= 2);
    await page.reload();
    await page.waitForFunction("globalThis.ready === true");
    const found = await page.evaluate(async () => {
      const engine = await bozzetto.createEngine();
      const [summary] = await engine.listSessions();
      const session = await engine.openSession(summary.sessionId);
      const shown = { id: session.id, document: session.getSnapshot().document, versions: session.history().versions };
      await session.undo();
      return { ...shown, undone: session.getSnapshot().document };
    });
    assert.equal(found.id, made.id);
    assert.deepEqual(found.document, made.document);
    assert.deepEqual(found.versions, made.versions);
    assert.notEqual(found.undone.name, "Mine");
    assert.deepEqual(page.uncaught, []);
  });

  for (const [index, name] of Object.keys(frames).entries()) {
    test(`API-21 ${name}: works in memory and says why`, async () => {
      context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`${server.origin}/frame${index}`);
      const told = await (await page.waitForFunction("globalThis.told", undefined, { timeout: 30_000 })).jsonValue();
      assert.equal(told.error, undefined);
      assert.equal(told.store.kind, "memory");
      assert.equal(told.store.reason.code, "store.unavailable");
      assert.equal(told.versions, 3);
      assert.equal(told.name, "changed");
    });
  }

  test("API-22 one classic script: globalThis.bozzetto, with IndexedDB", async () => {
    const page = await fresh("/classic");
    assert.equal(await page.evaluate(async () => (await bozzetto.createEngine()).getSnapshot().store.kind), "indexeddb");
    assert.deepEqual(page.uncaught, []);
  });

  test("API-23 two tabs on one session: all edits end in the history, and each tab sees the other's at once", async () => {
    const one = await fresh();
    const id = await one.evaluate(async (document) => {
      globalThis.session = await (await bozzetto.createEngine()).createSession({ prompt: "start", document });
      return session.id;
    }, document);
    const two = await open(context, `${server.origin}/`);
    await two.evaluate(async (id) => { globalThis.session = await (await bozzetto.createEngine()).openSession(id); }, id);
    const rename = (page, field, value) => page.evaluate(([field, value]) =>
      session.apply([{ op: "set", id: "title", path: `/props/${field}`, value }], `set ${field}`), [field, value]);
    await Promise.all(Array.from({ length: 6 }, (_, index) => [rename(one, `one${index}`, index), rename(two, `two${index}`, index)]).flat());
    for (const page of [one, two]) {
      await page.waitForFunction(() => session.history().versions.length === 13, undefined, { timeout: 10_000 });
    }
    const [first, second] = await Promise.all([one, two].map((page) => page.evaluate(() => ({
      document: session.getSnapshot().document, versions: session.history().versions.map(({ number, summary }) => [number, summary]),
    }))));
    assert.deepEqual(first, second);
    const { props } = first.document.children[0];
    for (let index = 0; index < 6; index += 1) assert.deepEqual([props[`one${index}`], props[`two${index}`]], [index, index]);
    assert.deepEqual(one.uncaught.concat(two.uncaught), []);
  });

  test("ENG-16 the tab that asked is closed: one that was open all the time goes on with its edits, in order", async () => {
    const one = await fresh();
    const id = await one.evaluate(async (document) => {
      const engine = await bozzetto.createEngine({ provider: { kind: "app", name: "slow", answer: () => new Promise(() => {}) } });
      globalThis.session = await engine.createSession({ prompt: "start", document });
      return session.id;
    }, document);
    const two = await open(context, `${server.origin}/`);
    await two.evaluate(async (id) => {
      const answer = ({ prompt }) => JSON.stringify({ ops: [{ op: "set", id: "title", path: "/props/text", value: /to Second/.test(prompt) ? "Second" : "First" }] });
      const engine = await bozzetto.createEngine({ provider: { kind: "app", name: "quick", answer } });
      globalThis.session = await engine.openSession(id);
    }, id);
    await one.evaluate(() => {
      for (const name of ["First", "Second"]) session.edit(`rename the title to ${name}`, { target: "title" }).result.catch(() => {});
    });
    await two.waitForFunction(() => session.getSnapshot().view.openEdits.length === 2, undefined, { timeout: 10_000 });
    await two.waitForTimeout(6_000);
    assert.equal(await two.evaluate(() => session.history().versions.length), 1, "the tab that asked is there");
    await one.close();
    await two.waitForFunction(() => session.history().versions.length === 3, undefined, { timeout: 15_000 });
    assert.deepEqual(
      await two.evaluate(() => session.history().versions.slice(1).map(({ prompt, provider }) => [prompt, provider])),
      [["rename the title to First", "quick"], ["rename the title to Second", "quick"]],
    );
    assert.equal(await two.evaluate(() => session.getSnapshot().document.children[0].props.text), "Second");
    await two.waitForFunction(() => session.getSnapshot().edits.every(({ phase }) => phase === "ended"), undefined, { timeout: 5_000 });
    assert.deepEqual(two.uncaught, []);
  });

  test("API-24 no room: the session goes on, says that it is not saved, and saves when there is room again", async () => {
    const page = await fresh();
    const devtools = await context.newCDPSession(page);
    const { origin } = server;
    // Before the database is opened: the browser remembers how much room there is.
    await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 6 * 1024 * 1024 });
    const id = await page.evaluate(async (document) => {
      globalThis.engine = await bozzetto.createEngine();
      globalThis.session = await engine.createSession({ prompt: "start", document });
      return session.id;
    }, document);
    const full = await page.evaluate(async () => {
      // Random letters, so that the browser cannot make them smaller; half a megabyte of them.
      const letters = () => Array.from(crypto.getRandomValues(new Uint8Array(65_536)), (byte) => String.fromCharCode(0x100 + byte * 7)).join("");
      const noise = () => letters() + letters() + letters() + letters();
      for (let index = 0; index < 40; index += 1) {
        await session.apply([{ op: "set", id: "title", path: "/props/text", value: noise() }], `noise ${index}`);
        const { save } = session.getSnapshot().view;
        if (save.state === "notSaved") return { save, versions: session.history().versions.length };
      }
      return { save: session.getSnapshot().view.save };
    });
    assert.equal(full.save.state, "notSaved");
    assert.equal(full.save.error.code, "store.quota");
    assert.ok(full.save.error.suggestedAction);
    await devtools.send("Storage.overrideQuotaForOrigin", { origin });
    await page.evaluate(() => session.apply([{ op: "set", id: "title", path: "/props/text", value: "after" }], "after"));
    await page.waitForFunction(() => session.getSnapshot().view.save.state === "saved", undefined, { timeout: 60_000 });
    const other = await open(context, `${server.origin}/`);
    const text = await other.evaluate(async (id) => (await (await bozzetto.createEngine()).openSession(id)).getSnapshot().document.children[0].props.text, id);
    assert.equal(text, "after");
  });

  for (const [what, lose] of Object.entries({
    "the database is deleted": (page) => page.evaluate(() => new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase("bozzetto");
      request.onsuccess = resolve;
      request.onerror = reject;
    })),
    "the data of the site is cleared": async (page) => {
      const devtools = await context.newCDPSession(page);
      await devtools.send("Storage.clearDataForOrigin", { origin: server.origin, storageTypes: "all" });
    },
  })) {
    test(`API-42 ${what} under an open session: nothing of it is lost`, async () => {
      const page = await fresh();
      const id = await page.evaluate(async (document) => {
        globalThis.engine = await bozzetto.createEngine();
        globalThis.session = await engine.createSession({ prompt: "start", document });
        for (const value of [1, 2, 3]) await session.apply([{ op: "set", id: "title", path: "/props/n", value }], `set ${value}`);
        return session.id;
      }, document);
      await lose(page);
      const after = await page.evaluate(async () => {
        const version = await session.apply([{ op: "set", id: "title", path: "/props/n", value: 4 }], "set 4");
        const { document, view } = session.getSnapshot();
        return {
          number: version.number, document, save: view.save, versions: session.history().versions,
          listed: (await engine.listSessions()).length, exported: (await engine.exportSession(session.id)).length,
        };
      });
      assert.equal(after.number, 5);
      assert.deepEqual(after.save, { state: "saved" });
      assert.equal(after.listed, 1);
      assert.ok(after.exported > 0);
      await page.reload();
      await page.waitForFunction("globalThis.ready === true");
      const found = await page.evaluate(async (id) => {
        const session = await (await bozzetto.createEngine()).openSession(id);
        return { document: session.getSnapshot().document, versions: session.history().versions };
      }, id);
      assert.deepEqual(found, { document: after.document, versions: after.versions });
      assert.deepEqual(page.uncaught, []);
    });
  }

  test("API-25 a newer schema in the database is a coded error, not an empty list", async () => {
    const page = await fresh();
    const code = await page.evaluate(async () => {
      await new Promise((resolve) => {
        const request = indexedDB.open("bozzetto", 9);
        request.onsuccess = () => { request.result.close(); resolve(); };
      });
      return bozzetto.createEngine().then(() => "opened", (error) => error.code);
    });
    assert.equal(code, "store.newer-version");
  });

  for (const [what, options, stores] of [
    ["of another app", undefined, ["things"]],
    ["with stores of our names and keys of their own", { keyPath: "id" }, ["records", "heads"]],
  ]) {
    test(`API-46 a database ${what} is told when it is opened, and left as it is`, async () => {
      const page = await fresh();
      const found = await page.evaluate(async ([document, options, stores]) => {
        await new Promise((resolve, reject) => {
          const request = indexedDB.open("bozzetto", 1);
          request.onupgradeneeded = () => { for (const name of stores) request.result.createObjectStore(name, options); };
          request.onsuccess = () => { request.result.close(); resolve(); };
          request.onerror = reject;
        });
        const refused = await bozzetto.createEngine({ store: "indexeddb" }).then(() => "opened", ({ code, recoverable, suggestedAction }) => ({ code, recoverable, suggestedAction }));
        const engine = await bozzetto.createEngine();
        const { store } = engine.getSnapshot();
        const session = await engine.createSession({ prompt: "start", document });
        await session.apply([{ op: "set", id: "title", path: "/name", value: "T" }], "x");
        const { save } = session.getSnapshot().view;
        await engine.close();
        // Nothing of ours holds it open.
        const left = await new Promise((resolve, reject) => {
          const request = indexedDB.open("bozzetto", 2);
          request.onupgradeneeded = () => resolve([...request.result.objectStoreNames]);
          request.onblocked = () => reject(new Error("held open"));
        });
        return { refused, store, save, left };
      }, [document, options, stores]);
      assert.deepEqual(found.refused, { code: "store.foreign-database", recoverable: false, suggestedAction: "Give another `databaseName`." });
      assert.deepEqual([found.store.kind, found.store.persistent, found.store.reason.code], ["memory", false, "store.foreign-database"]);
      assert.equal(found.save.state, "saved");
      assert.deepEqual(found.left, [...stores].sort());
      assert.deepEqual(page.uncaught, []);
    });
  }

  test("API-3 behind a deletion that somebody holds up: told after a while, and opened when it is over", async () => {
    const page = await fresh();
    const found = await page.evaluate(async (document) => {
      const holder = await new Promise((resolve, reject) => {
        const request = indexedDB.open("bozzetto", 1);
        request.onupgradeneeded = () => { request.result.createObjectStore("records"); request.result.createObjectStore("heads"); };
        request.onsuccess = () => resolve(request.result);
        request.onerror = reject;
      });
      const deleted = new Promise((resolve) => { indexedDB.deleteDatabase("bozzetto").onsuccess = resolve; });
      const [named, auto] = await Promise.all([
        bozzetto.createEngine({ store: "indexeddb" }).then(() => "opened", (error) => error.code),
        bozzetto.createEngine(),
      ]);
      const { kind, reason } = auto.getSnapshot().store;
      await auto.close();
      holder.close();
      await deleted;
      const engine = await bozzetto.createEngine({ store: "indexeddb" });
      const session = await engine.createSession({ prompt: "start", document });
      const { save } = session.getSnapshot().view;
      await engine.close();
      // The connections that came too late were closed again.
      const free = await new Promise((resolve) => {
        const request = indexedDB.deleteDatabase("bozzetto");
        request.onsuccess = () => resolve(true);
        request.onblocked = () => resolve(false);
      });
      return { named, kind, reason: reason.code, save, free };
    }, document);
    assert.deepEqual(found, { named: "store.lost", kind: "memory", reason: "store.lost", save: { state: "saved" }, free: true });
  });

  const sse = (response, events, end = true) => {
    response.writeHead(200, { "content-type": "text/event-stream", "access-control-allow-origin": "*" });
    for (const event of events) response.write(`data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`);
    if (end) response.end("data: [DONE]\n\n");
  };
  const delta = (content, finish = null) => ({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] });
  const withServer = (page, options = {}) => page.evaluate(async ([baseUrl, document, options]) => {
    globalThis.asked = 0;
    const engine = await bozzetto.createEngine({
      store: "memory",
      provider: { kind: "openai-compatible", baseUrl, model: "m", apiKey: async () => { asked += 1; return "sk-secret"; }, ...options },
    });
    globalThis.session = await engine.createSession({ prompt: "start", document });
  }, [`${server.origin}/v1`, document, options]);

  test("API-26 an HTTP model: streamed into a preview, the key in its header and nowhere else", async () => {
    const page = await fresh();
    await withServer(page);
    const answer = JSON.stringify({ ops: [
      { op: "set", id: "title", path: "/props/text", value: "One" }, { op: "set", id: "title", path: "/props/level", value: 2 },
    ] });
    let seen;
    let release;
    chats.push(async (request, response) => {
      seen = request.headers.authorization;
      const half = answer.indexOf('{"op"', 12);
      sse(response, [delta(answer.slice(0, half))], false);
      await new Promise((resolve) => { release = resolve; });
      response.end(`data: ${JSON.stringify(delta(answer.slice(half), "stop"))}\n\ndata: [DONE]\n\n`);
    });
    await page.evaluate(() => { globalThis.edit = session.edit("rename the title", { target: "title" }); });
    await page.waitForFunction(() => session.getSnapshot().preview?.children[0].props.text === "One", undefined, { timeout: 10_000 });
    assert.equal(await page.evaluate(() => session.getSnapshot().document.children[0].props.text), "Hello");
    release();
    const result = await page.evaluate(() => edit.result);
    assert.equal(result.status, "committed", JSON.stringify(result));
    assert.equal(seen, "Bearer sk-secret");
    assert.equal(await page.evaluate(() => asked), 1);
    const everything = await page.evaluate(() => JSON.stringify([session.getSnapshot(), session.promptReport(edit.id)]));
    assert.ok(!everything.includes("sk-secret"));
  });

  test("API-27 an HTTP model: a cancel closes the connection; refusals, bad headers and dead servers are coded", async () => {
    const page = await fresh();
    await withServer(page);
    let closed;
    const isClosed = new Promise((resolve) => { closed = resolve; });
    chats.push((request, response) => {
      response.on("close", closed);
      sse(response, [delta('{"ops":[')], false);
    });
    await page.evaluate(() => { globalThis.edit = session.edit("rename the title", { target: "title" }); });
    await page.waitForFunction(() => session.getSnapshot().edits.at(-1)?.phase === "streaming", undefined, { timeout: 10_000 });
    await page.evaluate(() => edit.cancel());
    assert.equal((await page.evaluate(() => edit.result)).status, "cancelled");
    await isClosed;
    chats.push((request, response) => response.writeHead(401, { "access-control-allow-origin": "*" }).end('{"error":{"message":"bad key sk-secret"}}'));
    const refused = await page.evaluate(() => session.edit("rename the title", { target: "title" }).result);
    assert.equal(refused.status, "failed");
    assert.match(refused.error.code, /^model\./);
    assert.ok(!JSON.stringify(refused).includes("sk-secret"));
    await assert.rejects(withServer(page, { headers: { "x-ok": "line\nbreak" } }), /`x-ok` cannot be sent/);
    chats.length = 0;
    assert.deepEqual(page.uncaught, []);
  });

  test("MOD-67 a proxy on the page's own server, which knows people by a cookie, is named by its path; a sandboxed frame has no such server", async () => {
    const page = await fresh();
    await context.addCookies([{ name: "session", value: "ada", url: server.origin }]);
    const seen = [];
    for (const [baseUrl, credentials] of [["/api/llm", "same-origin"], ["./api/llm", "include"], ["/api/llm", "omit"], ["/api/llm", undefined]]) {
      chats.push((request, response) => {
        seen.push(request.headers.cookie);
        sse(response, [delta(JSON.stringify({ ops: [{ op: "set", id: "title", path: "/props/text", value: "One" }] }), "stop")], true);
      });
      await withServer(page, { baseUrl, ...(credentials && { credentials }) });
      assert.equal((await page.evaluate(() => session.edit("rename the title", { target: "title" }).result)).status, "committed");
    }
    assert.deepEqual(seen, ["session=ada", "session=ada", undefined, undefined]);
    const worker = await page.evaluate(() => new Promise((resolve) => {
      const script = `import { createEngine, init } from "${location.origin}/dist/index.js";
        await init("${location.origin}/dist/core.wasm");
        const made = (baseUrl) => createEngine({ store: "memory", provider: { kind: "openai-compatible", model: "m", baseUrl } }).then(() => "made", ({ code }) => code);
        postMessage([await made("/api/llm"), await made("./llm")]);`;
      new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })), { type: "module" }).onmessage = ({ data }) => resolve(data);
    }));
    assert.deepEqual(worker, ["made", "command.bad-argument"]);
    await page.goto(`${server.origin}/sandboxed`);
    await page.waitForFunction(() => globalThis.told, undefined, { timeout: 20_000 });
    const { code, message } = await page.evaluate(() => told);
    assert.equal(code, "command.bad-argument");
    assert.match(message, /no http or https page/);
  });
});
