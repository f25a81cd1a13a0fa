import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import "./menu.css";

interface MenuProps {
  /** Read out for the button, if its words do not say it */
  label: string;
  button: ReactNode;
  buttonClass?: string;
  align?: "start" | "end";
  title?: string;
  /** Given the function that closes the menu */
  children: (close: () => void) => ReactNode;
}

/** A button with a menu below it: arrows, Home and End walk, Escape and a click elsewhere close. */
export function Menu({ label, button, buttonClass = "icon-button", align = "end", title, children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const close = () => { setOpen(false); trigger.current?.focus(); };

  useEffect(() => {
    if (!open) return;
    // A list of choices opens at the one that is made.
    (root.current?.querySelector<HTMLElement>("[aria-checked=true]") ?? root.current?.querySelector<HTMLElement>("[role^=menuitem]"))?.focus();
    const outside = (event: PointerEvent) => { if (!root.current?.contains(event.target as Node)) setOpen(false); };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);

  const walk = (event: KeyboardEvent) => {
    if (event.key === "Escape") { event.stopPropagation(); close(); return; }
    if (event.key === "Tab") { setOpen(false); return; }
    const items = [...(root.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const next = event.key === "ArrowDown" ? at + 1 : event.key === "ArrowUp" ? at - 1 : event.key === "Home" ? 0 : event.key === "End" ? items.length - 1 : null;
    if (next === null) return;
    event.preventDefault();
    items[(next + items.length) % items.length]?.focus();
  };

  return (
    <div className="menu" ref={root} onKeyDown={open ? walk : undefined}>
      <button
        ref={trigger} type="button" className={buttonClass} aria-label={label} title={title ?? label} aria-haspopup="menu" aria-expanded={open}
        aria-controls={open ? id : undefined} onClick={() => setOpen(!open)}
        onKeyDown={event => { if (event.key === "ArrowDown" && !open) { event.preventDefault(); setOpen(true); } }}
      >
        {button}
      </button>
      {open && <div id={id} role="menu" aria-label={label} className={`menu-list menu-${align}`}>{children(close)}</div>}
    </div>
  );
}

interface MenuItemProps { onSelect: () => void; checked?: boolean; disabled?: boolean; note?: ReactNode; danger?: boolean; icon?: ReactNode; children: ReactNode }

export function MenuItem({ onSelect, checked, disabled, note, danger, icon, children }: MenuItemProps) {
  return (
    <button
      type="button" role={checked === undefined ? "menuitem" : "menuitemradio"} aria-checked={checked} aria-disabled={disabled || undefined} tabIndex={-1}
      className={`menu-item${danger ? " menu-danger" : ""}`} onClick={() => { if (!disabled) onSelect(); }}
    >
      {icon}
      <span className="menu-words">{children}</span>
      {note !== undefined && <span className="menu-note">{note}</span>}
    </button>
  );
}
