// The browser that the suites drive.
import { chromium } from "playwright-core";

/** How to launch it: the one that set-up found, with nothing that phones home. */
export function launchOptions() {
  return {
    executablePath: process.env.CHROME ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-dev-shm-usage",
    ],
  };
}

/** Opens a page, gives it to `use`, closes the browser. Errors of the page are part of what a failed test says. */
export async function inPage(use) {
  const browser = await chromium.launch(launchOptions());
  const said = [];
  try {
    const page = await browser.newPage();
    page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => said.push(String(error.stack ?? error)));
    page.on("requestfailed", (request) => said.push(`failed: ${request.url()}`));
    return await use(page);
  } catch (error) {
    if (said.length) error.message += `\nThe page said:\n${said.join("\n")}`;
    throw error;
  } finally {
    await browser.close();
  }
}

/** Opens an address and waits until the page has left `globalThis.outcome`. */
export function outcomeOf(url) {
  return inPage(async (page) => {
    await page.goto(url);
    const outcome = await page.waitForFunction(() => globalThis.outcome, undefined, { timeout: 60_000 });
    return outcome.jsonValue();
  });
}
