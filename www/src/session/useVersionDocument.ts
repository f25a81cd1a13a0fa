import { useMemo } from "react";
import type { Json, Session } from "bozzetto";
import { troubleOf, type Trouble } from "../engine/errors.ts";

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
