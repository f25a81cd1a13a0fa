export type Intent = "modify" | "add" | "remove" | "style" | "layout";
export interface Candidate { id: string; score: number; reason: string }
export type SessionStatus = "active" | "paused" | "completed" | "abandoned" | "expired";
export interface BranchInfo { name: string; head: number }
export interface ErrorReport { code: string; message: string; recoverable: boolean; suggestedAction?: string | null; sessionState?: "preserved" | "corrupted" | "recovered" | null; cause?: string | null }
export type SaveStatus = { state: "saved" } | { state: "saving" } | { state: "notSaved"; error: ErrorReport };
export interface SessionView {
  sessionId: string; userId: string | null; initialPrompt: string; status: SessionStatus; currentVersion: number; totalVersions: number;
  branch: string; branches: BranchInfo[]; createdAt: number; lastActivity: number; expiresAt: number | null; canUndo: boolean; canRedo: boolean;
  save: SaveStatus; openEdits: EditView[]; rating: number | null;
}
export interface SessionSummary { sessionId: string; userId: string | null; initialPrompt: string; status: SessionStatus; currentVersion: number; createdAt: number; lastActivity: number; expiresAt: number | null }
export type VersionKind = "create" | "edit" | "apply" | "undo" | "redo" | "rollback" | "merge";
export interface VersionInfo {
  number: number; parent: number; branch: string; kind: VersionKind; editId: string | null; prompt: string; summary: string; types: Intent[]; targets: string[];
  outside: string[]; at: number; processingTimeMs: number; provider: string; inputTokens: number | null; outputTokens: number | null; of: number | null; undone: boolean;
}
export type EditPhase = "queued" | "accepted" | "waiting" | "streaming" | "repairing" | "committing" | "clarifying" | "ended";
export interface EditView { editId: string; prompt: string; phase: EditPhase; types: Intent[]; candidates: Candidate[]; opsReceived: number; repairs: number; startedAt: number; result: EditResult | null }
export type EditStatus = "committed" | "clarify" | "rejected" | "failed" | "cancelled";
export interface Question { text: string; candidates: Candidate[] }
export interface EditResult { editId: string; status: EditStatus; newVersion: number | null; patch: string | null; changesSummary: string; processingTimeMs: number; error: ErrorReport | null; question: Question | null }
export interface SessionMetrics { totalEdits: number; durationMinutes: number; editTypes: [Intent, number][]; meanProcessingMs: number; p50ProcessingMs: number; p95ProcessingMs: number; inputTokens: number; outputTokens: number; satisfaction: number | null }
