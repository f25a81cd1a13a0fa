import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from "react";
import { IconButton } from "./Button.tsx";
import { Icon, type IconName } from "./Icon.tsx";
import "./notices.css";

export type NoticeKind = "start" | "success" | "error" | "info";
interface Notice { id: number; kind: NoticeKind; text: string; next?: string | undefined }

type Notify = (kind: NoticeKind, text: string, next?: string | null) => void;
const NotifyContext = createContext<Notify>(() => undefined);

/** Shows a notice; `next` says what to do about it. Errors stay until they are closed. */
export const useNotify = () => useContext(NotifyContext);

const icons: Record<NoticeKind, IconName> = { start: "history", success: "check", error: "warning", info: "help" };
const LIFE_MS = 6000;

export function Notices({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const counter = useRef(0);
  const close = useCallback((id: number) => setNotices(list => list.filter(notice => notice.id !== id)), []);
  const notify = useCallback<Notify>((kind, text, next) => {
    const id = ++counter.current;
    // What just ended replaces the notice that it started; the same words are not said twice.
    setNotices(list => [...list.filter(notice => notice.kind !== "start" && notice.text !== text).slice(-3), { id, kind, text, next: next ?? undefined }]);
    if (kind !== "error") setTimeout(() => close(id), LIFE_MS);
  }, [close]);
  const errors = useMemo(() => notices.filter(notice => notice.kind === "error"), [notices]);
  const others = useMemo(() => notices.filter(notice => notice.kind !== "error"), [notices]);
  const show = (notice: Notice) => (
    <div key={notice.id} className={`notice notice-${notice.kind}`}>
      <Icon name={icons[notice.kind]} />
      <p>{notice.text}{notice.next && <span> {notice.next}</span>}</p>
      <IconButton icon="close" label="Close notice" onClick={() => close(notice.id)} />
    </div>
  );
  return (
    <NotifyContext value={notify}>
      {children}
      <section className="notices" aria-label="Notices">
        <div role="status" aria-live="polite">{others.map(show)}</div>
        <div role="alert">{errors.map(show)}</div>
      </section>
    </NotifyContext>
  );
}
