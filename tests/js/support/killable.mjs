// A browser of our own, with a profile that stays, that can be killed as a whole without a chance to tidy up.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { chromium } from "playwright-core";
import { launchOptions } from "./chromium.mjs";

export class Killable {
  #process;
  #connection;

  constructor(process_, connection) {
    this.#process = process_;
    this.#connection = connection;
  }

  static async launch(profile) {
    const { executablePath, args } = launchOptions();
    const portFile = join(profile, "DevToolsActivePort");
    await rm(portFile, { force: true });
    const child = spawn(
      executablePath,
      [...args, "--headless=new", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"],
      // A group of its own, so that its helpers die in the same instant.
      { detached: true, stdio: ["ignore", "ignore", "pipe"] },
    );
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text) => (said += text));
    try {
      const endpoint = await devtools(portFile, child, () => said);
      return new Killable(child, await chromium.connectOverCDP(endpoint));
    } catch (error) {
      killGroup(child);
      throw error;
    }
  }

  async open(url) {
    const [context] = this.#connection.contexts();
    const page = await context.newPage();
    await page.goto(url);
    return page;
  }

  /** SIGKILL for all of it; resolves when it is gone. */
  async kill() {
    const gone = this.#process.exitCode === null && this.#process.signalCode === null ? once(this.#process, "exit") : undefined;
    killGroup(this.#process);
    await gone;
    await this.#connection.close().catch(() => {});
    // Helpers that are still dying hold files of the profile.
    await pause(100);
  }
}

function killGroup(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
}

async function devtools(portFile, child, said) {
  for (let wait = 0; wait < 300; wait++) {
    if (child.exitCode !== null) throw new Error(`the browser ended at once:\n${said()}`);
    const [port, path] = (await readFile(portFile, "utf8").catch(() => "")).split("\n");
    if (path) return `ws://127.0.0.1:${port}${path}`;
    await pause(100);
  }
  throw new Error(`the browser did not start:\n${said()}`);
}
