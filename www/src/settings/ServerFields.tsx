import { useState } from "react";
import { listPrices } from "bozzetto";
import { wrongPrices, type Address } from "../engine/provider.ts";
import { servers, type ServerKind } from "../engine/servers.ts";
import { wrongAddress } from "../engine/testProvider.ts";
import { shorten } from "../preview/model.ts";
import { ProviderTest } from "./ProviderTest.tsx";

interface ServerFieldsProps { kind: ServerKind; address: Address; apiKey: string; onAddress: (address: Address) => void; onKey: (key: string) => void }

const priceFields = [
  { field: "inputPrice", label: "In", listedAs: "input" }, { field: "outputPrice", label: "Out", listedAs: "output" }, { field: "cachedPrice", label: "In, from its cache", listedAs: "cachedInput" },
] as const;

function priceNote({ model }: Address, isListed: boolean): string {
  if (isListed) return "Left empty, the list price shown counts.";
  const name = shorten(model.trim(), 60);
  return name ? `No list price is known for ${name}. Left empty, tokens are counted but no cost is shown.` : "Left empty, the list price counts where one is known.";
}

/** Where a model server is, which model, and the key. */
export function ServerFields({ kind, address, apiKey, onAddress, onKey }: ServerFieldsProps) {
  const { baseUrl: own, example, needsKey } = servers[kind];
  const [models, setModels] = useState<readonly string[]>([]);
  const listed = listPrices[address.model.trim()];
  const wrong = wrongAddress(kind, address.baseUrl);
  const wrongPrice = wrongPrices(address);
  return (
    <div className="stack remote">
      <div className="field">
        <label htmlFor="base-url">Base URL</label>
        <input id="base-url" type="url" required={!own} inputMode="url" autoComplete="url" spellCheck={false} placeholder={own} value={address.baseUrl} aria-invalid={wrong !== null} aria-describedby="base-url-note" onChange={event => onAddress({ ...address, baseUrl: event.target.value })} />
        <p id="base-url-note" className={wrong ? "fine field-wrong" : "fine"} role="status">{wrong ?? (own && !address.baseUrl.trim() ? "Left empty, it is the address shown." : "")}</p>
      </div>
      <div className="field">
        <label htmlFor="model">Model</label>
        <input id="model" required autoComplete="off" spellCheck={false} list="models" placeholder={example} value={address.model} aria-describedby="model-note" onChange={event => onAddress({ ...address, model: event.target.value })} />
        <datalist id="models">{models.map(model => <option key={model} value={model} />)}</datalist>
        <p id="model-note" className="fine">{address.model.trim() ? "" : "Needed: the name that the server uses for it. Test lists what it has."}</p>
      </div>
      <div className="field">
        <label htmlFor="api-key">{needsKey ? "API key" : "API key, if it wants one"}</label>
        <input id="api-key" type="password" autoComplete="off" spellCheck={false} value={apiKey} aria-describedby="key-note" data-first={address.keyed && !apiKey ? true : undefined} onChange={event => onKey(event.target.value)} />
        <p id="key-note" className="fine">{address.keyed && !apiKey && <b>The key went when the page was closed or reloaded: write it again. </b>}Kept in this tab's memory only: never stored, never logged, gone when the tab closes. It is sent to the base URL above and nowhere else.</p>
      </div>
      <fieldset className="prices">
        <legend>US dollars for a million tokens</legend>
        {priceFields.map(({ field, label, listedAs }) => (
          <label key={field}>{label} <input inputMode="decimal" placeholder={listed?.[listedAs]?.toString()} autoComplete="off" value={address[field]} onChange={event => onAddress({ ...address, [field]: event.target.value })} /></label>
        ))}
        <p className={wrongPrice ? "fine field-wrong" : "fine"} role="status">{wrongPrice ?? priceNote(address, listed !== undefined)}</p>
      </fieldset>
      <ProviderTest kind={kind} address={address} apiKey={apiKey.trim()} onModels={setModels} />
      <p className="fine">What you type and an outline of the design go to that server. E-mail addresses, phone and card numbers and keys in your text are replaced before they leave.</p>
    </div>
  );
}
