import { Component, type ReactNode } from "react";
import { troubleOf, type Trouble } from "../engine/errors.ts";

interface BoundaryProps {
  children: ReactNode;
  /** What is shown in place of what could not be drawn; `again` tries to draw it once more */
  instead: (trouble: Trouble, again: () => void) => ReactNode;
}

/** Where something cannot be drawn, this place says so, and the rest of the page stays. */
export class Boundary extends Component<BoundaryProps, { trouble: Trouble | null }> {
  override state: { trouble: Trouble | null } = { trouble: null };

  static getDerivedStateFromError(error: unknown) {
    return { trouble: troubleOf(error) };
  }

  override render() {
    const { trouble } = this.state;
    return trouble ? this.props.instead(trouble, () => this.setState({ trouble: null })) : this.props.children;
  }
}
