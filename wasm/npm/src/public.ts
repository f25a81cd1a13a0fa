/** What all entries have in common. */
export type * from "./api.js";
export type * from "./generated/codes.js";
export type * from "./generated/protocol.js";
export type { InitSource } from "./load.js";
export { BozzettoError } from "./errors.js";
export { version } from "./version.js";
export { createEngine } from "./create.js";
export { listPrices } from "./prices.js";
export { compareDocuments, createHistory, invertChange, mergeDocuments, openHistory, patchDocument, rebaseChange, squashChanges } from "./documents.js";
