import { useEngineSnapshot } from "../engine/hooks.ts";
import { closed } from "../engine/errors.ts";

const places = { indexeddb: "this browser", memory: "this tab's memory", host: "the app around this page" } as const;

/** Where sessions are kept, and why not somewhere better. */
export function StoreNote() {
  const { store } = useEngineSnapshot();
  return (
    <p className="settings-note">
      Sessions are kept in {places[store.kind]} and nowhere else.
      {!store.persistent && ` They end with the tab: export what you want to keep. ${store.reason ? closed(store.reason.message) : ""}`}
    </p>
  );
}
