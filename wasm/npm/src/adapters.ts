/**
 * Models of others as functions of the app (`{ kind: "app", name: "mine", answer: aiSdkModel(model) }`), and model calls as others
 * want to hear of them (`createEngine({ onModelCall: (call) => emit(genAiSpan(call)) })`).
 */
import type { AppModel, AppReport, Json } from "./api.js";
import { chunks } from "./chunks.js";
import { badArgument } from "./command.js";
import type { ModelCallReport } from "./generated/protocol.js";
import { blind } from "./refusals.js";

/** What is used of a language model of the AI SDK (its `LanguageModelV2` and later, as providers such as `@ai-sdk/openai` make them). */
export interface AiSdkModel {
  doStream(options: {
    prompt: unknown[]; responseFormat: { type: "json"; schema: Json; name: string }; abortSignal: AbortSignal; includeRawChunks: boolean;
  }): PromiseLike<{ stream: ReadableStream<unknown> }>;
}

/** A language model of the AI SDK. Its own retries, keys and middleware stay its own. It is given the schema, so that it may be asked for several edits at once. */
export function aiSdkModel(model: object): AppModel {
  if (!has(model, "doStream")) throw badArgument("`aiSdkModel` takes a language model of the AI SDK, and what was given has no `doStream`.", "Give it a model as a provider of the AI SDK makes it, such as `openai(\"gpt-5\")`.");
  const answer: AppModel = async function* ({ system, prompt, schema, images }, { signal }) {
    const files = images.map(({ mime, data }) => ({ type: "file", mediaType: mime, data }));
    const { stream } = await (model as AiSdkModel).doStream({
      prompt: [{ role: "system", content: system }, { role: "user", content: [{ type: "text", text: prompt }, ...files] }],
      responseFormat: { type: "json", schema, name: "edit" }, abortSignal: signal, includeRawChunks: false,
    });
    for await (const part of chunks(stream)) {
      const { type, delta, textDelta, error, modelId, usage, finishReason } = part as StreamPart;
      if (type === "text-delta") yield delta ?? textDelta ?? "";
      if (type === "finish") yield report({ model: modelOf(model), usage: totals(usage), finishReason: reasonOf(finishReason) });
      if (type === "response-metadata" && modelId) yield report({ model: modelId });
      if (type === "error" || (type === "finish" && reasonOf(finishReason) === "error")) throw error ?? new Error("the model reported an error");
    }
  };
  answer.batches = true;
  return answer;
}

const has = (given: unknown, method: string): boolean => typeof (given as Record<string, unknown> | null | undefined)?.[method] === "function";

/** What is used of the parts of its stream, by all its versions. */
interface StreamPart {
  type?: string; delta?: string; textDelta?: string; error?: unknown; modelId?: string; usage?: AiSdkUsage; finishReason?: string | { unified?: string; raw?: string };
}

interface AiSdkUsage {
  promptTokens?: number; completionTokens?: number; cachedInputTokens?: number; reasoningTokens?: number;
  inputTokens?: number | { total?: number; cacheRead?: number; cacheWrite?: number }; outputTokens?: number | { total?: number; reasoning?: number };
}

/** Tokens in the words of the first, the second and the third version. */
function totals({ inputTokens, outputTokens, promptTokens, completionTokens, cachedInputTokens, reasoningTokens }: AiSdkUsage = {}): NonNullable<AppReport["usage"]> {
  const [input, output] = [inputTokens ?? promptTokens, outputTokens ?? completionTokens];
  const [parts, outParts] = [typeof input === "object" ? input : {}, typeof output === "object" ? output : {}];
  return {
    inputTokens: typeof input === "object" ? input.total : input, cachedInputTokens: parts.cacheRead ?? cachedInputTokens, cacheWriteTokens: parts.cacheWrite,
    outputTokens: typeof output === "object" ? output.total : output, reasoningTokens: outParts.reasoning ?? reasoningTokens,
  };
}

const reasonOf = (reason: StreamPart["finishReason"]): string | undefined => (typeof reason === "object" ? reason.unified ?? reason.raw : reason);

const modelOf = (model: object): string | undefined => ("modelId" in model && typeof model.modelId === "string" ? model.modelId : undefined);

