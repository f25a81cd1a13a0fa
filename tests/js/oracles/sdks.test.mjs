// The vendors' own SDKs read the same bytes. Where they are right they agree with what is expected of our readers (which
// `cargo test` holds to the same files); where they are not, the difference is written down here and in core/docs/sdk-oracles.md.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import Anthropic from "@anthropic-ai/sdk";
import { ApiError, GoogleGenAI } from "@google/genai";
import { Ollama } from "ollama";
import OpenAI from "openai";

const data = new URL("../../data/wire/", import.meta.url);

async function cases(folder) {
  const names = (await readdir(new URL(`${folder}/`, data))).filter((name) => name.endsWith(".expect.json")).sort();
  return Promise.all(names.map(async (name) => {
    const wire = JSON.parse(await readFile(new URL(`${folder}/${name}`, data), "utf8"));
    return { ...wire, body: await readFile(new URL(`${folder}/${wire.response}`, data)) };
  }));
}

/** The recorded response, in pieces of seven bytes. */
function replay({ http, body }) {
  return async () => {
    const pieces = [];
    const size = body.length > 100_000 ? 65_536 : 7;
    for (let at = 0; at < body.length; at += size) pieces.push(new Uint8Array(body.subarray(at, at + size)));
    const stream = new ReadableStream({ pull: (controller) => { pieces.length > 0 ? controller.enqueue(pieces.shift()) : controller.close(); } });
    return new Response(stream, { status: http.status, headers: http.headers });
  };
}

const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** The counts that were told. */
const told = (counts) => Object.fromEntries(Object.entries(counts).filter(([, count]) => typeof count === "number"));

/** What a response of ours says that failed: the SDK hands it over as data. */
class Failed extends Error {
  constructor({ code, message }) {
    super(message);
    this.code = code;
  }
}

