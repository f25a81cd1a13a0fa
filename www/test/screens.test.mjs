// STU-7, STU-15, STU-16: light and dark, small and wide, by keyboard alone, and for people who do not see it.
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { twoButtons } from "./documents.mjs";
import { serve } from "./serve.mjs";
import { begin, card, dist, open, overflow, pageScroll, saved, say, strays, studio, until, useStudio, version, violations, visit } from "./studio.mjs";

useStudio();

for (const [name, options] of Object.entries({ "wide, light": {}, "wide, dark": { dark: true }, "phone, light": { width: 360, height: 740, touch: true }, "phone, dark": { width: 360, height: 740, touch: true, dark: true } })) {
  test(`every screen: no axe violation, no sideways scroll (${name})`, async () => {
    const { page, leave } = await visit(options);
    const phone = options.touch === true;
    const look = async what => {
      assert.deepEqual(await violations(page), [], what);
      assert.ok(await overflow(page) <= 0, `${what}: scrolls sideways`);
      assert.deepEqual(await strays(page), [], `${what}: sticks out of what scrolls`);
      if (await page.locator(".session").count()) assert.equal(await pageScroll(page), 0, `${what}: the page scrolls`);
    };
    const tab = async label => { if (phone) await page.getByRole("tab", { name: label }).click(); };
    await look("first screen, empty");
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("radio", { name: /^OpenAI-compatible/ }).check();
    await look("settings");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "A document", exact: true }).click();
    await look("start from a document");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
    await look("shortcuts");
    await page.keyboard.press("Escape");

    await open(page, twoButtons, "Two buttons");
    await tab("Chat");
    await look("chat after the first version");
    await say(page, "make the button red");
    await page.getByRole("article", { name: "Question" }).waitFor();
    await look("question");
    await page.locator(".candidate").first().click();
    await version(page, 2);
    await tab("Chat");
    await say(page, "make the Save button green");
    await version(page, 3);
    await say(page, "what changed since version 1?");
    await page.getByRole("article", { name: "Answer" }).waitFor();
    await look("chat");
    await tab("Design");
    await page.locator('.canvas [data-node="save"]').click();
    await look("selection");
    await page.getByRole("button", { name: "Code" }).click();
    await look("code");
    await page.getByRole("button", { name: "Preview" }).click();
    await page.getByRole("slider", { name: "Version" }).focus();
    await page.keyboard.press("Home");
    await page.getByText("Viewing v1").waitFor();
    await look("an older version");
    await page.getByRole("button", { name: "Branch from here" }).filter({ visible: true }).last().click();
    await look("branch dialog");
    await page.getByRole("button", { name: "Make the branch" }).click();
    await page.locator("dialog").waitFor({ state: "detached" });
    await tab("Chat");
    await say(page, "change \"Discard\" to \"Drop\"");
    await version(page, 4);
    await tab("Design");
    await look("two branches");
    await page.locator(".canvas").focus();
    await page.keyboard.press("v");
    await page.locator(".compare").waitFor();
    await look("comparison");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "More", exact: true }).or(page.getByRole("button", { name: /^Branch: / })).filter({ visible: true }).first().click();
    await look("menu");
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: /first screen/ }).click();
    await page.locator(".session-card").waitFor();
    await look("first screen with sessions");
    await leave();
  });
}

test("STU-15: the page of a session does not scroll, however long its conversation is", async () => {
  const { page, leave } = await visit();
  await begin(page);
  for (const [at, colour] of ["blue", "red", "green", "purple", "black"].entries()) {
    await say(page, `make the title ${colour}`);
    await version(page, at + 2);
    assert.equal(await pageScroll(page), 0, `after ${at + 1} edits`);
  }
  const chat = page.locator(".chat-scroll");
  assert.ok(await chat.evaluate(box => box.scrollHeight > box.clientHeight), "the conversation is longer than its place");
  await page.mouse.move(640, 28);
  await page.mouse.wheel(0, 1500);
  await page.locator(".session-bar").click({ position: { x: 640, y: 28 } });
  for (const key of ["End", "PageDown"]) await page.keyboard.press(key);
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate(() => scrollY), 0);
  await leave();
});

