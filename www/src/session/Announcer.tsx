import { useEffect, useRef, useState } from "react";
import type { EditView } from "bozzetto";
import { questionOf } from "../chat/question.ts";
import { useSessionState } from "./SessionContext.ts";

/** As many lines stay: what is read out is what is added. */
const KEPT = 5;

/** Tells people who do not see the screen what edits begin, ask and end, on whatever side of it they are. */
export function Announcer() {
  const { snapshot } = useSessionState();
  const { edits } = snapshot;
  const [lines, setLines] = useState<readonly { stage: string; text: string }[]>([]);
  // What ended in an earlier visit is no news.
  const heard = useRef<Set<string>>(null);
  heard.current ??= new Set(edits.filter(edit => edit.phase === "ended").map(edit => `${edit.editId} ended`));
  useEffect(() => {
    const known = heard.current ?? new Set();
    const news = edits.flatMap(edit => {
      const question = questionOf(edit, snapshot);
      const stage = `${edit.editId} ${question?.text ?? (edit.phase === "ended" ? "ended" : "")}`;
      if (known.has(stage)) return [];
      known.add(stage);
      return [{ stage, text: question?.text ?? toldOf(edit) }];
    });
    if (news.length > 0) setLines(lines => [...lines, ...news].slice(-KEPT));
  }, [edits, snapshot]);
  return <div className="quiet" role="log" aria-label="What happens">{lines.map(({ stage, text }) => <p key={stage}>{text}</p>)}</div>;
}

function toldOf({ result, prompt }: EditView): string {
  if (!result) return `Working on: ${prompt}`;
  const { status, changesSummary, error } = result;
  return status === "committed" ? `Done. ${changesSummary}` : status === "cancelled" ? "The edit was stopped." : error?.message ?? changesSummary;
}
