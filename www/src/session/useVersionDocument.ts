import { useMemo } from "react";
import type { Json, Session } from "bozzetto";
import { troubleOf, type Trouble } from "../engine/errors.ts";
import { indexOf, nameOf } from "../preview/model.ts";

/** Documents of the last versions that were looked at, per session: scrubbing goes back and forth. */
const kept = new WeakMap<Session, Map<number, Json>>();
const KEEP = 24;

export function documentAt(session: Session, version: number): Json {
  let documents = kept.get(session);
  if (!documents) kept.set(session, documents = new Map());
  let document = documents.get(version);
  if (document === undefined) {
    document = session.at(version);
    documents.set(version, document);
    const oldest = documents.keys().next().value;
    if (documents.size > KEEP && oldest !== undefined) documents.delete(oldest);
  }
  return document;
}

/** The document of a version, or why it cannot be read. */
export function useVersionDocument(session: Session, version: number | null): { document: Json | undefined; trouble: Trouble | null } {
  return useMemo(() => {
    if (version === null) return { document: undefined, trouble: null };
    try {
      return { document: documentAt(session, version), trouble: null };
    } catch (error) {
      return { document: undefined, trouble: troubleOf(error) };
    }
  }, [session, version]);
}

/** What a node was called in the latest of these versions that has it; null where none can say. */
export function useFormerName(session: Session, id: string, versions: readonly number[], wanted: boolean): string | null {
  const key = versions.join();
  return useMemo(() => {
    if (!wanted) return null;
    for (const version of key.split(",").map(Number)) {
      if (version === 0) continue;
      try {
        const node = indexOf(documentAt(session, version)).byId.get(id)?.node;
        if (node) return nameOf(node);
      } catch { /* This version cannot be read: another one may say. */ }
    }
    return null;
  }, [session, id, key, wanted]);
}
