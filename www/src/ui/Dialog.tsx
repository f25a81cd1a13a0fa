import { useId, useLayoutEffect, useRef, type ReactNode } from "react";
import { IconButton } from "./Button.tsx";
import "./dialog.css";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** What is decided here, at the bottom right */
  actions?: ReactNode;
  /** `side` slides in from the right and takes the full height */
  shape?: "middle" | "side";
  wide?: boolean;
  /** Holds nothing but text: the text itself takes the focus, so that keys can scroll it */
  toRead?: boolean;
}

/** Where the work begins: in the field that asks to be first, in the first field (the chosen one of several), in what is read, else on the way back. */
const START = [".dialog-content [data-first]", ".dialog-content :is(input:not([type=radio], [hidden]), input:checked, select, textarea)", ".dialog-content[tabindex]", ".dialog-actions button"];

/** A modal dialog: the browser's own, which keeps the focus inside. It gives the focus back to where it was. */
export function Dialog({ title, onClose, children, actions, shape = "middle", wide, toRead }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const pressed = useRef(false);
  // Before it is taken out of the page: then it is too late to give the focus back.
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    const before = document.activeElement;
    dialog.showModal();
    const first = START.map(place => dialog.querySelector<HTMLElement>(place)).find(element => element !== null);
    first?.focus();
    if (first instanceof HTMLInputElement && first.type !== "radio") first.select();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={`dialog dialog-${shape}${wide ? " dialog-wide" : ""}`}
      aria-labelledby={heading}
      onCancel={event => { event.preventDefault(); onClose(); }}
      // A press inside that is let go outside is a click on the dialog, too: it chose text, and closes nothing.
      onPointerDown={event => { pressed.current = event.target === ref.current; }}
      onPointerUp={event => { pressed.current &&= event.target === ref.current; }}
      onClick={event => { if (pressed.current && event.target === ref.current) onClose(); }}
    >
      <div className="dialog-body">
        <div className="dialog-head">
          <h2 id={heading}>{title}</h2>
          <IconButton icon="close" label="Close" keys="Esc" onClick={onClose} />
        </div>
        <div className="dialog-content" tabIndex={toRead ? 0 : undefined}>{children}</div>
        {actions && <div className="dialog-actions">{actions}</div>}
      </div>
    </dialog>
  );
}
