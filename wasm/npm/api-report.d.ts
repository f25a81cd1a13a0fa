// ---- index ----
/**
 * Bozzetto in an app: `await init()`, then `await createEngine()`.
 *
 */
import { type InitSource } from "./load.js";
export * from "./public.js";
/**
 * Loads the core. Call it once before anything else; calling it again is free and gives the same promise.
 *
 * @param source where the wasm is; by default `core.wasm` beside this module, which Vite, webpack and plain module
 *   pages find by themselves.
 */
export declare function init(source?: InitSource): Promise<void>;

// ---- inline ----
import { type InitSource } from "./load.js";
export * from "./public.js";
/** Loads the core from within this script, or from `source`. */
export declare function init(source?: InitSource): Promise<void>;

// ---- react ----
import type { Engine, EngineSnapshot, Session, SessionSnapshot } from "./api.js";
/** The state of a session; renders again when it changed, and only then. */
export declare function useSession(session: Session): SessionSnapshot;
/** Where an engine stores, and its warnings. */
export declare function useEngineSnapshot(engine: Engine): EngineSnapshot;

// ---- api ----
/**
 * The public face of the package: what an app sees. Types of data that the engine makes come from
 * `./generated/protocol` (generated from `core/src/protocol.rs`).
 */
import type { Candidate, EditResult, EditView, ErrorReport, SessionMetrics, SessionStatus, SessionSummary, SessionView, VersionInfo } from "./generated/protocol.js";
export type Json = null | boolean | number | string | readonly Json[] | {
    readonly [key: string]: Json;
};
/** One change to a document. `id` left out means the root value. */
export type Op = {
    op: "set";
    id?: string;
    path: string;
    value: Json;
    /** A new field comes before the one of this name; default: last. */
    before?: string;
} | {
    op: "unset";
    id?: string;
    path: string;
} | {
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
/** Where sessions live when there is no IndexedDB: a Figma plugin's main thread, an Electron process, a test. */
export interface HostStore {
    /** Most bytes, keys included, that may be stored there, for example 5,000,000 in Figma; default: the host says when it is full. */
    readonly limitBytes?: number;
    /** Sends a request and resolves with the host's answer. Only structured-clonable plain objects and `Uint8Array`s cross. */
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
/** A function of the app that answers model calls with text: ops as JSON, or a whole document. */
export type AppModel = (request: {
    system: string;
    prompt: string;
    schema: Json;
    create: boolean;
}, options: {
    signal: AbortSignal;
}) => string | Promise<string> | AsyncIterable<string>;
export type ProviderOptions = {
    kind: "offline";
} | {
    kind: "openai-compatible";
    baseUrl: string;
    model: string;
    /** Called before every request; the key is used for that request and never kept. */
    apiKey?: () => string | Promise<string>;
    headers?: Record<string, string>;
} | {
    kind: "app";
    name: string;
    answer: AppModel;
};
export interface EngineOptions {
    /** Default `auto`: IndexedDB if it really opens, else memory. */
    store?: "auto" | "indexeddb" | "memory" | HostStore;
    /** Default `bozzetto`. */
    databaseName?: string;
    /** Default `{ kind: "offline" }`. */
    provider?: ProviderOptions;
    /** Default TTL of new sessions; default none. */
    ttlMs?: number;
}
export interface StoreInfo {
    kind: "indexeddb" | "memory" | "host";
    /** False when data ends with the tab. */
    persistent: boolean;
    /** Why it is not IndexedDB, if it is not. */
    reason?: ErrorReport;
}
export interface EngineSnapshot {
    readonly store: StoreInfo;
    readonly warnings: readonly ErrorReport[];
}
export interface Engine {
    /** Resolves when version 1 is stored. Rejects with the edit's error; the session then exists without versions. */
    createSession(options: CreateSessionOptions & {
        signal?: AbortSignal;
    }): Promise<Session>;
    /** Resolves as soon as the session is stored; `edit` streams the making of version 1 (null when `document` was given). */
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
    completeSession(sessionId: string): Promise<void>;
    deleteSession(sessionId: string): Promise<void>;
    cleanupExpired(): Promise<number>;
    exportSession(sessionId: string): Promise<Uint8Array>;
    importSession(bytes: Uint8Array, options?: {
        userId?: string;
    }): Promise<Session>;
    eraseUser(userId: string): Promise<number>;
    setProvider(provider: ProviderOptions): void;
    subscribe(listener: () => void): () => void;
    getSnapshot(): EngineSnapshot;
    /** Waits for work in flight, then lets everything go. */
    close(): Promise<void>;
    [Symbol.dispose](): void;
    [Symbol.asyncDispose](): Promise<void>;
}
export interface CreateSessionOptions {
    prompt: string;
    userId?: string;
    /** Start from an existing document instead of asking the model. A value or JSON text. */
    document?: Json | string;
    ttlMs?: number;
}
/** What a view draws. A new object whenever something changed, the same one otherwise; parts that did not change keep their identity. */
export interface SessionSnapshot {
    readonly view: SessionView;
    /** The head of the current branch, frozen. */
    readonly document: Json;
    /** The document with the ops of the running edit applied; null when nothing streams. */
    readonly preview: Json | null;
    /** All versions of all branches, oldest first. */
    readonly versions: readonly VersionInfo[];
    /** Edits of this visit: those in work and those that ended, oldest first. */
    readonly edits: readonly EditView[];
}
export interface EditOptions {
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
    /** Answers the open question of an edit; the same edit goes on. */
    answer(editId: string, answer: {
        nodeId: string;
    } | {
        text: string;
    }, options?: {
        signal?: AbortSignal;
    }): Edit;
    /** The app's own change, as one version. */
    apply(ops: readonly Op[], summary: string): Promise<VersionInfo>;
    history(): {
        versions: readonly VersionInfo[];
        totalVersions: number;
    };
    /** What leads from one version to another, and the same in words. */
    diff(from: number, to: number): {
        ops: Op[];
        summary: string;
    };
    /** The same as an RFC 6902 document. */
    diffAsJsonPatch(from: number, to: number): Json[];
    at(version: number): Json;
    rollback(version: number): Promise<VersionInfo>;
    undo(): Promise<VersionInfo>;
    redo(): Promise<VersionInfo>;
    branch(version: number, name: string): Promise<void>;
    switchBranch(name: string): Promise<void>;
    merge(branch: string): Promise<VersionInfo>;
    metrics(): SessionMetrics;
    rate(score: 1 | 2 | 3 | 4 | 5): Promise<void>;
    /** The prompt of an edit as it was sent, by section, with what was dropped; null if nothing was sent in this visit. */
    promptReport(editId: string): PromptReport | null;
    subscribe(listener: () => void): () => void;
    getSnapshot(): SessionSnapshot;
    close(): Promise<void>;
    [Symbol.dispose](): void;
    [Symbol.asyncDispose](): Promise<void>;
}
export interface PromptReport {
    sections: {
        name: string;
        tokens: number;
        dropped: number;
        text: string;
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
}

// ---- errors ----
/** What became of a session when something went wrong. */
import type { ErrorReport, SessionState } from "./generated/protocol.js";
/** Everything that fails, fails with this one class. Tell errors apart by `code`, which never changes. */
export declare class BozzettoError extends Error {
    /** `area.what`, for example `store.quota` or `api.not-initialised`. */
    readonly code: string;
    /** Whether trying again, or doing what `suggestedAction` says, can help. */
    readonly recoverable: boolean;
    /** What the person or the app can do about it. */
    readonly suggestedAction: string | undefined;
    /** What became of the session, where one was concerned. */
    readonly sessionState: SessionState | undefined;
    constructor(report: Pick<ErrorReport, "code" | "message"> & Partial<ErrorReport>);
    /** The same as plain data, as snapshots and edit results carry it. */
    toReport(): ErrorReport;
}

// ---- load ----
export type InitSource = string | URL | Request | Response | PromiseLike<Response> | BufferSource | WebAssembly.Module;

// ---- public ----
/** What all entries have in common. */
export type * from "./api.js";
export type * from "./generated/protocol.js";
export type { InitSource } from "./load.js";
export { BozzettoError } from "./errors.js";
export { version } from "./version.js";
export { createEngine } from "./create.js";

// ---- version ----
/** The version of the package. */
export declare const version: string;

// ---- create ----
import type { Engine, EngineOptions } from "./api.js";
/**
 * Makes an engine. Sessions are kept in IndexedDB where that really works, else in memory; `getSnapshot().store` says
 * where, and why. The embedded offline model answers unless a provider is given.
 *
 * @throws BozzettoError `api.not-initialised` before `init()`; `store.*` where the store asked for cannot be had.
 */
export declare function createEngine(options?: EngineOptions): Promise<Engine>;

// ---- generated/protocol ----
/**
 * What kind of change is wanted. An edit can have several.
 */
export type Intent = "modify" | "add" | "remove" | "style" | "layout";
/**
 * A node that a reference may mean.
 */
export type Candidate = {
    /**
     * The node
     */
    id: string;
    /**
     * 0 to 1, comparable within one reference
     */
    score: number;
    /**
     * Why, in words that can be shown: `the only button`, `named in the last edit`
     */
    reason: string;
};
/**
 * The state of a session.
 */
export type SessionStatus = "active" | "paused" | "completed" | "abandoned" | "expired";
/**
 * What became of the session when something went wrong.
 */
export type SessionState = "preserved" | "corrupted" | "recovered";
/**
 * An error as apps see it, everywhere the same.
 */
export type ErrorReport = {
    /**
     * `area.what`, for ever
     */
    code: string;
    message: string;
    recoverable: boolean;
    suggestedAction: string | null;
    /**
     * `preserved`, `corrupted` or `recovered`
     */
    sessionState: SessionState | null;
    /**
     * For the person who debugs: the failure below this one, without secrets
     */
    cause: string | null;
};
/**
 * A named head.
 */
export type BranchInfo = {
    name: string;
    head: number;
};
/**
 * Whether what is shown is also stored.
 */
export type SaveStatus = {
    "state": "saved";
} | {
    "state": "saving";
} | {
    "state": "notSaved";
    error: ErrorReport;
};
/**
 * Who made a version.
 */
export type VersionKind = "create" | "edit" | "apply" | "undo" | "redo" | "rollback" | "merge";
/**
 * What is known about a version without its document.
 */
export type VersionInfo = {
    number: number;
    /**
     * 0 for the first
     */
    parent: number;
    branch: string;
    kind: VersionKind;
    /**
     * The edit it came from
     */
    editId: string | null;
    /**
     * As typed; empty where no words led to it
     */
    prompt: string;
    summary: string;
    types: Array<Intent>;
    /**
     * Nodes it touched
     */
    targets: Array<string>;
    /**
     * Ids touched outside of what the prompt was understood to mean
     */
    outside: Array<string>;
    at: number;
    processingTimeMs: number;
    /**
     * Which provider answered; empty where none was asked
     */
    provider: string;
    inputTokens: number | null;
    outputTokens: number | null;
    /**
     * The version that this one takes back, brings back or goes back to
     */
    of: number | null;
    /**
     * Set when an `undo` took this version back and no `redo` brought it again
     */
    undone: boolean;
};
/**
 * How far an edit is.
 */
export type EditPhase = "queued" | "accepted" | "waiting" | "streaming" | "repairing" | "committing" | "clarifying" | "ended";
/**
 * How an edit ended.
 */
export type EditStatus = "committed" | "clarify" | "rejected" | "failed" | "cancelled";
/**
 * Asked when it is too close to call which node is meant.
 */
export type Question = {
    text: string;
    candidates: Array<Candidate>;
};
/**
 * The end of an edit.
 */
export type EditResult = {
    editId: string;
    status: EditStatus;
    newVersion: number | null;
    /**
     * The change as a JSON list of ops
     */
    patch: string | null;
    changesSummary: string;
    processingTimeMs: number;
    error: ErrorReport | null;
    question: Question | null;
};
/**
 * An edit that has not ended, or just did.
 */
export type EditView = {
    editId: string;
    prompt: string;
    phase: EditPhase;
    types: Array<Intent>;
    /**
     * What the words were taken to mean
     */
    candidates: Array<Candidate>;
    /**
     * Ops that came in so far
     */
    opsReceived: number;
    /**
     * How often the model was asked to mend its answer
     */
    repairs: number;
    startedAt: number;
    /**
     * When `phase` is `ended`
     */
    result: EditResult | null;
};
/**
 * A session without its document and its versions, which are asked for by themselves.
 */
export type SessionView = {
    /**
     * `ses_` and 32 hexadecimal digits
     */
    sessionId: string;
    userId: string | null;
    initialPrompt: string;
    status: SessionStatus;
    /**
     * The head of the current branch; 0 before the first version
     */
    currentVersion: number;
    /**
     * How many versions there are on all branches
     */
    totalVersions: number;
    /**
     * The current branch
     */
    branch: string;
    branches: Array<BranchInfo>;
    createdAt: number;
    lastActivity: number;
    expiresAt: number | null;
    canUndo: boolean;
    canRedo: boolean;
    save: SaveStatus;
    /**
     * Edits that have not ended, oldest first, those waiting for an answer included
     */
    openEdits: Array<EditView>;
    /**
     * A satisfaction score, if given
     */
    rating: number | null;
};
/**
 * A line of the session list.
 */
export type SessionSummary = {
    sessionId: string;
    userId: string | null;
    initialPrompt: string;
    status: SessionStatus;
    currentVersion: number;
    createdAt: number;
    lastActivity: number;
    expiresAt: number | null;
};
/**
 * Figures of one session.
 */
export type SessionMetrics = {
    totalEdits: number;
    durationMinutes: number;
    /**
     * Edits by intent
     */
    editTypes: Array<[Intent, number]>;
    meanProcessingMs: number;
    p50ProcessingMs: number;
    p95ProcessingMs: number;
    inputTokens: number;
    outputTokens: number;
    satisfaction: number | null;
};
/**
 * What an app can ask of the engine. Tagged by its key (`{"design.undo": {"sessionId": ..}}`): a tag among the fields
 * would cost a buffer for any value and a second reader for every field.
 */
export type Command = {
    "session.create": {
        prompt: string;
        userId: string | null;
        document: string | null;
        ttlMs: number | null;
        /**
         * Made by the caller, 1 to 64 characters of `A-Za-z0-9_-`; the same id twice is answered once.
         */
        editId: string;
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
} | "session.cleanup-expired" | {
    "session.export": {
        sessionId: string;
    };
} | {
    "session.import": {
        bytes: Uint8Array;
        userId: string | null;
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
        /**
         * Ids of selected nodes
         */
        target: Array<string>;
        /**
         * The version the person saw; default: the head
         */
        baseVersion: number | null;
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
    };
};
/**
 * What comes back for a command.
 */
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
    "kind": "exported";
    bytes: Uint8Array;
};
/**
 * What the shell is told to show. Nothing in here has to be polled.
 */
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
    "kind": "deleted";
    sessionId: string;
} | {
    "kind": "warning";
    sessionId: string | null;
    error: ErrorReport;
};
