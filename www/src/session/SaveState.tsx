import { useEngineEnd, useEngineSnapshot } from "../engine/hooks.ts";
import { troubleOf, type Trouble } from "../engine/errors.ts";
import { goTo } from "../engine/route.ts";
import { Icon } from "../ui/Icon.tsx";
import { Menu, MenuItem } from "../ui/Menu.tsx";
import { useSessionActions, useSessionState } from "./SessionContext.ts";

const over: Trouble = { code: "studio.over", text: "The studio stopped working in this tab: nothing more is changed or stored.", next: "Reload the page. What was saved is there." };

/** Whether what is shown is also stored, and what to do if it is not. */
export function SaveState() {
  const { snapshot } = useSessionState();
  const { exportSession } = useSessionActions();
  const { store } = useEngineSnapshot();
  const { save } = snapshot.view;
  const ended = useEngineEnd();
  const trouble = ended ? over : save.state === "notSaved" ? troubleOf(save.error) : !store.persistent ? troubleOf(store.reason ?? { message: "This browser keeps nothing for this page.", suggestedAction: "Export the session before you close the tab." }) : null;

  if (trouble) {
    return (
      <span role="status">
        <Menu label={`Not saved: ${trouble.text}`} title="Not saved" buttonClass="bar-button save-trouble" button={<><Icon name="warning" size={16} /><span className="save-word">Not saved</span></>}>
          {close => (
            <>
              <div className="save-note" role="presentation"><p>{trouble.text}</p><p>{trouble.next}</p></div>
              {ended
                ? <MenuItem icon={<Icon name="retry" />} onSelect={() => location.reload()}>Reload the page</MenuItem>
                : <MenuItem icon={<Icon name="download" />} onSelect={() => { close(); exportSession(); }}>Export the session now</MenuItem>}
              {trouble.code === "store.quota" && <MenuItem icon={<Icon name="trash" />} onSelect={() => { close(); goTo(null); }}>Delete old sessions</MenuItem>}
            </>
          )}
        </Menu>
      </span>
    );
  }
  const saving = save.state === "saving";
  return (
    <span className="save" role="status" data-state={save.state} title={saving ? "Being stored in this browser" : "Stored in this browser"}>
      <i className="save-dot" /><span className="save-word">{saving ? "Saving…" : "Saved"}</span>
    </span>
  );
}
