import { useMemo, useRef, type KeyboardEvent } from "react";
import { shorten } from "../preview/model.ts";
import { useSessionActions, useSessionState } from "../session/SessionContext.ts";
import { layOut } from "./lanes.ts";
import { Overview } from "./Overview.tsx";
import { useInSight, usePart, useRoom } from "./rail.ts";
import { Track } from "./Track.tsx";
import { useScrub } from "./useScrub.ts";
import { titleOf } from "./words.ts";
import "./timeline.css";

/** All versions on a line, a lane for each branch. Drag or use the arrow keys to go through them. Below a line that is too long to be seen at once there is one that is not. */
export function Timeline() {
  const { snapshot, viewing } = useSessionState();
  const { look, restore } = useSessionActions();
  const { versions, view } = snapshot;
  const scroller = useRef<HTMLDivElement>(null);
  const room = useRoom(scroller, versions.length > 0);
  const lanes = useMemo(() => layOut(versions, room), [versions, room]);
  const shownNumber = viewing ?? view.currentVersion;
  const at = lanes.dots.findIndex(dot => dot.version.number === shownNumber);
  const shown = lanes.dots[at];
  const go = (index: number) => {
    const next = lanes.dots[Math.min(lanes.dots.length - 1, Math.max(0, index))];
    if (next) look(next.version.number);
  };
  const bringIn = useRef(() => {});
  const { held, handlers } = useScrub(scroller, versions.length > 0, (x, y, pressed) => {
    let best = 0, distance = Infinity;
    lanes.dots.forEach((dot, index) => {
      const away = Math.abs(dot.x - x) + (pressed ? Math.abs(dot.y - y) : 0);
      if (away < distance) { best = index; distance = away; }
    });
    go(best);
  }, () => bringIn.current());

  const slider = useRef<HTMLDivElement>(null);
  const overviewHeld = useRef(false);
  const long = lanes.width > room;
  const { part, showPart } = usePart(scroller, lanes, long);
  bringIn.current = useInSight(scroller, shown, held, overviewHeld);

  if (versions.length === 0 || !shown) return null;

  const onKey = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, PageDown: at - 10, PageUp: at + 10, Home: 0, End: lanes.dots.length - 1 };
    const next = steps[event.key];
    if (next !== undefined) { event.preventDefault(); go(next); }
    else if (event.key === "Enter" && viewing !== null) { event.preventDefault(); restore(viewing); }
  };

  return (
    <section className="timeline" aria-label="Timeline">
      <p className="timeline-words"><b>v{shown.version.number}</b><span className="timeline-title" dir="auto">{shorten(titleOf(shown.version), 90)}</span><span className="timeline-count">{versions.length} {versions.length === 1 ? "version" : "versions"}{view.branches.length > 1 && ` on ${view.branches.length} branches`}</span></p>
      <div className="timeline-scroll" ref={scroller} onScroll={showPart}>
        <div
          ref={slider} className="timeline-slider" role="slider" tabIndex={0} aria-label="Version" aria-valuemin={1} aria-valuemax={lanes.dots.length} aria-valuenow={at + 1}
          aria-valuetext={`Version ${shown.version.number}${lanes.names.length > 1 ? ` on ${shorten(shown.version.branch, 40)}` : ""}: ${shorten(titleOf(shown.version), 120)}`}
          style={{ width: lanes.width, height: lanes.height }} onKeyDown={onKey} {...handlers}
        >
          <svg width={lanes.width} height={lanes.height} aria-hidden="true">
            <Track lanes={lanes} head={view.currentVersion} />
            <circle className="timeline-shown" cx={shown.x} cy={shown.y} r={10} />
          </svg>
        </div>
      </div>
      {long && (
        <Overview
          count={versions.length} at={at} part={part} onGo={go}
          onHold={held => { overviewHeld.current = held; if (held) slider.current?.focus({ preventScroll: true, focusVisible: false }); }}
        />
      )}
    </section>
  );
}
