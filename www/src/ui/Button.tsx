import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { Icon, type IconName } from "./Icon.tsx";
import "./button.css";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: "plain" | "strong" | "line" | "danger";
  small?: boolean;
  icon?: IconName;
  /** It takes no more presses for now; who pressed it still has the focus, which a disabled one would lose */
  isBusy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ look = "plain", small, icon, isBusy, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button" className={`button button-${look}${small ? " button-small" : ""}${className ? ` ${className}` : ""}`} aria-disabled={isBusy || undefined}
      onClick={event => { if (isBusy) event.preventDefault(); else onClick?.(event); }} {...rest}
    >
      {icon && <Icon name={icon} size={small ? 16 : 18} />}
      {children}
    </button>
  );
}

/** Words of a button that change: it has room for both, so that it stays where and as wide as it is. */
export function Either({ first, second, isSecond }: { first: ReactNode; second: ReactNode; isSecond: boolean }) {
  return <span className="either"><span data-out={isSecond || undefined}>{first}</span><span data-out={!isSecond || undefined}>{second}</span></span>;
}

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "children"> {
  icon: IconName;
  label: string;
  /** Keys that do the same, for the tooltip */
  keys?: string;
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton({ icon, label, keys, className, ...rest }: IconButtonProps) {
  return (
    <button type="button" className={`icon-button${className ? ` ${className}` : ""}`} aria-label={label} title={keys ? `${label} (${keys})` : label} {...rest}>
      <Icon name={icon} />
    </button>
  );
}
