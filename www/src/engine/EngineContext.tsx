import { createContext, useContext, useEffect, useState, type ReactNode } from "react";
import { createEngine, init, type Engine } from "bozzetto";
import { Blank, Working } from "../ui/Blank.tsx";
import { Button } from "../ui/Button.tsx";
import { troubleOf, type Trouble } from "./errors.ts";
import { recordCall } from "./calls.ts";
import { engineOptions, readProvider, typedPrices } from "./provider.ts";

const EngineContext = createContext<Engine | null>(null);

export function useEngine(): Engine {
  const engine = useContext(EngineContext);
  if (!engine) throw new Error("useEngine is used outside of EngineStart");
  return engine;
}

/** Starts the engine, and says so when it cannot. */
export function EngineStart({ children }: { children: ReactNode }) {
  const [engine, setEngine] = useState<Engine | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let wanted = true;
    const settings = readProvider();
    init().then(() => createEngine({ ...engineOptions(settings), prices: typedPrices(settings), onModelCall: recordCall })).then(
      started => { if (wanted) setEngine(started); else void started.close(); },
      (error: unknown) => { if (wanted) setTrouble(troubleOf(error)); },
    );
    return () => { wanted = false; };
  }, [attempt]);

  if (engine) return <EngineContext value={engine}>{children}</EngineContext>;
  return (
    <main className="start">
      {trouble ? (
        <Blank icon="warning" title="The studio could not start" alert>
          <p>{trouble.text} {trouble.next}</p>
          <Button look="strong" icon="retry" onClick={() => { setTrouble(null); setAttempt(attempt + 1); }}>Try again</Button>
        </Blank>
      ) : <Working>Starting the studio</Working>}
    </main>
  );
}
