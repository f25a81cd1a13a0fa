import { useEffect, useRef, useState } from "react";
import type { Address } from "../engine/provider.ts";
import type { ServerKind } from "../engine/servers.ts";
import { testProvider, type Finding } from "../engine/testProvider.ts";
import { Button, Either } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";

interface ProviderTestProps { kind: ServerKind; address: Address; apiKey: string; onModels: (models: readonly string[]) => void }

/** Tries the server with the settings as typed, and explains what comes back. */
export function ProviderTest({ kind, address, apiKey, onModels }: ProviderTestProps) {
  const [finding, setFinding] = useState<Finding | "busy" | null>(null);
  const asked = useRef(0);
  // What was found of other settings says nothing about these.
  useEffect(() => { asked.current += 1; setFinding(null); }, [kind, address, apiKey]);
  const test = async () => {
    const turn = ++asked.current;
    setFinding("busy");
    const found = await testProvider(kind, address, apiKey);
    if (turn !== asked.current) return;
    setFinding(found);
    if (found.models) onModels(found.models);
  };
  return (
    <div className="provider-test">
      <Button look="line" isBusy={finding === "busy"} onClick={() => void test()}><Either first="Test" second="Testing…" isSecond={finding === "busy"} /></Button>
      <div role="status">
        {finding && finding !== "busy" && (
          <p className={finding.good ? "found good" : "found bad"}>
            <Icon name={finding.good ? "check" : "warning"} size={16} />
            <span>{finding.text}{finding.next && ` ${finding.next}`}</span>
          </p>
        )}
      </div>
    </div>
  );
}
