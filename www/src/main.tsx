import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import "./styles/tokens.css";
import "./styles/base.css";

const place = document.getElementById("studio");
if (place) createRoot(place).render(<App />);

if (import.meta.env.PROD && "serviceWorker" in navigator) {
  // Without it the studio works as well, only not when it is opened offline.
  navigator.serviceWorker.register("./sw.js").catch(() => undefined);
}
