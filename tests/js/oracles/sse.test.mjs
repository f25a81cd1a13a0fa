// MOD-1: the event-stream decoders of the vendors' SDKs read the cases that ours is held to. Where one reads something else than the
// standard says, it is written down in `disagreements.json` and in core/docs/sdk-oracles.md.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { _iterSSEMessages as anthropicMessages } from "@anthropic-ai/sdk/core/streaming";
import OpenAI from "openai";
import { _iterSSEMessages as openAiMessages, Stream } from "openai/core/streaming";

const { cases } = JSON.parse(await readFile(new URL("../../data/sse/cases.json", import.meta.url), "utf8"));
const disagreements = JSON.parse(await readFile(new URL("disagreements.json", import.meta.url), "utf8"));

function response(body, size) {
  let at = 0;
  const stream = new ReadableStream({
    pull(controller) {
      if (at >= body.length) return controller.close();
      controller.enqueue(new Uint8Array(body.subarray(at, at + size)));
      at += size;
    },
  });
  return new Response(stream, { headers: { "content-type": "text/event-stream" } });
}

/** The values of a stream, as `["value", JSON]`, and what ended it; values that are no JSON end it, too. */
async function valuesOf(stream) {
  const seen = [];
  try {
    for await (const value of stream) seen.push(["value", value]);
    return [...seen, ["end"]];
  } catch (error) {
    // Anything else is no word of the stream's.
    if (!(error instanceof SyntaxError)) throw error;
    return [...seen, ["no JSON"]];
  }
}

const messages = (decode) => async (body, size) => {
  const seen = [];
  for await (const { event, data } of decode(response(body, size), new AbortController())) seen.push([event || "message", data]);
  return seen;
};
const dispatched = ({ events }) => events.map(({ type, data }) => [type, data]);

// What each makes of a body, and what it should be by the standard. Behind the decoder of OpenAI's SDK stands the reader of values,
// whose end is a data line `[DONE]` and no other.
const silent = new OpenAI({ apiKey: "k", logLevel: "off" });
const readers = {
  "sse-openai": [messages(openAiMessages), dispatched],
  "sse-anthropic": [messages(anthropicMessages), dispatched],
  "sse-openai-values": [
    (body, size) => valuesOf(Stream.fromSSEResponse(response(body, size), new AbortController(), silent)),
    ({ events }) => valuesOf((function* () {
      for (const { data } of events) {
        if (data === "[DONE]") return;
        yield JSON.parse(data);
      }
    })()),
  ],
};

assert.ok(cases.length > 50);
for (const [reader, [read, expected]] of Object.entries(readers)) {
  for (const one of cases) {
    test(`MOD-1 ${reader} ${one.name}: the decoder of the vendor agrees, or is known not to`, async () => {
      const body = Buffer.from(one.base64, "base64");
      const standard = await expected(one);
      const known = disagreements[reader]?.[one.name] ?? [];
      for (const size of [body.length + 1, ...(body.length > 20_000 ? [997] : [1, 7])]) {
        const seen = await read(body, size);
        const agrees = JSON.stringify(seen) === JSON.stringify(standard);
        if (process.env.SHOW && !agrees) console.log(reader, one.name, size, JSON.stringify({ seen, standard }).slice(0, 300));
        assert.deepEqual(agrees ? [] : ["events"], known, `in pieces of ${size}: ${JSON.stringify({ seen, standard }).slice(0, 500)}`);
      }
    });
  }
}
