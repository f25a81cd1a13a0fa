/** The element that draws a node. */
export function elementOf(root: HTMLElement | null, id: string): HTMLElement | null {
  return root?.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`) ?? null;
}
