/** One browser and one server for a test file, and what the tests do with a page over and over. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { after, before } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

export const dist = process.env.STUDIO_DIST ?? fileURLToPath(new URL("../dist", import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const executablePath = process.env.CHROME ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(path => existsSync(path));

const PATIENCE_MS = Number(process.env.STUDIO_PATIENCE ?? 20_000);

export const studio = { url: "", browser: null };

/** Call once at the top of a test file. */
export function useStudio() {
  let server;
  before(async () => {
    server = await serve(dist);
    studio.url = server.url;
    studio.browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
  });
  after(async () => {
    await studio.browser?.close();
    await server?.close();
  });
}

/** A fresh profile with one page; errors of the page fail the test that made them. */
export async function visit({ width = 1280, height = 800, dark = false, touch = false, url = studio.url, init } = {}) {
  const context = await studio.browser.newContext({
    viewport: { width, height }, colorScheme: dark ? "dark" : "light", reducedMotion: "reduce", hasTouch: touch, isMobile: touch, acceptDownloads: true, permissions: ["clipboard-read", "clipboard-write"],
  });
  context.setDefaultTimeout(PATIENCE_MS);
  if (init) await context.addInitScript(init);
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", error => errors.push(error.message));
  page.on("console", message => { if (message.type() === "error" && !/Failed to load resource|ERR_|CORS/.test(message.text())) errors.push(message.text()); });
  await page.goto(url);
  await page.locator("h1").waitFor({ state: "attached" });
  return { page, context, async leave() { await context.close(); assert.deepEqual(errors, [], "errors in the page"); } };
}

/** For `init`: what `globalThis.breaks` matches of the calls into the core traps, as by a fault of its own. */
export function breakable() {
  const { Instance } = WebAssembly;
  WebAssembly.Instance = class extends Instance {
    get exports() {
      return Object.fromEntries(Object.entries(super.exports).map(([name, value]) => [name, typeof value !== "function" ? value : (...values) => {
        if (name.startsWith("coreengine_") && globalThis.breaks?.test(name)) throw new WebAssembly.RuntimeError("unreachable");
        return value(...values);
      }]));
    }
  };
}

/** Types the first prompt and waits for version 1. */
export async function begin(page, prompt = "a sign-up page for a bike shop") {
  await page.getByRole("textbox", { name: "What do you want to design?" }).fill(prompt);
  await page.keyboard.press("Enter");
  await version(page, 1);
}

/** Begins with a document instead of words. */
export async function open(page, document, name = "A document") {
  await page.getByRole("button", { name: "A document", exact: true }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.locator("#document-text").fill(typeof document === "string" ? document : JSON.stringify(document));
  await page.getByRole("button", { name: "Open as a session" }).click();
  await version(page, 1);
}

export async function say(page, words) {
  const box = page.getByRole("textbox", { name: "What should change?" });
  await box.fill(words);
  await box.press("Enter");
}

/** The card or line of a version in the chat. */
export function card(page, number) {
  return page.locator(".chat").getByRole("article", { name: `Version ${number}`, exact: true, includeHidden: true });
}

export async function version(page, number) {
  await card(page, number).waitFor({ state: "attached" });
}

export async function saved(page) {
  await page.locator(".save[data-state=saved]").waitFor();
}

/** What is shown may not be stored yet, and a page that is reloaded by then never comes to it. */
export async function reload(page) {
  await saved(page);
  await page.reload();
}

/** Reads until it is what is wanted: what comes with the next frame, or from another thread, is not there at once. */
export async function until(read, wanted, what) {
  const end = Date.now() + PATIENCE_MS;
  let found = await read();
  while (!isDeepStrictEqual(found, wanted) && Date.now() < end) {
    await new Promise(done => setTimeout(done, 50));
    found = await read();
  }
  assert.deepEqual(found, wanted, what);
}

/** What `axe` finds, in short. The colours inside of a wireframe are the design's, not the studio's. */
export async function violations(page) {
  // Not as a script tag: the studio's own policy forbids that.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const found = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    return found.violations.flatMap(rule => rule.nodes
      .filter(node => !(rule.id === "color-contrast" && document.querySelector(node.target.at(-1))?.closest(".wf-paper")))
      .map(node => `${rule.id}: ${node.html.slice(0, 160)} (${node.failureSummary?.split("\n").slice(1).join(" ").trim().slice(0, 200)})`));
  });
}

export async function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** What is placed absolutely in an area that scrolls or clips but does not hold it: it sticks out and makes what is around it scroll. */
export async function strays(page) {
  return page.evaluate(() => [...document.body.querySelectorAll("*")].filter(element => {
    if (getComputedStyle(element).position !== "absolute" || element.getClientRects().length === 0) return false;
    for (let around = element.parentElement; around && around !== element.offsetParent && around !== document.body; around = around.parentElement) {
      if (getComputedStyle(around).overflow !== "visible") return true;
    }
    return false;
  }).map(element => `${element.outerHTML.slice(0, 120)} in ${element.parentElement.className}`));
}

/** By how much the whole page scrolls down; a session never does. */
export async function pageScroll(page) {
  return page.evaluate(() => document.scrollingElement.scrollHeight - innerHeight);
}
