// What can go wrong outside the core: in the TypeScript of this package and in the bindings. With the codes of the core, which tells its
// own (core/examples/error_codes.rs), they become ERRORS.md and the type `BozzettoErrorCode`. A test holds them against the sources.

const row = (code, message, action, more = {}) => ({ code, message, action, recoverable: true, again: false, ...more });
const over = { recoverable: false };

export const codesOfPackage = [
  row("api.not-initialised", "Bozzetto is not loaded yet.", "Call `await init()` once before anything else."),
  row("api.load-failed", "The core of Bozzetto (`core.wasm`) could not be loaded.", "Serve `core.wasm` beside the script, or pass its address to `init`; `bozzetto/inline` needs no file at all.", { again: true }),
  row("api.version-mismatch", "`core.wasm` is of another version than the package.", "Serve the `core.wasm` that came with this version of the package; an old one may be cached.", over),
  row("edit.cancelled", "The edit, or the making of a first version, was stopped.", "Begin again."),
  row("engine.closed", "The engine was closed.", "Make a new one with `createEngine`.", over),
  row("engine.crashed", "The core stopped unexpectedly; a fresh one goes on with what is stored. Where it is not `recoverable`, it stopped again and again and the engine is over.", "Look at the history and try again; where the engine is over, make a new one with `createEngine`.", { again: true }),
  row("engine.internal", "Something unexpected went wrong.", "See the `cause`, and report it.", over),
  row("engine.not-saved", "The engine is not closed, for not everything is saved.", "Export these sessions or delete others, and close it again; or give them up with `close({ discard: true })`."),
  row("engine.unexpected-reply", "The core gave an answer of another kind than was asked for.", "Report it: this should not happen.", over),
  row("history.disposed", "This history or document was disposed.", "Open it again."),
  row("import.cancelled", "The import was stopped by its signal.", "Begin again."),
  row("import.source-failed", "What the file was read from failed; nothing of it was stored.", "Read the file again, from its beginning.", { again: true }),
  row("json.invalid", "The text is not JSON.", "Ask for the answer again."),
  row("json.too-deep", "The JSON is nested too deep.", "Ask for the answer again."),
  row("json.truncated", "The JSON ends in the middle.", "Ask for the answer again."),
  row("session.unsaved-lost", "What was not saved of a session is lost: the core stopped.", "Open the session and go on from what was saved.", over),
  row("store.foreign-database", "The database of this name was made by something else.", "Give another `databaseName`.", over),
  row("store.newer-version", "A newer version of this app has been here: its data cannot be read by this one.", "Reload the page to get the newer version of the app."),
];

/** One row for each code, in the order of the alphabet. Some codes have more than one sentence. */
export function table(rows) {
  const codes = new Map();
  for (const { code, message, action, recoverable, again } of rows) {
    const known = codes.get(code) ?? { messages: new Set(), actions: new Set(), again: again ? "yes" : recoverable ? "after that" : "no" };
    known.messages.add(message);
    known.actions.add(action);
    codes.set(code, known);
  }
  return [...codes].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** ERRORS.md. */
export function errorsPage(rows) {
  const cell = (texts) => [...texts].join("<br>").replaceAll("|", "\\|");
  const areas = new Map();
  for (const one of table(rows)) {
    const area = one[0].split(".")[0];
    areas.set(area, [...(areas.get(area) ?? []), one]);
  }
  return `# What can go wrong

Every \`code\` of a \`BozzettoError\`, and of the \`error\` of results, snapshots and reports. Codes are for ever; sentences may get better. \`…\` and N stand for what
is filled in. An error may advise something more fitting than this list, and has a \`cause\` where somebody else failed.

*Again*: **yes**, the same can work a little later (model calls are tried again by themselves); **after that**, when what is advised was done; **no**, not without another
program or another object. \`recoverable\` is true for the first two.

Written by \`build.mjs\` from the sources.
${[...areas].map(([area, codes]) => `
## ${area}

| code | what happened | what to do | again |
|---|---|---|---|
${codes.map(([code, { messages, actions, again }]) => `| \`${code}\` | ${cell(messages)} | ${cell(actions)} | ${again} |`).join("\n")}
`).join("")}`;
}

/** The type of the codes. */
export function errorCodesType(rows) {
  return `// Generated from the codes of the core and of the package.

/** Every code that this version knows; later ones may have more. */
export type BozzettoErrorCode =
${table(rows).map(([code]) => `  | ${JSON.stringify(code)}`).join("\n")};
`;
}
