import type { Asking } from "bozzetto";
import { closed } from "../engine/errors.ts";
import { Attempts, modelNameOf } from "./Attempts.tsx";
import { useSecondsUntil } from "./useSecondsUntil.ts";

/** What an edit waits for, if it is not an answer. */
export function pauseOf(asking: Asking | null): string | null {
  if (!asking || asking.retryAt === null) return null;
  return asking.cause?.code === "model.offline" ? "Offline: waiting for a network" : "Waiting to ask again";
}

/** Whom an edit asks when it is not the first call: what went wrong, and when it is tried again. */
export function Tries({ asking }: { asking: Asking }) {
  const { provider, tries, retryAt, cause, attempts } = asking;
  const seconds = useSecondsUntil(retryAt);
  const who = modelNameOf(attempts.findLast(attempt => attempt.provider === provider) ?? { provider, model: "" });
  if (tries < 2 && retryAt === null && attempts.length === 0 && !cause) return null;
  const offline = cause?.code === "model.offline";
  return (
    <div className="progress-tries">
      {attempts.length > 0 && <Attempts attempts={attempts} label="What was tried so far" />}
      <p className="fine">
        {retryAt !== null && offline ? "The edit is kept, also if you close this page, and goes on when the network is back."
          : retryAt !== null ? `${who} is asked again ${seconds > 0 ? `in ${seconds} s` : "now"}.`
            : attempts.length === 0 && cause ? `${closed(cause.message)} That was a moment ago: asking ${who} once more.`
              : `Asking ${who}${tries > 1 ? `, try ${tries}` : ""}.`}
      </p>
    </div>
  );
}
