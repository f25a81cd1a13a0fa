import { useCallback } from "react";
import { useNotify } from "../ui/Notices.tsx";
import { useEngine } from "./EngineContext.tsx";
import { troubleOf } from "./errors.ts";
import { download, fileName } from "./files.ts";

/** Hands a session to the person as a file, and says how that went. `salvage` leaves out what cannot be read. */
export function useExport(): (sessionId: string, title: string, options?: { salvage?: boolean }) => Promise<void> {
  const engine = useEngine();
  const notify = useNotify();
  return useCallback(async (sessionId, title, options) => {
    const about = `export ${sessionId}`;
    try {
      download(await engine.exportSession(sessionId, options), fileName(title, "bozzetto"), "application/octet-stream");
      notify("success", "The session was exported.", null, about);
    } catch (error) {
      const { text, next } = troubleOf(error);
      notify("error", text, next, about);
    }
  }, [engine, notify]);
}
