/**
 * A small in-memory double of the package, for looking at the studio's states without the engine. It understands a
 * handful of sentences. Never part of the app: only `test/double/vite.config.ts` puts it in the package's place.
 */
import type {
  CreateSessionOptions, Edit, EditOptions, EditProgress, Engine, EngineOptions, EngineSnapshot, Json, Op, PromptReport, ProviderOptions,
  Session, SessionSnapshot,
} from "./api.js";
import type { BranchInfo, EditResult, EditView, SessionSummary, SessionView, VersionInfo } from "./protocol.js";

export type * from "./api.js";
export type * from "./protocol.js";

interface Node { id: string; type: string; children?: Node[]; [key: string]: unknown }

export class BozzettoError extends Error {
  recoverable = true;
  suggestedAction?: string;
  constructor(readonly code: string, message: string, action?: string) {
    super(message);
    this.suggestedAction = action;
  }
}

const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
const uid = (prefix: string) => prefix + Array.from({ length: 32 }, () => Math.floor(Math.random() * 16).toString(16)).join("");

function signUp(): Node {
  const input = (id: string, label: string, placeholder: string, inputType: string): Node => ({
    id, type: "input", name: label, layout: { width: "fill", height: 44 },
    style: { borderColor: "#d1d5db", borderWidth: 1, radius: 8, fontSize: 16 }, props: { label, placeholder, inputType }, children: [],
  });
  const text = (id: string, type: string, value: string, style: object, props: object = {}): Node =>
    ({ id, type, name: value, layout: {}, style, props: { text: value, ...props }, children: [] });
  return {
    id: "root", type: "screen", name: "Sign-up", layout: { direction: "column", gap: 0, padding: 0, width: 1200, height: 860 },
    style: { background: "#f3f4f6" }, props: {}, children: [
      { id: "header", type: "header", name: "Header", layout: { direction: "row", padding: 20, justify: "between", align: "center", width: "fill" },
        style: { background: "#ffffff", borderColor: "#e5e7eb", borderWidth: 1 }, props: {}, children: [
          { id: "logo", type: "image", name: "Logo", layout: { width: 120, height: 36 }, style: { radius: 8 }, props: { alt: "Bike shop" }, children: [] },
          { id: "nav", type: "nav", name: "Navigation", layout: { direction: "row", gap: 24 }, style: {}, props: {}, children: [
            text("n1", "link", "Bikes", { color: "#374151" }), text("n2", "link", "Repairs", { color: "#374151" }), text("n3", "link", "Contact", { color: "#374151" })] }] },
      { id: "main", type: "row", name: "Main", layout: { direction: "row", gap: 48, padding: 60, justify: "center", align: "start" }, style: {}, props: {}, children: [
        { id: "hero", type: "column", name: "Hero", layout: { direction: "column", gap: 16, width: 480 }, style: {}, props: {}, children: [
          text("title", "heading", "Join the bike shop", { fontSize: 40, fontWeight: 700, color: "#111827" }, { level: 1 }),
          text("lead", "text", "Book repairs, get news about rides and save your favourite bikes.", { fontSize: 18, color: "#4b5563" }),
          { id: "photo", type: "image", name: "Photo", layout: { width: "fill", height: 260 }, style: { radius: 16 }, props: { alt: "Cyclists on a coastal road" }, children: [] }] },
        { id: "card", type: "card", name: "Sign-up card", layout: { direction: "column", gap: 16, padding: 32, width: 440 },
          style: { background: "#ffffff", radius: 16, shadow: "md" }, props: {}, children: [
            text("form-title", "heading", "Create your account", { fontSize: 24, fontWeight: 700, color: "#111827" }, { level: 2 }),
            { id: "form", type: "form", name: "Sign-up form", layout: { direction: "column", gap: 16 }, style: {}, props: {}, children: [
              input("name", "Name", "Ada Lovelace", "text"), input("email", "E-mail", "ada@example.com", "email"), input("password", "Password", "At least 8 characters", "password"),
              { id: "terms", type: "checkbox", name: "Terms", layout: {}, style: { fontSize: 14, color: "#374151" }, props: { label: "I accept the terms", checked: true }, children: [] },
              { id: "submit", type: "button", name: "Create account", layout: { height: 44, width: "fill" }, style: { background: "#2563eb", color: "#ffffff", radius: 8, fontSize: 16, fontWeight: 600 }, props: { label: "Create account", variant: "primary" }, children: [] }] },
            { id: "login", type: "row", name: "Log-in row", layout: { direction: "row", gap: 8, justify: "center" }, style: { fontSize: 14 }, props: {}, children: [
              text("login-text", "text", "Already have an account?", { color: "#6b7280", fontSize: 14 }), text("login-link", "link", "Log in", { color: "#2563eb", fontSize: 14 })] }] }] }],
  };
}

