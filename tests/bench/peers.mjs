// node peers.mjs OUT: the libraries that others use for the same, as one module that Node and a page load alike.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "..", "js");
const { build } = createRequire(join(modules, "package.json"))("esbuild");
await build({
  stdin: {
    contents: `
      export { parsePartialJson } from "ai";
      export { parse as parsePartial } from "partial-json";
      export { parse as jsonriver } from "jsonriver";
      export { JSONParser } from "@streamparser/json";
      export { encode as toon } from "@toon-format/toon";
      export { encode as tokens } from "gpt-tokenizer";
    `,
    resolveDir: modules,
  },
  bundle: true, format: "esm", platform: "browser", target: "es2022", outfile: process.argv[2], minify: true, logLevel: "warning",
  define: { "process.env.NODE_ENV": '"production"' },
});
