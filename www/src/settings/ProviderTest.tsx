import { useEffect, useRef, useState } from "react";
import type { Address } from "../engine/provider.ts";
import type { ServerKind } from "../engine/servers.ts";
import { testProvider, type Finding } from "../engine/testProvider.ts";
import { Button, Either } from "../ui/Button.tsx";
import { Foreign } from "../ui/Foreign.tsx";
import { Icon } from "../ui/Icon.tsx";

interface ProviderTestProps { kind: ServerKind; address: Address; apiKey: string; onModels: (models: readonly string[]) => void }

/** Tries the server with the settings as typed, and explains what comes back. */
export function ProviderTest({ kind, address, apiKey, onModels }: ProviderTestProps) {
  const [finding, setFinding] = useState<Finding | null>(null);
  const [step, setStep] = useState<string | null>(null);
  const running = useRef<AbortController>(null);
  // What is found of other settings says nothing about these, and nobody waits for it; nor where the settings are closed.
  useEffect(() => {
    setFinding(null);
    setStep(null);
    return () => running.current?.abort();
  }, [kind, address, apiKey]);
  const test = async () => {
    running.current?.abort();
    const { signal } = (running.current = new AbortController());
    const onStep = (step: string) => { if (!signal.aborted) setStep(step); };
    setFinding(null);
    const found = await testProvider(kind, address, apiKey, { signal, onStep });
    if (signal.aborted) return;
    setStep(null);
    setFinding(found);
    if (found.models) onModels(found.models);
  };
  return (
    <div className="provider-test">
      <Button look="line" isBusy={step !== null} aria-describedby="test-note" onClick={() => void test()}><Either first="Test" second="Testing…" isSecond={step !== null} /></Button>
      <div role="status">
        {step && <p className="found"><span>{step}</span></p>}
        {finding && (
          <p className={finding.good ? "found good" : "found bad"}>
            <Icon name={finding.good ? "check" : "warning"} size={16} />
            <span>{finding.text}{finding.next && ` ${finding.next}`}{finding.said && <> It says: <q><Foreign text={finding.said} /></q></>}</span>
          </p>
        )}
      </div>
      <p id="test-note" className="fine">Test asks for the list of models and sends the model one small request, of a few tokens.</p>
    </div>
  );
}
