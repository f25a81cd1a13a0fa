// STU-13: single versions taken back or brought over, merges with a choice, where things come from, and a thousand versions.
import assert from "node:assert/strict";
import { test } from "node:test";
import { twoButtons } from "./documents.mjs";
import { importFile, sessionFile } from "./files.mjs";
import { card, open, say, until, useStudio, version, violations, visit } from "./studio.mjs";

useStudio();

const background = (page, id) => page.locator(`.canvas [data-node="${id}"]`).evaluate(element => getComputedStyle(element).backgroundColor);
const shown = (page, text) => page.locator(".canvas").getByText(text, { exact: true }).waitFor();
const isGreen = async page => {
  const [, red, green] = (await background(page, "save")).match(/(\d+), (\d+)/).map(Number);
  return green - red > 60;
};
const act = async (page, number, name) => {
  await card(page, number).hover();
  await card(page, number).getByRole("button", { name, exact: true }).click();
};

async function branchFrom(page, number, name) {
  await act(page, number, "Branch from here");
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("button", { name: "Make the branch" }).click();
  await page.getByRole("button", { name: `Branch: ${name}` }).waitFor();
}

async function goTo(page, from, to) {
  await page.getByRole("button", { name: `Branch: ${from}` }).click();
  await page.getByRole("menuitemradio", { name: new RegExp(`^${to}`) }).click();
  await page.getByRole("button", { name: `Branch: ${to}` }).waitFor();
}

test("one old change is taken back, those after it stay, and that is taken back again", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await say(page, "make the Save button green");
  await version(page, 2);
  await say(page, "change \"Discard\" to \"Drop\"");
  await version(page, 3);
  await act(page, 2, "Take back only this");
  await version(page, 4);
  await shown(page, "Drop");
  assert.equal(await isGreen(page), false);
  await say(page, "change \"Drop\" to \"Leave\"");
  await version(page, 5);
  await act(page, 4, "Take back only this");
  await version(page, 6);
  await shown(page, "Leave");
  assert.ok(await isGreen(page));
  await leave();
});

test("a change of another branch is brought over by itself", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await branchFrom(page, 1, "bold");
  await say(page, "make the Save button green");
  await version(page, 2);
  await say(page, "change \"Discard\" to \"Drop\"");
  await version(page, 3);
  await goTo(page, "bold", "main");
  await shown(page, "Discard");
  await act(page, 3, "Bring here");
  await version(page, 4);
  await shown(page, "Drop");
  assert.equal(await isGreen(page), false, "only that change came");
  await leave();
});

test("a merge shows what comes and lets one choose where both changed the same", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await branchFrom(page, 1, "bold");
  await say(page, "change \"Save\" to \"Keep it\"");
  await version(page, 2);
  await say(page, "change \"Discard\" to \"Drop\"");
  await version(page, 3);
  await goTo(page, "bold", "main");
  await say(page, "change \"Save\" to \"Store\"");
  await version(page, 4);
  await page.getByRole("button", { name: "Branch: main" }).click();
  await page.getByRole("menuitem", { name: /^Merge bold into main/ }).click();
  const conflict = page.getByRole("group", { name: /label/ });
  await conflict.getByText("Before: “Save”").waitFor();
  assert.ok(await conflict.getByRole("radio", { name: /bold: “Keep it”/ }).isChecked());
  assert.deepEqual(await violations(page), []);
  // What is told follows the choice.
  const told = page.locator(".merge-changes");
  await told.getByText("Keep it").waitFor();
  await conflict.getByRole("radio", { name: /main: “Store”/ }).check();
  await told.getByText("Keep it").waitFor({ state: "detached" });
  await told.getByText("Drop").waitFor();
  await page.getByRole("button", { name: "Merge", exact: true }).click();
  await version(page, 5);
  await shown(page, "Drop");
  await shown(page, "Store");
  // Once more there is nothing to bring.
  await page.getByRole("button", { name: "Branch: main" }).click();
  await page.getByRole("menuitem", { name: /^Merge bold into main/ }).click();
  assert.ok(await page.getByRole("dialog").isVisible());
  await page.keyboard.press("Escape");
  await leave();
});