test("dark follows the system and the switch, and the switch is remembered", async () => {
  const { page, leave } = await visit({ dark: true });
  const brightness = (least, most) => page.waitForFunction(([least, most]) => {
    const sum = getComputedStyle(document.body).backgroundColor.match(/\d+/g).slice(0, 3).reduce((all, part) => all + Number(part), 0);
    return sum >= least && sum <= most;
  }, [least, most]);
  await brightness(0, 200);
  await page.getByRole("button", { name: "Use the light appearance" }).click();
  await brightness(600, 765);
  await page.reload();
  await page.locator("h1").waitFor();
  await brightness(600, 765);
  await leave();
});

test("the switch offers the other appearance, also when the system changes", async () => {
  const { page, leave } = await visit();
  await page.getByRole("button", { name: "Use the dark appearance" }).waitFor();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.getByRole("button", { name: "Use the light appearance" }).waitFor();
  await leave();
});

test("by keyboard alone", async () => {
  const { page, leave } = await visit();
  const writing = () => page.waitForFunction(() => document.activeElement.id === "composer");
  const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); };
  await page.locator("#first-prompt").focus();
  await page.keyboard.type("a sign-up page for a bike shop");
  await press("Enter");
  await writing();
  await page.keyboard.type("pcvh/?");
  await version(page, 1);
  assert.equal(await page.locator("#composer").inputValue(), "pcvh/?", "who types on goes on writing");
  await page.locator("#composer").fill("");
  await page.evaluate(() => document.activeElement.blur());
  await press("c", "v", "/", "?");
  assert.equal(await page.locator(".compare, .code, dialog").count(), 0, "letters do nothing while nothing is focused");
  assert.equal(await page.evaluate(() => document.activeElement === document.body), true);

  // Into the preview, to a node, and back to the box with that node as the target.
  await page.locator(".canvas").focus();
  await press("ArrowRight", "ArrowRight", "ArrowRight");
  const active = await page.locator(".canvas").getAttribute("aria-activedescendant");
  assert.ok(active);
  assert.equal(await page.evaluate(id => document.getElementById(id)?.getAttribute("aria-current"), active), "true");
  await press("Enter");
  await writing();
  assert.equal(await page.locator(".composer-target").count(), 1);
  await press("Backspace");
  assert.equal(await page.locator(".composer-target").count(), 0, "Backspace in an empty box lets the target go");
  await page.keyboard.type("make the button red");
  await press("Enter");
  await version(page, 2);
  await page.locator(".canvas").focus();
  await press("h", "ArrowLeft");
  await page.getByText("Viewing v1").waitFor();
  await press("Enter");
  await version(page, 3);
  await page.getByText("Viewing v1").waitFor({ state: "detached" });
  await press("v");
  await page.locator(".compare").waitFor();
  await press("Escape", "c");
  await page.getByRole("region", { name: "Document as JSON" }).waitFor();
  await press("p", "/");
  await writing();
  await press("Control+/");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await press("Escape");
  await leave();
});

