// Half a record at the end of the browser's log, as a kill in the middle of a write leaves it, costs nothing.
import assert from "node:assert/strict";
import { appendFile, mkdir, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { join, sep } from "node:path";
import { test } from "node:test";
import { Killable } from "../support/killable.mjs";
import { bozzetto, here, made } from "../support/places.mjs";
import { serve } from "../support/server.mjs";
import { ledger } from "./ledger.mjs";

/** The head of a record of LevelDB's log (checksum, length 400, "whole record"), without the record. */
const half = Buffer.from([1, 2, 3, 4, 0x90, 0x01, 1]);

/** The folders of the databases in a profile: that of the origin, that of the bucket. */
async function databases(profile) {
  const files = await readdir(profile, { recursive: true });
  const folders = files.filter((file) => file.endsWith(`${sep}CURRENT`) && /IndexedDB/.test(file)).map((file) => join(profile, file, ".."));
  return folders.sort((a, b) => Number(a.includes("WebStorage")) - Number(b.includes("WebStorage")));
}

async function tear(folder) {
  const logs = (await readdir(folder)).filter((file) => file.endsWith(".log")).sort();
  assert.ok(logs.length, `no log in ${folder}`);
  await appendFile(join(folder, logs.at(-1)), half);
}

/** Whether the last start of the browser began this database anew. */
async function isNew(folder) {
  return /since it was missing/.test(await readFile(join(folder, "LOG"), "utf8").catch(() => ""));
}

// Which places are torn before each start.
const plans = { "the first place": [[0], []], "the second place": [[1], []], "one after the other": [[0], [1], [], [1], [0], []] };

for (const [name, plan] of Object.entries(plans)) {
  test(`a torn log of ${name} loses nothing`, async () => {
    const reports = ledger();
    const server = await serve({ "/bozzetto/": bozzetto, "/report": reports.route, "/": join(here, "crash") });
    await mkdir(made("crash"), { recursive: true });
    const profile = await mkdtemp(made("crash/torn-"));
    let thrownAway = 0;
    try {
      for (const places of [[], ...plan]) {
        const folders = await databases(profile);
        for (const place of places) await tear(folders[place]);
        const browser = await Killable.launch(profile);
        try {
          const page = await browser.open(`${server.url}/`);
          await page.waitForFunction(() => globalThis.ready, undefined, { timeout: 60_000 });
          const problems = await page.evaluate((expected) => globalThis.check(expected), reports.expected([...reports.sessions().keys()]));
          assert.deepEqual(problems, []);
          const saved = [reports.next(), reports.next(), reports.next()];
          // Never answers: the browser dies before.
          page.evaluate(() => globalThis.work()).catch(() => {});
          await Promise.all(saved);
          await reports.next();
          await reports.next();
        } finally {
          await browser.kill();
        }
        assert.equal(reports.failure(), undefined);
        const told = await Promise.all(folders.map(isNew));
        thrownAway += told.filter(Boolean).length;
      }
      console.log(`${thrownAway} databases thrown away by the browser, ${reports.count()} versions reported as saved, all there`);
    } finally {
      await server.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 10 });
    }
  });
}
