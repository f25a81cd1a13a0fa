// Changes of documents without a session: taken back, put together, carried over, merged. API-41 in core/SPEC.md.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { compareDocuments, init, invertChange, mergeDocuments, patchDocument, rebaseChange, squashChanges } from "bozzetto";

const page = { id: "page", type: "screen", children: [
  { id: "title", type: "heading", style: { color: "#111" }, props: { text: "Hello" } },
  { id: "card", type: "card", children: [{ id: "buy", type: "button", props: { label: "Buy" } }] },
] };
const set = (id, path, value) => ({ op: "set", id, path, value });
const after = (...changes) => changes.reduce((document, ops) => patchDocument(document, ops), page);
const red = [set("title", "/style/color", "#f00")];
const green = [set("title", "/style/color", "#0f0")];
const moved = [{ op: "move", id: "buy", parent: "page", index: 0 }];

describe("API-41 the algebra of changes", () => {
  before(() => init());

  test("a change is taken back exactly, to the last key", () => {
    for (const ops of [red, moved, [{ op: "remove", id: "card" }], [{ op: "unset", id: "title", path: "/style" }], []]) {
      for (const document of [page, JSON.stringify(page)]) {
        const back = invertChange(document, ops);
        assert.equal(JSON.stringify(patchDocument(after(ops), back)), JSON.stringify(page));
      }
    }
    assert.throws(() => invertChange(page, [{ op: "remove", id: "nobody" }]), { code: /^patch\./ });
  });

  test("several changes are one, without what they undo of each other", () => {
    const ops = squashChanges(page, [red, moved, green]);
    assert.deepEqual(patchDocument(page, ops), after(red, moved, green));
    assert.equal(ops.length, 2);
    assert.deepEqual(squashChanges(page, [red, [set("title", "/style/color", "#111")]]), []);
    assert.deepEqual(squashChanges(page, []), []);
    assert.throws(() => squashChanges(page, [red, [{ op: "remove", id: "nobody" }]]), { code: /^patch\./ });
  });

  test("a change is carried over to a later document, and says what it changes again", () => {
    const later = after(moved, green);
    const { ops, overridden } = rebaseChange(red, page, later);
    assert.deepEqual(patchDocument(later, ops), after(moved, red));
    assert.deepEqual(overridden, [{ id: "title", path: "/style/color" }]);
    assert.deepEqual(rebaseChange(red, page, after(moved)).overridden, []);
    assert.throws(() => rebaseChange(red, page, after([{ op: "remove", id: "title" }])), { code: "edit.no-change" });
    assert.throws(() => rebaseChange([{ op: "remove", id: "nobody" }], page, later), { code: /^patch\./ });
  });

  test("two sides become one; conflicts are data, and choices go by their keys", () => {
    const [ours, theirs] = [after(red, moved), after(green, [set("buy", "/props/label", "Pay")])];
    const merged = mergeDocuments(page, ours, theirs);
    assert.deepEqual(merged.document, after(moved, green, [set("buy", "/props/label", "Pay")]));
    assert.deepEqual(patchDocument(ours, merged.ops), merged.document);
    assert.deepEqual(merged.conflicts, [
      { key: "field:title:/style/color", kind: "field", id: "title", path: "/style/color", base: "#111", ours: "#f00", theirs: "#0f0" },
    ]);
    assert.match(merged.summary, /title|Hello/i);
    const kept = mergeDocuments(page, ours, JSON.stringify(theirs), { policy: "ours" });
    assert.equal(kept.document.children[1].style.color, "#f00");
    assert.deepEqual(mergeDocuments(page, ours, theirs, { choices: { "field:title:/style/color": "ours" } }).document, kept.document);
    assert.throws(() => mergeDocuments(page, ours, theirs, { choices: { "field:title:/style": "ours" } }), { code: "merge.unknown-conflict" });
    // What is in a map is no field of it, and would be left out without a word.
    for (const wrong of [{ choices: new Map([["field:title:/style/color", "ours"]]) }, new Map([["policy", "ours"]]), [{ policy: "ours" }]]) {
      assert.throws(() => mergeDocuments(page, ours, theirs, wrong), { code: "command.bad-argument" });
    }
    const long = "x".repeat(100_000);
    assert.throws(() => mergeDocuments(page, ours, theirs, { choices: { [long]: "ours" } }), ({ code, message }) => code === "merge.unknown-conflict" && message.length < 300);
    const [without, within] = [after([{ op: "remove", id: "card" }]), after([{ op: "move", id: "title", parent: "card", index: 0 }])];
    assert.throws(() => mergeDocuments(page, without, within, { choices: { "presence:card:": "ours" } }), { code: "merge.choices-clash" });
    assert.deepEqual(mergeDocuments(page, page, theirs).document, theirs);
    assert.deepEqual(mergeDocuments(page, ours, page).ops, []);
    // Data without nodes, too.
    assert.deepEqual(mergeDocuments({ a: 1, b: 2 }, { a: 3, b: 2 }, { a: 1, b: 4 }).document, { a: 3, b: 4 });
  });

  test("what leads from one document to another can be taken back as well", () => {
    const other = after(red, moved, [{ op: "remove", id: "card" }]);
    assert.deepEqual(patchDocument(other, invertChange(page, compareDocuments(page, other))), page);
  });
});
