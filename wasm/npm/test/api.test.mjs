// The public declarations are those that were agreed on. API-16.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

test("API-16 the public declarations are those of api-report.d.ts (node build.mjs --js --update-api, if a change is meant)", async () => {
  const read = (path) => readFile(new URL(path, import.meta.url), "utf8");
  assert.equal(await read("../dist/api-report.d.ts"), await read("../api-report.d.ts"));
});
