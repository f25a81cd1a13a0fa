import type { Attempt } from "bozzetto";
import { duration } from "../engine/when.ts";
import { shorten } from "../preview/model.ts";
import { Icon } from "../ui/Icon.tsx";

/** What went wrong, after the name of who was asked. */
const words: Readonly<Record<string, string>> = {
  "model.auth": "did not accept the key",
  "model.forbidden": "does not let this key do that",
  "model.billing": "has no credit left",
  "model.rate-limited": "took no more requests",
  "model.overloaded": "was too busy",
  "model.server-error": "broke",
  "model.timeout": "did not answer",
  "model.stalled": "stopped in the middle of the answer",
  "model.deadline": "took too long",
  "model.parameter-refused": "did not know a part of the request",
  "model.bad-request": "did not understand the request",
  "model.not-found": "does not have this model or address",
  "model.too-large": "cannot take so long a prompt",
  "model.content-filtered": "filtered the answer",
  "model.refused": "would not do it",
  "model.truncated": "broke off",
  "model.length": "reached the limit of its length",
  "model.answer-too-large": "answered without end",
  "model.no-images": "makes no images",
  "model.not-a-stream": "sent a page instead of an answer",
  "model.malformed": "sent something garbled",
  "model.network": "could not be reached (no connection, or CORS)",
  "model.offline": "could not be asked: the browser was offline",
  "model.app": "failed",
  "model.config": "could not be asked: key, address or headers cannot be used",
  "model.bad-url": "could not be asked: its address cannot be used",
  "model.targets-too-large": "cannot be shown all that is meant",
  "model.sees-no-images": "cannot look at images",
  "edit.invalid-answer": "gave an answer that did not fit",
  "edit.rate-limited": "was not asked: the calls of this hour are used up",
};

/** Whom an attempt was made with, as people know it. */
export function modelNameOf({ provider, model }: Pick<Attempt, "provider" | "model">): string {
  return shorten(model, 60) || (provider === "offline" ? "The offline model" : shorten(provider, 60));
}

/** In words what came of an attempt. */
export function outcomeOf({ error, durationMs }: Attempt): string {
  if (error === null) return "answered";
  const what = words[error] ?? "failed";
  return durationMs === null && error.startsWith("model.") ? `was passed over, because a moment ago it ${what}` : what;
}

/** Every attempt of an edit, oldest first. */
export function Attempts({ attempts, label = "What was tried" }: { attempts: readonly Attempt[]; label?: string }) {
  return (
    <ol className="attempts" aria-label={label}>
      {attempts.map((attempt, at) => (
        <li key={at} data-good={attempt.error === null || undefined}>
          <Icon name={attempt.error === null ? "check" : "close"} size={14} />
          <span><b>{modelNameOf(attempt)}</b> {outcomeOf(attempt)}</span>
          <span className="attempt-facts">{attempt.error !== null && <code>{attempt.error}</code>}<span>{timesOf(attempt)}</span></span>
        </li>
      ))}
    </ol>
  );
}

/** A pause too short to notice is none. */
const NOTICED_MS = 100;

function timesOf({ waitedMs, durationMs }: Attempt): string {
  const parts = [waitedMs >= NOTICED_MS ? `after ${duration(waitedMs)}` : "", durationMs === null ? "" : `took ${duration(durationMs)}`];
  return parts.filter(Boolean).join(", ");
}
