/** How sessions end that nobody here closed. */
import { BozzettoError } from "./errors.js";
import type { Notice } from "./generated/protocol.js";

type SessionEnd = Extract<Notice, { kind: "deleted" | "ended" }>;

export function isEnd(notice: Notice): notice is SessionEnd {
  return notice.kind === "deleted" || notice.kind === "ended";
}

export function endOf(end: SessionEnd): BozzettoError {
  return new BozzettoError(end.kind === "ended" ? end.error : {
    code: "session.deleted", message: "The session was deleted.", suggestedAction: "Open another session.",
  });
}
