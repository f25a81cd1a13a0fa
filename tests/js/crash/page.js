// A scripted session that tells the test about every version as soon as the engine reports it as saved, and the check of
// what is there after the browser was killed.
import { createEngine, init } from "bozzetto";

await init();
const engine = await createEngine({ store: "indexeddb", databaseName: "crash" });

const document_ = {
  id: "root",
  type: "frame",
  name: "Screen",
  children: ["a", "b", "c", "d"].map((id) => ({ id, type: "text", name: id.toUpperCase(), style: { background: "#ffffff" }, props: { text: `Card ${id}` } })),
};

async function checksum(value) {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Resolves when nothing of the session is on its way to the store any more. */
function saved(session) {
  return new Promise((resolve, reject) => {
    const look = () => {
      const { save } = session.getSnapshot().view;
      if (save.state === "notSaved") reject(new Error(`not saved: ${save.error.code}`));
      else if (save.state === "saved") resolve();
      else return false;
      return true;
    };
    if (look()) return;
    const stop = session.subscribe(() => {
      if (look()) stop();
    });
  });
}

/** Tells the test; it may be dead before the answer comes. */
function report(said) {
  return fetch("/report", { method: "POST", body: JSON.stringify(said) });
}

async function reportVersion(session, number) {
  await saved(session);
  await report({ session: session.id, version: number, checksum: await checksum(session.at(number)) });
}

/** Step `step` of the script: all that makes versions, in turn. */
async function oneStep(session, step) {
  const id = "abcd"[step % 4];
  switch (step % 7) {
    case 3:
      return (await session.apply([{ op: "insert", parent: "root", index: -1, node: { id: `n${step}`, type: "text", props: { text: `Line ${step}` } } }], `Add line ${step}`)).number;
    case 5:
      return (await session.undo()).number;
    case 6:
      return (await session.redo()).number;
    default: {
      const result = await session.edit(`change the text to "Step ${step}"`, { target: id }).result;
      if (result.status !== "committed") throw new Error(`the edit ended as ${result.status}: ${JSON.stringify(result.error)}`);
      return result.newVersion;
    }
  }
}

/** Starts a session and goes on until the browser is killed. */
globalThis.work = async () => {
  try {
    const session = await engine.createSession({ prompt: "cards", document: document_ });
    await reportVersion(session, 1);
    for (let step = 0; step < 10_000; step++) await reportVersion(session, await oneStep(session, step));
  } catch (error) {
    await report({ failed: `${error.code ?? ""} ${error.stack}` });
  }
};

/**
 * Looks for all that was reported: every version with its checksum, no holes, and a session that can be worked on.
 * @param {{session: string, versions: [number, string][]}[]} expected
 */
globalThis.check = async (expected) => {
  const problems = [];
  const { store } = engine.getSnapshot();
  if (store.kind !== "indexeddb") problems.push(`the store is ${store.kind}: ${JSON.stringify(store.reason)}`);
  const listed = new Set((await engine.listSessions()).map((summary) => summary.sessionId));
  for (const { session: id, versions } of expected) {
    try {
      if (!listed.has(id)) problems.push(`${id} is not in the list of sessions`);
      const session = await engine.openSession(id);
      const numbers = session.history().versions.map((version) => version.number);
      if (numbers.some((number, at) => number !== at + 1)) problems.push(`${id} has holes: ${numbers.join(" ")}`);
      for (const [number, wanted] of versions) {
        if ((await checksum(session.at(number))) !== wanted) problems.push(`${id} version ${number} is another one`);
      }
      const before = numbers.length;
      const result = await session.edit(`change the text to "Seen after version ${before}"`, { target: "a" }).result;
      if (result.status !== "committed" || result.newVersion <= before) problems.push(`${id} cannot be edited: ${JSON.stringify(result)}`);
      await reportVersion(session, result.newVersion);
      await session.close();
    } catch (error) {
      problems.push(`${id}: ${error.code ?? ""} ${error.stack}`);
    }
  }
  for (const warning of engine.getSnapshot().warnings) {
    if (warning.sessionState === "corrupted") problems.push(`warning: ${warning.code} ${warning.message}`);
  }
  return problems;
};

globalThis.ready = true;
