import { createContext, useContext, useEffect, useSyncExternalStore } from "react";
import { createListeners } from "../engine/listeners.ts";

/**
 * Which nodes are pointed at from elsewhere (a chip, a candidate, a line of a comparison). Kept outside of React's
 * state, so that moving the mouse over a chat redraws the marks of the preview and nothing else.
 */
export interface Pointer { point(ids: readonly string[], label?: string): void; subscribe(listener: () => void): () => void; pointed(): Pointed }
export interface Pointed { readonly ids: readonly string[]; readonly label: string }

const nothing: Pointed = { ids: [], label: "" };

export function createPointer(): Pointer {
  let now = nothing;
  const { subscribe, notify } = createListeners();
  return {
    point(ids, label = "") {
      if (ids.length === 0 && now.ids.length === 0) return;
      now = ids.length === 0 ? nothing : { ids, label };
      notify();
    },
    subscribe,
    pointed: () => now,
  };
}

export const PointerContext = createContext<Pointer>(createPointer());
export const usePointer = () => useContext(PointerContext);
export function usePointed(): Pointed {
  const pointer = usePointer();
  return useSyncExternalStore(pointer.subscribe, pointer.pointed);
}

/** Handlers for a control that stands for nodes, always the same list: they are marked while it is there and hovered or focused. */
export function usePointing(ids: readonly string[], label?: string) {
  const pointer = usePointer();
  // A control that goes from under the pointer is never told that the pointer or the focus left it.
  useEffect(() => () => { if (pointer.pointed().ids === ids) pointer.point([]); }, [pointer, ids]);
  const on = () => pointer.point(ids, label);
  const off = () => pointer.point([]);
  return { onPointerEnter: on, onPointerLeave: off, onFocus: on, onBlur: off };
}
