import { EngineStart } from "./engine/EngineContext.tsx";
import { EngineWarnings } from "./engine/EngineWarnings.tsx";
import { Leaving } from "./engine/Leaving.tsx";
import { useRoute } from "./engine/route.ts";
import { HomeScreen } from "./home/HomeScreen.tsx";
import { SessionGate } from "./session/SessionGate.tsx";
import { Blank } from "./ui/Blank.tsx";
import { Boundary } from "./ui/Boundary.tsx";
import { Button } from "./ui/Button.tsx";
import { Notices } from "./ui/Notices.tsx";
import { Overlays } from "./help/Overlays.tsx";
import "./app.css";

export function App() {
  return (
    <Notices>
      <EngineStart>
        <Overlays>
          <EngineWarnings />
          <Leaving />
          <Screens />
        </Overlays>
      </EngineStart>
    </Notices>
  );
}

function Screens() {
  const id = useRoute();
  return (
    <Boundary
      key={id} instead={({ text, next }, again) => (
        <main className="start">
          <h1 className="quiet">Bozzetto</h1>
          <Blank icon="warning" title="This screen cannot be shown" alert>
            <p>{text} {next}</p>
            <Button look="strong" icon="retry" onClick={again}>Try again</Button>
            {id && <a className="button button-line" href="#/">To the first screen</a>}
          </Blank>
        </main>
      )}
    >
      {id ? <SessionGate id={id} /> : <HomeScreen />}
    </Boundary>
  );
}
