const UNITS = ["kB", "MB", "GB", "TB"] as const;

/** A number of bytes in words. */
export function bytes(count: number): string {
  if (count < 1000) return `${Math.round(count)} bytes`;
  const step = Math.min(UNITS.length, Math.floor(Math.log10(count) / 3));
  return `${(count / 1000 ** step).toFixed(1)} ${UNITS[step - 1]}`;
}
