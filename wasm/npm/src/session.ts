/** A session on the JavaScript side: a mirror of what the core shows, and the way to ask it for changes. */
import { type Ask, asText, badArgument, countOf, imageUrls, jsonOf, optionsOf, unexpectedReply, versionNumber, wholeNumber } from "./command.js";
import { opsOf } from "./compact.js";
import type { Edit, HeldOffer, EditOptions, Json, MergeOptions, Merging, Op, PromptReport, Session, SessionSnapshot } from "./api.js";
import { cancelledBeforeStart, EditHandle } from "./edit.js";
import type { EngineImpl } from "./engine.js";
import { BozzettoError } from "./errors.js";
import { forms, PARSED } from "./forms.js";
import type { CoreEngine } from "./generated/core.js";
import type {
  EditEstimate, EditResult, EditView, EventLog, HeldChange, HistoryReport, MergePreview, Notice, Reply, SentCall, SessionMetrics, SessionView, StagedPart, VersionInfo,
} from "./generated/protocol.js";
import { randomId } from "./host.js";
import { Listeners } from "./listeners.js";
import { asyncDispose, dispose } from "./dispose.js";
import { mergeOptions, previewOf } from "./merging.js";
import { applyOps, Drift, type Known, nothingKnown, parseFrozen, share, updated } from "./mirror.js";
import { VersionList } from "./versionList.js";

/** How many documents of earlier versions are kept at hand, for those who scrub through them. */
const VERSIONS_KEPT = 8;
/** How many ended edits a snapshot shows. */
const EDITS_KEPT = 200;

export class SessionImpl implements Session {
  readonly id: string;
  /** As whom it was opened, for when it must be opened again. */
  readonly userId: string | undefined;
  /** How many who opened it have not closed it. */
  holders = 0;
  readonly #engine: EngineImpl;
  readonly #listeners = new Listeners();
  readonly #handles = new Map<string, EditHandle>();
  readonly #earlier = new Map<number, Json>();
  #view: SessionView;
  #document: Json = null;
  #documentVersion = 0;
  /** Versions up to this one were read from the core, whatever notices still say of them. */
  #readUpTo = 0;
  /** `ops` is what led to it from `base`, as text, while that came in one piece. */
  #preview: { editId: string; document: Json; base: number; ops: string | undefined; known: Known } | undefined;
  readonly #versions = new VersionList();
  #edits: readonly EditView[] = [];
  #snapshot: SessionSnapshot | undefined;
  /** Why nothing more can be asked. */
  #ended: BozzettoError | undefined;

  constructor(engine: EngineImpl, view: SessionView, userId: string | undefined) {
    this.#engine = engine;
    this.id = view.sessionId;
    this.userId = userId;
    this.#view = view;
    this.#read();
    const endings = this.#query((core) => core.endings(this.id)) as EditView[];
    this.#edits = Object.freeze([...endings.map((edit) => share(undefined, edit)), ...this.#view.openEdits]);
  }

  // ---- what a view draws

  readonly subscribe = (listener: () => void): (() => void) => this.#listeners.add(listener);

