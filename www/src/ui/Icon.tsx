import { shapes } from "./shapes.ts";

export type IconName = keyof typeof shapes;

/** A line drawing on a 24-unit grid. Always decorative: the words are on the control. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={1.7} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}
