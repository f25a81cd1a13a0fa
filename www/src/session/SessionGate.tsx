import { useEngine } from "../engine/EngineContext.tsx";
import { useOpenSession } from "../engine/openSessions.ts";
import { Blank, Working } from "../ui/Blank.tsx";
import { SessionScreen } from "./SessionScreen.tsx";

/** Opens the session of the address, or says why it cannot be opened. */
export function SessionGate({ id }: { id: string }) {
  const opening = useOpenSession(useEngine(), id);
  if (opening.state === "open") return <SessionScreen key={opening.session.id} session={opening.session} />;
  return (
    <main className="start">
      {opening.state === "opening" ? <Working>Opening the session</Working> : (
        <Blank icon="warning" title="This session could not be opened" alert>
          <p>{opening.trouble.text} {opening.trouble.next}</p>
          <a className="button button-strong" href="#/">To the first screen</a>
        </Blank>
      )}
    </main>
  );
}
