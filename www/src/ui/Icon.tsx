import type { ReactNode } from "react";

const shapes = {
  arrowUp: <path d="M12 19V5m-6 6 6-6 6 6" />,
  back: <path d="M19 12H5m6 6-6-6 6-6" />,
  branch: <><path d="M6 4v10m0 0a3 3 0 1 0 0 6 3 3 0 0 0 0-6Zm12-4a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm0 0a6 6 0 0 1-6 6H9" /></>,
  chat: <path d="M20 11.5a7.5 7.5 0 0 1-11 6.6L4 20l1.7-4.3A7.5 7.5 0 1 1 20 11.5Z" />,
  check: <path d="m5 12.5 4.5 4.5L19 7" />,
  chevronDown: <path d="m6 9 6 6 6-6" />,
  chevronRight: <path d="m9 6 6 6-6 6" />,
  close: <path d="m6 6 12 12M18 6 6 18" />,
  code: <path d="m8 7-5 5 5 5m8-10 5 5-5 5" />,
  compare: <path d="M4 5h6v14H4zM14 5h6v14h-6z" />,
  copy: <path d="M9 9h11v11H9zM5 15H4V4h11v1" />,
  download: <path d="M12 4v11m-5-5 5 5 5-5M5 20h14" />,
  file: <path d="M6 3h8l4 4v14H6zM14 3v4h4" />,
  help: <path d="M9.2 9.2A2.9 2.9 0 0 1 12 7c1.7 0 3 1.1 3 2.7 0 2.1-3 2.3-3 4.6m0 3.2v.1" />,
  history: <path d="M4 12a8 8 0 1 0 2.4-5.7L4 8.5M4 4v4.5h4.5M12 8v4.5l3 2" />,
  inspect: <path d="M4 6h16M4 12h10M4 18h7" />,
  merge: <path d="M6 20V4m0 0L3 7m3-3 3 3m9 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm0-6c0-4-4-5-8-5" />,
  minus: <path d="M5 12h14" />,
  moon: <path d="M19 14.5A7.5 7.5 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5Z" />,
  more: <path d="M6 12h.01M12 12h.01M18 12h.01" />,
  plus: <path d="M12 5v14M5 12h14" />,
  preview: <path d="M4 5h16v14H4zM4 9.5h16M9 9.5V19" />,
  redo: <path d="m15 5 5 5-5 5m4.5-5H10a5.5 5.5 0 0 0 0 11h2" />,
  retry: <path d="M20 12a8 8 0 1 1-2.4-5.7L20 8.5M20 4v4.5h-4.5" />,
  settings: <path d="M4 7h9m5 0h2M4 17h2m5 0h9M15.5 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm-7 10a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z" />,
  stop: <path d="M7 7h10v10H7z" />,
  sun: <path d="M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm0-5v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4" />,
  swap: <path d="M4 8h15m-4-4 4 4-4 4M20 16H5m4-4-4 4 4 4" />,
  target: <path d="M12 19a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm0-17v5m0 10v5M2 12h5m10 0h5" />,
  trash: <path d="M4 7h16M9 7V4h6v3m3 0-1 13H7L6 7m4 4v5m4-5v5" />,
  undo: <path d="m9 5-5 5 5 5m-4.5-5H14a5.5 5.5 0 0 1 0 11h-2" />,
  upload: <path d="M12 16V5m-5 5 5-5 5 5M5 20h14" />,
  warning: <path d="M12 4 2.8 20h18.4zM12 10v4.5m0 2.5v.1" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof shapes;

/** A line drawing on a 24-unit grid. Always decorative: the words are on the control. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={1.7} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {shapes[name]}
    </svg>
  );
}
