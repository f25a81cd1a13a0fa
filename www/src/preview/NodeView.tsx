import { memo, type CSSProperties } from "react";
import type { Json } from "bozzetto";
import { bodyOf } from "./nodes/bodies.tsx";
import { flowOf, lookOf, type Flow } from "./look.ts";
import { asNode, childrenOf, describe, fields } from "./model.ts";

/** Deeper boxes are named, not drawn: nobody can see them, and a hostile document could go on for ever. */
const DEEPEST = 80;
/** More children than this are counted, not drawn. */
const MOST_CHILDREN = 1500;

interface NodeViewProps {
  value: Json;
  parent: Flow | null;
  /** The parent says where its children go across its flow. */
  parentAligns: boolean;
  depth: number;
}

/**
 * One node of a wireframe. Documents share what did not change, so the comparison by identity redraws the changed node
 * and its ancestors only. Selection is drawn on a layer above and never redraws a node.
 */
export const NodeView = memo(function NodeView({ value, parent, parentAligns, depth }: NodeViewProps) {
  const node = asNode(value);
  if (!node) return null;
  const { Body, kind, fieldLike, lays } = bodyOf(node.type);
  const look = lookOf(node, parent, parentAligns, lays === true);
  const [outer, box] = fieldLike ? split(look) : [look, undefined];
  return (
    <div className={`wf wf-${kind}`} data-node={node.id} role="group" aria-label={describe(node)} style={outer}>
      <Body node={node} box={box}>
        <Children value={node.children} flow={flowOf(node)} aligns={aligns(node.layout)} depth={depth + 1} />
      </Body>
    </div>
  );
});

function aligns(layout: Json | undefined): boolean {
  const { align, alignItems } = fields(layout);
  return (align ?? alignItems) !== undefined;
}

function Children({ value, flow, aligns, depth }: { value: Json | undefined; flow: Flow; aligns: boolean; depth: number }) {
  const children = childrenOf({ id: "", type: "", children: value });
  if (children.length === 0) return null;
  if (depth > DEEPEST) return <div className="wf-rest">More below: {children.length}</div>;
  const drawn = children.length > MOST_CHILDREN ? children.slice(0, MOST_CHILDREN) : children;
  return (
    <div className="wf-group">
      {drawn.map((child, at) => <NodeView key={asNode(child)?.id ?? at} value={child} parent={flow} parentAligns={aligns} depth={depth} />)}
      {children.length > drawn.length && <div className="wf-rest">{children.length - drawn.length} more</div>}
    </div>
  );
}

const places = ["width", "minWidth", "maxWidth", "flexGrow", "flexShrink", "flexBasis", "alignSelf", "margin", "gridColumn", "opacity"] as const;

/** A field has its label outside of its box: where it goes belongs to the whole, how it looks to the box. */
function split(look: CSSProperties): [CSSProperties, CSSProperties] {
  const outer: Record<string, unknown> = {};
  const box: Record<string, unknown> = { ...look };
  for (const place of places) {
    if (look[place] !== undefined) outer[place] = look[place];
    delete box[place];
  }
  return [outer, box];
}