test("a conflict about a list shows what is in it, cut where it is long", async () => {
  const document = structuredClone(twoButtons);
  const rows = Array.from({ length: 300 }, (_, at) => [`Row ${at}`, at, { checked: at % 2 === 0, note: null }]);
  document.children.push({ id: "size", type: "select", name: "Size", layout: {}, style: {}, props: { label: "Size", options: ["S", "M", "L"], rows }, children: [] });
  const file = await sessionFile(document, async session => {
    const set = (options, rows, name) => session.apply([{ op: "set", id: "size", path: "/props/options", value: options }, { op: "set", id: "size", path: "/props/rows", value: rows }], name);
    await session.branch(1, "bold");
    await set(["S", "M", "L", "XL"], [["From bold"], ...rows.slice(1)], "Another first row");
    await session.switchBranch("main");
    await set(["XS", "S", "<b>M</b>"], rows.slice(1), "No first row");
  });
  const { page, leave } = await visit();
  await importFile(page, file);
  await page.getByRole("button", { name: "Branch: main" }).click();
  await page.getByRole("menuitem", { name: /^Merge bold into main/ }).click();
  const conflict = page.getByRole("group", { name: "Size, options" });
  await conflict.getByText("Before: “S”, “M”, “L”").waitFor();
  await conflict.getByRole("radio", { name: "bold: “S”, “M”, “L”, “XL”", exact: true }).waitFor();
  await conflict.getByRole("radio", { name: "main: “XS”, “S”, “<b>M</b>”", exact: true }).waitFor();
  const long = await page.getByRole("dialog").innerText();
  assert.match(long, /\(“From bold”\), \(“Row 1”, 1, \(checked false, note null\)\), .*… 300 entries in all/);
  for (const line of long.split("\n")) assert.ok(line.length < 400, line);
  assert.equal(await page.getByRole("dialog").locator("b").count(), 0, "no text is read as HTML");
  assert.deepEqual(await violations(page), []);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/lists.png` });
  await page.keyboard.press("Escape");
  await leave();
});

test("STU-13: a merge tells records field by field, in words", async () => {
  const file = await sessionFile(twoButtons, async session => {
    const set = (path, value, name) => session.apply([{ op: "set", id: "title", path, value }], name);
    await session.branch(1, "bold");
    await set("/style", { fontSize: 36, fontWeight: 700, color: "#2563eb" }, "Another style");
    await session.apply([{ op: "set", id: "save", path: "/style", value: { background: "#16a34a", color: "#ffffff", radius: 8, fontSize: 18 } }], "Green");
    await session.switchBranch("main");
    await set("/style", { fontSize: 30, color: "#111827" }, "Larger");
  });
  const { page, leave } = await visit();
  await importFile(page, file);
  await page.getByRole("button", { name: "Branch: main" }).click();
  await page.getByRole("menuitem", { name: /^Merge bold into main/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  const told = await dialog.innerText();
  assert.doesNotMatch(told, /[{}]|fontSize|\[/, told);
  assert.match(told, /font size from 16 to 18/);
  assert.match(told, /background from #374151 to #16a34a/);
  assert.deepEqual(await violations(page), []);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/merge.png` });
  await page.keyboard.press("Escape");
  await leave();
});

test("STU-13: what was taken back is not offered to be taken back again", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await say(page, "make the Save button green");
  await version(page, 2);
  await say(page, "change \"Discard\" to \"Drop\"");
  await version(page, 3);
  const offered = number => card(page, number).getByRole("button", { name: "Take back only this", exact: true }).count();
  assert.equal(await offered(2), 1);
  await act(page, 2, "Take back only this");
  await version(page, 4);
  await until(() => offered(2), 0);
  assert.equal(await offered(3), 1, "what stands still is");
  await act(page, 4, "Undo");
  await version(page, 5);
  await until(() => offered(2), 1);
  await act(page, 1, "Restore");
  await version(page, 6);
  await until(() => offered(3), 0);
  await leave();
});

