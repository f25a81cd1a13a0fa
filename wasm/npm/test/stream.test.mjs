// JSON that is still coming in: the readers of `bozzetto/stream`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ItemStream, JsonStream } from "../dist/stream.js";

/** Numbers that are the same in every run. */
function dice(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function anyJson(roll, depth = 4) {
  const kind = roll(depth > 0 ? 9 : 6);
  if (kind === 0) return null;
  if (kind === 1) return roll(2) === 1;
  if (kind === 2) return [0, -1, 1.5e300, 1e-7, 123456789, -0.25][roll(6)];
  if (kind < 6) return ["", "text", "a \"b\" \\ / \n\t\u0001", "☕ \u{1F600}", "]},{[", "\ud83d"][roll(6)];
  if (kind < 7) return Array.from({ length: roll(5) }, () => anyJson(roll, depth - 1));
  return Object.fromEntries(Array.from({ length: roll(5) }, (_, i) => [["a", "ops", "__proto__", "", "constructor", "é\"", "1", "x", "y"][roll(9)] + (roll(3) ? i : ""), anyJson(roll, depth - 1)]));
}

function* cut(text, roll) {
  for (let at = 0; at < text.length;) {
    const size = 1 + roll(9);
    yield text.slice(at, at + size);
    at += size;
  }
}

test("MOD-50 any JSON, cut anywhere, ends as JSON.parse has it", () => {
  for (let seed = 1; seed <= 2_000; seed++) {
    const roll = dice(seed);
    const value = anyJson(roll);
    const text = JSON.stringify(value, null, roll(3)).replaceAll("☕", roll(2) ? "\\u2615" : "☕");
    const stream = new JsonStream();
    for (const chunk of cut(text, roll)) stream.push(chunk);
    assert.equal(JSON.stringify(stream.finish()), JSON.stringify(JSON.parse(text)), text);
  }
});

test("MOD-50 a readable value after every chunk; complete parts keep their identity and never change", () => {
  const text = JSON.stringify({ a: { text: "one", list: [1, { deep: true }] }, b: [{ id: "x" }, { id: "y", text: "growing text" }], c: 12.5, d: null });
  const stream = new JsonStream();
  const shown = [];
  for (const letter of text) {
    const value = stream.push(letter);
    if (value !== undefined) shown.push([value, JSON.stringify(value)]);
  }
  const last = stream.finish();
  assert.equal(JSON.stringify(last), text);
  for (const [value, written] of shown) assert.equal(JSON.stringify(value), written, "what was shown has changed since");
  const done = shown.findIndex(([, written]) => written.includes('"b":[]'));
  for (const [value] of shown.slice(done)) assert.equal(value.a, last.a);
  assert.ok(Object.isFrozen(last) && Object.isFrozen(last.a.list[1]));
  const growing = shown.map(([value]) => value.b?.[1]?.text).filter((part) => part !== undefined);
  assert.ok(new Set(growing).size > 10 && growing.every((part) => "growing text".startsWith(part)));
  assert.ok(shown.every(([value]) => value.c === undefined || value.c === 12.5), "half a number was shown");
});

test("MOD-50 an open list is copied while it is short, and grows in place when it is long: else time would not be linear", () => {
  const stream = new JsonStream();
  let last = stream.push("[0");
  for (let size = 1; size < 1_000; size++) {
    const next = stream.push(`,${size}`);
    if (size > 2 && size < 128) assert.notEqual(next, last, `${size}`);
    if (size > 131) assert.equal(next, last, `${size}`);
    last = next;
  }
  stream.push("]");
  assert.equal(stream.finish().length, 1_000);
  assert.ok(Object.isFrozen(stream.value));
});

test("MOD-50 what is no JSON is refused by code; what came before stays readable", () => {
  const bad = ["{a:1}", "[1 2]", "{\"a\" 1}", "[1,,2]", "tru ", "nul]", "01 ", "\"\\x\"", "\"\\u12g4\"", "[}", "]", "{\"a\":1]", "1 2", "[1]x", "'a'"];
  for (const text of bad) {
    for (const size of [1, 100]) {
      const stream = new JsonStream();
      assert.throws(() => {
        for (let at = 0; at < text.length; at += size) stream.push(text.slice(at, at + size));
        stream.finish();
      }, (error) => /^json\./.test(error.code), text);
    }
  }
  const stream = new JsonStream();
  stream.push('{"a":[1,2],"b":"secret');
  assert.throws(() => stream.finish(), { code: "json.truncated" });
  assert.throws(() => stream.push('"x'), (error) => error.code === "json.invalid" && !JSON.stringify(error).includes("secret"));
  assert.deepEqual(stream.value, { a: [1, 2], b: "secret" });
  assert.throws(() => new JsonStream().push("[".repeat(100_000)), { code: "json.too-deep" });
  assert.throws(() => new ItemStream().push("[".repeat(100_000)), { code: "json.too-deep" });
  const mended = new JsonStream();
  mended.push('{"a":[1,],"b":"x\ny",}');
  assert.deepEqual(mended.finish(), { a: [1], b: "x\ny" });
});

test("API-40 what is no text is a wrong argument", () => {
  for (const chunk of [null, undefined, 5, {}, [], new Uint8Array([91, 93]), Symbol("s")]) {
    for (const stream of [new JsonStream(), new ItemStream()]) {
      assert.throws(() => stream.push(chunk), { code: "command.bad-argument" });
      stream.push("[");
    }
  }
});

test("MOD-50 damaged text comes to the same in any cutting, and never to less than JSON.parse reads", () => {
  const words = ["{", "}", "[", "]", ",", ":", "\"", "\\", "\\u00", "null", "tru", "-", "1e9", " ", "\n", "0", "\"a\":"];
  const outcome = (make, chunks) => {
    const stream = make();
    const got = [];
    try {
      for (const chunk of chunks) got.push(stream.push(chunk));
      return stream.finish ? JSON.stringify(stream.finish()) : JSON.stringify(got.flat());
    } catch (error) {
      assert.match(error.code, /^json\./);
      return error.code;
    }
  };
  for (let seed = 1; seed <= 20_000; seed++) {
    const roll = dice(seed);
    let text = JSON.stringify(anyJson(roll));
    for (let i = roll(4); i > 0; i--) {
      const at = roll(text.length + 1);
      text = roll(2) ? text.slice(0, at) + words[roll(words.length)] + text.slice(at) : text.slice(0, at) + text.slice(at + 1 + roll(3));
    }
    const whole = outcome(() => new JsonStream(), [text]);
    assert.equal(outcome(() => new JsonStream(), [...cut(text, roll)]), whole, text);
    let parsed;
    try {
      parsed = JSON.stringify(JSON.parse(text));
    } catch {
      parsed = undefined;
    }
    if (parsed !== undefined) assert.equal(whole, parsed, text);
    // Nothing but these two slips is mended.
    else if (!whole.startsWith("json.")) assert.match(text, /,\s*[\]}]|[\n\t\u0000-\u001f]/, text);
  }
});

