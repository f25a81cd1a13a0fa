/** One edit on the JavaScript side: its progress as it comes in, and its end. */
import type { Edit, EditProgress, Op } from "./api.js";
import type { EditResult, EditView } from "./generated/protocol.js";

/** The handle an app gets. Fed by the session's notices, settled by the end of the edit. */
export class EditHandle implements Edit {
  readonly id: string;
  readonly result: Promise<EditResult>;
  /** It goes on with an edit after its question. */
  isAnswer = false;
  readonly #cancel: () => void;
  readonly #progress: EditProgress[] = [];
  #view: EditView | undefined;
  #isOver = false;
  #wake: (() => void)[] = [];
  #resolve!: (result: EditResult) => void;
  #reject!: (error: unknown) => void;

  constructor(id: string, cancel: () => void, signal: AbortSignal | null | undefined) {
    this.id = id;
    this.#cancel = cancel;
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Those who only iterate, or look at the snapshot, must not get an unhandled rejection.
    this.result.catch(() => {});
    if (signal) {
      const onAbort = (): void => this.cancel();
      signal.addEventListener("abort", onAbort, { once: true });
      void this.result.catch(() => {}).then(() => signal.removeEventListener("abort", onAbort));
    }
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  cancel(): void {
    if (!this.#isOver) this.#cancel();
  }

  /** The edit changed, ops of it came in, or more of a text that is being written. */
  advance(view: EditView | undefined, newOps: readonly Op[], growing: Op | null = null): void {
    this.#view = view ?? this.#view;
    if (this.#isOver || !this.#view) return;
    this.#progress.push({ edit: this.#view, candidates: this.#view.candidates, newOps, growing });
    this.#notify();
  }

  settle(result: EditResult): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#resolve(result);
    this.#notify();
  }

  fail(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#reject(error);
    this.#notify();
  }

  /** All progress from the beginning, however late one starts to listen; ends with the edit. */
  async *[Symbol.asyncIterator](): AsyncIterator<EditProgress> {
    for (let next = 0; ; next += 1) {
      while (next >= this.#progress.length) {
        if (this.#isOver) {
          await this.result;
          return;
        }
        await new Promise<void>((resolve) => this.#wake.push(resolve));
      }
      yield this.#progress[next]!;
    }
  }

  #notify(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const resume of wake) resume();
  }
}

/** The end of an edit that was stopped before it began. */
export function cancelledBeforeStart(editId: string): EditResult {
  return {
    editId, status: "cancelled", newVersion: null, patch: null, changesSummary: "", processingTimeMs: 0, error: null, question: null, held: "", attempts: [],
  };
}
