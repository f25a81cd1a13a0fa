#!/usr/bin/env node
// Builds the package into `dist/`: the wasm, its glue, the entries, the declarations, the API report, the list of errors.
//
//   node build.mjs                 everything; says when the public declarations differ from api-report.d.ts, or the codes of errors from ERRORS.md
//   node build.mjs --update-api    accepts the new declarations into api-report.d.ts, and the new codes into ERRORS.md
//   node build.mjs --js            only the JavaScript and the declarations (the wasm of the last build stays)
//   node build.mjs --dev           a wasm that is built fast and not made small: for work on the package, never to ship
//
// `wasm-bindgen` comes from $WASM_BINDGEN, <target>/tools/bin or PATH; everything else from node_modules and cargo.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build, transform } from "esbuild";
import { codesOfPackage, errorCodesType, errorsPage } from "./codes.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const generated = join(here, "src", "generated");
const dist = join(here, "dist");
const arguments_ = new Set(process.argv.slice(2));
const { version } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));

const run = (command, args, options = {}) =>
  execFileSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], ...options });
const output = (command, args) =>
  execFileSync(command, args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "inherit"] });

const target = process.env.CARGO_TARGET_DIR
  ?? JSON.parse(output("cargo", ["metadata", "--no-deps", "--format-version", "1"])).target_directory;

const dev = arguments_.has("--dev");

/** What the compiler uses by default; all of it is in every browser that is supported, and nothing newer may creep in. */
const wasmFeatures = [
  "bulk-memory", "bulk-memory-opt", "extended-const", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext",
];

function wasmBindgen() {
  const besideTarget = join(target, "tools", "bin", "wasm-bindgen");
  return process.env.WASM_BINDGEN ?? (existsSync(besideTarget) ? besideTarget : "wasm-bindgen");
}

function nodeTool(name) {
  return join(here, "node_modules", ".bin", name);
}

