import { useMemo } from "react";
import type { Json } from "bozzetto";
import { Canvas } from "../preview/Canvas.tsx";
import type { Mark, MarkKind } from "../preview/Marks.tsx";
import { indexOf } from "../preview/model.ts";
import type { Size } from "../preview/zoom.ts";
import { TreeView } from "../preview/TreeView.tsx";
import { usePointed } from "../session/pointer.ts";
import type { Change } from "./changes.ts";

const signs: Partial<Record<MarkKind, string>> = { added: "+", removed: "−", changed: "~", moved: "→" };

interface SideProps {
  document: Json;
  drawn: boolean;
  changes: readonly Change[];
  side: "before" | "after";
  label: string;
  /** The same for both sides */
  frame: Size | undefined;
  scale: number | undefined;
  margin: number;
  onMeasure: (room: Size, size: Size) => void;
  /** The change that was asked for, anew with every click */
  sought: { readonly change: Change } | null;
}

/** One of the two versions, with its marks: what is gone on the left, what is new on the right, the rest on both. */
export function Side({ document, drawn, changes, side, label, frame, scale, margin, onMeasure, sought }: SideProps) {
  const pointed = usePointed();
  const relevant = useMemo(() => changes.filter(change => change.kind !== (side === "before" ? "added" : "removed")), [changes, side]);
  const marks = useMemo(() => {
    const index = indexOf(document);
    const byId = new Map<string, MarkKind>();
    // What was moved and changed as well is shown as moved: that is harder to see.
    for (const change of relevant) if (change.id !== null && index.byId.has(change.id) && byId.get(change.id) !== "moved") byId.set(change.id, change.kind);
    const list: Mark[] = [...byId].map(([id, kind]) => ({ id, kind, label: signs[kind] ?? "" }));
    for (const id of pointed.ids) if (index.byId.has(id)) list.push({ id, kind: "pointed" });
    return list;
  }, [document, relevant, pointed]);
  const rows = useMemo(() => new Map<string, MarkKind>(relevant.map(change => [change.pointer, change.kind])), [relevant]);
  const row = useMemo(() => (sought && relevant.includes(sought.change) ? { pointer: sought.change.pointer } : null), [sought, relevant]);
  return (
    <section className="side" aria-label={`${label}, ${side}`}>
      <h2>{label}</h2>
      {drawn ? <Canvas document={document} label={label} marks={marks} selected={null} zoom={scale ?? "fit"} frame={frame} margin={margin} onMeasure={onMeasure} /> : <TreeView document={document} label={label} marks={rows} sought={row} />}
    </section>
  );
}
