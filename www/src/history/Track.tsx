import { memo } from "react";
import { shorten } from "../preview/model.ts";
import { link, type Lanes } from "./lanes.ts";

/** Everything that stays while one scrubs: thousands of dots are not made anew for every step. */
export const Track = memo(function Track({ lanes, head }: { lanes: Lanes; head: number }) {
  const byNumber = new Map(lanes.dots.map(dot => [dot.version.number, dot]));
  return (
    <>
      {lanes.dots.map(dot => {
        const parent = byNumber.get(dot.version.parent);
        return parent && <path key={dot.version.number} className="timeline-link" d={link(parent, dot)} />;
      })}
      {lanes.dots.map(dot => (
        <circle
          key={dot.version.number} cx={dot.x} cy={dot.y} r={dot.version.kind === "undo" || dot.version.kind === "redo" ? 3.5 : 5.5} data-undone={dot.version.undone || undefined}
          data-head={dot.version.number === head || undefined} className="timeline-dot"
        />
      ))}
      {lanes.names.length > 1 && lanes.names.map(name => {
        const last = lanes.dots.findLast(dot => dot.version.branch === name);
        return last && <text key={name} className="timeline-name" x={Math.min(last.x + 15, lanes.width - 4)} y={last.y + 4} textAnchor={last.x + 90 > lanes.width ? "end" : "start"} dy={last.x + 90 > lanes.width ? 15 : 0}>{shorten(name, 18)}</text>;
      })}
    </>
  );
});
