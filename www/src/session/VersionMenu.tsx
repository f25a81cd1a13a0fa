import { shorten } from "../preview/model.ts";
import { titleOf } from "../history/words.ts";
import { Icon } from "../ui/Icon.tsx";
import { Menu, MenuItem } from "../ui/Menu.tsx";
import { useSessionActions, useSessionState } from "./SessionContext.ts";

/** As many versions around the one that is shown; others are reached on the timeline. */
const SHOWN = 60;

export function VersionMenu() {
  const { snapshot, viewing } = useSessionState();
  const { look, checkHistory, showLog } = useSessionActions();
  const shown = viewing ?? snapshot.view.currentVersion;
  if (shown === 0) return null;
  const at = snapshot.versions.findIndex(version => version.number === shown);
  const from = Math.max(0, Math.min(at - SHOWN / 2, snapshot.versions.length - SHOWN));
  const versions = snapshot.versions.slice(from, from + SHOWN).reverse();
  return (
    <Menu label={`v${shown}, versions`} title="Versions" align="start" buttonClass="bar-button" button={<><span>v{shown}</span><Icon name="chevronDown" size={16} /></>}>
      {close => (
        <>
          {versions.map(version => (
            <MenuItem key={version.number} checked={version.number === shown} note={version.branch === snapshot.view.branch ? undefined : shorten(version.branch, 20)} onSelect={() => { close(); look(version.number); }}>
              v{version.number} {shorten(titleOf(version), 40)}
            </MenuItem>
          ))}
          <div className="menu-rule" role="separator" />
          <MenuItem icon={<Icon name="history" />} onSelect={() => { close(); checkHistory(); }}>Check the history</MenuItem>
          <MenuItem icon={<Icon name="inspect" />} onSelect={() => { close(); showLog(); }}>Inspect the session</MenuItem>
        </>
      )}
    </Menu>
  );
}
