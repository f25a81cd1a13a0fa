import { useMemo } from "react";
import type { Json, Session } from "bozzetto";
import { troubleOf, type Trouble } from "../engine/errors.ts";
import { indexOf, nameOf } from "../preview/model.ts";

/** The document of a version, or why it cannot be read. */
export function useVersionDocument(session: Session, version: number | null): { document: Json | undefined; trouble: Trouble | null } {
  return useMemo(() => {
    if (version === null) return { document: undefined, trouble: null };
    try {
      return { document: session.at(version), trouble: null };
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
        const node = indexOf(session.at(version)).byId.get(id)?.node;
        if (node) return nameOf(node);
      } catch { /* This version cannot be read: another one may say. */ }
    }
    return null;
  }, [session, id, key, wanted]);
}
