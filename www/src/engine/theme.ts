import { useSyncExternalStore } from "react";
import { useMedia } from "../ui/useMedia.ts";
import { createListeners } from "./listeners.ts";

export type Theme = "system" | "light" | "dark";
const STORED = "studio.theme";
const listeners = createListeners();

function read(): Theme {
  try {
    const stored = localStorage.getItem(STORED);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system";
  }
}

let theme: Theme = read();
apply();

function apply(): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function setTheme(next: Theme): void {
  theme = next;
  try {
    localStorage.setItem(STORED, next);
  } catch { /* Then it lasts as long as the tab. */ }
  apply();
  listeners.notify();
}

export function useTheme(): Theme {
  return useSyncExternalStore(listeners.subscribe, () => theme);
}

/** Whether it is dark now, by choice or by the system. */
export function useDark(): boolean {
  const theme = useTheme();
  const systemIsDark = useMedia("(prefers-color-scheme: dark)");
  return theme === "system" ? systemIsDark : theme === "dark";
}
