import { useEffect, useLayoutEffect, useRef, type PointerEvent, type RefObject } from "react";

/** So near to an edge, in px, a drag scrolls on; the nearer and the further past it, the faster. */
const NEAR = 72;
/** In px per second, at the edge itself. */
const PACE = 1600;
/** A hand that presses a dot shakes by less than this, in px. */
const STILL = 4;

/** Px per second to scroll by with the pointer at `x`; less than 0 is to the left. */
export function pace(x: number, left: number, right: number): number {
  const near = Math.min(NEAR, (right - left) / 6);
  const depth = (past: number) => Math.min(1.5, Math.max(0, (past + near) / near)) ** 2 * PACE;
  return depth(x - right) - depth(left - x);
}

/**
 * Drags in a box that scrolls sideways: `at` is told where in its content the pointer is, also while the box scrolls on under a pointer that is held at an edge.
 * `done` is told when it is let go. The wheel scrolls the box sideways, with Shift up and down.
 */
export function useScrub(box: RefObject<HTMLElement | null>, there: boolean, at: (x: number, y: number, pressed: boolean) => void, done: () => void) {
  const held = useRef<{ from: number; x: number; y: number; moved: boolean; frame: number; time: number } | null>(null);
  const latest = useRef(at);
  const ended = useRef(done);
  useLayoutEffect(() => { latest.current = at; ended.current = done; });

  const tell = (pressed: boolean) => {
    const area = box.current, drag = held.current;
    if (!area || !drag) return;
    const { left, right, top } = area.getBoundingClientRect();
    // Past an edge is what is seen at the edge.
    const x = Math.min(right, Math.max(left, drag.x));
    latest.current(x - left + area.scrollLeft, drag.y - top + area.scrollTop, pressed);
  };
  const step = (time: number) => {
    const area = box.current, drag = held.current;
    if (!area || !drag) return;
    const { left, right } = area.getBoundingClientRect();
    const before = area.scrollLeft;
    // At least a pixel: less is lost where the place is kept in whole ones.
    const by = pace(drag.x, left, right) * Math.min(50, time - drag.time) / 1000;
    if (by !== 0) area.scrollLeft += Math.sign(by) * Math.max(1, Math.abs(by));
    drag.time = time;
    if (area.scrollLeft !== before) tell(false);
    drag.frame = requestAnimationFrame(step);
  };
  const release = () => {
    if (held.current) cancelAnimationFrame(held.current.frame);
    held.current = null;
  };

  const letGo = () => {
    if (!held.current) return;
    release();
    ended.current();
  };

  useEffect(() => {
    const area = box.current;
    if (!area) return;
    // Not as a prop: React listens to wheels passively, and then the page would scroll as well.
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey || (event.deltaX !== 0 && !event.shiftKey)) return;
      const delta = (event.deltaY || event.deltaX) * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? area.clientWidth : 1);
      const down = event.shiftKey && area.scrollHeight > area.clientHeight;
      if (!down && area.scrollWidth <= area.clientWidth) return;
      event.preventDefault();
      if (down) area.scrollTop += delta;
      else area.scrollLeft += delta;
      tell(false);
    };
    area.addEventListener("wheel", onWheel, { passive: false });
    return () => { area.removeEventListener("wheel", onWheel); release(); };
  }, [there]);

  return {
    held,
    handlers: {
      onPointerDown(event: PointerEvent<HTMLElement>) {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        release();
        held.current = { from: event.clientX, x: event.clientX, y: event.clientY, moved: false, frame: 0, time: 0 };
        tell(true);
      },
      onPointerMove(event: PointerEvent<HTMLElement>) {
        const drag = held.current;
        if (!drag) return;
        drag.x = event.clientX;
        drag.y = event.clientY;
        tell(false);
        // A click on a dot near an edge is no drag.
        if (!drag.moved && Math.abs(drag.x - drag.from) > STILL) {
          drag.moved = true;
          drag.time = performance.now();
          drag.frame = requestAnimationFrame(step);
        }
      },
      onPointerUp: letGo,
      onPointerCancel: letGo,
      onLostPointerCapture: letGo,
    },
  };
}
