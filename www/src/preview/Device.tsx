import { memo } from "react";
import type { Json } from "bozzetto";
import { asNode, fields, nameOf } from "./model.ts";
import { pixels } from "./css.ts";
import { Wireframe } from "./Wireframe.tsx";

/** What a screen of that width is looked at on. */
export const Device = memo(function Device({ document }: { document: Json }) {
  const root = asNode(document);
  const width = pixels(fields(root?.layout).width, 200, 4000) ?? 1200;
  const device = width <= 500 ? "phone" : width <= 1000 ? "tablet" : "browser";
  return (
    <div className={`device device-${device}`}>
      {device === "browser" && <div className="device-bar" aria-hidden="true"><i /><i /><i /><span>{root ? nameOf(root) : ""}</span></div>}
      <div className="device-screen"><Wireframe document={document} /></div>
    </div>
  );
});
