// ---- index ----
import { type InitSource } from "./load.js";
export * from "./public.js";
export declare function init(source?: InitSource): Promise<void>;

// ---- inline ----
import { type InitSource } from "./load.js";
export * from "./public.js";
export declare function init(source?: InitSource): Promise<void>;

// ---- react ----
import type { Engine, EngineSnapshot, Session, SessionSnapshot } from "./api.js";
export declare function useSession(session: Session): SessionSnapshot;
export declare function useEngineSnapshot(engine: Engine): EngineSnapshot;

// ---- adapters ----
import type { AppModel, Json } from "./api.js";
import type { ModelCallReport } from "./generated/protocol.js";
export interface AiSdkModel {
    doStream(options: {
        prompt: unknown[];
        responseFormat: {
            type: "json";
            schema: Json;
            name: string;
        };
        abortSignal: AbortSignal;
        includeRawChunks: boolean;
    }): PromiseLike<{
        stream: ReadableStream<unknown>;
    }>;
}
export declare function aiSdkModel(model: object): AppModel;
export interface PromptApi {
    create(options: object): Promise<{
        promptStreaming(prompt: string, options: object): ReadableStream<string>;
        destroy(): void;
    }>;
}
export declare function builtInModel(api: object): AppModel;
export interface Span {
    name: string;
    kind: "CLIENT";
    startTime: number;
    endTime: number;
    status: "OK" | "ERROR";
    attributes: Record<string, string | number | boolean | string[]>;
}
export declare function genAiSpan(call: ModelCallReport): Span;

// ---- stream ----
import type { Json } from "./api.js";
export declare class JsonStream {
    #private;
    get value(): Json | undefined;
    get done(): boolean;
    push(chunk: string): Json | undefined;
    finish(): Json;
}
export declare class ItemStream {
    #private;
    constructor(field?: string);
    get done(): boolean;
    push(chunk: string): Json[];
}