test("a dialog begins where its work begins, and Enter does it", async () => {
  const { page, leave } = await visit();
  const focused = () => page.evaluate(() => { const element = document.activeElement; return [element.id || element.textContent || element.className, element.value?.slice(element.selectionStart, element.selectionEnd)].filter(Boolean); });
  await page.getByRole("button", { name: "Settings" }).click();
  assert.equal(await page.evaluate(() => document.activeElement.type), "radio");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "A document", exact: true }).click();
  assert.deepEqual(await focused(), ["document-name"]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  assert.equal(await page.evaluate(() => document.activeElement.className), "dialog-content");
  await page.keyboard.press("Escape");
  await open(page, twoButtons, "Two buttons");
  await card(page, 1).hover();
  await card(page, 1).getByRole("button", { name: "Branch from here" }).click();
  assert.deepEqual(await focused(), ["branch-name", "variant 1"]);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Branch: variant 1" }).waitFor();
  await saved(page);
  await page.getByRole("link", { name: /first screen/ }).click();
  await page.getByRole("button", { name: "More for Two buttons" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  assert.deepEqual(await focused(), ["Keep it"]);
  await page.keyboard.press("Enter");
  await leave();
});

test("what is wrong is said where it is, in few words", async () => {
  const { page, leave } = await visit();
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("radio", { name: /^OpenAI-compatible/ }).check();
  const address = page.getByRole("textbox", { name: "Base URL" });
  for (const [typed, words] of [["localhost", /not an address/], ["ftp://example.org", /must start with https/], ["", /Needed/]]) {
    await address.fill(typed);
    await page.locator("#base-url-note").filter({ hasText: words }).waitFor();
    assert.equal(await address.getAttribute("aria-invalid"), "true");
  }
  await address.fill("http://localhost:11434/v1");
  assert.equal(await page.locator("#base-url-note").innerText(), "");
  await page.keyboard.press("Escape");

  await page.getByTestId("import-file").setInputFiles({ name: "plan.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(twoButtons)) });
  await page.locator(".notice-error").filter({ hasText: "Open it with “A document”" }).waitFor();

  let deep = { id: "n400", type: "frame", layout: "none" };
  for (let at = 399; at >= 0; at--) deep = { id: `n${at}`, type: "frame", children: [deep] };
  await page.getByRole("button", { name: "A document", exact: true }).click();
  await page.locator("#document-text").fill(JSON.stringify(deep));
  await page.getByRole("button", { name: "Open as a session" }).click();
  const trouble = page.locator(".trouble");
  await trouble.waitFor();
  assert.ok((await trouble.innerText()).length < 700);
  assert.ok(await page.locator(".dialog-content").evaluate(element => element.scrollWidth <= element.clientWidth));
  await page.keyboard.press("Escape");
  await leave();
});

test("Tab reaches everything in the order it is seen, and the focus is visible", async () => {
  const { page, leave } = await visit();
  await open(page, twoButtons);
  await page.locator(".skip").focus();
  const seen = [];
  for (let at = 0; at < 60; at++) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const style = getComputedStyle(element), parent = getComputedStyle(element.closest(".composer-box, .prompt-box") ?? element);
      return { what: element.getAttribute("aria-label") ?? element.textContent.trim().slice(0, 30) ?? element.id, id: element.id, marked: style.outlineStyle !== "none" || parent.outlineStyle !== "none" };
    });
    if (!here) break;
    assert.ok(here.marked, `no visible focus on ${here.what}`);
    seen.push(here.id || here.what);
  }
  const order = ["Bozzetto, first screen", "Conversation", "composer", "Wireframe", "Version"].map(what => seen.indexOf(what));
  assert.ok(order.every(at => at >= 0), `reached: ${seen.join(", ")}`);
  assert.deepEqual(order, [...order].sort((a, b) => a - b));
  await leave();
});

/** Controls in sight that are smaller than a finger needs. */
function tooSmall(page) {
  return page.evaluate(() => [...document.querySelectorAll("button, a[href], input:not([hidden]), select, textarea, summary, [role=treeitem]")]
    .filter(element => element.checkVisibility() && !element.closest(".quiet, .skip"))
    .flatMap(element => {
      // A box to tick is touched on its label.
      const { width, height } = (element.closest("label") ?? element).getBoundingClientRect();
      return height < 43.5 || width < 43.5 ? [`${element.outerHTML.slice(0, 90)} ${Math.round(width)}x${Math.round(height)}`] : [];
    }));
}

