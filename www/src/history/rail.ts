import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";
import { EDGE, type Dot, type Lanes } from "./lanes.ts";

/** Half of the mark of the version that is shown, with room around it. */
const MARK = 16;

type Box = RefObject<HTMLElement | null>;

/** How wide the box of a timeline is. */
export function useRoom(scroller: Box, exists: boolean): number {
  const [room, setRoom] = useState(600);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const observer = new ResizeObserver(() => setRoom(box.clientWidth));
    observer.observe(box);
    setRoom(box.clientWidth);
    return () => observer.disconnect();
  }, [scroller, exists]);
  return room;
}

/** Shows on the line below which part of the timeline is in sight; without React, as it moves with every frame of a scroll. */
export function usePart(scroller: Box, lanes: Lanes, long: boolean) {
  const part = useRef<HTMLElement>(null);
  const last = Math.max(1, lanes.dots.length - 1);
  const showPart = () => {
    const box = scroller.current, mark = part.current;
    if (!box || !mark) return;
    const along = (x: number) => Math.min(1, Math.max(0, (x - EDGE) / (lanes.step * last)));
    const from = along(box.scrollLeft), to = along(box.scrollLeft + box.clientWidth);
    mark.style.left = `${from * 100}%`;
    mark.style.width = `${(to - from) * 100}%`;
  };
  useLayoutEffect(showPart, [lanes, long]);
  return { part, showPart };
}

/** Gives what brings the version that is shown into sight as a whole, and keeps it in sight: in the middle while one drags along the line below, where it is while one drags in the timeline itself. */
export function useInSight(scroller: Box, shown: Dot | undefined, held: RefObject<unknown>, overviewHeld: RefObject<boolean>) {
  useEffect(() => {
    const box = scroller.current;
    if (!box || !shown || held.current) return;
    if (overviewHeld.current) box.scrollLeft = shown.x - box.clientWidth / 2;
    else if (shown.x < box.scrollLeft + 40) box.scrollLeft = shown.x - 80;
    else if (shown.x > box.scrollLeft + box.clientWidth - 40) box.scrollLeft = shown.x - box.clientWidth + 80;
    if (shown.y < box.scrollTop + 12 || shown.y > box.scrollTop + box.clientHeight - 24) box.scrollTop = shown.y - box.clientHeight / 2;
  }, [shown]);
  // What a drag let go of at an edge is whole from then on.
  return () => {
    const box = scroller.current;
    if (!box || !shown) return;
    if (shown.x < box.scrollLeft + MARK) box.scrollLeft = shown.x - MARK;
    else if (shown.x > box.scrollLeft + box.clientWidth - MARK) box.scrollLeft = shown.x - box.clientWidth + MARK;
  };
}