// ---- api ----
import type { Analytics, Candidate, EditEstimate, EditResult, EditView, ErrorReport, EventLog, HistoryReport, MergeConflictKind, MergePolicy, ModelCallReport, SentCall, SessionMetrics, SessionStatus, SessionSummary, SessionView, StagedPart, VersionInfo } from "./generated/protocol.js";
export type Json = null | boolean | number | string | readonly Json[] | {
    readonly [key: string]: Json;
};
export type Op = {
    op: "set";
    id?: string;
    path: string;
    value: Json;
    before?: string;
} | {
    op: "unset";
    id?: string;
    path: string;
}
 | {
    op: "insert";
    parent?: string;
    path?: string;
    index: number;
    node?: Json;
    value?: Json;
} | {
    op: "remove";
    id: string;
} | {
    op: "move";
    id: string;
    parent: string;
    index: number;
} | {
    op: "text";
    id?: string;
    path: string;
    at: number;
    delete: number;
    insert: string;
};
export interface HostStore {
    readonly limitBytes?: number;
    request(message: HostRequest): Promise<HostResponse>;
}
export type HostRequest = {
    type: "get";
    key: string;
} | {
    type: "set";
    key: string;
    value: Uint8Array;
} | {
    type: "delete";
    key: string;
} | {
    type: "keys";
};
export type HostResponse = {
    type: "value";
    value: Uint8Array | undefined;
} | {
    type: "done";
} | {
    type: "keys";
    keys: string[];
} | {
    type: "error";
    code: "quota" | "failed";
    message: string;
};
export interface AppReport {
    model?: string | undefined;
    usage?: {
        inputTokens?: number | undefined;
        outputTokens?: number | undefined;
        cachedInputTokens?: number | undefined;
        cacheWriteTokens?: number | undefined;
        reasoningTokens?: number | undefined;
    } | undefined;
    finishReason?: string | undefined;
}
export interface AppModel {
    (request: {
        system: string;
        prompt: string;
        schema: Json;
        create: boolean; 
        images: readonly ShownImage[];
    }, options: {
        signal: AbortSignal;
    }): AppAnswer | Promise<AppAnswer>;
    batches?: boolean;
}
export type AppAnswer = string | AsyncIterable<string | AppReport> | ReadableStream<string | AppReport>;
export interface HttpProvider {
    kind: "openai" | "openai-compatible" | "anthropic" | "gemini" | "ollama";
    model: string;
    baseUrl?: string | (() => string | Promise<string>);
    apiKey?: () => string | Promise<string>;
    headers?: Record<string, string> | (() => Record<string, string> | Promise<Record<string, string>>);
    credentials?: "omit" | "same-origin" | "include";
    maxOutputTokens?: number;
    body?: Record<string, unknown>;
}
export type ProviderOptions = {
    kind: "offline";
} | HttpProvider | {
    kind: "app";
    name: string;
    answer: AppModel;
    batches?: boolean;
};
export interface EngineOptions {
    store?: "auto" | "indexeddb" | "memory" | HostStore;
    databaseName?: string;
    provider?: ProviderOptions;
    fallbacks?: readonly ProviderOptions[];
    policy?: Policy;
    prices?: Record<string, Price>;
    onModelCall?: (call: ModelCallReport) => void;
    ttlMs?: number;
    limits?: Limits;
}
export interface Limits {
    documentBytes?: number;
    depth?: number;
    values?: number;
    stringBytes?: number;
    ops?: number;
    promptBytes?: number;
    answerBytes?: number;
    importBytes?: number;
}
export interface Policy {
    deadlineMs?: number;
    silenceMs?: number;
    callsPerHour?: number;
    cacheBytes?: number;
    holdOutside?: boolean;
    review?: boolean;
}
export interface Price {
    input: number;
    output: number;
    cachedInput?: number;
    cacheWrite?: number;
}
export interface StoreInfo {
    kind: "indexeddb" | "memory" | "host";
    persistent: boolean;
    reason?: ErrorReport;
}
export interface StorageReport {
    kind: StoreInfo["kind"];
    persistent: boolean;
    usedBytes: number | null;
    limitBytes: number | null;
}
export interface UnsavedSession {
    readonly sessionId: string;
    readonly versions: number;
}
export interface EngineSnapshot {
    readonly store: StoreInfo;
    readonly warnings: readonly ErrorReport[];
    readonly unsaved: readonly UnsavedSession[];
}
export interface Engine {
    createSession(options: CreateSessionOptions & {
        signal?: AbortSignal;
    }): Promise<Session>;
    startSession(options: CreateSessionOptions): Promise<{
        session: Session;
        edit: Edit | null;
    }>;
    openSession(sessionId: string, options?: {
        userId?: string;
    }): Promise<Session>;
    listSessions(filter?: {
        userId?: string;
        status?: SessionStatus;
    }): Promise<SessionSummary[]>;
    analytics(filter?: {
        userId?: string;
    }): Promise<Analytics>;
    completeSession(sessionId: string): Promise<void>;
    deleteSession(sessionId: string): Promise<void>;
    cleanupExpired(options?: {
        now?: number;
    }): Promise<number>;
    exportSession(sessionId: string, options?: {
        salvage?: boolean;
    }): Promise<Uint8Array>;
    importSession(source: ImportSource, options?: ImportOptions): Promise<Session>;
    eraseUser(userId: string): Promise<number>;
    storage(): Promise<StorageReport>;
    makeRoom(): Promise<number>;
    setProvider(provider: ProviderOptions, fallbacks?: readonly ProviderOptions[]): void;
    setPolicy(policy?: Policy): void;
    setPrices(prices?: Record<string, Price>): void;
    subscribe(listener: () => void): () => void;
    getSnapshot(): EngineSnapshot;
    close(options?: {
        discard?: boolean;
    }): Promise<void>;
    [Symbol.dispose](): void;
    [Symbol.asyncDispose](): Promise<void>;
}
export type ImportSource = Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
export interface ImportOptions {
    userId?: string;
    onProgress?: (progress: {
        bytes: number;
        versions: number;
    }) => void;
    signal?: AbortSignal;
}
export interface CreateSessionOptions {
    prompt: string;
    workflow?: "design";
    userId?: string;
    document?: Json | string;
    images?: readonly ShownImage[];
    ttlMs?: number;
}
export interface SessionSnapshot {
    readonly view: SessionView;
    readonly document: Json;
    readonly preview: Json | null;
    readonly versions: readonly VersionInfo[];
    readonly edits: readonly EditView[];
    readonly ended: ErrorReport | null;
}
export interface Conflict {
    key: string;
    kind: MergeConflictKind;
    id: string | null;
    path: string;
    base: Json | undefined;
    ours: Json | undefined;
    theirs: Json | undefined;
}
export interface Merging {
    ops: Op[];
    summary: string;
    conflicts: Conflict[];
}
export interface MergeOptions {
    policy?: MergePolicy;
    choices?: Readonly<Record<string, MergePolicy>>;
}
export interface ShownImage {
    mime: "image/png" | "image/jpeg" | "image/webp" | "image/gif";
    data: Uint8Array | string;
}
export interface EditOptions {
    images?: readonly ShownImage[];
    signal?: AbortSignal;
    target?: string | readonly string[];
    baseVersion?: number;
}
export interface Session {
    readonly id: string;
    edit(prompt: string, options?: EditOptions): Edit;
    editBatch(prompts: readonly string[], options?: {
        signal?: AbortSignal;
    }): Promise<EditResult[]>;
    answer(editId: string, answer: {
        nodeId: string;
    } | {
        text: string;
    }, options?: {
        signal?: AbortSignal;
    }): Edit;
    cancel(editId: string): Promise<void>;
    held(): HeldOffer[];
    acceptHeld(editId: string, parts?: readonly number[]): Promise<VersionInfo>;
    rejectHeld(editId: string, parts?: readonly number[]): Promise<void>;
    apply(ops: readonly Op[], summary: string): Promise<VersionInfo>;
    history(): {
        versions: readonly VersionInfo[];
        totalVersions: number;
    };
    diff(from: number, to: number): {
        ops: Op[];
        readonly summary: string;
    };
    diffAsJsonPatch(from: number, to: number): Json[];
    at(version: number): Json;
    rollback(version: number): Promise<VersionInfo>;
    undo(): Promise<VersionInfo>;
    redo(): Promise<VersionInfo>;
    branch(version: number, name: string): Promise<void>;
    switchBranch(name: string): Promise<void>;
    merge(branch: string, options?: MergeOptions): Promise<VersionInfo>;
    mergePreview(branch: string, options?: MergeOptions): Merging;
    revert(version: number): Promise<VersionInfo>;
    cherryPick(version: number): Promise<VersionInfo>;
    compressOldVersions(keepRecent?: number): Promise<number>;
    stage(ops: readonly Op[]): StagedPart[];
    takeParts(ops: readonly Op[], parts: readonly number[]): Op[];
    blame(nodeId: string | null, path: string, version?: number): VersionInfo | null;
    verify(): HistoryReport;
    metrics(): SessionMetrics;
    estimate(prompt: string, options?: {
        target?: string | readonly string[];
    }): EditEstimate;
    pause(): Promise<void>;
    resume(): Promise<void>;
    rate(score: 1 | 2 | 3 | 4 | 5): Promise<void>;
    auditLog(): readonly SentCall[];
    eventLog(options?: {
        from?: number;
        count?: number;
    }): EventLog;
    promptReport(editId: string): PromptReport | null;
    promptReports(editId: string): readonly PromptReport[];
    subscribe(listener: () => void): () => void;
    getSnapshot(): SessionSnapshot;
    close(): Promise<void>;
    [Symbol.dispose](): void;
    [Symbol.asyncDispose](): Promise<void>;
}
export interface HeldOffer {
    readonly editId: string;
    readonly version: number | null;
    readonly ops: readonly Op[];
    readonly parts: readonly StagedPart[];
}
export interface PromptReport {
    sections: {
        name: string;
        tokens: number;
        dropped: number;
        text: string;
        hash: string;
        suspicious: string[];
    }[];
    totalTokens: number;
    budgetTokens: number;
}
export interface Edit extends AsyncIterable<EditProgress> {
    readonly id: string;
    readonly result: Promise<EditResult>;
    cancel(): void;
}
export interface EditProgress {
    edit: EditView;
    candidates: readonly Candidate[];
    newOps: readonly Op[];
    growing: Op | null;
}
export interface CompareOptions {
    form?: "ops" | "compact" | "json-patch" | "words" | "merge-patch" | "spec-stream";
}
export interface DocumentHistory {
    readonly latest: number;
    versions(): number[];
    parent(version: number): number;
    append(ops: readonly Op[] | string, parent?: number): number;
    at(version: number): Json;
    text(version: number): string;
    scrub(version: number): Json;
    document(version: number): DocumentVersion;
    diff(from: number, to: number): Op[];
    diffAs(form: "compact" | "json-patch" | "words" | "merge-patch" | "spec-stream", from: number, to: number): string;
    save(): Uint8Array;
    verify(): HistoryVerdict;
    size(): HistorySize;
    [Symbol.dispose](): void;
}
export interface DocumentVersion {
    toJSON(): Json;
    get(path: string, id?: string): Json | undefined;
    [Symbol.dispose](): void;
}
export interface HistoryVerdict {
    versions: number;
    damaged: number[];
    mended: number[];
    cut: boolean;
}
export interface HistorySize {
    versions: number;
    changes: number;
    keyframes: number;
    packed: number;
}