function mapNode(node: Node, id: string, change: (node: Node) => Node | null): Node | null {
  if (node.id === id) return change(node);
  if (!node.children) return node;
  let touched = false;
  const children: Node[] = [];
  for (const child of node.children) {
    const next = mapNode(child, id, change);
    if (next !== child) touched = true;
    if (next) children.push(next);
  }
  return touched ? { ...node, children } : node;
}

function setAt(value: unknown, path: string[], next: unknown): unknown {
  if (path.length === 0) return next;
  const [head, ...rest] = path as [string, ...string[]];
  const object = (value ?? {}) as Record<string, unknown>;
  return { ...object, [head]: setAt(object[head], rest, next) };
}

function apply(root: Json, ops: readonly Op[]): Json {
  let doc = root as unknown as Node;
  for (const op of ops) {
    if (op.op === "set") doc = mapNode(doc, op.id ?? doc.id, node => setAt(node, op.path.split("/").slice(1), op.value) as Node) ?? doc;
    if (op.op === "remove") doc = mapNode(doc, op.id, () => null) ?? doc;
    if (op.op === "insert") doc = mapNode(doc, op.parent ?? doc.id, node => {
      const children = [...(node.children ?? [])];
      children.splice(op.index < 0 ? children.length : op.index, 0, op.node as unknown as Node);
      return { ...node, children };
    }) ?? doc;
  }
  return doc as unknown as Json;
}

function flatten(doc: Json): Map<string, { node: Node; parent: string; index: number }> {
  const out = new Map<string, { node: Node; parent: string; index: number }>();
  const walk = (node: Node, parent: string, index: number) => {
    out.set(node.id, { node, parent, index });
    node.children?.forEach((child, i) => walk(child, node.id, i));
  };
  if (doc && typeof doc === "object" && "id" in doc) walk(doc as unknown as Node, "", 0);
  return out;
}

function diff(a: Json, b: Json): Op[] {
  const ops: Op[] = [], before = flatten(a), after = flatten(b);
  for (const [id, { node, parent, index }] of after) {
    const old = before.get(id);
    if (!old) {
      if (before.has(parent)) ops.push({ op: "insert", parent, index, node: node as unknown as Json });
      continue;
    }
    for (const field of ["name", "layout", "style", "props"]) {
      const x = (old.node[field] ?? {}) as Record<string, unknown>, y = (node[field] ?? {}) as Record<string, unknown>;
      if (typeof y === "string") { if (x !== y) ops.push({ op: "set", id, path: "/" + field, value: y }); continue; }
      for (const key of Object.keys(y)) if (JSON.stringify(x[key]) !== JSON.stringify(y[key])) ops.push({ op: "set", id, path: `/${field}/${key}`, value: y[key] as Json });
    }
  }
  for (const [id, { parent }] of before) if (!after.has(id) && after.has(parent)) ops.push({ op: "remove", id });
  return ops;
}

