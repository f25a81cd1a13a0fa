// Models of others as functions of the app, and model calls as OpenTelemetry wants them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { aiSdkModel, builtInModel, genAiSpan } from "../dist/adapters.js";
import { createEngine, init } from "../dist/node.js";

const request = { system: "rules", prompt: "green", schema: { type: "object" }, create: false, images: [] };

async function textOf(answer, signal = new AbortController().signal) {
  let text = "";
  for await (const part of answer(request, { signal })) text += part;
  return text;
}

function streamOf(parts, onCancel) {
  return new ReadableStream({
    pull(controller) {
      if (parts.length > 0) controller.enqueue(parts.shift());
      else controller.close();
    },
    cancel: onCancel,
  });
}

test("MOD-55 a language model of the AI SDK answers as a function of the app", async () => {
  let asked;
  const model = { doStream: async (options) => {
    asked = options;
    return { stream: streamOf([{ type: "stream-start" }, { type: "text-delta", id: "1", delta: "{\"ops\":" }, { type: "reasoning-delta", delta: "hm" }, { type: "text-delta", textDelta: "[]}" }, { type: "finish" }]) };
  } };
  assert.equal(await textOf(aiSdkModel(model)), "{\"ops\":[]}");
  assert.deepEqual(asked.prompt, [{ role: "system", content: "rules" }, { role: "user", content: [{ type: "text", text: "green" }] }]);
  assert.deepEqual(asked.responseFormat.schema, { type: "object" });
  assert.ok(asked.abortSignal instanceof AbortSignal);
  await textOf((rest, options) => aiSdkModel(model)({ ...rest, images: [{ mime: "image/png", data: "AAAA" }] }, options));
  assert.deepEqual(asked.prompt[1].content[1], { type: "file", mediaType: "image/png", data: "AAAA" });
  const broken = { doStream: async () => ({ stream: streamOf([{ type: "error", error: new Error("no") }]) }) };
  await assert.rejects(textOf(aiSdkModel(broken)), /no/);
});

/** What a stream with this last part comes to: its text, and what is told beside it. */
async function toldOf(parts, model = {}) {
  const told = [];
  for await (const part of aiSdkModel({ ...model, doStream: async () => ({ stream: streamOf(parts) }) })(request, { signal: new AbortController().signal })) if (typeof part === "object") told.push(part);
  return told;
}

test("MOD-55 tokens, model and the reason for the end come through in the words of every version of the AI SDK", async () => {
  const expected = { inputTokens: 77, outputTokens: 8, cachedInputTokens: 70, reasoningTokens: 3 };
  for (const [usage, more] of [
    [{ promptTokens: 77, completionTokens: 8, cachedInputTokens: 70, reasoningTokens: 3 }, { cacheWriteTokens: undefined }],
    [{ inputTokens: 77, outputTokens: 8, totalTokens: 85, cachedInputTokens: 70, reasoningTokens: 3 }, { cacheWriteTokens: undefined }],
    [{ inputTokens: { total: 77, noCache: 2, cacheRead: 70, cacheWrite: 5 }, outputTokens: { total: 8, text: 5, reasoning: 3 } }, { cacheWriteTokens: 5 }],
  ]) {
    for (const finishReason of ["length", { unified: "length", raw: "max_tokens" }]) {
      assert.deepEqual(await toldOf([{ type: "finish", finishReason, usage }], { modelId: "gpt-x" }), [{ model: "gpt-x", finishReason: "length", usage: { ...expected, ...more } }]);
    }
  }
  assert.deepEqual(await toldOf([{ type: "response-metadata", modelId: "gpt-x-2026" }]), [{ model: "gpt-x-2026" }]);
  const [bare] = await toldOf([{ type: "finish" }]);
  assert.deepEqual([bare.finishReason, Object.values(bare.usage).every((count) => count === undefined)], [undefined, true]);
  await assert.rejects(toldOf([{ type: "finish", finishReason: "error" }]), /error/);
});

