import { useEffect, useState } from "react";
import type { SessionSummary } from "bozzetto";
import { useEngine } from "../engine/EngineContext.tsx";
import { goTo } from "../engine/route.ts";
import { when } from "../engine/when.ts";
import { shorten } from "../preview/model.ts";
import { Icon } from "../ui/Icon.tsx";
import { Menu, MenuItem } from "../ui/Menu.tsx";
import { useSessionState } from "./SessionContext.ts";

const SHOWN = 12;

export function SessionPicker() {
  const { snapshot } = useSessionState();
  const title = shorten(snapshot.view.initialPrompt || "Untitled", 80);
  return (
    <div className="picker">
      <Menu label={`Session: ${title}`} title="Sessions" align="start" buttonClass="bar-button" button={<><span>{title}</span><Icon name="chevronDown" size={16} /></>}>
        {close => <PickerList close={close} />}
      </Menu>
    </div>
  );
}

function PickerList({ close }: { close: () => void }) {
  const engine = useEngine();
  const { session } = useSessionState();
  const [sessions, setSessions] = useState<readonly SessionSummary[] | null>(null);
  useEffect(() => {
    let wanted = true;
    engine.listSessions().then(list => { if (wanted) setSessions(list); }, () => { if (wanted) setSessions([]); });
    return () => { wanted = false; };
  }, [engine]);
  return (
    <>
      <MenuItem icon={<Icon name="plus" />} onSelect={() => { close(); goTo(null); }}>New session</MenuItem>
      {sessions && sessions.length > 0 && <div className="menu-rule" role="separator" />}
      {sessions?.slice(0, SHOWN).map(entry => (
        <MenuItem key={entry.sessionId} checked={entry.sessionId === session.id} note={when(entry.lastActivity)} onSelect={() => { close(); goTo(entry.sessionId); }}>
          {shorten(entry.initialPrompt || "Untitled", 40)}
        </MenuItem>
      ))}
      {sessions && sessions.length > SHOWN && <MenuItem onSelect={() => { close(); goTo(null); }}>All {sessions.length} sessions</MenuItem>}
    </>
  );
}
