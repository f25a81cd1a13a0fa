import { setTheme, useDark } from "../engine/theme.ts";
import { useOverlays } from "../help/Overlays.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Menu, MenuItem } from "../ui/Menu.tsx";
import { BranchItems } from "./BranchMenu.tsx";
import { ConnectionItem } from "./Connection.tsx";
import { useSessionActions } from "./SessionContext.ts";

/** What has no room in the bar of a small screen. */
export function MoreMenu() {
  const { exportSession } = useSessionActions();
  const { openSettings, openShortcuts } = useOverlays();
  const dark = useDark();
  return (
    <Menu label="More" button={<Icon name="more" />}>
      {close => (
        <>
          <BranchItems close={close} />
          <div className="menu-rule" role="separator" />
          <ConnectionItem close={close} />
          <MenuItem icon={<Icon name="download" />} onSelect={() => { close(); exportSession(); }}>Export the session</MenuItem>
          <MenuItem icon={<Icon name={dark ? "sun" : "moon"} />} onSelect={() => { close(); setTheme(dark ? "light" : "dark"); }}>{dark ? "Light appearance" : "Dark appearance"}</MenuItem>
          <MenuItem icon={<Icon name="settings" />} onSelect={() => { close(); openSettings(); }}>Settings</MenuItem>
          <MenuItem icon={<Icon name="help" />} onSelect={() => { close(); openShortcuts(); }}>Keyboard shortcuts</MenuItem>
        </>
      )}
    </Menu>
  );
}
