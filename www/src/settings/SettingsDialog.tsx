import { Fragment, useState, type FormEvent } from "react";
import { useEngine } from "../engine/EngineContext.tsx";
import { troubleOf, type Trouble } from "../engine/errors.ts";
import { currentKeys, engineOptions, keepProvider, readProvider, typedPrices, wrongPrices, type Address, type Keys, type ProviderSettings } from "../engine/provider.ts";
import { serverKinds, servers, type ServerKind } from "../engine/servers.ts";
import { wrongAddress } from "../engine/testProvider.ts";
import { setTheme, useTheme, type Theme } from "../engine/theme.ts";
import { shorten } from "../preview/model.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { useNotify } from "../ui/Notices.tsx";
import { Segmented } from "../ui/Segmented.tsx";
import { TroubleBox } from "../ui/TroubleBox.tsx";
import { ServerFields } from "./ServerFields.tsx";
import { StoreNote } from "./StoreNote.tsx";
import "./settings.css";

const themes: readonly { value: Theme; label: string }[] = [{ value: "system", label: "System" }, { value: "light", label: "Light" }, { value: "dark", label: "Dark" }];
const trimmed = (address: Address, key: string): Address => ({ ...address, baseUrl: address.baseUrl.trim(), model: address.model.trim(), keyed: key !== "" });

/** Who answers, how it looks, and where things are kept. */
export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const engine = useEngine();
  const notify = useNotify();
  const theme = useTheme();
  const [settings, setSettings] = useState<ProviderSettings>(readProvider);
  const [keys, setKeys] = useState<Keys>(currentKeys);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const kind = settings.kind === "offline" ? null : settings.kind;
  const complete = kind === null || (wrongAddress(kind, settings.servers[kind].baseUrl) === null && settings.servers[kind].model.trim() !== "" && wrongPrices(settings.servers[kind]) === null);
  const setAddress = (kind: ServerKind, address: Address) => setSettings({ ...settings, servers: { ...settings.servers, [kind]: address } });

  const save = (event: FormEvent) => {
    event.preventDefault();
    if (!complete) return;
    const key = kind === null ? "" : keys[kind]?.trim() ?? "";
    const next = kind === null ? settings : { ...settings, servers: { ...settings.servers, [kind]: trimmed(settings.servers[kind], key) } };
    const typed = kind === null ? keys : { ...keys, [kind]: key };
    try {
      const { provider, fallbacks, policy } = engineOptions(next, typed);
      engine.setProvider(provider, fallbacks);
      engine.setPolicy(policy);
      engine.setPrices(typedPrices(next));
    } catch (error) {
      setTrouble(troubleOf(error));
      return;
    }
    // Only what the engine took: with anything else it would not start the next time.
    keepProvider(next, typed);
    notify("success", kind === null ? "Edits are now answered in this tab." : `Edits now go to ${shorten(next.servers[kind].model, 60)}.`);
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
          <Choice name="Offline model" about="Built in. Works without a network and costs nothing. It knows common screens and plain requests." chosen={kind === null} onChoose={() => setSettings({ ...settings, kind: "offline" })} />
          {serverKinds.map(each => (
            <Fragment key={each}>
              <Choice name={servers[each].name} about={servers[each].about} chosen={each === kind} onChoose={() => setSettings({ ...settings, kind: each })} />
              {each === kind && (
                <ServerFields
                  kind={each} address={settings.servers[each]} apiKey={keys[each] ?? ""}
                  onAddress={address => setAddress(each, address)} onKey={key => setKeys({ ...keys, [each]: key })}
                />
              )}
            </Fragment>
          ))}
        </fieldset>
        {kind !== null && (
          <label className="choice">
            <input type="checkbox" checked={settings.strict} onChange={event => setSettings({ ...settings, strict: event.target.checked })} />
            <span><strong>Ask before more is changed than I named</strong><span>What a model changes beyond that always waits in the chat until you accept it. Unticked, it waits only where it is plain which part you meant.</span></span>
          </label>
        )}
        {kind !== null && (
          <label className="choice">
            <input type="checkbox" checked={settings.helped} onChange={event => setSettings({ ...settings, helped: event.target.checked })} />
            <span><strong>Let the offline model help out</strong><span>It answers when the server cannot be reached or has too much to do. A version says who made it.</span></span>
          </label>
        )}
        <label className="choice">
          <input type="checkbox" checked={settings.reviewed} onChange={event => setSettings({ ...settings, reviewed: event.target.checked })} />
          <span><strong>Let me look at every change first</strong><span>What an edit would change waits in the chat, part by part, until you accept it. First versions are drawn at once.</span></span>
        </label>
        {trouble && <TroubleBox trouble={trouble} />}
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

function Choice({ name, about, chosen, onChoose }: { name: string; about: string; chosen: boolean; onChoose: () => void }) {
  return (
    <label className="choice">
      <input type="radio" name="kind" checked={chosen} onChange={onChoose} />
      <span><strong>{name}</strong><span>{about}</span></span>
    </label>
  );
}