/** Compiles the core and leaves `core.wasm` and its glue, as a factory, in `src/generated`. */
async function buildWasm() {
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  // Panic locations are data of the module; paths of the machine that built it are nobody's business.
  const remap = [`--remap-path-prefix=${root}=.`, `--remap-path-prefix=${cargoHome}=cargo`];
  run("cargo", [
    "build", "--quiet", "--package", "bozzetto-wasm", "--target", "wasm32-unknown-unknown", "--profile", dev ? "dev" : "wasm",
    "--config", `target.wasm32-unknown-unknown.rustflags=${JSON.stringify(remap)}`,
  ]);
  const bound = join(target, "npm-bindgen");
  rmSync(bound, { recursive: true, force: true });
  run(wasmBindgen(), [
    "--target", "web", "--omit-default-module-path", "--remove-producers-section",
    "--out-dir", bound, "--out-name", "core",
    join(target, "wasm32-unknown-unknown", dev ? "debug" : "wasm", "bozzetto_wasm.wasm"),
  ]);
  if (dev) {
    cpSync(join(bound, "core_bg.wasm"), join(generated, "core.wasm"));
  } else {
    run(nodeTool("wasm-opt"), [
      // Functions of one name, made for different types, side by side: that compresses better.
      "-O1", "--reorder-functions-by-name", "--rse", "--vacuum", "--duplicate-function-elimination", ...wasmFeatures.map((feature) => `--enable-${feature}`), "--strip-debug", "--strip-producers", "--strip-target-features",
      join(bound, "core_bg.wasm"), "-o", join(generated, "core.wasm"),
    ]);
  }

  // The glue keeps its instance in module variables. As a factory it can be had again, with nothing shared, when an
  // instance has trapped; and every call into the instance goes through the guard that notices the trap.
  const source = readFileSync(join(bound, "core.js"), "utf8");
  const hook = "wasm = instance.exports;";
  if (!source.includes(hook)) throw new Error("the glue of wasm-bindgen has changed: no place for the guard");
  // wasm-bindgen writes a text into the instance a character at a time. That is best for words; documents are written all at
  // once, into as many bytes as they have characters, and what has no room there behind them. What is no text would be taken
  // for one of no length and spoil the instance for everybody: it is refused before anything is entered.
  const pass = "function passStringToWasm0(arg, malloc, realloc) {";
  if (!source.includes(pass)) throw new Error("the glue of wasm-bindgen has changed: no place for long texts");
  const refusal = JSON.stringify({
    code: "command.bad-argument", message: "An argument that should be a text is none.", recoverable: false,
    suggestedAction: "Correct the argument.", sessionState: "preserved",
  });
  writeFileSync(join(bound, "guarded.js"), source
    .replace(hook, "wasm = __guard(instance.exports);")
    .replace(pass, `${pass} if (typeof arg !== "string") throw ${refusal}; if (arg.length > 256) return passLongString(arg, malloc, realloc);`)
    .concat(`
      function passLongString(text, malloc, realloc) {
        const length = text.length;
        let at = malloc(length, 1) >>> 0;
        let { read, written } = cachedTextEncoder.encodeInto(text, getUint8ArrayMemory0().subarray(at, at + length));
        if (read < length) {
          const room = written + (length - read) * 3;
          at = realloc(at, length, room, 1) >>> 0;
          const rest = getUint8ArrayMemory0().subarray(at + written, at + room);
          written += cachedTextEncoder.encodeInto(text.slice(read), rest).written;
          at = realloc(at, room, written, 1) >>> 0;
        }
        WASM_VECTOR_LEN = written;
        return at;
      }`));
  const names = [...source.matchAll(/^export (?:function|class) (\w+)/gm)].map((match) => match[1]);
  const bundled = await build({
    stdin: { contents: `export { initSync, ${names.join(", ")} } from "./guarded.js";`, resolveDir: bound },
    bundle: true, format: "iife", globalName: "glue", write: false, minifySyntax: true, charset: "utf8",
  });
  writeFileSync(join(generated, "glue.js"),
    `export function instantiate(__guard) {\n${bundled.outputFiles[0].text}\nreturn glue;\n}\n`);
  cpSync(join(bound, "core.d.ts"), join(generated, "core.d.ts"));
  writeFileSync(join(generated, "glue.d.ts"), [
    `import type * as core from "./core.js";`,
    `/** The functions and classes of one instance of the core. */`,
    `export type Core = typeof core;`,
    `export declare function instantiate(guard: (exports: WebAssembly.Exports) => WebAssembly.Exports): Core;`,
    ``,
  ].join("\n"));
}

/** What the core says of each of its errors, and what the package adds: as a type, and as a page for people. */
function generateCodes() {
  const ofCore = JSON.parse(output("cargo", ["run", "--quiet", "--package", "bozzetto-core", "--example", "error_codes"]));
  const rows = [...ofCore, ...codesOfPackage];
  writeFileSync(join(generated, "codes.ts"), errorCodesType(rows));
  writeFileSync(join(generated, "ERRORS.md"), errorsPage(rows));
}

/** Writes the TypeScript types of everything that crosses the boundary. */
function generateTypes() {
  writeFileSync(join(generated, "protocol.ts"),
    output("cargo", ["run", "--quiet", "--package", "bozzetto-core", "--features", "ts", "--example", "protocol_types"]));
}

