// What the job must have come to, whatever way it was packaged.
import assert from "node:assert/strict";

export function assertJob(outcome, store) {
  assert.equal(outcome.failed, undefined);
  assert.equal(outcome.status, "committed", JSON.stringify(outcome.error));
  assert.equal(outcome.newVersion, 2);
  assert.deepEqual(outcome.touched, [outcome.button], "the edit touched what was selected, and nothing else");
  assert.ok(outcome.progress > 0, "the edit streamed its progress");
  assert.ok(outcome.undoneIsFirst, "undo brought the first version back");
  assert.equal(outcome.totalVersions, 3);
  assert.equal(outcome.sessions, 1);
  assert.equal(outcome.store.kind, store, JSON.stringify(outcome.store.reason));
}
