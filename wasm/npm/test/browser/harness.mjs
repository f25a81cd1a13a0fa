// A real Chromium, and a server for pages that use the built package as any page would.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const types = { ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html" };

/** Chromium needs these in a container without a display and without a network. */
export const chromiumArguments = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
];

export async function launch() {
  return chromium.launch({ executablePath: process.env.CHROME ?? "/usr/bin/chromium", args: chromiumArguments });
}

/** Serves `pages` (path to HTML, or a function of request and response) and the package under `/dist/`. */
export async function serve(pages) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const page = pages[pathname];
    if (typeof page === "function") {
      await page(request, response);
    } else if (page !== undefined) {
      response.writeHead(200, { "content-type": "text/html" }).end(page);
    } else if (pathname.startsWith("/dist/")) {
      try {
        const file = join(dist, normalize(pathname.slice("/dist/".length)));
        const body = await readFile(file);
        response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" }).end(body);
      } catch {
        response.writeHead(404).end();
      }
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  return { origin: `http://localhost:${port}`, close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }) };
}

/** A page with the package as `bozzetto`, already initialised. */
export const modulePage = `<!doctype html><meta charset="utf-8"><title>bare</title><script type="module">
  import * as bozzetto from "/dist/index.js";
  await bozzetto.init();
  globalThis.bozzetto = bozzetto;
  globalThis.ready = true;
</script>`;

export const document = {
  id: "root", type: "screen", name: "Screen", layout: {}, style: {}, props: {},
  children: [{ id: "title", type: "heading", name: "Title", layout: {}, style: {}, props: { text: "Hello" }, children: [] }],
};

/** Opens a page and waits until it says that it is ready. Uncaught errors of the page end up in `page.uncaught`. */
export async function open(context, url) {
  const page = await context.newPage();
  page.uncaught = [];
  page.on("pageerror", (error) => page.uncaught.push(String(error)));
  await page.goto(url);
  await page.waitForFunction("globalThis.ready === true", undefined, { timeout: 30_000 });
  return page;
}
