import type { ButtonHTMLAttributes, Ref } from "react";
import { Icon, type IconName } from "./Icon.tsx";
import "./button.css";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: "plain" | "strong" | "line" | "danger";
  small?: boolean;
  icon?: IconName;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ look = "plain", small, icon, className, children, ...rest }: ButtonProps) {
  return (
    <button type="button" className={`button button-${look}${small ? " button-small" : ""}${className ? ` ${className}` : ""}`} {...rest}>
      {icon && <Icon name={icon} size={small ? 16 : 18} />}
      {children}
    </button>
  );
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
