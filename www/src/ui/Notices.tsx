import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useRoute } from "../engine/route.ts";
import { IconButton } from "./Button.tsx";
import { Icon, type IconName } from "./Icon.tsx";
import { plain } from "./plain.ts";
import "./notices.css";

export type NoticeKind = "success" | "error" | "info";
interface Notice { id: number; kind: NoticeKind; text: string; next: string | null; about: string | null }

type Notify = (kind: NoticeKind, text: string, next?: string | null, about?: string) => void;
interface NoticeActions { notify: Notify; settle: (about?: string) => void }
const NoticeContext = createContext<NoticeActions>({ notify: () => undefined, settle: () => undefined });

/**
 * Shows a notice; `next` says what to do about it. Errors stay until they are closed, the screen changes or, if they
 * are `about` something, there is news about it.
 */
export const useNotify = () => useContext(NoticeContext).notify;
/** Takes back what was said about something that is well now; without that, every error. */
export const useSettle = () => useContext(NoticeContext).settle;

const icons: Record<NoticeKind, IconName> = { success: "check", error: "warning", info: "help" };
const LIFE_MS = 6000;

export function Notices({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const counter = useRef(0);
  const screen = useRoute();
  const close = useCallback((id: number) => setNotices(list => list.filter(notice => notice.id !== id)), []);
  const actions = useMemo<NoticeActions>(() => ({
    notify: (kind, text, next = null, about) => {
      const id = ++counter.current;
      // News replace what was said of the same before; the same words are not said twice.
      setNotices(list => [...list.filter(notice => notice.text !== text && (about === undefined || notice.about !== about)).slice(-3), { id, kind, text, next, about: about ?? null }]);
    },
    settle: about => setNotices(list => {
      const settled = (notice: Notice) => (about === undefined ? notice.kind === "error" : notice.about === about);
      return list.some(settled) ? list.filter(notice => !settled(notice)) : list;
    }),
  }), []);
  useEffect(() => setNotices(list => list.filter(notice => notice.kind !== "error")), [screen]);
  const errors = notices.filter(notice => notice.kind === "error");
  const others = notices.filter(notice => notice.kind !== "error");
  return (
    <NoticeContext value={actions}>
      {children}
      <section className="notices" aria-label="Notices">
        <div role="status" aria-live="polite">{others.map(notice => <NoticeBox key={notice.id} notice={notice} onClose={close} />)}</div>
        <div role="alert">{errors.map(notice => <NoticeBox key={notice.id} notice={notice} onClose={close} />)}</div>
      </section>
    </NoticeContext>
  );
}

/** One notice. It does not go while somebody points at it or is in it. */
function NoticeBox({ notice, onClose }: { notice: Notice; onClose: (id: number) => void }) {
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const held = notice.kind === "error" || pointed || focused;
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => onClose(notice.id), LIFE_MS);
    return () => clearTimeout(timer);
  }, [held, notice.id, onClose]);
  return (
    <div className={`notice notice-${notice.kind}`} onPointerEnter={() => setPointed(true)} onPointerLeave={() => setPointed(false)} onFocus={() => setFocused(true)} onBlur={() => setFocused(false)}>
      <Icon name={icons[notice.kind]} />
      <p>{plain(notice.text)}{notice.next && <span> {plain(notice.next)}</span>}</p>
      <IconButton icon="close" label="Close notice" onClick={() => onClose(notice.id)} />
    </div>
  );
}