test("STU-4: what is looked at when a version is restored is not taken away", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await say(page, "make the Save button green");
  await version(page, 2);
  await say(page, "change \"Discard\" to \"Drop\"");
  await version(page, 3);
  // The moment that version 4 is there, and before the studio is told that it is done.
  await page.locator(".chat").evaluate(chat => new MutationObserver((_, observer) => {
    if (!chat.querySelector("[aria-label='Version 4']")) return;
    observer.disconnect();
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "v", bubbles: true }));
  }).observe(chat, { childList: true, subtree: true }));
  await page.getByRole("slider", { name: "Version" }).focus();
  await page.keyboard.press("ArrowLeft");
  await page.getByText("Viewing v2").waitFor();
  await page.keyboard.press("Enter");
  await page.getByText("Version 2 is restored, as a new version.").waitFor();
  await page.locator(".compare").waitFor();
  await leave();
});

test("STU-4: the menu of versions opens at the one that is shown", async () => {
  const file = await longSession(200);
  const { page, leave } = await visit();
  await importFile(page, file);
  const slider = page.getByRole("slider", { name: "Version" });
  for (const [key, number] of [["End", 200], ["Home", 1]]) {
    await slider.focus();
    await page.keyboard.press(key);
    await page.getByRole("button", { name: `v${number}, versions` }).click();
    const chosen = page.getByRole("menuitemradio", { checked: true });
    assert.match(await chosen.innerText(), new RegExp(`^v${number} `));
    assert.ok(await chosen.evaluate(item => item === document.activeElement));
    await page.keyboard.press("Escape");
  }
  await slider.focus();
  for (let at = 0; at < 10; at++) await page.keyboard.press("PageUp");
  await page.getByRole("button", { name: "v101, versions" }).click();
  const [item, list] = [await page.getByRole("menuitemradio", { checked: true }).boundingBox(), await page.getByRole("menu").boundingBox()];
  assert.ok(item.y >= list.y && item.y + item.height <= list.y + list.height, "it is in sight");
  assert.ok(await page.getByRole("menuitemradio", { name: /^v110 / }).count() === 1 && await page.getByRole("menuitemradio", { name: /^v90 / }).count() === 1, "with those around it");
  await page.keyboard.press("Escape");
  await leave();
});

test("STU-13: after a drag the mark of the version is whole", async () => {
  const file = await longSession(300);
  const { page, leave } = await visit();
  await importFile(page, file);
  await page.getByRole("slider", { name: "Version" }).waitFor();
  const { x: left, y: top, width } = await page.locator(".timeline-scroll").boundingBox();
  const y = top + 18;
  for (const to of [left + 1, left + width - 1]) {
    await page.mouse.move(left + width / 2, y);
    await page.mouse.down();
    await page.mouse.move(to, y, { steps: 4 });
    await page.waitForTimeout(400);
    await page.mouse.up();
    const ring = await page.locator(".timeline-shown").boundingBox();
    assert.ok(ring.x >= left - 1 && ring.x + ring.width <= left + width + 1, `${ring.x} to ${ring.x + ring.width} in ${left} to ${left + width}`);
  }
  await leave();
});

