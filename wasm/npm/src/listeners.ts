/** Those who want to know that something changed. */
export class Listeners {
  readonly #listeners = new Set<{ listener: () => void }>();

  /** Adds a listener, also one that is there already; the result removes just this addition. */
  add(listener: () => void): () => void {
    const entry = { listener };
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  /** Tells all. One that throws does not keep the others from being told; its error is reported as uncaught. */
  notify(): void {
    for (const { listener } of [...this.#listeners]) {
      try {
        listener();
      } catch (error) {
        queueMicrotask(() => { throw error; });
      }
    }
  }
}
