import { amount } from "../css.ts";
import { fields } from "../model.ts";
import { entry, flag, listOf, textOf, type BodyProps } from "./body.ts";
import { Drawing } from "./Drawing.tsx";

function Label({ text, required }: { text: string; required: boolean }) {
  return text ? <span className="wf-label">{text}{required && <span className="wf-required"> *</span>}</span> : null;
}

export function Field({ node, box, children }: BodyProps) {
  const value = textOf(node, "value", "text");
  const kind = textOf(node, "inputType", "type");
  return (
    <>
      <Label text={textOf(node, "label")} required={flag(node, "required")} />
      <span className={`wf-control${node.type === "textarea" ? " wf-tall" : ""}`} style={box}>
        {kind === "search" && <Drawing name="search" />}
        {value ? <span>{kind === "password" ? "•".repeat(Math.min(12, value.length)) : value}</span> : <span className="wf-placeholder">{textOf(node, "placeholder") || "\u00a0"}</span>}
      </span>
      {textOf(node, "hint", "helperText", "error") && <span className="wf-hint">{textOf(node, "error", "hint", "helperText")}</span>}
      {children}
    </>
  );
}

export function Select({ node, box, children }: BodyProps) {
  const options = listOf(fields(node.props).options);
  const value = textOf(node, "value", "placeholder") || entry(options[0]);
  return (
    <>
      <Label text={textOf(node, "label")} required={flag(node, "required")} />
      <span className="wf-control" style={box}><span className="wf-grow">{value || "\u00a0"}</span><Drawing name="chevron-down" /></span>
      {children}
    </>
  );
}

export function Check({ node, children }: BodyProps) {
  const label = textOf(node, "label", "text");
  const checked = flag(node, "checked", "selected", "value");
  return (
    <>
      <i className={node.type === "radio" ? "wf-tick wf-round" : "wf-tick"} data-on={checked || undefined}>{checked && node.type !== "radio" && <Drawing name="check" />}</i>
      {label && <span>{label}{flag(node, "required") && <span className="wf-required"> *</span>}</span>}
      {children}
    </>
  );
}

export function Toggle({ node, children }: BodyProps) {
  const label = textOf(node, "label", "text");
  return <><i className="wf-switch" data-on={flag(node, "checked", "on", "value") || undefined} />{label && <span>{label}</span>}{children}</>;
}

export function Slider({ node, children }: BodyProps) {
  const props = fields(node.props);
  const least = amount(props.min, -1e9, 1e9) ?? 0;
  const most = amount(props.max, -1e9, 1e9) ?? 100;
  const value = amount(props.value, least, most) ?? (least + most) / 2;
  const part = most > least ? ((value - least) / (most - least)) * 100 : 50;
  return <><Label text={textOf(node, "label")} required={false} /><span className="wf-track"><i style={{ width: `${part}%` }} /></span>{children}</>;
}
