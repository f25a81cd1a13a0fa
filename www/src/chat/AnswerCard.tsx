import type { EditResult } from "bozzetto";
import { plain } from "../ui/plain.ts";
import { Icon } from "../ui/Icon.tsx";

/** An answer about the session itself: no version was made. */
export function AnswerCard({ result }: { result: EditResult }) {
  return (
    <article className="card card-answer" aria-label="Answer">
      <Icon name="history" size={16} />
      <p className="card-summary">{plain(result.changesSummary) || "Nothing changed."}</p>
    </article>
  );
}
