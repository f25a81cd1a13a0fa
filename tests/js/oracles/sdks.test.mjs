// The vendors' own SDKs read the same bytes. Where they are right they agree with what is expected of our readers (which
// `cargo test` holds to the same files); where they are not, the difference is written down here and in core/docs/sdk-oracles.md.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
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

const readers = {
  async "openai-chat"(wire) {
    const client = new OpenAI({ apiKey: "k", baseURL: "http://replay.test/v1", maxRetries: 0, fetch: replay(wire) });
    const out = { text: "", thinking: "", refusal: null, calls: [], finish: null, usage: {} };
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
      if (counts) out.usage = { input: counts.prompt_tokens, output: counts.completion_tokens };
    };
    const stream = wire.http.framing === "sse";
    const answer = await client.chat.completions.create({ model: "m", messages: [], stream });
    for await (const chunk of stream ? answer : [answer]) {
      const choice = chunk.choices?.find(({ index = 0 }) => index === 0);
      take(choice?.delta ?? choice?.message);
      out.finish = choice?.finish_reason ?? out.finish;
      usage(chunk.usage);
    }
    return out;
  },
  async "openai-responses"(wire) {
    const client = new OpenAI({ apiKey: "k", baseURL: "http://replay.test/v1", maxRetries: 0, fetch: replay(wire) });
    const out = { text: "", thinking: "", refusal: null, calls: [], finish: null, usage: {} };
    const whole = (response) => {
      if (response.usage) out.usage = { input: response.usage.input_tokens, output: response.usage.output_tokens };
      out.finish = response.incomplete_details?.reason ?? response.status;
      if (response.error) throw Object.assign(new Error(response.error.message), { code: response.error.code });
    };
    if (wire.http.framing !== "sse") {
      const response = await client.responses.create({ model: "m", input: "" });
      out.text = response.output_text;
      out.calls = response.output.filter(({ type }) => type === "function_call").map(({ name, arguments: text }) => ({ name, text }));
      whole(response);
      return out;
    }
    const calls = new Map();
    for await (const event of await client.responses.create({ model: "m", input: "", stream: true })) {
      if (event.type === "response.output_text.delta") out.text += event.delta;
      if (/reasoning(_summary)?_text\.delta$/.test(event.type)) out.thinking += event.delta;
      if (event.type === "response.refusal.delta") out.refusal = (out.refusal ?? "") + event.delta;
      if (event.type === "response.output_item.added" && event.item.type === "function_call") calls.set(event.output_index, { name: event.item.name, text: "" });
      if (event.type === "response.function_call_arguments.delta") calls.get(event.output_index).text += event.delta;
      if (event.type === "error") throw Object.assign(new Error(event.message), { code: event.code });
      if (["response.completed", "response.incomplete", "response.failed"].includes(event.type)) whole(event.response);
    }
    out.calls = [...calls.values()];
    return out;
  },
  async anthropic(wire) {
    const client = new Anthropic({ apiKey: "k", baseURL: "http://replay.test", maxRetries: 0, fetch: replay(wire) });
    const out = { text: "", thinking: "", refusal: null, calls: [], finish: null, usage: {} };
    const usage = (counts) => {
      for (const [name, field] of [["input", "input_tokens"], ["output", "output_tokens"]]) {
        if (typeof counts?.[field] === "number") out.usage[name] = counts[field];
      }
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
      return out;
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
    return out;
  },
  async gemini(wire) {
    const client = new GoogleGenAI({ apiKey: "k", httpOptions: { baseUrl: "http://replay.test" } });
    const out = { text: "", thinking: "", refusal: null, calls: [], finish: null, usage: {}, images: 0 };
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
        if (chunk.usageMetadata) out.usage = { input: chunk.usageMetadata.promptTokenCount, output: chunk.usageMetadata.candidatesTokenCount ?? out.usage.output };
        if (chunk.promptFeedback?.blockReason) out.blocked = chunk.promptFeedback.blockReason;
      }
    } finally {
      globalThis.fetch = real;
    }
    return out;
  },
};

/** What an SDK makes of a case that is wrong or says less. Each of these is checked: a new SDK that does better is told. */
const disagreements = JSON.parse(await readFile(new URL("disagreements.json", import.meta.url), "utf8"));

for (const [folder, read] of Object.entries(readers)) {
  const seen = {};
  for (const wire of await cases(folder)) {
    test(`MOD-6 ${folder} ${wire.name}: the SDK of the vendor agrees, or is known not to`, async () => {
      const { expect } = wire;
      let out;
      let thrown;
      try {
        out = await read(wire);
      } catch (error) {
        thrown = error;
      }
      const differences = [];
      const compare = (what, theirs, ours) => {
        try {
          assert.deepEqual(theirs, ours);
        } catch {
          differences.push(what);
        }
      };
      compare("error", thrown !== undefined, expect.error !== null);
      if (out) {
        compare("text", out.text, expect.text);
        compare("thinking", out.thinking, expect.thinking);
        compare("refusal", out.refusal, expect.refusal);
        compare("tool calls", out.calls.map(({ name, text }) => ({ name, args: parsed(text) })), expect.toolCalls.map(({ name, args }) => ({ name, args })));
        compare("finish", out.finish, expect.finish);
        compare("truncation is told", false, expect.truncated);
        if (out.images !== undefined) compare("images", out.images, expect.images);
        compare("usage", { input: out.usage.input ?? null, output: out.usage.output ?? null }, { input: expect.usage.input ?? null, output: expect.usage.output ?? null });
      }
      seen[wire.name] = differences;
      assert.deepEqual(differences, disagreements[folder]?.[wire.name] ?? [], thrown ? String(thrown) : "");
    });
  }
  if (process.env.SHOW) test(`shown: ${folder}`, () => console.log(JSON.stringify({ [folder]: Object.fromEntries(Object.entries(seen).filter(([, found]) => found.length > 0)) }, null, 2)));
}

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
