import type { Trouble } from "../engine/errors.ts";
import { Icon } from "./Icon.tsx";

/** An error in place: what happened and what to do. */
export function TroubleBox({ trouble }: { trouble: Trouble }) {
  return (
    <div className="trouble" role="alert">
      <Icon name="warning" />
      <div><p>{trouble.text}</p><p className="trouble-next">{trouble.next}</p></div>
    </div>
  );
}