  readonly getSnapshot = (): SessionSnapshot => {
    this.#snapshot ??= Object.freeze({
      view: this.#view,
      document: this.#document,
      preview: this.#preview?.document ?? null,
      versions: this.#versions.shown,
      edits: this.#edits,
      ended: this.#ended ? Object.freeze(this.#ended.toReport()) : null,
    });
    return this.#snapshot;
  };

  // ---- asking the core

  async #request(command: Ask): Promise<Reply> {
    if (this.#ended) throw this.#ended;
    return this.#engine.request(command);
  }

  #query<T>(read: (core: CoreEngine) => T): T {
    if (this.#ended) throw this.#ended;
    return this.#engine.query(read);
  }

  // ---- edits in words

  edit(prompt: string, options?: EditOptions | null): Edit {
    const { signal, target, baseVersion, images } = optionsOf(options, ["signal", "target", "baseVersion", "images"]);
    const editId = randomId("edt_");
    return this.#start(editId, signal, {
      type: "design.edit", sessionId: this.id, editId, prompt,
      target: target === undefined ? [] : typeof target === "string" ? [target] : Array.isArray(target) ? [...target] : target as never,
      baseVersion: baseVersion ?? null, images: imageUrls(images),
    });
  }

  async editBatch(prompts: readonly string[], options?: { signal?: AbortSignal } | null): Promise<EditResult[]> {
    // One that cannot be taken would leave the others without anybody who waits for them.
    if (!Array.isArray(prompts) || prompts.some((prompt) => typeof prompt !== "string")) throw badArgument("The prompts are not a list of texts.");
    // Edits of a session queue in the core, so all can be handed over at once and each still makes its own version.
    const { signal } = optionsOf(options, ["signal"]);
    const edits = prompts.map((prompt) => this.edit(prompt, signal && { signal }));
    // Only a wish: without it they are asked for one after the other.
    this.#request({ type: "design.batch", sessionId: this.id, editIds: edits.map(({ id }) => id) }).catch(() => {});
    return Promise.all(edits.map(({ result }) => result));
  }

  answer(editId: string, answer: { nodeId: string } | { text: string }, options?: { signal?: AbortSignal } | null): Edit {
    const { nodeId = null, text = null } = (answer ?? {}) as { nodeId?: string; text?: string };
    const command = { type: "design.answer", sessionId: this.id, editId, nodeId, text } as const;
    return this.#start(editId, optionsOf(options, ["signal"]).signal, command);
  }

  #start(editId: string, signal: AbortSignal | null | undefined, command: Ask): Edit {
    const handle = this.track(editId, signal);
    handle.isAnswer = command.type === "design.answer";
    if (signal?.aborted) {
      handle.settle(cancelledBeforeStart(editId));
      this.#handles.delete(editId);
      return handle;
    }
    this.#request(command).then(
      (reply) => { if (reply.kind === "edit") this.#settle(reply.result, handle); },
      (error: unknown) => {
        handle.fail(error);
        if (this.#handles.get(editId) === handle) this.#handles.delete(editId);
      },
    );
    return handle;
  }

  /** @internal A handle for an edit that the core works on. */
  track(editId: string, signal?: AbortSignal | null): EditHandle {
    // An edit that has ended meanwhile needs no stopping.
    const handle = new EditHandle(editId, () => void this.cancel(editId).catch(() => {}), signal);
    this.#handles.set(editId, handle);
    const view = this.#edits.find((edit) => edit.editId === editId);
    if (view) handle.advance(view, []);
    return handle;
  }

  async cancel(editId: string): Promise<void> {
    await this.#request({ type: "design.cancel", sessionId: this.id, editId });
  }

  /** Of an edit whose question was answered the reply to the edit may still be on its way: it is no result of the answer. */
  #settle(result: EditResult, handle = this.#handles.get(result.editId)): void {
    handle?.settle(result);
    if (this.#handles.get(result.editId) === handle) this.#handles.delete(result.editId);
  }

  // ---- the app's own changes, and the history

  async apply(ops: readonly Op[], summary: string): Promise<VersionInfo> {
    return this.#version({ type: "design.apply", sessionId: this.id, ops: jsonOf("The list of ops", ops), summary });
  }

  held(): HeldOffer[] {
    const held = this.#query((core) => core.held(this.id)) as HeldChange[];
    return held.map(({ ops, ...rest }) => ({ ...rest, ops: JSON.parse(ops) as Op[] }));
  }

  async acceptHeld(editId: string, parts?: readonly number[] | null): Promise<VersionInfo> {
    return this.#version({ type: "design.accept-held", sessionId: this.id, editId, parts: partNumbers(parts) });
  }

  async rejectHeld(editId: string, parts?: readonly number[] | null): Promise<void> {
    await this.#request({ type: "design.reject-held", sessionId: this.id, editId, parts: partNumbers(parts) });
  }

  rollback(version: number): Promise<VersionInfo> {
    return this.#version({ type: "design.rollback", sessionId: this.id, version });
  }

  undo(): Promise<VersionInfo> {
    return this.#version({ type: "design.undo", sessionId: this.id });
  }

  redo(): Promise<VersionInfo> {
    return this.#version({ type: "design.redo", sessionId: this.id });
  }

  async merge(branch: string, options?: MergeOptions | null): Promise<VersionInfo> {
    return this.#version({ type: "design.merge", sessionId: this.id, name: branch, ...mergeOptions(options) });
  }

  mergePreview(branch: string, options?: MergeOptions | null): Merging {
    if (typeof branch !== "string") throw badArgument("The name of a branch is no text.");
    const { policy, choices } = mergeOptions(options);
    return previewOf(this.#query((core) => core.mergePreview(this.id, branch, asText(policy), asText(choices))) as MergePreview);
  }

  async revert(version: number): Promise<VersionInfo> {
    return this.#version({ type: "design.revert", sessionId: this.id, version });
  }

  async cherryPick(version: number): Promise<VersionInfo> {
    return this.#version({ type: "design.cherry-pick", sessionId: this.id, version });
  }

  async compressOldVersions(keepRecent = 10): Promise<number> {
    const reply = await this.#request({ type: "session.compress", sessionId: this.id, keepRecent: wholeNumber("`keepRecent`", keepRecent) });
    return countOf(reply);
  }

  stage(ops: readonly Op[]): StagedPart[] {
    const text = jsonOf("The list of ops", ops);
    return this.#query((core) => core.stage(this.id, text)) as StagedPart[];
  }

  takeParts(ops: readonly Op[], parts: readonly number[]): Op[] {
    const text = jsonOf("The list of ops", ops);
    const numbers = partNumbers(parts);
    if (!numbers) throw badArgument("The parts are no list of their numbers.");
    return JSON.parse(this.#query((core) => core.takeParts(this.id, text, asText(numbers))) as string) as Op[];
  }

  blame(nodeId: string | null, path: string, version?: number): VersionInfo | null {
    const from = versionNumber(version ?? this.#view.currentVersion);
    if (typeof path !== "string" || (nodeId != null && typeof nodeId !== "string")) throw badArgument("blame wants the id of a node, or null, and a JSON Pointer.");
    // Before the first there is nothing that anybody changed.
    if (from !== 0 && !this.#versions.find((known) => known.number === from)) throw unknownVersion(from);
    const number = this.#query((core) => core.blame(this.id, from, nodeId ?? undefined, path));
    return this.#versions.find((known) => known.number === number) ?? null;
  }

  verify(): HistoryReport {
    return this.#query((core) => core.verify(this.id)) as HistoryReport;
  }

  async branch(version: number, name: string): Promise<void> {
    if (typeof name !== "string") throw badArgument("The name of a branch is no text.");
    await this.#request({ type: "design.branch", sessionId: this.id, version, name });
  }

  async switchBranch(name: string): Promise<void> {
    await this.#request({ type: "design.switch-branch", sessionId: this.id, name });
  }

  async pause(): Promise<void> {
    await this.#request({ type: "session.set-status", sessionId: this.id, status: "paused" });
  }

  async resume(): Promise<void> {
    await this.#request({ type: "session.set-status", sessionId: this.id, status: "active" });
  }

  async rate(score: 1 | 2 | 3 | 4 | 5): Promise<void> {
    if (!Number.isInteger(score) || score < 1 || score > 5) throw badScore();
    await this.#request({ type: "session.rate", sessionId: this.id, score });
  }

  async #version(command: Ask): Promise<VersionInfo> {
    const reply = await this.#request(command);
    if (reply.kind !== "version") throw unexpectedReply(reply);
    return reply.version;
  }

  history(): { versions: readonly VersionInfo[]; totalVersions: number } {
    const versions = this.#versions.shown;
    return { versions, totalVersions: versions.length };
  }

  at(version: number): Json {
    if (version === this.#documentVersion) return this.#document;
    const kept = this.#earlier.get(version);
    if (kept !== undefined) return kept;
    const update = this.#query((core) => core.update(this.id, this.#documentVersion, versionNumber(version)));
    const document = updated(this.#document, update);
    this.#keep(version, document);
    return document;
  }

  diff(from: number, to: number): { ops: Op[]; readonly summary: string } {
    const ops = opsOf(this.#difference(from, to, PARSED));
    let words: string | undefined;
    const summary = () => (words ??= this.#difference(from, to, forms.words));
    return { ops, get summary() { return summary(); } };
  }

  diffAsJsonPatch(from: number, to: number): Json[] {
    return JSON.parse(this.#difference(from, to, forms["json-patch"])) as Json[];
  }

  #difference(from: number, to: number, form: number): string {
    return this.#query((core) => core.diff(this.id, versionNumber(from), versionNumber(to), form));
  }

  metrics(): SessionMetrics {
    return this.#query((core) => core.metrics(this.id)) as SessionMetrics;
  }

  estimate(prompt: string, options?: { target?: string | readonly string[] } | null): EditEstimate {
    const { target = [] } = optionsOf(options, ["target"]);
    if (typeof prompt !== "string") throw badArgument("The prompt is not a text.");
    const ids = typeof target === "string" ? [target] : target;
    if (!Array.isArray(ids) || ids.some((id) => typeof id !== "string")) throw badArgument("The target is neither the id of a node nor a list of those.");
    return this.#query((core) => core.estimate(this.id, prompt, ids)) as EditEstimate;
  }

  auditLog(): readonly SentCall[] {
    return this.#query((core) => core.auditLog(this.id)) as SentCall[];
  }

  eventLog(options?: { from?: number; count?: number } | null): EventLog {
    const { from, count = 100 } = optionsOf(options, ["from", "count"]);
    wholeNumber("`from`", from ?? 0);
    wholeNumber("`count`", count);
    return JSON.parse(this.#query((core) => core.eventLog(this.id, from ?? undefined, count))) as EventLog;
  }

  promptReport(editId: string): PromptReport | null {
    if (typeof editId !== "string") throw badArgument("The id of an edit is no text.");
    return this.#query((core) => core.promptReport(this.id, editId)) as PromptReport | null;
  }

  promptReports(editId: string): readonly PromptReport[] {
    if (typeof editId !== "string") throw badArgument("The id of an edit is no text.");
    return this.#query((core) => core.promptReports(this.id, editId)) as PromptReport[];
  }

  // ---- its end

  close(): Promise<void> {
    return this.#engine.closeSession(this);
  }

  [dispose](): void {
    void this.close().catch(() => {});
  }

  /** What is not saved is not lost with it: the engine keeps it, and says so at its own end. */
  [asyncDispose](): Promise<void> {
    return this.close().catch((error: BozzettoError) => { if (error.code !== "session.not-saved") throw error; });
  }

  // ---- fed by the engine

  /** @internal Takes a notice of this session. Listeners are told afterwards, once for many notices. */
  take(notice: Notice): void {
    switch (notice.kind) {
      case "session":
        this.#takeView(notice.session);
        break;
      case "version":
        this.#takeVersion(notice.version, notice.from, notice.ops, notice.shown);
        break;
      case "reset":
        this.#preview = undefined;
        this.#read();
        break;
      case "edit":
        this.#takeEdit(notice.edit);
        break;
      case "preview":
        this.#takePreview(notice.editId, notice.base, notice.ops, notice.growing);
        break;
      case "previewReset":
        if (this.#preview?.editId === notice.editId) this.#preview = undefined;
        break;
      default:
        return;
    }
    this.#snapshot = undefined;
  }

  /**
   * @internal The core was replaced by a fresh one that loaded the session again.
   * @param asked edits whose command is given again: their end comes with its answer.
   */
  restore(view: SessionView, asked: ReadonlySet<string>): void {
    this.#preview = undefined;
    const open = new Set(view.openEdits.map((edit) => edit.editId));
    this.#edits = Object.freeze([
      ...this.#edits.filter((edit) => !open.has(edit.editId) && edit.phase === "ended"), ...view.openEdits,
    ]);
    this.#snapshot = undefined;
    this.#read();
    for (const [editId, handle] of this.#handles) {
      if (open.has(editId) || asked.has(editId)) continue;
      const version = this.#versions.find((made) => made.editId === editId);
      this.#handles.delete(editId);
      if (version) handle.settle(committed(version));
      else handle.fail(interrupted());
    }
  }

  /** @internal */
  notify(): void {
    this.#listeners.notify();
  }

  /** @internal Nothing more will come. */
  end(error: BozzettoError): void {
    this.#ended = error;
    this.#preview = undefined;
    this.#snapshot = undefined;
    for (const handle of this.#handles.values()) handle.fail(error);
    this.#handles.clear();
    this.notify();
  }

  /** Reads everything from the core, which may be ahead of the notices; what equals the old keeps its identity. */
  #read(): void {
    const { id } = this;
    const [view, document, versions] = this.#query((core) => [core.view(id), core.document(id), core.versions(id, 0)] as const);
    this.#view = share(this.#view, view as SessionView);
    this.#document = share(this.#document, JSON.parse(document) as Json);
    this.#documentVersion = this.#view.currentVersion;
    this.#versions.read(versions as VersionInfo[]);
    this.#readUpTo = this.#versions.latest;
    this.#earlier.clear();
  }

  #takeVersion(version: VersionInfo, from: number, ops: string, shown: boolean): void {
    // Told before the last reading, so it was read already.
    if (version.number <= this.#readUpTo) return;
    this.#versions.add(version);
    if (!shown) return;
    const preview = this.#preview?.editId === version.editId ? this.#preview : undefined;
    if (preview) this.#preview = undefined;
    const before = this.#document;
    try {
      if (from !== this.#documentVersion) throw new Drift("not what is shown");
      // Mostly the version is what was previewed.
      const isSame = preview?.base === from && preview.ops === ops;
      this.#document = isSame ? preview.document : applyOps(before, JSON.parse(ops) as Op[]);
      this.#keep(from, before);
    } catch {
      const text = this.#query((core) => core.at(this.id, version.number));
      this.#document = share(before, JSON.parse(text) as Json);
    }
    this.#documentVersion = version.number;
  }

  /** Keeps the document of an earlier version at hand, and lets go of what was kept first. */
  #keep(version: number, document: Json): void {
    this.#earlier.set(version, document);
    for (const oldest of this.#earlier.keys()) {
      if (this.#earlier.size <= VERSIONS_KEPT) break;
      this.#earlier.delete(oldest);
    }
  }

  /** What others changed may say something new of open edits, too. */
  #takeView(view: SessionView): void {
    this.#view = share(this.#view, view);
    const open = new Map(this.#view.openEdits.map((edit) => [edit.editId, edit]));
    const edits = this.#edits.map((edit) => open.get(edit.editId) ?? edit);
    if (edits.some((edit, place) => edit !== this.#edits[place])) this.#edits = Object.freeze(edits);
  }

  #takeEdit(edit: EditView): void {
    const place = this.#edits.findIndex(({ editId }) => editId === edit.editId);
    const edits = [...this.#edits];
    const view = share(place < 0 ? undefined : edits[place], edit);
    if (place < 0) edits.push(view);
    else edits[place] = view;
    this.#edits = Object.freeze(edits.slice(-EDITS_KEPT));
    // Not every step of an edit changes anything else of the session.
    const open = this.#view.openEdits.filter(({ editId }) => editId !== edit.editId || edit.phase !== "ended");
    const isOpen = open.some(({ editId }) => editId === edit.editId);
    const openEdits = open.map((known) => (known.editId === edit.editId ? view : known));
    if (!isOpen && edit.phase !== "ended") openEdits.push(view);
    this.#view = Object.freeze({ ...this.#view, openEdits: Object.freeze(openEdits) as EditView[] });
    if (edit.phase === "ended" && this.#preview?.editId === edit.editId) this.#preview = undefined;
    this.#handles.get(edit.editId)?.advance(view, []);
    // What an answer came to is its reply: the question that it answers may still be shown.
    const asks = edit.phase === "clarifying" && !this.#handles.get(edit.editId)?.isAnswer;
    if (edit.result && (edit.phase === "ended" || asks)) this.#settle(edit.result);
  }

  #takePreview(editId: string, base: number, text: string, growing: boolean): void {
    const ops = JSON.parse(text) as Op[];
    try {
      const before = this.#preview?.editId === editId ? this.#preview : undefined;
      const known = before?.known ?? nothingKnown();
      const document = applyOps(before ? before.document : this.#base(base), ops, known);
      this.#preview = { editId, document, base, ops: before ? undefined : text, known };
    } catch {
      // A preview that cannot be drawn is left out; the version that follows is read as a whole if need be.
      this.#preview = undefined;
    }
    // What is not complete is drawn, and neither counted nor handed over as an op.
    if (growing) return this.#handles.get(editId)?.advance(undefined, [], ops[0]);
    const known = this.#edits.find((edit) => edit.editId === editId);
    const view = known && Object.freeze({ ...known, opsReceived: known.opsReceived + ops.length });
    if (view) this.#edits = Object.freeze(this.#edits.map((edit) => (edit === known ? view : edit)));
    this.#handles.get(editId)?.advance(view, ops);
  }

  #base(version: number): Json {
    if (version === this.#documentVersion) return this.#document;
    return version === 0 ? parseFrozen(this.#query((core) => core.document(this.id))) : this.at(version);
  }
}

function committed(version: VersionInfo): EditResult {
  return {
    editId: version.editId ?? "", status: "committed", newVersion: version.number, patch: null, changesSummary: version.summary,
    processingTimeMs: version.processingTimeMs, error: null, question: null, held: version.held, attempts: version.attempts,
  };
}

function unknownVersion(version: number): BozzettoError {
  return new BozzettoError({
    code: "version.unknown", message: `There is no version ${version}.`, recoverable: true,
    suggestedAction: "Choose a version from the history.", sessionState: "preserved",
  });
}

function badScore(): BozzettoError {
  return new BozzettoError({
    code: "session.bad-score", message: "A score is a whole number from 1 to 5.", recoverable: true,
    suggestedAction: "Give a whole number from 1 to 5.", sessionState: "preserved",
  });
}

function interrupted(): BozzettoError {
  return new BozzettoError({
    code: "engine.crashed", message: "The core stopped while it worked on this edit.", recoverable: true,
    suggestedAction: "Send the prompt again.", sessionState: "preserved",
  });
}

/** Numbers of parts as the core takes them; none said: all. */
function partNumbers(parts: readonly number[] | null | undefined): number[] | null {
  if (parts === undefined || parts === null) return null;
  if (!Array.isArray(parts) || parts.some((part) => !Number.isInteger(part) || part < 0 || part >= 2 ** 32)) throw badArgument("The parts are no list of their numbers.");
  return [...parts];
}