test("choices of a merge that cannot all be are told at once, and the rest stays choosable", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await branchFrom(page, 1, "bold");
  await say(page, "move the title into the actions row");
  await version(page, 2);
  await goTo(page, "bold", "main");
  await say(page, "remove the actions row");
  await version(page, 3);
  await page.getByRole("button", { name: "Branch: main" }).click();
  await page.getByRole("menuitem", { name: /^Merge bold into main/ }).click();
  const place = page.getByRole("group", { name: "Title, its place" });
  await place.getByRole("radio", { name: "bold: in Actions, after Discard button" }).waitFor();
  await place.getByRole("radio", { name: "main: in Note, first" }).waitFor();
  const row = page.getByRole("group", { name: "Actions, whether it is there" });
  const merge = page.getByRole("button", { name: "Merge", exact: true });
  await row.getByRole("radio", { name: "main: not there" }).check();
  await page.getByText(/do not fit together/).waitFor();
  assert.ok(await merge.isDisabled());
  assert.deepEqual(await violations(page), []);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/clash.png` });
  await place.getByRole("radio", { name: /^main/ }).check();
  await page.getByText(/do not fit together/).waitFor({ state: "detached" });
  await page.getByText("Nothing comes over").waitFor();
  await row.getByRole("radio", { name: "bold: there" }).check();
  await merge.click();
  await version(page, 4);
  await shown(page, "Discard");
  assert.equal(await page.locator('.canvas [data-node="actions"] [data-node="title"]').count(), 0);
  await leave();
});

test("where each field of a part comes from, and whether all versions are whole", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await say(page, "make the Save button green");
  await version(page, 2);
  await page.locator('.canvas [data-node="save"]').click();
  await page.getByRole("button", { name: "Where this comes from" }).click();
  const row = name => page.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });
  await row("background").getByRole("button", { name: /^v2 make the Save button green/ }).waitFor();
  await row("label").getByRole("button", { name: /^v1/ }).waitFor();
  assert.deepEqual(await violations(page), []);
  await row("label").getByRole("button").click();
  await page.getByText("Viewing v1").waitFor();
  await page.getByRole("button", { name: /^v1, versions/ }).click();
  await page.getByRole("menuitem", { name: "Check the history" }).click();
  await page.getByText("All 2 versions are there and as they were made.").waitFor();
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Escape");
  await leave();
});

/** A session of so many versions as a file. */
function longSession(versions) {
  return sessionFile(twoButtons, async session => {
    for (let number = 2; number <= versions; number++) await session.apply([{ op: "set", id: "title", path: "/props/text", value: `Step ${number}` }], `Step ${number}`);
  }, "A long day");
}

test("a thousand versions are scrubbed through, each step shows its version", async () => {
  const file = await longSession(1000);
  const { page, leave } = await visit();
  await importFile(page, file);
  const slider = page.getByRole("slider", { name: "Version" });
  await slider.waitFor();
  await slider.focus();
  const steps = await page.evaluate(async () => {
    const slider = document.querySelector("[role=slider]");
    const wrong = [];
    const frames = [];
    for (let step = 1; step <= 300; step++) {
      slider.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true }));
      const started = performance.now();
      await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
      frames.push(performance.now() - started);
      const wanted = `Step ${1000 - step}`;
      if (document.querySelector('.canvas [data-node="title"]')?.textContent !== wanted) wrong.push(wanted);
    }
    return { wrong, median: frames.sort((a, b) => a - b)[150] };
  });
  assert.deepEqual(steps.wrong, []);
  console.log(`two frames while scrubbing: ${steps.median.toFixed(1)} ms, of 33.3 ms at 60 frames a second`);
  await leave();
});

test("STU-13: a drag that is held at an edge of the timeline scrolls on, and the wheel scrolls it", async () => {
  const file = await longSession(1000);
  const { page, leave } = await visit();
  await importFile(page, file);
  const slider = page.getByRole("slider", { name: "Version" });
  await slider.waitFor();
  const area = page.locator(".timeline-scroll");
  const { x: left, y: top, width } = await area.boundingBox();
  const right = left + width, y = top + 18;
  const now = async () => Number(await slider.getAttribute("aria-valuenow"));
  const scrolled = () => area.evaluate(box => box.scrollLeft);
  const still = async () => { const before = await scrolled(); await page.waitForTimeout(300); assert.equal(await scrolled(), before); };
  const end = await area.evaluate(box => box.scrollWidth - box.clientWidth);
  await page.waitForFunction(end => document.querySelector(".timeline-scroll").scrollLeft > end - 100, end);

  // A click near an edge is a click.
  await page.mouse.move(left + 10, y);
  await page.mouse.down();
  await still();
  await page.mouse.up();
  await page.mouse.move(right - 200, y);
  await page.mouse.down();
  await page.mouse.move(left - 60, y, { steps: 8 });
  await page.waitForFunction(() => document.querySelector(".timeline-scroll").scrollLeft === 0);
  await until(now, 1);
  await page.mouse.move(right - 30, y, { steps: 8 });
  await page.waitForFunction(() => document.querySelector(".timeline-scroll").scrollLeft > 1000);
  await until(async () => await now() > 100, true);
  await page.mouse.move(left + width / 2, y);
  await still();
  await page.mouse.move(right - 2, y);
  await page.waitForTimeout(300);
  await page.mouse.up();
  await still();
  const kept = await now();

  const before = await scrolled();
  await page.mouse.move(left + width / 2, y);
  await page.mouse.wheel(0, 300);
  await page.waitForFunction(wanted => document.querySelector(".timeline-scroll").scrollLeft === wanted, before + 300);
  await page.mouse.wheel(0, -30_000);
  await page.waitForFunction(() => document.querySelector(".timeline-scroll").scrollLeft === 0);
  await page.mouse.wheel(0, 30_000);
  await page.waitForFunction(end => document.querySelector(".timeline-scroll").scrollLeft >= end - 1, end);
  assert.equal(await now(), kept, "the wheel looks at nothing else");
  await leave();
});

test("STU-13: one drag along the line below a long timeline goes through all versions, in every frame another", async () => {
  const file = await longSession(1000);
  for (const size of [{}, { width: 390, height: 844, touch: true, dark: true }]) {
    const { page, leave } = await visit(size);
    await importFile(page, file);
    const slider = page.getByRole("slider", { name: "Version" });
    await slider.waitFor();
    const overview = page.locator(".overview");
    const { x: left, y: top, width, height } = await overview.boundingBox();
    if (size.touch) assert.ok(height >= 44, `${height} px to touch`);
    const y = top + height / 2;
    const now = async () => Number(await slider.getAttribute("aria-valuenow"));
    await page.evaluate(() => {
      globalThis.seen = new Set();
      const look = () => { globalThis.seen.add(document.querySelector("[role=slider]").getAttribute("aria-valuenow")); requestAnimationFrame(look); };
      look();
    });
    await page.mouse.move(left + width - 4, y);
    await page.mouse.down();
    await page.mouse.move(left + 4, y, { steps: 60 });
    await until(now, 1);
    await page.locator(".canvas").getByText("A note", { exact: true }).waitFor();
    assert.ok(await page.evaluate(() => globalThis.seen.size) > 20, "the versions between were shown");
    await page.mouse.move(left + width / 2, y, { steps: 5 });
    await until(async () => Math.abs(await now() - 500) < 20, true);
    await page.locator('.canvas [data-node="title"]').filter({ hasText: `Step ${await now()}` }).waitFor();
    // The rail above shows where one is, in its middle.
    await page.waitForFunction(() => {
      const [ring, rail] = [".timeline-shown", ".timeline-scroll"].map(place => document.querySelector(place).getBoundingClientRect());
      return Math.abs(ring.x + ring.width / 2 - (rail.x + rail.width / 2)) < 40;
    });
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/overview${size.width ?? ""}.png` });
    await page.mouse.move(left + width + 40, y, { steps: 5 });
    await page.mouse.up();
    await until(now, 1000);
    // The keyboard goes on from there.
    for (const [key, wanted] of [["PageDown", 990], ["ArrowLeft", 989], ["PageUp", 999], ["PageUp", 1000], ["Home", 1], ["PageDown", 1], ["PageUp", 11], ["End", 1000]]) {
      await page.keyboard.press(key);
      await until(now, wanted, key);
    }
    assert.equal(await slider.getAttribute("aria-valuemax"), "1000");
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
    assert.deepEqual(await violations(page), []);
    await leave();
  }
});

test("STU-29 words begun on one branch say so on another", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await branchFrom(page, 1, "bold");
  const box = page.getByRole("textbox", { name: "What should change?" });
  const note = page.getByText("This was begun on bold. It changes main now.");
  await box.fill("make the Save button green");
  await goTo(page, "bold", "main");
  await note.waitFor();
  assert.deepEqual(await violations(page), []);
  await box.fill("");
  await note.waitFor({ state: "detached" });
  await box.fill("make the Save button red");
  assert.equal(await note.count(), 0);
  await goTo(page, "main", "bold");
  await page.getByText("This was begun on main. It changes bold now.").waitFor();
  await goTo(page, "bold", "main");
  await page.getByText("It changes bold now.").waitFor({ state: "detached" });
  await leave();
});

test("all branches are counted, also one that has no version of its own yet", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await branchFrom(page, 1, "bold");
  await say(page, "make the Save button green");
  await version(page, 2);
  await branchFrom(page, 2, "wild");
  await page.locator(".timeline-words").getByText("2 versions on 3 branches").waitFor();
  await leave();
});

test("a timeline that fits has no second line", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  assert.equal(await page.locator(".overview").count(), 0);
  await leave();
});
