/** Merges: how they are asked for, and what they come to. */
import type { Json, MergeOptions, Merging, Op } from "./api.js";
import { badArgument, isRecord, optionsOf } from "./command.js";
import type { MergeChoice, MergePolicy, MergePreview } from "./generated/protocol.js";

/** How an app wants to merge, as the core takes it. */
export function mergeOptions(options: MergeOptions | null | undefined): { policy: MergePolicy; choices: MergeChoice[] } {
  const { policy = "theirs", choices = {} } = optionsOf(options, ["policy", "choices"]);
  if (!isSide(policy)) throw badArgument('The policy of a merge is neither "ours" nor "theirs".');
  if (!isRecord(choices)) throw badArgument("`choices` is no object of sides by conflict keys.");
  const pairs = Object.entries(choices as Record<string, unknown>).map(([key, side]) => {
    if (!isSide(side)) throw badArgument('A choice of a merge is neither "ours" nor "theirs".');
    return { key, side };
  });
  return { policy, choices: pairs };
}

const isSide = (side: unknown): side is MergePolicy => side === "ours" || side === "theirs";

/** What the core says a merge comes to, as an app reads it. */
export function previewOf({ ops, summary, conflicts }: MergePreview): Merging {
  const value = (json: string | null): Json | undefined => (json === null ? undefined : (JSON.parse(json) as Json));
  return {
    ops: JSON.parse(ops) as Op[], summary,
    conflicts: conflicts.map(({ key, kind, id, path, base, ours, theirs }) => ({ key, kind, id, path, base: value(base), ours: value(ours), theirs: value(theirs) })),
  };
}
