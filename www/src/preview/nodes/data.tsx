import { amount } from "../css.ts";
import { fields } from "../model.ts";
import { entry, listOf, textOf, type BodyProps } from "./body.ts";

export function Table({ node, children }: BodyProps) {
  const props = fields(node.props);
  const columns = listOf(props.columns, 24);
  const rows = listOf(props.rows, 200);
  return (
    <>
      <span className="wf-table-grid" style={{ gridTemplateColumns: `repeat(${Math.max(1, columns.length || listOf(rows[0], 24).length)}, auto)` }}>
        {columns.map((column, at) => <span key={`c${at}`} className="wf-th">{entry(column)}</span>)}
        {rows.flatMap((row, at) => {
          const cells = Array.isArray(row) ? listOf(row, 24) : Object.values(fields(row)).slice(0, 24);
          const width = columns.length || cells.length;
          return Array.from({ length: width }, (_, cell) => <span key={`${at}:${cell}`} className="wf-td">{entry(cells[cell])}</span>);
        })}
      </span>
      {children}
    </>
  );
}

export function Rating({ node, children }: BodyProps) {
  const most = Math.round(amount(fields(node.props).max, 1, 10) ?? 5);
  const value = amount(fields(node.props).value, 0, most) ?? 0;
  return (
    <>
      <span className="wf-stars" aria-hidden="true">
        {Array.from({ length: most }, (_, at) => <i key={at} data-on={value >= at + 0.75 ? "full" : value >= at + 0.25 ? "half" : undefined}>★</i>)}
      </span>
      {children}
    </>
  );
}

export function Progress({ node, children }: BodyProps) {
  const props = fields(node.props);
  const most = amount(props.max, 1, 1e9) ?? 100;
  const value = amount(props.value, 0, most) ?? 0;
  const label = textOf(node, "label", "text");
  return <>{label && <span className="wf-label">{label}</span>}<span className="wf-track"><i style={{ width: `${(value / most) * 100}%` }} /></span>{children}</>;
}

export function Divider({ node, children }: BodyProps) {
  const text = textOf(node, "text", "label");
  return <><i className="wf-rule" />{text && <><span>{text}</span><i className="wf-rule" /></>}{children}</>;
}

export function Breadcrumb({ node, children }: BodyProps) {
  const items = listOf(fields(node.props).items, 20).map(entry);
  return <>{items.map((item, at) => <span key={at} className={at === items.length - 1 ? "wf-here" : undefined}>{at > 0 && <i>/</i>}{item}</span>)}{children}</>;
}
