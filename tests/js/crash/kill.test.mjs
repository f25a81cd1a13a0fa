// The browser is killed at random moments of a scripted session; what was reported as saved is there afterwards.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Killable } from "../support/killable.mjs";
import { bozzetto, here, made } from "../support/places.mjs";
import { serve } from "../support/server.mjs";
import { mulberry32 } from "../../bench/workload.mjs";
import { ledger } from "./ledger.mjs";

const kills = process.env.BOZZETTO_FULL ? 50 : 5;
const seed = Number(process.env.BOZZETTO_SEED ?? 1);

test(`nothing that was saved is lost when the browser is killed (${kills} times, seed ${seed})`, async () => {
  const random = mulberry32(seed);
  const reports = ledger();
  const server = await serve({ "/bozzetto/": bozzetto, "/report": reports.route, "/": join(here, "crash") });
  await mkdir(made("crash"), { recursive: true });
  const profile = await mkdtemp(made("crash/profile-"));
  let whole = false;
  try {
    for (let kill = 0; kill <= kills; kill++) {
      const browser = await Killable.launch(profile);
      try {
        const page = await browser.open(`${server.url}/`);
        await page.waitForFunction(() => globalThis.ready, undefined, { timeout: 60_000 });
        // The last three sessions, so that a round does not take longer with every kill; at the end all of them.
        const all = [...reports.sessions().keys()];
        const problems = await page.evaluate((expected) => globalThis.check(expected), reports.expected(kill === kills ? all : all.slice(-3)));
        assert.deepEqual(problems, [], `after kill ${kill}`);
        if (kill === kills) break;
        const first = reports.next();
        // Never answers: the browser dies before.
        page.evaluate(() => globalThis.work()).catch(() => {});
        await first;
        await pause(Math.floor(random() * 1500));
      } finally {
        await browser.kill();
      }
      assert.equal(reports.failure(), undefined);
    }
    assert.equal(reports.sessions().size, kills, "every round began a session");
    assert.ok(reports.count() > kills * 2, `the rounds saved versions: ${reports.count()}`);
    whole = true;
    console.log(`${kills} kills, ${reports.count()} versions reported as saved, all there`);
  } finally {
    await server.close();
    // What a browser left behind is the only trace of how something was lost.
    if (whole) await rm(profile, { recursive: true, force: true, maxRetries: 10 });
    else console.log(`the profile is kept: ${profile}`);
  }
});
