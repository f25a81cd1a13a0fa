/**
 * Models of others as functions of the app: `{ kind: "app", name: "mine", answer: aiSdkModel(model) }`.
 */
import type { AppModel, Json } from "./api.js";

/** What is used of a language model of the AI SDK (its `LanguageModelV2` and later, as providers such as `@ai-sdk/openai` make them). */
export interface AiSdkModel {
  doStream(options: {
    prompt: unknown[]; responseFormat: { type: "json"; schema: Json; name: string }; abortSignal: AbortSignal; includeRawChunks: boolean;
  }): PromiseLike<{ stream: ReadableStream<unknown> }>;
}

/** A language model of the AI SDK. Its own retries, keys and middleware stay its own. */
export function aiSdkModel(model: object): AppModel {
  return async function* ({ system, prompt, schema }, { signal }) {
    const { stream } = await (model as AiSdkModel).doStream({
      prompt: [{ role: "system", content: system }, { role: "user", content: [{ type: "text", text: prompt }] }],
      responseFormat: { type: "json", schema, name: "edit" }, abortSignal: signal, includeRawChunks: false,
    });
    for await (const part of chunks(stream)) {
      const { type, delta, textDelta, error } = part as { type?: string; delta?: string; textDelta?: string; error?: unknown };
      if (type === "text-delta") yield delta ?? textDelta ?? "";
      if (type === "error") throw error instanceof Error ? error : new Error("the model reported an error");
    }
  };
}

/** What is used of Chrome's `LanguageModel`. */
export interface PromptApi {
  create(options: object): Promise<{ promptStreaming(prompt: string, options: object): ReadableStream<string>; destroy(): void }>;
}

/** The model that is built into the browser, where there is one: `builtInModel(LanguageModel)`. */
export function builtInModel(api: object): AppModel {
  return async function* ({ system, prompt, schema }, { signal }) {
    const session = await (api as PromptApi).create({ initialPrompts: [{ role: "system", content: system }], signal });
    try {
      yield* chunks(session.promptStreaming(prompt, { responseConstraint: schema, signal }));
    } finally {
      session.destroy();
    }
  };
}

/** Not every browser iterates streams by itself. */
async function* chunks<T>(stream: ReadableStream<T>): AsyncGenerator<T> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    void reader.cancel().catch(() => {});
  }
}