class DoubleSession implements Session {
  id: string;
  versions: VersionInfo[] = [];
  docs = new Map<number, Json>();
  edits: EditView[] = [];
  preview: Json | null = null;
  branchName = "main";
  branches: BranchInfo[] = [{ name: "main", head: 0 }];
  created = Date.now();
  listeners = new Set<() => void>();
  snapshot: SessionSnapshot;
  saving = false;
  constructor(readonly prompt: string, id = uid("ses_")) {
    this.id = id;
    this.snapshot = this.make();
  }
  head() { return this.branches.find(b => b.name === this.branchName)?.head ?? 0; }
  make(): SessionSnapshot {
    const head = this.head();
    const view: SessionView = {
      sessionId: this.id, userId: null, initialPrompt: this.prompt, status: "active", currentVersion: head, totalVersions: this.versions.length, branch: this.branchName,
      branches: this.branches, createdAt: this.created, lastActivity: Date.now(), expiresAt: null, canUndo: this.undoable() !== undefined && head > 1,
      canRedo: this.versions.some(v => v.undone), openEdits: this.edits.filter(e => e.phase !== "ended"), rating: null,
      save: this.prompt.includes("quota") ? { state: "notSaved", error: { code: "store.quota", message: "The browser has no more room for this site.", recoverable: true, suggestedAction: "Export the session, then delete old ones." } } : { state: this.saving ? "saving" : "saved" },
    };
    return { view, document: this.docs.get(head) ?? null, preview: this.preview, versions: this.versions, edits: this.edits };
  }
  undoable() { return [...this.versions].reverse().find(v => v.branch === this.branchName && !v.undone && (v.kind === "edit" || v.kind === "apply")); }
  change() { this.snapshot = this.make(); for (const l of this.listeners) l(); }
  commit(doc: Json, more: Partial<VersionInfo>): VersionInfo {
    const number = this.versions.length + 1;
    const info: VersionInfo = {
      number, parent: this.head(), branch: this.branchName, kind: "edit", editId: null, prompt: "", summary: "", types: [], targets: [], outside: [],
      at: Date.now(), processingTimeMs: 4, provider: "offline", inputTokens: null, outputTokens: null, of: null, undone: false, ...more,
    };
    this.versions = [...this.versions, info];
    this.docs.set(number, doc);
    this.branches = this.branches.map(b => b.name === this.branchName ? { ...b, head: number } : b);
    this.change();
    return info;
  }
  edit(prompt: string, options: EditOptions = {}): Edit { return this.run(uid("e_"), prompt, options); }
  run(id: string, prompt: string, options: EditOptions, chosen?: string): Edit {
    let cancelled = false;
    const self = this;
    const queue: EditProgress[] = [];
    const update = (more: Partial<EditView>) => {
      const known = self.edits.find(e => e.editId === id);
      const next: EditView = { ...(known ?? { editId: id, prompt, phase: "queued", types: [], candidates: [], opsReceived: 0, repairs: 0, startedAt: Date.now(), result: null }), ...more };
      self.edits = known ? self.edits.map(e => e === known ? next : e) : [...self.edits, next];
      queue.push({ edit: next, candidates: [], newOps: [] });
      self.change();
      return next;
    };
    const end = (more: Partial<EditResult>): EditResult => {
      const result: EditResult = { editId: id, status: "committed", newVersion: null, patch: null, changesSummary: "", processingTimeMs: 5, error: null, question: null, ...more };
      self.preview = null;
      update({ phase: result.status === "clarify" ? "clarifying" : "ended", result });
      return result;
    };
    const first = this.head() === 0;
    const result = (async () => {
      update({ phase: "accepted" });
      await wait(80);
      const doc = self.docs.get(self.head()) ?? null;
      const lower = prompt.toLowerCase();
      if (lower.startsWith("undo")) { const v = await self.undo(); return end({ newVersion: v.number, changesSummary: v.summary }); }
      if (lower.startsWith("what changed")) { return end({ changesSummary: "Since version 2: the button Create account became bigger and green, a Phone field was added under E-mail." }); }
      if (lower.includes("weather")) return end({ status: "rejected", changesSummary: "That is not about this design.", error: { code: "edit.nothing-meant", message: "Nothing in the design seems to be meant.", recoverable: true, suggestedAction: "Say which part should change, or select it in the preview." } });
      if (lower.includes("fail")) return end({ status: "failed", error: { code: "model.network", message: "The model could not be reached.", recoverable: true, suggestedAction: "Check the address in the settings, and whether the server allows this page (CORS).", sessionState: "preserved" } });
      if (lower.includes("the button red") && !chosen) return end({ status: "clarify", question: { text: "Which button do you mean?", candidates: ["save", "discard"].map(node => ({ id: node, score: 0.5, reason: "a button" })) } });
      if (lower.includes("the link") && !chosen) return end({ status: "clarify", question: { text: "Which link do you mean?", candidates: ["n1", "n2", "n3", "login-link"].map((n, i) => ({ id: n, score: 0.6 - i * 0.1, reason: i < 3 ? "a link in the header" : "a link under the form" })) } });
      update({ phase: "streaming" });
      let ops: Op[] = [];
      if (first) {
        let partial: Json = { ...signUp(), children: [] } as unknown as Json;
        const children = signUp().children ?? [];
        for (const [i, child] of children.entries()) {
          await wait(120);
          if (cancelled) return end({ status: "cancelled" });
          partial = apply(partial, [{ op: "insert", parent: "root", index: -1, node: child as unknown as Json }]);
          self.preview = partial;
          update({ opsReceived: i + 1 });
        }
        const v = self.commit(partial, { kind: "create", prompt, summary: "A sign-up page for a bike shop, with a header, a hero and a form", editId: id, types: ["add"], targets: ["root"] });
        return end({ newVersion: v.number, changesSummary: v.summary });
      }
      const ids0 = flatten(doc), main = options.target ? String(options.target) : ids0.has("submit") ? "submit" : "save";
      const quoted = /change "(.+)" to "(.+)"/.exec(prompt);
      const named = quoted && [...ids0.values()].find(({ node }) => (node.props as { label?: string } | undefined)?.label === quoted[1]);
      if (named && quoted?.[2]) ops = [{ op: "set", id: named.node.id, path: "/props/label", value: quoted[2] }];
      else if (lower.includes("green")) ops = [{ op: "set", id: main, path: "/style/background", value: "#16a34a" }, { op: "set", id: main, path: "/layout/height", value: 56 }, { op: "set", id: main, path: "/style/fontSize", value: 18 }];
      else if (lower.includes("phone")) ops = [{ op: "insert", parent: "form", index: 2, node: { id: "phone", type: "input", name: "Phone", layout: { width: "fill", height: 44 }, style: { borderColor: "#d1d5db", borderWidth: 1, radius: 8, fontSize: 16 }, props: { label: "Phone", placeholder: "+39 ...", inputType: "tel" }, children: [] } }];
      else if (lower.includes("remove")) ops = [{ op: "remove", id: ids0.has("terms") ? "terms" : "discard" }];
      else if (chosen) ops = [{ op: "set", id: chosen, path: chosen === "save" || chosen === "discard" ? "/style/background" : "/style/color", value: "#dc2626" }];
      else ops = [{ op: "set", id: String(options.target ?? "title"), path: "/style/color", value: "#7c3aed" }];
      let next = doc;
      for (const [i, op] of ops.entries()) {
        await wait(lower.includes("slow") ? 1500 : 100);
        if (cancelled) return end({ status: "cancelled" });
        next = apply(next, [op]);
        self.preview = next;
        update({ opsReceived: i + 1 });
      }
      const ids = ops.map(o => ("id" in o && o.id) || ("parent" in o && o.parent) || "root");
      const v = self.commit(next, { prompt, summary: lower.includes("green") ? "Create account: bigger, green" : lower.includes("phone") ? "Added a Phone field under E-mail" : "Title is violet", editId: id, types: lower.includes("phone") ? ["add"] : ["style", "layout"], targets: [...new Set(ids)], outside: lower.includes("outside") ? ["card"] : [], inputTokens: 812, outputTokens: 96 });
      return end({ newVersion: v.number, changesSummary: v.summary });
    })();
    return {
      id, result, cancel() { cancelled = true; },
      async *[Symbol.asyncIterator]() { await result; yield* queue; },
    };
  }
  async editBatch() { return []; }
  answer(editId: string, answer: { nodeId: string } | { text: string }): Edit {
    const edit = this.edits.find(e => e.editId === editId);
    return this.run(editId, edit?.prompt ?? "", {}, "nodeId" in answer ? answer.nodeId : "login-link");
  }
  async apply(ops: readonly Op[], summary: string) { return this.commit(apply(this.docs.get(this.head()) ?? null, ops), { kind: "apply", summary }); }
  history() { return { versions: this.versions, totalVersions: this.versions.length }; }
  diff(from: number, to: number) { const ops = diff(this.at(from), this.at(to)); return { ops, summary: `${ops.length} changes` }; }
  diffAsJsonPatch() { return []; }
  at(version: number): Json {
    if (!this.docs.has(version)) throw new BozzettoError("version.unknown", `There is no version ${version}.`);
    return this.docs.get(version) ?? null;
  }
  async rollback(version: number) { return this.commit(this.at(version), { kind: "rollback", of: version, summary: `Back to version ${version}` }); }
  async undo() {
    const last = this.undoable();
    if (!last) throw new BozzettoError("edit.nothing-to-undo", "There is nothing to undo.");
    this.versions = this.versions.map(v => v === last ? { ...v, undone: true } : v);
    return this.commit(this.at(last.parent), { kind: "undo", of: last.number, summary: `Took back version ${last.number}` });
  }
  async redo() {
    const last = [...this.versions].reverse().find(v => v.undone);
    if (!last) throw new BozzettoError("edit.nothing-to-redo", "There is nothing to redo.");
    this.versions = this.versions.map(v => v === last ? { ...v, undone: false } : v);
    return this.commit(this.at(last.number), { kind: "redo", of: last.number, summary: `Brought back version ${last.number}` });
  }
  async branch(version: number, name: string) { this.branches = [...this.branches, { name, head: version }]; this.branchName = name; this.change(); }
  async switchBranch(name: string) { this.branchName = name; this.change(); }
  async merge(branch: string) { const other = this.branches.find(b => b.name === branch); return this.commit(this.at(other?.head ?? 1), { kind: "merge", summary: `Merged ${branch}` }); }
  metrics() { return { totalEdits: this.versions.length, durationMinutes: 3.5, editTypes: [["style", 2], ["add", 1]] as ["style" | "add", number][], meanProcessingMs: 4, p50ProcessingMs: 3, p95ProcessingMs: 9, inputTokens: 812, outputTokens: 96, satisfaction: null }; }
  async rate() {}
  promptReport(editId: string): PromptReport | null {
    return this.edits.some(e => e.editId === editId) ? { sections: [{ name: "system", tokens: 420, dropped: 0, text: "You edit wireframes." }, { name: "outline", tokens: 310, dropped: 2, text: "screen root\n  header" }, { name: "request", tokens: 20, dropped: 0, text: "make the button bigger" }], totalTokens: 750, budgetTokens: 6000 } : null;
  }
  subscribe(listener: () => void) { this.listeners.add(listener); return () => { this.listeners.delete(listener); }; }
  getSnapshot() { return this.snapshot; }
  async close() {}
  [Symbol.dispose]() {}
  async [Symbol.asyncDispose]() {}
}