// ---- errors ----
import type { BozzettoErrorCode } from "./generated/codes.js";
import type { ErrorReport, SessionState } from "./generated/protocol.js";
export declare class BozzettoError extends Error {
    static [Symbol.hasInstance](value: unknown): boolean;
    readonly code: BozzettoErrorCode | (string & {});
    readonly recoverable: boolean;
    readonly suggestedAction: string | undefined;
    readonly sessionState: SessionState | undefined;
    constructor(report: Pick<ErrorReport, "code" | "message"> & Partial<Omit<ErrorReport, "cause">> & {
        cause?: unknown;
    });
    toReport(): ErrorReport;
}

// ---- load ----
export type InitSource = string | URL | Request | Response | PromiseLike<Response> | BufferSource | WebAssembly.Module;

// ---- prices ----
import type { Price } from "./api.js";
export declare const listPrices: Readonly<Record<string, Price>>;

// ---- public ----
export type * from "./api.js";
export type * from "./generated/codes.js";
export type * from "./generated/protocol.js";
export type { InitSource } from "./load.js";
export { BozzettoError } from "./errors.js";
export { version } from "./version.js";
export { createEngine } from "./create.js";
export { listPrices } from "./prices.js";
export { compareDocuments, createHistory, invertChange, mergeDocuments, openHistory, patchDocument, rebaseChange, squashChanges } from "./documents.js";

