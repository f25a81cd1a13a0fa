/** What went wrong, as apps see it. */
import type { BozzettoErrorCode } from "./generated/codes.js";
import type { ErrorReport, SessionState } from "./generated/protocol.js";

/** Each entry of the package that is bundled by itself has the class once more; this is what they have in common. */
const brand = Symbol.for("bozzetto.error");

/** Everything that fails, fails with this one class. Tell errors apart by `code`, which never changes. */
export class BozzettoError extends Error {
  static {
    // The bundle shortens names.
    Object.defineProperty(this, "name", { value: "BozzettoError" });
    Object.defineProperty(this.prototype, brand, { value: true });
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== BozzettoError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === "object" && value !== null && brand in value;
  }

  /** `area.what`, for example `store.quota` or `api.not-initialised`. `ERRORS.md` lists them. A later version may have more, and an app its own. */
  readonly code: BozzettoErrorCode | (string & {});
  /** Whether trying again, or doing what `suggestedAction` says, can help. */
  readonly recoverable: boolean;
  /** What the person or the app can do about it. */
  readonly suggestedAction: string | undefined;
  /** What became of the session, where one was concerned. */
  readonly sessionState: SessionState | undefined;

  constructor(report: Pick<ErrorReport, "code" | "message"> & Partial<Omit<ErrorReport, "cause">> & { cause?: unknown }) {
    super(report.message, report.cause == null ? undefined : { cause: report.cause });
    this.name = "BozzettoError";
    this.code = report.code;
    this.recoverable = report.recoverable ?? false;
    this.suggestedAction = report.suggestedAction ?? undefined;
    this.sessionState = report.sessionState ?? undefined;
  }

  /** The same as plain data, as snapshots and edit results carry it. */
  toReport(): ErrorReport {
    return {
      code: this.code,
      message: this.message,
      recoverable: this.recoverable,
      suggestedAction: this.suggestedAction ?? null,
      sessionState: this.sessionState ?? null,
      cause: this.cause === undefined ? null : String(this.cause),
    };
  }
}
