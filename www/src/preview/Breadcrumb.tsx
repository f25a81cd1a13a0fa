import { useSessionActions, useSessionState } from "../session/SessionContext.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { indexOf, nameOf, pathTo } from "./model.ts";

/** Where the selected node is, with a way to every node around it. */
export function Breadcrumb() {
  const { snapshot, selected } = useSessionState();
  const { select, write, askForOrigin } = useSessionActions();
  const index = indexOf(snapshot.preview ?? snapshot.document);
  const path = selected === null ? [] : pathTo(index, selected);
  if (path.length === 0) return <div className="crumbs crumbs-none">Click a part of the design to aim the next edit at it.</div>;
  return (
    <nav className="crumbs" aria-label="Selected node">
      <ol>
        {path.map((node, at) => (
          <li key={node.id}>
            {at > 0 && <Icon name="chevronRight" size={14} />}
            <button type="button" aria-current={at === path.length - 1 ? "true" : undefined} onClick={() => select(node.id)}>{nameOf(node)}</button>
          </li>
        ))}
      </ol>
      <Button small look="line" onClick={write}>Edit this</Button>
      <IconButton icon="history" label="Where this comes from" onClick={() => { if (selected !== null) askForOrigin(selected); }} />
      <IconButton icon="close" label="Clear the selection" keys="Esc" onClick={() => select(null)} />
    </nav>
  );
}
