import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import type { Json } from "bozzetto";
import { Icon } from "../ui/Icon.tsx";
import { useMedia } from "../ui/useMedia.ts";
import { useWindow } from "../ui/useWindow.ts";
import type { MarkKind } from "./Marks.tsx";
import { startOpen, visibleRows, type Row } from "./rows.ts";
import "./tree.css";

/** How high a row is, for a pointer and for a finger. */
const ROW = 28, TOUCH_ROW = 44;

interface TreeViewProps {
  document: Json;
  label: string;
  /** Marks of a comparison, by JSON pointer */
  marks?: ReadonlyMap<string, MarkKind>;
  /** A row to go to, by JSON pointer; another object goes there again */
  sought?: { readonly pointer: string } | null;
  /** Is told which row was chosen, by JSON pointer */
  onChoose?: (pointer: string) => void;
}

/** Any JSON as a tree. Only the rows in sight are drawn, so its size does not matter. */
export function TreeView({ document, label, marks, sought, onChoose }: TreeViewProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const active = useId();
  const height = useMedia("(max-width: 560px), (pointer: coarse)") ? TOUCH_ROW : ROW;
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(() => new Map());
  const [at, setAt] = useState<string>("");
  const opened = useMemo(() => startOpen(document, marks), [document, marks]);
  const rows = useMemo(() => visibleRows(document, pointer => toggled.get(pointer) ?? opened.has(pointer)), [document, toggled, opened]);
  const { first, last } = useWindow(scroller, height, rows.length);
  const current = Math.max(0, rows.findIndex(row => row.pointer === at));

  useEffect(() => { if (sought) setAt(sought.pointer); }, [sought]);
  useEffect(() => {
    const box = scroller.current;
    if (!box || at === "") return;
    // Where a row was just opened, the browser may cut the scroll short for some frames, until it knows the new height.
    let frame = 0;
    const show = (frames: number) => {
      const top = current * height;
      if (top < box.scrollTop) box.scrollTop = top;
      else if (top + height > box.scrollTop + box.clientHeight) box.scrollTop = top + height - box.clientHeight;
      else return;
      if (frames > 0) frame = requestAnimationFrame(() => show(frames - 1));
    };
    frame = requestAnimationFrame(() => show(20));
    return () => cancelAnimationFrame(frame);
  }, [at, current, height, rows.length, sought]);

  const toggle = (row: Row) => { if (row.open !== null) setToggled(new Map(toggled).set(row.pointer, !row.open)); };
  const choose = (pointer: string) => { setAt(pointer); onChoose?.(pointer); };
  const onKey = (event: KeyboardEvent) => {
    const row = rows[current];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const go = (index: number) => choose(rows[Math.min(rows.length - 1, Math.max(0, index))]?.pointer ?? "");
    switch (event.key) {
      case "ArrowDown": go(current + 1); break;
      case "ArrowUp": go(current - 1); break;
      case "Home": go(0); break;
      case "End": go(rows.length - 1); break;
      case "ArrowRight": if (row.open === false) toggle(row); else if (row.open) go(current + 1); break;
      case "ArrowLeft": if (row.open) toggle(row); else go(rows.findLastIndex((other, index) => index < current && other.depth < row.depth)); break;
      case "Enter":
      case " ": toggle(row); break;
      default: return;
    }
    event.preventDefault();
  };

  return (
    <div className="tree" ref={scroller} role="tree" aria-label={label} tabIndex={0} aria-activedescendant={`${active}-${current}`} onKeyDown={onKey}>
      <div className="tree-all" role="none" style={{ height: rows.length * height }}>
        {rows.slice(first, last).map((row, index) => {
          const number = first + index;
          return (
            <div
              key={row.pointer} id={`${active}-${number}`} className="tree-row" role="treeitem" aria-level={row.depth + 1} aria-expanded={row.open ?? undefined} aria-selected={number === current} data-chosen={(onChoose && at !== "" && number === current) || undefined}
              aria-setsize={row.siblings} aria-posinset={row.position} data-mark={marks?.get(row.pointer)} style={{ top: number * height, height, paddingLeft: 12 + Math.min(row.depth, 24) * 18 }}
              onClick={() => { choose(row.pointer); toggle(row); }}
            >
              {row.open === null ? <i className="tree-leaf" /> : <Icon name={row.open ? "chevronDown" : "chevronRight"} size={14} />}
              <span className="tree-key">{row.key}</span>
              <span className={`tree-value tree-${row.kind}`}>{row.text}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
