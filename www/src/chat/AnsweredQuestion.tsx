import type { Answered, VersionInfo } from "bozzetto";
import { indexOf, nameOf } from "../preview/model.ts";
import { useSessionState } from "../session/SessionContext.ts";
import { useFormerName } from "../session/useVersionDocument.ts";
import { Foreign, LongForeign } from "../ui/Foreign.tsx";

/** What was asked before a version could be made, and what was answered. */
export function AnsweredQuestion({ answered, version }: { answered: Answered; version: VersionInfo }) {
  const { session, snapshot } = useSessionState();
  const { question, nodeId, text } = answered;
  const node = nodeId === null ? undefined : indexOf(snapshot.document).byId.get(nodeId)?.node;
  const former = useFormerName(session, nodeId ?? "", [version.number, version.parent], nodeId !== null && node === undefined);
  return (
    <>
      <p className="asked"><span className="quiet">Asked: </span><Foreign text={question} /></p>
      <p className="said"><span className="quiet">You: </span><LongForeign text={text ?? (node ? nameOf(node) : former ?? nodeId ?? "")} /></p>
    </>
  );
}
