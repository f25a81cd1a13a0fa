/** Small model servers for the tests that need one: chat completions, and lists of models. */
import { createServer } from "node:http";

/** `reply(request)` gives `{status, headers?}` for a refusal, else `{text, until?, cached?}`: its second half is sent after `until`; without `cors` no page may read the answer. */
export async function modelServer(reply, { cors = true } = {}) {
  const seen = [];
  const server = createServer(async (request, response) => {
    if (cors) {
      response.setHeader("access-control-allow-origin", "*");
      response.setHeader("access-control-allow-headers", "*");
      response.setHeader("access-control-allow-methods", "*");
    }
    if (request.method === "OPTIONS") { response.writeHead(204).end(); return; }
    if (request.url === "/v1/models") { response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ data: [{ id: "small-model" }] })); return; }
    let body = "";
    for await (const part of request) body += part;
    seen.push({ url: request.url, authorization: request.headers.authorization, body: JSON.parse(body) });
    const { status = 200, text = "", until, headers = {}, cached = 0 } = reply(seen.length);
    if (status !== 200) { response.writeHead(status, { "content-type": "application/json", "access-control-expose-headers": "retry-after", ...headers }).end(JSON.stringify({ error: { message: "refused", type: "invalid_request_error" } })); return; }
    response.writeHead(200, { "content-type": "text/event-stream" });
    const chunk = delta => response.write(`data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", model: "small-model", choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`);
    chunk({ role: "assistant", content: "" });
    const pieces = text.match(/[^]{1,40}/gu) ?? [];
    for (const [at, content] of pieces.entries()) {
      if (at === Math.floor(pieces.length / 2)) await until;
      chunk({ content });
    }
    response.write(`data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", model: "small-model", choices: [{ index: 0, delta: {}, finish_reason: "stop" }], usage: { prompt_tokens: 321, completion_tokens: 45, total_tokens: 366, prompt_tokens_details: { cached_tokens: cached } } })}\n\n`);
    response.end("data: [DONE]\n\n");
  });
  await new Promise(done => server.listen(0, "127.0.0.1", done));
  // A test that fails before it closes this ends all the same.
  server.unref();
  return { url: `http://127.0.0.1:${server.address().port}/v1`, seen, close: () => new Promise(done => { server.closeAllConnections(); server.close(done); }) };
}

/**
 * Answers each of these paths and remembers what it was asked: a path has what it lists, or a function that gives `{status, body}`, later if
 * it is a promise. Without `cors` no page may read an answer.
 */
export async function listServer(paths, { cors = true } = {}) {
  const seen = [];
  const server = createServer(async (request, response) => {
    if (cors) {
      response.setHeader("access-control-allow-origin", "*");
      response.setHeader("access-control-allow-headers", "content-type, authorization, x-api-key, x-goog-api-key, anthropic-version, anthropic-dangerous-direct-browser-access");
    }
    if (request.method === "OPTIONS") { response.writeHead(204).end(); return; }
    const path = request.url.split("?")[0];
    let body = "";
    for await (const part of request) body += part;
    const asked = { path, query: request.url.slice(path.length), headers: request.headers, method: request.method, body: body && JSON.parse(body), gone: false };
    seen.push(asked);
    response.on("close", () => { asked.gone = !response.writableFinished; });
    const there = paths.get(path);
    const { status = 200, body: answer } = typeof there === "function" ? await there(asked) : there ? { body: there } : { status: 404, body: {} };
    const isText = typeof answer === "string";
    response.writeHead(status, { "content-type": isText ? "text/html" : "application/json" }).end(isText ? answer : JSON.stringify(answer));
  });
  await new Promise(done => server.listen(0, "127.0.0.1", done));
  server.unref();
  return { url: `http://127.0.0.1:${server.address().port}`, seen, close: () => new Promise(done => { server.closeAllConnections(); server.close(done); }) };
}
