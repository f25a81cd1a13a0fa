import { colour } from "../css.ts";
import { fields } from "../model.ts";
import { entry, flag, listOf, textOf, type BodyProps } from "./body.ts";
import { Drawing } from "./Drawing.tsx";

/** Pictures are never loaded: a wireframe shows where they go and what they would show. */
export function Picture({ node, children }: BodyProps) {
  const alt = textOf(node, "alt", "label", "caption", "title");
  return (
    <>
      <span className="wf-picture-face">
        <Drawing name={node.type === "video" ? "play" : node.type === "map" ? "map" : "image"} />
        {alt && <span className="wf-picture-words">{alt}</span>}
      </span>
      {children}
    </>
  );
}

export function Glyph({ node, children }: BodyProps) {
  return <><Drawing name={textOf(node, "icon", "name", "glyph")} fill />{children}</>;
}

export function Avatar({ node, children }: BodyProps) {
  const initials = textOf(node, "initials") || textOf(node, "alt", "name", "text").split(/\s+/).map(part => [...part][0] ?? "").join("").slice(0, 2);
  return <><span className="wf-initials">{initials || "·"}</span>{children}</>;
}

export function Swatch({ node, children }: BodyProps) {
  return <><i className="wf-swatch-face" data-on={flag(node, "selected") || undefined} style={{ background: colour(fields(node.props).color) }} />{children}</>;
}

const heights = [38, 62, 47, 78, 58, 90, 70, 84];

/** The kind of a chart and its series; the figures are drawn, not meant. */
export function Chart({ node, children }: BodyProps) {
  const kind = textOf(node, "kind", "chartType", "type");
  const series = listOf(fields(node.props).series, 6).map(entry).filter(Boolean);
  return (
    <>
      <svg className="wf-chart-face" viewBox="0 0 160 100" preserveAspectRatio={/pie|donut|ring/.test(kind) ? "xMidYMid meet" : "none"} aria-hidden="true">
        {/pie|donut|ring/.test(kind) ? (
          <g fill="none" strokeWidth={/pie/.test(kind) ? 44 : 14}>
            {[0, 1, 2].map(at => <circle key={at} cx="80" cy="50" r={/pie/.test(kind) ? 22 : 36} pathLength={100} strokeDasharray={`${[52, 30, 18][at] ?? 0} 100`} strokeDashoffset={-([0, 52, 82][at] ?? 0)} className={`wf-series-${at}`} />)}
          </g>
        ) : /bar|column|histogram/.test(kind) ? (
          heights.map((height, at) => <rect key={at} x={at * 20 + 4} y={100 - height} width={12} height={height} className="wf-series-fill" />)
        ) : (
          <>
            <path d={`M0 100 ${heights.map((height, at) => `L${(at * 160) / 7} ${100 - height}`).join(" ")} L160 100 Z`} className="wf-series-area" />
            <path d={heights.map((height, at) => `${at ? "L" : "M"}${(at * 160) / 7} ${100 - height}`).join(" ")} className="wf-series-line" vectorEffect="non-scaling-stroke" />
          </>
        )}
      </svg>
      {series.length > 0 && <span className="wf-legend">{series.map((name, at) => <span key={at}><i className={`wf-series-${at % 3}`} />{name}</span>)}</span>}
      {children}
    </>
  );
}
