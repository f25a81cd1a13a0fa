// What an app imports that puts together by itself what Bozzetto does: a model that streams, differences, a store, a
// workflow. `cargo xtask size` weighs the bundle of it beside ours.
export { createOpenAI } from "@ai-sdk/openai";
export { generateObject, streamObject, streamText } from "ai";
export { default as Dexie } from "dexie";
export { create } from "jsondiffpatch";
export { assign, createActor, setup } from "xstate";
