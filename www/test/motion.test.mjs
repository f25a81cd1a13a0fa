// STU-25: where motion is unwanted, nothing moves.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useStudio, visit } from "./studio.mjs";

useStudio();

/** The longest animation or transition of what is shown, in milliseconds, and which step of the sample is shown after a while. */
async function motion(page) {
  const shown = () => page.locator(".sample-words li").evaluateAll(items => items.findIndex(item => item.dataset.state === "now"));
  const first = await shown();
  await page.clock.runFor(3_000);
  const later = await shown();
  await page.getByRole("button", { name: "Settings" }).click();
  const longest = await page.evaluate(() => {
    const ms = times => times.split(",").map(time => parseFloat(time) * (time.trim().endsWith("ms") ? 1 : 1000));
    return Math.max(...[...document.querySelectorAll("*")].flatMap(element => {
      const { animationName, animationDuration, animationIterationCount, transitionDuration, transitionProperty } = getComputedStyle(element);
      const animated = animationName === "none" ? [] : ms(animationDuration).map(time => (animationIterationCount === "infinite" ? Infinity : time));
      return [0, ...animated, ...(transitionProperty === "none" ? [] : ms(transitionDuration))];
    }));
  });
  return { stays: first === later, longest };
}

test("STU-25: the sample stands still and nothing is animated where motion is unwanted, and only there", async () => {
  for (const unwanted of [true, false]) {
    const { page, leave } = await visit();
    await page.emulateMedia({ reducedMotion: unwanted ? "reduce" : "no-preference" });
    await page.clock.install();
    await page.reload();
    await page.locator(".sample-words li").first().waitFor({ state: "attached" });
    const { stays, longest } = await motion(page);
    assert.equal(stays, unwanted, "the sample");
    assert.ok(unwanted ? longest <= 1 : longest >= 100, `${longest} ms`);
    await page.keyboard.press("Escape");
    await leave();
  }
});
