import { useEffect, useRef } from "react";
import type { Trouble } from "../engine/errors.ts";
import { Icon } from "./Icon.tsx";

/** An error in place: what happened and what to do. It comes into sight, also at the end of a long form. */
export function TroubleBox({ trouble }: { trouble: Trouble }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => { box.current?.scrollIntoView({ block: "nearest" }); }, [trouble]);
  return (
    <div className="trouble" role="alert" ref={box}>
      <Icon name="warning" />
      <div><p>{trouble.text}</p><p className="trouble-next">{trouble.next}</p></div>
    </div>
  );
}
