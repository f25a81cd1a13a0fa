import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { openQuestion } from "../chat/question.ts";
import { answerBox } from "../chat/QuestionCard.tsx";
import { CodeView } from "../code/CodeView.tsx";
import { CompareView } from "../compare/CompareView.tsx";
import { Timeline } from "../history/Timeline.tsx";
import { ViewingBanner } from "../history/ViewingBanner.tsx";
import { useSessionActions, useSessionState } from "../session/SessionContext.ts";
import { useVersionDocument } from "../session/useVersionDocument.ts";
import { Blank, Working } from "../ui/Blank.tsx";
import { Button, IconButton } from "../ui/Button.tsx";
import { Segmented } from "../ui/Segmented.tsx";
import { Breadcrumb } from "./Breadcrumb.tsx";
import { isWireframe } from "./model.ts";
import { Preview } from "./Preview.tsx";
import { RowFoot } from "./RowFoot.tsx";
import { TreeView } from "./TreeView.tsx";
import "./design.css";

const views = [{ value: "preview", label: "Preview", icon: "preview" }, { value: "code", label: "Code", icon: "code" }] as const;

/** What became of it: drawn or as data, now or as it was, and how it came to be. */
export function DesignPane() {
  const state = useSessionState();
  const { snapshot, viewing, comparing, view } = state;
  const { setView, compare } = useSessionActions();
  const old = useVersionDocument(state.session, viewing);
  const live = snapshot.preview !== null && viewing === null;
  const document = viewing === null ? snapshot.preview ?? snapshot.document : old.document;
  const drawn = useMemo(() => document !== undefined && document !== null && isWireframe(document), [document]);
  const empty = viewing === null && snapshot.versions.length === 0 && snapshot.preview === null;
  const [row, setRow] = useState<string | null>(null);
  const shown = snapshot.versions.find(version => version.number === (viewing ?? snapshot.view.currentVersion));

  // What had the focus may have gone with the view before: the keys of the design go on working.
  const pane = useRef<HTMLElement>(null);
  const before = useRef({ view, comparing, viewing });
  useEffect(() => {
    const { view: oldView, comparing: oldComparing, viewing: oldViewing } = before.current;
    before.current = { view, comparing, viewing };
    const changed = oldView !== view || oldComparing !== comparing || oldViewing !== viewing;
    if (changed && window.document.activeElement === window.document.body) pane.current?.focus({ preventScroll: true });
  }, [view, comparing, viewing]);

  // Notices stand above the foot, which has controls of its own and grows with what is selected and with the branches.
  const foot = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const box = foot.current;
    if (!box) return;
    const { style } = window.document.documentElement;
    const observer = new ResizeObserver(() => {
      if (box.offsetHeight > 0) style.setProperty("--foot", `${window.innerHeight - box.getBoundingClientRect().top}px`);
      else style.removeProperty("--foot");
    });
    observer.observe(box);
    return () => { observer.disconnect(); style.removeProperty("--foot"); };
  }, []);

  return (
    <section className="design" id="workspace-design" aria-label="Design" ref={pane} tabIndex={-1}>
      {comparing ? <CompareView comparison={comparing} /> : (
        <>
          <div className="design-bar">
            <Segmented label="View" value={view} options={views} onChange={setView} />
            {shown && shown.parent > 0 && (
              <>
                <Button small icon="compare" className="design-compare" onClick={() => compare({ from: shown.parent, to: shown.number })}>Compare</Button>
                <IconButton icon="compare" className="design-compare-narrow" label="Compare with the version before" onClick={() => compare({ from: shown.parent, to: shown.number })} />
              </>
            )}
            <span id="zoom-place" className="zoom-place" />
          </div>
          <div className="design-stage" data-live={live || undefined}>
            {viewing !== null && <ViewingBanner version={viewing} />}
            {empty ? <NothingYet /> : old.trouble ? (
              <Blank icon="warning" title={`Version ${viewing} cannot be read`} alert><p>{old.trouble.text} {old.trouble.next}</p></Blank>
            ) : document === undefined ? <div className="design-wait"><Working>Reading version {viewing}</Working></div>
              : view === "code" ? <CodeView document={document} />
              : drawn ? <Preview document={document} live={live} /> : <TreeView document={document} label="Document" {...(viewing === null && { onChoose: setRow })} />}
          </div>
        </>
      )}
      <div className="design-foot" ref={foot}>
        {!comparing && !empty && view === "preview" && drawn && viewing === null && <Breadcrumb />}
        {!comparing && !empty && view === "preview" && !drawn && viewing === null && document !== undefined && <RowFoot document={document} pointer={row} onClear={() => setRow(null)} />}
        <Timeline />
      </div>
    </section>
  );
}

/** Before version 1: it is being made, waits for an answer, or the making failed. */
function NothingYet() {
  const { snapshot } = useSessionState();
  const { write, setWorkspace } = useSessionActions();
  const asking = openQuestion(snapshot);
  if (asking) {
    const toQuestion = () => {
      setWorkspace("chat");
      requestAnimationFrame(() => window.document.getElementById(answerBox(asking.editId))?.focus());
    };
    return (
      <Blank icon="help" title="There is a question first">
        <p>The first version is made when it is answered. It is in the chat.</p>
        <Button look="strong" onClick={toQuestion}>Answer it</Button>
      </Blank>
    );
  }
  const running = snapshot.edits.some(edit => edit.result === null) || snapshot.view.openEdits.length > 0;
  if (running) return <div className="design-wait"><Working>Sketching the first version</Working></div>;
  return (
    <Blank icon="preview" title="There is no version yet">
      <p>The first version was not made. The chat says why; say what you need once more.</p>
      <Button look="strong" onClick={write}>Describe the screen</Button>
    </Blank>
  );
}