// ---- version ----
export declare const version: string;

// ---- create ----
import type { Engine, EngineOptions } from "./api.js";
export declare function createEngine(options?: EngineOptions): Promise<Engine>;

// ---- documents ----
import type { CompareOptions, DocumentHistory, Json, MergeOptions, Merging, Op } from "./api.js";
export declare function compareDocuments<F extends CompareOptions["form"] = "ops">(before: Json | string, after: Json | string, options?: {
    form?: F;
} | null): F extends "words" | "compact" | "spec-stream" ? string : F extends "json-patch" ? Json[] : F extends "merge-patch" ? Json : Op[];
export declare function patchDocument(document: Json | string, change: Json | string | readonly Op[], form?: "ops" | "json-patch" | "merge-patch" | "spec-stream"): Json;
export declare function invertChange(document: Json | string, ops: readonly Op[] | string): Op[];
export declare function squashChanges(document: Json | string, changes: readonly (readonly Op[] | string)[]): Op[];
export declare function rebaseChange(ops: readonly Op[] | string, before: Json | string, later: Json | string): {
    ops: Op[];
    overridden: {
        id: string | null;
        path: string;
    }[];
};
export declare function mergeDocuments(base: Json | string, ours: Json | string, theirs: Json | string, options?: MergeOptions | null): Merging & {
    document: Json;
};
export declare function createHistory(document: Json | string): DocumentHistory;
export declare function openHistory(bytes: Uint8Array, options?: {
    salvage?: boolean;
} | null): DocumentHistory;

