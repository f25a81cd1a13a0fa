import { useRef, type PointerEvent, type RefObject } from "react";

/** Room at both ends, in px: the handle stays in sight at the first and at the last version. */
export const ENDS = 16;

interface OverviewProps {
  /** How many versions there are, and which of them is shown, from 0 */
  count: number;
  at: number;
  /** The part of the line that the rail above shows; its place follows the rail's scrolling without a redraw */
  part: RefObject<HTMLElement | null>;
  onHold: (held: boolean) => void;
  onGo: (index: number) => void;
}

/**
 * All versions on the width there is, as the line below a video: one drag goes through everything, however much there is. It is for
 * pointers alone; keys and screen readers have the slider above, which is the same choice.
 */
export function Overview({ count, at, part, onHold, onGo }: OverviewProps) {
  const line = useRef<HTMLDivElement>(null);
  const held = useRef(false);
  const go = (clientX: number) => {
    const box = line.current?.getBoundingClientRect();
    if (!box) return;
    const along = (clientX - box.left - ENDS) / Math.max(1, box.width - ENDS * 2);
    onGo(Math.round(Math.min(1, Math.max(0, along)) * (count - 1)));
  };
  const hold = (now: boolean) => {
    if (held.current === now) return;
    held.current = now;
    onHold(now);
  };
  const release = () => hold(false);
  return (
    <div
      className="overview" ref={line} aria-hidden="true"
      onPointerDown={(event: PointerEvent<HTMLElement>) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        hold(true);
        go(event.clientX);
      }}
      onPointerMove={event => { if (held.current) go(event.clientX); }}
      onPointerUp={release} onPointerCancel={release} onLostPointerCapture={release}
      // The keyboard goes on with the slider, which takes the focus instead.
      onMouseDown={event => event.preventDefault()}
    >
      <span className="overview-line"><i className="overview-part" ref={part} /></span>
      <i className="overview-handle" style={{ left: `calc(${ENDS}px + ${at / Math.max(1, count - 1)} * (100% - ${ENDS * 2}px))` }} />
    </div>
  );
}
