import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { SettingsDialog } from "../settings/SettingsDialog.tsx";
import { inDesign, typing } from "./keys.ts";
import { ShortcutsDialog } from "./ShortcutsDialog.tsx";

interface OverlayActions { openSettings: () => void; openShortcuts: () => void }
const OverlayContext = createContext<OverlayActions>({ openSettings: () => undefined, openShortcuts: () => undefined });
export const useOverlays = () => useContext(OverlayContext);

/** The dialogs that every screen can open. */
export function Overlays({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<"settings" | "shortcuts" | null>(null);
  const actions = useMemo(() => ({ openSettings: () => setOpen("settings"), openShortcuts: () => setOpen("shortcuts") }), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const asked = event.ctrlKey || event.metaKey ? event.key === "/" : event.key === "?" && inDesign(event) && !typing(event);
      if (!asked || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      setOpen("shortcuts");
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <OverlayContext value={actions}>
      {children}
      {open === "settings" && <SettingsDialog onClose={() => setOpen(null)} />}
      {open === "shortcuts" && <ShortcutsDialog onClose={() => setOpen(null)} />}
    </OverlayContext>
  );
}
