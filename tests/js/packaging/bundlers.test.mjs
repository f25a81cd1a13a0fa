// Apps that are built by a bundler.
import assert from "node:assert/strict";
import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { build as esbuild } from "esbuild";
import { build as vite } from "vite";
import webpack from "webpack";
import { inPage, outcomeOf } from "../support/chromium.mjs";
import { here, made } from "../support/places.mjs";
import { serve } from "../support/server.mjs";
import { assertJob } from "./outcome.mjs";

const app = (name) => join(here, "packaging", "apps", name);

before(() => rm(made("packaging"), { recursive: true, force: true }));

async function runs(folder) {
  const server = await serve({ "/": folder });
  try {
    return await outcomeOf(`${server.url}/`);
  } finally {
    await server.close();
  }
}

function buildWithVite(name, out) {
  return vite({
    root: app(name),
    base: "./",
    logLevel: "error",
    configFile: false,
    cacheDir: join(out, ".cache"),
    build: { outDir: join(out, "dist"), target: "es2022", emptyOutDir: true },
  });
}

test("Vite", async () => {
  const out = made("packaging/vite");
  await buildWithVite("vite", out);
  assertJob(await runs(join(out, "dist")), "indexeddb");
});

test("webpack", async () => {
  const out = made("packaging/webpack");
  const stats = await new Promise((resolve, reject) =>
    webpack(
      { mode: "production", context: app("webpack"), entry: "./main.js", output: { path: out, filename: "main.js", publicPath: "auto" } },
      (error, stats) => (error ? reject(error) : resolve(stats)),
    ),
  );
  assert.ok(!stats.hasErrors(), stats.toString({ errors: true }));
  await cp(join(app("webpack"), "index.html"), join(out, "index.html"));
  assertJob(await runs(out), "indexeddb");
});

test("esbuild", async () => {
  const out = made("packaging/esbuild");
  await mkdir(out, { recursive: true });
  await esbuild({
    absWorkingDir: here,
    entryPoints: [join(app("esbuild"), "main.js")],
    bundle: true,
    minify: true,
    format: "esm",
    loader: { ".wasm": "file" },
    outdir: out,
    logLevel: "error",
  });
  await cp(join(app("esbuild"), "index.html"), join(out, "index.html"));
  assertJob(await runs(out), "indexeddb");
});

test("React hooks draw what the session is, again when it changed", async () => {
  const out = made("packaging/react");
  await buildWithVite("react", out);
  const server = await serve({ "/": join(out, "dist") });
  try {
    await inPage(async (page) => {
      await page.goto(`${server.url}/`);
      const text = page.locator("p");
      await text.waitFor();
      assert.equal(await text.textContent(), "memory, version 1 of 1");
      await page.evaluate(() => globalThis.change());
      await page.getByText("version 2 of 2").waitFor();
    });
  } finally {
    await server.close();
  }
});
