import { useEffect, useState } from "react";
import { Brand } from "./Brand.tsx";
import { ImportButton } from "./ImportButton.tsx";
import { PromptBox } from "./PromptBox.tsx";
import { Sample } from "./Sample.tsx";
import { SessionList } from "./SessionList.tsx";
import { DocumentDialog } from "./DocumentDialog.tsx";
import { HomeBar } from "./HomeBar.tsx";
import { Button } from "../ui/Button.tsx";
import "./home.css";

/** The first screen: what this is, a place to begin, and what was begun before. */
export function HomeScreen() {
  const [pasting, setPasting] = useState(false);
  useEffect(() => { document.title = "Bozzetto Studio"; }, []);
  return (
    <div className="home">
      <header className="home-top"><Brand /><HomeBar /></header>
      <main className="home-main">
        <div className="home-hero">
          <div className="home-words">
            <h1>Say what you need.<br />Keep changing your mind.</h1>
            <p className="home-lead">Describe a screen and get a wireframe. Every change you ask for becomes a version you can compare, take back or branch from. It all happens in this tab: no account, no server.</p>
            <PromptBox />
            <div className="home-other">
              <span>Or start from</span>
              <Button small look="line" icon="file" onClick={() => setPasting(true)}>A document</Button>
              <ImportButton />
            </div>
          </div>
          <Sample />
        </div>
        <SessionList />
      </main>
      {pasting && <DocumentDialog onClose={() => setPasting(false)} />}
    </div>
  );
}
