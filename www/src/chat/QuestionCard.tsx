import { useMemo, useState, type FormEvent } from "react";
import type { Candidate, EditView } from "bozzetto";
import { indexOf, nameOf } from "../preview/model.ts";
import { usePointing } from "../session/pointer.ts";
import { useSessionActions, useSessionState } from "../session/SessionContext.ts";
import { Button } from "../ui/Button.tsx";

/** The open question of an edit. A candidate is marked in the preview while it is hovered or focused; a click answers. */
export function QuestionCard({ edit }: { edit: EditView }) {
  const { answer, setWorkspace } = useSessionActions();
  const [words, setWords] = useState("");
  const question = edit.result?.question;
  const candidates = question?.candidates ?? edit.candidates;
  const say = (event: FormEvent) => {
    event.preventDefault();
    if (words.trim()) answer(edit.editId, { text: words.trim() });
  };
  return (
    <article className="card card-question" aria-label="Question">
      <p className="card-verdict">{question?.text ?? "Which one do you mean?"}</p>
      <ol className="candidates" aria-label="Candidates">
        {candidates.map((candidate, at) => <li key={candidate.id}><CandidateButton candidate={candidate} number={at + 1} onPick={() => { answer(edit.editId, { nodeId: candidate.id }); }} /></li>)}
      </ol>
      <button type="button" className="question-pick" onClick={() => setWorkspace("design")}>Or click it in the preview</button>
      <form className="question-words" onSubmit={say}>
        <label className="quiet" htmlFor={`answer-${edit.editId}`}>Answer in words</label>
        <input id={`answer-${edit.editId}`} value={words} placeholder="Or say it in words" autoComplete="off" onChange={event => setWords(event.target.value)} />
        <Button small look="line" type="submit" disabled={!words.trim()}>Answer</Button>
      </form>
    </article>
  );
}

function CandidateButton({ candidate, number, onPick }: { candidate: Candidate; number: number; onPick: () => void }) {
  const { snapshot } = useSessionState();
  const ids = useMemo(() => [candidate.id], [candidate.id]);
  const pointing = usePointing(ids, String(number));
  const node = indexOf(snapshot.document).byId.get(candidate.id)?.node;
  return (
    <button type="button" className="candidate" {...pointing} onClick={onPick}>
      <b>{number}</b>
      <span><span className="candidate-name">{node ? nameOf(node) : candidate.id}</span>{candidate.reason && <span className="candidate-reason">{candidate.reason}</span>}</span>
    </button>
  );
}
