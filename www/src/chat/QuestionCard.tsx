import { useMemo, useState, type FormEvent } from "react";
import type { Candidate, EditView, Json } from "bozzetto";
import { indexOf, isWireframe, nameOf, placeOf, shorten, wordsOf } from "../preview/model.ts";
import { usePointing } from "../session/pointer.ts";
import { useSessionActions, useSessionState } from "../session/SessionContext.ts";
import { Button } from "../ui/Button.tsx";
import { Foreign } from "../ui/Foreign.tsx";
import { plain } from "../ui/plain.ts";
import type { OpenQuestion } from "./question.ts";

/** The id of the field for an answer, for who leads to it. */
export const answerBox = (editId: string) => `answer-${editId}`;

/** The open question of an edit. A candidate is marked in the preview while it is hovered or focused; a click answers. */
export function QuestionCard({ edit, question }: { edit: EditView; question: OpenQuestion }) {
  const { snapshot } = useSessionState();
  const { answer, putAway, setWorkspace } = useSessionActions();
  const [words, setWords] = useState("");
  const { text, candidates, gone, isHere } = question;
  // What is said of all of them alike helps nobody to choose.
  const reasons = candidates.map(({ id, reason }) => withoutName(reason, snapshot.document, id));
  const telling = new Set(reasons).size > 1;
  const clickable = isHere && snapshot.versions.length > 0 && isWireframe(snapshot.document);
  const say = (event: FormEvent) => {
    event.preventDefault();
    if (words.trim()) answer(edit.editId, { text: words.trim() });
  };
  return (
    <article className="card card-question" aria-label="Question">
      <p className="card-verdict"><Foreign text={text} /></p>
      {candidates.length > 0 && (
        <ol className="candidates" aria-label="Candidates">
          {candidates.map((candidate, at) => (
            <li key={candidate.id}>
              {gone.includes(candidate.id)
                ? <GoneCandidate candidate={candidate} number={at + 1} />
                : <CandidateButton candidate={candidate} reason={telling ? reasons[at] : ""} number={at + 1} onPick={() => { answer(edit.editId, { nodeId: candidate.id }); }} />}
            </li>
          ))}
        </ol>
      )}
      <div className="question-ways">
        {clickable && <button type="button" className="question-pick" onClick={() => setWorkspace("design")}>{candidates.length > 0 ? "Or click it" : "Click it"} in the preview</button>}
        <Button small onClick={() => putAway(edit.editId)} title="Put the question away (Esc)">Never mind</Button>
      </div>
      <form className="question-words" onSubmit={say}>
        <label className="quiet" htmlFor={answerBox(edit.editId)}>Answer in words</label>
        <input id={answerBox(edit.editId)} value={words} placeholder={clickable || candidates.length > 0 ? "Or say it in words" : "Say it in words"} autoComplete="off" onChange={event => setWords(event.target.value)} />
        <Button small look="line" type="submit" disabled={!words.trim()}>Answer</Button>
      </form>
    </article>
  );
}

/** Reasons begin with what the part is called and says, which stands above them anyway. */
function withoutName(reason: string, document: Json, id: string): string {
  const end = reason.lastIndexOf(": ");
  return end < 0 || !indexOf(document).byId.has(id) ? reason : reason.slice(end + 2);
}

/** It keeps its number, so that "the second one" stays the second one. */
function GoneCandidate({ candidate, number }: { candidate: Candidate; number: number }) {
  const [name] = candidate.reason.split(": ", 1);
  return (
    <div className="candidate candidate-gone">
      <b>{number}</b>
      <span>
        <s className="candidate-name">{shorten(name || candidate.id, 60)}</s>
        <span className="candidate-reason">Removed meanwhile</span>
      </span>
    </div>
  );
}

function CandidateButton({ candidate, reason, number, onPick }: { candidate: Candidate; reason: string | undefined; number: number; onPick: () => void }) {
  const { snapshot } = useSessionState();
  const ids = useMemo(() => [candidate.id], [candidate.id]);
  const pointing = usePointing(ids, String(number));
  const index = indexOf(snapshot.document);
  const node = index.byId.get(candidate.id)?.node;
  // Many parts have the same name: what they say and where they are tells them apart.
  const words = node ? wordsOf(node) : "";
  const more = [placeOf(index, candidate.id), plain(reason ?? "")].filter(Boolean).join(" · ");
  return (
    <button type="button" className="candidate" {...pointing} onClick={onPick}>
      <b>{number}</b>
      <span>
        <span className="candidate-name"><Foreign text={node ? nameOf(node) : shorten(candidate.id, 60)} />{words && <span className="candidate-words"> “{words}”</span>}</span>
        {more && <span className="candidate-reason">{more}</span>}
      </span>
    </button>
  );
}
