import type { EditView, SessionSnapshot, VersionInfo } from "bozzetto";

/** One turn of the conversation: an edit, the version it made, or both. */
export interface Entry { readonly key: string; readonly at: number; readonly version: VersionInfo | null; readonly edit: EditView | null }

/** Edits by their ids, as far as they came. */
export function editsOf(snapshot: SessionSnapshot): ReadonlyMap<string, EditView> {
  return new Map([...snapshot.view.openEdits, ...snapshot.edits].map(edit => [edit.editId, edit]));
}

/** Versions and edits as one conversation, oldest first. Versions stand in the order of their numbers, whoever began first. */
export function entriesOf(snapshot: SessionSnapshot): Entry[] {
  const edits = editsOf(snapshot);
  const made = new Map<number, EditView>();
  for (const edit of edits.values()) {
    const number = edit.result?.newVersion;
    if (typeof number === "number") made.set(number, edit);
  }
  const entries: Entry[] = [];
  const told = new Set<string>();
  let latest = 0;
  for (const version of snapshot.versions) {
    const edit = (version.editId !== null ? edits.get(version.editId) : undefined) ?? made.get(version.number) ?? null;
    if (edit) told.add(edit.editId);
    entries.push({ key: edit?.editId ?? version.editId ?? `v${version.number}`, at: latest = Math.max(latest, edit?.startedAt ?? version.at), version, edit });
  }
  for (const edit of edits.values()) if (!told.has(edit.editId)) entries.push({ key: edit.editId, at: edit.startedAt, version: null, edit });
  // One edit can make several versions (“undo the last 2 changes”): keys must differ.
  const seen = new Set<string>();
  return entries.sort((a, b) => a.at - b.at || (a.version?.number ?? 0) - (b.version?.number ?? 0)).map(entry => {
    if (!seen.has(entry.key)) { seen.add(entry.key); return entry; }
    const key = `${entry.key}:${entry.version?.number ?? seen.size}`;
    seen.add(key);
    return { ...entry, key };
  });
}

/** The versions that led to the current one, itself included. */
export function lineage(snapshot: SessionSnapshot): ReadonlySet<number> {
  const parents = new Map(snapshot.versions.map(version => [version.number, version.parent]));
  const line = new Set<number>();
  for (let number = snapshot.view.currentVersion; number > 0 && !line.has(number); number = parents.get(number) ?? 0) line.add(number);
  return line;
}

/** Of the versions on a line to the current one those whose changes are there: not taken back on it, nor gone back behind. */
export function standing(snapshot: SessionSnapshot): ReadonlySet<number> {
  const byNumber = new Map(snapshot.versions.map(version => [version.number, version]));
  // The last word about a version counts, and comes first here.
  const said = new Map<number, boolean>();
  const say = (number: number | null, stands: boolean) => { if (number !== null && !said.has(number)) said.set(number, stands); };
  const all = new Set<number>();
  for (let version = byNumber.get(snapshot.view.currentVersion); version && !all.has(version.number);) {
    const { number, kind, of, parent } = version;
    const stands = said.get(number) ?? true;
    if (kind === "undo" || kind === "redo") say(of, kind === "redo");
    else if (kind === "revert" && stands) say(of, false);
    if (stands) all.add(number);
    const before = kind === "rollback" && stands && of !== null ? of : parent;
    version = before < number ? byNumber.get(before) : undefined;
  }
  return all;
}

/** The version that `undo` would take back. */
export function undoable(snapshot: SessionSnapshot): number | null {
  if (!snapshot.view.canUndo) return null;
  const byNumber = new Map(snapshot.versions.map(version => [version.number, version]));
  for (let version = byNumber.get(snapshot.view.currentVersion); version; version = byNumber.get(version.parent)) {
    if (!version.undone && version.kind !== "undo" && version.kind !== "redo" && version.kind !== "create") return version.number;
  }
  return null;
}
