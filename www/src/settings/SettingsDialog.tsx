import { useState, type FormEvent } from "react";
import { useEngine } from "../engine/EngineContext.tsx";
import { currentKey, keepProvider, providerOptions, readProvider, type ProviderSettings } from "../engine/provider.ts";
import { setTheme, useTheme, type Theme } from "../engine/theme.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { useNotify } from "../ui/Notices.tsx";
import { Segmented } from "../ui/Segmented.tsx";
import { ProviderTest } from "./ProviderTest.tsx";
import { StoreNote } from "./StoreNote.tsx";
import "./settings.css";

const themes: readonly { value: Theme; label: string }[] = [{ value: "system", label: "System" }, { value: "light", label: "Light" }, { value: "dark", label: "Dark" }];

/** Who answers, how it looks, and where things are kept. */
export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const engine = useEngine();
  const notify = useNotify();
  const theme = useTheme();
  const [settings, setSettings] = useState<ProviderSettings>(readProvider);
  const [key, setKey] = useState(currentKey);
  const remote = settings.kind === "openai-compatible";
  const wrong = remote ? wrongAddress(settings.baseUrl) : null;
  const complete = !remote || (wrong === null && settings.model.trim() !== "");

  const save = (event: FormEvent) => {
    event.preventDefault();
    if (!complete) return;
    const next = { ...settings, baseUrl: settings.baseUrl.trim(), model: settings.model.trim() };
    keepProvider(next, key.trim());
    engine.setProvider(providerOptions(next));
    notify("success", remote ? `Edits now go to ${next.model}.` : "Edits are now answered in this tab.");
    onClose();
  };

  return (
    <Dialog
      title="Settings" shape="side" onClose={onClose}
      actions={<><Button onClick={onClose}>Cancel</Button><Button look="strong" type="submit" form="provider-form" disabled={!complete}>Save</Button></>}
    >
      <form id="provider-form" className="stack" onSubmit={save}>
        <fieldset className="choices">
          <legend>Who answers</legend>
          <label className="choice">
            <input type="radio" name="kind" checked={!remote} onChange={() => setSettings({ ...settings, kind: "offline" })} />
            <span><strong>Offline model</strong><span>Built in. Works without a network and costs nothing. It knows common screens and plain requests.</span></span>
          </label>
          <label className="choice">
            <input type="radio" name="kind" checked={remote} onChange={() => setSettings({ ...settings, kind: "openai-compatible" })} />
            <span><strong>OpenAI-compatible server</strong><span>OpenAI, or any server that speaks the same API: Ollama, LM Studio, vLLM, a gateway.</span></span>
          </label>
        </fieldset>
        {remote && (
          <div className="stack remote">
            <div className="field">
              <label htmlFor="base-url">Base URL</label>
              <input id="base-url" type="url" required inputMode="url" autoComplete="url" spellCheck={false} value={settings.baseUrl} aria-invalid={wrong !== null} aria-describedby="base-url-note" onChange={event => setSettings({ ...settings, baseUrl: event.target.value })} />
              <p id="base-url-note" className="fine field-wrong" role="status">{wrong}</p>
            </div>
            <div className="field">
              <label htmlFor="model">Model</label>
              <input id="model" required autoComplete="off" spellCheck={false} value={settings.model} aria-describedby="model-note" onChange={event => setSettings({ ...settings, model: event.target.value })} />
              <p id="model-note" className="fine">{settings.model.trim() ? "" : "Needed: the name that the server uses for it."}</p>
            </div>
            <div className="field">
              <label htmlFor="api-key">API key</label>
              <input id="api-key" type="password" autoComplete="off" spellCheck={false} value={key} aria-describedby="key-note" onChange={event => setKey(event.target.value)} />
              <p id="key-note" className="fine">Kept in this tab's memory only: never stored, never logged, gone when the tab closes. It is sent to the base URL above and nowhere else.</p>
            </div>
            <ProviderTest settings={settings} apiKey={key.trim()} />
            <p className="fine">What you type and an outline of the design go to that server. E-mail addresses, phone and card numbers and keys in your text are replaced before they leave.</p>
          </div>
        )}
      </form>
      <section className="settings-part">
        <h3>Appearance</h3>
        <Segmented label="Appearance" value={theme} options={themes} onChange={setTheme} />
      </section>
      <section className="settings-part">
        <h3>Storage</h3>
        <StoreNote />
      </section>
    </Dialog>
  );
}

/** Why nothing can be sent to an address, in words for beside the field. */
function wrongAddress(text: string): string | null {
  if (!text.trim()) return "Needed: where the server answers, for example http://localhost:11434/v1.";
  if (!URL.canParse(text.trim())) return "This is not an address. It starts with https:// and usually ends with /v1.";
  return /^https?:$/.test(new URL(text.trim()).protocol) ? null : "The address must start with https:// or http://.";
}