// ---- generated/codes ----
export type BozzettoErrorCode = "api.load-failed" | "api.not-initialised" | "api.version-mismatch" | "branch.bad-name" | "branch.unknown" | "command.bad-argument" | "document.duplicate-id" | "document.lone-surrogate" | "document.number-range" | "document.string-too-long" | "document.syntax" | "document.too-deep" | "document.too-large" | "document.too-many-values" | "edit.bad-id" | "edit.bad-image" | "edit.cancelled" | "edit.conflict" | "edit.duplicate" | "edit.interrupted" | "edit.invalid-answer" | "edit.no-change" | "edit.nothing-held" | "edit.nothing-meant" | "edit.outside" | "edit.rate-limited" | "edit.review" | "edit.suspended" | "edit.target-gone" | "edit.unknown" | "edit.unknown-part" | "engine.closed" | "engine.crashed" | "engine.internal" | "engine.not-saved" | "engine.unexpected-reply" | "export.damaged" | "history.disposed" | "import.cancelled" | "import.invalid" | "import.newer-version" | "import.source-failed" | "import.too-large" | "import.unknown" | "journal.corrupt" | "journal.newer-format" | "journal.unknown-event" | "json.invalid" | "json.too-deep" | "json.truncated" | "merge.choices-clash" | "merge.unknown-conflict" | "model.answer-too-large" | "model.app" | "model.auth" | "model.bad-request" | "model.bad-url" | "model.billing" | "model.config" | "model.content-filtered" | "model.deadline" | "model.forbidden" | "model.length" | "model.malformed" | "model.network" | "model.no-images" | "model.not-a-stream" | "model.not-found" | "model.offline" | "model.overloaded" | "model.parameter-refused" | "model.rate-limited" | "model.refused" | "model.sees-no-images" | "model.server-error" | "model.stalled" | "model.targets-too-large" | "model.timeout" | "model.too-large" | "model.truncated" | "patch.bad-pointer" | "patch.duplicate-id" | "patch.into-itself" | "patch.no-merge-patch" | "patch.no-such-path" | "patch.not-a-list" | "patch.not-a-text" | "patch.root" | "patch.shape" | "patch.test-failed" | "patch.text-range" | "patch.too-many-ops" | "patch.unknown-node" | "prompt.empty" | "prompt.too-long" | "provider.unavailable" | "session.bad-score" | "session.corrupt" | "session.deleted" | "session.ended" | "session.expired" | "session.forbidden" | "session.mended" | "session.not-open" | "session.not-saved" | "session.paused" | "session.unknown" | "session.unsaved-lost" | "session.versions-set-aside" | "store.blocked" | "store.failed" | "store.foreign-database" | "store.lost" | "store.newer-version" | "store.quota" | "store.unavailable" | "version.checksum" | "version.corrupt" | "version.first" | "version.nothing-to-redo" | "version.nothing-to-undo" | "version.unknown" | "version.unknown-form" | "version.wrong-parent";

