import { useLayoutEffect, useState, type RefObject } from "react";

/** Which rows of a long list of equally high rows are in sight, with some to spare. */
export function useWindow(scroller: RefObject<HTMLElement | null>, rowHeight: number, count: number): { first: number; last: number } {
  const [range, setRange] = useState({ first: 0, last: 60 });
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const measure = () => {
      const first = Math.max(0, Math.floor(box.scrollTop / rowHeight) - 12);
      const last = Math.min(count, Math.ceil((box.scrollTop + box.clientHeight) / rowHeight) + 12);
      setRange(old => (old.first === first && old.last === last ? old : { first, last }));
    };
    measure();
    box.addEventListener("scroll", measure, { passive: true });
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => { box.removeEventListener("scroll", measure); observer.disconnect(); };
  }, [scroller, rowHeight, count]);
  return range;
}
