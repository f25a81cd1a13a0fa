import type { VersionInfo } from "bozzetto";

export interface Dot { readonly version: VersionInfo; readonly x: number; readonly y: number }
export interface Lanes { readonly dots: readonly Dot[]; readonly names: readonly string[]; readonly width: number; readonly height: number; readonly step: number }

const LANE = 26;
/** Below the last lane, where there is only one, and where its name may stand under its last dot. */
const BELOW = 18, BELOW_NAME = 24;
export const EDGE = 28;
const TIGHTEST = 16;
const WIDEST = 72;

/** Where each version stands: to the right by number, down by branch. */
export function layOut(versions: readonly VersionInfo[], room: number): Lanes {
  const names: string[] = [];
  const lane = new Map<string, number>();
  for (const version of versions) if (!lane.has(version.branch)) { lane.set(version.branch, names.length); names.push(version.branch); }
  const step = Math.min(WIDEST, Math.max(TIGHTEST, (room - EDGE * 2) / Math.max(1, versions.length - 1)));
  const dots = versions.map((version, at) => ({ version, x: EDGE + at * step, y: EDGE / 2 + 4 + (lane.get(version.branch) ?? 0) * LANE }));
  const height = EDGE / 2 + 4 + Math.max(0, names.length - 1) * LANE + (names.length > 1 ? BELOW_NAME : BELOW);
  return { dots, names, step, width: Math.max(room, EDGE * 2 + (versions.length - 1) * step), height };
}

/** From parent to child: straight in a lane, bent between lanes. */
export function link(from: Dot, to: Dot): string {
  if (from.y === to.y) return `M${from.x} ${from.y}H${to.x}`;
  const bend = Math.min(18, (to.x - from.x) / 2);
  return `M${from.x} ${from.y}C${from.x + bend} ${from.y} ${from.x + bend / 2} ${to.y} ${from.x + bend * 1.5} ${to.y}H${to.x}`;
}
