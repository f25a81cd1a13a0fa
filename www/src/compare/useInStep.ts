import { useCallback, useMemo, useRef, useState, type UIEvent } from "react";
import { fitting, type Size } from "../preview/zoom.ts";

/** Around a drawing, in px. */
export const MARGIN = 16;

interface Measured { readonly room: Size; readonly size: Size }

/**
 * Two drawings in step: one scale and one frame for both, from the smaller room and the larger drawing, and where one is scrolled to,
 * the other is as well. So the same part is at the same spot of both, and what differs is seen.
 */
export function useInStep() {
  const sides = useRef<HTMLDivElement>(null);
  const [before, setBefore] = useState<Measured | null>(null);
  const [after, setAfter] = useState<Measured | null>(null);
  const measureBefore = useCallback((room: Size, size: Size) => setBefore({ room, size }), []);
  const measureAfter = useCallback((room: Size, size: Size) => setAfter({ room, size }), []);
  const shared = useMemo(() => {
    if (!before || !after) return null;
    const frame = both(Math.max, before.size, after.size);
    const room = both(Math.min, before.room, after.room);
    return { frame, scale: fitting({ width: room.width - MARGIN * 2, height: room.height - MARGIN * 2 }, frame) };
  }, [before, after]);
  const onScroll = (event: UIEvent<HTMLElement>) => {
    const moved = event.target;
    if (!(moved instanceof HTMLElement) || !moved.matches(".canvas")) return;
    for (const other of canvasesIn(sides.current)) {
      if (other === moved) continue;
      other.scrollTop = moved.scrollTop;
      other.scrollLeft = moved.scrollLeft;
    }
  };
  return { sides, shared, measureBefore, measureAfter, onScroll };
}

export function canvasesIn(sides: HTMLElement | null): HTMLElement[] {
  return sides ? [...sides.querySelectorAll<HTMLElement>(".canvas")] : [];
}

function both(of: (...numbers: number[]) => number, a: Size, b: Size): Size {
  return { width: of(a.width, b.width), height: of(a.height, b.height) };
}
