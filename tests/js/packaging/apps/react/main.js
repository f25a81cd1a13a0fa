import { createEngine, init } from "bozzetto";
import { useEngineSnapshot, useSession } from "bozzetto/react";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

function View({ engine, session }) {
  const { store } = useEngineSnapshot(engine);
  const { view, versions } = useSession(session);
  return createElement("p", null, `${store.kind}, version ${view.currentVersion} of ${versions.length}`);
}

await init();
const engine = await createEngine({ store: "memory" });
const session = await engine.createSession({ prompt: "", document: { id: "root", type: "frame", children: [] } });
createRoot(document.getElementById("app")).render(createElement(View, { engine, session }));
globalThis.change = () => session.apply([{ op: "set", id: "root", path: "/name", value: "Home" }], "Name it");
