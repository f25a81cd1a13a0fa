import { useSessionActions, useSessionState } from "../session/SessionContext.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";

/** Says that an older version is shown, and what can be done with it. */
export function ViewingBanner({ version }: { version: number }) {
  const { snapshot } = useSessionState();
  const { look, restore, askForBranch } = useSessionActions();
  return (
    <div className="viewing" role="status">
      <p><Icon name="history" size={16} /> Viewing v{version}</p>
      <Button small icon="back" onClick={() => look(null)}>Back to v{snapshot.view.currentVersion}</Button>
      <Button small onClick={() => restore(version)}>Restore this version</Button>
      <Button small onClick={() => askForBranch(version)}>Branch from here</Button>
    </div>
  );
}
