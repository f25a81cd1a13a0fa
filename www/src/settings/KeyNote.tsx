import { useMissingKey } from "../engine/provider.ts";
import { servers } from "../engine/servers.ts";
import { useOverlays } from "../help/Overlays.tsx";

/** Says, before anything is sent, that the key of the server went with the page before, and leads to its field. */
export function KeyNote() {
  const kind = useMissingKey();
  const { openSettings } = useOverlays();
  if (!kind) return null;
  return <p className="composer-note">There is no key for {servers[kind].name}: keys go when the page is closed or reloaded. Nothing is sent without it. <button type="button" onClick={openSettings}>Enter it</button></p>;
}