// Each fills `out` as far as it comes, also where the SDK throws in the end.
const readers = {
  async "openai-chat"(wire, out) {
    const client = new OpenAI({ apiKey: "k", baseURL: "http://replay.test/v1", maxRetries: 0, fetch: replay(wire) });
    const take = (part) => {
      out.text += part?.content ?? "";
      out.thinking += part?.reasoning_content ?? part?.reasoning ?? "";
      if (part?.refusal) out.refusal = (out.refusal ?? "") + part.refusal;
      for (const call of part?.tool_calls ?? []) {
        const known = out.calls[call.index ?? out.calls.length] ??= { name: "", text: "" };
        known.name += call.function?.name ?? "";
        known.text += call.function?.arguments ?? "";
      }
    };
    const usage = (counts) => {
      if (!counts) return;
      const { prompt_tokens_details: asked, completion_tokens_details: written } = counts;
      // Some models say nought where writing to the cache costs nothing extra; it is no count of ours.
      const cacheWrite = asked?.cache_write_tokens || undefined;
      out.usage = told({ input: counts.prompt_tokens, output: counts.completion_tokens, cachedInput: asked?.cached_tokens, cacheWrite, reasoning: written?.reasoning_tokens });
    };
    const stream = wire.http.framing === "sse";
    const answer = await client.chat.completions.create({ model: "m", messages: [], stream });
    for await (const chunk of stream ? answer : [answer]) {
      const choice = chunk.choices?.find(({ index = 0 }) => index === 0);
      take(choice?.delta ?? choice?.message);
      out.finish = choice?.finish_reason ?? out.finish;
      usage(chunk.usage);
    }
  },
  async "openai-responses"(wire, out) {
    const client = new OpenAI({ apiKey: "k", baseURL: "http://replay.test/v1", maxRetries: 0, fetch: replay(wire) });
    const whole = (response) => {
      const { usage } = response;
      if (usage) {
        const { input_tokens_details: asked, output_tokens_details: written } = usage;
        const cacheWrite = asked?.cache_write_tokens || undefined;
        out.usage = told({ input: usage.input_tokens, output: usage.output_tokens, cachedInput: asked?.cached_tokens, cacheWrite, reasoning: written?.reasoning_tokens });
      }
      out.finish = response.incomplete_details?.reason ?? response.status;
      if (response.error) throw new Failed(response.error);
    };
    if (wire.http.framing !== "sse") {
      const response = await client.responses.create({ model: "m", input: "" });
      out.text = response.output_text;
      out.calls = response.output.filter(({ type }) => type === "function_call").map(({ name, arguments: text }) => ({ name, text }));
      whole(response);
      return;
    }
    const calls = new Map();
    for await (const event of await client.responses.create({ model: "m", input: "", stream: true })) {
      if (event.type === "response.output_text.delta") out.text += event.delta;
      if (/reasoning(_summary)?_text\.delta$/.test(event.type)) out.thinking += event.delta;
      if (event.type === "response.refusal.delta") out.refusal = (out.refusal ?? "") + event.delta;
      if (event.type === "response.output_item.added" && event.item.type === "function_call") calls.set(event.output_index, { name: event.item.name, text: "" });
      if (event.type === "response.function_call_arguments.delta") calls.get(event.output_index).text += event.delta;
      if (event.type === "error") throw new Failed(event.error ?? event);
      if (["response.completed", "response.incomplete", "response.failed"].includes(event.type)) whole(event.response);
    }
    out.calls = [...calls.values()];
  },
  async anthropic(wire, out) {
    const client = new Anthropic({ apiKey: "k", baseURL: "http://replay.test", maxRetries: 0, fetch: replay(wire) });
    const usage = (counts) => {
      Object.assign(out.usage, told({
        input: counts?.input_tokens, output: counts?.output_tokens, cachedInput: counts?.cache_read_input_tokens, cacheWrite: counts?.cache_creation_input_tokens,
        reasoning: counts?.output_tokens_details?.thinking_tokens,
      }));
    };
    const stream = wire.http.framing === "sse";
    const answer = await client.messages.create({ model: "m", max_tokens: 9, messages: [], stream });
    if (!stream) {
      for (const block of answer.content) {
        if (block.type === "text") out.text += block.text;
        if (block.type === "tool_use") out.calls.push({ name: block.name, text: JSON.stringify(block.input) });
      }
      usage(answer.usage);
      out.finish = answer.stop_reason;
      return;
    }
    const calls = new Map();
    for await (const event of answer) {
      if (event.type === "message_start") usage(event.message.usage);
      if (event.type === "content_block_start" && event.content_block.type === "tool_use") calls.set(event.index, { name: event.content_block.name, text: "" });
      if (event.type === "content_block_delta") {
        out.text += event.delta.text ?? "";
        out.thinking += event.delta.thinking ?? "";
        if (event.delta.type === "input_json_delta") calls.get(event.index).text += event.delta.partial_json;
      }
      if (event.type === "content_block_stop" && calls.get(event.index)?.text === "") calls.get(event.index).text = "{}";
      if (event.type === "message_delta") {
        usage(event.usage);
        out.finish = event.delta.stop_reason ?? out.finish;
      }
    }
    out.calls = [...calls.values()];
  },
  async gemini(wire, out) {
    const client = new GoogleGenAI({ apiKey: "k", httpOptions: { baseUrl: "http://replay.test" } });
    out.images = 0;
    const real = globalThis.fetch;
    globalThis.fetch = replay(wire);
    try {
      const ask = { model: "m", contents: "x" };
      const answer = wire.http.framing === "sse" ? await client.models.generateContentStream(ask) : [await client.models.generateContent(ask)];
      for await (const chunk of answer) {
        const [candidate] = chunk.candidates ?? [];
        for (const part of candidate?.content?.parts ?? []) {
          if (part.thought) out.thinking += part.text ?? "";
          else out.text += part.text ?? "";
          if (part.inlineData) out.images += 1;
          if (part.functionCall) out.calls.push({ name: part.functionCall.name, text: JSON.stringify(part.functionCall.args) });
        }
        out.finish = candidate?.finishReason ?? out.finish;
        const { promptTokenCount: input, candidatesTokenCount: output, cachedContentTokenCount: cachedInput, thoughtsTokenCount: reasoning } = chunk.usageMetadata ?? {};
        Object.assign(out.usage, told({ input, output, cachedInput, reasoning }));
        if (chunk.promptFeedback?.blockReason) out.blocked = chunk.promptFeedback.blockReason;
      }
    } finally {
      globalThis.fetch = real;
    }
  },
  async ollama(wire, out) {
    const client = new Ollama({ host: "http://replay.test", fetch: replay(wire) });
    try {
      for await (const { message, done_reason: finish, prompt_eval_count: input, eval_count: output } of await client.chat({ model: "m", messages: [], stream: true })) {
        out.text += message.content ?? "";
        out.thinking += message.thinking ?? "";
        for (const { function: { name, arguments: args } } of message.tool_calls ?? []) out.calls.push({ name, text: JSON.stringify(args) });
        out.finish = finish ?? out.finish;
        Object.assign(out.usage, told({ input, output }));
      }
    } catch (error) {
      if (!/^Did not receive done/.test(error.message)) throw error;
      out.truncated = true;
    }
  },
};

