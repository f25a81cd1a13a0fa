/** Sessions as files, made with the package itself: for histories that would take long to type. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The package, ready to make engines. */
export async function bozzetto() {
  const entry = createRequire(import.meta.url).resolve("bozzetto");
  const { createEngine, init } = await import(entry);
  await init(await readFile(join(dirname(entry), "core.wasm")));
  return { createEngine };
}

/** `make(session)` does what the history is to hold, after version 1. */
export async function sessionFile(document, make, prompt = "A session") {
  const { createEngine } = await bozzetto();
  const engine = await createEngine({ store: "memory" });
  const session = await engine.createSession({ prompt, document });
  await make(session);
  const bytes = await engine.exportSession(session.id);
  await engine.close();
  return Buffer.from(bytes);
}

/** Opens such a file in the studio. */
export async function importFile(page, buffer) {
  await page.getByTestId("import-file").setInputFiles({ name: "made.bozzetto", mimeType: "application/octet-stream", buffer });
  await page.getByRole("slider", { name: "Version" }).waitFor({ state: "attached" });
}
