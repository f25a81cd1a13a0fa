import { shorten } from "../preview/model.ts";
import { titleOf } from "../history/words.ts";
import { Icon } from "../ui/Icon.tsx";
import { Menu, MenuItem } from "../ui/Menu.tsx";
import { useSessionActions, useSessionState } from "./SessionContext.ts";

/** More versions than this are reached on the timeline. */
const SHOWN = 60;

export function VersionMenu() {
  const { snapshot, viewing } = useSessionState();
  const { look, checkHistory, showLog } = useSessionActions();
  const shown = viewing ?? snapshot.view.currentVersion;
  if (shown === 0) return null;
  const versions = snapshot.versions.slice(-SHOWN).reverse();
  return (
    <Menu label={`v${shown}, versions`} title="Versions" align="start" buttonClass="bar-button" button={<><span>v{shown}</span><Icon name="chevronDown" size={16} /></>}>
      {close => (
        <>
          {versions.map(version => (
            <MenuItem key={version.number} checked={version.number === shown} note={version.branch === snapshot.view.branch ? undefined : version.branch} onSelect={() => { close(); look(version.number); }}>
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