/** What an SDK says of a failure, as `{ kind, message }`; what it did not mean to throw is a fault of this harness, or of the SDK. */
function failure(folder, error) {
  const body = error.error ?? null;
  if (error instanceof Failed) return { kind: error.code, message: error.message };
  if (error instanceof OpenAI.APIError) return { kind: error.type ?? error.code ?? null, message: body?.message ?? null };
  if (error instanceof Anthropic.APIError) return { kind: error.type, message: error.apiMessage };
  if (error instanceof ApiError) {
    // Behind some words, or as the message of an error that its stream made of the status line.
    const { error: outer } = JSON.parse(error.message.slice(error.message.indexOf("{")));
    const { status: kind, message } = parsed(outer.message)?.error ?? outer;
    return { kind, message };
  }
  if (folder === "ollama" && (error.name === "ResponseError" || error.constructor === Error)) return { kind: null, message: error.message };
  throw error;
}

/** What an SDK makes of a case that is wrong or says less. Each of these is checked: a new SDK that does better is told. */
const disagreements = JSON.parse(await readFile(new URL("disagreements.json", import.meta.url), "utf8"));

for (const [folder, read] of Object.entries(readers)) {
  const seen = {};
  for (const wire of await cases(folder)) {
    test(`MOD-6 ${folder} ${wire.name}: the SDK of the vendor agrees, or is known not to`, async () => {
      const { expect } = wire;
      const out = { text: "", thinking: "", refusal: null, calls: [], finish: null, usage: {}, truncated: false };
      let failed = null;
      try {
        await read(wire, out);
      } catch (error) {
        failed = failure(folder, error);
      }
      const differences = [];
      const compare = (what, theirs, ours) => {
        try {
          assert.deepEqual(theirs, ours);
        } catch {
          differences.push(what);
          if (process.env.SHOW) console.log(folder, wire.name, what, { theirs, ours });
        }
      };
      compare("error", failed, expect.error);
      compare("text", out.text, expect.text);
      compare("thinking", out.thinking, expect.thinking);
      compare("refusal", out.refusal, expect.refusal);
      compare("tool calls", out.calls.map(({ name, text }) => ({ name, args: parsed(text) })), expect.toolCalls.map(({ name, args }) => ({ name, args })));
      compare("finish", out.finish, expect.finish);
      compare("truncation is told", out.truncated, expect.truncated);
      if (out.images !== undefined) compare("images", out.images, expect.images);
      compare("usage", out.usage, expect.usage);
      seen[wire.name] = differences;
      assert.deepEqual(differences, disagreements[folder]?.[wire.name] ?? [], JSON.stringify(failed));
    });
  }
  if (process.env.SHOW) test(`shown: ${folder}`, () => console.log(JSON.stringify({ [folder]: Object.fromEntries(Object.entries(seen).filter(([, found]) => found.length > 0)) }, null, 2)));
}

test("MOD-6 what an SDK is known to make of a case stands in the table of the docs, and nothing else does", async () => {
  const page = await readFile(new URL("../../../core/docs/sdk-oracles.md", import.meta.url), "utf8");
  const rows = page.split("\n").filter((line) => line.startsWith("| ")).join("\n");
  const named = [...rows.matchAll(/`([a-z-]+\/[^`]+)`/g)].map(([, name]) => name);
  const known = Object.entries(disagreements).flatMap(([folder, names]) => Object.keys(names).map((name) => `${folder}/${name}`));
  assert.deepEqual(named.sort(), known.sort());
  // A name that no case has would be compared with nothing.
  const { cases: streams } = JSON.parse(await readFile(new URL("../../data/sse/cases.json", import.meta.url), "utf8"));
  for (const [folder, names] of Object.entries(disagreements)) {
    const there = folder.startsWith("sse-") ? streams : await cases(folder);
    for (const name of Object.keys(names)) assert.ok(there.some((one) => one.name === name), `there is no ${folder}/${name}`);
  }
});

test("MOD-35 gemini: the SDK asks for an image in the words in which we do", async () => {
  const expected = JSON.parse(await readFile(new URL("gemini/image-edit.request.json", data), "utf8"));
  const client = new GoogleGenAI({ apiKey: "k", httpOptions: { baseUrl: "http://replay.test" } });
  const real = globalThis.fetch;
  let sent;
  globalThis.fetch = async (address, { body }) => {
    sent = { address: String(address), body: JSON.parse(body) };
    return new Response("data: {}\n\n", { headers: { "content-type": "text/event-stream" } });
  };
  try {
    const [{ parts: [{ text }, { inlineData }] }] = expected.contents;
    for await (const _ of await client.models.generateContentStream({
      model: "gemini-2.5-flash-image", contents: [{ role: "user", parts: [{ text }, { inlineData }] }],
      config: {
        systemInstruction: { parts: expected.systemInstruction.parts }, maxOutputTokens: 8000, responseModalities: ["TEXT", "IMAGE"], imageConfig: { aspectRatio: "16:9" },
      },
    }));
  } finally {
    globalThis.fetch = real;
  }
  assert.match(sent.address, /\/v1beta\/models\/gemini-2\.5-flash-image:streamGenerateContent\?alt=sse$/);
  assert.deepEqual(sent.body, expected);
});
