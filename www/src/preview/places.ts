/** The element that draws a node. */
export function elementOf(root: HTMLElement | null, id: string): HTMLElement | null {
  return root?.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`) ?? null;
}

/** So near to an edge, in px, is not well in sight. */
const NEAR = 20;

/** Scrolls a box so that an element is well in sight: to its middle, or to the beginning of a larger one. What is in sight, or fills the box, stays where it is. */
export function bringIntoSight(box: HTMLElement, element: HTMLElement): void {
  const room = box.getBoundingClientRect(), place = element.getBoundingClientRect();
  const by = (from: number, to: number, start: number, end: number): number => {
    if (start >= from + NEAR && end <= to - NEAR || start <= from && end >= to) return 0;
    return end - start > to - from - NEAR * 2 ? start - from - NEAR : (start + end) / 2 - (from + to) / 2;
  };
  box.scrollTop += by(room.top, room.top + box.clientHeight, place.top, place.bottom);
  box.scrollLeft += by(room.left, room.left + box.clientWidth, place.left, place.right);
}
