import { createHash } from "node:crypto";
import type { Plugin } from "vite";

/** Emits a service worker that keeps all files of this build, so that the studio opens without a network. */
export function offlineWorker(): Plugin {
  return {
    name: "offline-worker",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const files = Object.keys(bundle).filter(name => !name.endsWith(".map"));
      const digest = createHash("sha256");
      for (const name of files) {
        const file = bundle[name];
        if (file) digest.update(name).update(file.type === "chunk" ? file.code : file.source);
      }
      const source = worker(digest.digest("hex").slice(0, 16), ["./", ...files.filter(name => name !== "index.html"), "icon.svg", "manifest.webmanifest"]);
      this.emitFile({ type: "asset", fileName: "sw.js", source });
    },
  };
}

/**
 * Everything comes from the cache; a new build has a new cache, filled before the old one goes. Those of a studio under another path of
 * the same host are not its own. Servers that send
 * `Vary: Origin` send every origin the same file, so it does not matter that a script asks with an origin and the filling did not.
 */
function worker(build: string, files: string[]): string {
  return `const OWN = "studio " + self.registration.scope + " ";
const CACHE = OWN + "${build}";
const FILES = ${JSON.stringify(files)};
const kept = request => caches.match(request, { cacheName: CACHE, ignoreSearch: true, ignoreVary: true });
self.addEventListener("install", event => {
  event.waitUntil(caches.open(CACHE).then(cache => cache.addAll(FILES.map(file => new Request(file, { cache: "reload" })))).then(() => self.skipWaiting()));
});
self.addEventListener("activate", event => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith(OWN) && name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  })());
});
self.addEventListener("fetch", event => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() => kept("./")).then(answer => answer ?? Response.error()));
    return;
  }
  event.respondWith(kept(event.request).then(hit => hit ?? fetch(event.request)));
});
`;
}
