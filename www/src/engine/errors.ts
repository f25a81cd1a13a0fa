import type { ErrorReport } from "bozzetto";

export interface Trouble { code: string; text: string; next: string }

/** What the engine tells to those who write apps, for those who use this one. */
const own: Readonly<Record<string, Partial<Omit<Trouble, "code">>>> = {
  "model.config": { text: "There is no key for the model server, or it cannot be sent.", next: "Write it into the settings: it goes when the page is closed or reloaded." },
  // Nobody can raise a limit here.
  "document.too-large": { next: "Take a smaller document, or a part of it." },
  "document.too-many-values": { next: "Take a smaller document, or a part of it." },
  "import.too-large": { next: "Export fewer versions of it, or its document only." },
};

/** Any thrown or reported error as words for people, always with something to do. */
export function troubleOf(error: unknown): Trouble {
  const report = typeof error === "object" && error !== null ? (error as Partial<ErrorReport>) : {};
  const code = typeof report.code === "string" ? report.code : "studio.unknown";
  const text = typeof report.message === "string" && report.message ? report.message : "Something went wrong.";
  const next = typeof report.suggestedAction === "string" && report.suggestedAction ? report.suggestedAction : "Try again; if it stays, reload the page. What was saved is kept.";
  return { code, text: closed(brief(text)), next: closed(brief(next)), ...own[code] };
}

/** Messages quote what they are about, and a path of a deep document is as long as the document is deep: both ends say enough. */
const LONGEST = 320;

function brief(text: string): string {
  const letters = [...text];
  return letters.length <= LONGEST ? text : `${letters.slice(0, 200).join("")} … ${letters.slice(-100).join("")}`;
}

export function closed(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
