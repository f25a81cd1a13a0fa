import { useEffect, useState } from "react";
import type { Asking } from "bozzetto";
import { closed } from "../engine/errors.ts";

/** Whom an edit asks when it is not the first call: what went wrong, and when it is tried again. */
export function Tries({ asking }: { asking: Asking }) {
  const { provider, tries, retryAt, cause } = asking;
  const seconds = useSecondsUntil(retryAt);
  if (tries < 2 && retryAt === null) return null;
  return (
    <p className="fine progress-tries">
      {cause && `${closed(cause.message)} `}
      {retryAt === null ? `Asking ${provider}, try ${tries}.` : `${provider || "The provider"} is asked again ${seconds > 0 ? `in ${seconds} s` : "now"}.`}
    </p>
  );
}

function useSecondsUntil(moment: number | null): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (moment === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [moment]);
  return moment === null ? 0 : Math.max(0, Math.ceil((moment - now) / 1000));
}
