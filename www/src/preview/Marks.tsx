import { useLayoutEffect, useState, type RefObject } from "react";
import type { Json } from "bozzetto";
import { elementOf } from "./places.ts";

export type MarkKind = "selected" | "hovered" | "pointed" | "candidate" | "added" | "removed" | "changed" | "moved";
export interface Mark { readonly id: string; readonly kind: MarkKind; readonly label?: string }

interface Box { mark: Mark; left: number; top: number; width: number; height: number }

/** Marks beyond this would cover the drawing. */
const MOST = 400;

interface MarksProps { marks: readonly Mark[]; document: Json; scale: number; size: { width: number; height: number }; sheet: RefObject<HTMLDivElement | null> }

/** Frames around nodes, above the drawing. Where a node is comes from the page, after it is drawn. */
export function Marks({ marks, document, scale, size, sheet }: MarksProps) {
  const [boxes, setBoxes] = useState<readonly Box[]>([]);
  useLayoutEffect(() => {
    const root = sheet.current;
    if (!root || marks.length === 0) { setBoxes(old => (old.length === 0 ? old : [])); return; }
    const origin = root.getBoundingClientRect();
    const next: Box[] = [];
    for (const mark of marks.slice(0, MOST)) {
      const place = elementOf(root, mark.id)?.getBoundingClientRect();
      if (place) next.push({ mark, left: place.left - origin.left, top: place.top - origin.top, width: place.width, height: place.height });
    }
    setBoxes(next);
  }, [marks, document, scale, size, sheet]);
  return (
    <div className="marks" aria-hidden="true">
      {boxes.map(({ mark, ...place }) => (
        <div key={`${mark.kind}:${mark.id}`} className={`mark mark-${mark.kind}`} style={place}>{mark.label && <span>{mark.label}</span>}</div>
      ))}
    </div>
  );
}
