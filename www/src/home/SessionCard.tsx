import { useState } from "react";
import type { SessionSummary } from "bozzetto";
import { keepDraft } from "../chat/drafts.ts";
import { useEngine } from "../engine/EngineContext.tsx";
import { tellDeleted } from "../engine/deletions.ts";
import { troubleOf } from "../engine/errors.ts";
import { useEngineSnapshot } from "../engine/hooks.ts";
import { useExport } from "../engine/useExport.ts";
import { when, whenInFull } from "../engine/when.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Icon } from "../ui/Icon.tsx";
import { shorten } from "../preview/model.ts";
import { Menu, MenuItem } from "../ui/Menu.tsx";
import { useNotify } from "../ui/Notices.tsx";

export function SessionCard({ session, onGone }: { session: SessionSummary; onGone: () => void }) {
  const engine = useEngine();
  const notify = useNotify();
  const exportIt = useExport();
  const { unsaved } = useEngineSnapshot();
  const isUnsaved = unsaved.some(({ sessionId }) => sessionId === session.sessionId);
  const [asking, setAsking] = useState(false);
  const title = shorten(session.initialPrompt, 200) || "Untitled";

  const remove = async () => {
    setAsking(false);
    try {
      await engine.deleteSession(session.sessionId);
      tellDeleted(session.sessionId);
      keepDraft(session.sessionId, "");
      notify("success", "The session was deleted.", null, `delete ${session.sessionId}`);
      onGone();
    } catch (error) {
      const trouble = troubleOf(error);
      notify("error", trouble.text, trouble.next, `delete ${session.sessionId}`);
    }
  };

  return (
    <li className="session-card">
      <a href={`#/s/${session.sessionId}`}>
        <span className="session-title" dir="auto">{title}</span>
        <span className="session-facts">
          <span>{session.currentVersion === 0 ? "No version yet" : `Version ${session.currentVersion}`}</span>
          <time dateTime={new Date(session.lastActivity).toISOString()} title={whenInFull(session.lastActivity)}>{when(session.lastActivity)}</time>
          {isUnsaved && <span className="session-unsaved">Not saved</span>}
          {session.status !== "active" && <span className="session-status">{session.status}</span>}
        </span>
      </a>
      <Menu label={`More for ${title}`} title="More" button={<Icon name="more" />}>
        {close => (
          <>
            <MenuItem icon={<Icon name="download" />} onSelect={() => { close(); void exportIt(session.sessionId, title); }}>Export</MenuItem>
            <MenuItem icon={<Icon name="trash" />} danger onSelect={() => { close(); setAsking(true); }}>Delete</MenuItem>
          </>
        )}
      </Menu>
      {asking && (
        <Dialog
          title="Delete this session?" onClose={() => setAsking(false)}
          actions={<><Button onClick={() => setAsking(false)}>Keep it</Button><Button look="danger" onClick={() => void remove()}>Delete for good</Button></>}
        >
          <p>“{title}” and all of its versions will be gone. Export it first if you might want it back.</p>
        </Dialog>
      )}
    </li>
  );
}
