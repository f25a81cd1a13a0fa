import type { VersionInfo } from "bozzetto";
import { eventOf } from "../history/words.ts";
import { useSessionActions } from "../session/SessionContext.ts";
import { Foreign } from "../ui/Foreign.tsx";
import { plain } from "../ui/plain.ts";
import { Icon, type IconName } from "../ui/Icon.tsx";
import { VersionActions } from "./VersionActions.tsx";

const icons: Readonly<Record<VersionInfo["kind"], IconName>> = { create: "file", edit: "check", apply: "check", undo: "undo", redo: "redo", rollback: "history", merge: "merge", revert: "undo", "cherry-pick": "branch" };

/** A version that no words led to, or words about the session: one line. */
export function VersionEvent({ version, undoable, current, showBranch, here, stands }: { version: VersionInfo; undoable: boolean; current: boolean; showBranch: boolean; here: boolean; stands: boolean }) {
  const { look, setWorkspace } = useSessionActions();
  return (
    <article className="event" data-undone={version.undone || undefined} aria-label={`Version ${version.number}`}>
      <p className="event-line">
        <Icon name={icons[version.kind]} size={16} />
        <span dir="auto">{plain(eventOf(version))}</span>
        {showBranch && <span className="card-branch"><Icon name="branch" size={14} /><Foreign text={version.branch} /></span>}
        <button type="button" className="card-version" onClick={() => { look(version.number); setWorkspace("design"); }} aria-label={`v${version.number}, look at it`}>v{version.number}</button>
      </p>
      <VersionActions version={version} undoable={undoable} current={current} sent={false} here={here} stands={stands} />
    </article>
  );
}
