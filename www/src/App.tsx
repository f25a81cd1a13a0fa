import { EngineStart } from "./engine/EngineContext.tsx";
import { EngineWarnings } from "./engine/EngineWarnings.tsx";
import { useRoute } from "./engine/route.ts";
import { HomeScreen } from "./home/HomeScreen.tsx";
import { SessionGate } from "./session/SessionGate.tsx";
import { Notices } from "./ui/Notices.tsx";
import { Overlays } from "./help/Overlays.tsx";
import "./app.css";

export function App() {
  return (
    <Notices>
      <EngineStart>
        <Overlays>
          <EngineWarnings />
          <Screens />
        </Overlays>
      </EngineStart>
    </Notices>
  );
}

function Screens() {
  const id = useRoute();
  return id ? <SessionGate key={id} id={id} /> : <HomeScreen />;
}
