import { memo } from "react";
import type { Json } from "bozzetto";
import { NodeView } from "./NodeView.tsx";
import "./wireframe.css";

/** A document, drawn. Made of React elements only: no text of a document is ever read as HTML, CSS or an address. */
export const Wireframe = memo(function Wireframe({ document }: { document: Json }) {
  return <div className="wf-paper"><NodeView value={document} parent={null} parentAligns={false} depth={0} /></div>;
});
