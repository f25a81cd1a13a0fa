// The little job that every way of packaging must do: load, make a session, edit it, look at its history.

/**
 * @param {typeof import("bozzetto")} bozzetto
 * @param {{source?: import("bozzetto").InitSource, options?: import("bozzetto").EngineOptions}} [how]
 * @returns what happened, as plain data, for `assertJob`
 */
export async function job(bozzetto, { source, options } = {}) {
  await bozzetto.init(source);
  const engine = await bozzetto.createEngine({ databaseName: "packaging", ...options });
  const session = await engine.createSession({ prompt: "a login page" });
  const first = JSON.stringify(session.at(1));
  const button = find(session.getSnapshot().document, (node) => node.type === "button");
  const edit = session.edit("make it green", { target: button.id });
  let progress = 0;
  for await (const _ of edit) progress++;
  const result = await edit.result;
  const { ops } = session.diff(1, 2);
  await session.undo();
  const undone = JSON.stringify(session.getSnapshot().document);
  const outcome = {
    store: engine.getSnapshot().store,
    status: result.status,
    newVersion: result.newVersion,
    error: result.error ?? null,
    progress,
    touched: [...new Set(ops.map((op) => op.id))],
    button: button.id,
    undoneIsFirst: undone === first,
    totalVersions: session.history().totalVersions,
    sessions: (await engine.listSessions()).filter((summary) => summary.sessionId === session.id).length,
  };
  await engine.close();
  return outcome;
}

/** Does the job in a page and leaves the outcome, or the error as text, where the test looks for it. */
export async function report(bozzetto, how) {
  globalThis.outcome = await job(bozzetto, how).catch((error) => ({ failed: `${error?.code ?? ""} ${error?.stack ?? error}` }));
}

export function find(node, wanted) {
  if (wanted(node)) return node;
  for (const child of node.children ?? []) {
    const found = find(child, wanted);
    if (found) return found;
  }
  return undefined;
}
