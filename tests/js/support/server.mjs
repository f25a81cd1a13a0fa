// Serves folders on localhost, as a plain web server would.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/**
 * @param {Record<string, string | ((request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => void)>} routes
 *   path prefixes, longest first, to folders (absolute paths) or handlers
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export async function serve(routes) {
  const prefixes = Object.keys(routes).sort((a, b) => b.length - a.length);
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const prefix = prefixes.find((prefix) => path.startsWith(prefix));
    const route = routes[prefix];
    if (typeof route === "function") return route(request, response);
    try {
      const rest = normalize(path.slice(prefix.length) || "index.html");
      const body = await readFile(join(route, rest.endsWith("/") ? `${rest}index.html` : rest));
      response.writeHead(200, { "content-type": types[extname(rest)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end("not found");
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
