import { Dialog } from "../ui/Dialog.tsx";
import { MOD } from "./keys.ts";
import "./shortcuts.css";

const groups: readonly { title: string; keys: readonly (readonly [string, string])[] }[] = [
  { title: "Everywhere", keys: [[`${MOD} /`, "This list"], ["Esc", "Close, clear the selection, or put a question away"]] },
  {
    title: "Session", keys: [
      ["Enter", "Send the edit"], ["Shift Enter", "New line"], [`${MOD} Z`, "Undo"], [`${MOD} Shift Z`, "Redo"],
    ],
  },
  {
    title: "While the focus is in the design or the timeline", keys: [
      ["/", "Write an edit"], ["P", "Preview"], ["C", "Code"], ["V", "Compare with the version before"], ["H", "Go to the timeline"], ["?", "This list"],
    ],
  },
  { title: "Preview", keys: [["→", "Into a node"], ["←", "Out to its parent"], ["↑ ↓", "To its neighbours"], ["Enter", "Write an edit for the node, or answer a question with it"], ["+  −  0", "Zoom in, out, to fit"]] },
  { title: "Timeline", keys: [["← →", "One version back or on"], ["PageDown PageUp", "Ten versions back or on"], ["Home End", "First or latest version"], ["Enter", "Restore the version shown"]] },
];

export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose} wide toRead>
      <div className="shortcuts">
        {groups.map(group => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <dl>
              {group.keys.map(([keys, what]) => (
                <div key={keys}>
                  <dt>{keys.split(" ").filter(Boolean).map(key => <kbd key={key}>{key}</kbd>)}</dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
