import type { Intent, VersionInfo } from "bozzetto";

const kinds: Readonly<Record<VersionInfo["kind"], string>> = { create: "First version", edit: "Edit", apply: "Change by the app", undo: "Undo", redo: "Redo", rollback: "Restored", merge: "Merged", revert: "Taken back", "cherry-pick": "Brought over" };
export const intents: Readonly<Record<Intent, string>> = { modify: "Content", add: "Added", remove: "Removed", style: "Style", layout: "Layout" };

/** One line for a version: what was said, with the answer where that took one, else what happened. */
export function titleOf(version: VersionInfo): string {
  const answer = version.answered?.text;
  return version.prompt ? `${version.prompt}${answer ? ` → ${answer}` : ""}` : version.summary || kinds[version.kind];
}

/** What a version without words did. */
export function eventOf(version: VersionInfo): string {
  if (version.of === null) return version.summary || kinds[version.kind];
  if (version.kind === "undo") return `Took back version ${version.of}`;
  if (version.kind === "redo") return `Brought back version ${version.of}`;
  if (version.kind === "rollback") return `Restored version ${version.of}`;
  if (version.kind === "revert") return `Took back only version ${version.of}`;
  if (version.kind === "cherry-pick") return `Brought over version ${version.of}`;
  return version.summary || kinds[version.kind];
}
