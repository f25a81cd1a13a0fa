// esbuild does not follow `new URL(.., import.meta.url)`; its own way to name a file is to import it.
import * as bozzetto from "bozzetto";
import wasm from "bozzetto/core.wasm";
import { report } from "../../job.mjs";

report(bozzetto, { source: wasm });
