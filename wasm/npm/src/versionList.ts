/** The versions of a session as snapshots show them. */
import type { VersionInfo } from "./generated/protocol.js";
import { share } from "./mirror.js";

/** Grows in place, and is copied when somebody looks: a version takes the same time however many there are. */
export class VersionList {
  #list: VersionInfo[] = [];
  #shown: readonly VersionInfo[] | undefined;

  /** All of them, oldest first; the same list until something changes. */
  get shown(): readonly VersionInfo[] {
    return (this.#shown ??= Object.freeze([...this.#list]));
  }

  get latest(): number {
    return this.#list.at(-1)?.number ?? 0;
  }

  find(is: (version: VersionInfo) => boolean): VersionInfo | undefined {
    return this.#list.find(is);
  }

  /** Takes all of them anew; what equals the old keeps its identity. */
  read(versions: readonly VersionInfo[]): void {
    this.#shown = share(this.shown, versions);
    this.#list = [...this.#shown];
  }

  add(version: VersionInfo): void {
    const { kind, of } = version;
    // An undo or a redo says something new of the version that it takes back or brings again, and of no other.
    if (kind === "undo" || kind === "redo") {
      let at = this.#list.length - 1;
      while (at >= 0 && this.#list[at]!.number !== of) at--;
      if (at >= 0) this.#list[at] = Object.freeze({ ...this.#list[at]!, undone: kind === "undo" });
    }
    this.#list.push(share(undefined, version));
    this.#shown = undefined;
  }
}
