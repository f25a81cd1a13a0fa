/** Functions of the app that are told something. */
import { badArgument } from "./command.js";

/** Calls one. What it throws, or its promise rejects with, is the app's own mistake: it is reported and keeps nothing from going on. */
export function tell<A extends unknown[]>(listener: ((...told: A) => unknown) | undefined, ...told: A): void {
  try {
    const made = listener?.(...told);
    if (made instanceof Promise) made.catch(report);
  } catch (error) {
    report(error);
  }
}

/** As an uncaught error where the platform has a way to say so (`reportError`), else on the console. Thrown, it would end a Node process. */
export function report(error: unknown): void {
  if (typeof reportError === "function") reportError(error);
  else console.error(error);
}

/** Those who want to know that something changed. */
export class Listeners {
  readonly #listeners = new Set<{ listener: () => void }>();

  /** Adds a listener, also one that is there already; the result removes just this addition. */
  add(listener: () => void): () => void {
    if (typeof listener !== "function") throw badArgument("A listener is a function.");
    const entry = { listener };
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  /** Tells all. */
  notify(): void {
    for (const { listener } of [...this.#listeners]) tell(listener);
  }
}
