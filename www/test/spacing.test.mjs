// STU-26: room between and inside of things is of one scale.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../src", import.meta.url));

/** What has another measure, and why. A single pixel is a line. */
const others = [
  // The design that is drawn, and the device around it, have measures of their own.
  /^preview\/wireframe\.css /, /^preview\/canvas\.css \.device-tablet /,
  // Makes a line of text, or a mark in one, exactly as high as a finger needs.
  /^chat\/chat\.css \.card-version /, /^chat\/chat\.css \.composer-line textarea /, /^ui\/notices\.css \.notice p /,
  // Puts something small on the middle of a line of text, or of a line that is drawn.
  / svg /, /^ui\/notices\.css \.notice > svg /, /^chat\/chat\.css \.attempts li > svg /, /^settings\/settings\.css \.choice input /, /^history\/timeline\.css \.overview/,
  // Signs on the frame of a mark.
  /^preview\/canvas\.css \.mark/,
];

test("STU-26: gaps, paddings and margins of the studio are of the scale of 4 px", () => {
  const found = [];
  for (const name of readdirSync(root, { recursive: true }).filter(name => name.endsWith(".css")).map(name => name.replaceAll("\\", "/"))) {
    const text = readFileSync(`${root}/${name}`, "utf8").replace(/\/\*[^]*?\*\//g, "");
    for (const [, selector, body] of text.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
      const place = `${name} ${selector.trim().replace(/\s+/g, " ")} `;
      if (others.some(other => other.test(place))) continue;
      for (const [all, value] of body.matchAll(/(?:^|[;\s])(?:(?:row-|column-)?gap|(?:padding|margin)(?:-[a-z-]+)?):([^;]*)/g)) {
        for (const [, px] of value.matchAll(/(-?[\d.]+)px/g)) if (px !== "1" && Number(px) % 4 !== 0) found.push(`${place}{${all.trim()} }`);
      }
    }
  }
  assert.deepEqual(found, []);
});