test("MOD-55 the model that is built into the browser is let go, also when nobody reads on", async () => {
  let destroyed = 0;
  let cancelled = 0;
  const api = { create: async ({ initialPrompts }) => ({
    promptStreaming: (prompt, { responseConstraint }) => streamOf([initialPrompts[0].content, prompt, JSON.stringify(responseConstraint)], () => { cancelled += 1; }),
    destroy: () => { destroyed += 1; },
  }) };
  assert.equal(await textOf(builtInModel(api)), 'rulesgreen{"type":"object"}');
  assert.equal(destroyed, 1);
  for await (const part of builtInModel(api)(request, { signal: new AbortController().signal })) {
    assert.equal(part, "rules");
    break;
  }
  assert.deepEqual([destroyed, cancelled], [2, 1]);
});

test("MOD-55 what is no model is refused at once, with what it lacks", () => {
  for (const given of [undefined, null, {}, "gpt-5", { doStream: 1 }]) {
    assert.throws(() => aiSdkModel(given), { code: "command.bad-argument", message: /doStream/ });
    assert.throws(() => builtInModel(given), { code: "command.bad-argument", message: /LanguageModel/ });
  }
});

test("MOD-59 the built-in model says that it cannot look at images", async () => {
  const answer = builtInModel({ create: () => assert.fail("it was asked") });
  const images = [{ mime: "image/png", data: "iVBORw0KGgo=" }];
  await assert.rejects(textOf((rest, options) => answer({ ...rest, images }, options)), { code: "model.sees-no-images" });
  await init();
  const engine = await createEngine({ store: "memory", provider: { kind: "app", name: "built-in", answer } });
  const session = await engine.createSession({ prompt: "x", document: { id: "a", type: "button", props: { label: "Go" }, children: [] } });
  const { status, error } = await session.edit("make it green", { target: "a", images: [{ mime: "image/png", data: new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]) }] }).result;
  assert.deepEqual([status, error.code], ["failed", "model.sees-no-images"]);
  await engine.close();
});

test("MOD-53 a call as a span with the names of the conventions, without what nobody knows", () => {
  const call = {
    sessionId: "ses_1", editId: "e", provider: "anthropic", genAiProviderName: "anthropic", model: "claude-x", server: "https://api.anthropic.com", startedAt: 1_000, durationMs: 500, firstChunkMs: 120,
    estimatedTokens: 900, inputTokens: 1_000, outputTokens: 50, cachedInputTokens: 800, cacheWriteTokens: null, reasoningTokens: null, finishReason: "end_turn",
    error: null, tries: 1, repair: 0, cost: 0.01,
  };
  const span = genAiSpan(call);
  assert.deepEqual([span.name, span.kind, span.startTime, span.endTime, span.status], ["chat claude-x", "CLIENT", 1_000, 1_500, "OK"]);
  assert.deepEqual(span.attributes, {
    "gen_ai.operation.name": "chat", "gen_ai.request.stream": true, "gen_ai.provider.name": "anthropic", "gen_ai.conversation.id": "ses_1", "gen_ai.output.type": "json",
    "bozzetto.edit.id": "e", "bozzetto.try": 1, "bozzetto.repair": 0, "gen_ai.request.model": "claude-x",
    "server.address": "api.anthropic.com", "server.port": 443, "gen_ai.response.finish_reasons": ["end_turn"], "gen_ai.response.time_to_first_chunk": 0.12,
    "gen_ai.usage.input_tokens": 1_000, "gen_ai.usage.output_tokens": 50, "gen_ai.usage.cache_read.input_tokens": 800, "bozzetto.cost": 0.01,
  });
  for (const none of [null, undefined, "x"]) assert.throws(() => genAiSpan(none), { code: "command.bad-argument" });
  const failed = genAiSpan({ ...call, error: "model.overloaded", server: "", model: "", finishReason: null });
  assert.deepEqual([failed.status, failed.attributes["error.type"], failed.attributes["server.address"], failed.name], ["ERROR", "model.overloaded", undefined, "chat"]);
  const gemini = genAiSpan({ ...call, provider: "gemini", genAiProviderName: "gcp.gemini", withEdits: ["f"] });
  assert.deepEqual([gemini.name, gemini.attributes["gen_ai.operation.name"], gemini.attributes["bozzetto.edit.ids"]], ["generate_content claude-x", "generate_content", ["e", "f"]]);
});