class DoubleEngine implements Engine {
  sessions = new Map<string, DoubleSession>();
  listeners = new Set<() => void>();
  snapshot: EngineSnapshot = { store: { kind: "memory", persistent: true }, warnings: [] };
  async createSession(options: CreateSessionOptions) { const { session, edit } = await this.startSession(options); await edit?.result; return session; }
  async startSession(options: CreateSessionOptions) {
    await wait(50);
    const session = new DoubleSession(options.prompt);
    this.sessions.set(session.id, session);
    if (options.document !== undefined) {
      const doc = typeof options.document === "string" ? JSON.parse(options.document) as Json : options.document;
      session.commit(doc, { kind: "create", prompt: options.prompt, summary: "Started from a document", provider: "" });
      return { session, edit: null };
    }
    return { session, edit: session.edit(options.prompt) };
  }
  async openSession(id: string) {
    const session = this.sessions.get(id);
    if (!session) throw new BozzettoError("session.unknown", "This session does not exist here.", "Choose another one from the list, or import it.");
    return session;
  }
  async listSessions(): Promise<SessionSummary[]> { return [...this.sessions.values()].map(s => s.snapshot.view).reverse(); }
  async completeSession() {}
  async deleteSession(id: string) { this.sessions.delete(id); }
  async cleanupExpired() { return 0; }
  async exportSession(id: string) { return new TextEncoder().encode(id); }
  async importSession(): Promise<Session> { throw new BozzettoError("import.checksum", "The file is damaged: its checksum does not fit.", "Export it once more and try again."); }
  async eraseUser() { return 0; }
  setProvider(_provider: ProviderOptions) {}
  subscribe(listener: () => void) { this.listeners.add(listener); return () => { this.listeners.delete(listener); }; }
  getSnapshot() { return this.snapshot; }
  async close() {}
  [Symbol.dispose]() {}
  async [Symbol.asyncDispose]() {}
}

export async function init(): Promise<void> {}
export async function createEngine(_options: EngineOptions = {}): Promise<Engine> { await wait(30); return new DoubleEngine(); }
