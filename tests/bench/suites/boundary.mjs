// 50 B, 5 KB and 500 KB into and out of wasm: as an object, as JSON text, as bytes. Both ends begin and end with a tree.
import { takeTurns } from "../measure.mjs";
import { jsonOfSize } from "../workload.mjs";

const small = '{"type":"edit","id":"e1","at":1763700000000,"n":[1]}';

export default async function boundary({ where, load }) {
  const wasm = await load("target/xtask/boundary/boundary.js");
  wasm.initSync({ module: await load.bytes("target/xtask/boundary/boundary_bg.wasm") });
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const rows = [];
  for (const [size, text] of [["50 B", small], ["5 KB", jsonOfSize(5_000)], ["500 KB", jsonOfSize(500_000)]]) {
    const value = JSON.parse(text);
    const bytes = encoder.encode(text);
    const cases = {
      [`in ${size}`]: {
        object: () => wasm.in_object(value),
        "JSON text": () => wasm.in_text(JSON.stringify(value)),
        bytes: () => wasm.in_bytes(encoder.encode(JSON.stringify(value))),
      },
      [`out ${size}`]: {
        object: () => wasm.out_object(),
        "JSON text": () => JSON.parse(wasm.out_text()),
        bytes: () => JSON.parse(decoder.decode(wasm.out_bytes())),
      },
      [`in ${size}, no tree in JavaScript`]: {
        "JSON text": () => wasm.in_text(text),
        bytes: () => wasm.in_bytes(bytes),
      },
      [`in ${size}, not parsed`]: {
        "JSON text": () => wasm.raw_text(text),
        bytes: () => wasm.raw_bytes(bytes),
      },
    };
    for (const [name, subjects] of Object.entries(cases)) {
      for (const [subject, figures] of Object.entries(takeTurns(subjects))) {
        rows.push({ case: name, subject, where, unit: "ms", ...figures });
      }
    }
  }
  return rows;
}
