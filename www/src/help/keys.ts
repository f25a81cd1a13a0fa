/** Whether a key goes into a text. */
export function typing(event: KeyboardEvent): boolean {
  const target = event.target;
  return target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Whether the field that a key goes to has nothing in it that could be lost. */
export function isBlank({ target }: KeyboardEvent): boolean {
  return (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) && target.value === "";
}

/** Whether a key goes to the design or its timeline. Single letters and signs mean something only there: speech and a lost focus must not set them off. */
export function inDesign(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest(".design") !== null;
}

export const mac = /Mac|iPhone|iPad/.test(navigator.platform);
export const MOD = mac ? "⌘" : "Ctrl";
