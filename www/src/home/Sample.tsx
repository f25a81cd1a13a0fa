import { useEffect, useState } from "react";
import { Wireframe } from "../preview/Wireframe.tsx";
import { steps } from "./sampleSteps.ts";
import "./sample.css";

const EVERY_MS = 2800;

/** The loop in small: a picture only, so it is hidden from screen readers, and it stands still where motion is unwanted. */
export function Sample() {
  const [at, setAt] = useState(matchMedia("(prefers-reduced-motion: reduce)").matches ? 2 : 0);
  useEffect(() => {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const timer = setInterval(() => { if (!document.hidden) setAt(now => (now + 1) % steps.length); }, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const step = steps[at];
  if (!step) return null;
  return (
    <div className="sample" aria-hidden="true" inert>
      <ol className="sample-words">
        {steps.map(({ words }, number) => <li key={words} data-state={number === at ? "now" : number < at ? "done" : "next"}><b>v{number + 1}</b>{words}</li>)}
      </ol>
      <div className="sample-sheet" data-touched={step.touched}><Wireframe document={step.document} /></div>
    </div>
  );
}
