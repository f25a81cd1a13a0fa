import { useState } from "react";
import { troubleOf, type Trouble } from "../engine/errors.ts";
import { useSessionState } from "../session/SessionContext.ts";
import { Segmented } from "../ui/Segmented.tsx";
import { TroubleBox } from "../ui/TroubleBox.tsx";

const scores = [1, 2, 3, 4, 5] as const;

/** How happy the person is with the session; counted in the figures over all sessions. */
export function Rating() {
  const { session } = useSessionState();
  const [score, setScore] = useState(() => session.metrics().satisfaction);
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  const rate = async (wanted: (typeof scores)[number]) => {
    const before = score;
    setScore(wanted);
    try {
      await session.rate(wanted);
      setTrouble(null);
    } catch (error) {
      setScore(before);
      setTrouble(troubleOf(error));
    }
  };

  return (
    <section className="figures rating">
      <h3>How well did it go?</h3>
      <Segmented
        label="From 1, not at all, to 5, very well" value={score === null ? "" : String(score)}
        options={scores.map(value => ({ value: String(value), label: String(value) }))}
        onChange={value => void rate(Number(value) as (typeof scores)[number])}
      />
      <p className="fine">1 is not at all, 5 very well. It stays in this browser.</p>
      {trouble && <TroubleBox trouble={trouble} />}
    </section>
  );
}
