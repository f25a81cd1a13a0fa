import { MOD } from "../help/keys.ts";
import { useOverlays } from "../help/Overlays.tsx";
import { setTheme, useDark } from "../engine/theme.ts";
import { IconButton } from "../ui/Button.tsx";

/** What every screen has at the top right. */
export function HomeBar() {
  const { openSettings, openShortcuts } = useOverlays();
  const dark = useDark();
  return (
    <nav className="home-bar" aria-label="Studio">
      <IconButton icon={dark ? "sun" : "moon"} label={dark ? "Use the light appearance" : "Use the dark appearance"} onClick={() => setTheme(dark ? "light" : "dark")} />
      <IconButton icon="help" label="Keyboard shortcuts" keys={`${MOD} /`} onClick={openShortcuts} />
      <IconButton icon="settings" label="Settings" onClick={openSettings} />
    </nav>
  );
}
