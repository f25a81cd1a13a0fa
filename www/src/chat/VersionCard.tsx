import type { VersionInfo } from "bozzetto";
import { duration } from "../engine/when.ts";
import { intents } from "../history/words.ts";
import { useSessionActions } from "../session/SessionContext.ts";
import { money } from "../session/money.ts";
import { plain } from "../ui/plain.ts";
import { Foreign } from "../ui/Foreign.tsx";
import { Icon } from "../ui/Icon.tsx";
import { AttemptsNote } from "./AttemptsNote.tsx";
import { HeldChanges } from "./HeldChanges.tsx";
import { Targets } from "./Targets.tsx";
import { VersionActions } from "./VersionActions.tsx";

interface VersionCardProps { version: VersionInfo; undoable: boolean; current: boolean; latest: boolean; showBranch: boolean; sent: boolean; here: boolean; stands: boolean }

/** An edit that made a version. */
export function VersionCard({ version, undoable, current, latest, showBranch, sent, here, stands }: VersionCardProps) {
  const { look, setWorkspace } = useSessionActions();
  return (
    <article className="card" data-undone={version.undone || undefined} data-latest={latest || undefined} aria-label={`Version ${version.number}`}>
      <header className="card-head">
        <button type="button" className="card-version" onClick={() => { look(version.number); setWorkspace("design"); }} aria-label={`v${version.number}, look at it`}>v{version.number}</button>
        {version.types.map(type => <span key={type} className="card-type">{intents[type]}</span>)}
        {showBranch && <span className="card-branch"><Icon name="branch" size={14} /><Foreign text={version.branch} /></span>}
        {version.undone && <span className="card-undone">Taken back</span>}
      </header>
      <p className="card-summary" dir="auto">{plain(version.summary) || "No change in words."}</p>
      <Targets ids={version.targets} version={version} label="Changed" />
      {version.outside.length > 0 && (
        <div className="card-outside">
          <p><Icon name="warning" size={16} />Also changed, beyond what you named:</p>
          <Targets ids={version.outside} version={version} label="Changed as well" />
        </div>
      )}
      <AttemptsNote attempts={version.attempts} />
      {version.held && version.editId && <HeldChanges editId={version.editId} />}
      <p className="card-facts">
        <span>{duration(version.processingTimeMs)}</span>
        {version.fromCache && <span title="The same was asked before on the same design: nobody was asked again">from the cache, free</span>}
        {version.inputTokens !== null && <span>{version.inputTokens.toLocaleString()} tokens in, {(version.outputTokens ?? 0).toLocaleString()} out</span>}
        {version.cost !== null && version.cost > 0 && <span>{money(version.cost)}</span>}
        {version.provider && <span>{plain(version.provider)}</span>}
      </p>
      <VersionActions version={version} undoable={undoable} current={current} sent={sent} here={here} stands={stands} />
    </article>
  );
}