async function bundle() {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  cpSync(join(generated, "core.wasm"), join(dist, "core.wasm"));
  const common = {
    absWorkingDir: here, bundle: true, target: "es2022", charset: "utf8", legalComments: "none", minify: true, sourcemap: false,
    define: { PACKAGE_VERSION: JSON.stringify(version) }, logLevel: "warning",
  };
  await build({
    ...common, entryPoints: ["src/index.ts", "src/node.ts"], format: "esm", splitting: true, outdir: dist,
    chunkNames: "shared-[hash]", external: ["node:*"],
  });
  await build({ ...common, entryPoints: ["src/react.ts"], format: "esm", outdir: dist, external: ["react"] });
  await build({ ...common, entryPoints: ["src/adapters.ts", "src/stream.ts"], format: "esm", outdir: dist });
  const inline = { ...common, entryPoints: ["src/inline.ts"], loader: { ".wasm": "base64" } };
  await build({ ...inline, format: "esm", outfile: join(dist, "inline.js") });
  const classic = await build({ ...inline, format: "iife", globalName: "bozzetto", write: false });
  // Put between <script> and </script> as it is, so nothing in it may end the script.
  writeFileSync(join(dist, "bozzetto.inline.global.js"),
    `${classic.outputFiles[0].text.replaceAll(/<(\/script|!--)/gi, "\\x3C$1")};globalThis.bozzetto=bozzetto;\n`);
  for (const name of ["inline.js", "bozzetto.inline.global.js"]) {
    const text = readFileSync(join(dist, name), "utf8");
    for (const [what, pattern] of [["import.meta", /\bimport\.meta\b/], ["a dynamic import", /\bimport\s*\(/], ["</script", /<\/script/i]]) {
      if (pattern.test(text)) throw new Error(`${name} contains ${what}`);
    }
    await transform(text, { loader: "js", target: "es2020" });
  }
  for (const name of ["LICENSE-MIT", "LICENSE-APACHE"]) {
    if (existsSync(join(root, name))) cpSync(join(root, name), join(here, name));
  }
}

/** Only what can be reached from an entry is public; the rest of the declarations does not ship. */
const publicModules = ["index", "node", "inline", "react", "adapters", "stream", "api", "errors", "load", "prices", "public", "version", "create", "documents", "generated/codes", "generated/protocol"];

function declarations() {
  run(nodeTool("tsc"), ["--project", here], { cwd: here });
  const types = join(dist, "types");
  for (const file of readdirSync(types, { recursive: true })) {
    const name = String(file).replaceAll("\\", "/");
    if (name.endsWith(".d.ts") && !publicModules.includes(name.slice(0, -5))) rmSync(join(types, name));
  }
  // A declaration that names a file which is not shipped would fail in every project that checks its libraries.
  for (const name of publicModules) {
    for (const [, to] of readFileSync(join(types, `${name}.d.ts`), "utf8").matchAll(/from "(\.[^"]+)\.js"/g)) {
      if (!existsSync(join(types, dirname(name), `${to}.d.ts`))) throw new Error(`${name}.d.ts names ${to}.js, which is not shipped`);
    }
  }
  // What the public declarations say, without comments: `npm test` compares it with the committed report.
  const report = publicModules.filter((name) => name !== "node").map((name) => {
    const text = readFileSync(join(types, `${name}.d.ts`), "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/^\s*\n/gm, "");
    return `// ---- ${name} ----\n${text}`;
  }).join("\n");
  agreed("api-report.d.ts", report, "The public declarations");
  agreed("ERRORS.md", readFileSync(join(generated, "ERRORS.md"), "utf8"), "The errors that apps can get");
}

/** Puts it beside what is committed under that name, or in its place where the change is meant. */
function agreed(name, text, what) {
  writeFileSync(join(dist, name), text);
  const committed = join(here, name);
  if (arguments_.has("--update-api")) writeFileSync(committed, text);
  else if (!existsSync(committed) || readFileSync(committed, "utf8") !== text) {
    console.warn(`${what} changed. If that is meant: node ${relative(root, join(here, "build.mjs"))} --js --update-api`);
  }
}

function sizes() {
  const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  let whole = 0;
  for (const name of readdirSync(dist).filter((name) => /\.(js|wasm)$/.test(name)).sort()) {
    const bytes = readFileSync(join(dist, name));
    const packed = brotli(bytes);
    if (name === "core.wasm" || name === "index.js" || name.startsWith("shared-")) whole += packed;
    console.log(`${name.padEnd(32)} ${String(bytes.length).padStart(9)} bytes ${String(packed).padStart(8)} brotli`);
  }
  console.log(`the entry "." in all ${String(whole).padStart(37)} brotli`);
}

mkdirSync(generated, { recursive: true });
if (!arguments_.has("--js")) {
  await buildWasm();
  generateTypes();
  generateCodes();
}
await bundle();
declarations();
sizes();
