// node run.mjs SUITE OUT.json: one suite, in Node and in Chromium ($CHROME).
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const [suite, out, only] = process.argv.slice(2);

async function inNode() {
  const load = (path) => import(pathToFileURL(join(root, path)).href);
  load.bytes = async (path) => new Uint8Array(await readFile(join(root, path)));
  load.json = async (path) => JSON.parse(await readFile(join(root, path), "utf8"));
  load.peers = () => load("tests/js/peers.mjs");
  const { default: run } = await import(`./suites/${suite}.mjs`);
  return run({ where: "node", load });
}

const types = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };

/** The packages that Bozzetto is measured beside, in one module for a page. */
async function peers() {
  const require = createRequire(join(root, "tests/js/package.json"));
  const { outputFiles } = await require("esbuild").build({
    entryPoints: [join(root, "tests/js/peers.mjs")], bundle: true, format: "esm", platform: "browser", write: false, logLevel: "error",
  });
  return outputFiles[0].contents;
}

async function inChromium() {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
    try {
      const body = path === "/" ? "<!doctype html><title>bench</title>" : path === "/peers.mjs" ? await peers() : await readFile(join(root, path));
      response.writeHead(200, {
        "content-type": path === "/" ? "text/html" : (types[extname(path)] ?? "application/octet-stream"),
        // Isolated pages get a finer clock.
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const require = createRequire(join(root, "tests/js/package.json"));
  const { chromium } = require("playwright-core");
  const { launchOptions } = await import("../js/support/chromium.mjs");
  const browser = await chromium.launch(launchOptions());
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    return await page.evaluate(async (suite) => {
      const load = (path) => import(`/${path}`);
      load.bytes = async (path) => new Uint8Array(await (await fetch(`/${path}`)).arrayBuffer());
      load.json = async (path) => (await fetch(`/${path}`)).json();
      load.peers = () => load("peers.mjs");
      const { default: run } = await import(`/tests/bench/suites/${suite}.mjs`);
      return run({ where: "chromium", load });
    }, suite);
  } finally {
    await browser.close();
    server.close();
  }
}

/** In a process of its own, which is gone before Chromium starts: what it keeps in memory slows down what is measured after it. */
async function inOwnProcess() {
  const part = `${out}.node`;
  await promisify(execFile)(process.execPath, [fileURLToPath(import.meta.url), suite, part, "node"], { maxBuffer: 1 << 26 });
  const { rows } = JSON.parse(await readFile(part, "utf8"));
  await rm(part);
  return rows;
}

const rows = only === "node" ? await inNode() : [...(await inOwnProcess()), ...(await inChromium())];
await writeFile(out, JSON.stringify({ suite, rows }));
