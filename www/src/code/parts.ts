export interface Part { kind: "code-key" | "code-string" | "code-value" | "code-mark"; text: string }

const LINE = /^(\s*)(?:("(?:[^"\\]|\\.)*")(:\s))?(.*)$/s;

/** A line of pretty-printed JSON in pieces for colouring. */
export function parts(line: string): Part[] {
  const match = LINE.exec(line);
  if (!match) return [{ kind: "code-mark", text: line }];
  const [, space = "", key, colon = "", rest = ""] = match;
  const list: Part[] = [{ kind: "code-mark", text: space }];
  if (key !== undefined) list.push({ kind: "code-key", text: key }, { kind: "code-mark", text: colon });
  if (rest) list.push({ kind: rest.startsWith('"') ? "code-string" : /^[\d\-tfn]/.test(rest) ? "code-value" : "code-mark", text: rest });
  return list;
}
