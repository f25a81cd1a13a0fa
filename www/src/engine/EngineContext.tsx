import { createContext, useContext, useEffect, useState, type ReactNode } from "react";
import { createEngine, init, type Engine } from "bozzetto";
import { Blank, Working } from "../ui/Blank.tsx";
import { Button } from "../ui/Button.tsx";
import { useNotify } from "../ui/Notices.tsx";
import { troubleOf, type Trouble } from "./errors.ts";
import { recordCall } from "./calls.ts";
import { wrongAddress } from "./testProvider.ts";
import { answersNow, currentKeys, engineOptions, readProvider, typedPrices, type ProviderSettings } from "./provider.ts";

const EngineContext = createContext<Engine | null>(null);

export function useEngine(): Engine {
  const engine = useContext(EngineContext);
  if (!engine) throw new Error("useEngine is used outside of EngineStart");
  return engine;
}

async function start(settings: ProviderSettings): Promise<Engine> {
  const engine = await createEngine({ ...engineOptions(settings, currentKeys()), prices: typedPrices(settings), onModelCall: recordCall });
  answersNow(settings);
  return engine;
}

/** Starts the engine, and says so when it cannot. Settings that it does not take must not keep anybody from the place where they are put right. */
export function EngineStart({ children }: { children: ReactNode }) {
  const [engine, setEngine] = useState<Engine | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [attempt, setAttempt] = useState(0);
  const notify = useNotify();

  useEffect(() => {
    let wanted = true;
    const settings = readProvider();
    const { kind } = settings;
    const withoutServer = (why: string): Promise<Engine> => {
      if (wanted) notify("error", `The settings of the model server cannot be used. ${why}`, "The offline model answers until they are put right in the settings.");
      return start({ ...settings, kind: "offline" });
    };
    const begin = async (): Promise<Engine> => {
      await init();
      const wrong = kind === "offline" ? null : wrongAddress(kind, settings.servers[kind].baseUrl);
      if (wrong !== null) return withoutServer(wrong);
      return start(settings).catch((error: unknown) => {
        const trouble = troubleOf(error);
        if (trouble.code !== "command.bad-argument" || kind === "offline") throw error;
        return withoutServer(trouble.text);
      });
    };
    begin().then(
      started => { if (wanted) setEngine(started); else void started.close(); },
      (error: unknown) => { if (wanted) setTrouble(troubleOf(error)); },
    );
    return () => { wanted = false; };
  }, [attempt, notify]);

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
