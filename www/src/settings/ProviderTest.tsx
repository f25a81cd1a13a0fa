import { useEffect, useState } from "react";
import type { ProviderSettings } from "../engine/provider.ts";
import { testProvider, type Finding } from "../engine/testProvider.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";

/** Tries the server with the settings as typed, and explains what comes back. */
export function ProviderTest({ settings, apiKey }: { settings: ProviderSettings; apiKey: string }) {
  const [finding, setFinding] = useState<Finding | "busy" | null>(null);
  useEffect(() => setFinding(null), [settings, apiKey]);
  return (
    <div className="provider-test">
      <Button look="line" disabled={finding === "busy"} onClick={() => { setFinding("busy"); void testProvider(settings, apiKey).then(setFinding); }}>
        {finding === "busy" ? "Testing…" : "Test"}
      </Button>
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