test("touch targets are 44 px on a phone", async () => {
  for (const dark of [false, true]) {
    const { page, leave } = await visit({ width: 390, height: 844, touch: true, dark });
    await begin(page, "Dashboard for a bakery");
    const tab = name => page.getByRole("tab", { name }).click();
    const check = async name => {
      assert.deepEqual(await tooSmall(page), [], name);
      assert.ok(await overflow(page) <= 0, name);
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/touch-${name}${dark ? "-dark" : ""}.png` });
    };
    await tab("Chat");
    await check("suggestions");
    await say(page, "make the card red");
    await page.locator(".candidate").first().waitFor();
    await check("question");
    await page.locator(".candidate").first().click();
    await version(page, 2);
    await say(page, "undo");
    await version(page, 3);
    await check("cards");
    await page.locator(".chip").first().click();
    await check("aimed");
    await tab("Design");
    await check("selected");
    await tab("Chat");
    await card(page, 1).getByRole("button", { name: /look at it/ }).click();
    await page.getByText("Viewing v1").waitFor();
    await check("viewing");
    await tab("Chat");
    await check("viewing-chat");
    await tab("Design");
    await page.getByRole("button", { name: "Back to v3" }).click();
    await page.getByRole("button", { name: /^Compare/ }).filter({ visible: true }).first().click();
    await page.locator(".compare").waitFor();
    await check("comparison");
    await page.getByRole("link", { name: /first screen/ }).click();
    await open(page, { title: "A recipe", steps: ["Mix", "Bake"] }, "A recipe");
    await page.getByRole("treeitem").first().waitFor();
    await check("tree");
    // The last row is where it is said to be, whatever the height of one is.
    await page.getByRole("tree").press("End");
    assert.ok(await page.getByRole("treeitem").last().isVisible());
    await leave();
  }
});

test("STU-16: the switch between preview and code is as tall on a phone as a finger needs", async () => {
  const { page, leave } = await visit({ width: 360, height: 740, touch: true });
  await open(page, twoButtons);
  await page.getByRole("tab", { name: "Design" }).click();
  for (const name of ["Preview", "Code"]) {
    const { width, height } = await page.getByRole("button", { name, exact: true }).boundingBox();
    assert.ok(width >= 44 && height >= 44, `${name}: ${width}x${height}`);
  }
  assert.ok(await overflow(page) <= 0);
  await leave();
});

for (const size of [{ width: 1400, height: 900 }, { width: 360, height: 740, touch: true }]) {
  test(`STU-16: notices leave the row of the selection free, and names of branches are whole (${size.width}x${size.height})`, async () => {
    const { page, leave } = await visit(size);
    const tab = async label => { if (size.touch) await page.getByRole("tab", { name: label }).click(); };
    await open(page, twoButtons);
    await tab("Design");
    // The place of notices follows the foot with the next frame.
    const free = () => until(() => page.evaluate(() => {
      const row = document.querySelector(".crumbs").getBoundingClientRect();
      const notices = [...document.querySelectorAll(".notice")].map(notice => notice.getBoundingClientRect());
      return { some: notices.length > 0, covering: notices.filter(({ top, bottom }) => top < 0 || bottom > row.top).map(({ top, bottom }) => ({ top, bottom, row: row.top })) };
    }), { some: true, covering: [] });
    const copied = async () => {
      await page.getByRole("button", { name: "Code", exact: true }).click();
      await page.getByRole("button", { name: /Copy/ }).click();
      await page.locator(".notice").filter({ hasText: "copied" }).waitFor();
      await page.getByRole("button", { name: "Preview", exact: true }).click();
      await page.locator('.canvas [data-node="save"]').click();
      await page.locator(".crumbs").getByRole("button", { name: "Edit this" }).waitFor();
    };
    await copied();
    await free();
    // So many that the last dots are at the right edge, where a name has its place under them.
    await tab("Chat");
    for (let made = 2; made <= 20; made++) {
      await say(page, `make the Save button ${made % 2 ? "red" : "green"}`);
      await version(page, made);
    }
    for (let branches = 2; branches <= 4; branches++) {
      await tab("Chat");
      await card(page, 1).hover();
      await card(page, 1).getByRole("button", { name: "Branch from here" }).click();
      await page.getByRole("button", { name: "Make the branch" }).click();
      await page.locator("dialog").waitFor({ state: "detached" });
      await say(page, `change "A note" to "A quip, number ${branches}"`);
      await version(page, branches + 19);
      await tab("Design");
      await page.locator(".timeline-name").nth(branches - 1).waitFor();
      const cut = () => page.evaluate(() => {
        const box = document.querySelector(".timeline-scroll");
        box.scrollTop = box.scrollHeight;
        const { bottom, right } = box.getBoundingClientRect();
        const name = [...document.querySelectorAll(".timeline-name")].at(-1).getBoundingClientRect();
        return { down: Math.max(0, name.bottom - Math.min(bottom, innerHeight)), right: Math.max(0, name.right - Math.min(right, innerWidth)) };
      });
      // It comes to rest where the newest version is.
      await until(cut, { down: 0, right: 0 }, `${branches} branches`);
      await page.locator('.canvas [data-node="save"]').click();
      if (branches === 2 || branches === 4) { await copied(); await free(); }
    }
    await leave();
  });
}

test("STU-10: the page runs its own code and no other", async () => {
  const { page, context } = await visit();
  const ends = [];
  context.on("requestfailed", request => ends.push(request.failure()?.errorText));
  // The page may still be fetching what is its own.
  context.on("requestfinished", request => { if (!request.url().startsWith(studio.url)) ends.push(request.url()); });
  const missing = await page.evaluate(async () => {
    const refused = [];
    addEventListener("securitypolicyviolation", event => refused.push(event.effectiveDirective));
    const add = (tag, set) => document.body.append(Object.assign(document.createElement(tag), set));
    add("script", { textContent: "globalThis.owned = 1" });
    add("script", { src: "https://elsewhere.example/a.js" });
    add("img", { src: "https://elsewhere.example/a.png" });
    add("iframe", { src: "https://elsewhere.example/" });
    add("div", { innerHTML: "<b onclick='globalThis.owned = 2'>x</b>" });
    document.body.lastElementChild.firstElementChild.click();
    setTimeout("globalThis.owned = 3");
    // What was to be refused, and time enough after it for what was to run.
    const wanted = ["script-src-elem", "script-src-attr", "img-src", "frame-src", "script-src"];
    for (let looks = 0; looks < 200 && wanted.some(directive => !refused.includes(directive)); looks++) await new Promise(done => setTimeout(done, 50));
    await new Promise(done => setTimeout(done, 300));
    return wanted.filter(directive => !refused.includes(directive));
  });
  assert.equal(await page.evaluate(() => globalThis.owned), undefined);
  await until(() => ends.length > 0, true, "the page asked for something");
  assert.ok(ends.every(end => end === "csp"), `what left the page: ${ends}`);
  assert.deepEqual(missing, [], "these were not refused");
  await context.close();
});

test("STU-10: opens without a network once it was there", async () => {
  const { page, context, leave } = await visit();
  await open(page, twoButtons, "Kept");
  await saved(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => caches.keys().then(async names => names.length > 0 && (await (await caches.open(names[0])).keys()).length > 3));
  await context.setOffline(true);
  await page.reload();
  await version(page, 1);
  await say(page, "make the Save button green");
  await version(page, 2);
  await context.setOffline(false);
  await leave();
});

test("STU-10: two studios under different paths of one host leave each other's copy alone, and an old one of their own goes", async () => {
  const folder = await mkdtemp(join(tmpdir(), "studios-"));
  const built = async (path, build) => {
    await cp(dist, join(folder, path), { recursive: true });
    const worker = join(folder, path, "sw.js");
    await writeFile(worker, (await readFile(worker, "utf8")).replace(/(const CACHE = .*)[0-9a-f]{16}"/, `$1${build}"`));
  };
  for (const path of ["one", "two"]) await built(path, path);
  const server = await serve(folder);
  const { page, context, leave } = await visit({ url: `${server.url}one/` });
  const kept = () => page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    // A cache that went since the names were read must not come back by being looked at, as `caches.open` would bring it. Filling is all or nothing.
    return Promise.all((await caches.keys()).sort().map(async name => {
      const [, scope, build] = name.split(" ");
      return [build, await caches.match(`${scope}icon.svg`, { cacheName: name, ignoreVary: true }) !== undefined];
    }));
  });
  await until(kept, [["one", true]]);
  await page.goto(`${server.url}two/`);
  await until(kept, [["one", true], ["two", true]]);
  await built("two", "twonew");
  await page.evaluate(() => navigator.serviceWorker.getRegistration().then(registration => registration.update()));
  await until(kept, [["one", true], ["twonew", true]]);
  await context.setOffline(true);
  await page.goto(`${server.url}one/`);
  await page.locator("h1").waitFor();
  await leave();
  await server.close();
});