/** As a text it says nothing: whoever joins the pieces gets the answer. */
const report = (told: AppReport): AppReport => Object.defineProperty(told, "toString", { value: () => "" }) as AppReport;

/** What is used of Chrome's `LanguageModel`. */
export interface PromptApi {
  create(options: object): Promise<{ promptStreaming(prompt: string, options: object): ReadableStream<string>; destroy(): void }>;
}

/** The model that is built into the browser, where there is one: `builtInModel(LanguageModel)`. */
export function builtInModel(api: object): AppModel {
  if (!has(api, "create")) throw badArgument("`builtInModel` takes the browser's `LanguageModel`, and what was given has no `create`.", "Look first whether this browser has one: `\"LanguageModel\" in globalThis`.");
  return async function* ({ system, prompt, schema, images }, { signal }) {
    if (images.length > 0) throw Object.assign(new Error("the built-in model is not shown images"), { code: blind });
    const session = await (api as PromptApi).create({ initialPrompts: [{ role: "system", content: system }], signal });
    try {
      yield* chunks(session.promptStreaming(prompt, { responseConstraint: schema, signal }));
    } finally {
      session.destroy();
    }
  };
}

/** A span as tracers take it: times in milliseconds since 1970, `status` after OpenTelemetry. */
export interface Span {
  name: string;
  kind: "CLIENT";
  startTime: number;
  endTime: number;
  status: "OK" | "ERROR";
  attributes: Record<string, string | number | boolean | string[]>;
}

/** A model call as a span `gen_ai.client.inference` of the OpenTelemetry conventions for generative AI (in development, as of 2026-11). */
export function genAiSpan(call: ModelCallReport): Span {
  if (typeof call !== "object" || call === null) throw badArgument("`genAiSpan` takes the report of a model call, as `onModelCall` is told it.");
  // Reports of earlier releases had that name in the other field.
  const provider = call.genAiProviderName ?? call.provider;
  const { model, server, startedAt, durationMs, firstChunkMs, finishReason, error } = call;
  // Gemini's method has a name of its own in the conventions.
  const operation = provider === "gcp.gemini" ? "generate_content" : "chat";
  const attributes: Span["attributes"] = {
    "gen_ai.operation.name": operation, "gen_ai.request.stream": true, "gen_ai.provider.name": provider, "gen_ai.conversation.id": call.sessionId, "gen_ai.output.type": "json",
    "bozzetto.edit.id": call.editId, "bozzetto.try": call.tries, "bozzetto.repair": call.repair,
  };
  const add = (name: string, value: string | number | string[] | null | undefined): void => {
    if (value !== null && value !== undefined && value !== "") attributes[name] = value;
  };
  add("gen_ai.request.model", model);
  add("gen_ai.request.max_tokens", call.maxOutputTokens);
  add("gen_ai.response.model", call.responseModel);
  add("gen_ai.response.id", call.responseId);
  const url = URL.canParse?.(server) ? new URL(server) : undefined;
  add("server.address", url?.hostname);
  add("server.port", url && Number(url.port || (url.protocol === "https:" ? 443 : 80)));
  add("gen_ai.response.finish_reasons", finishReason === null ? null : [finishReason]);
  add("gen_ai.response.time_to_first_chunk", firstChunkMs === null ? null : firstChunkMs / 1000);
  add("gen_ai.usage.input_tokens", call.inputTokens);
  add("gen_ai.usage.output_tokens", call.outputTokens);
  add("gen_ai.usage.cache_read.input_tokens", call.cachedInputTokens);
  add("gen_ai.usage.cache_write.input_tokens", call.cacheWriteTokens);
  // Calls of a batch
  if (call.withEdits?.length) add("bozzetto.edit.ids", [call.editId, ...call.withEdits]);
  add("gen_ai.usage.reasoning.output_tokens", call.reasoningTokens);
  add("error.type", error);
  add("bozzetto.cost", call.cost);
  return {
    name: model ? `${operation} ${model}` : operation, kind: "CLIENT", startTime: startedAt, endTime: startedAt + durationMs,
    status: error === null ? "OK" : "ERROR", attributes,
  };
}
