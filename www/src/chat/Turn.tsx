import { memo, useEffect, useRef } from "react";
import type { EditView, VersionInfo } from "bozzetto";
import { when, whenInFull } from "../engine/when.ts";
import { useSessionState } from "../session/SessionContext.ts";
import { LongForeign } from "../ui/Foreign.tsx";
import { AnswerCard } from "./AnswerCard.tsx";
import { AnsweredQuestion } from "./AnsweredQuestion.tsx";
import { FailureCard } from "./FailureCard.tsx";
import { ProgressCard } from "./ProgressCard.tsx";
import { questionOf } from "./question.ts";
import { QuestionCard } from "./QuestionCard.tsx";
import { VersionCard } from "./VersionCard.tsx";
import { VersionEvent } from "./VersionEvent.tsx";

interface TurnProps { prompt: string; version: VersionInfo | null; edit: EditView | null; latest: boolean; current: boolean; undoable: boolean; showBranch: boolean; here: boolean; stands: boolean }

/** What was said, and what became of it. */
export const Turn = memo(function Turn({ prompt, version, edit, latest, current, undoable, showBranch, here, stands }: TurnProps) {
  const at = edit?.startedAt ?? version?.at ?? 0;
  const ref = useRef<HTMLLIElement>(null);
  const ended = edit?.result?.status;
  useEffect(() => { if (latest && ended) ref.current?.scrollIntoView({ block: "nearest" }); }, [latest, ended]);

  return (
    <li className="turn" ref={ref} data-current={current || undefined}>
      {prompt && <p className="said"><span className="quiet">You: </span><LongForeign text={prompt} /><time dateTime={new Date(at).toISOString()} title={whenInFull(at)}>{when(at)}</time></p>}
      {version?.answered && <AnsweredQuestion answered={version.answered} version={version} />}
      {version ? (
        prompt && (version.kind === "edit" || version.kind === "create")
          ? <VersionCard version={version} undoable={undoable} current={current} latest={latest} showBranch={showBranch} sent={edit !== null} here={here} stands={stands} />
          : <VersionEvent version={version} undoable={undoable} current={current} showBranch={showBranch} here={here} stands={stands} />
      ) : edit ? <Outcome prompt={prompt} edit={edit} /> : null}
    </li>
  );
});

function Outcome({ prompt, edit }: { prompt: string; edit: EditView }) {
  const { snapshot } = useSessionState();
  const { result } = edit;
  const question = questionOf(edit, snapshot);
  if (question) return <QuestionCard edit={edit} question={question} />;
  if (!result || result.status === "clarify") return <ProgressCard edit={edit} />;
  switch (result.status) {
    case "committed": return <AnswerCard result={result} />;
    case "cancelled":
    case "rejected":
    case "failed": return <FailureCard prompt={prompt} target={edit.target} result={result} at={edit.startedAt} />;
  }
}
