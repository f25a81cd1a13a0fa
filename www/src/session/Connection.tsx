import { useAnswering } from "../engine/provider.ts";
import { useOnline } from "../engine/useOnline.ts";
import { useOverlays } from "../help/Overlays.tsx";
import { Icon } from "../ui/Icon.tsx";
import { MenuItem } from "../ui/Menu.tsx";

/** Whether there is a network, and which model edits go to. */
export function Connection() {
  const { openSettings } = useOverlays();
  const model = useAnswering();
  const online = useOnline();
  const words = online ? "Online" : "Offline";
  return (
    <>
      <span className="quiet" role="status">{words}</span>
      <button type="button" className="bar-button connection" data-online={online} title={`${words}. Edits go to: ${model}`} aria-label={`${words} · ${model}`} onClick={openSettings}>
        <Icon name={online ? "network" : "noNetwork"} size={16} /><span>{!online && "Offline · "}{model}</span>
      </button>
    </>
  );
}

/** The same where the bar has no room for it. */
export function ConnectionItem({ close }: { close: () => void }) {
  const { openSettings } = useOverlays();
  const model = useAnswering();
  const online = useOnline();
  return <MenuItem icon={<Icon name={online ? "network" : "noNetwork"} />} note={online ? "Online" : "Offline"} onSelect={() => { close(); openSettings(); }}>{model}</MenuItem>;
}
