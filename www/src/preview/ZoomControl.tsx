import { useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { IconButton } from "../ui/Button.tsx";
import { closer, farther, type Zoom } from "./zoom.ts";

interface ZoomControlProps { zoom: Zoom; scale: number; onZoom: (zoom: Zoom) => void }

/** Sits in the bar above the drawing that it belongs to. */
export function ZoomControl({ zoom, scale, onZoom }: ZoomControlProps) {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  useEffect(() => setPlace(document.getElementById("zoom-place")), []);
  if (!place) return null;
  return createPortal(
    <span className="zoom" role="group" aria-label="Zoom">
      <IconButton icon="minus" label="Zoom out" keys="−" onClick={() => onZoom(farther(scale))} />
      <button type="button" className="zoom-figure" aria-pressed={zoom === "fit"} title="Zoom to fit (0)" onClick={() => onZoom(zoom === "fit" ? 1 : "fit")}>
        <span className="quiet">{zoom === "fit" ? "Fitted, " : "Fit: now "}</span>{Math.round(scale * 100)}%
      </button>
      <IconButton icon="plus" label="Zoom in" keys="+" onClick={() => onZoom(closer(scale))} />
    </span>, place,
  );
}