test("MOD-50 a field called __proto__ is a field", () => {
  const stream = new JsonStream();
  for (const letter of '{"__proto__":{"polluted":true},"a":1}') stream.push(letter);
  assert.equal(stream.value.polluted, undefined);
  assert.equal(JSON.stringify(stream.finish()), '{"__proto__":{"polluted":true},"a":1}');
  assert.equal({}.polluted, undefined);
});

test("MOD-51 items come once, when they are complete, in any cutting", () => {
  for (let seed = 1; seed <= 1_000; seed++) {
    const roll = dice(seed);
    const ops = Array.from({ length: roll(6) }, () => anyJson(roll, 3));
    const whole = roll(2) ? ops : { before: anyJson(roll, 3), "op\"s": [1], ops, after: { ops: [1] } };
    const text = JSON.stringify(whole, null, roll(2));
    const stream = new ItemStream();
    const items = [];
    for (const chunk of cut(text, roll)) items.push(...stream.push(chunk));
    assert.equal(JSON.stringify(items), JSON.stringify(JSON.parse(text).ops ?? JSON.parse(text)), text);
    assert.ok(stream.done);
  }
});

test("MOD-51 an item is handed over with its last character, a broken one refused", () => {
  const stream = new ItemStream("list");
  assert.deepEqual(stream.push('{"x":{"list":[0]},"list":[{"a":1}'), []);
  assert.deepEqual(stream.push(",2"), [{ a: 1 }]);
  assert.deepEqual(stream.push("2,]"), [22]);
  assert.deepEqual(stream.push(',"more":[1]}'), []);
  assert.throws(() => new ItemStream().push('[{"a":}]'), { code: "json.invalid" });
  assert.throws(() => new ItemStream().push("[1}"), { code: "json.invalid" });
});
