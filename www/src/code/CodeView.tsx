import { memo, useMemo, useRef } from "react";
import type { Json } from "bozzetto";
import { Button } from "../ui/Button.tsx";
import { useNotify } from "../ui/Notices.tsx";
import { useWindow } from "../ui/useWindow.ts";
import { parts, written } from "./parts.ts";
import "./code.css";

const ROW = 20;
/** Longer lines are cut on the screen; copying takes all of it. */
const WIDEST = 600;

/** The document as JSON, to read and to copy. Only the lines in sight are drawn. */
export function CodeView({ document }: { document: Json }) {
  const notify = useNotify();
  const scroller = useRef<HTMLDivElement>(null);
  const text = useMemo(() => written(document), [document]);
  const lines = useMemo(() => text.split("\n"), [text]);
  const { first, last } = useWindow(scroller, ROW, lines.length);
  const copy = async () => {
    try {
      // A page of another machine that is not https has no clipboard at all.
      await navigator.clipboard.writeText(text);
      notify("success", "The JSON was copied.", null, "copy");
    } catch {
      notify("error", "The browser did not allow copying.", "Export the session instead, or allow the clipboard for this page.", "copy");
    }
  };
  return (
    <div className="code">
      <div className="code-head"><span>{lines.length.toLocaleString()} lines, read only</span><Button small look="line" icon="copy" onClick={() => void copy()}>Copy</Button></div>
      <div className="code-scroll" ref={scroller} tabIndex={0} role="region" aria-label="Document as JSON">
        <pre style={{ height: lines.length * ROW + 32 }}>
          <code style={{ transform: `translateY(${first * ROW}px)` }}>
            {lines.slice(first, last).map((line, at) => <Line key={first + at} number={first + at + 1} line={line} />)}
          </code>
        </pre>
      </div>
    </div>
  );
}

const Line = memo(function Line({ number, line }: { number: number; line: string }) {
  return (
    <span className="code-line">
      <i>{number}</i>
      {parts(line.length > WIDEST ? `${line.slice(0, WIDEST)}…` : line).map((part, at) => <span key={at} className={part.kind}>{part.text}</span>)}
      {"\n"}
    </span>
  );
});
