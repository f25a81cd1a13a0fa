import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon.tsx";
import "./blank.css";

/** What a place shows when it has nothing to show: why, and what to do. */
export function Blank({ icon, title, children, alert }: { icon: IconName; title: string; children?: ReactNode; alert?: boolean }) {
  return (
    <div className="blank" role={alert ? "alert" : undefined}>
      <Icon name={icon} size={28} />
      <p className="blank-title">{title}</p>
      {children && <div className="blank-more">{children}</div>}
    </div>
  );
}

export function Working({ children }: { children: ReactNode }) {
  return <div className="working" role="status"><span className="working-dots" aria-hidden="true"><i /><i /><i /></span>{children}</div>;
}
