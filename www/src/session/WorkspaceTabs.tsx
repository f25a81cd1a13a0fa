import type { KeyboardEvent } from "react";
import { Icon } from "../ui/Icon.tsx";
import { useSessionActions, useSessionState, type Workspace } from "./SessionContext.ts";

const tabs: readonly { id: Workspace; label: string; icon: "chat" | "preview" }[] = [{ id: "chat", label: "Chat", icon: "chat" }, { id: "design", label: "Design", icon: "preview" }];

/** On small screens: which of the two workspaces is shown. */
export function WorkspaceTabs() {
  const { workspace } = useSessionState();
  const { setWorkspace } = useSessionActions();
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const next = workspace === "chat" ? "design" : "chat";
    setWorkspace(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <nav className="workspaces" aria-label="Workspaces">
      <div className="workspace-tabs" role="tablist" aria-label="Workspaces" onKeyDown={onKey}>
        {tabs.map(tab => (
          <button key={tab.id} id={`tab-${tab.id}`} type="button" role="tab" aria-selected={workspace === tab.id} aria-controls={`workspace-${tab.id}`} tabIndex={workspace === tab.id ? 0 : -1} onClick={() => setWorkspace(tab.id)}>
            <Icon name={tab.icon} />{tab.label}
          </button>
        ))}
      </div>
    </nav>
  );
}
