import { useState } from "react";
import { plain } from "./plain.ts";

/** Words of others in a line of ours, kept apart from what stands around them. */
export function Foreign({ text }: { text: string }) {
  return <bdi>{plain(text)}</bdi>;
}

/** As many letters of somebody's words are shown at first. */
const MOST = 1500;

/** The same where they may be very long. */
export function LongForeign({ text }: { text: string }) {
  const [isWhole, setWhole] = useState(false);
  if (text.length <= MOST || isWhole) return <Foreign text={text} />;
  return <><Foreign text={`${text.slice(0, MOST).trimEnd()}…`} /> <button type="button" className="said-more" onClick={() => setWhole(true)}>Show all {text.length.toLocaleString()} characters</button></>;
}