// ---- generated/protocol ----
import type { BozzettoErrorCode } from "./codes.js";
export type Intent = "modify" | "add" | "remove" | "style" | "layout";
export type Candidate = {
    id: string;
    score: number;
    reason: string;
};
export type SessionStatus = "active" | "paused" | "completed" | "abandoned" | "expired";
export type SessionState = "preserved" | "corrupted" | "recovered";
export type ErrorReport = {
    code: BozzettoErrorCode | (string & {});
    message: string;
    recoverable: boolean;
    suggestedAction: string | null;
    sessionState: SessionState | null;
    cause: string | null;
    retryAfterMs?: number;
};
export type BranchInfo = {
    name: string;
    head: number;
};
export type SaveStatus = {
    "state": "saved";
} | {
    "state": "saving";
} | {
    "state": "notSaved";
    error: ErrorReport;
    versions: number;
};
export type VersionKind = "create" | "edit" | "apply" | "undo" | "redo" | "rollback" | "merge" | "revert" | "cherry-pick";
export type VersionInfo = {
    number: number;
    parent: number;
    branch: string;
    kind: VersionKind;
    author: string | null;
    editId: string | null;
    prompt: string;
    answered: Answered | null;
    summary: string;
    types: Array<Intent>;
    targets: Array<string>;
    outside: Array<string>;
    held: string;
    at: number;
    processingTimeMs: number;
    provider: string;
    inputTokens: number | null;
    outputTokens: number | null;
    cachedInputTokens: number | null;
    cost: number | null;
    fromCache: boolean;
    attempts: Array<Attempt>;
    of: number | null;
    undone: boolean;
};
export type EditPhase = "queued" | "accepted" | "waiting" | "thinking" | "streaming" | "repairing" | "committing" | "clarifying" | "ended";
export type EditStatus = "committed" | "clarify" | "rejected" | "failed" | "cancelled";
export type Question = {
    text: string;
    candidates: Array<Candidate>;
    gone: Array<string>;
    version: number;
};
export type Answered = {
    question: string;
    nodeId: string | null;
    text: string | null;
};
export type EditResult = {
    editId: string;
    status: EditStatus;
    newVersion: number | null;
    patch: string | null;
    changesSummary: string;
    processingTimeMs: number;
    error: ErrorReport | null;
    question: Question | null;
    attempts: Array<Attempt>;
    held: string;
};
export type Asking = {
    provider: string;
    tries: number;
    retryAt: number | null;
    cause: ErrorReport | null;
    attempts: Array<Attempt>;
    inputTokens: number;
    outputTokens: number;
    cost: number | null;
    comingTokens: number;
    comingCost: number | null;
};
export type Attempt = {
    provider: string;
    model: string;
    error: string | null;
    waitedMs: number;
    durationMs: number | null;
};
export type EditEstimate = {
    provider: string;
    model: string;
    inputTokens: number;
    outputTokens: number;
    cost: number | null;
};
export type SentCall = {
    at: number;
    editId: string;
    provider: string;
    model: string;
    server: string;
    inputTokens: number | null;
    outputTokens: number | null;
    error: string | null;
};
export type ModelCallReport = {
    sessionId: string;
    editId: string;
    withEdits: Array<string>;
    provider: string;
    genAiProviderName: string;
    model: string;
    responseModel: string | null;
    responseId: string | null;
    maxOutputTokens: number | null;
    server: string;
    startedAt: number;
    durationMs: number;
    firstChunkMs: number | null;
    estimatedTokens: number;
    inputTokens: number | null;
    outputTokens: number | null;
    cachedInputTokens: number | null;
    cacheWriteTokens: number | null;
    reasoningTokens: number | null;
    finishReason: string | null;
    error: string | null;
    tries: number;
    repair: number;
    cost: number | null;
};
export type EditView = {
    editId: string;
    prompt: string;
    target: Array<string>;
    phase: EditPhase;
    types: Array<Intent>;
    candidates: Array<Candidate>;
    opsReceived: number;
    repairs: number;
    startedAt: number;
    asking: Asking | null;
    result: EditResult | null;
};
export type SessionView = {
    sessionId: string;
    userId: string | null;
    initialPrompt: string;
    status: SessionStatus;
    currentVersion: number;
    totalVersions: number;
    branch: string;
    branches: Array<BranchInfo>;
    createdAt: number;
    lastActivity: number;
    expiresAt: number | null;
    canUndo: boolean;
    canRedo: boolean;
    save: SaveStatus;
    openEdits: Array<EditView>;
    rating: number | null;
    heldOps: number;
};
export type Tally = {
    edits: number;
    days: Array<[number, number]>;
    inputTokens: number;
    outputTokens: number;
    cachedInputTokens: number;
    cost: number | null;
    rating: number | null;
};
export type SessionSummary = {
    sessionId: string;
    userId: string | null;
    initialPrompt: string;
    status: SessionStatus;
    currentVersion: number;
    createdAt: number;
    lastActivity: number;
    expiresAt: number | null;
    tally: Tally;
};
export type Analytics = {
    sessions: number;
    created: number;
    failedCreations: number;
    creationSuccess: number | null;
    completed: number;
    completionRate: number | null;
    edits: number;
    editsPerSession: number | null;
    editsByDate: Array<[string, number]>;
    inputTokens: number;
    outputTokens: number;
    cachedInputTokens: number;
    cost: number | null;
    satisfaction: number | null;
    ratings: number;
};
export type SessionMetrics = {
    totalEdits: number;
    durationMinutes: number;
    editTypes: Array<[Intent, number]>;
    meanProcessingMs: number;
    p50ProcessingMs: number;
    p95ProcessingMs: number;
    inputTokens: number;
    outputTokens: number;
    cachedInputTokens: number;
    cost: number | null;
    satisfaction: number | null;
};
export type MergeChoice = {
    key: string;
    side: MergePolicy;
};
export type MergePolicy = "theirs" | "ours";
export type MergeConflictKind = "field" | "presence" | "place";
export type MergeConflict = {
    key: string;
    kind: MergeConflictKind;
    id: string | null;
    path: string;
    base: string | null;
    ours: string | null;
    theirs: string | null;
};
export type MergePreview = {
    ops: string;
    summary: string;
    conflicts: Array<MergeConflict>;
};
export type StagedPart = {
    number: number;
    ops: Array<number>;
    needs: Array<number>;
    summary: string;
};
export type HeldChange = {
    editId: string;
    version: number | null;
    ops: string;
    parts: Array<StagedPart>;
};
export type HistoryReport = {
    versions: number;
    damaged: Array<number>;
    mended: Array<number>;
    changeBytes: number;
    keyframeBytes: number;
    packedBytes: number;
};
export type EventLine = {
    number: number;
    at: number;
    name: string;
    version: number | null;
};
export type RunningEffect = {
    id: number;
    name: string;
};
export type EventLog = {
    total: number;
    events: Array<EventLine>;
    running: Array<RunningEffect>;
};
export type Command = {
    "session.create": {
        prompt: string;
        userId: string | null;
        document: string | null;
        ttlMs: number | null;
        editId: string;
        images: Array<string>;
    };
} | {
    "session.open": {
        sessionId: string;
        userId: string | null;
    };
} | {
    "session.close": {
        sessionId: string;
    };
} | {
    "session.complete": {
        sessionId: string;
    };
} | {
    "session.set-status": {
        sessionId: string;
        status: SessionStatus;
    };
} | {
    "session.rate": {
        sessionId: string;
        score: number;
    };
} | {
    "session.delete": {
        sessionId: string;
    };
} | {
    "session.list": {
        userId: string | null;
        status: SessionStatus | null;
    };
} | {
    "session.analytics": {
        userId: string | null;
    };
} | {
    "session.cleanup-expired": {
        now: number | null;
    };
} | {
    "session.export": {
        sessionId: string;
        salvage: boolean;
    };
} | {
    "session.import": {
        bytes: Uint8Array;
        userId: string | null;
    };
} | {
    "import.part": {
        importId: string;
        bytes: Uint8Array;
    };
} | {
    "import.end": {
        importId: string;
        userId: string | null;
    };
} | {
    "import.cancel": {
        importId: string;
    };
} | {
    "user.erase": {
        userId: string;
    };
} | {
    "design.edit": {
        sessionId: string;
        editId: string;
        prompt: string;
        target: Array<string>;
        baseVersion: number | null;
        images: Array<string>;
    };
} | {
    "design.batch": {
        sessionId: string;
        editIds: Array<string>;
    };
} | {
    "design.answer": {
        sessionId: string;
        editId: string;
        nodeId: string | null;
        text: string | null;
    };
} | {
    "design.cancel": {
        sessionId: string;
        editId: string;
    };
} | {
    "design.apply": {
        sessionId: string;
        ops: string;
        summary: string;
    };
} | {
    "design.accept-held": {
        sessionId: string;
        editId: string;
        parts: Array<number> | null;
    };
} | {
    "design.reject-held": {
        sessionId: string;
        editId: string;
        parts: Array<number> | null;
    };
} | {
    "design.rollback": {
        sessionId: string;
        version: number;
    };
} | {
    "design.undo": {
        sessionId: string;
    };
} | {
    "design.redo": {
        sessionId: string;
    };
} | {
    "design.branch": {
        sessionId: string;
        version: number;
        name: string;
    };
} | {
    "design.switch-branch": {
        sessionId: string;
        name: string;
    };
} | {
    "design.merge": {
        sessionId: string;
        name: string;
        policy: MergePolicy;
        choices: Array<MergeChoice>;
    };
} | {
    "session.compress": {
        sessionId: string;
        keepRecent: number;
    };
} | "store.make-room" | {
    "design.revert": {
        sessionId: string;
        version: number;
    };
} | {
    "design.cherry-pick": {
        sessionId: string;
        version: number;
    };
};
export type Reply = {
    "kind": "nothing";
} | {
    "kind": "session";
    session: SessionView;
} | {
    "kind": "sessions";
    sessions: Array<SessionSummary>;
} | {
    "kind": "edit";
    result: EditResult;
} | {
    "kind": "version";
    version: VersionInfo;
} | {
    "kind": "count";
    count: number;
} | {
    "kind": "analytics";
    analytics: Analytics;
} | {
    "kind": "exported";
    bytes: Uint8Array;
};
export type Notice = {
    "kind": "done";
    ticket: number;
    reply: Reply;
} | {
    "kind": "refused";
    ticket: number;
    error: ErrorReport;
} | {
    "kind": "edit";
    sessionId: string;
    edit: EditView;
} | {
    "kind": "preview";
    sessionId: string;
    editId: string;
    base: number;
    ops: string;
    growing: boolean;
} | {
    "kind": "previewReset";
    sessionId: string;
    editId: string;
} | {
    "kind": "version";
    sessionId: string;
    version: VersionInfo;
    from: number;
    ops: string;
    shown: boolean;
} | {
    "kind": "reset";
    sessionId: string;
} | {
    "kind": "session";
    session: SessionView;
} | {
    "kind": "modelCall";
    call: ModelCallReport;
} | {
    "kind": "deleted";
    sessionId: string;
} | {
    "kind": "ended";
    sessionId: string;
    error: ErrorReport;
} | {
    "kind": "warning";
    sessionId: string | null;
    error: ErrorReport;
};
