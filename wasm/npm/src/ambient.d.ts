/** The bytes of the module as base64. */
declare module "*.wasm" {
  const base64: string;
  export default base64;
}

/** All that is needed of Node: its types would bring globals that browsers lack. */
declare module "node:fs/promises" {
  export function readFile(path: URL): Promise<Uint8Array<ArrayBuffer>>;
}
