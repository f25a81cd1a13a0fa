// MOD-61: what a server refuses an app's own SDK, over real HTTP: kinds of error, retries and nothing of the server's words, as if it were a provider of ours.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import Anthropic from "@anthropic-ai/sdk";
import { createOpenAI } from "@ai-sdk/openai";
import { GoogleGenAI } from "@google/genai";
import { createEngine, init } from "bozzetto";
import { aiSdkModel } from "bozzetto/adapters";
import OpenAI from "openai";

const key = "sk-proj-abcdefghijklmnopqrstuvwx0123456789";
const document = { id: "root", type: "screen", children: [{ id: "go", type: "button", props: { label: "Go" } }] };
const answer = JSON.stringify({ ops: [{ op: "set", id: "go", path: "/style/color", value: "red" }], question: null, summary: "" });

/** What the server says to the next requests, in turn: a status with a body and headers, `good`, or `cut`. */
let script = [];
let asked = 0;
let server;
let baseUrl;

before(async () => {
  await init();
  server = createServer((request, response) => {
    request.resume();
    asked += 1;
    const next = script.shift() ?? "good";
    if (next === "cut") return request.socket.destroy();
    if (next === "good" || next.event) {
      response.writeHead(200, { "content-type": "text/event-stream" });
      if (next.event) return response.end(next.event);
      const chunk = (delta, finish_reason = null) => `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
      return response.end(`${chunk({ role: "assistant", content: answer })}${chunk({}, "stop")}data: [DONE]\n\n`);
    }
    response.writeHead(next.status, { "content-type": "application/json", ...next.headers });
    response.end(JSON.stringify(next.body));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  baseUrl = `http://127.0.0.1:${server.address().port}/v1`;
});

after(() => {
  server.closeAllConnections();
  server.close();
});

const openAiError = (message, code, type = "invalid_request_error") => ({ error: { message, type, param: null, code } });

/** The app's function, one for each SDK that speaks Chat Completions here. */
const sdks = {
  "ai sdk": () => aiSdkModel(createOpenAI({ apiKey: key, baseURL: baseUrl }).chat("m")),
  openai: () => async function* ({ system, prompt }, { signal }) {
    const client = new OpenAI({ apiKey: key, baseURL: baseUrl, maxRetries: 0 });
    const stream = await client.chat.completions.create({ model: "m", stream: true, messages: [{ role: "system", content: system }, { role: "user", content: prompt }] }, { signal });
    for await (const part of stream) yield part.choices[0]?.delta.content ?? "";
  },
};

async function outcome(answer, said) {
  script = [...said];
  asked = 0;
  const calls = [];
  const engine = await createEngine({ store: "memory", provider: { kind: "app", name: "mine", answer }, onModelCall: (call) => calls.push(call) });
  const session = await engine.createSession({ prompt: "start", document });
  const result = await session.edit("make the button red").result;
  await engine.close();
  const told = JSON.stringify([result, calls]);
  assert.ok(!told.includes("sk-proj") && !told.includes("Jane"), told);
  return { status: result.status, cause: result.error?.cause?.code ?? result.error?.code, asked };
}

for (const [name, sdk] of Object.entries(sdks)) {
  test(`MOD-61 ${name}: what waiting can mend is tried again, and what it cannot is not`, async () => {
    const busy = { status: 429, headers: { "retry-after": "0" }, body: openAiError("Slow down, Jane", "rate_limit_exceeded") };
    assert.deepEqual(await outcome(sdk(), [busy]), { status: "committed", cause: undefined, asked: 2 });
    assert.deepEqual(await outcome(sdk(), [{ status: 503, body: openAiError("down", null) }]), { status: "committed", cause: undefined, asked: 2 });
    assert.deepEqual(await outcome(sdk(), ["cut"]), { status: "committed", cause: undefined, asked: 2 });
    // MOD-40: once more with a shorter prompt, and no more often.
    const long = { status: 400, body: openAiError("This model's maximum context length is 4096 tokens.", "context_length_exceeded") };
    assert.deepEqual(await outcome(sdk(), [long]), { status: "committed", cause: undefined, asked: 2 });
    assert.deepEqual(await outcome(sdk(), [long, long]), { status: "failed", cause: "model.too-large", asked: 2 });
    for (const [said, cause] of [
      [{ status: 401, body: openAiError(`Incorrect API key provided: ${key} of Jane`, "invalid_api_key") }, "model.auth"],
      [{ status: 429, body: openAiError("You exceeded your current quota, Jane", "insufficient_quota", "insufficient_quota") }, "model.billing"],
      [{ status: 400, body: openAiError("Unsupported parameter: 'response_format' is not known, Jane", "unsupported_parameter") }, "model.bad-request"],
      [{ status: 404, body: openAiError("The model does not exist, Jane", "model_not_found") }, "model.not-found"],
    ]) assert.deepEqual(await outcome(sdk(), [said]), { status: "failed", cause, asked: 1 });
  });

  test(`MOD-61 ${name}: an error within the stream counts by what it says`, async () => {
    const event = `data: ${JSON.stringify({ error: { message: "Overloaded, Jane", type: "overloaded_error", code: null } })}\n\n`;
    assert.deepEqual(await outcome(sdk(), [{ event }]), { status: "committed", cause: undefined, asked: 2 });
  });
}

test("MOD-61 the SDKs of Anthropic and Google tell the same in their ways", async () => {
  const anthropic = async () => {
    const client = new Anthropic({ apiKey: key, baseURL: baseUrl, maxRetries: 0 });
    return (await client.messages.create({ model: "m", max_tokens: 9, messages: [{ role: "user", content: "hi" }] })).content[0].text;
  };
  const credit = { type: "error", error: { type: "invalid_request_error", message: "Your credit balance is too low to access the Anthropic API, Jane." } };
  assert.deepEqual(await outcome(anthropic, [{ status: 400, body: credit }]), { status: "failed", cause: "model.billing", asked: 1 });
  const busy = { status: 529, body: { type: "error", error: { type: "overloaded_error", message: "Overloaded, Jane" } } };
  assert.equal((await outcome(anthropic, [busy, busy, busy])).cause, "model.overloaded");
  assert.equal(asked, 3);
  const google = async () => {
    const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl } });
    return (await client.models.generateContent({ model: "m", contents: "hi" })).text;
  };
  const refused = { error: { code: 400, message: "API key not valid, Jane.", status: "INVALID_ARGUMENT", details: [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_KEY_INVALID" }] } };
  assert.deepEqual(await outcome(google, [{ status: 400, body: refused }]), { status: "failed", cause: "model.auth", asked: 1 });
});

test("MOD-61 what the function itself did wrong stays its own, and is not tried again", async () => {
  for (const thrown of [new Error("no such prompt"), "no", null, { some: "thing" }, new TypeError("x is not a function"), new RangeError("status")]) {
    let calls = 0;
    assert.deepEqual((await outcome(() => { calls += 1; throw thrown; }, [])).cause, "model.app", String(thrown));
    assert.equal(calls, 1);
  }
  const circle = { status: 500 };
  circle.error = circle;
  assert.equal((await outcome(() => { throw Object.assign(new Error("no"), circle); }, [])).cause, "model.server-error");
});
