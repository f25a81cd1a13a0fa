// The packed package, loaded from a plain file, in Node and in a page.

/** @returns the package, ready */
export async function bozzettoOf(load) {
  const bozzetto = await load("tests/js/node_modules/bozzetto/dist/index.js");
  await bozzetto.init(await load.bytes("tests/js/node_modules/bozzetto/dist/core.wasm"));
  return bozzetto;
}

/** @returns an engine in memory that answers with `provider` */
export async function engineWith(load, provider) {
  const bozzetto = await bozzettoOf(load);
  return bozzetto.createEngine({ store: "memory", provider });
}
