// Node, the types, and the example of the README.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { here, root } from "../support/places.mjs";
import { assertJob } from "./outcome.mjs";

function node(args) {
  return spawnSync(process.execPath, args, { cwd: here, encoding: "utf8", timeout: 60_000 });
}

test("Node, import", () => {
  const script = `
    import * as bozzetto from "bozzetto";
    import { job } from "./packaging/job.mjs";
    console.log(JSON.stringify(await job(bozzetto)));`;
  const run = node(["--input-type=module", "--eval", script]);
  assert.equal(run.status, 0, run.stderr);
  assertJob(JSON.parse(run.stdout), "memory");
});

test("Node, require: works where Node can require modules, else says what to do", () => {
  const run = node(["--input-type=commonjs", "--eval", `console.log(typeof require("bozzetto").init)`]);
  if (run.status === 0) assert.equal(run.stdout.trim(), "function");
  else assert.match(run.stderr, /ERR_REQUIRE_ESM[\s\S]*import\(\)/);
});

test("before init, there is one clear error", () => {
  const script = `
    import { createEngine, BozzettoError } from "bozzetto";
    const error = await createEngine().then(() => null, (error) => error);
    console.log(JSON.stringify([error instanceof BozzettoError, error?.code, error?.suggestedAction]));`;
  const run = node(["--input-type=module", "--eval", script]);
  assert.equal(run.status, 0, run.stderr);
  const [isOurs, code, action] = JSON.parse(run.stdout);
  assert.ok(isOurs);
  assert.equal(code, "api.not-initialised");
  assert.match(action, /init\(\)/);
});

test("the example of the README runs, and ends by itself", async () => {
  const readme = await readFile(join(root, "README.md"), "utf8");
  const [, example] = readme.match(/```js\n([\s\S]*?)```/);
  assert.ok(example.trim().split("\n").length <= 12, "short enough to be read in half a minute");
  const run = node(["--input-type=module", "--eval", example]);
  assert.equal(run.status, 0, run.stderr);
  assert.match(run.stdout, /op: 'set'[\s\S]*color[\s\S]*Undid version 2/, "it prints the ops, a summary and the history");
});

const consumer = `
import { init, createEngine, BozzettoError, type Edit, type Json, type Op, type Session, type SessionSnapshot } from "bozzetto";
import * as inline from "bozzetto/inline";
import { useSession } from "bozzetto/react";

export async function main(): Promise<number> {
  await init();
  await using engine = await createEngine({ store: "memory", provider: { kind: "offline" } });
  const session: Session = await engine.createSession({ prompt: "a login page", userId: "u1" });
  const edit: Edit = session.edit("make it blue", { target: ["a"], signal: AbortSignal.timeout(1000) });
  for await (const progress of edit) {
    const ops: readonly Op[] = progress.newOps;
    ops.length;
  }
  try {
    const result = await edit.result;
    if (result.status === "clarify" && result.question) session.answer(edit.id, { text: result.question.text });
  } catch (error) {
    if (error instanceof BozzettoError) return error.code.length;
  }
  const document: Json = session.at(1);
  const snapshot: SessionSnapshot = useSession(session);
  // @ts-expect-error what is drawn is not to be written to
  snapshot.versions.push(snapshot.versions[0]!);
  // @ts-expect-error there is no such operation
  await session.apply([{ op: "explode" }], "no");
  await inline.init();
  return document === null ? 0 : session.history().totalVersions;
}
`;

for (const [module, moduleResolution] of [["esnext", "bundler"], ["nodenext", "nodenext"]]) {
  test(`TypeScript, strict, module resolution ${moduleResolution}`, async () => {
    // Below this folder, so that the package is found.
    const place = join(here, "node_modules", ".types", moduleResolution);
    await rm(place, { recursive: true, force: true });
    await mkdir(place, { recursive: true });
    await writeFile(join(place, "package.json"), `{"type":"module"}`);
    await writeFile(join(place, "consumer.ts"), consumer);
    const options = {
      strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true, skipLibCheck: false,
      target: "es2022", lib: ["es2022", "esnext.disposable", "dom", "dom.iterable", "dom.asynciterable"], types: ["react"],
      module, moduleResolution,
    };
    await writeFile(join(place, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["consumer.ts"] }));
    const run = node([join(here, "node_modules", "typescript", "bin", "tsc"), "--project", place]);
    assert.equal(run.status, 0, run.stdout + run.stderr);
  });
}
