// Pages without a bundler: a module with an import map, a classic script, and frames of an opaque origin, where a Figma
// plugin lives.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { outcomeOf } from "../support/chromium.mjs";
import { bozzetto, here } from "../support/places.mjs";
import { serve } from "../support/server.mjs";
import { assertJob } from "./outcome.mjs";

const packaging = join(here, "packaging");
let server;
let classicJob;

before(async () => {
  // A classic script cannot export.
  classicJob = (await readFile(join(packaging, "job.mjs"), "utf8")).replaceAll(/^export /gm, "");
  const page = (html) => (_, response) => response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(html);
  server = await serve({
    "/bozzetto/": bozzetto,
    "/job.mjs": (_, response) => readFile(join(packaging, "job.mjs")).then((body) => response.writeHead(200, { "content-type": "text/javascript" }).end(body)),
    "/job.js": (_, response) => response.writeHead(200, { "content-type": "text/javascript" }).end(classicJob),
    "/page/": join(packaging, "apps", "page"),
    "/classic/": join(packaging, "apps", "classic"),
    "/srcdoc": page(await parentPage("srcdoc")),
    "/data": page(await parentPage("data")),
    "/": (_, response) => response.writeHead(404).end(),
  });
});
after(() => server?.close());

/** All in one text, as `figma.showUI` takes it. */
async function plugin() {
  const script = await readFile(join(bozzetto, "dist", "bozzetto.inline.global.js"), "utf8");
  return `<!doctype html><meta charset="utf-8"><title>plugin</title>
<script>${script}</script>
<script>${classicJob}</script>
<script>report(bozzetto).then(() => parent.postMessage(outcome, "*"));</script>`;
}

/** A page that unpacks another one into itself: Chromium opens no `data:` address of more than 2 MB. */
function unpacking(html) {
  return `<!doctype html><meta charset="utf-8"><script type="module">
const packed = Uint8Array.from(atob("${gzipSync(html).toString("base64")}"), (character) => character.charCodeAt(0));
const html = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
document.open();
document.write(html);
document.close();
</script>`;
}

/** A page with a frame of an opaque origin; what the frame reports becomes the outcome of the page. */
async function parentPage(kind) {
  const html = await plugin();
  const frame =
    kind === "srcdoc"
      ? `frame.sandbox = "allow-scripts"; frame.srcdoc = html;`
      : // What is packed is base64 already, and would weigh a third more if it were packed so once again.
        `frame.src = "data:text/html,${encodeURIComponent(unpacking(html))}";`;
  const text = JSON.stringify(html).replaceAll("<", "\\u003c");
  return `<!doctype html><meta charset="utf-8"><title>parent</title><link rel="icon" href="data:,"><script>
onmessage = (event) => { globalThis.outcome = { origin: event.origin, ...event.data }; };
addEventListener("DOMContentLoaded", () => {
  const frame = document.createElement("iframe");
  ${kind === "srcdoc" ? `const html = ${text};` : ""}
  ${frame}
  document.body.append(frame);
});
</script><body></body>`;
}

test("a plain module page with an import map", async () => {
  assertJob(await outcomeOf(`${server.url}/page/`), "indexeddb");
});

test("a classic script", async () => {
  assertJob(await outcomeOf(`${server.url}/classic/`), "indexeddb");
});

for (const kind of ["srcdoc", "data"]) {
  test(`a ${kind} frame of an opaque origin goes on in memory and says why`, async () => {
    const outcome = await outcomeOf(`${server.url}/${kind}`);
    assert.equal(outcome.origin, "null");
    assertJob(outcome, "memory");
    assert.equal(outcome.store.persistent, false);
    assert.match(outcome.store.reason.code, /^store\./);
  });
}
