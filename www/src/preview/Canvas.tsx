import { useCallback, useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import type { Json } from "bozzetto";
import { Device } from "./Device.tsx";
import { Marks, type Mark } from "./Marks.tsx";
import { indexOf, nameOf } from "./model.ts";
import { bringIntoSight, elementOf } from "./places.ts";
import { closer, farther, fitting, type Size, type Zoom } from "./zoom.ts";
import { neighbour } from "./walk.ts";
import "./canvas.css";

interface CanvasProps {
  document: Json;
  label: string;
  marks: readonly Mark[];
  selected: string | null;
  zoom: Zoom;
  live?: boolean;
  onScale?: (scale: number) => void;
  onZoom?: (zoom: Zoom) => void;
  /** Where the arrow keys came to */
  onSelect?: (id: string) => void;
  /** What was clicked */
  onPick?: (id: string | null) => void;
  /** Enter, on the selected node */
  onEnter?: ((id: string) => void) | undefined;
  /** Given by who shows several side by side: the place that each of them takes, so that the same is at the same spot in all */
  frame?: Size | undefined;
  margin?: number;
  /** The room there is, and the size of the drawing at 100% */
  onMeasure?: (room: Size, size: Size) => void;
}

const MARGIN = 32;

/** A wireframe in its device, scaled to the room there is, with marks on a layer above it. */
export function Canvas({ document, label, marks, selected, zoom, live, onScale, onZoom, onSelect, onPick, onEnter, frame, margin: given, onMeasure }: CanvasProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState({ width: 0, height: 0 });
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [hovered, setHovered] = useState<string | null>(null);
  const active = useId();
  const margin = given ?? (room.width < 500 ? 12 : MARGIN);
  const { width, height } = frame ?? size;
  const scale = zoom === "fit" ? fitting({ width: room.width - margin * 2, height: room.height - margin * 2 }, size) : zoom;

  useLayoutEffect(() => {
    const box = scroller.current, paper = sheet.current;
    if (!box || !paper) return;
    const measure = () => {
      setRoom(old => (old.width === box.clientWidth && old.height === box.clientHeight ? old : { width: box.clientWidth, height: box.clientHeight }));
      setSize(old => (old.width === paper.offsetWidth && old.height === paper.offsetHeight ? old : { width: paper.offsetWidth, height: paper.offsetHeight }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    observer.observe(paper);
    return () => observer.disconnect();
  }, []);

  useEffect(() => onScale?.(scale), [scale, onScale]);
  useLayoutEffect(() => { if (room.width > 0 && size.width > 0) onMeasure?.(room, size); }, [room, size, onMeasure]);

  // The selected element carries the id that `aria-activedescendant` names: ids of documents may hold anything.
  useEffect(() => {
    const element = selected === null ? null : elementOf(sheet.current, selected);
    if (!element) return;
    element.id = active;
    element.setAttribute("aria-current", "true");
    return () => { element.removeAttribute("id"); element.removeAttribute("aria-current"); };
  }, [selected, document, active]);

  const pointed = marks.find(mark => mark.kind === "pointed")?.id;
  useEffect(() => {
    const box = scroller.current, element = pointed === undefined ? null : elementOf(sheet.current, pointed);
    if (box && element) bringIntoSight(box, element);
  }, [pointed]);

  const nodeUnder = (target: EventTarget): string | null => (target instanceof Element ? target.closest<HTMLElement>("[data-node]")?.dataset.node ?? null : null);
  const hover = (event: PointerEvent) => { if (event.pointerType === "mouse" && onPick) setHovered(nodeUnder(event.target)); };

  const onKey = useCallback((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (onZoom && (event.key === "+" || event.key === "=")) { event.preventDefault(); onZoom(closer(scale)); return; }
    if (onZoom && event.key === "-") { event.preventDefault(); onZoom(farther(scale)); return; }
    if (onZoom && event.key === "0") { event.preventDefault(); onZoom("fit"); return; }
    if (!onSelect) return;
    if (event.key === "Enter" && selected !== null && onEnter) { event.preventDefault(); onEnter(selected); return; }
    const next = neighbour(indexOf(document), selected, event.key);
    if (next === null) return;
    event.preventDefault();
    onSelect(next);
    elementOf(sheet.current, next)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [document, selected, scale, onSelect, onZoom, onEnter]);

  const all = hovered !== null && hovered !== selected ? [...marks, { id: hovered, kind: "hovered" as const, label: hoverName(document, hovered) }] : marks;
  return (
    <div
      ref={scroller} className="canvas" role="application" aria-roledescription="drawing" aria-label={label} tabIndex={0} data-live={live || undefined} data-pickable={onPick ? true : undefined}
      aria-activedescendant={selected !== null && indexOf(document).byId.has(selected) ? active : undefined} onKeyDown={onKey} onPointerMove={hover} onPointerLeave={() => setHovered(null)}
      onClick={event => onPick?.(nodeUnder(event.target))}
    >
      <div className="canvas-room" style={{ width: width * scale, height: height * scale, margin }}>
        <div ref={sheet} className="canvas-sheet" style={{ transform: `scale(${scale})` }}><Device document={document} /></div>
        <Marks marks={all} document={document} scale={scale} size={size} sheet={sheet} />
      </div>
    </div>
  );
}

function hoverName(document: Json, id: string): string {
  const node = indexOf(document).byId.get(id)?.node;
  return node ? nameOf(node) : "";
}
