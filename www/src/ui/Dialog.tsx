import { useEffect, useId, useRef, type ReactNode } from "react";
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

/** Where the work begins: in the first field (the chosen one of several), in what is read, else on the way back. */
const START = [".dialog-content :is(input:not([type=radio], [hidden]), input:checked, select, textarea)", ".dialog-content[tabindex]", ".dialog-actions button"];

/** A modal dialog: the browser's own, which keeps the focus inside and gives it back. */
export function Dialog({ title, onClose, children, actions, shape = "middle", wide, toRead }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) {
      dialog.showModal();
      const first = START.map(place => dialog.querySelector<HTMLElement>(place)).find(element => element !== null);
      first?.focus();
      if (first instanceof HTMLInputElement && first.type !== "radio") first.select();
    }
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      className={`dialog dialog-${shape}${wide ? " dialog-wide" : ""}`}
      aria-labelledby={heading}
      onCancel={event => { event.preventDefault(); onClose(); }}
      onClick={event => { if (event.target === ref.current) onClose(); }}
    >
      <div className="dialog-body">
        <header className="dialog-head">
          <h2 id={heading}>{title}</h2>
          <IconButton icon="close" label="Close" keys="Esc" onClick={onClose} />
        </header>
        <div className="dialog-content" tabIndex={toRead ? 0 : undefined}>{children}</div>
        {actions && <footer className="dialog-actions">{actions}</footer>}
      </div>
    </dialog>
  );
}
