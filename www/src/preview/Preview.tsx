import { useCallback, useMemo, useState } from "react";
import type { Json } from "bozzetto";
import { openQuestion } from "../chat/question.ts";
import { usePointed } from "../session/pointer.ts";
import { useSessionActions, useSessionState } from "../session/SessionContext.ts";
import { Canvas } from "./Canvas.tsx";
import { asNode, countNodes, indexOf, pathTo } from "./model.ts";
import type { Mark } from "./Marks.tsx";
import { ownerOf } from "./rows.ts";
import { TreeView } from "./TreeView.tsx";
import { Button } from "../ui/Button.tsx";
import { ZoomControl } from "./ZoomControl.tsx";
import type { Zoom } from "./zoom.ts";

/** More nodes than this are shown as a tree unless asked for: drawing them takes seconds. */
const HEAVY = 12_000;

/** The wireframe in use: a click or the arrow keys select a node, which the next edit is then about. */
export function Preview({ document, live }: { document: Json; live: boolean }) {
  const { snapshot, selected, viewing } = useSessionState();
  const { select, answer, write } = useSessionActions();
  const pointed = usePointed();
  const [zoom, setZoom] = useState<Zoom>("fit");
  const [scale, setScale] = useState(1);
  const [drawAnyway, setDrawAnyway] = useState(false);
  const root = asNode(document);
  const nodes = useMemo(() => (root ? countNodes(root) : 0), [root]);

  // On a later version other parts may be meant: then it is answered in the chat, and a click selects as ever.
  const question = useMemo(() => {
    const open = viewing === null ? openQuestion(snapshot) : null;
    return open?.question.isHere ? { editId: open.editId, candidates: open.question.candidates } : null;
  }, [snapshot, viewing]);

  const marks = useMemo(() => {
    const list: Mark[] = [];
    question?.candidates.forEach((candidate, at) => list.push({ id: candidate.id, kind: "candidate", label: String(at + 1) }));
    if (selected) list.push({ id: selected, kind: "selected" });
    for (const id of pointed.ids) list.push({ id, kind: "pointed", label: pointed.label });
    return list;
  }, [question, selected, pointed]);

  const pick = useCallback((id: string | null) => {
    if (id !== null && question) {
      const path = pathTo(indexOf(document), id).map(node => node.id).reverse();
      // A question without candidates may mean any node.
      const chosen = question.candidates.length === 0 ? id : path.find(step => question.candidates.some(candidate => candidate.id === step));
      if (chosen) { select(null); answer(question.editId, { nodeId: chosen }); return; }
    }
    select(id);
  }, [question, document, answer, select]);

  if (nodes > HEAVY && !drawAnyway) {
    return (
      <div className="heavy">
        <p>{nodes.toLocaleString()} nodes are shown as a tree. <Button small look="line" onClick={() => setDrawAnyway(true)}>Draw it anyway</Button></p>
        <TreeView document={document} label="Document" {...(viewing === null && { onChoose: (pointer: string) => select(ownerOf(document, pointer).node?.id ?? null) })} />
      </div>
    );
  }
  return (
    <>
      <ZoomControl zoom={zoom} scale={scale} onZoom={setZoom} />
      <Canvas
        document={document} label={question ? "Wireframe. Choose the node that is meant" : "Wireframe"} marks={marks} selected={selected} live={live} zoom={zoom}
        onScale={setScale} onZoom={setZoom} onSelect={select} onPick={pick} onEnter={viewing !== null ? undefined : question ? pick : write}
      />
    </>
  );
}
