import { fields, words } from "../model.ts";
import { flag, textOf, type BodyProps } from "./body.ts";
import { Drawing } from "./Drawing.tsx";

export function Words({ node, children }: BodyProps) {
  const text = textOf(node, "text", "label", "title", "value");
  const icon = textOf(node, "icon");
  const level = fields(node.props).level;
  const variant = textOf(node, "variant");
  return (
    <>
      {node.type === "heading" && typeof level === "number" && level >= 3 ? <span className="wf-level-3">{text}</span> : (
        <>
          {icon && <Drawing name={icon} />}
          {text && <span className="wf-words" data-variant={known(variant)}>{text}</span>}
        </>
      )}
      {children}
    </>
  );
}

const variants = new Set(["primary", "secondary", "outline", "ghost", "link", "danger", "text"]);
const known = (variant: string) => (variants.has(variant) ? variant : undefined);

/** A container draws its children; words of its own come first. */
export function Container({ node, children }: BodyProps) {
  const title = textOf(node, "title", "text", "label");
  return <>{title && <span className="wf-own-title">{title}</span>}{children}</>;
}

export function Item({ node, children }: BodyProps) {
  const icon = textOf(node, "icon");
  const text = textOf(node, "text", "label", "title");
  return (
    <span className="wf-item-line" data-active={flag(node, "active", "selected") || undefined}>
      {icon ? <Drawing name={icon} /> : node.type === "listItem" && text ? <i className="wf-bullet" /> : null}
      {text && <span>{text}</span>}
      {children}
    </span>
  );
}

export function Message({ node, children }: BodyProps) {
  const author = words(fields(node.props).author);
  const text = textOf(node, "text");
  return (
    <span className="wf-message-inner" data-mine={flag(node, "mine") || undefined}>
      {author && author !== "me" && <span className="wf-author">{author}</span>}
      {text && <span>{text}</span>}
      {children}
    </span>
  );
}

/** A type that the studio does not know: its name, its words and what is inside. */
export function Unknown({ node, children }: BodyProps) {
  const text = textOf(node, "text", "label", "title", "value");
  return <><span className="wf-type">{node.type.slice(0, 40)}</span>{text && <span>{text}</span>}{children}</>;
}
